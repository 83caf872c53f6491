//! `agreement` as a command: raters' files and a run's folder, as tables. All judgements are drawn by chance.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use batch_contract::{Folder, KEY};
use batch_core::Platform;
use batch_kimi::Kimi;
use batch_results::rating::blind;
use batch_sim::{Dialect, KeyRule, Latency, Options, Sim};
use serde_json::{Value, json};

/// The standard job (2 models, 3 people, 2 prompts), answered.
fn done() -> (Sim, Folder) {
    let latency = Latency::Fixed(Duration::from_millis(1));
    let sim =
        Sim::start(Options { latency, key: KeyRule::Exactly(KEY.to_owned()), ..Options::new(Dialect::Kimi) }).unwrap();
    let folder = Folder::new(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile(), &sim.base_url());
    assert_eq!(folder.run(&["--quiet"]).code, 0);
    (sim, folder)
}

/// A rater's file about all answers; the score of the nth is chosen.
fn rated(folder: &Folder, rater: &str, score: fn(usize) -> u8) -> String {
    let exported = folder.run(&["export", "--format", "jsonl", "-o", "-"]).out;
    let rating = |(n, line): (usize, &str)| {
        let row: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| row[name].as_str().unwrap().to_owned();
        let prompt = row["prompt_number"].as_u64().unwrap() as usize;
        let id = blind::id(7, &text("model"), &text("people"), prompt, &text("output"));
        json!({"id": id, "people": text("people"), "prompt": prompt, "scores": {"准确性": score(n)}})
    };
    let mut ratings: Vec<Value> = exported.lines().enumerate().map(rating).collect();
    // The letters of a question's answers are in the order of their ids.
    let ids = ratings.clone();
    for rating in &mut ratings {
        let same = |other: &&Value| ["people", "prompt"].iter().all(|part| other[*part] == rating[*part]);
        let before = ids.iter().filter(same).filter(|other| other["id"].as_str() < rating["id"].as_str()).count();
        rating["answer"] = json!(["甲", "乙"][before]);
    }
    assert_eq!(ratings.len(), 12);
    let name = format!("评分-{rater}.json");
    let file = json!({
        "format": "batch-llm ratings 1", "rater": rater, "seed": 7,
        "criteria": [{"name": "准确性", "low": 1, "high": 5}], "ratings": ratings,
    });
    folder.write(&name, file.to_string());
    name
}

#[test]
fn tables_are_printed_to_paste_and_written_to_go_on_with() {
    let (_sim, folder) = done();
    let files =
        [rated(&folder, "张三", |n| 1 + n as u8 % 5), rated(&folder, "李四", |n| 1 + (n as u8 + n as u8 / 7) % 5)];
    let ran = folder.run(&["agreement", &files[0], &files[1]]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
    assert!(ran.out.starts_with("## 评分者\n\n| 评分者 | 评过的回答 |"), "{}", ran.out);
    assert!(
        ran.out.contains("| 张三 | 12（100.0%） |") && ran.out.contains("患者少于 5 位，没有自助法区间"),
        "{}",
        ran.out
    );
    let again = folder.run(&["agreement", &files[0], &files[1], "--dir", "output/raw", "--lang", "en"]);
    assert_eq!((again.code, again.err.as_str()), (0, ""));
    assert!(again.out.starts_with("## Raters\n"), "{}", again.out);

    for name in ["结果/表.csv", "表.xlsx", "表.md"] {
        let ran = folder.run(&["agreement", &files[0], &files[1], "-o", name]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.starts_with(&format!("已写入 {name}（")), "{}", ran.out);
        assert!(folder.path().join(name).is_file());
    }
    assert!(folder.read("结果/表.csv").starts_with("\u{feff}\"评分者\"\r\n"));
    assert_eq!(folder.read("表.md"), ran.out);

    let json = folder.run(&["agreement", &files[0], &files[1], "--json", "--prompts", "1", "--people", "患者2"]).json();
    assert_eq!((&json["unknown"], &json["output"]), (&0.into(), &Value::Null));
    assert_eq!(json["tables"][0]["rows"][0][1], "2（100.0%）", "{json}");
}

#[test]
fn one_sentence_says_what_is_wrong() {
    let (_sim, folder) = done();
    let file = rated(&folder, "张三", |_| 3);
    folder.write("空.json", folder.read(&file).replace("\"准确性\":3", ""));
    folder.write("别的.json", "{}");
    for (args, words) in [
        (&["没有.json"][..], &["没有.json"][..]),
        (&["别的.json"], &["别的.json", "不是"]),
        (&[file.as_str(), "-o", "表.docx"], &["表.docx", ".md、.csv 或 .xlsx"]),
        (&[file.as_str(), "-o", "表.json"], &["表.json"]),
        (&[file.as_str(), "--dir", "没有"], &["没有：", "不存在"]),
        (&[file.as_str(), &file], &["张三"]),
        (&["空.json"], &["没有可用的评分"]),
        (&[], &["缺少 <FILE>...", "评分文件"]),
    ] {
        let ran = folder.run(&[&["agreement"], args].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args:?}");
        assert_eq!(ran.err.lines().count(), 1, "{args:?}: {}", ran.err);
        assert!(words.iter().all(|word| ran.err.contains(word)), "{args:?}: {}", ran.err);
    }
}
