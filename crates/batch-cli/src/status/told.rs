//! What the ledger says of each conversation, and counts of that.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use batch_core::base::key::Key;
use batch_core::ledger::{self, CellState, Index, LedgerOffset, Usage, known};
use batch_core::platform::fault::Class;
use batch_core::platform::reply::Finish;
use serde::{Deserialize, Serialize};

/// What the ledger says of a conversation.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) answer: Option<(LedgerOffset, bool)>,
    pub(super) failed: Option<(Class, String)>,
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
    /// In the platform's batch service.
    pub waiting: usize,
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

/// Reads what stands beside what the index knows: which answer counts, it says.
pub(super) fn read(output_dir: &Path, index: &Index) -> io::Result<(HashMap<Key, Told>, Option<LastRun>)> {
    let mut told: HashMap<Key, Told> = HashMap::new();
    let mut last_run = None;
    ledger::lines(output_dir, |bytes, place| {
        let Ok(line) = serde_json::from_slice::<Line<'_>>(bytes) else { return };
        let Some(key) = line.key else {
            if line.event == "run" {
                // Of several shards, the one that was last heard of.
                let run = serde_json::from_slice::<LastRun>(bytes).ok();
                last_run = run.into_iter().chain(last_run.take()).max_by(|one, other| one.at.cmp(&other.at));
            }
            return;
        };
        let told = told.entry(key).or_default();
        if let Some(usage) = line.usage {
            told.usage += usage;
        }
        match line.event {
            "failed" if matches!(index.state(key), Some(CellState::Failed(_))) => {
                let message = line.message.map(std::borrow::Cow::into_owned).unwrap_or_default();
                told.failed = Some((line.class.unwrap_or(Class::Unknown), message));
            }
            "answered" if index.state(key) == Some(CellState::Answered(place)) => {
                told.answer = Some((place, Finish::of(line.finish_reason.as_deref()).lacks_its_end()));
            }
            _ => {}
        }
    })?;
    Ok((told, last_run))
}

impl Counts {
    pub(super) fn add(&mut self, told: Option<&Told>, state: Option<CellState>) {
        self.total += 1;
        self.usage += told.map(|told| told.usage).unwrap_or_default();
        match (told, state) {
            (Some(Told { answer: Some((_, cut)), .. }), _) => {
                self.answered += 1;
                self.cut += usize::from(*cut);
            }
            (_, Some(CellState::Unknown)) => self.unknown += 1,
            (_, Some(CellState::Waiting)) => self.waiting += 1,
            (Some(Told { failed: Some((class, _)), .. }), _) => {
                *self.failed.entry(class.name()).or_default() += 1;
                self.refused += usize::from(*class == Class::ContentRefused);
            }
            _ => self.left += 1,
        }
    }

    /// Given up, all classes together.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.failed.values().sum()
    }
}
