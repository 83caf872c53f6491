//! The rate limiter: requests and tokens a minute, counted as the strictest platforms count them: over any window of a
//! minute, not over the clock's minutes. Requests are spread over the minute (a bucket that holds what a second brings), so
//! that platforms which count by the second do not mind. A reservation is made before a call and settled with what was really used.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::fault::Stated;
use crate::platform::Limits;
use crate::wait_hint::{Allowance, Allowances};

/// A minute, and half a second for what the way to the platform adds or takes away.
pub const WINDOW: Duration = Duration::from_millis(60_500);
const MINUTE: Duration = Duration::from_secs(60);
/// What was served in this time shows whether a rate is even; so much of it is enough to tell.
const LATELY: Duration = Duration::from_secs(15);
const LATELIES: usize = 4;
const FEWEST_LATELY: usize = 4;

/// Requests a minute that are tried whatever a refusal without a number seems to say: a few refusals in a row at the
/// start prove nothing.
const LEAST_LEARNED: usize = 10;

/// Headers that say that nothing is left are believed for so long.
const LONGEST_TOLD: Duration = Duration::from_secs(60);
/// So often headers may say that nothing is left while calls are served before they are not read any more.
const MOST_UNTRUE: u32 = 3;

/// The rates of one scope.
#[derive(Debug)]
pub struct Pace {
    /// Requests a minute that were configured: never more.
    ceiling: Option<usize>,
    learned: Option<Learned>,
    tpm: Option<u64>,
    window: Duration,
    /// Reservations of the last window, oldest first.
    log: VecDeque<Reservation>,
    /// Sequence number of the log's first entry.
    first: u64,
    tokens: u64,
    /// When the next call is due if all come at the same distance; spreads a minute's calls over the minute.
    due: Option<Instant>,
    ramp: Option<Ramp>,
    told: Told,
    /// When the first call went out.
    began: Option<Instant>,
}

/// Requests a minute as learned from refusals.
#[derive(Debug, Clone, Copy)]
struct Learned {
    rpm: usize,
    at: Instant,
    /// How many more the next try lets in: twice as many as the last one that nobody minded.
    step: usize,
    /// True if they must not come all at once.
    spread: bool,
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

/// What replies said is left.
#[derive(Debug, Default)]
struct Told {
    requests: Option<Left>,
    tokens: Option<Left>,
    /// The first call after a wait that headers asked for.
    waited_until: Option<u64>,
    untrue: u32,
}

/// What is left until a limit is whole again, for calls that went out after the one whose reply said so.
#[derive(Debug, Clone, Copy)]
struct Left {
    remaining: u64,
    after: u64,
    used: u64,
    until: Instant,
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
    /// Slow start after an overload.
    Ramp,
    /// Nothing is served: only probes go out.
    Probing,
}

impl Pace {
    /// A pace within these limits.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            ceiling: limits.rpm.map(|n| n.max(1) as usize),
            learned: None,
            tpm: limits.tpm.map(|n| n.max(1)),
            window: WINDOW,
            log: VecDeque::new(),
            first: 0,
            tokens: 0,
            due: None,
            ramp: None,
            told: Told::default(),
            began: None,
        }
    }

    /// Takes a limit that the server stated, unless a lower one is known. One reply that contradicts what was served in the
    /// last minute is not believed unless `repeated`. True if it is news.
    pub fn learn(&mut self, stated: Stated, repeated: bool, now: Instant) -> bool {
        self.forget(now);
        let before = (self.rpm(), self.tpm);
        match stated {
            Stated::Requests(n) => {
                let n = n.max(1) as usize;
                if repeated || self.served() <= n {
                    let rpm = self.rpm().map_or(n, |rpm| rpm.min(n));
                    self.learned = Some(Learned { rpm, at: now, step: rpm / 10 + 1, spread: false });
                }
            }
            Stated::Tokens(n) => {
                let served: u64 = self.log.iter().filter(|r| !r.refused).map(|r| r.tokens).sum();
                if repeated || served <= n {
                    self.tpm = Some(self.tpm.map_or(n, |tpm| tpm.min(n)).max(1));
                }
            }
            Stated::Concurrency(_) => {}
        }
        before != (self.rpm(), self.tpm)
    }

    /// Refused again and again by the minute, and nobody names a number: what was served in the last minute is what is
    /// allowed, once there was a whole minute, or if the `wait` that the server asks for is what is left of one. Two minutes
    /// at that rate without another refusal let a tenth more in. The rate, if it is news.
    pub fn refused(&mut self, wait: Option<Duration>, now: Instant) -> Option<usize> {
        self.forget(now);
        let age = now.saturating_duration_since(*self.began.get_or_insert(now));
        let recent = self.log.iter().rev().take_while(|r| r.at + LATELY > now).filter(|r| !r.refused).count();
        let left = (self.log.front().map_or(now, |oldest| oldest.at) + MINUTE).saturating_duration_since(now);
        let a_minute_is_up = age >= self.window || wait.is_some_and(|wait| wait.abs_diff(left) <= MINUTE / 10);
        // What is served goes on being served, but not all at once: a bucket that is filled at an even rate.
        let steady = age >= LATELY && recent >= FEWEST_LATELY;
        let served = match self.served() {
            _ if steady => recent * LATELIES,
            // Nothing at all is an outage and no rate.
            0 => return None,
            served if age >= self.window => served,
            served if a_minute_is_up => served.max(LEAST_LEARNED),
            _ => return None,
        };
        let before = self.rpm();
        let rpm = before.map_or(served, |rpm| rpm.min(served));
        self.learned = Some(Learned { rpm, at: now, step: rpm / 10 + 1, spread: steady });
        (before != Some(rpm)).then_some(rpm)
    }

    /// Takes in what the reply to a call says is left of the limits. A server that says that nothing is left and serves
    /// all the same is not listened to.
    pub fn told(&mut self, slot: Slot, allowances: &Allowances, served: bool, now: Instant) {
        if self.told.untrue >= MOST_UNTRUE {
            return;
        }
        let next = self.first + self.log.len() as u64;
        let empty = |what: Option<Allowance>| what.is_some_and(|what| what.remaining == 0 && what.limit != Some(1));
        if self.told.waited_until.is_some_and(|first| slot.0 >= first) {
            // The limit was waited out. Who is as poor as before says so always.
            self.told.waited_until = None;
            self.told.untrue += u32::from(served && (empty(allowances.requests) || empty(allowances.tokens)));
        }
        for (what, kept) in [(allowances.requests, &mut self.told.requests), (allowances.tokens, &mut self.told.tokens)]
        {
            let Some(allowance) = what.filter(|allowance| !allowance.reset.is_zero()) else { continue };
            if kept.is_some_and(|left| left.after > slot.0 + 1 && left.until > now) {
                continue;
            }
            let until = now + allowance.reset.min(LONGEST_TOLD);
            let used = next.saturating_sub(slot.0 + 1);
            *kept = Some(Left { remaining: allowance.remaining, after: slot.0 + 1, used, until });
        }
        // Calls that went out since count as one request each; their tokens are in the log.
        if let Some(left) = &mut self.told.tokens {
            let from = usize::try_from(left.after.saturating_sub(self.first)).unwrap_or(usize::MAX).min(self.log.len());
            left.used = self.log.range(from..).map(|r| r.tokens).sum();
        }
    }

    /// The call of this reservation was refused: it used no tokens.
    pub fn refund(&mut self, slot: Slot) {
        self.settle(slot, 0);
        if let Some(index) = self.index(slot) {
            self.log[index].refused = true;
        }
    }

    /// Requests a minute that are let out now, if there is a limit.
    #[must_use]
    pub fn rpm(&self) -> Option<usize> {
        let learned = self.learned.map(|learned| learned.rpm);
        [self.ceiling, learned].into_iter().flatten().min()
    }

    /// Calls of the last window that were not refused.
    fn served(&self) -> usize {
        self.log.iter().filter(|r| !r.refused).count()
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
        if let Some(at) = self.ramp_allows(now) {
            return Err(NotBefore { at, why: Why::Ramp });
        }
        self.told.allow(tokens, self.first + self.log.len() as u64, now)?;
        if let Some(learned) = &mut self.learned
            && now.saturating_duration_since(learned.at) >= self.window * 2
        {
            let Learned { rpm, step, .. } = *learned;
            (learned.rpm, learned.at, learned.step) = (rpm + step, now, step * 2);
        }
        let rpm = self.rpm();
        if let Some(at) = rpm.and_then(|rpm| self.next_request(rpm, now)) {
            return Err(NotBefore { at, why: Why::Requests });
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
        self.began.get_or_insert(now);
        if let Some(rpm) = self.spread() {
            self.due = Some(self.due.map_or(now, |due| due.max(now)) + distance(rpm));
        }
        if let Some(ramp) = &mut self.ramp {
            ramp.sent += 1;
        }
        self.told.count(tokens);
        self.tokens += tokens;
        self.log.push_back(Reservation { at: now, tokens, refused: false });
        Ok(Slot(self.first + self.log.len() as u64 - 1))
    }

    /// When the next request may go out; `None`: now. In no window more than the limit, and within what was configured at
    /// even distances, but for what a second brings.
    fn next_request(&self, rpm: usize, now: Instant) -> Option<Instant> {
        if self.log.len() >= rpm {
            return Some(self.log[self.log.len() - rpm].at + self.window);
        }
        let rpm = self.spread()?;
        let burst = (rpm / 60).max(1) - 1;
        let ahead = distance(rpm) * u32::try_from(burst).unwrap_or(u32::MAX);
        self.due.filter(|due| *due > now + ahead).map(|due| due - ahead)
    }

    /// Requests a minute that are spread over the minute.
    fn spread(&self) -> Option<usize> {
        let learned = self.learned.filter(|learned| learned.spread).map(|learned| learned.rpm);
        [self.ceiling, learned].into_iter().flatten().min()
    }

    /// Settles a reservation with what was really charged.
    pub fn settle(&mut self, slot: Slot, tokens: u64) {
        let Some(index) = self.index(slot) else { return };
        let reservation = &mut self.log[index];
        self.tokens = self.tokens - reservation.tokens + tokens;
        reservation.tokens = tokens;
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

impl Told {
    /// Whether what is left allows another call.
    fn allow(&mut self, tokens: u64, next: u64, now: Instant) -> Result<(), NotBefore> {
        for (kept, needs, why) in [(&mut self.requests, 1, Why::Requests), (&mut self.tokens, tokens, Why::Tokens)] {
            // What is larger than all that is left may still be larger than the whole limit: it waits, and then goes.
            if let Some(left) = kept.filter(|left| left.used + needs > left.remaining) {
                if left.until <= now {
                    *kept = None;
                    self.waited_until = Some(next);
                    continue;
                }
                return Err(NotBefore { at: left.until, why });
            }
            *kept = kept.filter(|left| left.until > now);
        }
        Ok(())
    }

    fn count(&mut self, tokens: u64) {
        if let Some(left) = &mut self.requests {
            left.used += 1;
        }
        if let Some(left) = &mut self.tokens {
            left.used += tokens;
        }
    }
}

/// Between two calls at so many a minute.
fn distance(rpm: usize) -> Duration {
    Duration::from_secs_f64(60.0 / rpm.max(1) as f64)
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
    fn ramps_after_an_overload() {
        let start = Instant::now();
        let mut pace = Pace::new(&limits(None, None));
        pace.ramp(start);
        let sent_in = |second| {
            let now = start + Duration::from_secs(second);
            (0..10_000).take_while(|_| pace.reserve(1, now).is_ok()).count()
        };
        let sent: Vec<usize> = (0..4).map(sent_in).collect();
        assert!(sent.windows(2).all(|pair| pair[0] < pair[1]), "{sent:?}");
    }

    /// How many calls go out from `from` on, asked for again and again over so many seconds.
    fn sent_within(pace: &mut Pace, from: Instant, seconds: u64) -> usize {
        let until = from + Duration::from_secs(seconds);
        let mut now = from;
        let mut sent = 0;
        while now < until {
            match pace.reserve(1, now) {
                Ok(_) => sent += 1,
                Err(held) => now = held.at,
            }
        }
        sent
    }

    #[test]
    fn learns_what_a_refusal_says_and_what_it_does_not_say() {
        let start = Instant::now();
        let mut pace = Pace::new(&limits(None, None));
        let slots: Vec<Slot> = (0..22).map(|_| pace.reserve(10, start).unwrap()).collect();
        // Twenty were served, two were refused, and nobody says how many are allowed.
        for slot in &slots[20..] {
            pace.refund(*slot);
        }
        assert_eq!(pace.refused(None, start), None, "no minute has passed");
        let honest = Some(Duration::from_secs(58));
        assert_eq!(pace.refused(honest, start), Some(20));
        assert_eq!((pace.refused(honest, start), pace.tokens), (None, 200));
        assert_eq!(pace.reserve(10, start).unwrap_err().why, Why::Requests);
        assert_eq!(sent_within(&mut pace, start + WINDOW, 60), 20);
        assert_eq!(sent_within(&mut pace, start + WINDOW * 4, 60), 23, "a little more is tried");
        let now = start + WINDOW * 6;
        assert!(pace.learn(Stated::Requests(3), false, now));
        assert!(pace.learn(Stated::Tokens(100), false, now));
        assert!(!pace.learn(Stated::Requests(50), false, now));
        assert_eq!((pace.rpm(), pace.tpm), (Some(3), Some(100)), "the lowest stands");
        let mut unlucky = Pace::new(&limits(None, None));
        unlucky.reserve(1, start).unwrap();
        let slot = unlucky.reserve(1, start).unwrap();
        unlucky.refund(slot);
        assert_eq!(
            unlucky.refused(honest, start),
            Some(LEAST_LEARNED),
            "one refusal at the start does not mean one a minute"
        );
    }

    #[test]
    fn what_contradicts_what_was_served_is_believed_only_when_it_is_repeated() {
        let now = Instant::now();
        let mut pace = Pace::new(&limits(None, None));
        for _ in 0..50 {
            pace.reserve(100, now).unwrap();
        }
        assert!(!pace.learn(Stated::Requests(3), false, now) && !pace.learn(Stated::Tokens(100), false, now));
        assert!(pace.learn(Stated::Requests(3), true, now) && pace.learn(Stated::Tokens(100), true, now));
    }

    #[test]
    fn never_more_than_configured_however_long_it_goes_well() {
        let start = Instant::now();
        let mut pace = Pace::new(&limits(Some(100), None));
        pace.refused(Some(MINUTE), start);
        for hour in 1..40 {
            let from = start + Duration::from_secs(3_600 * hour);
            let sent = sent_within(&mut pace, from, 121);
            assert!(sent <= 2 * 100 + 2, "{sent} in two minutes");
        }
        assert_eq!(pace.rpm(), Some(100), "and what was learned comes back up to it");
    }

    #[test]
    fn a_minutes_calls_are_spread_over_the_minute() {
        let start = Instant::now();
        for (rpm, at_once) in [(3, 1), (60, 1), (120, 2), (500, 8), (30_000, 500)] {
            let mut pace = Pace::new(&limits(Some(rpm), None));
            let burst = (0..rpm).take_while(|_| pace.reserve(1, start).is_ok()).count();
            assert_eq!(burst, at_once, "{rpm}");
            let more = sent_within(&mut pace, start, 61);
            assert!(burst + more >= rpm as usize, "{rpm}: {burst} and {more}");
        }
    }

    #[test]
    fn what_headers_say_is_left_is_kept_to() {
        let start = Instant::now();
        let mut pace = Pace::new(&limits(None, None));
        let slots: Vec<Slot> = (0..10).map(|_| pace.reserve(1, start).unwrap()).collect();
        let allowance = |remaining, reset| Allowances {
            requests: Some(Allowance { limit: Some(60), remaining, reset: Duration::from_secs(reset) }),
            tokens: None,
        };
        // The fifth call's reply says that 7 are left; five have gone out since.
        pace.told(slots[4], &allowance(7, 30), true, start);
        assert_eq!((0..9).filter(|_| pace.reserve(1, start).is_ok()).count(), 2);
        assert_eq!(pace.reserve(1, start).unwrap_err().at, start + Duration::from_secs(30));
        // An older reply that comes late changes nothing.
        pace.told(slots[2], &allowance(9, 30), true, start);
        assert!(pace.reserve(1, start).is_err());
        let later = start + Duration::from_secs(30);
        assert!(pace.reserve(1, later).is_ok());
        // A reset of zero says nothing, and who says "nothing left" and serves on is not listened to.
        pace.told(slots[9], &allowance(0, 0), true, later);
        assert!(pace.reserve(1, later).is_ok());
        let mut now = later;
        for _ in 0..8 {
            let slot = pace.reserve(1, now).unwrap_or_else(|held| {
                now = held.at;
                pace.reserve(1, now).unwrap()
            });
            pace.told(slot, &allowance(0, 86_400), true, now);
        }
        assert!(now - later <= Duration::from_secs(60 * 4), "{:?}", now - later);
        assert!(pace.reserve(1, now).is_ok());
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
