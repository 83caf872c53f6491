//! What ends a run before or outside its calls, typed by what the user must do. Faults of single calls are in
//! [`crate::platform::fault`].

use std::path::PathBuf;

use crate::base::problem::Problem;
use crate::base::shard::Shard;

/// Why a command ended without doing its work.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Usage, config, key or inputs: nothing was sent. Exit code 2.
    #[error("{0:?}")]
    Setup(Problem),
    /// Another process works on the same output folder. Exit code 2.
    #[error("{wanted} of {} is locked by {held}: {owner}", folder.display())]
    Locked {
        /// The folder.
        folder: PathBuf,
        /// What that process left of itself: `pid 4711, 2026-11-30 08:00:00`.
        owner: String,
        /// Which part of the job was wanted.
        wanted: Shard,
        /// Which part that process has.
        held: Shard,
    },
    /// It was interrupted before anything was sent. Exit code 130.
    #[error("interrupted")]
    Interrupted,
    /// The disk refused what must be kept. Exit code 1.
    #[error("{0:?}")]
    Disk(Problem),
}

impl Error {
    /// The process's exit code.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Setup(_) | Self::Locked { .. } => 2,
            Self::Interrupted => 130,
            Self::Disk(_) => 1,
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Setup(problem)
    }
}
