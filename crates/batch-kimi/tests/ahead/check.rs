//! `check`: what is wrong is said before it costs anything.

use batch_contract::{KEY, Ran};
use batch_sim::{Options, Patch};
use serde_json::{Value, json};

use super::{job, options, start};

fn checks(ran: &Ran) -> Vec<(String, String, String)> {
    let text = |line: &Value, name: &str| line[name].as_str().unwrap().to_owned();
    let json = ran.json();
    let lines = json["checks"].as_array().unwrap().clone();
    lines.iter().map(|line| (text(line, "what"), text(line, "state"), text(line, "says"))).collect()
}

#[track_caller]
fn assert_says(ran: &Ran, what: &str, state: &str, part: &str) {
    let lines = checks(ran);
    let found = lines.iter().any(|(w, s, says)| w.contains(what) && s == state && says.contains(part));
    assert!(found, "no {what} {state} {part} in {lines:#?}");
}

/// A record that no tokenizer could fit into the model is named before anything is sent, and never sent.
#[test]
fn a_record_that_cannot_fit_is_named_and_given_up_unsent() {
    let sim = start(options());
    let folder = job(&sim, 2);
    // 3 MB of Chinese: more than kimi-k2.6 can hold (262,144 tokens), less than kimi-k3 (1,048,576).
    folder.write("测试输入问答记录/患者9_问答记录.txt", "患者：胸闷三天，活动后加重，夜间不能平卧。".repeat(50_000));
    let long = |what: &Value| what["model"] == "kimi-k2.6" && what["people"] == "患者9";
    let plan = folder.run(&["plan", "--json"]).json();
    let named = plan["too_long"].as_array().unwrap();
    assert!(named.len() == 1 && long(&named[0]) && named[0]["conversations"] == 8, "{plan}");
    assert_eq!((&plan["models"][0]["left"], &plan["models"][1]["left"]), (&json!(16), &json!(24)));
    assert!(folder.run(&["plan"]).out.contains("[kimi-k2.6][患者9] 8 个对话不会发送"));
    let check = folder.run(&["check", "--json"]);
    assert_says(&check, "输入", "warning", "[kimi-k2.6][患者9] 对话不会发送: 输入");
    assert_eq!((check.code, sim.stats().calls), (0, 0));
    let ran = folder.run(&["--models", "kimi-k2.6", "--json"]);
    let told = &ran.json()["conversations"];
    assert_eq!((ran.code, &told["answered"], &told["failed"]), (1, &json!(16), &json!(8)), "{}", ran.err);
    assert_eq!(sim.stats().calls, 16);
    for line in folder.ledger().iter().filter(|line| line["event"] == "failed") {
        assert!(long(line) && line["class"] == "context_too_long" && line["attempts"] == 0, "{line}");
        assert!(line["message"].as_str().unwrap().contains("没有发送"), "{line}");
    }
}

#[test]
fn a_retired_model_is_named_with_its_successor_and_asked_all_the_same() {
    let sim = start(Options { accept_any_model: true, ..options() });
    let mut folder = job(&sim, 3);
    folder.edit(|config| config["models"] = json!(["moonshot-v1-8k"]));
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("moonshot-v1-8k 已于 2026-08-31 下线") && ran.err.contains("kimi-k2.6"), "{}", ran.err);
}

#[test]
fn check_looks_at_everything_and_costs_nothing() {
    let sim = start(Options { balance: Some(12.5), ..options() });
    let mut folder = job(&sim, 3);
    let ran = folder.run(&["check", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    for (what, part) in [
        ("配置", "batch_config_kimi.json"),
        ("输入", "3 个患者，8 个 Prompt"),
        ("输出目录", "output/raw"),
        ("网络", "127.0.0.1"),
        ("API Key", "有效"),
        ("余额", "12.5"),
        ("模型 kimi-k2.6", "列表"),
        ("模型 kimi-k3", "列表"),
    ] {
        assert_says(&ran, what, "ok", part);
    }
    assert_eq!(sim.stats().calls, 0);
    assert!(folder.run(&["check"]).out.contains("[正常] 模型 kimi-k3"));

    folder.edit(|config| config["models"] = json!(["kimi-k2.6", "kimi-k9", "moonshot-v1-8k"]));
    let ran = folder.run(&["check", "--json"]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert_says(&ran, "kimi-k9", "wrong", "不在平台的模型列表中");
    assert_says(&ran, "moonshot-v1-8k", "wrong", "建议换用 kimi-k2.6");
    assert_eq!(sim.stats().calls, 0);
    let ran = folder.run(&["check", "--spend", "--json"]);
    assert_eq!((ran.code, sim.stats().calls), (2, 3), "{}", ran.out);
    assert_says(&ran, "kimi-k2.6", "ok", "费用");
    assert_says(&ran, "moonshot-v1-8k", "wrong", "建议换用 kimi-k2.6");
}

#[test]
fn check_says_what_is_wrong_and_ends_as_a_run_would() {
    let sim = start(Options { balance: Some(0.0), ..options() });
    let mut folder = job(&sim, 3);
    let ran = folder.run(&["check", "--json"]);
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert_says(&ran, "余额", "refused", "充值");

    sim.change(&Patch { key_revoked: Some(true), ..Patch::default() });
    let ran = folder.run(&["check", "--json"]);
    assert_eq!((ran.code, folder.run(&[]).code), (3, 3));
    assert_says(&ran, "API Key", "refused", "MOONSHOT_API_KEY");

    folder.edit(|config| config["api_config"]["api_key"] = json!(null));
    let ran = folder.run(&["check", "--json"]);
    assert_eq!((ran.code, folder.run(&[]).code), (2, 2));
    assert_says(&ran, "API Key", "wrong", "MOONSHOT_API_KEY");

    folder.edit(|config| {
        config["api_config"]["api_key"] = json!(KEY);
        config["api_config"]["base_url"] = json!("http://127.0.0.1:9/v1");
        config["records_dir"] = json!("没有");
    });
    let ran = folder.run(&["check", "--json"]);
    assert_eq!(ran.code, 2);
    assert_says(&ran, "网络", "wrong", "127.0.0.1:9");
    assert_says(&ran, "输入", "wrong", "没有");

    folder.write("batch_config_kimi.json", "{\n\"models\": 7}");
    let ran = folder.run(&["check", "--json"]);
    assert_eq!(ran.code, 2);
    assert_says(&ran, "配置", "wrong", "第 2 行");
}
