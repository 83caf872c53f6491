//! Config file, flags, environment and defaults, brought together into [`Settings`].

pub mod environment;
pub mod file;
pub mod key;
pub mod prices;
pub mod schema;

mod complain;
mod document;
mod dot_env;
mod endpoint;
mod ranges;
mod settings;

pub use document::Document;
pub use environment::{Environment, Origin};
pub use settings::{Loaded, Model, Overrides, Settings, Source, load, shares_files};
