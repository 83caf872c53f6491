//! Waiting for something while the user is listened to and the bar moves.

use std::time::Duration;

use tokio::time::{Instant, Interval, MissedTickBehavior};

use crate::base::progress::Progress;
use crate::base::signals::Signals;

/// How long an operation that is on its way may go on after the first Ctrl-C or SIGTERM: schedulers kill 30 s after that.
pub const GRACE: Duration = Duration::from_secs(25);
/// How often the bar moves.
const TICK: Duration = Duration::from_millis(200);

/// See the module.
pub struct Vigil<'s> {
    signals: &'s mut Signals,
    ticks: Interval,
    /// How fast it goes.
    pub progress: Progress,
    /// When what is on its way is given up.
    until: Option<Instant>,
}

impl<'s> Vigil<'s> {
    /// Begins with so many conversations done.
    pub fn new(signals: &'s mut Signals, done: usize) -> Self {
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
        Self { signals, ticks, progress: Progress::new(done), until: None }
    }

    /// True once the user wants it to end.
    pub fn is_over(&self) -> bool {
        self.until.is_some()
    }

    /// Waits for something; `None` if the user will not. `show` moves the bar.
    pub async fn wait<T>(
        &mut self,
        mut show: impl FnMut(&mut Progress, bool),
        what: impl Future<Output = T>,
    ) -> Option<T> {
        let mut what = std::pin::pin!(what);
        loop {
            let until = self.until;
            tokio::select! {
                // In this order: a run on a clock of its own goes the same way each time.
                biased;
                () = self.signals.next() => {
                    if self.is_over() {
                        return None;
                    }
                    self.until = Some(Instant::now() + GRACE);
                }
                _ = self.ticks.tick() => show(&mut self.progress, until.is_some()),
                came = &mut what => return Some(came),
                () = at(until) => return None,
            }
        }
    }

    /// Waits for a time, or until the user wants it to end.
    pub async fn rest(&mut self, mut show: impl FnMut(&mut Progress, bool), until: Instant) {
        while !self.is_over() && Instant::now() < until {
            tokio::select! {
                biased;
                () = self.signals.next() => self.until = Some(Instant::now() + GRACE),
                _ = self.ticks.tick() => show(&mut self.progress, false),
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }
}

async fn at(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
