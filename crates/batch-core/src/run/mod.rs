//! The run: lets conversations out as limits allow, takes their outcomes in, and decides what follows. It owns all state;
//! calls own nothing but the conversation in hand, and nobody holds a permit while waiting.

mod land;
mod start;
mod vouch;

use std::pin::Pin;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use log::{error, warn};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use crate::call::{Attempt, Caller};
use crate::config::Settings;
use crate::error::Problem;
use crate::fault::{Class, Fault};
use crate::flow::budget::{Budget, Hold, Short};
use crate::flow::estimate::Estimate;
use crate::flow::gate::Permit;
use crate::flow::lane::{Lane, Ticket};
use crate::flow::pace::Slot;
use crate::flush::{self, Draft, Saved};
use crate::link::Watch;
use crate::plan::Plan;
use crate::platform::{Profile, Scope};
use crate::progress::Progress;
use crate::reply_ids::ReplyIds;
use crate::request::Frame;
use crate::signals::Signals;
use crate::summary::Summary;
use crate::text;
use crate::ui::Ui;
use crate::writer::Writer;

/// How long calls in flight may go on after the first Ctrl-C.
const GRACE: Duration = Duration::from_secs(30);
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
    reply_ids: ReplyIds,
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
            reply_ids: ReplyIds::default(),
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
        let money = &mut self.writer.summary.money;
        (money.perhaps, money.abandoned) = (self.budget.spent().perhaps, self.budget.held());
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

    fn disk_done(&mut self, outcome: Result<Flushed, tokio::task::JoinError>) -> Result<(), Problem> {
        match outcome {
            Ok(outcome) => self.writer.flushed(outcome),
            Err(e) => Err(Problem::in_file(&self.plan.output_dir, e.to_string())),
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
        ui.show(summary.done(), &message);
    }
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
