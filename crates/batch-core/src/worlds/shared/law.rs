//! What a limiter is like: how far it is, and what is odd about it when.

use std::ops::Range;
use std::time::Duration;

use crate::base::problem::LimiterTrouble;

/// Everything that is fixed about a limiter. All times are counted from the world's beginning.
#[derive(Debug, Clone, Default)]
pub struct Law {
    /// What its chance is drawn from.
    pub seed: u64,
    /// The way there; the way back is as long.
    pub way: Duration,
    /// What is odd; the first that holds is applied.
    pub spells: Vec<Spell>,
    /// When it loses everything.
    pub losses: Vec<Duration>,
    /// When its clock is set, and by how many milliseconds.
    pub jumps: Vec<(Duration, i64)>,
}

/// For some time something is odd.
#[derive(Debug, Clone)]
pub struct Spell {
    /// When.
    pub when: Range<Duration>,
    /// One word in so many, by chance; 0 and 1: every one.
    pub one_in: u32,
    /// What.
    pub odd: Odd,
}

/// What may be odd about a word.
#[derive(Debug, Clone, PartialEq)]
pub enum Odd {
    /// Nobody is there, and that is known at once.
    Gone,
    /// It is never heard.
    Lost,
    /// It is heard, and what comes of it is told too late.
    Late,
    /// It is heard only when nobody waits for it any more, and more was said meanwhile.
    Stale,
    /// It takes its time.
    Slow,
    /// It is refused.
    Refused(LimiterTrouble),
}

impl Law {
    /// When nothing odd happens any more.
    pub fn calm(&self) -> Duration {
        let spells = self.spells.iter().map(|spell| spell.when.end);
        spells.chain(self.losses.iter().copied()).chain(self.jumps.iter().map(|jump| jump.0)).max().unwrap_or_default()
    }

    /// By how much its clock is set ahead without a leap.
    pub fn set_ahead(&self) -> Duration {
        let steps = self.jumps.iter().filter_map(|(_, ms)| u64::try_from(*ms).ok());
        Duration::from_millis(steps.filter(|ms| *ms <= 5_000).sum())
    }

    /// True if what is granted may reach a process late, or what it says.
    pub fn is_slow(&self) -> bool {
        self.spells.iter().any(|spell| matches!(spell.odd, Odd::Slow | Odd::Stale | Odd::Late))
    }
}
