//! What is said of shards: which one it is, what others have damaged, who is at work.

use std::path::PathBuf;

use batch_core::base::shard::Shard;
use batch_core::ledger::Lock;

use super::*;

#[test]
fn who_would_pay_again_for_what_another_ledger_has_lost_says_so() {
    let (sim, folder) = world(options());
    side_by_side(&folder, 2, &[]);
    damage(&folder);
    let says = |ran: &Ran| ran.err.contains("ledger.2-of-2.jsonl") && ran.err.contains("perhaps paid again");
    // Whose conversations are not there has nothing to say of it.
    assert!(!says(&folder.run(&["--shard", "1/2", "--lang", "en"])));
    let status = folder.run(&["status", "--json"]).json();
    assert_eq!(status["damaged"].as_array().map(Vec::len), Some(1), "{status}");
    assert_eq!(status["damaged"][0]["shard"], "2/2");
    assert!(folder.run(&["status", "--lang", "en"]).out.contains("ledger.2-of-2.jsonl: line "));
    assert!(says(&folder.run(&["plan", "--lang", "en"])));
    for index in 1..=4 {
        let ran = folder.run(&["--json", "--shard", &format!("{index}/4"), "--lang", "en"]);
        assert_eq!(says(&ran), ran.json()["calls"] == 1, "{}", ran.err);
    }
    assert_eq!(sim.stats().answered_twice, 1);
    assert_eq!(folder.run(&["finish"]).code, 0);
    assert_eq!(folder.run(&["status", "--json"]).json()["damaged"], Value::Null, "set aside");
}

#[test]
fn a_damaged_line_of_another_shard_is_left_to_that_one_or_to_who_has_the_whole_job() {
    for whole in [false, true] {
        damaged_line(whole);
    }
}

fn damaged_line(whole: bool) {
    let (_sim, folder) = world(options());
    side_by_side(&folder, 2, &[]);
    let (ledger, text) = damage(&folder);
    assert_eq!(folder.run(&["--json", "--shard", "1/2"]).json()["calls"], 0);
    assert_eq!(std::fs::read_to_string(&ledger).unwrap(), text, "it may be at work");
    // Cut otherwise, that one may never come again: who has the whole job mends it.
    if whole {
        let ran = folder.run(&["--json"]);
        assert_eq!(ran.json()["calls"], 1);
        assert!(ran.err.contains("damaged.2-of-2.jsonl"), "{}", ran.err);
    } else {
        assert_eq!(folder.run(&["--json", "--shard", "2/2"]).json()["calls"], 1);
    }
    assert!(folder.output().join(".batch/damaged.2-of-2.jsonl").is_file());
}

/// Who only looks is told what a run would do: nothing is asked again where nothing is lost, and each is told of what is its own.
#[test]
fn damage_is_told_as_far_as_it_goes_for_who_looks() {
    let (_sim, folder) = world(options());
    side_by_side(&folder, 2, &[]);
    let (ledger, _) = damage(&folder);
    let says = |args: &[&str]| {
        let ran = folder.run(&[args, &["--lang", "en"]].concat());
        ran.out + &ran.err
    };
    let (again, nothing) = ("perhaps paid again; the next run of that shard", "nothing has to be asked again");
    for command in ["plan", "status"] {
        assert!(says(&[command]).contains(again) && says(&[command, "--shard", "2/4"]).contains("2-of-2"));
        assert!(!says(&[command, "--shard", "1/2"]).contains("2-of-2"), "{command}: none of its own is there");
    }
    assert_eq!(folder.run(&["status", "--json", "--shard", "1/2"]).json().get("damaged"), None);
    assert!(!says(&["plan", "--fresh"]).contains("damaged"), "that is moved aside");
    // Asked again by others, it is nothing to anybody.
    for shard in ["2/4", "4/4"] {
        assert_eq!(folder.run(&["--quiet", "--shard", shard]).code, 0);
    }
    assert!(says(&["plan"]).contains(nothing) && says(&["status"]).contains(nothing), "{}", says(&["status"]));
    assert!(!says(&["--shard", "2/4"]).contains("damaged"));
    let said = says(&["finish"]);
    assert!(said.contains("was moved to") && !said.contains("is asked again"), "{said}");
    // The whole job's is no shard's, and mended by none.
    std::fs::rename(ledger, folder.output().join(".batch/ledger.jsonl")).unwrap();
    damage_in(&folder, "ledger.jsonl");
    let said = says(&["status"]);
    assert!(said.contains("perhaps paid again; the next run of the whole job"), "{said}");
    let said = says(&["--shard", "2/2"]);
    assert!(said.contains("ledger.jsonl, which is not this shard's"), "{said}");
}

#[test]
fn programs_are_told_which_shard_it_is() {
    let (_sim, folder) = world(options());
    for command in ["run", "plan", "status", "check"] {
        let said = folder.run(&[command, "--json", "--shard", "2/3"]).json();
        assert_eq!(said["shard"], "2/3", "{said}");
    }
    let runs = |whose: &str| {
        let runs = lines(&folder.output()).into_iter().filter(|line| line["event"] == "run");
        runs.filter(|line| line["shard"] == *whose).count()
    };
    assert_eq!(runs("2/3"), 2, "its beginning and its end");
    let whole = folder.run(&["--json"]).json();
    assert_eq!(whole.get("shard"), None, "{whole}");
}

#[test]
fn a_plan_of_a_shard_begins_with_what_is_its_own() {
    let (_sim, folder) = world(options());
    let sheets = folder.run(&["plan", "--json", "--shard", "1/3"]).json()["sheets"].as_u64().unwrap();
    assert!(sheets > 0 && sheets < 24);
    let plan = folder.run(&["plan", "--shard", "1/3", "--lang", "en"]);
    let head = format!("Plan: shard 1/3 has {sheets} of 24 result files, with {} conversations;", 3 * sheets);
    assert!(plan.out.starts_with(&head), "{head}: {}", plan.out);
    assert!(plan.out.contains(&format!("{} to ask", 3 * sheets)), "{}", plan.out);
}

#[test]
fn of_many_processes_some_are_named_and_all_told_to_programs() {
    let (_sim, folder) = world(options());
    let take = |index| Lock::take(&folder.output(), Shard::new(index, 9).unwrap()).unwrap();
    let locks: Vec<Lock> = (1..=7).map(take).collect();
    assert_eq!(folder.run(&["--quiet", "--shard", "8/9"]).code, 0);
    let status = folder.run(&["status", "--lang", "en"]);
    let named = status.out.lines().filter(|line| line.trim_start().starts_with("pid ")).count();
    assert!(status.out.contains("Running now: 7 processes;") && status.out.contains("2 more"), "{}", status.out);
    assert_eq!(named, 5, "{}", status.out);
    let status = folder.run(&["status", "--json"]).json();
    assert_eq!(status["running"].as_str().unwrap().split("; ").count(), 7, "{status}");
    drop(locks);
}

/// An answer of the second of two shards is no longer what it was.
fn damage(folder: &Folder) -> (PathBuf, String) {
    damage_in(folder, "ledger.2-of-2.jsonl")
}

fn damage_in(folder: &Folder, ledger: &str) -> (PathBuf, String) {
    let ledger = folder.output().join(".batch").join(ledger);
    let mut text = std::fs::read_to_string(&ledger).unwrap();
    let at = text.rfind("\"event\":\"answered\"").unwrap();
    text.replace_range(at + 3..at + 4, "X");
    std::fs::write(&ledger, &text).unwrap();
    (ledger, text)
}
