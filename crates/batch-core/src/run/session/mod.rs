//! One run of the job, from its settings to its outcome: what is read, checked, locked and told before the first call, and the
//! run's first and last line in the ledger.

mod batch;
mod budget;
mod close;
pub mod fresh;
mod lanes;
mod left;
mod limiter;
mod prepare;
pub mod simulated;
mod turn;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use secrecy::SecretString;

pub use self::batch::{InBatch, held_limits};
use self::budget::Asks;
pub use self::budget::{OpeningBudget, allowance, purse};
pub use self::close::{Notes, end, to_json};
use self::lanes::{BatchLane, Lanes};
pub use self::left::{Left, Unasked, count, unasked};
use self::limiter::Sharing;
pub use self::limiter::{ToLimiter, look, redis};
pub use self::prepare::{Prepared, address, prepare};
use crate::base::error::Error;
use crate::base::problem::{AccessProblem, FileProblem, LimiterProblem, Problem};
use crate::base::shard::Shard;
use crate::base::signals::Signals;
use crate::job::identity::Identities;
use crate::job::input::Records;
use crate::job::plan::Plan;
use crate::ledger::{self, DAMAGED, FOLDER, Index, Journal, Lock};
use crate::money::price::Priced;
use crate::platform::Platform;
use crate::platform::fault::Fault;
use crate::privacy;
use crate::run::batch::Order;
use crate::run::events::{Audience, JobEvent, Listener, ShardBudget};
use crate::run::places;
use crate::run::summary::BudgetPart;
use crate::run::target::{Account, targets};
use crate::run::writer::Writer;
use crate::run::{Outcome, RunSetup};
use crate::sheets::aside::Aside;
use crate::sheets::file;
use crate::wire::Wire;
use crate::wire::call::Caller;
use crate::wire::transport::Address;

/// How a run is done, beyond its settings.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// What earlier runs left does not count.
    pub fresh: bool,
    /// How long to wait for a link that is down, or for a platform that serves nothing.
    pub offline_limit: Duration,
    /// False if only what is answered is written.
    pub asks: bool,
    /// What is to be done in the platform's batch service; `None`: everything is asked by calls.
    pub batch: Option<Order>,
}

/// What a run has of the world around it; tests of whole runs bring their own.
pub struct Outside<C, S, E> {
    /// The way to the platform, by its address.
    pub connect: C,
    /// The way to the limiter that processes share.
    pub limiter: ToLimiter,
    /// The process's signals, from now on.
    pub signals: S,
    /// What is done with the outcome.
    pub close: E,
}

/// Everything from the settings to the outcome. What happens is told to the audience.
///
/// # Errors
/// [`Error`] for everything that stops it before a call is made.
pub async fn work<W: Wire, T>(
    platform: &dyn Platform,
    mut prepared: Prepared,
    how: RunOptions,
    audience: Audience<'_>,
    outside: Outside<
        impl Fn(&Address) -> Result<W, Fault>,
        impl FnOnce() -> Signals,
        impl FnOnce(&Notes<'_>, &Plan, Outcome<'_>) -> T,
    >,
) -> Result<T, Error> {
    let listener = audience.listener;
    let mut warnings = std::mem::take(&mut prepared.warnings);
    let settings = &prepared.settings;
    let profile = platform.profile();
    let plan = Plan::new(settings, &mut warnings);
    // Before what ends the run: a misspelt key may be why a folder is not found.
    for problem in &warnings {
        listener.hear(&JobEvent::Warned { problem });
    }
    let plan = plan?;
    let mut records = Records::of(&plan.people);
    let mut identities = Identities::new(&plan, |_| &prepared.asked_at, &mut records, |_| ())?;
    // Who asks nothing needs neither.
    let limit = if how.asks { prepared.limit()? } else { None };
    let key = if how.asks { prepared.key.clone()? } else { SecretString::default() };
    let no_client = |fault: Fault| AccessProblem::NoClient { reason: fault.detail.words().to_owned() };
    let connect = |address: &Address| (outside.connect)(address).map_err(|e| Problem::new(no_client(e)));
    let wire = connect(&address(profile, settings, &key))?;
    let order = how.batch.as_ref();
    let batch = order.map(|order| BatchLane::new(platform, &prepared, &key, order, listener, connect)).transpose()?;
    let aside = Aside::new(&plan.output_dir);
    let lock = take_folder(&plan, how.asks, listener).await?;
    let begun_anew = how.fresh && plan.is_whole();
    if how.fresh {
        places::can_be_taken(&plan)?;
        let there = Index::peek(&plan.output_dir, plan.shard);
        fresh::nothing_waits(&plan, &there.map_err(|e| ledger::unreadable(&plan.output_dir, &e))?)?;
    }
    if begun_anew && fresh::whole(&plan, &aside)? {
        listener.hear(&JobEvent::StartedAfresh { answers: None, folder: aside.path() });
    }
    let (mut journal, mut index) = open_ledger(&plan, listener)?;
    let mut claims = identities.claim(&plan, &index);
    if how.fresh && !begun_anew {
        let answers = Some(fresh::part(&plan, &identities, &mut journal, &mut index, &aside, listener)?);
        listener.hear(&JobEvent::StartedAfresh { answers, folder: aside.path() });
        claims = identities.claim(&plan, &index);
    }
    listener.hear(&JobEvent::Planned { models: plan.models.len(), people: plan.people.len() });
    let strangers = places::strangers(&plan, &identities, &index)?;
    if strangers.count > 0 {
        listener.hear(&JobEvent::Strangers { files: &strangers, folder: aside.path() });
    }
    let left = count(&plan, &identities, &index);
    // They are mended by whom they belong to, and are nothing to who has nothing to ask for.
    for (shard, lines) in index.damaged_of(plan.shard).filter(|_| left.to_ask() > 0) {
        let ledger = ledger::path_of(&plan.output_dir, *shard);
        listener.hear(&JobEvent::OtherLedgerDamaged { ledger: &ledger, lines });
    }
    let asking = left.kept < plan.cell_count();
    if asking && order.is_some() && settings.limiter.is_some() {
        listener.hear(&JobEvent::Warned { problem: &Problem::new(LimiterProblem::NotInBatch) });
    }
    let mut signals = (outside.signals)();
    let mut sharing = None;
    if asking && how.asks && order.is_none_or(Order::ends_online) {
        if let Some(limit) = limit {
            let mark = limiter::mark(&prepared, profile, &key, limit, &plan.output_dir)?;
            let other = lock.share(plan.shard, &mark).map_err(|e| unwritable(&plan.output_dir, &e))?;
            if let Some(owner) = other {
                return Err(Problem::in_file(&plan.output_dir, LimiterProblem::OtherBudget { owner }).into());
            }
        }
        let opening = Sharing::open(outside.limiter, &prepared, profile, &key, limit, &plan.output_dir, listener);
        sharing = tokio::select! {
            biased;
            () = signals.next() => return Err(Error::Interrupted),
            sharing = opening => sharing?,
        };
    }
    if !asking {
        listener.hear(&JobEvent::NothingToDo);
    }
    // What other shards did is no beginning of this one's work.
    let begun = plan.shard.is_whole() || left.kept + left.again + left.unknown + left.waiting > 0;
    if !index.is_empty() && begun {
        listener.hear(&JobEvent::Resuming { left: &left });
    }
    // Another address is another account; and a run that was killed left no word of it.
    let served_at_once = index.served_at_once(&privacy::mask(&prepared.asked_at));
    let spent = std::mem::take(&mut index.spent);
    if let Some(sharing) = &mut sharing {
        let others = index.used.iter().filter(|(ledger, _)| !plan.shard.is_whole() && *ledger != plan.shard);
        sharing.beside(others.filter_map(|(_, used)| used.get(&prepared.prices.currency)).sum());
    }
    // What processes share has no parts.
    let allowance = limit.filter(|_| sharing.is_none()).and_then(|limit| shard_limit(limit, &prepared, &plan, &index));
    let caller = Caller { wire: &wire, platform, key: &key };
    let account = [Account { caller, address: &prepared.asked_at, limits: settings.limits }];
    let targets = targets(&plan, &account, &prepared.prices, |_| 0);
    let priced: Vec<Priced<'_>> = targets.iter().map(|target| (target.model, target.tariff)).collect();
    let purse = OpeningBudget::new(&prepared, &plan, &priced, spent, limit, allowance);
    let asks = Asks::of(order.zip(batch.as_ref().map(|batch| &batch.in_batch)), settings, &left);
    purse.tell(&prepared, &plan, asks.as_ref().filter(|_| asking), listener);
    if !plan.shard.is_whole() {
        let (sheets, all, currency) = (plan.sheet_count(), plan.numbered(), &prepared.prices.currency[..]);
        let of_all = |(all, BudgetPart { of, left })| ShardBudget { all, of, left, currency };
        let budget = limit.zip(purse.money.part).map(of_all);
        listener.hear(&JobEvent::Sharded { shard: plan.shard.to_string(), sheets, all, budget });
    }
    let unasked = (!how.asks).then(|| unasked(&plan, &identities, &index, &left));
    let mut writer = Writer::new(&plan, &identities, records, journal, index, aside, audience);
    writer.summary.kept = left.kept;
    writer.summary.unasked = unasked;
    writer.summary.money = purse.money;
    let currency = &prepared.prices.currency;
    let notes = Notes {
        profile,
        settings,
        simulated: prepared.simulated,
        currency,
        prices_as_of: &prepared.prices.as_of,
        cells: plan.cell_count(),
        in_batch: batch.as_ref().map(|batch| &batch.in_batch),
    };
    writer.append(&notes.event(close::START, None, None)).and_then(|_| writer.claim(&claims)).map_err(Error::Disk)?;
    listener.hear(&JobEvent::Began { conversations: plan.cell_count(), kept: left.kept });
    writer.kept = left.by_model;
    let before = RunSetup {
        max_retries: settings.max_retries,
        offline_limit: how.offline_limit,
        served_at_once,
        asked: vec![how.asks; plan.models.len()],
        ..RunSetup::default()
    };
    let held_account = batch.as_ref().and_then(|batch| batch.account(platform, &prepared, &key));
    let held = batch.as_ref().zip(held_account.as_ref()).map(|(batch, account)| batch.targets(&plan, account));
    let lanes = Lanes { plan: &plan, online: targets, held: held.unwrap_or_default(), before, sharing };
    let outcome = match (order, &batch) {
        (Some(order), Some(batch)) => lanes.by_batch(order, &batch.in_batch, writer, purse.budget, &mut signals).await,
        _ => lanes.by_calls(writer, purse.budget, &mut signals).await,
    };
    let closed = (outside.close)(&notes, &plan, outcome);
    drop(lock);
    Ok(closed)
}

/// What a shard's run may have spent in all at its end; `None`: it has all of the job, and of the budget.
#[must_use]
pub fn shard_limit(limit: f64, prepared: &Prepared, plan: &Plan, index: &Index) -> Option<f64> {
    if plan.shard.is_whole() {
        return None;
    }
    // What no ledger names a currency for counts in that of the prices.
    let sum =
        |used: &BTreeMap<String, f64>| ["", &prepared.prices.currency].iter().filter_map(|name| used.get(*name)).sum();
    let used: Vec<(Shard, f64)> = index.used.iter().map(|(ledger, used)| (*ledger, sum(used))).collect();
    Some(allowance(limit, plan.shard, &used))
}

/// Takes the output folder for this process, and sees that it can be written to.
async fn take_folder(plan: &Plan, asks: bool, listener: &dyn Listener) -> Result<Lock, Error> {
    let patience = if asks && plan.shard.is_whole() { Duration::ZERO } else { turn::PATIENCE };
    let lock = turn::take(&plan.output_dir, plan.shard, patience, listener).await?;
    if let Some(e) = &lock.unsupported {
        listener.hear(&JobEvent::NoLock { cause: &e.into() });
    }
    // Beside other shards nobody knows what is half written and what is being written.
    if plan.shard.is_whole() {
        [&plan.output_dir, &plan.output_dir.join(FOLDER)].into_iter().for_each(|folder| file::sweep(folder));
    }
    file::probe(&plan.output_dir).map_err(|e| unwritable(&plan.output_dir, &e))?;
    Ok(lock)
}

fn open_ledger(plan: &Plan, listener: &dyn Listener) -> Result<(Journal, Index), Error> {
    let path = ledger::path_of(&plan.output_dir, plan.shard);
    let blank = || match plan.shard.is_whole() {
        true => Index::default(),
        false => Index::only_of(plan.sheets().map(|sheet| plan.file_name(sheet))),
    };
    let opened =
        Journal::open_for(&plan.output_dir, plan.shard, blank).map_err(|e| match ledger::is_of_another(&e) {
            true => ledger::unreadable(&plan.output_dir, &e),
            false => unwritable(&path, &e),
        })?;
    if opened.torn > 0 {
        listener.hear(&JobEvent::LedgerTorn { bytes: opened.torn });
    }
    let own = Some((plan.shard, opened.damaged)).filter(|(_, lines)| !lines.is_empty());
    for (shard, lines) in own.iter().chain(&opened.of_others) {
        let aside = plan.output_dir.join(FOLDER).join(shard.named(DAMAGED));
        listener.hear(&JobEvent::LedgerDamaged { lines, aside: &aside });
    }
    Ok((opened.journal, opened.index))
}

fn unwritable(path: &Path, e: &std::io::Error) -> Problem {
    Problem::in_file(path, FileProblem::OutputDir(e.into()))
}
