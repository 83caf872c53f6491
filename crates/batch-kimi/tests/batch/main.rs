//! `batch` of the real binary over real HTTP, against a simulated batch service that lives over several runs.

#![allow(clippy::unwrap_used, clippy::panic)]

mod adoption;
mod between;
mod changes;
mod complaints;
mod counted;
mod crash;
mod damage;
mod deadlines;
mod disk;
mod leftovers;
mod memory;
mod private;
mod quoting;
mod results;
mod sending;
mod verdicts;
mod whole;

use std::collections::BTreeMap;
use std::process::{Child, Command};
use std::time::Duration;

use batch_contract::{Folder, KEY, Ran, finish};
use batch_core::Platform;
use batch_kimi::Kimi;
use batch_sim::{BatchFault, BatchFaults, BatchSettings, Change, Dialect, KeyRule, Latency, Options, Patch, Sim};
use serde_json::{Value, json};

/// Conversations of the job: 3 people, 2 prompts.
const ALL: usize = 6;

/// A platform and a folder whose job is at home there.
struct World {
    sim: Sim,
    folder: Folder,
}

/// A calm platform, other people's batches and files around.
fn calm() -> BatchSettings {
    BatchSettings { others: 30, ..BatchSettings::default() }
}

/// The same, where this happens the first time that it can.
fn with(fault: &str) -> BatchSettings {
    BatchSettings { faults: BatchFaults::none().first(fault.parse().unwrap()), ..calm() }
}

/// The same, where this happens as often as that.
fn with_many(fault: &str, times: u32) -> BatchSettings {
    let on = vec![(String::new(), fault.parse::<BatchFault>().unwrap(), times)];
    BatchSettings { faults: BatchFaults { on, ..BatchFaults::none() }, ..calm() }
}

fn options(batch: BatchSettings) -> Options {
    Options {
        latency: Latency::Fixed(Duration::from_millis(2)),
        key: KeyRule::Exactly(KEY.to_owned()),
        batch,
        ..Options::new(Dialect::Kimi)
    }
}

/// A platform where this happens to the first batch that is made, and to no other: by its second request.
fn first_batch(settings: BatchSettings, fault: &str) -> World {
    let calm = Patch { batch: Some(serde_json::from_value(json!({"faults": {}})).unwrap()), ..Patch::default() };
    let change = Change { after_batch_requests: Some(2), patch: calm, ..Change::default() };
    let faults = BatchFaults::none().first(fault.parse().unwrap());
    world_of(Options { schedule: vec![change], ..options(BatchSettings { faults, ..settings }) })
}

/// One model that can be asked there.
fn world(batch: BatchSettings) -> World {
    world_of(options(batch))
}

fn world_of(options: Options) -> World {
    let sim = Sim::start(options).unwrap();
    let folder = folder(&sim);
    World { sim, folder }
}

fn folder(sim: &Sim) -> Folder {
    let mut folder = Folder::new(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile(), &sim.base_url());
    folder.edit(|config| {
        config["models"] = json!(["kimi-k2.6"]);
        config["batch"] = json!({});
    });
    folder
}

impl World {
    /// `batch` with these words behind it; no test has a run that takes a minute.
    fn batch(&self, args: &[&str]) -> Ran {
        let args: Vec<&str> = ["batch"].iter().chain(args).copied().collect();
        let mut child = self.folder.start(&args);
        for _ in 0..6_000 {
            if child.try_wait().unwrap().is_some() {
                return finish(child);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        child.kill().unwrap();
        let ran = finish(child);
        panic!("{args:?} does not end\n{}{}\n{}", ran.out, ran.err, self.seen());
    }

    /// The same, and it must end like this.
    fn ends(&self, code: i32, args: &[&str]) -> Ran {
        let ran = self.batch(args);
        assert_eq!(ran.code, code, "{args:?}\n{}{}\n{}", ran.out, ran.err, self.seen());
        ran
    }

    /// What the platform counted and what the ledger says, for whoever has to find out.
    fn seen(&self) -> String {
        let mut stats = self.sim.stats();
        let lines = std::mem::take(&mut stats.batch.lines);
        let mut seen = format!("{:?}\n{:?}\n", stats.paths, stats.batch);
        lines.iter().for_each(|line| seen += &format!("{line:?}\n"));
        let ledger = std::fs::read_to_string(self.folder.output().join(".batch/ledger.jsonl")).unwrap_or_default();
        seen + &ledger
    }

    /// Changes the platform's batch service while it runs.
    fn becomes(&self, batch: Value) {
        self.sim.change(&Patch { batch: Some(serde_json::from_value(batch).unwrap()), ..Patch::default() });
    }

    /// Waits until the platform is so far.
    fn until(&self, what: impl Fn(&batch_sim::Stats) -> bool) {
        for _ in 0..6_000 {
            if what(&self.sim.stats()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("{}", self.seen());
    }

    /// What the next run knows of money: spent, and perhaps spent beside that.
    fn money(&self) -> (f64, f64) {
        let plan = self.folder.run(&["plan", "--json"]).json();
        let amount = |name: &str| plan[name].as_f64().unwrap_or_default();
        (amount("spent_earlier"), amount("perhaps_earlier"))
    }

    /// How often an event is in the ledger.
    fn events(&self, name: &str) -> usize {
        self.folder.ledger().iter().filter(|event| event["event"] == name).count()
    }

    /// What all is well means: each conversation is billed once, at the lower price, and is in its sheet as if it had
    /// been called for; nothing is left at the platform, and nothing of others was touched.
    fn is_well(&self, name: &str) {
        let stats = self.sim.stats();
        let seen = format!("{name}: {}", self.seen());
        assert_eq!(stats.batch.lines.len(), ALL, "{seen}");
        for (id, lanes) in &stats.batch.lines {
            assert_eq!((lanes.batch.answered, lanes.batch.billed), (1, 1), "{id}: {seen}");
            assert_eq!(lanes.online.billed, 0, "{id}: {seen}");
        }
        self.is_clean(name);
        let (known, perhaps) = self.money();
        assert!((known - stats.total().cost).abs() < 1e-9, "{name}: {known}, billed {}", stats.total().cost);
        assert!(perhaps == 0.0, "{name}: {perhaps} perhaps");
        assert!(self.folder.sheets() == online(), "{name}: the sheets differ from those of calls");
        self.rests(name);
    }

    /// Nothing is left at the platform, and nothing of others was touched.
    fn is_clean(&self, name: &str) {
        let batch = self.sim.stats().batch;
        assert_eq!((batch.open, batch.files_left, batch.others_touched), (0, 0, 0), "{name}: {batch:#?}");
        let spool: Vec<_> = std::fs::read_dir(self.folder.output().join(".batch")).unwrap().collect();
        let left = spool.iter().filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().contains("tmp"));
        assert_eq!(left.count(), 0, "{name}: {spool:?}");
    }

    /// Whoever comes again, by calls or by batch, asks nothing and writes nothing.
    fn rests(&self, name: &str) {
        let (before, sheets) = (self.sim.stats(), self.folder.sheets());
        for args in [&[][..], &["batch"], &["batch", "fetch"]] {
            let ran = self.folder.run(args);
            assert_eq!(ran.code, 0, "{name}: {args:?} {}{}", ran.out, ran.err);
        }
        let after = self.sim.stats();
        assert_eq!((after.calls, after.batch.created), (before.calls, before.batch.created), "{name}");
        assert!(self.folder.sheets() == sheets, "{name}");
    }
}

/// The sheets of a run by calls.
fn online() -> Vec<(String, String)> {
    static SHEETS: std::sync::OnceLock<Vec<(String, String)>> = std::sync::OnceLock::new();
    let sheets = SHEETS.get_or_init(|| {
        let world = world(calm());
        assert_eq!(world.folder.run(&["--quiet"]).code, 0);
        world.folder.sheets()
    });
    sheets.clone()
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

/// Batches that are over, by their end.
fn ended(sim: &Sim) -> BTreeMap<String, u64> {
    sim.stats().batch.ended
}
