//! A call in flight, as the limiter knows it.

use tokio::time::Instant;

/// A permit: one call in flight. Given back with `ConcurrencyLimiter::release`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permit {
    /// Its number.
    pub(super) number: u64,
    /// When it was given.
    pub sent: Instant,
}
