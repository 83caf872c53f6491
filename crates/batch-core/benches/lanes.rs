//! The same job by calls and by the batch service of files: peak of anonymous memory, and CPU a conversation. With the
//! simulator in the process, as `--simulate` has it, and in another one.
//! `cargo bench -p batch-core --bench lanes`, or with another number of conversations: `-- 10000`

#![allow(clippy::unwrap_used, reason = "a benchmark reports and may stop")]

mod common;

use std::process::{Command, ExitCode};

use batch_sim::{Dialect, Options};
use common::{Job, say, simulator, watched};
use serde_json::json;

fn main() -> ExitCode {
    if let Some(code) = common::role() {
        return code;
    }
    let conversations: usize = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(100_000);
    let sim = simulator(Options::new(Dialect::Kimi));
    for (whose, simulated) in [("simulator within", true), ("simulator apart", false)] {
        for (lane, args) in [("by calls", &[][..]), ("batch", &["batch"][..])] {
            let mut job = Job::new(conversations / 5, &sim.base_url());
            job.config["models"] = json!(["kimi-k2.6"]);
            job.program(&[]);
            let mut command = common::again("program");
            command.current_dir(job.dir.path()).args(args).args(["--config", "config.json", "--quiet"]);
            tell(&format!("{lane}, {whose}"), conversations, &mut command, simulated);
        }
    }
    ExitCode::SUCCESS
}

fn tell(what: &str, conversations: usize, command: &mut Command, simulated: bool) {
    if simulated {
        command.arg("--simulate");
    }
    let (took, anonymous) = watched(command);
    say(&format!(
        "{what}: {conversations} conversations in {:.1} s, CPU {:.0} us each, peak of anonymous memory {:.1} MiB, resident {:.1} MiB",
        took.wall.as_secs_f64(),
        took.cpu.as_secs_f64() * 1e6 / conversations as f64,
        anonymous as f64 / 1024.0,
        took.peak as f64 / 1024.0,
    ));
}
