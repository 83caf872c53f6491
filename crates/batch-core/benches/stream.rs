//! What an answer in 300 pieces costs, beside the same answer in one, and beside async-openai's own stream of it: with all
//! pieces at once, and with each in a packet of its own. `cargo bench -p batch-core --bench stream`

mod common;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use batch_sim::{FaultKind, Faults, Latency, Options, Pace};
use common::{Job, Took, instant, median, run, say, simulator};
use serde_json::json;

const MEMORY: &str = "/dev/shm";
const ROUNDS: usize = 5;
const FEW: usize = 100;
const MANY: usize = 500;
/// Characters of an answer, each a piece.
const PIECES: usize = 300;

/// Marginal CPU per call, us: what the large job takes beyond the small one.
fn marginal(small: Took, large: Took) -> f64 {
    (large.cpu.as_secs_f64() - small.cpu.as_secs_f64()) / ((MANY - FEW) * 5) as f64 * 1e6
}

fn main() -> ExitCode {
    if let Some(code) = common::role() {
        return code;
    }
    let folder = if Path::new(MEMORY).is_dir() { Path::new(MEMORY).to_owned() } else { std::env::temp_dir() };
    for (what, pace, latency) in [("at once", Pace::Late, 40), ("one by one", Pace::Spread, 600)] {
        let sim = simulator(Options {
            latency: Latency::LogNormal { median: Duration::from_millis(latency), sigma: 0.4 },
            answer_chars: Some(PIECES),
            faults: Faults::none().with(FaultKind::OneToken, 1.0),
            pace,
            ..instant()
        });
        let cost = |stream: bool, bare: bool| {
            let took = |people: usize| {
                let mut job = Job::new_in(&folder, people, &sim.base_url());
                job.config["stream"] = json!(stream);
                run(if bare { job.bare() } else { job.program(&[]) }, 0).0
            };
            marginal(took(FEW), took(MANY))
        };
        let mut rows = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..ROUNDS {
            rows[0].push(cost(false, false));
            rows[1].push(cost(true, false));
            rows[2].push(cost(true, true));
        }
        let [whole, streamed, bare] = rows.map(median);
        say(&format!(
            "{PIECES} pieces {what}: {streamed:.0} us a call, {whole:.0} us in one piece ({:.2}); async-openai's stream alone {bare:.0} us ({:.2})",
            streamed / whole,
            streamed / bare
        ));
    }
    ExitCode::SUCCESS
}
