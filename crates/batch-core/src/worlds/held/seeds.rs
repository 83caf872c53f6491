//! Many stories, drawn from seeds. `BATCH_WORLDS=10000` tells so many; `BATCH_WORLD=17` tells one, with all that happened.

use super::HeldWorld;
use super::promises::{Promises, answers, calls};
use super::story::Story;
use crate::run::batch::Order;
use crate::worlds::heard::heard;
use crate::worlds::job::Job;
use crate::worlds::play::{self, Came, How};
use crate::worlds::seeds::tell_many;

/// Runs at the end until nothing is left.
const LAST: usize = 6;

/// Tells one story; says which promises were broken.
fn tell(story: Story, loud: bool) -> Vec<String> {
    let Story { mut job, online, held, acts } = story;
    if loud {
        eprintln!("{job}\n{held:#?}\n{acts:#?}");
    }
    let world = HeldWorld::new(online, held);
    let mut promises = Promises::default();
    let mut run = |job: &Job, how: How| {
        let before = answers(job);
        let (came, said) = heard(|| play::run(job, &world, &how));
        if loud {
            tell_run(&came, &said, &how, &world);
        }
        promises.after(job, &came, &how, &world, &said, &before);
        came
    };
    for act in acts {
        for edit in &act.edits {
            edit.apply(&mut job);
        }
        run(&job, act.how);
    }
    world.calm();
    job.config.as_object_mut().unwrap().remove("budget");
    for _ in 0..LAST {
        let came = run(&job, How { batch: Some(Order::default()), ..How::default() });
        if came.name() == "done" && came.summary.failures() == 0 {
            break;
        }
    }
    let before = calls(&world).len();
    let came = run(&job, How::default());
    let again = calls(&world).len() - before;
    promises.at_last(&job, &came, again);
    promises.broken
}

fn tell_run(came: &Came, said: &[String], how: &How, world: &HeldWorld) {
    eprintln!("{how:?}\nrun: {came}");
    let run = calls(world).iter().map(|(call, _)| call.run).max();
    for (call, question) in calls(world).iter().filter(|(call, _)| Some(call.run) == run) {
        eprintln!(
            "  {:>9.3} {:?} until {:?} [{}] {:?}",
            call.at.as_secs_f64(),
            call.end,
            call.until,
            question.model,
            question.input
        );
    }
    said.iter().for_each(|line| eprintln!("  {line}"));
}

#[test]
fn promises_hold_with_held_calls() {
    tell_many("worlds::held::seeds", |seed, loud| tell(Story::of(seed), loud));
}
