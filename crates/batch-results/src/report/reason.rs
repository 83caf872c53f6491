//! Why conversations failed, as the overview groups them.

use batch_core::platform::fault::Class;
use batch_words::{Words, said};

use crate::reading::{Conversation, Facts};

/// Characters of a reason that a file says.
const LONGEST: usize = 80;

/// Why a conversation failed.
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
    /// Of a failure.
    pub fn of(c: &Conversation) -> Self {
        if let Some(class) = c.facts.as_ref().and_then(Facts::class) {
            return Self::Class(class);
        }
        let line = c.output.lines().next().unwrap_or_default();
        let said = line.trim_start_matches("ERROR").trim_start_matches([':', '：', ' ']);
        let mut short: String = said.chars().take(LONGEST).collect();
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
