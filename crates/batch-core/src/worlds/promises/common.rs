//! What promises of all kinds of worlds are made of.

use std::collections::HashMap;

use serde_json::Value;

use super::super::job::Job;
use super::super::server::Question;
use crate::ledger;
use crate::sheets::sheet::ERROR_PREFIX;

/// Prices of the vendor, a token.
const PRICES: (f64, f64) = (10.0 / 1e6, 20.0 / 1e6);
/// What its batch service asks of that.
pub const SHARE: f64 = 0.5;

/// What so many prompt and completion tokens cost.
#[must_use]
pub fn price((asked, said): (u64, u64)) -> f64 {
    asked as f64 * PRICES.0 + said as f64 * PRICES.1
}

/// Whose words stand in what a run tells.
#[must_use]
pub fn private(line: &str) -> Option<&'static str> {
    let words = ["record of", "another record", "question <", "else's words", "[m1] ", "[m2] "];
    words.into_iter().find(|words| line.contains(words))
}

/// No answer stands under another's name, and none that nobody gave. `given`: what was answered, by its text.
#[must_use]
pub fn own_answers(job: &Job, given: &HashMap<String, Question>) -> Vec<String> {
    let mut broken = Vec::new();
    for (place, (input, output)) in job.sheets() {
        if output.starts_with(ERROR_PREFIX) {
            continue;
        }
        let wire = job.models.iter().find(|model| model.name == place.0).map(|model| &model.wire);
        match given.get(&output) {
            None => broken.push(format!("own answers: {place:?} holds an answer that nobody gave: {output}")),
            Some(of) if of.input == input && wire.is_none_or(|wire| *wire == of.model) => {}
            Some(of) => broken.push(format!("own answers: {place:?} holds another's answer: {of:?}")),
        }
    }
    broken
}

/// The ledger's lines.
#[must_use]
pub fn lines(job: &Job) -> Vec<Value> {
    let mut lines = Vec::new();
    ledger::lines(&job.output(), |line, _| lines.push(serde_json::from_slice(line).unwrap())).ok();
    lines
}

/// The number that an answer has at its end.
#[must_use]
pub fn serial(line: &Value) -> u64 {
    line["text"].as_str().and_then(|text| text.rsplit_once('#')).map(|(_, n)| n.parse().unwrap()).unwrap()
}
