//! A conversation on its way.

use tokio::time::Instant;

use crate::job::plan::Cell;
use crate::platform::fault::Class;

/// A conversation on its way, with what it has been through in this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorkItem {
    /// The conversation.
    pub cell: Cell,
    /// Calls made for it.
    pub calls: u32,
    /// Retries used up: failures that were its own.
    pub retries: u32,
    /// Refusals in a row while others were served.
    pub refused: u32,
    /// Connections that broke under it.
    pub stale: u32,
    /// When its last refusal came, and its last failure.
    pub refused_at: Option<Instant>,
    /// See `refused_at`.
    pub failed_at: Option<Instant>,
    /// The last fault and how often it came in a row.
    pub last: Option<(Class, u32)>,
}

impl WorkItem {
    /// A conversation that was not asked in this run.
    #[must_use]
    pub fn new(cell: Cell) -> Self {
        Self { cell, calls: 0, retries: 0, refused: 0, stale: 0, refused_at: None, failed_at: None, last: None }
    }

    /// Counts a fault; says how often it has come in a row.
    pub fn count(&mut self, class: Class) -> u32 {
        let times = match self.last {
            Some((last, times)) if last == class => times + 1,
            _ => 1,
        };
        self.last = Some((class, times));
        times
    }
}
