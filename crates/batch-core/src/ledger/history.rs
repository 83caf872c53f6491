//! What an answer of an earlier run took, for estimates: tokens and times, never the text.

use super::event::Usage;
use super::line::Line;
use super::offset::LedgerOffset;
use super::part::Lane;
use super::read::Answers;
use super::sound::parse;
use crate::base::key::Key;

/// What an answer took.
#[derive(Debug, Clone, Copy)]
pub struct Past {
    /// Tokens, if the platform counted them.
    pub usage: Option<Usage>,
    /// How long the call took, in ms; in a batch: since that was made.
    pub ms: u64,
    /// How it was asked.
    pub lane: Lane,
}

impl Answers {
    /// What a conversation's answer took, which stood here when the ledger was read; `None` if it does not any more, as
    /// when a run has mended it meanwhile, or does not say.
    #[must_use]
    pub fn past(&self, key: Key, place: LedgerOffset) -> Option<Past> {
        let line = self.line(place).ok()?;
        let Line { event: "answered", key: there, usage, ms, lane, .. } =
            parse(line.strip_suffix(b"\n").unwrap_or(&line)).ok().flatten()?
        else {
            return None;
        };
        let ms = ms?.says()?;
        (there == Some(key)).then(|| Past { usage, ms, lane: lane.unwrap_or_default() })
    }
}
