//! Who won against whom, in the eyes of each rater: by scores, and by the choice of the best.

use super::bradley_terry::Wins;
use super::ranks::same;
use super::study::{Answer, Study};
use super::summary::mean;
use crate::rating::scored::Scored;

/// What a comparison rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The means of a rater's scores: whose is higher, wins; equal ones are a tie.
    Scores,
    /// A rater's choice: the best wins against each answer that is not, two of the best are a tie, and of two others nothing is known.
    Choices,
}

/// One person's comparisons: every rater's, prompt by prompt.
#[must_use]
pub fn comparisons(study: &Study, answers: &[&Answer], basis: Basis) -> Wins {
    let mut wins = Wins::new(study.panel.models.len());
    for prompt in answers.chunk_by(|a, b| a.prompt == b.prompt) {
        for rater in 0..study.panel.raters.len() {
            let by_rater = prompt.iter().filter_map(|answer| Some((answer.model, answer.by(rater)?)));
            let judged: Vec<(usize, &Scored)> = by_rater.collect();
            for (n, (first, one)) in judged.iter().enumerate() {
                for (second, other) in judged.iter().skip(n + 1) {
                    if let Some(share) = share(study, one, other, basis) {
                        wins.count(*first, *second, share);
                    }
                }
            }
        }
    }
    wins
}

/// How much of a win it is for the first answer: 1, 0.5 or 0; `None` if they cannot be compared.
fn share(study: &Study, one: &Scored, other: &Scored, basis: Basis) -> Option<f64> {
    match basis {
        Basis::Scores => {
            let (one, other) = (level(study, one)?, level(study, other)?);
            Some(if same(one, other) { 0.5 } else { f64::from(one > other) })
        }
        Basis::Choices => match (one.best?, other.best?) {
            (true, true) => Some(0.5),
            (true, false) => Some(1.0),
            (false, true) => Some(0.0),
            (false, false) => None,
        },
    }
}

/// The mean over all criteria, each from 0 at its lowest score to 1 at its highest; `None` unless all were judged.
fn level(study: &Study, judgement: &Scored) -> Option<f64> {
    let criteria = study.panel.criteria.iter().filter(|criterion| criterion.low < criterion.high);
    let scores = criteria.zip(&judgement.scores).map(|(criterion, score)| {
        let range = f64::from(criterion.high) - f64::from(criterion.low);
        score.map(|score| (f64::from(score) - f64::from(criterion.low)) / range)
    });
    mean(&scores.collect::<Option<Vec<f64>>>()?)
}
