//! Workbooks to rate in: written, filled in as people do, and read back.

use std::fs;
use std::path::Path;

use batch_results::export::{Destination, Format, export};
use batch_results::rating::criteria::Scheme;
use batch_results::rating::file::Rating;
use batch_results::rating::read::read;
use batch_results::rating::unblind::unblind;
use batch_results::rating::workbook;
use calamine::Data;

use crate::books::{MODELS, SEED, Sheets, asked, blind, changed, draw, job};
use crate::folders;

fn scores(rating: &Rating) -> Vec<(&str, u8)> {
    rating.scores.iter().map(|(name, score)| (name.as_str(), *score)).collect()
}

#[test]
fn an_untouched_workbook_holds_no_ratings_and_asks_for_a_name() {
    let folder = job();
    let path = blind(folder.path(), folders::zh());
    let said = read(&path).unwrap_err().sentence(folders::zh());
    assert!(said.contains("说明!B7：没有评分者的姓名"), "{said}");
    let ratings = changed(|_| {}).unwrap();
    assert_eq!((ratings.rater.as_str(), ratings.seed, ratings.ratings.len()), ("张三", SEED, 0));
    assert_eq!(ratings.criteria, Scheme::usual(folders::zh()).criteria);
}

#[test]
fn nothing_in_the_file_names_a_model_or_a_folder() {
    let folder = job();
    let path = blind(folder.path(), folders::zh());
    let bytes = fs::read(&path).unwrap();
    let mut parts = 0;
    // Names of parts stand in the archive as they are; the parts themselves are packed.
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = name.clone();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        for word in MODELS.iter().copied().chain(["telltale", "moonshot", "kimi", "raw_"]) {
            assert!(!text.to_lowercase().contains(word), "{name}: {word}");
        }
        parts += 1;
    }
    assert!(parts > 8, "{parts}");
    let mut sheets = Sheets::open(&path);
    let row = sheets.sheet("评分")[2].clone();
    assert_eq!([&row[0], &row[2], &row[4]].map(ToString::to_string), ["患者1", "甲", "总结"]);
    assert!(row[3].to_string().contains("医生：您好，患者1"), "the record stands beside the answer");
    assert!(row[5].to_string().contains("我是 ▇▇▇"), "{row:?}");
}

#[test]
fn what_was_filled_in_is_read_back_and_finds_its_models() {
    let folder = job();
    let path = blind(folder.path(), folders::zh());
    let asked = asked(folder.path());
    let mut sheets = Sheets::open(&path);
    sheets.name("张三");
    sheets.put("评分", 0, "准确性（1–5）", 4.0);
    sheets.put("评分", 0, "可读性（1–5）", 5.0);
    sheets.put("评分", 1, "最佳", "是".to_owned());
    sheets.put("评分", 1, "备注", "=说得好".to_owned());
    sheets.put("评分", 2, "有害", "是".to_owned());
    sheets.save(&path);
    let ratings = read(&path).unwrap();
    let ids: Vec<&str> = asked.iter().flat_map(|question| &question.answers).map(|answer| answer.id.as_str()).collect();
    assert_eq!(ratings.ratings.iter().map(|rating| rating.id.as_str()).collect::<Vec<_>>(), ids[..3]);
    let [first, second, third] = &ratings.ratings[..] else { panic!("{ratings:?}") };
    assert_eq!((first.people.as_str(), first.prompt, first.answer.as_str()), ("患者1", 1, "甲"));
    assert_eq!(scores(first), [("准确性", 4), ("可读性", 5)]);
    assert_eq!(
        [first.best, second.best, third.best],
        [Some(false), Some(true), None],
        "the third is of another prompt"
    );
    assert_eq!([first.harmful, second.harmful, third.harmful], [false, false, true]);
    assert_eq!(second.note, "=说得好");
    let library = folders::open(&[folder.path()]);
    let panel = unblind(&library, folders::zh(), &[(path, ratings)]).unwrap();
    assert_eq!(format!("{panel:?}").matches("Scored {").count(), 3, "{panel:?}");
}

#[test]
fn rows_may_be_sorted_columns_moved_and_added() {
    let ratings = changed(|sheets| {
        sheets.put("评分", 0, "准确性（1–5）", 1.0);
        sheets.put("评分", 4, "准确性（1–5）", 5.0);
        let rows = sheets.sheet("评分");
        rows[2..].reverse();
        for row in rows.iter_mut() {
            row.reverse();
            row.insert(0, Data::String("我的列".to_owned()));
        }
        // A sum below, and a line above.
        rows.push(vec![Data::String("合计".to_owned()), Data::Empty]);
        rows.insert(0, vec![Data::String("双击单元格选分".to_owned())]);
    });
    let found: Vec<u8> = ratings.unwrap().ratings.iter().map(|rating| rating.scores["准确性"]).collect();
    assert_eq!(found, [5, 1]);
}

#[test]
fn scores_and_marks_may_be_typed_in_many_ways() {
    let text = |text: &str| Data::String(text.to_owned());
    let ratings = changed(|sheets| {
        for (row, value) in [text("３"), text(" 3 "), text("3"), Data::Float(3.0)].into_iter().enumerate() {
            sheets.put("评分", row, "准确性（1–5）", value);
        }
        for (row, value) in [text("√"), text("x"), text("X"), text("否"), Data::Bool(true)].into_iter().enumerate() {
            sheets.put("评分", row, "有害", value);
        }
    });
    let ratings = ratings.unwrap().ratings;
    assert_eq!(ratings.iter().filter_map(|rating| rating.scores.get("准确性")).collect::<Vec<_>>(), [&3; 4]);
    let harmful: Vec<bool> = ratings.iter().map(|rating| rating.harmful).collect();
    assert_eq!(harmful, [true, false, false, false, true], "beside √ a cross is a no");
    let ratings = changed(|sheets| {
        sheets.put("评分", 0, "有害", text("x"));
        sheets.put("评分", 1, "有害", text("否"));
    });
    assert_eq!(
        ratings.unwrap().ratings.iter().map(|r| r.harmful).collect::<Vec<_>>(),
        [true, false],
        "beside 否 a tick"
    );
}

#[test]
fn the_exported_table_is_read_back_too_in_either_language() {
    for (words, sheet, criterion, best, yes) in [
        (folders::zh(), "评分表", "准确性（1–5）", "最佳", "是"),
        (folders::en(), "Rating", "Accuracy (1–5)", "Best", "yes"),
    ] {
        let folder = job();
        let path = folder.path().join("all.xlsx");
        let library = folders::open(&[folder.path()]);
        export(words, &library, Format::Xlsx, &Destination::Path(path.clone())).unwrap();
        let mut sheets = Sheets::open(&path);
        sheets.name("李四");
        sheets.put(sheet, 0, criterion, 2.0);
        sheets.put(sheet, 1, best, yes.to_owned());
        sheets.save(&path);
        let ratings = read(&path).unwrap();
        let known: Vec<_> = ratings.ratings.iter().map(|r| (r.answer.as_str(), r.prompt, r.best)).collect();
        assert_eq!(known, [("model-b", 1, Some(false)), ("model-c", 1, Some(true))]);
        let panel = unblind(&library, words, &[(path, ratings)]).unwrap();
        assert_eq!(format!("{panel:?}").matches("Scored {").count(), 2, "{panel:?}");
    }
}

#[test]
fn what_a_rater_filled_in_is_not_written_over() {
    let folder = job();
    let path = blind(folder.path(), folders::zh());
    let again = |path: &Path| {
        workbook::write(folders::zh(), &folders::open(&[folder.path()]), &draw(), &Scheme::usual(folders::zh()), path)
            .map_err(|e| e.sentence(folders::zh()))
    };
    again(&path).unwrap();
    // A score without a name, a name without a score.
    for fill in [|sheets: &mut Sheets| sheets.put("评分", 0, "有害", "是"), |sheets: &mut Sheets| sheets.name("张三")]
    {
        blind(folder.path(), folders::zh());
        let mut sheets = Sheets::open(&path);
        fill(&mut sheets);
        sheets.save(&path);
        let before = fs::read(&path).unwrap();
        let said = again(&path).unwrap_err();
        assert!(said.contains("没有覆盖"), "{said}");
        assert_eq!(fs::read(&path).unwrap(), before);
        fs::remove_file(&path).unwrap();
    }
    let (table, library) = (folder.path().join("表.xlsx"), folders::open(&[folder.path()]));
    let export = || export(folders::zh(), &library, Format::Xlsx, &Destination::Path(table.clone()));
    export().unwrap();
    export().unwrap();
    let mut sheets = Sheets::open(&table);
    sheets.name("张三");
    sheets.save(&table);
    assert!(export().unwrap_err().sentence(folders::zh()).contains("没有覆盖"));
}
