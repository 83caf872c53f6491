//! What is not answered there: submitted again, asked by calls, or left; and money over several processes.

use batch_sim::{BatchSettings, Lane};
use serde_json::json;

use super::{ALL, World, calm, first_batch, world};

const ONCE: Lane = Lane { answered: 1, billed: 1 };

/// Each conversation is answered and billed once, wherever.
fn once_each(world: &World, name: &str) {
    let stats = world.sim.stats();
    assert_eq!((stats.answered, stats.answered_twice), (ALL as u64, 0), "{name}: {}", world.seen());
    assert!(world.folder.sheets() == super::online(), "{name}");
    world.is_clean(name);
    world.rests(name);
}

#[test]
fn leftovers_go_online_if_told() {
    let world = first_batch(calm(), "expires");
    let ran = world.ends(0, &["--leftovers", "online"]);
    assert_eq!((world.sim.stats().batch.created, world.sim.stats().calls), (1, 3), "{}", ran.err);
    let lanes: Vec<_> = world
        .folder
        .ledger()
        .into_iter()
        .filter(|event| event["event"] == "answered")
        .map(|event| event["lane"].clone())
        .collect();
    assert_eq!(lanes.iter().filter(|lane| **lane == "batch").count(), 3, "{lanes:?}");
    once_each(&world, "online");
    let (known, _) = world.money();
    assert!((known - world.sim.stats().total().cost).abs() < 1e-6, "{known}");
}

#[test]
fn leftovers_are_left_if_told() {
    let world = first_batch(calm(), "expires");
    world.ends(4, &["--leftovers", "leave"]);
    assert_eq!((world.sim.stats().batch.created, world.sim.stats().calls, world.events("answered")), (1, 0, 3));
    world.ends(0, &[]);
    assert_eq!(world.sim.stats().batch.created, 2);
    once_each(&world, "left");
}

#[test]
fn leftovers_go_there_again_by_themselves() {
    let world = first_batch(calm(), "expires");
    world.ends(0, &["--leftovers", "batch"]);
    assert_eq!((world.sim.stats().batch.created, world.sim.stats().calls), (2, 0));
    assert!(world.sim.stats().batch.lines.values().all(|lanes| lanes.batch == ONCE));
    once_each(&world, "batch");
}

#[test]
fn who_comes_back_empty_for_ever_is_given_up_and_can_be_tried_later() {
    let world = world(super::with_many("silent_failures", u32::MAX));
    let ran = world.ends(1, &[]);
    assert_eq!(world.sim.stats().batch.created, 4, "once, and three times again: {}", ran.err);
    assert!(ran.err.contains("已重试3次"), "{}", ran.err);
    world.becomes(json!({"faults": {}}));
    world.ends(0, &[]);
    once_each(&world, "silent");
}

/// A time so many seconds from now, as the option wants it.
#[cfg(target_os = "linux")]
fn in_seconds(seconds: u32) -> String {
    let mut date = std::process::Command::new("date");
    let then = date.args(["-d", &format!("{seconds} seconds"), "+%Y-%m-%dT%H:%M:%S"]);
    String::from_utf8(then.output().unwrap().stdout).unwrap().trim().to_owned()
}

/// A batch that comes to half of its lines and no further.
#[cfg(target_os = "linux")]
#[test]
fn at_the_deadline_the_rest_goes_online() {
    let world = first_batch(calm(), "stuck");
    let ran = world.ends(0, &["--deadline", &in_seconds(3)]);
    let stats = world.sim.stats();
    assert_eq!((stats.batch.created, stats.batch.cancels, stats.calls), (1, 1, 3), "{}", world.seen());
    assert!(ran.err.contains("时刻已到"), "{}", ran.err);
    once_each(&world, "deadline");
    // Nobody else is kept by it: it is over.
    assert_eq!(world.batch(&["--deadline", "2020-01-01T08:00"]).code, 2);
}

/// The worst of one conversation, as its line in the ledger says.
fn worst() -> f64 {
    let world = world(calm());
    world.ends(0, &["submit"]);
    let ledger = world.folder.ledger();
    ledger
        .iter()
        .filter(|event| event["event"] == "queued")
        .filter_map(|event| event["worst"].as_f64())
        .fold(0.0, f64::max)
}

#[test]
fn a_budget_holds_over_processes() {
    let worst = worst();
    // Room for a little more than three.
    let budget = format!("{}", worst * 3.5);
    let world = world(BatchSettings { working: 1_000, ..calm() });
    let ran = world.ends(4, &["submit", "--budget", &budget]);
    assert_eq!(world.events("queued"), 3, "{}", ran.err);
    // Another process, the same budget: what waits counts.
    for args in [&["submit", "--budget", &budget][..], &["fetch", "--budget", &budget]] {
        world.batch(args);
        assert_eq!((world.events("queued"), world.sim.stats().batch.created), (3, 1), "{args:?}");
    }
    // By calls neither.
    let online = world.folder.run(&["--budget", &budget]);
    assert_eq!(online.code, 4, "{}{}", online.out, online.err);
    let calls = world.sim.stats().calls;
    assert!(calls <= 1, "what waits is reserved: {calls} calls");
    // When they are answered, what they did not need is free again.
    world.becomes(json!({"working": 1}));
    world.batch(&["--budget", &budget]);
    let spent = world.sim.stats().total().cost;
    assert!(spent <= worst * 3.5, "{spent} of {budget}");
    assert!(world.events("answered") > 3, "{}", world.seen());
    world.ends(0, &["--budget", "100"]);
    once_each(&world, "budget");
}

#[test]
fn a_budget_reserves_at_the_lower_price() {
    // At the list price three would not fit.
    let world = world(calm());
    let budget = format!("{}", worst() * 6.01);
    world.ends(0, &["--budget", &budget]);
    assert_eq!(world.sim.stats().batch.created, 1, "all at once");
    once_each(&world, "lower price");
}
