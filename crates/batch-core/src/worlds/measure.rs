//! How near a run comes to the least time that its world allows, on the world's clock.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::time::Duration;

use super::job::Job;
use super::law::{Law, Minute};
use super::play::{self, Came, How};
use super::server::{Seen, Treated, World};

/// A measured run.
#[derive(Debug)]
pub struct Measured {
    /// What came of it.
    pub came: Came,
    /// What the server saw.
    pub seen: Seen,
    /// The least time for these answers within the limits.
    pub ideal: Duration,
}

impl Measured {
    /// Wall time to ideal.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        self.came.wall.as_secs_f64() / self.ideal.as_secs_f64()
    }

    fn limited(&self) -> usize {
        self.seen.count(|end| end == Treated::Limited)
    }

    /// The part of all calls that was refused because of a limit.
    #[must_use]
    pub fn refused(&self) -> f64 {
        self.limited() as f64 / self.seen.calls.len().max(1) as f64
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (wall, ideal) = (self.came.wall.as_secs_f64(), self.ideal.as_secs_f64());
        let summary = &self.came.summary;
        write!(
            f,
            "{}: wall {wall:.2} s, ideal {ideal:.2} s, ratio {:.3}; {} calls, {} limited ({:.1} %), most at once {}; \
             {} answered, {} failed, {} left",
            self.came.name(),
            self.ratio(),
            self.seen.calls.len(),
            self.limited(),
            self.refused() * 100.0,
            self.seen.most_at_once,
            summary.answered,
            summary.failures(),
            self.came.left(),
        )
    }
}

/// Runs a job once in a new world.
pub fn measure(job: &Job, law: Law) -> Measured {
    let world = World::new(law);
    let came = play::run(job, &world, &How::default());
    let seen = world.seen();
    let asked = came.settings.limits.concurrency;
    let groups = match world.law().scope {
        crate::platform::Scope::Account => 1,
        crate::platform::Scope::Model => u32::try_from(job.models.len()).unwrap(),
    };
    let slots: Vec<(Duration, u32)> = match world.law().at_once.as_slice() {
        [] => vec![(Duration::ZERO, asked)],
        steps => steps.iter().map(|(from, most)| (*from, (*most * groups).min(asked))).collect(),
    };
    let by_minute = world.law().minute.map_or(Duration::ZERO, |minute| minute.least(seen.latencies.len(), groups));
    let ideal = list_schedule(&seen.latencies, &slots).max(by_minute);
    Measured { came, seen, ideal }
}

impl Minute {
    /// The least time until the last of so many calls may start, shared evenly by so many scopes.
    fn least(self, calls: usize, scopes: u32) -> Duration {
        let each = calls.div_ceil(scopes as usize) as f64;
        let (most, at_once) = match self {
            Self::Window { most, .. } => return Duration::from_secs(60) * ((each as u32).saturating_sub(1) / most),
            Self::Bucket { most, burst } => (f64::from(most), f64::from(burst)),
        };
        Duration::from_secs_f64((each - at_once).max(0.0) * 60.0 / most)
    }
}

/// The time in which these calls can be made one after the other in so many slots; each number holds from its time on.
fn list_schedule(latencies: &[Duration], slots: &[(Duration, u32)]) -> Duration {
    let mut ends: BinaryHeap<Reverse<Duration>> = BinaryHeap::new();
    let (mut now, mut last) = (Duration::ZERO, Duration::ZERO);
    for latency in latencies {
        loop {
            while ends.peek().is_some_and(|end| end.0 <= now) {
                ends.pop();
            }
            let free = slots.iter().rev().find(|(from, _)| *from <= now).map_or(0, |(_, count)| *count);
            if ends.len() < free as usize {
                break;
            }
            let change = slots.iter().map(|(from, _)| *from).find(|from| *from > now);
            now = ends.peek().map(|end| end.0).into_iter().chain(change).min().unwrap();
        }
        ends.push(Reverse(now + *latency));
        last = last.max(now + *latency);
    }
    last
}
