//! What a seed stands for: a job, a world, and a series of runs with what happens between them.

mod edits;
mod teller;
mod words;

use std::time::Duration;

use fastrand::Rng;

pub use self::edits::{Edit, flags};
use self::teller::Teller;
use super::dice::Dice;
use super::job::Job;
use super::law::Law;
use super::play::How;

/// Kinds of trouble. A story has one or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// No trouble but the user's own: crashes, edits, filters.
    Quiet,
    /// Limits on calls at once.
    AtOnce,
    /// Limits on calls a minute.
    Minute,
    /// One conversation, person or prompt is refused for ever.
    Few,
    /// One model is refused for ever.
    Model,
    /// Nobody is served for a time.
    Weather,
    /// Faults by chance.
    Flaky,
    /// The account is refused for ever.
    Account,
    /// A budget.
    Money,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Quiet,
        Self::AtOnce,
        Self::Minute,
        Self::Few,
        Self::Model,
        Self::Weather,
        Self::Flaky,
        Self::Account,
        Self::Money,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// See the module.
pub struct Story {
    /// Its troubles.
    pub families: Vec<Family>,
    /// The job at its beginning.
    pub job: Job,
    /// The world.
    pub law: Law,
    /// The runs before the last; the last one is the whole job, undisturbed, when what passes has passed.
    pub acts: Vec<Act>,
}

/// One run, and what the user did before it.
#[derive(Debug, Clone, Default)]
pub struct Act {
    /// Changes of the job before it.
    pub edits: Vec<Edit>,
    /// `--models`, `--people`, `--prompts`: each entry is left out if its bit is not set.
    pub filters: Option<(u64, u64, u64)>,
    /// How the run is disturbed.
    pub how: How,
}

impl Story {
    /// The story of a seed, with troubles of these kinds only.
    #[must_use]
    pub fn of(seed: u64, families: &[Family]) -> Self {
        let mut teller = Teller(Rng::with_seed(seed));
        let first = teller.0.one_of(families);
        let mut chosen = vec![first];
        if teller.0.u32(..3) == 0 {
            let second = teller.0.one_of(families);
            // Whoever refuses everybody leaves nothing to see of another trouble.
            if second != first && ![first, second].contains(&Family::Account) {
                chosen.push(second);
            }
        }
        let job = teller.job();
        let mut law = Law {
            seed,
            latency: teller.latency(),
            way: Duration::from_millis(teller.0.u64(1..40)),
            scope: job.scope,
            ..Law::default()
        };
        let mut story = Self { acts: Vec::new(), families: chosen.clone(), law: law.clone(), job };
        for family in chosen {
            teller.trouble(family, &mut story.job, &mut law);
        }
        story.law = law;
        story.acts = teller.acts();
        story
    }
}
