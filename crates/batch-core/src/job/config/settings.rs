//! All settings of a run.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::base::language::Language;

use super::batch::BatchKeys;
use super::environment::Origin;
use super::file::Level;
use super::limiter::LimiterSettings;
use super::prices::{BudgetKeys, PriceKeys};
use super::shard::ShardChoice;
use crate::base::shard::Shard;
use crate::platform::Limits;
use crate::platform::registry::Names;
use crate::platform::request::Params;
use crate::wire::transport::Timeouts;

/// Command-line flags that stand before the config.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--output-dir`
    pub output_dir: Option<String>,
    /// `--models`
    pub models: Option<Vec<String>>,
    /// `--people`
    pub people: Option<Vec<String>>,
    /// `--prompts`, counted from 1
    pub prompts: Option<Vec<usize>>,
    /// `--concurrency`
    pub concurrency: Option<u32>,
    /// `--rpm`
    pub rpm: Option<u32>,
    /// `--tpm`
    pub tpm: Option<u64>,
    /// `--timeout`, seconds
    pub timeout: Option<f64>,
    /// `--budget`; without a currency, in that of the platform's price data
    pub budget: Option<BudgetKeys>,
    /// `--shard`
    pub shard: Option<ShardChoice>,
    /// `--limiter`
    pub limiter: Option<String>,
    /// `--lang`
    pub language: Option<Language>,
    /// `--base-url` is not a flag: the simulator's address takes the config's place here.
    pub base_url: Option<String>,
}

/// One model of the run.
#[derive(Debug, Clone)]
pub struct Model {
    /// The configured name: file names and output.
    pub name: String,
    /// What each of its calls sends.
    pub params: Params,
    /// The most completion tokens that a call can be billed for, thinking included; `None`: there is no end.
    pub most_completion: Option<u64>,
    /// Tokens of prompt and answer that it can hold, if the platform's data says.
    pub context: Option<u64>,
}

impl Model {
    /// The name that is sent.
    #[must_use]
    pub fn wire(&self) -> Option<&str> {
        self.params.fields.get("model")?.as_str()
    }

    /// Tokens that an answer may have, as its calls say it, if they do.
    #[must_use]
    pub fn asked(&self) -> Option<u64> {
        ["max_completion_tokens", "max_tokens"].iter().find_map(|name| self.params.fields.get(*name)?.as_u64())
    }

    /// What it is called.
    #[must_use]
    pub fn names(&self) -> Names<'_> {
        Names { name: &self.name, sent: self.wire() }
    }
}

/// One line of `plan --settings`: a setting, its value and where it came from.
#[derive(Debug, Clone)]
pub struct Source {
    /// The config's key.
    pub name: &'static str,
    /// The value as shown to the user; never the key.
    pub value: ShownValue,
    /// The layer.
    pub origin: Origin,
}

/// What is shown of a setting's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownValue {
    /// All of it.
    Value(String),
    /// How long it is.
    Characters(usize),
}

/// Everything a run needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The config file as found.
    pub config_file: PathBuf,
    /// The prompts file as written.
    pub prompts_file: String,
    /// The records folder as written.
    pub records_dir: String,
    /// The output folder as written.
    pub output_dir: String,
    /// Base URL, no slash at its end.
    pub base_url: String,
    /// The models, in the config's order.
    pub models: Vec<Model>,
    /// The config's other models, which `--models` leaves out.
    pub left_out: Vec<Model>,
    /// Only these people, if any are named.
    pub people: Option<Vec<String>>,
    /// Only these prompts (from 1), if any are named.
    pub prompts: Option<Vec<usize>>,
    /// Retries after the first attempt.
    pub max_retries: u32,
    /// Tokens an answer may have, for models without a cap of their own.
    pub max_tokens: u32,
    /// The log file.
    pub log_file: String,
    /// The log's level.
    pub log_level: Level,
    /// Limits on the calls, of the account.
    pub account: Limits,
    /// The part of the job that is this process's.
    pub shard: Shard,
    /// Limits on the calls, of this process.
    pub limits: Limits,
    /// Times allowed.
    pub timeouts: Timeouts,
    /// Money that may be spent.
    pub budget: Option<BudgetKeys>,
    /// Prices that the user knows better, by model name or glob.
    pub prices: BTreeMap<String, PriceKeys>,
    /// How the batch service is used.
    pub batch: BatchKeys,
    /// The limiter that processes share.
    pub limiter: Option<LimiterSettings>,
    /// A proxy.
    pub proxy: Option<String>,
    /// Whether HTTP/1.1 connections may carry more than one call.
    pub keep_alive: Option<bool>,
    /// Where each setting came from.
    pub sources: Vec<Source>,
}
