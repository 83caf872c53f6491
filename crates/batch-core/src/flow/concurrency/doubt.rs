//! What refusals in a row mean. A call that is refused at a level that was served before may have been refused by chance, because
//! the limit has dropped, or because of what was sent this minute. So the next call goes out alone, as a *witness*.
//! If it is admitted at once, it was chance; where chance is common, rows of refusals that it explains raise no doubt.
//! If the witness is refused as well, the next one waits until fewer are in flight, and so on: the limit is where one is
//! admitted at last. If one is refused with nothing in flight beside it, calls at once are not what it is about.

use std::time::Duration;

use tokio::time::Instant;

use super::permit::Permit;

/// So long in flight without a refusal means admitted, until it is known how long a refusal takes to come back.
const SILENCE: Duration = Duration::from_millis(75);
/// The same, in times of what the slowest refusal took.
const REFUSALS: u32 = 3;
/// How much the newest reply counts in the share of refusals, and how much the newest row of them in the share of those that
/// were over with the first witness.
const NEWEST: f64 = 0.02;
const NEWEST_ROW: f64 = 0.125;
/// What share of refusals is common, and how small the chance of a row of them may be before it is none.
const COMMON: f64 = 0.04;
const CHANCE: f64 = 1e-3;
/// Fewer in flight with each witness that is refused: one, and so many times more with the next, but never more than half.
const FEWER: u32 = 4;

/// See the module.
#[derive(Debug)]
pub struct Doubt {
    /// How long the slowest refusal of late took to come back.
    refusal: Option<Duration>,
    /// Refusals in a row: the first, and of each witness since.
    streak: u32,
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
    /// The share of the replies of late that were refusals without an explanation, and how many replies there were.
    share: f64,
    replies: u32,
    /// The share of the rows of late that were over with the first witness.
    short: f64,
}

impl Default for Doubt {
    fn default() -> Self {
        Self {
            refusal: None,
            streak: 0,
            since: None,
            refused_at: None,
            explained: false,
            witness: None,
            beside: 0,
            room: 0,
            fewer: 0,
            share: 0.0,
            replies: 0,
            short: 0.5,
        }
    }
}

impl Doubt {
    /// A call that has been in flight for so long without a refusal is admitted.
    pub fn silence(&self) -> Duration {
        self.refusal.map_or(SILENCE, |refusal| (refusal * REFUSALS).clamp(SILENCE / 5, SILENCE * 20))
    }

    /// See [`super::ConcurrencyLimiter::streak`].
    pub fn streak(&self) -> u32 {
        if self.is_chance() { 0 } else { self.streak }
    }

    /// True if nothing was ever refused.
    pub fn is_fresh(&self) -> bool {
        self.refused_at.is_none()
    }

    /// The share of the replies that are refused by chance: a limit would refuse the next call, too.
    fn chance(&self) -> f64 {
        if self.short > 0.5 { self.share } else { 0.0 }
    }

    /// True if refusals by chance are common.
    pub fn is_noisy(&self) -> bool {
        self.chance() > COMMON
    }

    /// True if the present row may well be chance.
    pub fn is_chance(&self) -> bool {
        self.chance().powi(i32::try_from(self.streak).unwrap_or(i32::MAX)) > CHANCE
    }

    fn is_open(&self) -> bool {
        self.streak > 0 && !self.is_chance()
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

    /// A call was refused, with so many in flight `beside` it. If it was no witness, it went out as its betters did: that is
    /// the same message once more.
    pub fn refused(&mut self, permit: Permit, beside: u32, explained: bool, now: Instant) {
        self.refused_at = Some(now);
        if !explained {
            self.share += (1.0 - self.share) * self.newest();
        }
        if self.streak == 0 {
            (self.since, self.explained, self.beside, self.room, self.fewer) =
                (Some(now), false, u32::MAX, u32::MAX, 1);
        } else if self.witness.take_if(|witness| *witness == permit).is_some() {
            if self.streak == 1 {
                self.is_short(permit, false);
            }
            self.room = beside - self.fewer.min(beside.div_ceil(2));
            self.fewer = self.fewer.saturating_mul(FEWER);
        } else {
            return;
        }
        self.streak += 1;
        self.explained |= explained;
        self.beside = self.beside.min(beside);
    }

    /// The first witness of a row was admitted or not. Only who went out at once knows.
    fn is_short(&mut self, witness: Permit, short: bool) {
        if !self.explained && self.since.is_some_and(|since| witness.sent <= since + self.silence()) {
            self.short += (f64::from(u8::from(short)) - self.short) * NEWEST_ROW;
        }
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
        self.share -= self.share * self.newest();
    }

    /// How much the newest reply counts: of the first ones all count alike.
    fn newest(&mut self) -> f64 {
        self.replies = self.replies.saturating_add(1);
        NEWEST.max(1.0 / f64::from(self.replies.saturating_add(1)))
    }

    /// A call that went out after all refusals was admitted. If that shows that fewer are allowed at once: the fewest that
    /// were in flight beside a refused one.
    pub fn admitted(&mut self, permit: Permit) -> Option<u32> {
        let (open, streak) = (self.is_open(), std::mem::take(&mut self.streak));
        if self.witness.take() == Some(permit) && streak == 1 {
            self.is_short(permit, true);
        }
        (open && streak > 1 && !self.explained && self.beside > 0).then_some(self.beside)
    }
}
