//! A disk that fails in the middle of a run: sending stops, answers in flight are kept if they can be, what was not
//! written is said, and the next run goes on when the cause is mended.

use batch_contract::finish;
use serde_json::Value;

use super::{folder, options, start};

fn fails(fault: &str, words: &str) {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    let mut command = folder.command(&["--concurrency", "2"]);
    let ran = finish(command.env("BATCH_FAULT_AT", fault).spawn().unwrap());
    assert_eq!(ran.code, 1, "{fault}: {}{}", ran.out, ran.err);
    assert!(ran.err.contains(words), "{fault}: {}", ran.err);
    assert!(ran.out.contains("batch-kimi --concurrency 2"), "{fault}: the command that goes on\n{}", ran.out);
    let before = sim.stats().answered;
    assert!(before <= 12, "{fault}");
    for (file, text) in folder.sheets() {
        assert!(serde_json::from_str::<Value>(&text).is_ok(), "{fault}: half a file: {file}");
    }
    let again = folder.run(&[]);
    assert_eq!(again.code, 0, "{fault}: {}", again.err);
    assert_eq!(folder.sheets().len(), 6, "{fault}");
    assert!(sim.stats().answered_twice <= 2, "{fault}: {} paid twice", sim.stats().answered_twice);
}

/// The system's numbers of the errors on Linux.
#[cfg(target_os = "linux")]
#[test]
fn full_read_only_and_over_quota() {
    for (code, words) in [(28, "磁盘已满"), (30, "只读"), (122, "配额"), (5, "")] {
        for nth in [1, 2, 4] {
            fails(&format!("ledger.before:{}:{code}", nth + 1), words);
        }
        fails(&format!("ledger.synced:1:{code}"), words);
        fails(&format!("sheet.written:2:{code}"), words);
        fails(&format!("sheet.synced:1:{code}"), words);
    }
}

/// The system's way to say that a file is too large is a signal that ends the process.
#[cfg(unix)]
#[test]
fn a_limit_on_the_size_of_files() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    // Blocks of 512 or of 1024 bytes: enough for a few lines of the ledger.
    let limited = |args: &str| {
        let script = format!("ulimit -f 4; exec \"$0\" {args}");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_batch-kimi")]).current_dir(folder.path());
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        finish(command.spawn().unwrap())
    };
    for _ in 0..2 {
        let ran = limited("--concurrency 2");
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("ulimit -f"), "{}", ran.err);
    }
    let again = folder.run(&[]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert_eq!(folder.sheets().len(), 6);
    for args in ["report", "export -f csv", "export -f xlsx", "export -f jsonl", "export -f md --shape headings"] {
        let ran = limited(args);
        assert_eq!(ran.code, 2, "{args}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("ulimit -f") && !ran.err.contains("panicked"), "{args}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_deleted_while_running() {
    use batch_sim::{Latency, Options};
    use std::time::Duration;
    let sim = start(Options { latency: Latency::Fixed(Duration::from_millis(40)), ..options() });
    let folder = folder(&sim.base_url());
    let child = folder.start(&["--concurrency", "1"]);
    while sim.stats().answered < 3 {
        std::thread::sleep(Duration::from_millis(2));
    }
    std::fs::remove_dir_all(folder.output()).unwrap();
    let ran = finish(child);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("output/raw"), "{}", ran.err);
    assert_eq!(folder.run(&[]).code, 0);
    assert_eq!(folder.sheets().len(), 6);
}
