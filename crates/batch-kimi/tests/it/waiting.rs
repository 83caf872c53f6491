//! What other commands say of the platform's batch service: its price before, what waits there meanwhile, and afterwards
//! which answers came from it.

use std::time::Duration;

use batch_contract::Folder;
use batch_sim::{BatchFaults, BatchSettings, Sim};
use serde_json::{Value, json};

use crate::{Options, folder, options, start};

/// A platform whose batches are done before anybody looks.
fn quick() -> Sim {
    start(Options {
        batch: BatchSettings { tick: Some(Duration::from_millis(1)), ..BatchSettings::default() },
        ..options()
    })
}

fn plan(folder: &Folder) -> (Value, String) {
    (folder.run(&["plan", "--json"]).json(), folder.run(&["plan"]).out)
}

#[test]
fn a_plan_shows_both_prices_of_one_forecast() {
    let sim = quick();
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["batch"] = json!({"lines": 2, "parts": 1, "window": "3d"}));
    let (report, said) = plan(&folder);
    let likely = |cost: &Value| cost["likely"].as_f64().unwrap();
    let (can, cannot) = (&report["models"][0], &report["models"][1]);
    let (online, batch) = (likely(&can["cost"]), likely(&can["batch_cost"]));
    assert!(online > 0.0 && (batch / online - 0.6).abs() < 1e-3, "{online} {batch}");
    assert!(cannot.get("batch_cost").is_none(), "{cannot}");
    let found = &report["batch"];
    let has = json!([found["service"], found["parts"], found["at_once"], found["window"]]);
    assert_eq!(has, json!(["files", 3, 1, "3d"]), "six conversations, two at a time");
    assert_eq!((&found["cannot"][0]["model"], &found["cannot"][0]["why"]), (&json!("kimi-k3"), &json!("unknown")));
    let close = |a: f64, b: f64| (a - b).abs() < 1e-6;
    assert!(close(likely(&found["cost"]), batch) && close(found["saves"].as_f64().unwrap(), online - batch), "{found}");
    assert!(close(likely(&found["cost_with_others_online"]), batch + likely(&cannot["cost"])), "{found}");
    for part in ["分 3 批提交（平台上同时最多 1 批", "3d", "（40%）", "不能用批量推理", "kimi-k3（"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    // Who can ask nothing there is told so, and no prices.
    folder.edit(|config| config["models"] = json!(["kimi-k3"]));
    let (report, said) = plan(&folder);
    assert!(said.contains("没有一个模型可以用: kimi-k3") && !said.contains("可省"), "{said}");
    assert_eq!(report["batch"]["saves"], json!(0.0));
}

#[test]
fn a_check_asks_for_the_service_and_its_refusal_is_no_error() {
    let check = |batch: BatchSettings| {
        let sim = start(Options { batch, ..options() });
        let ran = folder(&sim.base_url()).run(&["check", "--json"]);
        assert_eq!((ran.code, sim.stats().calls), (0, 0), "{}", ran.out);
        let report = ran.json();
        let line = report["checks"].as_array().unwrap().iter().find(|line| line["what"] == "批量推理").unwrap().clone();
        (line["state"].as_str().unwrap().to_owned(), line["says"].as_str().unwrap().to_owned())
    };
    let (state, says) = check(BatchSettings::default());
    assert_eq!(state, "ok", "{says}");
    assert!(says.contains("可以用的模型: kimi-k2.6；不能用的模型: kimi-k3（"), "{says}");
    let (state, says) = check(BatchSettings { access: false, ..BatchSettings::default() });
    assert_eq!(state, "warning", "{says}");
    assert!(says.contains("账户的档位") && says.contains("tier of your account"), "{says}");
    assert!(says.contains("HTTP 403") && !says.contains("Key 无效"), "what it would mean of a call: {says}");
    let faults = BatchFaults::none().with("batches:404".parse().unwrap(), 1.0);
    let (state, says) = check(BatchSettings { faults, ..BatchSettings::default() });
    assert_eq!((state.as_str(), says.as_str()), ("warning", "这个地址没有批量推理服务；不影响在线运行"));
}

#[test]
fn what_waits_is_counted_apart_from_submission_to_answer() {
    let sim = quick();
    let folder = folder(&sim.base_url());
    let ran = folder.run(&["batch", "submit"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let status = || (folder.run(&["status", "--json"]).json(), folder.run(&["status"]).out);
    let (report, said) = status();
    let counts = |all: &Value| json!([all["answered"], all["waiting"], all["unknown"], all["left"]]);
    assert_eq!(counts(&report["all"]), json!([0, 6, 0, 6]));
    assert_eq!(counts(&report["models"][0]), json!([0, 6, 0, 0]));
    assert_eq!(report["batch"].as_array().unwrap().len(), 1);
    let part = &report["batch"][0];
    assert_eq!((&part["model"], &part["conversations"]), (&json!("kimi-k2.6"), &json!(6)));
    assert!(part["batch"].is_string() && part["submitted"].is_string(), "{part}");
    assert!(report["money"]["waiting"].as_f64().unwrap() > 0.0 && report["money"]["perhaps"] == 0.0, "{report}");
    for part in ["批量推理中 6", "预留最多", " batch\n", " batch fetch\n", "还没有取回"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // A plan asks for the others only, and a run does.
    let (report, said) = plan(&folder);
    assert_eq!((&report["models"][0]["left"], &report["models"][1]["left"]), (&json!(0), &json!(6)));
    assert!(said.contains("待问 6 个") && said.contains("另有 6 个对话在批量推理中"), "{said}");
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    for part in
        ["6 个在批量推理中，不重复询问", "批量推理还在进行", "还有 6 个对话在平台上（预留最多", "取回平台上的 6 个对话"]
    {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let again = folder.run(&["--json"]);
    let summary = again.json();
    assert_eq!((again.code, &summary["ending"]), (4, &json!("waiting")));
    assert_eq!(summary["conversations"]["waiting"], 6);
    assert!(summary["money"]["waiting"].as_f64().unwrap() > 0.0, "{summary}");
    // Back home, each answer says by which way it came.
    assert_eq!(folder.run(&["batch", "fetch"]).code, 0);
    let (report, said) = status();
    assert_eq!(counts(&report["all"]), json!([12, 0, 0, 0]));
    assert!(report.get("batch").is_none() && report["money"]["waiting"] == 0.0 && !said.contains("批量"), "{said}");
    let lines = folder.run(&["export", "--format", "jsonl", "-o", "-"]).out;
    let of = |model: &str, lane: &str| {
        let is = |line: &&str| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["model"] == model && line["lane"] == lane
        };
        lines.lines().filter(is).count()
    };
    assert_eq!((of("kimi-k2.6", "batch"), of("kimi-k3", "online")), (6, 6), "{lines}");
    assert_eq!(folder.run(&["report", "-o", "page.html"]).code, 0);
    let page = folder.read("page.html");
    assert!(page.contains("有 6 个由平台的批量推理服务给出（按在线价格的 60% 计费）"));
    assert_eq!(sim.stats().answered, 12, "nothing twice");
}

#[test]
fn a_model_that_cannot_be_asked_there_is_said_to_be_left_out_or_to_be_online() {
    let said = |args: &[&str]| {
        let sim = quick();
        let ran = folder(&sim.base_url()).run(&[&["batch"], args].concat());
        ran.err
    };
    let left_out = said(&["submit"]);
    assert!(left_out.contains("本次不处理（要同时在线调用，请加上 --leftovers online）: kimi-k3"), "{left_out}");
    let online = said(&["--leftovers", "online"]);
    assert!(online.contains("改为在线调用: kimi-k3") && !online.contains("本次不处理"), "{online}");
}
