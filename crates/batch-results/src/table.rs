//! A table as plain data: made by whoever counts, shown by page, document and workbook alike.

/// A titled table; every row has as many cells as the head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows, in words.
    pub title: String,
    /// Its columns' headings.
    pub head: Vec<String>,
    /// Its cells as they are to be read; the first of a row says what the row is about.
    pub rows: Vec<Vec<String>>,
    /// How to read it: formulas, counts, what was left out. Empty if nothing is to be said.
    pub note: String,
}
