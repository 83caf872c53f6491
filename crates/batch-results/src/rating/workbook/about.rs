//! What a workbook says of its ratings: whose they are, the seed, and what was judged. Written as rows of a table with three
//! columns, found again wherever they stand.

use std::collections::BTreeMap;
use std::io;

use batch_words::Words;

use super::super::blind::MOST_SEED;
use super::super::file::{Criterion, FORMAT};
use super::super::plain::plain;
use super::cells::{Rows, Value, place};
use super::error::{CellWrong, Wrong};
use super::layout::both;
use super::marks::whole;
use crate::xlsx::{Book, Cell, Look};

/// Writes the rows; an empty one ends them.
///
/// # Errors
/// The disk's.
pub(crate) fn about(book: &mut Book, table: usize, words: &Words, seed: u64, criteria: &[Criterion]) -> io::Result<()> {
    let (usual, strong) = (Look::Wrapped, Look::Strong);
    // A seed has more digits than some programs keep of a number.
    let seed = seed.to_string();
    book.row(table, &[(strong, Cell::Text(&words.workbook_rater())), (Look::Entry, Cell::Blank)])?;
    book.row(table, &[(usual, Cell::Text(&words.workbook_seed())), (usual, Cell::Text(&seed))])?;
    book.row(table, &[(usual, Cell::Text(&words.workbook_format())), (usual, Cell::Text(FORMAT))])?;
    let headings = [words.workbook_criteria(), words.workbook_low(), words.workbook_high()];
    book.row(table, &headings.each_ref().map(|heading| (strong, Cell::Text(heading))))?;
    for Criterion { name, low, high } in criteria {
        let bounds = [low, high].map(|bound| (usual, Cell::Number(f64::from(*bound))));
        book.row(table, &[&[(usual, Cell::Text(name))], &bounds[..]].concat())?;
    }
    book.row(table, &[])
}

/// The rows, read back.
#[derive(Debug)]
pub(super) struct About {
    /// The name, or the cell that should hold it.
    pub rater: Result<String, Wrong>,
    pub seed: u64,
    pub criteria: Vec<Criterion>,
}

impl About {
    /// Finds the rows in a worksheet; `None` if it has none.
    ///
    /// # Errors
    /// The cell that is wrong.
    pub fn find(sheet: &str, rows: &Rows) -> Option<Result<Self, Wrong>> {
        let format = labelled(rows, |words| words.workbook_format())?;
        let seed = labelled(rows, |words| words.workbook_seed())?;
        let rater = labelled(rows, |words| words.workbook_rater())?;
        let criteria = labelled(rows, |words| words.workbook_criteria())?;
        Some(Self::read(sheet, rows, [format, seed, rater, criteria]))
    }

    fn read(sheet: &str, rows: &Rows, [format, seed, rater, criteria]: [(u32, u32); 4]) -> Result<Self, Wrong> {
        let beside = |(row, column): (u32, u32), by: u32| rows.get(&row).and_then(|row| row.get(&(column + by)));
        let wrong = |(row, column): (u32, u32), what| {
            let what = if beside((row, column), 1) == Some(&Value::Formula) { CellWrong::Formula } else { what };
            Wrong::Cell(place(sheet, row, column + 1), what)
        };
        let shown = |value: Option<&Value>| value.map(Value::shown).unwrap_or_default();
        let said = beside(format, 1);
        if said.map(Value::text).as_deref() != Some(FORMAT) {
            return Err(wrong(format, CellWrong::Format(shown(said))));
        }
        let said = beside(seed, 1);
        let number = said.and_then(whole).filter(|seed| *seed <= MOST_SEED);
        let seed = number.ok_or_else(|| wrong(seed, CellWrong::Seed(shown(said))))?;
        let said = beside(rater, 1).filter(|said| **said != Value::Formula).map(Value::text);
        let rater = said.ok_or_else(|| wrong(rater, CellWrong::NoRater));
        let (mut row, column) = criteria;
        let mut criteria = Vec::new();
        loop {
            row += 1;
            let Some(name) = beside((row, column), 0) else { break };
            let bound = |by| beside((row, column), by).and_then(whole).and_then(|bound| u8::try_from(bound).ok());
            match (bound(1), bound(2)) {
                (Some(low), Some(high)) if low < high => criteria.push(Criterion { name: name.text(), low, high }),
                _ => return Err(wrong((row, column), CellWrong::Criterion)),
            }
        }
        match criteria.is_empty() {
            true => Err(wrong((row, column), CellWrong::Criterion)),
            false => Ok(Self { rater, seed, criteria }),
        }
    }
}

/// Where a label stands, in either language.
fn labelled(rows: &Rows, label: fn(&Words) -> String) -> Option<(u32, u32)> {
    let labels = both().map(|words| plain(&label(words)));
    let is_label = |value: &Value| matches!(value, Value::Text(text) if labels.contains(&plain(text)));
    let place = |(row, cells): (&u32, &BTreeMap<u32, Value>)| {
        cells.iter().find(|(_, value)| is_label(value)).map(|(column, _)| (*row, *column))
    };
    rows.iter().find_map(place)
}
