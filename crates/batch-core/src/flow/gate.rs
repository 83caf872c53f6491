//! How many calls of one scope may be in flight: found by trying, never above the configured ceiling.
//!
//! It starts at a guess and lets one more in for every answer (so it doubles in a round) until the platform first says
//! "slow down". That refusal tells what the platform allows: the calls that were in flight beside the refused one.
//! From then on it stays there and tries one more now and then, less often each time it is refused again; a try that
//! succeeds is followed by a larger one at once, so a limit that has come back is found in a few rounds. A refusal of what
//! was served before means that the limit itself has dropped: then it is cut by [`CUT`]. Failures of the link or of the
//! server cut nothing; when they are a fifth of the replies, they stop the growth.

use std::time::Duration;

use tokio::time::Instant;

/// Calls in flight at the start, if the ceiling allows.
const FIRST_GUESS: u32 = 20;
/// What is left after a cut.
const CUT: f64 = 0.8;
/// So long without a refusal while all permits are out means that nobody minds. Longer than a refusal takes to come back.
const SILENCE: Duration = Duration::from_millis(75);
/// Clean rounds before one more is tried after a refusal; doubles with each refused try.
const FIRST_PATIENCE: u32 = 2;
const MOST_PATIENCE: u32 = 16;
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
    /// Clean rounds before the next try.
    patience: u32,
    /// Clean rounds before the first try after a refusal.
    caution: u32,
    /// How many more the next try lets in.
    step: u32,
    /// What the platform has served before.
    proven: u32,
    /// Most calls in flight in this round and the one before, and what is left of this one, in answers.
    peak: u32,
    last_peak: u32,
    round_left: u32,
    /// The limit when this round began.
    round_limit: u32,
    last_cut: Option<Instant>,
    /// Failures that say nothing about limits, in this round and the one before.
    failed: u32,
    last_failed: u32,
    /// When the limit last grew because nobody minded, and the first call went out.
    grown_at: Option<Instant>,
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
            caution: FIRST_PATIENCE,
            step: 1,
            proven: 0,
            peak: 0,
            last_peak: 0,
            round_left: 0,
            round_limit: ceiling.min(FIRST_GUESS),
            last_cut: None,
            failed: 0,
            last_failed: 0,
            grown_at: None,
            epoch: 0,
        }
    }

    /// Calls that may be in flight now.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// A permit, if there is one. Refusals come back at once, answers take their time: as long as nobody has refused
    /// anything, the limit grows with every [`SILENCE`] and not only with every answer.
    pub fn enter(&mut self, now: Instant) -> Option<Permit> {
        let since = *self.grown_at.get_or_insert(now);
        if self.in_flight >= self.limit && self.is_finding() && now.saturating_duration_since(since) >= SILENCE {
            self.limit = (self.limit + self.limit / 2 + 1).min(self.ceiling);
            self.grown_at = Some(now);
        }
        (self.in_flight < self.limit).then(|| {
            self.in_flight += 1;
            self.peak = self.peak.max(self.in_flight);
            Permit { epoch: self.epoch }
        })
    }

    /// When a full gate may let more in though nothing has come back.
    #[must_use]
    pub fn grows_at(&self) -> Option<Instant> {
        self.grown_at.filter(|_| self.is_finding()).map(|at| at + SILENCE)
    }

    /// True until the first refusal, while there is room to grow and no reason not to.
    fn is_finding(&self) -> bool {
        self.doubling && self.limit < self.ceiling && !self.is_unwell()
    }

    /// True if a fifth of the replies or more are failures.
    fn is_unwell(&self) -> bool {
        self.failed.max(self.last_failed) * 5 >= self.round_limit.max(5)
    }

    /// Gives a permit back unused: nothing was sent.
    pub fn cancel(&mut self, _permit: Permit) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Gives a permit back and learns from what the call says.
    pub fn release(&mut self, permit: Permit, signal: Signal, now: Instant) {
        // At 80 % and more the limit was really used; below that an answer says nothing about it.
        let used = self.peak.max(self.last_peak) * 5 >= self.round_limit * 4;
        if self.round_left == 0 {
            self.round_left = self.limit;
            self.round_limit = self.limit;
            self.last_peak = self.peak;
            self.peak = self.in_flight;
            self.last_failed = self.failed;
            self.failed = 0;
        }
        self.round_left -= 1;
        self.in_flight = self.in_flight.saturating_sub(1);
        match signal {
            Signal::Served => self.served(used),
            Signal::Limited { allowed, wait } => self.limited(permit, allowed, wait, now),
            Signal::Overloaded => {
                if self.may_cut(permit, BURST, now) {
                    self.set(self.limit / 2, now);
                }
            }
            Signal::Failed => self.failed += 1,
        }
    }

    fn served(&mut self, used: bool) {
        if !used || self.limit >= self.ceiling || self.is_unwell() {
            return;
        }
        self.clean += 1;
        if self.doubling {
            self.limit += 1;
        } else if self.clean >= self.limit.saturating_mul(self.patience) {
            self.clean = 0;
            self.proven = self.limit;
            self.patience = 1;
            self.limit = (self.limit + self.step).min(self.ceiling);
            self.step = (self.step * 2).min(self.limit);
            if self.step > 4 {
                self.caution = FIRST_PATIENCE;
            }
        }
    }

    fn limited(&mut self, permit: Permit, allowed: Option<u32>, wait: Option<Duration>, now: Instant) {
        self.clean = 0;
        if let Some(allowed) = allowed {
            self.set(self.limit.min(allowed), now);
            self.proven = self.limit;
            // What is stated need not be tried: only now and then, should the account have been raised.
            self.patience = MOST_PATIENCE;
            self.caution = MOST_PATIENCE;
            return;
        }
        if !self.may_cut(permit, wait.unwrap_or(BURST).max(BURST), now) {
            return;
        }
        // The calls beside the refused one are what the platform serves; the try of one more was one too many. Fewer
        // than were served before: the limit itself has dropped, and how far is not known yet.
        let beside = self.in_flight.min(self.limit);
        let dropped = beside < self.proven;
        let limit = if dropped { beside.min((f64::from(self.limit) * CUT) as u32) } else { beside };
        self.proven = limit;
        self.set(limit, now);
    }

    /// One burst of refusals is one message.
    fn may_cut(&self, permit: Permit, pause: Duration, now: Instant) -> bool {
        permit.epoch == self.epoch || self.last_cut.is_none_or(|cut| now - cut >= pause)
    }

    fn set(&mut self, limit: u32, now: Instant) {
        self.limit = limit.clamp(1, self.ceiling);
        self.caution = if self.doubling { FIRST_PATIENCE } else { (self.caution * 2).min(MOST_PATIENCE) };
        self.patience = self.caution;
        self.step = 1;
        self.doubling = false;
        self.clean = 0;
        self.epoch += 1;
        self.last_cut = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITED: Signal = Signal::Limited { allowed: None, wait: None };

    /// A platform that serves `allows` calls at once and refuses the rest at once; every round takes a second.
    struct Storm {
        gate: Gate,
        now: Instant,
        served: u64,
        refused: u64,
    }

    impl Storm {
        fn new(ceiling: u32) -> Self {
            Self { gate: Gate::new(ceiling), now: Instant::now(), served: 0, refused: 0 }
        }

        /// One round: what enters is served or refused; what was served comes back one after the other.
        fn round(&mut self, allows: usize) {
            let mut inside = Vec::new();
            let fill = |storm: &mut Self, inside: &mut Vec<Permit>| {
                while let Some(permit) = storm.gate.enter(storm.now) {
                    if inside.len() < allows {
                        inside.push(permit);
                    } else {
                        storm.refused += 1;
                        storm.gate.release(permit, LIMITED, storm.now);
                        break;
                    }
                }
            };
            fill(self, &mut inside);
            let used = inside.len();
            for permit in inside {
                self.served += 1;
                self.gate.release(permit, Signal::Served, self.now);
            }
            assert!(used > 0, "a gate must never starve");
            self.now += Duration::from_secs(1);
        }
    }

    #[test]
    fn finds_the_limit_and_stays_there() {
        let mut storm = Storm::new(256);
        for _ in 0..100 {
            storm.round(32);
        }
        assert!(storm.served >= 100 * 32 * 9 / 10, "{} served", storm.served);
        assert!(storm.refused * 50 <= storm.served, "{} refused", storm.refused);
    }

    #[test]
    fn follows_a_limit_that_drops_and_comes_back() {
        let mut storm = Storm::new(256);
        for allows in [64, 16, 64] {
            storm.served = 0;
            for _ in 0..200 {
                storm.round(allows);
            }
            assert!(storm.served >= 200 * allows as u64 * 6 / 10, "{} of {allows} x 200", storm.served);
        }
    }

    #[test]
    fn grows_to_the_ceiling_when_nobody_minds() {
        let mut storm = Storm::new(256);
        for _ in 0..5 {
            storm.round(1000);
        }
        assert_eq!(storm.gate.limit(), 256);
    }

    #[test]
    fn learns_a_stated_limit_at_once_and_an_idle_gate_does_not_grow() {
        let mut gate = Gate::new(100);
        let permit = gate.enter(Instant::now()).unwrap();
        gate.release(permit, Signal::Limited { allowed: Some(3), wait: None }, Instant::now());
        assert_eq!(gate.limit(), 3);
        let mut idle = Gate::new(100);
        for _ in 0..100 {
            let permit = idle.enter(Instant::now()).unwrap();
            idle.release(permit, Signal::Served, Instant::now());
        }
        assert_eq!(idle.limit(), FIRST_GUESS);
    }

    #[test]
    fn failures_stop_growth_and_cut_nothing() {
        let mut gate = Gate::new(100);
        let now = Instant::now();
        let permits: Vec<Permit> = std::iter::from_fn(|| gate.enter(now)).collect();
        for permit in permits {
            gate.release(permit, Signal::Failed, now);
        }
        assert_eq!(gate.limit(), FIRST_GUESS);
    }

    #[test]
    fn a_few_failures_do_not_keep_it_small() {
        let mut gate = Gate::new(100);
        let now = Instant::now();
        for n in 0..1_000 {
            let permits: Vec<Permit> = std::iter::from_fn(|| gate.enter(now)).collect();
            for (place, permit) in permits.into_iter().enumerate() {
                let failed = (n + place) % 12 == 0;
                gate.release(permit, if failed { Signal::Failed } else { Signal::Served }, now);
            }
        }
        assert_eq!(gate.limit(), 100);
    }

    #[test]
    fn silence_lets_more_in_until_somebody_minds() {
        let mut gate = Gate::new(100);
        let start = Instant::now();
        let mut inside: Vec<Permit> = std::iter::from_fn(|| gate.enter(start)).collect();
        assert_eq!(inside.len(), FIRST_GUESS as usize);
        let later = gate.grows_at().unwrap();
        inside.extend(std::iter::from_fn(|| gate.enter(later)));
        assert_eq!(inside.len(), 31);
        gate.release(inside.pop().unwrap(), LIMITED, later);
        assert_eq!((gate.limit(), gate.grows_at()), (30, None));
        assert!(gate.enter(later + SILENCE * 9).is_none());
    }

    proptest! {
        #[test]
        fn never_above_the_ceiling_and_never_shut(
            ceiling in 1u32..300,
            steps in proptest::collection::vec((0u8..6, 0u32..40, 0u64..5_000), 1..400),
        ) {
            let mut gate = Gate::new(ceiling);
            let mut inside = Vec::new();
            let mut now = Instant::now();
            for (what, number, ms) in steps {
                now += Duration::from_millis(ms);
                if what == 0 || inside.is_empty() {
                    inside.extend(std::iter::from_fn(|| gate.enter(now)).take(number as usize + 1));
                } else if let Some(permit) = inside.pop() {
                    let signal = match what {
                        1 | 2 => Signal::Served,
                        3 => Signal::Limited { allowed: (number % 2 == 0).then_some(number), wait: Some(Duration::from_millis(ms)) },
                        4 => Signal::Overloaded,
                        _ => Signal::Failed,
                    };
                    gate.release(permit, signal, now);
                }
                prop_assert!(inside.len() <= ceiling as usize);
                prop_assert!(gate.limit() >= 1 && gate.limit() <= ceiling);
            }
            for permit in inside.drain(..) {
                gate.release(permit, Signal::Served, now);
            }
            prop_assert!(gate.enter(now).is_some(), "an empty gate lets one in");
        }
    }
}
