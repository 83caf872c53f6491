//! What a user must mend, as data: where it is, and what it is. Each room has an enum of its own here; their sentences are
//! made where they are shown.

mod access;
mod batch;
mod config;
mod excerpt;
mod file;
mod input;
mod limiter;
mod misread;
mod money;
mod shard;

use std::path::Path;

use serde::Serialize;

pub use access::{AccessProblem, Foreign, KeyFault, KeyPlace, KeyTrace, OddLine};
pub use batch::{BatchProblem, CannotBatch, WhyNot};
pub use config::{Bilingual, ConfigProblem, Found, JsonKind, NearConfig, OddModel, Wanted};
pub use excerpt::Excerpt;
pub use file::{Cause, FileProblem, OddFile};
pub use input::{InputProblem, Other, Unread};
pub use limiter::{LimiterProblem, LimiterTrouble};
pub use misread::Misread;
pub use money::{Going, MoneyProblem};
pub use shard::ShardProblem;

/// Something in config, inputs or on the disk that the user must mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file or folder it stands in, as the user wrote it.
    pub file: Option<String>,
    /// Line, counted from 1.
    pub line: Option<usize>,
    /// Field path (`models[2].name`).
    pub field: Option<String>,
    /// The line itself, for the terminal alone: it may be a prompt's.
    #[serde(skip)]
    pub excerpt: Option<Box<Excerpt>>,
    /// What is wrong.
    #[serde(flatten)]
    pub what: Box<ProblemKind>,
}

/// What is wrong, by the room that finds it. In JSON: `problem` is its name, its fields stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ProblemKind {
    /// The config file, or a flag that names something in it.
    Config(ConfigProblem),
    /// Key, address, `.env`.
    Access(AccessProblem),
    /// Prompts, records, names of people and models.
    Input(InputProblem),
    /// Prices and budget.
    Money(MoneyProblem),
    /// Files and folders, whatever is in them.
    File(FileProblem),
    /// The platform's batch service.
    Batch(BatchProblem),
    /// The part of a job that a process is to work on.
    Shard(ShardProblem),
    /// The limiter that processes share.
    Limiter(LimiterProblem),
}

macro_rules! from {
    ($($room:ident($of:ty)),+) => {$(
        impl From<$of> for ProblemKind {
            fn from(problem: $of) -> Self {
                Self::$room(problem)
            }
        }
    )+};
}
from!(
    Config(ConfigProblem),
    Access(AccessProblem),
    Input(InputProblem),
    Money(MoneyProblem),
    File(FileProblem),
    Batch(BatchProblem),
    Shard(ShardProblem),
    Limiter(LimiterProblem)
);

impl Problem {
    /// A problem with no place of its own (a flag, the environment).
    #[must_use]
    pub fn new(what: impl Into<ProblemKind>) -> Self {
        Self { file: None, line: None, field: None, excerpt: None, what: Box::new(what.into()) }
    }

    /// A problem of a file or folder.
    #[must_use]
    pub fn in_file(file: &Path, what: impl Into<ProblemKind>) -> Self {
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
