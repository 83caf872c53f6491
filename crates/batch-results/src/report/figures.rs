//! The numbers of a report, gathered while its texts pass by.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use batch_core::job::input::names;
use batch_core::ledger::Usage;
use batch_core::platform::fault::Class;
use batch_words::Words;
use batch_words::said;

use crate::reading::{AnswerState, Conversation, Facts, Library, Oddity, OddityKind, Reading};

/// Oddities shown in the page.
const MOST_ODDS: usize = 1000;
/// Kinds of failure told apart for each model; texts without a ledger may all be different.
const MOST_REASONS: usize = 30;
/// Characters of a reason that a file says.
const LONGEST_REASON: usize = 80;
/// Different prompt texts kept once for all; beyond that (a prompt of its own for each person) they stand in the
/// people's blocks.
const MOST_PROMPTS: usize = 500;

/// Everything but the texts.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// By column.
    pub columns: Vec<Counts>,
    /// Numbers of all prompts.
    pub numbers: BTreeSet<usize>,
    /// By person: what is there.
    pub states: Vec<Vec<(usize, usize, AnswerState)>>,
    /// Prompt texts.
    pub prompts: Vec<String>,
    /// The text that was first seen under a number.
    pub usual: BTreeMap<usize, usize>,
    /// Reasons of failures, each once; the people's blocks name them by their places.
    pub reasons: Vec<Reason>,
    /// Of answers: when the first and the last came, RFC 3339 in UTC.
    pub dates: Option<(String, String)>,
    /// Numbers under which people were asked different prompts.
    pub differing: BTreeSet<usize>,
    /// The first oddities.
    pub odds: Vec<Oddity>,
    /// All of them.
    pub odd: u64,
    known: HashMap<String, usize>,
}

/// A column's numbers.
#[derive(Debug, Default, Clone)]
pub(super) struct Counts {
    /// Answered in full.
    pub complete: u64,
    pub cut: u64,
    pub failed: u64,
    pub empty: u64,
    /// Failures by their reasons.
    pub reasons: BTreeMap<Reason, u64>,
    /// Of answers, in ms.
    pub times: Vec<u32>,
    /// Of answers, in characters.
    pub lengths: Vec<u32>,
    pub usage: Usage,
    pub attempts: u64,
    /// What servers called the model that answered.
    pub served: BTreeSet<String>,
    /// Answers by the run that brought them, and whom they were asked of, if not of whom the run names.
    pub runs: BTreeMap<(usize, Option<String>), u64>,
    /// Conversations that the ledger knows.
    pub known: u64,
}

/// Why a conversation failed, as the overview groups it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// As the ledger names it.
    Class(Class),
    /// What the file says, if there is no ledger.
    Said(String),
    /// The file says nothing.
    Unsaid,
    /// One of too many.
    Other,
}

impl Reason {
    fn of(c: &Conversation) -> Self {
        if let Some(class) = c.facts.as_ref().and_then(Facts::class) {
            return Self::Class(class);
        }
        let line = c.output.lines().next().unwrap_or_default();
        let said = line.trim_start_matches("ERROR").trim_start_matches([':', '：', ' ']);
        let mut short: String = said.chars().take(LONGEST_REASON).collect();
        if short.len() < said.len() {
            short.push('…');
        }
        if short.is_empty() { Self::Unsaid } else { Self::Said(short) }
    }

    /// In words.
    pub fn sentence(&self, words: &Words) -> String {
        match self {
            Self::Class(class) => said::class(words, *class),
            Self::Said(said) => said.clone(),
            Self::Unsaid => words.page_failure_unsaid(),
            Self::Other => words.page_failure_other(),
        }
    }
}

impl Figures {
    /// Nothing yet, but for what was odd about the listing, which belongs to the first page.
    pub fn new(library: &Library, is_first: bool) -> Self {
        let mut figures = Self { columns: vec![Counts::default(); library.columns.len()], ..Self::default() };
        if is_first {
            figures.note(library.odds.clone());
        }
        figures
    }

    /// Takes in the figures of the people that follow.
    pub fn join(&mut self, other: Self) {
        for (counts, more) in self.columns.iter_mut().zip(other.columns) {
            counts.join(more);
        }
        self.numbers.extend(other.numbers);
        self.states.extend(other.states);
        self.differing.extend(other.differing);
        for (number, place) in other.usual {
            if let Some(text) = other.prompts.get(place).and_then(|text| self.prompt(text))
                && *self.usual.entry(number).or_insert(text) != text
            {
                self.differing.insert(number);
            }
        }
        if let Some((first, last)) = other.dates {
            self.date(&first);
            self.date(&last);
        }
        let unlisted = other.odd - other.odds.len() as u64;
        self.note(other.odds);
        self.odd += unlisted;
    }

    /// Takes a person in; oddities are moved out of the reading.
    pub fn add(&mut self, library: &Library, people: &str, reading: &mut Reading) {
        let mut states = Vec::with_capacity(reading.conversations.len());
        for c in &reading.conversations {
            self.numbers.insert(c.number);
            states.push((c.column, c.number, c.state));
            let counts = &mut self.columns[c.column];
            counts.add(c);
            let at = c
                .facts
                .as_ref()
                .map(|facts| facts.at.as_str())
                .filter(|at| !at.is_empty() && c.state != AnswerState::Failed);
            if let Some(at) = at {
                self.date(at);
            }
            if c.prompt.is_empty() {
                continue;
            }
            if let Some(text) = self.prompt(&c.prompt)
                && *self.usual.entry(c.number).or_insert(text) != text
            {
                self.differing.insert(c.number);
                let column = &library.columns[c.column];
                let folder = library.folders().nth(column.folder).unwrap_or(std::path::Path::new(""));
                let file = folder.join(names::sheet(&column.model, people)).display().to_string();
                reading.odds.push(Oddity { file, what: OddityKind::OtherPrompt(c.number) });
            }
        }
        self.states.push(states);
        self.note(std::mem::take(&mut reading.odds));
    }

    fn date(&mut self, at: &str) {
        match &mut self.dates {
            Some((first, _)) if at < first.as_str() => *first = at.to_owned(),
            Some((_, last)) if at > last.as_str() => *last = at.to_owned(),
            Some(_) => {}
            None => self.dates = Some((at.to_owned(), at.to_owned())),
        }
    }

    /// A prompt's place among the texts kept; `None` if there are too many.
    pub fn prompt(&mut self, text: &str) -> Option<usize> {
        if let Some(known) = self.known.get(text) {
            return Some(*known);
        }
        if self.prompts.len() >= MOST_PROMPTS {
            return None;
        }
        self.prompts.push(text.to_owned());
        self.known.insert(text.to_owned(), self.prompts.len() - 1);
        Some(self.prompts.len() - 1)
    }

    /// The place of a failure's reason among the reasons; `None` of what did not fail. Its conversation was added before.
    pub fn reason(&mut self, c: &Conversation) -> Option<usize> {
        if c.state != AnswerState::Failed {
            return None;
        }
        let own = Reason::of(c);
        let is_known = self.columns.get(c.column).is_some_and(|counts| counts.reasons.contains_key(&own));
        let reason = if is_known { own } else { Reason::Other };
        let place = self.reasons.iter().position(|known| *known == reason);
        Some(place.unwrap_or_else(|| {
            self.reasons.push(reason);
            self.reasons.len() - 1
        }))
    }

    /// Conversations there are.
    pub fn conversations(&self) -> u64 {
        self.columns.iter().map(Counts::there).sum()
    }

    /// Conversations there would be if every model had answered everybody.
    pub fn expected(&self) -> u64 {
        self.columns.len() as u64 * self.expected_each()
    }

    /// The same for one model.
    pub fn expected_each(&self) -> u64 {
        (self.states.len() * self.numbers.len()) as u64
    }

    fn note(&mut self, odds: Vec<Oddity>) {
        self.odd += odds.len() as u64;
        let room = MOST_ODDS.saturating_sub(self.odds.len());
        self.odds.extend(odds.into_iter().take(room));
    }
}

impl Counts {
    fn add(&mut self, c: &Conversation) {
        match c.state {
            AnswerState::Answered => self.complete += 1,
            AnswerState::Cut => self.cut += 1,
            AnswerState::Failed => self.failed += 1,
            AnswerState::Empty => self.empty += 1,
        }
        let is_answer = matches!(c.state, AnswerState::Answered | AnswerState::Cut);
        if c.state == AnswerState::Failed {
            let reason = Reason::of(c);
            let full = self.reasons.len() >= MOST_REASONS && !self.reasons.contains_key(&reason);
            *self.reasons.entry(if full { Reason::Other } else { reason }).or_default() += 1;
        } else if is_answer {
            self.lengths.push(u32::try_from(c.output.chars().count()).unwrap_or(u32::MAX));
        }
        let Some(facts) = &c.facts else { return };
        self.known += 1;
        self.attempts += facts.attempts.map_or(0, u64::from);
        if let Some(usage) = facts.usage {
            self.usage += usage;
        }
        if let Some(served) = facts.served.as_ref().filter(|served| is_answer && !self.served.contains(*served)) {
            self.served.insert(served.clone());
        }
        if let Some(run) = facts.run.filter(|_| is_answer) {
            *self.runs.entry((run, facts.target.clone())).or_default() += 1;
        }
        if is_answer {
            self.times.extend(facts.ms.map(|ms| u32::try_from(ms).unwrap_or(u32::MAX)));
        }
    }

    fn join(&mut self, other: Self) {
        self.complete += other.complete;
        self.cut += other.cut;
        self.failed += other.failed;
        self.empty += other.empty;
        self.attempts += other.attempts;
        self.known += other.known;
        self.usage += other.usage;
        self.times.extend(other.times);
        self.lengths.extend(other.lengths);
        self.served.extend(other.served);
        for (run, count) in other.runs {
            *self.runs.entry(run).or_default() += count;
        }
        for (reason, count) in other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
    }

    /// Answers, whole or cut.
    pub fn answers(&self) -> u64 {
        self.complete + self.cut
    }

    /// Conversations there are.
    pub fn there(&self) -> u64 {
        self.complete + self.cut + self.failed + self.empty
    }
}

/// A share of sorted values, by nearest rank; `None` of nothing.
pub(super) fn quantile(sorted: &[u32], share: f64) -> Option<u32> {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_by_nearest_rank() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7], 0.9), Some(7));
        let ten: Vec<u32> = (1..=10).collect();
        assert_eq!([0.0, 0.1, 0.5, 0.9, 1.0].map(|share| quantile(&ten, share)), [1, 1, 5, 9, 10].map(Some));
    }
}
