//! The limiter that processes share: what it costs a call, and whether four processes keep one account's limits, with one of
//! them killed. Needs redis-server. `cargo bench -p batch-core --bench shared`

#![allow(clippy::unwrap_used, reason = "a benchmark may stop")]

mod common;

use std::net::TcpListener;
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use batch_sim::{Dialect, Latency, Limits, Options, Sim};
use common::{Job, Took, median, run, say, simulator};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

const ROUNDS: usize = 5;
/// People of the small and of the large job, with five prompts each.
const FEW: usize = 200;
const MANY: usize = 1_200;
/// The account of the four.
const CALLS: u32 = 32;
const RPM: u32 = 600;
/// How long they are watched, once they are under way.
const UNDER_WAY: Duration = Duration::from_secs(10);
const WATCHED: Duration = Duration::from_secs(60);

struct Redis {
    child: Child,
    url: String,
    port: u16,
    _folder: TempDir,
}

impl Redis {
    fn start() -> Self {
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--dir"]).arg(folder.path());
        let child = command.stdout(Stdio::null()).spawn().unwrap();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            thread::sleep(Duration::from_millis(20));
        }
        Self { child, url: format!("redis://127.0.0.1:{port}"), port, _folder: folder }
    }

    /// CPU time so far, and words that were exchanged.
    fn used(&self) -> (Duration, u64) {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields: Vec<u64> = stat.split_whitespace().skip(13).take(2).map(|field| field.parse().unwrap()).collect();
        let url = redis::Client::open(("127.0.0.1", self.port)).unwrap();
        let said: String = redis::cmd("INFO").arg("commandstats").query(&mut url.get_connection().unwrap()).unwrap();
        let words = said.lines().find_map(|line| line.strip_prefix("cmdstat_evalsha:calls=")?.split(',').next());
        // A tick is a hundredth of a second.
        (Duration::from_millis(fields.iter().sum::<u64>() * 10), words.map_or(0, |words| words.parse().unwrap()))
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn marginal(small: Duration, large: Duration) -> f64 {
    (large.as_secs_f64() - small.as_secs_f64()) / ((MANY - FEW) * 5) as f64 * 1e6
}

fn cost(redis: &Redis) {
    let latency = Latency::LogNormal { median: Duration::from_millis(40), sigma: 0.4 };
    let sim = simulator(Options { latency, ..common::instant() });
    let took = |people, limiter: bool| -> Took {
        let mut job = Job::new(people, &sim.base_url());
        if limiter {
            job.config["limiter"] = redis.url.clone().into();
            job.config["api_config"]["api_key"] = "sk-benchmark-shared".into();
        }
        run(job.program(&[]), 0).0
    };
    // What the account's first moments take is no cost of a call.
    took(1, true);
    let (mut without, mut with, mut server, mut wall, mut words) = (vec![], vec![], vec![], vec![], vec![]);
    for _ in 0..ROUNDS {
        let (small, large) = (took(FEW, false), took(MANY, false));
        without.push(marginal(small.cpu, large.cpu));
        let slow = large.wall;
        let begin = redis.used();
        let small = took(FEW, true);
        let middle = redis.used();
        let large = took(MANY, true);
        let end = redis.used();
        with.push(marginal(small.cpu, large.cpu));
        server.push(marginal(middle.0 - begin.0, end.0 - middle.0));
        words.push((end.1 - middle.1) as f64 / (MANY * 5) as f64);
        wall.push(large.wall.as_secs_f64() / slow.as_secs_f64());
    }
    say(&format!(
        "a call: {:.0} us of CPU without, {:.0} us with the limiter, and {:.0} us of Redis's; {:.2} words; {:.2} times as long",
        median(without),
        median(with),
        median(server),
        median(words),
        median(wall),
    ));
}

fn four(redis: &Redis, latency: Duration, killed: bool) {
    let limits = Limits { concurrency: Some(CALLS), rpm: Some(RPM), ..Limits::default() };
    let latency = Latency::LogNormal { median: latency, sigma: 0.4 };
    let sim = simulator(Options { limits, latency, ..Options::new(Dialect::Kimi) });
    let jobs: Vec<Job> = (0..4)
        .map(|_| {
            let mut job = Job::new(1_000, &sim.base_url());
            job.config["api_config"]["api_key"] = format!("sk-benchmark-four-{killed}").into();
            job.config["limiter"] = redis.url.clone().into();
            job.config["concurrency"] = CALLS.into();
            job.config["requests_per_minute"] = RPM.into();
            job
        })
        .collect();
    let spawn = |job: &Job| job.program(&["--json"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut children: Vec<Child> = jobs.iter().map(spawn).collect();
    while sim.stats().in_flight == 0 {
        thread::sleep(Duration::from_millis(50));
    }
    thread::sleep(UNDER_WAY);
    let before = sim.stats();
    if killed {
        children[0].kill().unwrap();
        let at = Instant::now();
        back(&sim, at);
    } else {
        thread::sleep(WATCHED);
        let after = sim.stats();
        let (calls, refused) = (after.calls - before.calls, after.rejected_429 - before.rejected_429);
        let minute = f64::from(RPM) * WATCHED.as_secs_f64() / 60.0;
        say(&format!(
            "four processes: {:.3} of {RPM} calls a minute, {:.2} % refused, {} at once at most of {CALLS}",
            (calls - refused) as f64 / minute,
            refused as f64 * 100.0 / calls as f64,
            after.peak_in_flight,
        ));
    }
    for child in &children {
        kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), Signal::SIGINT).ok();
    }
    let mut each = Vec::new();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        each.extend(said["calls"].as_u64());
    }
    if !killed {
        let mean = each.iter().sum::<u64>() as f64 / each.len() as f64;
        let furthest = each.iter().map(|calls| (*calls as f64 - mean).abs() / mean).fold(0.0, f64::max);
        say(&format!("  each sent {each:?}: at most {:.1} % from the mean", furthest * 100.0));
    }
}

/// How long the slots of who was killed are nobody's.
fn back(sim: &Sim, at: Instant) {
    // Its connections break at once, and the platform stops working for it.
    while sim.stats().in_flight as u32 >= CALLS {
        thread::sleep(Duration::from_millis(20));
    }
    let least = sim.stats().in_flight;
    while (sim.stats().in_flight as u32) < CALLS {
        thread::sleep(Duration::from_millis(20));
    }
    say(&format!("one killed: {least} at once, and {CALLS} again after {:.1} s", at.elapsed().as_secs_f64()));
}

fn main() -> ExitCode {
    if let Some(code) = common::role() {
        return code;
    }
    let redis = Redis::start();
    cost(&redis);
    // Held by calls a minute; then by calls at once.
    four(&redis, Duration::from_millis(2_000), false);
    four(&redis, Duration::from_millis(6_000), true);
    ExitCode::SUCCESS
}
