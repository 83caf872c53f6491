//! What is held against every run with a batch service. Each promise has a name, which a broken one is told by.

mod last;
mod money;
mod waiting;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use serde_json::Value;

use super::BatchWorld;
use super::law::Odd;
use super::server::Bill;
use crate::base::shard::Shard;
use crate::ledger;
use crate::run::Ending;
use crate::run::batch::Task;
use crate::worlds::job::{Job, Place};
use crate::worlds::play::{Came, How};
use crate::worlds::promises::common::{lines, own_answers, private, serial};
use crate::worlds::server::{Question, answer_text};

/// Keeps the promises of one story.
pub struct Promises {
    /// Broken ones.
    pub broken: Vec<String>,
    budget: Option<f64>,
    run: usize,
    /// How many of the job at most asked the same.
    alike: HashMap<Question, usize>,
    /// Complaints of the server that were heard.
    wrong: usize,
    /// Nobody was killed or in a hurry, and nothing was cut short by the user.
    quiet: bool,
    /// Files that were said to remain at the platform.
    named: HashSet<String>,
}

/// What the ledger says that matters here.
#[derive(Default)]
pub struct Told {
    /// Lines of answers.
    pub answers: Vec<Value>,
    /// Batches by what they were called: `submitted`, `surplus`.
    pub batches: HashMap<String, String>,
}

impl Promises {
    /// For a story at its beginning.
    #[must_use]
    pub fn new(job: &Job) -> Self {
        let budget = job.config["budget"].as_f64();
        Self { broken: Vec::new(), budget, run: 0, alike: HashMap::new(), wrong: 0, quiet: true, named: HashSet::new() }
    }

    fn must(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.broken.push(format!("{} (run {})", what(), self.run));
        }
    }

    /// After a run.
    pub fn after(&mut self, job: &Job, came: &Came, how: &How, world: &BatchWorld, said: &[String]) {
        self.must(!came.stuck, || "ends: it never ended".into());
        let now = world.calls.now();
        let (wrong, asked) = world
            .desk
            .look(now, |desk| (desk.wrong.clone(), desk.asked.iter().filter(|asked| asked.run == self.run).count()));
        self.broken.extend(wrong.iter().skip(self.wrong).map(|wrong| format!("{wrong} (run {})", self.run)));
        self.wrong = wrong.len();
        self.must(asked <= 300 + came.wall.as_secs() as usize * 4, || {
            format!("ends: {asked} requests in {:?}", came.wall)
        });
        self.nothing_private(said);
        let told = told(job);
        self.asked_once(job, world);
        self.answered_once(&told, world);
        for broken in own_answers(job, &given(world)) {
            self.must(false, || broken);
        }
        self.lines_and_bills(&told, world);
        self.within_budget(job, &told, world);
        let task = how.batch.as_ref().map(|order| (order.task, order.deadline));
        self.quiet &= how.crash.is_none() && how.interrupts.is_empty();
        self.quiet &= task.is_none_or(|(task, deadline)| task != Task::Cancel && deadline.is_none());
        if let Some(ending) = &came.ending {
            self.counters(job, came);
            self.ending(came, ending, how, world);
            let patience = match how.interrupts.as_slice() {
                [_, second] => *second + Duration::from_secs(1),
                [first] => *first + Duration::from_secs(32),
                _ => Duration::MAX,
            };
            let late = matches!(ending, Ending::Interrupted) && came.wall > patience;
            self.must(!late, || format!("ends: {:?} after {:?}", came.wall, how.interrupts));
        }
        self.run += 1;
    }

    /// What patients say is told to nobody, nor what was answered.
    fn nothing_private(&mut self, said: &[String]) {
        for line in said {
            self.must(private(line).is_none(), || format!("privacy: {line}"));
            let line: Value = serde_json::from_str(line).unwrap();
            if line["event"] == "files_remain" {
                let files = line["files"].as_array().into_iter().flatten();
                self.named.extend(files.filter_map(Value::as_str).map(str::to_owned));
            }
        }
    }

    /// Summary and events say the same.
    fn counters(&mut self, job: &Job, came: &Came) {
        let summary = &came.summary;
        let (_, answered, failed) = came.told;
        self.must((answered, failed) == (summary.answered, summary.failures()), || {
            format!(
                "counters: {} answered, {} failed, events {answered}, {failed}",
                summary.answered,
                summary.failures()
            )
        });
        let parts = index(job).parts;
        self.must(summary.waiting <= parts.count(), || {
            format!("counters: {} wait, {} in the ledger", summary.waiting, parts.count())
        });
    }

    /// A run ends early only if there is a reason for it, and says so by its code.
    fn ending(&mut self, came: &Came, ending: &Ending, how: &How, world: &BatchWorld) {
        let (summary, law) = (&came.summary, world.desk.law());
        let task = how.batch.as_ref().map(|order| order.task);
        let odd = !law.odds.is_empty() && world.calls.now().saturating_sub(came.wall + how.pause) < law.calm;
        // What was asked before may come to light later.
        let for_good = law.no_model.is_some() || [Odd::Broke, Odd::Invalid].iter().any(|odd| law.one_in(*odd) > 0);
        let (fair, code) = match ending {
            Ending::Done => (came.left() == 0 && summary.waiting == 0, u8::from(summary.failures() > 0)),
            Ending::Interrupted => (!how.interrupts.is_empty(), 130),
            Ending::Refused(_) => (odd || for_good, 3),
            Ending::Paused(_) => (odd, 4),
            Ending::Spent(_) => (self.budget.is_some(), 4),
            Ending::Disk(_) => (false, 1),
            // Nothing is shared here.
            Ending::NoLimiter { .. } => (false, 4),
            Ending::InBatch { meant: true } => (task == Some(Task::Submit) && summary.waiting > 0, 0),
            Ending::InBatch { meant: false } => (summary.waiting > 0 && (odd || task != Some(Task::All)), 4),
            Ending::Left => (came.left() > 0 && how.batch.is_some(), 4),
        };
        self.must(fair, || {
            format!("ends for a reason: {ending:?} with {} left, {} waiting", came.left(), summary.waiting)
        });
        self.must(came.code == code, || format!("exit code: {} for {ending:?}", came.code));
    }
}

/// What was answered, by its text.
fn given(world: &BatchWorld) -> HashMap<String, Question> {
    let mut given = world.calls.seen().given();
    world.desk.look(world.calls.now(), |desk| {
        let text = |bill: &Bill| (answer_text(&bill.question, bill.serial), bill.question.clone());
        given.extend(desk.bills.iter().map(text));
    });
    given
}

/// What the ledger says.
fn told(job: &Job) -> Told {
    let mut told = Told::default();
    for line in lines(job) {
        match line["event"].as_str() {
            Some("answered") => told.answers.push(line),
            Some("part") => {
                if let (Some(batch), Some(phase)) = (line["batch"].as_str(), line["phase"].as_str()) {
                    told.batches.insert(batch.to_owned(), phase.to_owned());
                }
            }
            _ => {}
        }
    }
    told
}

fn index(job: &Job) -> ledger::Index {
    ledger::Index::peek(&job.output(), Shard::WHOLE).unwrap()
}

/// Conversations of a job that nobody will answer.
fn refused(job: &Job, place: &Place, world: &BatchWorld) -> bool {
    let question = job.question(place);
    world.desk.law().refused.is_some_and(|marks| marks.iter().all(|mark| question.input.contains(mark)))
}
