//! A file that the platform does not take, and says why: what that means for the rest of the run is what the vendor's table of
//! refusals says of it, whether it is told of a call or of a batch.

use std::sync::atomic::{AtomicU64, Ordering};

use batch_contract::Ran;
use serde_json::{Value, json};

use super::between::{Said, before};
use super::{World, calm, world};

/// The job in one-line parts, the first so many of whose batches fail validation with these words.
fn fails(first: u64, errors: Value) -> (World, Ran) {
    let mut world = world(calm());
    let made = AtomicU64::new(0);
    let url = before(&world.sim, move |asked, pass| {
        let mut said = pass(&asked.path);
        if asked.is("POST batches") {
            made.fetch_add(1, Ordering::SeqCst);
        }
        if asked.is("GET batches/") && made.load(Ordering::SeqCst) <= first {
            let mut batch = said.json();
            for (name, value) in
                [("status", json!("failed")), ("output_file_id", json!(null)), ("errors", errors.clone())]
            {
                batch[name] = value;
            }
            batch["request_counts"] = json!({"total": 0, "completed": 0, "failed": 0});
            said = Said::of(said.status, &batch);
        }
        Some(said)
    });
    world.folder.edit(|config| {
        config["api_config"]["base_url"] = json!(url);
        config["batch"]["parts"] = json!(1);
    });
    let ran = world.batch(&[]);
    // Nothing of it was begun.
    assert_eq!(world.money().1, 0.0, "{}", ran.err);
    (world, ran)
}

fn listed(code: &str, message: &str) -> Value {
    json!({"object": "list", "data": [{"code": code, "message": message, "line": null}]})
}

#[test]
fn what_the_platform_says_of_a_file_is_what_it_says_of_a_call() {
    const LIMIT: &str = "rate_limit_reached_error";
    for (code, message, exit, created, words) in [
        ("exceeded_current_quota_error", "Your account is suspended: insufficient balance", 3, 1, "充值"),
        ("invalid_authentication_error", "Invalid Authentication", 3, 1, "API Key 无效"),
        (LIMIT, "request reached organization TPD rate limit, current:2, limit:1", 4, 1, ""),
        // Neither the account's nor known: the second in a row is the model's.
        ("invalid_json_line", "This line is not parseable as valid JSON.", 3, 2, "平台检查文件"),
        ("", "", 3, 2, "平台检查文件"),
    ] {
        for errors in [listed(code, message), json!(format!("{code}: {message}"))] {
            let is_text = errors.is_string();
            if is_text && code != "exceeded_current_quota_error" {
                continue;
            }
            let (world, ran) = fails(u64::MAX, errors);
            let batch = world.sim.stats().batch;
            // A text has no code; what it says is still understood.
            assert_eq!((ran.code, batch.created), (exit, created), "{code}: {}\n{}", ran.err, world.seen());
            assert!(ran.err.contains(words), "{code}: {}", ran.err);
            assert_eq!(batch.files_left, 0, "{code}: {}", world.seen());
        }
    }
}

#[test]
fn a_service_that_is_full_is_waited_for() {
    let message = "request reached max organization concurrency: 3, please try again after 1 seconds";
    let (world, ran) = fails(1, listed("rate_limit_reached_error", message));
    assert_eq!((ran.code, world.sim.stats().batch.created), (0, 2), "{}\n{}", ran.err, world.seen());
    // Of many that are refused so, none is the model's fault.
    let (world, ran) = fails(3, listed("rate_limit_reached_error", message));
    assert_eq!((ran.code, world.sim.stats().batch.created), (0, 4), "{}\n{}", ran.err, world.seen());
}

#[test]
fn once_is_nobodys_fault() {
    let (world, ran) = fails(1, listed("file_not_found", "The input file was not found."));
    assert_eq!((ran.code, world.sim.stats().batch.created), (0, 2), "{}\n{}", ran.err, world.seen());
    world.rests("once");
}
