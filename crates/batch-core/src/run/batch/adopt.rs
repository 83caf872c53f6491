//! Finding what is ours at the platform: what earlier runs left there, and what an operation that nobody confirmed may have
//! made. One list that does not have it proves nothing.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::Instant;

use super::BatchRun;
use super::desk::{RemoteBatch, RemoteFile, Trouble};
use super::part::{Part, Stage};
use super::vigil::Vigil;
use crate::base::key::Key;
use crate::base::problem::Problem;
use crate::job::plan::Cell;
use crate::ledger::part::{ENDED, PartEvent, SUBMITTED};
use crate::platform::BatchState;
use crate::platform::fault::Fault;
use crate::run::events::{BatchStep, JobEvent};

/// Time between two looks for a batch that may have been made: lists lag behind.
const BETWEEN_LOOKS: [Duration; 3] = [Duration::from_secs(2), Duration::from_secs(8), Duration::from_secs(20)];
/// Pages of a list that are read at most.
const MOST_PAGES: usize = 500;
/// By how much clocks may differ: whatever is older than a part by so much is not of it.
const SKEW: i64 = 2 * 24 * 3600;
/// Looks for surplus batches after one was made.
pub(super) const SWEEPS: u32 = 4;

/// What a list says of a batch that may have been made.
pub(super) enum Sought {
    /// It is there.
    Found(Box<RemoteBatch>),
    /// It is not, and it is looked for again.
    NotYet,
    /// It was not made.
    Nowhere,
}

impl BatchRun<'_> {
    /// Takes over what earlier runs left in the ledger.
    pub(super) async fn take_over(&mut self) -> Result<(), Problem> {
        if self.writer.parts().is_empty() {
            return Ok(());
        }
        self.cells = self.waiting_cells();
        let mut open: Vec<_> = self.writer.parts().iter().map(|(id, part)| (id, part.clone())).collect();
        open.sort_by_key(|(_, part)| part.place);
        for (id, left) in open {
            if left.address.as_ref().is_some_and(|address| address != self.address) {
                let conversations = self.waiting_of(id).count();
                let address = left.address.as_deref().unwrap_or_default();
                self.tell(&JobEvent::BatchElsewhere { model: &left.model, address, conversations });
                continue;
            }
            let model = self.plan.models.iter().position(|model| model.name == left.model);
            let stage = match (left.batch, left.file) {
                (Some(batch), file) => Stage::Made { file, batch, last: None },
                (None, Some(file)) => Stage::Sought { file, looks: 0 },
                (None, None) => Stage::Unheard,
            };
            let mut part = Part::new(id, model, left.model, stage);
            part.made = left.submitted.as_ref().unwrap_or(&left.at).parse().unwrap_or(part.made);
            part.surplus = left.surplus;
            part.doubted = matches!(part.stage, Stage::Sought { .. });
            part.lines = left.lines.unwrap_or_else(|| self.waiting_of(id).count());
            part.worst = left.worst;
            self.parts.push(part);
        }
        let conversations = self.writer.parts().count();
        if conversations > 0 {
            self.tell(&JobEvent::TakenOver { parts: self.parts.len(), conversations });
        }
        self.sync().await
    }

    fn waiting_of(&self, part: Key) -> impl Iterator<Item = Key> + '_ {
        self.writer.parts().waiting().filter(move |(_, of, _)| *of == part).map(|(key, ..)| key)
    }

    fn waiting_cells(&self) -> std::collections::HashMap<Key, Cell> {
        let waits: HashSet<Key> = self.writer.parts().waiting().map(|(key, ..)| key).collect();
        let cells = self.plan.sheets().flat_map(|sheet| self.plan.all_cells(sheet));
        cells.map(|cell| (self.writer.key(cell), cell)).filter(|(key, _)| waits.contains(key)).collect()
    }

    /// A part of which nothing was asked: its conversations are free again.
    pub(super) fn never(&mut self, part: Key) -> Result<(), Problem> {
        let ended = PartEvent { state: Some("never".into()), ..PartEvent::new(part, ENDED) };
        self.writer.part(&ended)?.into_iter().for_each(|key| self.free(key, false));
        Ok(())
    }

    /// Removes what lies at the platform under a name; what may stay there is named.
    /// `None`: the user will not wait.
    pub(super) async fn remove_all_named(&self, name: String, vigil: &mut Vigil<'_>) -> Option<()> {
        for again in [true, false] {
            match self.wait(vigil, self.remove_named(&name)).await? {
                Ok(()) => return Some(()),
                // Who lists nothing cannot be asked.
                Err(trouble) if trouble.is_gone() => return Some(()),
                Err(_) if again => {}
                Err(_) => break,
            }
        }
        self.tell(&JobEvent::FilesRemain { files: &[name] });
        Some(())
    }

    /// Removes what lies at the platform under a name.
    ///
    /// # Errors
    /// Nobody knows what lies there.
    pub(super) async fn remove_named(&self, name: &str) -> Result<(), Trouble> {
        if self.order.keep_remote {
            return Ok(());
        }
        for file in self.files_named(|file| file.name == name).await? {
            match self.desk.delete(&file.id).await {
                Err(trouble) if !trouble.is_gone() => return Err(trouble),
                _ => {}
            }
        }
        Ok(())
    }

    /// A conversation does not wait any more.
    pub(super) fn free(&mut self, key: Key, billed: bool) {
        self.budget.unheard(key, billed);
        if let Some(cell) = self.cells.remove(&key) {
            self.look_again(cell.sheet, Instant::now());
        }
    }

    /// Looks for the file of a part that nobody heard of again: it may have come, or the ledger has lost a line. Only who has
    /// no file has no batch.
    pub(super) async fn find_file(&mut self, at: usize, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        let name = self.parts[at].file_name();
        let named = self.files_named(|file| file.name == name);
        let found = match self.wait(vigil, named).await {
            None => return Ok(()),
            // Who lists nothing has no more to say.
            Some(Err(trouble)) if trouble.is_gone() => None,
            Some(Err(trouble)) => return self.trouble(at, BatchStep::List, trouble),
            Some(Ok(files)) => files.into_iter().next(),
        };
        let part = &mut self.parts[at];
        part.went_well();
        let Some(file) = found else {
            let id = part.id;
            part.stage = Stage::Ended;
            return self.never(id);
        };
        (part.stage, part.doubted) = (Stage::Sought { file: file.id, looks: 0 }, true);
        Ok(())
    }

    /// Looks for the batch of a part whose file is at the platform.
    pub(super) async fn seek(&mut self, at: usize, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        let Stage::Sought { file, looks } = &self.parts[at].stage else { return Ok(()) };
        let (file, looks) = (file.clone(), *looks);
        match self.look_for(at, &file, looks, vigil).await {
            None => Ok(()),
            Some(Err(trouble)) => self.trouble(at, BatchStep::List, trouble),
            Some(Ok(Sought::NotYet)) => {
                let wait = BETWEEN_LOOKS.get(looks as usize).copied().unwrap_or_default();
                let part = &mut self.parts[at];
                part.stage = Stage::Sought { file, looks: looks + 1 };
                part.not_before = Instant::now() + wait.min(self.order.every);
                Ok(())
            }
            Some(Ok(Sought::Nowhere)) => {
                self.not_made(at, file);
                Ok(())
            }
            Some(Ok(Sought::Found(batch))) => {
                self.tell(&JobEvent::Adopted { model: &self.parts[at].name, batch: &batch.id });
                self.made(at, Some(file), *batch).await
            }
        }
    }

    async fn look_for(
        &self,
        at: usize,
        file: &str,
        looks: u32,
        vigil: &mut Vigil<'_>,
    ) -> Option<Result<Sought, Trouble>> {
        let part = &self.parts[at];
        let (id, since) = (part.id.to_string(), part.made.as_second() - SKEW);
        let is_ours = |batch: &RemoteBatch| batch.part.as_ref() == Some(&id) || batch.input.as_deref() == Some(file);
        let (found, whole) = match self.batches_since(since, vigil).await? {
            Ok((batches, whole)) => (batches.into_iter().filter(is_ours), whole),
            Err(trouble) => return Some(Err(trouble)),
        };
        // Several: the one that may bring most, the oldest of them.
        let hopeless = |batch: &RemoteBatch| matches!(batch.state, BatchState::Failed | BatchState::Cancelled);
        let best = found.min_by_key(|batch| (hopeless(batch), batch.created_at, batch.id.clone()));
        Some(Ok(match best {
            Some(batch) => Sought::Found(Box::new(batch)),
            None if !whole => return Some(Err(not_whole())),
            None if (looks as usize) < BETWEEN_LOOKS.len() => Sought::NotYet,
            None => Sought::Nowhere,
        }))
    }

    /// The account's batches that were made after a time, by the platform's clock; false: there may be more.
    async fn batches_since(
        &self,
        since: i64,
        vigil: &mut Vigil<'_>,
    ) -> Option<Result<(Vec<RemoteBatch>, bool), Trouble>> {
        let (mut all, mut after): (Vec<RemoteBatch>, Option<String>) = (Vec::new(), None);
        for _ in 0..MOST_PAGES {
            let desk = self.desk;
            let page = match self.wait(vigil, desk.batches(after.as_deref())).await? {
                Err(trouble) => return Some(Err(trouble)),
                Ok(page) => page,
            };
            let ends = page.next.is_none() || is_older(&page.things, since);
            let again = page.next == after;
            all.extend(page.things);
            if ends || again {
                return Some(Ok((all, ends)));
            }
            after = page.next;
        }
        Some(Ok((all, false)))
    }

    /// The account's files that are asked for.
    pub(super) async fn files_named(&self, wanted: impl Fn(&RemoteFile) -> bool) -> Result<Vec<RemoteFile>, Trouble> {
        let (mut found, mut after): (Vec<RemoteFile>, Option<String>) = (Vec::new(), None);
        for _ in 0..MOST_PAGES {
            let page = self.desk.files(after.as_deref()).await?;
            found.extend(page.things.into_iter().filter(&wanted));
            if page.next.is_none() {
                return Ok(found);
            }
            // A server that says the same page for ever has not said them all.
            if page.next == after {
                break;
            }
            after = page.next;
        }
        Err(not_whole())
    }

    /// Looks for batches that are too many: one request may have made two. They are cancelled, and counted as perhaps paid
    /// for. `None`: the user will not wait; what went wrong is tried again with the next look.
    pub(super) async fn sweep(&mut self, vigil: &mut Vigil<'_>) -> Result<Option<Result<(), Trouble>>, Problem> {
        let young = |part: &&Part| part.swept < SWEEPS && matches!(part.stage, Stage::Made { .. });
        let Some(since) = self.parts.iter().filter(young).map(|part| part.made.as_second()).min() else {
            return Ok(Some(Ok(())));
        };
        let batches = match self.batches_since(since - SKEW, vigil).await {
            None => return Ok(None),
            Some(Err(trouble)) => return Ok(Some(Err(trouble))),
            Some(Ok((batches, _))) => batches,
        };
        let mut troubled = None;
        for at in 0..self.parts.len() {
            let surplus: Vec<RemoteBatch> =
                batches.iter().filter(|batch| is_surplus(&self.parts[at], batch)).cloned().collect();
            let mut all = true;
            for batch in surplus {
                match self.cancel_surplus(at, batch, vigil).await? {
                    None => return Ok(None),
                    Some(Ok(())) => {}
                    Some(Err(trouble)) => (all, troubled) = (false, Some(trouble)),
                }
            }
            self.parts[at].swept += u32::from(all);
        }
        Ok(Some(troubled.map_or(Ok(()), Err)))
    }

    async fn cancel_surplus(
        &mut self,
        at: usize,
        batch: RemoteBatch,
        vigil: &mut Vigil<'_>,
    ) -> Result<Option<Result<(), Trouble>>, Problem> {
        if !batch.state.is_over() && batch.state != BatchState::Cancelling {
            let (desk, id) = (self.desk, batch.id.clone());
            match self.wait(vigil, desk.cancel(&id)).await {
                None => return Ok(None),
                Some(Err(trouble)) if !trouble.is_too_late() => return Ok(Some(Err(trouble))),
                Some(_) => {}
            }
        }
        let part = &mut self.parts[at];
        part.surplus.push(batch.id.clone());
        let (id, perhaps) = (part.id, Some(part.worst).filter(|worst| *worst > 0.0));
        let event = PartEvent {
            batch: Some(batch.id.as_str().into()),
            perhaps,
            ..PartEvent::new(id, crate::ledger::part::SURPLUS)
        };
        self.writer.part(&event)?;
        self.budget.perhaps(perhaps.unwrap_or_default());
        self.tell(&JobEvent::SurplusBatch { model: &self.parts[at].name, batch: &batch.id });
        self.sync().await?;
        Ok(Some(Ok(())))
    }

    /// A part's batch is made, or found.
    pub(super) async fn made(&mut self, at: usize, file: Option<String>, batch: RemoteBatch) -> Result<(), Problem> {
        let part = &mut self.parts[at];
        part.went_well();
        part.swept = 0;
        let event = PartEvent { batch: Some(batch.id.as_str().into()), ..PartEvent::new(part.id, SUBMITTED) };
        part.stage = Stage::Made { file, batch: batch.id.clone(), last: None };
        part.not_before = Instant::now() + self.order.every;
        self.writer.part(&event)?;
        // Whoever is never in a batch is never asked.
        self.writer.summary.calls += self.waiting_in(at) as u64;
        self.sync().await
    }
}

/// True if nothing behind a page is younger than that: the youngest come first, and each says when it was made.
fn is_older(page: &[RemoteBatch], since: i64) -> bool {
    let all = page.iter().all(|batch| batch.created_at.is_some_and(|at| at < since));
    let ends = page.first().zip(page.last());
    all && ends.is_some_and(|(first, last)| first.created_at > last.created_at)
}

/// What was not read to its end proves nothing.
fn not_whole() -> Trouble {
    Trouble::Unknown(Fault::unheard("".into()))
}

/// True if a batch is of this part, and not the one that is waited for.
fn is_surplus(part: &Part, batch: &RemoteBatch) -> bool {
    let Stage::Made { file, batch: own, .. } = &part.stage else { return false };
    let of_file = batch.input.is_some() && batch.input == *file;
    let of_part = batch.part.as_deref() == Some(part.id.to_string().as_str());
    batch.id != *own && (of_file || of_part) && !part.surplus.contains(&batch.id)
}
