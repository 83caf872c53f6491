//! The run: lets conversations out as limits allow, takes their outcomes in, and decides what follows. It owns all state;
//! calls own nothing but the conversation in hand, and nobody holds a permit while waiting.

pub mod batch;
pub mod deadline;
pub mod events;
pub mod places;
pub mod reply_ids;
pub mod session;
pub mod summary;
pub mod target;
pub mod writer;

mod again;
mod end;
mod give_up;
mod land;
mod sharing;
mod show;
mod start;
mod vouch;
mod way;

use std::collections::HashMap;
use std::pin::Pin;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use self::deadline::Deadline;
use self::way::Way;
use crate::base::problem::{Cause, FileProblem, LimiterTrouble, Problem};
use crate::base::progress::Progress;
use crate::base::signals::Signals;
use crate::flow::attribution::{Claims, Variety};
use crate::flow::concurrency::Permit;
use crate::flow::limit_group::LimitGroup;
use crate::flow::queue::Queue;
use crate::flow::rate::Slot;
use crate::flow::work_item::WorkItem;
use crate::job::input::Prompt;
use crate::job::plan::Plan;
use crate::money::budget::{Budget, Reservation, Shortfall};
use crate::money::estimate::Estimate;
use crate::platform::fault::{Class, Fault};
use crate::platform::request::RequestTemplate;
use crate::run::events::JobEvent;
pub use crate::run::summary::ServedAtOnce;
use crate::run::target::{Target, same_models};
use crate::run::writer::{Mended, Writer};
use crate::shared::{Lease, News, SharedLimiter};
use crate::sheets::flush::{self, Draft, Saved};
use crate::wire::call::Attempt;

/// How long calls in flight may go on after the first Ctrl-C or SIGTERM: schedulers kill 30 s after that.
const GRACE: Duration = Duration::from_secs(25);
/// How long connections that carried several calls are watched when all calls are back.
const QUIET: Duration = Duration::from_millis(100);
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
    Spent(Shortfall),
    /// The disk refuses what must be kept.
    Disk(Problem),
    /// The batch service has what is left: to be fetched.
    InBatch {
        /// As it was asked for.
        meant: bool,
    },
    /// What cannot be asked this way is left.
    Left,
    /// The limiter that processes share gave no answer for too long: to be continued.
    NoLimiter {
        /// Why not.
        why: LimiterTrouble,
        /// How long it was waited for.
        limit: Duration,
    },
}

/// What is left when a run has ended.
pub struct Outcome<'a> {
    /// How it ended.
    pub ending: Ending,
    /// The writer, for its summary and its last line.
    pub writer: Writer<'a>,
    /// What may be spent, for whoever goes on.
    pub budget: Budget,
    /// How long it took.
    pub took: Duration,
}

type FlyingCall<'a> = Pin<Box<dyn Future<Output = (Flight, Attempt)> + 'a>>;
type Flushed = Result<Vec<Saved>, (std::io::Error, Vec<Draft>)>;
type DiskJob = JoinHandle<Flushed>;

/// A call in flight, as the run remembers it.
#[derive(Clone, Copy)]
struct Flight {
    item: WorkItem,
    group: usize,
    member: usize,
    permit: Permit,
    slot: Slot,
    /// What it was granted, if processes share.
    lease: Option<Lease>,
    hold: Reservation,
    bytes: usize,
    /// True if it went out while a breaker was open.
    probe: bool,
}

/// See the module.
pub struct Run<'a> {
    plan: &'a Plan,
    /// By model.
    targets: Vec<Target<'a>>,
    /// By account.
    ways: Vec<Way<'a>>,
    writer: Writer<'a>,
    groups: Vec<LimitGroup>,
    turn: usize,
    /// Retries of a conversation.
    max_retries: u32,
    /// How long to wait for a link that is down, or for a platform that serves nothing.
    patience: Duration,
    claims: Claims,
    /// True once anything was answered in this run, and if anything was in one before.
    answered_any: bool,
    answered_before: bool,
    /// Each model's last fault.
    last_fault: Vec<Fault>,
    /// The cheapest call that did not fit into the budget, if any did not.
    short: Option<Shortfall>,
    estimates: Vec<Estimate>,
    frames: Vec<RequestTemplate>,
    budget: Budget,
    dropped: Vec<Option<Fault>>,
    deadline: Option<Deadline>,
    stopping: Option<Ending>,
    /// What is shared with other processes, if anything is.
    shared: Option<SharedLimiter>,
    /// What was spent before.
    spent_before: f64,
    /// Calls that may go out once the ledger says so.
    ready: Vec<(Flight, FlyingCall<'a>)>,
    flying: FuturesUnordered<FlyingCall<'a>>,
}

/// What a run begins with besides its plan.
#[derive(Debug, Clone, Default)]
pub struct RunSetup {
    /// Retries of a conversation.
    pub max_retries: u32,
    /// How long to wait for a link that is down, or for a platform that serves nothing.
    pub offline_limit: Duration,
    /// What was served at once the last time.
    pub served_at_once: ServedAtOnce,
    /// By model: whether it is asked at all; empty: all are.
    pub asked: Vec<bool>,
    /// When nothing is asked and waited for any more.
    pub deadline: Option<Deadline>,
}

impl<'a> Run<'a> {
    /// A run over a plan.
    #[must_use]
    pub fn new(
        plan: &'a Plan,
        targets: Vec<Target<'a>>,
        mut writer: Writer<'a>,
        budget: Budget,
        before: &RunSetup,
    ) -> Self {
        let people = u32::try_from(plan.people.len()).unwrap_or(u32::MAX);
        let queue = |model: usize| {
            let first = u32::try_from(model).unwrap_or(u32::MAX).saturating_mul(people);
            let people = if before.asked.get(model).copied().unwrap_or(true) { people } else { 0 };
            (model, Queue::new(first..first.saturating_add(people)))
        };
        let group = |group: usize| {
            let mut models = targets.iter().enumerate().filter(|(_, target)| target.group == group).peekable();
            let first = models.peek().map(|(_, first)| *first)?;
            let last = before.served_at_once.get(first.group_name()).copied();
            Some(LimitGroup::new(models.map(|(model, _)| queue(model)), &first.account.limits, last))
        };
        writer.name_targets(&targets);
        let frames = targets.iter().map(|target| RequestTemplate::new(target.params)).collect();
        let groups = targets.iter().map(|target| target.group + 1).max().unwrap_or_default();
        let groups: Vec<LimitGroup> = (0..groups).filter_map(group).collect();
        Self {
            plan,
            ways: way::ways(&targets),
            claims: Claims::new(variety(plan, &targets)),
            targets,
            answered_before: writer.answered_before(),
            writer,
            groups,
            turn: 0,
            max_retries: before.max_retries,
            patience: before.offline_limit,
            answered_any: false,
            last_fault: vec![Fault::new(Class::Unknown, ""); plan.models.len()],
            short: None,
            estimates: vec![Estimate::default(); plan.models.len()],
            frames,
            budget,
            deadline: before.deadline,
            dropped: vec![None; plan.models.len()],
            stopping: None,
            shared: None,
            spent_before: 0.0,
            ready: Vec::new(),
            flying: FuturesUnordered::new(),
        }
    }

    /// Does what is left of the job.
    pub async fn go(mut self, signals: &mut Signals) -> Outcome<'a> {
        let began = Instant::now();
        let mut progress = Progress::new(self.writer.summary.done());
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        let mut disk: Option<DiskJob> = None;
        let mut give_up_at: Option<Instant> = None;
        let mut interrupted = false;
        let mut watched = false;
        loop {
            let mended = self.mend();
            let wake = self.start_calls();
            if let Err(problem) = self.launch() {
                self.stop(Ending::Disk(problem));
            }
            let word_due = self.say_what_is_held();
            // An account that is refused gets no more answers worth waiting for than a user who is in a hurry.
            if give_up_at.is_none() && matches!(self.stopping, Some(Ending::Refused(_))) {
                give_up_at = Some(Instant::now() + GRACE);
            }
            let done =
                self.flying.is_empty() && (self.stopping.is_some() || self.groups.iter().all(LimitGroup::is_done));
            if done && let Err(problem) = self.settle_claims() {
                self.stop(Ending::Disk(problem));
            }
            if done && !watched && self.ways.iter().any(|way| !way.over_kept.is_empty()) {
                // What follows the last replies tells whether they were what they seemed to be.
                watched = true;
                tokio::time::sleep(QUIET).await;
                if let Err(problem) = self.take_back_what_shifted() {
                    self.stop(Ending::Disk(problem));
                }
                continue;
            }
            let idle = done && mended == Mended::All && self.claims.is_empty();
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
                // In this order: a run on a clock of its own goes the same way each time.
                biased;
                () = signals.next() => {
                    if interrupted {
                        self.give_up();
                    } else {
                        self.tell(&JobEvent::Interrupted { in_flight: self.flying.len(), grace: GRACE });
                        interrupted = true;
                        give_up_at = Some(Instant::now() + GRACE);
                        self.stop(Ending::Interrupted);
                    }
                }
                now = ticks.tick() => {
                    self.give_up_on_link(now);
                    self.keep_deadline();
                    self.give_up_on_limiter(now);
                    self.show(&mut progress, give_up_at, now);
                }
                Some(landed) = self.flying.next(), if !self.flying.is_empty() => {
                    if let Err(problem) = self.land_all(landed) {
                        self.stop(Ending::Disk(problem));
                    }
                }
                news = heard(self.shared.as_mut()), if self.shared.is_some() => self.hear(news),
                () = until(word_due), if word_due.is_some() => {}
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
                () = tokio::task::yield_now(), if mended == Mended::Some => {}
                () = until(wake), if wake.is_some() => {}
                () = until(give_up_at), if give_up_at.is_some() && !self.flying.is_empty() => self.give_up(),
                () = until(self.deadline.map(|deadline| deadline.at)), if self.deadline.is_some() => self.keep_deadline(),
            }
        }
        self.leave_the_others().await;
        let money = &mut self.writer.summary.money;
        (money.perhaps, money.abandoned) = (self.budget.spent().perhaps, self.budget.held());
        let given_up = self.groups.iter().flat_map(|group| &group.members).find_map(|member| member.given_up.clone());
        let ending = self.stopping.take().or(given_up.map(Ending::Paused));
        // Whoever asked nothing more, and heard everything all the same, leaves nothing to another run.
        let is_left = self.writer.summary.done() < self.writer.summary.total;
        let ending = ending.filter(|ending| is_left || !matches!(ending, Ending::Paused(_))).unwrap_or(Ending::Done);
        self.writer.summary.served_at_once = self.served_at_once();
        Outcome { ending, writer: self.writer, budget: self.budget, took: began.elapsed() }
    }

    /// Mends some sheets of earlier runs, until somebody is in a hurry.
    fn mend(&mut self) -> Mended {
        if matches!(self.stopping, Some(Ending::Interrupted | Ending::Disk(_))) {
            self.writer.mend_no_more();
        }
        self.writer.mend_some().unwrap_or_else(|problem| {
            self.stop(Ending::Disk(problem));
            Mended::Some
        })
    }

    /// Lets all go when the time has come, by whichever clock.
    fn keep_deadline(&mut self) {
        if self.deadline.take_if(|deadline| deadline.is_over()).is_some() {
            self.tell(&JobEvent::DeadlineReached { conversations: self.flying.len() });
            self.stop(Ending::Left);
            self.give_up();
        }
    }

    /// Lets the calls in flight go: what they would have brought is unknown.
    fn give_up(&mut self) {
        self.tell(&JobEvent::Abandoned { in_flight: self.flying.len() });
        self.flying.clear();
    }

    /// Nothing new starts from here on. The first reason stands, but a disk that refuses is worse than any.
    fn stop(&mut self, ending: Ending) {
        if let Ending::Disk(problem) = &ending {
            if !matches!(self.stopping, Some(Ending::Disk(_))) {
                self.tell(&JobEvent::Broke { problem });
                self.stopping = Some(ending);
            }
        } else if self.stopping.is_none() {
            self.stopping = Some(ending);
        }
    }

    /// What each scope was seen to serve at once: where the next run begins.
    fn served_at_once(&self) -> ServedAtOnce {
        let first =
            |group: &LimitGroup| group.members.first().map_or("", |member| self.targets[member.model].group_name());
        let name = |group: &LimitGroup| first(group).to_owned();
        self.groups.iter().filter_map(|group| Some((name(group), group.concurrency.proven()?))).collect()
    }

    fn tell(&self, event: &JobEvent<'_>) {
        self.writer.tell(event);
    }

    /// Calls that hold a permit.
    fn in_flight(&self) -> usize {
        self.flying.len() + self.ready.len()
    }

    fn disk_done(&mut self, outcome: Result<Flushed, tokio::task::JoinError>) -> Result<(), Problem> {
        match outcome {
            Ok(outcome) => self.writer.flushed(outcome),
            Err(e) => Err(Problem::in_file(&self.plan.output_dir, FileProblem::System(Cause::Said(e.to_string())))),
        }
    }
}

fn variety<'a>(plan: &'a Plan, targets: &[Target<'_>]) -> Variety {
    // What is not asked in this run adds nothing to what there is to compare.
    let any = plan.prompts.iter().find(|prompt| prompt.wanted);
    let mut known = HashMap::new();
    let first = |(place, prompt): (usize, &'a Prompt)| {
        let prompt = if prompt.wanted { prompt } else { any.unwrap_or(prompt) };
        *known.entry(&prompt.text).or_insert(place)
    };
    let prompts = plan.prompts.iter().enumerate().map(first).collect();
    Variety::new(plan.people.len(), prompts, same_models(&plan.models, |model| targets[model].at))
}

async fn until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}

async fn heard(shared: Option<&mut SharedLimiter>) -> News {
    match shared {
        Some(shared) => shared.heard().await,
        None => std::future::pending().await,
    }
}

async fn finished(job: Option<&mut DiskJob>) -> Result<Flushed, tokio::task::JoinError> {
    match job {
        Some(job) => job.await,
        None => std::future::pending().await,
    }
}
