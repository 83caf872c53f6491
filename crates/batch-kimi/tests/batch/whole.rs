//! A job from beginning to end, in one go and in steps.

use batch_contract::finish;
use batch_sim::{Lane, Lanes};
use serde_json::json;

use super::{ALL, calm, ended, signal, with, world};

#[test]
fn the_job_is_done_at_the_lower_price_and_as_if_by_calls() {
    let world = world(calm());
    let ran = world.ends(0, &[]);
    assert!(ran.out.contains("批量"), "{}", ran.out);
    world.is_well("at once");
    let bill = world.sim.stats();
    assert_eq!(bill.batch.created, 1);
    // The same tokens by calls.
    let calls = super::world(calm());
    assert_eq!(calls.folder.run(&["--quiet"]).code, 0);
    let (lower, list) = (bill.total().cost, calls.sim.stats().total().cost);
    assert!((lower - 0.6 * list).abs() < 1e-9, "{lower} of {list}");
}

#[test]
fn each_line_of_the_ledger_names_its_lane_and_costs_once() {
    let world = world(calm());
    world.ends(0, &[]);
    let answered: Vec<_> = world.folder.ledger().into_iter().filter(|event| event["event"] == "answered").collect();
    assert!(answered.len() == ALL && answered.iter().all(|event| event["lane"] == "batch" && event["cost"].is_f64()));
    let phases: Vec<_> =
        world.folder.ledger().iter().filter_map(|event| event["phase"].as_str().map(str::to_owned)).collect();
    let at =
        |phase: &str| phases.iter().position(|said| said == phase).unwrap_or_else(|| panic!("{phase}: {phases:?}"));
    assert!(at("intent") < at("uploaded") && at("uploaded") < at("submitted") && at("submitted") < at("ended"));
}

#[test]
fn submit_then_status_then_fetch_twice() {
    let mut settings = calm();
    settings.working = 1_000;
    let world = world(settings);
    let ran = world.ends(0, &["submit"]);
    assert!(ran.out.contains("batch-kimi batch"), "how to come back: {}", ran.out);
    assert_eq!((world.sim.stats().batch.created, world.sim.stats().batch.uploaded), (1, 1));
    // The spool file is gone.
    let spool: Vec<_> =
        std::fs::read_dir(world.folder.output().join(".batch")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(spool.iter().all(|name| !name.to_string_lossy().contains("tmp")), "{spool:?}");
    let before = world.folder.ledger();
    let status = world.ends(0, &["status", "--json"]).json();
    assert_eq!((&status[0]["conversations"], &status[0]["total"]), (&json!(ALL), &json!(ALL)), "{status}");
    assert_eq!(status[0]["model"], "kimi-k2.6");
    assert!(world.ends(0, &["status"]).out.contains(status[0]["batch"].as_str().unwrap()));
    assert_eq!(world.folder.ledger().len(), before.len(), "status writes nothing");
    world.ends(4, &["fetch"]);
    assert!(world.folder.sheets().is_empty(), "nothing is written before something is there");
    // A run by calls does not ask what waits: it says so, and is not done.
    let online = world.folder.run(&[]);
    assert_eq!((online.code, world.sim.stats().calls), (4, 0), "{}{}", online.out, online.err);
    world.becomes(json!({"working": 1}));
    world.ends(0, &["fetch"]);
    world.is_well("in steps");
    assert!(world.ends(0, &["status"]).out.contains("没有"), "nothing is there any more");
}

#[test]
fn ctrl_c_only_leaves() {
    let mut settings = calm();
    settings.working = 100_000;
    let world = world(settings);
    for name in ["-INT", "-TERM"] {
        let before = world.sim.stats().batch.requests;
        let child = world.folder.start(&["batch"]);
        world.until(|stats| stats.batch.created == 1 && stats.batch.requests > before + 5);
        signal(&child, name);
        let ran = finish(child);
        assert_eq!(ran.code, 130, "{}{}", ran.out, ran.err);
        let said = format!("{}{}", ran.err, ran.out);
        assert!(said.contains("平台会继续") || said.contains("平台"), "{said}");
        assert!(ran.out.contains("batch-kimi batch"), "how to come back: {}", ran.out);
    }
    assert_eq!((world.sim.stats().batch.cancels, world.sim.stats().batch.open), (0, 1), "the platform goes on");
    world.becomes(json!({"working": 1}));
    world.ends(0, &[]);
    assert_eq!(world.sim.stats().batch.created, 1);
    world.is_well("left and taken up");
}

#[test]
fn cancel_fetches_what_is_there_and_the_rest_is_free() {
    let mut settings = with("stuck");
    settings.working = 1;
    let world = world(settings);
    world.ends(0, &["submit"]);
    for _ in 0..4 {
        world.ends(4, &["fetch"]);
    }
    let ran = world.ends(4, &["cancel"]);
    assert_eq!((ended(&world.sim)["cancelled"], world.sim.stats().batch.cancels), (1, 1), "{}", ran.err);
    assert_eq!(world.events("answered"), ALL / 2, "{}{}", ran.out, ran.err);
    world.is_clean("cancelled");
    // What goes on is not another `batch cancel`.
    assert!(ran.out.contains("batch-kimi batch\n") && !ran.out.contains("batch cancel\n"), "{}", ran.out);
    // The rest by calls, at the list price; each half paid for once.
    assert_eq!(world.folder.run(&["--quiet"]).code, 0);
    let once = Lane { answered: 1, billed: 1 };
    let stats = world.sim.stats();
    assert_eq!((stats.calls as usize, stats.answered_twice), (ALL / 2, 0));
    let half = vec![Lanes { batch: once, online: Lane::default() }; ALL / 2];
    assert_eq!(stats.batch.lines.into_values().collect::<Vec<_>>(), half);
    assert!(world.folder.sheets() == super::online());
}
