//! What the ledger says of each conversation, and counts of that.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use batch_core::base::key::Key;
use batch_core::ledger::{self, LedgerOffset, Usage, known};
use batch_core::platform::fault::Class;
use batch_core::platform::reply::Finish;
use serde::{Deserialize, Serialize};

/// What the ledger says of a conversation.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) answer: Option<(LedgerOffset, bool)>,
    pub(super) failed: Option<(Class, String)>,
    pub(super) unknown: bool,
    pub(super) usage: Usage,
}

/// Counts of some conversations.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Counts {
    /// Conversations of the job.
    pub total: usize,
    /// Answered.
    pub answered: usize,
    /// Answered, but cut short by max_tokens.
    pub cut: usize,
    /// Given up, by class.
    pub failed: BTreeMap<String, usize>,
    /// Refused by the model or its filter; also among `failed`.
    pub refused: usize,
    /// Sent, and no result known.
    pub unknown: usize,
    /// Never asked, or to be asked again.
    pub left: usize,
    /// Tokens of all replies that named them.
    pub usage: Usage,
}

/// The last run in the ledger.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LastRun {
    /// When.
    pub at: String,
    /// `start` (still running, or killed) or `end`.
    pub phase: String,
    /// Its exit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<u8>,
}

#[derive(Deserialize)]
struct Line<'a> {
    event: &'a str,
    key: Option<Key>,
    #[serde(default, deserialize_with = "known")]
    class: Option<Class>,
    #[serde(default, borrow)]
    message: Option<std::borrow::Cow<'a, str>>,
    #[serde(default, borrow)]
    finish_reason: Option<std::borrow::Cow<'a, str>>,
    #[serde(default, deserialize_with = "known")]
    usage: Option<Usage>,
}

pub(super) fn read(path: &Path) -> io::Result<(HashMap<Key, Told>, Option<LastRun>)> {
    let mut told: HashMap<Key, Told> = HashMap::new();
    let mut last_run = None;
    let result = ledger::lines(path, |bytes, place| {
        let Ok(line) = serde_json::from_slice::<Line<'_>>(bytes) else { return };
        let Some(key) = line.key else {
            if line.event == "run" {
                last_run = serde_json::from_slice::<LastRun>(bytes).ok().or(last_run.take());
            }
            return;
        };
        let told = told.entry(key).or_default();
        if let Some(usage) = line.usage {
            told.usage += usage;
        }
        match line.event {
            "sent" => told.unknown = true,
            "retry" => told.unknown = false,
            "fresh" => (told.answer, told.failed, told.unknown) = (None, None, false),
            "failed" => {
                told.unknown = false;
                let message = line.message.map(std::borrow::Cow::into_owned).unwrap_or_default();
                told.failed = Some((line.class.unwrap_or(Class::Unknown), message));
            }
            "answered" => {
                told.unknown = false;
                told.answer = Some((place, Finish::of(line.finish_reason.as_deref()).lacks_its_end()));
            }
            _ => {}
        }
    });
    match result {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok((told, None)),
        Err(e) => Err(e),
        Ok(()) => Ok((told, last_run)),
    }
}

impl Counts {
    pub(super) fn add(&mut self, told: Option<&Told>) {
        self.total += 1;
        let Some(told) = told else {
            self.left += 1;
            return;
        };
        self.usage += told.usage;
        match told {
            Told { answer: Some((_, cut)), .. } => {
                self.answered += 1;
                self.cut += usize::from(*cut);
            }
            Told { unknown: true, .. } => self.unknown += 1,
            Told { failed: Some((class, _)), .. } => {
                *self.failed.entry(class.name()).or_default() += 1;
                self.refused += usize::from(*class == Class::ContentRefused);
            }
            Told { .. } => self.left += 1,
        }
    }

    /// Given up, all classes together.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.failed.values().sum()
    }
}
