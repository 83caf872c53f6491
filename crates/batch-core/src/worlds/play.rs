//! One run of the program against a world: everything behind the command line, with a real ledger and real sheets, on a
//! clock that stands still while there is work and jumps when there is none.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use secrecy::SecretString;
use tokio::time::Instant;

use super::job::Job;
use super::line::Line;
use super::server::World;
use crate::call::Caller;
use crate::cli::run::count;
use crate::config::{self, Loaded, Overrides};
use crate::flow::budget::Budget;
use crate::identity::Identities;
use crate::input::Records;
use crate::ledger::{FOLDER, Journal, Lock};
use crate::output::file;
use crate::plan::Plan;
use crate::platform::Platform;
use crate::price::{self, Prices};
use crate::registry::Registry;
use crate::run::{Ending, Run};
use crate::signals::Signals;
use crate::summary::Summary;
use crate::ui::Ui;
use crate::writer::Writer;

/// How a run is started, and how it is disturbed.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// Flags of the command line.
    pub flags: Overrides,
    /// The process is killed then.
    pub crash: Option<Crash>,
    /// Ctrl-C is pressed at these times of the run.
    pub interrupts: Vec<Duration>,
    /// Time that passes before the next run.
    pub pause: Duration,
    /// `--offline-limit`; a day if nobody says.
    pub offline_limit: Option<Duration>,
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
    /// Its counters; those of a killed run are lost.
    pub summary: Summary,
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
    /// The ending's name: `done`, `interrupted`, `refused`, `paused`, `spent`, `disk` or `killed`.
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
        }
    }

    /// Conversations that are neither answered nor given up.
    #[must_use]
    pub fn left(&self) -> usize {
        self.summary.total.saturating_sub(self.summary.done())
    }
}

/// Runs the job in the world.
pub fn run(job: &Job, world: &World, how: &How) -> Came {
    // The client's own dice fall as the world's seed says.
    fastrand::seed(world.law().seed);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let came = runtime.block_on(play(job, world, how));
    // Waits for the disk's thread, as a killed process does whose write has reached the system.
    drop(runtime);
    came
}

async fn play(job: &Job, world: &World, how: &How) -> Came {
    let mut vendor = job.vendor();
    let flags = Overrides { config: Some(job.write()), ..how.flags.clone() };
    let Loaded { settings, key, .. } = config::load(&mut vendor, &flags).unwrap();
    let platform: &dyn Platform = &vendor;
    let profile = platform.profile();
    let prices = Prices::new(&Registry::read(profile.models).unwrap(), &settings, &mut Vec::new());
    let plan = Plan::new(&settings, &mut Vec::new()).unwrap();
    let mut records = Records::of(&plan.people);
    let identities = Identities::new(&plan, &settings.base_url, &mut records).unwrap();
    let limit = price::limit(settings.budget.as_ref(), &prices, &settings.models).unwrap();
    let key: SecretString = key.unwrap();
    let _lock = Lock::take(&plan.output_dir).unwrap();
    for folder in [plan.output_dir.clone(), plan.output_dir.join(FOLDER)] {
        file::sweep(&folder);
    }
    let opened = Journal::open(&plan.output_dir).unwrap();
    assert!(opened.damaged.is_empty(), "the program damaged its ledger: lines {:?}", opened.damaged);
    let (journal, mut index) = (opened.journal, opened.index);
    let kept = count(&plan, &identities, &index).kept;
    let spent = std::mem::take(&mut index.spent);
    let budget = Budget::new(limit, &prices, &plan.models, spent, 0.0);
    let mut writer = Writer::new(&plan, &identities, records, journal, index);
    writer.summary.kept = kept;
    writer.summary.money.earlier = budget.spent().confirmed;
    let line = Line { world, timeouts: settings.timeouts };
    let caller = Caller { wire: &line, platform, key: &key };
    let offline_limit = how.offline_limit.unwrap_or(Duration::from_secs(86_400));
    let run = Run::new(&settings, profile, &plan, &caller, writer, budget, offline_limit);
    let (presses, mut signals) = Signals::scripted();
    let mut ui = Ui::new(true);
    world.wake();
    let began = Instant::now();
    let press = async {
        for at in &how.interrupts {
            tokio::time::sleep_until(began + *at).await;
            presses.send(()).ok();
        }
        std::future::pending::<()>().await;
    };
    let go = async {
        tokio::select! {
            biased;
            () = press => None,
            outcome = run.go(&mut ui, &mut signals) => Some(outcome),
        }
    };
    let outcome = until_killed(how.crash, go).await.flatten();
    let wall = began.elapsed();
    let stuck = outcome.is_none() && how.crash.is_none();
    world.sleep(how.pause);
    let (ending, summary, unwritten) = match outcome {
        Some(mut outcome) => {
            outcome.writer.commit().unwrap();
            (Some(outcome.ending), outcome.writer.summary.clone(), outcome.writer.unwritten())
        }
        None => (None, Summary { total: plan.cell_count(), kept, ..Summary::default() }, Vec::new()),
    };
    Came { ending, summary, wall, unwritten, stuck, settings: settings.clone() }
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
