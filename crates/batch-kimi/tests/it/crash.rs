//! SIGKILL at any moment: everything answered is kept, at most what was in flight is paid twice, and every file is
//! whole and the same as an undisturbed run's.

use std::process::Child;
use std::time::Duration;

use batch_contract::Folder;
use batch_sim::{FaultKind, Faults, Latency, Options, Sim};
use serde_json::{Value, json};

use super::{folder, options, start};

const IN_FLIGHT: u64 = 8;

/// A platform with some bad moments, and 2 models x 6 patients x 4 prompts.
fn job() -> (Sim, Folder) {
    let mut faults = Faults::none().with(FaultKind::Http500, 0.05).with(FaultKind::CutJson, 0.05);
    faults.first_attempts_only = Some(1);
    let latency = Latency::Uniform { from: Duration::from_millis(1), to: Duration::from_millis(6) };
    let sim = start(Options { latency, faults, seed: 11, ..options() });
    let folder = folder(&sim.base_url());
    let prompts: Vec<String> = (0..4).map(|n| format!("第 {n} 个问题")).collect();
    folder.write("多个Prompt.json", serde_json::to_string(&prompts).unwrap());
    for n in 3..6 {
        folder.write(&format!("测试输入问答记录/患者{n}_问答记录.txt"), format!("患者：第 {n} 份记录。\n").repeat(30));
    }
    (sim, folder)
}

fn undisturbed() -> Vec<(String, String)> {
    let (_sim, folder) = job();
    assert_eq!(folder.run(&["--quiet"]).code, 0);
    folder.sheets()
}

fn start_child(folder: &Folder, fault: Option<&str>) -> Child {
    let limit = IN_FLIGHT.to_string();
    let mut command = folder.command(&["--quiet", "--concurrency", &limit]);
    if let Some(fault) = fault {
        command.env("BATCH_FAULT_AT", fault);
    }
    command.spawn().unwrap()
}

/// After a kill: goes on to the end and checks all that was promised.
fn goes_on(name: &str, sim: &Sim, folder: &Folder, kills: u64, expected: &[(String, String)]) {
    for (file, text) in folder.sheets() {
        assert!(serde_json::from_str::<Value>(&text).is_ok(), "{name}: half a file: {file}");
    }
    let ran = folder.run(&["--quiet"]);
    assert_eq!(ran.code, 0, "{name}: {}{}", ran.out, ran.err);
    let stats = sim.stats();
    let paid_twice = stats.answered_twice + stats.abandoned;
    assert!(paid_twice <= kills * IN_FLIGHT, "{name}: {paid_twice} paid twice after {kills} kills");
    assert_eq!(stats.distinct, 48, "{name}");
    assert!(folder.sheets() == expected, "{name}: the files differ from an undisturbed run's");
    let left = std::fs::read_dir(folder.output()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().ends_with(".tmp")).collect();
    assert!(left.is_empty(), "{name}: {left:?}");
}

#[test]
fn at_every_step_of_the_writer() {
    let expected = &undisturbed();
    let points = ["ledger.before", "ledger.after", "ledger.synced", "sheet.written", "sheet.synced", "sheet.renamed"];
    // Side by side: each waits for its retries.
    std::thread::scope(|threads| {
        for point in points {
            let last = if point.starts_with("sheet") { 12 } else { 16 };
            for nth in [1, 2, last / 2, last] {
                threads.spawn(move || crash_at(point, nth, expected));
            }
        }
    });
}

fn crash_at(point: &str, nth: u32, expected: &[(String, String)]) {
    let (sim, folder) = job();
    let name = format!("{point}:{nth}");
    let status = start_child(&folder, Some(&name)).wait().unwrap();
    // A point that was not reached is no crash: flushes are grouped, so their number differs.
    let kills = u64::from(!status.success());
    assert!(kills == 1 || point == "ledger.synced", "{name} was never reached");
    goes_on(&name, &sim, &folder, kills, expected);
}

#[test]
fn at_many_random_moments_again_and_again() {
    let expected = &undisturbed();
    std::thread::scope(|threads| {
        for round in 0..6 {
            threads.spawn(move || killed_again_and_again(round, expected));
        }
    });
}

fn killed_again_and_again(round: u64, expected: &[(String, String)]) {
    let mut random = 0x2545_f491_4f6c_dd1d_u64.wrapping_add(round);
    let (sim, folder) = job();
    let mut kills = 0;
    for _ in 0..4 {
        let mut child = start_child(&folder, None);
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros(random >> 33 & 0x1_ffff));
        child.kill().unwrap();
        kills += u64::from(!child.wait().unwrap().success());
    }
    goes_on(&format!("round {round}"), &sim, &folder, kills, expected);
}

#[test]
fn what_was_on_its_way_is_unknown_and_said() {
    let sim = start(Options { latency: Latency::Fixed(Duration::from_secs(60)), ..options() });
    let folder = folder(&sim.base_url());
    let mut child = start_child(&folder, None);
    for _ in 0..4_000 {
        if sim.stats().in_flight == IN_FLIGHT {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(folder.run(&["status", "--json"]).json()["all"]["unknown"], json!(IN_FLIGHT));
    drop(sim);
    let mut command = folder.command(&["--offline-limit", "1"]);
    let out = String::from_utf8(command.output().unwrap().stdout).unwrap();
    assert!(out.contains(&format!("{IN_FLIGHT} 个上次已发出但没有收到结果（可能已计费），将重新询问")), "{out}");
}
