//! The next step with a part, whatever it is, and what follows when it does not go well.

use std::time::Duration;

use tokio::time::Instant;

use super::adopt::SWEEPS;
use super::desk::{RemoteBatch, Trouble};
use super::part::{MOST_GONE, Stage};
use super::vigil::Vigil;
use super::{BatchRun, Task};
use crate::base::problem::Problem;
use crate::ledger::part::{ENDED, PartEvent, UPLOADED};
use crate::ledger::parts::OpenPart;
use crate::platform::BatchState;
use crate::platform::fault::{Class, Detail, End, Fault, Verdict};
use crate::run::Ending;
use crate::run::events::{BatchStep, JobEvent};
use crate::wire::errand::Upload;

/// Requests for a batch of which nobody says what came, before a part is left to another run; and the time behind the first,
/// which doubles.
const MOST_ASKED: u32 = 8;
const AFTER_ASKED: Duration = Duration::from_secs(15);
/// No platform is waited for longer at a time.
const LONGEST: Duration = Duration::from_secs(300);
/// Operations that the platform refuses for good before it is believed.
const WITNESSES: u32 = 3;
/// So many conversations do not all go without an answer by chance.
const MANY: usize = 20;
/// What a file is uploaded for.
const PURPOSE: &str = "batch";

impl BatchRun<'_> {
    /// Goes on with a part as far as it goes now.
    pub(super) async fn step(&mut self, at: usize, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        while self.parts[at].is_due() && !vigil.is_over() {
            let before = std::mem::discriminant(&self.parts[at].stage);
            match &self.parts[at].stage {
                Stage::Here { .. } => self.upload(at, vigil).await?,
                Stage::Uploaded { .. } => self.create(at, vigil).await?,
                Stage::Unheard => self.find_file(at, vigil).await?,
                Stage::Sought { .. } => self.seek(at, vigil).await?,
                Stage::Made { .. } | Stage::Lost { .. } => self.look(at, vigil).await?,
                Stage::Ended => break,
            }
            if std::mem::discriminant(&self.parts[at].stage) == before {
                break;
            }
        }
        Ok(())
    }

    async fn upload(&mut self, at: usize, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        if self.cancelling || self.closed.is_some() || self.parts[at].refused {
            return self.unsent(at, vigil).await;
        }
        let part = &self.parts[at];
        let Stage::Here { file, bytes } = &part.stage else { return Ok(()) };
        let upload = Upload { path: file.to_path_buf(), bytes: *bytes, name: part.file_name(), purpose: PURPOSE };
        let (desk, again) = (self.desk, part.fault.is_some());
        let asked = async {
            if again
                && let Err(trouble) = self.remove_named(&upload.name).await
                && !trouble.is_gone()
            {
                return Err(trouble);
            }
            desk.upload(upload).await
        };
        match self.wait(vigil, asked).await {
            None => Ok(()),
            // Nothing was made of what may be there under its name.
            Some(Err(trouble)) => self.trouble(at, BatchStep::Upload, trouble),
            Some(Ok(id)) => {
                let part = &mut self.parts[at];
                part.went_well();
                part.stage = Stage::Uploaded { file: id.clone() };
                let event = PartEvent { file: Some(id.as_str().into()), ..PartEvent::new(part.id, UPLOADED) };
                self.writer.part(&event)?;
                // From here on a batch may be made of it.
                self.sync().await
            }
        }
    }

    async fn create(&mut self, at: usize, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        let part = &self.parts[at];
        // Of what nobody knows whether it was made, somebody else may know more.
        if part.asked >= MOST_ASKED || self.order.task == Task::Fetch {
            let fault = part.fault.clone().unwrap_or_else(|| Fault::unheard("".into()));
            self.parts[at].gives_up = true;
            if self.order.task != Task::Fetch {
                self.close(Ending::Paused(fault));
            }
            return Ok(());
        }
        if self.cancelling || self.closed.is_some() || part.refused {
            return self.unsent(at, vigil).await;
        }
        let part = &mut self.parts[at];
        let Stage::Uploaded { file } = &part.stage else { return Ok(()) };
        let (desk, file, id) = (self.desk, file.clone(), part.id.to_string());
        part.made = jiff::Timestamp::now();
        let window = self.order.window.as_deref().unwrap_or(desk.service.window);
        match self.wait(vigil, desk.create(&file, window, &id)).await {
            // It may have been made.
            None => {
                self.in_doubt(at, file);
                Ok(())
            }
            Some(Ok(batch)) => {
                self.made(at, Some(file), batch.clone()).await?;
                let part = &self.parts[at];
                let conversations = self.waiting_in(at);
                self.tell(&JobEvent::Submitted { model: &part.name, conversations, batch: &batch.id });
                Ok(())
            }
            Some(Err(Trouble::Unknown(fault))) => {
                let fault = self.without_words(at, fault);
                self.tell(&JobEvent::BatchTrouble { step: BatchStep::Create, fault: &fault });
                let lasts = self.parts[at].failed(&fault);
                self.in_doubt(at, file);
                if lasts >= self.patience {
                    self.parts[at].asked = MOST_ASKED;
                }
                Ok(())
            }
            // A file that has just come may not be found yet; of one that is not there nothing is made.
            Some(Err(trouble)) if trouble.is_gone() => {
                let fault = self.without_words(at, trouble.into_fault());
                self.parts[at].failed(&fault);
                let times = self.parts[at].troubles();
                if times == 1 {
                    self.tell(&JobEvent::BatchTrouble { step: BatchStep::Create, fault: &fault });
                }
                if times < WITNESSES {
                    return Ok(());
                }
                self.brought_nothing(at, &fault);
                self.unsent(at, vigil).await
            }
            Some(Err(trouble)) => self.trouble(at, BatchStep::Create, trouble),
        }
    }

    /// A batch may have been made of a part's file.
    fn in_doubt(&mut self, at: usize, file: String) {
        let part = &mut self.parts[at];
        part.asked += 1;
        part.doubted = true;
        part.stage = Stage::Sought { file, looks: 0 };
    }

    /// A batch was not made, as far as anybody can tell: another is asked for after a while.
    pub(super) fn not_made(&mut self, at: usize, file: String) {
        let part = &mut self.parts[at];
        let wait = AFTER_ASKED.saturating_mul(1 << part.asked.saturating_sub(1).min(8)).min(LONGEST).min(self.patience);
        part.stage = Stage::Uploaded { file };
        if part.asked > 1 {
            part.not_before = Instant::now() + wait;
        }
    }

    /// Looks how a batch is; fetches what it brought when it is over.
    async fn look(&mut self, at: usize, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        let (desk, order) = (self.desk, self.order);
        let part = &self.parts[at];
        let Some(id) = part.batch().map(str::to_owned) else { return Ok(()) };
        let cancels = self.cancelling && !part.is_cancelled();
        let asked = async {
            // Who cannot be cancelled is over, or as good as cancelled: it says so when it is looked at.
            if cancels
                && let Err(trouble) = desk.cancel(&id).await
                && !trouble.is_too_late()
            {
                return Err(trouble);
            }
            desk.batch(&id).await
        };
        match self.wait(vigil, asked).await {
            None => Ok(()),
            Some(Err(trouble)) if trouble.is_gone() => self.gone(at, trouble, vigil).await,
            Some(Err(trouble)) => self.trouble(at, BatchStep::Look, trouble),
            Some(Ok(batch)) => {
                let part = &mut self.parts[at];
                // What it brought is to be fetched yet.
                if !batch.state.is_over() {
                    part.went_well();
                }
                part.not_before = Instant::now() + order.every;
                let (state, looked) = (batch.state, Box::new(batch.clone()));
                let file = part.file().map(str::to_owned).or_else(|| batch.input.clone());
                part.stage = Stage::Made { file, batch: id, last: Some(looked) };
                if state.is_over() { self.over(at, batch, vigil).await } else { Ok(()) }
            }
        }
    }

    /// The platform says that there is no such batch. It is another key's, or was removed; or it is wrong.
    async fn gone(&mut self, at: usize, trouble: Trouble, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        let part = &mut self.parts[at];
        let Some(batch) = part.batch().map(str::to_owned) else { return Ok(()) };
        let times = if let Stage::Lost { times, .. } = part.stage { times + 1 } else { 1 };
        part.failed(trouble.fault());
        part.not_before = Instant::now() + self.order.every;
        part.stage = Stage::Lost { file: part.file().map(str::to_owned), batch: batch.clone(), times };
        if times == MOST_GONE {
            let conversations = self.waiting_in(at);
            self.tell(&JobEvent::BatchLost { model: &self.parts[at].name, batch: &batch, conversations });
        }
        // Only who says so gives up what may come yet.
        if self.order.task != Task::Cancel || times < MOST_GONE {
            return Ok(());
        }
        let part = &self.parts[at];
        let (name, file) = (part.file_name(), part.file().map(str::to_owned));
        if self.remove(file.into_iter(), vigil).await.is_none() || self.remove_all_named(name, vigil).await.is_none() {
            return Ok(());
        }
        self.end(at, "lost", true).await
    }

    pub(super) fn waiting_in(&self, at: usize) -> usize {
        self.known(at).map_or(0, |part| part.waiting)
    }

    /// What the ledger says of a part, until it has ended.
    pub(super) fn known(&self, at: usize) -> Option<&OpenPart> {
        self.writer.parts().get(self.parts[at].id)
    }

    /// A batch is over: its answers are fetched, whatever its end.
    async fn over(&mut self, at: usize, batch: RemoteBatch, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        self.keep_raw(at, &batch);
        let Some(seen) = self.fetch(at, &batch, vigil).await? else { return Ok(()) };
        // Whoever comes back late may have a second one that nobody has seen yet.
        if self.parts[at].swept < SWEEPS || self.parts[at].doubted {
            let part = &mut self.parts[at];
            (part.swept, part.doubted) = (part.swept.min(SWEEPS - 1), false);
            match self.sweep(vigil).await? {
                Some(Ok(())) => {}
                Some(Err(trouble)) => return self.trouble(at, BatchStep::List, trouble),
                None => return Ok(()),
            }
        }
        let (missing, answers) = (self.waiting_in(at), self.known(at).map_or(0, |part| part.answers));
        // Nothing begun is nothing billed: if the file was refused, or what it counts is what it brought.
        let billed = match batch.state {
            BatchState::Failed => seen > 0 || batch.counts.is_some_and(|(came, _)| came > 0),
            BatchState::Expired => self.lacks(at, &batch) != Some(false),
            _ => true,
        };
        if batch.state == BatchState::Failed && !billed {
            self.refused_file(at, &batch);
        } else if let Some(fault) = self.parts[at].refusal.take().filter(|_| answers == 0)
            && batch.state == BatchState::Completed
            && self.parts[at].lines >= MANY
        {
            self.brought_nothing(at, &fault);
        } else if let Some(model) = self.parts[at].model.filter(|_| answers > 0) {
            self.invalid[model] = 0;
        }
        let failed = seen.saturating_sub(answers);
        let name = self.parts[at].name.clone();
        // Before it ends: of what has ended nobody removes anything.
        self.sync().await?;
        if self.remove_files(at, &batch, vigil).await.is_none() {
            return Ok(());
        }
        self.end(at, &batch.status, billed).await?;
        let (batch, state) = (&batch.id, batch.state);
        self.tell(&JobEvent::BatchEnded { model: &name, batch, state, came: seen, failed, missing });
        Ok(())
    }

    /// The platform did not take a file: what it says of that is what it says of a call.
    fn refused_file(&mut self, at: usize, batch: &RemoteBatch) {
        let (code, message) = batch.said.clone().unwrap_or_default();
        let judged = self.desk.caller.judge_words(&code, &message);
        let said = format!("{code} {message}").trim().to_owned();
        let fault = self.without_words(at, Fault { detail: Detail::from(said), ..judged });
        self.tell(&JobEvent::BatchTrouble { step: BatchStep::Validate, fault: &fault });
        match fault.verdict {
            Verdict::End(End::StopRun) => self.close(Ending::Refused(fault)),
            Verdict::End(End::PauseRun) => self.close(Ending::Paused(fault)),
            // There is no room for it now.
            Verdict::Retry(_) if matches!(fault.class, Class::RateLimit | Class::Overloaded) => {
                self.hold_until = Instant::now() + fault.wait.unwrap_or(LONGEST / 5).min(LONGEST);
            }
            _ => self.brought_nothing(at, &fault),
        }
    }

    /// A part brought nothing. The second one of its model in a row is the model's.
    fn brought_nothing(&mut self, at: usize, fault: &Fault) {
        let Some(model) = self.parts[at].model else { return };
        self.invalid[model] += 1;
        if self.invalid[model] >= 2 {
            self.drop_model(model, fault);
        }
    }

    /// A fault without what it may quote of a part.
    pub(super) fn without_words(&self, at: usize, fault: Fault) -> Fault {
        let detail = fault.detail.clone().map_words(|words| self.unquoted(at, &words));
        Fault { detail, ..fault }
    }

    /// A model is asked here no more: what is left of it is left for another run, or goes online.
    pub(super) fn drop_model(&mut self, model: usize, fault: &Fault) {
        if self.frames[model].take().is_some() {
            self.tell(&JobEvent::NotInBatch { model: &self.plan.models[model].name, fault });
        }
        if self.frames.iter().all(Option::is_none) {
            self.close(Ending::Refused(fault.clone()));
        }
    }

    /// A part comes to its end: conversations of which nothing was said are free again.
    pub(super) async fn end(&mut self, at: usize, state: &str, billed: bool) -> Result<(), Problem> {
        let (id, missing) = (self.parts[at].id, self.waiting_in(at));
        let event = PartEvent {
            state: Some(state.into()),
            missing: Some(missing),
            billed: billed && missing > 0,
            ..PartEvent::new(id, ENDED)
        };
        let unheard = self.writer.part(&event)?;
        for key in unheard {
            self.unheard(key, billed)?;
        }
        self.parts[at].stage = Stage::Ended;
        self.complete_touched().await?;
        self.sync().await
    }

    /// Nothing was asked, and nothing is to be.
    async fn unsent(&mut self, at: usize, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        let part = &self.parts[at];
        let (id, name, file) = (part.id, part.file_name(), part.file().map(str::to_owned));
        // It is not ended while the user will not wait: the next one comes by here.
        if self.remove(file.into_iter(), vigil).await.is_none() || self.remove_all_named(name, vigil).await.is_none() {
            return Ok(());
        }
        self.parts[at].stage = Stage::Ended;
        self.never(id)
    }

    /// An operation did not go well. It is tried again; what is refused for good, or for too long, ends it.
    pub(super) fn trouble(&mut self, at: usize, step: BatchStep, trouble: Trouble) -> Result<(), Problem> {
        let fault = trouble.into_fault();
        let others = self.parts.iter().enumerate().any(|(n, part)| n != at && matches!(part.stage, Stage::Made { .. }));
        let sends = matches!(step, BatchStep::Upload | BatchStep::Create);
        let part = &mut self.parts[at];
        let lasts = part.failed(&fault);
        let times = part.troubles();
        let for_good = match fault.verdict {
            // There is room when one of ours is over.
            Verdict::Retry(_) if sends && others && fault.class == Class::RateLimit => false,
            Verdict::Retry(_) => lasts >= self.patience,
            Verdict::End(_) => times >= WITNESSES,
        };
        // The first is often the last.
        let told = times == 2 || fault.status > 0 && times == 1;
        if !told && !for_good {
            return Ok(());
        }
        let fault = self.without_words(at, fault);
        if told {
            self.tell(&JobEvent::BatchTrouble { step, fault: &fault });
        }
        if !for_good {
            return Ok(());
        }
        let for_what = fault.verdict;
        match fault.verdict {
            Verdict::End(End::StopRun) => self.close(Ending::Refused(fault)),
            Verdict::End(End::PauseRun) | Verdict::Retry(_) => self.close(Ending::Paused(fault)),
            Verdict::End(End::DropModel | End::DropCell) if sends => {
                if let Some(model) = self.parts[at].model {
                    self.drop_model(model, &fault);
                }
            }
            Verdict::End(_) => self.close(Ending::Refused(fault)),
        }
        let part = &mut self.parts[at];
        if sends && matches!(for_what, Verdict::End(_)) {
            (part.refused, part.not_before) = (true, Instant::now());
        } else {
            part.gives_up = true;
        }
        Ok(())
    }
}
