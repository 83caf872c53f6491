//! `run`: from settings to exit code.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use log::{info, warn};
use serde::Serialize;

use super::args::Common;
use super::prepare::{Prepared, address, prepare};
use super::{fresh, money, say, say_json};
use crate::call::{Caller, Wire};
use crate::config::Settings;
use crate::error::{Error, Problem};
use crate::fault::Fault;
use crate::identity::Identities;
use crate::input::Records;
use crate::ledger::{DAMAGED, Event, FOLDER, Index, Journal, Lock, RunEvent, State, VERSION, now};
use crate::output::aside::Aside;
use crate::places;
use crate::plan::Plan;
use crate::platform::{Platform, Profile};
use crate::price::round;
use crate::run::{Before, Ending, Outcome, Run, ServedAtOnce};
use crate::signals::Signals;
use crate::summary::{Files, Json, JsonCells, JsonModel, JsonMoney, Summary};
use crate::text;
use crate::transport::{Address, Transport};
use crate::ui::Ui;
use crate::writer::Writer;

/// Does what is left of the job.
///
/// # Errors
/// [`Error`] for everything that stops it before a call is made.
pub async fn run(mut platform: Box<dyn Platform>, args: &Common) -> anyhow::Result<u8> {
    let prepared = prepare(platform.as_mut(), args)?;
    let mut ui = Ui::new(args.quiet || args.json);
    let settings = &prepared.settings;
    ui.log_to(Path::new(&settings.log_file), settings.log_level.filter(), args.quiet).map_err(Error::from)?;
    let outside = Outside {
        connect: Transport::new,
        signals: Signals::listen,
        close: |notes: &Notes<'_>, plan: &Plan, outcome: Outcome<'_>| close(notes, plan, outcome, args.json),
    };
    work(platform.as_ref(), args, prepared, &mut ui, outside).await
}

/// What a run has of the world around it; tests of whole runs bring their own.
pub(crate) struct Outside<C, S, E> {
    /// The way to the platform, by its address.
    pub connect: C,
    /// The process's signals, from now on.
    pub signals: S,
    /// What is done with the outcome.
    pub close: E,
}

/// Everything from the settings to the outcome.
///
/// # Errors
/// As [`run`].
pub(crate) async fn work<W: Wire, T>(
    platform: &dyn Platform,
    args: &Common,
    mut prepared: Prepared,
    ui: &mut Ui,
    outside: Outside<
        impl FnOnce(&Address) -> Result<W, Fault>,
        impl FnOnce() -> Signals,
        impl FnOnce(&Notes<'_>, &Plan, Outcome<'_>) -> T,
    >,
) -> anyhow::Result<T> {
    let mut warnings = std::mem::take(&mut prepared.warnings);
    let simulated = prepared.sim.is_some();
    let settings = &prepared.settings;
    let profile = platform.profile();
    if !args.json {
        say(&text::run::banner(profile, settings, &platform.banner(), simulated));
    }
    let plan = Plan::new(settings, &mut warnings);
    // Before what ends the run: a misspelt key may be why a folder is not found.
    for warning in &warnings {
        warn!("{warning}");
    }
    let plan = plan.map_err(Error::from)?;
    let mut records = Records::of(&plan.people);
    let mut identities = Identities::new(&plan, prepared.asked_at(), &mut records).map_err(Error::from)?;
    let limit = prepared.limit().map_err(Error::from)?;
    let key = prepared.key.clone().map_err(Error::from)?;
    let wire = (outside.connect)(&address(profile, settings, &key))
        .map_err(|fault| Error::from(Problem::new(text::setup::transport(&fault.detail))))?;
    let _lock = Lock::take(&plan.output_dir)?;
    for folder in [plan.output_dir.clone(), plan.output_dir.join(FOLDER)] {
        crate::output::file::sweep(&folder);
    }
    crate::output::file::probe(&plan.output_dir)
        .map_err(|e| Error::from(Problem::in_file(&plan.output_dir, text::setup::output_dir(&e))))?;
    let aside = Aside::new(&plan.output_dir);
    if args.fresh && plan.is_whole() && fresh::whole(&plan, &aside).map_err(Error::from)? {
        info!("{}", text::run::fresh(aside.path()));
    }
    let (mut journal, mut index) = open_ledger(&plan)?;
    let mut claims = identities.claim(&plan, &index);
    if args.fresh && !plan.is_whole() {
        let count = fresh::part(&plan, &identities, &mut journal, &mut index, &aside).map_err(Error::from)?;
        info!("{}", text::run::fresh_part(count, aside.path()));
        claims = identities.claim(&plan, &index);
    }
    let starting = text::run::starting(plan.models.len(), plan.people.len());
    info!("{starting}");
    if !args.json {
        say(&starting);
    }
    let strangers = places::strangers(&plan, &identities, &index).map_err(Error::from)?;
    if strangers.count > 0 {
        warn!("{}", text::run::strangers(&strangers, Some(aside.path())));
    }
    let kept = count(&plan, &identities, &index);
    if kept.kept == plan.cell_count() {
        info!("{}", text::run::nothing_to_do());
    }
    if !index.is_empty() {
        let line = text::run::resuming(kept.kept, kept.fresh, kept.again, kept.unknown);
        info!("{line}");
        if !args.json {
            say(&line);
        }
    }
    // Another address is another account; and a run that was killed left no word of it.
    let served_at_once = index.served_at_once(prepared.asked_at());
    let spent = std::mem::take(&mut index.spent);
    let budget = money::budget(&prepared, &plan, spent, limit, kept.kept < plan.cell_count());
    for line in &budget.said {
        info!("{line}");
        if !args.json {
            say(line);
        }
    }
    let mut writer = Writer::new(&plan, &identities, records, journal, index, aside);
    writer.summary.kept = kept.kept;
    writer.summary.money = budget.money;
    let currency = &prepared.prices.currency;
    let notes = Notes { profile, settings, simulated, currency, cells: plan.cell_count() };
    writer.append(&notes.event("start", None, None)).and_then(|_| writer.claim(&claims)).map_err(Error::Disk)?;
    ui.start(plan.cell_count(), kept.kept);
    let caller = Caller { wire: &wire, platform, key: &key };
    let mut signals = (outside.signals)();
    let offline_limit = Duration::from_secs_f64(args.offline_limit.min(604_800.0));
    let before = Before { offline_limit, served_at_once };
    let run = Run::new(settings, profile, &plan, &caller, writer, budget.budget, &before);
    let outcome = run.go(ui, &mut signals).await;
    ui.finish();
    Ok((outside.close)(&notes, &plan, outcome))
}

fn open_ledger(plan: &Plan) -> Result<(Journal, Index), Error> {
    let opened = Journal::open(&plan.output_dir)
        .map_err(|e| Problem::in_file(&crate::ledger::path(&plan.output_dir), text::setup::output_dir(&e)))?;
    if opened.torn > 0 {
        warn!("{}", text::run::torn(opened.torn));
    }
    if !opened.damaged.is_empty() {
        let aside = plan.output_dir.join(FOLDER).join(DAMAGED);
        warn!("{}", text::run::damaged(&opened.damaged, &aside.display().to_string()));
    }
    Ok((opened.journal, opened.index))
}

/// What earlier runs leave to do.
#[derive(Debug, Default, Serialize)]
pub struct Left {
    /// Answered.
    #[serde(rename = "answered")]
    pub kept: usize,
    /// Never asked, or refused.
    pub fresh: usize,
    /// Failed.
    #[serde(rename = "failed")]
    pub again: usize,
    /// Sent, with no end.
    pub unknown: usize,
    /// About records that say nothing: they are not asked.
    pub empty: usize,
}

/// Counts the conversations of a plan by what earlier runs left of them.
pub fn count(plan: &Plan, identities: &Identities, index: &Index) -> Left {
    if index.is_empty() && !identities.has_empty() {
        return Left { fresh: plan.cell_count(), ..Left::default() };
    }
    let mut left = Left::default();
    for cell in plan.sheets().flat_map(|sheet| plan.cells(sheet)) {
        match index.state(identities.key(plan, cell)) {
            Some(State::Answered(_)) => left.kept += 1,
            _ if identities.is_empty(plan, cell) => left.empty += 1,
            Some(State::Failed(_)) => left.again += 1,
            Some(State::Unknown) => left.unknown += 1,
            Some(State::Refused) | None => left.fresh += 1,
        }
    }
    left
}

/// What the `run` lines of the ledger and the summary say of the run.
pub(crate) struct Notes<'a> {
    profile: &'a Profile,
    settings: &'a Settings,
    simulated: bool,
    currency: &'a str,
    cells: usize,
}

impl Notes<'_> {
    fn event<'a>(
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
fn close(notes: &Notes<'_>, plan: &Plan, outcome: Outcome<'_>, json: bool) -> u8 {
    let Outcome { ending, mut writer, took } = outcome;
    let (name, code, reason) = end(notes, &ending, &mut writer);
    let unwritten = writer.unwritten();
    let lost = writer.lost();
    let summary = &writer.summary;
    let files = complete_files(plan, &unwritten, &summary.not_replaced);
    if json {
        let json = to_json(notes, summary, name, code, reason.clone(), took);
        // A summary is numbers and texts: nothing in it cannot be written.
        say_json(&json).ok();
    } else {
        let headline =
            if matches!(ending, Ending::Done) { text::run::headline_done() } else { text::run::headline_stopped() };
        say(&text::run::summary(summary, &files, &notes.settings.output_dir, headline, took, notes.simulated));
    }
    if matches!(ending, Ending::Done) {
        info!("{}", text::run::all_done());
        info!("{}", text::run::files_made(summary.written));
        info!("{}", text::run::total_time(took));
    }
    match reason {
        // Reaching the budget is what was asked for.
        Some(reason) if matches!(ending, Ending::Spent(_)) => super::say_notice(&reason),
        Some(reason) => super::say_error(&reason),
        None => {}
    }
    if lost > 0 {
        super::say_error(&text::run::lost(lost));
    }
    if !unwritten.is_empty() {
        super::say_error(&text::run::unwritten(&unwritten));
    }
    // With the same budget it would stop again at once.
    if !matches!(ending, Ending::Done | Ending::Spent(_)) && !json {
        say(&text::run::go_on(&super::same_command(notes.profile)));
    }
    code
}

/// Writes the run's last line; says its name, its exit code and why it ended early.
pub(crate) fn end(notes: &Notes<'_>, ending: &Ending, writer: &mut Writer<'_>) -> (&'static str, u8, Option<String>) {
    let (name, code, reason) = verdict(notes.profile, ending, &writer.summary);
    // The run is over whether or not its last line fits on the disk.
    let served_at_once = std::mem::take(&mut writer.summary.served_at_once);
    writer.append(&notes.event("end", Some(code), Some(&served_at_once))).and_then(|_| writer.commit()).ok();
    (name, code, reason)
}

fn verdict(profile: &Profile, ending: &Ending, summary: &Summary) -> (&'static str, u8, Option<String>) {
    match ending {
        Ending::Done if summary.failures() == 0 => ("complete", 0, None),
        Ending::Done => ("failures", 1, None),
        Ending::Interrupted => ("interrupted", 130, None),
        Ending::Refused(fault) => ("refused", 3, Some(text::run::refused(profile, fault))),
        Ending::Paused(fault) => ("paused", 4, Some(text::run::paused(fault, &super::program(profile)))),
        Ending::Spent(short) => ("budget", 4, Some(text::money::reached(short))),
        Ending::Disk(problem) => ("disk", 1, Some(problem.to_string())),
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
