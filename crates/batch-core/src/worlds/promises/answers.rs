//! Answers: whose they are.

use std::collections::{HashMap, HashSet};

use super::super::job::{Job, Place};
use super::super::server::{Seen, answer_text};
use super::Promises;
use super::common::{lines, own_answers};
use crate::sheets::sheet::ERROR_PREFIX;

impl Promises<'_> {
    /// No answer under another's name, and none that nobody gave.
    pub(super) fn answers_are_its_own(&mut self, run: usize, job: &Job, seen: &Seen) {
        let broken = own_answers(job, &seen.given());
        self.broken.extend(broken.into_iter().map(|broken| format!("{broken} (run {run})")));
        let mut used: HashMap<String, Place> = HashMap::new();
        let present: HashSet<Place> = job.places().into_iter().collect();
        for (place, (input, output)) in job.sheets() {
            if output.starts_with(ERROR_PREFIX) {
                continue;
            }
            if present.contains(&place)
                && job.question(&place).input == input
                && let Some(other) = used.insert(output, place.clone())
            {
                self.broken.push(format!("own answers: after run {run} {place:?} and {other:?} share one answer"));
            }
        }
    }
}

/// Conversations of a job that are answered by the ledger, whether or not a sheet says so yet.
#[must_use]
pub fn answered(job: &Job) -> HashSet<Place> {
    // By what the answer says it is about: how many there are, and how many under each name.
    type Given = (usize, HashMap<(String, String), usize>);
    let mut given: HashMap<String, Given> = HashMap::new();
    for line in lines(job) {
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        if line["event"] == "answered"
            && let Some((whose, _)) = text("text").rsplit_once('#')
        {
            let told = given.entry(whose.to_owned()).or_default();
            told.0 += 1;
            *told.1.entry((text("model"), text("people"))).or_default() += 1;
        }
    }
    let whose = |place: &Place| answer_text(&job.question(place), 0).replace("#0", "");
    let mut alike: HashMap<String, usize> = HashMap::new();
    let mut namesakes: HashMap<(String, String, String), usize> = HashMap::new();
    for place in job.places() {
        let whose = whose(&place);
        *alike.entry(whose.clone()).or_default() += 1;
        *namesakes.entry((whose, place.0, place.1)).or_default() += 1;
    }
    let is_answered = |place: &Place| {
        let whose = whose(place);
        let names = (place.0.clone(), place.1.clone());
        given.get(&whose).is_some_and(|(all, named)| {
            *all >= alike[&whose] || named.get(&names) >= namesakes.get(&(whose, names.0, names.1))
        })
    };
    job.places().into_iter().filter(is_answered).collect()
}
