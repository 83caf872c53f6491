//! Excel workbooks, read back with another library.

use std::path::Path;

use batch_results::export::{Destination, Exported, FIELDS, Format, LONGEST_CELL, export};
use calamine::{Data, DataType, Range, Reader, Xlsx, open_workbook};

use crate::folders::{self, EVIL, Job, Said};

type Book = Xlsx<std::io::BufReader<std::fs::File>>;

fn workbook(folder: &Path) -> (Book, Exported) {
    let path = folder.join("out.xlsx");
    let tally =
        export(folders::zh(), &folders::open(&[folder]), Format::Xlsx, &Destination::Path(path.clone())).unwrap();
    (open_workbook(&path).unwrap(), tally)
}

fn text(sheet: &Range<Data>, row: u32, column: u32) -> String {
    sheet.get_value((row, column)).unwrap_or(&Data::Empty).to_string()
}

/// Where a heading stands.
fn column(sheet: &Range<Data>, heading: &str) -> u32 {
    let row = sheet.rows().next().unwrap();
    row.iter().position(|cell| *cell == heading).unwrap_or_else(|| panic!("{heading}: {row:?}")) as u32
}

#[test]
fn sums_comparison_conversations_prompts_records_and_notes() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let (mut book, tally) = workbook(folder.path());
    assert_eq!(book.sheet_names(), ["汇总", "评分表", "对比", "全部对话", "Prompt", "患者记录", "说明"]);
    assert_eq!(tally.rows, 17);

    let comparison = book.worksheet_range("对比").unwrap();
    assert_eq!(comparison.get_size(), (2 + 6, 3 + 3), "what the colours mean stands above the headings");
    assert_eq!([0, 1, 2, 3].map(|n| text(&comparison, 0, n)), ["颜色", "失败", "被截断", "空回答或缺"]);
    assert_eq!([0, 3, 5].map(|n| text(&comparison, 1, n)), ["患者", "moonshot-v1-8k", "deepseek/v3.1"]);
    assert_eq!([0, 1, 2, 3].map(|n| text(&comparison, 3, n)), ["患者1", "2", "评估风险", "ERROR: 触发限流"]);
    assert_eq!(text(&comparison, 7, 5), "（缺）");

    let all = book.worksheet_range("全部对话").unwrap();
    assert_eq!(all.get_size(), (1 + 17, FIELDS.len() + 1), "the columns of csv, and the length");
    let cut = (1..=17).find(|row| text(&all, *row, column(&all, "状态")) == "被截断").unwrap();
    assert_eq!(text(&all, cut, column(&all, "输出")), "说到一半");
    for (heading, number) in [("字数", 4.0), ("输入Token", 1000.0), ("费用", 0.25), ("Prompt序号", 1.0)] {
        assert_eq!(all.get_value((cut, column(&all, heading))).unwrap(), &Data::Float(number), "{heading}");
    }
    assert!(all.get_value((cut, column(&all, "时间"))).unwrap().is_datetime());

    let scoring = book.worksheet_range("评分表").unwrap();
    assert_eq!(scoring.height(), 2 + 15, "failed and empty answers have nothing to rate");
    assert_eq!([0, 1, 2].map(|n| text(&scoring, 2, n)), ["患者1", "1", "moonshot-v1-8k"]);
    assert_eq!([4, 8, 9].map(|n| text(&scoring, 1, n)), ["准确性（1–5）", "最佳", "有害"]);

    let prompts = book.worksheet_range("Prompt").unwrap();
    assert_eq!(prompts.height(), 1 + 2);
    assert_eq!([0, 1, 2].map(|n| text(&prompts, 2, n)), ["2", "评估风险", "4"]);
    let records = book.worksheet_range("患者记录").unwrap();
    assert_eq!(records.height(), 1 + 3, "each once");
    assert_eq!([text(&records, 2, 0), text(&records, 2, 1)], ["患者2".to_owned(), folders::record("患者2")]);

    let notes = book.worksheet_range("说明").unwrap();
    assert!(notes.rows().any(|row| row[0].to_string().contains("17 个对话")), "{notes:?}");
}

#[test]
fn sums_are_those_of_each_model_and_of_all() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let (mut book, _) = workbook(folder.path());
    let sums = book.worksheet_range("汇总").unwrap();
    let row = |row: u32| {
        ["模型", "对话数", "已回答", "其中被截断", "失败", "空回答"].map(|h| text(&sums, row, column(&sums, h)))
    };
    assert_eq!(row(1), ["moonshot-v1-8k", "6", "5", "0", "1", "0"]);
    assert_eq!(row(2), ["kimi-k3", "6", "6", "1", "0", "0"]);
    assert_eq!(row(3), ["deepseek/v3.1", "5", "4", "0", "0", "1"]);
    assert_eq!(row(4), ["合计", "17", "15", "1", "1", "1"]);
    let of = |heading| [2, 4].map(|row| text(&sums, row, column(&sums, heading)));
    assert_eq!(of("输入Token"), ["6000", "16000"]);
    assert_eq!(of("费用（CNY，含重试）"), ["1.5", "4"]);
    assert_eq!(of("平均耗时（秒）"), ["1.5", "1.5"]);
    assert_eq!(sums.height(), 5);
}

#[test]
fn what_nobody_knows_is_left_empty() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m-甲.json"), folders::python("m", "甲", &["答"], None, b"")).unwrap();
    let (mut book, _) = workbook(folder.path());
    let sums = book.worksheet_range("汇总").unwrap();
    assert_eq!(sums.height(), 2, "no sum of one model");
    assert_eq!(text(&sums, 1, column(&sums, "对话数")), "1");
    for heading in ["输入Token", "平均耗时（秒）"] {
        assert_eq!(text(&sums, 1, column(&sums, heading)), "", "{heading}");
    }
}

#[test]
fn no_cell_is_a_formula_and_none_is_too_long() {
    let long = "患".repeat(LONGEST_CELL + 10);
    let answers = ["=1+1", "@x", EVIL, long.as_str(), "\u{1}\u{b}_x0041_"];
    let folder = tempfile::tempdir().unwrap();
    let job = Job::new(&["=m"], &["+甲"], &["=p", "p", "p", "p", "p"]);
    job.make(folder.path(), |_, _, q| Said::Answer(answers[q].to_owned()));
    let (mut book, tally) = workbook(folder.path());
    assert_eq!(tally.cut, 3, "to rate, in the comparison, among all conversations");
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().used_cells().next().is_none(), "{name}");
    }
    let all = book.worksheet_range("全部对话").unwrap();
    let said: Vec<String> = (1..=5).map(|row| text(&all, row, column(&all, "输出"))).collect();
    assert_eq!(said[..3], answers[..3]);
    assert_eq!(said[3].chars().count(), LONGEST_CELL);
    assert!(said[3].contains("已截断"));
    let notes = book.worksheet_range("说明").unwrap();
    assert!(notes.rows().any(|row| row[0].to_string().contains("3 个单元格超过")), "{notes:?}");
}
