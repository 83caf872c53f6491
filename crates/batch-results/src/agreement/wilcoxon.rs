//! Wilcoxon's signed-rank test of two models over the same people.
//!
//! Differences that are 0 are left out, the others ranked by size; the ranks of those above 0 make T⁺, those below T⁻. To
//! [`MOST_EXACT`] differences p is exact, over all 2ⁿ ways to give signs to the ranks at hand (so with ties, too); beyond that it is
//! normal with mean n (n + 1) / 4 and variance (n (n + 1) (2 n + 1) − Σ (t³ − t) / 2) / 24. Two-sided. The effect is the matched-pairs
//! rank-biserial correlation (T⁺ − T⁻) / (T⁺ + T⁻).
//!
//! F. Wilcoxon: Individual comparisons by ranking methods. Biometrics Bulletin 1 (1945) 80–83. Ties: M. Hollander, D. A. Wolfe,
//! E. Chicken: Nonparametric Statistical Methods. 3rd ed., Wiley 2014, section 3.1. Effect: D. S. Kerby: The simple difference
//! formula. Comprehensive Psychology 3 (2014) 11.IT.3.1.

use super::distribution::normal_above;
use super::ranks::{Ranks, same};
use super::reason::Reason;

/// Differences up to which p is exact.
pub const MOST_EXACT: usize = 50;

/// What the test says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wilcoxon {
    /// Differences that are not 0.
    pub differing: usize,
    /// T⁺: sum of the ranks where the first model has more.
    pub above: f64,
    /// T⁻: sum of the ranks where the second model has more.
    pub below: f64,
    /// Two-sided.
    pub p: f64,
    /// From −1 (the second model always has more) to 1.
    pub effect: f64,
}

/// The test over people's differences, first model less second.
///
/// # Errors
/// If there are no differences, or none but 0.
pub fn wilcoxon(differences: &[f64]) -> Result<Wilcoxon, Reason> {
    if differences.is_empty() {
        return Err(Reason::Nothing);
    }
    let differing: Vec<f64> = differences.iter().copied().filter(|d| !same(*d, 0.0)).collect();
    if differing.is_empty() {
        return Err(Reason::NoDifference);
    }
    let ranks = Ranks::of(&differing.iter().map(|d| d.abs()).collect::<Vec<_>>());
    let sum =
        |is: fn(f64) -> bool| ranks.of.iter().zip(&differing).filter(|(_, d)| is(**d)).map(|(r, _)| *r).sum::<f64>();
    let (above, below) = (sum(|d| d > 0.0), sum(|d| d < 0.0));
    let p = match differing.len() {
        ..=MOST_EXACT => exact(&ranks.of, above.min(below)),
        _ => normal(&ranks, above),
    };
    Ok(Wilcoxon { differing: differing.len(), above, below, p, effect: (above - below) / (above + below) })
}

/// Twice the share of all ways to give signs whose sum is this one or less.
fn exact(ranks: &[f64], sum: f64) -> f64 {
    // Ranks of ties are halves.
    let doubled: Vec<usize> = ranks.iter().map(|rank| (rank * 2.0).round() as usize).collect();
    let mut chances = vec![0.0; doubled.iter().sum::<usize>() + 1];
    if let Some(none) = chances.first_mut() {
        *none = 1.0;
    }
    for rank in doubled {
        for at in (0..chances.len()).rev() {
            let with = at.checked_sub(rank).and_then(|rest| chances.get(rest)).copied().unwrap_or(0.0);
            chances[at] = (chances[at] + with) / 2.0;
        }
    }
    let to = (sum * 2.0).round() as usize;
    (2.0 * chances.iter().take(to + 1).sum::<f64>()).min(1.0)
}

fn normal(ranks: &Ranks, sum: f64) -> f64 {
    let n = ranks.of.len() as f64;
    let variance = (n * (n + 1.0) * (2.0 * n + 1.0) - ranks.ties / 2.0) / 24.0;
    2.0 * normal_above(((sum - n * (n + 1.0) / 4.0) / variance.sqrt()).abs())
}
