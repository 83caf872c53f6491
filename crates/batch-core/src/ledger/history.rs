//! The answers of earlier runs, one after the other, for estimates: tokens and times, never the text.

use std::io;
use std::path::Path;

use serde::Deserialize;

use super::event::{Usage, known, lane};
use super::part::Lane;
use super::read::lines;
use crate::base::key::Key;

/// What an answer took.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Past {
    /// The conversation.
    pub key: Key,
    /// Tokens, if the platform counted them.
    #[serde(default, deserialize_with = "known")]
    pub usage: Option<Usage>,
    /// How long the call took, in ms; in a batch: since that was made.
    pub ms: u64,
    /// How it was asked.
    #[serde(default, deserialize_with = "lane")]
    pub lane: Lane,
}

/// Calls `each` for every answer in a folder's ledgers; for none if there is no ledger.
///
/// # Errors
/// The disk's. Damaged lines are passed over.
pub fn answers(output_dir: &Path, mut each: impl FnMut(Past)) -> io::Result<()> {
    lines(output_dir, |line, _| {
        if line.starts_with(br#"{"event":"answered""#)
            && let Ok(past) = serde_json::from_slice(line)
        {
            each(past);
        }
    })
    .map(drop)
}
