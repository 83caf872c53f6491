//! Calls at once are shared alike: whoever wants more than its part waits, and nobody waits for good.

use crate::limits::open;
use crate::server::Server;
use crate::world::{BEAT, FREE, Law, World};

/// One process of a world in which time goes by: how many calls it wants at once, how long each takes, and when it acts next.
struct Actor {
    wants: usize,
    takes: (u64, u64),
    ends: Vec<u64>,
    looks: u64,
}

/// Lets them work for so long; what each was granted, and how much of the ceiling was in use of the time.
fn work(world: &mut World, actors: &mut [Actor], ms: u64) -> (Vec<u32>, f64) {
    let (before, began): (Vec<u32>, u64) = (world.processes.iter().map(|process| process.got).collect(), world.now);
    let (end, mut used) = (began + ms, 0.0);
    loop {
        let next = |actor: &Actor| actor.ends.iter().copied().min().unwrap_or(u64::MAX).min(actor.looks);
        let place = (0..actors.len()).min_by_key(|place| next(&actors[*place])).unwrap();
        let at = next(&actors[place]).max(world.now);
        used += f64::from(world.flying()) * (at.min(end) - world.now.min(end)) as f64;
        if at >= end {
            break;
        }
        world.now = at;
        let actor = &mut actors[place];
        let flying = actor.ends.len();
        actor.ends.retain(|ends| *ends > at);
        world.land(place, flying - actor.ends.len());
        let want = actor.wants.saturating_sub(actor.ends.len());
        let told = world.talk(place, want as u32, false).groups[0];
        for _ in 0..told.calls {
            let takes = world.rng.u64(actor.takes.0..=actor.takes.1);
            actor.ends.push(at + takes);
        }
        let held = told.why.is_some() && told.wait > 0;
        actor.looks = at + if held { told.wait.clamp(10, BEAT) } else { BEAT };
    }
    let got = world.processes.iter().zip(before).map(|(process, before)| process.got - before).collect();
    (got, used / ms as f64 / f64::from(world.law.ceiling))
}

fn actors(wants: &[usize], takes: (u64, u64)) -> Vec<Actor> {
    wants.iter().map(|wants| Actor { wants: *wants, takes, ends: Vec::new(), looks: 0 }).collect()
}

/// All who want something ask; then nothing is free that somebody wants.
fn is_full(world: &mut World, actors: &mut [Actor], what: &str) {
    for place in (0..actors.len()).chain(0..actors.len()) {
        let want = actors[place].wants.saturating_sub(actors[place].ends.len());
        let told = world.talk(place, want as u32, false).groups[0];
        let until = world.now + actors[place].takes.1;
        actors[place].ends.extend((0..told.calls).map(|_| until));
    }
    let wanted: usize = actors.iter().map(|actor| actor.wants).sum();
    assert_eq!(world.flying() as usize, wanted.min(world.law.ceiling as usize), "{what}");
}

#[test]
#[ignore = "needs redis-server"]
fn whoever_always_wants_more_gets_as_much_as_the_others() {
    let server = Server::start(&[]);
    for seed in 0..12 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let many = rng.usize(2..7);
        let ceiling = rng.u32(1..=3 * many as u32);
        // Some always want more; of the others each wants a little.
        let wants: Vec<usize> =
            (0..many).map(|place| if place < 2 || rng.bool() { ceiling as usize } else { rng.usize(0..3) }).collect();
        let what = format!("seed {seed}: {ceiling} calls at once, wanted {wants:?}");
        let mut world = open(&server, Law { ceiling, ..FREE }, seed, many);
        let mut all = actors(&wants, (300, 500));
        work(&mut world, &mut all, 5_000);
        let (got, used) = work(&mut world, &mut all, 30_000);
        // Who wants less than its part is not to wait for it either.
        let full: Vec<u32> =
            (0..many).filter(|place| wants[*place] == ceiling as usize).map(|place| got[place]).collect();
        let (least, most) = (*full.iter().min().unwrap(), *full.iter().max().unwrap());
        assert!(f64::from(most - least) <= 0.2 * f64::from(most) + 1.0, "{what}: {got:?}");
        let part = ceiling as usize / many;
        for place in (0..many).filter(|place| (1..=part).contains(&wants[*place])) {
            let its = got[place] as f64 * 0.4 / 30.0;
            assert!(its >= 0.8 * wants[place] as f64, "{what}: {place} has {its} calls at once");
        }
        assert!(used >= 0.85, "{what}: {used} of it in use");
        is_full(&mut world, &mut all, &what);
    }
}

#[test]
#[ignore = "needs redis-server"]
fn a_small_job_beside_large_ones_is_asked_at_once() {
    let server = Server::start(&[]);
    for ceiling in [1, 2, 3, 6, 8] {
        let mut world = open(&server, Law { ceiling, ..FREE }, 1, 3);
        let mut all = actors(&[9, 9, 0], (300, 500));
        work(&mut world, &mut all, 10_000);
        all[2].wants = 1;
        all[2].looks = world.now;
        let (got, _) = work(&mut world, &mut all, 2_000);
        assert!(got[2] >= 1, "{ceiling}: {got:?}");
    }
}

#[test]
#[ignore = "needs redis-server"]
fn who_comes_late_waits_no_longer_than_for_calls_to_end() {
    let server = Server::start(&[]);
    let mut world = open(&server, Law { ceiling: 6, ..FREE }, 2, 3);
    // Long calls of two, short ones of the third.
    let mut all = actors(&[6, 6, 6], (9_000, 11_000));
    all[2].takes = (300, 500);
    work(&mut world, &mut all, 30_000);
    let (got, _) = work(&mut world, &mut all, 60_000);
    let its = f64::from(got[2]) * 0.4 / 60.0;
    assert!((1.6..=2.6).contains(&its), "a third of six, for short calls as for long ones: {its}, {got:?}");
}

#[test]
#[ignore = "needs redis-server"]
fn the_strictest_limits_that_anybody_gives_hold_for_all() {
    let server = Server::start(&[]);
    let law = Law { ceiling: 16, rpm: Some(120), tpm: Some(10_000), tokens: 100, ..FREE };
    let mut world = open(&server, law, 3, 2);
    // The other knows no limits a minute, and of more calls at once.
    let told = world.talk(0, 16, false).groups[0];
    assert_eq!(told.strict, None, "its own are the strictest");
    world.law = Law { ceiling: 40, rpm: None, tpm: None, ..law };
    let mut granted = told.calls;
    for _ in 0..230 {
        world.now += 130;
        let told = world.talk(1, 30, false).groups[0];
        granted += told.calls;
        let strict = told.strict.expect("it is told");
        assert_eq!((strict.ceiling, strict.rpm, strict.tpm), (16, Some(120), Some(10_000)));
        assert!(world.flying() <= 16, "{}", world.flying());
        world.land(1, 30);
        world.law = law;
        world.talk(0, 0, false);
        world.law = Law { ceiling: 40, rpm: None, tpm: None, ..law };
    }
    assert!((50..=64).contains(&granted), "{granted} in half a minute of 120");
}
