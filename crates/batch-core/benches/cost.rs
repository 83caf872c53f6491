//! What a conversation costs with everything on (ledger, files, log), next to a bare async-openai loop over the same
//! server; memory at 10,000 conversations. `cargo bench -p batch-core --bench cost`

mod common;

use std::process::ExitCode;
use std::time::Duration;

use batch_sim::{Latency, Options};
use common::{Job, Took, instant, median, run, say, simulator};

/// Marginal CPU per call: what the large job takes beyond the small one.
fn marginal(small: (Took, usize), large: (Took, usize)) -> f64 {
    (large.0.cpu.as_secs_f64() - small.0.cpu.as_secs_f64()) / (large.1 - small.1) as f64 * 1e6
}

fn main() -> ExitCode {
    if let Some(code) = common::role() {
        return code;
    }
    // Answers that come one by one, as in life: without latency both sides take them in bulk.
    let latency = Latency::LogNormal { median: Duration::from_millis(40), sigma: 0.4 };
    let sim = simulator(Options { latency, ..instant() });
    let (few, many) = (200, 2_000);
    // File systems are slow for a while after many files were deleted: nothing is, until the end.
    let mut jobs = Vec::new();
    let mut ratios = Vec::new();
    for round in 1..=5 {
        let mut took = |people: usize, bare: bool| {
            let job = Job::new(people, &sim.base_url());
            let took = run(if bare { job.bare() } else { job.program(&[]) }, 0).0;
            jobs.push(job);
            (took, people * 5)
        };
        let (small, large) = (took(few, false), took(many, false));
        let (bare_small, bare_large) = (took(few, true), took(many, true));
        let (ours, theirs) = (marginal(small, large), marginal(bare_small, bare_large));
        ratios.push(ours / theirs);
        say(&format!(
            "round {round}: {ours:.0} us a call, bare loop {theirs:.0} us, ratio {:.2}; wall {:.2} s against {:.2} s; peak {:.1} MiB at {} conversations",
            ours / theirs,
            large.0.wall.as_secs_f64(),
            bare_large.0.wall.as_secs_f64(),
            large.0.peak as f64 / 1024.0,
            large.1,
        ));
    }
    say(&format!("median ratio {:.2} (goal <= 1.35)", median(ratios)));
    ExitCode::SUCCESS
}
