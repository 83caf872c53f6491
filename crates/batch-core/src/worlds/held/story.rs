//! What a seed stands for: a job, a platform that holds calls, and a series of runs with what happens between them.

use std::time::Duration;

use fastrand::Rng;
use serde_json::json;

use crate::run::batch::{Leftovers, Order, Task};
use crate::worlds::dice::Dice;
use crate::worlds::job::Job;
use crate::worlds::law::{Decree, Latency, Law, RetryAfter, What, Who, Words};
use crate::worlds::play::How;
use crate::worlds::story::Edit;

/// See the module.
pub struct Story {
    /// The job at its beginning.
    pub job: Job,
    /// What answers calls.
    pub online: Law,
    /// What holds them.
    pub held: Law,
    /// The runs before the last ones, which are undisturbed.
    pub acts: Vec<Act>,
}

/// A run, and what comes before it.
#[derive(Debug, Clone, Default)]
pub struct Act {
    /// Changes of the job before it.
    pub edits: Vec<Edit>,
    /// How the run is disturbed, and what is to be done by held calls; nothing: an ordinary run.
    pub how: How,
}

/// Held calls take up to two hours.
const LONG: f64 = 7200.0;

impl Story {
    /// The story of a seed.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut teller = Teller(Rng::with_seed(seed));
        let mut job = teller.job();
        job.held = true;
        let latency = Latency::Between(Duration::from_millis(50), Duration::from_secs(2));
        let online = Law { seed, latency, steady: true, ..Law::default() };
        let held = teller.held(seed);
        let count = teller.0.usize(1..5);
        let acts = (0..count).map(|_| teller.act()).collect();
        Self { job, online, held, acts }
    }
}

/// Draws what a seed stands for.
struct Teller(Rng);

impl Teller {
    fn job(&mut self) -> Job {
        let (models, people, prompts) = (self.0.usize(1..3), self.0.usize(1..6), self.0.usize(1..4));
        let job = Job::new(&["m1", "m2"][..models], people, prompts).with(&json!({
            "concurrency": 5, "timeout_seconds": 30, "max_tokens": 400, "max_retries": self.0.one_of(&[0_u32, 1, 3, 3]),
        }));
        if self.0.one_in(4) { job.with(&json!({"budget": self.0.one_of(&[0.02, 0.05, 0.2])})) } else { job }
    }

    /// A service that holds calls for seconds or hours, cuts some, refuses others, and is at peace in the end.
    fn held(&mut self, seed: u64) -> Law {
        let most = self.0.one_of(&[1.0, 1.0, 60.0, 60.0, 600.0, LONG]);
        let latency = Latency::Between(Duration::from_millis(500), self.0.secs(1.0, 1.0 + most));
        let mut law = Law { seed, latency, steady: true, ..Law::default() };
        if self.0.one_in(3) {
            law.at_once = vec![(Duration::ZERO, self.0.one_of(&[1, 2, 5, 20]))];
            law.limited = self.limited();
        }
        for _ in 0..self.0.one_of(&[0_usize, 1, 1, 2, 3]) {
            let what = match self.0.u32(..9) {
                0 | 1 => What::LostReply,
                2 => What::Reset,
                3 => What::Stale,
                4 => What::CutJson,
                5 => What::Hang,
                6 => What::Refuse(self.limited()),
                7 => What::Refuse(Words { status: 503, code: "engine_overloaded", ..Words::LIMITED }),
                _ => What::NoLink,
            };
            let who = Who::all().one_in(self.0.one_of(&[1_u32, 2, 4, 10]));
            let from = self.0.one_of(&[0.0, 0.0, 60.0, 1800.0]);
            let long = self.0.one_of(&[30.0, 30.0, 600.0, 3600.0]);
            law.decrees.push(Decree::between(from, from + long, who, what));
        }
        law
    }

    fn limited(&mut self) -> Words {
        let after = self.0.one_of(&[
            RetryAfter::Absent,
            RetryAfter::Absent,
            RetryAfter::Seconds(0.0),
            RetryAfter::Seconds(5.0),
            RetryAfter::Seconds(300.0),
            RetryAfter::Garbage,
        ]);
        let words =
            Words { code: self.0.one_of(&["too_fast", "engine_overloaded", "rate_limit_exceeded"]), ..Words::LIMITED };
        words.after(after)
    }

    fn act(&mut self) -> Act {
        let most = self.0.one_of(&[5.0, 300.0, LONG]);
        let mut act = Act { how: self.0.disturbed(most, 400), ..Act::default() };
        act.how.pause = self.0.secs(0.1, 600.0);
        if self.0.one_in(3) {
            act.edits.push(Edit::draw(&mut self.0, false));
        }
        if !self.0.one_in(6) {
            let leftovers = self.0.one_of(&[Leftovers::Batch, Leftovers::Batch, Leftovers::Online, Leftovers::Leave]);
            let most = self.0.one_of(&[10.0, 600.0, LONG]);
            let deadline = self.0.one_in(4).then(|| self.0.secs(1.0, most));
            act.how.batch = Some(Order { task: Task::All, leftovers, deadline, ..Order::default() });
        }
        act
    }
}
