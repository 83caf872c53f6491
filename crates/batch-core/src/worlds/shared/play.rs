//! What the processes of a story do, all on one clock.

use std::path::PathBuf;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::limiter::ToLimiter;
use super::story::{Account, Process};
use super::{Ear, RunLine, SharedWorld};
use crate::base::error::Error;
use crate::base::shard::Shard;
use crate::job::config::limiter::RedisAddress;
use crate::ledger::Index;
use crate::run::Ending;
use crate::shared::Line;
use crate::wire::transport::Address;
use crate::worlds::job::Job;
use crate::worlds::play::{Came, How, process};

/// Runs of a process that nothing disturbs, and the time between them.
const LAST: usize = 8;
const PAUSE: Duration = Duration::from_secs(20);

/// Where a job is, and its config.
pub struct Place<'a> {
    /// The job.
    pub job: &'a Job,
    /// Its config.
    pub config: PathBuf,
}

/// All processes of a part, until each has ended for good.
pub async fn all(world: &SharedWorld, places: &[Place<'_>], account: &Account, part: &[Process], loud: bool) {
    let lives = part.iter().map(|process| live(world, places, account, process, loud));
    lives.collect::<FuturesUnordered<_>>().collect::<Vec<()>>().await;
}

async fn live(world: &SharedWorld, places: &[Place<'_>], account: &Account, process: &Process, loud: bool) {
    tokio::time::sleep(process.starts).await;
    let Process { job, shard, acts, comes_back, .. } = process;
    for act in acts {
        once(world, places, (*job, *shard), account, act, loud).await.ok();
        tokio::time::sleep(act.pause).await;
    }
    for _ in 0..if *comes_back { LAST } else { 0 } {
        let came = once(world, places, (*job, *shard), account, &How::default(), loud).await;
        if came.is_ok_and(|came| matches!(came.ending, Some(Ending::Done | Ending::Spent(_))) && came.code != 1) {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// One run of a process, from its start to its end.
pub async fn once(
    world: &SharedWorld,
    places: &[Place<'_>],
    (job, shard): (usize, Shard),
    account: &Account,
    act: &How,
    loud: bool,
) -> Result<Came, Error> {
    let run = world.sky.borrow_mut().begins(job, shard, world.calls.now());
    let mut how = How { flags: vec!["--shard".to_owned(), shard.to_string()], ..act.clone() };
    if let Some(patience) = account.patience {
        how.flags.extend(["--offline-limit".to_owned(), patience.as_secs().to_string()]);
    }
    let connect = |address: &Address| RunLine::new(world, run, address.timeouts);
    let limiter = world.limiter.clone();
    let to_limiter =
        move |_: &RedisAddress, account: &str| Ok(Box::new(ToLimiter::new(&limiter, run, account)) as Box<dyn Line>);
    if loud {
        eprintln!("run {run} of {shard} of job {job} begins: {act:?}");
    }
    let ear = Ear { world, run, loud };
    let came = process(places[job].job, places[job].config.clone(), &how, connect, Box::new(to_limiter), &ear).await;
    match &came {
        Ok(came) if loud => eprintln!("run {run}: {came}"),
        Err(e) if loud => eprintln!("run {run}: {e:?}"),
        _ => {}
    }
    let mut sky = world.sky.borrow_mut();
    sky.ends(run, &came, act, world.calls.now());
    if matches!(&came, Ok(Came { ending: Some(Ending::Spent(_)), .. })) {
        let of = |place: &Place<'_>| known(place.job);
        sky.is_spent(run, if account.common { places.iter().map(of).sum() } else { of(&places[job]) });
    }
    came
}

/// What a folder's ledgers say was spent, or may have been.
fn known(job: &Job) -> f64 {
    let spent = Index::peek(&job.output(), Shard::WHOLE).unwrap().spent;
    let tally = spent.tally("CNY");
    tally.confirmed + tally.perhaps + spent.held()
}
