//! Many stories, drawn from seeds. `BATCH_WORLDS=10000` tells so many; `BATCH_WORLD=17` tells one, with all that happened;
//! `BATCH_WORLDS_OF=weather,few` only stories with these troubles.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::play::{self, How};
use super::promises::{Promises, answered};
use super::server::World;
use super::story::{Family, Story, flags};

/// Stories that the plain test command tells.
const FEW: u64 = 200;

/// Tells one story; says which promises were broken.
fn tell(seed: u64, families: &[Family], loud: bool) -> Vec<String> {
    let Story { families, mut job, law, acts } = Story::of(seed, families);
    if loud {
        eprintln!("troubles {families:?}\n{job}\n{law:#?}\n{acts:#?}");
    }
    let world = World::new(law.clone());
    let mut promises = Promises::new(&law, &families, &job);
    let passed = law.decrees.iter().map(|d| d.when.end).filter(|end| *end != Duration::MAX).max().unwrap_or_default();
    let mut run = 0;
    for act in acts {
        for edit in &act.edits {
            edit.apply(&mut job);
        }
        let before = answered(&job);
        let flags = flags(act.filters, &job);
        let came = play::run(&job, &world, &How { flags, ..act.how });
        if loud {
            tell_run(run, &came, &world);
        }
        promises.after(run, &job, &came, &world.seen(), &before);
        run += 1;
    }
    world.pass(passed.saturating_sub(world.now()));
    job.config.as_object_mut().unwrap().remove("budget");
    promises.budget = None;
    let before = answered(&job);
    let came = play::run(&job, &world, &How::default());
    if loud {
        tell_run(run, &came, &world);
    }
    promises.after(run, &job, &came, &world.seen(), &before);
    promises.at_last(&job, &came, &Promises::open(&job, &came, &before));
    run += 1;
    let before = answered(&job);
    let came = play::run(&job, &world, &How::default());
    if loud {
        tell_run(run, &came, &world);
    }
    promises.after(run, &job, &came, &world.seen(), &before);
    promises.once_more(&job, run, &world.seen(), &before);
    promises.broken
}

fn tell_run(run: usize, came: &play::Came, world: &World) {
    let seen = world.seen();
    eprintln!("run {run}: {came}");
    for call in seen.calls.iter().filter(|call| call.run == run) {
        let question = &seen.questions[call.question];
        eprintln!("  {:>9.3} {:?} [{}] {:?}", call.at.as_secs_f64(), call.end, question.model, question.input);
    }
}

#[test]
fn promises_hold_in_every_world() {
    let families: Vec<Family> = match std::env::var("BATCH_WORLDS_OF") {
        Ok(names) => {
            Family::ALL.into_iter().filter(|f| names.split(',').any(|n| n == f.name() || n == "all")).collect()
        }
        Err(_) => Family::ALL.to_vec(),
    };
    tell_many("worlds::seeds", |seed, loud| tell(seed, &families, loud));
}

/// Tells as many stories as the environment says; panics with the promises that were broken.
pub fn tell_many(of: &str, tell: impl Fn(u64, bool) -> Vec<String> + Sync) {
    let number = |name: &str| std::env::var(name).ok().map(|n| n.parse::<u64>().unwrap());
    let (seeds, loud) = match number("BATCH_WORLD") {
        Some(seed) => (seed..seed + 1, true),
        None => (0..number("BATCH_WORLDS").unwrap_or(FEW), false),
    };
    let next = AtomicU64::new(seeds.start);
    let broken: Mutex<BTreeMap<u64, Vec<String>>> = Mutex::default();
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return;
            }
            let told = catch_unwind(AssertUnwindSafe(|| tell(seed, loud)));
            let found = told.unwrap_or_else(|_| vec!["no panic: see above".to_owned()]);
            if !found.is_empty() {
                broken.lock().unwrap().insert(seed, found);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from).min(8) {
            scope.spawn(work);
        }
    });
    let broken = broken.into_inner().unwrap();
    if broken.is_empty() {
        return;
    }
    let mut by_promise: BTreeMap<&str, (usize, u64, &str)> = BTreeMap::new();
    for (seed, found) in &broken {
        let mut names: Vec<&str> = found.iter().map(|f| f.split(':').next().unwrap()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let first = found.iter().find(|f| f.starts_with(name)).unwrap();
            by_promise.entry(name).or_insert((0, *seed, first)).0 += 1;
        }
    }
    for (promise, (count, seed, first)) in by_promise {
        eprintln!("{promise}: broken in {count} worlds, first in {seed}: {first}");
    }
    let with = std::env::var("BATCH_WORLDS_OF").map(|of| format!("BATCH_WORLDS_OF={of} ")).unwrap_or_default();
    let which: Vec<String> = broken.keys().map(u64::to_string).collect();
    panic!(
        "{} of {} worlds break promises ({}); once more: {with}BATCH_WORLD={} cargo test -p batch-core --lib {of}",
        broken.len(),
        seeds.end - seeds.start,
        which.join(" "),
        which[0]
    );
}
