//! Rows of the table of flow that must stay as good as they are: how near to the least time, and how many refusals.

use std::time::Duration;

use serde_json::json;

use super::job::Job;
use super::law::{Decree, Law, Minute, RetryAfter, What, Who, Words};
use super::measure::{Measured, measure};
use super::play::{self, How};
use super::server::{Seen, Treated, World};

/// Measures a job of so many conversations with so many calls at once; ratio, refusals, and their share.
fn row(conversations: usize, at_once: u32, law: Law) -> (f64, usize, f64) {
    let job = Job::new(&["m"], conversations / 5, 5).with(&json!({"concurrency": at_once}));
    let measured: Measured = measure(&job, law);
    assert_eq!(measured.came.summary.answered, conversations, "{measured}");
    let refusals = measured.seen.count(|end| matches!(end, Treated::Limited));
    (measured.ratio(), refusals, measured.refused())
}

fn at_once(most: u32, after: RetryAfter) -> Law {
    Law { at_once: vec![(Duration::ZERO, most)], limited: Words::LIMITED.after(after), ..Law::default() }
}

/// A `Retry-After` binds who is refused, not the group: as fast as without it.
#[test]
fn calls_at_once_are_found_whatever_wait_is_asked_for() {
    for (most, of) in [(8, 64), (32, 256)] {
        for after in [RetryAfter::Absent, RetryAfter::Seconds(1.0), RetryAfter::Seconds(5.0)] {
            let (ratio, _, refused) = row(most as usize * 50, of, at_once(most, after));
            assert!(ratio <= 1.12 && refused <= 0.02, "{most} of {of}, {after:?}: {ratio:.3}, {refused:.3}");
        }
    }
}

/// The second run begins where the first was served: it need not search.
#[test]
fn a_second_run_knows_what_is_served_at_once() {
    let job = Job::new(&["m"], 160, 5).with(&json!({"concurrency": 256}));
    let world = World::new(at_once(32, RetryAfter::Absent));
    let half = How { flags: ["--prompts", "1,2,3"].map(str::to_owned).into(), ..How::default() };
    play::run(&job, &world, &half);
    let refused = |seen: Seen| seen.count(|end| matches!(end, Treated::Limited));
    let before = refused(world.seen());
    let came = play::run(&job, &world, &How::default());
    let again = refused(world.seen()) - before;
    assert_eq!(came.summary.answered, 320);
    eprintln!("SECOND {before} {again} {:?}", came.wall);
    // Eleven rounds of 0.21 s; who begins with a guess needs two more.
    assert!(
        again <= 2 && came.wall < Duration::from_millis(2600),
        "{again} refusals, before {before}; {:?}",
        came.wall
    );
}

/// Calls a minute are learned from refusals, with a wait or without, and read from headers that say what is left.
#[test]
fn calls_a_minute_are_learned() {
    let window = Some(Minute::Window { most: 60, counts_refused: false });
    let said = |after| Law { minute: window, limited: Words::LIMITED.after(after), ..Law::default() };
    for (law, most) in [
        (said(RetryAfter::Absent), 25),
        (said(RetryAfter::Seconds(1.0)), 25),
        (said(RetryAfter::Honest), 25),
        (Law { tells_what_is_left: true, ..said(RetryAfter::Absent) }, 5),
    ] {
        let (after, told) = (law.limited.after, law.tells_what_is_left);
        let (ratio, refusals, _) = row(300, 64, law);
        assert!(refusals <= most && ratio <= 1.3, "{after:?}, headers {told}: {refusals} refusals, {ratio:.3}");
    }
}

/// Refused, broken or cut by chance: about half of all calls.
fn half_fail() -> Vec<Decree> {
    let by_chance = |n: u32, what: What| Decree::always(Who::all().one_in(n), what);
    vec![by_chance(5, What::Refuse(Words::LIMITED)), by_chance(4, What::Reset), by_chance(7, What::CutJson)]
}

/// Refusals, broken connections and half answers by chance are no limit and no outage: half of them are through in a moment.
#[test]
fn chance_costs_its_own_time_only() {
    let half = |seed: u64| {
        let job = Job::new(&["m"], 100, 5).with(&json!({"concurrency": 64}));
        let measured = measure(&job, Law { seed, decrees: half_fail(), ..Law::default() });
        let answered = measured.seen.calls.iter().filter(|call| matches!(call.end, Treated::Answered(_)));
        let mut times: Vec<Duration> = answered.map(|call| call.at).collect();
        times.sort();
        times[250]
    };
    let mut halves: Vec<Duration> = (1..=5).map(half).collect();
    halves.sort();
    assert!(halves[2] < Duration::from_secs(6) && halves[4] < Duration::from_secs(15), "{halves:?}");
}

/// Nor does the unluckiest one hold the end up: where chance explains a row of failures, waiting longer each time helps nobody.
#[test]
fn who_fails_by_chance_does_not_wait_longer_and_longer() {
    let whole = |seed: u64| {
        let job = Job::new(&["m"], 100, 5).with(&json!({"concurrency": 16, "max_retries": 10}));
        measure(&job, Law { seed, decrees: half_fail(), ..Law::default() }).came.wall.as_secs_f64()
    };
    let mut walls: Vec<f64> = (1..=3).map(whole).collect();
    walls.sort_by(f64::total_cmp);
    assert!(walls[1] < 45.0 && walls[2] < 60.0, "{walls:?}");
}
