//! One job, several processes: each does its shard of it, into the same folder.

#![allow(clippy::unwrap_used, clippy::panic)]

mod crash;
mod folder;
mod left;
mod money;
mod refused;
mod said;
#[cfg(unix)]
mod scripts;

use std::path::Path;
use std::time::Duration;

use batch_contract::{Folder, KEY, Ran, finish};
use batch_core::Platform;
use batch_kimi::Kimi;
use batch_sim::{BatchSettings, Dialect, KeyRule, Latency, Options, Sim};
use serde_json::{Value, json};

/// Conversations of the job: 2 models, 12 people, 3 prompts.
const ALL: u64 = 72;

fn options() -> Options {
    Options {
        latency: Latency::Uniform { from: Duration::from_millis(1), to: Duration::from_millis(6) },
        key: KeyRule::Exactly(KEY.to_owned()),
        ..Options::new(Dialect::Kimi)
    }
}

/// A platform that lives over many processes, and a folder whose job is at home there.
fn world(options: Options) -> (Sim, Folder) {
    let sim = Sim::start(options).unwrap();
    let mut folder = Folder::new(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile(), &sim.base_url());
    folder.edit(|config| config["models"] = json!(["kimi-k2.6", "kimi-k3"]));
    let prompts: Vec<String> = (0..3).map(|n| format!("第 {n} 个问题")).collect();
    folder.write("多个Prompt.json", serde_json::to_string(&prompts).unwrap());
    for n in [3, 4, 5, 6, 7, 8, 9, 11, 12] {
        folder.write(&format!("测试输入问答记录/患者{n}_问答记录.txt"), format!("患者：第 {n} 份记录。\n").repeat(20));
    }
    (sim, folder)
}

/// What one process makes of the whole job.
fn by_one() -> Vec<(String, String)> {
    let (_sim, folder) = world(options());
    assert_eq!(folder.run(&["--quiet"]).code, 0);
    folder.sheets()
}

/// Shards side by side, each to its end.
fn side_by_side(folder: &Folder, of: u16, more: &[&str]) -> Vec<Ran> {
    let shards: Vec<String> = (1..=of).map(|index| format!("{index}/{of}")).collect();
    let args =
        |shard: &'_ str| [&["--json", "--shard", shard], more].concat().iter().map(|arg| (*arg).to_owned()).collect();
    let start = |shard: &String| {
        let args: Vec<String> = args(shard);
        folder.start(&args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let children: Vec<_> = shards.iter().map(start).collect();
    children.into_iter().map(finish).collect()
}

/// All lines of all ledgers.
fn lines(output: &Path) -> Vec<Value> {
    let names = std::fs::read_dir(output.join(".batch")).unwrap().map(|entry| entry.unwrap().path());
    let ledgers = names.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"));
    let text: String = ledgers.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn spent(output: &Path) -> f64 {
    lines(output).iter().filter_map(|line| line["cost"].as_f64()).sum()
}
