//! The concurrency limiter: how many calls of one scope may be in flight, found by trying, never above the configured
//! ceiling.
//!
//! It starts at a guess, or at what this account was last served, and grows while nobody minds: by one for every answer,
//! and slowly all the time while a full limiter is not refused anything (refusals come back at once, answers do not). Each call
//! remembers its *level*: how many were in flight when it went out. The highest level that was served is *proven*. A
//! refusal above it was one call too many: what is in flight beside it is the limit. What a refusal at a proven level means
//! is found out one call at a time: see `doubt`. From then on one more is tried now and then, less often each time it is
//! refused again; a try that succeeds is followed by a larger one at once. Failures of the link or of the server cut
//! nothing; when they are half of the replies, they stop the growth.

mod doubt;
mod permit;
mod round;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

use self::doubt::Doubt;
pub use self::permit::Permit;
use self::round::Round;

/// Calls in flight at the start, if the ceiling allows.
const FIRST_GUESS: u32 = 8;
/// Clean rounds before one more is tried after a refusal; doubles with each refused try.
const FIRST_PATIENCE: u32 = 2;
const MOST_PATIENCE: u32 = 16;
/// The same for a limit that has dropped and may come back.
const MOST_PATIENCE_AFTER_A_DROP: u32 = 3;
/// A step that succeeds and is larger than this means that the limit is far.
const FREE: u32 = 4;
/// Rounds that must be left to do for a try to be worth it.
const WORTH_A_TRY: usize = 32;
/// A round has at least so many answers.
const SMALLEST_ROUND: u32 = 8;

/// The permits of one scope.
#[derive(Debug)]
pub struct ConcurrencyLimiter {
    ceiling: u32,
    limit: u32,
    /// Calls in flight, by number. A level is how many were in flight when the call went out, those that were refused not
    /// counted.
    flying: BTreeMap<u64, Flying>,
    /// True while growing fast: until the first refusal, and after a plunge.
    finding: bool,
    /// The highest level at which the platform is known to serve.
    proven: u32,
    /// Answers since the limit last changed, counted only while it was really used.
    clean: u32,
    /// True if no more is tried.
    settled: bool,
    /// Clean rounds before the next try.
    patience: u32,
    /// Clean rounds before the first try after a refusal.
    caution: u32,
    /// The largest patience.
    most_patience: u32,
    /// How many more the next try lets in.
    step: u32,
    round: Round,
    /// When the last call went out, if that was under this limit.
    entered_at: Option<Instant>,
    doubt: Doubt,
    /// The first call that went out after the limit had dropped, and after it was last set.
    cut_at: u64,
    set_at: u64,
    next: u64,
}

/// A call in flight.
#[derive(Debug, Clone, Copy)]
struct Flying {
    level: u32,
    sent: Instant,
}

/// What a finished call says about the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The platform served it.
    Served,
    /// The platform said "slow down", and perhaps how many calls at once it allows.
    Limited(Option<u32>),
    /// The platform said "slow down", and that it is about calls or tokens a minute.
    ByMinute,
    /// It failed in a way that says nothing about limits.
    Failed,
}

impl ConcurrencyLimiter {
    /// A limiter that never lets more than `ceiling` in, and begins with what was `last` served at once, if that is known.
    #[must_use]
    pub fn new(ceiling: u32, last: Option<u32>) -> Self {
        let ceiling = ceiling.max(1);
        let limit = last.unwrap_or(FIRST_GUESS).clamp(1, ceiling);
        Self {
            ceiling,
            limit,
            flying: BTreeMap::new(),
            finding: last.is_none(),
            proven: 0,
            clean: 0,
            settled: false,
            patience: FIRST_PATIENCE,
            caution: FIRST_PATIENCE,
            most_patience: MOST_PATIENCE,
            step: 1,
            round: Round::new(limit),
            entered_at: None,
            doubt: Doubt::default(),
            cut_at: 0,
            set_at: 0,
            next: 0,
        }
    }

    /// So many conversations are left to ask.
    pub fn is_left(&mut self, conversations: usize) {
        self.settled = conversations < self.limit as usize * WORTH_A_TRY;
    }

    /// Calls that may be in flight now.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// Calls that are in flight.
    #[must_use]
    pub fn in_flight(&self) -> u32 {
        u32::try_from(self.flying.len()).unwrap_or(u32::MAX)
    }

    /// Refusals in a row that chance does not explain, each of a call that went out after the one before it had come back.
    #[must_use]
    pub fn streak(&self) -> u32 {
        self.doubt.streak()
    }

    /// The highest level at which the platform is known to serve; what the next run begins with.
    #[must_use]
    pub fn proven(&self) -> Option<u32> {
        (self.proven > 0).then_some(self.proven.min(self.limit))
    }

    /// A permit, if there is one.
    pub fn enter(&mut self, now: Instant) -> Option<Permit> {
        if let Some(since) = self.entered_at.filter(|_| self.grows_at().is_some_and(|at| at <= now)) {
            let more = (now - since).as_secs_f64() / self.each_silent().as_secs_f64();
            self.limit = self.limit.saturating_add(more as u32).min(self.ceiling);
        }
        if let Some(witness) = self.doubt.silent(now) {
            self.admitted(witness, self.level(witness));
        }
        if self.in_flight() >= self.limit || self.doubt.holds(self.in_flight()) {
            return None;
        }
        self.entered_at = Some(now);
        let level = self.in_flight() + 1;
        self.round.entered(level);
        let permit = Permit { number: self.next, sent: now };
        self.flying.insert(permit.number, Flying { level, sent: now });
        self.next += 1;
        self.doubt.sent(permit);
        Some(permit)
    }

    /// When a full limiter may let more in though nothing has come back.
    #[must_use]
    pub fn opens_at(&self) -> Option<Instant> {
        self.doubt.over_at().or_else(|| self.grows_at())
    }

    fn grows_at(&self) -> Option<Instant> {
        self.entered_at
            .filter(|_| self.doubt.is_fresh() && self.in_flight() == self.limit && self.may_grow())
            .map(|at| at + self.each_silent())
    }

    /// The part of a silence after which a full limiter that nobody minds lets one more in: half as many in each.
    fn each_silent(&self) -> Duration {
        self.doubt.silence() * 2 / (self.limit + 1)
    }

    fn level(&self, permit: Permit) -> u32 {
        self.flying.get(&permit.number).map_or(0, |flying| flying.level)
    }

    /// Gives a permit back unused: nothing was sent.
    pub fn cancel(&mut self, permit: Permit) {
        self.flying.remove(&permit.number);
        self.doubt.back(permit);
    }

    /// Gives a permit back and learns from what the call says.
    pub fn release(&mut self, permit: Permit, signal: Signal, now: Instant) {
        let used = self.round.replied(self.limit, self.in_flight());
        let level = self.level(permit);
        match signal {
            Signal::Served => self.served(permit, level, used),
            Signal::Limited(allowed) => self.limited(permit, level, allowed, now),
            Signal::ByMinute => {
                self.flying.remove(&permit.number);
                self.doubt.refused(permit, self.in_flight(), true, now);
            }
            Signal::Failed => {
                self.cancel(permit);
                self.round.failed();
            }
        }
    }

    /// True while nobody has minded, there is room to grow and no reason not to.
    fn may_grow(&self) -> bool {
        self.finding && self.limit < self.ceiling && !self.round.is_unwell()
    }

    fn served(&mut self, permit: Permit, level: u32, used: bool) {
        self.flying.remove(&permit.number);
        self.doubt.served();
        if permit.number >= self.cut_at {
            self.proven = self.proven.max(level.min(self.limit));
        }
        if self.doubt.is_over(permit) {
            self.admitted(permit, level);
        }
        self.doubt.back(permit);
        if !used || self.limit >= self.ceiling || self.round.is_unwell() {
            return;
        }
        self.clean += 1;
        if self.finding {
            self.limit += 1;
        } else if self.settled && !self.doubt.is_noisy() {
            // Too little is left to do for a larger limit to be worth a refusal.
        } else if self.clean >= self.limit.max(SMALLEST_ROUND).saturating_mul(self.patience) {
            self.clean = 0;
            self.patience = 1;
            self.limit = (self.limit + self.step).min(self.ceiling);
            self.step = (self.step * 2).min(self.limit);
            if self.step > FREE {
                // Nobody minds any more.
                self.caution = FIRST_PATIENCE;
                self.most_patience = MOST_PATIENCE;
                self.finding = true;
            }
        }
    }

    fn limited(&mut self, permit: Permit, level: u32, allowed: Option<u32>, now: Instant) {
        self.flying.remove(&permit.number);
        for flying in self.flying.range_mut(permit.number..) {
            flying.1.level = flying.1.level.saturating_sub(1);
        }
        self.doubt.took(now.saturating_duration_since(permit.sent));
        // What has been inside for so long without being refused is served at once, whether or not it was answered.
        let silence = self.doubt.silence();
        let is_inside = |flying: &Flying| now.saturating_duration_since(flying.sent) >= silence;
        let inside = self.flying.range(self.cut_at..).take_while(|(_, flying)| is_inside(flying)).count();
        self.proven = self.proven.max(u32::try_from(inside).unwrap_or(u32::MAX).min(self.limit));
        let above = level > self.proven;
        self.doubt.refused(permit, self.in_flight(), above, now);
        let repeated = self.doubt.streak() > 1;
        if let Some(allowed) = allowed.filter(|allowed| *allowed < self.limit && (*allowed >= self.proven || repeated))
        {
            self.set(allowed, permit);
            self.proven = self.limit;
            // What is stated need not be tried: only now and then, should the account have been raised.
            self.patience = MOST_PATIENCE;
            self.caution = MOST_PATIENCE;
        } else if self.flying.is_empty() && self.doubt.streak() > 1 {
            // Calls at once are not what it is about, and what was cut for that was not either.
            self.finding = true;
            self.set_at = self.next;
        } else if above && !self.doubt.is_chance() {
            // One too many; and if others of the same burst are refused as well, their refusals follow.
            self.set(self.in_flight().clamp(self.proven.max(1), self.limit.max(self.proven.max(1))), permit);
        }
    }

    /// True if it shows that fewer are allowed when one is admitted at this level and others above were not; where refusals by
    /// chance are common, a few fewer show nothing.
    fn has_dropped(&self, level: u32) -> bool {
        let least = if self.doubt.is_noisy() { self.limit * 3 / 4 } else { self.limit };
        (1..least).contains(&level)
    }

    /// A call that went out after all refusals was admitted at this level.
    fn admitted(&mut self, permit: Permit, level: u32) {
        let noisy = self.doubt.is_noisy();
        let beside = self.doubt.admitted(permit);
        if let Some(beside) = beside.filter(|_| self.has_dropped(level)) {
            // The limit has dropped, and lies between the two.
            self.set((level + beside).div_ceil(2).clamp(level, self.limit), permit);
            self.proven = level;
            self.caution = FIRST_PATIENCE;
            self.patience = FIRST_PATIENCE;
            self.most_patience = MOST_PATIENCE_AFTER_A_DROP;
            self.cut_at = self.next;
        } else if self.doubt.is_noisy() && !noisy {
            // What stopped the growth may have been chance.
            self.finding = true;
        }
    }

    /// Others show that the platform serves more at once than this one has tried of late, and leave it so many.
    pub fn raise(&mut self, limit: u32) {
        let limit = limit.min(self.ceiling);
        if limit > self.limit {
            (self.limit, self.clean, self.set_at) = (limit, 0, self.next);
        }
    }

    /// Takes another limit. Refusals of calls that went out under the same limit are one message.
    fn set(&mut self, limit: u32, refused: Permit) {
        self.limit = limit.clamp(1, self.ceiling);
        if refused.number >= self.set_at {
            // Where refusals come for no visible reason, one of them says little about a try.
            let again = !self.finding && !self.doubt.is_noisy();
            self.caution = if again { (self.caution * 2).min(self.most_patience) } else { FIRST_PATIENCE };
            self.set_at = self.next;
        }
        self.finding = false;
        self.entered_at = None;
        self.patience = self.caution;
        self.step = 1;
        self.clean = 0;
    }
}
