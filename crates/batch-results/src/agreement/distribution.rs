//! The distributions behind p values and intervals.

use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor, Normal};

/// The chance of a standard normal value above this one.
#[must_use]
pub fn normal_above(z: f64) -> f64 {
    Normal::standard().sf(z)
}

/// The chance of a χ² value above this one; 1 without degrees of freedom.
#[must_use]
pub fn chi_squared_above(chi_squared: f64, freedom: f64) -> f64 {
    ChiSquared::new(freedom).map_or(1.0, |of| of.sf(chi_squared))
}

/// The value of F below which this share lies; `None` where it has none that is finite.
#[must_use]
pub fn f_quantile(share: f64, freedom_1: f64, freedom_2: f64) -> Option<f64> {
    let of = FisherSnedecor::new(freedom_1, freedom_2).ok()?;
    let value = of.try_inverse_cdf(share).ok()?;
    value.is_finite().then_some(value)
}
