//! Limits, quotas and accounts: slowing down where that helps, ending in good time where it does not.

use std::time::Duration;

use batch_sim::{Change, FaultKind, Faults, Latency, Limits, Options, Patch, Price};
use serde_json::json;

use super::{folder, options, start};

fn error(name: &str) -> FaultKind {
    FaultKind::Error(name.to_owned())
}

/// Every first attempt is refused in this way; then all goes well.
fn once(kind: FaultKind) -> Options {
    let faults = Faults { first_attempts_only: Some(1), ..Faults::none().with(kind, 1.0) };
    Options { faults, ..options() }
}

/// The account changes after so many calls.
fn after(calls: u64, patch: Patch) -> Options {
    Options { schedule: vec![Change::after_calls(calls, patch)], ..options() }
}

#[test]
fn a_stated_limit_is_learned_at_once() {
    let limits = Limits { concurrency: Some(3), ..Limits::default() };
    let latency = Latency::Fixed(Duration::from_millis(60));
    let sim = start(Options { limits, latency, ..options() });
    let folder = folder(&sim.base_url());
    let prompts: Vec<String> = (0..20).map(|n| format!("第 {n} 个问题")).collect();
    folder.write("多个Prompt.json", serde_json::to_string(&prompts).unwrap());
    let ran = folder.run(&["--concurrency", "50", "--rpm", "100000"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let stats = sim.stats();
    assert_eq!((stats.answered, stats.answered_twice, stats.peak_in_flight), (120, 0, 3));
    // The first burst tells; after it there is a try now and then.
    assert!(stats.rejected_429 <= 20 + 5, "{} refusals", stats.rejected_429);
    assert!(ran.err.contains("同时进行的调用数调整为 3"), "{}", ran.err);
}

#[test]
fn a_wait_too_long_pauses_the_run() {
    let sim = start(once(FaultKind::HugeRetryAfter));
    let ran = folder(&sim.base_url()).run(&["--concurrency", "1"]);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    // One such reply is about its conversation, and so are many about one person; some that have nothing in common are about all.
    assert!((4..=7).contains(&sim.stats().calls), "{} calls", sim.stats().calls);
    assert!(ran.err.contains("小时") && ran.out.contains("batch-kimi --concurrency 1"), "{}{}", ran.out, ran.err);
}

#[test]
fn the_days_quota_pauses_the_run_and_the_next_run_goes_on() {
    let faults = Faults::none().with(error("rate_limit_reached_error.tpd"), 1.0);
    let sim = start(after(5, Patch { faults: Some(faults), ..Patch::default() }));
    let folder = folder(&sim.base_url());
    let ran = folder.run(&["--concurrency", "1"]);
    assert_eq!((ran.code, sim.stats().answered), (4, 5), "{}", ran.err);
    assert!(ran.err.contains("次日"), "when to come back: {}", ran.err);
    sim.change(&Patch { faults: Some(Faults::none()), ..Patch::default() });
    assert_eq!(folder.run(&[]).code, 0);
    assert_eq!((sim.stats().answered, sim.stats().answered_twice), (12, 0));
}

#[test]
fn no_money_in_the_middle_stops_and_keeps_everything() {
    let sim = start(Options { balance: Some(5.0), price: Price::PerCall(1.0), ..options() });
    let folder = folder(&sim.base_url());
    let ran = folder.run(&["--concurrency", "2"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("充值") && ran.err.contains("https://platform.moonshot.cn"), "{}", ran.err);
    assert!(sim.stats().calls <= 5 + 2 + 1, "{} calls", sim.stats().calls);
    assert_eq!(folder.run(&["status", "--json"]).json()["all"]["answered"], json!(sim.stats().answered));
    sim.change(&Patch { balance: Some(100.0), ..Patch::default() });
    assert_eq!(folder.run(&[]).code, 0);
    assert_eq!((sim.stats().answered, sim.stats().answered_twice), (12, 0));
}

#[test]
fn a_key_revoked_in_the_middle_stops() {
    let sim = start(after(4, Patch { key_revoked: Some(true), ..Patch::default() }));
    let ran = folder(&sim.base_url()).run(&["--concurrency", "1"]);
    assert_eq!((ran.code, sim.stats().calls), (3, 5), "{}", ran.err);
    assert!(ran.err.contains("MOONSHOT_API_KEY"), "{}", ran.err);
}

#[test]
fn a_model_retired_in_the_middle_stops_alone() {
    let sim = start(after(2, Patch { retire: vec!["kimi-k2.6".to_owned()], ..Patch::default() }));
    let ran = folder(&sim.base_url()).run(&["--json", "--concurrency", "1"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    // Person by person across the models: one answer of each, then the other's five.
    assert_eq!(ran.json()["conversations"]["answered"], json!(2 + 5), "{}", ran.out);
    assert_eq!(sim.stats().calls, 2 + 1 + 5, "the retired model is asked once");
}

#[test]
fn an_overloaded_platform_is_waited_for() {
    let sim = start(once(error("engine_overloaded_error")));
    let ran = folder(&sim.base_url()).run(&["--json", "--models", "kimi-k3", "--people", "患者1"]);
    assert_eq!((ran.code, sim.stats().answered), (0, 2), "{}", ran.err);
    assert_eq!(ran.json()["rate_limited"], json!(2));
}
