//! What waits is asked nowhere else.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::super::BatchWorld;
use super::super::server::Batch;
use super::{Promises, Told, given};
use crate::worlds::job::Job;
use crate::worlds::server::Question;

impl Promises {
    /// Nobody asks what a batch is at work on, by calls or in another, unless several of the job ask the same.
    pub(super) fn asked_once(&mut self, job: &Job, world: &BatchWorld) {
        let mut now: HashMap<Question, usize> = HashMap::new();
        job.places().iter().for_each(|place| *now.entry(job.question(place)).or_default() += 1);
        for (question, count) in now {
            let most = self.alike.entry(question).or_default();
            *most = count.max(*most);
        }
        let (seen, run) = (world.calls.seen(), self.run);
        let calls = seen.calls.iter().filter(|call| call.run == run);
        let calls: Vec<(Duration, &Question, usize)> =
            calls.map(|call| (call.at, &seen.questions[call.question], 1)).collect();
        let mut twice = Vec::new();
        world.desk.look(world.calls.now(), |desk| {
            // One request made two of them: the other one is what the client goes by.
            let other =
                |batch: &Batch| desk.batches.iter().any(|other| other.input == batch.input && other.id != batch.id);
            let ours: Vec<&Batch> = desk.batches.iter().filter(|batch| !batch.foreign && !other(batch)).collect();
            let rows = ours.iter().flat_map(|batch| batch.rows.iter().map(|row| (batch.made, &row.question, 0)));
            for (at, question, call) in calls.into_iter().chain(rows) {
                let live = ours.iter().filter(|batch| batch.made <= at && batch.over.is_none_or(|over| over > at));
                let rows = |batch: &&Batch| batch.rows.iter().filter(|row| row.question == *question).count();
                let (waiting, most) = (live.map(rows).sum::<usize>(), self.alike.get(question).copied().unwrap_or(1));
                if waiting + call > most {
                    twice.push(format!("asked once: {question:?} at {at:?}: {waiting} wait, {most} are alike"));
                }
            }
        });
        for twice in twice {
            self.must(false, || twice);
        }
    }
    /// Nobody has two answers to one question: the second was for nothing.
    pub(super) fn answered_once(&mut self, told: &Told, world: &BatchWorld) {
        let given = given(world);
        let mut had = HashSet::new();
        for line in &told.answers {
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            let Some(question) = given.get(&text("text")) else { continue };
            let (model, people) = (text("model"), text("people"));
            let words = format!("asked once: {people} has two answers of {model} to {question:?}");
            self.must(had.insert((model, people, question.clone())), || words);
        }
    }
}
