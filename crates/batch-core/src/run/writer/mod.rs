//! The one writer. Everything that happens to a conversation passes through it: it alone writes the ledger, decides when
//! a sheet is complete, logs and counts. What the user sees is therefore one consistent story.

mod apart;
mod disk;
mod mend;
mod open;
mod outcomes;
mod sheets;

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use self::open::Open;
use crate::base::key::Key;
use crate::base::problem::{FileProblem, Problem};
use crate::flow::work_item::WorkItem;
use crate::job::identity::Identities;
use crate::job::identity::claims::AnswerClaim;
use crate::job::input::Records;
use crate::job::plan::{Cell, Plan, SheetId};
use crate::ledger::{Event, Index, Journal, LedgerOffset, now};
use crate::platform::fault::{Class, Fault};
use crate::run::events::{Audience, JobEvent, ModelStanding, MoneyStanding, Whose};
use crate::run::summary::Summary;
use crate::run::target::Target;
use crate::sheets::aside::Aside;
use crate::sheets::flush::Draft;

/// Lines that are written together when there are many.
const LINES_AT_ONCE: usize = 256;

/// How far mending has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mended {
    /// To the end.
    All,
    /// A part; the next can follow at once.
    Some,
    /// A part; the next has to wait for the disk.
    Waiting,
}

/// See the module.
pub struct Writer<'a> {
    /// What the run came to so far.
    pub summary: Summary,
    audience: Audience<'a>,
    /// By model: what lines say of its target, where it is not the run's own.
    targets: Vec<Option<Arc<str>>>,
    plan: &'a Plan,
    identities: &'a Identities,
    records: Records<'a>,
    index: Index,
    journal: Journal,
    open: HashMap<SheetId, Open>,
    /// Where files of others go.
    aside: Aside,
    /// Sheets that mending has not looked at.
    unmended: std::ops::Range<u32>,
    drafts: Vec<Draft>,
    flushing: bool,
    in_flush: usize,
    unsynced: usize,
    synced_at: Instant,
    flushed_at: Instant,
    /// Files of sheets that were complete and are not any more.
    reopened: HashSet<String>,
    /// Which of them the summary counts as written.
    counted: HashSet<String>,
    warned: HashSet<usize>,
    /// Models given up, whose failures are logged once.
    quiet: HashSet<usize>,
    /// A count of tokens that cannot be was said.
    clamped: bool,
    /// Answers that are not written to the ledger yet.
    unwritten_answers: usize,
    /// Another way of asking follows in this run: see [`Writer::renew`].
    pub goes_on: bool,
    /// What is asked in all, by model.
    of_model: Vec<usize>,
    /// What earlier runs answered, by model.
    pub kept: Vec<usize>,
    /// What sheets say of conversations that were given up apart from them.
    given_up: HashMap<Key, String>,
}

impl<'a> Writer<'a> {
    /// A writer over an opened ledger.
    #[must_use]
    pub fn new(
        plan: &'a Plan,
        identities: &'a Identities,
        records: Records<'a>,
        journal: Journal,
        index: Index,
        aside: Aside,
        audience: Audience<'a>,
    ) -> Self {
        // Nothing is to be found in an empty ledger.
        let sheets = if index.is_empty() { 0 } else { u32::try_from(plan.numbered()).unwrap_or(u32::MAX) };
        let folder = aside.path().display().to_string();
        let summary = Summary { total: plan.cell_count(), aside: folder, ..Summary::default() };
        Self {
            summary,
            audience,
            targets: vec![None; plan.models.len()],
            aside,
            plan,
            identities,
            records,
            index,
            journal,
            open: HashMap::new(),
            unmended: 0..sheets,
            drafts: Vec::new(),
            flushing: false,
            in_flush: 0,
            unsynced: 0,
            synced_at: Instant::now(),
            reopened: HashSet::new(),
            counted: HashSet::new(),
            warned: HashSet::new(),
            quiet: HashSet::new(),
            clamped: false,
            unwritten_answers: 0,
            goes_on: false,
            of_model: (0..plan.models.len()).map(|model| plan.cells_of(model)).collect(),
            kept: Vec::new(),
            given_up: HashMap::new(),
            flushed_at: Instant::now(),
        }
    }

    /// Notes which targets are not the run's own: their lines name them.
    pub fn name_targets(&mut self, targets: &[Target<'_>]) {
        self.targets = targets.iter().map(|target| target.foreign_name().map(Arc::from)).collect();
    }

    fn target(&self, cell: Cell) -> Option<Arc<str>> {
        self.targets[self.plan.model_index(cell.sheet)].clone()
    }

    /// Notes that a request is about to go out: not before the next [`Writer::commit`] went well.
    ///
    /// # Errors
    /// None in practice.
    pub fn sent(&mut self, item: &WorkItem, worst: Option<f64>) -> Result<(), Problem> {
        let (key, target) = (self.key(item.cell), self.target(item.cell));
        self.append(&Event::Sent { at: now(), key, attempt: item.calls + 1, worst, target: target.as_deref() })?;
        self.summary.calls += 1;
        Ok(())
    }

    /// Notes that a request did not go out after all.
    ///
    /// # Errors
    /// None in practice.
    pub fn not_sent(&mut self, item: &WorkItem) -> Result<(), Problem> {
        self.summary.calls -= 1;
        self.note_retry(item, &Fault::new(Class::Input, ""), None, Duration::ZERO)
    }

    /// Notes which answers belong to other names from here on, and writes it.
    ///
    /// # Errors
    /// The disk's.
    pub fn claim(&mut self, claims: &[AnswerClaim]) -> Result<(), Problem> {
        for chunk in claims.chunks(LINES_AT_ONCE) {
            for AnswerClaim { cell, key } in chunk {
                let (model, people) = self.names(cell.sheet);
                self.append(&Event::Claimed { at: now(), key: *key, model, people })?;
            }
            self.commit()?;
        }
        self.commit()
    }

    /// Adds one line to the ledger; it is written with the next [`Writer::commit`].
    ///
    /// # Errors
    /// None in practice.
    pub fn append(&mut self, event: &Event<'_>) -> Result<LedgerOffset, Problem> {
        let place = self.journal.stage(event).map_err(|e| self.disk(&e))?;
        if self.unsynced == 0 {
            self.synced_at = Instant::now();
        }
        self.unsynced += 1;
        Ok(place)
    }

    /// Writes all lines through to the system.
    ///
    /// # Errors
    /// The disk's: the lines are kept for another try.
    pub fn commit(&mut self) -> Result<(), Problem> {
        self.journal.commit().map_err(|e| self.disk(&e))?;
        self.unwritten_answers = 0;
        Ok(())
    }

    fn disk(&self, e: &io::Error) -> Problem {
        Problem::in_file(&self.plan.output_dir, FileProblem::Disk(e.into()))
    }

    /// Tells what happened.
    pub fn tell(&self, event: &JobEvent<'_>) {
        self.audience.listener.hear(event);
    }

    pub fn whose(&self, cell: Cell) -> Whose<'a> {
        let (model, people) = self.names(cell.sheet);
        Whose { model, people, prompt: self.plan.prompt(cell).number }
    }

    fn names(&self, sheet: SheetId) -> (&'a str, &'a str) {
        (&self.plan.model(sheet).name, self.plan.person(sheet).name())
    }

    /// Where a model stands.
    #[must_use]
    pub fn standing(&self, model: usize) -> ModelStanding<'a> {
        let name = self.plan.models[model].name.as_str();
        let counts = self.summary.models.get(name);
        let (answered, failed) = counts.map_or((0, 0), |counts| (counts.answered, counts.failed));
        let done = self.kept.get(model).copied().unwrap_or_default() + answered + failed;
        let total = self.of_model.get(model).copied().unwrap_or_default();
        ModelStanding { model: name, done, total, failed, cost: counts.and_then(|counts| counts.cost) }
    }

    /// What the run cost so far. `used`: what counts towards the budget.
    #[must_use]
    pub fn money(&self, used: f64) -> MoneyStanding<'_> {
        let (currency, budget) = (self.summary.money.currency.as_str(), self.summary.money.budget);
        MoneyStanding { currency, spent: self.summary.spent(), used, budget }
    }
}
