//! A time at which the rest goes online.

use std::time::Duration;

use tokio::time::Instant;

/// See the module.
#[derive(Debug, Clone, Copy)]
pub struct Deadline {
    /// By the process's clock, which stands still while a computer sleeps.
    pub at: Instant,
    /// By the clock on the wall.
    wall: jiff::Timestamp,
}

impl Deadline {
    /// So long from now.
    #[must_use]
    pub fn after(time: Duration) -> Self {
        let now = jiff::Timestamp::now();
        Self { at: Instant::now() + time, wall: now.saturating_add(time).unwrap_or(now) }
    }

    /// True once either clock shows it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        Instant::now() >= self.at || jiff::Timestamp::now() >= self.wall
    }
}
