//! What ends a run before or outside its calls, typed by what the user must do. Faults of single calls are in
//! [`crate::fault`].

use std::fmt;
use std::path::Path;

use serde::Serialize;

use crate::privacy;
use crate::text;

/// Something in config, inputs or on the disk that the user must mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file or folder it stands in, as the user wrote it.
    pub file: Option<String>,
    /// Line, counted from 1.
    pub line: Option<usize>,
    /// Field path (`models[2].name`).
    pub field: Option<String>,
    /// One sentence: what is wrong and what to do.
    pub what: String,
}

impl Problem {
    /// A problem with no place of its own (a flag, the environment).
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self { file: None, line: None, field: None, what: what.into() }
    }

    /// A problem of a file or folder.
    #[must_use]
    pub fn in_file(file: &Path, what: impl Into<String>) -> Self {
        Self { file: Some(file.display().to_string()), ..Self::new(what) }
    }

    /// Adds the line.
    #[must_use]
    pub fn at(mut self, line: Option<usize>) -> Self {
        self.line = line;
        self
    }

    /// Adds the field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One sentence, whatever names and values stand in it.
        let place = text::setup::place(self.file.as_deref(), self.line, self.field.as_deref());
        f.write_str(&privacy::line(&place))?;
        f.write_str(&privacy::line(&self.what))
    }
}

/// Why a command ended without doing its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Usage, config, key or inputs: nothing was sent. Exit code 2.
    #[error("{0}")]
    Setup(Problem),
    /// Another process works on the same output folder. Exit code 2.
    #[error("{0}")]
    Locked(String),
    /// The disk refused what must be kept. Exit code 1.
    #[error("{0}")]
    Disk(Problem),
}

impl Error {
    /// The process's exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Setup(_) | Self::Locked(_) => 2,
            Self::Disk(_) => 1,
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Setup(problem)
    }
}
