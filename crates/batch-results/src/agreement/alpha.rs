//! Krippendorff's alpha of any number of raters, who need not have judged everything.
//!
//! α = 1 − Dₒ / Dₑ over the coincidences of scores: in an answer that m raters judged, each ordered pair of their scores counts
//! 1 / (m − 1). Dₒ is the mean squared difference δ² of the coincidences, Dₑ that of all scores put together at random.
//!
//! K. Krippendorff: Content Analysis: An Introduction to Its Methodology. 4th ed., Sage 2019, chapter 12. The same with worked
//! examples: Computing Krippendorff's Alpha-Reliability, University of Pennsylvania 2011.

use super::reason::Reason;
use super::square::Square;

/// What the distance of two scores is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Scores are alike or not.
    Nominal,
    /// Scores have an order: as many ranks apart as scores were given from one to the other.
    Ordinal,
    /// Scores are numbers: their difference.
    Interval,
}

/// Counts the coincidences in answers into an empty table; what only one rater judged has none.
#[must_use]
pub fn coincidences(empty: &Square, rows: &[Vec<Option<u8>>]) -> Square {
    let mut table = empty.emptied();
    for row in rows {
        let scores: Vec<u8> = row.iter().flatten().copied().collect();
        for (n, one) in scores.iter().enumerate() {
            for (_, other) in scores.iter().enumerate().filter(|(m, _)| *m != n) {
                table.count(*one, *other, 1.0 / (scores.len() - 1) as f64);
            }
        }
    }
    table
}

/// Alpha: 1 is full agreement, 0 what chance gives.
///
/// # Errors
/// If no answer was judged by two raters, or all scores are the same.
pub fn alpha(coincidences: &Square, level: Level) -> Result<f64, Reason> {
    let scores = coincidences.scores();
    let (given, _) = coincidences.margins();
    let total: f64 = given.iter().sum();
    if total == 0.0 {
        return Err(Reason::NoneInCommon);
    }
    let squared_distance = |one: usize, other: usize| match level {
        Level::Nominal => f64::from(one != other),
        Level::Ordinal => {
            let between: f64 = given[one.min(other)..=one.max(other)].iter().sum();
            (between - (given[one] + given[other]) / 2.0).powi(2)
        }
        Level::Interval => (scores[one] - scores[other]).powi(2),
    };
    let (mut observed, mut expected) = (0.0, 0.0);
    for (one, other, count) in coincidences.cells().filter(|(one, other, _)| one != other) {
        let distance = squared_distance(one, other);
        observed += distance * count;
        expected += distance * given[one] * given[other] / (total - 1.0);
    }
    if expected == 0.0 { Err(Reason::AllTheSame) } else { Ok(1.0 - observed / expected) }
}
