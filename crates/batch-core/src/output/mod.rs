//! The output files: the manual's format, written whole or not at all.

pub mod file;
pub mod sheet;
pub mod whole;
