//! What goes to the disk, and when: the ledger's lines a few times a second, complete sheets with them.

use std::io;
use std::time::Duration;

use tokio::time::Instant;

use super::Writer;
use crate::base::problem::{FileProblem, Problem};
use crate::ledger::{Event, SheetStamp, now};
use crate::run::events::JobEvent;
use crate::sheets::flush::{Draft, Saved, Work};

/// Lines that may wait for the next flush.
const MOST_UNSYNCED: usize = 64;
/// How long they may wait.
const LONGEST_UNSYNCED: Duration = Duration::from_millis(200);
/// Between the end of one flush and the next.
const BETWEEN_FLUSHES: Duration = Duration::from_millis(200);
/// Complete sheets that may wait for the disk before no new call starts.
const MOST_DRAFTS: usize = 256;
/// Bytes of them that are enough for one flush.
const MOST_BYTES: usize = 4 << 20;

impl Writer<'_> {
    /// True if the disk is so far behind that nothing new should start.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.drafts.len() + self.in_flush >= MOST_DRAFTS
    }

    /// True if there is enough for the disk to do: nothing that could wait is added. Calls have the greater part of the
    /// room.
    pub(super) fn is_full(&self) -> bool {
        self.drafts.len() >= MOST_DRAFTS / 4 || self.drafts.iter().map(Draft::bytes).sum::<usize>() >= MOST_BYTES
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
        if !all && !self.is_full() && self.flushed_at.elapsed() < BETWEEN_FLUSHES {
            return Ok(None);
        }
        self.commit()?;
        let ledger = self.journal.handle().map_err(|e| self.disk(&e))?;
        let mut drafts = std::mem::take(&mut self.drafts);
        // What this run wrote itself is not somebody else's.
        for draft in drafts.iter_mut().filter(|draft| self.reopened.contains(&draft.file)) {
            draft.ours = self.index.stamp(&draft.file);
            // Nor do answers that were taken back keep their place.
            draft.answered = true;
        }
        self.flushing = true;
        self.in_flush = drafts.len();
        self.unsynced = 0;
        self.synced_at = Instant::now();
        let folder = std::path::absolute(&self.plan.output_dir).map_err(|e| self.disk(&e))?;
        Ok(Some(Work { ledger, folder, drafts, aside: self.aside.clone() }))
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
                Ok(written) if !written.placed => {
                    self.tell(&JobEvent::NotReplaced { file: &draft.file });
                    self.summary.not_replaced.add(draft.file);
                }
                Ok(written) => {
                    if written.moved {
                        self.tell(&JobEvent::MovedAside { file: &draft.file, folder: self.aside.path() });
                        self.summary.moved.add(draft.file.clone());
                    }
                    self.saved(&draft, written.changed);
                    let stamp = SheetStamp {
                        at: now().into(),
                        file: draft.file.as_str().into(),
                        size: written.size,
                        mtime_ns: written.mtime_ns,
                        content: draft.content,
                    };
                    if self.reopened.contains(&draft.file) {
                        self.index.written(&stamp, self.journal.shard());
                    }
                    if let Err(problem) = self.append(&Event::Sheet(stamp)) {
                        first.get_or_insert(problem);
                    }
                }
                Err(e) => {
                    let path = self.plan.output_dir.join(&draft.file);
                    first.get_or_insert(Problem::in_file(&path, FileProblem::NotWritten(e.into())));
                    self.drafts.push(draft);
                }
            }
        }
        first.map_or(Ok(()), Err)
    }

    fn saved(&mut self, draft: &Draft, changed: bool) {
        self.tell(&JobEvent::Saved { file: &draft.file, changed });
        if changed {
            // One that was worked on again is counted once.
            let first = !self.reopened.contains(&draft.file) || self.counted.insert(draft.file.clone());
            self.summary.written += usize::from(first);
        } else {
            self.summary.untouched += 1;
        }
    }

    /// Sheets that are complete but not on the disk.
    #[must_use]
    pub fn unwritten(&self) -> Vec<String> {
        self.drafts.iter().map(|d| d.file.clone()).collect()
    }
}
