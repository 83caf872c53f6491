//! One HTML page out of output folders: self-contained, without a network, readable from `file://`.
//!
//! The page's texts go to a scratch file while they are read, a person at a time, so memory holds numbers only. The
//! overview, drawn from these numbers, stands before them in the page and is there at once when it opens.

mod address;
mod blocks;
mod charts;
mod figures;
pub(crate) mod html;
mod methods;
mod overview;
mod page;
pub(crate) mod safe_json;
pub(crate) mod shell;
mod summary;
mod tables;
mod words;

use std::io::Write;
use std::path::Path;

use batch_core::sheets::whole::{self, Whole};
use batch_words::Words;

use crate::reading::{Library, Oddity, ResultsError};
use crate::table::Table;
use figures::Figures;

/// What a page holds beside what its folders say.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extra<'a> {
    /// What came of ratings, shown in the overview in this order; none if nobody rated.
    pub tables: &'a [Table],
    /// Leaves the records out, and what models thought about them: for a page that is passed on.
    pub without_records: bool,
}

/// What was written.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct WrittenReport {
    /// Conversations in it.
    pub conversations: u64,
    /// Oddities found.
    pub odd: u64,
    /// The first of them.
    pub odds: Vec<Oddity>,
}

/// Writes the page in the language of the words.
///
/// # Errors
/// What cannot be read or written; what was there before is untouched then.
pub fn write(
    words: &Words,
    library: &Library,
    extra: &Extra<'_>,
    output: &Path,
) -> Result<WrittenReport, ResultsError> {
    let unwritable = ResultsError::unwritable(output);
    let mut page = Whole::create(output).map_err(&unwritable)?;
    let mut texts = whole::scratch(&page.room()).map_err(&unwritable)?;
    let mut figures = Figures::new(library);
    for (n, people) in library.people.iter().enumerate() {
        let mut reading = library.person(n)?;
        figures.add(library, people, &mut reading);
        blocks::write(&mut texts, n, &reading, &mut figures, !extra.without_records).map_err(&unwritable)?;
    }
    page::write(&mut page, library, &figures, extra, words, |page| whole::append(texts, page)).map_err(&unwritable)?;
    page.flush().and_then(|()| page.finish()).map_err(&unwritable)?;
    Ok(WrittenReport { conversations: figures.conversations(), odd: figures.odd, odds: figures.odds })
}
