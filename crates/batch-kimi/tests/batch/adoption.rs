//! Taking over what an earlier command left: interrupted, half known, from lists that are late, long or wrong.

use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use batch_contract::finish;
use batch_sim::BatchSettings;
use serde_json::{Value, json};

use super::between::{Pass, Said, before};
use super::{ALL, World, calm, signal, with, world};

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// A command that is killed when the platform has done what it was asked for, and has not said so.
fn killed_in(fault: &str, done: impl Fn(&batch_sim::Stats) -> bool) -> World {
    let world = world(with(fault));
    let child = world.folder.start(&["batch"]);
    world.until(done);
    kill(child);
    world.becomes(json!({"faults": {}}));
    world
}

/// Killed while its file was sent, which came.
fn sent() -> World {
    killed_in("upload:hang", |stats| stats.batch.uploaded == 1)
}

/// Killed while its batch was asked for, which was made.
fn made() -> World {
    killed_in("create:hang", |stats| stats.batch.created == 1)
}

#[test]
fn a_file_that_came_before_the_kill_is_found_by_its_name() {
    let world = sent();
    world.ends(0, &[]);
    assert_eq!((world.sim.stats().batch.uploaded, world.sim.stats().batch.created), (1, 1), "{}", world.seen());
    world.is_well("found by name");
}

/// Nor from a page that is not the first.
#[test]
fn a_file_is_found_behind_those_of_others() {
    let mut settings = with("upload:hang");
    settings.others = 130;
    let world = world(settings);
    let child = world.folder.start(&["batch"]);
    world.until(|stats| stats.batch.uploaded == 1);
    kill(child);
    world.becomes(json!({"faults": {}}));
    world.ends(0, &[]);
    assert_eq!((world.sim.stats().batch.uploaded, world.sim.stats().batch.created), (1, 1), "{}", world.seen());
    world.is_well("found behind others");
}

/// A list of files that fails once is no list, and no reason to come back tomorrow.
#[test]
fn a_list_that_fails_once_proves_nothing_and_ends_nothing() {
    for fault in ["files:503", "files:reset", "files:after_500", "batches:503", "batches:reset"] {
        let world = sent();
        world.becomes(json!({"faults": {"on": [["", fault, 1]]}}));
        world.ends(0, &[]);
        assert_eq!((world.sim.stats().batch.uploaded, world.sim.stats().batch.created), (1, 1), "{fault}");
        world.is_well(fault);
    }
}

#[test]
fn fetch_never_makes_a_batch_and_nobody_loses_by_it() {
    for (name, world, open) in [("sent", sent(), 0), ("made", made(), 1)] {
        for args in [&["fetch"][..], &["status"], &["fetch"]] {
            world.batch(args);
            let batch = world.sim.stats().batch;
            assert_eq!((batch.created, batch.uploaded), (open, 1), "{name}: {args:?}: {}", world.seen());
            assert_eq!(world.sim.stats().calls, 0);
        }
        world.ends(0, &[]);
        assert_eq!(world.sim.stats().batch.created, 1, "{name}");
        world.is_well(name);
    }
    // Nor of what a batch did not answer, nor of what was never sent.
    let world = super::first_batch(calm(), "expires");
    world.ends(4, &["fetch"]);
    assert_eq!(
        (world.sim.stats().batch.requests, world.events("queued")),
        (0, 0),
        "nothing was sent, nothing is asked"
    );
    world.ends(0, &["submit"]);
    let ran = world.batch(&["fetch"]);
    for _ in 0..4 {
        world.ends(4, &["fetch"]);
    }
    assert_eq!((world.sim.stats().batch.created, world.events("answered")), (1, ALL / 2), "{}", ran.err);
}

/// Once is "leave in good order", twice is "now".
#[cfg(unix)]
#[test]
fn ctrl_c_while_it_is_taken_over_loses_and_makes_nothing() {
    for (name, left) in [("sent", sent as fn() -> World), ("made", made)] {
        for (fault, signals) in
            [("files:hang", 2), ("batches:hang", 2), ("files:after_500", 1), ("batches:after_500", 1)]
        {
            let name = format!("{name}, {fault}");
            let world = left();
            let before = world.sim.stats().batch;
            world.becomes(json!({"faults": {"on": [["", fault, 1]]}}));
            let child = world.folder.start(&["batch"]);
            world.until(|stats| stats.batch.requests > before.requests);
            for _ in 0..signals {
                signal(&child, "-INT");
                std::thread::sleep(Duration::from_millis(300));
            }
            let ran = finish(child);
            // With a single one it may have ended what it was at: all of the job, even.
            assert!(ran.code == 130 || signals == 1, "{name}: {}{}", ran.out, ran.err);
            let after = world.sim.stats().batch;
            if ran.code == 130 {
                assert_eq!((after.created, after.uploaded), (before.created, before.uploaded), "{name}");
                let rows = world.ends(0, &["status", "--json"]).json();
                assert_eq!(
                    (rows.as_array().unwrap().len(), &rows[0]["conversations"]),
                    (1, &json!(ALL)),
                    "{name}: {rows}"
                );
                assert!(ran.out.contains("batch-kimi batch"), "{name}: how to come back: {}", ran.out);
            }
            assert!(!ran.err.contains("panicked"), "{name}: {}", ran.err);
            world.becomes(json!({"faults": {}}));
            world.ends(0, &[]);
            assert_eq!(world.sim.stats().batch.created, 1, "{name}");
            world.is_well(&name);
        }
    }
}

/// What becomes of a run whose reply to `POST batches` is lost where lists are told like this.
fn lists(
    settings: BatchSettings,
    tell: impl Fn(&str, Pass<'_>) -> Said + Send + Sync + 'static,
) -> (World, batch_contract::Ran) {
    let mut world = world(settings);
    let lost = AtomicU32::new(0);
    let url = before(&world.sim, move |asked, pass| {
        if asked.is("GET batches") {
            return Some(tell(&asked.path, pass));
        }
        let said = pass(&asked.path);
        // The first is made, and nobody hears of it.
        let heard = !asked.is("POST batches") || lost.fetch_add(1, Ordering::SeqCst) > 0;
        heard.then_some(said)
    });
    world.folder.edit(|config| config["api_config"]["base_url"] = json!(url));
    let ran = world.batch(&["--offline-limit", "3"]);
    (world, ran)
}

/// A list with something changed about it.
fn changed(said: &Said, change: impl Fn(&mut Vec<Value>)) -> Said {
    let mut list = said.json();
    list["data"].as_array_mut().into_iter().for_each(change);
    Said::of(said.status, &list)
}

/// A page of which more is said to come.
fn page(data: &Value) -> Said {
    Said::of(200, &json!({"object": "list", "data": data, "has_more": true}))
}

fn batch(id: &str, created_at: u64) -> Value {
    json!({"id": id, "status": "completed", "created_at": created_at, "input_file_id": format!("file-{id}")})
}

#[track_caller]
fn made_once((world, ran): &(World, batch_contract::Ran), code: i32) {
    assert_eq!((ran.code, world.sim.stats().batch.created), (code, 1), "{}\n{}", ran.err, world.seen());
    if code == 4 {
        let rows = world.ends(0, &["status", "--json"]).json();
        assert_eq!(rows[0]["conversations"], json!(ALL), "nothing is given up: {rows}");
    }
}

#[test]
fn batches_without_a_time_are_not_old() {
    for none in [json!(null), json!("yesterday"), json!(-1)] {
        let told = lists(BatchSettings { others: 130, ..calm() }, move |path, pass| {
            changed(&pass(path), |list| list.iter_mut().for_each(|batch| batch["created_at"] = none.clone()))
        });
        made_once(&told, 0);
        told.0.is_well("no times");
    }
}

/// The oldest first: what is old on the first page says nothing of the last.
#[test]
fn a_list_the_other_way_round_is_read_to_its_end() {
    let told = lists(calm(), |path, pass| match path.split_once("after=") {
        None => page(&json!([batch("older", 1_600_000_000), batch("old", 1_700_000_000)])),
        Some((path, "old")) => pass(path.trim_end_matches('?')),
        Some(_) => pass(path),
    });
    made_once(&told, 0);
    told.0.is_well("the oldest first");
}

/// The youngest first: what is older than the part is not read, though there are many pages of it.
#[test]
fn who_is_older_than_a_part_is_not_asked_for() {
    let pages = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&pages);
    let told = lists(calm(), move |_, _| {
        let page_of = u64::from(count.fetch_add(1, Ordering::SeqCst));
        let time = |n: u64| 1_700_000_000 - 100 * page_of - n;
        page(&json!([batch(&format!("a{page_of}"), time(1)), batch(&format!("b{page_of}"), time(2))]))
    });
    // It is nowhere: another is asked for, which is heard of.
    assert_eq!((told.1.code, told.0.sim.stats().batch.created), (0, 2), "{}", told.1.err);
    assert!(pages.load(Ordering::SeqCst) < 20, "{pages:?} pages");
}

/// A server that does not know `after` says the same page for ever.
#[test]
fn a_page_that_comes_again_is_not_the_end_of_a_list() {
    made_once(&lists(calm(), |_, _| page(&json!([batch("of-others", 4_000_000_000)]))), 4);
}

/// The same of a list that is only looked through for batches that are too many: the job is done all the same.
#[test]
fn a_list_without_an_end_keeps_nobody_from_ending() {
    let mut world = world(calm());
    let url = before(&world.sim, |asked, pass| {
        let first = page(&json!([batch("of-others", 4_000_000_000)]));
        Some(if asked.is("GET batches") { first } else { pass(&asked.path) })
    });
    world.folder.edit(|config| config["api_config"]["base_url"] = json!(url));
    world.ends(0, &[]);
    world.is_well("a list without an end");
}

/// More is to come, and no page says from where.
#[test]
fn a_page_that_is_empty_though_there_is_more_is_not_the_end_of_a_list() {
    made_once(&lists(calm(), |_, _| page(&json!([]))), 4);
}

#[test]
fn a_list_with_something_unreadable_in_it_proves_nothing() {
    for odd in [json!(null), json!({}), json!({"id": "batch-1"}), json!("batch-1")] {
        let times = AtomicU32::new(0);
        let told = lists(calm(), move |path, pass| {
            if times.fetch_add(1, Ordering::SeqCst) > 0 {
                return pass(path);
            }
            Said::of(200, &json!({"object": "list", "data": [odd], "has_more": false}))
        });
        made_once(&told, 0);
        told.0.is_well("unreadable");
    }
}

/// One page of many breaks: those that were read prove nothing.
#[test]
fn a_list_that_breaks_in_the_middle_proves_nothing() {
    let broken = AtomicU32::new(0);
    let told = lists(BatchSettings { others: 130, ..calm() }, move |path, pass| {
        let second = path.contains("after=");
        if second && broken.fetch_add(1, Ordering::SeqCst) < 2 {
            return Said::no(503, "server_error", "busy");
        }
        // The first page has none of ours.
        changed(&pass(path), |list| list.retain(|batch| second || batch["created_at"].as_u64() > Some(u64::MAX / 2)))
    });
    let (world, ran) = &told;
    assert_eq!(
        (world.sim.stats().batch.created, world.events("answered") % ALL),
        (1, 0),
        "{}\n{}",
        ran.err,
        world.seen()
    );
}
