//! The status in words.

use batch_core::ledger::Spending;
use batch_core::platform::fault::Class;
use batch_words::Words;
use batch_words::said;

use super::{Counts, StatusReport};

/// Sheets named one by one.
const MOST_NAMES: usize = 20;

/// The whole status.
pub fn status(words: &Words, status: &StatusReport) -> String {
    let mut lines = vec![words.status_folder(&status.output_dir)];
    lines.push(match &status.last_run {
        None => words.status_never_run(),
        Some(run) => match (run.phase.as_str(), run.exit) {
            ("end", Some(code)) => words.status_last_ended(&run.at, code),
            _ => words.status_last_open(&run.at),
        },
    });
    lines.push(String::new());
    for model in &status.models {
        lines.push(format!("  {}: {}", model.name, counts(words, &model.counts)));
    }
    lines.push(format!("  {}: {}", words.status_total(status.all.total), counts(words, &status.all)));
    for (name, count) in &status.all.failed {
        let class = match serde_json::from_value::<Class>(name.as_str().into()) {
            Ok(known) => said::class(words, known),
            Err(_) => name.clone(),
        };
        lines.push(format!("    {}", words.status_failed_class(*count, class)));
    }
    let money = &status.money;
    if money.spent != Spending::default() || money.budget.is_some() {
        lines.push(String::new());
        let limit = money.budget.zip(money.left);
        lines.push(batch_words::money::standing(words, money.spent, limit, &money.currency));
    }
    lines.push(String::new());
    let files = &status.files;
    lines.push(words.status_files(files.expected, files.found));
    names(words, &mut lines, &words.status_files_missing(files.missing.len()), &files.missing);
    names(words, &mut lines, &words.status_files_differing(files.differing.len()), &files.differing);
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

fn counts(words: &Words, counts: &Counts) -> String {
    let Counts { answered, cut, refused, unknown, left, usage, .. } = counts;
    let (tokens_in, tokens_out) = (usage.prompt_tokens, usage.completion_tokens);
    words.status_counts(*answered, *cut, counts.failures(), *refused, *unknown, *left, tokens_in, tokens_out)
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
