//! The closing lines: the manual's, then what it does not count.

use std::time::Duration;

use batch_core::base::amount::amount;
use batch_core::ledger::Spending;
use batch_core::run::Ending;
use batch_core::run::summary::{FileList, RunMoney, Summary};
use batch_words::Words;
use batch_words::run::some;
use batch_words::said;
use batch_words::{duration, joined};

use super::banner::RULE;

/// Files named one by one.
const MOST_FILES: usize = 10;

/// How the run ended, in the manual's words if all went well.
pub(super) fn headline(words: &Words, summary: &Summary, ending: &Ending) -> String {
    let (failed, total) = (summary.failures(), summary.total);
    let why = match ending {
        Ending::Done if failed == 0 => return words.summary_done(),
        Ending::Done => return words.summary_done_with_failures(failed == total, total, failed),
        Ending::Interrupted => "interrupted",
        Ending::Refused(_) => "refused",
        Ending::Paused(_) => "paused",
        Ending::Spent(_) => "budget",
        Ending::Disk(_) => "disk",
        Ending::InBatch { meant: true } => "submitted",
        Ending::InBatch { meant: false } => "waiting",
        Ending::Left => "left",
        Ending::NoLimiter { .. } => "limiter",
    };
    words.summary_stopped(why, total.saturating_sub(summary.done()), failed)
}

/// What a run says at its end, and how it ended.
pub(super) struct Closing<'a> {
    pub summary: &'a Summary,
    pub files: &'a FileList,
    pub output_dir: &'a str,
    pub ending: &'a Ending,
    /// The exit code.
    pub code: u8,
    pub took: Duration,
    pub simulated: bool,
    /// What can be done now, line by line.
    pub next: &'a [String],
}

impl Closing<'_> {
    /// All of it.
    pub fn lines(&self, words: &Words) -> String {
        let mut lines = vec![RULE.to_owned(), headline(words, self.summary, self.ending)];
        if self.simulated {
            lines.push(words.summary_simulated());
        }
        self.add_files(words, &mut lines);
        lines.push(String::new());
        self.add_conversations(words, &mut lines);
        self.add_models(words, &mut lines);
        if self.summary.models.values().any(|counts| counts.cost.is_some()) {
            lines.push(money(words, self.summary, self.simulated));
        }
        if self.code != 0 {
            lines.push(words.summary_exit_code(self.code, words.run_exit_code(self.code)));
        }
        lines.push(String::new());
        lines.extend_from_slice(self.next);
        lines.push(RULE.to_owned());
        joined(&lines)
    }

    fn add_files(&self, words: &Words, lines: &mut Vec<String>) {
        let Self { summary, files, .. } = self;
        lines.push(words.summary_files_made(files.count, summary.written >= files.count, summary.written));
        lines.push(words.summary_output_dir(self.output_dir.trim_end_matches('/')));
        if files.count > 0 {
            lines.push(String::new());
            lines.push(words.summary_files());
        }
        lines.extend(files.names.iter().take(MOST_FILES).map(|file| words.summary_file(file)));
        if files.count > MOST_FILES {
            lines.push(words.summary_more_files(files.count - MOST_FILES));
        }
        let (moved, kept) = (&summary.moved, &summary.not_replaced);
        if moved.count > 0 {
            lines.push(words.summary_moved(moved.count, &summary.aside, some(words, moved)));
        }
        if kept.count > 0 {
            lines.push(words.summary_not_replaced(kept.count, some(words, kept)));
        }
    }

    fn add_conversations(&self, words: &Words, lines: &mut Vec<String>) {
        let summary = self.summary;
        let left = summary.total.saturating_sub(summary.done());
        lines.push(words.summary_conversations(summary.answered, summary.kept, summary.failures(), left));
        if summary.by_batch + summary.waiting > 0 {
            let RunMoney { waiting, currency, .. } = &summary.money;
            let held = amount(*waiting, currency);
            lines.push(words.summary_by_batch(summary.by_batch, summary.waiting, *waiting > 0.0, held));
        }
        // Of what was answered, so not below the failures.
        if summary.cut > 0 {
            lines.push(words.summary_cut(summary.cut));
        }
        for (class, count) in &summary.failed {
            lines.push(words.summary_failed(*count, said::class(words, *class)));
        }
        let (waited, took) = (duration(words, summary.waited), duration(words, self.took));
        lines.push(words.summary_calls(summary.calls, summary.retries, summary.limited, waited, took));
    }

    fn add_models(&self, words: &Words, lines: &mut Vec<String>) {
        let currency = &self.summary.money.currency;
        for (model, counts) in &self.summary.models {
            let usage = &counts.usage;
            if !usage.is_counted() && counts.perhaps <= 0.0 {
                continue;
            }
            let (input, cached) = (usage.prompt_tokens, usage.cached_tokens);
            let (output, thinking) = (usage.completion_tokens, usage.reasoning_tokens);
            lines.push(match counts.cost {
                Some(confirmed) => {
                    let cost = said::spent(words, Spending { confirmed, perhaps: counts.perhaps }, currency);
                    words.summary_model_with_cost(model, input, cached, output, thinking, cost)
                }
                None => words.summary_model(model, input, cached, output, thinking),
            });
        }
    }
}

/// The last line about money.
fn money(words: &Words, summary: &Summary, simulated: bool) -> String {
    let RunMoney { currency, as_of, budget, earlier, perhaps, abandoned, .. } = &summary.money;
    let shown = |money: f64| amount(money, currency);
    words.summary_money(
        shown(summary.spent()),
        *earlier > 0.0,
        shown(*earlier),
        *perhaps > 0.0,
        shown(*perhaps),
        *abandoned > 0.0,
        shown(*abandoned),
        budget.is_some(),
        batch_words::money::limit(words, &summary.money),
        as_of,
        simulated,
    )
}
