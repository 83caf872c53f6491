//! What goes wrong with what a batch brought: its files, its end, its lines.

use batch_sim::{BatchFaults, BatchSettings, Lane, Lanes};
use serde_json::json;

use super::{ALL, World, calm, first_batch, with, with_many, world};

const ONCE: Lane = Lane { answered: 1, billed: 1 };

#[test]
fn what_does_not_come_whole_is_fetched_again() {
    for fault in
        ["content:cut", "content:short", "content:404", "content:500", "content:reset", "output_unnamed", "no_counts"]
    {
        let world = world(with(fault));
        world.ends(0, &[]);
        assert_eq!(world.sim.stats().batch.created, 1, "{fault}: {}", world.seen());
        world.is_well(fault);
    }
}

#[test]
fn a_content_that_is_not_there_for_a_while_is_waited_for() {
    let world = world(with_many("content:404", 3));
    world.ends(0, &[]);
    world.is_well("404 three times");
}

#[test]
fn a_file_that_the_validator_does_not_find_is_named_by_step() {
    let world = first_batch(calm(), "file_lost");
    let ran = world.ends(0, &[]);
    assert!(ran.err.contains("平台检查文件"), "{}", ran.err);
    assert_eq!(world.sim.stats().batch.created, 2, "made again once, of a new file");
    world.is_well("file_lost");
}

/// Half of the lines are answered in the first batch, the rest in a second; each is paid for once.
fn two_halves(fault: &str) -> World {
    let world = first_batch(calm(), fault);
    let ran = world.ends(0, &[]);
    assert_eq!((world.sim.stats().batch.created, world.events("answered")), (2, ALL), "{fault}: {}", world.seen());
    assert!(ran.err.contains("3 个没有结果"), "{fault}: {}", ran.err);
    let lines = world.sim.stats().batch.lines;
    assert!(lines.values().all(|lanes| lanes.batch == ONCE), "{fault}: {lines:?}");
    world.is_clean(fault);
    assert!(world.folder.sheets() == super::online(), "{fault}");
    world.rests(fault);
    world
}

#[test]
fn an_expired_batch_loses_no_answer() {
    let world = two_halves("expires");
    // It counts what it brought: nothing else was begun.
    assert_eq!(world.money().1, 0.0);
    assert!((world.money().0 - world.sim.stats().total().cost).abs() < 1e-9);
}

#[test]
fn a_batch_that_failed_midway_loses_no_answer() {
    let world = two_halves("fails_midway");
    assert!(world.money().1 > 0.0, "what was begun may be billed");
}

#[test]
fn a_batch_cancelled_that_completes_is_fetched() {
    let world = world(BatchSettings { working: 1_000, ..with("cancel_completes") });
    world.ends(0, &["submit"]);
    world.ends(4, &["fetch"]);
    world.ends(0, &["cancel"]);
    assert_eq!(world.sim.stats().batch.ended["completed"], 1);
    world.is_well("completes");
}

#[test]
fn lines_that_fail_in_silence_are_seen_and_asked_again() {
    // The platform says: all completed, none failed.
    let world = first_batch(calm(), "silent_failures");
    world.ends(0, &[]);
    assert_eq!((world.sim.stats().batch.created, world.events("answered")), (2, ALL), "{}", world.seen());
    let lines = world.sim.stats().batch.lines;
    assert!(lines.values().all(|lanes| lanes.batch == ONCE), "{lines:?}");
    assert!(world.folder.sheets() == super::online());
    world.rests("silent");
}

#[test]
fn lines_in_no_file_are_said_and_asked_again() {
    let world = first_batch(calm(), "lines_missing");
    let ran = world.ends(0, &[]);
    assert!(ran.err.contains("2 个没有结果"), "{}", ran.err);
    // They were billed, and nobody can know it: perhaps.
    let lines = world.sim.stats().batch.lines;
    assert_eq!(lines.values().filter(|lanes| lanes.batch.billed == 2).count(), 2);
    let (known, perhaps) = world.money();
    let billed = world.sim.stats().total().cost;
    assert!(known < billed && known + perhaps >= billed, "{known} + {perhaps}, billed {billed}");
    assert!(world.folder.sheets() == super::online());
    world.is_clean("missing");
    world.rests("missing");
}

#[test]
fn broken_lines_are_no_answers_and_asked_again() {
    let world = first_batch(calm(), "lines_broken");
    world.ends(0, &[]);
    let (known, perhaps) = world.money();
    let billed = world.sim.stats().total().cost;
    assert!(known + perhaps >= billed, "{known} + {perhaps}, billed {billed}");
    assert!(world.folder.sheets() == super::online());
    world.is_clean("broken");
    world.rests("broken");
}

#[test]
fn lines_twice_and_of_others_change_nothing() {
    for fault in ["lines_twice", "lines_foreign"] {
        let world = world(with(fault));
        world.ends(0, &[]);
        assert_eq!(world.sim.stats().batch.created, 1, "{fault}");
        assert!(!world.folder.read("output/raw/.batch/ledger.jsonl").contains("他人回答"));
        world.is_well(fault);
    }
}

#[test]
fn an_output_that_is_named_and_not_there_costs_what_it_may() {
    let world = first_batch(calm(), "output_missing");
    world.ends(0, &[]);
    let (known, perhaps) = world.money();
    let billed = world.sim.stats().total().cost;
    assert!(known + perhaps >= billed && perhaps > 0.0, "{known} + {perhaps}, billed {billed}");
    assert!(world.folder.sheets() == super::online());
    let both = Lanes { batch: Lane { answered: 2, billed: 2 }, online: Lane::default() };
    assert!(world.sim.stats().batch.lines.values().all(|lanes| lanes.batch.billed == both.batch.billed));
    world.rests("output missing");
}

/// Some servers of OpenAI's family do not list their files.
#[test]
fn where_files_are_not_listed_a_batch_comes_to_its_end_all_the_same() {
    let world = world(BatchSettings { working: 1_000, ..with_many("files:405", u32::MAX) });
    world.ends(0, &["submit"]);
    let ran = world.ends(4, &["cancel"]);
    assert_eq!(world.ends(0, &["status", "--json"]).json(), json!([]), "{}", ran.err);
    world.becomes(json!({"working": 1}));
    world.ends(0, &[]);
    assert_eq!((world.sim.stats().batch.created, world.events("answered")), (2, ALL));
}

#[test]
fn files_that_cannot_be_deleted_are_named() {
    let world = world(with_many("delete:403", u32::MAX));
    let ran = world.ends(0, &[]);
    let left = world.sim.stats().batch.files_left;
    assert_eq!(left, 2);
    assert!(ran.err.contains("无法从平台删除") || ran.err.contains("删除"), "{}", ran.err);
    assert_eq!(ran.err.matches("file-").count(), 2, "each by its id: {}", ran.err);
}

#[test]
fn files_stay_for_whoever_wants_them() {
    let world = world(calm());
    let ran = world.ends(0, &["--keep-remote"]);
    assert_eq!((world.sim.stats().batch.files_left, world.sim.stats().batch.deleted), (2, 0));
    assert!(!ran.err.contains("file-"), "{}", ran.err);
}

#[test]
fn a_batch_that_the_key_does_not_know_is_not_given_up() {
    let world = world(calm());
    world.ends(0, &["submit"]);
    let faults = json!({"rates": [], "on": [["", "batch:404", 1_000_000]], "at": []});
    world.becomes(json!({"faults": faults}));
    let ran = world.ends(4, &[]);
    assert!(ran.err.contains("batch cancel"), "the way out is said: {}", ran.err);
    assert_eq!(world.sim.stats().batch.created, 1, "nothing is asked twice");
    // The right key again: all is there.
    world.becomes(json!({"faults": BatchFaults::none()}));
    world.ends(0, &[]);
    world.is_well("another key");
}

#[test]
fn what_the_platform_said_of_a_batch_is_kept_without_the_patients_words() {
    let world = world(calm());
    world.ends(0, &[]);
    let folder = world.folder.output().join(".batch/batches");
    let kept: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    assert!(kept.len() == 1 && kept[0].contains("\"completed\""), "{kept:?}");
}
