//! What a server saw of its calls, and what a client sees of their ends.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;

use super::answer_text;

/// What a client sees of a call's end.
#[derive(Debug)]
pub enum End {
    /// A whole reply.
    Reply {
        /// HTTP status.
        status: u16,
        /// Its headers.
        headers: HeaderMap,
        /// Its body.
        body: Bytes,
    },
    /// The connection broke after the request was sent.
    Reset,
    /// A connection used before broke before a byte of this reply.
    Stale,
    /// There is no connection.
    NoLink,
    /// Nothing comes.
    Never,
}

/// A call as the server knows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Question {
    /// The model's name on the wire.
    pub model: String,
    /// The last message.
    pub input: String,
}

impl Question {
    /// Tokens of its answer, where it is as long each time.
    #[must_use]
    pub fn steady(&self) -> u64 {
        let sum: u64 = self.model.bytes().chain(self.input.bytes()).map(u64::from).sum();
        20 + sum % 300
    }
}

/// One call as the server saw it.
#[derive(Debug, Clone)]
pub struct Call {
    /// Which run it belongs to, from 0.
    pub run: usize,
    /// Index into [`Seen::questions`].
    pub question: usize,
    /// When it came.
    pub at: Duration,
    /// What became of it.
    pub end: Treated,
    /// When the client had it back.
    pub until: Option<Duration>,
    /// Prompt and completion tokens that were worked for.
    pub tokens: (u64, u64),
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treated {
    /// The client went away.
    Nothing,
    /// Answered; the number stands in the answer.
    Answered(u64),
    /// Answered by half or not at all, though the answer was worked out.
    Spoiled(u64),
    /// Over a limit.
    Limited,
    /// Refused by a decree, with this status.
    Refused(u16),
    /// The connection broke, or nothing came.
    Broken,
    /// It never came here.
    Unreached,
}

/// What a server saw.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    /// All that was asked.
    pub questions: Vec<Question>,
    /// All calls in the order in which they came.
    pub calls: Vec<Call>,
    /// Calls that were worked on, by how long from arriving to leaving, both ways included, in the order of admission.
    pub latencies: Vec<Duration>,
    /// Most calls in flight at once, refused ones aside.
    pub most_at_once: u32,
    /// Prompt and completion tokens worked for.
    pub tokens: (u64, u64),
}

impl Seen {
    /// What was answered, by its text.
    #[must_use]
    pub fn given(&self) -> HashMap<String, Question> {
        let answered = |call: &Call| match call.end {
            Treated::Answered(serial) => {
                let question = &self.questions[call.question];
                Some((answer_text(question, serial), question.clone()))
            }
            _ => None,
        };
        self.calls.iter().filter_map(answered).collect()
    }

    /// Calls that came to such an end.
    pub fn count(&self, ended: impl Fn(Treated) -> bool) -> usize {
        self.calls.iter().filter(|call| ended(call.end)).count()
    }
}
