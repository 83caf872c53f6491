//! Mean, standard deviation, median and quartiles.

/// What there is to say of some values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// How many.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Standard deviation of a sample (n − 1); `None` for one value.
    pub sd: Option<f64>,
    /// First quartile, median, third quartile.
    pub quartiles: [f64; 3],
}

impl Summary {
    /// Of some values; `None` if there are none.
    #[must_use]
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let mean = mean(&values)?;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let sd = (values.len() > 1).then(|| (squares / (values.len() - 1) as f64).sqrt());
        let quartiles = [quantile(&values, 0.25)?, quantile(&values, 0.5)?, quantile(&values, 0.75)?];
        Some(Self { count: values.len(), mean, sd, quartiles })
    }
}

/// The mean; `None` of nothing.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The value below which a share of ascending values lies, between two of them in proportion: R. J. Hyndman, Y. Fan: Sample
/// quantiles in statistical packages. The American Statistician 50 (1996) 361–365, definition 7 (that of R, NumPy and Excel).
#[must_use]
pub fn quantile(ascending: &[f64], share: f64) -> Option<f64> {
    let place = share * ascending.len().checked_sub(1)? as f64;
    let (below, above) = (ascending.get(place.floor() as usize)?, ascending.get(place.ceil() as usize)?);
    Some(below + (above - below) * place.fract())
}
