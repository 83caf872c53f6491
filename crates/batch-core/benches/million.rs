//! A million conversations, by four processes that share the job and by one: what a run, a run with nothing to do, `status` and
//! `plan` take. The job is made by the program itself, against a simulator that answers at once: 200,000 invented patients with
//! records of a line, five prompts each.
//! `cargo bench -p batch-core --bench million`, or with fewer: `-- 100000`. It needs 8 GB below the temporary folder
//! (`TMPDIR`).

#![allow(clippy::unwrap_used, reason = "a benchmark reports and may stop")]

mod common;

use std::process::{Command, ExitCode};

use common::{Job, bytes_below, instant, median, run, say, simulator};

const SHARDS: usize = 4;

fn main() -> ExitCode {
    if let Some(code) = common::role() {
        return code;
    }
    let conversations = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    let sim = simulator(instant());
    let job = job(conversations, &sim.base_url());
    let parts: Vec<String> = (1..=SHARDS).map(|shard| format!("{shard}/{SHARDS}")).collect();
    let mut peaks = Vec::new();
    for part in &parts {
        peaks.push(show(&format!("run, shard {part}"), job.program(&["--shard", part])) / 1024.0);
    }
    say(&format!("a shard's run: median peak {:.1} MiB; ledgers {:.0} MiB", median(peaks), ledgers(&job)));
    for part in &parts {
        show(&format!("nothing to do, shard {part}"), job.program(&["--shard", part]));
    }
    show("status of one shard", asks(&job, &["status", "--shard", &parts[0]]));
    look(&job);
    drop(job);
    let job = self::job(conversations, &sim.base_url());
    show("run of the whole job", job.program(&[]));
    say(&format!("ledger {:.0} MiB", ledgers(&job)));
    show("nothing to do, whole job", job.program(&[]));
    look(&job);
    ExitCode::SUCCESS
}

fn job(conversations: usize, base_url: &str) -> Job {
    let job = Job::new(0, base_url);
    let prompts: Vec<String> = (1..=5).map(|n| format!("{n}. 请说明你的判断和理由。")).collect();
    std::fs::write(job.dir.path().join("prompts.json"), serde_json::to_string(&prompts).unwrap()).unwrap();
    for n in 0..conversations / prompts.len() {
        let path = job.dir.path().join(format!("records/患者{n}_问答记录.txt"));
        std::fs::write(path, format!("患者编号 {n}\n患者：还是老样子，时好时坏。\n")).unwrap();
    }
    job
}

fn ledgers(job: &Job) -> f64 {
    bytes_below(&job.dir.path().join("output/.batch")) as f64 / 1048576.0
}

/// The program with a command of its own.
fn asks(job: &Job, args: &[&str]) -> Command {
    job.program(&[]);
    let mut command = common::again("program");
    command.current_dir(job.dir.path()).args(args).args(["--config", "config.json", "--json"]);
    command
}

/// What all of the folder is asked.
fn look(job: &Job) {
    show("status of all", asks(job, &["status"]));
    show("plan of all", asks(job, &["plan"]));
}

/// Says what a process took; its peak in KiB.
fn show(what: &str, command: Command) -> f64 {
    let (took, _) = run(command, 0);
    let (wall, cpu, peak) = (took.wall.as_secs_f64(), took.cpu.as_secs_f64(), took.peak as f64);
    say(&format!("{what}: {wall:.1} s, CPU {cpu:.1} s, peak {:.1} MiB", peak / 1024.0));
    peak
}
