//! A disk that is full while a part is sent, or while results are taken in: one sentence says so, nothing is lost, and the next
//! command goes on.

use std::process::{Command, Stdio};

use batch_contract::{Ran, finish};
use batch_sim::BatchSettings;
use serde_json::json;

use super::{ALL, World, calm, world};

/// What was given to the platform is done, and nothing of it fetched.
fn done_there() -> World {
    let world = world(BatchSettings { working: 1_000, ..calm() });
    world.ends(0, &["submit"]);
    world.becomes(json!({"working": 1}));
    world
}

/// The run ended in good order, for want of room; the next one has all.
fn nothing_is_lost(world: &World, name: &str, ran: &Ran, words: &str) {
    assert_eq!(ran.code, 1, "{name}: {}{}", ran.out, ran.err);
    // Said when it happens, and once more at the end, where it is not scrolled away.
    let mut said: Vec<&str> = ran.err.lines().filter(|line| line.contains(words)).collect();
    said.iter_mut().for_each(|line| *line = line.split(" - ").last().unwrap());
    assert!((1..=2).contains(&said.len()) && said.windows(2).all(|two| two[0] == two[1]), "{name}: {}", ran.err);
    assert!(!ran.err.contains("os error") && !ran.err.contains("panicked"), "{name}: {}", ran.err);
    // Who has not begun says nothing of going on.
    let begun = ran.out.contains("接下来");
    assert!(!begun || ran.out.contains("batch-kimi batch"), "{name}: {}{}", ran.out, ran.err);
    for (file, text) in world.folder.sheets() {
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{name}: half a file: {file}");
    }
    world.ends(0, &[]);
    assert_eq!((world.sim.stats().batch.created, world.events("answered")), (1, ALL), "{name}: {}", world.seen());
    world.is_well(name);
}

/// The system's number of "no space left" on Linux.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_while_results_are_taken_in() {
    std::thread::scope(|threads| {
        for (point, most, least) in
            [("ledger.before", 8, 3), ("ledger.synced", 5, 2), ("sheet.written", 3, 3), ("sheet.synced", 2, 1)]
        {
            threads.spawn(move || {
                let mut failed = 0;
                for nth in 1..=most {
                    let name = format!("{point}:{nth}:28");
                    let world = done_there();
                    let ran = finish(world.folder.command(&["batch"]).env("BATCH_FAULT_AT", &name).spawn().unwrap());
                    // Points that are passed less often than that are no full disk.
                    if ran.code != 0 {
                        failed += 1;
                        nothing_is_lost(&world, &name, &ran, "磁盘已满");
                    }
                }
                assert!(failed >= least, "{point}: {failed}");
            });
        }
    });
}

/// The program where no file may be longer than so many blocks of 512 bytes: what is fetched, the ledger, or a sheet does not
/// fit.
#[cfg(target_os = "linux")]
fn limited(world: &World, blocks: u32) -> Ran {
    let script = format!("ulimit -f {blocks}; exec \"$0\" batch");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_batch-kimi")]).current_dir(world.folder.path());
    finish(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn results_that_do_not_fit_stay_at_the_platform() {
    let mut codes = Vec::new();
    for blocks in [9, 12, 16, 20, 24, 28, 32, 36, 40, 400] {
        let world = done_there();
        let ran = limited(&world, blocks);
        codes.push(ran.code);
        if ran.code != 0 {
            nothing_is_lost(&world, &format!("{blocks} blocks"), &ran, "ulimit -f");
        }
    }
    assert!(codes.iter().filter(|code| **code == 1).count() > 4 && codes.last() == Some(&0), "{codes:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_part_that_does_not_fit_is_not_sent() {
    for blocks in [1, 2, 3, 4, 5] {
        let world = world(calm());
        let ran = limited(&world, blocks);
        assert!(ran.code == 1 && ran.err.contains("ulimit -f"), "{blocks}: {}{}", ran.out, ran.err);
        world.ends(0, &[]);
        assert_eq!(world.sim.stats().batch.created, 1, "{blocks}: {}", world.seen());
        world.is_well(&format!("{blocks} blocks"));
    }
}
