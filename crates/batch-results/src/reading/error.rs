//! What ends a reading, or the writing of what came of it.

use std::io;
use std::path::{Path, PathBuf};

use batch_core::base::problem::{Cause, ConfigProblem, Problem};
use batch_core::ledger;
use batch_words::{Words, problem, said};

/// Why there is no page and no export.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// A folder or ledger that the system does not let us read.
    #[error("{}: cannot be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file where a folder was to be named.
    #[error("{}: not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// A folder without sheets and ledger.
    #[error("{}: nothing of ours", path.display())]
    NothingHere {
        /// The folder.
        path: PathBuf,
        /// JSON files in it that are no sheets.
        odd: usize,
    },
    /// A folder in which no conversation is settled.
    #[error("{}: no conversations yet", .0.display())]
    NothingYet(PathBuf),
    /// A model or person that no folder has.
    #[error("unknown name: {0:?}")]
    UnknownName(ConfigProblem),
    /// The result cannot be written; what was there before is as it was.
    #[error("{}: cannot be written", path.display())]
    Unwritable {
        /// Where it was to go.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A workbook that holds a rater's work and would be written over.
    #[error("{}: holds ratings", .0.display())]
    Filled(PathBuf),
    /// The config's folder, into which nothing was run.
    #[error("{}: never run", .0.display())]
    NeverRun(PathBuf),
    /// A folder where a file was to be named.
    #[error("{}: a folder", .0.display())]
    IsAFolder(PathBuf),
    /// A file where a folder was to be named.
    #[error("{}: a file", .0.display())]
    IsAFile(PathBuf),
    /// A format that is no stream.
    #[error("not for standard output")]
    NoStdout,
    /// The result would be taken for a sheet, or replace one.
    #[error("{}: among the sheets", path.display())]
    AmongTheSheets {
        /// Where it was to go.
        path: PathBuf,
        /// A better ending.
        format: &'static str,
    },
    /// The result would lie beside the ledger.
    #[error("{}: beside the ledger", .0.display())]
    AmongTheLedger(PathBuf),
}

impl ResultsError {
    /// What the system refused to read.
    pub(super) fn unreadable(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Unreadable { path: path.to_owned(), source }
    }

    /// A folder's ledger that cannot be read.
    pub(super) fn unreadable_ledger(folder: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Unreadable { path: ledger::path(folder), source }
    }

    /// True if there is nothing to read, and not something that cannot be read.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        match self {
            Self::Unreadable { source, .. } => source.kind() == io::ErrorKind::NotFound,
            Self::NothingHere { .. } | Self::NothingYet(_) => true,
            _ => false,
        }
    }

    /// What the system refused to write.
    pub(crate) fn unwritable(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Unwritable { path: path.to_owned(), source }
    }

    /// In words, with what to do.
    #[must_use]
    pub fn sentence(&self, words: &Words) -> String {
        let shown = |path: &Path| path.display().to_string();
        let cause = |e: &io::Error| said::cause(words, &Cause::from(e));
        match self {
            Self::Unreadable { path, source } => words.reading_unreadable(shown(path), cause(source)),
            Self::NotAFolder(path) => words.reading_not_a_folder(shown(path)),
            Self::NothingHere { path, odd } => words.reading_nothing_here(*odd, shown(path)),
            Self::NothingYet(path) => words.reading_nothing_yet(shown(path)),
            Self::UnknownName(problem) => problem::sentence(words, &Problem::new(problem.clone())),
            Self::Unwritable { path, source } => words.reading_unwritable(shown(path), cause(source)),
            Self::Filled(path) => words.reading_filled(shown(path)),
            Self::NeverRun(path) => words.reading_never_run(shown(path)),
            Self::IsAFolder(path) => words.reading_is_a_folder(shown(path)),
            Self::IsAFile(path) => words.reading_is_a_file(shown(path)),
            Self::NoStdout => words.reading_no_stdout(),
            Self::AmongTheSheets { path, format } => words.reading_overwrites_input(shown(path), format),
            Self::AmongTheLedger(path) => words.reading_among_the_ledger(shown(path)),
        }
    }
}
