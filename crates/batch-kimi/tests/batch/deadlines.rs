//! `--deadline`: the next time that the clock on the user's wall shows it, and never before.

use std::process::Command;

use batch_contract::finish;
use batch_sim::BatchSettings;

use super::{World, calm, first_batch, signal, world};

/// Zones as POSIX writes them, which need no table of the system: whole days apart.
const ZONES: [&str; 3] = ["UTC0", "EAST-14", "WEST11"];

/// A time on the wall of a zone, so much from now.
fn wall(zone: &str, from_now: &str, format: &str) -> String {
    let out = Command::new("date").env("TZ", zone).args(["-d", from_now, format]).output().unwrap();
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

/// What came of a command that was interrupted when the platform had been looked at for a while.
fn watched(world: &World, zone: &str, deadline: &str) {
    let mut command = world.folder.command(&["batch", "--deadline", deadline]);
    let child = command.env("TZ", zone).spawn().unwrap();
    let before = world.sim.stats().batch.requests;
    world.until(|stats| stats.batch.requests > before + 20);
    signal(&child, "-INT");
    let ran = finish(child);
    assert_eq!(ran.code, 130, "{zone} {deadline}: {}{}", ran.out, ran.err);
    assert!(!ran.err.contains("时刻已到"), "{zone} {deadline}: {}", ran.err);
    let stats = world.sim.stats();
    assert_eq!((stats.calls, stats.batch.cancels), (0, 0), "{zone} {deadline}: {}", world.seen());
}

#[cfg(target_os = "linux")]
#[test]
fn a_time_that_has_passed_today_is_tomorrows_in_every_zone() {
    for zone in ZONES {
        let world = world(BatchSettings { working: 1_000_000, ..calm() });
        for from_now in ["-2 minutes", "+2 hours", "-3 hours"] {
            watched(&world, zone, &wall(zone, from_now, "+%H:%M"));
        }
        watched(&world, zone, &wall(zone, "+1 day", "+%Y-%m-%dT%H:%M"));
        // With its date it is over, and said.
        let past = wall(zone, "-2 minutes", "+%Y-%m-%dT%H:%M");
        let mut command = world.folder.command(&["batch", "--deadline", &past]);
        let ran = finish(command.env("TZ", zone).spawn().unwrap());
        assert_eq!((ran.code, world.sim.stats().calls), (2, 0), "{zone} {past}: {}", ran.err);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn it_acts_when_the_wall_shows_it_and_not_before() {
    for zone in ZONES {
        let world = first_batch(calm(), "stuck");
        // The two clocks are read one after the other: the second may be a second later.
        let format = "+%Y-%m-%dT%H:%M:%S";
        let (then, deadline) = (wall("UTC0", "+3 seconds", format), wall(zone, "+3 seconds", format));
        let mut command = world.folder.command(&["batch", "--deadline", &deadline, "--events", "events.jsonl"]);
        let ran = finish(command.env("TZ", zone).spawn().unwrap());
        assert_eq!((ran.code, world.sim.stats().calls), (0, 3), "{zone}: {}\n{}", ran.err, world.seen());
        let events = world.folder.read("events.jsonl");
        let reached = events.lines().find(|line| line.contains("deadline_reached")).unwrap();
        let reached: serde_json::Value = serde_json::from_str(reached).unwrap();
        let at = reached["at"].as_str().unwrap();
        assert!(at.ends_with('Z') && at >= then.as_str(), "{zone}: {at} before {deadline}, {then}");
    }
}
