//! `report` and `export` as commands: after a run, without a key, and with what users get wrong.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::time::Duration;

use batch_contract::{Folder, KEY};
use batch_core::Platform;
use batch_kimi::Kimi;
use batch_sim::{Dialect, KeyRule, Latency, Options, Sim};

/// The standard job: 2 models, 3 people, 2 prompts.
fn folder(base_url: &str) -> Folder {
    Folder::new(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile(), base_url)
}

fn done() -> (Sim, Folder) {
    let latency = Latency::Fixed(Duration::from_millis(1));
    let sim =
        Sim::start(Options { latency, key: KeyRule::Exactly(KEY.to_owned()), ..Options::new(Dialect::Kimi) }).unwrap();
    let folder = folder(&sim.base_url());
    assert_eq!(folder.run(&["--quiet"]).code, 0);
    (sim, folder)
}

#[test]
fn the_configs_folder_is_the_default() {
    let (_sim, folder) = done();
    let ran = folder.run(&["report"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert_eq!(ran.out.trim_end(), "报告已写入 batch-report.html（12 个对话）");
    assert!(!folder.read("batch-report.html").contains(KEY));
    for (format, file) in [("csv", "batch-export.csv"), ("xlsx", "batch-export.xlsx"), ("jsonl", "batch-export.jsonl")]
    {
        let ran = folder.run(&["export", "--format", format]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.starts_with(&format!("已导出 12 个对话: {file}")), "{}", ran.out);
        assert!(folder.path().join(file).is_file());
    }
    let ran = folder.run(&["export", "--format", "md", "--people", "患者2", "-o", "文档"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(fs::read_dir(folder.path().join("文档")).unwrap().count(), 2);
    let ran = folder.run(&["export", "-f", "jsonl", "-o", "-", "--prompts", "2"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 6));
    assert!(ran.out.lines().all(|line| line.starts_with('{')), "{}", ran.out);
}

#[test]
fn what_a_model_without_a_price_cost_is_not_said_to_be_nothing() {
    let mut folder = folder("https://example.invalid/v1");
    folder.edit(|config| {
        config["models"] = serde_json::json!(["kimi-a", "kimi-b"]);
        config["prices"] = serde_json::json!({"kimi-a": {"input": 4, "output": 16}});
    });
    assert_eq!(folder.run(&["--quiet", "--simulate"]).code, 0);
    assert_eq!(folder.run(&["report", "--simulate"]).code, 0);
    let page = folder.read("batch-report.html");
    assert!(page.contains("其中不含 kimi-b（价格未知）") && !page.contains("0.0000 CNY"));
    assert_eq!(page.matches("价格未知").count(), 4, "methods, tile, chart, table");
}

#[test]
fn the_name_of_the_file_says_what_it_is() {
    let (_sim, folder) = done();
    assert_eq!(folder.run(&["export", "-o", "表.xlsx", "-q"]).code, 0);
    assert!(fs::read(folder.path().join("表.xlsx")).unwrap().starts_with(b"PK"));
    for args in [&["export", "-f", "md", "-o", "全部.md", "-q"][..], &["export", "-o", "全部2.md", "-q"]] {
        assert_eq!(folder.run(args).code, 0);
        let text = folder.read(args[args.len() - 2]);
        assert!(["患者1", "患者2", "患者10"].iter().all(|people| text.contains(people)), "{text}");
    }
}

#[test]
fn scripts_get_numbers() {
    let (_sim, folder) = done();
    let json = folder.run(&["report", "--json"]).json();
    assert_eq!(
        (&json["output"], &json["conversations"], &json["odd"]),
        (&"batch-report.html".into(), &12.into(), &0.into())
    );
    let json = folder.run(&["export", "--json"]).json();
    assert_eq!((&json["output"], &json["conversations"]), (&"batch-export.csv".into(), &12.into()));
}

#[test]
fn who_has_only_rehearsed_reads_the_rehearsal() {
    let folder = folder("http://127.0.0.1:9");
    assert_eq!(folder.run(&["run", "--simulate", "--quiet"]).code, 0);
    fs::create_dir_all(folder.path().join("output/raw")).unwrap();
    for args in [&["report"][..], &["export"], &["rate"]] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        assert!(ran.err.contains("用的是模拟运行的结果"), "{args:?}: {}", ran.err);
    }
}

#[test]
fn folders_need_no_config_and_no_key() {
    let (_sim, folder) = done();
    fs::remove_file(folder.path().join("batch_config_kimi.json")).unwrap();
    let ran = folder.run(&["report", "output", "-o", "页/报告.html", "--quiet"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert!(folder.read("页/报告.html").contains("</html>"));
}

#[test]
fn one_sentence_says_what_is_wrong() {
    let folder = folder("http://127.0.0.1:9");
    folder.write("空/说明.txt", "x");
    folder.write("别的/a.json", "[]");
    for (args, words) in [
        (&["report", "没有"][..], &["没有：", "不存在"][..]),
        (&["report", "空"], &["空：", "没有结果文件"]),
        (&["report", "别的"], &["别的：", "1 个 JSON 文件都不是结果文件"]),
        (&["report"], &["还没有运行过", "output/raw", "不存在"]),
        (&["export"], &["还没有运行过"]),
        (&["rate"], &["还没有运行过"]),
        (&["report", "别的/a.json"], &["是文件，不是目录"]),
        (&["report", "空", "-o", "别的"], &["别的：", "是目录"]),
        (&["export", "空", "-o", "x.json"], &["x.json：", ".json"]),
        (&["export", "-f", "md", "空", "-o", "空/说明.txt"], &["说明.txt：", "是文件"]),
        (&["export", "-f", "pdf", "空"], &["--format", "pdf"]),
        (&["export", "空", "-f", "csv", "-o", "x.xlsx"], &["x.xlsx：", "--format 是 csv"]),
        (&["export", "空", "-o", "x.xls"], &["x.xls：", ".xlsx"]),
        (&["export", "空", "-f", "md", "--shape", "sheets", "-o", "x.md"], &["x.md：", "headings"]),
    ] {
        let ran = folder.run(args);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.lines().count()), (2, "", 1), "{args:?}: {}", ran.err);
        for word in words {
            assert!(ran.err.contains(word), "{args:?}: {word} not in {}", ran.err);
        }
    }
}

/// A stream that somebody else reads gets the page or table and nothing else, and stays what it is.
#[cfg(target_os = "linux")]
#[test]
fn what_is_no_file_is_written_to() {
    use std::os::unix::fs::FileTypeExt;
    let (_sim, folder) = done();
    let ran = folder.run(&["export", "-f", "jsonl", "-o", "/dev/stdout"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 12), "{}", ran.err);
    assert!(ran.out.lines().all(|line| line.starts_with('{')), "{}", ran.out);
    assert!(ran.err.contains("已导出 12 个对话"), "{}", ran.err);
    let ran = folder.run(&["report", "-o", "/dev/stdout"]);
    assert!(ran.code == 0 && ran.out.starts_with("<!DOCTYPE html>") && ran.out.ends_with("</html>\n"), "{}", ran.err);
    // Not a device: if this failed, it would be gone.
    let fifo = folder.path().join("fifo");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    for args in [&["report"][..], &["export", "-f", "csv"], &["export", "-f", "xlsx"]] {
        let reader = std::process::Command::new("cat").arg(&fifo).stdout(std::process::Stdio::piped()).spawn().unwrap();
        let ran = folder.run(&[args, &["-o", "fifo"]].concat());
        assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{args:?}: {}", ran.err);
        assert!(reader.wait_with_output().unwrap().stdout.len() > 1000, "{args:?}");
        assert!(fs::metadata(&fifo).unwrap().file_type().is_fifo(), "{args:?}");
    }
}

/// Ctrl-C does not wait for whatever the work waits for.
#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_ends_it_at_once_and_leaves_nothing() {
    let (_sim, folder) = done();
    let sheet = folder.read("output/raw/kimi-k3-患者1.json");
    for n in 1..=400 {
        folder.write(&format!("many/kimi-k3-患者{n}.json"), sheet.replace("患者1", &format!("患者{n}")));
    }
    for args in [&["report", "many", "-o", "out.html"][..], &["export", "many", "-f", "csv", "-o", "out.csv"]] {
        let ran = (0..100).find_map(|_| interrupted(&folder, args)).expect("one that was caught at its work");
        assert_eq!((ran.code, ran.out.as_str()), (130, ""), "{}", ran.err);
        assert!(ran.err.contains("已中断"), "{}", ran.err);
        assert_eq!(half_written(&folder), None);
    }
}

/// Starts a command, lets its last sheet never end once it has begun to write, and interrupts it; `None` if it was done
/// before it could be caught.
#[cfg(target_os = "linux")]
fn interrupted(folder: &Folder, args: &[&str]) -> Option<batch_contract::Ran> {
    let last = folder.path().join("many/kimi-k3-患者400.json");
    let out = folder.path().join(args[args.len() - 1]);
    let text = fs::read(&last).unwrap();
    fs::remove_file(&out).ok();
    let mut child = folder.start(args);
    while half_written(folder).is_none() && child.try_wait().unwrap().is_none() {}
    let pid = child.id();
    kill(pid, "-STOP");
    fs::remove_file(&last).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&last).status().unwrap().success());
    kill(pid, "-CONT");
    let caught = || u64::from_str_radix(&status(pid, "SigCgt:").unwrap_or_default(), 16).unwrap_or(0);
    // The bit of SIGINT.
    while caught() & 2 == 0 && child.try_wait().unwrap().is_none() {}
    kill(pid, "-INT");
    let ran = batch_contract::finish(child);
    fs::remove_file(&last).unwrap();
    fs::write(&last, text).unwrap();
    (!out.exists()).then_some(ran)
}

#[cfg(target_os = "linux")]
fn kill(pid: u32, signal: &str) {
    // It may have ended before.
    std::process::Command::new("kill")
        .args([signal, &pid.to_string()])
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
}

/// The first word after a heading of a process's status.
#[cfg(target_os = "linux")]
fn status(pid: u32, heading: &str) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    text.lines().find_map(|line| line.strip_prefix(heading)?.split_whitespace().next().map(str::to_owned))
}

/// A file with a temporary name.
#[cfg(target_os = "linux")]
fn half_written(folder: &Folder) -> Option<std::path::PathBuf> {
    let entries = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
    entries.into_iter().find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".batch-")))
}

#[test]
fn a_blind_page_is_made_of_the_configs_folder_and_names_no_model() {
    let (_sim, folder) = done();
    let ran = folder.run(&["rate"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.starts_with("评分页已写入 batch-rating.html（6 组，12 个回答）"), "{}", ran.out);
    let page = folder.read("batch-rating.html").to_lowercase();
    for name in ["kimi", "moonshot", KEY, "output/"] {
        assert!(!page.contains(name), "{name}");
    }
    let ran = folder.run(&["rate", "-o", "盲评.xlsx"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.starts_with("评分工作簿已写入 盲评.xlsx（6 组，12 个回答）"), "{}", ran.out);
    assert!(ran.out.contains("收回的工作簿各取一个文件名") && !ran.out.contains(".json"), "{}", ran.out);
    assert!(fs::read(folder.path().join("盲评.xlsx")).unwrap().starts_with(b"PK"));
    let ran = folder.run(&["rate", "--sample", "2", "--people", "患者1", "--seed", "7", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&json["questions"], &json["answers"], &json["seed"]), (&2.into(), &4.into(), &7.into()), "{json}");
}

/// `K3` may be a model or a vitamin: nobody but the user knows.
#[test]
fn parts_of_names_that_stand_alone_in_answers_are_listed_and_can_be_hidden() {
    let folder = folder("https://example.invalid/v1");
    let old = folder.path().join("old");
    fs::create_dir(&old).unwrap();
    for (model, answer) in [("kimi-k3", "我是 K3。"), ("kimi-k2.6", "没有名字。")] {
        let said =
            serde_json::json!({"model": model, "prompt": "问", "people": "患者1", "chat": "答", "Output": answer});
        let sheet = serde_json::json!({"model": model, "people": "患者1", "conversations": {"1": said}});
        fs::write(old.join(format!("{model}-患者1.json")), sheet.to_string()).unwrap();
    }
    let ran = folder.run(&["rate", "old"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("回答中有 K3（1 个回答）") && ran.out.contains(r#"{"hide":["K3"]}"#), "{}", ran.out);
    fs::write(folder.path().join("criteria.json"), r#"{"hide":["K3"]}"#).unwrap();
    let ran = folder.run(&["rate", "old", "--criteria", "criteria.json"]);
    assert!(ran.code == 0 && !ran.out.contains("K3"), "{} {}", ran.out, ran.err);
    let page = folder.read("batch-rating.html");
    // Digests of the page's style may hold any letters.
    let said = page.split_once("id=\"index\">").unwrap().1.split_once("</script>").unwrap().0;
    assert!(said.contains("我是 ▇▇▇。") && said.contains("准确性") && !said.contains("K3"), "{said}");
}

/// As in a config: the mark, its place, and what to type instead.
#[test]
fn criteria_typed_on_a_chinese_keyboard_are_shown_with_their_place() {
    let (_sim, folder) = done();
    for (text, zh, en, line, mark) in [
        ("{\n  “criteria”: []\n}", "第 2 行：第 3 列的 “ 是中文标点", "line 2: column 3: “ is", "“criteria”: []", 4),
        ("{\n  \"criteria\"：[]\n}", "第 2 行：第 13 列的 ： 是", "column 13: ： is", "\"criteria\"：[]", 4 + 10),
        (
            "{\"criteria\": [{\"low\": １}]}",
            "第 23 列的 １ 是",
            "type 1 instead",
            "{\"criteria\": [{\"low\": １}]}",
            4 + 22,
        ),
    ] {
        fs::write(folder.path().join("criteria.json"), text).unwrap();
        for (lang, words) in [("zh", zh), ("en", en)] {
            let ran = folder.run(&["rate", "--criteria", "criteria.json", "--lang", lang]);
            assert!(ran.code == 2 && ran.err.contains(words), "{}", ran.err);
            let lines: Vec<&str> = ran.err.lines().collect();
            assert_eq!((lines[1].trim(), lines[2].find('^')), (line, Some(mark)), "{}", ran.err);
        }
    }
}

#[test]
fn what_is_wrong_about_a_rating_is_said_in_a_sentence() {
    let (_sim, folder) = done();
    fs::write(folder.path().join("criteria.json"), "{\"criteria\": [{\"name\": \"好\", \"low\": 5, \"high\": 1}]}")
        .unwrap();
    for (args, sentence) in [
        (&["rate", "--criteria", "criteria.json"][..], "criteria.json：评分项目“好”不能用"),
        (&["rate", "--criteria", "nowhere.json"], "nowhere.json：无法读取"),
        (&["rate", "-o", "x.json"], "x.json"),
        (&["rate", "--format", "xlsx", "-o", "x.html"], "x.html：文件名是另一种格式的，而 --format 是 xlsx"),
        (&["rate", "-o", "x.csv"], "x.csv：rate 写网页（.html）或 Excel 工作簿（.xlsx）"),
        (&["report", "-o", "x.xlsx"], "x.xlsx：report 写的是网页，文件名请以 .html 结尾"),
        (&["report", "-o", "x.xlsx", "--lang", "en"], "x.xlsx: report writes a web page"),
        (&["rate", "-o", "x.csv", "--lang", "en"], "x.csv: rate writes a web page (.html) or a workbook"),
        (&["rate", "--sample", "0"], "--sample <N> 的值 \"0\" 不能使用，应为 大于 0 的整数"),
        (&["rate", "--seed", "9007199254740992"], "--seed"),
        (&["rate", "—simulate"], "—simulate 开头的 — 不是命令行的短横线"),
    ] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 2, "{args:?}");
        assert!(ran.err.contains(sentence), "{args:?}: {}", ran.err);
    }
    for name in ["batch-rating.html", "x.csv", "x.xlsx"] {
        assert!(!folder.path().join(name).exists(), "{name}");
    }
    // Capitals are as good.
    assert_eq!(folder.run(&["rate", "--format", "XLSX", "-o", "盲评"]).code, 0);
    assert!(fs::read(folder.path().join("盲评")).unwrap().starts_with(b"PK"));
}

/// The whole way: a page, two raters' files, and a report that names the models again.
#[test]
fn a_report_unblinds_what_raters_saved() {
    let (_sim, folder) = done();
    assert_eq!(folder.run(&["rate"]).code, 0);
    let page = folder.read("batch-rating.html");
    let index = page.split_once("id=\"index\">").unwrap().1.split_once("</script>").unwrap().0;
    let index: serde_json::Value = serde_json::from_str(index).unwrap();
    fs::create_dir(folder.path().join("ratings")).unwrap();
    for rater in ["张三", "李四"] {
        let mut ratings = Vec::new();
        for question in index["questions"].as_array().unwrap() {
            for (n, answer) in question["answers"].as_array().unwrap().iter().enumerate() {
                let scores = serde_json::json!({"准确性": 3 + n, "完整性": 4, "安全性": 5 - n, "可读性": 4});
                ratings.push(serde_json::json!({
                    "id": answer["id"], "people": question["people"], "prompt": question["number"],
                    "answer": index["letters"][n], "scores": scores, "best": n == 0,
                }));
            }
        }
        let file = serde_json::json!({
            "format": index["format"], "rater": rater, "seed": index["seed"], "criteria": index["criteria"], "ratings": ratings,
        });
        fs::write(folder.path().join(format!("ratings/评分-{rater}.json")), file.to_string()).unwrap();
    }
    let ran = folder.run(&["report", "--ratings", "ratings"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.contains("评分已揭盲，加在总览中：张三 12 个回答、李四 12 个回答"), "{}", ran.out);
    let rated = folder.read("batch-report.html");
    let rated = rated.split_once("id=\"ratings\"").unwrap().1.split_once("</section>").unwrap().0;
    assert!(rated.contains("准确性") && rated.contains("kimi-k"), "{rated}");
    // One rater twice is no panel.
    fs::copy(folder.path().join("ratings/评分-张三.json"), folder.path().join("again.json")).unwrap();
    let ran = folder.run(&["report", "--ratings", "ratings", "again.json"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("都是“张三”的评分"), "{}", ran.err);
}
