//! The closing lines: the manual's, then what it does not count.

use std::time::Duration;

use batch_core::base::amount::amount;
use batch_core::ledger::Spending;
use batch_core::run::summary::{FileList, RunMoney, Summary};
use batch_words::Words;
use batch_words::run::some;
use batch_words::said;
use batch_words::{duration, joined};

use super::banner::RULE;

/// What a run says at its end, and how it ended.
pub(super) struct Closing<'a> {
    pub summary: &'a Summary,
    pub files: &'a FileList,
    pub output_dir: &'a str,
    pub done: bool,
    pub took: Duration,
    pub simulated: bool,
}

impl Closing<'_> {
    /// All of it.
    pub fn lines(&self, words: &Words) -> String {
        let mut lines = vec![RULE.to_owned(), if self.done { words.summary_done() } else { words.summary_stopped() }];
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
        lines.push(RULE.to_owned());
        joined(&lines)
    }

    fn add_files(&self, words: &Words, lines: &mut Vec<String>) {
        let Self { summary, files, .. } = self;
        lines.push(words.summary_files_made(files.count));
        lines.push(words.summary_output_dir(self.output_dir.trim_end_matches('/')));
        lines.push(String::new());
        lines.push(words.summary_files());
        lines.extend(files.names.iter().map(|file| words.summary_file(file)));
        if files.count > files.names.len() {
            lines.push(words.summary_more_files(files.count - files.names.len()));
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
        for (class, count) in &summary.failed {
            lines.push(words.summary_failed(*count, said::class(words, *class)));
        }
        if summary.cut > 0 {
            lines.push(words.summary_cut(summary.cut));
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
    let RunMoney { currency, as_of, budget, earlier, perhaps, abandoned } = &summary.money;
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
        shown(budget.unwrap_or_default()),
        as_of,
        simulated,
    )
}
