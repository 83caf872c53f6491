//! Stopping: by hand, by the system, by another process.

use std::io::{BufRead, BufReader, Read};
use std::process::Child;
use std::time::Duration;

use batch_contract::{Folder, Ran, finish};
use batch_sim::{Latency, Options, Sim};
use serde_json::json;

use super::{folder, options, start};

/// A job of `prompts` x 3 people with one call in flight for each latency.
fn slow(ms: u64, prompts: usize) -> (Sim, Folder) {
    let sim = start(Options { latency: Latency::Fixed(Duration::from_millis(ms)), ..options() });
    let mut folder = folder(&sim.base_url());
    let texts: Vec<String> = (0..prompts).map(|n| format!("第 {n} 个问题")).collect();
    folder.write("多个Prompt.json", serde_json::to_string(&texts).unwrap());
    folder.edit(|config| config["models"] = json!(["kimi-k3"]));
    (sim, folder)
}

fn signal(child: &Child, name: &str) {
    let status = std::process::Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

/// Waits until the simulator has answered so many calls.
fn answered(sim: &Sim, count: u64) {
    for _ in 0..4_000 {
        if sim.stats().answered >= count {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("{:?}", sim.stats());
}

fn stopped(name: &str) -> (Sim, Folder, Ran) {
    let (sim, folder) = slow(60, 10);
    let child = folder.start(&["--concurrency", "4"]);
    answered(&sim, 6);
    signal(&child, name);
    let ran = finish(child);
    (sim, folder, ran)
}

#[cfg(unix)]
#[test]
fn the_first_ctrl_c_finishes_what_is_in_flight() {
    for name in ["-INT", "-TERM"] {
        let (sim, folder, ran) = stopped(name);
        assert_eq!(ran.code, 130, "{}{}", ran.out, ran.err);
        assert!(
            ran.err.contains("25 秒") && ran.err.contains("Ctrl-C"),
            "how long, and what a second one does: {}",
            ran.err
        );
        assert!(ran.out.contains("batch-kimi --concurrency 4"), "the command that goes on: {}", ran.out);
        let paid = sim.stats();
        assert!(paid.answered < 30, "it did not stop");
        let kept = folder.ledger().iter().filter(|event| event["event"] == "answered").count() as u64;
        assert_eq!((kept, paid.abandoned), (paid.answered, 0), "what was in flight was kept");
        assert_eq!(folder.run(&[]).code, 0);
        assert_eq!((sim.stats().answered, sim.stats().answered_twice), (30, 0));
    }
}

#[cfg(unix)]
#[test]
fn the_second_ctrl_c_stops_at_once() {
    let (sim, folder) = slow(60_000, 2);
    let mut child = folder.start(&[]);
    let mut err = BufReader::new(child.stderr.take().unwrap());
    for _ in 0..4_000 {
        if sim.stats().in_flight >= 6 {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    signal(&child, "-INT");
    let mut seen = String::new();
    while !seen.contains("Ctrl-C") {
        assert!(err.read_line(&mut seen).unwrap() > 0, "{seen}");
    }
    signal(&child, "-INT");
    err.read_to_string(&mut seen).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{seen}");
    let status = folder.run(&["status", "--json"]).json();
    assert_eq!(status["all"]["unknown"], json!(6), "{status}");
}

/// Whoever started it ignoring a signal (`nohup`, a script's `&`) wanted it to live through that signal.
#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_was_ignored_at_the_start_stays_ignored() {
    for (ignored, name) in [("HUP", "-HUP"), ("INT", "-INT")] {
        let (sim, folder) = slow(60, 10);
        let program = env!("CARGO_BIN_EXE_batch-kimi");
        let script = format!("trap '' {ignored}; exec \"$0\" --concurrency 4");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, program]).current_dir(folder.path());
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let child = command.spawn().unwrap();
        answered(&sim, 4);
        signal(&child, name);
        let ran = finish(child);
        assert_eq!(ran.code, 0, "{ignored}: {}{}", ran.out, ran.err);
        assert_eq!(sim.stats().answered, 30, "{ignored}");
    }
}

#[cfg(unix)]
#[test]
fn a_hangup_that_nobody_ignores_stops_it() {
    let (_sim, _folder, ran) = stopped("-HUP");
    assert_eq!(ran.code, 130, "{}{}", ran.out, ran.err);
}

#[test]
fn a_second_process_is_refused_with_the_firsts_pid() {
    let (_sim, folder) = slow(60_000, 1);
    let mut child = folder.start(&[]);
    for _ in 0..4_000 {
        if folder.output().join(".batch/ledger.jsonl").exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let second = folder.run(&[]);
    assert_eq!(second.code, 2, "{}", second.err);
    assert!(second.err.contains(&format!("pid {}", child.id())), "{}", second.err);
    child.kill().unwrap();
    child.wait().unwrap();
}
