//! One HTML page out of output folders: self-contained, without a network, readable from `file://`.
//!
//! The page's texts go to a scratch file while they are read, a person at a time, so memory holds numbers only. The
//! overview, drawn from these numbers, stands before them in the page and is there at once when it opens.

mod address;
mod asked;
mod blocks;
mod charts;
mod counts;
mod figures;
pub(crate) mod html;
mod methods;
mod overview;
mod page;
mod parts;
mod reason;
pub(crate) mod safe_json;
pub(crate) mod shell;
mod summary;
mod tables;
mod words;

use std::io::Write;
use std::path::{Path, PathBuf};

use batch_core::sheets::whole::{self, Whole};
use batch_words::Words;

use crate::reading::{Library, Oddity, ResultsError};
use crate::table::Table;
use figures::Figures;
use page::Sheet;
use parts::{Part, Place};

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
    /// Pages that the index leads to; 0 if there is one page only, which holds everything.
    pub pages: usize,
    /// The folder in which these pages are.
    pub folder: Option<PathBuf>,
    /// Oddities found.
    pub odd: u64,
    /// The first of them.
    pub odds: Vec<Oddity>,
}

/// Writes the page in the language of the words; beyond what browsers open smoothly, an index there and the pages in a
/// folder beside it.
///
/// # Errors
/// What cannot be read or written; a page that was there before is untouched then.
pub fn write(
    words: &Words,
    library: &Library,
    extra: &Extra<'_>,
    output: &Path,
) -> Result<WrittenReport, ResultsError> {
    write_parted(words, library, extra, output, parts::MOST_TEXTS)
}

/// The same with at most so many bytes of texts in a page, but for the last person's.
///
/// # Errors
/// Those of [`write()`].
pub fn write_parted(
    words: &Words,
    library: &Library,
    extra: &Extra<'_>,
    output: &Path,
    most: u64,
) -> Result<WrittenReport, ResultsError> {
    let unwritable = ResultsError::unwritable(output);
    let mut page = Whole::create(output).map_err(&unwritable)?;
    let room = page.room();
    let name = output.file_name().unwrap_or_default().to_string_lossy();
    let folder = parts::folder(output);
    let link = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut pages: Vec<(usize, String)> = Vec::new();
    let mut total: Option<Figures> = None;
    let mut part = Part::new(0, library, &room).map_err(&unwritable)?;
    let close = |part: Part, number: usize| -> Result<Figures, ResultsError> {
        let path = folder.join(parts::file(number));
        let unwritable = ResultsError::unwritable(&path);
        let mut page = Whole::create(&path).map_err(&unwritable)?;
        let people = library.people.get(part.first..part.first + part.people).unwrap_or_default();
        let sheet = Sheet { library, people, figures: &part.figures, extra, place: Place::Part { index: &name } };
        page::write(&mut page, &sheet, words, |page| whole::append(part.texts, page)).map_err(&unwritable)?;
        page.flush().and_then(|()| page.finish_soon()).map_err(&unwritable)?;
        Ok(part.figures)
    };
    let mut close_next = |part: Part| -> Result<(), ResultsError> {
        let number = pages.len() + 1;
        pages.push((part.first, format!("{link}/{}", parts::file(number))));
        let figures = close(part, number)?;
        match &mut total {
            Some(total) => total.join(figures),
            None => total = Some(figures),
        }
        Ok(())
    };
    for (n, people) in library.people.iter().enumerate() {
        // What is written to a pipe stays one.
        if part.is_full(most) && !whole::is_stream(output) {
            let next = Part::new(n, library, &room).map_err(&unwritable)?;
            close_next(std::mem::replace(&mut part, next))?;
        }
        part.add(library, people, library.person(n)?, !extra.without_records).map_err(&unwritable)?;
    }
    let people = &library.people;
    if part.first == 0 {
        let sheet = Sheet { library, people, figures: &part.figures, extra, place: Place::Whole };
        page::write(&mut page, &sheet, words, |page| whole::append(part.texts, page)).map_err(&unwritable)?;
        total = Some(part.figures);
    } else {
        close_next(part)?;
    }
    let figures = total.unwrap_or_default();
    // Also if there is one page now: what an earlier report left beside it may hold what this one leaves out.
    if !whole::is_stream(output) {
        parts::sweep(&folder, pages.len());
    }
    if !pages.is_empty() {
        let sheet = Sheet { library, people, figures: &figures, extra, place: Place::Index(&pages) };
        page::write(&mut page, &sheet, words, |_| Ok(())).map_err(&unwritable)?;
    }
    page.flush().and_then(|()| page.finish()).map_err(&unwritable)?;
    let folder = (!pages.is_empty()).then_some(folder);
    let (odd, conversations) = (figures.odd, figures.conversations());
    Ok(WrittenReport { conversations, pages: pages.len(), folder, odd, odds: figures.odds })
}
