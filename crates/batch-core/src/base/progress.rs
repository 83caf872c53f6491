//! How fast a run goes and how long it still takes, from its last minute.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// What the estimate looks back on.
const WINDOW: Duration = Duration::from_secs(60);
/// How often a sample is taken.
const SAMPLE: Duration = Duration::from_secs(1);

/// Samples of the last minute.
#[derive(Debug)]
pub struct Progress {
    samples: VecDeque<(Instant, usize)>,
    last: Instant,
}

impl Progress {
    /// Begins with so many conversations done.
    #[must_use]
    pub fn new(done: usize) -> Self {
        let now = Instant::now();
        Self { samples: VecDeque::from([(now, done)]), last: now }
    }

    /// Conversations a second, and the time left at that rate.
    pub fn estimate(&mut self, done: usize, total: usize, now: Instant) -> (f64, Option<Duration>) {
        if self.samples.back().is_none_or(|(at, _)| now - *at >= SAMPLE) {
            self.samples.push_back((now, done));
        }
        while self.samples.len() > 2 && self.samples.front().is_some_and(|(at, _)| now - *at > WINDOW) {
            self.samples.pop_front();
        }
        let Some((since, before)) = self.samples.front().copied() else { return (0.0, None) };
        let seconds = (now - since).as_secs_f64();
        let rate = if seconds > 0.5 { done.saturating_sub(before) as f64 / seconds } else { 0.0 };
        let left = (rate > 0.0).then(|| total.saturating_sub(done) as f64 / rate);
        (rate, left.filter(|s| *s < 1e7).map(Duration::from_secs_f64))
    }

    /// Time since the last tick.
    #[must_use]
    pub fn since_last(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.last)
    }

    /// Notes a tick.
    pub fn tick(&mut self, now: Instant) {
        self.last = now;
    }
}
