//! What the ledger says of a batch service: which conversations were given to it together, in which file and batch, and
//! how far that has come. A part is what goes there in one file.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::offset::LedgerOffset;
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
            file: None,
            batch: None,
            state: None,
            missing: None,
            billed: false,
            perhaps: None,
        }
    }
}

/// A part that has not ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenPart {
    /// Bytes of the ledger before its first line: the order in which parts were made.
    pub place: u64,
    /// When it was meant to be sent, RFC 3339.
    pub at: String,
    /// The configured model name.
    pub model: String,
    /// The address that it is for, if it is known.
    pub address: Option<String>,
    /// Its conversations; `None`: not even the intent was written to its end, and so nothing was sent.
    pub lines: Option<usize>,
    /// The platform's id of its file.
    pub file: Option<String>,
    /// The platform's id of its batch.
    pub batch: Option<String>,
    /// When its batch was made, RFC 3339.
    pub submitted: Option<String>,
    /// Batches of it that were too many.
    pub surplus: Vec<String>,
}

/// All parts that have not ended, and what they wait for.
#[derive(Debug, Default, Clone)]
pub struct Parts {
    open: BTreeMap<Key, OpenPart>,
    waiting: HashMap<Key, (Key, LedgerOffset)>,
}

impl Parts {
    /// The open parts by their id.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &OpenPart)> {
        self.open.iter().map(|(id, part)| (*id, part))
    }

    /// A part that is open.
    #[must_use]
    pub fn get(&self, part: Key) -> Option<&OpenPart> {
        self.open.get(&part)
    }

    /// Conversations that wait, each with its part and the line that says whose it is.
    pub fn waiting(&self) -> impl Iterator<Item = (Key, Key, LedgerOffset)> {
        self.waiting.iter().map(|(key, (part, place))| (*key, *part, *place))
    }

    /// Where the line stands that says whose a conversation is that waits.
    #[must_use]
    pub fn place(&self, key: Key) -> Option<LedgerOffset> {
        self.waiting.get(&key).map(|(_, place)| *place)
    }

    /// The part that a conversation waits for.
    #[must_use]
    pub fn of(&self, key: Key) -> Option<Key> {
        self.waiting.get(&key).map(|(part, _)| *part)
    }

    /// How many conversations wait.
    #[must_use]
    pub fn count(&self) -> usize {
        self.waiting.len()
    }

    /// True if nothing is at the platform, or on the way there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Notes that a conversation waits.
    pub fn queued(&mut self, queued: &Queued<'_>, place: LedgerOffset) {
        self.waiting.insert(queued.key, (queued.part, place));
        self.open.entry(queued.part).or_insert_with(|| OpenPart { place: place.offset, ..OpenPart::default() });
    }

    /// Notes that a conversation of a part came to something; the part that it waited for, `None` if it did not wait.
    pub fn settled(&mut self, key: Key) -> Option<Key> {
        self.waiting.remove(&key).map(|(part, _)| part)
    }

    /// Notes how far a part has come. When it ends: the conversations of which nothing was said.
    pub fn went_on(&mut self, event: &PartEvent<'_>) -> Vec<Key> {
        let text = |text: &Option<Cow<'_, str>>| text.as_deref().unwrap_or_default().to_owned();
        if event.phase == ENDED {
            self.open.remove(&event.part);
            let left = self.waiting.iter().filter(|(_, (part, _))| *part == event.part);
            let mut left: Vec<Key> = left.map(|(key, _)| *key).collect();
            left.sort_unstable();
            for key in &left {
                self.waiting.remove(key);
            }
            return left;
        }
        let part = self.open.entry(event.part).or_default();
        match event.phase.as_ref() {
            INTENT => {
                part.at = event.at.clone().into_owned();
                part.model = text(&event.model);
                part.address = event.address.as_deref().map(str::to_owned);
                part.lines = event.lines;
            }
            UPLOADED => part.file = Some(text(&event.file)),
            SUBMITTED => {
                part.batch = Some(text(&event.batch));
                part.submitted = Some(event.at.clone().into_owned());
            }
            SURPLUS => part.surplus.push(text(&event.batch)),
            _ => {}
        }
        Vec::new()
    }
}
