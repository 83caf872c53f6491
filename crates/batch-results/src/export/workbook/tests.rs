//! What needs a workbook smaller than Excel's, or another time zone than the machine's.

use batch_words::Language;
use calamine::{Reader, Xlsx, open_workbook};
use jiff::tz::TimeZone;

use super::*;
use crate::reading::Selection;

#[test]
fn a_full_worksheet_goes_on_in_another() {
    let folder = tempfile::tempdir().unwrap();
    for people in 1..=5 {
        let sheet = serde_json::json!({
            "model": "m", "people": format!("患者{people}"), "result": "答",
            "conversations": {"1": {"prompt": "问", "Output": format!("答{people}")}},
        });
        std::fs::write(folder.path().join(format!("m-患者{people}.json")), sheet.to_string()).unwrap();
    }
    let library = Library::open(&[folder.path().to_owned()], &Selection::default()).unwrap();
    let path = folder.path().join("a.xlsx");
    let words = Words::of(Language::Chinese);
    let book = Book::create(&path, String::new()).unwrap().within(3, TimeZone::UTC);
    let mut book = Box::new(Workbook::begin(&library, book, words).unwrap());
    let mut tally = Exported::default();
    for (n, people) in library.people.iter().enumerate() {
        book.person(&library, people, &library.person(n).unwrap(), &mut tally).unwrap();
    }
    book.finish(&mut tally).unwrap();
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let mut said = Vec::new();
    for name in ["全部对话", "全部对话 (2)", "全部对话 (3)"] {
        let sheet = book.worksheet_range(name).unwrap();
        assert_eq!(sheet.get_value((0, 1)).unwrap().to_string(), "模型", "headings stand in each");
        said.extend(sheet.rows().skip(1).map(|row| row[5].to_string()));
    }
    assert_eq!(said, ["答1", "答2", "答3", "答4", "答5"]);
}
