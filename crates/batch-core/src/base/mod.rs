//! What everything stands on: keys, texts, amounts, problems. Knows no platform and no job.

pub mod amount;
pub mod at_once;
pub mod decode;
pub mod error;
pub mod json_text;
pub mod key;
pub mod language;
pub mod problem;
pub mod progress;
pub mod shard;
pub mod signals;
pub mod table;
