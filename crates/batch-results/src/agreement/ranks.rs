//! Ranks of values, those of equals their mean.

/// Differences of means below this come from rounding: the values are the same.
const SAME: f64 = 1e-9;

/// Ranks, and how many of them are shared.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranks {
    /// By value, from 1.
    pub of: Vec<f64>,
    /// Σ (t³ − t) over the groups of t equal values.
    pub ties: f64,
}

impl Ranks {
    /// Ranks values, the lowest first.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let mut ranks = Self { of: vec![0.0; values.len()], ties: 0.0 };
        let mut before = 0.0;
        for group in order.chunk_by(|a, b| same(values[*a], values[*b])) {
            let size = group.len() as f64;
            for n in group {
                ranks.of[*n] = before + (size + 1.0) / 2.0;
            }
            before += size;
            ranks.ties += size.powi(3) - size;
        }
        ranks
    }
}

/// True if two values differ by no more than rounding.
#[must_use]
pub fn same(a: f64, b: f64) -> bool {
    (a - b).abs() < SAME
}
