//! Every conversation in a row, with the columns of the other formats and the length of the answer.

use std::io;

use batch_words::Words;

use super::super::fields::{FIELDS, Row, Value};
use super::super::{lane, state};
use super::{length, look};
use crate::reading::{Library, Reading};
use crate::xlsx::{Book, Cell, Column, Look, Table};

/// The column after which the length stands.
const MEASURED: &str = "output";

/// The table of all conversations.
pub(super) struct Conversations {
    table: usize,
}

impl Conversations {
    pub fn begin(book: &mut Book, words: &Words) -> io::Result<Self> {
        let mut columns = Vec::with_capacity(FIELDS.len() + 1);
        for field in FIELDS {
            columns.push(match field.name {
                "at" => Column::new(words.workbook_at(), 20.0),
                _ => Column::new((field.heading)(words), field.width),
            });
            if field.name == MEASURED {
                columns.push(Column::new(words.workbook_length(), 11.0));
            }
        }
        let name = words.workbook_conversations();
        let table = Table { name, legend: Vec::new(), columns, frozen: 4, filtered: true, fitted: false };
        Ok(Self { table: book.table(table)? })
    }

    pub fn put(
        &self,
        book: &mut Book,
        (library, people): (&Library, &str),
        reading: &Reading,
        words: &Words,
    ) -> io::Result<()> {
        for conversation in &reading.conversations {
            let row = Row { library, people, conversation };
            let said = state(words, conversation.state);
            let values: Vec<_> = FIELDS.iter().map(|field| (field.name, (field.get)(&row))).collect();
            let lane = conversation.facts.as_ref().map(|facts| lane(words, facts.lane)).unwrap_or_default();
            let mut cells = Vec::with_capacity(values.len() + 1);
            for (name, value) in &values {
                cells.push(match value {
                    Value::Text(text) => (Look::Plain, Cell::Text(text)),
                    Value::State(of) => (look(*of, Look::Plain), Cell::Text(&said)),
                    Value::Lane(_) => (Look::Plain, Cell::Text(&lane)),
                    Value::Time(at) => (Look::Plain, Cell::Time(at)),
                    Value::Count(count) => (Look::Plain, Cell::Number(*count as f64)),
                    Value::Money(money) => (Look::Plain, Cell::Number(*money)),
                    Value::None => (Look::Plain, Cell::Blank),
                });
                if *name == MEASURED {
                    cells.push((Look::Plain, Cell::Number(length(&conversation.output))));
                }
            }
            book.row(self.table, &cells)?;
        }
        Ok(())
    }
}
