//! One conversation as a reader sees it: what the sheet says and what the ledger adds.

use batch_core::platform::reply::Finish;
use batch_core::sheets::sheet::ERROR_PREFIX;

use super::facts::Facts;

/// The largest number of a prompt: more than any job has, and few enough for programs that count in floating point.
pub(super) const MOST_NUMBER: usize = 1_000_000_000;

/// What became of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnswerState {
    /// Answered in full, as far as is known.
    Answered,
    /// Answered, but cut short by max_tokens, or stopped for a reason that nobody knows.
    Cut,
    /// No answer: `ERROR: …`.
    Failed,
    /// Nothing at all was said.
    Empty,
}

impl AnswerState {
    /// Its name for programs.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Cut => "cut",
            Self::Failed => "failed",
            Self::Empty => "empty",
        }
    }
}

/// A model's conversation with one person about one prompt.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// Index into the library's columns.
    pub column: usize,
    /// The prompt's number, from 1.
    pub number: usize,
    /// The prompt; empty if no file says it.
    pub prompt: String,
    /// The record; empty if no file says it.
    pub chat: String,
    /// The whole input; empty if no file says it.
    pub input: String,
    /// The answer, or `ERROR: ` and what happened.
    pub output: String,
    /// What became of it.
    pub state: AnswerState,
    /// What the ledger says; `None` without a ledger.
    pub facts: Option<Facts>,
}

impl Conversation {
    /// What an output and its facts amount to.
    #[must_use]
    pub fn judge(output: &str, facts: Option<&Facts>) -> AnswerState {
        if is_error(output) {
            AnswerState::Failed
        } else if output.trim().is_empty() {
            AnswerState::Empty
        } else if facts.is_some_and(|facts| Finish::of(facts.finish_reason.as_deref()).lacks_its_end()) {
            AnswerState::Cut
        } else {
            AnswerState::Answered
        }
    }
}

/// True for the text of a failure, also as older scripts wrote it.
pub(super) fn is_error(output: &str) -> bool {
    output.starts_with(ERROR_PREFIX.trim_end()) || output.starts_with("ERROR：")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_answers_from_failures() {
        let cut = Facts { finish_reason: Some("length".to_owned()), ..Facts::default() };
        let odd = Facts { finish_reason: Some("repetition".to_owned()), ..Facts::default() };
        let whole = Facts { finish_reason: Some("STOP".to_owned()), ..Facts::default() };
        let cases = [
            ("好", Some(&odd), AnswerState::Cut),
            ("好", Some(&whole), AnswerState::Answered),
            ("好", None, AnswerState::Answered),
            ("好", Some(&cut), AnswerState::Cut),
            ("ERROR: Connection timeout", None, AnswerState::Failed),
            ("ERROR:no space", None, AnswerState::Failed),
            ("ERRORS were found", None, AnswerState::Answered),
            (" \n", None, AnswerState::Empty),
            ("", Some(&cut), AnswerState::Empty),
        ];
        for (output, facts, state) in cases {
            assert_eq!(Conversation::judge(output, facts), state, "{output}");
        }
    }
}
