//! How a batch goes on: its file is looked through, its lines are answered, its files are written. A piece at a time, so
//! that others are served in between.

use std::io::{self, Write};

use crate::batch::check::{self, Asked};
use crate::batch::desk::clock;
use crate::batch::fault::Twist;
use crate::batch::file::number_of;
use crate::batch::job::{Job, Reason, Span, Work};
use crate::batch::lines;
use crate::batch::reading::read;
use crate::batch::results::{Results, answer_line};
use crate::batch::service::{BatchService, Stage};
use crate::batch::spans;
use crate::hash::draw;
use crate::state::State;

/// Lines of one piece of work.
const PIECE: u32 = 256;

/// Counts the ticks that are due, for the batch that is looked at or, by the clock, for all; says for which.
pub(crate) fn tick(state: &mut State, looked: Option<&str>) -> Vec<u64> {
    let tick = state.options.batch.tick;
    let looked = looked.and_then(|id| state.desk.find(id));
    let due: Vec<u64> =
        state.desk.open().map(|(place, _)| place).filter(|at| tick.is_some() || looked == Some(*at)).collect();
    for place in &due {
        let Some(work) = state.desk.jobs.get_mut(place).and_then(|job| job.work.as_mut()) else { continue };
        let ticks = match tick {
            None => 1,
            Some(tick) if tick.is_zero() => u32::MAX,
            Some(tick) => u32::try_from(work.since.elapsed().as_nanos() / tick.as_nanos()).unwrap_or(u32::MAX),
        };
        work.ticks = work.ticks.saturating_add(ticks);
        work.since += tick.unwrap_or_default().checked_mul(ticks).unwrap_or_default();
    }
    due
}

/// Does what is due by the clock, all at once.
pub(crate) fn catch_up(state: &mut State) {
    if state.options.batch.tick.is_some() {
        for place in tick(state, None) {
            while matches!(step(state, place), Ok(true)) {}
        }
    }
}

/// Does a piece of what is due of a batch; true if there may be more.
pub(crate) fn step(state: &mut State, place: u64) -> io::Result<bool> {
    let Some(service) = state.desk.service.clone() else { return Ok(false) };
    let Some(mut job) = state.desk.jobs.remove(&place) else { return Ok(false) };
    let more = match job.work.take() {
        None => Ok(false),
        Some(work) => {
            let mut worker = Worker { state, service: &service, job: &mut job, work };
            let more = worker.step();
            let work = worker.work;
            job.work = (!job.stage.is_over()).then_some(work);
            more
        }
    };
    state.desk.jobs.insert(place, job);
    more
}

/// Bills lines that are in work when the batch is cancelled; nobody sees them.
pub(crate) fn bill_unseen(state: &mut State, job: &mut Job) -> io::Result<()> {
    let (Some(service), Some(work)) = (state.desk.service.clone(), job.work.take()) else { return Ok(()) };
    let most = job.counts.total.div_ceil(4);
    let mut worker = Worker { state, service: &service, job, work };
    let counts = worker.job.counts;
    let spans = (worker.work.answers.len(), worker.work.failures.len());
    worker.answer(most)?;
    worker.work.answers.truncate(spans.0);
    worker.work.failures.truncate(spans.1);
    worker.job.counts = counts;
    let work = worker.work;
    job.work = Some(work);
    Ok(())
}

struct Worker<'a> {
    state: &'a mut State,
    service: &'a BatchService,
    job: &'a mut Job,
    work: Work,
}

impl Worker<'_> {
    fn now(&self) -> u64 {
        clock(&self.state.options.batch)
    }

    /// Leaves a stage that takes so many ticks, if they are over.
    fn leave(&mut self, ticks: u32) -> bool {
        let is_over = self.work.ticks >= ticks;
        if is_over {
            self.work.ticks -= ticks;
        }
        is_over
    }

    fn enter(&mut self, stage: Stage) {
        let now = self.now();
        self.job.enter(stage, now);
    }

    fn step(&mut self) -> io::Result<bool> {
        let settings = &self.state.options.batch;
        let (validating, queued, working) = (settings.validating, settings.queued, settings.working);
        let (finalizing, cancelling) = (settings.finalizing, settings.cancelling);
        let stage = self.job.stage;
        match stage {
            Stage::Validating if self.work.ticks >= validating => self.validate(validating),
            Stage::Queued if self.leave(queued) => {
                self.enter(Stage::InProgress);
                Ok(true)
            }
            Stage::InProgress => self.go_on(working),
            Stage::Finalizing if self.leave(finalizing) => self.finish(Stage::Completed),
            Stage::Cancelling if self.work.ticks >= cancelling => {
                if self.job.has(Twist::CancelCompletes) {
                    if !self.answer(PIECE)? {
                        return Ok(true);
                    }
                    self.job.counts.total = self.work.line;
                    return self.finish(Stage::Completed);
                }
                self.finish(Stage::Cancelled)
            }
            _ => Ok(false),
        }
    }

    /// Looks through a piece of the input.
    fn validate(&mut self, ticks: u32) -> io::Result<bool> {
        let (service, endpoint) = (self.service, &self.job.endpoint);
        let mut found = None;
        let is_over = read(&mut self.work, PIECE, |work, text| {
            found = check::check(service, endpoint, work, text).err();
            found.is_none()
        })?;
        let why = |code, message: &str| Some(Reason { code, message: message.to_owned(), line: None });
        if found.is_none() {
            if !is_over {
                return Ok(true);
            }
            found = match () {
                () if self.job.has(Twist::Invalid) => why("", ""),
                () if self.job.has(Twist::FileLost) => why("file_not_found", "The input file was not found."),
                () if self.work.line == 0 => why("empty_file", "The input file is empty."),
                () if self.too_many_trials() => why("too_many_jobs", "Too many batches of this model are open."),
                () => None,
            };
        }
        if let Some(reason) = found {
            self.job.reasons = if self.job.has(Twist::Invalid) { Vec::new() } else { vec![reason] };
            return self.finish(Stage::Failed);
        }
        self.leave(ticks);
        self.job.counts.total = self.work.line;
        self.work.rewind();
        self.enter(if self.service.queues { Stage::Queued } else { Stage::InProgress });
        Ok(true)
    }

    /// Whether there are more batches of a model that is free than may be.
    fn too_many_trials(&self) -> bool {
        let of_trial =
            |work: &Work| self.service.trial.as_ref().filter(|trial| work.model.as_ref() == Some(&trial.model));
        let others = self.state.desk.open().filter_map(|(_, job)| of_trial(job.work.as_ref()?)).count();
        of_trial(&self.work).is_some_and(|trial| others >= trial.open as usize)
    }

    /// Answers what of the lines is due.
    fn go_on(&mut self, ticks: u32) -> io::Result<bool> {
        let total = self.job.counts.total;
        let half = [Twist::Expires, Twist::FailsMidway, Twist::Stuck].into_iter().find(|twist| self.job.has(*twist));
        let share = u64::from(total) * u64::from(self.work.ticks.min(ticks)) / u64::from(ticks.max(1));
        let due = if ticks == 0 { total } else { u32::try_from(share).unwrap_or(total) };
        let due = due.min(if half.is_some() { total / 2 } else { total });
        if self.work.line < due {
            self.answer(PIECE.min(due - self.work.line))?;
            return Ok(true);
        }
        if half == Some(Twist::Stuck) || !self.leave(ticks) {
            return Ok(false);
        }
        match half {
            Some(Twist::Expires) => self.finish(Stage::Expired),
            Some(_) => {
                let message = "The batch failed.".to_owned();
                self.job.reasons.push(Reason { code: "server_error", message, line: None });
                self.finish(Stage::Failed)
            }
            None => {
                self.enter(Stage::Finalizing);
                Ok(true)
            }
        }
    }

    /// Answers up to so many lines; true if that was the end.
    fn answer(&mut self, most: u32) -> io::Result<bool> {
        let mut results = Results::default();
        let (state, service, job) = (&mut *self.state, self.service, &mut *self.job);
        let is_over = read(&mut self.work, most, |work, text| {
            if let Ok(asked) = serde_json::from_str::<Asked<'_>>(text) {
                answer_line(state, service, job, work.line, &asked, &mut results);
            }
            true
        })?;
        self.append(&results)?;
        Ok(is_over)
    }

    /// Puts results behind those that are there.
    fn append(&mut self, results: &Results) -> io::Result<()> {
        let scratch = match &mut self.work.scratch {
            Some(scratch) => scratch,
            none => none.insert(tempfile::tempfile()?),
        };
        scratch.write_all(&results.bytes)?;
        let base = self.work.scratch_bytes;
        let moved = |span: &Span| Span { at: base + span.at, ..*span };
        self.work.answers.extend(results.answers.iter().map(moved));
        self.work.failures.extend(results.failures.iter().map(moved));
        self.work.scratch_bytes += results.bytes.len() as u64;
        Ok(())
    }

    /// Comes to an end, with files of what there is.
    fn finish(&mut self, end: Stage) -> io::Result<bool> {
        if end == Stage::Failed && !self.job.stamps.contains_key(&Stage::InProgress) {
            (self.work.answers, self.work.failures) = (Vec::new(), Vec::new());
        } else if self.service.tells_unfinished && matches!(end, Stage::Expired | Stage::Cancelled) {
            self.tell_unfinished(end)?;
        }
        let (answers, failures) = (std::mem::take(&mut self.work.answers), std::mem::take(&mut self.work.failures));
        let output = self.publish("output", answers)?;
        self.job.output = match output {
            Some(_) if self.job.has(Twist::OutputUnnamed) => None,
            Some(id) if self.job.has(Twist::OutputMissing) => {
                let place = self.state.desk.find(&id);
                place.and_then(|place| self.state.desk.files.remove(&place));
                Some(id)
            }
            output => output,
        };
        self.job.errors = self.publish("error", failures)?;
        self.enter(end);
        *self.state.desk.stats.ended.entry(BatchService::default().state(end).to_owned()).or_default() += 1;
        Ok(false)
    }

    /// Puts the lines that were not answered among the failures.
    fn tell_unfinished(&mut self, end: Stage) -> io::Result<()> {
        let (code, message) = match end {
            Stage::Expired => {
                ("batch_expired", "This request could not be executed before the completion window expired.")
            }
            _ => ("batch_cancelled", "This request was not executed: the batch was cancelled."),
        };
        let mut results = Results::default();
        let about = number_of(&self.job.id);
        read(&mut self.work, u32::MAX, |work, text| {
            if let Ok(asked) = serde_json::from_str::<Asked<'_>>(text) {
                let id = format!("{:016x}", draw(&[about, u64::from(work.line)]));
                let custom_id = asked.custom_id.unwrap_or_default();
                let span = results.write(&lines::failed(&id, &custom_id, code, message));
                results.failures.push(span);
            }
            true
        })?;
        self.append(&results)
    }

    /// Writes a file of results; `None` if there are none.
    fn publish(&mut self, kind: &str, mut spans: Vec<Span>) -> io::Result<Option<String>> {
        let Some(scratch) = self.work.scratch.as_ref().filter(|_| !spans.is_empty()) else { return Ok(None) };
        let (seed, now) = (self.state.options.seed, self.now());
        if self.state.options.batch.shuffled {
            spans::shuffle(&mut spans, draw(&[seed, number_of(&self.job.id)]));
        }
        let contents = spans::copy(scratch, &spans, tempfile::tempfile()?)?;
        let name = format!("{}_{kind}.jsonl", self.job.id);
        Ok(Some(self.state.desk.store(seed, now, name, "batch_output", contents)))
    }
}
