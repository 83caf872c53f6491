//! The rate limiter: requests and tokens a minute, counted as the strictest platforms count them: over any window of a
//! minute, not over the clock's minutes. Requests are spread over the minute (a bucket that holds what a second brings), so
//! that platforms which count by the second do not mind. A reservation is made before a call and settled with what was really
//! used. What is not configured is read from headers (`told`) and learned from refusals (`learned`).

mod learned;
#[cfg(test)]
mod tests;
mod told;
mod wait;

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use self::learned::LearnedRate;
use self::told::Told;
pub use self::wait::{LimitOf, MINUTE, NotBefore, WINDOW, Why};
use crate::platform::Limits;
use crate::platform::fault::Stated;
use crate::platform::wait_hint::Allowances;

/// Requests a minute that are tried whatever a refusal without a number seems to say: a few refusals in a row at the
/// start prove nothing.
const LEAST_LEARNED: usize = 10;

/// The rates of one scope.
#[derive(Debug)]
pub struct RateLimiter {
    /// Requests a minute that were configured: never more.
    ceiling: Option<usize>,
    learned: LearnedRate,
    tpm: Option<u64>,
    /// Whose the latter is.
    tpm_of: LimitOf,
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
    /// True if the next call would have gone out earlier but for an even rate.
    is_due: bool,
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

impl RateLimiter {
    /// A pace within these limits.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            ceiling: limits.rpm.map(|n| n.max(1) as usize),
            learned: LearnedRate::default(),
            tpm: limits.tpm.map(|n| n.max(1)),
            tpm_of: LimitOf::Config,
            window: WINDOW,
            log: VecDeque::new(),
            first: 0,
            tokens: 0,
            due: None,
            ramp: None,
            told: Told::default(),
            is_due: false,
        }
    }

    /// Takes a limit that the server stated, unless a lower one is known. What contradicts what was served in the last minute
    /// is not believed unless that is `over`. True if it is news.
    pub fn learn(&mut self, stated: Stated, over: bool, now: Instant) -> bool {
        self.forget(now);
        let before = (self.rpm(), self.tpm);
        match stated {
            Stated::Requests(n) => {
                let n = n.max(1) as usize;
                if over || self.served() <= n {
                    let rpm = self.rpm().map_or(n, |rpm| rpm.min(n));
                    self.learned.stated(rpm, now);
                }
            }
            Stated::Tokens(n) => {
                let served: u64 = self.log.iter().filter(|r| !r.refused).map(|r| r.tokens).sum();
                if over || served <= n {
                    if self.tpm.is_none_or(|tpm| n < tpm) {
                        self.tpm_of = LimitOf::Platform;
                    }
                    self.tpm = Some(self.tpm.map_or(n, |tpm| tpm.min(n)).max(1));
                }
            }
            Stated::Concurrency(_) => {}
        }
        before != (self.rpm(), self.tpm)
    }

    /// Refused again and again by the minute, and nobody names a number: see [`learned`]. If the `wait` that the server asks
    /// for is what is left of a minute, what was served in it is what is allowed. The rate, if it is news.
    pub fn refused(&mut self, wait: Option<Duration>, now: Instant) -> Option<usize> {
        self.forget(now);
        let oldest = self.log.iter().find(|r| !r.refused)?.at;
        let (before, served) = (self.rpm(), self.served());
        let left = (oldest + MINUTE).saturating_duration_since(now);
        if wait.is_some_and(|wait| wait.abs_diff(left) <= MINUTE / 10) {
            let least = if now.saturating_duration_since(oldest) < MINUTE / 2 { LEAST_LEARNED } else { 1 };
            self.learned.is_window(served.max(least), now);
        } else {
            self.learned.by_minute(served, oldest);
        }
        self.rpm().filter(|rpm| before != Some(*rpm))
    }

    /// Takes in the reply to a call, and what it says is left of the limits. The rate, if that makes it news.
    pub fn told(&mut self, slot: Slot, allowances: &Allowances, served: bool, now: Instant) -> Option<usize> {
        let before = self.rpm();
        if let Some(index) = self.index(slot).filter(|_| served) {
            self.learned.served(self.log[index].at, now);
        }
        let next = self.first + self.log.len() as u64;
        let (first, log) = (self.first, &self.log);
        let tokens_since = |call: u64| {
            let from = usize::try_from(call.saturating_sub(first)).unwrap_or(usize::MAX).min(log.len());
            log.range(from..).map(|r| r.tokens).sum()
        };
        self.told.hear(slot.0, next, allowances, served, tokens_since, now);
        self.rpm().filter(|rpm| before.is_none_or(|before| before.abs_diff(*rpm) > before / 10))
    }

    /// The call of this reservation was refused: it used no tokens. It may be about the minute, unless that is ruled out.
    pub fn refund(&mut self, slot: Slot, may_be_by_minute: bool) {
        self.settle(slot, 0);
        if let Some(index) = self.index(slot) {
            self.log[index].refused = true;
            if !may_be_by_minute {
                self.learned.spoiled();
                return;
            }
            let at = self.log[index].at;
            let distances = self.learned.refused(at, self.served());
            if let Some(rpm) = self.learned.even() {
                self.due = self.due.max(Some(at + (distance(rpm) * distances).min(MINUTE)));
            }
        }
    }

    /// Requests a minute that are let out now, if there is a limit.
    #[must_use]
    pub fn rpm(&self) -> Option<usize> {
        [self.ceiling, self.learned.rpm()].into_iter().flatten().min()
    }

    /// Whose the limit on requests is.
    fn requests_of(&self) -> LimitOf {
        match (self.ceiling, self.learned.rpm()) {
            (Some(ceiling), learned) if learned.is_none_or(|learned| ceiling <= learned) => LimitOf::Config,
            _ => LimitOf::Platform,
        }
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
        self.allow(tokens, now)?;
        Ok(self.take(tokens, now))
    }

    /// Whether a request of so many tokens may go out now.
    ///
    /// # Errors
    /// [`NotBefore`] says when to ask again.
    pub fn allow(&mut self, tokens: u64, now: Instant) -> Result<(), NotBefore> {
        self.forget(now);
        if let Some(at) = self.ramp_allows(now) {
            return Err(NotBefore { at, why: Why::Ramp, of: LimitOf::Platform });
        }
        self.told.allow(tokens, self.first + self.log.len() as u64, now)?;
        self.learned.grow(now);
        let opens = self.learned.opens_at(now);
        if let Some(at) = opens.or_else(|| self.next_in_window(now)) {
            let of = if opens.is_some() { LimitOf::Platform } else { self.requests_of() };
            return Err(NotBefore { at, why: Why::Requests, of });
        }
        if let Some(at) = self.next_in_turn(now) {
            self.is_due = true;
            return Err(NotBefore { at, why: Why::Requests, of: self.requests_of() });
        }
        // A call that is larger than the whole limit goes out alone: only the platform can refuse it.
        if let Some(tpm) = self.tpm.filter(|tpm| self.tokens > 0 && self.tokens + tokens > *tpm) {
            let mut left = self.tokens;
            let enough = self.log.iter().find(|r| {
                left -= r.tokens.min(left);
                left == 0 || left + tokens <= tpm
            });
            if let Some(last) = enough {
                return Err(NotBefore { at: last.at + self.window, why: Why::Tokens, of: self.tpm_of });
            }
        }
        Ok(())
    }

    /// How many requests may go out at once, where it is known that they come one by one.
    #[must_use]
    pub fn at_once(&self) -> u32 {
        if self.learned.even().is_some() || self.ramp.is_some() { 1 } else { u32::MAX }
    }

    /// Reserves what was allowed.
    pub fn take(&mut self, tokens: u64, now: Instant) -> Slot {
        self.learned.sent(std::mem::take(&mut self.is_due));
        if let Some(rpm) = self.spread() {
            self.due = Some(self.due.map_or(now, |due| due.max(now)) + distance(rpm));
        }
        if let Some(ramp) = &mut self.ramp {
            ramp.sent += 1;
        }
        self.told.count(tokens);
        self.tokens += tokens;
        self.log.push_back(Reservation { at: now, tokens, refused: false });
        Slot(self.first + self.log.len() as u64 - 1)
    }

    /// When the next request may go out so that no window holds more than the limit; `None`: now.
    fn next_in_window(&self, now: Instant) -> Option<Instant> {
        let most = [self.ceiling, self.learned.window()].into_iter().flatten().min()?;
        let first = self.log.len().checked_sub(most)?;
        Some(self.log[first].at + self.window).filter(|at| *at > now)
    }

    /// When the next request may go out at even distances; `None`: now. Of what is configured, a second's calls may go at once.
    fn next_in_turn(&self, now: Instant) -> Option<Instant> {
        let rpm = self.spread()?;
        let burst = if self.learned.even().is_some() { 0 } else { (rpm / 60.0).max(1.0) as u32 - 1 };
        let ahead = distance(rpm) * burst;
        self.due.filter(|due| *due > now + ahead).map(|due| due - ahead)
    }

    /// Requests a minute that are spread over the minute.
    fn spread(&self) -> Option<f64> {
        let ceiling = self.ceiling.map(|rpm| rpm as f64);
        [ceiling, self.learned.even()].into_iter().flatten().reduce(f64::min)
    }

    /// Settles a reservation with what was really charged.
    pub fn settle(&mut self, slot: Slot, tokens: u64) {
        let Some(index) = self.index(slot) else { return };
        let reservation = &mut self.log[index];
        self.tokens = self.tokens - reservation.tokens + tokens;
        reservation.tokens = tokens;
    }

    /// After an overload: begin again with one call a second, doubling each second, unless it is known how many are allowed.
    pub fn ramp(&mut self, from: Instant) {
        if self.learned.rpm().is_none() && self.ramp.is_none_or(|ramp| from > ramp.since) {
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

/// Between two calls at so many a minute.
fn distance(rpm: f64) -> Duration {
    Duration::from_secs_f64(60.0 / rpm.max(0.1))
}
