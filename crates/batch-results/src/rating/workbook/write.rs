//! The blind workbook: what to do and by what to judge, then a row an answer, with record and prompt beside it. Nothing in
//! it names a model or a folder.

use std::io;
use std::path::Path;

use batch_words::Words;

use super::super::criteria::Scheme;
use super::super::error::RatingError;
use super::super::file::Criterion;
use super::super::page::{MOST_QUESTIONS, WrittenBallot};
use super::super::questions::{Draw, Question, letter, questions};
use super::about::about;
use super::read::is_filled;
use super::scoring::{Judged, Scoring};
use crate::reading::{Library, ResultsError};
use crate::xlsx::{Book, Cell, Column, Look, Table};

/// Writes the workbook in the language of the words, with the same questions as the page.
///
/// # Errors
/// Nothing to rate, more than anybody rates, a workbook in its place that a rater has filled in, or what cannot be read or
/// written; what was there before is untouched then.
pub fn write(
    words: &Words,
    library: &Library,
    draw: &Draw,
    scheme: &Scheme,
    output: &Path,
) -> Result<WrittenBallot, RatingError> {
    if is_filled(output) {
        return Err(ResultsError::Filled(output.to_owned()).into());
    }
    let asked = questions(library, draw, MOST_QUESTIONS)?;
    put(words, &asked.questions, &scheme.criteria, draw.seed, output).map_err(ResultsError::unwritable(output))?;
    Ok(WrittenBallot::of(asked))
}

fn put(words: &Words, questions: &[Question], criteria: &[Criterion], seed: u64, path: &Path) -> io::Result<()> {
    let mut book = Book::create(path, words.workbook_text_cut())?;
    let notes = book.table(Table {
        name: words.export_notes(),
        legend: Vec::new(),
        columns: vec![Column::new(words.export_notes(), 80.0), Column::new("", 26.0), Column::new("", 12.0)],
        frozen: 0,
        filtered: false,
        fitted: true,
    })?;
    for line in [
        words.workbook_how_to_begin(),
        words.workbook_how_to_tell(),
        words.workbook_how_to_score(),
        words.workbook_how_to_keep(),
    ] {
        book.row(notes, &[(Look::Wrapped, Cell::Text(&line))])?;
    }
    book.row(notes, &[])?;
    about(&mut book, notes, words, seed, criteria)?;

    let texts = vec![
        // They are the same for all answers to a question, and may be longer than these.
        Column::new(words.export_document_record(), 44.0),
        Column::new(words.export_prompt(), 22.0).aside(),
        Column::new(words.export_document_answer(), 70.0),
    ];
    let name = Column::new(words.workbook_code(), 8.0);
    let scoring = Scoring::begin(&mut book, words, words.workbook_rating(), name, texts, criteria)?;
    for question in questions {
        for (place, answer) in question.answers.iter().enumerate() {
            let look = if answer.cut { Look::Cut } else { Look::Wrapped };
            let texts =
                [(Look::Wrapped, question.record.as_str()), (Look::Wrapped, &question.prompt), (look, &answer.text)];
            scoring.put(
                &mut book,
                &Judged {
                    people: &question.people,
                    number: question.number,
                    name: &letter(words, place),
                    texts: &texts,
                    id: &answer.id,
                },
            )?;
        }
    }
    book.finish()
}
