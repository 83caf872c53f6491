//! What a run is doing, for the bar.

use std::time::Duration;

use serde::Serialize;

use super::json::{maybe_seconds, seconds};
use crate::flow::rate::{LimitOf, Why};

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase<'a> {
    /// It asks.
    Asking,
    /// A limit keeps everything from going out.
    Waiting {
        /// Which.
        why: Why,
        /// Until something may.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        left: Duration,
        /// Calls at once that the config allows.
        ceiling: u32,
        /// Whose limit it is.
        #[serde(rename = "limit_of")]
        of: LimitOf,
        /// The models that it is for; none: all.
        #[serde(rename = "limited_models")]
        models: &'a [&'a str],
    },
    /// All that is left waits for its next try.
    WaitingToRetry {
        /// Until the first of them.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        left: Duration,
    },
    /// Nothing new goes out; calls in flight are waited for.
    Stopping {
        /// So long at most, if there is an end to it.
        #[serde(rename = "seconds", serialize_with = "maybe_seconds")]
        left: Option<Duration>,
    },
    /// The batch service has what is left.
    InBatch {
        /// So many batches.
        parts: usize,
        /// Conversations that it says came to something.
        came: u64,
        /// Of so many.
        of: u64,
        /// How long ago the first of them was made.
        #[serde(rename = "oldest_seconds", serialize_with = "maybe_seconds")]
        oldest: Option<Duration>,
        /// Until the first window ends.
        #[serde(rename = "ends_seconds", serialize_with = "maybe_seconds")]
        ends: Option<Duration>,
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
