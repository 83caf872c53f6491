//! Amounts of money: how they are counted, which can be, and what one call comes to.

/// Money is counted to this part of a unit, so that sums can be read and compared.
pub const PARTS: f64 = 1e9;

/// Rounds money to what is counted. Nothing is never less than nothing.
#[must_use]
pub fn round(money: f64) -> f64 {
    (money * PARTS).round() / PARTS + 0.0
}

/// The highest price of 1M tokens, in any currency, that is believed.
pub const HIGHEST: f64 = 1e9;

/// True if a price can be one.
#[must_use]
pub fn is_price(price: f64) -> bool {
    (0.0..=HIGHEST).contains(&price)
}

/// Money as people read it: as many digits as it needs, at most six.
#[must_use]
pub fn amount(money: f64, currency: &str) -> String {
    let digits = match money.abs() {
        m if m >= 1.0 => 2,
        m if m >= 0.01 || m == 0.0 => 4,
        _ => 6,
    };
    format!("{money:.digits$} {currency}").trim_end().to_owned()
}

/// What a call came to, in the run's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cost {
    /// By the tokens that the platform counted, 0 if it certainly was not billed; `None` if only the platform knows.
    pub confirmed: Option<f64>,
    /// Then: the most that it may have cost.
    pub perhaps: Option<f64>,
    /// What it would have cost without the platform's cache, if that is more.
    pub uncached: Option<f64>,
    /// By how much the run's calls of unknown fate may cost more (or less, since this one tells what they cost).
    pub change: f64,
}
