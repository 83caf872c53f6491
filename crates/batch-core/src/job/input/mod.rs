//! Prompts and records: found, named and ordered.

pub mod names;
pub mod natural;
mod person;
pub mod prompts;
pub mod records;

pub use person::Person;
pub use prompts::Prompt;
pub use records::{Record, Records};
