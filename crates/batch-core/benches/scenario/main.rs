//! Wall time, refusals, losses and what was paid twice against a server other than `batch-sim`.
//! `cargo bench -p batch-core --bench scenario [-- PART OF A ROW'S NAME]...`; a row takes 10 s to 3 minutes.
//!
//! The ideal is the list schedule of the latencies that the server drew, in the order in which it admitted the calls, as
//! early as its limits would have let each begin. Every answer names its conversation: one that stands under another's
//! name, or nowhere, is lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark reports and may stop")]

#[path = "../common/mod.rs"]
mod common;
mod meter;
mod server;
mod world;

use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use common::{Job, PLATFORM, say};
use meter::{Minute, ideal};
use serde_json::{Value, json};
use server::{Server, Tally};
use world::{Fault, World, digest};

/// A row that takes longer is ended and says so.
const LONGEST: Duration = Duration::from_secs(300);
const PROMPTS: usize = 5;

/// One row of the table.
struct Row {
    name: &'static str,
    platform: &'static str,
    /// Conversations are five for each and each model.
    people: usize,
    asked: usize,
    world: World,
    /// Changes of the job's config.
    config: Value,
    course: Course,
}

/// What is run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Course {
    Once,
    /// Again with as many new patients: what does the program know from the first run?
    Twice,
    /// SIGKILL when a third is answered, and again.
    Killed,
    /// OpenAI's SDK for Python with as many threads, and the program.
    BesideSdk,
}

fn row(name: &'static str, people: usize, asked: usize, world: World) -> Row {
    Row { name, platform: "kimi", people, asked, world, config: json!({}), course: Course::Once }
}

impl Row {
    fn with(mut self, config: Value) -> Self {
        self.config = config;
        self
    }

    fn course(mut self, course: Course) -> Self {
        self.course = course;
        self
    }

    fn on(mut self, platform: &'static str) -> Self {
        self.platform = platform;
        self
    }
}

fn rows() -> Vec<Row> {
    let allows =
        |slots: usize, retry_after: Option<u64>| World { slots: vec![(0.0, slots)], retry_after, ..World::calm(200) };
    let minute = |minute: Minute, told: bool, retry_after: Option<u64>| World {
        minute: Some(minute),
        told,
        retry_after,
        ..World::calm(300)
    };
    let sliding = Minute::Sliding { calls: 60, window: 60.0 };
    let bucket = Minute::Bucket { calls: 60, window: 60.0, burst: 5.0 };
    let fixed = Minute::Fixed { calls: 60, window: 60.0 };
    let shut = |status: u16| World { shut: Some(("bad", status)), ..World::calm(200) };
    let models = |names: [&str; 2]| json!({"models": names});
    vec![
        row("32 of 256, Retry-After 1", 600, 256, allows(32, Some(1))),
        row("32 of 256, Retry-After 1", 600, 256, allows(32, Some(1))).on("doubao"),
        row("32 of 256, no header", 600, 256, allows(32, None)),
        row("8 of 64, no header", 160, 64, allows(8, None)),
        row("8 of 64, Retry-After 1", 160, 64, allows(8, Some(1))),
        row("8 of 64, Retry-After 5", 160, 64, allows(8, Some(5))),
        row("64 of 256, no header", 1_200, 256, allows(64, None)),
        row("64 of 256, Retry-After 1", 1_200, 256, allows(64, Some(1))),
        row(
            "drop: 64, then 16, then 64 again",
            800,
            256,
            World { slots: vec![(0.0, 64), (6.0, 16), (18.0, 64)], ..World::calm(300) },
        ),
        row(
            "drop: 64, then 16, then 64 again, Retry-After 1",
            800,
            256,
            World { slots: vec![(0.0, 64), (6.0, 16), (18.0, 64)], retry_after: Some(1), ..World::calm(300) },
        ),
        row("60 a minute, sliding, headers", 30, 64, minute(sliding, true, None)),
        row("60 a minute, sliding, Retry-After 1", 30, 64, minute(sliding, false, Some(1))),
        row("60 a minute, sliding, nothing said", 30, 64, minute(sliding, false, None)),
        row("60 a minute, bucket of 5, headers", 30, 64, minute(bucket, true, None)),
        row("60 a minute, bucket of 5, Retry-After 1", 30, 64, minute(bucket, false, Some(1))),
        row("60 a minute, fixed windows, headers", 30, 64, minute(fixed, true, None)),
        row("60 a minute, sliding, configured", 30, 64, minute(sliding, false, None))
            .with(json!({"requests_per_minute": 60})),
        row("60 a minute, bucket of 5, configured", 30, 64, minute(bucket, false, None))
            .with(json!({"requests_per_minute": 60})),
        row(
            "random: 20 % 429, 20 % cut, 10 % malformed, beside openai's SDK with 16 threads",
            80,
            16,
            World {
                faults: vec![(0.2, Fault::Status(429)), (0.2, Fault::Cut), (0.1, Fault::Malformed)],
                ..World::calm(200)
            },
        )
        .with(json!({"max_retries": 10}))
        .course(Course::BesideSdk),
        row(
            "flaky: 5 % 500, 2 % reset, 1 % hang, 1 % cut JSON",
            400,
            64,
            World {
                faults: vec![
                    (0.05, Fault::Status(500)),
                    (0.02, Fault::Reset),
                    (0.01, Fault::Hang),
                    (0.01, Fault::Malformed),
                ],
                ..World::calm(300)
            },
        )
        .with(json!({"timeout_seconds": 5})),
        row("latency-bound: 800 ms, 256 in flight", 1_000, 256, World::calm(800)).course(Course::Twice),
        row("killed at a third, and again", 400, 64, World::calm(300)).course(Course::Killed),
        row("account scope: bad (503), good", 12, 8, shut(503)).with(models(["bad", "good"])),
        row("account scope: bad (429), good", 12, 8, shut(429)).with(models(["bad", "good"])),
        row("account scope: good, bad (503)", 12, 8, shut(503)).with(models(["good", "bad"])),
        row("connections closed after each reply, unsaid", 200, 64, World { closes: true, ..World::calm(50) })
            .with(json!({"max_retries": 2})),
        row("connections: 64 in flight", 400, 64, World::calm(100)),
    ]
}

/// How a run of the program ended.
struct Ran {
    wall: f64,
    code: Option<i32>,
    /// `calls` and `answered` of its summary, where it wrote one.
    summary: Value,
}

fn start(mut command: Command, job: &Job) -> Child {
    let file = |name: &str| std::fs::File::create(job.dir.path().join(name)).unwrap();
    command.stdin(Stdio::null()).stdout(file("stdout")).stderr(file("stderr")).spawn().unwrap()
}

/// Waits for the end, or until `enough` says so or it takes too long; then SIGKILL, to this process alone.
fn finish(mut child: Child, job: &Job, begun: Instant, enough: impl Fn() -> bool) -> Ran {
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > LONGEST || enough() {
            child.kill().unwrap();
            break child.wait().unwrap();
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let wall = begun.elapsed().as_secs_f64();
    let said = std::fs::read_to_string(job.dir.path().join("stdout")).unwrap();
    Ran { wall, code: status.code(), summary: serde_json::from_str(&said).unwrap_or_default() }
}

fn program(row: &Row, job: &Job, enough: impl Fn() -> bool) -> Ran {
    let mut command = job.program(&["--json"]);
    command.env(PLATFORM, row.platform);
    let begun = Instant::now();
    finish(start(command, job), job, begun, enough)
}

/// How many conversations have their own answer in the sheets, by model.
fn answered(folder: &Path, model: &str) -> usize {
    let sheets = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let sheets = sheets.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let own = |sheet: Value| {
        let conversations = sheet["conversations"].as_object().into_iter().flatten();
        let own = conversations.filter(|(_, conversation)| {
            let text = |name: &str| conversation[name].as_str().unwrap_or_default();
            text("Output").starts_with(&format!("{:016x} ", digest(model, text("Input"))))
        });
        if sheet["model"] == model { own.count() } else { 0 }
    };
    sheets.map(|path| own(serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap())).sum()
}

/// The row of a run, or of what came after a first run that is told apart by its tally.
fn line(row: &Row, note: &str, job: &Job, ran: &Ran, before: &Tally, after: &Tally) -> String {
    let models: Vec<&str> = job.config["models"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let people = std::fs::read_dir(job.dir.path().join("records")).unwrap().count();
    let open = models.iter().filter(|model| row.world.shut.is_none_or(|(shut, _)| shut != **model));
    let lost: usize = open.map(|model| people * PROMPTS - answered(&job.dir.path().join("output"), model)).sum();
    let ideal = ideal(&row.world, row.asked, &after.latencies[before.latencies.len()..]);
    let (calls, refused) = (after.calls - before.calls, after.refused - before.refused);
    let mut last: Vec<String> =
        after.models.iter().map(|(model, (answers, at))| format!("{model} {answers} by {at:.1} s")).collect();
    last.sort_unstable();
    let last = if models.len() > 1 { format!("; {}", last.join(", ")) } else { String::new() };
    format!(
        "| {}{note}{last} ({}) | {:.1} s | {ideal:.1} s | {:.3} | {refused} of {calls} ({:.1} %) | {lost} | {} | {} | {} |",
        row.name,
        row.platform,
        ran.wall,
        ran.wall / ideal,
        f64::from(refused) / f64::from(calls.max(1)) * 100.0,
        after.paid_twice(),
        after.connections - before.connections,
        ran.code.map_or_else(|| "killed".to_owned(), |code| code.to_string()),
    )
}

fn measure(row: &Row) {
    let server = Server::start(row.world.clone());
    let mut job = Job::new(row.people, &server.base_url());
    job.config["concurrency"] = json!(row.asked);
    for (name, value) in row.config.as_object().into_iter().flatten() {
        job.config[name.as_str()] = value.clone();
    }
    let none = Tally::default();
    match row.course {
        Course::Once => {
            let ran = program(row, &job, || false);
            say(&line(row, "", &job, &ran, &none, &server.tally()));
        }
        Course::Twice => {
            let ran = program(row, &job, || false);
            let first = server.tally();
            say(&line(row, "; first run", &job, &ran, &none, &first));
            job.add(row.people..row.people * 2);
            let ran = program(row, &job, || false);
            say(&line(row, "; second run", &job, &ran, &first, &server.tally()));
        }
        Course::Killed => {
            let third = row.people * PROMPTS / 3;
            let killed = program(row, &job, || server.tally().answers.len() >= third);
            assert_eq!(killed.code, None, "it ended before it could be killed");
            let first = server.tally();
            let ran = program(row, &job, || false);
            say(&line(row, "; second run", &job, &ran, &first, &server.tally()));
        }
        Course::BesideSdk => {
            sdk(row);
            let ran = program(row, &job, || false);
            say(&line(row, "; the program", &job, &ran, &none, &server.tally()));
        }
    }
}

/// The SDK against a server of its own with the same luck.
fn sdk(row: &Row) {
    let there = Command::new("python3").args(["-c", "import openai"]).stderr(Stdio::null()).status();
    if !there.is_ok_and(|status| status.success()) {
        say(&format!("| {}; the SDK: SKIPPED, python3 with the package openai is not here |||||||||", row.name));
        return;
    }
    let server = Server::start(row.world.clone());
    let job = Job::new(row.people, &server.base_url());
    let mut command = Command::new("python3");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/scenario/openai_sdk.py");
    command.arg(script).args([server.base_url(), row.asked.to_string()]).current_dir(job.dir.path());
    let ran = finish(start(command, &job), &job, Instant::now(), || false);
    let tally = server.tally();
    let (seconds, answers) = (ran.summary["seconds"].as_f64().unwrap_or(ran.wall), ran.summary["answered"].as_u64());
    let lost = (row.people * PROMPTS) as u64 - answers.unwrap_or_default();
    let ideal = ideal(&row.world, row.asked, &tally.latencies);
    say(&format!(
        "| {}; the SDK | {seconds:.1} s | {ideal:.1} s | {:.3} | {} of {} | {lost} | {} | {} | {:?} |",
        row.name,
        seconds / ideal,
        tally.refused,
        tally.calls,
        tally.paid_twice(),
        tally.connections,
        ran.code,
    ));
}

fn main() -> ExitCode {
    if let Some(code) = common::role() {
        return code;
    }
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    say("| what | wall | ideal | ratio | refused | lost | paid twice | connections | exit |");
    say("|---|---|---|---|---|---|---|---|---|");
    for row in rows() {
        let name = format!("{} {}", row.name, row.platform);
        if wanted.is_empty() || wanted.iter().any(|part| name.contains(part.as_str())) {
            measure(&row);
        }
    }
    ExitCode::SUCCESS
}
