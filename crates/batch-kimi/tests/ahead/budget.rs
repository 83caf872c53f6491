//! Never more than was allowed, and the bill to the token.

use std::time::Duration;

use batch_contract::{Folder, finish};
use batch_sim::{Bill, FaultKind, Faults, Latency, Options, Patch};
use serde_json::json;

use super::{job, options, start};

/// Less than the smallest part of a unit that is counted.
const NOTHING: f64 = 1e-6;

/// Everything that can happen to a call, billed or not.
fn trouble() -> Faults {
    let mut faults = Faults::none();
    for (kind, rate) in [
        (FaultKind::Http500, 0.04),
        (FaultKind::Reset, 0.03),
        // Words about a limit a minute would be believed, and cost the test a minute.
        (FaultKind::Status(429, Some("1".to_owned())), 0.03),
        (FaultKind::CutJson, 0.05),
        (FaultKind::CutBody, 0.04),
        (FaultKind::Stall, 0.03),
        (FaultKind::Empty, 0.05),
        (FaultKind::TruncatedEmpty, 0.03),
        (FaultKind::NoUsage, 0.05),
        (FaultKind::Hang, 0.01),
    ] {
        faults = faults.with(kind, rate);
    }
    faults
}

/// What the ledger says was spent, confirmed and perhaps besides: a lost call counts at its worst case, unless a later call
/// of its conversation says what such a call costs.
fn spent(folder: &Folder) -> (f64, f64) {
    let (mut confirmed, mut perhaps) = (0.0, 0.0);
    let mut open = std::collections::HashMap::new();
    let mut lost: std::collections::HashMap<String, Vec<f64>> = std::collections::HashMap::new();
    for line in folder.ledger() {
        let key = line["key"].as_str().unwrap_or_default().to_owned();
        match line["event"].as_str().unwrap() {
            "sent" => {
                if let Some(killed) = open.insert(key.clone(), line["worst"].as_f64().unwrap()) {
                    lost.entry(key).or_default().push(killed);
                }
            }
            // A conversation that was given up without a call has nothing to settle.
            "answered" | "retry" | "failed" if open.remove(&key).is_some() => match line["perhaps"].as_f64() {
                Some(worst) => lost.entry(key).or_default().push(worst),
                None => {
                    let cost = line["cost"].as_f64().unwrap();
                    confirmed += cost;
                    if !line["usage"].is_null() {
                        let again = line["uncached"].as_f64().unwrap_or(cost);
                        perhaps += lost.remove(&key).into_iter().flatten().map(|worst| worst.min(again)).sum::<f64>();
                    }
                }
            },
            _ => {}
        }
    }
    (confirmed, perhaps + lost.into_values().flatten().sum::<f64>() + open.values().sum::<f64>())
}

/// Both figures together.
fn at_most(folder: &Folder) -> f64 {
    let (confirmed, perhaps) = spent(folder);
    confirmed + perhaps
}

/// Prompt, cached and completion tokens of all lines of the ledger that name them.
fn tokens(folder: &Folder) -> [u64; 3] {
    let mut sum = [0; 3];
    for usage in folder.ledger().iter().map(|line| &line["usage"]) {
        for (sum, name) in sum.iter_mut().zip(["prompt_tokens", "cached_tokens", "completion_tokens"]) {
            *sum += usage[name].as_u64().unwrap_or_default();
        }
    }
    sum
}

#[test]
fn a_budget_is_never_exceeded() {
    // Side by side: each waits for its retries.
    std::thread::scope(|threads| {
        for seed in 1..=2 {
            threads.spawn(move || a_budget_is_kept(seed));
        }
    });
}

fn a_budget_is_kept(seed: u64) {
    let sim = start(Options { seed, faults: trouble(), ..options() });
    let mut folder = job(&sim, 6);
    folder.edit(|config| {
        config["timeout_seconds"] = json!(2);
        config["stall_timeout_seconds"] = json!(1);
    });
    for budget in [0.8, 1.6] {
        let ran = folder.run(&["--budget", &budget.to_string(), "--json"]);
        let (bill, (confirmed, perhaps)) = (sim.stats().total().cost, spent(&folder));
        let spent = confirmed + perhaps;
        assert_eq!(ran.code, 4, "{} {}", ran.out, ran.err);
        assert!(bill <= budget + NOTHING, "seed {seed}: billed {bill} of {budget}");
        assert!(bill <= spent + NOTHING && spent <= budget + NOTHING, "{bill} <= {spent} <= {budget}");
        // It is not kept by giving up early: what is left would not cover the next call.
        assert!(spent > budget - 0.1, "only {spent} of {budget} spent");
        let json = ran.json();
        assert_eq!(json["ending"], "budget");
        assert!(json["reason"].as_str().unwrap().contains("--budget"), "{json}");
        let money = &json["money"];
        let said = |name: &str| money[name].as_f64().unwrap();
        assert!((said("spent") + said("spent_earlier") - confirmed).abs() < NOTHING, "{money} {confirmed}");
        assert!((said("perhaps") - perhaps).abs() < NOTHING, "{money} {perhaps}");
        // Running again with the same budget sends next to nothing.
        let again = folder.run(&["--budget", &budget.to_string()]);
        assert_eq!(again.code, 4, "{}", again.err);
        assert!(again.out.contains("计算在内"), "{}", again.out);
        assert!(sim.stats().total().cost <= budget + NOTHING);
    }
    assert!(sim.stats().peak_in_flight > 4, "{:?}", sim.stats().peak_in_flight);
    // With enough of it the job is finished.
    let ran = folder.run(&["--budget", "100", "--json"]);
    assert_eq!(ran.json()["conversations"]["left"], 0, "{}", ran.out);
}

#[test]
fn what_a_killed_run_had_in_flight_counts() {
    let sim = start(Options { latency: Latency::Fixed(Duration::from_millis(150)), ..options() });
    let folder = job(&sim, 8);
    let mut child = folder.start(&["--budget", "6"]);
    while sim.stats().calls < 40 {
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    let killed = finish(child);
    assert_eq!(killed.code, -1);
    let (confirmed, perhaps) = spent(&folder);
    let status = folder.run(&["status", "--budget", "6", "--json"]).json();
    let said = |name: &str| status["money"][name].as_f64().unwrap();
    assert!((said("confirmed") - confirmed).abs() < NOTHING && (said("perhaps") - perhaps).abs() < NOTHING, "{status}");
    assert!((said("left") - (6.0 - confirmed - perhaps)).abs() < NOTHING && perhaps > 0.1, "{status} {perhaps}");
    let ran = folder.run(&["--budget", "6", "--json"]);
    assert!((ran.json()["money"]["spent_earlier"].as_f64().unwrap() - confirmed).abs() < NOTHING, "{confirmed}");
    let bill = sim.stats().total().cost;
    assert!(bill <= 6.0 + NOTHING && bill <= at_most(&folder) + NOTHING, "{bill}");
    // Asked again and answered: what was lost costs what such a call costs.
    let now = ran.json()["money"]["perhaps"].as_f64().unwrap();
    assert!((now - spent(&folder).1).abs() < NOTHING && now < perhaps * 0.9, "{now} {perhaps} {}", ran.out);
}

#[cfg(unix)]
#[test]
fn what_the_user_abandons_is_named_and_counts() {
    let sim = start(Options { latency: Latency::Fixed(Duration::from_secs(60)), ..options() });
    let folder = job(&sim, 3);
    let mut child = folder.start(&["--json"]);
    while sim.stats().calls < 4 {
        std::thread::sleep(Duration::from_millis(5));
    }
    while child.try_wait().unwrap().is_none() {
        std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        std::thread::sleep(Duration::from_millis(50));
    }
    let ran = finish(child);
    let abandoned = ran.json()["money"]["abandoned"].as_f64().unwrap();
    assert_eq!(ran.code, 130);
    assert!(abandoned >= sim.stats().total().cost && (abandoned - at_most(&folder)).abs() < NOTHING, "{abandoned}");
    let earlier = folder.run(&["plan", "--json"]).json()["perhaps_earlier"].as_f64().unwrap();
    assert!((earlier - abandoned).abs() < NOTHING, "{earlier} {abandoned}");
}

#[test]
fn the_ledger_is_the_bill_to_the_token() {
    let mut faults = Faults::none();
    for (kind, rate) in [
        (FaultKind::Http500, 0.05),
        (FaultKind::Reset, 0.05),
        (FaultKind::CutJson, 0.05),
        (FaultKind::CutBody, 0.05),
        (FaultKind::NoUsage, 0.05),
        (FaultKind::Status(429, Some("1".to_owned())), 0.05),
    ] {
        faults = faults.with(kind, rate);
    }
    faults.first_attempts_only = Some(2);
    let sim = start(Options { faults, ..options() });
    let mut folder = job(&sim, 8);
    folder.edit(|config| config["max_tokens"] = json!(400));
    let ran = folder.run(&["--json"]);
    assert!(ran.code <= 1, "{}", ran.err);
    let (stats, json) = (sim.stats(), ran.json());
    assert!(stats.unseen.calls > 0 && stats.cut > 0, "{stats:?}");
    let Bill { prompt, cached, completion, cost, .. } = stats.total();
    let unseen = stats.unseen;
    assert_eq!(tokens(&folder), [prompt - unseen.prompt, cached - unseen.cached, completion - unseen.completion]);
    let by_model = json["models"].as_object().unwrap();
    let sum = |name: &str| by_model.values().map(|model| model[name].as_f64().unwrap()).sum::<f64>();
    assert!((sum("cost") - (cost - unseen.cost)).abs() < 1e-5, "{json} {stats:?}");
    assert!(sum("cost_perhaps") >= unseen.cost - 1e-5, "{json} {stats:?}");
}

/// A gateway that fails at once, in front of a platform that nobody reached: nothing is spent, and nothing stands in the
/// way of the next run.
#[test]
fn instant_gateway_errors_leave_the_budget_alone() {
    let sim = start(Options { faults: Faults::none().with(FaultKind::Html, 1.0), latency: Latency::None, ..options() });
    let folder = job(&sim, 2);
    let ran = folder.run(&["--budget", "1", "--json", "--offline-limit", "0.2"]);
    assert!(sim.stats().calls >= 3 && ran.json()["conversations"]["answered"] == 0, "{}", ran.out);
    let money = &ran.json()["money"];
    assert_eq!((&money["spent"], &money["perhaps"]), (&json!(0.0), &json!(0.0)), "{money}");
    assert!(ran.out.contains(r#""spent":0.0"#), "{}", ran.out);
    sim.change(&Patch { faults: Some(Faults::none()), ..Patch::default() });
    let again = folder.run(&["--budget", "100", "--json"]);
    assert_eq!((again.code, &again.json()["money"]["perhaps"]), (0, &json!(0.0)), "{}", again.err);
}

/// Tools and schemas are input, too.
#[test]
fn the_whole_body_is_set_aside() {
    let sim = start(options());
    let mut folder = job(&sim, 2);
    let text = "无".repeat(20_000);
    folder.edit(|config| {
        config["models"] = json!(["kimi-k2.6"]);
        config["extra_body"] = json!({"tools": [{"type": "function", "function": {"name": "f", "description": text}}]});
    });
    // 60,000 bytes at 6.5 a million.
    let ran = folder.run(&["--budget", "0.39"]);
    assert_eq!((ran.code, sim.stats().calls), (4, 0), "{}{}", ran.out, ran.err);
    assert_eq!(folder.run(&["--budget", "20"]).code, 0);
    for line in folder.ledger().iter().filter(|line| line["event"] == "sent") {
        assert!((0.39..0.42).contains(&line["worst"].as_f64().unwrap()), "{line}");
    }
}

/// A budget that is eaten by what is only feared says both figures and what to do.
#[test]
fn what_is_only_feared_is_said_when_it_stands_in_the_way() {
    let sim = start(Options { faults: Faults::none().with(FaultKind::CutJson, 1.0), ..options() });
    let folder = job(&sim, 2);
    // Two calls at their worst.
    let ran = folder.run(&["--models", "kimi-k2.6", "--budget", "0.06", "--json"]);
    let reason = ran.json()["reason"].as_str().unwrap().to_owned();
    assert_eq!(ran.code, 4, "{}", ran.out);
    for part in ["上限 0.0600 CNY", "已用 0.0000 CNY（已确认）", "另可能有最多", "请核对平台账单", "--budget"]
    {
        assert!(reason.contains(part), "{part}: {reason}");
    }
}

/// Where the money ends, the models have as many answers each, of the same people: they can be compared.
#[test]
fn a_budget_ends_with_whole_people_of_every_model() {
    let sim = start(Options { latency: Latency::Fixed(Duration::from_millis(30)), ..options() });
    let mut folder = job(&sim, 8);
    let models = ["kimi-k2.6", "kimi-k3", "kimi-k2.7-code"];
    folder.edit(|config| {
        config["models"] = json!(models);
        config["prices"] =
            models.map(|model| (model.to_owned(), json!({"input": 20, "output": 100}))).into_iter().collect();
        config["concurrency"] = json!(4);
    });
    let ran = folder.run(&["--budget", "3", "--json"]);
    assert_eq!(ran.code, 4, "{} {}", ran.out, ran.err);
    let answered: Vec<_> = folder.ledger().into_iter().filter(|event| event["event"] == "answered").collect();
    let counts = models.map(|model| answered.iter().filter(|event| event["model"] == model).count());
    let (least, most) = (*counts.iter().min().unwrap(), *counts.iter().max().unwrap());
    // What is left at the end may cover a short question and no long one.
    assert!(least >= 8 && most < 64 && most - least <= 4, "{counts:?}");
}
