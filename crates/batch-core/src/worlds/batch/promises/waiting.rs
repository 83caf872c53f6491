//! What waits is asked nowhere else.

use super::super::BatchWorld;
use super::Promises;

impl Promises {
    /// No call asks what a batch is at work on.
    pub(super) fn asked_once(&mut self, world: &BatchWorld) {
        let (seen, run) = (world.calls.seen(), self.run);
        let asked: Vec<_> = seen.calls.iter().filter(|call| call.run == run).collect();
        let mut twice = Vec::new();
        world.desk.look(world.calls.now(), |desk| {
            for call in asked {
                let question = &seen.questions[call.question];
                let live = |batch: &&super::super::server::Batch| {
                    let inside = batch.made <= call.at && batch.over.is_none_or(|over| over > call.at);
                    !batch.foreign && inside && batch.rows.iter().any(|row| row.question == *question)
                };
                let found = desk.batches.iter().find(live);
                // One request made two of them: the other one is what the client goes by.
                let other = |batch: &super::super::server::Batch| {
                    desk.batches.iter().any(|other| other.input == batch.input && other.id != batch.id)
                };
                if let Some(batch) = found.filter(|batch| !other(batch)) {
                    twice.push(format!("asked once: {question:?} was called for while it waits in {}", batch.id));
                }
            }
        });
        for twice in twice {
            self.must(false, || twice);
        }
    }
}
