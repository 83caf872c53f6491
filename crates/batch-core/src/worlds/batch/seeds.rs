//! Many stories, drawn from seeds. `BATCH_WORLDS=10000` tells so many; `BATCH_WORLD=17` tells one, with all that happened;
//! `BATCH_WORLDS_OF=twins,torn` only stories with these oddities.

use super::BatchWorld;
use super::law::Odd;
use super::promises::Promises;
use super::story::Story;
use crate::run::batch::{Order, Task};
use crate::worlds::heard::heard;
use crate::worlds::job::Job;
use crate::worlds::play::{self, Came, How};
use crate::worlds::seeds::tell_many;
use crate::worlds::story::flags;

/// Runs at the end until nothing is left.
const LAST: usize = 12;

/// Tells one story; says which promises were broken.
pub fn tell(story: Story, loud: bool) -> Vec<String> {
    let Story { mut job, law, calls, acts, order } = story;
    if loud {
        eprintln!("{job}\n{law:#?}\n{acts:#?}");
    }
    let world = BatchWorld::new(calls, law);
    let mut promises = Promises::new(&job);
    let mut run = |job: &Job, how: How| {
        let (came, said) = heard(|| play::run(job, &world, &how));
        if loud {
            tell_run(&came, &said, &how, &world);
        }
        promises.after(job, &came, &how, &world, &said);
        world.desk.next_run();
        came
    };
    for act in acts {
        for edit in &act.edits {
            edit.apply(&mut job);
        }
        let mut flags = flags(act.people.map(|people| (u64::MAX, people, u64::MAX)), &job);
        flags.extend(["--offline-limit", "90"].map(str::to_owned));
        run(&job, How { flags, ..act.how });
    }
    world.calm();
    job.config.as_object_mut().unwrap().remove("budget");
    let all = How { batch: Some(Order { task: Task::All, ..order }), ..How::default() };
    for _ in 0..LAST {
        let came = run(&job, all.clone());
        // Who has no money has some by the next one.
        if came.summary.waiting == 0 && came.name() != "refused" {
            break;
        }
    }
    // What the batch service does not do is asked by calls.
    run(&job, How::default());
    let came = run(&job, How::default());
    promises.at_last(&job, &came, &world, all.batch.is_some_and(|order| order.keep_remote));
    promises.broken
}

fn tell_run(came: &Came, said: &[String], how: &How, world: &BatchWorld) {
    eprintln!("{how:?}\nrun: {came}");
    world.desk.look(world.calls.now(), |desk| {
        let run = desk.run;
        for asked in desk.asked.iter().filter(|asked| asked.run == run) {
            eprintln!("  {:>9.3} {} -> {}", asked.at.as_secs_f64(), asked.what, asked.heard);
        }
        for batch in desk.batches.iter().filter(|batch| !batch.foreign) {
            let (rows, input) = (batch.rows.len(), &desk.files[batch.input].id);
            eprintln!(
                "  {} of {input}: {:?} {} of {rows}, made {:?}, over {:?}",
                batch.id, batch.state, batch.worked, batch.made, batch.over
            );
        }
    });
    said.iter().for_each(|line| eprintln!("  {line}"));
}

#[test]
fn promises_hold_with_a_batch_service() {
    let odds: Vec<Odd> = match std::env::var("BATCH_WORLDS_OF") {
        Ok(names) => {
            Odd::ALL.into_iter().filter(|odd| names.split(',').any(|n| n == odd.name() || n == "all")).collect()
        }
        Err(_) => Odd::ALL.to_vec(),
    };
    let odds = if odds.is_empty() { Odd::ALL.to_vec() } else { odds };
    tell_many("worlds::batch::seeds", |seed, loud| tell(Story::of(seed, &odds), loud));
}
