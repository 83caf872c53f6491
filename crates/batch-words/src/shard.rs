//! Parts of a job.

use batch_core::base::problem::ShardProblem;

use super::Words;

/// What is wrong with the part that a process is to work on.
#[must_use]
pub fn sentence(words: &Words, problem: &ShardProblem) -> String {
    match problem {
        ShardProblem::NoTask => words.shard_no_task(),
        ShardProblem::NoCount { task } => words.shard_no_count(task),
        ShardProblem::Gaps { from, to, of } => words.shard_gaps(*from, *to, *of),
        ShardProblem::Outside { task, of } => words.shard_outside(task, *of),
        ShardProblem::Fresh => words.shard_fresh(),
        ShardProblem::Batch => words.shard_batch(),
    }
}
