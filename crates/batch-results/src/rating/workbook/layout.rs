//! What the columns are called, for who writes and who reads them.

use batch_words::{Language, Words};

use super::super::file::Criterion;
use super::super::plain::plain;

/// A column of the table beside the criteria.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// The person.
    People,
    /// The prompt's number.
    Prompt,
    /// How the rater knows the answer.
    Answer,
    /// One of the best.
    Best,
    /// Could do harm.
    Harmful,
    /// In the rater's words.
    Note,
    /// The answer's id.
    Id,
}

impl Field {
    /// Its heading, as it is written; an answer's may also be the model's.
    pub fn heading(self, words: &Words) -> String {
        match self {
            Self::People => words.export_people(),
            Self::Prompt => words.export_prompt_number(),
            Self::Answer => words.workbook_code(),
            Self::Best => words.workbook_best(),
            Self::Harmful => words.workbook_harmful(),
            Self::Note => words.workbook_note(),
            Self::Id => words.workbook_id(),
        }
    }

    /// True for a heading that may stand above it, in either language.
    pub fn is(self, heading: &str) -> bool {
        let is = |words: &Words| {
            let other = (self == Self::Answer).then(|| words.export_model());
            std::iter::once(self.heading(words)).chain(other).any(|name| plain(&name) == plain(heading))
        };
        both().into_iter().any(is)
    }
}

/// The words of both languages: a workbook is read whatever language it was written in.
pub(super) fn both() -> [&'static Words; 2] {
    [Language::Chinese, Language::English].map(Words::of)
}

/// A criterion's heading, which says from where to where: unlike any other heading.
pub(super) fn criterion(words: &Words, of: &Criterion) -> String {
    words.workbook_criterion(&of.name, of.low, of.high)
}

/// True for a criterion's heading.
pub(super) fn is_criterion(of: &Criterion, heading: &str) -> bool {
    both().into_iter().any(|words| plain(heading) == plain(&criterion(words, of)))
}

/// True for a criterion's heading of which only the name was left.
pub(super) fn is_short_criterion(of: &Criterion, heading: &str) -> bool {
    plain(heading) == plain(&of.name)
}
