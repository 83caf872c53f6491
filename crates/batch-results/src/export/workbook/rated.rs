//! A table to rate in, a row an answer. It says whose the answer is: who wants to rate blind takes `rate`.

use std::io;

use batch_words::Words;

use crate::rating::criteria::Scheme;
use crate::rating::file::Criterion;
use crate::rating::questions::rateable;
use crate::rating::workbook::{Judged, Scoring};
use crate::reading::{Library, Reading};
use crate::xlsx::{Book, Column, Look};

use super::look;

/// What ids are made of: nothing is drawn here.
pub(super) const SEED: u64 = 0;

/// The table.
pub(super) struct Rated {
    scoring: Scoring,
    criteria: Vec<Criterion>,
    labels: Vec<String>,
}

impl Rated {
    pub fn begin(book: &mut Book, library: &Library, words: &Words) -> io::Result<Self> {
        let criteria = Scheme::usual(words).criteria;
        let name = Column::new(words.export_model(), 24.0);
        let texts = vec![Column::new(words.export_document_answer(), 90.0)];
        let scoring = Scoring::begin(book, words, words.workbook_scoring(), name, texts, &criteria)?;
        Ok(Self { scoring, criteria, labels: library.labels(words) })
    }

    pub fn criteria(&self) -> &[Criterion] {
        &self.criteria
    }

    pub fn put(&self, book: &mut Book, library: &Library, people: &str, reading: &Reading) -> io::Result<()> {
        for (number, answers) in rateable(library, SEED, people, reading) {
            let mut answers: Vec<&[_]> = answers.chunk_by(|(a, _), (b, _)| a == b).collect();
            answers.sort_by_key(|same| same.first().map(|(_, conversation)| conversation.column));
            for same in answers {
                let Some((id, conversation)) = same.first() else { continue };
                // What several folders hold word for word is one answer.
                let names = same.iter().filter_map(|(_, of)| self.labels.get(of.column)).map(String::as_str);
                let name = names.collect::<Vec<_>>().join(" / ");
                let texts = [(look(conversation.state, Look::Wrapped), conversation.output.as_str())];
                self.scoring.put(book, &Judged { people, number, name: &name, texts: &texts, id })?;
            }
        }
        Ok(())
    }
}
