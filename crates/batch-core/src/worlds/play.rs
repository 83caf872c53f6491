//! One run of the program against a world: everything from the command line to the exit code, with a real ledger and real sheets, on a
//! clock that stands still while there is work and jumps when there is none.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::Instant;

use super::heard;
use super::job::Job;
use super::line::Line;
use super::server::World;
use crate::base::error::Error;
use crate::base::signals::Signals;
use crate::job::config::shard::ShardChoice;
use crate::job::config::{self, Overrides};
use crate::job::plan::Plan;
use crate::run::batch::Order;
use crate::run::events::{Audience, JobEvent, Listener};
use crate::run::session::{self, Notes, Outside, ToLimiter, end, prepare, work};
use crate::run::summary::Summary;
use crate::run::{Ending, Outcome};
use crate::wire::Wire;
use crate::wire::transport::Address;

/// How a run is started, and how it is disturbed.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// More words of the command line, such as `--fresh`.
    pub flags: Vec<String>,
    /// What is to be done in the batch service; nothing: everything is asked by calls.
    pub batch: Option<Order>,
    /// The process is killed then.
    pub crash: Option<Crash>,
    /// Ctrl-C is pressed at these times of the run.
    pub interrupts: Vec<Duration>,
    /// Time that passes before the next run.
    pub pause: Duration,
}

/// When a process is killed.
#[derive(Debug, Clone, Copy)]
pub enum Crash {
    /// After so much time of the run.
    At(Duration),
    /// After its future was polled so often.
    Polls(u64),
}

/// What came of a run.
#[derive(Debug)]
pub struct Came {
    /// How it ended; `None`: it was killed.
    pub ending: Option<Ending>,
    /// Its exit code.
    pub code: u8,
    /// Its counters; those of a killed run are lost.
    pub summary: Summary,
    /// What it told while it went on: sent, answered, failed.
    pub told: (usize, usize, usize),
    /// Time from start to end, on the world's clock.
    pub wall: Duration,
    /// The config as it was understood.
    pub settings: config::Settings,
    /// Sheets that the run says it could not write.
    pub unwritten: Vec<String>,
    /// It would have gone on for ever, or span.
    pub stuck: bool,
}

/// No run of these worlds needs longer.
const LONGEST: Duration = Duration::from_secs(12 * 3600);
/// Nor more turns: five a second all the time, and many for each call.
const MOST_POLLS: u64 = 1_000_000;

impl Came {
    /// The ending's name: `done`, `interrupted`, `refused`, `paused`, `spent`, `disk`, `submitted`, `waiting`, `left`,
    /// `limiter` or `killed`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match &self.ending {
            None => "killed",
            Some(Ending::Done) => "done",
            Some(Ending::Interrupted) => "interrupted",
            Some(Ending::Refused(_)) => "refused",
            Some(Ending::Paused(_)) => "paused",
            Some(Ending::Spent(_)) => "spent",
            Some(Ending::Disk(_)) => "disk",
            Some(Ending::InBatch { meant: true }) => "submitted",
            Some(Ending::InBatch { meant: false }) => "waiting",
            Some(Ending::Left) => "left",
            Some(Ending::NoLimiter { .. }) => "limiter",
        }
    }

    /// Conversations that are neither answered nor given up.
    #[must_use]
    pub fn left(&self) -> usize {
        self.summary.total.saturating_sub(self.summary.done())
    }
}

impl fmt::Display for Came {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Summary { kept, answered, failed, waiting, .. } = &self.summary;
        let (name, code, wall, left) = (self.name(), self.code, self.wall, self.left());
        write!(f, "{name} ({code}) after {wall:?}, kept {kept}, answered {answered}, failed {failed:?}, ")?;
        write!(f, "waiting {waiting}, left {left}")
    }
}

/// A world that runs are played in.
pub trait Place {
    /// A client's line to it.
    type Line<'a>: Wire
    where
        Self: 'a;

    /// Its clock, and what answers calls.
    fn calls(&self) -> &World;

    /// A line to an address there.
    fn line(&self, address: &Address) -> Self::Line<'_>;

    /// A run begins.
    fn wake(&self) {
        self.calls().wake();
    }

    /// It ends, and so much time passes until the next.
    fn sleep(&self, pause: Duration) {
        self.calls().sleep(pause);
    }
}

impl Place for World {
    type Line<'a> = Line<'a>;

    fn calls(&self) -> &World {
        self
    }

    fn line(&self, address: &Address) -> Line<'_> {
        Line { world: self, run: None, timeouts: address.timeouts }
    }
}

/// Runs the job in the world.
pub fn run(job: &Job, world: &impl Place, how: &How) -> Came {
    // The client's own dice fall as the world's seed says.
    fastrand::seed(world.calls().law().seed);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let came = runtime.block_on(play(job, world, how));
    // Waits for the disk's thread, as a killed process does whose write has reached the system.
    drop(runtime);
    came
}

/// Counts what is told, and lets it be heard.
struct Counting<'a> {
    told: Cell<(usize, usize, usize)>,
    listener: &'a dyn Listener,
}

impl Listener for Counting<'_> {
    fn hear(&self, event: &JobEvent<'_>) {
        let (sent, answered, failed) = self.told.get();
        self.told.set(match event {
            JobEvent::Sent { .. } => (sent + 1, answered, failed),
            JobEvent::Answered { .. } => (sent, answered + 1, failed),
            JobEvent::TakenBack { .. } => (sent, answered - 1, failed),
            JobEvent::Failed { .. } => (sent, answered, failed + 1),
            _ => (sent, answered, failed),
        });
        self.listener.hear(event);
    }
}

/// What a command line would say of the run.
fn read(how: &How, config: PathBuf) -> (Overrides, session::RunOptions) {
    let (mut flags, batch) = (how.flags.iter(), how.batch.clone());
    let mut overrides = Overrides { config: Some(config), ..Overrides::default() };
    let mut how = session::RunOptions { fresh: false, offline_limit: Duration::from_secs(1800), asks: true, batch };
    while let Some(flag) = flags.next() {
        let mut value = || flags.next().unwrap().as_str();
        let list = |value: &str| Some(value.split(',').map(str::to_owned).collect());
        match flag.as_str() {
            "--fresh" => how.fresh = true,
            "--offline-limit" => how.offline_limit = Duration::from_secs(value().parse().unwrap()),
            "--models" => overrides.models = list(value()),
            "--people" => overrides.people = list(value()),
            "--shard" => overrides.shard = Some(ShardChoice::This(value().parse().unwrap())),
            "--prompts" => overrides.prompts = Some(value().split(',').map(|n| n.parse().unwrap()).collect()),
            other => panic!("{other}"),
        }
    }
    (overrides, how)
}

async fn play(job: &Job, place: &impl Place, how: &How) -> Came {
    let config = job.write();
    place.wake();
    let connect = |address: &Address| place.line(address);
    let came = process(job, config, how, connect, Box::new(session::redis), &heard::Here).await.unwrap();
    place.sleep(how.pause);
    came
}

/// One process, on the present runtime's clock. `connect`: its line to the platform.
///
/// # Errors
/// What stopped it before a call was made.
pub async fn process<W: Wire>(
    job: &Job,
    config: PathBuf,
    how: &How,
    connect: impl Fn(&Address) -> W,
    limiter: ToLimiter,
    listener: &dyn Listener,
) -> Result<Came, Error> {
    let mut platform = job.platform();
    let (flags, session) = read(how, config);
    let prepared = prepare(&mut platform, flags, None)?;
    let settings = prepared.settings.clone();
    let (presses, signals) = Signals::scripted();
    let began = Instant::now();
    let press = async {
        for at in &how.interrupts {
            tokio::time::sleep_until(began + *at).await;
            presses.send(()).ok();
        }
        std::future::pending::<()>().await;
    };
    let outside = Outside {
        connect: |address: &Address| Ok(connect(address)),
        limiter,
        signals: || signals,
        close: |notes: &Notes<'_>, _: &Plan, mut outcome: Outcome<'_>| {
            let (_, code) = end(notes, &outcome.ending, &mut outcome.writer);
            (outcome.ending, code, outcome.writer.summary.clone(), outcome.writer.unwritten())
        },
    };
    let listener = Counting { told: Cell::default(), listener };
    let work = async {
        tokio::select! {
            biased;
            () = press => None,
            came = work(&platform, prepared, session, Audience { listener: &listener, wording: &() }, outside) => Some(came),
        }
    };
    let came = until_killed(how.crash, work).await.flatten().transpose()?;
    let (wall, told, stuck) = (began.elapsed(), listener.told.get(), came.is_none() && how.crash.is_none());
    Ok(match came {
        Some((ending, code, summary, unwritten)) => {
            Came { ending: Some(ending), code, summary, told, wall, settings, unwritten, stuck }
        }
        None => Came {
            ending: None,
            code: 137,
            summary: Summary::default(),
            told,
            wall,
            settings,
            unwritten: vec![],
            stuck,
        },
    })
}

/// A future's output, or `None` if it was killed before.
async fn until_killed<F: Future>(crash: Option<Crash>, future: F) -> Option<F::Output> {
    let (time, mut polls) = match crash {
        None => (LONGEST, MOST_POLLS),
        Some(Crash::At(at)) => (at, MOST_POLLS),
        Some(Crash::Polls(polls)) => (LONGEST, polls),
    };
    let mut future = pin!(tokio::time::timeout(time, future));
    std::future::poll_fn(|context| {
        if polls == 0 {
            return Poll::Ready(None);
        }
        polls -= 1;
        future.as_mut().poll(context).map(Result::ok)
    })
    .await
}
