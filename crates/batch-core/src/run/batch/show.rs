//! What the bar says while the batch service is waited for.

use tokio::time::Instant;

use super::BatchRun;
use super::part::{Part, Stage};
use super::vigil::Vigil;
use crate::base::progress::Progress;
use crate::run::events::{JobEvent, ModelStanding, MoneyStanding, Phase, Standing};

impl BatchRun<'_> {
    /// Moves the bar.
    pub(super) fn show(&self, vigil: &mut Vigil<'_>) {
        let over = vigil.is_over();
        self.stand(&mut vigil.progress, over);
    }

    /// Waits for something while the bar moves.
    pub(super) async fn wait<T>(&self, vigil: &mut Vigil<'_>, what: impl Future<Output = T>) -> Option<T> {
        vigil.wait(|progress, over| self.stand(progress, over), what).await
    }

    /// Waits for a time.
    pub(super) async fn rest(&self, vigil: &mut Vigil<'_>, until: Instant) {
        vigil.rest(|progress, over| self.stand(progress, over), until).await;
    }

    fn stand(&self, progress: &mut Progress, over: bool) {
        let now = Instant::now();
        progress.tick(now);
        let summary = &self.writer.summary;
        let (done, total, failed) = (summary.done(), summary.total, summary.failures());
        let (rate, _) = progress.estimate(done, total, now);
        let names: Vec<ModelStanding<'_>> =
            (0..self.plan.models.len()).map(|model| self.writer.standing(model)).collect();
        let phase = match self.writer.mending() {
            _ if over => Phase::Stopping { left: None },
            Some((sheets, of)) => Phase::Mending { sheets, of },
            None => self.phase(),
        };
        self.tell(&JobEvent::Progress(Standing {
            done,
            total,
            failed,
            in_flight: self.writer.parts().count(),
            per_minute: rate * 60.0,
            left: None,
            money: self.money(),
            models: &names,
            phase,
        }));
    }

    fn phase(&self) -> Phase<'static> {
        let last = |part: &Part| match &part.stage {
            Stage::Made { last, .. } => last.clone(),
            _ => None,
        };
        let all: Vec<_> = self.parts.iter().filter_map(last).collect();
        let counts = all.iter().filter_map(|batch| batch.counts);
        let (came, of) = counts.fold((0, 0), |(came, of), (some, all)| (came + some, of + all));
        let now = jiff::Timestamp::now();
        let oldest =
            self.parts.iter().filter(|part| matches!(part.stage, Stage::Made { .. })).map(|part| part.made).min();
        let ends = all.iter().filter_map(|batch| batch.expires_at).min();
        let since = |then: jiff::Timestamp| now.duration_since(then).unsigned_abs();
        let until = |end: i64| u64::try_from(end - now.as_second()).ok().map(std::time::Duration::from_secs);
        Phase::InBatch { parts: self.parts.len(), came, of, oldest: oldest.map(since), ends: ends.and_then(until) }
    }

    fn money(&self) -> Option<MoneyStanding<'_>> {
        let spent = self.budget.spent();
        let known = self.budget.is_priced();
        known.then(|| self.writer.money(spent.confirmed + spent.perhaps + self.budget.waiting()))
    }
}
