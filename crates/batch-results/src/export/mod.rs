//! Conversations as tables and documents for other programs. A person's conversations pass through at a time, so the
//! size of the job is bounded by the disk, not by memory.

mod demote;
mod fields;
mod json_lines;
mod markdown;
mod names;
mod table;
mod workbook;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use batch_core::ledger::Lane;
use batch_core::sheets::whole::Whole;
use batch_words::Words;
pub use names::safe;

use crate::rating::workbook::is_filled;
use crate::reading::{AnswerState, Library, Oddity, Reading, ResultsError};
pub use crate::xlsx::{LONGEST_CELL, MOST_ROWS};
pub use fields::{FIELDS, Field, Row, Value};

/// What to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table for spreadsheets and data frames.
    Csv,
    /// An Excel workbook: sums, a table to rate in, a comparison, every conversation, prompts, records, notes.
    Xlsx,
    /// A JSON object a line, every value as it is.
    Jsonl,
    /// Documents for reading.
    Md(Layout),
}

/// How Markdown documents are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A file a sheet: prompts, answers and record, with headings.
    Sheets,
    /// A file a sheet: the outputs and nothing else, as in the sheet's `result`.
    Results,
    /// One file: people, prompts and models as headings over the answers.
    Headings,
}

/// Where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A file, or a folder where there is a file a sheet.
    Path(PathBuf),
    /// Standard output, for formats that are one stream of text.
    Stdout,
}

/// What was done and what must be said about it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Conversations.
    pub rows: u64,
    /// Files, if more than one.
    pub files: u64,
    /// Cells cut to fit Excel's limit.
    pub cut: u64,
    /// Cells longer than Excel's limit in a format that has none.
    pub long: u64,
    /// Cells in which something would have been a formula.
    pub guarded: u64,
    /// Files that were odd, with what was odd about them; at most [`MOST_ODDS`].
    pub odds: Vec<Oddity>,
    /// Oddities in all.
    pub odd: u64,
}

/// Oddities kept for telling.
pub const MOST_ODDS: usize = 20;

impl Exported {
    fn note(&mut self, odds: Vec<Oddity>) {
        self.odd += odds.len() as u64;
        let room = MOST_ODDS.saturating_sub(self.odds.len());
        self.odds.extend(odds.into_iter().take(room));
    }
}

/// Takes people one by one.
trait Sink {
    /// Writes a person's conversations.
    fn person(&mut self, library: &Library, people: &str, reading: &Reading, tally: &mut Exported) -> io::Result<()>;

    /// Ends the file or files.
    fn finish(self: Box<Self>, tally: &mut Exported) -> io::Result<()>;
}

/// Writes a library's conversations; headings and notes in the language of the words.
///
/// # Errors
/// What cannot be read or written, or a workbook in its place that a rater has filled in; what was there before is untouched
/// then.
pub fn export(
    words: &Words,
    library: &Library,
    format: Format,
    target: &Destination,
) -> Result<Exported, ResultsError> {
    let shown = match target {
        Destination::Path(path) => path.as_path(),
        Destination::Stdout if matches!(format, Format::Xlsx | Format::Md(Layout::Sheets | Layout::Results)) => {
            return Err(ResultsError::NoStdout);
        }
        Destination::Stdout => Path::new("-"),
    };
    if format == Format::Xlsx && is_filled(shown) {
        return Err(ResultsError::Filled(shown.to_owned()));
    }
    let unwritable = ResultsError::unwritable(shown);
    let mut tally = Exported::default();
    tally.note(library.odds.clone());
    let mut sink = sink(library, format, target, words).map_err(&unwritable)?;
    for (n, people) in library.people.iter().enumerate() {
        let mut reading = library.person(n)?;
        tally.note(std::mem::take(&mut reading.odds));
        tally.rows += reading.conversations.len() as u64;
        match sink.person(library, people, &reading, &mut tally) {
            Err(e) if seen_enough(&e) => return Ok(tally),
            written => written.map_err(&unwritable)?,
        }
    }
    match sink.finish(&mut tally) {
        Err(e) if !seen_enough(&e) => Err(unwritable(e)),
        _ => Ok(tally),
    }
}

/// True if whoever reads the stream (`| head`) wants no more of it.
fn seen_enough(e: &io::Error) -> bool {
    e.kind() == io::ErrorKind::BrokenPipe
}

/// What became of a conversation, in a table's cell.
fn state(words: &Words, state: AnswerState) -> String {
    match state {
        AnswerState::Answered => words.export_answered(),
        AnswerState::Cut => words.export_cut(),
        AnswerState::Failed => words.export_failed(),
        AnswerState::Empty => words.export_empty(),
    }
}

/// How a conversation was asked, in a table's cell.
fn lane(words: &Words, lane: Lane) -> String {
    match lane {
        Lane::Online => words.export_online(),
        Lane::Batch => words.export_batch(),
    }
}

fn sink<'a>(
    library: &Library,
    format: Format,
    target: &'a Destination,
    words: &'a Words,
) -> io::Result<Box<dyn Sink + 'a>> {
    Ok(match format {
        Format::Csv => Box::new(table::Table::new(Out::open(target)?, words)?),
        Format::Jsonl => Box::new(json_lines::JsonLines::new(Out::open(target)?)),
        Format::Xlsx => Box::new(workbook::Workbook::new(library, path(target)?, words)?),
        Format::Md(Layout::Headings) => Box::new(markdown::Document::new(Out::open(target)?, words)),
        Format::Md(shape) => Box::new(markdown::Sheets::new(path(target)?, shape == Layout::Results, words)),
    })
}

fn path(target: &Destination) -> io::Result<&Path> {
    match target {
        Destination::Path(path) => Ok(path),
        Destination::Stdout => Err(io::ErrorKind::InvalidInput.into()),
    }
}

/// One stream.
enum Out {
    File(Whole),
    Stdout(io::Stdout),
}

impl Out {
    fn open(target: &Destination) -> io::Result<Self> {
        match target {
            Destination::Path(path) => Whole::create(path).map(Self::File),
            Destination::Stdout => Ok(Self::Stdout(io::stdout())),
        }
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::File(file) => file.finish(),
            Self::Stdout(mut out) => out.flush(),
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stdout(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stdout(out) => out.flush(),
        }
    }
}
