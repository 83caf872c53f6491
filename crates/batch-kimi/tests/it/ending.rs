//! What a run says at its end: whether it went well, what is there, and what can be done next; and what `status` says meanwhile.

use std::time::Duration;

use batch_contract::{Folder, finish};
use batch_sim::{FaultKind, Faults, Latency, Options, Sim};
use serde_json::json;

use super::{folder, options, start};

/// A job of which these texts are refused, whoever asks.
fn refusing(texts: &[&str]) -> (Sim, Folder) {
    let on = texts.iter().map(|text| ((*text).to_owned(), FaultKind::Error("content_filter".to_owned()), u32::MAX));
    let sim = start(Options { faults: Faults { on: on.collect(), ..Faults::none() }, ..options() });
    let folder = folder(&sim.base_url());
    (sim, folder)
}

/// The command below a line that says this.
fn command<'a>(out: &'a str, what: &str) -> &'a str {
    let mut lines = out.lines().skip_while(|line| !line.contains(what));
    lines.next().unwrap_or_else(|| panic!("{what} is not in\n{out}"));
    lines.next().unwrap().trim()
}

/// Runs what stands there, as it stands there.
#[cfg(unix)]
fn pasted(folder: &Folder, command: &str) -> (i32, String) {
    let ran = std::process::Command::new("sh").args(["-c", command]).current_dir(folder.path()).output().unwrap();
    let said = [ran.stdout, ran.stderr].concat();
    (ran.status.code().unwrap(), String::from_utf8(said).unwrap())
}

#[test]
fn a_run_that_failed_does_not_call_itself_done() {
    let (_sim, folder) = refusing(&["医生"]);
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.out.contains("\n处理结束，但 12 个对话全部失败\n"), "{}", ran.out);
    assert!(!ran.out.contains("处理完成！") && !ran.err.contains("批量处理任务完成"), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("退出码: 1（有对话失败"), "{}", ran.out);
    assert!(!ran.out.contains("report"), "there is no answer to read: {}", ran.out);
    let english = folder.run(&["--lang", "en"]);
    assert!(english.out.contains("\nFinished, but every conversation failed (12 of 12)\n"), "{}", english.out);
}

#[cfg(unix)]
#[test]
fn what_can_be_done_next_can_be_pasted() {
    let (_sim, folder) = refusing(&["入睡困难"]);
    let renamed = folder.path().join("my config.json");
    std::fs::rename(folder.path().join("batch_config_kimi.json"), &renamed).unwrap();
    let ran = folder.run(&["--config", "my config.json", "--prompts", "1"]);
    assert!(ran.out.contains("\n处理结束，但 6 个对话中有 2 个失败\n"), "{}", ran.out);
    let (code, said) = pasted(&folder, command(&ran.out, "查看 2 个失败的对话和原因"));
    assert!(code == 1 && said.matches("[患者2] 对话 1: ").count() == 2, "{said}");
    let (code, said) = pasted(&folder, command(&ran.out, "重试失败的 2 个；已有的 4 个回答不会重复付费"));
    assert!(code == 1 && said.contains("本次完成 0，之前已有 4，失败 2"), "{said}");
    let (code, said) = pasted(&folder, command(&ran.out, "把 4 个回答做成一个网页"));
    assert!(code == 0 && said.contains("batch-report.html"), "{said}");
    let (code, said) = pasted(&folder, command(&ran.out, "导出为 Excel"));
    assert!(code == 0 && folder.path().join("batch-export.xlsx").is_file(), "{said}");
}

#[test]
fn who_is_refused_is_led_to_check_before_anything_is_asked_again() {
    let sim = start(Options { key: batch_sim::KeyRule::Exactly("another-key".to_owned()), ..options() });
    let ran = folder(&sim.base_url()).run(&[]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    let next = ran.out.split("接下来可以:").nth(1).unwrap();
    assert!(command(next, "先检查").ends_with("batch-kimi check"), "{next}");
    assert!(next.find("先检查") < next.find("再运行一次"), "{next}");
}

#[cfg(unix)]
#[test]
fn a_rehearsal_leads_to_its_own_results() {
    let folder = folder("http://127.0.0.1:9");
    let ran = folder.run(&["--simulate", "--models", "kimi-k3"]);
    assert!(ran.code == 0 && ran.out.contains("\n处理完成！\n"), "{}{}", ran.out, ran.err);
    let (code, said) = pasted(&folder, command(&ran.out, "把 6 个回答做成一个网页"));
    assert!(code == 0 && said.contains("6 个对话"), "{said}");
    assert!(command(&ran.out, "先检查").ends_with("batch-kimi check"), "{}", ran.out);
    // Who has only rehearsed means the rehearsal, and is told.
    let report = folder.run(&["report"]);
    assert!(report.code == 0 && report.err.contains("模拟运行的结果"), "{}{}", report.out, report.err);
    std::fs::create_dir_all(folder.output()).unwrap();
    let report = folder.run(&["report"]);
    assert!(report.code == 0 && report.err.contains("模拟运行的结果"), "a real one without results: {}", report.err);
}

#[test]
fn ten_files_are_named_and_both_counts_agree() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    for n in 3..9 {
        folder.write(&format!("测试输入问答记录/患者{n}_问答记录.txt"), format!("患者：第 {n} 位，头痛。"));
    }
    let ran = folder.run(&[]);
    assert!(
        ran.out.contains("共生成 18 个JSON文件\n") && ran.err.contains("生成文件数: 18\n"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert_eq!(ran.out.lines().filter(|line| line.starts_with("  - ")).count(), 10, "{}", ran.out);
    assert!(ran.out.contains("其余 8 个见输出目录"), "{}", ran.out);
    let again = folder.run(&[]);
    assert!(again.out.contains("处理完成！\n共生成 18 个JSON文件（本次写入 0 个）\n"), "{}", again.out);
    assert!(again.err.contains("生成文件数: 18（本次写入 0 个）"), "{}", again.err);
}

#[test]
fn cut_answers_are_not_counted_among_the_failures() {
    let (_sim, mut folder) = refusing(&["入睡困难"]);
    folder.edit(|config| {
        config["extra_body"] = json!({"thinking": {"type": "disabled"}});
        config["max_tokens"] = json!(30);
    });
    let ran = folder.run(&["--models", "kimi-k2.6"]);
    let at = |what: &str| ran.out.find(what).unwrap_or_else(|| panic!("{what}\n{}", ran.out));
    assert!(at("本次完成 4") < at("本次完成的回答中，有 4 个被 max_tokens 截断"), "{}", ran.out);
    assert!(at("个被 max_tokens 截断") < at("  失败 2 个: "), "{}", ran.out);
}

#[test]
fn quiet_is_quiet_however_it_ends() {
    let (_sim, folder) = refusing(&["医生"]);
    let ran = folder.run(&["-q"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
    assert!(ran.err.lines().all(|line| line.contains(" - ERROR - ") || line.contains(" - WARNING - ")), "{}", ran.err);
    assert!(ran.err.contains("全部失败"), "{}", ran.err);
}

#[test]
fn status_knows_a_run_that_goes_on_and_the_local_time() {
    let sim = start(Options { latency: Latency::Fixed(Duration::from_secs(60)), ..options() });
    let folder = folder(&sim.base_url());
    let status = |args: &[&str]| {
        let mut command = folder.command(&[&["status"], args].concat());
        finish(command.env("TZ", "CST-8").spawn().unwrap())
    };
    assert!(status(&[]).out.contains("还没有运行过"));
    let mut child = folder.start(&[]);
    while sim.stats().in_flight < 12 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let said = status(&[]).out;
    let owner = format!("pid {}, ", child.id());
    assert!(said.contains("正在运行: 开始于 20") && said.contains(&owner), "{said}");
    assert!(said.contains("在途 12") && said.contains("费用: 0.0000 CNY"), "{said}");
    assert!(status(&["--json"]).json()["running"].as_str().unwrap().starts_with(&owner));
    child.kill().unwrap();
    child.wait().unwrap();
    let said = status(&[]).out;
    assert!(said.contains("没有结束记录") && said.contains("结果未知 12"), "{said}");
    assert!(status(&["--json"]).json().get("running").is_none());
    // The ledger's time is UTC.
    let at = folder.ledger()[0]["at"].as_str().unwrap().to_owned();
    let hour = (at[11..13].parse::<u32>().unwrap() + 8) % 24;
    assert!(said.contains(&format!(" {hour:02}{}", &at[13..19])), "{at}: {said}");
}

#[test]
fn an_exit_code_is_put_into_words() {
    let (_sim, folder) = refusing(&["医生"]);
    assert_eq!(folder.run(&["-q"]).code, 1);
    let said = folder.run(&["status"]).out;
    assert!(said.contains("退出码 1（有对话失败"), "{said}");
    let said = folder.run(&["status", "--lang", "en"]).out;
    assert!(said.contains("exit code 1 (some conversations failed"), "{said}");
}
