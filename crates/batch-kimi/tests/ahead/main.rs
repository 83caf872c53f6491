//! Know before you pay: prices, budget, plan, check and init, with the real binary against the simulator's own bill.

#![allow(clippy::unwrap_used, clippy::panic)]

mod budget;
mod check;
mod english;
mod init;
mod plan;
mod prices;

use std::time::Duration;

use batch_contract::{Folder, KEY};
use batch_core::Platform;
use batch_kimi::Kimi;
use batch_sim::{Dialect, KeyRule, Latency, Options, Sim};
use serde_json::json;

fn options() -> Options {
    Options {
        latency: Latency::Uniform { from: Duration::from_millis(2), to: Duration::from_millis(40) },
        key: KeyRule::Exactly(KEY.to_owned()),
        ..Options::new(Dialect::Kimi)
    }
}

fn start(options: Options) -> Sim {
    Sim::start(options).unwrap()
}

/// Two models at the simulator's list prices, `people` invented patients, eight prompts, 64 calls in flight.
fn job(sim: &Sim, people: usize) -> Folder {
    let mut folder = Folder::new(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile(), &sim.base_url());
    folder.edit(|config| {
        config["models"] = json!(["kimi-k2.6", "kimi-k3"]);
        config["prices"] = json!({
            "_comment": "list prices",
            "kimi-k2.6": {"cached": 1.1, "input": 6.5, "output": 27},
            "kimi-k3": {"cached": 2, "input": 20, "output": 100, "currency": "CNY"},
        });
        config["concurrency"] = json!(64);
        config["requests_per_minute"] = json!(1_000_000);
        config["tokens_per_minute"] = json!(1_000_000_000);
        config["max_tokens"] = json!(700);
        config["max_retries"] = json!(2);
        // A machine that is busy with something else for a moment is no server that hangs.
        config["timeout_seconds"] = json!(600);
        config["stall_timeout_seconds"] = json!(600);
    });
    std::fs::remove_dir_all(folder.path().join("测试输入问答记录")).unwrap();
    let prompts: Vec<String> = (1..=8).map(|n| format!("第 {n} 个虚构的问题，请作答。")).collect();
    folder.write("多个Prompt.json", json!(prompts).to_string());
    for n in 1..=people {
        folder
            .write(&format!("测试输入问答记录/患者{n}_问答记录.txt"), format!("虚构的记录 {n}：睡眠一般，饮食正常。"));
    }
    folder
}
