//! `check`, `plan`, `status` and `init` as an English user sees them.

use batch_contract::{Folder, finish};
use serde_json::json;

use super::{job, options, start};

/// Han characters, and the punctuation that comes with them.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// What a command says, with what differs from run to run taken out.
fn said(folder: &Folder, url: &str, args: &[&str]) -> String {
    let ran = finish(folder.command(args).env("BATCH_LANG", "en").spawn().unwrap());
    let said = format!("{}{}", ran.out, ran.err).replace(url, "<base_url>");
    let steady = |line: &str| match line.split_once(" ended 20") {
        Some((before, after)) => format!("{before} ended <time>{}", &after["26-11-30 09:14:34".len()..]),
        None => line.to_owned(),
    };
    said.lines().map(steady).collect::<Vec<_>>().join("\n")
}

#[test]
fn tables_and_sentences() {
    let sim = start(options());
    let mut folder = job(&sim, 0);
    for name in ["P1", "P2"] {
        folder.write(&format!("测试输入问答记录/{name}.txt"), "Sleeps badly, eats well.");
    }
    folder.write("多个Prompt.json", json!(["Summarise.", "Advise."]).to_string());
    folder.edit(|config| config["budget"] = json!(1));
    let url = sim.base_url();
    insta::assert_snapshot!("check", said(&folder, &url, &["check"]));
    insta::assert_snapshot!("plan", said(&folder, &url, &["plan"]));
    insta::assert_snapshot!("status_before", said(&folder, &url, &["status"]));
    assert_eq!(folder.run(&["--quiet", "--models", "kimi-k3", "--prompts", "1"]).code, 0);
    std::fs::remove_file(folder.path().join("output/raw/kimi-k3-P1.json")).ok();
    let status = said(&folder, &url, &["status", "--models", "kimi-k3", "--prompts", "1"]);
    insta::assert_snapshot!("status_after", status);
}

#[test]
fn pages_of_the_manual_and_completions_have_no_chinese() {
    let sim = start(options());
    let folder = job(&sim, 0);
    let commands = ["run", "status", "check", "plan", "report", "export", "init", "completions", "man"];
    let mut lines: Vec<Vec<&str>> = vec![vec!["--help"], vec!["man"]];
    lines.extend(["bash", "zsh", "fish", "powershell"].map(|shell| vec!["completions", shell]));
    lines.extend(commands.iter().flat_map(|command| [vec![*command, "--help"], vec!["man", *command]]));
    for args in lines {
        let ran = folder.run(&[&args[..], &["--lang", "en"]].concat());
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        let chinese: Vec<&str> = ran.out.lines().filter(|line| line.contains(is_chinese)).collect();
        assert!(chinese.is_empty(), "{args:?}: {chinese:#?}");
    }
}
