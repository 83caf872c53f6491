//! What a run is doing, for the bar.

use std::time::Duration;

use serde::Serialize;

use super::json::{maybe_seconds, seconds};
use crate::flow::rate::Why;

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// It asks.
    Asking {
        /// Conversations a minute, of late.
        per_minute: f64,
        /// Time left at that rate.
        #[serde(rename = "left_seconds", serialize_with = "maybe_seconds")]
        left: Option<Duration>,
    },
    /// A limit keeps everything from going out.
    Waiting {
        /// Which.
        why: Why,
        /// Until something may.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        left: Duration,
        /// Calls at once that the config allows.
        ceiling: u32,
    },
    /// All that is left waits for its next try.
    WaitingToRetry {
        /// Until the first of them.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        left: Duration,
    },
    /// There is no way to the platform.
    Offline,
    /// Sheets of earlier runs are looked at.
    Mending {
        /// So many were.
        sheets: usize,
        /// Of so many.
        of: usize,
    },
}
