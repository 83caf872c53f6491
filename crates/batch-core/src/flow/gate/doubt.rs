//! What refusals in a row mean. A call that is refused at a level that was served before may have been refused by chance, because
//! the limit has dropped, or because of what was sent this minute. So the next call goes out alone, as a *witness*.
//! If it is admitted at once, it was chance; where chance is common, rows of refusals that it explains raise no doubt.
//! If the witness is refused as well, the next one waits until fewer are in flight, and so on: the limit is where one is
//! admitted at last. If one is refused with nothing in flight beside it, calls at once are not what it is about.

use std::time::Duration;

use tokio::time::Instant;

use super::Permit;

/// So long in flight without a refusal means admitted, until it is known how long a refusal takes to come back.
const SILENCE: Duration = Duration::from_millis(75);
/// The same, in times of what the slowest refusal took.
const REFUSALS: u32 = 3;
/// How much the newest refusal by chance counts in their share, what share is worth a thought, and how small the chance
/// of a row of refusals may be before it is none.
const NEWEST: f64 = 0.02;
const NOISY: f64 = 0.04;
const CHANCE: f64 = 4e-3;
/// Fewer in flight with each witness that is refused: one, and so many times more with the next, but never more than half.
const FEWER: u32 = 4;

/// See the module.
#[derive(Debug, Default)]
pub struct Doubt {
    /// How long the slowest refusal of late took to come back.
    refusal: Option<Duration>,
    /// Refusals in a row, each of a call that went out after the one before came back.
    streak: u32,
    /// The first call that went out after the last one of the row came back.
    counted_at: u64,
    /// When the row began, and when anything was refused last.
    since: Option<Instant>,
    refused_at: Option<Instant>,
    /// True if a refusal of the row has another explanation.
    explained: bool,
    witness: Option<Permit>,
    /// The fewest calls in flight beside a refused one of the row.
    beside: u32,
    /// Most in flight for the next witness to go out, and how many fewer it is the next time.
    room: u32,
    fewer: u32,
    /// The share of the replies of late that were refusals by chance.
    noise: f64,
}

impl Doubt {
    /// A call that has been in flight for so long without a refusal is admitted.
    pub fn silence(&self) -> Duration {
        self.refusal.map_or(SILENCE, |refusal| (refusal * REFUSALS).clamp(SILENCE / 5, SILENCE * 20))
    }

    /// See [`super::Gate::streak`].
    pub fn streak(&self) -> u32 {
        if self.is_chance(self.streak) { 0 } else { self.streak }
    }

    /// True if nothing was ever refused.
    pub fn is_fresh(&self) -> bool {
        self.refused_at.is_none()
    }

    /// True if refusals by chance are common.
    pub fn is_noisy(&self) -> bool {
        self.noise > NOISY
    }

    /// True if so many refusals in a row may well be chance.
    pub fn is_chance(&self, row: u32) -> bool {
        self.noise.powi(i32::try_from(row).unwrap_or(i32::MAX)) > CHANCE
    }

    fn is_open(&self) -> bool {
        self.streak > 0 && !self.is_chance(self.streak)
    }

    /// True if nothing may go out beside what is in flight.
    pub fn holds(&self, in_flight: u32) -> bool {
        self.is_open() && (self.witness.is_some() || in_flight > self.room)
    }

    /// When a witness that keeps others from going out counts as admitted.
    pub fn over_at(&self) -> Option<Instant> {
        self.witness.filter(|_| self.is_open()).map(|witness| witness.sent + self.silence())
    }

    /// A call goes out.
    pub fn sent(&mut self, permit: Permit) {
        if self.streak > 0 {
            self.witness.get_or_insert(permit);
        }
    }

    /// A call comes back, for whatever reason.
    pub fn back(&mut self, permit: Permit) {
        self.witness = self.witness.filter(|witness| witness.number != permit.number);
    }

    /// A refusal took so long.
    pub fn took(&mut self, time: Duration) {
        self.refusal = Some(self.refusal.map_or(time, |slowest| time.max(slowest.mul_f64(0.9))));
    }

    /// A call was refused, with so many in flight `beside` it; `next` will be the next one's number. Calls of one burst are
    /// one message; only who went out knowing better repeats it.
    pub fn refused(&mut self, permit: Permit, beside: u32, explained: bool, next: u64, now: Instant) {
        self.refused_at = Some(now);
        if self.streak == 0 {
            (self.since, self.explained, self.beside, self.room, self.fewer) =
                (Some(now), false, u32::MAX, u32::MAX, 1);
        } else if permit.number < self.counted_at {
            return;
        } else {
            self.room = beside - self.fewer.min(beside.div_ceil(2));
            self.fewer = self.fewer.saturating_mul(FEWER);
        }
        self.streak += 1;
        self.counted_at = next;
        self.explained |= explained;
        self.beside = self.beside.min(beside);
    }

    /// The witness, if it has been in flight for so long that it counts as admitted.
    pub fn silent(&self, now: Instant) -> Option<Permit> {
        let silence = self.silence();
        self.witness.filter(|witness| now.saturating_duration_since(witness.sent) >= silence)
    }

    /// True if a call that was served went out after all refusals.
    pub fn is_over(&self, permit: Permit) -> bool {
        self.refused_at.is_none_or(|at| permit.sent >= at)
    }

    /// A call was served.
    pub fn served(&mut self) {
        self.noise -= self.noise * NEWEST;
    }

    /// A call that went out after all refusals was admitted. If that shows that fewer are allowed at once: the fewest that
    /// were in flight beside a refused one.
    pub fn admitted(&mut self, permit: Permit) -> Option<u32> {
        let (open, streak) = (self.is_open(), std::mem::take(&mut self.streak));
        let prompt = self.since.is_some_and(|since| permit.sent <= since + self.silence());
        self.witness = None;
        if streak == 0 || self.explained {
            return None;
        }
        if !open || streak == 1 && prompt {
            self.noise = (self.noise + NEWEST * f64::from(streak)).min(0.5);
        }
        (open && streak > 1 && self.beside > 0).then_some(self.beside)
    }
}
