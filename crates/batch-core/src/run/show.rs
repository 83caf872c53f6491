//! What the bar says while a run goes on.

use std::time::Duration;

use tokio::time::Instant;

use super::{Run, TICK};
use crate::base::progress::Progress;
use crate::flow::limit_group::LimitGroup;
use crate::flow::rate::Why;
use crate::run::events::{JobEvent, Phase};

impl Run<'_> {
    /// Moves the bar, and counts the time in which nothing could go out.
    pub(super) fn show(&mut self, progress: &mut Progress, now: Instant) {
        let in_flight = self.flying.len();
        let mending = self.writer.mending().filter(|_| in_flight == 0);
        let waiting = self.waiting_for(now);
        let summary = &mut self.writer.summary;
        let phase = if self.ways.iter().all(|way| way.link.is_open()) {
            Phase::Offline
        } else if let Some((why, left)) = waiting {
            summary.waited += progress.since_last(now);
            Phase::Waiting { why, left, ceiling: self.ceiling() }
        } else if let Some((sheets, of)) = mending {
            Phase::Mending { sheets, of }
        } else if let Some(due) = self.groups.iter().filter_map(LimitGroup::due).min().filter(|_| in_flight == 0) {
            Phase::WaitingToRetry { left: due.saturating_duration_since(now) }
        } else {
            let (rate, left) = progress.estimate(summary.done(), summary.total, now);
            Phase::Asking { per_minute: rate * 60.0, left }
        };
        progress.tick(now);
        let summary = &self.writer.summary;
        let (done, total, failed) = (summary.done(), summary.total, summary.failures());
        self.tell(&JobEvent::Progress { done, total, failed, in_flight, phase });
    }

    /// What keeps everything from going out, if nothing can: for the bar.
    fn waiting_for(&self, now: Instant) -> Option<(Why, Duration)> {
        if self.in_flight() >= self.ceiling() as usize {
            return None;
        }
        let mut nearest: Option<(Why, Instant)> = None;
        for group in self.groups.iter().filter(|group| !group.is_done()) {
            let held = group.held.filter(|held| held.at > now + TICK / 2)?;
            if nearest.is_none_or(|(_, at)| held.at < at) {
                nearest = Some((held.why, held.at));
            }
        }
        nearest.map(|(why, at)| (why, at - now))
    }
}
