//! Holm's correction of several p values.
//!
//! The smallest of m is multiplied by m, the next one by m − 1, and so on; none gets less than the one before it, nor more than 1.
//!
//! S. Holm: A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6 (1979) 65–70.

/// Corrected p values, in the order of those given.
#[must_use]
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut corrected = vec![0.0; p.len()];
    let mut least: f64 = 0.0;
    for (smaller, n) in order.into_iter().enumerate() {
        least = least.max(p[n] * (p.len() - smaller) as f64).min(1.0);
        corrected[n] = least;
    }
    corrected
}
