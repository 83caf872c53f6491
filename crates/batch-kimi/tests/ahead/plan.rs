//! `plan`: the bill lies within it.

use std::path::Path;

use batch_contract::Folder;
use batch_sim::{Options, Sim};
use serde_json::{Value, json};

use super::{job, options, start};

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
