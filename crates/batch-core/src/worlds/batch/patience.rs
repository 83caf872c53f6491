//! How long a run waits for what comes back without an answer, and for what does not come whole.

use std::time::Duration;

use serde_json::json;

use super::BatchWorld;
use super::law::{Law, Odd};
use crate::run::batch::{Order, Task};
use crate::worlds::job::Job;
use crate::worlds::law::Law as CallLaw;
use crate::worlds::play::{self, Came, How};

const EVERY: Duration = Duration::from_secs(10);

/// A run of one model and so many people with one prompt.
fn run(law: Law, people: usize) -> (BatchWorld, Came) {
    let job = Job::new(&["m1"], people, 1).with(&json!({"timeout_seconds": 30, "max_tokens": 400, "max_retries": 3}));
    let calls = CallLaw { steady: true, ..CallLaw::default() };
    let world = BatchWorld::new(calls, law);
    let order = Order { task: Task::All, every: EVERY, ..Order::default() };
    let came = play::run(&job, &world, &How { batch: Some(order), ..How::default() });
    (world, came)
}

#[test]
fn what_comes_back_waits_longer_each_time_before_it_goes_there_again() {
    let (world, came) = run(Law::plain(7).with(Odd::Expires, 1, 1_000_000), 1);
    let spans: Vec<(Duration, Duration)> = world.desk.look(world.calls.now(), |desk| {
        let ours = desk.batches.iter().filter(|batch| !batch.foreign);
        ours.map(|batch| (batch.made, batch.over.unwrap())).collect()
    });
    assert_eq!((spans.len(), came.summary.failures()), (4, 1), "{spans:?} {}", came.name());
    for (n, pair) in spans.windows(2).enumerate() {
        let pause = pair[1].0 - pair[0].1;
        assert!(pause >= EVERY * (1 << n), "{pause:?} before batch {n}: {spans:?}");
    }
}

#[test]
fn results_that_break_off_at_the_same_place_each_time_are_not_waited_for_for_ever() {
    let (world, came) = run(Law { cuts: true, ..Law::plain(7) }, 6);
    assert!(!came.stuck && came.code < 3, "{} after {:?}", came.name(), came.wall);
    // What came was landed, and what did not was asked again until that was enough.
    assert!(came.summary.answered >= 3 && came.left() == 0, "{} answered", came.summary.answered);
    let tries = world.desk.look(world.calls.now(), |desk| desk.batches.iter().filter(|batch| !batch.foreign).count());
    assert!((2..=4).contains(&tries), "{tries} batches");
}
