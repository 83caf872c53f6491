//! The output files: the manual's format, written whole or not at all.

pub mod flush;

pub mod aside;
pub mod content;
pub mod file;
pub mod open;
pub mod private;
pub mod sheet;
pub mod whole;
