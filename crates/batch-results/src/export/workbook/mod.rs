//! An Excel workbook ready to work with: sums by model, a table to rate in, all models side by side, every conversation,
//! then prompts, records and notes.

mod comparison;
mod conversations;
mod notes;
mod rated;
mod summary;
mod texts;

use std::io;
use std::path::Path;

use batch_words::Words;

use super::{Exported, Sink};
use crate::reading::{AnswerState, Library, Reading};
use crate::xlsx::{Book, Look};

/// A workbook being written: a person passes through all of its tables.
pub(super) struct Workbook<'a> {
    words: &'a Words,
    book: Book,
    summary: summary::Summary,
    rated: rated::Rated,
    comparison: comparison::Comparison,
    conversations: conversations::Conversations,
    prompts: texts::Prompts,
    records: texts::Records,
}

impl<'a> Workbook<'a> {
    /// Begins the workbook with all its worksheets but the notes, which come last.
    pub fn new(library: &Library, path: &Path, words: &'a Words) -> io::Result<Self> {
        Self::begin(library, Book::create(path, words.export_cell_cut())?, words)
    }

    fn begin(library: &Library, mut book: Book, words: &'a Words) -> io::Result<Self> {
        Ok(Self {
            summary: summary::Summary::begin(&mut book, library, words)?,
            rated: rated::Rated::begin(&mut book, library, words)?,
            comparison: comparison::Comparison::begin(&mut book, library, words)?,
            conversations: conversations::Conversations::begin(&mut book, words)?,
            prompts: texts::Prompts::begin(&mut book, words)?,
            records: texts::Records::begin(&mut book, words)?,
            words,
            book,
        })
    }
}

impl Sink for Workbook<'_> {
    fn person(&mut self, library: &Library, people: &str, reading: &Reading, _: &mut Exported) -> io::Result<()> {
        let Self { words, book, .. } = self;
        self.summary.add(reading);
        self.rated.put(book, library, people, reading)?;
        self.comparison.put(book, library, people, reading)?;
        self.conversations.put(book, (library, people), reading, words)?;
        self.prompts.put(book, reading)?;
        self.records.put(book, people, reading)
    }

    fn finish(mut self: Box<Self>, tally: &mut Exported) -> io::Result<()> {
        self.summary.end(&mut self.book, self.words)?;
        (tally.cut, tally.guarded) = (self.book.cut, self.book.guarded);
        notes::write(&mut self.book, self.words, self.rated.criteria(), tally)?;
        self.book.finish()
    }
}

/// How an answer looks.
fn look(state: AnswerState, usual: Look) -> Look {
    match state {
        AnswerState::Answered => usual,
        AnswerState::Cut => Look::Cut,
        AnswerState::Failed => Look::Failed,
        AnswerState::Empty => Look::Faint,
    }
}

/// Characters of a text.
fn length(text: &str) -> f64 {
    text.chars().count() as f64
}

#[cfg(test)]
mod tests;
