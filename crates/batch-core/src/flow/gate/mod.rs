//! The concurrency limiter: how many calls of one scope may be in flight, found by trying, never above the configured
//! ceiling.
//!
//! It starts at a guess, or at what this account was last served, and grows while nobody minds: by one for every answer,
//! and by half for every [`SILENCE`] in which a full gate was not refused anything (refusals come back at once, answers do
//! not). Each call remembers its *level*: how many were in flight when it went out. The highest level that was served
//! is *proven*. A refusal above it was one call too many: what is in flight beside it is the limit. A refusal at a level
//! that is proven says nothing about the limit, unless calls that went out after it are refused as well: so they go out
//! one by one until one is admitted, or the limit has dropped and is cut. Where such doubts prove idle, more refusals in a
//! row are needed for the next. From then on one more is tried now and then, less often
//! each time it is refused again; a try that succeeds is followed by a larger one at once. Failures of the link or of the
//! server cut nothing; when they are half of the replies, they stop the growth.

mod round;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use self::round::Round;

/// Calls in flight at the start, if the ceiling allows.
const FIRST_GUESS: u32 = 16;
/// So long without a refusal means that nobody minds, until it is known how long a refusal takes to come back.
const SILENCE: Duration = Duration::from_millis(75);
/// The same, in times of what the slowest refusal took.
const REFUSALS: u32 = 3;
/// Refusals in a row, each of a call that went out after the one before it came back, beyond those that are tolerated,
/// that mean that the limit has dropped; and that nobody knows how far.
const DROPPED: u32 = 1;
const PLUNGED: u32 = 2;
/// The most that are tolerated.
const MOST_TOLERATED: u32 = 8;
/// What is left of the limit then, as a divisor.
const PLUNGE: u32 = 4;
/// Clean rounds before one more is tried after a refusal; doubles with each refused try.
const FIRST_PATIENCE: u32 = 2;
const MOST_PATIENCE: u32 = 16;
/// The same for a limit that has dropped and may come back.
const MOST_PATIENCE_AFTER_A_DROP: u32 = 3;
/// A step that succeeds and is larger than this means that the limit is far.
const FREE: u32 = 4;
/// How much the newest reply counts in the noise; how much of it is noisy; and how many refusals it then takes to call
/// one call one too many.
const NEWEST: f64 = 0.02;
const NOISY: f64 = 0.04;
const WITNESSES: u32 = 3;
const CHANCE: f64 = 1e-6;
/// Rounds that must be left to do for a try to be worth it.
const WORTH_A_TRY: usize = 32;
/// A round has at least so many answers.
const SMALLEST_ROUND: u32 = 8;

/// The permits of one scope.
#[derive(Debug)]
pub struct Gate {
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
    /// How long the slowest refusal of late took to come back.
    refusal: Option<Duration>,
    /// Refusals in a row, and when the last one came.
    streak: u32,
    refused_at: Option<Instant>,
    /// The first call that went out after the last refusal that was counted came back.
    counted_at: u64,
    /// The share of the replies of late that were refusals for no visible reason, and refusals above what is proven.
    noise: f64,
    /// Refusals at a level that is proven, of which it is not known yet what they mean.
    idle_refusals: u32,
    above: u32,
    /// Refusals in a row that mean nothing here.
    tolerated: u32,
    /// True while it is to be seen whether the limit has dropped, and the one call that is to show it.
    doubts: bool,
    witness: Option<Permit>,
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

/// A permit: one call in flight. Given back with [`Gate::release`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permit {
    number: u64,
    /// When it was given.
    pub sent: Instant,
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

impl Gate {
    /// A gate that never lets more than `ceiling` in, and begins with what was `last` served at once, if that is known.
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
            refusal: None,
            streak: 0,
            refused_at: None,
            counted_at: 0,
            noise: 0.0,
            idle_refusals: 0,
            above: 0,
            tolerated: 1,
            doubts: false,
            witness: None,
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

    /// Refusals in a row, each of a call that went out after the one before it had come back, and none served since.
    #[must_use]
    pub fn streak(&self) -> u32 {
        self.streak
    }

    /// The highest level at which the platform is known to serve; what the next run begins with.
    #[must_use]
    pub fn proven(&self) -> Option<u32> {
        (self.proven > 0).then_some(self.proven.min(self.limit))
    }

    /// A permit, if there is one.
    pub fn enter(&mut self, now: Instant) -> Option<Permit> {
        if self.grows_at().is_some_and(|at| at <= now) {
            self.limit = (self.limit + self.limit / 2 + 1).min(self.ceiling);
        }
        self.look_at_witness(now);
        if self.in_flight() >= self.limit || self.doubts && self.witness.is_some() {
            return None;
        }
        self.entered_at = Some(now);
        let level = self.in_flight() + 1;
        self.round.entered(level);
        let permit = Permit { number: self.next, sent: now };
        self.flying.insert(permit.number, Flying { level, sent: now });
        self.next += 1;
        if self.streak > 0 && self.witness.is_none() {
            self.witness = Some(permit);
        }
        Some(permit)
    }

    /// When a shut gate may let more in though nothing has come back.
    #[must_use]
    pub fn opens_at(&self) -> Option<Instant> {
        let witness = self.witness.filter(|_| self.doubts).map(|witness| witness.sent + self.silence());
        witness.or_else(|| self.grows_at())
    }

    fn grows_at(&self) -> Option<Instant> {
        self.entered_at
            .filter(|_| self.refused_at.is_none() && self.in_flight() == self.limit && self.may_grow())
            .map(|at| at + self.silence())
    }

    /// Gives a permit back unused: nothing was sent.
    pub fn cancel(&mut self, permit: Permit) {
        self.flying.remove(&permit.number);
        self.witness = self.witness.filter(|witness| witness.number != permit.number);
    }

    /// Gives a permit back and learns from what the call says.
    pub fn release(&mut self, permit: Permit, signal: Signal, now: Instant) {
        let used = self.round.replied(self.limit, self.in_flight());
        let level = self.flying.get(&permit.number).map_or(0, |flying| flying.level);
        match signal {
            Signal::Served => self.served(permit, level, used),
            Signal::Limited(allowed) => self.limited(permit, level, allowed, now),
            Signal::ByMinute => {
                self.cancel(permit);
                self.count_refusal(permit, now);
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

    /// So long in flight without a refusal: admitted.
    fn silence(&self) -> Duration {
        self.refusal.map_or(SILENCE, |refusal| (refusal * REFUSALS).clamp(SILENCE / 5, SILENCE * 20))
    }

    fn served(&mut self, permit: Permit, level: u32, used: bool) {
        self.cancel(permit);
        self.noise -= self.noise * NEWEST;
        if permit.number >= self.cut_at {
            self.proven = self.proven.max(level.min(self.limit));
        }
        if self.refused_at.is_none_or(|at| permit.sent >= at) {
            self.admitted();
        }
        if !used || self.limit >= self.ceiling || self.round.is_unwell() {
            return;
        }
        self.clean += 1;
        if self.finding {
            self.limit += 1;
        } else if self.settled && self.noise <= NOISY {
            // Too little is left to do for a larger limit to be worth a refusal.
        } else if self.clean >= self.limit.max(SMALLEST_ROUND).saturating_mul(self.patience) {
            self.clean = 0;
            self.above = 0;
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
        self.cancel(permit);
        for flying in self.flying.range_mut(permit.number..) {
            flying.1.level = flying.1.level.saturating_sub(1);
        }
        let took = now.saturating_duration_since(permit.sent);
        self.refusal = Some(self.refusal.map_or(took, |slowest| took.max(slowest.mul_f64(0.9))));
        // What has been inside for so long without being refused is served at once, whether or not it was answered.
        let silence = self.silence();
        let inside =
            self.flying.values().take_while(|flying| now.saturating_duration_since(flying.sent) >= silence).count();
        self.proven = self.proven.max(u32::try_from(inside).unwrap_or(u32::MAX).min(self.limit));
        let above = level > self.proven;
        self.count_refusal(permit, now);
        let tolerated = self.tolerated.max(self.noise_explains());
        let dropped = self.streak >= tolerated + DROPPED && permit.number >= self.cut_at;
        if let Some(allowed) = allowed.filter(|allowed| *allowed >= self.proven || dropped) {
            self.set(self.limit.min(allowed), permit);
            self.proven = self.limit;
            // What is stated need not be tried: only now and then, should the account have been raised.
            self.patience = MOST_PATIENCE;
            self.caution = MOST_PATIENCE;
        } else if above {
            self.above += 1;
            if self.noise > NOISY && self.above < WITNESSES {
                return;
            }
            // One too many; and if others of the same burst are refused as well, their refusals follow.
            self.set(self.in_flight().clamp(self.proven.max(1), self.limit.max(self.proven.max(1))), permit);
        } else if dropped {
            let plunged = self.streak >= tolerated + PLUNGED;
            let left = if plunged { self.limit / PLUNGE } else { self.limit };
            self.set(self.in_flight().min(left), permit);
            self.proven = if plunged { 0 } else { self.limit };
            self.finding = plunged;
            self.caution = FIRST_PATIENCE;
            self.patience = FIRST_PATIENCE;
            self.most_patience = MOST_PATIENCE_AFTER_A_DROP;
            self.cut_at = self.next;
            self.tolerated = 1;
            self.idle_refusals = 0;
        } else {
            self.doubts = self.streak >= tolerated;
            self.idle_refusals += 1;
        }
    }

    /// So many refusals in a row happen by chance now and then.
    fn noise_explains(&self) -> u32 {
        (CHANCE.ln() / self.noise.clamp(0.001, 0.5).ln()) as u32
    }

    /// Calls of one burst are one message; only who went out knowing better repeats it.
    fn count_refusal(&mut self, permit: Permit, now: Instant) {
        self.look_at_witness(now);
        if self.streak == 0 || permit.number >= self.counted_at {
            self.streak += 1;
            self.counted_at = self.next;
        }
        self.refused_at = Some(now);
    }

    /// A call that went out after a refusal and has been in flight for so long is admitted, answered or not.
    fn look_at_witness(&mut self, now: Instant) {
        let silence = self.silence();
        if self.witness.is_some_and(|witness| now.saturating_duration_since(witness.sent) >= silence) {
            self.admitted();
        }
    }

    /// A call that went out after the last refusal was admitted.
    fn admitted(&mut self) {
        if self.doubts {
            self.tolerated = (self.tolerated * 2).min(MOST_TOLERATED);
        }
        self.noise = (self.noise + NEWEST * f64::from(std::mem::take(&mut self.idle_refusals))).min(0.5);
        self.streak = 0;
        self.doubts = false;
        self.witness = None;
    }

    /// Takes another limit. Refusals of calls that went out under the same limit are one message.
    fn set(&mut self, limit: u32, refused: Permit) {
        self.limit = limit.clamp(1, self.ceiling);
        if refused.number >= self.set_at {
            // Where refusals come for no visible reason, one of them says little about a try.
            let again = !self.finding && self.noise <= NOISY;
            self.caution = if again { (self.caution * 2).min(self.most_patience) } else { FIRST_PATIENCE };
            self.set_at = self.next;
        }
        self.finding = false;
        self.entered_at = None;
        self.patience = self.caution;
        self.step = 1;
        self.clean = 0;
        self.above = 0;
    }
}
