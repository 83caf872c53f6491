//! The answers of earlier runs, one after the other, for estimates: tokens and times, never the text.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

use super::event::Usage;
use super::journal::is_whole;
use crate::identity::Key;

/// What an answer took.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Past {
    /// The conversation.
    pub key: Key,
    /// Tokens, if the platform counted them.
    pub usage: Option<Usage>,
    /// How long the call took, in ms.
    pub ms: u64,
}

/// Calls `each` for every answer in a ledger; for none if there is no ledger.
///
/// # Errors
/// The disk's. Damaged lines are passed over.
pub fn answers(path: &Path, mut each: impl FnMut(Past)) -> io::Result<()> {
    let mut from = match File::open(path) {
        Ok(file) => BufReader::with_capacity(1 << 18, file),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e),
    };
    let mut line = Vec::with_capacity(8192);
    while from.read_until(b'\n', &mut line)? > 0 {
        let whole =
            line.strip_suffix(b"\n").filter(|line| line.starts_with(br#"{"event":"answered""#) && is_whole(line));
        if let Some(past) = whole.and_then(|line| serde_json::from_slice(line).ok()) {
            each(past);
        }
        line.clear();
    }
    Ok(())
}
