//! What is odd about a file: shown to the user, never a reason to stop.

use std::io;

use batch_core::base::problem::Cause;
use batch_words::Words;
use batch_words::said;

/// One oddity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OddityKind {
    /// The file cannot be read at all.
    Unreadable(Cause),
    /// No JSON, or JSON that ends too early.
    NotJson {
        /// Line of the fault, from 1.
        line: usize,
    },
    /// JSON, but no sheet.
    NotASheet,
    /// Not UTF-8.
    DecodedFrom(&'static str),
    /// Some bytes fit no encoding.
    Lossy,
    /// Halves of characters in `\u` escapes.
    HalfCharacters,
    /// `result` is not what the outputs say.
    StaleResult,
    /// No conversation inside.
    NoConversations,
    /// A conversation whose key is no number from 1, or the number of another one.
    OddKey {
        /// As it stands there.
        key: String,
        /// The number under which it is shown.
        number: usize,
    },
    /// What stands under this key is no conversation.
    NoObject(String),
    /// A conversation without an output.
    NoOutput(String),
    /// A conversation says one thing twice.
    Repeated {
        /// The conversation's key.
        key: String,
        /// What it says twice.
        field: String,
    },
    /// Conversations name another model or person than their sheet.
    InnerName {
        /// `model` or `people`.
        field: &'static str,
        /// What they say.
        said: String,
    },
    /// Model or people were missing and were taken from the file's name.
    NamedByFile,
    /// The file's name is not the one that belongs to its model and people.
    OtherName(String),
    /// A name that was decoded wrongly at some time.
    Garbled {
        /// As it stands there.
        name: String,
        /// As it was meant, if that can be told.
        meant: Option<String>,
    },
    /// Another file holds the same model and people; this one is left out.
    Duplicate(String),
    /// The answer was changed after it came.
    Edited(usize),
    /// The ledger is ahead of the file: these prompts' results are taken from there.
    FromLedger(Vec<usize>),
    /// The file was written once and is no longer there; it is left out, as somebody took it away.
    Removed,
    /// The record is not the one that other models were given.
    OtherRecord,
    /// The prompt is not the one that stands under this number elsewhere.
    OtherPrompt(usize),
    /// Bytes of the ledger that cannot be read.
    LedgerDamaged(u64),
}

/// An oddity and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// The file, as the user can find it.
    pub file: String,
    /// What it is.
    pub what: OddityKind,
}

impl From<io::Error> for OddityKind {
    fn from(e: io::Error) -> Self {
        Self::Unreadable(e.into())
    }
}

impl OddityKind {
    /// In words.
    #[must_use]
    pub fn sentence(&self, words: &Words) -> String {
        match self {
            Self::Unreadable(cause) => words.reading_odd_unreadable(said::cause(words, cause)),
            Self::NotJson { line } => words.reading_odd_not_json(*line),
            Self::NotASheet => words.reading_odd_not_a_sheet(),
            Self::DecodedFrom(encoding) => words.reading_odd_decoded_from(encoding),
            Self::Lossy => words.reading_odd_lossy(),
            Self::HalfCharacters => words.reading_odd_half_characters(),
            Self::StaleResult => words.reading_odd_stale_result(),
            Self::NoConversations => words.reading_odd_no_conversations(),
            Self::OddKey { key, number } => words.reading_odd_key(key, *number),
            Self::NoObject(key) => words.reading_odd_no_object(key),
            Self::NoOutput(key) => words.reading_odd_no_output(key),
            Self::Repeated { key, field } => words.reading_odd_repeated(key, field),
            Self::InnerName { field, said } => words.reading_odd_inner_name(field, said),
            Self::NamedByFile => words.reading_odd_named_by_file(),
            Self::OtherName(expected) => words.reading_odd_other_name(expected),
            Self::Garbled { name, meant: Some(meant) } => words.reading_odd_garbled(name, meant),
            Self::Garbled { name, meant: None } => words.reading_odd_garbled_for_good(name),
            Self::Duplicate(other) => words.reading_odd_duplicate(other),
            Self::Edited(number) => words.reading_odd_edited(*number),
            Self::FromLedger(numbers) => {
                let list: Vec<String> = numbers.iter().map(usize::to_string).collect();
                words.reading_odd_from_ledger(numbers.len(), list.join(&words.list_separator()))
            }
            Self::Removed => words.reading_odd_removed(),
            Self::OtherRecord => words.reading_odd_other_record(),
            Self::OtherPrompt(number) => words.reading_odd_other_prompt(*number),
            Self::LedgerDamaged(bytes) => words.reading_odd_ledger_damaged(*bytes),
        }
    }
}
