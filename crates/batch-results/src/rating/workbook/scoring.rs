//! The table in which answers are rated, a row an answer.

use std::io;

use batch_words::Words;
use rust_xlsxwriter::{DataValidation, XlsxError};

use super::super::file::Criterion;
use super::layout::{self, Field};
use crate::xlsx::{Book, Cell, Column, Look, Table};

/// The table.
pub(crate) struct Scoring {
    table: usize,
    criteria: usize,
}

/// An answer to be judged.
pub(crate) struct Judged<'a> {
    /// The person.
    pub people: &'a str,
    /// The prompt's number.
    pub number: usize,
    /// How the rater knows the answer.
    pub name: &'a str,
    /// What there is to read, as many as there are columns for it.
    pub texts: &'a [(Look, &'a str)],
    /// Its id.
    pub id: &'a str,
}

impl Scoring {
    /// Begins the table; `name` heads the column that says which answer it is, `texts` are the columns to read in.
    ///
    /// # Errors
    /// The disk's.
    pub fn begin(
        book: &mut Book,
        words: &Words,
        sheet: String,
        name: Column,
        texts: Vec<Column>,
        criteria: &[Criterion],
    ) -> io::Result<Self> {
        let heading = |field: Field| field.heading(words);
        let mut columns =
            vec![Column::new(heading(Field::People), 12.0), Column::new(heading(Field::Prompt), 12.0), name];
        columns.extend(texts);
        for criterion in criteria {
            let choice = scores(criterion, words).map_err(io::Error::other)?;
            columns.push(Column::new(layout::criterion(words, criterion), 11.0).choosing(choice));
        }
        let yes_or_no = [words.workbook_yes(), words.workbook_no()];
        for field in [Field::Best, Field::Harmful] {
            let choice = DataValidation::new().allow_list_strings(&yes_or_no).map_err(io::Error::other)?;
            columns.push(Column::new(heading(field), 9.0).choosing(choice));
        }
        columns.push(Column::new(heading(Field::Note), 30.0));
        columns.push(Column::new(heading(Field::Id), 20.0).hidden());
        let legend = vec![(Look::Strong, words.workbook_colours()), (Look::Cut, words.export_cut())];
        let table = Table { name: sheet, legend, columns, frozen: 3, filtered: true, fitted: true };
        Ok(Self { table: book.table(table)?, criteria: criteria.len() })
    }

    /// Writes an answer's row.
    ///
    /// # Errors
    /// The disk's.
    pub fn put(&self, book: &mut Book, answer: &Judged<'_>) -> io::Result<()> {
        let mut cells = vec![
            (Look::Wrapped, Cell::Text(answer.people)),
            (Look::Wrapped, Cell::Number(answer.number as f64)),
            (Look::Wrapped, Cell::Text(answer.name)),
        ];
        cells.extend(answer.texts.iter().map(|(look, text)| (*look, Cell::Text(text))));
        // Best and harmful are chosen, too.
        cells.resize(cells.len() + self.criteria + 2, (Look::Choice, Cell::Blank));
        cells.extend([(Look::Entry, Cell::Blank), (Look::Plain, Cell::Text(answer.id))]);
        book.row(self.table, &cells)
    }
}

/// A drop-down of the scores that there are.
fn scores(criterion: &Criterion, words: &Words) -> Result<DataValidation, XlsxError> {
    let Criterion { low, high, .. } = *criterion;
    let list: Vec<String> = (low..=high).map(|score| score.to_string()).collect();
    DataValidation::new().allow_list_strings(&list)?.set_error_message(words.workbook_scores(low, high))
}
