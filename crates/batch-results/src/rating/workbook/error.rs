//! What is wrong with a rater's workbook.

use std::io;
use std::path::{Path, PathBuf};

use batch_core::base::problem::Cause;
use batch_words::{Words, said};

use super::layout::{self, Field};
use crate::rating::file::Criterion;

/// A workbook that is not read as ratings.
#[derive(Debug, thiserror::Error)]
#[error("{}: {what:?}", path.display())]
pub struct WorkbookError {
    path: PathBuf,
    what: Wrong,
}

/// Why.
#[derive(Debug)]
pub(super) enum Wrong {
    /// The system's refusal.
    Unreadable(io::Error),
    /// No xlsx, or damaged.
    NoWorkbook,
    /// It opens only with a password.
    Password,
    /// No worksheet has a column of ids.
    NoTable,
    /// No worksheet says seed and criteria.
    NoAbout,
    /// A column that must be there is not.
    NoColumn { sheet: String, column: Heading },
    /// Two columns with one heading.
    TwoColumns { sheet: String, column: Heading },
    /// A cell, by its name in the spreadsheet.
    Cell(String, CellWrong),
}

/// A column that the reader looks for.
#[derive(Debug)]
pub(super) enum Heading {
    Field(Field),
    Criterion(Criterion),
}

/// What is wrong with a cell; its value, as far as it is shown.
#[derive(Debug)]
pub(super) enum CellWrong {
    /// A formula without its value.
    Formula,
    /// No score within the bounds.
    Score { value: String, low: u8, high: u8 },
    /// Neither yes nor no.
    Mark(String),
    /// A cross that may be either.
    Cross(String),
    /// A prompt's number that is none.
    Number(String),
    /// No id of ours.
    Id(String),
    /// A judgement without an id.
    NoId,
    /// Judged in another row already, whose id stands there.
    Twice(String),
    /// Another answer's than the row's.
    Moved,
    /// Nobody's name.
    NoRater,
    /// Another version's file.
    Format(String),
    /// No seed.
    Seed(String),
    /// A criterion without bounds.
    Criterion,
}

impl WorkbookError {
    pub(super) fn of(path: &Path) -> impl Fn(Wrong) -> Self {
        move |what| Self { path: path.to_owned(), what }
    }

    /// In words, with what to do.
    #[must_use]
    pub fn sentence(&self, words: &Words) -> String {
        let path = self.path.display().to_string();
        let heading = |heading: &Heading| match heading {
            Heading::Field(field) => field.heading(words),
            Heading::Criterion(criterion) => layout::criterion(words, criterion),
        };
        match &self.what {
            Wrong::Unreadable(e) => words.reading_unreadable(path, said::cause(words, &Cause::from(e))),
            Wrong::NoWorkbook => words.scores_no_workbook(path),
            Wrong::Password => words.scores_password(path),
            Wrong::NoTable => words.scores_no_table(path, words.workbook_id()),
            Wrong::NoAbout => words.scores_no_about(path, words.workbook_seed(), words.workbook_criteria()),
            Wrong::NoColumn { sheet, column } => words.scores_no_column(path, sheet, heading(column)),
            Wrong::TwoColumns { sheet, column } => words.scores_two_columns(path, sheet, heading(column)),
            Wrong::Cell(cell, what) => words.scores_cell(path, cell, what.sentence(words)),
        }
    }
}

impl CellWrong {
    fn sentence(&self, words: &Words) -> String {
        match self {
            Self::Formula => words.scores_formula(),
            Self::Score { value, low, high } => words.scores_bad_score(value, *low, *high),
            Self::Mark(value) => words.scores_bad_mark(value),
            Self::Cross(value) => words.scores_cross(value),
            Self::Number(value) => words.scores_bad_number(value),
            Self::Id(value) => words.scores_bad_id(value),
            Self::NoId => words.scores_no_id(),
            Self::Twice(cell) => words.scores_twice(cell),
            Self::Moved => words.scores_moved(),
            Self::NoRater => words.scores_no_rater(),
            Self::Format(value) => words.scores_bad_format(value),
            Self::Seed(value) => words.scores_bad_seed(value),
            Self::Criterion => words.scores_bad_criterion(),
        }
    }
}
