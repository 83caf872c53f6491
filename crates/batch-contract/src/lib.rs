//! The contract suite: what every platform crate must pass, in a few lines of its `tests/contract.rs`, and a
//! [`Folder`] to run its real binary in. It panics where a promise is broken, as tests do.

#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "this is a test suite")]

pub mod addresses;
mod batch;
mod everywhere;
mod example;
mod fair;
mod folder;
mod job;
mod odd;
mod play;
mod row;
mod sound;
mod table;
mod trouble;

use std::sync::Arc;

pub use batch::batch;
use batch_core::Profile;
use batch_core::platform::fault::{End, Pace, Retry, Verdict};
pub use batch_sim;
pub use example::costs;
pub use fair::fairness;
pub use folder::{Folder, KEY, Ran, finish};
pub use job::job;
pub use odd::odd_replies;
pub use table::{dialect_table, table};
pub use trouble::trouble;

/// Give this conversation up.
pub const CELL: Verdict = Verdict::End(End::DropCell);
/// Give this model up.
pub const MODEL: Verdict = Verdict::End(End::DropModel);
/// The account is refused: stop (exit 3).
pub const STOP: Verdict = Verdict::End(End::StopRun);
/// Go on another day (exit 4).
pub const PAUSE: Verdict = Verdict::End(End::PauseRun);
/// The manual's waits.
pub const RETRY: Verdict = Verdict::retry(Pace::Backoff);
/// Slow down.
pub const LIMIT: Verdict = Verdict::retry(Pace::Limit);
/// Wait for the minute to pass.
pub const WINDOW: Verdict = Verdict::retry(Pace::Window);
/// Start again slowly.
pub const OVERLOAD: Verdict = Verdict::retry(Pace::Overload);

/// Retry once at this pace, then this.
#[must_use]
pub const fn once(pace: Pace, then: End) -> Verdict {
    Verdict::Retry(Retry { pace, at_most: Some(1), then })
}

/// A simulator of this platform that has no bad day, and wants [`KEY`].
#[must_use]
pub fn calm(profile: &Profile) -> batch_sim::Options {
    let vendor =
        (!profile.simulated.is_empty()).then(|| batch_sim::Vendor::read(profile.simulated).expect("simulated"));
    batch_sim::Options {
        latency: batch_sim::Latency::None,
        key: batch_sim::KeyRule::Exactly(KEY.to_owned()),
        vendor: vendor.map(Arc::new),
        ..batch_sim::Options::new(profile.dialect)
    }
}
