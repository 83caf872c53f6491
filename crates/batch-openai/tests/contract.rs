//! Every preset keeps core's contract: each line of its table of replies over HTTP, and the whole job.

#![allow(clippy::unwrap_used, clippy::panic)]

use batch_contract::{Folder, batch, calm, fairness, job, odd_replies, table, trouble};
use batch_core::Platform;
use batch_core::job::config;
use batch_openai::{OpenAi, PRESETS};
use batch_sim::{Options, Sim};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_batch-openai");

/// The platform that a preset describes.
fn described(preset: &str) -> OpenAi {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    std::fs::write(&path, format!(r#"{{"platform": {{"preset": "{preset}"}}, "models": ["m"]}}"#)).unwrap();
    let mut platform = OpenAi::default();
    config::describe(&mut platform, Some(&path)).unwrap_or_else(|problem| panic!("{preset}: {problem:?}"));
    platform
}

#[test]
fn every_preset_says_what_it_is_and_when() {
    for (name, _) in PRESETS {
        let platform = described(name);
        let profile = platform.profile();
        assert_eq!(profile.id, *name);
        assert!(!profile.source.is_empty() && profile.as_of.len() == "2026-11-30".len(), "{name}");
        assert_eq!(
            (profile.program(), profile.config_file().as_str()),
            ("batch-openai".into(), "batch_config_openai.json")
        );
    }
}

#[test]
fn every_table_of_replies_is_kept() {
    for (name, _) in PRESETS {
        table(&described(name));
    }
}

#[test]
fn whole_jobs() {
    std::thread::scope(|threads| {
        for name in ["deepseek", "minimax", "qwen", "zhipu", "siliconflow", "ppio", "novita", "openrouter", "openai"] {
            threads.spawn(move || job(PROGRAM, described(name).profile()));
        }
    });
}

/// Those with a batch service, and one without.
#[test]
fn whole_jobs_at_the_lower_price() {
    std::thread::scope(|threads| {
        for name in ["qwen", "siliconflow", "ppio", "novita", "openai", "deepseek"] {
            threads.spawn(move || batch(PROGRAM, described(name).profile()));
        }
    });
}

/// The test model costs nothing and takes little: it is asked as its vendor's page says.
#[test]
fn the_free_model_of_a_batch_service() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let mut command = std::process::Command::new(PROGRAM);
        command.args(args).current_dir(folder.path()).env_clear();
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        batch_contract::finish(command.spawn().unwrap())
    };
    assert_eq!(run(&["init"]).code, 0);
    let files = json!({"endpoint": "/v1/chat/ds-test", "max_lines": 100, "max_bytes": 1_048_576});
    let config = json!({
        "platform": {"preset": "qwen", "batch": {"files": files}}, "models": ["batch-test-model"], "budget": 0.01,
        "prompts_file": "examples/多个Prompt.json", "records_dir": "examples/测试输入问答记录",
    });
    std::fs::write(folder.path().join("batch_config_openai.json"), config.to_string()).unwrap();
    let ran = run(&["batch", "--simulate", "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let json = ran.json();
    assert_eq!((&json["money"]["spent"], &json["conversations"]["left"]), (&json!(0.0), &json!(0)), "{json}");
}

/// Everything that a user does with a platform, without a line of Rust for it.
#[test]
fn the_whole_way() {
    for name in ["deepseek", "minimax"] {
        let platform = described(name);
        let sim = Sim::start(Options { accept_any_model: true, ..calm(platform.profile()) }).unwrap();
        let mut folder = Folder::new(PROGRAM, platform.profile(), &sim.base_url());
        assert_eq!(folder.run(&["check", "--spend"]).code, 0, "{name}");
        assert_eq!(folder.run(&["plan"]).code, 0, "{name}");
        let ran = folder.run(&["--people", "患者1,患者2", "--json"]);
        assert_eq!((ran.code, &ran.json()["platform"]), (0, &json!(name)), "{name}: {}", ran.err);
        let status = folder.run(&["status", "--json"]).json();
        let status = &status["all"];
        assert_eq!((&status["answered"], &status["left"]), (&json!(8), &json!(4)), "{name}: {status}");
        // Tokens from the cache are named as the vendor names them, and cost what it says.
        let answered: Vec<Value> = folder.ledger().into_iter().filter(|line| line["event"] == "answered").collect();
        assert!(answered.iter().all(|line| line["usage"]["prompt_tokens"].as_u64() > Some(0)), "{name}: {answered:?}");
        let again = folder.run(&["--json"]);
        assert_eq!((again.code, &again.json()["calls"]), (0, &json!(4)), "{name}: {}", again.err);
        assert_eq!((folder.run(&["report"]).code, folder.run(&["export"]).code), (0, 0), "{name}");
        folder.edit(|config| config["api_config"]["api_key"] = json!("another"));
        folder.write("测试输入问答记录/患者3_问答记录.txt", "医生：您好。");
        let refused = folder.run(&[]);
        assert_eq!(refused.code, 3, "{name}: {}", refused.err);
    }
}

#[test]
fn odd_servers() {
    odd_replies(PROGRAM, described("deepseek").profile());
    odd_replies(PROGRAM, described("minimax").profile());
}

#[test]
fn servers_in_trouble() {
    trouble(PROGRAM, described("deepseek").profile());
    trouble(PROGRAM, described("minimax").profile());
}

#[test]
fn whoever_is_refused_holds_nobody_up() {
    fairness(PROGRAM, described("minimax").profile());
}
