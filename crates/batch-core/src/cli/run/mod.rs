//! `run`: from settings to exit code.

mod banner;
mod close;
mod closing;
mod left;

use std::path::Path;
use std::time::Duration;

use batch_words::Words;
use log::{info, warn};

use self::banner::banner;
pub(crate) use self::close::Notes;
#[cfg(test)]
pub(crate) use self::close::end;
pub use self::left::{Left, count};
use super::args::Common;
use super::listen::{Listeners, Ui};
use super::prepare::{Prepared, address, prepare};
use super::{fresh, money, say};
use crate::call::Caller;
use crate::error::Error;
use crate::events::{JobEvent, Listener};
use crate::fault::Fault;
use crate::identity::Identities;
use crate::input::Records;
use crate::ledger::{DAMAGED, FOLDER, Index, Journal, Lock};
use crate::output::aside::Aside;
use crate::places;
use crate::plan::Plan;
use crate::platform::Platform;
use crate::price::Priced;
use crate::problem::{AccessProblem, FileProblem, Problem};
use crate::run::{Before, Outcome, Run};
use crate::signals::Signals;
use crate::target::{Account, targets};
use crate::text;
use crate::transport::{Address, Transport};
use crate::wire::Wire;
use crate::writer::Writer;

const RULE: &str = "================================================================================";

/// Damaged lines of the ledger that are named.
const MOST_LINES: usize = 10;

/// Does what is left of the job.
///
/// # Errors
/// [`Error`] for everything that stops it before a call is made.
pub async fn run(words: &'static Words, mut platform: Box<dyn Platform>, args: &Common) -> anyhow::Result<u8> {
    let prepared = prepare(words, platform.as_mut(), args)?;
    let ui = Ui::new(words, args.quiet || args.json || args.events_to_stdout());
    let settings = &prepared.settings;
    let log = Path::new(&settings.log_file);
    ui.log_to(log, settings.log_level, args.quiet).map_err(Error::from)?;
    if args.json && args.events_to_stdout() {
        return Err(Error::from(Problem::new(FileProblem::EventsAndJson)).into());
    }
    let listeners = Listeners::new(ui, args.events.as_deref(), log).map_err(Error::from)?;
    let outside = Outside {
        connect: Transport::new,
        signals: Signals::listen,
        close: |notes: &Notes<'_>, plan: &Plan, outcome: Outcome<'_>| {
            close::close(notes, plan, outcome, args, &listeners)
        },
    };
    work(platform.as_ref(), args, prepared, &listeners, outside).await
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
    listener: &dyn Listener,
    outside: Outside<
        impl FnOnce(&Address) -> Result<W, Fault>,
        impl FnOnce() -> Signals,
        impl FnOnce(&Notes<'_>, &Plan, Outcome<'_>) -> T,
    >,
) -> anyhow::Result<T> {
    let words = prepared.words;
    let mut warnings = std::mem::take(&mut prepared.warnings);
    let simulated = prepared.sim.is_some();
    let settings = &prepared.settings;
    let profile = platform.profile();
    if args.talks() {
        let extra = platform.banner();
        let extra: Vec<String> = extra.iter().map(|line| text::problem::bilingual(words, line).to_owned()).collect();
        say(&banner(words, profile, settings, &extra, simulated));
    }
    let plan = Plan::new(settings, &mut warnings);
    // Before what ends the run: a misspelt key may be why a folder is not found.
    for warning in &warnings {
        warn!("{}", text::problem::sentence(words, warning));
    }
    let plan = plan.map_err(Error::from)?;
    let mut records = Records::of(&plan.people);
    let mut identities = Identities::new(&plan, |_| prepared.asked_at(), &mut records).map_err(Error::from)?;
    let limit = prepared.limit().map_err(Error::from)?;
    let key = prepared.key.clone().map_err(Error::from)?;
    let wire = (outside.connect)(&address(profile, settings, &key)).map_err(|fault| {
        Error::from(Problem::new(AccessProblem::NoClient { reason: fault.detail.words().to_owned() }))
    })?;
    let lock = Lock::take(&plan.output_dir)?;
    if let Some(e) = &lock.unsupported {
        warn!("{}", words.run_no_lock(e.to_string()));
    }
    for folder in [plan.output_dir.clone(), plan.output_dir.join(FOLDER)] {
        crate::output::file::sweep(&folder);
    }
    crate::output::file::probe(&plan.output_dir)
        .map_err(|e| Error::from(Problem::in_file(&plan.output_dir, FileProblem::OutputDir(e.into()))))?;
    let aside = Aside::new(&plan.output_dir);
    if args.fresh {
        places::can_be_taken(&plan).map_err(Error::from)?;
    }
    if args.fresh && plan.is_whole() && fresh::whole(&plan, &aside).map_err(Error::from)? {
        info!("{}", words.run_fresh(aside.path().display().to_string()));
    }
    let (mut journal, mut index) = open_ledger(words, &plan)?;
    let mut claims = identities.claim(&plan, &index);
    if args.fresh && !plan.is_whole() {
        let count = fresh::part(&plan, &identities, &mut journal, &mut index, &aside).map_err(Error::from)?;
        info!("{}", words.run_fresh_part(count, aside.path().display().to_string()));
        claims = identities.claim(&plan, &index);
    }
    let (models, people) = (plan.models.len(), plan.people.len());
    let starting = words.run_starting(models, people, models * people);
    info!("{starting}");
    if args.talks() {
        say(&starting);
    }
    let strangers = places::strangers(&plan, &identities, &index).map_err(Error::from)?;
    if strangers.count > 0 {
        warn!("{}", text::run::strangers(words, &strangers, Some(aside.path())));
    }
    let kept = count(&plan, &identities, &index);
    if kept.kept == plan.cell_count() {
        info!("{}", words.run_nothing_to_do());
    }
    if !index.is_empty() {
        let line = words.run_resuming(kept.kept, kept.fresh, kept.again, kept.unknown);
        info!("{line}");
        if args.talks() {
            say(&line);
        }
    }
    // Another address is another account; and a run that was killed left no word of it.
    let served_at_once = index.served_at_once(prepared.asked_at());
    let spent = std::mem::take(&mut index.spent);
    let caller = Caller { wire: &wire, platform, key: &key };
    let account = [Account { caller, address: prepared.asked_at(), limits: settings.limits }];
    let targets = targets(&plan, &account, &prepared.prices, |_| 0);
    let priced: Vec<Priced<'_>> = targets.iter().map(|target| (target.model, target.tariff)).collect();
    let budget = money::budget(&prepared, &plan, &priced, spent, limit, kept.kept < plan.cell_count());
    for line in &budget.said {
        info!("{line}");
        if args.talks() {
            say(line);
        }
    }
    let mut writer = Writer::new(&plan, &identities, records, journal, index, aside, listener, words);
    writer.summary.kept = kept.kept;
    writer.summary.money = budget.money;
    let currency = &prepared.prices.currency;
    let notes = Notes { words, profile, settings, simulated, currency, cells: plan.cell_count() };
    writer.append(&notes.event("start", None, None)).and_then(|_| writer.claim(&claims)).map_err(Error::Disk)?;
    listener.hear(&JobEvent::Began { conversations: plan.cell_count(), kept: kept.kept });
    let mut signals = (outside.signals)();
    let offline_limit = Duration::from_secs_f64(args.offline_limit.min(604_800.0));
    let before = Before { max_retries: settings.max_retries, offline_limit, served_at_once };
    let run = Run::new(&plan, targets, writer, budget.budget, &before);
    let outcome = run.go(&mut signals).await;
    Ok((outside.close)(&notes, &plan, outcome))
}

fn open_ledger(words: &Words, plan: &Plan) -> Result<(Journal, Index), Error> {
    let opened = Journal::open(&plan.output_dir)
        .map_err(|e| Problem::in_file(&crate::ledger::path(&plan.output_dir), FileProblem::OutputDir(e.into())))?;
    if opened.torn > 0 {
        warn!("{}", words.run_torn(opened.torn));
    }
    if !opened.damaged.is_empty() {
        let aside = plan.output_dir.join(FOLDER).join(DAMAGED);
        let lines: Vec<String> = opened.damaged.iter().take(MOST_LINES).map(u64::to_string).collect();
        let lines = lines.join(&words.list_separator());
        warn!("{}", words.run_damaged(lines, opened.damaged.len(), aside.display().to_string()));
    }
    Ok((opened.journal, opened.index))
}
