//! `run`: from the command line to the exit code.

mod banner;
mod close;
mod closing;
mod next;

use std::path::{Path, PathBuf};
use std::time::Duration;

use batch_core::base::error::Error;
use batch_core::base::problem::{BatchProblem, FileProblem, Problem};
use batch_core::base::signals::Signals;
use batch_core::job::config::Settings;
use batch_core::job::plan::Plan;
use batch_core::platform::{BatchService, Platform};
use batch_core::run::Outcome;
use batch_core::run::batch::{Order, Task};
use batch_core::run::events::Audience;
use batch_core::run::session::{self, Notes, Outside, Prepared, RunOptions, held_limits, work};
use batch_core::wire::transport::{Transport, is_loopback};
use batch_words::Words;

use self::banner::{Lane, banner};
use super::args::Common;
use super::listen::{Listeners, Ui};
use super::{say, simulate};

/// No link is waited for longer, in seconds: a week.
const LONGEST_OFFLINE: f64 = 604_800.0;

/// Time between two looks at a batch of a server on this machine.
const NEARBY_EVERY: Duration = Duration::from_millis(50);

/// How what is left is asked.
pub(crate) enum What {
    /// By calls.
    Calls,
    /// In the platform's batch service.
    Batch(Order),
    /// Not at all: only files are written.
    Nothing,
}

/// Does what is left of the job.
///
/// # Errors
/// [`Error`] for everything that stops it before a call is made.
pub async fn run(
    words: &'static Words,
    mut platform: Box<dyn Platform>,
    args: &Common,
    what: What,
) -> anyhow::Result<u8> {
    let (batch, asks) = match what {
        What::Calls => (None, true),
        What::Batch(order) => (Some(order), true),
        What::Nothing => (None, false),
    };
    let only_fetches = batch.as_ref().is_some_and(|order| matches!(order.task, Task::Fetch | Task::Cancel));
    if (only_fetches || !asks) && args.fresh {
        return Err(Error::from(Problem::new(BatchProblem::NothingFresh)).into());
    }
    let (prepared, _sim) = simulate::prepare(words, platform.as_mut(), args)?;
    prepared.check_shard(args.fresh, batch.is_some()).map_err(Error::from)?;
    let ui = Ui::new(words, !(args.json || args.events_to_stdout()));
    let settings = &prepared.settings;
    let batch = batch.map(|order| as_configured(order, &prepared));
    let log = Path::new(&settings.log_file);
    ui.log_to(log, settings.log_level, args.quiet).map_err(Error::from)?;
    if args.json && args.events_to_stdout() {
        return Err(Error::from(Problem::new(FileProblem::EventsAndJson)).into());
    }
    // Tasks of an array are started alike: each has a file of its own.
    let events = args.events.as_deref().map(|file| match args.events_to_stdout() {
        true => file.to_owned(),
        false => PathBuf::from(settings.shard.named(&file.display().to_string())),
    });
    let listeners = Listeners::new(ui, args.talks(), events.as_deref(), log).map_err(Error::from)?;
    if args.talks() {
        let extra = platform.banner();
        let extra: Vec<String> =
            extra.iter().map(|line| batch_words::problem::bilingual(words, line).to_owned()).collect();
        let lane = lane(batch.as_ref(), platform.profile().batch, settings);
        say(&banner(words, platform.profile(), settings, &extra, prepared.simulated, &lane, asks));
    }
    let goes_on = if only_fetches { Some("batch") } else { (!asks).then_some("run") };
    let outside = Outside {
        connect: Transport::new,
        limiter: Box::new(session::redis),
        signals: Signals::listen,
        close: |notes: &Notes<'_>, plan: &Plan, outcome: Outcome<'_>| {
            close::close(words, notes, plan, outcome, args, goes_on, &listeners)
        },
    };
    let offline_limit = Duration::from_secs_f64(args.offline_limit.min(LONGEST_OFFLINE));
    let how = RunOptions { fresh: args.fresh, offline_limit, asks, batch };
    Ok(work(platform.as_ref(), prepared, how, Audience { listener: &listeners, wording: words }, outside).await?)
}

fn lane<'a>(order: Option<&'a Order>, service: Option<BatchService>, settings: &Settings) -> Lane<'a> {
    match (order, service) {
        (Some(order), Some(BatchService::Files(_))) => Lane::Files(order),
        (Some(order), Some(BatchService::Held(held))) => {
            Lane::Held { order, limits: held_limits(&held, settings), usual: held.limits }
        }
        _ => Lane::Online,
    }
}

/// An order with what the config says of the batch service.
pub(crate) fn as_configured(order: Order, prepared: &Prepared) -> Order {
    let keys = &prepared.settings.batch;
    Order {
        lines: keys.lines.unwrap_or(order.lines),
        parts: keys.parts.unwrap_or(order.parts),
        window: keys.window.clone().or(order.window),
        // The simulator is done in a moment, and nobody minds how often a server on this machine is looked at.
        every: if is_loopback(&prepared.settings.base_url) { NEARBY_EVERY } else { order.every },
        ..order
    }
}
