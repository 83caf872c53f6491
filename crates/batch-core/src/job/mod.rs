//! What is to be done: the config, the prompts and records, the plan of conversations, and how each is recognised.

pub mod choice;
pub mod config;
pub mod identity;
pub mod input;
pub mod plan;
