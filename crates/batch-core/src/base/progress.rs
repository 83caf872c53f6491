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
    began: (Instant, usize),
    samples: VecDeque<(Instant, usize)>,
    last: Instant,
}

impl Progress {
    /// Begins with so many conversations done.
    #[must_use]
    pub fn new(done: usize) -> Self {
        let now = Instant::now();
        Self { began: (now, done), samples: VecDeque::from([(now, done)]), last: now }
    }

    /// Conversations a second of late, and the time left at that rate, or at that of the whole run if nothing was done of late.
    pub fn estimate(&mut self, done: usize, total: usize, now: Instant) -> (f64, Option<Duration>) {
        if self.samples.back().is_none_or(|(at, _)| now - *at >= SAMPLE) {
            self.samples.push_back((now, done));
        }
        while self.samples.len() > 2 && self.samples.front().is_some_and(|(at, _)| now - *at > WINDOW) {
            self.samples.pop_front();
        }
        let Some((since, before)) = self.samples.front().copied() else { return (0.0, None) };
        let rate = rate((since, before), (now, done));
        let steady = if rate > 0.0 { rate } else { self::rate(self.began, (now, done)) };
        let left = (steady > 0.0).then(|| total.saturating_sub(done) as f64 / steady);
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

/// Conversations a second between two moments.
fn rate((since, before): (Instant, usize), (now, done): (Instant, usize)) -> f64 {
    let seconds = (now - since).as_secs_f64();
    if seconds > 0.5 { done.saturating_sub(before) as f64 / seconds } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_is_known_while_nothing_gets_done() {
        let mut progress = Progress::new(0);
        let began = Instant::now();
        let at = |seconds| began + Duration::from_secs(seconds);
        assert_eq!(progress.estimate(0, 40, at(5)).1, None, "nobody knows yet");
        assert_eq!(progress.estimate(10, 40, at(10)).1.map(|left| left.as_secs_f64().round()), Some(30.0));
        for second in 11..80 {
            progress.estimate(10, 40, at(second));
        }
        let (rate, left) = progress.estimate(10, 40, at(100));
        assert!(rate == 0.0 && left.is_some_and(|left| left > Duration::from_secs(250)), "{rate} {left:?}");
    }
}
