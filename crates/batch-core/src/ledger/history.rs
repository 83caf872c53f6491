//! What an answer of an earlier run took, for estimates: tokens and times, never the text.

use std::io;

use super::event::Usage;
use super::line::Line;
use super::offset::LedgerOffset;
use super::part::Lane;
use super::read::Answers;
use super::sound::parse;

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
    /// What the answer that stands here took; `None` if the line does not say it.
    ///
    /// # Errors
    /// The disk's.
    pub fn past(&self, place: LedgerOffset) -> io::Result<Option<Past>> {
        let line = self.line(place)?;
        let said = parse(line.strip_suffix(b"\n").unwrap_or(&line)).ok().flatten();
        let Some(Line { event: "answered", usage, ms: Some(ms), lane, .. }) = said else { return Ok(None) };
        Ok(ms.says().map(|ms| Past { usage, ms, lane: lane.unwrap_or_default() }))
    }
}
