//! The contract: everything a vendor's crate writes.
//!
//! A platform is data (its [`Profile`]) and, where data is not enough, a few synchronous hooks. It does no I/O:
//! core sends, waits, retries and writes. Copy `batch-kimi`, change the constants and the error table, and a new
//! vendor is done.

pub mod body;
pub mod fault;
pub mod refusal;
pub mod registry;
pub mod reply;
pub mod request;
pub mod rule;
pub mod wait_hint;

pub use batch_sim::Dialect;
use serde_json::{Map, Value};

use crate::base::problem::Bilingual;
use crate::platform::fault::{Class, Fault, Refusal};
use crate::platform::reply::{Answer, Reply};
use crate::platform::rule::Rule;

/// What core knows about a platform before any configuration is read.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Short lower-case name: default log and output names, the ledger, reports.
    pub id: &'static str,
    /// Name in sentences to the user.
    pub name: Bilingual,
    /// What the banner says after `批量处理系统 - `.
    pub title: Bilingual,
    /// Config file looked for in the current directory and in `./configs`.
    pub config_file: &'static str,
    /// Output folder when the config names none.
    pub output_dir: &'static str,
    /// Log file when the config names none.
    pub log_file: &'static str,
    /// Environment variables that may hold the key, first one wins.
    pub key_vars: &'static [&'static str],
    /// Environment variable that may hold the base URL.
    pub base_url_var: &'static str,
    /// Base URL when neither config nor environment names one.
    pub base_url: &'static str,
    /// Where to read about keys, balance and limits; shown when the account is refused.
    pub console_url: &'static str,
    /// Keys that this platform reads from `api_config` or from an entry of `models`, beside core's own.
    pub vendor_keys: &'static [VendorKey],
    /// Limits assumed when the config names none.
    pub limits: Limits,
    /// Named limits that `"tier"` in the config may choose; empty if the platform has no tiers.
    pub tiers: &'static [(&'static str, Limits)],
    /// Whether limits count for the account or for each model of it.
    pub scope: Scope,
    /// How the platform counts a call against tokens per minute.
    pub charge: Charge,
    /// Tokens that a model may think beyond `max_tokens`; 0 if the cap counts thinking, too. A budget reserves them.
    pub uncapped_thinking: u64,
    /// Where `check` asks for the balance, free of charge, if the platform says it anywhere.
    pub balance: Option<Balance>,
    /// Where `plan --ask` has tokens counted, free of charge, if the platform does it anywhere.
    pub token_count: Option<TokenCount>,
    /// False if the platform has no list of models (a 404 on `/models` then means nothing).
    pub lists_models: bool,
    /// The commented config that `init` writes: the text of the repository's own.
    pub sample_config: &'static str,
    /// The platform's models and prices: the text of its `models.json`.
    pub models: &'static str,
    /// The platform's error table; the first row that fits wins, before core's general table.
    pub rules: &'static [Rule],
    /// Which dialect the built-in simulator speaks for `--simulate`.
    pub dialect: Dialect,
}

/// A configuration key that only this platform has.
#[derive(Debug, Clone, Copy)]
pub struct VendorKey {
    /// The key as written in the config.
    pub name: &'static str,
    /// True if an entry of `models` may carry it too.
    pub per_model: bool,
}

/// What a platform allows. `None` means no limit is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Calls in flight.
    pub concurrency: u32,
    /// Requests per minute.
    pub rpm: Option<u32>,
    /// Tokens per minute, counted as [`Charge`] says.
    pub tpm: Option<u64>,
}

/// What a limit is counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All models of the account together.
    Account,
    /// Each model by itself.
    Model,
}

/// How tokens per minute are charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charge {
    /// Prompt plus the largest answer allowed, at admission.
    PromptPlusMax,
    /// Prompt plus what was really said.
    PromptPlusAnswer,
}

/// A free call that tells the account's balance.
#[derive(Debug, Clone, Copy)]
pub struct Balance {
    /// Path below the base URL.
    pub path: &'static str,
    /// JSON pointer to the amount in the reply.
    pub pointer: &'static str,
    /// Currency of the amount.
    pub currency: &'static str,
}

/// A free call that counts the tokens of a text.
#[derive(Debug, Clone, Copy)]
pub struct TokenCount {
    /// Path below the base URL; it is a POST.
    pub path: &'static str,
    /// What the call carries beside `model`.
    pub body: TokenCountBody,
    /// JSON pointer to the number of tokens in the reply.
    pub pointer: &'static str,
}

impl TokenCount {
    /// A count of `messages`.
    #[must_use]
    pub const fn of_messages(path: &'static str, pointer: &'static str) -> Self {
        Self { path, body: TokenCountBody::Messages, pointer }
    }

    /// A count of one `text`.
    #[must_use]
    pub const fn of_text(path: &'static str, pointer: &'static str) -> Self {
        Self { path, body: TokenCountBody::Text, pointer }
    }
}

/// What a token count wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenCountBody {
    /// `messages`, as a chat call has them.
    Messages,
    /// `text`, all of it.
    Text,
}

/// One entry of `models` together with the vendor's own keys, as [`Platform::configure`] sees it.
#[derive(Debug, Clone)]
pub struct VendorModel<'a> {
    /// The configured model name.
    pub name: &'a str,
    /// The vendor keys of this entry (see [`VendorKey::per_model`]).
    pub keys: &'a Map<String, Value>,
}

/// What is wrong with a vendor key: becomes "file, line, field: what" for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Field path below the config's root, for example `api_config.endpoint_id`.
    pub field: String,
    /// One sentence: what is wrong and what to do.
    pub what: Bilingual,
}

/// A platform: its profile, and hooks for what data cannot say. Only [`Platform::profile`] must be written.
///
/// A hook is for what a profile cannot say; here, a key of the vendor's own:
///
/// ```
/// use batch_core::{Bilingual, Complaint, Platform, Profile, VendorModel};
/// use serde_json::{Map, Value, json};
///
/// struct Acme {
///     profile: Profile, // with `vendor_keys: &[VendorKey { name: "region", per_model: false }]`
///     region: String,
/// }
///
/// impl Platform for Acme {
///     fn profile(&self) -> &Profile {
///         &self.profile
///     }
///
///     fn configure(&mut self, api: &Map<String, Value>, _: &[VendorModel<'_>]) -> Result<(), Complaint> {
///         let Some(region) = api.get("region") else { return Ok(()) };
///         let wrong = || Complaint { field: "api_config.region".to_owned(), what: Bilingual::new("应为字符串", "must be a string") };
///         self.region = region.as_str().ok_or_else(wrong)?.to_owned();
///         Ok(())
///     }
///
///     fn shape(&self, params: &mut Map<String, Value>) {
///         params.insert("region".to_owned(), json!(self.region));
///     }
/// }
/// ```
pub trait Platform: Send + Sync + 'static {
    /// The platform's constants.
    fn profile(&self) -> &Profile;

    /// Takes the vendor's own keys of `api_config` and of each model, checked before anything is sent.
    ///
    /// # Errors
    /// A [`Complaint`] that names the field; the run ends with exit code 2.
    fn configure(&mut self, api: &Map<String, Value>, models: &[VendorModel<'_>]) -> Result<(), Complaint> {
        let _ = (api, models);
        Ok(())
    }

    /// What is sent as `model` for a configured model name.
    fn wire_model(&self, model: &str) -> String {
        model.to_owned()
    }

    /// Lines for the banner after `API地址`, for example the endpoint in use.
    fn banner(&self) -> Vec<Bilingual> {
        Vec::new()
    }

    /// Last word on the request's parameters (everything except `messages`), once for each model.
    fn shape(&self, params: &mut Map<String, Value>) {
        let _ = params;
    }

    /// Judges a refusal that the platform's own table ([`Profile::rules`]) cannot express. Set [`Fault::certain`] only
    /// where the platform's word leaves no doubt: it is believed at once.
    fn judge(&self, refusal: &Refusal) -> Option<Fault> {
        let _ = refusal;
        None
    }

    /// Reads an HTTP 200 reply: the answer, or the named reason why it is none.
    ///
    /// # Errors
    /// The class of a reply that is no answer (empty, refused, ...).
    fn read(&self, reply: Reply) -> Result<Answer, Class> {
        reply.answer()
    }
}
