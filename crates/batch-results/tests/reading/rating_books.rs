//! Workbooks to rate in: written, filled in as people do, and read back.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use batch_results::export::{Destination, Format, export};
use batch_results::rating::criteria::Scheme;
use batch_results::rating::file::{Rating, Ratings};
use batch_results::rating::questions::{Draw, Question, questions};
use batch_results::rating::read::read;
use batch_results::rating::unblind::unblind;
use batch_results::rating::workbook;
use batch_words::Words;
use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::folders::{self, Job, Said};

const SEED: u64 = 4_711;
const MODELS: &[&str] = &["model-a", "model-b", "model-c"];

/// A folder whose name tells as much as the models'.
fn job() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("raw_telltale").tempdir().unwrap();
    Job::new(MODELS, &["患者1", "患者2"], &["总结", "风险"]).make(folder.path(), |m, p, q| match (m, p, q) {
        (0, 0, 0) => Said::Failed("触发限流".to_owned()),
        (1, 1, 1) => Said::Cut("说到一半".to_owned()),
        _ => Said::Answer(format!("我是 {}，患者{p} 的回答{q}", MODELS[m])),
    });
    folder
}

fn draw() -> Draw {
    Draw { seed: SEED, ..Draw::default() }
}

fn asked(folder: &Path) -> Vec<Question> {
    questions(&folders::open(&[folder]), &draw(), 1000).unwrap().questions
}

fn blind(folder: &Path, words: &Words) -> PathBuf {
    let path = folder.join("评分.xlsx");
    let written = workbook::write(words, &folders::open(&[folder]), &draw(), &Scheme::usual(words), &path).unwrap();
    assert_eq!((written.questions, written.answers, written.masked), (4, 11, 10));
    path
}

/// A workbook's cells, by worksheet.
struct Sheets(Vec<(String, Vec<Vec<Data>>)>);

impl Sheets {
    fn open(path: &Path) -> Self {
        let mut book: Xlsx<BufReader<File>> = open_workbook(path).unwrap();
        let names = book.sheet_names();
        let sheet = |name: String| {
            let range = book.worksheet_range(&name).unwrap();
            let end = range.end().unwrap();
            let row =
                |row| (0..=end.1).map(|column| range.get_value((row, column)).cloned().unwrap_or_default()).collect();
            (name, (0..=end.0).map(row).collect())
        };
        Self(names.into_iter().map(sheet).collect())
    }

    fn sheet(&mut self, name: &str) -> &mut Vec<Vec<Data>> {
        &mut self.0.iter_mut().find(|(there, _)| there == name).unwrap().1
    }

    /// Enters the rater's name beside its label.
    fn name(&mut self, rater: &str) {
        for (_, rows) in &mut self.0 {
            for row in rows {
                if row[0].to_string().starts_with("评分者") || row[0].to_string().starts_with("Rater") {
                    row[1] = Data::String(rater.to_owned());
                }
            }
        }
    }

    /// Fills in a cell of the table, whose rows are counted from 0.
    fn put(&mut self, sheet: &str, row: usize, heading: &str, value: impl Into<Data>) {
        let rows = self.sheet(sheet);
        let column = rows[1].iter().position(|cell| *cell == heading).unwrap_or_else(|| panic!("{heading}"));
        rows[2 + row][column] = value.into();
    }

    /// Saves it as another program does: shared strings, no formats.
    fn save(&self, path: &Path) {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, rows) in &self.0 {
            let sheet = book.add_worksheet();
            sheet.set_name(name).unwrap();
            for (r, row) in (0..).zip(rows) {
                for (c, cell) in (0..).zip(row) {
                    match cell {
                        Data::Empty => continue,
                        Data::Float(number) => sheet.write_number(r, c, *number).unwrap(),
                        Data::Int(number) => sheet.write_number(r, c, *number as f64).unwrap(),
                        Data::Bool(truth) => sheet.write_boolean(r, c, *truth).unwrap(),
                        cell => sheet.write_string(r, c, cell.to_string()).unwrap(),
                    };
                }
            }
        }
        book.save(path).unwrap();
    }
}

/// A blind workbook with a name in it, changed and read back.
fn changed(change: impl FnOnce(&mut Sheets)) -> Result<Ratings, String> {
    let folder = job();
    let path = blind(folder.path(), folders::zh());
    let mut sheets = Sheets::open(&path);
    sheets.name("张三");
    change(&mut sheets);
    sheets.save(&path);
    read(&path).map_err(|e| e.sentence(folders::zh()).replace(&path.display().to_string(), "文件"))
}

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

/// The hidden column of ids is not selected, so Excel leaves it where it is.
#[test]
fn a_table_sorted_without_its_ids_is_refused_with_the_cell() {
    let said = changed(|sheets| {
        sheets.put("评分", 4, "准确性（1–5）", 5.0);
        let rows = sheets.sheet("评分");
        let last = rows[0].len().max(rows[1].len()) - 1;
        assert_eq!(rows[1][last], "回答标识");
        let ids: Vec<Data> = rows[2..].iter().map(|row| row[last].clone()).collect();
        rows[2..].reverse();
        for (row, id) in rows[2..].iter_mut().zip(ids) {
            row[last] = id;
        }
    });
    let said = said.unwrap_err();
    assert!(said.starts_with("文件：评分!N") && said.contains("排序时没有选中隐藏的“回答标识”列"), "{said}");
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
fn what_is_wrong_is_said_with_its_cell() {
    let text = |text: &str| Data::String(text.to_owned());
    let said = |change: &dyn Fn(&mut Sheets)| changed(change).unwrap_err();
    let all: BTreeMap<&str, String> = [
        ("above", said(&|s| s.put("评分", 0, "准确性（1–5）", 6.0))),
        ("between", said(&|s| s.put("评分", 9, "安全性（1–5）", 3.5))),
        ("words", said(&|s| s.put("评分", 1, "完整性（1–5）", text("很好")))),
        ("perhaps", said(&|s| s.put("评分", 1, "最佳", text("也许")))),
        ("cross", said(&|s| s.put("评分", 2, "有害", text("×")))),
        ("id", said(&|s| s.put("评分", 3, "回答标识", text("abc")))),
        (
            "no id",
            said(&|s| {
                s.put("评分", 3, "回答标识", Data::Empty);
                s.put("评分", 3, "备注", text("好"));
            }),
        ),
        (
            "twice",
            said(&|s| {
                s.put("评分", 3, "备注", text("好"));
                let rows = s.sheet("评分");
                let row = rows[5].clone();
                rows.push(row);
            }),
        ),
        ("number", said(&|s| s.put("评分", 0, "Prompt序号", text("一")))),
        ("heading", said(&|s| s.sheet("评分")[1][8] = text("安全"))),
        ("two", said(&|s| s.sheet("评分")[1].push(text("备注")))),
        ("no notes", said(&|s| s.sheet("说明").truncate(4))),
        ("seed", said(&|s| s.sheet("说明")[7][1] = text("四"))),
        ("criterion", said(&|s| s.sheet("说明")[10][2] = Data::Empty)),
        ("format", said(&|s| s.sheet("说明")[8][1] = text("batch-llm ratings 9"))),
        ("no table", said(&|s| s.sheet("评分").truncate(1))),
    ]
    .into();
    let all: Vec<String> = all.iter().map(|(what, said)| format!("{what}: {said}")).collect();
    insta::assert_snapshot!(all.join("\n"), @"
    above: 文件：评分!G3：“6”不是分数；请填 1 到 5 的整数，或留空
    between: 文件：评分!I12：“3.5”不是分数；请填 1 到 5 的整数，或留空
    criterion: 文件：说明!B11：评分项目要有名称、最低分和最高分（整数，最低分小于最高分）；请从原来的文件恢复
    cross: 文件：评分!L5：“×”可以是打勾，也可以是“否”，这一列中又没有 √、是、否 可以对照；请改成 是 或 否
    format: 文件：说明!B9：格式“batch-llm ratings 9”不是这个版本能读的；请用生成它的版本
    heading: 文件：工作表“评分”中没有标题为“安全性（1–5）”的列；请把标题改回来
    id: 文件：评分!N6：“abc”不是回答标识，可能被改动了；请从原来的文件恢复这一格
    no id: 文件：评分!N6：这一行有评分，但没有回答标识；请从原来的文件恢复这一格，或清空这一行
    no notes: 文件：找不到写有“种子”和“评分项目”的表（原来是“说明”）；请从原来的文件复制回来
    no table: 文件：没有“回答标识”这一列，不是评分用的工作簿；请用 rate --format xlsx 或 export --format xlsx 生成的文件
    number: 文件：评分!B3：“一”不是 Prompt 的序号；请从原来的文件恢复这一行
    perhaps: 文件：评分!K4：“也许”既不是“是”也不是“否”；请填 是 或 否（√、1、0 也可以），或留空
    seed: 文件：说明!B8：“四”不是种子；请从原来的文件恢复这一格
    twice: 文件：评分!N14：与 评分!N6 是同一个回答，两行都有评分；请删去一行
    two: 文件：工作表“评分”中有两列标题都是“备注”；请给自己加的列换个标题
    words: 文件：评分!H4：“很好”不是分数；请填 1 到 5 的整数，或留空
    ");
}

#[test]
fn what_is_no_workbook_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("评分.xlsx");
    let mut said = Vec::new();
    for bytes in [&b""[..], b"{}", b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old one"] {
        fs::write(&path, bytes).unwrap();
        said.push(read(&path).unwrap_err().sentence(folders::en()));
    }
    fs::remove_file(&path).unwrap();
    said.push(read(&path).unwrap_err().sentence(folders::en()));
    for said in &said[..4] {
        assert!(said.contains("not an Excel workbook (.xlsx), or damaged"), "{said}");
    }
    assert!(said[4].contains("cannot be read (does not exist)"), "{}", said[4]);
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
