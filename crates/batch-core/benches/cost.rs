//! What a conversation costs with everything on (ledger, files, log), next to a bare async-openai loop over the same
//! server; memory at 10,000 conversations. `cargo bench -p batch-core --bench cost`
//!
//! Files go to memory, where only the program's own work counts, and to the folder for temporary files (`TMPDIR`), where
//! bringing every sheet to the disk counts, too.

mod common;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use batch_sim::{Latency, Options};
use common::{Job, Took, instant, median, run, say, simulator};

/// A file system in memory, where there is one.
const MEMORY: &str = "/dev/shm";
const ROUNDS: usize = 9;
/// People of the small and of the large job, with five prompts each.
const FEW: usize = 200;
const MANY: usize = 2_000;

/// Marginal CPU per call, us: what the large job takes beyond the small one.
fn marginal(small: Took, large: Took) -> f64 {
    (large.cpu.as_secs_f64() - small.cpu.as_secs_f64()) / ((MANY - FEW) * 5) as f64 * 1e6
}

fn main() -> ExitCode {
    if let Some(code) = common::role() {
        return code;
    }
    // Answers that come one by one, as in life: without latency both sides take them in bulk.
    let latency = Latency::LogNormal { median: Duration::from_millis(40), sigma: 0.4 };
    let sim = simulator(Options { latency, ..instant() });
    let mut folders = vec![std::env::temp_dir()];
    if Path::new(MEMORY).is_dir() && !folders[0].starts_with(MEMORY) {
        folders.insert(0, PathBuf::from(MEMORY));
    }
    // File systems are slow for a while after many files were deleted: nothing is, until the end.
    let mut jobs = Vec::new();
    let mut bare = Vec::new();
    let mut ours = vec![Vec::new(); folders.len()];
    for round in 1..=ROUNDS {
        let mut took = |folder: &Path, people: usize, bare: bool| {
            let job = Job::new_in(folder, people, &sim.base_url());
            let took = run(if bare { job.bare() } else { job.program(&[]) }, 0).0;
            jobs.push(job);
            took
        };
        bare.push(marginal(took(&folders[0], FEW, true), took(&folders[0], MANY, true)));
        say(&format!("round {round}: bare loop {:.0} us a call", bare[round - 1]));
        for (folder, ours) in folders.iter().zip(&mut ours) {
            let (small, large) = (took(folder, FEW, false), took(folder, MANY, false));
            ours.push(marginal(small, large));
            say(&format!(
                "  files in {}: {:.0} us; {:.2} s, peak {:.1} MiB at {} conversations",
                folder.display(),
                ours[round - 1],
                large.wall.as_secs_f64(),
                large.peak as f64 / 1024.0,
                MANY * 5,
            ));
        }
    }
    let bare = median(bare);
    for (folder, ours) in folders.iter().zip(ours) {
        let ours = median(ours);
        let folder = folder.display();
        say(&format!(
            "medians, files in {folder}: {ours:.0} us against {bare:.0} us, ratio {:.2} (goal 1.35)",
            ours / bare
        ));
    }
    ExitCode::SUCCESS
}
