//! Many stories, drawn from seeds. `BATCH_WORLDS=10000` tells so many; `BATCH_WORLD=17` tells one, with all that happened.

use std::time::Duration;

use super::SharedWorld;
use super::limiter::model::Model;
#[cfg(feature = "redis")]
use super::limiter::script::Script;
use super::limiter::{Books, Limiter};
use super::play::{Place, all};
use super::promises::{Sky, as_by_one, at_last};
use super::story::{Process, Story};
use crate::base::shard::Shard;
use crate::worlds::seeds::tell_many;

/// Seconds, more than a lease.
const LEASES_END: u32 = 17;

/// Tells one story; says which promises were broken.
fn tell(seed: u64, books: Box<dyn Books>, loud: bool) -> Vec<String> {
    let mut story = Story::of(seed);
    if loud {
        for job in &story.jobs {
            eprintln!("{job}");
        }
        eprintln!("{:?}\n{:#?}\n{:#?}\n{:#?}", story.account, story.calls, story.limiter, story.parts);
    }
    // The clients' own dice fall as the seed says.
    fastrand::seed(seed);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let mut broken = runtime.block_on(live(&mut story, books, loud));
    // Waits for the disk's threads.
    drop(runtime);
    broken.extend(story.jobs.iter().filter_map(as_by_one));
    broken
}

async fn live(story: &mut Story, books: Box<dyn Books>, loud: bool) -> Vec<String> {
    let Story { jobs, account, calls, limiter, parts } = story;
    let sky = Sky::new(account, limiter);
    let world = SharedWorld::new(calls.clone(), Limiter::new(limiter.clone(), books, loud), sky);
    {
        let places: Vec<Place<'_>> = jobs.iter().map(|job| Place { job, config: job.write() }).collect();
        for part in parts {
            all(&world, &places, account, part, loud).await;
        }
    }
    let calm = limiter.calm().max(Duration::from_secs(60));
    tokio::time::sleep(calm.saturating_sub(world.calls.now())).await;
    for job in jobs.iter_mut() {
        job.config.as_object_mut().unwrap().remove("budget");
    }
    let last = world.sky.borrow().runs.len();
    let places: Vec<Place<'_>> = jobs.iter().map(|job| Place { job, config: job.write() }).collect();
    let whole = |job| Process { job, shard: Shard::WHOLE, starts: Duration::ZERO, acts: vec![], comes_back: true };
    let rest: Vec<Process> = (0..jobs.len()).map(whole).collect();
    all(&world, &places, account, &rest, loud).await;
    let idle = world.sky.borrow().runs.len();
    all(&world, &places, account, &rest, loud).await;
    for _ in 0..LEASES_END {
        world.limiter.visit();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    at_last(&mut world.sky.borrow_mut(), &world, account, jobs, (last, idle));
    world.sky.into_inner().broken
}

#[path = "../../../tests/limiter/server.rs"]
#[cfg(feature = "redis")]
#[allow(dead_code, reason = "of the tests with a real Redis")]
mod server;

#[test]
#[ignore = "needs redis-server"]
#[cfg(feature = "redis")]
fn promises_hold_with_the_real_script() {
    let server = server::Server::start(&[]);
    tell_many("worlds::shared::seeds -- --ignored", |seed, loud| {
        tell(seed, Box::new(Script::new(server.port, seed)), loud)
    });
}

#[test]
fn promises_hold_for_all_who_share() {
    tell_many("worlds::shared::seeds", |seed, loud| tell(seed, Box::new(Model::default()), loud));
}
