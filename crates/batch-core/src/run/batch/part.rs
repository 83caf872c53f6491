//! A part of the job on its way through the batch service.

use std::collections::BTreeSet;
use std::time::Duration;

use tempfile::TempPath;
use tokio::time::Instant;

use super::desk::RemoteBatch;
use crate::base::key::Key;
use crate::flow::retry;
use crate::platform::BatchState;
use crate::platform::fault::{Detail, Fault};

/// See the module.
pub struct Part {
    /// Its id, which its file and its batch carry.
    pub id: Key,
    /// Its model's place in the plan; `None`: the job does not have it any more.
    pub model: Option<usize>,
    /// The model's name.
    pub name: String,
    /// How far it is.
    pub stage: Stage,
    /// When its batch was made, by our clock.
    pub made: jiff::Timestamp,
    /// The most that all of it can cost.
    pub worst: f64,
    /// Operations in a row that did not go well, and since when.
    trouble: Option<(u32, Instant)>,
    /// Nothing is asked before.
    pub not_before: Instant,
    /// Times that its results were fetched, and the files that they were in.
    pub fetched: u32,
    pub results: BTreeSet<String>,
    /// Bytes of its results that came before they broke off, and how often in a row it was so many.
    broke_off: (u64, u32),
    /// Times that a batch of it was asked for, and nobody said whether it was made.
    pub asked: u32,
    /// Its batch may have been made before: there may be another.
    pub doubted: bool,
    /// What last came instead of an answer.
    pub refusal: Option<Fault>,
    /// Looks at the list of batches since the last of them was made.
    pub swept: u32,
    /// Batches of it that are too many, and are cancelled.
    pub surplus: Vec<String>,
    /// Its conversations.
    pub lines: usize,
    /// It is left to another run.
    pub gives_up: bool,
    /// The platform will not have it: it is ended, and what is there of it removed.
    pub refused: bool,
    /// What last went wrong.
    pub fault: Option<Fault>,
}

/// How far a part is.
pub enum Stage {
    /// Its file lies here.
    Here {
        /// Where; it is gone when this is dropped.
        file: TempPath,
        /// Its length.
        bytes: u64,
    },
    /// Its file is at the platform.
    Uploaded {
        /// Its id there.
        file: String,
    },
    /// An earlier run meant to send its file: nobody knows whether it came.
    Unheard,
    /// A batch may have been made of its file: it is looked for.
    Sought {
        /// The file's id.
        file: String,
        /// Lists that did not have it.
        looks: u32,
    },
    /// Its batch is made.
    Made {
        /// The file's id, if it is known.
        file: Option<String>,
        /// The batch's id.
        batch: String,
        /// What it last said of itself.
        last: Option<Box<RemoteBatch>>,
    },
    /// The platform says that there is no such batch.
    Lost {
        /// The file's id, if it is known.
        file: Option<String>,
        /// The batch's id.
        batch: String,
        /// How often it said so.
        times: u32,
    },
    /// Nothing more comes of it.
    Ended,
}

impl Part {
    /// One whose file lies here, or that an earlier run has brought so far.
    pub fn new(id: Key, model: Option<usize>, name: String, stage: Stage) -> Self {
        Self {
            id,
            model,
            name,
            stage,
            made: jiff::Timestamp::now(),
            worst: 0.0,
            trouble: None,
            not_before: Instant::now(),
            fetched: 0,
            results: BTreeSet::new(),
            broke_off: (0, 0),
            asked: 0,
            doubted: false,
            refusal: None,
            swept: 0,
            surplus: Vec::new(),
            lines: 0,
            gives_up: false,
            refused: false,
            fault: None,
        }
    }

    /// What its file is called at the platform.
    pub fn file_name(&self) -> String {
        file_name(self.id)
    }

    /// Something did not go well: it is tried again after a while. How long nothing has gone well.
    pub fn failed(&mut self, fault: &Fault) -> Duration {
        let now = Instant::now();
        // Its words may quote what was sent.
        self.fault = Some(Fault { detail: Detail::Nothing, ..fault.clone() });
        let (times, since) = self.trouble.map_or((1, now), |(times, since)| (times + 1, since));
        self.trouble = Some((times, since));
        let wait = fault.wait.unwrap_or_else(|| retry::jitter(retry::backoff(times)));
        self.not_before = now + wait.min(LONGEST);
        now - since
    }

    /// Something went well.
    pub fn went_well(&mut self) {
        self.trouble = None;
    }

    /// Its results broke off after so many bytes: how often in a row just there.
    pub fn broke_off(&mut self, bytes: u64) -> u32 {
        let (before, times) = self.broke_off;
        self.broke_off = (bytes, if bytes == before && bytes > 0 { times + 1 } else { 1 });
        self.broke_off.1
    }

    /// How often in a row something did not.
    pub fn troubles(&self) -> u32 {
        self.trouble.map_or(0, |(times, _)| times)
    }

    /// Its batch's id.
    pub fn batch(&self) -> Option<&str> {
        match &self.stage {
            Stage::Made { batch, .. } | Stage::Lost { batch, .. } => Some(batch),
            _ => None,
        }
    }

    /// Its file's id at the platform.
    pub fn file(&self) -> Option<&str> {
        match &self.stage {
            Stage::Uploaded { file } | Stage::Sought { file, .. } => Some(file),
            Stage::Made { file, .. } | Stage::Lost { file, .. } => file.as_deref(),
            _ => None,
        }
    }

    /// True if it is at the platform, or may be.
    pub fn is_there(&self) -> bool {
        matches!(self.stage, Stage::Made { .. } | Stage::Lost { .. } | Stage::Sought { .. }) || self.doubted
    }

    /// True if nobody waits for it in this run.
    pub fn is_hopeless(&self) -> bool {
        self.gives_up || matches!(self.stage, Stage::Lost { times, .. } if times >= MOST_GONE)
    }

    /// True if it is known how it is, and nothing is to be fetched.
    pub fn was_looked_at(&self) -> bool {
        let seen = match &self.stage {
            Stage::Made { last, .. } => last.as_ref().is_some_and(|last| !last.state.is_over()),
            _ => self.is_hopeless(),
        };
        seen || self.troubles() >= ENOUGH
    }

    /// True if the platform is cancelling its batch, or has done so.
    pub fn is_cancelled(&self) -> bool {
        let last = if let Stage::Made { last, .. } = &self.stage { last.as_deref() } else { None };
        last.is_some_and(|last| last.state.is_over() || last.state == BatchState::Cancelling)
    }

    /// True if something may be asked now.
    pub fn is_due(&self) -> bool {
        Instant::now() >= self.not_before
    }
}

/// What a part's file is called at the platform.
pub fn file_name(part: Key) -> String {
    format!("{part}.jsonl")
}

/// Replies that say that a batch is not there before that is believed.
pub const MOST_GONE: u32 = 4;
/// Looks that fail, for somebody who does not wait.
const ENOUGH: u32 = 3;
/// No platform knows better when it will have room.
const LONGEST: Duration = Duration::from_secs(300);
