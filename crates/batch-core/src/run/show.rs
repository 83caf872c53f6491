//! What the bar says while a run goes on.

use tokio::time::Instant;

use super::{Run, TICK};
use crate::base::progress::Progress;
use crate::flow::limit_group::LimitGroup;
use crate::flow::rate::NotBefore;
use crate::run::events::{JobEvent, ModelStanding, MoneyStanding, Phase, Standing};

impl Run<'_> {
    /// Moves the bar, and counts the time in which nothing could go out. `give_up_at`: until when calls in flight are waited
    /// for, once it ends.
    pub(super) fn show(&mut self, progress: &mut Progress, give_up_at: Option<Instant>, now: Instant) {
        let in_flight = self.flying.len();
        let held = self.held(now);
        let offline = self.ways.iter().all(|way| way.link.is_open());
        let stopping = self.stopping.is_some();
        if held.is_some() && !offline && !stopping {
            self.writer.summary.waited += progress.since_last(now);
        }
        progress.tick(now);
        let summary = &self.writer.summary;
        let (done, total, failed) = (summary.done(), summary.total, summary.failures());
        let (rate, left) = progress.estimate(done, total, now);
        let scope = held.map(|(group, _)| self.models_of(group)).unwrap_or_default();
        let phase = if stopping {
            Phase::Stopping { left: give_up_at.map(|at| at.saturating_duration_since(now)) }
        } else if offline {
            Phase::Offline
        } else if let Some((_, NotBefore { at, why, of })) = held {
            Phase::Waiting { why, left: at - now, ceiling: self.ceiling(), of, models: &scope }
        } else {
            self.at_work(in_flight, now)
        };
        let models: Vec<ModelStanding<'_>> =
            (0..self.plan.models.len()).map(|model| self.writer.standing(model)).collect();
        let (per_minute, money) = (rate * 60.0, self.money());
        let models = &models;
        self.tell(&JobEvent::Progress(Standing {
            done,
            total,
            failed,
            in_flight,
            per_minute,
            left,
            money,
            models,
            phase,
        }));
    }

    /// What it does while no limit holds it.
    fn at_work(&self, in_flight: usize, now: Instant) -> Phase<'static> {
        if in_flight > 0 {
            return Phase::Asking;
        }
        if let Some((sheets, of)) = self.writer.mending() {
            return Phase::Mending { sheets, of };
        }
        match self.groups.iter().filter_map(LimitGroup::due).min() {
            Some(due) => Phase::WaitingToRetry { left: due.saturating_duration_since(now) },
            None => Phase::Asking,
        }
    }

    /// What it cost so far, if any price is known.
    fn money(&self) -> Option<MoneyStanding<'_>> {
        self.targets.iter().any(|target| target.tariff.is_some()).then(|| {
            let used = self.budget.spent();
            self.writer.money(used.confirmed + used.perhaps + self.budget.waiting())
        })
    }

    /// The limit that keeps everything from going out, if nothing can, and the group that may go on first.
    fn held(&self, now: Instant) -> Option<(usize, NotBefore)> {
        if self.in_flight() >= self.ceiling() as usize {
            return None;
        }
        let mut nearest: Option<(usize, NotBefore)> = None;
        for (place, group) in self.groups.iter().enumerate().filter(|(_, group)| !group.is_done()) {
            let held = group.held.filter(|held| held.at > now + TICK / 2)?;
            if nearest.is_none_or(|(_, earlier)| held.at < earlier.at) {
                nearest = Some((place, held));
            }
        }
        nearest
    }
}
