//! What can be done after a run: its failures, another run, the report, a page for raters, a table; each a command that can be
//! pasted.

use batch_core::run::Ending;
use batch_core::run::summary::Summary;
use batch_words::{Words, shard};

use crate::pasted::Pasted;

/// Where an export is proposed to go.
const TABLE: &str = "batch-export.xlsx";

/// The lines, each with its command below what it is for; `models`: those of the job; `again`: what goes on.
pub(super) fn next(
    words: &Words,
    summary: &Summary,
    ending: &Ending,
    models: usize,
    simulated: bool,
    again: String,
    pasted: &Pasted<'_>,
) -> Vec<String> {
    let (failed, answered) = (summary.failures(), summary.kept + summary.answered);
    let left = summary.total.saturating_sub(summary.done());
    let mut lines = Vec::new();
    let mut add = |what: String, command: String| lines.extend([format!("  {what}"), format!("    {command}")]);
    if failed > 0 {
        add(words.next_failures(failed), pasted.of_part(&["status", "--failed"]));
    }
    // What was refused is mended first.
    if matches!(ending, Ending::Refused(_)) {
        add(words.next_check(), pasted.of_part(&["check"]));
    }
    let fetch = pasted.of_part(&["batch"]);
    // Who fetches goes on with the rest.
    let goes_on = summary.waiting > 0 && (again == fetch || failed == 0 && left <= summary.waiting);
    if summary.waiting > 0 {
        add(words.next_fetch(summary.waiting), fetch);
    }
    // With the same budget it would stop again at once.
    let again_helps = !matches!(ending, Ending::Done | Ending::Spent(_) | Ending::InBatch { .. })
        || failed > 0 && matches!(ending, Ending::Done);
    if let Some(unasked) = &summary.unasked {
        if !unasked.shards.is_empty() {
            add(shard::left(words, unasked), again);
        } else if unasked.to_ask > 0 {
            add(words.next_again(0, unasked.to_ask, answered), again);
        }
        if unasked.empty > 0 {
            add(words.next_empty(unasked.empty), pasted.of_part(&["check"]));
        }
    } else if again_helps && !goes_on {
        add(words.next_again(failed, left, answered), again);
    }
    if answered > 0 {
        add(words.next_report(answered), pasted.of_folder(&["report"]));
        if models > 1 && matches!(ending, Ending::Done) {
            add(words.next_rate(), pasted.of_folder(&["rate"]));
        }
        add(words.next_export(answered), pasted.of_folder(&["export", "-o", TABLE]));
    }
    if simulated && matches!(ending, Ending::Done) {
        add(words.next_real(), pasted.for_real("check"));
    }
    if !lines.is_empty() {
        lines.insert(0, words.next_head());
    }
    lines
}
