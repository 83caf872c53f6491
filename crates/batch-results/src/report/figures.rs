//! The numbers of a report, gathered while its texts pass by.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use batch_core::job::input::names;

use super::counts::Counts;
use super::reason::Reason;
use crate::reading::{AnswerState, Conversation, Library, Oddity, OddityKind, Reading};

/// Oddities shown in the page.
const MOST_ODDS: usize = 1000;
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
