//! Fetching what a batch brought: answers and failures, whatever its end. What does not come whole is fetched again.

use std::fs::File;
use std::time::Duration;

use tokio::time::Instant;

use super::BatchRun;
use super::desk::{RemoteBatch, Trouble};
use super::order::Task;
use super::vigil::Vigil;
use crate::base::problem::Problem;
use crate::ledger::FOLDER;
use crate::platform::BatchState;
use crate::platform::fault::{Class, Detail, Verdict};
use crate::run::events::{BatchStep, JobEvent};
use crate::sheets::file;

/// Times that results are fetched before what they lack is believed to be missing.
const MOST: u32 = 4;
/// Times in a row that they break off at the same place before what stands behind it is believed to be missing.
const MOST_BROKEN: u32 = 8;
/// Time between two of them.
const BETWEEN: Duration = Duration::from_secs(5);

impl BatchRun<'_> {
    /// Fetches the results of a batch that is over, and takes them in; conversations that they settle. `None`: they are
    /// to be fetched again.
    pub(super) async fn fetch(
        &mut self,
        at: usize,
        batch: &RemoteBatch,
        vigil: &mut Vigil<'_>,
    ) -> Result<Option<usize>, Problem> {
        let mut troubled = None;
        let Some(names) = self.result_files(at, batch, &mut troubled, vigil).await else { return Ok(None) };
        if self.waiting_in(at) == 0 {
            return Ok(Some(self.parts[at].lines));
        }
        let mut files = Vec::new();
        for id in names {
            let into = self.scratch()?;
            let (desk, copy) = (self.desk, into.try_clone().map_err(|e| self.disk(&e))?);
            match self.wait(vigil, desk.content(&id, copy)).await {
                None => return Ok(None),
                // What came of one that broke off is there all the same.
                Some(came) => {
                    files.push(into);
                    troubled = came.err().or(troubled);
                }
            }
        }
        // What could not be written here is not missing there.
        if let Some(trouble) = troubled.take_if(|trouble| trouble.fault().class == Class::Input) {
            let folder = Some(self.plan.output_dir.display().to_string());
            return Err(match trouble.into_fault().detail {
                Detail::Record { problem } => Problem { file: folder, ..*problem },
                detail => self.disk(&std::io::Error::other(detail.words().to_owned())),
            });
        }
        self.land(at, &files)?;
        self.complete_touched().await?;
        let missing = self.waiting_in(at);
        if missing == 0 {
            return Ok(Some(self.parts[at].lines));
        }
        // Nobody has said that what lacks is not there: it is paid for, and waited for.
        if let Some(trouble) = troubled.take_if(|trouble| !trouble.is_gone()) {
            let is_refused = matches!(trouble.fault().verdict, Verdict::End(_));
            let bytes = files.iter().filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum();
            // Whatever breaks off at one and the same place will do so next time.
            if !is_refused && self.parts[at].broke_off(bytes) >= MOST_BROKEN {
                let fault = self.without_words(at, trouble.into_fault());
                self.tell(&JobEvent::BatchTrouble { step: BatchStep::Fetch, fault: &fault });
                return Ok(Some(self.parts[at].lines - missing));
            }
            self.trouble(at, BatchStep::Fetch, trouble)?;
            // Only who says so gives up what may come yet; an account that is refused says nothing of it.
            let given_up = self.order.task == Task::Cancel && self.parts[at].gives_up && !is_refused;
            return Ok(given_up.then(|| self.parts[at].lines - missing));
        }
        self.parts[at].fetched += 1;
        let more = troubled.is_some() || batch.state == BatchState::Completed || self.lacks(at, batch) == Some(true);
        if more && self.parts[at].fetched < MOST {
            if let Some(trouble) = troubled {
                let fault = self.without_words(at, trouble.into_fault());
                self.tell(&JobEvent::BatchTrouble { step: BatchStep::Fetch, fault: &fault });
            }
            self.parts[at].not_before = Instant::now() + BETWEEN.min(self.order.every);
            return Ok(None);
        }
        Ok(Some(self.parts[at].lines - missing))
    }

    /// True if a batch counts more than it brought, false if it does not; `None`: it does not count.
    pub(super) fn lacks(&self, at: usize, batch: &RemoteBatch) -> Option<bool> {
        let heard = self.known(at).map_or(0, |part| part.heard);
        batch.counts.map(|(came, _)| came > heard as u64)
    }

    /// The files of a batch's results: those that it names, and if it names none though it has some, those that are named
    /// after it.
    async fn result_files(
        &mut self,
        at: usize,
        batch: &RemoteBatch,
        troubled: &mut Option<Trouble>,
        vigil: &mut Vigil<'_>,
    ) -> Option<Vec<String>> {
        let mut names: Vec<String> = [&batch.output, &batch.errors].into_iter().flatten().cloned().collect();
        let has_some = batch.state != BatchState::Failed || batch.counts.is_some_and(|(came, _)| came > 0);
        if batch.output.is_none() && has_some {
            let of_batch = self.files_named(|file| file.name.contains(&batch.id));
            match self.wait(vigil, of_batch).await? {
                Ok(found) => {
                    let ids = found.into_iter().map(|file| file.id);
                    names.extend(ids.filter(|id| Some(id) != batch.errors.as_ref()).collect::<Vec<_>>());
                }
                Err(trouble) => *troubled = Some(trouble),
            }
        }
        self.parts[at].results.extend(names.iter().cloned());
        Some(names)
    }

    /// A file that nobody else sees, and that is gone with this process.
    fn scratch(&self) -> Result<File, Problem> {
        let folder = self.plan.output_dir.join(FOLDER);
        let file = file::temporary(&folder).map_err(|e| self.disk(&e))?;
        // Where an open file cannot be removed, it is swept away later.
        let (file, path) = file.into_parts();
        path.close().ok();
        Ok(file)
    }

    /// Removes what a batch was made of and what it brought, and what surplus ones brought. `None`: the user will not wait.
    pub(super) async fn remove_files(&mut self, at: usize, batch: &RemoteBatch, vigil: &mut Vigil<'_>) -> Option<()> {
        let part = &mut self.parts[at];
        let mut files = std::mem::take(&mut part.results);
        let surplus = part.surplus.clone();
        files.extend([&batch.input, &batch.output, &batch.errors].into_iter().flatten().cloned());
        for id in surplus {
            let desk = self.desk;
            if let Ok(batch) = self.wait(vigil, desk.batch(&id)).await? {
                files.extend([batch.output, batch.errors].into_iter().flatten());
            }
        }
        self.remove(files.into_iter(), vigil).await?;
        // Of what did not go well there may be another copy.
        match self.parts[at].fault {
            Some(_) => self.remove_all_named(self.parts[at].file_name(), vigil).await,
            None => Some(()),
        }
    }

    /// Removes files from the platform: patients' words are in them. What stays there is named at once: who is killed
    /// later names nothing.
    /// `None`: the user will not wait.
    pub(super) async fn remove(&self, files: impl Iterator<Item = String>, vigil: &mut Vigil<'_>) -> Option<()> {
        let (mut remain, desk) = (Vec::new(), self.desk);
        for id in files.filter(|_| !self.order.keep_remote) {
            for again in [true, false] {
                match self.wait(vigil, desk.delete(&id)).await? {
                    Ok(()) => break,
                    Err(trouble) if trouble.is_gone() => break,
                    Err(_) if again => {}
                    Err(_) => remain.push(id.clone()),
                }
            }
        }
        if !remain.is_empty() {
            self.tell(&JobEvent::FilesRemain { files: &remain });
        }
        Some(())
    }
}
