//! Every preset keeps core's contract: each line of its table of replies over HTTP, and the whole job.

#![allow(clippy::unwrap_used, clippy::panic)]

use batch_contract::{fairness, job, odd_replies, table, trouble};
use batch_core::Platform;
use batch_core::job::config;
use batch_openai::{OpenAi, PRESETS};

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
        for name in ["deepseek", "minimax", "qwen", "zhipu", "siliconflow", "openrouter", "openai"] {
            threads.spawn(move || job(PROGRAM, described(name).profile()));
        }
    });
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
