//! What every batch-llm program shares. A vendor's crate says what its platform is like, and calls [`main`].
//!
//! # A platform
//!
//! It implements [`Platform`]. Only [`Platform::profile`] must be written: a [`Profile`], which is data. Copy `batch-kimi`,
//! change the constants, and follow `docs/new-platform.md`; this is all of the code:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use batch_core::{Charge, Class, Dialect, Limits, Platform, Profile, Rule, Scope};
//!
//! /// What its errors mean, where that is not what OpenAI means by them. The first row that fits wins.
//! const RULES: &[Rule] = &[
//!     Rule::code("account_frozen", Class::NoBalance),
//!     Rule::text("daily quota", Class::Quota).with_status(429),
//! ];
//!
//! struct Acme(Profile);
//!
//! impl Default for Acme {
//!     fn default() -> Self {
//!         Self(Profile {
//!             // Names, for users and for files.
//!             id: "acme",
//!             name: "Acme".into(),
//!             title: "Acme".into(),
//!             config_file: "batch_config_acme.json",
//!             output_dir: "./output/raw_acme",
//!             log_file: "batch_process_acme.log",
//!             // Address and key.
//!             base_url: "https://api.acme.example/v1",
//!             base_url_var: "ACME_BASE_URL",
//!             key_vars: &["ACME_API_KEY"],
//!             console_url: "https://acme.example/console",
//!             vendor_keys: &[],
//!             // How much it takes, and how it counts.
//!             limits: Limits { concurrency: 16, rpm: Some(60), tpm: None },
//!             tiers: &[],
//!             scope: Scope::Account,
//!             charge: Charge::PromptPlusAnswer,
//!             uncapped_thinking: 0,
//!             // Its free calls.
//!             balance: None,
//!             token_count: None,
//!             lists_models: true,
//!             rules: RULES,
//!             // Files of the crate, by `include_str!`.
//!             sample_config: r#"{ "models": ["acme-chat"] }"#,
//!             models: r#"{
//!                 "as_of": "2026-11-01", "source": "the price page", "currency": "CNY",
//!                 "models": [{ "name": "acme-chat", "status": "current", "prices": [{ "input": 4, "output": 16 }] }]
//!             }"#,
//!             // Who answers under `--simulate`.
//!             dialect: Dialect::OpenAi,
//!         })
//!     }
//! }
//!
//! impl Platform for Acme {
//!     fn profile(&self) -> &Profile {
//!         &self.0
//!     }
//! }
//!
//! fn main() -> ExitCode {
//!     batch_core::main(Acme::default())
//! }
//! ```
//!
//! # Where to look
//!
//! | Question | Answer |
//! |---|---|
//! | What does a field mean? | [`Profile`] |
//! | Which words of the server mean what? | [`Rule`] names them, [`Class`] lists what can go wrong, [`Verdict`] what follows from it |
//! | What if no table can say it? | the hooks of [`Platform`]: [`configure`](Platform::configure), [`wire_model`](Platform::wire_model), [`shape`](Platform::shape), [`judge`](Platform::judge), [`read`](Platform::read) |
//! | What does a hook see? | [`VendorModel`], [`Refusal`], [`Reply`] |
//! | Models and prices | [`registry::Registry`]: the fields of `models.json` |
//! | Is it right? | module `contract`, behind the feature of that name: the suite that every platform passes |
//!
//! A platform does no I/O and keeps no state: core sends, waits, retries, counts money and writes.
//!
//! # How a run goes
//!
//! Data flows one way: config and inputs become a [`plan`], its conversations go out as limits allow (`flow`, `run`), one
//! `writer` takes every outcome into the [`ledger`], and complete sheets become files ([`output`]). The rest:
//! `docs/architecture.md`.

mod body;
mod call;
mod cli;
pub mod config;
#[cfg(feature = "contract")]
pub mod contract;
mod decode;
pub mod error;
pub mod events;
pub mod export;
pub mod fault;
mod flow;
mod flush;
mod forecast;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
pub mod identity;
pub mod input;
#[cfg(any(test, fuzzing))]
mod invented;
pub mod json_text;
pub mod key;
pub mod ledger;
mod link;
mod money;
pub mod output;
mod places;
pub mod plan;
pub mod platform;
pub mod price;
mod privacy;
pub mod problem;
mod progress;
pub mod reading;
pub mod refusal;
pub mod registry;
pub mod reply;
mod reply_ids;
pub mod report;
pub mod request;
pub mod retry;
pub mod rule;
mod run;
mod said;
mod session;
mod signals;
pub mod summary;
mod target;
mod text;
pub mod transport;
mod wait_hint;
mod wire;
#[cfg(test)]
mod worlds;
mod writer;

pub use cli::main;
pub use fault::{Class, End, Fault, Pace, Refusal, Retry, Stated, Verdict};
pub use platform::{
    Balance, Charge, Complaint, Dialect, Limits, Platform, Profile, Scope, TokenCount, VendorKey, VendorModel,
};
pub use problem::Bilingual;
pub use reply::{Answer, Reply};
pub use rule::Rule;
