//! A table as plain data: made by whoever counts, shown by page, document and workbook alike.

/// A titled table; every row has as many cells as the head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What it shows, in words.
    pub title: String,
    /// Its columns' headings.
    pub head: Vec<String>,
    /// What stands below them.
    pub rows: Vec<Row>,
    /// How to read it: formulas, counts, what was left out. Empty if nothing is to be said.
    pub note: String,
}

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// Its cells as they are to be read; the first says what the row is about.
    pub cells: Vec<String>,
    /// The labels of the models that it is about: who hides one of them does not want to see it. None if it is about all of
    /// them together.
    pub models: Vec<String>,
}

impl Row {
    /// A row about models.
    #[must_use]
    pub fn about(models: impl IntoIterator<Item = String>, cells: Vec<String>) -> Self {
        Self { cells, models: models.into_iter().collect() }
    }
}

impl From<Vec<String>> for Row {
    /// A row about all models together.
    fn from(cells: Vec<String>) -> Self {
        Self { cells, models: Vec::new() }
    }
}
