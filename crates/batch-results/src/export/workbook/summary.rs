//! A row a model: what became of its conversations, and what they took.

use std::collections::BTreeSet;
use std::io;

use batch_core::ledger::{Spending, Usage};
use batch_words::Words;

use super::length;
use crate::reading::{AnswerState, Conversation, Library, Reading};
use crate::xlsx::{Book, Cell, Column, Look, Table};

/// The table of sums.
pub(super) struct Summary {
    table: usize,
    labels: Vec<String>,
    /// By model, then by currency.
    spent: Vec<Vec<Option<Spending>>>,
    sums: Vec<Sums>,
}

/// Sums of conversations.
#[derive(Debug, Default, Clone, Copy)]
struct Sums {
    /// With those that were cut, as everywhere.
    answered: u64,
    cut: u64,
    failed: u64,
    empty: u64,
    /// Characters of what was said.
    said: f64,
    /// Conversations that the ledger knows.
    known: u64,
    usage: Usage,
    /// Answers whose time is known, the sum of their times and the longest, in ms.
    /// Answers by calls: hours in a batch say nothing of a model.
    timed: u64,
    ms: u64,
    longest: u64,
}

impl Summary {
    pub fn begin(book: &mut Book, library: &Library, words: &Words) -> io::Result<Self> {
        let spent: Vec<_> = library.columns.iter().map(|column| library.spending(column)).collect();
        let currencies: BTreeSet<&String> = spent.iter().flatten().map(|(currency, _)| currency).collect();
        let mut headings = vec![
            words.workbook_there(),
            words.export_answered(),
            words.page_of_these_cut(),
            words.export_failed(),
            words.export_empty(),
            words.export_prompt_tokens(),
            words.export_completion_tokens(),
            words.export_cached_tokens(),
            words.export_reasoning_tokens(),
        ];
        headings.extend(currencies.iter().flat_map(|name| [words.workbook_cost(*name), words.workbook_perhaps(*name)]));
        headings.extend([words.workbook_mean_seconds(), words.workbook_longest(), words.workbook_mean_length()]);
        let columns = std::iter::once(Column::new(words.export_model(), 26.0))
            .chain(headings.into_iter().map(|heading| Column::new(heading, 15.0)));
        let table = Table {
            name: words.workbook_summary(),
            legend: Vec::new(),
            columns: columns.collect(),
            frozen: 1,
            filtered: false,
            fitted: false,
        };
        let of = |all: &[(String, Spending)], name: &String| {
            all.iter().find(|(currency, _)| currency == name).map(|(_, spending)| *spending)
        };
        Ok(Self {
            table: book.table(table)?,
            labels: library.labels(words),
            spent: spent.iter().map(|all| currencies.iter().map(|name| of(all, name)).collect()).collect(),
            sums: vec![Sums::default(); library.columns.len()],
        })
    }

    pub fn add(&mut self, reading: &Reading) {
        for conversation in &reading.conversations {
            if let Some(sums) = self.sums.get_mut(conversation.column) {
                sums.add(conversation);
            }
        }
    }

    /// Writes the table; until then the sums are not known.
    pub fn end(&self, book: &mut Book, words: &Words) -> io::Result<()> {
        let (mut all, mut all_spent) = (Sums::default(), Vec::new());
        for ((label, sums), spent) in self.labels.iter().zip(&self.sums).zip(&self.spent) {
            row(book, self.table, label, sums, spent, Look::Plain)?;
            all.take_in(sums);
            all_spent.resize(spent.len(), None::<Spending>);
            for (sum, spent) in all_spent.iter_mut().zip(spent) {
                if let Some(spent) = spent {
                    *sum.get_or_insert_default() += *spent;
                }
            }
        }
        match self.labels.len() {
            ..=1 => Ok(()),
            _ => row(book, self.table, &words.workbook_all(), &all, &all_spent, Look::Strong),
        }
    }
}

fn row(
    book: &mut Book,
    table: usize,
    label: &str,
    sums: &Sums,
    spent: &[Option<Spending>],
    look: Look,
) -> io::Result<()> {
    let number = |number: u64| Some(number as f64);
    let known = |tokens: u64| number(tokens).filter(|_| sums.known > 0);
    let mean = |sum: f64, of: u64| (of > 0).then(|| sum / of as f64);
    let seconds = |ms: f64| (ms / 100.0).round() / 10.0;
    let mut values = vec![
        number(sums.there()),
        number(sums.answered),
        number(sums.cut),
        number(sums.failed),
        number(sums.empty),
        known(sums.usage.prompt_tokens),
        known(sums.usage.completion_tokens),
        known(sums.usage.cached_tokens),
        known(sums.usage.reasoning_tokens),
    ];
    values.extend(spent.iter().flat_map(|spent| [spent.map(|s| s.confirmed), spent.map(|s| s.perhaps)]));
    values.extend([
        mean(sums.ms as f64, sums.timed).map(seconds),
        (sums.timed > 0).then(|| seconds(sums.longest as f64)),
        mean(sums.said, sums.answered).map(f64::round),
    ]);
    let cells = values.into_iter().map(|value| (look, value.map_or(Cell::Blank, Cell::Number)));
    let cells: Vec<_> = std::iter::once((look, Cell::Text(label))).chain(cells).collect();
    book.row(table, &cells)
}

impl Sums {
    fn add(&mut self, c: &Conversation) {
        match c.state {
            AnswerState::Answered => self.answered += 1,
            AnswerState::Cut => {
                self.answered += 1;
                self.cut += 1;
            }
            AnswerState::Failed => self.failed += 1,
            AnswerState::Empty => self.empty += 1,
        }
        let said = matches!(c.state, AnswerState::Answered | AnswerState::Cut);
        if said {
            self.said += length(&c.output);
        }
        let Some(facts) = &c.facts else { return };
        self.known += 1;
        if let Some(usage) = facts.usage {
            self.usage += usage;
        }
        if let Some(ms) = facts.ms.filter(|_| said && facts.lane.is_online()) {
            self.timed += 1;
            self.ms = self.ms.saturating_add(ms);
            self.longest = self.longest.max(ms);
        }
    }

    fn take_in(&mut self, other: &Self) {
        self.answered += other.answered;
        self.cut += other.cut;
        self.failed += other.failed;
        self.empty += other.empty;
        self.said += other.said;
        self.known += other.known;
        self.usage += other.usage;
        self.timed += other.timed;
        self.ms = self.ms.saturating_add(other.ms);
        self.longest = self.longest.max(other.longest);
    }

    fn there(&self) -> u64 {
        self.answered + self.failed + self.empty
    }
}
