//! Durations and lines, as every sentence has them.

use std::time::Duration;

use crate::Words;

/// Lines, each of which stays one whatever names and values stand in it.
#[must_use]
pub fn joined(lines: &[String]) -> String {
    lines.iter().map(|line| batch_core::privacy::line(line)).collect::<Vec<_>>().join("\n")
}

/// A duration as the manual writes it, longer ones in minutes or hours.
#[must_use]
pub fn duration(words: &Words, duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..120 => words.duration_seconds(tenths(duration)),
        120..7200 => words.duration_minutes(seconds / 60, seconds % 60),
        _ => words.duration_hours(seconds / 3600, seconds % 3600 / 60),
    }
}

/// Seconds to the tenth: `3.5`.
#[must_use]
pub fn tenths(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64())
}

/// Whole seconds, rounded, at least 1: for announced waits.
#[must_use]
pub fn whole_seconds(duration: Duration) -> u64 {
    (duration.as_secs_f64().round() as u64).max(1)
}
