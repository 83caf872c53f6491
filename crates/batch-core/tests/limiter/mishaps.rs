//! What must hold when something goes wrong: processes are killed, the server loses everything, clocks are set.

use crate::limits::open;
use crate::server::Server;
use crate::world::{BEAT, FREE, LEASE, Law, OPENS, World};

#[test]
#[ignore = "needs redis-server"]
fn a_server_that_lost_everything_learns_it_again_before_it_grants() {
    let server = Server::start(&[]);
    for seed in 0..20 {
        let law = Law { budget: Some(40.0), worst: 0.5, ..FREE };
        let mut world = open(&server, law, seed, 4);
        for _ in 0..300 {
            let place = world.rng.usize(0..4);
            match world.rng.u32(0..40) {
                0 => world.flush(),
                1 => world.tick(OPENS + BEAT),
                2..12 => world.land(place, 2),
                12..20 => {
                    let ms = world.rng.u64(0..300);
                    world.tick(ms);
                }
                _ => _ = world.talk(place, 10, false),
            }
        }
    }
}

#[test]
#[ignore = "needs redis-server"]
fn money_of_who_left_is_remembered_by_who_is_there() {
    let server = Server::start(&[]);
    let law = Law { budget: Some(10.0), worst: 1.0, ..FREE };
    let mut world = open(&server, law, 1, 2);
    world.talk(1, 6, false);
    world.leave(1);
    world.talk(0, 0, false);
    world.flush();
    world.tick(OPENS + 2 * BEAT);
    assert_eq!(world.talk(0, 10, false).groups[0].calls, 4);
}

#[test]
#[ignore = "needs redis-server"]
fn what_all_spent_is_known_again_after_a_loss_whoever_is_left() {
    let server = Server::start(&[]);
    let law = Law { budget: Some(20.0), worst: 1.0, ..FREE };
    let mut world = open(&server, law, 1, 3);
    world.processes[2].folder = "another";
    for place in [1, 2] {
        world.talk(place, 4, false);
        world.land(place, 2);
        world.talk(place, 0, false);
    }
    world.talk(0, 0, false);
    // Killed with the server, on the machine that both are on.
    world.kill(2);
    world.flush();
    world.tick(OPENS + 2 * BEAT);
    let left = (20.0 - world.money()).floor() as u32;
    assert_eq!(world.talk(0, 20, false).groups[0].calls, left);
    // Who is back says itself what it has, and is counted once.
    world.land(0, 20);
    world.land(1, 4);
    world.talk(1, 0, false);
    let told = world.talk(0, 0, false).money.unwrap();
    assert!((told.spent + told.held - world.money()).abs() < 1e-6, "{told:?}, {}", world.money());
}

#[test]
#[ignore = "needs redis-server"]
fn a_word_that_was_overtaken_changes_nothing_and_brings_nobody_back() {
    let server = Server::start(&[]);
    let law = Law { budget: Some(20.0), worst: 1.0, ..FREE };
    let mut world = open(&server, law, 1, 2);
    let old = world.said(0, 20);
    world.talk(0, 10, false);
    world.raw(&old);
    let told = world.talk(1, 0, false);
    assert_eq!((told.groups[0].flying, told.money.unwrap().held), (10, 10.0));
    world.land(0, 10);
    let said = world.said(0, 5);
    world.leave(0);
    world.raw(&said);
    let told = world.talk(0, 0, false);
    assert_eq!((told.processes, told.groups[0].flying), (1, 0));
    assert!((told.money.as_ref().unwrap().spent - world.money()).abs() < 1e-6, "{told:?}");
}

#[test]
#[ignore = "needs redis-server"]
fn whoever_only_looks_sees_nobody_who_is_long_gone() {
    let server = Server::start(&[]);
    let mut world = open(&server, FREE, 1, 1);
    world.talk(0, 4, false);
    let look = batch_core::shared::message::Said { look: true, ..world.said(0, 0) };
    world.kill(0);
    world.now += LEASE - 1;
    assert_eq!(world.raw(&look).groups[0].flying, 4);
    world.now += 2;
    let told = world.raw(&look);
    assert_eq!((told.processes, told.groups[0].flying), (0, 0));
}

#[test]
#[ignore = "needs redis-server"]
fn what_is_damaged_is_as_if_it_was_lost() {
    let server = Server::start(&[]);
    for spoilt in [
        "redis.call('LPUSH', KEYS[1], 'x')",
        "redis.call('SET', KEYS[1], 'no state')",
        "redis.call('SET', KEYS[1], cmsgpack.pack({ v = 1 }))",
        "redis.call('SET', KEYS[1], cmsgpack.pack({ v = 1, raw = 1, now = 1, open = 0, p = { x = 5 }, g = {}, b = {} }))",
        "redis.call('SET', KEYS[1], cmsgpack.pack({ v = 1, raw = 'x', now = {}, open = 0, p = 1, g = 2, b = 3 }))",
    ] {
        let law = Law { budget: Some(20.0), worst: 1.0, ..FREE };
        let mut world = open(&server, law, 1, 2);
        world.talk(0, 6, false);
        world.talk(1, 6, false);
        world.spoil(spoilt);
        let told = world.talk(0, 4, false);
        assert_eq!((told.groups[0].calls, told.opens), (0, OPENS), "{spoilt}");
        is_served(&mut world, spoilt);
    }
}

fn is_served(world: &mut World, what: &str) {
    for _ in 0..62 {
        world.tick(BEAT);
        if world.talk(0, 1, false).groups[0].calls > 0 {
            return;
        }
    }
    panic!("{what}: nothing is granted for more than a minute");
}

#[test]
#[ignore = "needs redis-server"]
fn a_clock_that_is_set_frees_no_slot_and_stops_nobody() {
    let server = Server::start(&[]);
    const HOUR: i64 = 3_600_000;
    for (seed, jump) in [(1, HOUR), (2, -HOUR), (3, 24 * HOUR), (4, -24 * HOUR), (5, LEASE as i64 + 1), (6, -1)] {
        let law = Law { rpm: Some(600), ..FREE };
        let mut world = open(&server, law, seed, 4);
        for place in 0..4 {
            for _ in 0..10 {
                world.talk(place, 8, false);
                world.now += 100;
            }
        }
        let (before, granted) = (world.flying(), world.granted.len());
        world.off += jump;
        for place in 0..4 {
            world.talk(place, 32, false);
        }
        // The promises are looked at after every word: no more calls at once than before.
        let burst = world.granted.len() - granted;
        assert!(burst <= 10, "{jump}: {burst} at once, with {before} in flight");
        world.land(0, 8);
        is_served(&mut world, &jump.to_string());
        // And back again.
        world.off -= jump;
        world.land(0, 8);
        is_served(&mut world, &format!("{jump} and back"));
    }
}

#[test]
#[ignore = "needs redis-server"]
fn a_pause_does_not_outlast_a_clock_that_is_set_back() {
    let server = Server::start(&[]);
    let mut world = open(&server, FREE, 1, 1);
    world.processes[0].freeze = Some(20_000);
    world.talk(0, 0, false);
    world.off -= 7_200_000;
    is_served(&mut world, "set back");
}

#[test]
#[ignore = "needs redis-server"]
fn who_slept_is_counted_again_and_its_money_once() {
    let server = Server::start(&[]);
    let law = Law { budget: Some(20.0), worst: 1.0, ceiling: 8, ..FREE };
    let mut world = open(&server, law, 1, 2);
    world.talk(0, 4, false);
    let asleep = world.processes.remove(0);
    world.tick(LEASE + BEAT);
    let told = world.talk(0, 8, false).groups[0];
    assert_eq!(told.calls, 8, "what it had in flight is free");
    world.land(0, 8);
    world.talk(0, 0, false);
    let spent = world.processes[0].spent;
    world.processes.push(asleep);
    let money = world.talk(1, 0, false).money.unwrap();
    assert!((money.spent - spent).abs() < 1e-6 && (money.held - 4.0).abs() < 1e-6, "{money:?}, {spent}");
}
