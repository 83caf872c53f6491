//! Know before you pay: prices, budget, plan, check and init, with the real binary against the simulator's own bill.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;
use std::time::Duration;

use batch_core::Platform;
use batch_core::contract::{Folder, KEY, Ran, finish};
use batch_kimi::Kimi;
use batch_sim::{Bill, Dialect, FaultKind, Faults, KeyRule, Latency, Options, Patch, Sim};
use serde_json::{Value, json};

/// Less than the smallest part of a unit that is counted.
const NOTHING: f64 = 1e-6;

fn options() -> Options {
    Options {
        latency: Latency::Uniform { from: Duration::from_millis(2), to: Duration::from_millis(40) },
        key: KeyRule::Exactly(KEY.to_owned()),
        ..Options::new(Dialect::Kimi)
    }
}

fn start(options: Options) -> Sim {
    Sim::start(options).unwrap()
}

/// Two models at the simulator's list prices, `people` invented patients, eight prompts, 64 calls in flight.
fn job(sim: &Sim, people: usize) -> Folder {
    let mut folder = Folder::new(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile(), &sim.base_url());
    folder.edit(|config| {
        config["models"] = json!(["kimi-k2.6", "kimi-k3"]);
        config["prices"] = json!({
            "_comment": "list prices",
            "kimi-k2.6": {"cached": 1.1, "input": 6.5, "output": 27},
            "kimi-k3": {"cached": 2, "input": 20, "output": 100, "currency": "CNY"},
        });
        config["concurrency"] = json!(64);
        config["requests_per_minute"] = json!(1_000_000);
        config["tokens_per_minute"] = json!(1_000_000_000);
        config["max_tokens"] = json!(700);
        config["max_retries"] = json!(2);
        config["timeout_seconds"] = json!(2);
        config["stall_timeout_seconds"] = json!(1);
    });
    std::fs::remove_dir_all(folder.path().join("测试输入问答记录")).unwrap();
    let prompts: Vec<String> = (1..=8).map(|n| format!("第 {n} 个虚构的问题，请作答。")).collect();
    folder.write("多个Prompt.json", json!(prompts).to_string());
    for n in 1..=people {
        folder
            .write(&format!("测试输入问答记录/患者{n}_问答记录.txt"), format!("虚构的记录 {n}：睡眠一般，饮食正常。"));
    }
    folder
}

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

fn checks(ran: &Ran) -> Vec<(String, String, String)> {
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let json = ran.json();
    let lines = json["checks"].as_array().unwrap().clone();
    lines.iter().map(|line| (text(line, "what"), text(line, "state"), text(line, "says"))).collect()
}

#[track_caller]
fn assert_says(ran: &Ran, what: &str, state: &str, part: &str) {
    let lines = checks(ran);
    let found = lines.iter().any(|(w, s, says)| w.contains(what) && s == state && says.contains(part));
    assert!(found, "no {what} {state} {part} in {lines:#?}");
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
    let folder = job(&sim, 6);
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
    assert!(sim.stats().peak_in_flight > 8, "{:?}", sim.stats().peak_in_flight);
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
    let mut folder = job(&sim, 3);
    folder.edit(|config| config["timeout_seconds"] = json!(600));
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

/// A record that no tokenizer could fit into the model is named before anything is sent, and never sent.
#[test]
fn a_record_that_cannot_fit_is_named_and_given_up_unsent() {
    let sim = start(options());
    let mut folder = job(&sim, 2);
    // 3 MB of Chinese: more than kimi-k2.6 can hold (262,144 tokens), less than kimi-k3 (1,048,576).
    folder.write("测试输入问答记录/患者9_问答记录.txt", "患者：胸闷三天，活动后加重，夜间不能平卧。".repeat(50_000));
    folder.edit(|config| config["timeout_seconds"] = json!(60));
    let long = |what: &Value| what["model"] == "kimi-k2.6" && what["people"] == "患者9";
    let plan = folder.run(&["plan", "--json"]).json();
    let named = plan["too_long"].as_array().unwrap();
    assert!(named.len() == 1 && long(&named[0]) && named[0]["conversations"] == 8, "{plan}");
    assert_eq!((&plan["models"][0]["left"], &plan["models"][1]["left"]), (&json!(16), &json!(24)));
    assert!(folder.run(&["plan"]).out.contains("[kimi-k2.6][患者9] 8 个对话不会发送"));
    let check = folder.run(&["check", "--json"]);
    assert_says(&check, "输入", "warning", "[kimi-k2.6][患者9] 对话不会发送: 输入");
    assert_eq!((check.code, sim.stats().calls), (0, 0));
    let ran = folder.run(&["--models", "kimi-k2.6", "--json"]);
    let told = &ran.json()["conversations"];
    assert_eq!((ran.code, &told["answered"], &told["failed"]), (1, &json!(16), &json!(8)), "{}", ran.err);
    assert_eq!(sim.stats().calls, 16);
    for line in folder.ledger().iter().filter(|line| line["event"] == "failed") {
        assert!(long(line) && line["class"] == "context_too_long" && line["attempts"] == 0, "{line}");
        assert!(line["message"].as_str().unwrap().contains("没有发送"), "{line}");
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

#[test]
fn a_budget_that_could_not_be_kept_is_refused() {
    let sim = start(Options { accept_any_model: true, ..options() });
    let mut folder = job(&sim, 3);
    let refused = |folder: &Folder, part: &str| {
        let ran = folder.run(&["--budget", "1"]);
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
        assert_eq!(sim.stats().calls, 0);
    };
    folder.edit(|config| config["models"] = json!(["kimi-k2.6", "somebody-elses"]));
    refused(&folder, "somebody-elses");
    // Without a budget it is said, and the run goes on.
    let plan = folder.run(&["plan", "--json"]);
    assert_eq!((plan.code, &plan.json()["unknown_prices"]), (0, &json!(["somebody-elses"])));
    folder.edit(|config| config["prices"]["somebody-*"] = json!({"input": 10, "output": 10, "currency": "USD"}));
    refused(&folder, "USD");
    folder.edit(|config| config["prices"]["somebody-*"]["currency"] = json!("CNY"));
    folder.edit(|config| config["extra_body"] = json!({"max_tokens": null}));
    refused(&folder, "max_tokens");
    folder.edit(|config| config["extra_body"] = json!({}));
    folder.edit(|config| config["budget"] = json!({"amount": 50, "currency": "CNY"}));
    let ran = folder.run(&["--json"]);
    assert_eq!((ran.code, &ran.json()["money"]["budget"]), (0, &json!(50.0)), "{}", ran.err);
    assert!((ran.json()["money"]["spent"].as_f64().unwrap() - sim.stats().total().cost).abs() < 1e-5);
}

#[test]
fn wrong_prices_and_budgets_name_their_place() {
    let sim = start(options());
    let mut folder = job(&sim, 3);
    for (field, prices, budget) in [
        ("prices.kimi-k2.6.input", json!({"kimi-k2.6": {"input": -1, "output": 1}}), json!(1)),
        ("prices.kimi-k2.6.output", json!({"kimi-k2.6": {"input": 1, "output": "1"}}), json!(1)),
        ("prices.kimi-k2.6.output", json!({"kimi-k2.6": {"input": 1, "output": 1e300}}), json!(1)),
        ("prices.kimi-k2.6.cached", json!({"kimi-k2.6": {"input": 1, "output": 1, "cached": 1e10}}), json!(1)),
        ("prices.kimi-k2.6", json!({"kimi-k2.6": {"input": 1}}), json!(1)),
        ("prices.kimi-k2.6.currency", json!({"kimi-k2.6": {"input": 1, "output": 1, "currency": "元"}}), json!(1)),
        ("prices", json!([1]), json!(1)),
        ("budget", json!({}), json!(0)),
        ("budget", json!({}), json!("10")),
        ("budget.amount", json!({}), json!({"amount": "10"})),
        ("budget.currency", json!({}), json!({"amount": 10, "currency": "rmb"})),
    ] {
        folder.edit(|config| (config["prices"], config["budget"]) = (prices.clone(), budget.clone()));
        let ran = folder.run(&[]);
        assert_eq!(ran.code, 2, "{prices} {budget}: {}", ran.err);
        assert!(ran.err.contains(&format!("字段 {field}：")) && ran.err.contains(" 行"), "{field}: {}", ran.err);
    }
    assert_eq!(sim.stats().calls, 0);
}

#[test]
fn a_retired_model_is_named_with_its_successor_and_asked_all_the_same() {
    let sim = start(Options { accept_any_model: true, ..options() });
    let mut folder = job(&sim, 3);
    folder.edit(|config| config["models"] = json!(["moonshot-v1-8k"]));
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("moonshot-v1-8k 已于 2026-08-31 下线") && ran.err.contains("kimi-k2.6"), "{}", ran.err);
}

#[test]
fn check_looks_at_everything_and_costs_nothing() {
    let sim = start(Options { balance: Some(12.5), ..options() });
    let mut folder = job(&sim, 3);
    let ran = folder.run(&["check", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    for (what, part) in [
        ("配置", "batch_config_kimi.json"),
        ("输入", "3 个患者，8 个 Prompt"),
        ("输出目录", "output/raw"),
        ("网络", "127.0.0.1"),
        ("API Key", "有效"),
        ("余额", "12.5"),
        ("模型 kimi-k2.6", "列表"),
        ("模型 kimi-k3", "列表"),
    ] {
        assert_says(&ran, what, "ok", part);
    }
    assert_eq!(sim.stats().calls, 0);
    assert!(folder.run(&["check"]).out.contains("[正常] 模型 kimi-k3"));

    folder.edit(|config| config["models"] = json!(["kimi-k2.6", "kimi-k9", "moonshot-v1-8k"]));
    let ran = folder.run(&["check", "--json"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert_says(&ran, "kimi-k9", "wrong", "不在平台的模型列表中");
    assert_says(&ran, "moonshot-v1-8k", "wrong", "建议换用 kimi-k2.6");
    assert_eq!(sim.stats().calls, 0);
    let ran = folder.run(&["check", "--spend", "--json"]);
    assert_eq!((ran.code, sim.stats().calls), (2, 3), "{}", ran.out);
    assert_says(&ran, "kimi-k2.6", "ok", "费用");
    assert_says(&ran, "moonshot-v1-8k", "wrong", "建议换用 kimi-k2.6");
}

#[test]
fn check_says_what_is_wrong_and_ends_as_a_run_would() {
    let sim = start(Options { balance: Some(0.0), ..options() });
    let mut folder = job(&sim, 3);
    let ran = folder.run(&["check", "--json"]);
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert_says(&ran, "余额", "refused", "充值");

    sim.change(&Patch { key_revoked: Some(true), ..Patch::default() });
    let ran = folder.run(&["check", "--json"]);
    assert_eq!((ran.code, folder.run(&[]).code), (3, 3));
    assert_says(&ran, "API Key", "refused", "MOONSHOT_API_KEY");

    folder.edit(|config| config["api_config"]["api_key"] = json!(null));
    let ran = folder.run(&["check", "--json"]);
    assert_eq!((ran.code, folder.run(&[]).code), (2, 2));
    assert_says(&ran, "API Key", "wrong", "MOONSHOT_API_KEY");

    folder.edit(|config| {
        config["api_config"]["api_key"] = json!(KEY);
        config["api_config"]["base_url"] = json!("http://127.0.0.1:9/v1");
        config["records_dir"] = json!("没有");
    });
    let ran = folder.run(&["check", "--json"]);
    assert_eq!(ran.code, 2);
    assert_says(&ran, "网络", "wrong", "127.0.0.1:9");
    assert_says(&ran, "输入", "wrong", "没有");

    folder.write("batch_config_kimi.json", "{\n\"models\": 7}");
    let ran = folder.run(&["check", "--json"]);
    assert_eq!(ran.code, 2);
    assert_says(&ran, "配置", "wrong", "第 2 行");
}

/// The repository's own examples, as `init` writes them.
fn examples(sim: &Sim) -> Folder {
    let mut folder = job(sim, 0);
    let made = folder.run(&["init"]);
    assert_eq!(made.code, 0, "{}", made.err);
    folder.edit(|config| {
        config["prompts_file"] = json!("examples/多个Prompt.json");
        config["records_dir"] = json!("examples/测试输入问答记录");
        config["max_tokens"] = json!(16000);
    });
    folder
}

/// What a plan promises: not less than its least, not more than its most.
#[track_caller]
fn assert_within(estimate: &Value, real: f64, what: &str) {
    let (min, max) = (estimate["min"].as_f64().unwrap(), estimate["max"].as_f64().unwrap());
    assert!(min <= real && real <= max, "{what}: {real} is not in {estimate}");
}

#[test]
fn the_bill_lies_within_the_plan_which_sends_nothing() {
    // Each seed has tokenizers of its own.
    for seed in 1..=6 {
        bill_and_plan(seed);
    }
}

fn bill_and_plan(seed: u64) {
    let sim = start(Options { seed, ..options() });
    let folder = examples(&sim);
    let plan = folder.run(&["plan", "--json"]);
    let ask = folder.run(&["plan", "--ask", "--json"]);
    assert_eq!((plan.code, ask.code, sim.stats().calls), (0, 0, 0), "{}{}", plan.err, ask.err);
    assert!(!Path::new(&folder.output()).exists(), "a plan writes nothing");
    let (plan, ask) = (plan.json(), ask.json());
    assert_eq!(plan["conversations"], json!({"answered": 0, "fresh": 30, "failed": 0, "unknown": 0, "empty": 0}));
    assert_eq!(plan["prices_as_of"], "2026-09-19");
    assert_eq!(folder.run(&[]).code, 0);
    let stats = sim.stats();
    for (at, name) in ["kimi-k2.6", "kimi-k3"].into_iter().enumerate() {
        let bill = stats.bill[name];
        let (model, asked) = (&plan["models"][at], &ask["models"][at]);
        for of in [model, asked] {
            assert_within(&of["prompt_tokens"], bill.prompt as f64, name);
            assert_within(&of["completion_tokens"], bill.completion as f64, name);
            assert_within(&of["cost"], bill.cost, name);
        }
        // Asking narrows the range.
        let width = |of: &Value| of["max"].as_f64().unwrap() / of["min"].as_f64().unwrap();
        assert!(width(&asked["prompt_tokens"]) < 1.3 && width(&model["prompt_tokens"]) > 2.0, "{model} {asked}");
    }
    let done = folder.run(&["plan", "--json"]).json();
    assert_eq!(done["conversations"]["answered"], 30);
    assert_eq!(done["cost"]["likely"], 0.0);
    assert!((done["spent_earlier"].as_f64().unwrap() - stats.total().cost).abs() < 1e-5);
    assert_eq!(sim.stats().calls, stats.calls);
}

#[test]
fn plan_learns_from_answers_and_names_the_layers() {
    let sim = start(options());
    let folder = examples(&sim);
    assert_eq!(folder.run(&["--prompts", "1,2"]).code, 0);
    let before = sim.stats();
    let plan = folder.run(&["plan", "--settings", "--rpm", "7", "--json"]).json();
    assert_eq!(folder.run(&[]).code, 0);
    for (at, name) in ["kimi-k2.6", "kimi-k3"].into_iter().enumerate() {
        let model = &plan["models"][at];
        assert_eq!((&model["answered"], &model["left"], &model["learned_from"]), (&json!(6), &json!(9), &json!(6)));
        let (now, then) = (sim.stats().bill[name], before.bill[name]);
        assert_within(&model["prompt_tokens"], (now.prompt - then.prompt) as f64, name);
        assert_within(&model["completion_tokens"], (now.completion - then.completion) as f64, name);
        assert_within(&model["cost"], now.cost - then.cost, name);
    }
    let from = |name: &str| {
        plan["settings"].as_array().unwrap().iter().find(|s| s["name"] == name).map(|s| s["from"].clone()).unwrap()
    };
    let layers = ["requests_per_minute", "max_tokens", "connect_timeout_seconds", "api_key"].map(from);
    assert_eq!(layers, ["flag", "config", "default", "config"]);
    // 18 calls at 7 a minute: the first 7 at once, the rest over more than a minute and a half.
    assert_eq!(plan["bound_by"], "requests");
    assert!(plan["seconds"].as_f64().unwrap() > 90.0, "{plan}");
}

#[test]
fn init_makes_an_empty_folder_run() {
    let sim = start(options());
    let folder = job(&sim, 0);
    let empty = folder.path().join("空目录");
    std::fs::create_dir(&empty).unwrap();
    let run = |args: &[&str]| finish(folder.command(args).current_dir(&empty).spawn().unwrap());
    let made = run(&["init"]);
    assert_eq!(made.code, 0, "{}", made.err);
    for file in ["batch_config_kimi.json", "batch-config.schema.json", ".env.example", "examples/多个Prompt.json"] {
        assert!(empty.join(file).is_file() && made.out.contains(file), "{file}");
    }
    let ran = run(&["--simulate", "--json"]);
    assert_eq!((ran.code, &ran.json()["conversations"]["answered"]), (0, &json!(30)), "{}", ran.err);
    for command in ["plan", "check"] {
        assert_eq!(run(&[command, "--simulate"]).code, 0);
    }
    std::fs::write(empty.join(".env.example"), "mine").unwrap();
    let again = run(&["init", "--json"]).json();
    assert_eq!((again["written"].as_array().unwrap().len(), again["kept"].as_array().unwrap().len()), (0, 7));
    assert_eq!(std::fs::read_to_string(empty.join(".env.example")).unwrap(), "mine");
}

#[test]
fn completions_and_manual_know_every_command() {
    let sim = start(options());
    let folder = job(&sim, 0);
    for args in [&["completions", "bash"][..], &["completions", "zsh"], &["completions", "fish"], &["man"], &["--help"]]
    {
        let ran = folder.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        for command in ["plan", "check", "init", "completions"] {
            assert!(ran.out.contains(command), "{args:?} does not name {command}");
        }
    }
    assert!(folder.run(&["man", "plan"]).out.contains("settings"));
    assert_eq!(folder.run(&["completions", "tcsh"]).code, 2);
}
