//! What a seed stands for: a job, a batch service, and a series of runs with what happens between them.

use std::time::Duration;

use fastrand::Rng;
use serde_json::json;

use super::law::{Law, Odd};
use crate::run::batch::{Leftovers, Order, Task};
use crate::worlds::job::Job;
use crate::worlds::law::{Decree, Latency, Law as CallLaw, What, Who, Words};
use crate::worlds::play::Crash;
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
    /// What is to be done in the batch service; nothing: an ordinary run.
    pub order: Option<Order>,
    /// The process is killed.
    pub crash: Option<Crash>,
    /// Ctrl-C.
    pub interrupts: Vec<Duration>,
    /// Time until the next run.
    pub pause: Duration,
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
    fn one_of<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.0.usize(..from.len())].clone()
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.0.u32(..n) == 0
    }

    fn secs(&mut self, from: f64, to: f64) -> Duration {
        Duration::from_secs_f64(from + (to - from) * self.0.f64())
    }

    fn job(&mut self) -> Job {
        let (models, people, prompts) = (self.0.usize(1..3), self.0.usize(1..6), self.0.usize(1..4));
        let job = Job::new(&["m1", "m2"][..models], people, prompts).with(&json!({
            "concurrency": 5, "timeout_seconds": 30, "max_tokens": 400, "max_retries": self.one_of(&[0_u32, 1, 3, 3]),
        }));
        if self.one_in(6) { job.with(&json!({"budget": self.one_of(&[0.02, 0.05, 0.2])})) } else { job }
    }

    fn law(&mut self, seed: u64, odds: &[Odd]) -> Law {
        let mut law = Law::plain(seed);
        for _ in 0..self.one_of(&[0_usize, 1, 1, 2, 2, 3]) {
            let odd = self.one_of(odds);
            let one_in = self.one_of(&[1_u32, 2, 4, 10]);
            // Who is never heard is waited for by nobody.
            let one_in =
                if matches!(odd, Odd::LostBefore | Odd::LostAfter | Odd::Limited) { one_in.max(2) } else { one_in };
            if law.one_in(odd) == 0 {
                law = law.with(odd, one_in, 0);
            }
        }
        law.calm = self.secs(20.0, 400.0);
        law.clock = self.one_of(&[0, 0, 0, 75_000, -75_000]);
        law.page = self.one_of(&[2, 5, 20]);
        law.others = self.one_of(&[0, 3, 12]);
        law.spans = [self.secs(0.0, 8.0), self.secs(0.0, 40.0), self.secs(0.0, 6.0), self.secs(0.0, 8.0)];
        law.window = self.secs(60.0, 300.0);
        law.no_model = self.one_in(10).then_some("m1");
        law.refused = self.one_in(6).then_some(MARKS);
        law
    }

    /// What all orders of a story have in common.
    fn order(&mut self) -> Order {
        Order {
            lines: self.0.usize(1..9),
            parts: self.0.usize(1..5),
            every: self.secs(5.0, 20.0),
            keep_remote: self.one_in(12),
            ..Order::default()
        }
    }

    fn act(&mut self, order: &Order) -> Act {
        let mut act = Act { pause: self.secs(0.1, 90.0), ..Act::default() };
        if self.one_in(3) {
            let edit = self.edit();
            act.edits.push(edit);
        }
        if self.one_in(5) {
            act.people = Some(self.0.u64(..));
        }
        let task = self.one_of(&[
            Some(Task::All),
            Some(Task::All),
            Some(Task::All),
            Some(Task::Submit),
            Some(Task::Submit),
            Some(Task::Fetch),
            Some(Task::Cancel),
            None,
        ]);
        act.order = task.map(|task| Order {
            task,
            leftovers: self.one_of(&[Leftovers::Batch, Leftovers::Batch, Leftovers::Online, Leftovers::Leave]),
            deadline: self.one_in(6).then(|| self.secs(1.0, 60.0)),
            ..order.clone()
        });
        match self.0.u32(..6) {
            0 => act.crash = Some(Crash::At(self.secs(0.0, 80.0))),
            1 => act.crash = Some(Crash::Polls(self.0.u64(1..60))),
            2 => act.crash = Some(Crash::Polls(self.0.u64(1..400))),
            3 => {
                act.interrupts.push(self.secs(0.0, 60.0));
                if self.one_in(2) {
                    let again = act.interrupts[0] + self.secs(0.0, 2.0);
                    act.interrupts.push(again);
                }
            }
            _ => {}
        }
        act
    }

    fn edit(&mut self) -> Edit {
        let (n, other, number) = (self.0.usize(..100), self.0.usize(..100), self.0.u32(10..1000));
        match self.0.u32(..8) {
            0 => Edit::AddPerson(number, None),
            1 => Edit::AddPerson(number, Some(n)),
            2 => Edit::RemovePerson(n),
            3 => Edit::RenamePerson(n, number),
            4 => Edit::ChangeRecord(n, number),
            5 => Edit::AddPrompt(n, number),
            6 => Edit::RemovePrompt(n),
            _ => Edit::SwapPrompts(n, other),
        }
    }
}
