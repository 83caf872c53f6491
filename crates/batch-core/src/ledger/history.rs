//! The answers of earlier runs, one after the other, for estimates: tokens and times, never the text.

use std::io;
use std::path::Path;

use super::event::Usage;
use super::part::Lane;
use super::read::{Said, said};
use crate::base::key::Key;

/// What an answer took.
#[derive(Debug, Clone, Copy)]
pub struct Past {
    /// The conversation.
    pub key: Key,
    /// Tokens, if the platform counted them.
    pub usage: Option<Usage>,
    /// How long the call took, in ms; in a batch: since that was made.
    pub ms: u64,
    /// How it was asked.
    pub lane: Lane,
}

/// Calls `each` for every answer in a folder's ledgers; for none if there is no ledger.
///
/// # Errors
/// The disk's. Damaged lines are passed over.
pub fn answers(output_dir: &Path, mut each: impl FnMut(Past)) -> io::Result<()> {
    said(output_dir, |said, _, _| {
        let Said { event: "answered", key: Some(key), usage, ms: Some(ms), lane, .. } = said else { return };
        if let Some(ms) = ms.says() {
            each(Past { key, usage, ms, lane });
        }
    })
    .map(drop)
}
