//! The status in words.

use batch_core::base::amount::amount;
use batch_core::ledger::Spending;
use batch_core::platform::fault::Class;
use batch_words::Words;
use batch_words::said;

use super::{Counts, StatusReport};
use crate::batch::parts;
use crate::pasted::Pasted;

/// Sheets named one by one.
const MOST_NAMES: usize = 20;
/// Processes named one by one.
const MOST_RUNNING: usize = 5;

/// The whole status.
pub fn status(words: &Words, status: &StatusReport, pasted: &Pasted<'_>) -> String {
    let mut lines: Vec<String> = status.simulated.then(|| words.status_simulated()).into_iter().collect();
    lines.push(words.status_folder(&status.output_dir));
    lines.extend(status.shard.as_ref().map(|shard| words.shard_status(shard, status.files.expected)));
    match &status.shards_running[..] {
        [] => lines.push(last_run(words, status)),
        running => lines.extend(shards(words, running)),
    }
    lines.extend(status.damaged.iter().map(|damaged| damaged.says.clone()));
    lines.push(String::new());
    let running = status.running.is_some();
    for model in &status.models {
        lines.push(format!("  {}: {}", model.name, counts(words, &model.counts, running)));
    }
    lines.push(format!("  {}: {}", words.status_total(status.all.total), counts(words, &status.all, running)));
    for (name, count) in &status.all.failed {
        let class = match serde_json::from_value::<Class>(name.as_str().into()) {
            Ok(known) => said::class(words, known),
            Err(_) => name.clone(),
        };
        lines.push(format!("    {}", words.status_failed_class(*count, class)));
    }
    let money = &status.money;
    if money.priced || money.spent != Spending::default() || money.budget.is_some() {
        lines.push(String::new());
        let limit = money.budget.zip(money.left);
        lines.push(batch_words::money::standing(words, money.spent, limit, &money.currency));
        lines.extend((money.shared && money.budget.is_some()).then(|| words.limiter_see_check()));
    }
    if !status.batch.is_empty() {
        lines.push(String::new());
        let most = (money.waiting > 0.0).then(|| amount(money.waiting, &money.currency));
        lines.push(words.status_batch(status.all.waiting, most.is_some(), most.unwrap_or_default()));
        lines.extend(status.batch.iter().map(|part| format!("  {}", parts::line(words, part))));
        for (what, task) in
            [(words.status_batch_wait(), &["batch"][..]), (words.status_batch_fetch(), &["batch", "fetch"])]
        {
            lines.extend([format!("  {what}"), format!("    {}", pasted.of_folder(task))]);
        }
    }
    lines.push(String::new());
    let files = &status.files;
    lines.push(words.status_files(files.expected, files.found));
    names(words, &mut lines, &words.status_files_missing(files.missing.len()), &files.missing);
    names(words, &mut lines, &words.status_files_differing(files.differing.len()), &files.differing);
    if status.shards && !running && status.unasked.to_ask > 0 {
        lines.extend([String::new(), batch_words::shard::left(words, &status.unasked)]);
        lines.push(format!("  {}", pasted.of_part(&["run"])));
    }
    if status.unasked.empty > 0 {
        lines.extend([String::new(), words.next_empty(status.unasked.empty)]);
        lines.push(format!("  {}", pasted.of_part(&["check"])));
    }
    if !status.failed.is_empty() {
        lines.push(String::new());
        lines.push(words.status_failed_head());
        for cell in &status.failed {
            let line = words.status_failed_one(&cell.model, &cell.people, cell.prompt, &cell.message);
            lines.push(format!("  {line}"));
        }
    }
    batch_words::joined(&lines)
}

/// Who works on which shard.
fn shards(words: &Words, running: &[String]) -> Vec<String> {
    let mut lines = vec![words.shard_running(running.len())];
    lines.extend(running.iter().take(MOST_RUNNING).map(|owner| format!("    {owner}")));
    if running.len() > MOST_RUNNING {
        lines.push(format!("    {}", words.shard_running_more(running.len() - MOST_RUNNING)));
    }
    lines
}

/// The run that goes on, or the last one.
fn last_run(words: &Words, status: &StatusReport) -> String {
    let Some(run) = &status.last_run else { return words.status_never_run() };
    let at = local(&run.at);
    match (&status.running, run.phase.as_str(), run.exit) {
        (Some(owner), ..) => words.status_running(at, !owner.is_empty(), owner),
        // Nothing went wrong, but nothing is complete.
        (None, "end", Some(0)) if status.all.waiting > 0 => words.status_last_submitted(at),
        (None, "end", Some(code)) => words.status_last_ended(at, code, words.run_exit_code(code)),
        _ => words.status_last_open(at),
    }
}

/// The ledger's time (UTC) as the clock on the wall shows it.
fn local(at: &str) -> String {
    match at.parse::<jiff::Timestamp>() {
        Ok(time) => time.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Err(_) => at.to_owned(),
    }
}

fn counts(words: &Words, counts: &Counts, running: bool) -> String {
    let Counts { answered, cut, refused, unknown, waiting, left, usage, .. } = counts;
    let (tokens_in, tokens_out) = (usage.prompt_tokens, usage.completion_tokens);
    words.status_counts(
        *answered,
        *cut,
        counts.failures(),
        *refused,
        *unknown,
        running,
        *waiting,
        *left,
        tokens_in,
        tokens_out,
    )
}

fn names(words: &Words, lines: &mut Vec<String>, head: &str, names: &[String]) {
    if names.is_empty() {
        return;
    }
    lines.push(format!("  {head}"));
    lines.extend(names.iter().take(MOST_NAMES).map(|name| format!("    - {name}")));
    if names.len() > MOST_NAMES {
        lines.push(format!("    {}", words.status_files_more(names.len() - MOST_NAMES)));
    }
}
