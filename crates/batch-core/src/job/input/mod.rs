//! Prompts and records: found, named and ordered.

pub mod names;
pub mod natural;
pub mod prompts;
pub mod records;

pub use prompts::Prompt;
pub use records::{Person, Record, Records};
