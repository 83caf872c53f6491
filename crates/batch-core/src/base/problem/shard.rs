//! What is wrong with the part of a job that a process is to work on.

use serde::Serialize;

/// What is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum ShardProblem {
    /// `--shard auto`, and no scheduler says which task this is.
    NoTask,
    /// The scheduler says which task it is, not of how many.
    NoCount {
        /// What it says.
        task: String,
    },
    /// What the scheduler says is no number.
    NoNumber {
        /// In which variable.
        variable: &'static str,
        /// What it says.
        value: String,
    },
    /// More tasks than a job can have parts.
    TooMany {
        /// How many.
        of: u64,
        /// How many parts there can be.
        most: u16,
    },
    /// The tasks of an array that has gaps are not the parts of a job.
    Gaps {
        /// The lowest and the highest task.
        from: u64,
        /// The highest.
        to: u64,
        /// How many there are.
        of: u64,
    },
    /// The task is none of the parts.
    Outside {
        /// Its number.
        task: String,
        /// How many parts there are.
        of: u16,
    },
    /// `--fresh` of a part would take the others' work away.
    Fresh,
    /// The batch service is one process's.
    Batch,
}
