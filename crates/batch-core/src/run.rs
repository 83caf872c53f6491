//! The run: lets conversations out as limits allow, takes their outcomes in, and decides what follows. It owns all state;
//! calls own nothing but the conversation in hand, and nobody holds a permit while waiting.

use std::pin::Pin;
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use log::{error, info, warn};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::call::{Attempt, Caller};
use crate::config::Settings;
use crate::error::Problem;
use crate::fault::{Class, End, Fault, Pace as Waiting, Retry, Stated, Verdict};
use crate::flow::budget::{Budget, Hold, Short};
use crate::flow::estimate::Estimate;
use crate::flow::gate::{Permit, Signal};
use crate::flow::lane::{Lane, Ticket};
use crate::flow::pace::Slot;
use crate::flush::{self, Draft, Saved};
use crate::link::Watch;
use crate::plan::{Plan, Sheet};
use crate::platform::{Charge, Profile, Scope};
use crate::progress::Progress;
use crate::request::Frame;
use crate::retry;
use crate::signals::Signals;
use crate::summary::Summary;
use crate::text;
use crate::ui::Ui;
use crate::writer::Writer;

/// How long calls in flight may go on after the first Ctrl-C.
const GRACE: Duration = Duration::from_secs(30);
/// How long a scope may be refused without one answer before the run is paused.
const LONGEST_STARVING: Duration = Duration::from_secs(10 * 60);
/// Most calls taken in before new ones start.
const MOST_LANDINGS: usize = 64;
/// With so few permits or fewer, a conversation that was refused so often in a row is not refused for calls in flight.
const CROWDED: u32 = 2;
const STUBBORN: u32 = 3;
/// How often the bar moves.
const TICK: Duration = Duration::from_millis(200);

/// How a run ended.
#[derive(Debug)]
pub enum Ending {
    /// Everything is settled.
    Done,
    /// The user stopped it.
    Interrupted,
    /// The platform refuses the account.
    Refused(Fault),
    /// A quota, or a wait too long to be waited for: to be continued.
    Paused(Fault),
    /// The next call might cost more than is left of the budget: to be continued.
    Spent(Short),
    /// The disk refuses what must be kept.
    Disk(Problem),
}

/// What is left when a run has ended.
pub struct Outcome<'a> {
    /// How it ended.
    pub ending: Ending,
    /// The writer, for its summary and its last line.
    pub writer: Writer<'a>,
    /// How long it took.
    pub took: Duration,
}

type FlyingCall<'a> = Pin<Box<dyn Future<Output = (Flight, Attempt)> + 'a>>;
type Flushed = Result<Vec<Saved>, (std::io::Error, Vec<Draft>)>;
type DiskJob = JoinHandle<Flushed>;

/// A call in flight, as the run remembers it.
#[derive(Clone, Copy)]
struct Flight {
    ticket: Ticket,
    lane: usize,
    permit: Permit,
    slot: Slot,
    hold: Hold,
    bytes: usize,
}

/// See the module.
pub struct Run<'a> {
    settings: &'a Settings,
    profile: &'a Profile,
    plan: &'a Plan,
    caller: &'a Caller<'a>,
    writer: Writer<'a>,
    lanes: Vec<Lane>,
    /// When each lane last had an answer.
    served: Vec<Instant>,
    turn: usize,
    estimates: Vec<Estimate>,
    frames: Vec<Frame>,
    budget: Budget,
    dropped: Vec<Option<Fault>>,
    stopping: Option<Ending>,
    watch: Watch,
    /// Calls that may go out once the ledger says so.
    ready: Vec<(Flight, FlyingCall<'a>)>,
    flying: FuturesUnordered<FlyingCall<'a>>,
}

impl<'a> Run<'a> {
    /// A run over a plan.
    #[must_use]
    pub fn new(
        settings: &'a Settings,
        profile: &'a Profile,
        plan: &'a Plan,
        caller: &'a Caller<'a>,
        writer: Writer<'a>,
        budget: Budget,
        offline_limit: Duration,
    ) -> Self {
        let people = u32::try_from(plan.people.len()).unwrap_or(u32::MAX);
        let all = u32::try_from(plan.sheet_count()).unwrap_or(u32::MAX);
        let lanes: Vec<Lane> = match profile.scope {
            Scope::Account => vec![Lane::new(0..all, &settings.limits)],
            Scope::Model => (0..all)
                .step_by(people.max(1) as usize)
                .map(|first| Lane::new(first..first + people, &settings.limits))
                .collect(),
        };
        Self {
            settings,
            profile,
            plan,
            caller,
            writer,
            served: vec![Instant::now(); lanes.len()],
            lanes,
            turn: 0,
            estimates: vec![Estimate::default(); plan.models.len()],
            frames: plan.models.iter().map(|model| Frame::new(&model.params)).collect(),
            budget,
            dropped: vec![None; plan.models.len()],
            stopping: None,
            watch: Watch::new(offline_limit),
            ready: Vec::new(),
            flying: FuturesUnordered::new(),
        }
    }

    /// Does what is left of the job.
    pub async fn go(mut self, ui: &mut Ui, signals: &mut Signals) -> Outcome<'a> {
        let began = Instant::now();
        for sheet in self.plan.sheets() {
            if let Err(problem) = self.writer.mend(sheet) {
                self.stop(Ending::Disk(problem));
                break;
            }
        }
        let mut progress = Progress::new(self.writer.summary.done());
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        let mut disk: Option<DiskJob> = None;
        let mut give_up_at: Option<Instant> = None;
        let mut interrupted = false;
        loop {
            let wake = self.start_calls();
            if let Err(problem) = self.launch() {
                self.stop(Ending::Disk(problem));
            }
            // An account that is refused gets no more answers worth waiting for than a user who is in a hurry.
            if give_up_at.is_none() && matches!(self.stopping, Some(Ending::Refused(_))) {
                give_up_at = Some(Instant::now() + GRACE);
            }
            let idle = self.flying.is_empty() && (self.stopping.is_some() || self.lanes.iter().all(Lane::is_done));
            if disk.is_none() {
                match self.writer.work(idle) {
                    Ok(Some(work)) => disk = Some(tokio::task::spawn_blocking(move || flush::flush(work))),
                    Ok(None) => {}
                    Err(problem) => self.stop(Ending::Disk(problem)),
                }
            }
            if idle && disk.is_none() {
                break;
            }
            tokio::select! {
                Some(landed) = self.flying.next(), if !self.flying.is_empty() => {
                    if let Err(problem) = self.land_all(landed) {
                        self.stop(Ending::Disk(problem));
                    }
                }
                outcome = finished(disk.as_mut()), if disk.is_some() => {
                    disk = None;
                    if let Err(problem) = self.disk_done(outcome) {
                        // What could not be written stays in the ledger or in memory; one last try is made at the end.
                        let first = !matches!(self.stopping, Some(Ending::Disk(_)));
                        self.stop(Ending::Disk(problem));
                        if !first {
                            break;
                        }
                    }
                }
                () = until(wake), if wake.is_some() => {}
                () = until(give_up_at), if give_up_at.is_some() && !self.flying.is_empty() => self.give_up(),
                () = signals.next() => {
                    if interrupted {
                        self.give_up();
                    } else {
                        warn!("{}", text::run::interrupted(self.flying.len(), GRACE));
                        interrupted = true;
                        give_up_at = Some(Instant::now() + GRACE);
                        self.stop(Ending::Interrupted);
                    }
                }
                now = ticks.tick() => self.show(ui, &mut progress, now),
            }
        }
        self.writer.summary.money.abandoned = self.budget.held();
        Outcome { ending: self.stopping.unwrap_or(Ending::Done), writer: self.writer, took: began.elapsed() }
    }

    /// Lets the calls in flight go: what they would have brought is unknown.
    fn give_up(&mut self) {
        warn!("{}", text::run::interrupted_again(self.flying.len()));
        self.flying.clear();
    }

    /// Nothing new starts from here on. The first reason stands, but a disk that refuses is worse than any.
    fn stop(&mut self, ending: Ending) {
        if let Ending::Disk(problem) = &ending {
            if !matches!(self.stopping, Some(Ending::Disk(_))) {
                error!("{problem}");
                self.stopping = Some(ending);
            }
        } else if self.stopping.is_none() {
            self.stopping = Some(ending);
        }
    }

    /// Calls that hold a permit.
    fn in_flight(&self) -> usize {
        self.flying.len() + self.ready.len()
    }

    /// Starts every call that may start now; says when to look again.
    fn start_calls(&mut self) -> Option<Instant> {
        let mut wake: Option<Instant> = None;
        let mut full = 0;
        while self.stopping.is_none() && full < self.lanes.len() {
            if self.in_flight() >= self.settings.limits.concurrency as usize || self.writer.is_behind() {
                return None;
            }
            if let Some(probe) = self.watch.holds(self.in_flight(), Instant::now()) {
                return probe;
            }
            let lane = self.turn % self.lanes.len();
            self.turn += 1;
            match self.start_one(lane) {
                Ok(Started::Yes) => full = 0,
                Ok(Started::No(until)) => {
                    full += 1;
                    wake = [wake, until].into_iter().flatten().min();
                }
                Err(problem) => self.stop(Ending::Disk(problem)),
            }
        }
        wake
    }

    /// Writes what happened through to the ledger; then the calls that it announces go out.
    fn launch(&mut self) -> Result<(), Problem> {
        let written = self.writer.commit();
        for (flight, call) in std::mem::take(&mut self.ready) {
            if written.is_ok() {
                self.flying.push(call);
            } else {
                self.budget.release(flight.hold);
                self.lanes[flight.lane].gate.cancel(flight.permit);
                self.writer.not_sent(&flight.ticket)?;
            }
        }
        written
    }

    /// Takes in everything that is there already: what comes together is written together.
    fn land_all(&mut self, first: (Flight, Attempt)) -> Result<(), Problem> {
        let mut landed = Some(first);
        for _ in 0..MOST_LANDINGS {
            let Some((flight, attempt)) = landed else { break };
            self.land(flight, attempt)?;
            landed = self.flying.next().now_or_never().flatten();
        }
        landed.map_or(Ok(()), |(flight, attempt)| self.land(flight, attempt))
    }

    fn start_one(&mut self, lane: usize) -> Result<Started, Problem> {
        let now = Instant::now();
        self.lanes[lane].held = None;
        let Some(permit) = self.lanes[lane].gate.enter(now) else {
            return Ok(Started::No(self.lanes[lane].gate.grows_at()));
        };
        let mut trouble = None;
        let writer = &mut self.writer;
        let open = |sheet: Sheet| {
            writer.open(sheet).unwrap_or_else(|problem| {
                trouble = Some(problem);
                Vec::new()
            })
        };
        let next = self.lanes[lane].next(now, open);
        let Some(ticket) = next.filter(|_| trouble.is_none()) else {
            self.lanes[lane].gate.cancel(permit);
            return trouble.map_or(Ok(Started::No(self.lanes[lane].due())), Err);
        };
        let model = self.plan.model_index(ticket.cell.sheet);
        if let Some(fault) = &self.dropped[model] {
            self.lanes[lane].gate.cancel(permit);
            self.writer.failed(&ticket, fault, None)?;
            return Ok(Started::Yes);
        }
        let Some(record) = self.writer.record(ticket.cell.sheet) else {
            self.lanes[lane].gate.cancel(permit);
            return Ok(Started::Yes);
        };
        let prompt = &self.plan.prompt(ticket.cell).quoted;
        let bytes = prompt.bytes() + record.bytes();
        let hold = match self.budget.reserve(model, bytes) {
            Ok(hold) => hold,
            Err(short) => {
                self.lanes[lane].gate.cancel(permit);
                return Ok(self.out_of_budget(lane, ticket, short, now));
            }
        };
        let tokens = self.charge(model, bytes, None);
        let slot = match self.lanes[lane].pace.reserve(tokens, now) {
            Ok(slot) => slot,
            Err(held) => {
                self.budget.release(hold);
                let lane = &mut self.lanes[lane];
                lane.gate.cancel(permit);
                lane.held = Some(held);
                if ticket.calls > 0 {
                    lane.wait(ticket, held.at);
                } else {
                    lane.put_back(ticket);
                }
                return Ok(Started::No(Some(held.at)));
            }
        };
        self.writer.sent(&ticket, hold.worst)?;
        let ticket = Ticket { calls: ticket.calls + 1, ..ticket };
        let flight = Flight { ticket, lane, permit, slot, hold, bytes };
        let (caller, body) = (self.caller, self.frames[model].body(&[prompt, &record]));
        let call = Box::pin(async move { (flight, caller.attempt(body).await) });
        self.ready.push((flight, call));
        Ok(Started::Yes)
    }

    /// What is left of the budget may not cover this call. Calls in flight will give back most of what they hold; when
    /// there are none, the budget is reached.
    fn out_of_budget(&mut self, lane: usize, ticket: Ticket, short: Short, now: Instant) -> Started {
        let again = now + TICK;
        if ticket.calls > 0 {
            self.lanes[lane].wait(ticket, again);
        } else {
            self.lanes[lane].put_back(ticket);
        }
        if self.in_flight() == 0 {
            self.stop(Ending::Spent(short));
        }
        Started::No((ticket.calls > 0).then_some(again))
    }

    /// Tokens that a call is charged for: before it by estimate, after it by what was used.
    fn charge(&self, model: usize, bytes: usize, used: Option<(u64, u64)>) -> u64 {
        let estimate = &self.estimates[model];
        let cap = self.plan.models[model].params.cap();
        let (prompt, answer) = used.unwrap_or_else(|| (estimate.prompt(bytes), estimate.answer(cap)));
        match self.profile.charge {
            Charge::PromptPlusMax => prompt + cap.unwrap_or(answer),
            Charge::PromptPlusAnswer => prompt + answer,
        }
    }

    /// Takes a finished call in.
    fn land(&mut self, flight: Flight, attempt: Attempt) -> Result<(), Problem> {
        let Flight { mut ticket, lane, permit, slot, hold, bytes } = flight;
        let now = Instant::now();
        let model = self.plan.model_index(ticket.cell.sheet);
        if let Some(usage) = &attempt.usage {
            let counted = crate::reply::Usage {
                prompt: usage.prompt_tokens,
                completion: usage.completion_tokens,
                ..Default::default()
            };
            self.estimates[model].learn(bytes, &counted);
            let tokens = self.charge(model, bytes, Some((counted.prompt, counted.completion)));
            self.lanes[lane].pace.settle(slot, tokens);
        }
        let mut attempt = attempt;
        attempt.cost = self.budget.settle(hold, model, &attempt);
        if matches!(&attempt.outcome, Err(fault) if matches!(fault.class, Class::RateLimit | Class::Overloaded)) {
            self.lanes[lane].pace.refund(slot);
        }
        self.writer.count_usage(ticket.cell, &attempt);
        let limit_before = self.lanes[lane].gate.limit();
        self.lanes[lane].gate.release(permit, signal(&attempt), now);
        self.say_limit(lane, limit_before);
        if let Some(after) = self.watch.heard(&attempt, now) {
            info!("{}", text::run::online(after));
        }
        match std::mem::replace(&mut attempt.outcome, Err(Fault::new(Class::Unknown, ""))) {
            Ok(answer) => {
                self.served[lane] = now;
                self.writer.answered(&ticket, &answer, &attempt)
            }
            Err(fault) => {
                if self.watch.is_down() && fault.unsent {
                    return self.hold(ticket, lane, &fault, &attempt, now);
                }
                match fault.verdict {
                    Verdict::Retry(retry) => self.again(&mut ticket, lane, retry, &fault, &attempt, now),
                    Verdict::End(end) => self.end(end, &ticket, fault, &attempt),
                }
            }
        }
    }

    /// The link is down: the conversation waits without using up a retry.
    fn hold(
        &mut self,
        ticket: Ticket,
        lane: usize,
        fault: &Fault,
        attempt: &Attempt,
        now: Instant,
    ) -> Result<(), Problem> {
        if self.watch.just_went_down() {
            warn!("{}", text::run::offline(fault));
        }
        self.writer.left(&ticket, fault, attempt)?;
        self.lanes[lane].wait(ticket, now);
        if let Some(limit) = self.watch.too_long(now) {
            error!("{}", text::run::offline_too_long(limit));
            self.stop(Ending::Paused(fault.clone()));
        }
        Ok(())
    }

    fn again(
        &mut self,
        ticket: &mut Ticket,
        lane: usize,
        retry: Retry,
        fault: &Fault,
        attempt: &Attempt,
        now: Instant,
    ) -> Result<(), Problem> {
        let times = ticket.count(fault.class);
        let uses_up = matches!(retry.pace, Waiting::Backoff | Waiting::Minute);
        let exhausted =
            retry.at_most.is_some_and(|most| times > most) || uses_up && ticket.retries >= self.settings.max_retries;
        if exhausted {
            return self.end(retry.then, ticket, fault.clone(), attempt);
        }
        let starving = now - self.served[lane];
        let too_long = fault.wait.filter(|wait| *wait > retry::LONGEST_WAIT).map(text::run::wait_too_long);
        let starved = (!uses_up && starving > LONGEST_STARVING).then(|| text::run::starved(starving));
        if let Some(why) = too_long.or(starved) {
            error!("{why}");
            return self.end(End::PauseRun, ticket, fault.clone(), attempt);
        }
        ticket.retries += u32::from(uses_up);
        let wait = retry::jitter(retry::wait(retry.pace, if uses_up { ticket.retries } else { times }, fault.wait));
        let crowded = self.lanes[lane].gate.limit() <= CROWDED;
        let pace = &mut self.lanes[lane].pace;
        if let Some(stated) = fault.stated {
            pace.learn(stated);
        }
        match retry.pace {
            // Who states how much is allowed has no quarrel with what stays below it.
            Waiting::Limit | Waiting::Window if fault.stated.is_some() => {}
            Waiting::Limit | Waiting::Window if fault.wait.is_some() => pace.freeze(now + wait),
            Waiting::Window => pace.refused(now),
            // Refused again and again though hardly anything is in flight: it is not about calls at once, but about calls
            // a minute.
            Waiting::Limit if crowded && times >= STUBBORN => pace.refused(now),
            Waiting::Overload => {
                pace.freeze(now + wait);
                pace.ramp(now + wait);
            }
            Waiting::Limit | Waiting::Backoff | Waiting::Minute => {}
        }
        self.writer.will_retry(ticket, fault, attempt, wait)?;
        self.lanes[lane].wait(*ticket, now + wait);
        Ok(())
    }

    fn end(&mut self, end: End, ticket: &Ticket, fault: Fault, attempt: &Attempt) -> Result<(), Problem> {
        match end {
            End::DropCell => self.writer.failed(ticket, &fault, Some(attempt)),
            End::DropModel => {
                let model = self.plan.model_index(ticket.cell.sheet);
                self.writer.drop_model(model, &fault);
                self.writer.failed(ticket, &fault, Some(attempt))?;
                self.dropped[model].get_or_insert(fault);
                Ok(())
            }
            End::StopRun => {
                self.writer.left(ticket, &fault, attempt)?;
                self.stop(Ending::Refused(fault));
                Ok(())
            }
            End::PauseRun => {
                self.writer.left(ticket, &fault, attempt)?;
                self.stop(Ending::Paused(fault));
                Ok(())
            }
        }
    }

    fn disk_done(&mut self, outcome: Result<Flushed, tokio::task::JoinError>) -> Result<(), Problem> {
        match outcome {
            Ok(outcome) => self.writer.flushed(outcome),
            Err(e) => Err(Problem::in_file(&self.plan.output_dir, e.to_string())),
        }
    }

    fn say_limit(&self, lane: usize, before: u32) {
        let limit = self.lanes[lane].gate.limit();
        if limit < before {
            let scope = match self.profile.scope {
                Scope::Account => String::new(),
                Scope::Model => self.plan.models.get(lane).map(|m| format!("[{}] ", m.name)).unwrap_or_default(),
            };
            info!("{}", text::run::limited(&scope, limit));
        }
    }

    fn show(&mut self, ui: &mut Ui, progress: &mut Progress, now: Instant) {
        let summary: &mut Summary = &mut self.writer.summary;
        let in_flight = self.flying.len();
        let held = self.lanes.iter().filter_map(|lane| lane.held).min_by_key(|held| held.at);
        if let Some(limit) = self.watch.too_long(now) {
            error!("{}", text::run::offline_too_long(limit));
            self.stopping.get_or_insert(Ending::Paused(Fault::new(Class::Network, text::run::offline_too_long(limit))));
        }
        let idle = self.lanes.iter().filter_map(Lane::due).min().filter(|_| in_flight == 0);
        let message = if self.watch.is_down() {
            text::run::link_down()
        } else if let Some(held) = held.filter(|held| held.at > now) {
            summary.waited += progress.since_last(now);
            text::run::holding(held.why, held.at - now, in_flight, self.settings.limits.concurrency)
        } else if let Some(due) = idle {
            text::run::retry_wait(due.saturating_duration_since(now), in_flight)
        } else {
            let (rate, left) = progress.estimate(summary.done(), summary.total, now);
            text::run::progress(summary, in_flight, rate, left)
        };
        progress.tick(now);
        ui.show(summary.done(), message);
    }
}

/// Whether a call was started, or when to try again.
enum Started {
    Yes,
    No(Option<Instant>),
}

/// What a finished call tells the gate.
fn signal(attempt: &Attempt) -> Signal {
    match &attempt.outcome {
        Ok(_) => Signal::Served,
        Err(fault) => match fault.class {
            // Calls or tokens a minute say nothing about calls at once.
            Class::RateLimit if is_by_minute(fault) => Signal::Failed,
            Class::RateLimit => Signal::Limited {
                allowed: fault.stated.and_then(|stated| match stated {
                    Stated::Concurrency(n) => Some(n),
                    Stated::Requests(_) | Stated::Tokens(_) => None,
                }),
                wait: fault.wait,
            },
            Class::Overloaded => Signal::Overloaded,
            Class::ServerError | Class::Html | Class::BadJson => Signal::Failed,
            class if class.is_link() => Signal::Failed,
            _ => Signal::Served,
        },
    }
}

fn is_by_minute(fault: &Fault) -> bool {
    let window = matches!(fault.verdict, Verdict::Retry(Retry { pace: Waiting::Window, .. }));
    window || matches!(fault.stated, Some(Stated::Requests(_) | Stated::Tokens(_)))
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

async fn finished(job: Option<&mut DiskJob>) -> Result<Flushed, tokio::task::JoinError> {
    match job {
        Some(job) => job.await,
        None => std::future::pending().await,
    }
}
