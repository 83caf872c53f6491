//! What a batch service counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::bill::Bill;

/// The counters of the batch service, files and batches.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BatchStats {
    /// Requests to the service.
    pub requests: u64,
    /// Files that were taken.
    pub uploaded: u64,
    /// Files that were deleted, the service's own among them.
    pub deleted: u64,
    /// The user's files that are there: inputs, outputs and errors.
    pub files_left: u64,
    /// Batches that were made.
    pub created: u64,
    /// Those of them whose id no reply to the request that made them told.
    pub orphaned: u64,
    /// Orphans that were asked for by their id later.
    pub found: u64,
    /// Batches that are not over.
    pub open: u64,
    /// Requests to cancel that were taken.
    pub cancels: u64,
    /// Batches that are over, by OpenAI's name of their end.
    pub ended: BTreeMap<String, u64>,
    /// Other people's batches and files that were cancelled, deleted or read.
    pub others_touched: u64,
    /// What went wrong on purpose, by name.
    pub faults: BTreeMap<String, u64>,
    /// The part of the bill that came over a batch lane, Ark's held calls included.
    pub bill: Bill,
    /// By `custom_id`: what became of its line, and of the same conversation online. Only with `GET /stats?lines=1` and
    /// from [`Sim::stats`](crate::Sim::stats).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub lines: BTreeMap<String, Lanes>,
}

/// What became of a conversation in both lanes. Lines of other `custom_id` that ask the same share it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lanes {
    /// At the list price.
    pub online: Lane,
    /// At the lower price.
    pub batch: Lane,
}

/// How often a conversation was answered and billed in a lane. What is billed and not answered was spoiled, empty or lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Lane {
    /// Answers that a client could read.
    pub answered: u64,
    /// Calls or lines that were billed.
    pub billed: u64,
}

impl Lanes {
    /// The lane of this kind.
    pub(crate) const fn lane(&mut self, batch: bool) -> &mut Lane {
        if batch { &mut self.batch } else { &mut self.online }
    }
}

impl std::ops::AddAssign for Lanes {
    fn add_assign(&mut self, other: Self) {
        for (lane, more) in [(&mut self.online, other.online), (&mut self.batch, other.batch)] {
            lane.answered += more.answered;
            lane.billed += more.billed;
        }
    }
}
