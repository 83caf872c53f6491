//! What every batch-llm binary shares.
//!
//! Data flows one way: config and inputs become a [`plan`], its conversations go out as limits allow ([`flow`], [`run`]),
//! one [`writer`] takes every outcome into the [`ledger`], and complete sheets become files ([`output`]). A platform crate
//! implements [`Platform`] and calls [`main`].

mod body;
mod call;
mod cli;
pub mod config;
#[cfg(feature = "contract")]
pub mod contract;
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
pub mod ledger;
mod link;
pub mod output;
mod places;
pub mod plan;
pub mod platform;
pub mod price;
mod privacy;
mod progress;
pub mod quoted;
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
mod signals;
pub mod summary;
mod text;
pub mod transport;
mod wait_hint;
#[cfg(test)]
mod worlds;
mod writer;

pub use cli::main;
pub use fault::{Class, End, Fault, Pace, Refusal, Retry, Stated, Verdict};
pub use platform::{
    Balance, Charge, Complaint, Dialect, Limits, Platform, Profile, Scope, TokenCount, VendorKey, VendorModel,
};
pub use reply::{Answer, Reply};
pub use rule::Rule;
