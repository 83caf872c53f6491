//! What the ledger says about a conversation beyond its sheet.

use batch_core::ledger::{self, Lane, Usage};
use batch_core::platform::fault::Class;
use batch_core::sheets::sheet::ERROR_PREFIX;
use serde::Deserialize;

/// A settled conversation's line in the ledger, without its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    /// When it was settled, RFC 3339.
    pub at: String,
    /// The conversation's key.
    pub key: String,
    /// Why the model stopped.
    pub finish_reason: Option<String>,
    /// Tokens.
    pub usage: Option<Usage>,
    /// What the call cost.
    pub cost: Option<f64>,
    /// In which currency.
    pub currency: Option<String>,
    /// How long the call took, in ms; only answers have it.
    pub ms: Option<u64>,
    /// Calls made for it in its run.
    pub attempts: Option<u32>,
    /// The platform's request id.
    pub request_id: Option<String>,
    /// The model that answered, as the server named it.
    pub served: Option<String>,
    /// The model's thinking.
    pub thinking: Option<String>,
    /// What went wrong, by its name in the ledger.
    pub class: Option<String>,
    /// HTTP status of a failure, 0 if there was no reply.
    pub status: Option<u16>,
    /// In which run it was settled, for [`super::Runs`].
    pub run: Option<usize>,
    /// Whom it was asked of, if not of whom its run names: `platform@address`.
    pub target: Option<String>,
    /// How it was asked.
    pub lane: Lane,
}

/// A line read back.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// The prompt's number when it was asked.
    pub number: usize,
    /// What the sheet's `Output` should be.
    pub said: String,
    /// True for an answer.
    pub answered: bool,
    /// Bytes before it in the ledger.
    pub offset: u64,
    /// The rest.
    pub facts: Facts,
}

#[derive(Deserialize)]
struct Line {
    event: String,
    prompt: usize,
    text: Option<String>,
    message: Option<String>,
    #[serde(default)]
    at: String,
    #[serde(default)]
    key: String,
    finish_reason: Option<String>,
    usage: Option<Usage>,
    cost: Option<f64>,
    ms: Option<u64>,
    attempts: Option<u32>,
    request_id: Option<String>,
    served: Option<String>,
    thinking: Option<String>,
    class: Option<String>,
    status: Option<u16>,
    target: Option<String>,
    #[serde(default, deserialize_with = "ledger::lane")]
    lane: Lane,
}

impl Entry {
    /// Reads a line of a settled conversation; `None` if it is none.
    pub fn parse(line: &[u8], offset: u64, currency: Option<&str>) -> Option<Self> {
        let line: Line = serde_json::from_slice(line).ok()?;
        let answered = line.event == "answered";
        let said = match answered {
            true => line.text?,
            false => format!("{ERROR_PREFIX}{}", line.message?),
        };
        let facts = Facts {
            at: line.at,
            key: line.key,
            finish_reason: line.finish_reason,
            usage: line.usage,
            currency: line.cost.and(currency).map(str::to_owned),
            cost: line.cost,
            ms: line.ms,
            attempts: line.attempts,
            request_id: line.request_id,
            served: line.served,
            thinking: line.thinking,
            class: line.class,
            status: line.status,
            run: None,
            target: line.target,
            lane: line.lane,
        };
        Some(Self { number: line.prompt, said, answered, offset, facts })
    }

    /// Says in which run it was settled.
    pub fn of_run(mut self, run: Option<usize>) -> Self {
        self.facts.run = run;
        self
    }
}

impl Facts {
    /// What went wrong, if this version knows it.
    #[must_use]
    pub fn class(&self) -> Option<Class> {
        serde_json::from_value(serde_json::Value::String(self.class.clone()?)).ok()
    }
}
