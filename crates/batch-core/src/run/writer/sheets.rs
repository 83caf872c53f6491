//! Sheets that are worked on: opened with what earlier runs answered, filled as outcomes come, drafts when complete.

use tokio::time::Instant;

use super::Writer;
use super::open::{Open, Output, content};
use crate::base::json_text::JsonText;
use crate::base::key::Key;
use crate::base::problem::Problem;
use crate::job::plan::{Cell, SheetId};
use crate::ledger::CellState;
use crate::platform::fault::Fault;
use crate::run::events::JobEvent;
use crate::sheets::flush::{Draft, stat};
use crate::sheets::sheet::ERROR_PREFIX;

impl Writer<'_> {
    /// The record of an open sheet.
    #[must_use]
    pub fn record(&self, sheet: SheetId) -> Option<JsonText> {
        self.open.get(&sheet).map(|open| open.record.clone())
    }

    /// Opens a sheet: which of its conversations are to be asked. A sheet that needs none is not opened.
    ///
    /// # Errors
    /// The disk's; a record that cannot be read is not one: its conversations are given up.
    pub fn open(&mut self, sheet: SheetId) -> Result<Vec<Cell>, Problem> {
        let mut open = self.blank(sheet);
        let waits = |cell: &Cell| self.index.state(open.keys[usize::from(cell.prompt)]) == Some(CellState::Waiting);
        let (waiting, wanted): (Vec<Cell>, Vec<Cell>) =
            self.plan.cells(sheet).filter(|cell| open.lacks(*cell)).partition(waits);
        if wanted.is_empty() {
            return Ok(wanted);
        }
        open.left = wanted.len();
        // Complete it is only with what the batch service has yet to say.
        open.withheld = !waiting.is_empty();
        let (model, people) = self.names(sheet);
        self.tell(&JobEvent::SheetOpened { model, people, conversations: wanted.len() });
        match wanted.first().map_or_else(|| Ok(JsonText::default()), |first| self.wanted_record(*first)) {
            Ok(record) => {
                open.record = record;
                self.open.insert(sheet, open);
                Ok(wanted)
            }
            Err(fault) => {
                self.open.insert(sheet, open);
                for cell in wanted {
                    self.tell(&JobEvent::Failed { whose: self.whose(cell), retries: 0, fault: &fault, told: true });
                    self.fail(cell, &fault, 0, None)?;
                }
                Ok(Vec::new())
            }
        }
    }

    /// The record of a sheet's person, if it is still what it was when the run began.
    pub(super) fn read(&mut self, sheet: SheetId) -> Result<JsonText, Problem> {
        let person = self.plan.person_index(sheet);
        let kept = self.records.keeps(person);
        let last = self.plan.model_index(sheet) + 1 == self.plan.models.len();
        let record = if last { self.records.take(person)? } else { self.records.read(person)? };
        if let Some(warning) = record.warning.filter(|_| self.warned.insert(person)) {
            self.tell(&JobEvent::Warned { problem: &warning });
        }
        // What stayed in memory cannot have changed.
        if !kept {
            self.identities.check_record(self.plan, person, &record.text)?;
        }
        Ok(JsonText::new(&record.text))
    }

    /// A sheet with what earlier runs answered.
    pub(super) fn blank(&self, sheet: SheetId) -> Open {
        let keys: Vec<Key> = self.plan.all_cells(sheet).map(|cell| self.identities.key(self.plan, cell)).collect();
        let kept = |key: &Key| match self.index.state(*key) {
            Some(CellState::Answered(place)) => Output::Kept(place),
            _ => self.given_up.get(key).cloned().map_or(Output::None, Output::Failed),
        };
        let outputs = keys.iter().map(kept).collect();
        Open { record: JsonText::default(), keys, outputs, left: 0, withheld: false, since: Instant::now() }
    }

    /// Makes room again for conversations' outputs.
    pub(super) fn reopen(&mut self, cells: &[Cell]) -> Result<(), Problem> {
        if cells.iter().any(|cell| !self.open.contains_key(&cell.sheet)) {
            // It knows what earlier runs did, and now it must know of this one's.
            self.commit()?;
            self.index = self.journal.reread().map_err(|e| self.disk(&e))?;
        }
        for cell in cells {
            if let Some(open) = self.open.get_mut(&cell.sheet) {
                let output = &mut open.outputs[usize::from(cell.prompt)];
                // A sheet that was reopened for another of its conversations has room already.
                open.left += usize::from(!matches!(output, Output::None));
                *output = Output::None;
            } else {
                self.reopen_sheet(cell.sheet)?;
            }
        }
        Ok(())
    }

    /// A sheet that was complete is worked on again, with what the ledger says of its other conversations; its file, if it
    /// has one by now, is not what it should be any more.
    fn reopen_sheet(&mut self, sheet: SheetId) -> Result<(), Problem> {
        let file = self.plan.file_name(sheet);
        self.drafts.retain(|draft| draft.file != file);
        if let Ok(stamp) = stat(&self.plan.path(sheet))
            && self.index.stamp(&file) == Some(stamp)
        {
            std::fs::remove_file(self.plan.path(sheet)).map_err(|e| self.disk(&e))?;
            self.counted.remove(&file);
            self.summary.written = self.summary.written.saturating_sub(1);
        }
        self.reopened.insert(file);
        let mut open = self.blank(sheet);
        for (key, output) in open.keys.iter().zip(&mut open.outputs) {
            if let Some(CellState::Failed(class)) = self.index.state(*key) {
                *output = Output::Failed(self.audience.wording.failure(&Fault::new(class, "")));
            }
        }
        open.left = open.outputs.iter().filter(|output| matches!(output, Output::None)).count();
        open.record = self.read(sheet)?;
        self.open.insert(sheet, open);
        Ok(())
    }

    /// A conversation's key.
    pub fn key(&self, cell: Cell) -> Key {
        match self.open.get(&cell.sheet) {
            Some(open) => open.keys[usize::from(cell.prompt)],
            None => self.identities.key(self.plan, cell),
        }
    }

    /// Puts a conversation's output in its place; a sheet without gaps becomes a draft.
    pub(super) fn settle(&mut self, cell: Cell, output: Output) -> Result<(), Problem> {
        let Some(open) = self.open.get_mut(&cell.sheet) else { return Ok(()) };
        open.outputs[usize::from(cell.prompt)] = output;
        open.left = open.left.saturating_sub(1);
        if open.left > 0 {
            return Ok(());
        }
        let Some(open) = self.open.remove(&cell.sheet).filter(|open| !open.withheld) else { return Ok(()) };
        let good = open.outputs.iter().filter(|o| matches!(o, Output::Said(..) | Output::Kept(_))).count();
        let (model, people) = self.names(cell.sheet);
        let (of, took) = (open.outputs.len(), open.since.elapsed());
        self.tell(&JobEvent::SheetDone { model, people, answered: good, of, took });
        self.draft(cell.sheet, open)
    }

    pub(super) fn draft(&mut self, sheet: SheetId, open: Open) -> Result<(), Problem> {
        let (model, people) = self.names(sheet);
        let file = self.plan.file_name(sheet);
        let content = content(&open);
        let answered = open.outputs.iter().any(|output| matches!(output, Output::Said(..) | Output::Kept(_)));
        let mut conversations = Vec::with_capacity(open.outputs.len());
        for (prompt, output) in self.plan.prompts.iter().zip(open.outputs) {
            let output = match output {
                Output::None => continue,
                Output::Said(text, _) => text,
                Output::Kept(place) => JsonText::new(&self.journal.answer_at(place).map_err(|e| self.disk(&e))?),
                Output::Failed(message) => JsonText::new(&format!("{ERROR_PREFIX}{message}")),
            };
            conversations.push((prompt.number, prompt.quoted.clone(), output));
        }
        self.drafts.push(Draft {
            model: model.to_owned(),
            people: people.to_owned(),
            chat: open.record,
            conversations,
            content,
            answered,
            ours: self.index.stamp(&file),
            file,
        });
        Ok(())
    }
}
