//! What a platform is, as data: written in Rust by a platform's crate, or read from JSON with the same names.

use std::borrow::Cow;

use batch_sim::Dialect;
use serde::Deserialize;

use super::batch::BatchService;
use super::fixed::{self, Text};
use super::free::{Balance, TokenCount};
use super::limits::Limits;
use super::rule::Rule;
use super::shape::{Auth, RefusalAt, UsageAt};
use crate::base::problem::Bilingual;

/// What core knows about a platform before any configuration is read. Whatever a platform does not name is as plain
/// OpenAI has it: end with `..Profile::openai()`.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// The day that this data is from, `YYYY-MM-DD`; empty where it stands in a crate.
    #[serde(deserialize_with = "fixed::text")]
    pub as_of: Text,
    /// Where it is from and how far it can be trusted; empty where it stands in a crate.
    #[serde(deserialize_with = "fixed::text")]
    pub source: Text,

    // Names, for users and for files.
    /// Short lower-case name of letters and digits: the ledger, reports, the usual names of files.
    #[serde(deserialize_with = "fixed::text")]
    pub id: Text,
    /// Name in sentences to the user.
    pub name: Bilingual,
    /// What the banner says after `批量处理系统 - `; `None`: the name.
    pub title: Option<Bilingual>,
    /// What stands behind `batch-` in the program's name; empty: the `id`.
    #[serde(skip)]
    pub program: &'static str,
    /// Files that are not named after the `id`.
    #[serde(skip)]
    pub files: Option<FileNames>,

    // Address and key.
    /// Base URL when neither config nor environment names one.
    #[serde(deserialize_with = "fixed::text")]
    pub base_url: Text,
    /// Environment variable that may hold the base URL; empty: none.
    #[serde(deserialize_with = "fixed::text")]
    pub base_url_var: Text,
    /// Path of a chat completion below the base URL.
    #[serde(deserialize_with = "fixed::text")]
    pub chat_path: Text,
    /// Environment variables that may hold the key, first one wins; empty: none is needed.
    #[serde(deserialize_with = "fixed::texts")]
    pub key_vars: &'static [Text],
    /// How a call carries the key.
    pub auth: Auth,
    /// Headers of every call, beside those that all have: name and value.
    #[serde(deserialize_with = "fixed::text_map")]
    pub headers: &'static [(Text, Text)],
    /// Where to read about keys, balance and limits; shown when the account is refused.
    #[serde(deserialize_with = "fixed::text")]
    pub console_url: Text,
    /// Keys that this platform reads from `api_config` or from an entry of `models`, beside core's own.
    #[serde(skip)]
    pub vendor_keys: &'static [VendorKey],

    /// Descriptions that the config's `platform` section may name and change: the texts of files with the fields of this very
    /// struct, each by its name. `None`: this program is for one platform, which no config describes.
    #[serde(skip)]
    pub presets: Option<&'static [(&'static str, &'static str)]>,

    // How much it takes, and how it counts.
    /// Limits assumed when the config names none.
    pub limits: Limits,
    /// Named limits that `"tier"` in the config may choose; empty if the platform has no tiers.
    #[serde(deserialize_with = "fixed::map")]
    pub tiers: &'static [(Text, Limits)],
    /// Whether limits count for the account or for each model of it.
    pub scope: Scope,
    /// How the platform counts a call against tokens per minute.
    pub charge: Charge,
    /// Tokens that a model may think beyond `max_tokens`; 0 if the cap counts thinking, too. A budget reserves them.
    pub uncapped_thinking: u64,

    /// Its service at a lower price, if it has one.
    pub batch: Option<BatchService>,

    // Its free calls.
    /// False if the platform has no list of models (a 404 on `/models` then means nothing).
    pub lists_models: bool,
    /// Where `check` asks for the balance, free of charge, if the platform says it anywhere.
    pub balance: Option<Balance>,
    /// Where `plan --ask` has tokens counted, free of charge, if the platform does it anywhere.
    pub token_count: Option<TokenCount>,

    // Its replies.
    /// The platform's error table; the first row that fits wins, before core's general table.
    #[serde(rename = "errors", deserialize_with = "fixed::list")]
    pub rules: &'static [Rule],
    /// Where a refusal stands in a body, if that is not where OpenAI has it.
    pub refusal: Option<RefusalAt>,
    /// Where `usage` counts tokens under other names than OpenAI's.
    pub usage: UsageAt,
    /// Header with the platform's id of a call; empty: whatever looks like one.
    #[serde(deserialize_with = "fixed::text")]
    pub request_id: Text,
    /// True if every answer is better streamed, not only those of models that think: see `"stream": "auto"`.
    pub streams: bool,
    /// False if the platform refuses `stream_options` and says in a stream what was used anyway, or never.
    pub stream_usage: bool,

    // Files of the crate, by `include_str!`.
    /// The commented config that `init` writes: the text of the repository's own.
    #[serde(skip)]
    pub sample_config: &'static str,
    /// The platform's models and prices: the text of its `models.json`; see [`crate::platform::registry::Registry`].
    #[serde(deserialize_with = "fixed::json")]
    pub models: Text,

    /// Which platform's an address, a model or a config is that is not this one's: the text of `crates/platforms.json`.
    #[serde(skip)]
    pub others: &'static str,

    // Who answers under `--simulate`.
    /// Which dialect the built-in simulator speaks.
    #[serde(skip)]
    pub dialect: Dialect,
    /// What the platform says otherwise than plain OpenAI, as the table of `batch_sim::Vendor`; empty: nothing. Written
    /// from the platform's documents, never from this profile: the tests hold one against the other.
    #[serde(deserialize_with = "fixed::json")]
    pub simulated: Text,
}

/// A configuration key that only this platform has.
#[derive(Debug, Clone, Copy)]
pub struct VendorKey {
    /// The key as written in the config.
    pub name: &'static str,
    /// True if an entry of `models` may carry it too.
    pub per_model: bool,
}

/// Names of a platform's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileNames {
    /// Config file looked for in the current directory and in `./configs`.
    pub config: &'static str,
    /// Output folder when the config names none.
    pub output: &'static str,
    /// Log file when the config names none.
    pub log: &'static str,
}

/// What a limit is counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// All models of the account together.
    Account,
    /// Each model by itself.
    Model,
}

/// How tokens per minute are charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charge {
    /// Prompt plus the largest answer allowed, at admission.
    PromptPlusMax,
    /// Prompt plus what was really said.
    PromptPlusAnswer,
}

impl Profile {
    /// A server that speaks plain OpenAI, of which nothing else is known: no key, no limits, no models.
    #[must_use]
    pub const fn openai() -> Self {
        Self {
            as_of: "",
            source: "",
            id: "openai",
            name: Bilingual { zh: Cow::Borrowed("OpenAI"), en: Cow::Borrowed("OpenAI") },
            title: None,
            program: "",
            files: None,
            base_url: "http://127.0.0.1:8000/v1",
            base_url_var: "",
            chat_path: "/chat/completions",
            key_vars: &[],
            auth: Auth::Bearer,
            headers: &[],
            console_url: "",
            vendor_keys: &[],
            presets: None,
            limits: Limits::UNKNOWN,
            tiers: &[],
            scope: Scope::Account,
            charge: Charge::PromptPlusAnswer,
            uncapped_thinking: 0,
            batch: None,
            lists_models: true,
            balance: None,
            token_count: None,
            rules: &[],
            refusal: None,
            usage: UsageAt::OPENAI,
            request_id: "",
            streams: false,
            stream_usage: true,
            sample_config: "",
            models: r#"{"as_of":"","source":"","currency":"CNY","models":[]}"#,
            others: "[]",
            dialect: Dialect::OpenAi,
            simulated: "",
        }
    }

    /// What the banner says after `批量处理系统 - `.
    #[must_use]
    pub fn title(&self) -> &Bilingual {
        self.title.as_ref().unwrap_or(&self.name)
    }

    /// The program's name.
    #[must_use]
    pub fn program(&self) -> String {
        format!("batch-{}", if self.program.is_empty() { self.id } else { self.program })
    }

    /// Config file looked for in the current directory and in `./configs`.
    #[must_use]
    pub fn config_file(&self) -> String {
        let usual = || format!("batch_config_{}.json", if self.program.is_empty() { self.id } else { self.program });
        self.files.map_or_else(usual, |files| files.config.to_owned())
    }

    /// Output folder when the config names none.
    #[must_use]
    pub fn output_dir(&self) -> String {
        self.files.map_or_else(|| format!("./output/raw_{}", self.id), |files| files.output.to_owned())
    }

    /// Log file when the config names none.
    #[must_use]
    pub fn log_file(&self) -> String {
        self.files.map_or_else(|| format!("batch_process_{}.log", self.id), |files| files.log.to_owned())
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::openai()
    }
}
