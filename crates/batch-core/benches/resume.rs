//! Running again over answered conversations: time, memory, and the ledger's size; memory of the run that answers them, and of
//! one that has every sheet to write again.
//! `cargo bench -p batch-core --bench resume`

#![allow(clippy::unwrap_used, reason = "a benchmark reports and may stop")]

mod common;

use std::process::ExitCode;

use common::{Job, bytes_below, instant, run, say, simulator};

const SHEETS: usize = 100_000;

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
    // As many sheets as conversations: all that is mended is a sheet.
    let job = Job::new(SHEETS, &sim.base_url());
    std::fs::write(job.dir.path().join("prompts.json"), "[\"请说明你的判断和理由。\"]").unwrap();
    let (first, _) = run(job.program(&[]), 0);
    let sheets = || {
        let all = std::fs::read_dir(job.dir.path().join("output")).unwrap().map(|entry| entry.unwrap().path());
        all.filter(|path| path.extension().is_some_and(|extension| extension == "json"))
    };
    sheets().for_each(|sheet| std::fs::remove_file(sheet).unwrap());
    let (mended, said) = run(job.program(&["--json"]), 0);
    assert!(said.contains("\"calls\":0") && sheets().count() == SHEETS, "{said}");
    say(&format!(
        "{SHEETS} sheets: answered with a peak of {:.1} MiB; all written again in {:.1} s with {:.1} MiB",
        first.peak as f64 / 1024.0,
        mended.wall.as_secs_f64(),
        mended.peak as f64 / 1024.0,
    ));
    ExitCode::SUCCESS
}
