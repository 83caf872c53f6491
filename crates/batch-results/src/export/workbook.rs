//! An Excel workbook in constant memory: a comparison of all models, a worksheet a model, and what had to be cut.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use batch_core::sheets::whole::Whole;
use batch_words::Words;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::caught::caught;
use super::fields::{FIELDS, Row, Value};
use super::formula::is_sign;
use super::guard;
use super::names::sheet_name;
use super::{Exported, Sink, state};
use crate::reading::{Library, Reading};

/// Characters (UTF-16 units) that Excel takes in a cell.
pub const LONGEST_CELL: usize = 32_767;
/// Rows that Excel takes in a worksheet.
pub const MOST_ROWS: u32 = 1_048_576;
/// Columns of the comparison before the models.
const FIXED: u16 = 3;

/// A workbook being written.
pub(super) struct Book<'a> {
    out: Whole,
    words: &'a Words,
    book: Workbook,
    most_rows: u32,
    taken: HashSet<String>,
    /// The comparison, then a leaf for each column of the library.
    leaves: Vec<Leaf>,
    styles: Styles,
}

/// Where one table stands; it goes on in another worksheet when the first is full.
struct Leaf {
    name: String,
    headings: Vec<(String, f64)>,
    worksheet: usize,
    next: u32,
    wraps: bool,
}

/// How cells look, and what stands at the end of one that was cut.
struct Styles {
    cut: String,
    heading: Format,
    /// Text that begins like a formula: marked as text for good, so that editing the cell does not run it.
    guarded: Format,
    wrapped: Format,
    guarded_wrapped: Format,
}

impl<'a> Book<'a> {
    /// Begins the workbook with all its worksheets.
    pub fn new(library: &Library, path: &Path, most_rows: u32, words: &'a Words) -> io::Result<Self> {
        caught(|| Self::begin(library, path, most_rows, words))
    }

    fn begin(library: &Library, path: &Path, most_rows: u32, words: &'a Words) -> io::Result<Self> {
        let out = Whole::create(path)?;
        let mut book = Workbook::new();
        // Half-written parts hold patient texts: they stay beside the result, not in a folder that others can read.
        book.set_tempdir(out.room()).map_err(failed)?;
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let styles = Styles {
            cut: words.export_cell_cut(),
            heading: Format::new().set_bold().set_background_color(0x00E8_EEF2),
            guarded: Format::new().set_quote_prefix(),
            guarded_wrapped: wrapped.clone().set_quote_prefix(),
            wrapped,
        };
        let most_rows = most_rows.max(2);
        let mut this = Self { out, words, book, most_rows, taken: HashSet::new(), leaves: Vec::new(), styles };
        let fixed = [(words.export_people(), 14.0), (words.export_prompt_number(), 8.0), (words.export_prompt(), 30.0)];
        let labels = library.labels(words);
        let models = labels.iter().map(|label| (label.clone(), 50.0));
        this.leaf(&words.export_comparison(), fixed.into_iter().chain(models).collect(), true)?;
        for label in &labels {
            let headings = FIELDS.iter().map(|field| ((field.heading)(words), field.width)).collect();
            this.leaf(label, headings, false)?;
        }
        Ok(this)
    }

    fn leaf(&mut self, name: &str, headings: Vec<(String, f64)>, wraps: bool) -> io::Result<()> {
        let leaf = Leaf { name: name.to_owned(), headings, worksheet: 0, next: 0, wraps };
        self.leaves.push(leaf);
        self.turn(self.leaves.len() - 1)
    }

    /// Begins a leaf's next worksheet.
    fn turn(&mut self, leaf: usize) -> io::Result<()> {
        let worksheet = self.book.worksheets().len();
        let leaf = &mut self.leaves[leaf];
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(sheet_name(&leaf.name, &mut self.taken)).map_err(failed)?;
        sheet.set_freeze_panes(1, if leaf.wraps { FIXED } else { 0 }).map_err(failed)?;
        for (n, (heading, width)) in (0..).zip(&leaf.headings) {
            sheet.set_column_width(n, *width).map_err(failed)?;
            let heading = guard::shorten(heading, LONGEST_CELL, "").unwrap_or_else(|| heading.clone());
            sheet.write_string_with_format(0, n, heading, &self.styles.heading).map_err(failed)?;
        }
        (leaf.worksheet, leaf.next) = (worksheet, 1);
        Ok(())
    }

    /// The worksheet and the row for a leaf's next line.
    fn line(&mut self, leaf: usize) -> io::Result<(&mut Worksheet, &Styles, u32)> {
        if self.leaves[leaf].next >= self.most_rows {
            self.turn(leaf)?;
        }
        let leaf = &mut self.leaves[leaf];
        leaf.next += 1;
        let sheet = self.book.worksheet_from_index(leaf.worksheet).map_err(failed)?;
        Ok((sheet, &self.styles, leaf.next - 1))
    }

    fn compare(&mut self, library: &Library, people: &str, reading: &Reading, tally: &mut Exported) -> io::Result<()> {
        let missing = self.words.export_missing();
        let mut all: Vec<_> = reading.conversations.iter().collect();
        all.sort_by_key(|c| (c.number, c.column));
        for prompt in all.chunk_by(|a, b| a.number == b.number) {
            let (sheet, styles, row) = self.line(0)?;
            put(sheet, styles, true, (row, 0), people, tally)?;
            sheet.write_number(row, 1, prompt[0].number as f64).map_err(failed)?;
            let text = prompt.iter().map(|c| c.prompt.as_str()).find(|text| !text.is_empty()).unwrap_or_default();
            put(sheet, styles, true, (row, 2), text, tally)?;
            let mut cells = prompt.iter().peekable();
            for column in 0..library.columns.len() {
                let place = (row, FIXED.saturating_add(u16::try_from(column).unwrap_or(u16::MAX)));
                match cells.next_if(|c| c.column == column) {
                    Some(c) => put(sheet, styles, true, place, &c.output, tally)?,
                    None => put(sheet, styles, true, place, &missing, tally)?,
                }
            }
        }
        Ok(())
    }

    fn notes(&mut self, tally: &Exported) -> io::Result<()> {
        let lines = notes(self.words, tally);
        let name = sheet_name(&self.words.export_notes(), &mut self.taken);
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).and_then(|sheet| sheet.set_column_width(0, 100.0)).map_err(failed)?;
        for (row, line) in (0..).zip(lines) {
            put(sheet, &self.styles, true, (row, 0), &line, &mut Exported::default())?;
        }
        Ok(())
    }
}

impl Sink for Book<'_> {
    fn person(&mut self, library: &Library, people: &str, reading: &Reading, tally: &mut Exported) -> io::Result<()> {
        caught(|| self.put_down(library, people, reading, tally))
    }

    fn finish(mut self: Box<Self>, tally: &mut Exported) -> io::Result<()> {
        caught(|| {
            self.notes(tally)?;
            self.book.save_to_writer(&mut self.out).map_err(failed)
        })?;
        self.out.finish()
    }
}

impl Book<'_> {
    fn put_down(&mut self, library: &Library, people: &str, reading: &Reading, tally: &mut Exported) -> io::Result<()> {
        self.compare(library, people, reading, tally)?;
        for conversation in &reading.conversations {
            let words = self.words;
            let row = Row { library, people, conversation };
            let (sheet, styles, n) = self.line(1 + conversation.column)?;
            for (column, field) in (0..).zip(FIELDS) {
                match (field.get)(&row) {
                    Value::Text(text) => put(sheet, styles, false, (n, column), &text, tally)?,
                    Value::State(of) => put(sheet, styles, false, (n, column), &state(words, of), tally)?,
                    Value::Count(count) => drop(sheet.write_number(n, column, count as f64).map_err(failed)?),
                    Value::Money(money) => drop(sheet.write_number(n, column, money).map_err(failed)?),
                    Value::None => {}
                }
            }
        }
        Ok(())
    }
}

/// What stands in the last worksheet.
fn notes(words: &Words, tally: &Exported) -> Vec<String> {
    let mut lines = vec![words.export_notes_all(tally.rows)];
    if tally.cut > 0 {
        lines.push(words.export_notes_cut(tally.cut));
    }
    if tally.guarded > 0 {
        lines.push(words.export_notes_guarded(tally.guarded));
    }
    if tally.odd > 0 {
        lines.push(words.export_notes_odds(tally.odd));
        lines.extend(tally.odds.iter().map(|odd| words.export_notes_odd(&odd.file, odd.what.sentence(words))));
        if tally.odd > tally.odds.len() as u64 {
            lines.push(words.export_notes_more());
        }
    }
    lines
}

/// Writes text as text, cut to what a cell takes.
fn put(
    sheet: &mut Worksheet,
    styles: &Styles,
    wraps: bool,
    (row, column): (u32, u16),
    text: &str,
    tally: &mut Exported,
) -> io::Result<()> {
    let short = guard::shorten(text, LONGEST_CELL, &styles.cut);
    tally.cut += u64::from(short.is_some());
    let text = short.as_deref().unwrap_or(text);
    // Unlike a `'` in a CSV file, the mark changes nothing, so list items get it, too.
    let guarded = text.starts_with(is_sign);
    tally.guarded += u64::from(guarded);
    let written = match (guarded, wraps) {
        (false, false) => sheet.write_string(row, column, text),
        (true, false) => sheet.write_string_with_format(row, column, text, &styles.guarded),
        (false, true) => sheet.write_string_with_format(row, column, text, &styles.wrapped),
        (true, true) => sheet.write_string_with_format(row, column, text, &styles.guarded_wrapped),
    };
    written.map(drop).map_err(failed)
}

fn failed(e: XlsxError) -> io::Error {
    match e {
        XlsxError::IoError(e) | XlsxError::TempFileError(_, e) => e,
        e => io::Error::other(e),
    }
}

#[cfg(test)]
mod tests {
    use batch_words::Language;
    use calamine::{Reader, Xlsx, open_workbook};

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
        let mut book = Box::new(Book::new(&library, &path, 3, Words::of(Language::Chinese)).unwrap());
        let mut tally = Exported::default();
        for (n, people) in library.people.iter().enumerate() {
            book.person(&library, people, &library.person(n).unwrap(), &mut tally).unwrap();
        }
        book.finish(&mut tally).unwrap();
        let mut book: Xlsx<_> = open_workbook(&path).unwrap();
        let names = ["对比", "m", "对比 (2)", "m (2)", "对比 (3)", "m (3)", "说明"];
        assert_eq!(book.sheet_names(), names);
        let mut said = Vec::new();
        for name in ["m", "m (2)", "m (3)"] {
            let sheet = book.worksheet_range(name).unwrap();
            assert_eq!(sheet.get_value((0, 1)).unwrap().to_string(), "模型", "headings stand in each");
            said.extend(sheet.rows().skip(1).map(|row| row[5].to_string()));
        }
        assert_eq!(said, ["答1", "答2", "答3", "答4", "答5"]);
    }
}
