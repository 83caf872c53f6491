//! What is wrong with a workbook of ratings is said with its cell.

use std::collections::BTreeMap;
use std::fs;

use batch_results::rating::criteria::Scheme;
use batch_results::rating::file::Criterion;
use batch_results::rating::read::read;
use batch_results::rating::workbook;
use calamine::Data;

use crate::books::{Sheets, blind, calculate, changed, draw, job, said};
use crate::folders;

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

/// Written by a program that does not calculate, as many do.
#[test]
fn a_formula_without_its_value_is_no_empty_cell() {
    let folder = job();
    let formula = || Data::DateTimeIso("1+3".to_owned());
    let told = |change: &dyn Fn(&mut Sheets), is_calculated: bool| {
        let path = blind(folder.path(), folders::zh());
        let mut sheets = Sheets::open(&path);
        sheets.name("张三");
        change(&mut sheets);
        sheets.save(&path);
        calculate(&path, is_calculated);
        let told = said(&path).map(|ratings| ratings.ratings.len());
        fs::remove_file(&path).unwrap();
        told
    };
    let score = |sheets: &mut Sheets| {
        sheets.put("评分", 0, "准确性（1–5）", formula());
        sheets.put("评分", 1, "准确性（1–5）", 4.0);
    };
    let advice = "这一格是公式，但文件中没有算好的值（写入它的程序不计算公式）；请填上值，或在 Excel、WPS 或 LibreOffice 中打开，再保存";
    assert_eq!(told(&score, false), Err(format!("文件：评分!G3：{advice}")));
    assert_eq!(told(&score, true), Ok(1), "one that gives an empty text is as good as empty");
    let rater = |sheets: &mut Sheets| sheets.sheet("说明")[6][1] = formula();
    assert_eq!(told(&rater, false), Err(format!("文件：说明!B7：{advice}")));
    // A rater's own column may hold what it likes.
    let own = |sheets: &mut Sheets| sheets.sheet("评分")[2].push(formula());
    assert_eq!(told(&own, false), Ok(0));
}

#[test]
fn criteria_whose_names_read_like_headings_are_told_apart() {
    let folder = job();
    let path = folder.path().join("评分.xlsx");
    let names = ["准确", "准确（1–5）", "患者", "回答标识", "最佳"];
    let criterion = |name: &str| Criterion { name: name.to_owned(), low: 1, high: 5 };
    let scheme = Scheme { criteria: names.map(criterion).into(), hide: Vec::new() };
    workbook::write(folders::zh(), &folders::open(&[folder.path()]), &draw(), &scheme, &path).unwrap();
    let mut sheets = Sheets::open(&path);
    sheets.name("张三");
    for (score, name) in (1..).zip(names) {
        sheets.put("评分", 0, &format!("{name}（1–5）"), f64::from(score));
    }
    sheets.save(&path);
    let ratings = said(&path).unwrap();
    let scores: Vec<u8> = names.iter().map(|name| ratings.ratings[0].scores[*name]).collect();
    assert_eq!(scores, [1, 2, 3, 4, 5]);
    // A heading of which only the name is left is still found.
    let short = changed(|sheets| {
        sheets.put("评分", 0, "准确性（1–5）", 4.0);
        sheets.sheet("评分")[1][6] = Data::String("准确性".to_owned());
    });
    assert_eq!(short.unwrap().ratings[0].scores["准确性"], 4);
}
