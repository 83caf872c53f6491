//! What the benchmarks share. A benchmark runs itself again in other roles, each a process of its own: the program
//! (exactly what `batch-kimi` does), a bare async-openai loop, and the simulator, whose time counts for nobody.

#![allow(
    dead_code,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a benchmark reports and may stop"
)]

use std::io::{BufRead, BufReader, Write};
use std::ops::Range;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use batch_kimi::Kimi;
use batch_sim::{Dialect, Options, Sim};
use nix::sys::resource::{UsageWho, getrusage};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Which role a process has.
const ROLE: &str = "BATCH_BENCH_ROLE";
/// As which platform the program runs; Kimi if nobody says.
pub const PLATFORM: &str = "BATCH_BENCH_PLATFORM";

/// Runs the role that the environment names, if any.
pub fn role() -> Option<ExitCode> {
    match std::env::var(ROLE).ok()?.as_str() {
        "program" => {
            let code = match std::env::var(PLATFORM).as_deref() {
                Ok("doubao") => batch_cli::main(batch_doubao::Doubao::default()),
                Ok("baichuan") => batch_cli::main(batch_baichuan::Baichuan::default()),
                Ok("jiekou") => batch_cli::main(batch_jiekou::JieKou::default()),
                _ => batch_cli::main(Kimi::default()),
            };
            eprintln!("{} KiB", peak());
            Some(code)
        }
        "bare" => Some(bare()),
        other => panic!("no such role: {other}"),
    }
}

/// This process's peak of resident memory, KiB. `getrusage` would say the parent's where that was more when it started us.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches("kB").trim().parse().unwrap()
}

/// This benchmark again, in a role.
pub fn again(role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env_clear().env(ROLE, role);
    command
}

/// What a process took.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    pub wall: Duration,
    pub cpu: Duration,
    /// Peak of resident memory, KiB; 0 where nobody asked.
    pub peak: i64,
}

/// CPU time of all children that have ended.
fn children() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
    let time = |t: nix::sys::time::TimeVal| {
        Duration::from_secs(t.tv_sec().unsigned_abs()) + Duration::from_micros(t.tv_usec().unsigned_abs())
    };
    time(usage.user_time()) + time(usage.system_time())
}

/// Runs a process to its end; it must end with `code`.
pub fn run(mut command: Command, code: i32) -> (Took, String) {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let before = children();
    let start = Instant::now();
    let output = command.spawn().unwrap().wait_with_output().unwrap();
    let (wall, cpu) = (start.elapsed(), children() - before);
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{}\n{err}", String::from_utf8_lossy(&output.stdout));
    let peak = err.lines().rev().find_map(|line| line.strip_suffix(" KiB")?.parse().ok()).unwrap_or(0);
    (Took { wall, cpu, peak }, String::from_utf8_lossy(&output.stdout).into_owned())
}

/// As [`run`] to a good end; with it the peak of anonymous memory, KiB, as somebody sees it who looks every 10 ms.
pub fn watched(command: &mut Command) -> (Took, i64) {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let before = children();
    let start = Instant::now();
    let child = command.spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let look = std::thread::spawn(move || {
        let mut most = 0;
        // Who has ended has no memory any more.
        while let Some(now) = std::fs::read_to_string(&status).ok().and_then(|text| {
            let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
            line.trim().trim_end_matches("kB").trim().parse::<i64>().ok()
        }) {
            most = most.max(now);
            std::thread::sleep(Duration::from_millis(10));
        }
        most
    });
    let output = child.wait_with_output().unwrap();
    let (wall, cpu) = (start.elapsed(), children() - before);
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{err}");
    let peak = err.lines().rev().find_map(|line| line.strip_suffix(" KiB")?.parse().ok()).unwrap_or(0);
    (Took { wall, cpu, peak }, look.join().unwrap())
}

/// A folder with a job: `people` records of about 3 KB, 5 prompts, one model.
pub struct Job {
    pub dir: TempDir,
    pub config: Value,
}

impl Job {
    pub fn new(people: usize, base_url: &str) -> Self {
        Self::new_in(&std::env::temp_dir(), people, base_url)
    }

    /// The same below a folder.
    pub fn new_in(folder: &Path, people: usize, base_url: &str) -> Self {
        let dir = tempfile::tempdir_in(folder).unwrap();
        let prompts: Vec<String> =
            (1..=5).map(|n| format!("{n}. {}", "请根据以下问答记录，逐项说明你的判断和理由。".repeat(8))).collect();
        std::fs::write(dir.path().join("prompts.json"), serde_json::to_string(&prompts).unwrap()).unwrap();
        std::fs::create_dir(dir.path().join("records")).unwrap();
        let config = json!({
            "prompts_file": "prompts.json", "records_dir": "records", "output_dir": "output", "log_file": "run.log",
            "api_config": {"api_key": "sk-benchmark", "base_url": base_url},
            "models": ["model-a"], "max_retries": 5, "concurrency": 64,
            // The platform's own defaults would be a limit here.
            "requests_per_minute": 100_000_000, "tokens_per_minute": 1_000_000_000_000_u64,
        });
        let job = Self { dir, config };
        job.add(0..people);
        job
    }

    /// Writes the records of so many invented patients.
    pub fn add(&self, people: Range<usize>) {
        for n in people {
            let record = format!("患者编号 {n}\n{}", "医生：最近怎么样？\n患者：还是老样子，时好时坏。\n".repeat(30));
            std::fs::write(self.dir.path().join(format!("records/患者{n}_问答记录.txt")), record).unwrap();
        }
    }

    /// The program on this job.
    pub fn program(&self, args: &[&str]) -> Command {
        std::fs::write(self.dir.path().join("config.json"), self.config.to_string()).unwrap();
        let mut command = again("program");
        command.current_dir(self.dir.path()).args(["--config", "config.json", "--quiet"]).args(args);
        command
    }

    /// A bare loop over the same conversations.
    pub fn bare(&self) -> Command {
        let mut command = again("bare");
        command.current_dir(self.dir.path());
        command
            .args([self.config["api_config"]["base_url"].as_str().unwrap(), &self.config["concurrency"].to_string()])
            .arg(self.config["stream"].as_bool().unwrap_or(false).to_string());
        command
    }
}

/// The least that async-openai with typed bodies needs: reads the records, asks, throws the answers away.
fn bare() -> ExitCode {
    use async_openai::types::chat::{ChatCompletionRequestUserMessageArgs, CreateChatCompletionRequestArgs};
    use futures_util::StreamExt;
    let args: Vec<String> = std::env::args().skip(1).collect();
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let config = async_openai::config::OpenAIConfig::new().with_api_base(&args[0]).with_api_key("sk-benchmark");
    let client = async_openai::Client::with_config(config);
    let prompts: Vec<String> = serde_json::from_slice(&std::fs::read("prompts.json").unwrap()).unwrap();
    let streamed = args[2] == "true";
    let records = std::fs::read_dir("records").unwrap().map(|entry| entry.unwrap().path());
    let calls = records.flat_map(|path| {
        let record = std::fs::read_to_string(path).unwrap();
        prompts.iter().map(move |prompt| format!("{prompt} \n {record}")).collect::<Vec<_>>()
    });
    let calls = calls.map(|input| {
        let client = &client;
        async move {
            let message = ChatCompletionRequestUserMessageArgs::default().content(input).build().unwrap();
            let request = CreateChatCompletionRequestArgs::default()
                .model("model-a")
                .messages([message.into()])
                .max_tokens(2000_u32)
                .stream(streamed)
                .build()
                .unwrap();
            if streamed {
                let mut text = String::new();
                let mut pieces = client.chat().create_stream(request).await.unwrap();
                while let Some(piece) = pieces.next().await {
                    let said = piece.unwrap().choices.into_iter().filter_map(|choice| choice.delta.content);
                    said.for_each(|said| text.push_str(&said));
                }
                assert!(!text.is_empty());
                return;
            }
            let reply = client.chat().create(request).await.unwrap();
            assert!(reply.choices[0].message.content.is_some());
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(futures_util::stream::iter(calls).buffer_unordered(args[1].parse().unwrap()).collect::<Vec<()>>());
    ExitCode::SUCCESS
}

/// A simulator that takes any model.
pub fn simulator(options: Options) -> Sim {
    Sim::start(Options { accept_any_model: true, ..options }).unwrap()
}

/// Calm and instant.
pub fn instant() -> Options {
    Options { latency: batch_sim::Latency::None, ..Options::new(Dialect::OpenAi) }
}

/// A simulator in a process of its own would be fairer to its callers; its thread shares none of their time, though.
pub fn say(line: &str) {
    println!("{line}");
    std::io::stdout().flush().unwrap();
}

/// The middle of three or more.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Bytes of everything below a folder, for the record.
pub fn bytes_below(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| if entry.path().is_dir() { bytes_below(&entry.path()) } else { entry.metadata().unwrap().len() })
        .sum()
}

/// Reads a child's first line of stdout.
pub fn first_line(child: &mut Child) -> String {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    line
}
