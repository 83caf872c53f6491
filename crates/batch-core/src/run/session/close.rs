//! How a run ended: its name, its exit code, and what the ledger and programs are told.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Duration;

use super::batch::InBatch;
use crate::base::amount::round;
use crate::job::config::Settings;
use crate::ledger::{Event, RunEvent, RunModel, VERSION, now};
use crate::platform::Profile;
use crate::privacy;
use crate::run::summary::{Json, JsonCells, JsonModel, JsonMoney, Summary};
use crate::run::writer::Writer;
use crate::run::{Ending, ServedAtOnce};

/// The `phase` of a run's first line.
pub(super) const START: &str = "start";

/// What the `run` lines of the ledger and the summary say of the run.
pub struct Notes<'a> {
    /// The platform.
    pub profile: &'a Profile,
    /// The settings.
    pub settings: &'a Settings,
    /// True if the simulator answered.
    pub simulated: bool,
    /// Currency of the ledger's lines.
    pub currency: &'a str,
    /// Of which day the prices are; empty if there are none.
    pub prices_as_of: &'a str,
    /// Conversations of the job.
    pub cells: usize,
    /// The batch service, if the run is by it.
    pub in_batch: Option<&'a InBatch>,
}

impl Notes<'_> {
    pub(super) fn event<'a>(
        &'a self,
        phase: &'static str,
        exit: Option<u8>,
        served_at_once: Option<&'a ServedAtOnce>,
    ) -> Event<'a> {
        let starts = phase == START;
        let share = |at: usize| Some(self.in_batch?.models.get(at)?.as_ref().ok()?.share);
        let models = self.settings.models.iter().enumerate().map(|(at, model)| RunModel {
            name: model.name.as_str().into(),
            // `extra_body` may hold anything, and a ledger is passed on with its results.
            sent: Cow::Owned(privacy::guarded_fields(&model.params.fields)),
            system: model.params.system.is_some(),
            batch_share: share(at),
        });
        Event::Run(RunEvent {
            at: now(),
            version: VERSION,
            phase,
            platform: self.profile.id,
            program: concat!("batch-llm ", env!("CARGO_PKG_VERSION")),
            base_url: privacy::mask(&self.settings.base_url),
            simulated: self.simulated,
            currency: self.currency,
            shard: self.settings.shard.named_part(),
            conversations: self.cells,
            models: starts.then(|| models.collect()),
            prices_as_of: Some(self.prices_as_of).filter(|day| starts && !day.is_empty()),
            exit,
            served_at_once,
        })
    }
}

/// Writes the run's last line; says its name and its exit code.
pub fn end(notes: &Notes<'_>, ending: &Ending, writer: &mut Writer<'_>) -> (&'static str, u8) {
    let (name, code) = match ending {
        Ending::Done if writer.summary.failures() == 0 => ("complete", 0),
        Ending::Done => ("failures", 1),
        Ending::Interrupted => ("interrupted", 130),
        Ending::Refused(_) => ("refused", 3),
        Ending::Paused(_) => ("paused", 4),
        Ending::Spent(_) => ("budget", 4),
        Ending::Disk(_) => ("disk", 1),
        Ending::InBatch { meant: true } => ("submitted", 0),
        Ending::InBatch { meant: false } => ("waiting", 4),
        Ending::Left => ("left", 4),
        Ending::NoLimiter { .. } => ("limiter", 4),
    };
    // The run is over whether or not its last line fits on the disk.
    let served_at_once = std::mem::take(&mut writer.summary.served_at_once);
    writer.append(&notes.event("end", Some(code), Some(&served_at_once))).and_then(|_| writer.commit()).ok();
    (name, code)
}

/// What `--json` prints: `reason` is why it ended early, in a sentence.
#[must_use]
pub fn to_json<'a>(
    notes: &'a Notes<'_>,
    summary: &'a Summary,
    ending: &'a str,
    exit_code: u8,
    reason: Option<String>,
    took: Duration,
) -> Json<'a> {
    let seconds = |d: Duration| (d.as_secs_f64() * 1000.0).round() / 1000.0;
    let mut by_class: HashMap<String, usize> = HashMap::new();
    for (class, count) in &summary.failed {
        *by_class.entry(class.name()).or_default() += count;
    }
    Json {
        platform: notes.profile.id,
        simulated: notes.simulated,
        shard: notes.settings.shard.named_part(),
        ending,
        exit_code,
        reason,
        output_dir: &notes.settings.output_dir,
        conversations: JsonCells {
            total: summary.total,
            answered: summary.answered,
            kept: summary.kept,
            failed: summary.failures(),
            left: summary.total.saturating_sub(summary.done()),
            by_batch: summary.by_batch,
            waiting: summary.waiting,
        },
        failed: by_class.into_iter().collect(),
        files_written: summary.written,
        files_untouched: summary.untouched,
        files_moved: summary.moved.count,
        files_not_replaced: summary.not_replaced.count,
        shards_left: summary.unasked.iter().flat_map(|unasked| &unasked.shards).map(ToString::to_string).collect(),
        calls: summary.calls,
        retries: summary.retries,
        rate_limited: summary.limited,
        cut: summary.cut,
        waited_seconds: seconds(summary.waited),
        seconds: seconds(took),
        money: JsonMoney {
            currency: &summary.money.currency,
            prices_as_of: &summary.money.as_of,
            spent: summary.spent(),
            spent_earlier: summary.money.earlier,
            perhaps: summary.money.perhaps,
            waiting: summary.money.waiting,
            abandoned: summary.money.abandoned,
            budget: summary.money.budget,
            budget_part: summary.money.part.map(|part| round(part.left)),
        },
        models: summary
            .models
            .iter()
            .map(|(name, m)| {
                let model = JsonModel {
                    answered: m.answered,
                    failed: m.failed,
                    usage: m.usage,
                    cost: m.cost.map(round),
                    cost_perhaps: round(m.perhaps),
                    p50_ms: m.percentile(50),
                    p95_ms: m.percentile(95),
                };
                (name.as_str(), model)
            })
            .collect(),
    }
}
