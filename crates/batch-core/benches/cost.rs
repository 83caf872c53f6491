//! What a conversation costs with everything on (ledger, files, log), next to a bare async-openai loop over the same
//! server; memory at 10,000 conversations. `cargo bench -p batch-core --bench cost`

mod common;

use std::process::ExitCode;

use common::{Job, Took, instant, median, run, say, simulator};

/// Marginal CPU per call: what the large job takes beyond the small one.
fn marginal(small: (Took, usize), large: (Took, usize)) -> f64 {
    (large.0.cpu.as_secs_f64() - small.0.cpu.as_secs_f64()) / (large.1 - small.1) as f64 * 1e6
}

fn main() -> ExitCode {
    if let Some(code) = common::role() {
        return code;
    }
    let sim = simulator(instant());
    let (few, many) = (200, 2_000);
    let mut ratios = Vec::new();
    for round in 1..=5 {
        let program = |people: usize| {
            let job = Job::new(people, &sim.base_url());
            run(job.program(&[]), 0).0
        };
        let bare = |people: usize| run(Job::new(people, &sim.base_url()).bare(), 0).0;
        let (small, large) = (program(few), program(many));
        let (bare_small, bare_large) = (bare(few), bare(many));
        let ours = marginal((small, few * 5), (large, many * 5));
        let theirs = marginal((bare_small, few * 5), (bare_large, many * 5));
        ratios.push(ours / theirs);
        say(&format!(
            "round {round}: {ours:.0} us a call, bare loop {theirs:.0} us, ratio {:.2}; wall {:.2} s against {:.2} s; peak {:.1} MiB at {} conversations",
            ours / theirs,
            large.wall.as_secs_f64(),
            bare_large.wall.as_secs_f64(),
            large.peak as f64 / 1024.0,
            many * 5,
        ));
    }
    say(&format!("median ratio {:.2} (goal <= 1.35)", median(ratios)));
    ExitCode::SUCCESS
}
