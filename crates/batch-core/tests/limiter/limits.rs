//! Limits as everybody keeps them together, as long as nothing goes wrong but answers that are lost.

use crate::server::Server;
use crate::world::{BEAT, FREE, LEASE, Law, OPENS, World};

/// A world past its first moments.
pub fn open(server: &Server, law: Law, seed: u64, processes: usize) -> World {
    let mut world = World::new(server, law, seed);
    for _ in 0..processes {
        let place = world.join();
        world.talk(place, 0, false);
    }
    world.tick(OPENS);
    world
}

fn drawn(seed: u64) -> Law {
    let mut rng = fastrand::Rng::with_seed(seed);
    Law {
        ceiling: rng.u32(1..40),
        rpm: rng.bool().then(|| rng.u32(1..1200)),
        tpm: rng.bool().then(|| rng.u64(500..100_000)),
        budget: rng.bool().then(|| rng.f64() * 20.0),
        tokens: rng.u64(1..2000),
        worst: rng.f64() * 0.5,
    }
}

#[test]
#[ignore = "needs redis-server"]
fn no_limit_is_ever_exceeded_whoever_comes_and_goes() {
    let server = Server::start(&[]);
    for seed in 0..60 {
        let mut world = open(&server, drawn(seed), seed, 3);
        for _ in 0..400 {
            let many = world.processes.len();
            let place = world.rng.usize(0..many);
            match world.rng.u32(0..100) {
                0 if many < 8 => _ = world.join(),
                1 if many > 1 => world.leave(place),
                2..30 => {
                    let calls = world.rng.usize(0..6);
                    world.land(place, calls);
                }
                30..60 => {
                    let ms = world.rng.u64(0..400);
                    world.tick(ms);
                }
                60..63 => _ = world.talk(place, 5, true),
                _ => {
                    let want = world.rng.u32(0..12);
                    world.talk(place, want, false);
                }
            }
        }
    }
}

#[test]
#[ignore = "needs redis-server"]
fn what_nothing_is_against_is_granted_at_once() {
    let server = Server::start(&[]);
    let mut world = open(&server, FREE, 1, 4);
    for place in 0..4 {
        assert_eq!(world.talk(place, 8, false).groups[0].calls, 8);
    }
    assert_eq!(world.talk(0, 1, false).groups[0].calls, 0);
    world.land(3, 1);
    world.talk(3, 0, false);
    assert_eq!(world.talk(0, 1, false).groups[0].calls, 1, "what comes back is free for whoever wants it");
}

#[test]
#[ignore = "needs redis-server"]
fn who_comes_late_gets_its_share_as_calls_come_back() {
    let server = Server::start(&[]);
    let mut world = open(&server, FREE, 2, 1);
    world.talk(0, 32, false);
    assert_eq!(world.flying(), 32);
    world.join();
    for _ in 0..200 {
        for place in [0, 1] {
            world.land(place, 2);
            world.talk(place, 32, false);
        }
        world.tick(50);
    }
    let each: Vec<usize> = world.processes.iter().map(|process| process.flying.len()).collect();
    assert!(each.iter().all(|flying| (14..=18).contains(flying)), "{each:?}");
    assert!(world.flying() >= 30, "nothing stays unused: {each:?}");
}

#[test]
#[ignore = "needs redis-server"]
fn calls_a_minute_are_shared_alike_and_used_up() {
    let server = Server::start(&[]);
    for (seed, rpm, processes) in [(1, 600, 4), (2, 60, 3), (3, 6, 2), (4, 6000, 7)] {
        let law = Law { rpm: Some(rpm), ceiling: 1000, ..FREE };
        let mut world = open(&server, law, seed, processes);
        let (mut asks, mut until) = (0, vec![world.now; processes]);
        let began = world.now;
        while world.now < began + 180_000 {
            let place = (0..processes).min_by_key(|place| until[*place]).unwrap();
            world.now = world.now.max(until[place]);
            world.land(place, 10);
            let told = world.talk(place, 20, false).groups[0];
            asks += 1;
            // As a process does: not at once, and not later than a beat.
            until[place] = world.now + told.wait.clamp(10, BEAT) + world.rng.u64(0..3);
        }
        let got: Vec<u32> = world.processes.iter().map(|process| process.got).collect();
        let (all, mean) = (got.iter().sum::<u32>(), got.iter().sum::<u32>() as f64 / processes as f64);
        assert!(f64::from(all) >= 0.95 * 3.0 * f64::from(rpm), "{rpm}: {all} in three minutes");
        assert!(got.iter().all(|got| (f64::from(*got) - mean).abs() <= 0.1 * mean + 1.0), "{rpm}: {got:?}");
        assert!(asks <= 2 * all + 180 * processes as u32, "{rpm}: {asks} words for {all} calls");
    }
}

#[test]
#[ignore = "needs redis-server"]
fn the_slots_of_who_is_killed_are_back_when_its_lease_ends() {
    let server = Server::start(&[]);
    let mut world = open(&server, FREE, 3, 2);
    world.talk(0, 16, false);
    world.talk(1, 16, false);
    world.kill(1);
    world.tick(LEASE - 2 * BEAT);
    assert_eq!(world.talk(0, 16, false).groups[0].calls, 0, "not before");
    world.tick(2 * BEAT);
    assert_eq!(world.talk(0, 16, false).groups[0].calls, 16);
}

#[test]
#[ignore = "needs redis-server"]
fn money_of_who_is_killed_stays_spent_and_what_it_held_too() {
    let server = Server::start(&[]);
    let law = Law { budget: Some(10.0), worst: 1.0, ..FREE };
    let mut world = open(&server, law, 4, 2);
    assert_eq!(world.talk(0, 6, false).groups[0].calls, 6);
    assert_eq!(world.talk(1, 6, false).groups[0].calls, 4, "the rest is held by the other");
    world.kill(0);
    world.tick(LEASE + BEAT);
    world.land(0, 4);
    let left = (10.0 - world.money()).floor() as u32;
    assert_eq!(world.talk(0, 10, false).groups[0].calls, left);
    world.tick(2 * 3_600_000);
    assert_eq!(world.talk(0, 10, false).groups[0].calls, 0, "nor is it forgotten");
}

#[test]
#[ignore = "needs redis-server"]
fn a_pause_and_a_lower_ceiling_hold_for_all_and_end() {
    let server = Server::start(&[]);
    let mut world = open(&server, FREE, 5, 2);
    world.processes[0].freeze = Some(3_000);
    world.talk(0, 0, false);
    let told = world.talk(1, 4, false).groups[0];
    assert_eq!(told.calls, 0);
    assert!((2_900..=3_000).contains(&told.frozen), "{told:?}");
    world.tick(3_000);
    assert_eq!(world.talk(1, 4, false).groups[0].calls, 4);
    // The other has four, and this one found that six are too many.
    world.talk(0, 6, false);
    world.processes[0].flying.pop_front();
    world.processes[0].cut = Some(5);
    world.talk(0, 0, false);
    assert_eq!(world.talk(1, 4, false).groups[0].calls, 0, "nine are served");
    assert_eq!(world.talk(0, 4, false).groups[0].calls, 0);
    for _ in 0..60 {
        world.tick(BEAT);
        world.talk(0, 16, false);
        world.talk(1, 16, false);
    }
    assert!(world.flying() > 9, "and is tried again: {}", world.flying());
}

#[test]
#[ignore = "needs redis-server"]
fn where_a_ceiling_was_found_together_everybody_is_told_its_part() {
    let server = Server::start(&[]);
    let mut world = open(&server, FREE, 6, 2);
    assert_eq!(world.talk(0, 14, false).groups[0].share, None, "nothing was found");
    world.talk(1, 2, false);
    world.processes[0].cut = Some(14);
    world.talk(0, 2, false);
    // It found but little by itself: the other found more, for both.
    let told = world.talk(1, 1, false).groups[0];
    assert_eq!((told.ceiling, told.share), (16, Some(8)), "{told:?}");
}

#[test]
#[ignore = "needs redis-server"]
fn a_ceiling_that_was_given_up_may_be_lowered_again_at_once() {
    let server = Server::start(&[]);
    let mut world = open(&server, FREE, 6, 2);
    world.talk(0, 32, false);
    world.processes[0].cut = Some(20);
    world.talk(0, 0, false);
    // Alone, it shows that all is served; then it does not.
    world.leave(1);
    world.talk(0, 0, false);
    let other = world.join();
    world.talk(other, 0, false);
    world.land(0, 20);
    world.processes[0].cut = Some(10);
    assert_eq!(world.talk(0, 0, false).groups[0].ceiling, 10);
}

#[test]
#[ignore = "needs redis-server"]
fn with_the_least_one_leaves_what_is_served_to_the_others() {
    let server = Server::start(&[]);
    let mut world = open(&server, FREE, 6, 3);
    world.talk(0, 2, false);
    world.processes[1].cut = Some(0);
    assert_eq!(world.talk(1, 1, false).groups[0].calls, 0);
    assert_eq!(world.talk(2, 1, false).groups[0].calls, 0, "two are served");
    world.land(0, 1);
    world.talk(0, 0, false);
    assert_eq!(world.talk(2, 1, false).groups[0].calls, 1);
}

#[test]
#[ignore = "needs redis-server"]
fn tokens_a_minute_are_used_up_and_never_exceeded() {
    let server = Server::start(&[]);
    let law = Law { tpm: Some(60_000), tokens: 500, ceiling: 1000, ..FREE };
    let mut world = open(&server, law, 7, 3);
    let (began, mut used) = (world.now, 0);
    // The promise is looked at after every word: what was granted in any minute, as it turned out.
    while world.now < began + 180_000 {
        for place in 0..3 {
            let before: i64 = world.processes[place].refunds.iter().map(|(_, tokens)| tokens).sum();
            world.land(place, 10);
            let after: i64 = world.processes[place].refunds.iter().map(|(_, tokens)| tokens).sum();
            used -= after - before;
            used += 500 * i64::from(world.talk(place, 6, false).groups[0].calls);
        }
        world.tick(100);
    }
    assert!(used >= 3 * 60_000 * 9 / 10, "{used} tokens in three minutes");
}

#[test]
#[ignore = "needs redis-server"]
fn what_a_ledger_says_of_others_who_live_is_counted_once() {
    let server = Server::start(&[]);
    let law = Law { budget: Some(10.0), worst: 1.0, ..FREE };
    let mut world = open(&server, law, 8, 1);
    world.talk(0, 4, false);
    world.land(0, 4);
    world.talk(0, 0, false);
    let spent = world.processes[0].spent;
    let late = world.join();
    world.processes[late].before = spent;
    let money = world.talk(late, 0, false).money.unwrap();
    assert!((money.spent - spent).abs() < 1e-6, "{money:?}, not twice {spent}");
    // It was read while calls of others were in flight that cost less in the end.
    let late = world.join();
    world.processes[late].before = spent + 3.0;
    let money = world.talk(late, 0, false).money.unwrap();
    assert!((money.spent - spent).abs() < 1e-6, "they know better: {money:?}");
    while !world.processes.is_empty() {
        world.leave(0);
    }
    let alone = world.join();
    world.processes[alone].before = spent + 3.0;
    let money = world.talk(alone, 0, false).money.unwrap();
    assert!((money.spent - spent - 3.0).abs() < 1e-6, "what the limiter never heard of is added: {money:?}");
}
