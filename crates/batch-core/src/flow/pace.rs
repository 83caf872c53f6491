//! Requests and tokens a minute, counted as the strictest platforms count them: over any window of a minute, not over
//! the clock's minutes. A reservation is made before a call and settled with what was really used.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use crate::platform::Limits;

/// A minute, and half a second for what the way to the platform adds or takes away.
pub const WINDOW: Duration = Duration::from_millis(60_500);

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
}

#[derive(Debug, Clone, Copy)]
struct Reservation {
    at: Instant,
    tokens: u64,
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
        }
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
        if let Some(rpm) = self.rpm {
            if self.log.len() >= rpm {
                return Err(NotBefore { at: self.log[self.log.len() - rpm].at + self.window, why: Why::Requests });
            }
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
        if self.rpm.is_none() && self.tpm.is_none() {
            return Ok(Slot(u64::MAX));
        }
        self.tokens += tokens;
        self.log.push_back(Reservation { at: now, tokens });
        Ok(Slot(self.first + self.log.len() as u64 - 1))
    }

    /// Settles a reservation with what was really charged.
    pub fn settle(&mut self, slot: Slot, tokens: u64) {
        let Some(index) = slot.0.checked_sub(self.first).and_then(|n| usize::try_from(n).ok()) else { return };
        if let Some(reservation) = self.log.get_mut(index) {
            self.tokens = self.tokens - reservation.tokens + tokens;
            reservation.tokens = tokens;
        }
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

    /// When the server wants to be left alone until, if it does.
    #[must_use]
    pub fn frozen(&self, now: Instant) -> Option<Instant> {
        self.frozen_until.filter(|at| *at > now)
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
