//! How many calls of one scope may be in flight: found by trying, never above the configured ceiling.
//!
//! It starts at a guess and lets one more in for every answer (so it doubles in a round) until the platform first says
//! "slow down". That refusal tells what the platform allows: the calls that were in flight beside the refused one.
//! From then on it stays there and tries one more now and then, less often each time it is refused again. A refusal
//! soon after another means that the limit itself has dropped: then it is cut by [`CUT`]. Failures of the link or of the
//! server stop the growth and cut nothing.

use std::time::Duration;

use tokio::time::Instant;

/// Calls in flight at the start, if the ceiling allows.
const FIRST_GUESS: u32 = 20;
/// What is left after a cut.
const CUT: f64 = 0.8;
/// Clean rounds before one more is tried after a refusal; doubles with each refused try.
const FIRST_PATIENCE: u32 = 4;
const MOST_PATIENCE: u32 = 64;
/// A refusal within this time of the last one belongs to the same burst.
const BURST: Duration = Duration::from_secs(1);

/// The permits of one scope.
#[derive(Debug)]
pub struct Gate {
    ceiling: u32,
    limit: u32,
    in_flight: u32,
    /// True until the first refusal.
    doubling: bool,
    /// Answers since the limit last changed, counted only while it was really used.
    clean: u32,
    patience: u32,
    last_cut: Option<Instant>,
    /// When growth may go on after a failure.
    quiet_until: Option<Instant>,
    /// Calls that were sent before the last cut: what they say is old news.
    epoch: u64,
}

/// A permit: one call in flight. Given back with [`Gate::release`].
#[derive(Debug, Clone, Copy)]
pub struct Permit {
    epoch: u64,
}

/// What a finished call says about the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The platform served it.
    Served,
    /// The platform said "slow down", and how long it wants to be left alone.
    Limited {
        /// Calls in flight that it says it allows.
        allowed: Option<u32>,
        /// The wait that it asked for.
        wait: Option<Duration>,
    },
    /// The platform is overloaded: begin again slowly.
    Overloaded,
    /// It failed in a way that says nothing about limits.
    Failed,
}

impl Gate {
    /// A gate that never lets more than `ceiling` in.
    #[must_use]
    pub fn new(ceiling: u32) -> Self {
        let ceiling = ceiling.max(1);
        Self {
            ceiling,
            limit: ceiling.min(FIRST_GUESS),
            in_flight: 0,
            doubling: true,
            clean: 0,
            patience: FIRST_PATIENCE,
            last_cut: None,
            quiet_until: None,
            epoch: 0,
        }
    }

    /// Calls in flight.
    #[must_use]
    pub fn in_flight(&self) -> u32 {
        self.in_flight
    }

    /// Calls that may be in flight now.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// A permit, if there is one.
    pub fn enter(&mut self) -> Option<Permit> {
        (self.in_flight < self.limit).then(|| {
            self.in_flight += 1;
            Permit { epoch: self.epoch }
        })
    }

    /// Gives a permit back unused: nothing was sent.
    pub fn cancel(&mut self, _permit: Permit) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Gives a permit back and learns from what the call says.
    pub fn release(&mut self, permit: Permit, signal: Signal, now: Instant) {
        // At 80 % and more the limit was really used; below that an answer says nothing about it.
        let used = self.in_flight * 5 >= self.limit * 4;
        self.in_flight = self.in_flight.saturating_sub(1);
        match signal {
            Signal::Served => self.served(used, now),
            Signal::Limited { allowed, wait } => self.limited(permit, allowed, wait, now),
            Signal::Overloaded => {
                if self.may_cut(permit, BURST, now) {
                    self.set(self.limit / 2, now);
                }
            }
            Signal::Failed => {
                self.clean = 0;
                self.quiet_until = Some(now + BURST);
            }
        }
    }

    fn served(&mut self, used: bool, now: Instant) {
        if !used || self.limit >= self.ceiling || self.quiet_until.is_some_and(|until| now < until) {
            return;
        }
        self.clean += 1;
        if self.doubling {
            self.limit += 1;
        } else if self.clean >= self.limit.saturating_mul(self.patience) {
            self.clean = 0;
            self.limit += 1;
        }
    }

    fn limited(&mut self, permit: Permit, allowed: Option<u32>, wait: Option<Duration>, now: Instant) {
        self.clean = 0;
        if let Some(allowed) = allowed {
            self.doubling = false;
            self.limit = self.limit.min(allowed.max(1));
            self.epoch += 1;
            self.last_cut = Some(now);
            return;
        }
        if !self.may_cut(permit, wait.unwrap_or(BURST).max(BURST), now) {
            return;
        }
        let again = self.last_cut.is_some_and(|cut| now - cut < 10 * BURST);
        let beside = self.in_flight.max(1);
        let cut = (f64::from(self.limit) * CUT) as u32;
        // The first refusal in a while: the calls beside it are what the platform allows, and one try more was one too
        // many. A refusal soon after another: the limit itself has dropped.
        self.set(if again { beside.min(cut) } else { beside.min(self.limit) }, now);
        self.patience = (self.patience * 2).min(MOST_PATIENCE);
    }

    /// One burst of refusals is one message.
    fn may_cut(&self, permit: Permit, pause: Duration, now: Instant) -> bool {
        permit.epoch == self.epoch || self.last_cut.is_none_or(|cut| now - cut >= pause)
    }

    fn set(&mut self, limit: u32, now: Instant) {
        self.limit = limit.clamp(1, self.ceiling);
        self.doubling = false;
        self.clean = 0;
        self.epoch += 1;
        self.last_cut = Some(now);
    }
}
