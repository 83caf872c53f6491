//! The real binary over real HTTP against the simulator.

#![allow(clippy::unwrap_used, clippy::panic)]

mod bad_input;
mod crash;
mod disk;
mod documents;
mod ending;
mod events;
mod first_steps;
mod foreign;
mod golden;
mod inputs;
mod keys;
mod language;
mod limits;
mod link;
mod mistakes;
mod nasty;
mod order;
mod outcomes;
mod places;
mod private;
mod quoted;
mod replies;
mod resume;
mod sharing;
mod stop;
mod waiting;

use std::time::Duration;

use batch_contract::{Folder, KEY};
use batch_core::Platform;
use batch_kimi::Kimi;
use batch_sim::{Dialect, KeyRule, Latency, Options, Sim};

/// A fast simulator that takes the folder's key only.
fn options() -> Options {
    Options {
        latency: Latency::Fixed(Duration::from_millis(2)),
        key: KeyRule::Exactly(KEY.to_owned()),
        ..Options::new(Dialect::Kimi)
    }
}

fn start(options: Options) -> Sim {
    Sim::start(options).unwrap()
}

/// A folder with the standard job: 2 models, 3 people, 2 prompts.
fn folder(base_url: &str) -> Folder {
    let mut folder = Folder::new(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile(), base_url);
    folder.edit(|config| config["models"] = serde_json::json!(["kimi-k2.6", "kimi-k3"]));
    folder
}
