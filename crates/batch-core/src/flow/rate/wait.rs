//! What keeps a call back, and until when.

use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

/// A minute, and half a second for what the way to the platform adds or takes away.
pub const WINDOW: Duration = Duration::from_millis(60_500);
/// A minute.
pub const MINUTE: Duration = Duration::from_secs(60);

/// Why a call may not start yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotBefore {
    /// When to ask again.
    pub at: Instant,
    /// What is in the way.
    pub why: Why,
    /// Whose limit it is.
    pub of: LimitOf,
}

/// Whose limit keeps calls back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitOf {
    /// The config's, or what stands for it.
    Config,
    /// The platform's: it said so, or it was learned from its refusals.
    Platform,
}

/// What a wait is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Requests a minute.
    Requests,
    /// Tokens a minute.
    Tokens,
    /// Slow start after an overload.
    Ramp,
    /// Nothing is served: only probes go out.
    Probing,
    /// Other processes have their part of what they share.
    Shared,
    /// The limiter that they share gives no answer.
    LimiterAway,
}
