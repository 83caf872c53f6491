//! Calls a minute, learned from refusals that name no number. They come in rows, each from a refusal to the next call that is
//! served. Which calls are served again tells what is counted:
//!
//! - the first after the oldest of the last minute's calls has left the minute: a *window*, and what was served in that
//!   minute is what fits in. From then on no minute holds more, and after two clean minutes a tenth more is tried;
//! - one before that: no window. If the next row is not far, what was served from row to row is an *even* rate, as buckets
//!   are filled. From then on calls are spread, somewhat faster than that, to see whether more is served: the closer the
//!   rate is known, the less. A bucket that holds hardly anything refuses every second call that is too fast; there, a
//!   faster rate is tried only after many calls at one that is served.

use std::time::Duration;

use tokio::time::Instant;

use super::wait::{MINUTE, WINDOW};

/// A window is more likely than a bucket that is filled so slowly that this part of it takes longer than a minute.
const LIKELY: u32 = 2;
/// How much faster than what was served is tried: at first, at least and at most; it halves with each row.
const FIRST_EXCESS: f64 = 0.25;
const LEAST_EXCESS: f64 = 1.0 / 64.0;
const MOST_EXCESS: f64 = 1.0;
/// So many calls more than allowed would have been refused; and as many calls at a rate would have shown that it is too fast
/// by as much as is tried next.
const ENOUGH: f64 = 2.0;
const SHOWN: f64 = 1.0;
/// A refusal by chance counts against so many that were not refused.
const SPOILS: u32 = 4;
/// A row of refusals lets the rate sink no more than by this factor.
const MOST_SUNK: f64 = 0.5;
/// So much slower without use: it is not about the minute.
const NO_USE: f64 = 4.0;
/// Refusals in a row that are no chance, and that are about the minute.
const REPEATED: u32 = 2;
const PERSISTENT: u32 = 3;

/// See the module.
#[derive(Debug, Default)]
pub struct LearnedRate {
    rate: Option<Rate>,
    row: Option<Row>,
    /// When the last row began, if it may have been about an even rate, and what was served since.
    last: Option<Instant>,
    served: u32,
}

#[derive(Debug, Clone, Copy)]
enum Rate {
    /// So many in any minute; since when nothing was refused, how many more the next try lets in, and how many were let in
    /// before the last one.
    Window { most: usize, since: Instant, step: usize, base: usize },
    /// So many a minute, at even distances.
    Even(Even),
}

#[derive(Debug, Clone, Copy)]
struct Even {
    rpm: f64,
    /// True if this was served for long enough.
    is_served: bool,
    /// How much more is tried, and if that is so now.
    excess: f64,
    tries: bool,
    /// Calls that went out at the present distance.
    clean: u32,
    /// The fastest rate that was measured.
    best: f64,
}

/// Refusals since anything was served.
#[derive(Debug, Clone, Copy)]
struct Row {
    since: Instant,
    refusals: u32,
    /// If it is about the minute: what was served in it, and when the oldest of these calls leaves it.
    by_minute: Option<(usize, Instant)>,
}

impl LearnedRate {
    /// A number that was stated: so many in any minute.
    pub fn stated(&mut self, most: usize, now: Instant) {
        self.rate = Some(Rate::window(most, now));
    }

    /// Calls in any minute.
    pub fn window(&self) -> Option<usize> {
        match self.rate? {
            Rate::Window { most, .. } => Some(most),
            Rate::Even(_) => None,
        }
    }

    /// Calls a minute, spread evenly.
    pub fn even(&self) -> Option<f64> {
        match self.rate? {
            Rate::Window { .. } => None,
            Rate::Even(even) => Some(even.tried()),
        }
    }

    /// Calls a minute, for people.
    pub fn rpm(&self) -> Option<usize> {
        match self.rate? {
            Rate::Window { most, .. } => Some(most),
            Rate::Even(even) => Some((even.rpm.round() as usize).max(1)),
        }
    }

    /// A call that went out at `sent` was refused; so many of the last minute's were not. In times of the distance between
    /// two calls at an even rate: how long not to send another.
    pub fn refused(&mut self, sent: Instant, served: usize) -> u32 {
        let row = self.row.get_or_insert(Row { since: sent, refusals: 0, by_minute: None });
        row.refusals += 1;
        let Row { since, refusals, .. } = *row;
        match &mut self.rate {
            Some(Rate::Even(_)) if refusals == 1 => self.measure(since),
            Some(Rate::Even(_)) => {}
            Some(Rate::Window { most, since, base, .. }) => {
                (*most, *since) = ((*most).min(served).max(*base), (*since).max(sent));
            }
            None => {}
        }
        if refusals == REPEATED && !matches!(self.rate, Some(Rate::Even(_))) {
            self.measure(since);
        }
        1 << refusals.min(5) >> 1
    }

    /// A row began: what was served since the last one is the rate. What goes on being refused though it has become much
    /// slower is not about the minute.
    fn measure(&mut self, since: Instant) {
        let Some(last) = self.last.replace(since).filter(|last| *last < since) else { return };
        let served = std::mem::take(&mut self.served);
        let rate = f64::from(served.max(1)) * 60.0 / (since - last).as_secs_f64();
        match &mut self.rate {
            Some(Rate::Even(even)) => {
                even.was_refused(rate);
                if even.rpm * NO_USE <= even.best {
                    self.rate = None;
                }
            }
            _ if since - last <= MINUTE => self.rate = Some(Rate::Even(Even::measured(rate))),
            _ => {}
        }
        if self.even().is_none() {
            self.last = None;
        }
    }

    /// The refusals of the present row are about the minute, in which so many calls were served, the oldest at that time.
    pub fn by_minute(&mut self, served: usize, oldest: Instant) {
        if let Some(row) = self.row.as_mut().filter(|row| row.refusals >= PERSISTENT) {
            row.by_minute.get_or_insert((served, oldest + MINUTE));
        }
    }

    /// The server itself says that it counts by windows: so many.
    pub fn is_window(&mut self, most: usize, now: Instant) {
        self.row = None;
        self.rate = Some(Rate::window(most, now));
    }

    /// A call that went out at `sent` was served.
    pub fn served(&mut self, sent: Instant, now: Instant) {
        self.served += u32::from(self.last.is_some_and(|last| sent > last));
        let Some(row) = self.row.take_if(|row| sent > row.since) else { return };
        let Some((most, opens)) = row.by_minute else { return };
        if sent < opens {
            if !matches!(self.rate, Some(Rate::Even(_))) {
                (self.last, self.served) = (Some(row.since), 1);
            }
        } else if most > 0 {
            self.rate = Some(Rate::window(most, now));
            self.last = None;
        }
    }

    /// When to try again, if all signs are of a window.
    pub fn opens_at(&self, now: Instant) -> Option<Instant> {
        let row = self.row?;
        let (served, opens) = row.by_minute.filter(|(served, _)| *served > 0)?;
        let served = u32::try_from(served).unwrap_or(u32::MAX);
        let likely = row.since + (MINUTE * LIKELY / served).max(Duration::from_secs(1));
        let opens = opens - MINUTE + WINDOW;
        (likely <= now && now < opens).then_some(opens)
    }

    /// A call goes out; `held` if it would have gone out earlier but for an even rate.
    pub fn sent(&mut self, held: bool) {
        if let Some(Rate::Even(even)) = self.rate.as_mut().filter(|_| held) {
            even.was_sent();
        }
    }

    /// A call was refused by chance: that is no reason to go faster.
    pub fn spoiled(&mut self) {
        if let Some(Rate::Even(even)) = &mut self.rate {
            even.clean = even.clean.saturating_sub(SPOILS);
        }
    }

    /// Time goes by: what nobody minded for two minutes is tried with a little more.
    pub fn grow(&mut self, now: Instant) {
        if let Some(Rate::Window { most, since, step, base }) = &mut self.rate
            && now.saturating_duration_since(*since) >= WINDOW * 2
        {
            (*base, *most, *step, *since) = (*most, *most + *step, *step * 2, now);
        }
    }
}

impl Even {
    fn measured(rpm: f64) -> Self {
        Self { rpm, is_served: false, excess: FIRST_EXCESS, tries: true, clean: 0, best: rpm }
    }

    fn tried(&self) -> f64 {
        self.rpm * if self.tries { 1.0 + self.excess } else { 1.0 }
    }

    /// A call goes out that would have gone out earlier at a faster rate.
    fn was_sent(&mut self) {
        self.clean += 1;
        let excess = self.excess * f64::from(self.clean);
        if self.tries && excess >= ENOUGH {
            self.rpm *= 1.0 + self.excess;
            self.excess = (self.excess * 2.0).min(MOST_EXCESS);
        } else if self.tries || excess < SHOWN {
            return;
        }
        (self.tries, self.is_served, self.clean) = (true, true, 0);
    }

    /// A row of refusals begins; so much was served since the last one.
    fn was_refused(&mut self, measured: f64) {
        let excess = self.excess * f64::from(std::mem::take(&mut self.clean));
        if excess >= SHOWN {
            // There were savings, and they are used up.
            self.best = self.best.max(measured.min(self.tried()));
            self.rpm = measured.clamp(self.rpm * MOST_SUNK, self.tried());
            (self.tries, self.is_served) = (true, true);
            self.excess = (self.excess / 2.0).clamp(LEAST_EXCESS, FIRST_EXCESS);
            return;
        }
        // At once: it is too fast.
        if !self.is_served {
            self.rpm *= 1.0 - self.excess.min(MOST_SUNK);
        } else if self.tries {
            self.excess = (self.excess / 2.0).max(LEAST_EXCESS);
        } else {
            self.is_served = false;
        }
        self.tries = false;
    }
}

impl Rate {
    fn window(most: usize, since: Instant) -> Self {
        Self::Window { most, since, step: most / 10 + 1, base: most }
    }
}
