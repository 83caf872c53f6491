//! One HTML page out of output folders.

use std::path::Path;

use crate::error::Problem;
use crate::reading::{Library, Oddity};

/// What was written.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Written {
    /// Conversations in it.
    pub conversations: u64,
    /// Oddities found.
    pub odd: u64,
    /// The first of them.
    pub odds: Vec<Oddity>,
}

/// Writes the page.
///
/// # Errors
/// A [`Problem`] that names what cannot be read or written.
pub fn write(_library: &Library, _output: &Path) -> Result<Written, Problem> {
    Ok(Written::default())
}
