//! What every batch-llm program shares: the job, its run and its books. A vendor's crate says what its platform is like; `batch-cli`
//! makes a program of it.
//!
//! # A platform
//!
//! It implements [`Platform`]. Only [`Platform::profile`] must be written: a [`Profile`], which is data. How such a crate is
//! begun stands in `docs/new-platform.md`; this is all of the code:
//!
//! ```no_run
//! use std::process::ExitCode;
//!
//! use batch_core::{Class, Limits, Platform, Profile, Rule, Scope};
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
//!             // Address and key.
//!             base_url: "https://api.acme.example/v1",
//!             base_url_var: "ACME_BASE_URL",
//!             key_vars: &["ACME_API_KEY"],
//!             console_url: "https://acme.example/console",
//!             // How much it takes, and how it counts.
//!             limits: Limits { concurrency: 16, rpm: Some(60), tpm: None },
//!             scope: Scope::Model,
//!             rules: RULES,
//!             // Files of the crate, by `include_str!`.
//!             sample_config: r#"{ "models": ["acme-chat"] }"#,
//!             models: r#"{
//!                 "as_of": "2026-11-01", "source": "the price page", "currency": "CNY",
//!                 "models": [{ "name": "acme-chat", "status": "current", "prices": [{ "input": 4, "output": 16 }] }]
//!             }"#,
//!             // All else is as plain OpenAI has it.
//!             ..Profile::openai()
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
//!     batch_cli::main(Acme::default())
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
//! | Models and prices | [`Registry`]: the fields of `models.json` |
//! | Is it right? | the crate `batch-contract`: the suite that every platform passes |
//!
//! A platform does no I/O and keeps no state: core sends, waits, retries, counts money and writes.
//!
//! # Rooms
//!
//! From the ground up; a room knows only those above it in this list. They are for the workspace, and hidden from these pages.
//!
//! | Room | What is in it |
//! |---|---|
//! | `base` | keys, texts, amounts, problems |
//! | `platform` | what a vendor is: rules and verdicts, requests and replies, models |
//! | `privacy` | what is hidden in servers' words, and escaped on a terminal |
//! | `sheets` | the manual's files, written whole or not at all |
//! | `ledger` | everything that was asked and answered |
//! | `wire` | HTTP: one attempt at one call |
//! | `job` | config, prompts, records, plan, identity |
//! | `money` | prices, budget, forecast |
//! | `flow` | when a call may go out, and whose fault a refusal is |
//! | `shared` | what processes on one account share, by a Redis |
//! | `run` | the loop, from settings to outcome, and the events that it tells |
//!
//! There are no words here: what happens is told as events, problems and faults are enums, and `batch-words` says them. The rest:
//! `docs/architecture.md`.

#[cfg(test)]
extern crate self as batch_core;

#[doc(hidden)]
pub mod base;
#[doc(hidden)]
pub mod flow;
#[doc(hidden)]
pub mod job;
#[doc(hidden)]
pub mod ledger;
#[doc(hidden)]
pub mod money;
#[doc(hidden)]
pub mod platform;
#[doc(hidden)]
pub mod privacy;
#[doc(hidden)]
pub mod run;
#[doc(hidden)]
pub mod shared;
#[doc(hidden)]
pub mod sheets;
#[doc(hidden)]
pub mod wire;
#[cfg(test)]
mod worlds;

pub use base::problem::Bilingual;
pub use platform::fault::{Class, End, Fault, Pace, Refusal, Retry, Stated, Verdict};
pub use platform::registry::{BatchPrice, Entry, ModelStatus, PriceBand, Registry};
pub use platform::reply::{Answer, Reply};
pub use platform::rule::Rule;
pub use platform::{
    Auth, Balance, BatchService, BatchState, Charge, Complaint, Dialect, FileBatches, FileNames, Held, HeldCalls,
    Limits, Platform, Profile, RefusalAt, Scope, TokenCount, TokenCountBody, UsageAt, VendorKey, VendorModel,
};
