//! How a run ended: its exit code, and what user, ledger and the caller of the process are told.

use std::collections::HashMap;
use std::time::Duration;

use batch_words::Words;
use log::info;

use super::closing::Closing;
use crate::cli::args::Common;
use crate::cli::{program, same_command, say, say_error, say_json, say_notice};
use crate::config::Settings;
use crate::events::{JobEvent, Listener};
use crate::ledger::{Event, RunEvent, VERSION, now};
use crate::money::round;
use crate::plan::Plan;
use crate::platform::Profile;
use crate::run::{Ending, Outcome, ServedAtOnce};
use crate::summary::{Files, Json, JsonCells, JsonModel, JsonMoney, Summary};
use crate::text::{money, problem, run, tenths};
use crate::writer::Writer;

/// What the `run` lines of the ledger and the summary say of the run.
pub(crate) struct Notes<'a> {
    pub(super) words: &'static Words,
    pub(super) profile: &'a Profile,
    pub(super) settings: &'a Settings,
    pub(super) simulated: bool,
    pub(super) currency: &'a str,
    pub(super) cells: usize,
}

impl Notes<'_> {
    pub(super) fn event<'a>(
        &'a self,
        phase: &'static str,
        exit: Option<u8>,
        served_at_once: Option<&'a ServedAtOnce>,
    ) -> Event<'a> {
        Event::Run(RunEvent {
            at: now(),
            version: VERSION,
            phase,
            platform: self.profile.id,
            program: concat!("batch-llm ", env!("CARGO_PKG_VERSION")),
            base_url: &self.settings.base_url,
            simulated: self.simulated,
            currency: self.currency,
            conversations: self.cells,
            exit,
            served_at_once,
        })
    }
}

/// Says how it ended, to the user, the ledger and the caller of the process.
pub(super) fn close(
    notes: &Notes<'_>,
    plan: &Plan,
    outcome: Outcome<'_>,
    args: &Common,
    listener: &dyn Listener,
) -> u8 {
    let words = notes.words;
    let Outcome { ending, mut writer, took } = outcome;
    let (name, code, reason) = end(notes, &ending, &mut writer);
    let unwritten = writer.unwritten();
    let lost = writer.lost();
    let summary = &writer.summary;
    let files = complete_files(plan, &unwritten, &summary.not_replaced);
    let json = to_json(notes, summary, name, code, reason.clone(), took);
    listener.hear(&JobEvent::Ended { summary: &json });
    if args.json {
        // A summary is numbers and texts: nothing in it cannot be written.
        say_json(&json).ok();
    } else if args.talks() {
        let (output_dir, simulated) = (&notes.settings.output_dir, notes.simulated);
        let done = matches!(ending, Ending::Done);
        say(&Closing { summary, files: &files, output_dir, done, took, simulated }.lines(words));
    }
    if matches!(ending, Ending::Done) {
        info!("{}", words.run_all_done());
        info!("{}", words.run_files_made(summary.written));
        info!("{}", words.run_total_time(tenths(took)));
    }
    match reason {
        // Reaching the budget is what was asked for.
        Some(reason) if matches!(ending, Ending::Spent(_)) => say_notice(words, &reason),
        Some(reason) => say_error(words, &reason),
        None => {}
    }
    if lost > 0 {
        say_error(words, &words.run_lost(lost));
    }
    if !unwritten.is_empty() {
        say_error(words, &words.run_unwritten(unwritten.join(&words.list_separator())));
    }
    // With the same budget it would stop again at once.
    if !matches!(ending, Ending::Done | Ending::Spent(_)) && args.talks() {
        say(&words.run_go_on(same_command(notes.profile)));
    }
    code
}

/// Writes the run's last line; says its name, its exit code and why it ended early.
pub(crate) fn end(notes: &Notes<'_>, ending: &Ending, writer: &mut Writer<'_>) -> (&'static str, u8, Option<String>) {
    let (name, code, reason) = verdict(notes.words, notes.profile, ending, &writer.summary);
    // The run is over whether or not its last line fits on the disk.
    let served_at_once = std::mem::take(&mut writer.summary.served_at_once);
    writer.append(&notes.event("end", Some(code), Some(&served_at_once))).and_then(|_| writer.commit()).ok();
    (name, code, reason)
}

fn verdict(words: &Words, profile: &Profile, ending: &Ending, summary: &Summary) -> (&'static str, u8, Option<String>) {
    match ending {
        Ending::Done if summary.failures() == 0 => ("complete", 0, None),
        Ending::Done => ("failures", 1, None),
        Ending::Interrupted => ("interrupted", 130, None),
        Ending::Refused(fault) => ("refused", 3, Some(run::refused(words, profile, fault))),
        Ending::Paused(fault) => ("paused", 4, Some(run::paused(words, fault, &program(profile)))),
        Ending::Spent(short) => ("budget", 4, Some(money::reached(words, short))),
        Ending::Disk(problem) => ("disk", 1, Some(problem::sentence(words, problem))),
    }
}

/// The job's sheets that are there now; files of others, which were left in their places, are none of them.
fn complete_files(plan: &Plan, unwritten: &[String], others: &Files) -> Files {
    let mut files = Files::default();
    for file in plan.sheets().map(|sheet| plan.file_name(sheet)) {
        if !unwritten.contains(&file) && !others.names.contains(&file) && plan.output_dir.join(&file).is_file() {
            files.add(file);
        }
    }
    // Not all of them are known by name.
    files.count = files.count.saturating_sub(others.count - others.names.len());
    files
}

fn to_json<'a>(
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
        },
        failed: by_class.into_iter().collect(),
        files_written: summary.written,
        files_untouched: summary.untouched,
        files_moved: summary.moved.count,
        files_not_replaced: summary.not_replaced.count,
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
            abandoned: summary.money.abandoned,
            budget: summary.money.budget,
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
