//! A vendor's table as it is written, and what its words mean.

use std::collections::BTreeMap;

use hyper::header::{HeaderName, HeaderValue};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::batch::service::{self, BatchService};
use crate::bill::Bill;
use crate::refusal::Refusal;
use crate::words::{self, ErrorReply};

/// The table as it is written; everything else asks it, once it is checked.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Table {
    pub base_path: String,
    pub chat_path: String,
    pub auth: Auth,
    pub lists_models: bool,
    pub get: BTreeMap<String, Value>,
    pub request_id: String,
    pub answer: BTreeMap<String, Value>,
    pub usage: BTreeMap<String, Count>,
    pub stream_usage: Option<StreamUsage>,
    pub stream_options: bool,
    pub thinking: Vec<String>,
    #[serde(deserialize_with = "service::named_or_table")]
    pub batch: Option<BatchService>,
    pub errors: Vec<Row>,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            base_path: "/v1".to_owned(),
            chat_path: "/chat/completions".to_owned(),
            auth: Auth::Bearer,
            lists_models: true,
            get: BTreeMap::new(),
            request_id: "x-request-id".to_owned(),
            answer: BTreeMap::new(),
            usage: BTreeMap::new(),
            stream_usage: None,
            stream_options: true,
            thinking: Vec::new(),
            batch: None,
            errors: Vec::new(),
        }
    }
}

/// Where a call's key is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Auth {
    Bearer,
    Header(String),
    None,
}

/// A number of `usage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Count {
    Prompt,
    Completion,
    Total,
    Cached,
    Uncached,
    Reasoning,
}

impl Count {
    pub(crate) const fn of(self, bill: &Bill) -> u64 {
        match self {
            Self::Prompt => bill.prompt,
            Self::Completion => bill.completion,
            Self::Total => bill.prompt + bill.completion,
            Self::Cached => bill.cached,
            Self::Uncached => bill.prompt - bill.cached,
            Self::Reasoning => bill.reasoning,
        }
    }
}

/// Where the usage of a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StreamUsage {
    /// In a chunk without choices behind the last one.
    ExtraChunk,
    /// In the chunk with the finish_reason, beside `choices`.
    LastChunk,
    /// In the choice with the finish_reason.
    LastChoice,
    /// In every chunk, growing.
    EveryChunk,
    /// In a chunk without choices before the one with the finish_reason.
    BeforeFinish,
}

/// A row of the table of errors.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub name: String,
    #[serde(default)]
    pub when: Vec<String>,
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    message: String,
    #[serde(default)]
    body: Value,
    #[serde(default, rename = "class")]
    _class: IgnoredAny,
    #[serde(default, rename = "verdict")]
    _verdict: IgnoredAny,
    #[serde(default, rename = "certain")]
    _certain: IgnoredAny,
    #[serde(default, rename = "billed")]
    _billed: IgnoredAny,
}

impl Row {
    pub(crate) fn say(&self, message: Option<&str>) -> ErrorReply {
        let mut body = self.body.clone();
        words::fill(&mut body, message.unwrap_or(&self.message));
        ErrorReply {
            name: self.name.clone(),
            status: self.status,
            headers: words::headers(&self.headers),
            body: words::body(&body),
        }
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        let name = &self.name;
        if !(200..=599).contains(&self.status) {
            return Err(format!("errors: {name}: {} is no HTTP status of a reply", self.status));
        }
        if let Some(when) = self.when.iter().find(|when| !Refusal::REASONS.contains(&when.as_str())) {
            let reasons = Refusal::REASONS.join(", ");
            return Err(format!("errors: {name}: {when:?} is no reason; there are {reasons}"));
        }
        let odd = |(name, value): &(&String, &String)| {
            HeaderName::try_from(*name).is_err() || HeaderValue::from_str(value).is_err()
        };
        match self.headers.iter().find(odd) {
            Some((header, _)) => Err(format!("errors: {name}: the header {header:?} cannot be sent")),
            None => Ok(()),
        }
    }
}
