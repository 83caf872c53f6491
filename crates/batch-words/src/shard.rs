//! Parts of a job.

use batch_core::base::problem::ShardProblem;
use batch_core::base::shard::Shard;
use batch_core::run::summary::Unasked;

use super::Words;

/// Parts named in one line.
const MOST_NAMED: usize = 8;

/// What is wrong with the part that a process is to work on.
#[must_use]
pub fn sentence(words: &Words, problem: &ShardProblem) -> String {
    match problem {
        ShardProblem::NoTask => words.shard_no_task(),
        ShardProblem::NoCount { task } => words.shard_no_count(task),
        ShardProblem::NoNumber { variable, value } => words.shard_no_number(*variable, value),
        ShardProblem::TooMany { of, most } => words.shard_too_many(*of, *most),
        ShardProblem::Gaps { from, to, of } => words.shard_gaps(*from, *to, *of),
        ShardProblem::Outside { task, of } => words.shard_outside(task, *of),
        ShardProblem::Fresh => words.shard_fresh(),
        ShardProblem::Batch => words.shard_batch(),
    }
}

/// Who is in the way of a shard, or which shard of the whole job, and when that ends.
#[must_use]
pub fn locked(words: &Words, folder: &str, owner: &str, wanted: Shard, held: Shard) -> String {
    let known = !owner.is_empty();
    if held.is_whole() {
        words.shard_locked_by_whole(folder, known, owner)
    } else if wanted.is_whole() {
        words.shard_locked_whole(folder, held.to_string(), known, owner, held.of())
    } else if wanted == held {
        words.shard_locked_same(folder, held.to_string(), known, owner)
    } else if !wanted.overlaps(held) {
        words.shard_locked_number(folder, held.to_string(), known, owner, held.of())
    } else {
        words.shard_locked_cut(wanted.to_string(), held.to_string(), known, owner, folder, held.of())
    }
}

/// Parts by number, the first of them, in one line.
fn some(words: &Words, shards: &[Shard]) -> String {
    let named: Vec<String> = shards.iter().take(MOST_NAMED).map(Shard::to_string).collect();
    let names = named.join(&words.list_separator());
    if shards.len() > MOST_NAMED { words.list_and_others(names) } else { names }
}

/// What to do about conversations that are to be asked, and whose they are, if that is known.
#[must_use]
pub fn left(words: &Words, unasked: &Unasked) -> String {
    words.shard_left(!unasked.shards.is_empty(), unasked.to_ask, some(words, &unasked.shards))
}
