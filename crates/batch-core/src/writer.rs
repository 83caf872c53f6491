//! The one writer. Everything that happens to a conversation passes through it: it alone writes the ledger, decides when
//! a sheet is complete, logs and counts. What the user sees is therefore one consistent story.

use std::collections::{HashMap, HashSet};
use std::io;
use std::time::Duration;

use log::{debug, error, info, warn};
use tokio::time::Instant;

use crate::call::Attempt;
use crate::error::Problem;
use crate::fault::{Class, Fault};
use crate::flow::lane::Ticket;
use crate::flush::{Draft, Saved, Work, stat};
use crate::identity::{Identities, Key};
use crate::input::Records;
use crate::ledger::{Answered, Event, Index, Journal, Place, Stamp, State, now};
use crate::output::sheet::ERROR_PREFIX;
use crate::plan::{Cell, Plan, Sheet};
use crate::quoted::Quoted;
use crate::reply::Answer;
use crate::summary::Summary;
use crate::text;

/// Lines that may wait for the next flush.
const MOST_UNSYNCED: usize = 64;
/// How long they may wait.
const LONGEST_UNSYNCED: Duration = Duration::from_millis(200);
/// Between the end of one flush and the next.
const BETWEEN_FLUSHES: Duration = Duration::from_millis(200);
/// Complete sheets that may wait for the disk before no new call starts.
const MOST_DRAFTS: usize = 256;

/// See the module.
pub struct Writer<'a> {
    /// What the run came to so far.
    pub summary: Summary,
    plan: &'a Plan,
    identities: &'a Identities,
    records: Records<'a>,
    index: Index,
    journal: Journal,
    open: HashMap<Sheet, Open>,
    drafts: Vec<Draft>,
    flushing: bool,
    in_flush: usize,
    unsynced: usize,
    synced_at: Instant,
    flushed_at: Instant,
    warned: HashSet<usize>,
    /// Models given up, whose failures are logged once.
    quiet: HashSet<usize>,
    /// Answers that are not written to the ledger yet.
    unwritten_answers: usize,
}

/// A sheet that is being worked on.
struct Open {
    record: Quoted,
    keys: Vec<Key>,
    outputs: Vec<Output>,
    left: usize,
    since: Instant,
}

impl Open {
    /// True if a conversation has no output yet.
    fn lacks(&self, cell: Cell) -> bool {
        matches!(self.outputs[usize::from(cell.prompt)], Output::None)
    }
}

/// What a sheet will say of a conversation.
enum Output {
    /// Nothing yet.
    None,
    /// Answered in this run.
    Said(Quoted, Place),
    /// Answered before.
    Kept(Place),
    /// Given up; the text behind `ERROR: `.
    Failed(String),
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
    ) -> Self {
        Self {
            summary: Summary { total: plan.cell_count(), ..Summary::default() },
            plan,
            identities,
            records,
            index,
            journal,
            open: HashMap::new(),
            drafts: Vec::new(),
            flushing: false,
            in_flush: 0,
            unsynced: 0,
            synced_at: Instant::now(),
            warned: HashSet::new(),
            quiet: HashSet::new(),
            unwritten_answers: 0,
            flushed_at: Instant::now(),
        }
    }

    /// The record of an open sheet.
    #[must_use]
    pub fn record(&self, sheet: Sheet) -> Option<Quoted> {
        self.open.get(&sheet).map(|open| open.record.clone())
    }

    /// Opens a sheet: which of its conversations are to be asked. A sheet that needs none is not opened.
    ///
    /// # Errors
    /// The disk's; a record that cannot be read is not one: its conversations are given up.
    pub fn open(&mut self, sheet: Sheet) -> Result<Vec<Cell>, Problem> {
        let mut open = self.blank(sheet);
        let wanted: Vec<Cell> = self.plan.cells(sheet).filter(|cell| open.lacks(*cell)).collect();
        if wanted.is_empty() {
            return Ok(wanted);
        }
        open.left = wanted.len();
        let (model, people) = self.names(sheet);
        info!("{}", text::run::sheet_started(model, people, wanted.len()));
        match self.read(sheet) {
            Ok(record) => {
                open.record = record;
                self.open.insert(sheet, open);
                Ok(wanted)
            }
            Err(problem) => {
                error!("{problem}");
                self.open.insert(sheet, open);
                let fault = Fault::new(Class::Input, problem.to_string());
                for cell in wanted {
                    self.fail(cell, &fault, 0, None)?;
                }
                Ok(Vec::new())
            }
        }
    }

    /// The record of a sheet's person, if it is still what it was when the run began.
    fn read(&mut self, sheet: Sheet) -> Result<Quoted, Problem> {
        let person = self.plan.person_index(sheet);
        let record = self.records.read(person)?;
        if let Some(warning) = record.warning.filter(|_| self.warned.insert(person)) {
            warn!("{warning}");
        }
        self.identities.check_record(self.plan, person, &record.text)?;
        Ok(Quoted::new(&record.text))
    }

    /// A sheet with what earlier runs answered.
    fn blank(&self, sheet: Sheet) -> Open {
        let keys: Vec<Key> = self.plan.all_cells(sheet).map(|cell| self.identities.key(self.plan, cell)).collect();
        let kept = |key: &Key| match self.index.state(*key) {
            Some(State::Answered(place)) => Output::Kept(place),
            _ => Output::None,
        };
        let outputs = keys.iter().map(kept).collect();
        Open { record: Quoted::default(), keys, outputs, left: 0, since: Instant::now() }
    }

    /// A conversation's key.
    fn key(&self, cell: Cell) -> Key {
        match self.open.get(&cell.sheet) {
            Some(open) => open.keys[usize::from(cell.prompt)],
            None => self.identities.key(self.plan, cell),
        }
    }

    /// Notes that a request is about to go out: not before the next [`Writer::commit`] went well.
    ///
    /// # Errors
    /// None in practice.
    pub fn sent(&mut self, ticket: &Ticket, worst: Option<f64>) -> Result<(), Problem> {
        let key = self.key(ticket.cell);
        self.append(&Event::Sent { at: now(), key, attempt: ticket.calls + 1, worst })?;
        self.summary.calls += 1;
        Ok(())
    }

    /// Notes that a request did not go out after all.
    ///
    /// # Errors
    /// None in practice.
    pub fn not_sent(&mut self, ticket: &Ticket) -> Result<(), Problem> {
        self.summary.calls -= 1;
        self.append(&Event::Retry {
            at: now(),
            key: self.key(ticket.cell),
            attempt: ticket.calls,
            class: Class::Input,
            status: 0,
            wait_ms: 0,
            usage: None,
            cost: None,
        })?;
        Ok(())
    }

    /// Keeps an answer.
    ///
    /// # Errors
    /// The disk's, when answers of earlier runs cannot be read back for its sheet.
    pub fn answered(&mut self, ticket: &Ticket, answer: &Answer, attempt: &Attempt) -> Result<(), Problem> {
        let text = Quoted::new(&answer.text);
        let place = self.note_answer(ticket, answer, &text, attempt)?;
        self.unwritten_answers += 1;
        self.settle(ticket.cell, Output::Said(text, place))
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
        text: &Quoted,
        attempt: &Attempt,
    ) -> Result<Place, Problem> {
        let cell = ticket.cell;
        let (model, people) = self.names(cell.sheet);
        let number = self.plan.prompt(cell).number;
        let ms = u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX);
        let place = self.append(&Event::Answered(Answered {
            at: now().into(),
            key: self.key(cell),
            model: model.into(),
            people: people.into(),
            prompt: number,
            text,
            finish_reason: answer.finish.as_deref().map(Into::into),
            usage: attempt.usage,
            cost: attempt.cost.map(|cost| cost.money),
            ms,
            attempts: ticket.calls,
            request_id: attempt.request_id.as_deref().or(answer.id.as_deref()).map(Into::into),
            thinking: answer.thinking.as_deref().map(Into::into),
        }))?;
        if ticket.calls > 1 {
            info!("{}", text::run::retry_succeeded(model, people, number, ticket.calls, attempt.took));
        } else {
            info!("{}", text::run::answered(model, people, number, attempt.took));
        }
        if answer.is_cut() {
            warn!("{}", text::run::cut(model, people, number));
            self.summary.cut += 1;
        }
        self.summary.answered += 1;
        let counts = self.summary.model(model);
        counts.answered += 1;
        counts.latencies.push(u32::try_from(ms).unwrap_or(u32::MAX));
        Ok(place)
    }

    /// Notes tokens that a reply named, whatever else it said, and what the call cost.
    pub fn count_usage(&mut self, cell: Cell, attempt: &Attempt) {
        if let Some(usage) = &attempt.usage {
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
        let (model, people) = self.names(ticket.cell.sheet);
        let number = self.plan.prompt(ticket.cell).number;
        let failed = text::run::attempt_failed(model, people, number, ticket.calls, fault);
        let again = text::run::will_retry(model, people, wait);
        match fault.class {
            // Slowing down is the normal course of a run against a limit; the bar and the summary show it.
            Class::RateLimit | Class::Overloaded => {
                self.summary.limited += 1;
                debug!("{failed}");
                debug!("{again}");
            }
            _ => {
                warn!("{failed}");
                info!("{again}");
            }
        }
        self.summary.retries += 1;
        self.append(&Event::Retry {
            at: now(),
            key: self.key(ticket.cell),
            attempt: ticket.calls,
            class: fault.class,
            status: fault.status,
            wait_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            usage: attempt.usage,
            cost: attempt.cost.map(|cost| cost.money),
        })?;
        Ok(())
    }

    /// Notes that an attempt was refused and its conversation is left for another run.
    ///
    /// # Errors
    /// The disk's.
    pub fn left(&mut self, ticket: &Ticket, fault: &Fault, attempt: &Attempt) -> Result<(), Problem> {
        self.append(&Event::Retry {
            at: now(),
            key: self.key(ticket.cell),
            attempt: ticket.calls,
            class: fault.class,
            status: fault.status,
            wait_ms: 0,
            usage: attempt.usage,
            cost: attempt.cost.map(|cost| cost.money),
        })?;
        Ok(())
    }

    /// Gives a conversation up.
    ///
    /// # Errors
    /// The disk's.
    pub fn failed(&mut self, ticket: &Ticket, fault: &Fault, attempt: Option<&Attempt>) -> Result<(), Problem> {
        let (model, people) = self.names(ticket.cell.sheet);
        let number = self.plan.prompt(ticket.cell).number;
        if !self.quiet.contains(&self.plan.model_index(ticket.cell.sheet)) {
            error!("{}", text::run::gave_up(model, people, number, ticket.retries, fault));
        }
        self.fail(ticket.cell, fault, ticket.calls, attempt)
    }

    /// Gives a model up: said once, its other conversations are given up without a word.
    pub fn drop_model(&mut self, model: usize, fault: &Fault) {
        if self.quiet.insert(model) {
            error!("{}", text::run::model_dropped(&self.plan.models[model].name, fault));
        }
    }

    fn fail(&mut self, cell: Cell, fault: &Fault, calls: u32, attempt: Option<&Attempt>) -> Result<(), Problem> {
        let message = text::fault::sentence(fault);
        let (model, people) = self.names(cell.sheet);
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
            cost: attempt.and_then(|a| a.cost).map(|cost| cost.money),
        })?;
        *self.summary.failed.entry(fault.class).or_default() += 1;
        self.summary.model(model).failed += 1;
        self.settle(cell, Output::Failed(message))
    }

    /// Puts a conversation's output in its place; a sheet without gaps becomes a draft.
    fn settle(&mut self, cell: Cell, output: Output) -> Result<(), Problem> {
        let Some(open) = self.open.get_mut(&cell.sheet) else { return Ok(()) };
        open.outputs[usize::from(cell.prompt)] = output;
        open.left = open.left.saturating_sub(1);
        if open.left > 0 {
            return Ok(());
        }
        let Some(open) = self.open.remove(&cell.sheet) else { return Ok(()) };
        let good = open.outputs.iter().filter(|o| matches!(o, Output::Said(..) | Output::Kept(_))).count();
        let (model, people) = self.names(cell.sheet);
        info!("{}", text::run::sheet_done(model, people, good, open.outputs.len(), open.since.elapsed()));
        self.draft(cell.sheet, open)
    }

    fn draft(&mut self, sheet: Sheet, open: Open) -> Result<(), Problem> {
        let (model, people) = self.names(sheet);
        let file = self.plan.file_name(sheet);
        let content = content(&open);
        let mut conversations = Vec::with_capacity(open.outputs.len());
        for (prompt, output) in self.plan.prompts.iter().zip(open.outputs) {
            let output = match output {
                Output::None => continue,
                Output::Said(text, _) => text,
                Output::Kept(place) => Quoted::new(&self.journal.answer_at(place).map_err(|e| self.disk(&e))?),
                Output::Failed(message) => Quoted::new(&format!("{ERROR_PREFIX}{message}")),
            };
            conversations.push((prompt.number, prompt.quoted.clone(), output));
        }
        self.drafts.push(Draft {
            model: model.to_owned(),
            people: people.to_owned(),
            chat: open.record,
            conversations,
            content,
            ours: self.index.stamp(&file),
            file,
        });
        Ok(())
    }

    /// Sheets whose conversations are all answered: those that are missing or not what the ledger says are written
    /// again without a call. The rest is counted as untouched.
    ///
    /// # Errors
    /// The disk's.
    pub fn mend(&mut self, sheet: Sheet) -> Result<(), Problem> {
        let mut open = self.blank(sheet);
        if self.plan.all_cells(sheet).all(|cell| open.lacks(cell))
            || self.plan.cells(sheet).any(|cell| open.lacks(cell))
        {
            return Ok(());
        }
        let file = self.plan.file_name(sheet);
        let content = content(&open);
        if let Ok((size, mtime_ns)) = stat(&self.plan.path(sheet))
            && self.index.trusts(&file, size, mtime_ns, content)
        {
            self.summary.untouched += 1;
            return Ok(());
        }
        match self.read(sheet) {
            Ok(record) => {
                open.record = record;
                self.draft(sheet, open)
            }
            Err(problem) => {
                warn!("{problem}");
                Ok(())
            }
        }
    }

    /// True if the disk is so far behind that nothing new should start.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.drafts.len() + self.in_flush >= MOST_DRAFTS
    }

    /// Work for the disk, if it is time for it; `all`: whatever there is.
    ///
    /// # Errors
    /// The system's, when it has no file handles left.
    pub fn work(&mut self, all: bool) -> Result<Option<Work>, Problem> {
        let due = self.unsynced >= MOST_UNSYNCED || self.unsynced > 0 && self.synced_at.elapsed() >= LONGEST_UNSYNCED;
        if self.flushing || !(due || !self.drafts.is_empty() || all && self.unsynced > 0) {
            return Ok(None);
        }
        // Syncing is what costs: what comes within a moment is synced together.
        if !all && self.drafts.len() < MOST_DRAFTS / 4 && self.flushed_at.elapsed() < BETWEEN_FLUSHES {
            return Ok(None);
        }
        self.commit()?;
        let ledger = self.journal.handle().map_err(|e| self.disk(&e))?;
        let drafts = std::mem::take(&mut self.drafts);
        self.flushing = true;
        self.in_flush = drafts.len();
        self.unsynced = 0;
        self.synced_at = Instant::now();
        let folder = std::path::absolute(&self.plan.output_dir).map_err(|e| self.disk(&e))?;
        Ok(Some(Work { ledger, folder, drafts }))
    }

    /// Takes a finished flush in.
    ///
    /// # Errors
    /// The disk's, with every sheet that was not written kept for another try.
    pub fn flushed(&mut self, outcome: Result<Vec<Saved>, (io::Error, Vec<Draft>)>) -> Result<(), Problem> {
        self.flushing = false;
        self.flushed_at = Instant::now();
        self.in_flush = 0;
        let saved = match outcome {
            Ok(saved) => saved,
            Err((e, drafts)) => {
                self.drafts.extend(drafts);
                return Err(self.disk(&e));
            }
        };
        let mut first: Option<Problem> = None;
        for Saved { draft, outcome } in saved {
            match outcome {
                Ok(written) => {
                    self.saved(&draft, written.changed);
                    let stamp = Stamp {
                        at: now().into(),
                        file: draft.file.as_str().into(),
                        size: written.size,
                        mtime_ns: written.mtime_ns,
                        content: draft.content,
                    };
                    if let Err(problem) = self.append(&Event::Sheet(stamp)) {
                        first.get_or_insert(problem);
                    }
                }
                Err(e) => {
                    let path = self.plan.output_dir.join(&draft.file);
                    first.get_or_insert(Problem::in_file(&path, text::run::not_written(&e)));
                    self.drafts.push(draft);
                }
            }
        }
        first.map_or(Ok(()), Err)
    }

    fn saved(&mut self, draft: &Draft, changed: bool) {
        if changed {
            info!("{}", text::run::saved(&draft.file));
            self.summary.written.push(draft.file.clone());
        } else {
            debug!("{}", text::run::unchanged(&draft.file));
            self.summary.untouched += 1;
        }
    }

    /// Sheets that are complete but not on the disk.
    #[must_use]
    pub fn unwritten(&self) -> Vec<String> {
        self.drafts.iter().map(|d| d.file.clone()).collect()
    }

    /// Adds one line to the ledger; it is written with the next [`Writer::commit`].
    ///
    /// # Errors
    /// None in practice.
    pub fn append(&mut self, event: &Event<'_>) -> Result<Place, Problem> {
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
        Problem::in_file(&self.plan.output_dir, text::run::disk(e))
    }

    fn names(&self, sheet: Sheet) -> (&'a str, &'a str) {
        (&self.plan.model(sheet).name, &self.plan.person(sheet).name)
    }
}

/// Digest over what a sheet says, without its texts.
fn content(open: &Open) -> Key {
    let mut parts: Vec<u8> = Vec::with_capacity(open.outputs.len() * 32);
    for (key, output) in open.keys.iter().zip(&open.outputs) {
        parts.extend_from_slice(&key.0);
        match output {
            Output::None => parts.push(0),
            Output::Said(_, place) | Output::Kept(place) => parts.extend_from_slice(&place.offset.to_le_bytes()),
            Output::Failed(message) => parts.extend_from_slice(message.as_bytes()),
        }
    }
    Key::of(&parts)
}
