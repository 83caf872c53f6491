//! The program killed, or the link cut, at any request: whoever comes next finds what is there. Nothing is made twice,
//! nothing is paid for twice.

use std::process::Child;

use batch_sim::{BatchFaults, BatchSettings};

use super::{World, calm, world};

/// Tries that go on side by side.
const ABREAST: u64 = 8;

/// This happens at the service's request of that number; the job goes there in two parts.
fn two_parts(at: u64, fault: &str) -> World {
    let faults = BatchFaults { at: vec![(at, fault.parse().unwrap())], ..BatchFaults::none() };
    let mut world = world(BatchSettings { faults, ..calm() });
    world.folder.edit(|config| config["batch"]["lines"] = 4.into());
    world
}

/// Requests of a run that nobody disturbs.
fn requests() -> u64 {
    let world = two_parts(u64::MAX, "any:lost");
    world.ends(0, &[]);
    assert_eq!(world.sim.stats().batch.created, 2);
    world.sim.stats().batch.requests
}

/// Does something for each request of a run.
fn at_each(what: impl Fn(u64) + Sync) {
    let all = requests();
    assert!((15..60).contains(&all), "{all} requests");
    std::thread::scope(|threads| {
        for first in 0..ABREAST {
            let what = &what;
            threads.spawn(move || (first..all).step_by(ABREAST as usize).for_each(what));
        }
    });
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Of each part one batch came to its end and no other.
fn one_of_each(world: &World, name: &str) {
    let batch = world.sim.stats().batch;
    assert_eq!((batch.created, batch.ended.get("completed")), (2, Some(&2)), "{name}: {}", world.seen());
}

#[test]
fn killed_at_any_request_the_next_run_takes_over() {
    at_each(|at| {
        let name = format!("killed while request {at} was done");
        let world = two_parts(at, "any:hang");
        let mut child = world.folder.start(&["batch"]);
        while world.sim.stats().batch.requests <= at && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        // What was asked is done by now; the program never heard of it.
        std::thread::sleep(std::time::Duration::from_millis(20));
        kill(child);
        world.ends(0, &[]);
        one_of_each(&world, &name);
        world.is_well(&name);
    });
}

#[test]
fn a_reply_lost_at_any_request_is_none_of_the_users_business() {
    at_each(|at| {
        for fault in ["any:lost", "any:after_500"] {
            let name = format!("{fault} at request {at}");
            let world = two_parts(at, fault);
            world.ends(0, &[]);
            one_of_each(&world, &name);
            world.is_well(&name);
        }
    });
}

#[test]
fn what_never_arrived_is_sent_again() {
    at_each(|at| {
        for fault in ["any:reset", "any:503", "any:429"] {
            let name = format!("{fault} at request {at}");
            let world = two_parts(at, fault);
            world.ends(0, &[]);
            one_of_each(&world, &name);
            world.is_well(&name);
        }
    });
}

#[test]
fn killed_at_any_write_of_the_ledger_the_next_run_takes_over() {
    let points =
        [("ledger.before", 12), ("ledger.after", 12), ("ledger.synced", 8), ("sheet.written", 3), ("sheet.renamed", 3)];
    std::thread::scope(|threads| {
        for (point, most) in points {
            threads.spawn(move || {
                for nth in 1..=most {
                    killed_at(point, nth);
                }
            });
        }
    });
}

fn killed_at(point: &str, nth: u32) {
    let name = format!("{point}:{nth}");
    let world = two_parts(u64::MAX, "any:lost");
    let mut command = world.folder.command(&["batch"]);
    let status = command.env("BATCH_FAULT_AT", &name).output().unwrap().status;
    // Points that are passed less often than that are no crash.
    assert!(!status.success() || nth > 3, "{name} was never reached");
    world.ends(0, &[]);
    one_of_each(&world, &name);
    world.is_well(&name);
}

#[test]
fn killed_again_and_again() {
    for round in 0..4_u64 {
        let world = two_parts(u64::MAX, "any:lost");
        for at in [1, 3, 6, 9, 14] {
            let child = world.folder.start(&["batch"]);
            let before = world.sim.stats().batch.requests;
            let until = before + at + round;
            for _ in 0..60 {
                if world.sim.stats().batch.requests >= until {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            kill(child);
        }
        world.ends(0, &[]);
        one_of_each(&world, &format!("round {round}"));
        world.is_well(&format!("round {round}"));
    }
}
