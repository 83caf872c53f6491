//! At the end of a story: nothing is left, nothing is lost, nothing lies about.

use std::collections::HashSet;

use super::super::BatchWorld;
use super::super::law::Odd;
use super::super::server::Batch;
use super::{Promises, index, refused, serial, told};
use crate::sheets::sheet::ERROR_PREFIX;
use crate::worlds::job::Job;
use crate::worlds::play::Came;

impl Promises {
    /// After the last run, which nothing disturbed.
    pub fn at_last(&mut self, job: &Job, came: &Came, world: &BatchWorld, keeps: bool) {
        let sheets = job.sheets();
        for place in job.places() {
            let question = job.question(&place);
            let said = sheets.get(&place);
            let good = said.is_some_and(|(input, out)| *input == question.input && !out.starts_with(ERROR_PREFIX));
            let no = said.is_some_and(|(_, out)| out.starts_with(ERROR_PREFIX));
            let is_refused = refused(job, &place, world);
            self.must(good || is_refused && (no || said.is_none()), || {
                format!("all is answered: {place:?} says {said:?}, the run was {}", came.name())
            });
        }
        self.nothing_paid_is_lost(job, world);
        let spent = index(job).spent;
        let (waits, perhaps) = (spent.waiting() + spent.held(), spent.tally("CNY").perhaps);
        self.must(waits.abs() < 1e-12, || format!("all is settled: {waits} is set aside for nobody"));
        let quiet = self.quiet && world.desk.law().odds.is_empty();
        self.must(!quiet || perhaps == 0.0, || format!("all is settled: {perhaps} perhaps, and nothing was odd"));
        if !keeps {
            self.no_words_are_left(world, job);
        }
    }

    /// Every answer that was paid for and could be had was had, and no batch works for nobody.
    fn nothing_paid_is_lost(&mut self, job: &Job, world: &BatchWorld) {
        let told = told(job);
        let had: HashSet<u64> = told.answers.iter().map(serial).collect();
        let mut lost = Vec::new();
        world.desk.look(world.calls.now(), |desk| {
            let of_ledger = |batch: &Batch| told.batches.get(&batch.id).map(String::as_str);
            let ours = desk.batches.iter().filter(|batch| !batch.foreign);
            for batch in ours.clone() {
                if batch.over.is_none() {
                    lost.push(format!("no orphans: {} is still at work", batch.id));
                }
            }
            for bill in desk.bills.iter().filter(|bill| bill.can_be_had && !had.contains(&bill.serial)) {
                let batch = &desk.batches[bill.batch];
                let mut others = ours.clone().filter(|other| other.input == batch.input && other.id != batch.id);
                let is_surplus = others.any(|other| of_ledger(other) == Some("submitted"));
                match of_ledger(batch) {
                    // No list had it while somebody looked.
                    None if is_surplus && world.desk.law().one_in(Odd::Hidden) > 0 => {}
                    Some("surplus") if is_surplus => {}
                    of => lost.push(format!("nothing paid is lost: #{} in {} ({of:?})", bill.serial, batch.id)),
                }
            }
        });
        for lost in lost {
            self.must(false, || lost);
        }
    }

    /// Files with patients' words are removed, or named.
    fn no_words_are_left(&mut self, world: &BatchWorld, job: &Job) {
        let told = told(job);
        let mut left = Vec::new();
        world.desk.look(world.calls.now(), |desk| {
            let results = |at: usize| {
                let of = desk.batches.iter().find(|batch| [batch.output, batch.errors].contains(&Some(at)));
                of.is_some_and(|batch| told.batches.get(&batch.id).map(String::as_str) != Some("submitted"))
            };
            for (at, file) in desk.files.iter().enumerate() {
                let named = self.named.contains(&file.id) || self.named.contains(&file.name);
                // What a batch brings that is too many may come when nobody looks any more.
                if !file.removed && !file.foreign && !named && !results(at) {
                    left.push(format!("no words are left: {} ({})", file.name, file.id));
                }
            }
        });
        for left in left {
            self.must(false, || left);
        }
    }
}
