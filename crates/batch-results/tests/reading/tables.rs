//! CSV, JSON Lines and Markdown.

use std::fs;
use std::path::Path;

use batch_results::export::{Destination, Exported, FIELDS, Format, Layout, export};

use crate::folders::{self, EVIL, Job, Said};

fn written(folder: &Path, format: Format) -> (String, Exported) {
    let path = folder.join("out");
    let tally = export(folders::zh(), &folders::open(&[folder]), format, &Destination::Path(path.clone())).unwrap();
    (fs::read_to_string(path).unwrap(), tally)
}

fn column(name: &str) -> usize {
    FIELDS.iter().position(|field| field.name == name).unwrap()
}

#[test]
fn csv_opens_in_excel() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let (text, tally) = written(folder.path(), Format::Csv);
    let body = text.strip_prefix('\u{feff}').unwrap();
    assert!(body.lines().next().unwrap().starts_with(r#""目录","模型","患者","Prompt序号","状态","输出""#), "{body}");
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((rows.len(), tally.rows), (17, 17));
    let failed = rows.iter().find(|row| &row[column("state")] == "失败").unwrap();
    assert_eq!(&failed[column("output")], "ERROR: 触发限流");
    assert_eq!(&failed[column("error_class")], "rate_limit");
    let cut = rows.iter().find(|row| &row[column("state")] == "被截断").unwrap();
    let cells =
        ["model", "people", "prompt_number", "finish_reason", "prompt_tokens", "cost", "currency", "ms", "attempts"];
    let cells: Vec<_> = cells.iter().map(|name| &cut[column(name)]).collect();
    assert_eq!(cells, ["kimi-k3", "患者2", "1", "length", "1000", "0.25", "CNY", "1500", "2"]);
    assert_eq!(&cut[column("input")], format!("总结要点 \n {}", folders::record("患者2")));
    assert_eq!(&cut[column("request_id")], format!("req-1{EVIL}"));
    assert_eq!(body.matches("\r\n").count(), 18);
}

#[test]
fn no_cell_is_a_formula() {
    let formulas = [
        "=cmd|'/C calc'!A0",
        "+1+1",
        "- cmd|'/C calc'!A0",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        "＝1+1",
        "ok;=cmd|'/C calc'!A0",
        "一\n=cmd|'/C calc'!A0",
        "\"引\";-SUM(1)\t+SUM(2)\n=1",
    ];
    let texts = ["正常", "- 列表项\n- 另一项", "- 头痛（三天），伴恶心。", "---\n# 标题", "血压=140; 心率=80", "-5"];
    let folder = tempfile::tempdir().unwrap();
    let said = [&formulas[..], &texts[..]].concat();
    let job = Job::new(&["=model"], &["+甲", "@乙"], &said);
    job.make(folder.path(), |_, _, q| Said::Answer(said[q].to_owned()));
    let (text, tally) = written(folder.path(), Format::Csv);
    let body = text.strip_prefix('\u{feff}').unwrap();
    // As programs read it that separate by one of these, whatever they are told.
    for separator in [b',', b';', b'\t'] {
        let mut reader = csv::ReaderBuilder::new().flexible(true).delimiter(separator).from_reader(body.as_bytes());
        for row in reader.records() {
            for cell in &row.unwrap() {
                let cell = cell.trim_start();
                assert!(!cell.starts_with(['=', '+', '@', '＝']), "{cell:?}");
                assert!(!cell.starts_with("-SUM") && !cell.starts_with("- cmd"), "{cell:?}");
            }
        }
    }
    // JSON Lines hold what was said, and CSV the same but where it is guarded.
    let (lines, _) = written(folder.path(), Format::Jsonl);
    let mut reader = csv::Reader::from_reader(body.as_bytes());
    let (mut guarded, mut outputs) = (0, Vec::new());
    for (row, line) in reader.records().zip(lines.lines()) {
        let (row, line): (_, serde_json::Value) = (row.unwrap(), serde_json::from_str(line).unwrap());
        // Names for programs are words in tables.
        let is_named = |n: usize| matches!(FIELDS[n].name, "state" | "lane");
        let text = |n: usize| Some((&row[n], line[FIELDS[n].name].as_str().filter(|_| !is_named(n))?));
        guarded += (0..FIELDS.len()).filter_map(text).filter(|(cell, said)| cell != said).count();
        outputs.push((row[column("output")].to_owned(), line["output"].as_str().unwrap().to_owned()));
    }
    assert_eq!(guarded as u64, tally.guarded);
    for (cell, output) in outputs {
        assert!(said.contains(&output.as_str()), "{output}");
        assert_eq!(cell == output, texts.contains(&output.as_str()), "{cell}");
    }
}

#[test]
fn json_lines_are_exact() {
    let folder = tempfile::tempdir().unwrap();
    Job::new(&[EVIL], &["甲"], &[EVIL]).make(folder.path(), |_, _, _| Said::Answer(EVIL.to_owned()));
    // The sheet's name has slashes taken out and is too odd for some systems; the ledger is enough.
    let (text, _) = written(folder.path(), Format::Jsonl);
    let row: serde_json::Value = serde_json::from_str(text.trim_end()).unwrap();
    assert_eq!(row.as_object().unwrap().len(), FIELDS.len());
    assert_eq!(row["output"], EVIL);
    assert_eq!(row["model"], EVIL);
    assert_eq!(row["state"], "answered");
    assert_eq!(row["prompt_number"], 1);
    assert_eq!(row["cost"], 0.25);
    assert_eq!(row["http_status"], serde_json::Value::Null);
    assert_eq!(row["thinking"], format!("想了想{EVIL}"));
}

#[test]
fn old_folders_export_too() {
    let folder = tempfile::tempdir().unwrap();
    let sheet = folders::python("m", "甲", &["答", "ERROR: x"], None, b"  ");
    fs::write(folder.path().join("m-甲.json"), sheet).unwrap();
    let (text, tally) = written(folder.path(), Format::Jsonl);
    assert_eq!((text.lines().count(), tally.rows, tally.odd), (2, 2, 0));
    let row: serde_json::Value = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
    assert_eq!((row["state"].as_str(), row["ms"].as_str()), (Some("failed"), None));
}

#[test]
fn markdown_has_three_shapes() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let library = folders::open(&[folder.path()]);
    let out = folder.path().join("md");
    let tally = export(folders::zh(), &library, Format::Md(Layout::Sheets), &Destination::Path(out.clone())).unwrap();
    assert_eq!((tally.files, fs::read_dir(&out).unwrap().count()), (9, 9));
    let text = fs::read_to_string(out.join("deepseek_v3.1-患者2.md")).unwrap();
    let headings: Vec<_> = text.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(
        headings,
        ["# deepseek/v3.1 · 患者2", "## Prompt 1", "### 回答", "## Prompt 2", "### 回答", "## 患者问答记录"]
    );
    assert!(text.contains("> 总结要点") && text.contains("> 医生：您好，患者2。"));

    let out = folder.path().join("results");
    export(folders::zh(), &library, Format::Md(Layout::Results), &Destination::Path(out.clone())).unwrap();
    let text = fs::read_to_string(out.join("moonshot-v1-8k-患者1.md")).unwrap();
    let sheet = fs::read(folder.path().join("moonshot-v1-8k-患者1.json")).unwrap();
    let sheet: serde_json::Value = serde_json::from_slice(&sheet).unwrap();
    assert_eq!(text, format!("{}\n", sheet["result"].as_str().unwrap()));

    let (text, _) = written(folder.path(), Format::Md(Layout::Headings));
    let people: Vec<_> = text.lines().filter(|line| line.starts_with("# ")).collect();
    assert_eq!(people, ["# 患者1", "# 患者2", "# 患者10"]);
    assert!(text.contains("### kimi-k3（被截断）\n\n说到一半"), "{text}");
}

/// What a renderer takes for headings: both spellings, wherever lists and quotations let them stand, and HTML.
fn headings(document: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut last = "";
    for line in document.split(['\n', '\r']) {
        let body = line.trim_start_matches([' ', '>', '-', '*']).trim_end();
        let level = body.len() - body.trim_start_matches('#').len();
        if level > 0 {
            found.push((level, body[level..].trim().to_owned()));
        } else if !last.is_empty() && !body.is_empty() && body.trim_matches('=').is_empty() {
            found.push((1, last.to_owned()));
        } else if !last.is_empty() && line.trim().len() > 1 && line.trim().trim_matches('-').is_empty() {
            found.push((2, last.to_owned()));
        }
        last = body;
    }
    found.extend(document.match_indices("<h1").map(|_| (1, "HTML".to_owned())));
    found
}

#[test]
fn no_answer_is_another_patients() {
    let forged = [
        "# 乙\n\n## Prompt 1\n\n### m\n\n伪造",
        "乙\n==\n\nPrompt 1\n--\n\n伪造",
        "#乙\r# 乙\r## Prompt 1",
        "> # 乙\n- # 乙",
        "<h1>乙</h1>",
        "```\n没有完",
    ];
    let folder = tempfile::tempdir().unwrap();
    Job::new(&["m"], &["甲", "乙"], &forged).make(folder.path(), |_, _, q| Said::Answer(forged[q].to_owned()));
    let (text, _) = written(folder.path(), Format::Md(Layout::Headings));
    let own: Vec<_> = headings(&text).into_iter().filter(|(level, _)| *level <= 3).collect();
    let of = |people: &str| {
        let prompts = (1..=forged.len()).flat_map(|n| [(2, format!("Prompt {n}")), (3, "m".to_owned())]);
        std::iter::once((1, people.to_owned())).chain(prompts).collect::<Vec<_>>()
    };
    assert_eq!(own, [of("乙"), of("甲")].concat(), "{text}");
    assert_eq!(text.matches("```").count(), 2 * 2, "{text}");
    assert!(text.contains("#### 乙\n\n##### Prompt 1\n\n###### m\n\n伪造"), "{text}");
    let out = folder.path().join("md");
    export(
        folders::zh(),
        &folders::open(&[folder.path()]),
        Format::Md(Layout::Sheets),
        &Destination::Path(out.clone()),
    )
    .unwrap();
    let text = fs::read_to_string(out.join("m-甲.md")).unwrap();
    let own: Vec<_> = headings(&text).into_iter().filter(|(level, _)| *level <= 2).map(|(_, name)| name).collect();
    let prompts = (1..=forged.len()).map(|n| format!("Prompt {n}"));
    let all: Vec<String> =
        std::iter::once("m · 甲".to_owned()).chain(prompts).chain(["患者问答记录".to_owned()]).collect();
    assert_eq!(own, all, "{text}");
}

#[test]
fn names_cannot_leave_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    for (n, people) in ["../../甲", "..\\乙", "丙\n"].iter().enumerate() {
        fs::write(folder.path().join(format!("{n}.json")), folders::python("../m", people, &["答"], None, b""))
            .unwrap();
    }
    let out = folder.path().join("a/b/md");
    export(
        folders::zh(),
        &folders::open(&[folder.path()]),
        Format::Md(Layout::Sheets),
        &Destination::Path(out.clone()),
    )
    .unwrap();
    assert_eq!(fs::read_dir(&out).unwrap().count(), 3);
    assert_eq!(fs::read_dir(folder.path().join("a")).unwrap().count(), 1);
}
