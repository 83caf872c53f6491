//! A row a person and prompt, a column a model.

use std::io;

use batch_words::Words;

use super::look;
use crate::reading::{Library, Reading};
use crate::xlsx::{Book, Cell, Column, Look, Table};

/// The comparison.
pub(super) struct Comparison {
    table: usize,
    /// What stands where a model has no conversation.
    missing: String,
}

impl Comparison {
    pub fn begin(book: &mut Book, library: &Library, words: &Words) -> io::Result<Self> {
        let mut columns = vec![
            Column::new(words.export_people(), 14.0),
            Column::new(words.export_prompt_number(), 12.0),
            // It is the same in every row, and whole in a worksheet of its own.
            Column::new(words.export_prompt(), 26.0).aside(),
        ];
        let frozen = columns.len() as u16;
        columns.extend(library.labels(words).into_iter().map(|label| Column::new(label, 50.0)));
        let table = book.table(Table {
            name: words.export_comparison(),
            legend: vec![
                (Look::Strong, words.workbook_colours()),
                (Look::Failed, words.export_failed()),
                (Look::Cut, words.export_cut()),
                (Look::Faint, words.workbook_nothing()),
            ],
            columns,
            frozen,
            filtered: true,
            fitted: true,
        })?;
        Ok(Self { table, missing: words.export_missing() })
    }

    pub fn put(&self, book: &mut Book, library: &Library, people: &str, reading: &Reading) -> io::Result<()> {
        let mut all: Vec<_> = reading.conversations.iter().collect();
        all.sort_by_key(|c| (c.number, c.column));
        for prompt in all.chunk_by(|a, b| a.number == b.number) {
            let text = prompt.iter().map(|c| c.prompt.as_str()).find(|text| !text.is_empty()).unwrap_or_default();
            let mut cells = vec![
                (Look::Wrapped, Cell::Text(people)),
                (Look::Wrapped, Cell::Number(prompt.first().map_or(0, |c| c.number) as f64)),
                (Look::Wrapped, Cell::Text(text)),
            ];
            let mut there = prompt.iter().peekable();
            for column in 0..library.columns.len() {
                cells.push(match there.next_if(|c| c.column == column) {
                    Some(c) => (look(c.state, Look::Wrapped), Cell::Text(&c.output)),
                    None => (Look::Faint, Cell::Text(&self.missing)),
                });
            }
            book.row(self.table, &cells)?;
        }
        Ok(())
    }
}
