//! What people complain about in other clients, one test each, where no other file of this target has it: answers of expired
//! batches thrown away, counts that lie, lost lines and files that are not found are in `results`, orphans in `crash` and
//! `sending`, leaving and cancelling in `whole`.

use batch_sim::{BatchSettings, Options, Patch, Price};
use serde_json::json;

use super::{ALL, calm, options, with, world, world_of};

/// No funds in the middle fail thousands of lines, one after the other.
#[test]
fn without_money_nothing_more_is_submitted_and_what_came_is_kept() {
    let mut world = world_of(Options { balance: Some(1.3), price: Price::PerCall(1.0), ..options(calm()) });
    world.folder.edit(|config| {
        config["batch"]["lines"] = json!(2);
        config["batch"]["parts"] = json!(1);
    });
    let ran = world.batch(&[]);
    assert_eq!(ran.code, 3, "{}{}\n{}", ran.out, ran.err, world.seen());
    assert!(ran.err.contains("充值"), "{}", ran.err);
    let stats = world.sim.stats();
    assert!(stats.batch.created <= 2, "{}", world.seen());
    assert_eq!(world.events("answered") as u64, stats.answered);
    world.sim.change(&Patch { balance: Some(100.0), ..Patch::default() });
    world.ends(0, &[]);
    assert_eq!((world.sim.stats().answered, world.sim.stats().answered_twice), (ALL as u64, 0));
}

/// Limits of what may wait at the platform: parts are small, and few are there at a time.
#[test]
fn no_more_is_at_the_platform_than_the_config_says() {
    let mut world = world(BatchSettings { max_open: Some(2), ..calm() });
    world.folder.edit(|config| {
        config["batch"]["lines"] = json!(1);
        config["batch"]["parts"] = json!(2);
    });
    world.ends(0, &[]);
    let stats = world.sim.stats();
    assert_eq!((stats.batch.created, stats.rejected_429), (ALL as u64, 0), "{}", world.seen());
    world.is_well("small parts");
}

/// Models that cannot are found out when all lines are lost.
#[test]
fn a_model_that_cannot_is_left_out_before_anything_is_sent() {
    let mut world = world(calm());
    world.folder.edit(|config| config["models"] = json!(["kimi-k3"]));
    let ran = world.ends(2, &[]);
    assert!(ran.err.contains("kimi-k3") && ran.err.contains("2026-09-19"), "{}", ran.err);
    assert_eq!(world.sim.stats().batch.requests, 0);
    // Beside one that can, it is said and left, or asked by calls.
    world.folder.edit(|config| config["models"] = json!(["kimi-k2.6", "kimi-k3"]));
    let ran = world.ends(4, &[]);
    assert!(ran.err.contains("kimi-k3") && ran.err.contains("--leftovers online"), "{}", ran.err);
    assert_eq!((world.events("answered"), world.sim.stats().calls), (ALL, 0));
    world.ends(0, &["--leftovers", "online"]);
    let stats = world.sim.stats();
    assert_eq!((stats.calls, stats.batch.created, stats.answered_twice), (ALL as u64, 1, 0));
    // The registry may be older than the platform: the config knows better.
    let mut newer = self::world(calm());
    newer.folder.edit(|config| config["batch"]["share"] = json!(0.6));
    newer.folder.edit(|config| config["models"] = json!(["kimi-k3"]));
    let ran = newer.batch(&[]);
    assert!(newer.sim.stats().batch.created > 0, "it is tried: {}{}", ran.out, ran.err);
    assert_eq!(ran.code, 3, "validation refuses it, loudly: {}{}", ran.out, ran.err);
    assert_eq!(newer.money(), (0.0, 0.0), "nothing of it was begun");
}

/// The platform refuses a whole file for one parameter.
#[test]
fn a_parameter_that_cannot_be_is_named_before_anything_is_sent() {
    let mut world = world(calm());
    world.folder.edit(|config| config["temperature"] = json!(0.3));
    let ran = world.ends(2, &[]);
    assert!(ran.err.contains("temperature"), "{}", ran.err);
    assert_eq!((world.sim.stats().batch.requests, world.sim.stats().calls), (0, 0));
}

/// Charged at each poll, or never.
#[test]
fn looking_and_fetching_again_costs_nothing() {
    let world = world(BatchSettings { working: 50, ..calm() });
    world.ends(0, &["submit"]);
    for _ in 0..5 {
        world.ends(4, &["fetch"]);
        world.ends(0, &["status"]);
    }
    assert_eq!(world.money(), (0.0, 0.0), "nothing is spent yet");
    world.becomes(json!({"working": 1}));
    world.ends(0, &["fetch"]);
    world.is_well("polled");
}

/// Reopened with changed prompts: stored values do not match.
#[test]
fn prompts_changed_while_it_waits_cost_no_answer() {
    let world = world(BatchSettings { working: 1_000, ..calm() });
    world.ends(0, &["submit"]);
    world.folder.write("多个Prompt.json", r#"["请总结要点。", "请列出用药。"]"#);
    world.becomes(json!({"working": 1}));
    world.ends(0, &[]);
    // The first prompt's answers are used, the second's are new; the old second's are kept in the ledger.
    let stats = world.sim.stats();
    assert_eq!((stats.batch.created, stats.answered, stats.answered_twice), (2, 9, 0), "{}", world.seen());
    assert_eq!(world.events("answered"), 9);
    let (known, perhaps) = world.money();
    assert!((known - stats.total().cost).abs() < 1e-6 && perhaps == 0.0);
    world.is_clean("prompts changed");
    // And with the old prompts again all is there.
    world.folder.write("多个Prompt.json", r#"["请总结要点。", "请评估风险，并说明理由。"]"#);
    world.ends(0, &[]);
    assert_eq!(world.sim.stats().answered, 9);
    assert!(world.folder.sheets() == super::online());
}

/// Starting over while conversations wait would pay for them twice.
#[test]
fn fresh_is_refused_while_something_waits() {
    let world = world(BatchSettings { working: 1_000, ..calm() });
    world.ends(0, &["submit"]);
    for args in [&["--fresh"][..], &["batch", "--fresh"]] {
        let ran = world.folder.run(args);
        assert_eq!(ran.code, 2, "{args:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("batch cancel"), "{}", ran.err);
    }
    assert_eq!((world.sim.stats().calls, world.sim.stats().batch.created), (0, 1));
}

/// A file whose name is in a list of a hundred, or in nobody's.
#[test]
fn others_batches_and_files_are_left_alone() {
    for fault in ["create:lost", "upload:lost", "output_unnamed", "made_twice"] {
        let world = world(BatchSettings { others: 230, working: 8, ..with(fault) });
        world.ends(0, &[]);
        world.is_clean(fault);
    }
}
