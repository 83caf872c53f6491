//! What a run came to: counted as it goes, printed at the end, given to machines by `--json`.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::base::amount::{Cost, round};
use crate::base::shard::Shard;
use crate::ledger::Usage;
use crate::platform::fault::Class;

/// What calls were served at once in a run, by model, or under "" for the account.
pub type ServedAtOnce = BTreeMap<String, u32>;

/// Counts of a run.
#[derive(Debug, Default, Clone)]
pub struct Summary {
    /// Conversations of the job.
    pub total: usize,
    /// Answered before this run.
    pub kept: usize,
    /// Answered in this run.
    pub answered: usize,
    /// Given up, by class.
    pub failed: BTreeMap<Class, usize>,
    /// Answers cut short by the cap on tokens.
    pub cut: usize,
    /// Of the answers of this run, those of the batch service.
    pub by_batch: usize,
    /// Conversations that the batch service had not settled when the run ended.
    pub waiting: usize,
    /// Calls sent, lines given to the batch service among them.
    pub calls: u64,
    /// Calls sent again after a failure.
    pub retries: u64,
    /// Replies that said "slow down".
    pub limited: u64,
    /// Time in which nothing could be sent because of limits.
    pub waited: Duration,
    /// Sheets written in this run.
    pub written: usize,
    /// Sheets that were complete and needed no change.
    pub untouched: usize,
    /// If nothing was asked: what is to be.
    pub unasked: Option<Unasked>,
    /// Files of others that were moved out of the way.
    pub moved: FileList,
    /// The folder that they are in now.
    pub aside: String,
    /// Files with answers that a sheet without one did not take the place of.
    pub not_replaced: FileList,
    /// What may be spent and what was.
    pub money: RunMoney,
    /// Tokens, latencies and counts by model.
    pub models: BTreeMap<String, ModelSummary>,
    /// What the platform was seen to serve at once, at the end.
    pub served_at_once: ServedAtOnce,
}

/// What a run that asks nothing leaves to others.
#[derive(Debug, Default, Clone)]
pub struct Unasked {
    /// Conversations that a run would ask.
    pub to_ask: usize,
    /// Conversations about records that say nothing: no run asks them.
    pub empty: usize,
    /// The shards whose the former are, as far as that is known.
    pub shards: Vec<Shard>,
}

/// What may be spent and what earlier runs did.
#[derive(Debug, Default, Clone)]
pub struct RunMoney {
    /// Currency of all money in the summary.
    pub currency: String,
    /// The day of the price data.
    pub as_of: String,
    /// What may be spent in all.
    pub budget: Option<f64>,
    /// What of it is a shard's.
    pub part: Option<BudgetPart>,
    /// What earlier runs into the same folder spent, confirmed.
    pub earlier: f64,
    /// What calls of unknown fate, of all runs, may have cost besides, at most.
    pub perhaps: f64,
    /// What conversations in the batch service may cost besides, at most.
    pub waiting: f64,
    /// The worst case of the calls that an interrupted run left in flight.
    pub abandoned: f64,
}

/// What a shard has of a budget.
#[derive(Debug, Clone, Copy)]
pub struct BudgetPart {
    /// How many shards there are.
    pub of: u16,
    /// What this one may spend from the beginning of its run on.
    pub left: f64,
}

/// Counts of one model.
#[derive(Debug, Default, Clone)]
pub struct ModelSummary {
    /// Answers.
    pub answered: usize,
    /// Given up.
    pub failed: usize,
    /// Tokens of all replies that named them.
    pub usage: Usage,
    /// What its calls cost, if its price is known.
    pub cost: Option<f64>,
    /// What its calls of unknown fate may have cost besides, at most.
    pub perhaps: f64,
    /// How long each answer took, in ms.
    pub latencies: Vec<u32>,
}

impl Summary {
    /// Conversations settled in this run or before.
    #[must_use]
    pub fn done(&self) -> usize {
        self.kept + self.answered + self.failures()
    }

    /// What this run's calls cost, as far as prices are known.
    #[must_use]
    pub fn spent(&self) -> f64 {
        round(self.models.values().filter_map(|model| model.cost).sum())
    }

    /// Conversations given up.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.failed.values().sum()
    }

    /// Adds a reply's tokens.
    pub fn add_usage(&mut self, model: &str, usage: &Usage) {
        self.model(model).usage += *usage;
    }

    /// The counts of a model.
    pub fn model(&mut self, name: &str) -> &mut ModelSummary {
        if !self.models.contains_key(name) {
            self.models.insert(name.to_owned(), ModelSummary::default());
        }
        self.models.entry(name.to_owned()).or_default()
    }
}

/// Some files: how many, and the first of them by name.
#[derive(Debug, Default, Clone, Serialize)]
pub struct FileList {
    /// How many.
    pub count: usize,
    /// The names of the first, at most [`FileList::MOST`].
    pub names: Vec<String>,
}

impl FileList {
    /// So many are named.
    pub const MOST: usize = 100;

    /// One more.
    pub fn add(&mut self, name: String) {
        self.count += 1;
        if self.names.len() < Self::MOST {
            self.names.push(name);
        }
    }
}

/// The summary for `--json`.
#[derive(Debug, Serialize)]
pub struct Json<'a> {
    /// The platform's id.
    pub platform: &'a str,
    /// True if the simulator answered.
    pub simulated: bool,
    /// Which part of the job it was, `2/8`; absent: all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// How it ended: `complete`, `failures`, `refused`, `paused`, `interrupted`, `disk`.
    pub ending: &'a str,
    /// The process's exit code.
    pub exit_code: u8,
    /// Why it ended early, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The output folder.
    pub output_dir: &'a str,
    /// Conversations: all, answered now, answered before, given up, left.
    pub conversations: JsonCells,
    /// Given up, by class.
    pub failed: BTreeMap<String, usize>,
    /// Sheets written and left alone.
    pub files_written: usize,
    /// Sheets that were complete and needed no change.
    pub files_untouched: usize,
    /// Files of others that were moved out of the way.
    pub files_moved: usize,
    /// Files with answers that a sheet without one did not take the place of.
    pub files_not_replaced: usize,
    /// If nothing was asked: the shards whose conversations are to be asked, as far as that is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shards_left: Vec<String>,
    /// Calls sent.
    pub calls: u64,
    /// Calls sent again after a failure.
    pub retries: u64,
    /// Replies that said "slow down".
    pub rate_limited: u64,
    /// Answers cut short.
    pub cut: usize,
    /// Seconds in which nothing could be sent because of limits.
    pub waited_seconds: f64,
    /// Seconds from start to end.
    pub seconds: f64,
    /// Money.
    pub money: JsonMoney<'a>,
    /// By model.
    pub models: BTreeMap<&'a str, JsonModel>,
}

/// Money, all in one currency.
#[derive(Debug, Serialize)]
pub struct JsonMoney<'a> {
    /// The currency.
    pub currency: &'a str,
    /// The day of the price data.
    pub prices_as_of: &'a str,
    /// What this run spent, confirmed by the tokens that the platform counted.
    pub spent: f64,
    /// What earlier runs into the same folder spent, confirmed likewise.
    pub spent_earlier: f64,
    /// What calls of unknown fate, of all runs into the folder, may have cost besides, at most.
    pub perhaps: f64,
    /// What conversations in the batch service may cost besides, at most.
    #[serde(skip_serializing_if = "is_nothing")]
    pub waiting: f64,
    /// The worst case of the calls that an interrupted run left in flight.
    pub abandoned: f64,
    /// What may be spent in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<f64>,
    /// What of it was this shard's when the run began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_part: Option<f64>,
}

/// Counts of conversations.
#[derive(Debug, Serialize)]
pub struct JsonCells {
    /// Of the job.
    pub total: usize,
    /// Answered in this run.
    pub answered: usize,
    /// Answered before.
    pub kept: usize,
    /// Given up.
    pub failed: usize,
    /// Neither.
    pub left: usize,
    /// Of the answers of this run, those of the batch service.
    #[serde(skip_serializing_if = "is_none")]
    pub by_batch: usize,
    /// Of those that are left, those that the batch service has.
    #[serde(skip_serializing_if = "is_none")]
    pub waiting: usize,
}

/// What there is none of need not be said.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn is_none(count: &usize) -> bool {
    *count == 0
}

/// The same of money.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's way")]
fn is_nothing(money: &f64) -> bool {
    *money <= 0.0
}

/// One model.
#[derive(Debug, Serialize)]
pub struct JsonModel {
    /// Answers of this run.
    pub answered: usize,
    /// Given up.
    pub failed: usize,
    /// Tokens.
    #[serde(flatten)]
    pub usage: Usage,
    /// What it cost; absent if the price is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    /// What its calls of unknown fate may have cost besides, at most.
    pub cost_perhaps: f64,
    /// Median latency of an answer, in ms.
    pub p50_ms: Option<u32>,
    /// 95th percentile, in ms.
    pub p95_ms: Option<u32>,
}

impl ModelSummary {
    /// Adds what a call cost.
    pub fn add_cost(&mut self, cost: Cost) {
        *self.cost.get_or_insert_default() += cost.confirmed.unwrap_or(0.0);
        self.perhaps += cost.change;
    }

    /// A percentile of the latencies, in ms.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Option<u32> {
        let mut sorted = self.latencies.clone();
        sorted.sort_unstable();
        sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied()
    }
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
    /// Given to the batch service, which has not said what became of them.
    #[serde(skip_serializing_if = "is_none")]
    pub waiting: usize,
    /// About records that say nothing: they are not asked.
    pub empty: usize,
    /// Answered, by model; none at all: empty.
    #[serde(skip)]
    pub by_model: Vec<usize>,
}

impl Left {
    /// What a run would ask by calls.
    #[must_use]
    pub fn to_ask(&self) -> usize {
        self.fresh + self.again + self.unknown
    }
}
