//! What came of a conversation: answered, to be asked again, given up. Each becomes a line of the ledger, a part of its sheet, and
//! a figure of the summary.

use std::sync::Arc;
use std::time::Duration;

use super::Writer;
use super::open::Output;
use crate::base::json_text::JsonText;
use crate::base::key::{Alike, Key};
use crate::base::problem::Problem;
use crate::flow::work_item::WorkItem;
use crate::job::plan::Cell;
use crate::ledger::{Answered, CellState, Event, Lane, LedgerOffset, now};
use crate::platform::fault::{Class, Fault};
use crate::platform::reply::Answer;
use crate::run::events::{JobEvent, Whose};
use crate::wire::call::Attempt;

/// Whose answer a line holds.
pub(super) struct Asked<'a> {
    pub key: Key,
    pub model: &'a str,
    pub people: &'a str,
    /// The prompt's place, from 1.
    pub prompt: usize,
    /// Calls that it took.
    pub calls: u32,
    /// Whom it was asked of, if not of the run's own account.
    pub target: Option<Arc<str>>,
    /// What the key is made of, if others of the job are sent alike.
    pub alike: Option<Alike>,
}

impl Writer<'_> {
    /// Keeps an answer.
    ///
    /// # Errors
    /// The disk's, when answers of earlier runs cannot be read back for its sheet.
    pub fn answered(&mut self, item: &WorkItem, answer: &Answer, attempt: &Attempt) -> Result<(), Problem> {
        let text = JsonText::new(&answer.text);
        let place = self.note_answer(item, answer, &text, attempt)?;
        self.unwritten_answers += 1;
        self.settle(item.cell, Output::Said(text, place))
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

    pub(super) fn note_answer(
        &mut self,
        item: &WorkItem,
        answer: &Answer,
        text: &JsonText,
        attempt: &Attempt,
    ) -> Result<LedgerOffset, Problem> {
        let cell = item.cell;
        let (model, people) = self.names(cell.sheet);
        let (key, number) = (self.key(cell), self.plan.prompt(cell).number);
        let asked = Asked {
            key,
            model,
            people,
            prompt: number,
            calls: item.calls,
            target: self.target(cell),
            alike: self.identities.alike(self.plan, cell, key),
        };
        let place = self.append_answer(&asked, answer, text, attempt)?;
        let unfinished = answer.unfinished();
        self.tell(&JobEvent::Answered {
            whose: Whose { model, people, prompt: number },
            attempt: item.calls,
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
        match attempt.lane {
            Lane::Online => counts.latencies.push(u32::try_from(attempt.took.as_millis()).unwrap_or(u32::MAX)),
            Lane::Batch => self.summary.by_batch += 1,
        }
        Ok(place)
    }

    /// The line of an answer, whether the job has the conversation or not.
    pub(super) fn append_answer(
        &mut self,
        asked: &Asked<'_>,
        answer: &Answer,
        text: &JsonText,
        attempt: &Attempt,
    ) -> Result<LedgerOffset, Problem> {
        let cost = attempt.cost.unwrap_or_default();
        self.append(&Event::Answered(Answered {
            at: now().into(),
            key: asked.key,
            model: asked.model.into(),
            people: asked.people.into(),
            prompt: asked.prompt,
            text,
            finish_reason: answer.finish.as_deref().map(Into::into),
            usage: attempt.usage,
            cost: cost.confirmed,
            perhaps: cost.perhaps,
            uncached: cost.uncached,
            ms: u64::try_from(attempt.took.as_millis()).unwrap_or(u64::MAX),
            attempts: asked.calls,
            request_id: attempt.request_id.as_deref().or(answer.id.as_deref()).map(Into::into),
            served: answer.served.as_deref().map(Into::into),
            target: asked.target.as_deref().map(Into::into),
            lane: attempt.lane,
            alike: asked.alike,
            thinking: answer.thinking.as_deref().map(Into::into),
        }))
    }

    /// Notes tokens that a reply named, whatever else it said, and what the call cost.
    pub fn count_usage(&mut self, cell: Cell, attempt: &Attempt) {
        let (model, _) = self.names(cell.sheet);
        self.count_usage_of(model, attempt);
    }

    /// The same of a model that the job need not have.
    pub fn count_usage_of(&mut self, model: &str, attempt: &Attempt) {
        if let Some(usage) = &attempt.usage {
            if usage.is_clamped() && !std::mem::replace(&mut self.clamped, true) {
                self.tell(&JobEvent::TokensClamped { model });
            }
            self.summary.add_usage(model, usage);
        }
        if let Some(cost) = attempt.cost {
            self.summary.model(model).add_cost(cost);
        }
    }

    /// Notes that an attempt failed and will be made again after `wait`.
    ///
    /// # Errors
    /// The disk's.
    pub fn will_retry(
        &mut self,
        item: &WorkItem,
        fault: &Fault,
        attempt: &Attempt,
        wait: Duration,
    ) -> Result<(), Problem> {
        self.tell(&JobEvent::Retrying { whose: self.whose(item.cell), attempt: item.calls, fault, wait });
        self.summary.limited += u64::from(matches!(fault.class, Class::RateLimit | Class::Overloaded));
        self.summary.retries += 1;
        self.note_retry(item, fault, Some(attempt), wait)
    }

    /// Notes that an attempt was refused and its conversation is left for another run.
    ///
    /// # Errors
    /// The disk's.
    pub fn left(&mut self, item: &WorkItem, fault: &Fault, attempt: &Attempt) -> Result<(), Problem> {
        self.note_retry(item, fault, Some(attempt), Duration::ZERO)
    }

    pub(super) fn note_retry(
        &mut self,
        item: &WorkItem,
        fault: &Fault,
        attempt: Option<&Attempt>,
        wait: Duration,
    ) -> Result<(), Problem> {
        self.append_retry((self.key(item.cell), item.calls), fault, attempt, wait)
    }

    /// The line of an attempt that failed, by its key and number, whether the job has the conversation or not.
    pub(super) fn append_retry(
        &mut self,
        (key, calls): (Key, u32),
        fault: &Fault,
        attempt: Option<&Attempt>,
        wait: Duration,
    ) -> Result<(), Problem> {
        let cost = attempt.and_then(|attempt| attempt.cost).unwrap_or_default();
        self.append(&Event::Retry {
            at: now(),
            key,
            attempt: calls,
            class: fault.class,
            status: fault.status,
            wait_ms: u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            usage: attempt.and_then(|attempt| attempt.usage),
            cost: cost.confirmed,
            perhaps: cost.perhaps,
            uncached: cost.uncached,
            lane: attempt.map(|attempt| attempt.lane).unwrap_or_default(),
        })?;
        Ok(())
    }

    /// Gives a conversation up.
    ///
    /// # Errors
    /// The disk's.
    pub fn failed(&mut self, item: &WorkItem, fault: &Fault, attempt: Option<&Attempt>) -> Result<(), Problem> {
        let told = self.quiet.contains(&self.plan.model_index(item.cell.sheet));
        let whose = self.whose(item.cell);
        self.tell(&JobEvent::Failed { whose, retries: item.retries, fault, told });
        self.fail(item.cell, fault, item.calls, attempt)
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

    pub(super) fn fail(
        &mut self,
        cell: Cell,
        fault: &Fault,
        calls: u32,
        attempt: Option<&Attempt>,
    ) -> Result<(), Problem> {
        let message = self.note_failure(cell, fault, calls, attempt)?;
        if self.goes_on {
            self.given_up.insert(self.key(cell), message.clone());
        }
        self.settle(cell, Output::Failed(message))
    }

    /// Writes that a conversation is given up; what its sheet says of it.
    pub(super) fn note_failure(
        &mut self,
        cell: Cell,
        fault: &Fault,
        calls: u32,
        attempt: Option<&Attempt>,
    ) -> Result<String, Problem> {
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
            lane: attempt.map(|attempt| attempt.lane).unwrap_or_default(),
        })?;
        *self.summary.failed.entry(fault.class).or_default() += 1;
        self.summary.model(model).failed += 1;
        Ok(message)
    }
}
