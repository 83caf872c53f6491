//! Requests and tokens a minute, counted as the strictest platforms count them: over any window of a minute, not over
//! the clock's minutes. A reservation is made before a call and settled with what was really used.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::fault::Stated;
use crate::platform::Limits;

/// A minute, and half a second for what the way to the platform adds or takes away.
pub const WINDOW: Duration = Duration::from_millis(60_500);

/// Requests a minute that are tried whatever a refusal without a number seems to say: a few refusals in a row at the
/// start prove nothing.
const LEAST_LEARNED: usize = 10;

/// The rates of one scope.
#[derive(Debug)]
pub struct Pace {
    rpm: Option<usize>,
    tpm: Option<u64>,
    window: Duration,
    /// Reservations of the last window, oldest first.
    log: VecDeque<Reservation>,
    /// Sequence number of the log's first entry.
    first: u64,
    tokens: u64,
    frozen_until: Option<Instant>,
    ramp: Option<Ramp>,
    /// When requests a minute were last learned from a refusal that named no number.
    learned_at: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Reservation {
    at: Instant,
    tokens: u64,
    refused: bool,
}

/// After an overload: one call in the first second, twice as many in each that follows.
#[derive(Debug, Clone, Copy)]
struct Ramp {
    since: Instant,
    sent: u32,
}

/// A reservation's number, for settling it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot(u64);

/// Why a call may not start yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotBefore {
    /// When to ask again.
    pub at: Instant,
    /// What is in the way.
    pub why: Why,
}

/// What a wait is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Requests a minute.
    Requests,
    /// Tokens a minute.
    Tokens,
    /// The server asked to be left alone.
    Frozen,
    /// Slow start after an overload.
    Ramp,
}

impl Pace {
    /// A pace within these limits.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            rpm: limits.rpm.map(|n| n.max(1) as usize),
            tpm: limits.tpm.map(|n| n.max(1)),
            window: WINDOW,
            log: VecDeque::new(),
            first: 0,
            tokens: 0,
            frozen_until: None,
            ramp: None,
            learned_at: None,
        }
    }

    /// Takes a limit that the server stated, unless a lower one is known.
    pub fn learn(&mut self, stated: Stated) {
        match stated {
            Stated::Requests(n) => {
                let n = n.max(1) as usize;
                self.rpm = Some(self.rpm.map_or(n, |rpm| rpm.min(n)));
            }
            Stated::Tokens(n) => self.tpm = Some(self.tpm.map_or(n, |tpm| tpm.min(n)).max(1)),
            Stated::Concurrency(_) => {}
        }
    }

    /// A refusal by the minute that names no number: what was served in the last minute is what is allowed. A minute at
    /// that rate without another refusal lets a tenth more in.
    pub fn refused(&mut self, now: Instant) {
        self.forget(now);
        let served = self.log.iter().filter(|r| !r.refused).count().max(LEAST_LEARNED);
        self.rpm = Some(self.rpm.map_or(served, |rpm| rpm.min(served)));
        self.learned_at = Some(now);
    }

    /// The call of this reservation was refused: it used no tokens.
    pub fn refund(&mut self, slot: Slot) {
        self.settle(slot, 0);
        if let Some(index) = self.index(slot) {
            self.log[index].refused = true;
        }
    }

    fn index(&self, slot: Slot) -> Option<usize> {
        let index = usize::try_from(slot.0.checked_sub(self.first)?).ok()?;
        (index < self.log.len()).then_some(index)
    }

    /// Reserves one request of so many tokens.
    ///
    /// # Errors
    /// [`NotBefore`] says when to ask again.
    pub fn reserve(&mut self, tokens: u64, now: Instant) -> Result<Slot, NotBefore> {
        self.forget(now);
        if let Some(at) = self.frozen_until.filter(|at| *at > now) {
            return Err(NotBefore { at, why: Why::Frozen });
        }
        if let Some(at) = self.ramp_allows(now) {
            return Err(NotBefore { at, why: Why::Ramp });
        }
        if let (Some(rpm), Some(at)) = (self.rpm, self.learned_at)
            && now.saturating_duration_since(at) >= self.window * 2
        {
            self.rpm = Some(rpm + rpm / 10 + 1);
            self.learned_at = Some(now);
        }
        if let Some(rpm) = self.rpm
            && self.log.len() >= rpm
        {
            return Err(NotBefore { at: self.log[self.log.len() - rpm].at + self.window, why: Why::Requests });
        }
        // A call that is larger than the whole limit goes out alone: only the platform can refuse it.
        if let Some(tpm) = self.tpm.filter(|tpm| self.tokens > 0 && self.tokens + tokens > *tpm) {
            let mut left = self.tokens;
            let enough = self.log.iter().find(|r| {
                left -= r.tokens.min(left);
                left == 0 || left + tokens <= tpm
            });
            if let Some(last) = enough {
                return Err(NotBefore { at: last.at + self.window, why: Why::Tokens });
            }
        }
        if let Some(ramp) = &mut self.ramp {
            ramp.sent += 1;
        }
        self.tokens += tokens;
        self.log.push_back(Reservation { at: now, tokens, refused: false });
        Ok(Slot(self.first + self.log.len() as u64 - 1))
    }

    /// Settles a reservation with what was really charged.
    pub fn settle(&mut self, slot: Slot, tokens: u64) {
        let Some(index) = self.index(slot) else { return };
        let reservation = &mut self.log[index];
        self.tokens = self.tokens - reservation.tokens + tokens;
        reservation.tokens = tokens;
    }

    /// Nothing starts before this time.
    pub fn freeze(&mut self, until: Instant) {
        self.frozen_until = Some(self.frozen_until.map_or(until, |at| at.max(until)));
    }

    /// After an overload: begin again with one call a second, doubling each second.
    pub fn ramp(&mut self, from: Instant) {
        if self.ramp.is_none_or(|ramp| from > ramp.since) {
            self.ramp = Some(Ramp { since: from, sent: 0 });
        }
    }

    /// When the ramp lets the next call start; `None`: now.
    fn ramp_allows(&mut self, now: Instant) -> Option<Instant> {
        let ramp = self.ramp?;
        let seconds = now.saturating_duration_since(ramp.since).as_secs();
        // After ten seconds it allows a thousand a second: no ramp any more.
        if seconds >= 10 {
            self.ramp = None;
            return None;
        }
        let allowed = (2_u32 << seconds) - 1;
        (ramp.sent >= allowed).then(|| ramp.since + Duration::from_secs(seconds + 1))
    }

    fn forget(&mut self, now: Instant) {
        while let Some(oldest) = self.log.front() {
            if oldest.at + self.window > now {
                break;
            }
            self.tokens -= oldest.tokens.min(self.tokens);
            self.log.pop_front();
            self.first += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limits(rpm: Option<u32>, tpm: Option<u64>) -> Limits {
        Limits { concurrency: 1, rpm, tpm }
    }

    #[test]
    fn refunds_are_exact() {
        let now = Instant::now();
        let mut pace = Pace::new(&limits(None, Some(100)));
        let slot = pace.reserve(100, now).unwrap();
        assert_eq!(pace.reserve(50, now).unwrap_err().why, Why::Tokens);
        pace.settle(slot, 40);
        pace.reserve(60, now).unwrap();
        assert_eq!(pace.reserve(1, now).unwrap_err().at, now + WINDOW);
        assert!(pace.reserve(100, now + WINDOW).is_ok());
        // Settling after the window has passed changes nothing.
        pace.settle(slot, 1_000_000);
        assert_eq!(pace.tokens, 100);
    }

    #[test]
    fn waits_for_the_server_and_ramps_after_an_overload() {
        let start = Instant::now();
        let mut pace = Pace::new(&limits(None, None));
        pace.freeze(start + Duration::from_secs(5));
        pace.freeze(start + Duration::from_secs(2));
        assert_eq!(pace.reserve(1, start).unwrap_err().at, start + Duration::from_secs(5));
        pace.ramp(start);
        let mut sent = Vec::new();
        for second in 5..9 {
            let now = start + Duration::from_secs(second);
            sent.push((0..10_000).take_while(|_| pace.reserve(1, now).is_ok()).count());
        }
        assert!(sent.windows(2).all(|pair| pair[0] < pair[1]), "{sent:?}");
    }

    #[test]
    fn learns_what_a_refusal_says_and_what_it_does_not_say() {
        let start = Instant::now();
        let mut pace = Pace::new(&limits(None, None));
        let slots: Vec<Slot> = (0..22).map(|_| pace.reserve(10, start).unwrap()).collect();
        // Twenty were served, two were refused, and nobody says how many are allowed.
        for slot in &slots[20..] {
            pace.refund(*slot);
            pace.refused(start);
        }
        assert_eq!((pace.rpm, pace.tokens), (Some(20), 200));
        assert_eq!(pace.reserve(10, start).unwrap_err().why, Why::Requests);
        let later = start + WINDOW;
        assert_eq!((0..30).filter(|_| pace.reserve(10, later).is_ok()).count(), 20);
        let much_later = later + WINDOW * 2;
        assert_eq!((0..30).filter(|_| pace.reserve(10, much_later).is_ok()).count(), 23, "a little more is tried");
        pace.learn(Stated::Requests(3));
        pace.learn(Stated::Tokens(100));
        pace.learn(Stated::Requests(50));
        assert_eq!((pace.rpm, pace.tpm), (Some(3), Some(100)), "the lowest stands");
        let mut unlucky = Pace::new(&limits(None, None));
        let slot = unlucky.reserve(1, start).unwrap();
        unlucky.refund(slot);
        unlucky.refused(start);
        assert_eq!(unlucky.rpm, Some(LEAST_LEARNED), "one refusal at the start does not mean one call a minute");
    }

    #[test]
    fn a_call_larger_than_the_limit_goes_out_alone() {
        let now = Instant::now();
        let mut pace = Pace::new(&limits(None, Some(10)));
        pace.reserve(1000, now).unwrap();
        assert_eq!(pace.reserve(1, now).unwrap_err().at, now + WINDOW);
        pace.reserve(1000, now + WINDOW).unwrap();
    }

    proptest! {
        /// Whatever is asked when: in no window of a minute more than the limit, and whoever waits as told gets in.
        #[test]
        fn never_above_the_limit_and_never_starving(
            rpm in proptest::option::of(1u32..20),
            tpm in proptest::option::of(50u64..500),
            asks in proptest::collection::vec((0u64..20_000, 1u64..50, 0u64..50), 1..120),
        ) {
            let mut pace = Pace::new(&limits(rpm, tpm));
            let mut now = Instant::now();
            let mut sent: Vec<(Instant, u64)> = Vec::new();
            for (ms, estimate, real) in asks {
                now += Duration::from_millis(ms);
                let mut tries = 0;
                let slot = loop {
                    match pace.reserve(estimate, now) {
                        Ok(slot) => break slot,
                        Err(held) => {
                            prop_assert!(held.at > now, "told to wait for the past");
                            now = held.at;
                        }
                    }
                    tries += 1;
                    prop_assert!(tries < 200, "starving");
                };
                // Real usage never above the estimate here: an estimate too low is the platform's to refuse.
                let real = real.min(estimate);
                pace.settle(slot, real);
                sent.push((now, real));
                let window: Vec<u64> = sent.iter().filter(|(at, _)| *at + WINDOW > now).map(|(_, t)| *t).collect();
                prop_assert!(rpm.is_none_or(|rpm| window.len() <= rpm as usize));
                prop_assert!(tpm.is_none_or(|tpm| window.iter().sum::<u64>() <= tpm));
            }
        }
    }
}
