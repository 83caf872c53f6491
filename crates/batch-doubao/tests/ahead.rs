//! What is the platform's own in check, plan and budget: a list with statuses, endpoints, thinking beyond the cap.

#![allow(clippy::unwrap_used)]

use batch_contract::{Folder, KEY, Ran};
use batch_core::Platform;
use batch_doubao::Doubao;
use batch_sim::{Dialect, KeyRule, Latency, Options, Sim};
use serde_json::{Value, json};

const PRO: &str = "doubao-seed-2-1-pro-260915";
const LITE: &str = "doubao-seed-2-1-lite-260915";

fn start() -> Sim {
    let key = KeyRule::Exactly(KEY.to_owned());
    Sim::start(Options { latency: Latency::None, key, ..Options::new(Dialect::Ark) }).unwrap()
}

fn folder(sim: &Sim, models: &Value) -> Folder {
    let mut folder = Folder::new(env!("CARGO_BIN_EXE_batch-doubao"), Doubao::default().profile(), &sim.base_url());
    folder.edit(|config| config["models"] = models.clone());
    folder
}

fn state(ran: &Ran, what: &str) -> (String, String) {
    let json = ran.json();
    let line = json["checks"].as_array().unwrap().iter().find(|line| line["what"].as_str().unwrap().contains(what));
    let text = |name: &str| line.unwrap()[name].as_str().unwrap().to_owned();
    (text("state"), text("says"))
}

#[test]
fn check_reads_the_status_of_the_list_and_leaves_endpoints_open() {
    let sim = start();
    let mut folder = folder(&sim, &json!([PRO, "doubao-seed-1-6", "doubao-pro-32k", "doubao-pro-4k"]));
    let ran = folder.run(&["check", "--json"]);
    assert_eq!((ran.code, sim.stats().calls), (2, 0), "{}", ran.out);
    assert_eq!(state(&ran, PRO).0, "ok");
    assert_eq!(state(&ran, "doubao-seed-1-6").0, "warning");
    for gone in ["doubao-pro-32k", "doubao-pro-4k"] {
        let (state, says) = state(&ran, gone);
        assert!(state == "wrong" && says.contains(PRO), "{gone}: {state} {says}");
    }
    // An old name is only a label for an endpoint.
    folder.edit(|config| {
        config["models"] = json!(["doubao-pro-32k"]);
        config["api_config"]["endpoint_id"] = json!("ep-20260101-abcde");
    });
    let ran = folder.run(&["check", "--json"]);
    assert_eq!((ran.code, state(&ran, "doubao-pro-32k").0), (0, "unchecked".to_owned()), "{}", ran.out);
    let ran = folder.run(&["check", "--spend", "--json"]);
    assert_eq!((ran.code, state(&ran, "doubao-pro-32k").0), (0, "ok".to_owned()), "{}", ran.out);
    folder.edit(|config| config["api_config"]["endpoint_id"] = json!("ep-closed"));
    let ran = folder.run(&["check", "--spend", "--json"]);
    assert_eq!((ran.code, state(&ran, "doubao-pro-32k").0), (2, "wrong".to_owned()), "{}", ran.out);
}

#[test]
fn a_budget_reserves_thinking_that_max_tokens_leaves_out() {
    let sim = start();
    let mut folder = folder(&sim, &json!([PRO]));
    let worst = |folder: &Folder| folder.ledger().iter().filter_map(|line| line["worst"].as_f64()).fold(0.0, f64::max);
    // 65,536 tokens of thinking and 2,000 of answer at 30 a million.
    let ran = folder.run(&["--budget", "2.06", "--json"]);
    assert!((2.026..2.04).contains(&worst(&folder)), "{}", worst(&folder));
    assert!(sim.stats().total().cost <= 2.06);
    // Enough for a few calls, one after the other.
    assert_eq!((ran.code, &ran.json()["money"]["budget"]), (4, &json!(2.06)), "{}", ran.out);
    let calls = sim.stats().calls;
    folder.edit(|config| config["extra_body"] = json!({"max_completion_tokens": 3000}));
    let ran = folder.run(&["--budget", "2.06", "--fresh"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(worst(&folder) < 0.1 && sim.stats().calls > calls);
}

#[test]
fn plan_asks_for_token_counts_and_knows_bands() {
    let sim = start();
    let folder = folder(&sim, &json!([LITE, "doubao-seed-2-0-pro"]));
    let plan = folder.run(&["plan", "--ask", "--json"]).json();
    assert_eq!(sim.stats().calls, 0);
    assert_eq!(folder.run(&[]).code, 0);
    for (at, name) in [LITE, "doubao-seed-2-0-pro"].into_iter().enumerate() {
        let (bill, model) = (sim.stats().bill[name], &plan["models"][at]);
        assert_eq!(model["learned_from"], 3);
        for (what, real) in [("prompt_tokens", bill.prompt as f64), ("cost", bill.cost)] {
            let (min, max) = (model[what]["min"].as_f64().unwrap(), model[what]["max"].as_f64().unwrap());
            assert!(min <= real && real <= max, "{name}: {real} is not in {}", model[what]);
        }
    }
}
