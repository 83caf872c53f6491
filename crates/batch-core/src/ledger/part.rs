//! What the ledger says of a batch service: which conversations were given to it together, in which file and batch, and
//! how far that has come. A part is what goes there in one file; what all of it comes to: `parts`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::base::key::{Alike, Key};

/// The way that a conversation was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// A call, answered at once.
    #[default]
    Online,
    /// The platform's batch service.
    Batch,
}

impl Lane {
    /// True for a call: lines of the ledger do not name it.
    #[must_use]
    pub fn is_online(&self) -> bool {
        *self == Self::Online
    }
}

/// A conversation that is to go to the batch service with its part. Until the part says more, nothing was sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Queued<'a> {
    /// When.
    #[serde(borrow)]
    pub at: Cow<'a, str>,
    /// The conversation.
    pub key: Key,
    /// The part that it goes with.
    pub part: Key,
    /// The configured model name.
    #[serde(borrow)]
    pub model: Cow<'a, str>,
    /// The person.
    #[serde(borrow)]
    pub people: Cow<'a, str>,
    /// The prompt's place in the prompts file, from 1.
    pub prompt: usize,
    /// The most that it can cost there, in the run's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<f64>,
    /// What the key is made of, if others of the job would be sent alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alike: Option<Alike>,
}

/// How far a part has come. Field names are those of its line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PartEvent<'a> {
    /// When.
    #[serde(borrow)]
    pub at: Cow<'a, str>,
    /// The part.
    pub part: Key,
    /// What happened.
    #[serde(borrow)]
    pub phase: Cow<'a, str>,
    /// With [`INTENT`]: the configured model name.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Cow<'a, str>>,
    /// With [`INTENT`]: the address that it is for.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Cow<'a, str>>,
    /// With [`INTENT`]: its conversations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<usize>,
    /// With [`INTENT`]: which. If the line of one is damaged, it waits all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<Key>,
    /// With [`INTENT`]: the most that all of them can cost, in the run's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst_of_all: Option<f64>,
    /// With [`UPLOADED`]: the platform's id of the file.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Cow<'a, str>>,
    /// With [`SUBMITTED`]: the platform's id of the batch.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<Cow<'a, str>>,
    /// With [`ENDED`]: how, in the platform's words, or `never` if it had not begun, `lost` if nobody knows it.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Cow<'a, str>>,
    /// With [`ENDED`]: conversations of which nothing was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<usize>,
    /// With [`ENDED`]: true if those may have been paid for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub billed: bool,
    /// Money that was perhaps spent beside the conversations': a second batch of the same part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub perhaps: Option<f64>,
}

/// What a part is, before anything of it is sent.
pub const INTENT: &str = "intent";
/// Its file is at the platform; a batch may be made of it from now on.
pub const UPLOADED: &str = "uploaded";
/// Its batch is made.
pub const SUBMITTED: &str = "submitted";
/// A batch of it was one too many, and is cancelled.
pub const SURPLUS: &str = "surplus";
/// Nothing more comes of it.
pub const ENDED: &str = "ended";

impl<'a> PartEvent<'a> {
    /// A phase with nothing but its name.
    #[must_use]
    pub fn new(part: Key, phase: &'static str) -> Self {
        Self {
            at: super::now().into(),
            part,
            phase: phase.into(),
            model: None,
            address: None,
            lines: None,
            keys: Vec::new(),
            worst_of_all: None,
            file: None,
            batch: None,
            state: None,
            missing: None,
            billed: false,
            perhaps: None,
        }
    }
}
