//! The lines of the ledger. Field by field explained in docs/en/resume.md.

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

use super::part::{Lane, PartEvent, Queued};
use crate::base::json_text::JsonText;
use crate::base::key::{Alike, Key};
use crate::platform::fault::Class;
use crate::platform::reply;

/// One line, as written.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event<'a> {
    /// A run began or ended.
    Run(RunEvent<'a>),
    /// A request is about to go out. Without a later line for the same key its fate is unknown.
    Sent {
        /// When, RFC 3339 in UTC.
        at: String,
        /// The conversation.
        key: Key,
        /// Which attempt of this run, from 1.
        attempt: u32,
        /// The most that it can cost, in the run's currency.
        #[serde(skip_serializing_if = "Option::is_none")]
        worst: Option<f64>,
        /// Whom it was asked of, if not of whom the run's own line names: `platform@address`.
        #[serde(skip_serializing_if = "Option::is_none")]
        target: Option<&'a str>,
    },
    /// An attempt failed and will be made again.
    Retry {
        /// When.
        at: String,
        /// The conversation.
        key: Key,
        /// Which attempt it was.
        attempt: u32,
        /// What went wrong.
        class: Class,
        /// HTTP status, 0 if there was no reply.
        status: u16,
        /// How long until the next attempt, in ms.
        wait_ms: u64,
        /// Tokens that the reply said were used all the same.
        #[serde(skip_serializing_if = "Option::is_none")]
        usage: Option<Usage>,
        /// What it cost, in the run's currency.
        #[serde(skip_serializing_if = "Option::is_none")]
        cost: Option<f64>,
        /// Instead of `cost`: the most that it may have cost, if that is not known.
        #[serde(skip_serializing_if = "Option::is_none")]
        perhaps: Option<f64>,
        /// What it would have cost without the platform's cache, if that is more.
        #[serde(skip_serializing_if = "Option::is_none")]
        uncached: Option<f64>,
        /// How it was asked, if not by a call.
        #[serde(skip_serializing_if = "Lane::is_online")]
        lane: Lane,
    },
    /// A conversation is about to go to the batch service. Without a later line for the same key it waits there, as
    /// long as its part has not ended.
    Queued(Queued<'a>),
    /// A part of the job is on its way through the batch service.
    Part(PartEvent<'a>),
    /// An answer.
    Answered(Answered<'a, &'a JsonText>),
    /// A conversation was given up in this run; the next run tries again.
    Failed {
        /// When.
        at: String,
        /// The conversation.
        key: Key,
        /// The configured model name.
        model: &'a str,
        /// The person.
        people: &'a str,
        /// The prompt's place in the prompts file, from 1.
        prompt: usize,
        /// What went wrong.
        class: Class,
        /// The sentence behind `ERROR: `.
        message: &'a str,
        /// HTTP status, 0 if there was no reply.
        status: u16,
        /// Calls made for it in this run; 0 if its model was given up before.
        attempts: u32,
        /// The platform's request id of the last reply.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<&'a str>,
        /// Tokens that the reply said were used all the same.
        #[serde(skip_serializing_if = "Option::is_none")]
        usage: Option<Usage>,
        /// What it cost, in the run's currency.
        #[serde(skip_serializing_if = "Option::is_none")]
        cost: Option<f64>,
        /// Instead of `cost`: the most that it may have cost, if that is not known.
        #[serde(skip_serializing_if = "Option::is_none")]
        perhaps: Option<f64>,
        /// What it would have cost without the platform's cache, if that is more.
        #[serde(skip_serializing_if = "Option::is_none")]
        uncached: Option<f64>,
        /// Whom it was asked of, if not of whom the run's own line names: `platform@address`.
        #[serde(skip_serializing_if = "Option::is_none")]
        target: Option<&'a str>,
        /// How it was asked, if not by a call.
        #[serde(skip_serializing_if = "Lane::is_online")]
        lane: Lane,
    },
    /// An answer that another name had belongs to these names from here on: a file or an alias was renamed.
    Claimed {
        /// When.
        at: String,
        /// Where the answer stands.
        key: Key,
        /// The configured model name.
        model: &'a str,
        /// The person.
        people: &'a str,
    },
    /// What became of a conversation so far does not count any more: `--fresh`, or an answer that may be another's.
    Fresh {
        /// When.
        at: String,
        /// The conversation.
        key: Key,
        /// The configured model name.
        model: &'a str,
        /// The person.
        people: &'a str,
        /// The prompt's place in the prompts file, from 1.
        prompt: usize,
    },
    /// A sheet was written; lets the next run trust it without reading it.
    Sheet(SheetStamp<'a>),
}

/// A run's beginning or end.
#[derive(Debug, Serialize)]
pub struct RunEvent<'a> {
    /// When.
    pub at: String,
    /// Format of the lines, see [`super::VERSION`].
    pub version: u32,
    /// `start` or `end`.
    pub phase: &'static str,
    /// The platform's id.
    pub platform: &'a str,
    /// Program and version.
    pub program: &'a str,
    /// Base URL, without what in it may be a key.
    pub base_url: Cow<'a, str>,
    /// True if the simulator answered.
    pub simulated: bool,
    /// Currency of the lines that follow.
    pub currency: &'a str,
    /// Which part of the job it is about, `2/8`; absent: all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// Conversations of the job, or of that part.
    pub conversations: usize,
    /// At the start: the models, in the config's order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<RunModel<'a>>>,
    /// At the start: of which day the prices are, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prices_as_of: Option<&'a str>,
    /// At the end: how it ended, the exit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit: Option<u8>,
    /// At the end: calls that were seen to be served at once, by model, or under "" for the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served_at_once: Option<&'a std::collections::BTreeMap<String, u32>>,
}

/// What is asked of a model in a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunModel<'a> {
    /// The configured name.
    #[serde(borrow)]
    pub name: std::borrow::Cow<'a, str>,
    /// What every call says beside its messages: `model`, `max_tokens`, `temperature` …
    pub sent: std::borrow::Cow<'a, serde_json::Map<String, serde_json::Value>>,
    /// True if a system prompt stands before the user's message.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub system: bool,
    /// In a run by the batch service: the share of its price that is asked there; absent for a model that cannot be asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_share: Option<f64>,
}

/// An answer with everything that the sheets have no field for. Its text is written as it stands in the sheets, and read
/// as a text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answered<'a, T = String> {
    /// When the answer came.
    #[serde(borrow)]
    pub at: std::borrow::Cow<'a, str>,
    /// The conversation.
    pub key: Key,
    /// The configured model name.
    #[serde(borrow)]
    pub model: std::borrow::Cow<'a, str>,
    /// The person.
    #[serde(borrow)]
    pub people: std::borrow::Cow<'a, str>,
    /// The prompt's place in the prompts file, from 1.
    pub prompt: usize,
    /// The answer.
    pub text: T,
    /// Why the model stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<std::borrow::Cow<'a, str>>,
    /// Tokens, if the platform counted them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<Usage>,
    /// What it cost, in the run's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    /// Instead of `cost`: the most that it may have cost, if the platform counted nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub perhaps: Option<f64>,
    /// What it would have cost without the platform's cache, if that is more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncached: Option<f64>,
    /// How long the call that brought the answer took, in ms; in a batch: since that was made.
    pub ms: u64,
    /// Calls made for it in this run.
    pub attempts: u32,
    /// The platform's request id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<std::borrow::Cow<'a, str>>,
    /// The model that answered as the server names it, if it does: `latest` may be another one tomorrow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served: Option<std::borrow::Cow<'a, str>>,
    /// Whom it was asked of, if not of whom the run's own line names: `platform@address`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<std::borrow::Cow<'a, str>>,
    /// How it was asked, if not by a call.
    #[serde(default, skip_serializing_if = "Lane::is_online", deserialize_with = "lane")]
    pub lane: Lane,
    /// What the key is made of, if others of the job would be sent alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alike: Option<Alike>,
    /// The model's thinking, if it came apart from the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thinking: Option<std::borrow::Cow<'a, str>>,
}

/// Tokens of a call, in the field names of the OpenAI dialect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Usage {
    /// Prompt tokens, cached ones included.
    pub prompt_tokens: u64,
    /// Completion tokens.
    pub completion_tokens: u64,
    /// Prompt tokens from the platform's cache.
    pub cached_tokens: u64,
    /// Tokens spent on thinking.
    pub reasoning_tokens: u64,
}

impl Usage {
    /// Most tokens of one kind that one call is believed to have used: ten times what any model can hold.
    pub const MOST: u64 = 100_000_000;

    /// True if the platform counted anything.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.prompt_tokens > 0 || self.completion_tokens > 0
    }

    /// True if a count was beyond belief and is [`Usage::MOST`] instead.
    #[must_use]
    pub fn is_clamped(&self) -> bool {
        [self.prompt_tokens, self.completion_tokens, self.cached_tokens, self.reasoning_tokens].contains(&Self::MOST)
    }
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.prompt_tokens = self.prompt_tokens.saturating_add(other.prompt_tokens);
        self.completion_tokens = self.completion_tokens.saturating_add(other.completion_tokens);
        self.cached_tokens = self.cached_tokens.saturating_add(other.cached_tokens);
        self.reasoning_tokens = self.reasoning_tokens.saturating_add(other.reasoning_tokens);
    }
}

impl From<reply::ReplyUsage> for Usage {
    fn from(usage: reply::ReplyUsage) -> Self {
        Self {
            prompt_tokens: usage.prompt.min(Self::MOST),
            completion_tokens: usage.completion.min(Self::MOST),
            cached_tokens: usage.cached.min(Self::MOST),
            reasoning_tokens: usage.reasoning.min(Self::MOST),
        }
    }
}

/// A written sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SheetStamp<'a> {
    /// When.
    #[serde(borrow)]
    pub at: std::borrow::Cow<'a, str>,
    /// File name inside the output folder.
    #[serde(borrow)]
    pub file: std::borrow::Cow<'a, str>,
    /// Size in bytes.
    pub size: u64,
    /// Modification time as the file system keeps it, in ns since 1970.
    pub mtime_ns: u64,
    /// Digest over the keys and ledger places of its conversations.
    pub content: Key,
}

/// A field's value if this version knows it: what a later version says is carried along, not damage.
///
/// # Errors
/// Only what is no JSON at all.
pub fn known<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Maybe<T> {
        Known(T),
        Other(IgnoredAny),
    }
    Ok(match Maybe::deserialize(from)? {
        Maybe::Known(value) => Some(value),
        Maybe::Other(_) => None,
    })
}

/// How something was asked: a lane that a later version has is none of our business.
///
/// # Errors
/// Only what is no JSON at all.
pub fn lane<'de, D: Deserializer<'de>>(from: D) -> Result<Lane, D::Error> {
    Ok(known(from)?.unwrap_or_default())
}

/// Now, RFC 3339 in UTC with milliseconds.
#[must_use]
pub fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
