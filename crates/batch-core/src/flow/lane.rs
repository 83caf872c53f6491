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
    /// A conversation that was not asked yet, or is to be asked as if it had not been.
    #[must_use]
    pub fn new(cell: Cell) -> Self {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::time::Duration;

    use super::*;
    use crate::fault::Pace as Waiting;
    use crate::retry;

    const LIMITS: Limits = Limits { concurrency: 4, rpm: None, tpm: None };

    fn cells(sheet: Sheet) -> Vec<Cell> {
        (0..3).map(|prompt| Cell { sheet, prompt }).collect()
    }

    /// The manual's schedule on a clock that only moves when all sleep: a conversation that always fails is asked at 0,
    /// 1, 3, 7, 15 and 31 s, each wait up to a tenth longer and never shorter.
    #[tokio::test(start_paused = true)]
    async fn a_conversation_that_fails_is_asked_again_when_the_manual_says() {
        let start = Instant::now();
        let mut lane = Lane::new(0..1, &LIMITS);
        let mut asked = Vec::new();
        let mut ticket = lane.next(start, |sheet| cells(sheet).into_iter().take(1).collect()).unwrap();
        loop {
            asked.push(Instant::now() - start);
            if ticket.retries == 5 {
                break;
            }
            ticket.retries += 1;
            let wait = retry::jitter(retry::wait(Waiting::Backoff, ticket.retries, None));
            lane.wait(ticket, Instant::now() + wait);
            assert!(lane.next(Instant::now(), cells).is_none(), "not before its time");
            tokio::time::sleep_until(lane.due().unwrap()).await;
            ticket = lane.next(Instant::now(), cells).unwrap();
        }
        assert!(lane.is_done());
        for (time, seconds) in asked.into_iter().zip([0.0, 1.0, 3.0, 7.0, 15.0, 31.0]) {
            let time = time.as_secs_f64();
            // A timer may be a millisecond late.
            assert!(time >= seconds && time <= seconds * 1.1 + 0.01, "{time} instead of {seconds}");
        }
    }

    proptest! {
        /// Whatever fails how often: everything comes out, fresh conversations in plan order, none twice at a time.
        #[test]
        fn everything_comes_out_in_order(fails in proptest::collection::vec(0u32..4, 30)) {
            let start = Instant::now();
            let mut now = start;
            let mut lane = Lane::new(0..10, &LIMITS);
            let mut first = Vec::new();
            let mut done = Vec::new();
            while !lane.is_done() {
                match lane.next(now, cells) {
                    None => now = lane.due().map_or(now, |due| due.max(now)),
                    Some(ticket) => {
                        if ticket.calls == 0 {
                            first.push(ticket.cell);
                        }
                        let place = ticket.cell.sheet.0 as usize * 3 + usize::from(ticket.cell.prompt);
                        if ticket.calls < fails[place] {
                            let wait = Duration::from_secs(u64::from(ticket.calls) + 1);
                            lane.wait(Ticket { calls: ticket.calls + 1, ..ticket }, now + wait);
                        } else {
                            done.push(ticket.cell);
                        }
                    }
                }
            }
            let all: Vec<Cell> = (0..10).flat_map(|sheet| cells(Sheet(sheet))).collect();
            prop_assert_eq!(&first, &all);
            done.sort();
            prop_assert_eq!(done, all);
        }
    }
}
