//! CSV that Excel opens by a double click: UTF-8 with a BOM, CRLF, no cell that could become a formula. Every text is
//! quoted: programs that take more than one separator split one that is not.

use std::borrow::Cow;
use std::io::{self, Write};

use batch_words::Words;

use super::fields::{FIELDS, Row, Value};
use super::{Exported, Out, Sink, lane, state};
use crate::reading::{Library, Reading};
use crate::xlsx::{LONGEST_CELL, guarded, units};

/// A table being written.
pub(super) struct Table<'a> {
    out: csv::Writer<Out>,
    words: &'a Words,
}

impl<'a> Table<'a> {
    /// Begins with the BOM and the headings.
    pub fn new(mut out: Out, words: &'a Words) -> io::Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut out = csv::WriterBuilder::new()
            .quote_style(csv::QuoteStyle::NonNumeric)
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        out.write_record(FIELDS.iter().map(|field| (field.heading)(words))).map_err(failed)?;
        Ok(Self { out, words })
    }
}

impl Sink for Table<'_> {
    fn person(&mut self, library: &Library, people: &str, reading: &Reading, tally: &mut Exported) -> io::Result<()> {
        for conversation in &reading.conversations {
            let row = Row { library, people, conversation };
            for field in FIELDS {
                self.out.write_field(cell((field.get)(&row), tally, self.words).as_bytes()).map_err(failed)?;
            }
            self.out.write_record(None::<&[u8]>).map_err(failed)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &mut Exported) -> io::Result<()> {
        self.out.into_inner().map_err(csv::IntoInnerError::into_error)?.finish()
    }
}

/// The disk's own error, which says what to do about it.
fn failed(e: csv::Error) -> io::Error {
    match e.into_kind() {
        csv::ErrorKind::Io(e) => e,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

fn cell<'a>(value: Value<'a>, tally: &mut Exported, words: &Words) -> Cow<'a, str> {
    let text = match value {
        Value::Text(text) => text,
        Value::Time(at) => at.into(),
        Value::State(of) => return state(words, of).into(),
        Value::Lane(of) => return lane(words, of).into(),
        Value::Count(count) => return count.to_string().into(),
        Value::Money(money) => return money.to_string().into(),
        Value::None => return "".into(),
    };
    if text.len() > LONGEST_CELL && units(&text) > LONGEST_CELL {
        tally.long += 1;
    }
    match guarded(&text) {
        Some(guarded) => {
            tally.guarded += 1;
            guarded.into()
        }
        None => text,
    }
}
