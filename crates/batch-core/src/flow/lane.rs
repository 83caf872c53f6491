//! One scope's conversations: which is next, and when.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::ops::Range;

use tokio::time::Instant;

use super::gate::Gate;
use super::pace::{NotBefore, Pace};
use crate::fault::Class;
use crate::plan::{Cell, Sheet};
use crate::platform::Limits;

/// A conversation on its way, with what it has been through in this run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    /// The conversation.
    pub cell: Cell,
    /// Calls made for it.
    pub calls: u32,
    /// Retries used up.
    pub retries: u32,
    /// The last fault and how often it came in a row.
    pub last: Option<(Class, u32)>,
}

impl Ticket {
    fn new(cell: Cell) -> Self {
        Self { cell, calls: 0, retries: 0, last: None }
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

/// A scope: its sheets in plan order, its waiting conversations, its limits.
#[derive(Debug)]
pub struct Lane {
    /// Calls in flight.
    pub gate: Gate,
    /// Calls and tokens a minute.
    pub pace: Pace,
    /// What held the lane back when it was last asked.
    pub held: Option<NotBefore>,
    sheets: Range<u32>,
    fresh: VecDeque<Ticket>,
    again: BinaryHeap<Reverse<(Instant, Ticket)>>,
}

impl Lane {
    /// A lane over these sheets.
    #[must_use]
    pub fn new(sheets: Range<u32>, limits: &Limits) -> Self {
        Self {
            gate: Gate::new(limits.concurrency),
            pace: Pace::new(limits),
            held: None,
            sheets,
            fresh: VecDeque::new(),
            again: BinaryHeap::new(),
        }
    }

    /// The next conversation: one whose wait is over, else the next in plan order. `open` says which conversations of
    /// a sheet are to be asked.
    pub fn next(&mut self, now: Instant, mut open: impl FnMut(Sheet) -> Vec<Cell>) -> Option<Ticket> {
        if self.again.peek().is_some_and(|Reverse((at, _))| *at <= now) {
            return self.again.pop().map(|Reverse((_, ticket))| ticket);
        }
        while self.fresh.is_empty() {
            let sheet = Sheet(self.sheets.next()?);
            self.fresh.extend(open(sheet).into_iter().map(Ticket::new));
        }
        self.fresh.pop_front()
    }

    /// Takes a conversation back that could not be sent yet; it stays the next one.
    pub fn put_back(&mut self, ticket: Ticket) {
        self.fresh.push_front(ticket);
    }

    /// Keeps a conversation until its wait is over.
    pub fn wait(&mut self, ticket: Ticket, until: Instant) {
        self.again.push(Reverse((until, ticket)));
    }

    /// When the first waiting conversation is due.
    #[must_use]
    pub fn due(&self) -> Option<Instant> {
        self.again.peek().map(|Reverse((at, _))| *at)
    }

    /// True if nothing is left to send.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.fresh.is_empty() && self.again.is_empty() && self.sheets.is_empty()
    }
}
