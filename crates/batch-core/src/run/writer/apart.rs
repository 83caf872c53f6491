//! Conversations that are asked and answered apart from their sheets: of a batch service, which takes thousands at once
//! and brings them back in any order. They go from ledger to sheet when their sheet is complete; none is held in memory.

use std::time::Duration;

use super::Writer;
use super::open::Output;
use super::outcomes::Asked;
use crate::base::json_text::JsonText;
use crate::base::key::{Key, name_hash};
use crate::base::problem::{InputProblem, Problem};
use crate::flow::work_item::WorkItem;
use crate::job::input::records;
use crate::job::plan::{Cell, SheetId};
use crate::ledger::part::{PartEvent, Queued};
use crate::ledger::parts::Parts;
use crate::ledger::{CellState, Event, now};
use crate::platform::fault::Fault;
use crate::platform::reply::Answer;
use crate::run::events::JobEvent;
use crate::wire::call::Attempt;

impl Writer<'_> {
    /// What is at the batch service, or on the way there.
    #[must_use]
    pub fn parts(&self) -> &Parts {
        &self.index.parts
    }

    /// How many conversations of the job wait there.
    #[must_use]
    pub fn waiting(&self) -> usize {
        if self.index.parts.is_empty() {
            return 0;
        }
        let cells = self.plan.sheets().flat_map(|sheet| self.plan.cells(sheet));
        cells.filter(|cell| self.index.state(self.key(*cell)) == Some(CellState::Waiting)).count()
    }

    /// The conversations of a sheet that have neither an answer nor another outcome of this run, and do not wait.
    #[must_use]
    pub fn open_cells(&self, sheet: SheetId) -> Vec<Cell> {
        let open = |cell: &Cell| {
            let key = self.key(*cell);
            let settled = matches!(self.index.state(key), Some(CellState::Answered(_) | CellState::Waiting));
            !settled && !self.given_up.contains_key(&key)
        };
        self.plan.cells(sheet).filter(open).collect()
    }

    /// A sheet's record, for conversations that are to be asked; if it cannot be asked about, these are given up.
    ///
    /// # Errors
    /// The disk's.
    pub fn record_for(&mut self, wanted: &[Cell]) -> Result<Option<JsonText>, Problem> {
        let Some(first) = wanted.first() else { return Ok(None) };
        match self.wanted_record(*first) {
            Ok(record) => Ok(Some(record)),
            Err(fault) => {
                for cell in wanted {
                    self.tell(&JobEvent::Failed { whose: self.whose(*cell), retries: 0, fault: &fault, told: true });
                    self.give_up_apart(*cell, &fault, 0, None)?;
                }
                Ok(None)
            }
        }
    }

    /// The record that a conversation is about, or why it cannot be asked about.
    pub(super) fn wanted_record(&mut self, cell: Cell) -> Result<JsonText, Fault> {
        let person = self.plan.person(cell.sheet);
        let empty = self.identities.is_empty(self.plan, cell);
        // Once for all models, and not again as a warning when it is read.
        let say = !empty || self.warned.insert(self.plan.person_index(cell.sheet));
        let empty = empty.then(|| Problem::in_file(&person.path(), InputProblem::RecordEmpty));
        empty.map_or_else(|| self.read(cell.sheet), Err).map_err(|problem| {
            if say {
                self.tell(&JobEvent::Broke { problem: &problem });
            }
            Fault::input(problem)
        })
    }

    /// Notes that conversations are to go to the batch service as a part.
    ///
    /// # Errors
    /// None in practice.
    pub fn queued(&mut self, part: Key, cells: &[(Cell, Option<f64>)]) -> Result<(), Problem> {
        for (cell, worst) in cells {
            let (model, people) = self.names(cell.sheet);
            let (key, prompt) = (self.key(*cell), self.plan.prompt(*cell).number);
            let queued = Queued {
                at: now().into(),
                key,
                part,
                model: model.into(),
                people: people.into(),
                prompt,
                worst: *worst,
                alike: self.identities.alike(self.plan, *cell, key),
            };
            let place = self.append(&Event::Queued(queued.clone()))?;
            self.index.parts.queued(&queued, place);
            self.index.came_to_wait(key);
        }
        Ok(())
    }

    /// Notes how far a part has come; the conversations of which nothing was said, if it has ended.
    ///
    /// # Errors
    /// None in practice.
    pub fn part(&mut self, event: &PartEvent<'_>) -> Result<Vec<Key>, Problem> {
        let place = self.append(&Event::Part(event.clone()))?;
        Ok(self.index.part(event, place))
    }

    /// Keeps an answer of the batch service.
    ///
    /// # Errors
    /// None in practice.
    pub fn answered_apart(&mut self, item: &WorkItem, answer: &Answer, attempt: &Attempt) -> Result<(), Problem> {
        let place = self.note_answer(item, answer, &JsonText::new(&answer.text), attempt)?;
        self.unwritten_answers += 1;
        let (model, people) = self.names(item.cell.sheet);
        self.index.answered(self.key(item.cell), (name_hash(model), name_hash(people)), place);
        Ok(())
    }

    /// Keeps an answer to a conversation that the job does not have any more, or not in this run.
    ///
    /// # Errors
    /// The disk's.
    pub fn answered_elsewhere(&mut self, key: Key, answer: &Answer, attempt: &Attempt) -> Result<(), Problem> {
        let Some(place) = self.index.parts.place(key) else { return Ok(()) };
        self.commit()?;
        let line = self.journal.line_at(place).map_err(|e| self.disk(&e))?;
        let Ok(queued) = serde_json::from_slice::<Queued<'_>>(&line) else { return Ok(()) };
        let owner = (name_hash(&queued.model), name_hash(&queued.people));
        let asked = Asked {
            key,
            model: &queued.model,
            people: &queued.people,
            prompt: queued.prompt,
            calls: 1,
            target: None,
            alike: queued.alike,
        };
        let place = self.append_answer(&asked, answer, &JsonText::new(&answer.text), attempt)?;
        self.index.answered(key, owner, place);
        Ok(())
    }

    /// Notes that a conversation came back without an answer, and may be asked again.
    ///
    /// # Errors
    /// None in practice.
    pub fn refused_apart(&mut self, item: &WorkItem, fault: &Fault, attempt: &Attempt) -> Result<(), Problem> {
        self.summary.retries += 1;
        self.note_retry(item, fault, Some(attempt), Duration::ZERO)?;
        self.index.came_to(self.key(item.cell), CellState::Refused, fault);
        Ok(())
    }

    /// The same of a conversation that the job does not have any more.
    ///
    /// # Errors
    /// None in practice.
    pub fn refused_elsewhere(&mut self, key: Key, fault: &Fault, attempt: &Attempt) -> Result<(), Problem> {
        self.append_retry((key, 1), fault, Some(attempt), Duration::ZERO)?;
        self.index.came_to(key, CellState::Refused, fault);
        Ok(())
    }

    /// A record that was sent; `None` if it is not what it was.
    #[must_use]
    pub fn record_of(&self, sheet: SheetId) -> Option<JsonText> {
        let text = records::read(self.plan.person(sheet)).ok()?.text;
        self.identities.check_record(self.plan, self.plan.person_index(sheet), &text).ok()?;
        Some(JsonText::new(&text))
    }

    /// Gives a conversation up that the batch service has said the last word on.
    ///
    /// # Errors
    /// None in practice.
    pub fn failed_apart(&mut self, item: &WorkItem, fault: &Fault, attempt: Option<&Attempt>) -> Result<(), Problem> {
        let told = self.quiet.contains(&self.plan.model_index(item.cell.sheet));
        self.tell(&JobEvent::Failed { whose: self.whose(item.cell), retries: item.retries, fault, told });
        self.give_up_apart(item.cell, fault, item.calls, attempt)
    }

    fn give_up_apart(
        &mut self,
        cell: Cell,
        fault: &Fault,
        calls: u32,
        attempt: Option<&Attempt>,
    ) -> Result<(), Problem> {
        let message = self.note_failure(cell, fault, calls, attempt)?;
        let key = self.key(cell);
        self.index.came_to(key, CellState::Failed(fault.class), fault);
        self.given_up.insert(key, message);
        Ok(())
    }

    /// Another way of asking begins: what is known is what the ledger says by now.
    ///
    /// # Errors
    /// The disk's.
    pub fn renew(&mut self) -> Result<(), Problem> {
        self.commit()?;
        self.open.clear();
        self.index = self.journal.reread().map_err(|e| self.disk(&e))?;
        Ok(())
    }

    /// Writes a sheet if all its conversations are settled; the caller sees to the disk.
    ///
    /// # Errors
    /// The disk's. A sheet whose record is not what it was is said, and left to another run.
    pub fn complete(&mut self, sheet: SheetId) -> Result<(), Problem> {
        let mut open = self.blank(sheet);
        if self.plan.cells(sheet).any(|cell| open.lacks(cell)) {
            return Ok(());
        }
        // Its answers are read back from the ledger.
        self.commit()?;
        let kept = open.outputs.iter().any(|output| matches!(output, Output::Kept(_)));
        match self.read(sheet) {
            Ok(record) => open.record = record,
            // What failed for want of a record was told.
            Err(_) if !kept => {}
            Err(problem) => {
                self.tell(&JobEvent::Warned { problem: &problem });
                return Ok(());
            }
        }
        let good = open.outputs.iter().filter(|o| matches!(o, Output::Kept(_))).count();
        let (model, people) = self.names(sheet);
        self.tell(&JobEvent::SheetDone {
            model,
            people,
            answered: good,
            of: open.outputs.len(),
            took: open.since.elapsed(),
        });
        self.draft(sheet, open)
    }
}
