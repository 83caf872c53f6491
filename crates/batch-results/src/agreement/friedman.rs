//! Friedman's test: do models differ, if every person was answered by all of them?
//!
//! Within a person the models are ranked; with rank sums Rⱼ of k models over n people,
//! χ² = (12 / (n k (k + 1)) Σ Rⱼ² − 3 n (k + 1)) / (1 − Σ (t³ − t) / (n k (k² − 1))), the divisor correcting for ties, with k − 1 degrees
//! of freedom. Kendall's W = χ² / (n (k − 1)) says how strong it is, from 0 to 1.
//!
//! M. Friedman: The use of ranks to avoid the assumption of normality. Journal of the American Statistical Association 32 (1937)
//! 675–701. Ties, and W: M. Hollander, D. A. Wolfe, E. Chicken: Nonparametric Statistical Methods. 3rd ed., Wiley 2014, section 7.1.

use super::distribution::chi_squared_above;
use super::ranks::Ranks;
use super::reason::Reason;

/// What the test says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Friedman {
    /// People.
    pub people: usize,
    /// χ², corrected for ties.
    pub chi_squared: f64,
    /// Its degrees of freedom.
    pub freedom: usize,
    /// The chance of such a χ² or a greater one if models do not differ.
    pub p: f64,
    /// Kendall's W.
    pub w: f64,
}

/// The test over people (rows), each with a value for every model.
///
/// # Errors
/// If there are fewer than three models or two people, or no person's values differ.
pub fn friedman(rows: &[Vec<f64>]) -> Result<Friedman, Reason> {
    let (people, models) = (rows.len(), rows.first().map_or(0, Vec::len));
    if people == 0 {
        return Err(Reason::Nothing);
    } else if models < 3 {
        return Err(Reason::FewModels(3));
    } else if people < 2 {
        return Err(Reason::OnePerson);
    }
    let (n, k) = (people as f64, models as f64);
    let (mut sums, mut ties) = (vec![0.0; models], 0.0);
    for row in rows {
        let ranks = Ranks::of(row);
        ties += ranks.ties;
        for (sum, rank) in sums.iter_mut().zip(ranks.of) {
            *sum += rank;
        }
    }
    let untied = n * k * (k * k - 1.0);
    if ties == untied {
        return Err(Reason::NoDifference);
    }
    let squares: f64 = sums.iter().map(|sum| sum * sum).sum();
    let plain = 12.0 / (n * k * (k + 1.0)) * squares - 3.0 * n * (k + 1.0);
    let chi_squared = (plain / (1.0 - ties / untied)).max(0.0);
    let p = chi_squared_above(chi_squared, k - 1.0);
    Ok(Friedman { people, chi_squared, freedom: models - 1, p, w: chi_squared / (n * (k - 1.0)) })
}
