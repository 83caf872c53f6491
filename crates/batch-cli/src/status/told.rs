//! What the ledger says of the job's conversations, as counts.

use std::collections::BTreeMap;
use std::io;

use batch_core::base::table::Table;
use batch_core::job::identity::Identities;
use batch_core::job::plan::Plan;
use batch_core::ledger::{self, CellState, Index, Raw, Usage};
use batch_core::platform::fault::Class;
use batch_core::platform::reply::Finish;
use serde::{Deserialize, Serialize};

/// What stands beside what the index knows.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// By model of the plan: tokens of all its replies, and answers that lack their end.
    pub(super) models: Vec<(Usage, usize)>,
    /// The last run.
    pub(super) last_run: Option<LastRun>,
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

/// Reads what stands beside what the index knows: which answer counts, it says.
pub(super) fn read(plan: &Plan, identities: &Identities, index: &Index) -> io::Result<Told> {
    let mut whose: Table<u32> = Table::default();
    for cell in plan.sheets().flat_map(|sheet| plan.cells(sheet)) {
        whose.insert(identities.key(plan, cell), u32::try_from(plan.model_index(cell.sheet)).unwrap_or(u32::MAX));
    }
    let mut told = Told { models: vec![Default::default(); plan.models.len()], last_run: None };
    ledger::said(&plan.output_dir, |said, bytes, place| {
        let Some(key) = said.key else {
            if said.event == "run" {
                // Of several shards, the one that was last heard of; of one moment, the later line.
                let run = serde_json::from_slice::<LastRun>(bytes).ok();
                let both = told.last_run.take().into_iter().chain(run);
                told.last_run = both.max_by(|one, other| one.at.cmp(&other.at));
            }
            return;
        };
        let reason: Option<String> = said.finish_reason.and_then(Raw::says);
        let lacks_its_end = said.event == "answered" && Finish::of(reason.as_deref()).lacks_its_end();
        if said.usage.is_none() && !lacks_its_end {
            return;
        }
        let Some((usage, cut)) = whose.get(key).and_then(|model| told.models.get_mut(*model as usize)) else { return };
        *usage += said.usage.unwrap_or_default();
        *cut += usize::from(lacks_its_end && index.state(key) == Some(CellState::Answered(place)));
    })?;
    Ok(told)
}

impl Counts {
    pub(super) fn add(&mut self, state: Option<CellState>) {
        self.total += 1;
        match state {
            Some(CellState::Answered(_)) => self.answered += 1,
            Some(CellState::Unknown) => self.unknown += 1,
            Some(CellState::Waiting) => self.waiting += 1,
            Some(CellState::Failed(class)) => {
                *self.failed.entry(class.name()).or_default() += 1;
                self.refused += usize::from(class == Class::ContentRefused);
            }
            Some(CellState::Refused) | None => self.left += 1,
        }
    }

    /// Given up, all classes together.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.failed.values().sum()
    }
}
