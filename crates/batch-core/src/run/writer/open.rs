//! A sheet that is being worked on.

use tokio::time::Instant;

use crate::base::json_text::JsonText;
use crate::base::key::Key;
use crate::job::plan::Cell;
use crate::ledger::LedgerOffset;
use crate::sheets::content::{self as sheets, Says};

/// A sheet that is being worked on.
pub(super) struct Open {
    pub(super) record: JsonText,
    pub(super) keys: Vec<Key>,
    pub(super) outputs: Vec<Output>,
    pub(super) left: usize,
    /// Some of its conversations are at the batch service: it is not written before they are back.
    pub(super) withheld: bool,
    pub(super) since: Instant,
}

impl Open {
    /// True if a conversation has no output yet.
    pub(super) fn lacks(&self, cell: Cell) -> bool {
        matches!(self.outputs[usize::from(cell.prompt)], Output::None)
    }
}

/// What a sheet will say of a conversation.
pub(super) enum Output {
    /// Nothing yet.
    None,
    /// Answered in this run.
    Said(JsonText, LedgerOffset),
    /// Answered before.
    Kept(LedgerOffset),
    /// Given up; the text behind `ERROR: `.
    Failed(String),
}

/// Digest over what a sheet says, without its texts.
pub(super) fn content(open: &Open) -> Key {
    sheets::content(open.keys.iter().copied().zip(open.outputs.iter().map(|output| match output {
        Output::None => Says::Nothing,
        Output::Said(_, place) | Output::Kept(place) => Says::Answer(place.offset),
        Output::Failed(message) => Says::Failure(message),
    })))
}
