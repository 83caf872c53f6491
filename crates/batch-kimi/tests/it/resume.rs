//! Running again does what is left, and pays for nothing twice.

use std::collections::HashSet;

use batch_contract::Folder;
use batch_sim::{FaultKind, Faults, Options, Patch, Sim};
use proptest::prelude::*;
use serde_json::json;

use super::{folder, options, start};

fn done(folder: &Folder, args: &[&str]) {
    let ran = folder.run(args);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

/// Runs and says how many calls that took.
fn calls(sim: &Sim, folder: &Folder, args: &[&str]) -> u64 {
    let before = sim.stats().calls;
    done(folder, args);
    sim.stats().calls - before
}

#[test]
fn edits_pay_for_what_is_new_and_nothing_else() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    assert_eq!(calls(&sim, &folder, &[]), 12);
    folder.write("多个Prompt.json", r#"["请评估风险，并说明理由。", "请总结要点。"]"#);
    assert_eq!(calls(&sim, &folder, &[]), 0, "reordered prompts");
    let sheet = folder.sheet("kimi-k3-患者10.json");
    assert_eq!(sheet["conversations"]["1"]["prompt"], json!("请评估风险，并说明理由。"));
    folder.write("多个Prompt.json", r#"["请评估风险。", "请总结要点。"]"#);
    assert_eq!(calls(&sim, &folder, &[]), 6, "one prompt changed");
    folder.write("多个Prompt.json", r#"["请总结要点。", "请评估风险。", "请总结要点。"]"#);
    assert_eq!(calls(&sim, &folder, &[]), 6, "the same prompt twice is two conversations");
    folder.edit(|config| config["models"] = json!(["kimi-k3", "kimi-k2.6", "kimi-k2.7-code"]));
    assert_eq!(calls(&sim, &folder, &[]), 9, "one more model");
    folder.write("测试输入问答记录/患者3_问答记录.txt", "医生：最近好吗？\n患者：还好。");
    assert_eq!(calls(&sim, &folder, &[]), 9, "one more patient");
    folder.write("测试输入问答记录/患者1_问答记录.txt", "医生：最近好吗？\n患者：不太好。");
    assert_eq!(calls(&sim, &folder, &[]), 9, "a changed record");
    folder.edit(|config| config["max_tokens"] = json!(4000));
    assert_eq!(calls(&sim, &folder, &[]), 36, "a changed parameter");
    folder.edit(|config| config["max_tokens"] = json!(2000));
    assert_eq!(calls(&sim, &folder, &[]), 0, "and back");
    folder.edit(|config| config["models"] = json!(["kimi-k3"]));
    assert_eq!(calls(&sim, &folder, &[]), 0, "fewer models");
    assert!(folder.output().join("kimi-k2.6-患者1.json").exists(), "files that are no longer asked for are left alone");
}

/// Conversations that would be sent alike are told apart by their names, whatever a filter leaves of the job.
#[test]
fn nobody_is_given_the_answer_of_one_who_is_alike() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    let alias = json!({"name": "k2-again", "extra_body": {"model": "kimi-k2.6"}});
    folder.edit(|config| config["models"] = json!(["kimi-k2.6", alias]));
    folder.write("测试输入问答记录/患者11_问答记录.txt", folder.read("测试输入问答记录/患者1_问答记录.txt"));
    assert_eq!(calls(&sim, &folder, &["--models", "kimi-k2.6", "--people", "患者1"]), 2);
    assert_eq!(calls(&sim, &folder, &["--models", "k2-again", "--people", "患者1"]), 2, "an alias");
    let first = folder.read("output/raw/kimi-k2.6-患者1.json");
    assert_eq!(calls(&sim, &folder, &["--models", "kimi-k2.6", "--people", "患者11"]), 2, "a second patient");
    assert_eq!(calls(&sim, &folder, &[]), 10);
    assert_eq!(folder.read("output/raw/kimi-k2.6-患者1.json"), first);
    // A patient in between moves nobody's answers, and nobody's are lost when he goes.
    let whole = folder.sheets();
    let third = "测试输入问答记录/患者0_问答记录.txt";
    folder.write(third, folder.read("测试输入问答记录/患者1_问答记录.txt"));
    assert_eq!(calls(&sim, &folder, &["--people", "患者1,患者11"]), 0);
    assert_eq!(calls(&sim, &folder, &[]), 4);
    std::fs::remove_file(folder.path().join(third)).unwrap();
    folder.edit(|config| config["models"] = json!([alias]));
    assert_eq!(calls(&sim, &folder, &[]), 0);
    for (name, text) in whole {
        assert_eq!(folder.read(&format!("output/raw/{name}")), text, "{name}");
    }
    // Renamed, he is still the same.
    let renamed = |n: u32| folder.path().join(format!("测试输入问答记录/患者{n}_问答记录.txt"));
    std::fs::rename(renamed(11), renamed(12)).unwrap();
    assert_eq!(calls(&sim, &folder, &["--people", "患者12"]), 0);
    assert_eq!(calls(&sim, &folder, &[]), 0);
    assert_eq!(folder.run(&["status"]).code, 0);
}

#[test]
fn sheets_follow_the_ledger_without_a_call() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    done(&folder, &[]);
    let whole = folder.sheets();
    let untouched = folder.output().join("kimi-k3-患者2.json");
    let modified = std::fs::metadata(&untouched).unwrap().modified().unwrap();
    std::fs::remove_file(folder.output().join("kimi-k3-患者1.json")).unwrap();
    folder.write("output/raw/kimi-k2.6-患者1.json", "{ 手工改坏了");
    folder.write("output/raw/notes.txt", "不要动");
    let status = folder.run(&["status", "--json"]).json();
    assert_eq!(status["files"]["missing"], json!(["kimi-k3-患者1.json"]));
    assert_eq!(status["files"]["differing"], json!(["kimi-k2.6-患者1.json"]));
    assert_eq!(calls(&sim, &folder, &[]), 0);
    assert_eq!(folder.sheets(), whole);
    assert_eq!(std::fs::metadata(&untouched).unwrap().modified().unwrap(), modified);
    assert_eq!(folder.read("output/raw/notes.txt"), "不要动");
    assert_eq!(moved(&folder, "kimi-k2.6-患者1.json"), "{ 手工改坏了");
}

#[test]
fn sheets_of_the_old_scripts_are_kept_aside() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    folder.write("output/raw/kimi-k3-患者1.json", "{\"model\": \"旧脚本的结果\"}");
    let stranger = |said: &str| said.contains("1 个结果文件不是本程序写的") && said.contains(": kimi-k3-患者1.json");
    let (check, plan) = (folder.run(&["check"]), folder.run(&["plan"]));
    assert!(check.code == 0 && stranger(&check.out), "{}", check.out);
    assert!(plan.code == 0 && stranger(&plan.err), "{}", plan.err);
    assert_eq!(folder.run(&["plan", "--json"]).json()["strangers"]["count"], 1);
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(moved(&folder, "kimi-k3-患者1.json"), "{\"model\": \"旧脚本的结果\"}");
    // Said before anything is sent, with the way out; and what became of it, in the log and at the end.
    let said = ran.err.find("1 个结果文件不是本程序写的").unwrap_or_else(|| panic!("{}", ran.err));
    assert!(said < ran.err.find("完成对话").unwrap() && ran.err.contains("--output-dir"), "{}", ran.err);
    assert!(ran.err.contains("原有的 kimi-k3-患者1.json") && ran.out.contains("已移开 1 个原有文件"), "{}", ran.out);
    // What was moved is no result, and the next run has nothing to say.
    let again = folder.run(&[]);
    assert!(!again.err.contains("结果文件不是本程序写的"), "{}", again.err);
    assert_eq!(folder.run(&["report", "output"]).code, 0);
}

/// A run that gets no answer at all puts its failures over nobody's answers.
#[test]
fn failures_take_the_place_of_no_answers() {
    let on = vec![("入睡困难".to_owned(), FaultKind::Error("content_filter".to_owned()), u32::MAX)];
    let sim = start(Options { faults: Faults { on, ..Faults::none() }, ..options() });
    let folder = folder(&sim.base_url());
    let theirs =
        r#"{"model": "kimi-k3", "people": "患者2", "conversations": {"1": {"Output": "好。【张医生批注：4分】"}}}"#;
    folder.write("output/raw/kimi-k3-患者2.json", theirs);
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(folder.read("output/raw/kimi-k3-患者2.json"), theirs);
    assert!(
        ran.out.contains("没有覆盖 1 个有回答的原有文件") && ran.err.contains("没有覆盖 kimi-k3-患者2.json"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("  - kimi-k3-患者2.json") && ran.out.contains("  - kimi-k2.6-患者2.json"), "{}", ran.out);
    let ours = folder.sheets().len() - 1;
    assert!(ran.out.contains(&format!("共生成 {ours} 个JSON文件")), "{}", ran.out);
    assert!(folder.read("output/raw/kimi-k2.6-患者2.json").contains("ERROR: "));
}

#[test]
fn fresh_moves_aside_and_deletes_nothing() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    done(&folder, &[]);
    let (ledger, sheets) = (folder.read("output/raw/.batch/ledger.jsonl"), folder.sheets());
    assert_eq!(calls(&sim, &folder, &["--fresh"]), 12);
    assert_eq!(moved(&folder, "ledger.jsonl"), ledger);
    for (name, text) in sheets {
        assert_eq!(moved(&folder, &name), text);
    }
}

#[test]
fn fresh_of_a_part_leaves_the_rest() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    done(&folder, &[]);
    let sheets = folder.sheets();
    let part = ["--fresh", "--models", "kimi-k3", "--people", "患者1", "--prompts", "1"];
    assert_eq!(
        folder.run(&["plan", "--json", part[0], part[1], part[2]]).json()["conversations"]["answered"],
        json!(0)
    );
    assert_eq!(calls(&sim, &folder, &part), 1);
    assert_eq!(
        moved(&folder, "kimi-k3-患者1.json"),
        sheets.iter().find(|(name, _)| name == "kimi-k3-患者1.json").unwrap().1
    );
    assert_eq!(calls(&sim, &folder, &[]), 0, "the rest is not paid for again");
    assert_eq!(folder.sheets().len(), sheets.len());
    assert_eq!(folder.run(&["status"]).code, 0);
    // What was spent stays spent.
    let spent: f64 = folder.run(&["plan", "--json"]).json()["spent_earlier"].as_f64().unwrap();
    let once = folder.read("output/raw/.batch/ledger.jsonl").matches("\"event\":\"answered\"").count();
    assert_eq!(once, 13);
    assert!(spent > 0.0);
}

/// The file of this name that a run moved aside.
fn moved(folder: &Folder, name: &str) -> String {
    let all = std::fs::read_dir(folder.output()).unwrap().map(|entry| entry.unwrap().path());
    let aside = all.into_iter().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("replaced-"));
    std::fs::read_to_string(aside.unwrap().join(name)).unwrap()
}

#[test]
fn what_failed_is_tried_again_and_its_sheet_mended() {
    let on = vec![("入睡困难".to_owned(), FaultKind::Error("content_filter".to_owned()), 2)];
    let sim = start(Options { faults: Faults { on, ..Faults::none() }, ..options() });
    let folder = folder(&sim.base_url());
    let first = folder.run(&[]);
    assert_eq!(first.code, 1, "{}", first.err);
    assert_eq!(folder.sheets().len(), 6, "a sheet with failures is written too");
    let status = folder.run(&["status", "--failed", "--json"]);
    assert_eq!(status.code, 1);
    assert_eq!(status.json()["all"]["refused"], json!(4));
    let failed = status.json()["failed"].as_array().unwrap().clone();
    assert!(failed.len() == 4 && failed.iter().all(|cell| cell["people"] == "患者2"), "{failed:?}");
    assert!(folder.read("output/raw/kimi-k3-患者2.json").contains("ERROR: "));
    let again = folder.run(&[]);
    assert!(again.out.contains("重试上次失败的 4 个"), "{}", again.out);
    sim.change(&Patch { faults: Some(Faults::none()), ..Patch::default() });
    assert_eq!(calls(&sim, &folder, &[]), 4);
    assert!(!folder.read("output/raw/kimi-k3-患者2.json").contains("ERROR: "));
    assert_eq!(folder.run(&["status"]).code, 0);
}

#[test]
fn simulated_runs_resume_too_and_leave_the_real_folder_alone() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    done(&folder, &["--simulate"]);
    let again = folder.run(&["--simulate", "--json"]);
    assert_eq!(again.json()["calls"], json!(0), "{}", again.out);
    // Where nothing was left to ask, what comes next is the same.
    let next = folder.run(&["--simulate"]).out;
    assert!(
        ["report", "rate", "export"].iter().all(|command| next.contains(&format!(" {command} --simulate"))),
        "{next}"
    );
    for (lang, words) in [("zh", "【模拟运行】以下是内置模拟器的结果，没有真的产生费用"), ("en", "nothing was charged")]
    {
        assert!(folder.run(&["status", "--simulate", "--lang", lang]).out.contains(words));
        assert!(!folder.run(&["status", "--lang", lang]).out.contains(words));
    }
    assert_eq!(folder.run(&["status", "--simulate", "--json"]).json()["simulated"], json!(true));
    assert_eq!(calls(&sim, &folder, &[]), 12);
}

#[cfg(unix)]
#[test]
fn the_ledger_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let sim = start(options());
    let folder = folder(&sim.base_url());
    done(&folder, &[]);
    let mode = std::fs::metadata(folder.output().join(".batch/ledger.jsonl")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// One edit of the job: which models, which prompts (with repeats, in any order), which patients.
fn edit() -> impl Strategy<Value = (Vec<&'static str>, Vec<usize>, Vec<usize>)> {
    let models = proptest::sample::subsequence(vec!["kimi-k2.6", "kimi-k3", "kimi-k2.7-code"], 1..=3).prop_shuffle();
    (models, proptest::collection::vec(0..4_usize, 1..5), proptest::sample::subsequence(vec![0, 1, 2, 3], 1..=4))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is edited between runs, a run pays for the conversations that were never answered and no other.
    #[test]
    fn any_sequence_of_edits_pays_for_new_conversations_only(edits in proptest::collection::vec(edit(), 1..5)) {
        let sim = start(options());
        let mut folder = folder(&sim.base_url());
        let mut answered = HashSet::new();
        for (models, prompts, people) in edits {
            let texts: Vec<String> = prompts.iter().map(|n| format!("第 {n} 个问题")).collect();
            folder.write("多个Prompt.json", serde_json::to_string(&texts).unwrap());
            std::fs::remove_dir_all(folder.path().join("测试输入问答记录")).unwrap();
            for person in &people {
                folder.write(&format!("测试输入问答记录/患者{person}_问答记录.txt"), format!("第 {person} 份记录"));
            }
            for model in &models {
                for person in &people {
                    for (place, prompt) in prompts.iter().enumerate() {
                        let nth = prompts[..place].iter().filter(|other| *other == prompt).count();
                        answered.insert((*model, *person, *prompt, nth));
                    }
                }
            }
            folder.edit(|config| config["models"] = json!(models));
            done(&folder, &["--quiet"]);
            prop_assert_eq!(sim.stats().answered, answered.len() as u64);
            prop_assert_eq!(folder.run(&["status", "--json"]).code, 0);
        }
    }
}
