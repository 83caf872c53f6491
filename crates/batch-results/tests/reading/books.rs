//! Workbooks to rate in as tests fill them in: written blind, changed cell by cell, saved as other programs save them.

use std::fs::{self, File};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};

use batch_results::rating::criteria::Scheme;
use batch_results::rating::file::Ratings;
use batch_results::rating::questions::{Draw, Question, questions};
use batch_results::rating::read::read;
use batch_results::rating::workbook;
use batch_words::Words;
use calamine::{Data, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Formula;

use crate::folders::{self, Job, Said};

pub const SEED: u64 = 4_711;
pub const MODELS: &[&str] = &["model-a", "model-b", "model-c"];

/// A folder whose name tells as much as the models'.
pub fn job() -> tempfile::TempDir {
    let folder = tempfile::Builder::new().prefix("raw_telltale").tempdir().unwrap();
    Job::new(MODELS, &["患者1", "患者2"], &["总结", "风险"]).make(folder.path(), |m, p, q| match (m, p, q) {
        (0, 0, 0) => Said::Failed("触发限流".to_owned()),
        (1, 1, 1) => Said::Cut("说到一半".to_owned()),
        _ => Said::Answer(format!("我是 {}，患者{p} 的回答{q}", MODELS[m])),
    });
    folder
}

pub fn draw() -> Draw {
    Draw { seed: SEED, ..Draw::default() }
}

pub fn asked(folder: &Path) -> Vec<Question> {
    questions(&folders::open(&[folder]), &draw(), 1000).unwrap().questions
}

pub fn blind(folder: &Path, words: &Words) -> PathBuf {
    let path = folder.join("评分.xlsx");
    let written = workbook::write(words, &folders::open(&[folder]), &draw(), &Scheme::usual(words), &path).unwrap();
    assert_eq!((written.questions, written.answers, written.masked), (4, 11, 10));
    path
}

/// A workbook's cells, by worksheet.
pub struct Sheets(Vec<(String, Vec<Vec<Data>>)>);

impl Sheets {
    pub fn open(path: &Path) -> Self {
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

    pub fn sheet(&mut self, name: &str) -> &mut Vec<Vec<Data>> {
        &mut self.0.iter_mut().find(|(there, _)| there == name).unwrap().1
    }

    /// Enters the rater's name beside its label.
    pub fn name(&mut self, rater: &str) {
        for (_, rows) in &mut self.0 {
            for row in rows {
                if row[0].to_string().starts_with("评分者") || row[0].to_string().starts_with("Rater") {
                    row[1] = Data::String(rater.to_owned());
                }
            }
        }
    }

    /// Fills in a cell of the table, whose rows are counted from 0.
    pub fn put(&mut self, sheet: &str, row: usize, heading: &str, value: impl Into<Data>) {
        let rows = self.sheet(sheet);
        let column = rows[1].iter().position(|cell| *cell == heading).unwrap_or_else(|| panic!("{heading}"));
        rows[2 + row][column] = value.into();
    }

    /// Saves it as another program does: shared strings, no formats.
    pub fn save(&self, path: &Path) {
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
                        // Stands for a formula, which calamine has no value for.
                        Data::DateTimeIso(formula) => {
                            sheet.write_formula(r, c, Formula::new(formula).set_result("NOTHING")).unwrap()
                        }
                        Data::Bool(truth) => sheet.write_boolean(r, c, *truth).unwrap(),
                        cell => sheet.write_string(r, c, cell.to_string()).unwrap(),
                    };
                }
            }
        }
        book.save(path).unwrap();
    }
}

/// Gives the formulas of a workbook their values: empty texts, or none as programs leave them that do not calculate.
pub fn calculate(path: &Path, is_calculated: bool) {
    let value = if is_calculated { "<v></v>" } else { "" };
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(fs::read(path).unwrap())).unwrap();
    let mut out = zip::ZipWriter::new(File::create(path).unwrap());
    for n in 0..archive.len() {
        let mut part = archive.by_index(n).unwrap();
        let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        out.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.replace("<v>NOTHING</v>", value).as_bytes()).unwrap();
    }
    out.finish().unwrap();
}

/// A blind workbook with a name in it, changed and read back.
pub fn changed(change: impl FnOnce(&mut Sheets)) -> Result<Ratings, String> {
    let folder = job();
    let path = blind(folder.path(), folders::zh());
    let mut sheets = Sheets::open(&path);
    sheets.name("张三");
    change(&mut sheets);
    sheets.save(&path);
    said(&path)
}

/// A workbook read, or what is said of it.
pub fn said(path: &Path) -> Result<Ratings, String> {
    read(path).map_err(|e| e.sentence(folders::zh()).replace(&path.display().to_string(), "文件"))
}
