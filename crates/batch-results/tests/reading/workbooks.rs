//! Excel workbooks, read back with another library.

use std::path::Path;

use batch_results::export::{Destination, Format, LONGEST_CELL, export};
use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::folders::{self, EVIL, Job, Said};

fn workbook(folder: &Path) -> (Xlsx<std::io::BufReader<std::fs::File>>, batch_results::export::Exported) {
    let path = folder.join("out.xlsx");
    let tally =
        export(folders::zh(), &folders::open(&[folder]), Format::Xlsx, &Destination::Path(path.clone())).unwrap();
    (open_workbook(&path).unwrap(), tally)
}

#[test]
fn a_comparison_and_a_worksheet_a_model() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let (mut book, tally) = workbook(folder.path());
    assert_eq!(book.sheet_names(), ["对比", "deepseek_v3.1", "kimi-k3", "moonshot-v1-8k", "说明"]);
    assert_eq!(tally.rows, 17);
    let comparison = book.worksheet_range("对比").unwrap();
    assert_eq!(comparison.get_size(), (1 + 6, 3 + 3));
    let text = |row, column| comparison.get_value((row, column)).unwrap().to_string();
    assert_eq!([text(0, 0), text(0, 3), text(0, 5)], ["患者", "deepseek/v3.1", "moonshot-v1-8k"]);
    assert_eq!([text(2, 0), text(2, 1), text(2, 2), text(2, 5)], ["患者1", "2", "评估风险", "ERROR: 触发限流"]);
    assert_eq!(text(6, 3), "（缺）");
    let model = book.worksheet_range("kimi-k3").unwrap();
    assert_eq!(model.height(), 1 + 6);
    assert_eq!(model.get_value((3, 5)).unwrap().to_string(), "说到一半");
    assert_eq!(model.get_value((3, 9)).unwrap(), &Data::Float(1000.0));
    let notes = book.worksheet_range("说明").unwrap();
    assert!(notes.get_value((0, 0)).unwrap().to_string().contains("17 个对话"));
}

#[test]
fn no_cell_is_a_formula_and_none_is_too_long() {
    let long = "患".repeat(LONGEST_CELL + 10);
    let answers = ["=1+1", "@x", EVIL, long.as_str(), "\u{1}\u{b}_x0041_"];
    let folder = tempfile::tempdir().unwrap();
    let job = Job::new(&["=m"], &["+甲"], &["=p", "p", "p", "p", "p"]);
    job.make(folder.path(), |_, _, q| Said::Answer(answers[q].to_owned()));
    let (mut book, tally) = workbook(folder.path());
    assert_eq!(tally.cut, 2, "once in the comparison, once in the model's worksheet");
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).unwrap().used_cells().next().is_none(), "{name}");
    }
    let model = book.worksheet_range("=m").unwrap();
    let said: Vec<String> = (1..=5).map(|row| model.get_value((row, 5)).unwrap().to_string()).collect();
    assert_eq!(said[..3], answers[..3]);
    assert_eq!(said[3].chars().count(), LONGEST_CELL);
    assert!(said[3].contains("已截断"));
    let notes = book.worksheet_range("说明").unwrap();
    assert!(notes.rows().any(|row| row[0].to_string().contains("2 个单元格超过")), "{notes:?}");
}
