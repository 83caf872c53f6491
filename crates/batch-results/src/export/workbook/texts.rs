//! Prompts and records, each text alone and once.

use std::collections::HashSet;
use std::io;

use batch_core::base::key::Key;
use batch_words::Words;

use super::length;
use crate::reading::Reading;
use crate::xlsx::{Book, Cell, Column, Look, Table};

/// Wide enough to read in.
const WIDTH: f64 = 110.0;

/// The prompts: a row for each text that stands under a number.
pub(super) struct Prompts {
    table: usize,
    seen: HashSet<(usize, Key)>,
}

impl Prompts {
    pub fn begin(book: &mut Book, words: &Words) -> io::Result<Self> {
        let columns =
            [(words.export_prompt_number(), 12.0), (words.export_prompt(), WIDTH), (words.workbook_length(), 11.0)];
        Ok(Self { table: begin(book, words.workbook_prompts(), columns)?, seen: HashSet::new() })
    }

    pub fn put(&mut self, book: &mut Book, reading: &Reading) -> io::Result<()> {
        let mut new: Vec<_> = reading.conversations.iter().filter(|c| !c.prompt.is_empty()).collect();
        new.retain(|c| self.seen.insert((c.number, Key::of(c.prompt.as_bytes()))));
        new.sort_by_key(|c| c.number);
        new.iter().try_for_each(|c| row(book, self.table, Cell::Number(c.number as f64), &c.prompt))
    }
}

/// The records: a row a person.
pub(super) struct Records {
    table: usize,
}

impl Records {
    pub fn begin(book: &mut Book, words: &Words) -> io::Result<Self> {
        let columns =
            [(words.export_people(), 14.0), (words.export_document_record(), WIDTH), (words.workbook_length(), 11.0)];
        Ok(Self { table: begin(book, words.workbook_records(), columns)? })
    }

    pub fn put(&self, book: &mut Book, people: &str, reading: &Reading) -> io::Result<()> {
        // Records that differ between models are among the oddities.
        let record = reading.conversations.iter().map(|c| c.chat.as_str()).find(|chat| !chat.is_empty());
        record.map_or(Ok(()), |record| row(book, self.table, Cell::Text(people), record))
    }
}

fn begin(book: &mut Book, name: String, columns: [(String, f64); 3]) -> io::Result<usize> {
    let columns = columns.into_iter().map(|(heading, width)| Column::new(heading, width)).collect();
    book.table(Table { name, legend: Vec::new(), columns, frozen: 1, filtered: true, fitted: true })
}

fn row(book: &mut Book, table: usize, of: Cell<'_>, text: &str) -> io::Result<()> {
    let cells = [(Look::Wrapped, of), (Look::Wrapped, Cell::Text(text)), (Look::Wrapped, Cell::Number(length(text)))];
    book.row(table, &cells)
}
