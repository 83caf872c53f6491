//! The platforms, simulated: real HTTP on 127.0.0.1, each platform's paths, answers, usage, errors, limits and bad days.
//!
//! A vendor that is much like OpenAI is a table ([`Vendor`]). A call that asks for a stream gets one, and every fault of an
//! answer is in the stream, too; some are there only ([`FaultKind`]).
//!
//! Kimi and plain OpenAI have their batch service, files and batches ([`BatchSettings`]; of other vendors as a table,
//! [`BatchService`]), Ark its held calls ([`Held`]); what goes wrong there are [`BatchFaults`].
//!
//! It behaves as the platforms do, including what is nasty, and is never bent to make a test pass. Answers are a pure
//! function of the request ([`answer`]), faults and latencies a pure function of seed, request and attempt, so that a
//! run can be repeated and its order checked. `GET /stats` says what was asked, answered, refused and billed;
//! `POST /control` changes the account while it runs.
//!
//! ```no_run
//! let sim = batch_sim::Sim::start(batch_sim::Options::new(batch_sim::Dialect::Kimi))?;
//! println!("{}", sim.base_url());
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Facts are marked with their source: `[O]` the platform's own page, `[S]` an SDK's source, `[L]` tried by a third party,
//! `[3]` said by one, `[I]` inferred.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod answer;
mod batch;
mod bend;
mod bill;
mod body;
mod bytes_of;
mod call;
mod dialect;
mod echo;
mod fate;
mod fault_kind;
mod fault_text;
mod faults;
mod free;
mod handler;
mod hash;
mod latency;
mod limiter;
mod limits;
mod line;
mod made;
mod millis;
mod models;
mod options;
mod patch;
mod platform;
mod refusal;
mod reply;
mod request;
mod respond;
mod scope;
mod sending;
mod server;
mod shared;
mod spoil;
mod state;
mod stats;
mod stream;
mod table;
mod tokens;
mod vendor;
mod waves;
mod words;

pub use answer::{answer, digest};
pub use batch::chance::BatchFaults;
pub use batch::count::{BatchStats, Lane, Lanes};
pub use batch::fault::{BatchFault, Mishap, Operation, Twist};
pub use batch::service::{BatchService, Errors, RefusedBy, Stage, Trial};
pub use batch::settings::{BatchPatch, BatchSettings, Held, HeldOverload};
pub use bill::Bill;
pub use dialect::Dialect;
pub use fault_kind::FaultKind;
pub use faults::Faults;
pub use latency::{Latency, Pace, latency_of};
pub use limits::{Bucket, Burst, Limits, LimitsPatch, Overload, Wait};
pub use options::{KeyRule, Options, Price};
pub use patch::{Change, Patch};
pub use platform::{ErrorLine, error_reply, error_table};
pub use server::Sim;
pub use stats::Stats;
pub use tokens::count_tokens;
pub use vendor::Vendor;
pub use words::ErrorReply;
