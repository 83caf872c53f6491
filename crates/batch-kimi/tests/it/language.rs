//! Which language is spoken, and who decides it: flag, config, environment, `.env`.

use batch_contract::{Folder, finish};
use serde_json::json;

use super::{folder, options, start};

/// What stands before a plan's numbers, in the language that the folder and a variable ask for.
fn plan(folder: &Folder, variable: &str, args: &[&str]) -> (i32, String, String) {
    let mut command = folder.command(&[&["plan", "--settings", "--json"], args].concat());
    let ran = finish(command.env("BATCH_LANG", variable).spawn().unwrap());
    let plan: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_default();
    let empty = Vec::new();
    let settings = plan["settings"].as_array().unwrap_or(&empty);
    let from = settings.iter().find(|s| s["name"] == "language").map(|s| format!("{} {}", s["value"], s["from"]));
    (ran.code, from.unwrap_or_default().replace('"', ""), ran.err)
}

#[test]
fn the_first_layer_that_names_it_decides() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    assert_eq!(plan(&folder, "", &[]).1, "zh default");
    folder.write(".env", "BATCH_LANG=en\n");
    assert_eq!(plan(&folder, "", &[]).1, "en dotenv");
    assert_eq!(plan(&folder, "zh_CN.UTF-8", &[]).1, "zh environment");
    folder.edit(|config| config["language"] = json!("en"));
    assert_eq!(plan(&folder, "zh", &[]).1, "en config");
    assert_eq!(plan(&folder, "en", &["--lang", "zh"]).1, "zh flag");
}

#[test]
fn everything_is_said_in_it() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    // What is wrong with the config is said in the language that it names.
    folder.edit(|config| {
        config["language"] = json!("en");
        config["max_retries"] = json!(-1);
    });
    let ran = folder.run(&[]);
    assert!(ran.code == 2 && ran.err.starts_with("Error: "), "{}", ran.err);
    assert!(folder.run(&["--lang=zh"]).err.starts_with("错误: "));
    folder.edit(|config| config["max_retries"] = json!(0));
    let ran = folder.run(&["--people", "患者1", "--prompts", "1"]);
    assert!(ran.code == 0 && ran.out.contains("Done!"), "{}{}", ran.out, ran.err);
    assert!(folder.read("run.log").contains("Batch processing done"));
}

/// What is Chinese in a text, but for the job's own names.
fn chinese(text: &str) -> String {
    let own = ["患者数据", "患者", "多个Prompt.json", "测试输入问答记录"];
    let text = own.iter().fold(text.to_owned(), |text, name| text.replace(name, ""));
    text.lines()
        .filter(|line| line.chars().any(|c| matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')))
        .collect()
}

#[test]
fn what_goes_wrong_is_said_in_english() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    let key = folder.config["api_config"]["api_key"].clone();
    folder.edit(|config| {
        config["language"] = json!("en");
        config["api_config"]["api_key"] = json!("sk-another-key-of-somebody-0123456789");
    });
    let refused = folder.run(&[]);
    assert!(refused.code == 3 && refused.err.contains("Run stopped: invalid API key"), "{}", refused.err);
    folder.edit(|config| config["api_config"] = json!({ "api_key": key, "base_url": "http://127.0.0.1:9/v1" }));
    let offline = folder.run(&["--offline-limit", "1"]);
    assert!(offline.code == 4 && offline.err.contains("Run paused: "), "{}", offline.err);
    let broke = folder.run(&["--budget", "0.000001", "--config", "batch_config_kimi.json"]);
    assert!(broke.code == 4 && broke.err.contains("The budget is reached"), "{}", broke.err);
    for ran in [refused, offline, broke] {
        assert_eq!(chinese(&format!("{}{}", ran.out, ran.err)), "");
    }
    assert_eq!(chinese(&folder.read("run.log")), "");
}

#[test]
fn one_that_nobody_speaks_is_refused_in_all_of_them() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    let twice = |err: &str, name: &str| {
        let lines: Vec<&str> = err.lines().collect();
        assert_eq!(lines.len(), 2, "{err}");
        assert!(lines[0].starts_with("错误: ") && lines[1].starts_with("Error: "), "{err}");
        assert!(lines.iter().all(|line| line.contains(name) && line.contains("fr")), "{err}");
    };
    let ran = folder.run(&["plan", "--lang", "fr"]);
    assert_eq!(ran.code, 2);
    twice(&ran.err, "--lang");
    let (code, _, err) = plan(&folder, "fr", &[]);
    assert_eq!(code, 2);
    twice(&err, "BATCH_LANG");
    assert_eq!(plan(&folder, "fr", &["--lang", "en"]).0, 0);
    folder.write(".env", "BATCH_LANG=fr\n");
    let (code, _, err) = plan(&folder, "", &[]);
    assert!(code == 2 && err.lines().count() == 1 && err.contains("BATCH_LANG"), "{err}");
    assert!(err.contains(".env") && !err.contains("batch_config"), "where it stands: {err}");
    folder.edit(|config| config["language"] = json!("fr"));
    let (code, _, err) = plan(&folder, "", &[]);
    assert!(code == 2 && err.lines().count() == 1 && err.contains("language") && err.contains("\"fr\""), "{err}");
    assert_eq!(sim.stats().calls, 0);
}
