//! JieKou's own: addresses with and without /v1, slashes in names, flat errors, over real HTTP against the simulator.

#![allow(clippy::unwrap_used, clippy::panic)]

use batch_contract::Folder;
use batch_core::Platform;
use batch_jiekou::JieKou;
use batch_sim::{Dialect, FaultKind, Faults, Latency, Options, Sim};
use serde_json::json;

fn sim(faults: Faults) -> Sim {
    Sim::start(Options { latency: Latency::None, faults, ..Options::new(Dialect::JieKou) }).unwrap()
}

fn folder(url: &str) -> Folder {
    Folder::new(env!("CARGO_BIN_EXE_batch-jiekou"), JieKou::default().profile(), url)
}

#[test]
fn the_address_works_with_and_without_v1() {
    let sim = sim(Faults::none());
    for end in ["", "/", "/v1", "/v1/"] {
        let ran = folder(&format!("{}{end}", sim.base_url())).run(&[]);
        assert_eq!(ran.code, 0, "{end}: {}", ran.err);
    }
}

#[test]
fn slashes_leave_the_file_name_and_stay_in_the_sheet() {
    let sim = sim(Faults::none());
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["models"] = json!(["deepseek/deepseek-v3.1"]));
    assert_eq!(folder.run(&[]).code, 0);
    let sheet = folder.sheet("deepseek_deepseek-v3.1-患者1.json");
    assert_eq!(sheet["model"], json!("deepseek/deepseek-v3.1"));
    assert_eq!(sheet["conversations"]["2"]["model"], json!("deepseek/deepseek-v3.1"));
}

#[test]
fn the_banner_and_the_files_are_the_manuals() {
    let sim = sim(Faults::none());
    let ran = folder(&sim.base_url()).run(&[]);
    assert!(ran.out.contains("批量处理系统 - 新输出格式"), "{}", ran.out);
    assert!(ran.out.contains("配置文件: batch_config.json"), "{}", ran.out);
}

#[test]
fn fixed_sampling_is_said_once_and_stops_its_model_only() {
    let sim = sim(Faults::none());
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["models"] = json!([{"name": "gpt-5", "temperature": 0.3}, "gpt-4.1"]));
    let ran = folder.run(&["--concurrency", "1", "--json"]);
    assert_eq!((ran.code, sim.stats().calls), (1, 9), "{}", ran.err);
    assert_eq!(ran.json()["failed"]["bad_parameter"], json!(6));
}

#[test]
fn another_scopes_limit_does_not_stop_this_one() {
    let kind = FaultKind::Error("ACCESS_DENY".to_owned());
    let faults = Faults { on: vec![("gpt-5".to_owned(), kind, 99)], ..Faults::none() };
    let sim = sim(faults);
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["models"] = json!(["gpt-5", "gpt-4.1"]));
    let ran = folder.run(&["--json"]);
    assert_eq!((ran.code, &ran.json()["conversations"]["answered"]), (1, &json!(6)), "{}", ran.err);
}

/// Limits count for each model here: while one model waits, the other is served to its end.
#[test]
fn a_limited_model_does_not_hold_the_other_up() {
    let kind = FaultKind::Status(429, Some("1".to_owned()));
    let faults = Faults { on: vec![("gpt-5".to_owned(), kind, 1)], ..Faults::none() };
    let sim = sim(faults);
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["models"] = json!(["gpt-5", "gpt-4.1"]));
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let answered: Vec<String> = folder
        .ledger()
        .iter()
        .filter(|event| event["event"] == "answered")
        .map(|event| event["model"].as_str().unwrap().to_owned())
        .collect();
    let (first, last) = answered.split_at(6);
    assert!(first.iter().all(|model| model == "gpt-4.1") && last.iter().all(|model| model == "gpt-5"), "{answered:?}");
}
