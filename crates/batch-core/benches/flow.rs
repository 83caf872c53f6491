//! Wall time against limits and bad days, as a ratio to the ideal: the list schedule of the latencies that the
//! simulator drew, in the order in which it admitted the calls, in as many slots as it allowed at the time.
//! `cargo bench -p batch-core --bench flow [-- NAME]`; the rows about minutes take minutes.

mod common;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::process::ExitCode;
use std::time::Duration;

use batch_sim::{Change, Dialect, FaultKind, Faults, Latency, Limits, Options, Patch, Stats};
use common::{Job, PLATFORM, run, say, simulator};
use serde_json::{Value, json};

/// One row of the table.
struct Row {
    name: &'static str,
    platform: &'static str,
    /// Conversations are five for each.
    people: usize,
    asked: u32,
    options: Options,
    /// Changes of the job's config.
    config: Value,
    ideal: Ideal,
}

/// How the least time is worked out.
enum Ideal {
    /// So many slots, from so many ms on.
    Slots(Vec<(f64, u32)>),
    /// Slots, and not more than so many calls in any so many ms.
    Calls(u32, f64),
    /// Not more than so many tokens in any so many ms, charged at the prompt plus a cap.
    Tokens(u64, f64, u64),
}

const FOREVER: f64 = 1e12;

fn latency(median: u64) -> Latency {
    Latency::LogNormal { median: Duration::from_millis(median), sigma: 0.4 }
}

fn options(dialect: Dialect, median: u64, limits: Limits) -> Options {
    // The prompts' and answers' tokens are not the point here, except where they are.
    Options { latency: latency(median), limits, seed: 5, answer_chars: Some(60), ..Options::new(dialect) }
}

fn at_once(concurrency: u32) -> Limits {
    Limits { concurrency: Some(concurrency), ..Limits::default() }
}

fn rows() -> Vec<Row> {
    let to = |concurrency: u32| Patch {
        limits: serde_json::from_value(json!({"concurrency": concurrency})).ok(),
        ..Patch::default()
    };
    let slots = |count: u32| Ideal::Slots(vec![(0.0, count)]);
    let mut rows = vec![
        Row {
            name: "latency-bound: 800 ms median, 256 in flight",
            platform: "kimi",
            people: 1_000,
            asked: 256,
            options: options(Dialect::Kimi, 800, Limits::default()),
            config: json!({}),
            ideal: slots(256),
        },
        Row {
            name: "a limit that drops to a quarter and comes back: 64, 16, 64",
            platform: "kimi",
            people: 800,
            asked: 256,
            options: Options {
                schedule: vec![
                    Change::after(Duration::from_secs(6), to(16)),
                    Change::after(Duration::from_secs(18), to(64)),
                ],
                ..options(Dialect::Kimi, 300, at_once(64))
            },
            config: json!({}),
            ideal: Ideal::Slots(vec![(0.0, 64), (6_000.0, 16), (18_000.0, 64)]),
        },
        Row {
            name: "flaky: 5 % 500, 2 % reset, 1 % hang, 1 % cut JSON",
            platform: "kimi",
            people: 400,
            asked: 64,
            options: Options {
                faults: Faults::none()
                    .with(FaultKind::Http500, 0.05)
                    .with(FaultKind::Reset, 0.02)
                    .with(FaultKind::Hang, 0.01)
                    .with(FaultKind::CutJson, 0.01),
                ..options(Dialect::Kimi, 300, Limits::default())
            },
            config: json!({"timeout_seconds": 5}),
            ideal: slots(64),
        },
        Row {
            name: "60 requests a minute",
            platform: "kimi",
            people: 36,
            asked: 64,
            options: options(Dialect::Kimi, 300, Limits { rpm: Some(60), ..Limits::default() }),
            config: json!({"requests_per_minute": 60}),
            ideal: Ideal::Calls(60, 60_000.0),
        },
        Row {
            name: "60 requests a minute, nobody said so",
            platform: "kimi",
            people: 36,
            asked: 64,
            options: options(Dialect::Kimi, 300, Limits { rpm: Some(60), ..Limits::default() }),
            config: json!({}),
            ideal: Ideal::Calls(60, 60_000.0),
        },
        Row {
            name: "200,000 tokens a minute, charged as Kimi does (prompt + max_tokens)",
            platform: "kimi",
            people: 36,
            asked: 64,
            options: options(Dialect::Kimi, 300, Limits { tpm: Some(200_000), ..Limits::default() }),
            config: json!({"tokens_per_minute": 200_000, "max_tokens": 2_000}),
            ideal: Ideal::Tokens(200_000, 60_000.0, 2_000),
        },
    ];
    for (name, config) in [
        ("500 requests a minute and model", json!({"requests_per_minute": 500})),
        ("500 requests a minute and model, nobody said so", json!({})),
    ] {
        rows.push(Row {
            name,
            platform: "doubao",
            people: 200,
            asked: 64,
            options: options(Dialect::Ark, 300, Limits { rpm: Some(500), ..Limits::default() }),
            config,
            ideal: Ideal::Calls(500, 60_000.0),
        });
    }
    // Ark names no limit on calls in flight.
    for (platform, dialect) in [("kimi", Dialect::Kimi), ("baichuan", Dialect::Baichuan), ("jiekou", Dialect::JieKou)] {
        rows.push(Row {
            name: "the server allows 32, the user asked for 256",
            platform,
            people: 600,
            asked: 256,
            options: options(dialect, 300, at_once(32)),
            config: json!({}),
            ideal: slots(32),
        });
    }
    rows
}

impl Ideal {
    /// The least time for these latencies, ms.
    fn of(&self, stats: &Stats) -> f64 {
        let prompt = |calls: usize| stats.prompt_tokens as f64 / calls.max(1) as f64;
        match self {
            Self::Slots(slots) => list_schedule(&stats.latencies, slots),
            Self::Calls(most, window) => windows(&stats.latencies, *most as usize, *window),
            Self::Tokens(most, window, cap) => {
                let each = prompt(stats.answered as usize) + *cap as f64;
                windows(&stats.latencies, (*most as f64 / each) as usize, *window)
            }
        }
    }
}

/// Each call starts as soon as a slot is free.
fn list_schedule(latencies: &[f64], slots: &[(f64, u32)]) -> f64 {
    let mut ends: BinaryHeap<Reverse<u64>> = BinaryHeap::new();
    let (mut now, mut last) = (0_u64, 0_u64);
    let us = |ms: f64| (ms * 1e3) as u64;
    for latency in latencies {
        loop {
            while ends.peek().is_some_and(|end| end.0 <= now) {
                ends.pop();
            }
            let free = slots.iter().rev().find(|(from, _)| us(*from) <= now).map_or(0, |(_, count)| *count);
            if ends.len() < free as usize {
                break;
            }
            let next_change = slots.iter().map(|(from, _)| us(*from)).find(|from| *from > now).unwrap_or(us(FOREVER));
            now = ends.peek().map_or(next_change, |end| end.0.min(next_change));
        }
        let end = now + us(*latency);
        ends.push(Reverse(end));
        last = last.max(end);
    }
    last as f64 / 1e3
}

/// `most` calls at the beginning of each window.
fn windows(latencies: &[f64], most: usize, window: f64) -> f64 {
    let ends = latencies.iter().enumerate().map(|(n, latency)| (n / most.max(1)) as f64 * window + latency);
    ends.fold(0.0, f64::max)
}

fn measure(row: &Row) -> String {
    let sim = simulator(row.options.clone());
    let mut job = Job::new(row.people, &sim.base_url());
    job.config["concurrency"] = json!(row.asked);
    // Where a row says nothing, the platform's own assumptions about a minute are out of the way.
    for (name, value) in row.config.as_object().into_iter().flatten() {
        job.config[name.as_str()] = value.clone();
    }
    let mut command = job.program(&["--json"]);
    command.env(PLATFORM, row.platform);
    let (took, said) = run(command, 0);
    let stats = sim.stats();
    let said: Value = serde_json::from_str(&said).unwrap_or_default();
    let total = (row.people * 5) as u64;
    assert_eq!((stats.distinct, said["conversations"]["answered"].as_u64()), (total, Some(total)), "answers were lost");
    let ideal = row.ideal.of(&stats);
    format!(
        "| {} ({}) | {} | {:.1} s | {:.1} s | {:.3} | {} ({:.2} %) | {} |",
        row.name,
        row.platform,
        total,
        took.wall.as_secs_f64(),
        ideal / 1e3,
        took.wall.as_secs_f64() * 1e3 / ideal,
        stats.rejected_429,
        stats.rejected_429 as f64 / stats.calls as f64 * 100.0,
        stats.answered_twice,
    )
}

fn main() -> ExitCode {
    if let Some(code) = common::role() {
        return code;
    }
    let wanted = std::env::args().skip(1).find(|arg| !arg.starts_with('-')).unwrap_or_default();
    say("| what | conversations | wall | ideal | ratio | 429s | answered twice |");
    say("|---|---|---|---|---|---|---|");
    for row in rows() {
        if format!("{} {}", row.name, row.platform).contains(&wanted) {
            say(&measure(&row));
        }
    }
    ExitCode::SUCCESS
}
