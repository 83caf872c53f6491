//! The one writer. Everything that happens to a conversation passes through it: it alone writes the ledger, decides when
//! a sheet is complete, logs and counts. What the user sees is therefore one consistent story.

mod disk;
mod mend;
mod open;
mod sheets;

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use self::open::{Open, Output};
use crate::base::json_text::JsonText;
use crate::base::problem::{FileProblem, Problem};
use crate::flow::ticket::Ticket;
use crate::job::identity::Identities;
use crate::job::identity::claims::AnswerClaim;
use crate::job::input::Records;
use crate::job::plan::{Cell, Plan, SheetId};
use crate::ledger::{Answered, CellState, Event, Index, Journal, LedgerOffset, now};
use crate::platform::fault::{Class, Fault};
use crate::platform::reply::Answer;
use crate::run::events::{Audience, JobEvent, Whose};
use crate::run::summary::Summary;
use crate::run::target::Target;
use crate::sheets::aside::Aside;
use crate::sheets::flush::Draft;
use crate::wire::call::Attempt;

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
        let sheets = if index.is_empty() { 0 } else { u32::try_from(plan.sheet_count()).unwrap_or(u32::MAX) };
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
    pub fn sent(&mut self, ticket: &Ticket, worst: Option<f64>) -> Result<(), Problem> {
        let (key, target) = (self.key(ticket.cell), self.target(ticket.cell));
        self.append(&Event::Sent { at: now(), key, attempt: ticket.calls + 1, worst, target: target.as_deref() })?;
        self.summary.calls += 1;
        Ok(())
    }

    /// Notes that a request did not go out after all.
    ///
    /// # Errors
    /// None in practice.
    pub fn not_sent(&mut self, ticket: &Ticket) -> Result<(), Problem> {
        self.summary.calls -= 1;
        self.note_retry(ticket, &Fault::new(Class::Input, ""), None, Duration::ZERO)
    }

    /// Keeps an answer.
    ///
    /// # Errors
    /// The disk's, when answers of earlier runs cannot be read back for its sheet.
    pub fn answered(&mut self, ticket: &Ticket, answer: &Answer, attempt: &Attempt) -> Result<(), Problem> {
        let text = JsonText::new(&answer.text);
        let place = self.note_answer(ticket, answer, &text, attempt)?;
        self.unwritten_answers += 1;
        self.settle(ticket.cell, Output::Said(text, place))
    }

    /// Takes an answer of this run back: it may be another conversation's. The conversation is to be asked again, and its
    /// sheet to be written again.
    ///
    /// # Errors
    /// The disk's.
    pub fn retract(&mut self, cells: &[Cell]) -> Result<(), Problem> {
        for cell in cells {
            let (model, people) = self.names(cell.sheet);
            let prompt = self.plan.prompt(*cell).number;
            self.append(&Event::Fresh { at: now(), key: self.key(*cell), model, people, prompt })?;
            self.tell(&JobEvent::TakenBack { whose: self.whose(*cell) });
            self.summary.answered = self.summary.answered.saturating_sub(1);
            let counts = self.summary.model(model);
            counts.answered = counts.answered.saturating_sub(1);
        }
        self.reopen(cells)
    }

    /// Answers that are in memory only.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.unwritten_answers
    }

    fn note_answer(
        &mut self,
        ticket: &Ticket,
        answer: &Answer,
        text: &JsonText,
        attempt: &Attempt,
    ) -> Result<LedgerOffset, Problem> {
        let cell = ticket.cell;
        let (model, people) = self.names(cell.sheet);
        let number = self.plan.prompt(cell).number;
        let ms = u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX);
        let key = self.key(cell);
        let place = self.append(&Event::Answered(Answered {
            at: now().into(),
            key,
            model: model.into(),
            people: people.into(),
            prompt: number,
            text,
            finish_reason: answer.finish.as_deref().map(Into::into),
            usage: attempt.usage,
            cost: attempt.cost.and_then(|cost| cost.confirmed),
            perhaps: attempt.cost.and_then(|cost| cost.perhaps),
            uncached: attempt.cost.and_then(|cost| cost.uncached),
            ms,
            attempts: ticket.calls,
            request_id: attempt.request_id.as_deref().or(answer.id.as_deref()).map(Into::into),
            target: self.target(cell).as_deref().map(Into::into),
            alike: self.identities.alike(self.plan, cell, key),
            thinking: answer.thinking.as_deref().map(Into::into),
        }))?;
        let unfinished = answer.unfinished();
        self.tell(&JobEvent::Answered {
            whose: Whose { model, people, prompt: number },
            attempt: ticket.calls,
            took: attempt.took,
            finish_reason: answer.finish.as_deref(),
            unfinished,
            usage: attempt.usage,
            cost: attempt.cost.and_then(|cost| cost.confirmed),
        });
        self.summary.cut += usize::from(unfinished.is_some());
        self.summary.answered += 1;
        let counts = self.summary.model(model);
        counts.answered += 1;
        counts.latencies.push(u32::try_from(ms).unwrap_or(u32::MAX));
        Ok(place)
    }

    /// Notes tokens that a reply named, whatever else it said, and what the call cost.
    pub fn count_usage(&mut self, cell: Cell, attempt: &Attempt) {
        if let Some(usage) = &attempt.usage {
            if usage.is_clamped() && !std::mem::replace(&mut self.clamped, true) {
                self.tell(&JobEvent::TokensClamped { model: &self.plan.model(cell.sheet).name });
            }
            self.summary.add_usage(&self.plan.model(cell.sheet).name, usage);
        }
        if let Some(cost) = attempt.cost {
            self.summary.model(&self.plan.model(cell.sheet).name).add_cost(cost);
        }
    }

    /// Notes that an attempt failed and will be made again after `wait`.
    ///
    /// # Errors
    /// The disk's.
    pub fn will_retry(
        &mut self,
        ticket: &Ticket,
        fault: &Fault,
        attempt: &Attempt,
        wait: Duration,
    ) -> Result<(), Problem> {
        self.tell(&JobEvent::Retrying { whose: self.whose(ticket.cell), attempt: ticket.calls, fault, wait });
        self.summary.limited += u64::from(matches!(fault.class, Class::RateLimit | Class::Overloaded));
        self.summary.retries += 1;
        self.note_retry(ticket, fault, Some(attempt), wait)
    }

    /// Notes that an attempt was refused and its conversation is left for another run.
    ///
    /// # Errors
    /// The disk's.
    pub fn left(&mut self, ticket: &Ticket, fault: &Fault, attempt: &Attempt) -> Result<(), Problem> {
        self.note_retry(ticket, fault, Some(attempt), Duration::ZERO)
    }

    fn note_retry(
        &mut self,
        ticket: &Ticket,
        fault: &Fault,
        attempt: Option<&Attempt>,
        wait: Duration,
    ) -> Result<(), Problem> {
        let cost = attempt.and_then(|attempt| attempt.cost);
        self.append(&Event::Retry {
            at: now(),
            key: self.key(ticket.cell),
            attempt: ticket.calls,
            class: fault.class,
            status: fault.status,
            wait_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            usage: attempt.and_then(|attempt| attempt.usage),
            cost: cost.and_then(|cost| cost.confirmed),
            perhaps: cost.and_then(|cost| cost.perhaps),
            uncached: cost.and_then(|cost| cost.uncached),
        })?;
        Ok(())
    }

    /// Gives a conversation up.
    ///
    /// # Errors
    /// The disk's.
    pub fn failed(&mut self, ticket: &Ticket, fault: &Fault, attempt: Option<&Attempt>) -> Result<(), Problem> {
        let told = self.quiet.contains(&self.plan.model_index(ticket.cell.sheet));
        let whose = self.whose(ticket.cell);
        self.tell(&JobEvent::Failed { whose, retries: ticket.retries, fault, told });
        self.fail(ticket.cell, fault, ticket.calls, attempt)
    }

    /// True if the last run that asked this conversation gave it up for the same reason: then it says nothing new about others.
    #[must_use]
    pub fn failed_before(&self, cell: Cell, class: Class) -> bool {
        self.index.state(self.key(cell)) == Some(CellState::Failed(class))
    }

    /// True if anything was answered in an earlier run.
    #[must_use]
    pub fn answered_before(&self) -> bool {
        self.index.has_answers()
    }

    /// Gives a model up: said once, its other conversations are given up without a word.
    pub fn drop_model(&mut self, model: usize, fault: &Fault) {
        if self.quiet.insert(model) {
            self.tell(&JobEvent::ModelDropped { model: &self.plan.models[model].name, fault });
        }
    }

    fn fail(&mut self, cell: Cell, fault: &Fault, calls: u32, attempt: Option<&Attempt>) -> Result<(), Problem> {
        let message = self.audience.wording.failure(fault);
        let (model, people) = self.names(cell.sheet);
        let cost = attempt.and_then(|attempt| attempt.cost);
        self.append(&Event::Failed {
            at: now(),
            key: self.key(cell),
            model,
            people,
            prompt: self.plan.prompt(cell).number,
            class: fault.class,
            message: &message,
            status: fault.status,
            attempts: calls,
            request_id: fault.request_id.as_deref(),
            usage: attempt.and_then(|a| a.usage),
            cost: cost.and_then(|cost| cost.confirmed),
            perhaps: cost.and_then(|cost| cost.perhaps),
            uncached: cost.and_then(|cost| cost.uncached),
            target: self.target(cell).as_deref(),
        })?;
        *self.summary.failed.entry(fault.class).or_default() += 1;
        self.summary.model(model).failed += 1;
        self.settle(cell, Output::Failed(message))
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
        (&self.plan.model(sheet).name, &self.plan.person(sheet).name)
    }
}
