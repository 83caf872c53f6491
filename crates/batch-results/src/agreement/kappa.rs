//! Cohen's weighted kappa of two raters.
//!
//! κ = 1 − Σ wᵢⱼ oᵢⱼ / Σ wᵢⱼ eᵢⱼ, where o are the observed shares of pairs of scores, e those that the raters' own shares of
//! scores would give by chance, and w grows with the distance of the scores: |i − j| (linear) or (i − j)² (quadratic).
//!
//! J. Cohen: Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit. Psychological
//! Bulletin 70 (1968) 213–220.

use super::reason::Reason;
use super::square::Square;

/// How much a disagreement weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// By the distance.
    Linear,
    /// By its square.
    Quadratic,
}

/// Counts the pairs of scores of two raters into an empty table; answers that only one of them judged are passed over.
#[must_use]
pub fn pairs(empty: &Square, rows: &[Vec<Option<u8>>], first: usize, second: usize) -> Square {
    let mut table = empty.emptied();
    let score = |row: &[Option<u8>], rater: usize| row.get(rater).copied().flatten();
    for (one, other) in rows.iter().filter_map(|row| Some((score(row, first)?, score(row, second)?))) {
        table.count(one, other, 1.0);
    }
    table
}

/// Weighted kappa: 1 is full agreement, 0 what chance gives.
///
/// # Errors
/// If no answer was judged by both, or all scores are the same.
pub fn kappa(table: &Square, weights: Weights) -> Result<f64, Reason> {
    let total = table.total();
    if total == 0.0 {
        return Err(Reason::NoneInCommon);
    }
    let scores = table.scores();
    let (rows, columns) = table.margins();
    let (mut observed, mut expected) = (0.0, 0.0);
    for (row, column, count) in table.cells() {
        let distance = (scores[row] - scores[column]).abs();
        let weight = match weights {
            Weights::Linear => distance,
            Weights::Quadratic => distance * distance,
        };
        observed += weight * count;
        expected += weight * rows[row] * columns[column] / total;
    }
    if expected == 0.0 { Err(Reason::AllTheSame) } else { Ok(1.0 - observed / expected) }
}
