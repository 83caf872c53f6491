//! A batch: how far it is, and what it has made.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::time::Instant;

use serde_json::Value;

use crate::batch::fault::Twist;
use crate::batch::file::Contents;
use crate::batch::service::Stage;

/// Why a file was not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reason {
    pub code: &'static str,
    pub message: String,
    /// Counted from 1.
    pub line: Option<u32>,
}

/// Where a line of a result is in the scratch file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub at: u64,
    pub length: u32,
}

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Counts {
    pub total: u32,
    pub completed: u32,
    pub failed: u32,
}

/// What a batch needs while it is not over.
#[derive(Debug)]
pub(crate) struct Work {
    pub input: Contents,
    /// Ticks that this stage has had.
    pub ticks: u32,
    /// When the last of them was.
    pub since: Instant,
    /// How far the input is read: bytes and lines.
    pub offset: u64,
    pub line: u32,
    /// The lines' ids, as numbers.
    pub ids: HashSet<u64>,
    pub model: Option<String>,
    /// Lines of results, written one behind the other until all are there.
    pub scratch: Option<File>,
    pub scratch_bytes: u64,
    pub answers: Vec<Span>,
    pub failures: Vec<Span>,
}

impl Work {
    pub(crate) fn new(input: Contents) -> Self {
        Self {
            input,
            ticks: 0,
            since: Instant::now(),
            offset: 0,
            line: 0,
            ids: HashSet::new(),
            model: None,
            scratch: None,
            scratch_bytes: 0,
            answers: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Begins to read the input again.
    pub(crate) fn rewind(&mut self) {
        (self.offset, self.line) = (0, 0);
        self.ids = HashSet::new();
    }
}

/// A batch.
#[derive(Debug)]
pub(crate) struct Job {
    pub id: String,
    pub input: String,
    pub endpoint: String,
    pub window: String,
    pub metadata: Value,
    pub created_at: u64,
    pub expires_at: u64,
    pub stage: Stage,
    /// When it came to each stage.
    pub stamps: BTreeMap<Stage, u64>,
    pub counts: Counts,
    pub output: Option<String>,
    pub errors: Option<String>,
    pub reasons: Vec<Reason>,
    pub twists: Vec<Twist>,
    pub others: bool,
    /// No reply has named it yet.
    pub orphan: bool,
    /// So many lists do not have it yet.
    pub hidden: u32,
    pub work: Option<Work>,
}

impl Job {
    pub(crate) fn has(&self, twist: Twist) -> bool {
        self.twists.contains(&twist)
    }

    /// Comes to a stage.
    pub(crate) fn enter(&mut self, stage: Stage, now: u64) {
        self.stage = stage;
        self.stamps.insert(stage, now);
        if stage.is_over() {
            self.work = None;
        }
    }
}
