//! Ark's held calls over real HTTP: the same job at half the price, by connections that are held for hours.

#![allow(clippy::unwrap_used, clippy::panic)]

mod alive;
mod endpoints;
mod ends;
mod limits;
mod service;

use batch_contract::{Folder, KEY, Ran};
use batch_core::Platform;
use batch_doubao::Doubao;
use batch_sim::{BatchSettings, Dialect, Faults, Held, KeyRule, Latency, Options, Sim};
use serde_json::{Value, json};

const PRO: &str = "doubao-seed-2-1-pro-260915";
const LITE: &str = "doubao-seed-2-1-lite-260915";
const PATH: &str = "/api/v3/batch/chat/completions";

/// The platform, with a batch endpoint for each of both models.
fn ark(held: Held, faults: Faults) -> Sim {
    let endpoints = [("ep-bi-pro", PRO), ("ep-bi-lite", LITE)];
    Sim::start(Options {
        latency: Latency::None,
        key: KeyRule::Exactly(KEY.to_owned()),
        endpoints: endpoints.map(|(id, model)| (id.to_owned(), model.to_owned())).into(),
        batch: BatchSettings { held, ..BatchSettings::default() },
        faults,
        ..Options::new(Dialect::Ark)
    })
    .unwrap()
}

/// Two models, three people, two prompts.
fn folder(sim: &Sim) -> Folder {
    let mut folder = Folder::new(env!("CARGO_BIN_EXE_batch-doubao"), Doubao::default().profile(), &sim.base_url());
    folder.edit(|config| {
        config["models"] = json!([PRO, LITE]);
        config["api_config"]["batch_endpoint_id"] = json!({PRO: "ep-bi-pro", LITE: "ep-bi-lite"});
    });
    folder
}

/// So many more people.
fn people(folder: &Folder, count: usize) {
    for n in 0..count {
        let text = format!("医生：您好，第 {n} 位。\n患者：最近睡得不好。");
        folder.write(&format!("测试输入问答记录/患者{}_问答记录.txt", n + 100), text);
    }
}

/// Calls by path, held and others.
fn calls(sim: &Sim) -> (u64, u64) {
    let paths = sim.stats().paths;
    let held = paths.get(PATH).copied().unwrap_or_default();
    (held, paths.values().sum::<u64>() - held)
}

/// Answered, failed and left.
fn counts(ran: &Ran) -> (u64, u64, u64) {
    let json: Value = ran.json();
    let of = |name: &str| json["conversations"][name].as_u64().unwrap();
    (of("answered"), of("failed"), of("left"))
}
