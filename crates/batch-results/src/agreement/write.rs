//! Tables as text to paste and as files to go on with.

use std::io::{self, Write};
use std::path::Path;

use batch_core::sheets::whole::Whole;

use crate::reading::ResultsError;
use crate::table::Table;
use crate::xlsx::{Book, Cell, Column, Look, Table as Sheet, guarded};

/// What to write tables as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Markdown.
    Markdown,
    /// One after the other, with title and note; UTF-8 with BOM, as Excel wants it.
    Csv,
    /// A worksheet a table; numbers are numbers.
    Xlsx,
}

impl Format {
    /// What a file's name says; `None` if it ends otherwise.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "md" | "markdown" => Some(Self::Markdown),
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }
}

/// Writes tables, whole or not at all.
///
/// # Errors
/// What cannot be written; what was there before is untouched then.
pub fn write(tables: &[Table], format: Format, path: &Path) -> Result<(), ResultsError> {
    let whole = |bytes: &[u8]| {
        let mut file = Whole::create(path)?;
        file.write_all(bytes)?;
        file.finish()
    };
    let written = match format {
        Format::Markdown => whole(markdown(tables).as_bytes()),
        Format::Csv => csv(tables).and_then(|bytes| whole(&bytes)),
        Format::Xlsx => workbook(tables, path),
    };
    written.map_err(ResultsError::unwritable(path))
}

/// Tables under headings, each with its note below it.
#[must_use]
pub fn markdown(tables: &[Table]) -> String {
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| plain(cell).replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let mut out = String::new();
    for Table { title, head, rows, note } in tables {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&format!("## {}\n\n{}|{}\n", plain(title), line(head), "---|".repeat(head.len())));
        rows.iter().for_each(|row| out.push_str(&line(&row.cells)));
        if !note.is_empty() {
            out.push_str(&format!("\n{}\n", plain(note)));
        }
    }
    out
}

/// One line, in which nothing is a tag. Names come from files.
fn plain(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut out = String::with_capacity(line.len());
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        match rest.peek() {
            Some(next) if c == '<' && (next.is_alphabetic() || matches!(next, '/' | '!' | '?')) => out.push_str("&lt;"),
            _ => out.push(c),
        }
    }
    out
}

fn csv(tables: &[Table]) -> io::Result<Vec<u8>> {
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
        .quote_style(csv::QuoteStyle::NonNumeric)
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let mut record = |cells: &[String]| {
        let safe = cells.iter().map(|cell| guarded(cell).unwrap_or_else(|| cell.clone()));
        out.write_record(safe).map_err(io::Error::other)
    };
    for (n, Table { title, head, rows, note }) in tables.iter().enumerate() {
        if n > 0 {
            record(&[String::new()])?;
        }
        record(std::slice::from_ref(title))?;
        record(head)?;
        rows.iter().try_for_each(|row| record(&row.cells))?;
        if !note.is_empty() {
            record(std::slice::from_ref(note))?;
        }
    }
    out.into_inner().map_err(csv::IntoInnerError::into_error)
}

fn workbook(tables: &[Table], path: &Path) -> io::Result<()> {
    let mut book = Book::create(path, "…".to_owned())?;
    for Table { title, head, rows, note } in tables {
        let sheet = book.table(Sheet {
            name: title.clone(),
            legend: vec![(Look::Strong, title.clone())],
            columns: head.iter().map(|heading| Column::new(heading, 18.0)).collect(),
            frozen: 0,
            filtered: false,
            fitted: false,
        })?;
        for row in rows {
            let cell = |text| match number(text) {
                Some((number, decimals)) => (Look::Plain, Cell::Fixed(number, decimals)),
                None => (Look::Plain, Cell::Text(text)),
            };
            book.row(sheet, &row.cells.iter().map(|text| cell(text)).collect::<Vec<_>>())?;
        }
        book.row(sheet, &[])?;
        book.row(sheet, &[(Look::Plain, Cell::Text(note))])?;
    }
    book.finish()
}

/// A cell's number, and how many decimals it shows.
fn number(cell: &str) -> Option<(f64, usize)> {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let plain =
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c == '.' || c.is_ascii_digit());
    let number = plain.then(|| cell.parse().ok())??;
    Some((number, digits.split_once('.').map_or(0, |(_, decimals)| decimals.len())))
}

#[cfg(test)]
mod tests {
    use calamine::{Data, Reader, Xlsx, open_workbook};

    use super::*;

    fn one() -> Table {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        Table {
            title: "一致性：κ".to_owned(),
            head: row(["模型", "κ", "p"]),
            rows: vec![row(["=a|<b>\n", "-0.50", "<0.001"]).into(), row(["n", "0.70", "–"]).into()],
            note: "注 <i>".to_owned(),
        }
    }

    #[test]
    fn markdown_is_a_table_whatever_names_hold() {
        let wanted = "## 一致性：κ\n\n| 模型 | κ | p |\n|---|---|---|\n| =a\\|&lt;b> | -0.50 | <0.001 |\n| n | 0.70 | – |\n\n注 &lt;i>\n";
        assert_eq!(markdown(&[one()]).replace("> \u{20}|", "> |"), wanted);
        assert!(markdown(&[one(), one()]).contains("&lt;i>\n\n## "));
    }

    #[test]
    fn csv_has_no_formula_and_a_table_after_the_other() {
        let text = String::from_utf8(csv(&[one(), one()]).unwrap()).unwrap();
        let first = "\"一致性：κ\"\r\n\"模型\",\"κ\",\"p\"\r\n\"'=a|<b>\n\",-0.50,\"<0.001\"\r\n\"n\",0.70,\"–\"\r\n\"注 <i>\"\r\n";
        assert_eq!(text, format!("\u{feff}{first}\"\"\r\n{first}"));
    }

    #[test]
    fn a_workbook_holds_numbers_and_texts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        write(&[one(), one()], Format::of(&path).unwrap(), &path).unwrap();
        let mut book: Xlsx<_> = open_workbook(&path).unwrap();
        assert_eq!(book.sheet_names(), ["一致性：κ", "一致性：κ (2)"]);
        let sheet = book.worksheet_range("一致性：κ").unwrap();
        assert_eq!(sheet.get_value((2, 1)), Some(&Data::Float(-0.5)));
        assert_eq!(sheet.get_value((2, 2)), Some(&Data::String("<0.001".to_owned())));
        assert_eq!(Format::of(Path::new("表.MD")), Some(Format::Markdown));
        assert_eq!(Format::of(Path::new("表.doc")), None);
    }
}
