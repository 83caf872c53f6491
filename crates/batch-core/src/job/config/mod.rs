//! Config file, flags, environment and defaults, brought together into [`Settings`].

pub mod batch;
pub mod environment;
pub mod file;
pub mod key;
pub mod limiter;
pub mod prices;
pub mod schema;
pub mod shard;

mod complain;
mod described;
mod document;
mod dot_env;
mod endpoint;
mod excerpt;
mod foreign;
mod key_trace;
mod layers;
mod limits;
mod load;
mod misread;
mod model_names;
mod models;
mod near;
mod ranges;
mod settings;

pub use document::Document;
pub use environment::{Environment, LANGUAGE, Origin};
pub use file::Level as LogLevel;
pub use foreign::names;
pub use load::{Loaded, describe, language, load, shares_files};
pub use settings::{Model, Overrides, Settings, ShownValue, Source};
