//! Running again over answered conversations: time, memory, and the ledger's size; memory of the run that answers them.
//! `cargo bench -p batch-core --bench resume`

mod common;

use std::process::ExitCode;

use common::{Job, bytes_below, instant, run, say, simulator};

fn main() -> ExitCode {
    if let Some(code) = common::role() {
        return code;
    }
    let sim = simulator(instant());
    for people in [2_000, 20_000] {
        let job = Job::new(people, &sim.base_url());
        let (first, _) = run(job.program(&[]), 0);
        let (again, said) = run(job.program(&["--json"]), 0);
        assert!(said.contains("\"calls\":0"), "{said}");
        say(&format!(
            "{} conversations: answered in {:.1} s with a peak of {:.1} MiB; again in {:.0} ms ({:.0} ms CPU) with {:.1} MiB; ledger {:.1} MiB",
            people * 5,
            first.wall.as_secs_f64(),
            first.peak as f64 / 1024.0,
            again.wall.as_secs_f64() * 1e3,
            again.cpu.as_secs_f64() * 1e3,
            again.peak as f64 / 1024.0,
            bytes_below(&job.dir.path().join("output/.batch")) as f64 / 1048576.0,
        ));
    }
    ExitCode::SUCCESS
}
