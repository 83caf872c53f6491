//! A workbook's cells, one after the other: a stray one at the edge of a worksheet costs nothing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use batch_core::sheets::open;
use calamine::{DataRef, Reader, Xlsx, XlsxCellFormulaMetadataRecord, XlsxError};

use super::error::Wrong;
use crate::xlsx::caught;

/// What stands in a cell that is not empty.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    /// Text, without room around it.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// What nobody asked for: an error, a date.
    Odd(String),
    /// A formula whose value the file does not hold: written by a program that does not calculate.
    Formula,
}

/// Cells by row, then by column, both from 0.
pub(super) type Rows = BTreeMap<u32, BTreeMap<u32, Value>>;

/// An opened workbook.
pub(super) struct Workbook(Xlsx<BufReader<File>>);

impl Workbook {
    /// Opens a workbook.
    ///
    /// # Errors
    /// What is no workbook, or cannot be read.
    pub fn open(path: &Path) -> Result<Self, Wrong> {
        let file = open::input(path).map_err(Wrong::Unreadable)?;
        sound(|| Xlsx::new(BufReader::new(file)).map(Self))
    }

    /// The worksheets' names, in their order.
    pub fn names(&self) -> Vec<String> {
        self.0.sheet_names()
    }

    /// The wanted cells above a row; nothing of what is no worksheet but a chart.
    ///
    /// # Errors
    /// What is damaged.
    pub fn rows(&mut self, name: &str, end: u32, wanted: impl Fn(u32) -> bool) -> Result<Rows, Wrong> {
        let mut rows = Rows::new();
        sound(|| {
            let Ok(mut cells) = self.0.worksheet_cells_reader(name) else { return Ok(()) };
            while let Some(cell) = cells.next_cell_with_formula_metadata()? {
                let (row, column) = cell.pos;
                if row >= end {
                    break;
                }
                if wanted(column)
                    && let Some(value) = value(&cell)
                {
                    rows.entry(row).or_default().insert(column, value);
                }
            }
            Ok(())
        })?;
        Ok(rows)
    }
}

/// Works with the library, whatever the file makes it stumble over.
fn sound<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Wrong> {
    caught(|| Ok(work())).map_or(Err(Wrong::NoWorkbook), |done| done.map_err(wrong))
}

impl Value {
    /// As a message shows it: not at length, for it may be anything.
    pub fn shown(&self) -> String {
        const MOST: usize = 20;
        let text = self.text();
        match text.chars().nth(MOST) {
            Some(_) => text.chars().take(MOST).chain(['…']).collect(),
            None => text,
        }
    }

    /// As text.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Odd(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Truth(truth) => truth.to_string(),
            Self::Formula => String::new(),
        }
    }
}

fn value(cell: &XlsxCellFormulaMetadataRecord<'_>) -> Option<Value> {
    Some(match &cell.value {
        // One that gives an empty text has that as its value.
        DataRef::Empty => return cell.formula.is_some().then_some(Value::Formula),
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::String(text) => Value::Text(text.trim().to_owned()),
        DataRef::SharedString(text) => Value::Text(text.trim().to_owned()),
        DataRef::Bool(truth) => Value::Truth(*truth),
        DataRef::DateTime(date) => Value::Odd(date.to_string()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Odd(text.clone()),
        DataRef::Error(error) => Value::Odd(error.to_string()),
    })
    .filter(|value| *value != Value::Text(String::new()))
}

fn wrong(e: XlsxError) -> Wrong {
    match e {
        XlsxError::Io(e) if e.kind() != io::ErrorKind::UnexpectedEof => Wrong::Unreadable(e),
        XlsxError::Password => Wrong::Password,
        _ => Wrong::NoWorkbook,
    }
}

/// A cell as its user finds it: `评分!F12`.
pub(super) fn place(sheet: &str, row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{sheet}!{letters}{}", u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_called_as_in_the_spreadsheet() {
        let places = [(0, 0), (11, 5), (1, 25), (1, 26), (1, 701), (1, 702), (1_048_575, 16_383)];
        let names = places.map(|(row, column)| place("评分", row, column));
        assert_eq!(names, ["评分!A1", "评分!F12", "评分!Z2", "评分!AA2", "评分!ZZ2", "评分!AAA2", "评分!XFD1048576"]);
    }
}
