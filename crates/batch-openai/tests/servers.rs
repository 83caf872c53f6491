//! The program and servers of all kinds: one's own, without a key; addresses that are not quite right; descriptions that are
//! not, either.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::sync::Arc;

use batch_contract::{Folder, Ran, calm};
use batch_core::{Platform, Profile};
use batch_openai::OpenAi;
use batch_sim::{KeyRule, Options, Sim, Vendor};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_batch-openai");

/// A server that asks for no key, and a job of three people and two prompts for it.
fn own(table: &str) -> (Sim, Folder) {
    let options = Options {
        vendor: Some(Arc::new(Vendor::read(table).unwrap())),
        key: KeyRule::AnyNonEmpty,
        ..calm(&Profile::openai())
    };
    let sim = Sim::start(Options { accept_any_model: true, ..options }).unwrap();
    let mut folder = Folder::new(PROGRAM, OpenAi::default().profile(), &sim.base_url());
    folder.edit(|config| {
        config["api_config"].as_object_mut().unwrap().remove("api_key");
        config["models"] = json!(["sim-chat"]);
        config["platform"] = json!({});
    });
    (sim, folder)
}

fn finding<'a>(checks: &'a Value, what: &str) -> &'a Value {
    let found = checks["checks"].as_array().unwrap().iter().find(|line| line["what"] == what);
    found.unwrap_or_else(|| panic!("no {what} in {checks}"))
}

#[test]
fn ones_own_server_needs_neither_key_nor_description() {
    let (sim, mut folder) = own(r#"{"auth": "none"}"#);
    for platform in [json!(null), json!({}), json!({"preset": "vllm"}), json!({"id": "lab", "name": "实验室的服务器"})]
    {
        folder.edit(|config| config["platform"] = platform.clone());
        let checks = folder.run(&["check", "--json"]);
        assert_eq!(checks.code, 0, "{platform}: {}", checks.out);
        assert_eq!(finding(&checks.json(), "API Key")["state"], "ok");
        assert!(finding(&checks.json(), "API Key")["says"].as_str().unwrap().contains("不需要"));
    }
    let ran = folder.run(&["--json"]);
    let json = ran.json();
    assert_eq!((ran.code, &json["platform"], sim.stats().answered), (0, &json!("lab"), 6), "{}", ran.err);
    // Every command knows whose job it is.
    for command in ["plan", "status", "report", "export"] {
        assert_eq!(folder.run(&[command]).code, 0, "{command}");
    }
    assert_eq!(folder.run(&["--json"]).json()["calls"], 0);
}

#[test]
fn a_server_that_wants_a_key_all_the_same_says_so() {
    let (_sim, mut folder) = own("{}");
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("api_config") && ran.err.contains("key_vars"), "{}", ran.err);
    folder.edit(|config| config["api_config"]["api_key"] = json!("sk-of-the-lab"));
    assert_eq!(folder.run(&[]).code, 0);
}

#[test]
fn a_key_in_a_header_of_its_own_is_sent_there_and_shown_nowhere() {
    let (sim, mut folder) = own(r#"{"auth": {"header": "api-key"}}"#);
    folder.edit(|config| {
        config["platform"] = json!({"auth": {"header": "api-key"}, "headers": {"X-Lab-Token": "lab-token-0123456789"}});
        config["api_config"]["api_key"] = json!("sk-of-the-lab-0123456789");
        config["log_level"] = json!("DEBUG");
    });
    let ran = folder.run(&[]);
    assert_eq!((ran.code, sim.stats().answered), (0, 6), "{}", ran.err);
    let shown = [ran.out, ran.err, folder.read("run.log"), folder.run(&["plan", "--settings"]).out].concat();
    assert!(!shown.contains("0123456789"), "{shown}");
}

/// Whatever it is called and wherever it stands, a server that quotes it shows it to nobody.
#[test]
fn a_key_among_the_headers_is_quoted_to_nobody() {
    let key = "sk-lab-0f1e2d3c4b5a6978";
    let errors = json!([{
        "name": "key", "when": ["no_key", "wrong_key"], "status": 401,
        "message": format!("Incorrect API key: {key}"), "body": {"error": {"message": format!("Incorrect API key: {key}")}}
    }]);
    for headers in [json!({"Authorization": format!("Bearer {key}")}), json!({"X-Lab": key})] {
        let (sim, mut folder) = own(&json!({"auth": {"header": "api-key"}, "errors": errors}).to_string());
        folder.edit(|config| config["platform"] = json!({"headers": headers}));
        for args in [&["--json"][..], &["check"], &["status", "--failed"]] {
            let ran = folder.run(args);
            assert!(!ran.out.contains(key) && !ran.err.contains(key), "{args:?}: {}{}", ran.out, ran.err);
        }
        assert!(sim.stats().auth_failures > 0);
        assert!(!folder.read("run.log").contains(key));
    }
}

#[test]
fn an_address_without_its_end_is_named_with_the_right_one() {
    let (sim, mut folder) = own(r#"{"auth": "none"}"#);
    let right = sim.base_url();
    folder.edit(|config| config["api_config"]["base_url"] = json!(right.trim_end_matches("/v1")));
    let checks = folder.run(&["check", "--json"]);
    let network = |ran: &Ran| finding(&ran.json(), "网络").clone();
    let says = |ran: &Ran| ran.json()["checks"].to_string();
    assert_eq!(checks.code, 2, "{}", checks.out);
    assert!(says(&checks).contains(&format!("{right} 才是")), "{}", checks.out);
    folder.edit(|config| config["api_config"]["base_url"] = json!(format!("{right}/nowhere")));
    let checks = folder.run(&["check", "--json"]);
    assert_eq!(checks.code, 2, "{}", checks.out);
    // The list of models is where it should be, and the calls would not be.
    folder.edit(|config| {
        config["api_config"]["base_url"] = json!(right);
        config["platform"] = json!({"chat_path": "/text/chat"});
    });
    let checks = folder.run(&["check", "--json"]);
    assert_eq!((checks.code, &network(&checks)["state"]), (2, &json!("ok")), "{}", checks.out);
    assert!(says(&checks).contains("没有对话接口"), "{}", checks.out);
    assert_eq!(sim.stats().answered, 0);
}

#[test]
fn a_name_that_is_not_listed_is_shown_the_nearest() {
    let (_sim, mut folder) = own(r#"{"auth": "none"}"#);
    folder.edit(|config| config["models"] = json!(["sim-chatt"]));
    let checks = folder.run(&["check", "--json"]);
    assert_eq!(checks.code, 2);
    assert!(finding(&checks.json(), "模型 sim-chatt")["says"].as_str().unwrap().contains("sim-chat"), "{}", checks.out);
}

#[test]
fn what_is_wrong_with_a_description_is_said_with_file_line_and_field() {
    let (_sim, mut folder) = own("{}");
    folder.write("lab.json", "{\n  // 实验室\n  \"id\": \"lab\",\n  \"limits\": {\"rpm\": \"many\"}\n}");
    folder.write("twice.json", r#"{"preset": "deepseek"}"#);
    // Where the section says where the server is, nothing else does.
    folder.edit(|config| config["api_config"] = json!({"api_key": null}));
    for (platform, file, words) in [
        (json!({"preset": "deepsek"}), "batch_config_openai.json", &["platform.preset", "deepsek", "deepseek"][..]),
        (json!({"preset": 7}), "batch_config_openai.json", &["platform.preset", "字符串"]),
        (json!({"preset": "none.json"}), "none.json", &["不存在"]),
        (json!({"preset": "lab.json"}), "lab.json", &["第 4 行", "limits.rpm"]),
        (
            json!({"preset": "lab.json", "limits": {"rpm": 60}, "id": "Lab 1"}),
            "batch_config_openai.json",
            &["platform.id"],
        ),
        (json!({"limit": {}}), "batch_config_openai.json", &["platform.limit", "limits"]),
        (
            json!({"errors": [{"code": "1", "class": "bad_kee"}]}),
            "batch_config_openai.json",
            &["errors[0].class", "bad_key"],
        ),
        (json!({"errors": [{"class": "bad_key"}]}), "batch_config_openai.json", &["platform.errors[0]"]),
        (json!({"chat_path": "chat"}), "batch_config_openai.json", &["platform.chat_path"]),
        (
            json!({"refusal": {"code": "base/code", "message": "/m", "fine": "0"}}),
            "batch_config_openai.json",
            &["platform.refusal.code", "/ 开头"],
        ),
        (json!({"usage": {"cached": "hit"}}), "batch_config_openai.json", &["platform.usage.cached", "/ 开头"]),
        (
            json!({"balance": {"amount": "/a", "currency": "CNY"}}),
            "batch_config_openai.json",
            &["platform.balance.path", "没有写"],
        ),
        (json!({"limits": {"concurrency": 0}}), "batch_config_openai.json", &["platform.limits.concurrency", "1"]),
        (json!({"models": "m"}), "batch_config_openai.json", &["platform.models", "对象"]),
        (
            json!({"models": {"as_of": "2026-11-30", "source": "s", "currency": "CNY", "models": [{"status": "current"}]}}),
            "batch_config_openai.json",
            &["platform.models.models[0].name", "没有写"],
        ),
        (json!({"preset": "twice.json"}), "twice.json", &["第 1 行", "preset"]),
        (json!({"base_url": "ftp://lab.example"}), "batch_config_openai.json", &["platform.base_url"]),
        (json!({"headers": {"a b": "c"}}), "batch_config_openai.json", &["platform.headers.a b"]),
        (json!({"headers": {"Content-Length": "5"}}), "batch_config_openai.json", &["platform.headers.Content-Length"]),
        (json!({"auth": "sk-in-the-wrong-place-1"}), "batch_config_openai.json", &["platform.auth"]),
        (json!([]), "batch_config_openai.json", &["platform"]),
    ] {
        folder.edit(|config| config["platform"] = platform.clone());
        let ran = folder.run(&["plan"]);
        assert_eq!((ran.code, ran.err.lines().count()), (2, 1), "{platform}: {}", ran.err);
        for word in words.iter().chain([&file]) {
            assert!(ran.err.contains(word), "{platform}: {word} not in {}", ran.err);
        }
        assert!(!ran.err.contains("sk-in-the"), "{}", ran.err);
    }
}

/// What the simulator is to say is looked at when it is to say it.
#[test]
fn a_table_for_the_simulator_that_cannot_be_used_is_said() {
    let (_sim, mut folder) = own("{}");
    folder.edit(|config| config["platform"] = json!({"simulated": {"errors": [{"name": "a"}]}}));
    let ran = folder.run(&["--simulate"]);
    assert_eq!((ran.code, ran.err.lines().count()), (2, 1), "{}", ran.err);
    assert!(ran.err.contains("platform.simulated") && ran.err.contains("status"), "{}", ran.err);
}

/// As everywhere in the config: null is the same as nothing.
#[test]
fn null_takes_out_what_a_preset_says() {
    let (_sim, mut folder) = own("{}");
    let limits = json!({"concurrency": null, "rpm": null});
    folder.edit(|config| {
        config["api_config"]["api_key"] = json!("sk-of-the-lab");
        config["platform"] =
            json!({"preset": "minimax", "as_of": null, "refusal": null, "limits": limits, "tiers": null});
    });
    let ran = folder.run(&["plan", "--settings"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let line = |name: &str| ran.out.lines().find(|line| line.contains(name)).unwrap_or_default().to_owned();
    assert!(line("concurrency").contains("64") && line("platform").contains("minimax"), "{}", ran.out);
}

/// A preset of one's own, changed in the config: both count, and the config has the last word.
#[test]
fn a_preset_can_be_ones_own() {
    let (sim, mut folder) = own(r#"{"auth": "none", "chat_path": "/talk"}"#);
    let preset = json!({"id": "lab", "_": "note", "chat_path": "/talk", "limits": {"concurrency": 3, "rpm": 600}});
    folder.write("presets/lab.json", preset.to_string());
    folder.edit(|config| {
        config["platform"] = json!({"preset": "presets/lab.json", "limits": {"rpm": 1200}});
    });
    let settings = folder.run(&["plan", "--settings"]);
    let line = |name: &str| settings.out.lines().find(|line| line.contains(name)).unwrap_or_default().to_owned();
    assert!(line("requests_per_minute").contains("1200") && line("concurrency").contains('3'), "{}", settings.out);
    assert!(!line("api_key").contains("***"), "{}", settings.out);
    assert_eq!(folder.run(&[]).code, 0);
    assert_eq!(sim.stats().answered, 6);
    assert!(sim.stats().peak_in_flight <= 3);
}
