//! The line of a file that a problem is about.

/// A line without its indentation, cut around the place. Whatever may be a key is hidden already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What stands before the place.
    pub before: String,
    /// What stands at the place and behind it.
    pub after: String,
}
