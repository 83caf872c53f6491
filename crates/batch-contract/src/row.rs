//! A row of a table of replies.

use batch_core::platform::fault::{Class, Verdict};

/// A reply that is no answer, and what must be made of it.
pub(super) struct Row {
    /// What it is called.
    pub name: String,
    /// HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body.
    pub body: String,
    /// What it is.
    pub class: Class,
    /// What is to be done.
    pub verdict: Verdict,
    /// Whether the platform's own word says so, or whether that does not matter.
    pub certain: Option<bool>,
    /// Whether such a call may be billed, or whether nobody says.
    pub billed: Option<bool>,
}
