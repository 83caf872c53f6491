//! Scenes with a batch service: single stories, each written for a promise that was once broken.

use std::time::Duration;

use serde_json::json;

use super::law::{Law, Odd};
use super::seeds::tell;
use super::story::{Act, Story};
use crate::run::batch::{Leftovers, Order, Task};
use crate::worlds::job::Job;
use crate::worlds::law::Law as CallLaw;
use crate::worlds::play::{Crash, How};
use crate::worlds::story::Edit;

fn order(task: Task) -> Order {
    Order { task, lines: 4, parts: 2, every: Duration::from_secs(10), ..Order::default() }
}

fn act(task: Task, pause: u64) -> Act {
    does(Some(order(task)), pause)
}

fn does(batch: Option<Order>, pause: u64) -> Act {
    Act { how: How { batch, pause: Duration::from_secs(pause), ..How::default() }, ..Act::default() }
}

fn killed(task: Task, pause: u64, polls: u64) -> Act {
    let mut act = act(task, pause);
    act.how.crash = Some(Crash::Polls(polls));
    act
}

/// Tells a story of one model, four people and two prompts.
#[track_caller]
fn scene(law: Law, acts: Vec<Act>) {
    let job = Job::new(&["m1"], 4, 2).with(&json!({"timeout_seconds": 30, "max_tokens": 400, "concurrency": 5}));
    let calls = CallLaw { steady: true, ..CallLaw::default() };
    let broken = tell(Story { job, law, calls, acts, order: order(Task::All) }, false);
    assert!(broken.is_empty(), "{broken:#?}");
}

/// A world in which something is always odd for a time.
fn odd(odd: Odd, one_in: u32) -> Law {
    Law::plain(7).with(odd, one_in, 200)
}

#[test]
fn a_process_that_is_killed_at_any_moment_loses_nothing_and_leaves_nothing_behind() {
    for task in [Task::All, Task::Cancel] {
        for polls in (1..60).chain((60..400).step_by(9)) {
            scene(Law::plain(polls), vec![act(Task::Submit, 5), killed(task, 30, polls)]);
        }
    }
}

#[test]
fn a_sheet_that_comes_back_before_the_rest_is_sent_goes_there_once() {
    scene(odd(Odd::Busy, 2), vec![act(Task::All, 1)]);
}

#[test]
fn what_weather_keeps_back_is_not_paid_for_again() {
    for kind in [Odd::LostBefore, Odd::LostAfter, Odd::Limited, Odd::Key] {
        scene(odd(kind, 2), vec![act(Task::Submit, 60), act(Task::Cancel, 5), act(Task::All, 5)]);
    }
    for kind in [Odd::ContentCut, Odd::ContentLate, Odd::ContentShort] {
        scene(odd(kind, 1), vec![act(Task::All, 5)]);
    }
}

#[test]
fn a_second_batch_is_seen_by_who_comes_back_when_all_is_over() {
    scene(odd(Odd::Twins, 1), vec![act(Task::Submit, 100), act(Task::Fetch, 1)]);
}

#[test]
fn results_that_are_not_named_are_found_and_removed() {
    scene(odd(Odd::Unnamed, 1), vec![act(Task::All, 1)]);
}

#[test]
fn a_file_that_nobody_heard_of_does_not_stay() {
    scene(odd(Odd::LostAfter, 2), vec![act(Task::Submit, 1), act(Task::Cancel, 1)]);
}

#[test]
fn files_that_are_not_removed_are_named_by_a_process_that_is_killed_later() {
    for polls in (20..200).step_by(9) {
        scene(odd(Odd::Kept, 1), vec![act(Task::Submit, 60), killed(Task::All, 1, polls)]);
    }
}

#[test]
fn a_torn_line_of_a_batch_that_expired_may_have_been_paid_for() {
    let law = odd(Odd::Expires, 1).with(Odd::Torn, 2, 200);
    scene(law, vec![act(Task::All, 1)]);
}

#[test]
fn leftovers_go_online_when_nothing_waits_any_more() {
    let online = Order { leftovers: Leftovers::Online, ..order(Task::All) };
    let deadline = Order { deadline: Some(Duration::from_secs(8)), ..online.clone() };
    for order in [online, deadline] {
        for kind in [Odd::Anyway, Odd::Expires, Odd::Busy, Odd::Missing] {
            scene(odd(kind, 2), vec![does(Some(order.clone()), 1)]);
        }
    }
}

#[test]
fn who_waits_is_not_asked_again_because_another_is_alike_now() {
    for (alike, task) in [(0, Some(Task::All)), (1, Some(Task::Submit)), (0, None)] {
        let edits = vec![Edit::AddPerson(77, Some(alike))];
        let law = Law { spans: [Duration::from_secs(60); 4], ..Law::plain(7) };
        scene(law, vec![act(Task::Submit, 1), Act { edits, ..does(task.map(order), 5) }]);
    }
}
