//! `status`: what is answered, failed, left; whether the files say what the ledger says. Reads only.

mod files;
mod told;
mod words;

use std::io;

use batch_core::base::amount::round;
use batch_core::base::at_once::at_once;
use batch_core::base::error::Error;
use batch_core::base::problem::Problem;
use batch_core::base::shard::Shard;
use batch_core::job::config::{self, Settings};
use batch_core::job::identity::Identities;
use batch_core::job::input::Records;
use batch_core::job::plan::{Cell, Plan};
use batch_core::ledger::{self, Answers, Index, Spending, Spent, holders};
use batch_core::money::price::Prices;
use batch_core::platform::Platform;
use batch_core::platform::fault::Class;
use batch_core::platform::registry::Registry;
use batch_core::run::session::{Unasked, count as left, purse, simulated, unasked};
use batch_words::Words;
use serde::Serialize;

pub use self::files::FilesFound;
use self::files::{failure, files};
pub use self::told::{Counts, LastRun};
use self::told::{Told, read};
use super::args::Common;
use super::batch::parts::{PartRow, parts};
use super::{say, say_json};
use crate::pasted::Pasted;

/// Counts of one model.
#[derive(Debug, Serialize)]
pub struct ModelCounts {
    /// The configured name.
    pub name: String,
    /// Its counts.
    #[serde(flatten)]
    pub counts: Counts,
}

/// A conversation that was given up.
#[derive(Debug, Serialize)]
pub struct FailedCell {
    /// The configured model name.
    pub model: String,
    /// The person.
    pub people: String,
    /// The prompt's place in the prompts file, from 1.
    pub prompt: usize,
    /// What went wrong.
    pub class: Class,
    /// The sentence behind `ERROR: `.
    pub message: String,
}

/// A ledger with damaged lines.
#[derive(Debug, Serialize)]
pub struct DamagedLedger {
    /// The shard whose it is; absent: the whole job's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// Their numbers, from 1.
    pub lines: Vec<u64>,
    /// In words.
    #[serde(skip)]
    pub says: String,
}

/// Everything that `status` says.
#[derive(Debug, Serialize)]
pub struct StatusReport {
    /// True if it is the simulator's work: nothing was charged.
    pub simulated: bool,
    /// Which part of the job it is about, `2/8`; absent: all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// The output folder.
    pub output_dir: String,
    /// The last `run` line: when, and how it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run: Option<LastRun>,
    /// Who works on the folder at this moment, as each names itself; nobody: absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub running: Option<String>,
    /// The same, one by one, where there are shards.
    #[serde(skip)]
    pub shards_running: Vec<String>,
    /// All models.
    pub all: Counts,
    /// By model, in the config's order.
    pub models: Vec<ModelCounts>,
    /// What was spent.
    pub money: StatusMoney,
    /// The parts of the job in the platform's batch service.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub batch: Vec<PartRow>,
    /// Ledgers with damaged lines that nobody has mended yet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub damaged: Vec<DamagedLedger>,
    /// True if shards have ever been at work.
    #[serde(skip)]
    pub shards: bool,
    /// What there is to ask. Told to programs: the shards whose it is, if all that there were are of one number.
    #[serde(rename = "shards_left", skip_serializing_if = "are_none", serialize_with = "as_named")]
    pub unasked: Unasked,
    /// The sheets.
    pub files: FilesFound,
    /// With `--failed`: each conversation that was given up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<FailedCell>,
}

fn are_none(unasked: &Unasked) -> bool {
    unasked.shards.is_empty()
}

fn as_named<S: serde::Serializer>(unasked: &Unasked, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(unasked.shards.iter().map(Shard::to_string))
}

/// What was spent by all runs into the folder.
#[derive(Debug, Default, Serialize)]
pub struct StatusMoney {
    /// Its currency.
    pub currency: String,
    /// True if the price of any model is known.
    #[serde(skip)]
    pub priced: bool,
    /// Confirmed by the platform's counts, and perhaps besides.
    #[serde(flatten)]
    pub spent: Spending,
    /// At most this besides: conversations in the batch service.
    pub waiting: f64,
    /// What may be spent in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<f64>,
    /// What is left of it for the next run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<f64>,
    /// True if others may have spent of it.
    #[serde(skip)]
    pub shared: bool,
}

/// Prints the status; exit code 0 if every conversation is answered, else 1.
///
/// # Errors
/// What is wrong with config or inputs, or a ledger that cannot be read.
pub fn status(
    words: &'static Words,
    mut platform: Box<dyn Platform>,
    args: &Common,
    failed: bool,
) -> anyhow::Result<u8> {
    let mut settings = config::load(platform.as_mut(), &args.overrides()).map_err(Error::from)?.settings;
    let asked_at = if args.simulate {
        settings.output_dir = simulated::folder(&settings.output_dir);
        simulated::ASKED_AT.to_owned()
    } else {
        settings.base_url.clone()
    };
    let plan = Plan::new(&settings, &mut Vec::new()).map_err(Error::from)?;
    let unreadable = |e: io::Error| Error::from(ledger::unreadable(&plan.output_dir, &e));
    let (identities, index) = at_once(
        || Identities::new(&plan, |_| asked_at.as_str(), &mut Records::of(&plan.people), |_| ()),
        || Index::peek(&plan.output_dir, plan.shard),
    );
    let (index, mut identities) = (index.map_err(unreadable)?, identities.map_err(Error::from)?);
    identities.claim(&plan, &index);
    let (told, mut status) = at_once(|| read(&plan, &identities, &index), || count(&plan, &identities, &index));
    let told = told.map_err(unreadable)?;
    status.add(&told);
    status.simulated = args.simulate;
    status.last_run = told.last_run;
    // A run that has said how it ended is over: nothing is locked for a moment that others may want.
    let shards = ledger::ledgers(&plan.output_dir).map_err(unreadable)?.iter().any(|shard| !shard.is_whole());
    if shards || status.last_run.as_ref().is_some_and(|run| run.phase == "start") {
        let holders = holders(&plan.output_dir);
        status.running = (!holders.is_empty()).then(|| holders.join("; "));
        status.shards_running = if shards { holders } else { Vec::new() };
    }
    status.shards = shards;
    let lost = status.unasked.to_ask > 0;
    let damaged = index.damaged_of(plan.shard).map(|(shard, lines)| DamagedLedger {
        shard: (!shard.is_whole()).then(|| shard.to_string()),
        lines: lines.clone(),
        says: batch_words::run::damaged(words, &plan.output_dir, *shard, lines, lost),
    });
    status.damaged = damaged.collect();
    if failed {
        status.failed = failures(&plan, &identities, &index);
    }
    status.batch = parts(&index.parts);
    status.money = money(platform.as_ref(), &settings, &plan, index.spent).map_err(Error::from)?;
    if args.json {
        say_json(&status)?;
    } else {
        say(&words::status(words, &status, &Pasted::new(platform.profile(), args)));
    }
    Ok(u8::from(status.all.answered < status.all.total))
}

impl StatusReport {
    /// Adds what only the ledgers' lines say.
    fn add(&mut self, told: &Told) {
        for (model, (usage, cut)) in self.models.iter_mut().zip(&told.models) {
            for counts in [&mut model.counts, &mut self.all] {
                counts.usage += *usage;
                counts.cut += cut;
            }
        }
    }
}

/// The two figures, as the next run would count them.
fn money(platform: &dyn Platform, settings: &Settings, plan: &Plan, spent: Spent) -> Result<StatusMoney, Problem> {
    let registry = Registry::read(platform.profile().models)?;
    let prices = Prices::new(|_| &registry, settings, &mut Vec::new());
    let limit = settings.budget.as_ref().map(|budget| budget.amount);
    let models = prices.priced(&plan.models);
    let priced = models.iter().any(|(_, price)| price.is_some());
    let budget = purse(&prices.currency, plan, &models, spent, limit).0;
    Ok(StatusMoney {
        priced,
        spent: budget.spent(),
        waiting: budget.waiting(),
        budget: limit,
        left: budget.left().map(round),
        shared: settings.limiter.is_some(),
        currency: prices.currency,
    })
}

/// What the index says of the job, and what lies there.
fn count(plan: &Plan, identities: &Identities, index: &Index) -> StatusReport {
    let mut models: Vec<ModelCounts> =
        plan.models.iter().map(|model| ModelCounts { name: model.name.clone(), counts: Counts::default() }).collect();
    let mut all = Counts::default();
    for cell in plan.sheets().flat_map(|sheet| plan.cells(sheet)) {
        let state = index.state(identities.key(plan, cell));
        for counts in [&mut models[plan.model_index(cell.sheet)].counts, &mut all] {
            counts.add(state);
        }
    }
    let unasked = unasked(plan, identities, index, &left(plan, identities, index));
    StatusReport {
        simulated: false,
        shard: plan.shard.named_part(),
        output_dir: plan.output_dir.display().to_string(),
        last_run: None,
        running: None,
        shards_running: Vec::new(),
        shards: false,
        unasked,
        all,
        models,
        money: StatusMoney::default(),
        batch: Vec::new(),
        damaged: Vec::new(),
        files: files(plan, identities, index),
        failed: Vec::new(),
    }
}

fn failures(plan: &Plan, identities: &Identities, index: &Index) -> Vec<FailedCell> {
    let answers = Answers::of(&plan.output_dir);
    let failed = |cell: Cell| {
        let (class, message) = failure(&answers, index, identities.key(plan, cell))?;
        Some(FailedCell {
            model: plan.model(cell.sheet).name.clone(),
            people: plan.person(cell.sheet).name().to_owned(),
            prompt: plan.prompt(cell).number,
            class,
            message,
        })
    };
    plan.sheets().flat_map(|sheet| plan.cells(sheet)).filter_map(failed).collect()
}
