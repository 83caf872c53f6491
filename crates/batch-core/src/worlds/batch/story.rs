//! What a seed stands for: a job, a batch service, and a series of runs with what happens between them.

use std::time::Duration;

use fastrand::Rng;
use serde_json::json;

use super::law::{Law, Odd};
use crate::run::batch::{Leftovers, Order, Task};
use crate::worlds::dice::Dice;
use crate::worlds::job::Job;
use crate::worlds::law::{Decree, Latency, Law as CallLaw, What, Who, Words};
use crate::worlds::play::How;
use crate::worlds::story::Edit;

/// See the module.
pub struct Story {
    /// The job at its beginning.
    pub job: Job,
    /// The batch service.
    pub law: Law,
    /// What answers calls.
    pub calls: CallLaw,
    /// The runs before the last ones, which are undisturbed.
    pub acts: Vec<Act>,
    /// What every order has in common.
    pub order: Order,
}

/// One run, and what the user did before it.
#[derive(Debug, Clone, Default)]
pub struct Act {
    /// Changes of the job before it.
    pub edits: Vec<Edit>,
    /// `--people`: each is left out if its bit is not set.
    pub people: Option<u64>,
    /// How the run is disturbed, and what is to be done in the batch service; nothing: an ordinary run.
    pub how: How,
}

/// The conversation that is refused for good.
const MARKS: [&str; 2] = ["<p1>", "<q1>"];

impl Story {
    /// The story of a seed, with these oddities only.
    #[must_use]
    pub fn of(seed: u64, odds: &[Odd]) -> Self {
        let mut teller = Teller(Rng::with_seed(seed));
        let job = teller.job();
        let law = teller.law(seed, odds);
        let refuse = |_| {
            let words = Words { status: 400, code: "content_filter", message: "refused-for-good", ..Words::LIMITED };
            Decree::always(Who { says: MARKS.map(str::to_owned).into(), ..Who::all() }, What::Refuse(words))
        };
        let calls = CallLaw {
            seed,
            latency: Latency::Between(Duration::from_millis(50), Duration::from_secs(2)),
            scope: job.scope,
            steady: true,
            decrees: law.refused.map(refuse).into_iter().collect(),
            ..CallLaw::default()
        };
        let order = teller.order();
        let count = teller.0.usize(1..5);
        let acts = (0..count).map(|_| teller.act(&order)).collect();
        Self { job, law, calls, acts, order }
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
        if self.0.one_in(6) { job.with(&json!({"budget": self.0.one_of(&[0.02, 0.05, 0.2])})) } else { job }
    }

    fn law(&mut self, seed: u64, odds: &[Odd]) -> Law {
        let mut law = Law::plain(seed);
        for _ in 0..self.0.one_of(&[0_usize, 1, 1, 2, 2, 3]) {
            let odd = self.0.one_of(odds);
            let one_in = self.0.one_of(&[1_u32, 2, 4, 10]);
            // Who is never heard is waited for by nobody.
            let one_in =
                if matches!(odd, Odd::LostBefore | Odd::LostAfter | Odd::Limited) { one_in.max(2) } else { one_in };
            if law.one_in(odd) == 0 {
                law = law.with(odd, one_in, 0);
            }
        }
        law.calm = self.0.secs(20.0, 400.0);
        law.clock = self.0.one_of(&[0, 0, 0, 75_000, -75_000]);
        law.page = self.0.one_of(&[2, 5, 20]);
        law.others = self.0.one_of(&[0, 3, 12]);
        law.spans = [self.0.secs(0.0, 8.0), self.0.secs(0.0, 40.0), self.0.secs(0.0, 6.0), self.0.secs(0.0, 8.0)];
        law.window = self.0.secs(60.0, 300.0);
        law.no_model = self.0.one_in(10).then_some("m1");
        law.refused = self.0.one_in(6).then_some(MARKS);
        law
    }

    /// What all orders of a story have in common.
    fn order(&mut self) -> Order {
        Order {
            lines: self.0.usize(1..9),
            parts: self.0.usize(1..5),
            every: self.0.secs(5.0, 20.0),
            keep_remote: self.0.one_in(12),
            ..Order::default()
        }
    }

    fn act(&mut self, order: &Order) -> Act {
        let mut act = Act { how: self.0.disturbed(80.0, 400), ..Act::default() };
        act.how.pause = self.0.secs(0.1, 90.0);
        if self.0.one_in(3) {
            act.edits.push(Edit::draw(&mut self.0, false));
        }
        if self.0.one_in(5) {
            act.people = Some(self.0.u64(..));
        }
        let task = self.0.one_of(&[
            Some(Task::All),
            Some(Task::All),
            Some(Task::All),
            Some(Task::Submit),
            Some(Task::Submit),
            Some(Task::Fetch),
            Some(Task::Cancel),
            None,
        ]);
        act.how.batch = task.map(|task| Order {
            task,
            leftovers: self.0.one_of(&[Leftovers::Batch, Leftovers::Batch, Leftovers::Online, Leftovers::Leave]),
            deadline: self.0.one_in(6).then(|| self.0.secs(1.0, 60.0)),
            ..order.clone()
        });
        act
    }
}
