//! Taking results in, line by line: whose they are says their `custom_id` alone, never their order.

use std::fs::File;
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::time::Instant;

use super::lines::{Came, Lines};
use super::{BatchRun, Leftovers, Tries};
use crate::base::key::Key;
use crate::base::problem::Problem;
use crate::flow::work_item::WorkItem;
use crate::job::plan::Cell;
use crate::ledger::Lane;
use crate::platform::fault::{Detail, End, Fault, Verdict};
use crate::platform::reply::Answer;
use crate::platform::request::RequestTemplate;
use crate::privacy::Redactor;
use crate::run::Ending;
use crate::wire::call::Attempt;

/// Lines between two writes to the ledger.
const AT_ONCE: usize = 256;
/// The longest that a conversation waits before it goes to the batch service once more.
const LONGEST: Duration = Duration::from_secs(300);
/// Sheets that are written together.
const SHEETS: usize = 64;

/// What the failures of a part have in common.
#[derive(Default)]
struct Tally {
    answers: usize,
    failures: usize,
    /// Failures that speak for the account or the model, and the last of them.
    for_others: (usize, Option<Fault>),
}

impl BatchRun<'_> {
    /// Takes a part's results in: first what is an answer, wherever it stands, then the rest.
    pub(super) fn land(&mut self, at: usize, files: &[File]) -> Result<(), Problem> {
        let mut tally = Tally::default();
        for answers in [true, false] {
            for file in files {
                let mut lines = Lines::of(file).map_err(|e| self.disk(&e))?;
                let mut count = 0;
                while let Some(came) = lines.next().map_err(|e| self.disk(&e))? {
                    // Foreign ones, and those that came before.
                    if self.writer.parts().of(came.key) == Some(self.parts[at].id) {
                        self.land_line(at, &came, answers, &mut tally)?;
                    }
                    count += 1;
                    if count % AT_ONCE == 0 {
                        self.writer.commit()?;
                    }
                }
            }
        }
        self.writer.commit()?;
        self.heed(at, tally);
        Ok(())
    }

    fn land_line(&mut self, at: usize, came: &Came, answers: bool, tally: &mut Tally) -> Result<(), Problem> {
        let (key, took, model) = (came.key, self.took(at), self.parts[at].model);
        let secret = self.desk.caller.key.expose_secret();
        let cell = self.cells.get(&key).copied();
        let mut attempt = self.desk.caller.judge_reply(&came.reply, &Redactor::new(secret, b""), took);
        if attempt.outcome.is_ok() != answers {
            return Ok(());
        }
        if !answers {
            // Only of what is not an answer does the server say anything that could be a quotation.
            let body = cell.and_then(|cell| self.body(cell));
            attempt = self.desk.caller.judge_reply(
                &came.reply,
                &Redactor::new(secret, body.as_deref().unwrap_or_default()),
                took,
            );
            if let Err(fault) = &mut attempt.outcome {
                // Of whom nobody knows what was asked, nobody knows what is quoted.
                if body.is_none() {
                    fault.detail = std::mem::take(&mut fault.detail).map_words(|_| String::new());
                }
                if came.unasked {
                    *fault = Fault { free: true, ..Fault::unheard(std::mem::take(&mut fault.detail)) };
                } else if came.silent {
                    *fault = Fault::unheard(Detail::Nothing);
                }
            }
        }
        attempt.lane = Lane::Batch;
        attempt.cost = self.budget.settle_waiting(key, model, &attempt);
        self.writer.count_usage_of(&self.parts[at].name, &attempt);
        self.elsewhere += usize::from(cell.is_none() && attempt.outcome.is_ok());
        match std::mem::replace(&mut attempt.outcome, Err(Fault::unheard("".into()))) {
            Ok(answer) => {
                tally.answers += 1;
                self.answered(key, cell, &answer, &attempt)
            }
            Err(fault) => {
                tally.failures += 1;
                self.parts[at].refusal = Some(fault.clone());
                if matches!(fault.verdict, Verdict::End(End::DropModel | End::StopRun | End::PauseRun)) {
                    tally.for_others = (tally.for_others.0 + 1, Some(fault.clone()));
                }
                self.refused(key, cell, &fault, &attempt)
            }
        }
    }

    fn answered(&mut self, key: Key, cell: Option<Cell>, answer: &Answer, attempt: &Attempt) -> Result<(), Problem> {
        match cell {
            Some(cell) => {
                self.writer.answered_apart(&self.item(key, cell), answer, attempt)?;
                self.tries.remove(&key);
                self.cells.remove(&key);
                self.touched.insert(cell.sheet);
                Ok(())
            }
            None => self.writer.answered_elsewhere(key, answer, attempt),
        }
    }

    /// A line without an answer.
    fn refused(&mut self, key: Key, cell: Option<Cell>, fault: &Fault, attempt: &Attempt) -> Result<(), Problem> {
        let Some(cell) = cell else { return self.writer.refused_elsewhere(key, fault, attempt) };
        self.cells.remove(&key);
        let item = self.item(key, cell);
        if matches!(fault.verdict, Verdict::End(End::DropCell)) {
            self.touched.insert(cell.sheet);
            return self.writer.failed_apart(&item, fault, Some(attempt));
        }
        self.writer.refused_apart(&item, fault, attempt)?;
        self.came_back(key, cell, fault)
    }

    /// Nothing was said of a conversation that was in a batch.
    pub(super) fn unheard(&mut self, key: Key, billed: bool) -> Result<(), Problem> {
        let perhaps = self.budget.unheard(key, billed);
        let Some(cell) = self.cells.remove(&key) else { return Ok(()) };
        self.writer.summary.model(&self.plan.model(cell.sheet).name).perhaps += perhaps;
        self.came_back(key, cell, &Fault::unheard("".into()))
    }

    /// A conversation came back without an answer that another time may bring one.
    fn came_back(&mut self, key: Key, cell: Cell, fault: &Fault) -> Result<(), Problem> {
        let item = self.item(key, cell);
        let count = item.calls;
        self.tries.insert(key, Tries { count });
        let for_itself = matches!(fault.verdict, Verdict::Retry(_));
        if self.order.leftovers == Leftovers::Batch && !self.cancelling && for_itself && count > self.max_retries {
            self.touched.insert(cell.sheet);
            return self.writer.failed_apart(&item, fault, None);
        }
        // Who asks at once again what has just come to nothing has it come to nothing again.
        let goes = self.order.leftovers == Leftovers::Batch;
        let wait = self.order.every.saturating_mul(1 << (count - 1).min(16)).min(LONGEST);
        self.look_again(cell.sheet, Instant::now() + if goes { wait } else { Duration::ZERO });
        Ok(())
    }

    /// True if a conversation may go to the batch service in this run.
    pub(super) fn goes_again(&self, key: Key) -> bool {
        self.order.leftovers == Leftovers::Batch || !self.tries.contains_key(&key)
    }

    fn item(&self, key: Key, cell: Cell) -> WorkItem {
        let count = self.tries.get(&key).map_or(0, |tries| tries.count);
        WorkItem { calls: count + 1, retries: count, ..WorkItem::new(cell) }
    }

    /// What a part says about others: if none of it was answered, and all of it was refused for what is not its own.
    fn heed(&mut self, at: usize, tally: Tally) {
        let (count, Some(fault)) = tally.for_others else { return };
        // What the platform's own code says of the account needs no witness.
        let account = fault.certain && matches!(fault.verdict, Verdict::End(End::StopRun));
        if !account && (tally.answers > 0 || count < tally.failures) {
            return;
        }
        match (&fault.verdict, self.parts[at].model) {
            (Verdict::End(End::DropModel), Some(model)) => self.drop_model(model, &fault),
            (Verdict::End(End::StopRun), _) => self.close(Ending::Refused(fault)),
            (Verdict::End(End::PauseRun), _) => self.close(Ending::Paused(fault)),
            _ => {}
        }
    }

    fn took(&self, at: usize) -> Duration {
        jiff::Timestamp::now().duration_since(self.parts[at].made).unsigned_abs()
    }

    /// What a conversation asks, as it was sent.
    fn body(&self, cell: Cell) -> Option<Vec<u8>> {
        let record = self.writer.record_of(cell.sheet)?;
        let frame = self.frames[self.plan.model_index(cell.sheet)].as_ref()?;
        Some(frame.body(&[&self.plan.prompt(cell).quoted, &record]).to_vec())
    }

    /// What the platform says of a part, without what it may quote of it. Of whom nobody knows what was asked, nobody knows
    /// what is quoted: unless all of it is known, nothing is repeated.
    pub(super) fn unquoted(&self, at: usize, words: &str) -> String {
        let part = &self.parts[at];
        let Some(model) = part.model.filter(|_| !words.is_empty()) else { return String::new() };
        let secret = self.desk.caller.key.expose_secret();
        let template = RequestTemplate::new(&self.plan.models[model].params);
        let waiting = self.writer.parts().waiting().filter(|(_, of, _)| *of == part.id);
        let (mut words, mut known) = (words.to_owned(), 0);
        for (key, ..) in waiting {
            let cell = self.cells.get(&key).copied();
            let record = cell.and_then(|cell| Some((cell, self.writer.record_of(cell.sheet)?)));
            let Some((cell, record)) = record else { return String::new() };
            let body = template.body(&[&self.plan.prompt(cell).quoted, &record]);
            words = Redactor::new(secret, &body).words(&words);
            known += 1;
        }
        if known == part.lines { words } else { String::new() }
    }

    /// Writes the sheets that are complete now.
    pub(super) async fn complete_touched(&mut self) -> Result<(), Problem> {
        while !self.touched.is_empty() {
            for _ in 0..SHEETS {
                let Some(sheet) = self.touched.pop_first() else { break };
                self.complete(sheet)?;
            }
            self.flush(true).await?;
        }
        Ok(())
    }

    /// Writes a sheet if it is complete.
    pub(super) fn complete(&mut self, sheet: crate::job::plan::SheetId) -> Result<(), Problem> {
        self.writer.complete(sheet)
    }
}
