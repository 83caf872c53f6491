//! The circuit breaker of a model, an account or the link: when different conversations fail one after the other and
//! none is served, the fault is not theirs. Then nothing goes out but one probe at a time, with growing waits; the first
//! that is served opens the way again.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::job::plan::Cell;

/// Different conversations in a row that must say the same.
pub const WITNESSES: usize = 3;
/// The first wait before a probe, and the longest; the way to the platform is tried more often.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(15);
const LONGEST_LINK_WAIT: Duration = Duration::from_secs(3);
/// How much the newest reply counts in the share of failures.
const NEWEST: f64 = 0.05;
/// A row of failures that is as unlikely is no chance.
pub const CHANCE: f64 = 1e-3;
/// Suspects that are remembered.
const MOST_SUSPECTS: usize = 64;
/// A probe that has been silent for so long holds the next one up no longer.
const SILENT_PROBE: Duration = Duration::from_secs(15);

/// See the module.
#[derive(Debug)]
pub struct Breaker {
    /// The longest wait before a probe.
    longest: Duration,
    /// True if one conversation may be all witnesses: its failures have nothing to do with what it asks.
    same_will_do: bool,
    /// The conversations that failed since the last one was served, and whose own fault that may not be; no more than are
    /// needed.
    witnesses: Vec<Cell>,
    /// When the first of them went out.
    since: Option<Instant>,
    /// All that failed since then, the last first, and how long each was asked to wait: whoever is not among them makes a
    /// better probe.
    failed: VecDeque<(Cell, Duration)>,
    /// When the first of those went out, and when the first of them came back.
    unserved: Option<Instant>,
    failing: Option<Instant>,
    /// The share of the calls that failed, of late and before the present row of failures, and how long that row is.
    share: f64,
    row: u16,
    open: Option<Open>,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    since: Instant,
    probes: u32,
    probe_at: Instant,
    /// When the probe in flight went out.
    probe: Option<Instant>,
}

/// A wait that a server asks for.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// How long.
    pub wait: Duration,
    /// True if it is meant for more than the conversation that was asked.
    pub binds: bool,
}

/// Whether a call may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// As many as the limits allow.
    Free,
    /// One call, to see whether the way is open again.
    Probe,
    /// Not before this time, or before something comes back.
    Closed(Instant),
}

impl Default for Breaker {
    fn default() -> Self {
        Self {
            longest: LONGEST_WAIT,
            same_will_do: false,
            witnesses: Vec::new(),
            since: None,
            failed: VecDeque::new(),
            unserved: None,
            failing: None,
            share: 0.0,
            row: 0,
            open: None,
        }
    }
}

impl Breaker {
    /// The link's: a call that finds no connection says nothing about its conversation.
    #[must_use]
    pub fn of_link() -> Self {
        Self { longest: LONGEST_LINK_WAIT, same_will_do: true, ..Self::default() }
    }

    /// Whether a call may start.
    #[must_use]
    pub fn passage(&self, now: Instant) -> Passage {
        match self.open {
            None => Passage::Free,
            Some(Open { probe: Some(sent), .. }) if sent + SILENT_PROBE > now => Passage::Closed(sent + SILENT_PROBE),
            Some(Open { probe: None, probe_at, .. }) if probe_at > now => Passage::Closed(probe_at),
            Some(_) => Passage::Probe,
        }
    }

    /// A call goes out.
    pub fn sent(&mut self, now: Instant) {
        if let Some(open) = &mut self.open {
            open.probe = Some(now);
        }
    }

    /// A call that went out at `sent` is back and says nothing about this: if it was the probe, another one may go out.
    pub fn back(&mut self, sent: Instant) {
        if let Some(open) = &mut self.open {
            open.probe = open.probe.filter(|probe| *probe > sent);
        }
    }

    /// True while only probes go out.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// How long nothing goes out, if it is open and no probe is under way.
    #[must_use]
    pub fn closed_for(&self, now: Instant) -> Option<Duration> {
        let open = self.open.filter(|open| open.probe.is_none() && open.probe_at > now)?;
        Some(open.probe_at - now)
    }

    /// When it opened.
    #[must_use]
    pub fn open_since(&self) -> Option<Instant> {
        self.open.map(|open| open.since)
    }

    /// When the first call went out of those that failed since one was served.
    #[must_use]
    pub fn unserved_since(&self) -> Option<Instant> {
        self.unserved
    }

    /// When the first of them came back: a call may be held for hours before it fails.
    #[must_use]
    pub fn failing_since(&self) -> Option<Instant> {
        self.failing
    }

    /// Conversations that may be the reason why nothing is served, as long as only probes go out.
    pub fn suspects(&self) -> impl Iterator<Item = Cell> {
        self.asked_to_wait(Duration::ZERO).filter(|_| self.is_open())
    }

    /// The conversations that failed since the last one was served, the last first, and were asked to wait for so long.
    pub fn asked_to_wait(&self, least: Duration) -> impl Iterator<Item = Cell> {
        self.failed.iter().filter(move |(_, wait)| *wait >= least).map(|(cell, _)| *cell)
    }

    /// How many different conversations failed since the last one was served, as far as it matters.
    #[must_use]
    pub fn witnesses(&self) -> usize {
        self.witnesses.len()
    }

    /// True if chance explains so many failures in a row: every other call or so fails anyway.
    #[must_use]
    pub fn explains(&self, row: u32) -> bool {
        self.share.powi(i32::try_from(row).unwrap_or(i32::MAX)) > CHANCE
    }

    /// How likely it is that the last calls failed in a row by chance.
    #[must_use]
    pub fn chance(&self) -> f64 {
        self.share.powi(i32::from(self.row))
    }

    /// A call that went out at `sent` was served. If that ends an outage, says how long it was. A call that went out
    /// before the trouble began says nothing about it.
    pub fn served(&mut self, sent: Instant, now: Instant) -> Option<Duration> {
        if self.since.is_some_and(|since| sent < since) {
            return None;
        }
        let passed = (1.0 - NEWEST).powi(i32::from(std::mem::take(&mut self.row)));
        self.share = (1.0 - (1.0 - self.share) * passed) * (1.0 - NEWEST);
        self.witnesses.clear();
        self.failed.clear();
        (self.unserved, self.failing) = (None, None);
        self.since = None;
        self.open.take().map(|open| now.saturating_duration_since(open.since))
    }

    /// A conversation's call that went out at `sent` was not served; the server `asked` to wait. It is a `witness` if that may
    /// not be its own fault. True if that opens the breaker.
    pub fn failed(&mut self, cell: Cell, is_witness: bool, sent: Instant, asked: Option<Asked>, now: Instant) -> bool {
        self.unserved = Some(self.unserved.map_or(sent, |since| since.min(sent)));
        self.failing.get_or_insert(now);
        self.failed.truncate(MOST_SUSPECTS - 1);
        self.failed.push_front((cell, asked.map_or(Duration::ZERO, |asked| asked.wait)));
        if is_witness {
            self.since = Some(self.since.map_or(sent, |since| since.min(sent)));
            if self.witnesses.len() < WITNESSES && (self.same_will_do || !self.witnesses.contains(&cell)) {
                self.witnesses.push(cell);
            }
        }
        let wait = asked.filter(|asked| asked.binds).map_or(Duration::ZERO, |asked| asked.wait);
        if let Some(open) = &mut self.open {
            // What had gone out before says no more than what is known; the probe says that it goes on.
            if open.probe.is_some_and(|probe| sent >= probe) {
                open.probe = None;
                open.probes += 1;
                open.probe_at = now + FIRST_WAIT.saturating_mul(1 << open.probes.min(16)).min(self.longest).max(wait);
            }
            return false;
        }
        self.row = self.row.saturating_add(1);
        if !is_witness || self.witnesses.len() < WITNESSES || self.explains(u32::from(self.row)) {
            return false;
        }
        self.trip(wait, now)
    }

    /// Only probes go out from now on, the first after the `wait`. True if that is news.
    pub fn trip(&mut self, wait: Duration, now: Instant) -> bool {
        let is_news = self.open.is_none();
        let probe_at = now + FIRST_WAIT.max(wait);
        self.open.get_or_insert(Open { since: now, probes: 0, probe_at, probe: None });
        is_news
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::plan::SheetId;

    fn cell(n: u32) -> Cell {
        Cell { sheet: SheetId(n), prompt: 0 }
    }

    fn seconds(n: f64) -> Duration {
        Duration::from_secs_f64(n)
    }

    #[test]
    fn one_conversation_is_no_outage_however_often_it_fails() {
        let now = Instant::now();
        let mut breaker = Breaker::default();
        for n in 0..10 {
            assert!(!breaker.failed(cell(n % 2), true, now, None, now));
        }
        assert_eq!(breaker.passage(now), Passage::Free);
        let mut breaker = Breaker::default();
        breaker.failed(cell(1), true, now, None, now);
        breaker.failed(cell(2), true, now, None, now);
        breaker.served(now, now);
        assert!(
            !breaker.failed(cell(7), true, now, None, now),
            "who was served in between is a witness of the contrary"
        );
        assert!(!breaker.failed(cell(8), true, now, None, now));
        assert!(breaker.failed(cell(9), true, now, None, now));
    }

    #[test]
    fn probes_one_at_a_time_with_growing_waits_until_one_is_served() {
        let start = Instant::now();
        let mut breaker = Breaker::default();
        let opened = (0..3).map(|n| breaker.failed(cell(n), true, start, None, start)).last();
        assert_eq!(opened, Some(true));
        let (mut now, mut waits) = (start, Vec::new());
        for n in 0..7 {
            let Passage::Closed(at) = breaker.passage(now) else { panic!("{:?}", breaker.passage(now)) };
            waits.push((at - now).as_secs());
            now = at;
            assert_eq!(breaker.passage(now), Passage::Probe);
            breaker.sent(now);
            let one_at_a_time = Passage::Closed(now + SILENT_PROBE);
            assert_eq!(breaker.passage(now), one_at_a_time);
            // Old calls that fail meanwhile are no probe.
            breaker.failed(cell(n + 20), true, start, None, now);
            assert_eq!(breaker.passage(now), one_at_a_time);
            breaker.failed(cell(n), true, now, None, now);
        }
        assert_eq!(waits, [1, 2, 4, 8, 15, 15, 15]);
        assert_eq!(breaker.served(start - seconds(1.0), now), None, "a call from before the trouble");
        assert!(breaker.is_open());
        assert_eq!(breaker.served(now, now), Some(now - start));
        assert_eq!(breaker.passage(now), Passage::Free);
    }

    #[test]
    fn a_row_that_chance_explains_is_no_outage() {
        let now = Instant::now();
        let mut breaker = Breaker::default();
        // Two of three fail.
        for n in 0..100 {
            assert!(!breaker.failed(cell(2 * n), true, now, None, now));
            assert!(!breaker.failed(cell(2 * n + 1), true, now, None, now));
            breaker.served(now, now);
        }
        assert!(breaker.explains(9) && !breaker.explains(30));
        let row = (0..100).take_while(|n| !breaker.failed(cell(1000 + n), true, now, None, now)).count();
        assert!((10..30).contains(&row), "{row}");
        assert!(breaker.explains(9), "an outage does not make all that follows chance");
    }

    #[test]
    fn a_probe_that_comes_back_without_a_word_is_followed_by_another() {
        let now = Instant::now();
        let mut breaker = Breaker::default();
        for n in 0..3 {
            breaker.failed(cell(n), true, now, None, now);
        }
        let probe = now + seconds(1.0);
        breaker.sent(probe);
        breaker.back(now);
        assert_eq!(breaker.passage(probe), Passage::Closed(probe + SILENT_PROBE), "it was not the probe");
        breaker.back(probe);
        assert_eq!(breaker.passage(probe), Passage::Probe);
    }

    #[test]
    fn waits_as_long_as_the_server_asks() {
        let now = Instant::now();
        let mut breaker = Breaker::default();
        for n in 0..3 {
            breaker.failed(cell(n), true, now, Some(Asked { wait: seconds(50.0), binds: n == 2 }), now);
        }
        assert_eq!(breaker.passage(now), Passage::Closed(now + seconds(50.0)));
    }
}
