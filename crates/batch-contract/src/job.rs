//! The main job with the real binary over real HTTP: what must hold on every platform.

use std::fmt::Display;

use batch_core::platform::request;
use batch_core::platform::{Profile, Scope};
use batch_sim::{FaultKind, Faults, KeyRule, Options, Sim};
use serde_json::{Value, json};

use super::{Folder, KEY, calm};

/// Runs the job of [`Folder`] against the platform's simulator, on good days and bad ones.
///
/// # Panics
/// Where a promise is broken.
pub fn job(program: &str, profile: &Profile) {
    for stream in [false, true] {
        a_good_day(program, profile, stream);
    }
    a_bad_day(program, profile);
    a_wrong_key(program, profile);
    a_missing_model(program, profile);
    nothing_to_simulate_with(program, profile);
}

fn start(options: Options) -> Sim {
    Sim::start(options).expect("a simulator")
}

/// Every conversation in its place, in the manual's words; once more costs nothing.
fn a_good_day(program: &str, profile: &Profile, stream: bool) {
    let sim = start(calm(profile));
    let mut folder = Folder::new(program, profile, &sim.base_url());
    folder.edit(|config| config["stream"] = json!(stream));
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for line in [
        format!("批量处理系统 - {}", profile.title().zh),
        "开始批量处理: 2 个模型 × 3 个患者 = 6 个文件".to_owned(),
        "共生成 6 个JSON文件".to_owned(),
    ] {
        assert!(ran.out.contains(&line), "{line}\n{}", ran.out);
    }
    check_sheets(&folder, profile, &"a good day");
    let stats = sim.stats();
    assert_eq!((stats.answered, stats.distinct, stats.answered_twice), (12, 12, 0));
    let before = folder.sheets();
    // An answer is an answer, however it came.
    folder.edit(|config| config["stream"] = json!(!stream));
    let again = folder.run(&["--json"]);
    assert_eq!((again.code, &again.json()["calls"]), (0, &json!(0)));
    assert_eq!((sim.stats().calls, folder.sheets()), (stats.calls, before));
    secrets(&folder);
}

/// Nothing is lost when the platform stumbles, and every answer stands where it belongs.
fn a_bad_day(program: &str, profile: &Profile) {
    let mut faults = Faults::none();
    for (kind, rate) in
        [(FaultKind::Http500, 0.2), (FaultKind::Reset, 0.1), (FaultKind::CutJson, 0.1), (FaultKind::Html, 0.1)]
    {
        faults = faults.with(kind, rate);
    }
    faults.first_attempts_only = Some(1);
    let sim = start(Options { faults, seed: 7, ..calm(profile) });
    let mut folder = Folder::new(program, profile, &sim.base_url());
    // What must not be in a log must not be in the most talkative one.
    folder.edit(|config| config["log_level"] = json!("DEBUG"));
    let ran = folder.run(&["--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.json()["retries"].as_u64() > Some(0), "{}", ran.out);
    check_sheets(&folder, profile, &"a bad day");
    assert_eq!(sim.stats().distinct, 12);
    secrets(&folder);
}

/// A refused key ends the run at once, with what to do.
fn a_wrong_key(program: &str, profile: &Profile) {
    let sim = start(Options { key: KeyRule::Exactly("another".to_owned()), ..calm(profile) });
    let folder = Folder::new(program, profile, &sim.base_url());
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains(profile.key_vars[0]) && ran.err.contains(profile.console_url), "{}", ran.err);
    // All that were on their way when the first word came.
    let groups = if profile.scope == Scope::Model { 2 } else { 1 };
    let most = u64::from(profile.limits.concurrency) * groups;
    assert!(sim.stats().calls <= most, "{} calls after the key was refused", sim.stats().calls);
    secrets(&folder);
}

/// A model that is not there costs one call or few, and the other model goes on.
fn a_missing_model(program: &str, profile: &Profile) {
    let known = Folder::new(program, profile, "https://example.invalid/v1").config["models"].clone();
    let names = known.as_array().map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    let sim = start(Options { models: names, accept_any_model: false, ..calm(profile) });
    let mut folder = Folder::new(program, profile, &sim.base_url());
    folder.edit(|config| config["models"][0] = json!("no-such-model"));
    let ran = folder.run(&["--json", "--concurrency", "1"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert_eq!(sim.stats().answered, 6);
    let sheet = folder.sheet("no-such-model-患者1.json");
    assert!(sheet["conversations"]["1"]["Output"].as_str().is_some_and(|text| text.starts_with("ERROR: ")), "{sheet}");
}

/// `--simulate` needs neither key nor network, and says what it is.
fn nothing_to_simulate_with(program: &str, profile: &Profile) {
    let mut folder = Folder::new(program, profile, "https://example.invalid/v1");
    folder.edit(|config| config["api_config"] = json!({}));
    let ran = folder.run(&["check", "--simulate"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let ran = folder.run(&["--simulate"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("模拟"), "{}", ran.out);
    assert!(folder.path().join("output/raw_simulated").is_dir() && !folder.output().exists());
}

/// Every sheet is there, with its keys in the manual's order and the answers of its own conversations.
pub(super) fn check_sheets(folder: &Folder, profile: &Profile, when: &dyn Display) {
    let prompts: Vec<String> = serde_json::from_str(&folder.read("多个Prompt.json")).expect("prompts");
    for model in folder.config["models"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        for people in ["患者1", "患者2", "患者10"] {
            let name = format!("{}-{people}.json", model.replace('/', "_"));
            let sheet = folder.sheet(&name);
            assert_eq!((&sheet["model"], &sheet["people"]), (&json!(model), &json!(people)));
            let record = folder.read(&format!("测试输入问答记录/{people}_问答记录.txt"));
            let mut outputs = Vec::new();
            for (n, prompt) in prompts.iter().enumerate() {
                let conversation = &sheet["conversations"][(n + 1).to_string()];
                let input = request::input(prompt, &record);
                let answer = batch_sim::answer(profile.dialect, model, &[("user", &input)]);
                assert_eq!(conversation["Input"], json!(input), "{when}: {name}");
                assert_eq!(conversation["Output"], json!(answer), "{when}: {name} {n}");
                outputs.push(answer);
            }
            assert_eq!(sheet["result"], json!(outputs.join("\n")));
        }
    }
}

/// The key and the patients' words are in no log; the key is in no file at all.
fn secrets(folder: &Folder) {
    let log = folder.read("run.log");
    assert!(!log.contains(KEY) && !log.contains("胸口发闷") && !log.contains("入睡困难"), "{log}");
    for (name, text) in folder.sheets() {
        assert!(!text.contains(KEY), "{name}");
    }
    assert!(!folder.read("output/raw/.batch/ledger.jsonl").contains(KEY));
}
