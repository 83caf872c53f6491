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

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[tokio::test(start_paused = true)]
    async fn it_is_over_when_its_time_has_passed_and_not_before() {
        let deadline = Deadline::after(HOUR);
        assert!(!deadline.is_over());
        tokio::time::advance(HOUR - Duration::from_millis(1)).await;
        assert!(!deadline.is_over());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(deadline.is_over());
        // More than any clock can count is never over.
        assert!(!Deadline::after(Duration::from_secs(1 << 40)).is_over());
    }

    /// A computer that sleeps stops the process's clock, and no other.
    #[tokio::test(start_paused = true)]
    async fn who_has_slept_over_it_sees_it_on_the_wall() {
        let deadline = |wall| Deadline { at: Instant::now() + HOUR, wall };
        let now = jiff::Timestamp::now();
        assert!(deadline(now.saturating_sub(Duration::from_secs(1)).unwrap()).is_over());
        assert!(!deadline(now.saturating_add(HOUR / 2).unwrap()).is_over());
    }
}
