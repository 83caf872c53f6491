//! Doubao's own: endpoint ids, over real HTTP against the simulator.

#![allow(clippy::unwrap_used, clippy::panic)]

use batch_contract::{Folder, KEY};
use batch_core::Platform;
use batch_doubao::Doubao;
use batch_sim::{Dialect, KeyRule, Latency, Options, Sim};
use serde_json::{Value, json};

const PRO: &str = "doubao-seed-2-1-pro-260915";
const LITE: &str = "doubao-seed-2-1-lite-260915";

fn sim() -> Sim {
    let endpoints = [("ep-pro", PRO), ("ep-lite", LITE)];
    Sim::start(Options {
        latency: Latency::None,
        key: KeyRule::Exactly(KEY.to_owned()),
        endpoints: endpoints.map(|(id, model)| (id.to_owned(), model.to_owned())).into(),
        ..Options::new(Dialect::Ark)
    })
    .unwrap()
}

fn folder(sim: &Sim, models: Value, endpoint_id: Value) -> Folder {
    let mut folder = Folder::new(env!("CARGO_BIN_EXE_batch-doubao"), Doubao::default().profile(), &sim.base_url());
    folder.edit(|config| {
        config["models"] = models;
        config["api_config"]["endpoint_id"] = endpoint_id;
    });
    folder
}

#[test]
fn one_endpoint_for_one_model() {
    let sim = sim();
    let folder = folder(&sim, json!([PRO]), json!("ep-pro"));
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("\n  Endpoint ID: ep-pro\n"), "{}", ran.out);
    // The endpoint was asked; file names and sheets keep the configured name.
    let sheet = folder.sheet(&format!("{PRO}-患者1.json"));
    assert_eq!(sheet["model"], json!(PRO));
    assert!(sheet["result"].as_str().unwrap().starts_with("【模拟】ark ep-pro "));
}

#[test]
fn a_map_of_endpoints() {
    let sim = sim();
    let folder = folder(&sim, json!([PRO, LITE, "doubao-seed-2-0-mini"]), json!({PRO: "ep-pro", LITE: "ep-lite"}));
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let begins =
        |model: &str| folder.sheet(&format!("{model}-患者1.json"))["result"].as_str().unwrap()[..40].to_owned();
    assert!(begins(PRO).contains("ep-pro ") && begins(LITE).contains("ep-lite "));
    assert!(begins("doubao-seed-2-0-mini").contains("doubao-seed-2-0-mini"));
}

#[test]
fn one_endpoint_for_several_models_is_refused_unless_the_user_says_so() {
    let sim = sim();
    let mut folder = folder(&sim, json!([PRO, LITE]), json!("ep-pro"));
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("api_config.endpoint_id") && ran.err.contains("allow_shared_endpoint"), "{}", ran.err);
    assert_eq!(sim.stats().calls, 0);
    folder.edit(|config| config["api_config"]["allow_shared_endpoint"] = json!(true));
    assert_eq!(folder.run(&[]).code, 0);
}

#[test]
fn wrong_types_are_named() {
    let sim = sim();
    for (endpoint_id, field) in [(json!(5), "api_config.endpoint_id"), (json!({PRO: 5}), PRO)] {
        let ran = folder(&sim, json!([PRO]), endpoint_id).run(&[]);
        assert!(ran.code == 2 && ran.err.contains(field), "{}", ran.err);
    }
}

#[test]
fn placeholders_and_nothing_mean_model_names() {
    let sim = sim();
    for endpoint_id in [json!(null), json!(""), json!("your_endpoint_id")] {
        let ran = folder(&sim, json!([PRO]), endpoint_id).run(&[]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("使用模型名称"), "{}", ran.out);
    }
}

#[test]
fn a_closed_endpoint_stops_its_model_only() {
    let sim = sim();
    let folder = folder(&sim, json!([PRO, LITE]), json!({PRO: "ep-closed", LITE: "ep-lite"}));
    let ran = folder.run(&["--json", "--concurrency", "1"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let json = ran.json();
    assert_eq!(json["failed"]["model_not_found"], json!(6), "{json}");
    assert_eq!(json["conversations"]["answered"], json!(6), "{json}");
    assert_eq!(sim.stats().calls, 7, "one call tells that the endpoint is closed");
}

#[test]
fn the_second_key_variable_works_too() {
    let sim = sim();
    let mut folder = folder(&sim, json!([PRO]), json!(null));
    folder.edit(|config| config["api_config"]["api_key"] = json!(null));
    let missing = folder.run(&[]);
    assert_eq!(missing.code, 2);
    assert!(
        missing.err.contains("豆包 API Key 未配置，请设置 ARK_API_KEY 或 DOUBAO_API_KEY 环境变量"),
        "{}",
        missing.err
    );
    assert_eq!(folder.command(&[]).env("DOUBAO_API_KEY", KEY).output().unwrap().status.code(), Some(0));
}

/// What the sample config shows is nobody's endpoint: it counts as not set, and is no model's name.
#[test]
fn the_samples_endpoint_is_a_placeholder() {
    let sim = Sim::start(Options { latency: Latency::None, ..Options::new(Dialect::Ark) }).unwrap();
    for id in ["ep-xxxxxxxx-xxxxx", "ep-aaa", "ep-20250101xxxxxx-xxxxx", "ep-你的接入点", "your_endpoint_id"] {
        let ran = folder(&sim, json!([PRO]), json!(id)).run(&["--json"]);
        assert_eq!(ran.code, 0, "{id}: {}", ran.err);
    }
    for (lang, words) in [("zh", "还是示例中的占位符"), ("en", "still the sample's placeholder")] {
        let ran = folder(&sim, json!(["ep-xxxxxxxx-xxxxx"]), json!(null)).run(&["--lang", lang]);
        assert!(ran.code == 2 && ran.err.contains("models[0]") && ran.err.contains(words), "{}", ran.err);
    }
}

/// Thinking and answer together have a cap that the platform names; more is warned of before a run.
#[test]
fn more_than_the_cap_is_warned_of() {
    let sim = Sim::start(Options { latency: Latency::None, ..Options::new(Dialect::Ark) }).unwrap();
    let mut folder = folder(&sim, json!([PRO]), json!(null));
    for (tokens, is_said) in [(65_536, false), (65_537, true)] {
        folder.edit(|config| config["max_tokens"] = json!(tokens));
        for (lang, words) in [("zh", "超过它接受的 65536"), ("en", "more than the 65536 that it takes")] {
            let (plan, check) = (folder.run(&["plan", "--lang", lang]), folder.run(&["check", "--lang", lang]));
            assert_eq!(
                (plan.err.contains(words), check.out.contains(words)),
                (is_said, is_said),
                "{}{}",
                plan.err,
                check.out
            );
        }
    }
}
