//! `report` and `export` as commands: after a run, without a key, and with what users get wrong.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::time::Duration;

use batch_core::Platform;
use batch_core::contract::{Folder, KEY};
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
        (&["report"], &["output/raw", "不存在"]),
        (&["report", "别的/a.json"], &["是文件，不是目录"]),
        (&["report", "空", "-o", "别的"], &["别的：", "是目录"]),
        (&["export", "空", "-o", "x.json"], &["x.json：", ".json"]),
        (&["export", "-f", "md", "空", "-o", "空/说明.txt"], &["说明.txt：", "是文件"]),
        (&["export", "-f", "xls", "空"], &["--format", "xls"]),
    ] {
        let ran = folder.run(args);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.lines().count()), (2, "", 1), "{args:?}: {}", ran.err);
        for word in words {
            assert!(ran.err.contains(word), "{args:?}: {word} not in {}", ran.err);
        }
    }
}
