//! Budgets and prices that cannot be kept or read.

use batch_contract::Folder;
use batch_sim::Options;
use serde_json::json;

use super::{job, options, start};

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
