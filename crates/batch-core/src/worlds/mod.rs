//! Whole runs against a scripted world, in one process and on a clock of their own: an hour takes a moment, and the
//! same seed gives the same hour. Rows of the table of flow: [`rows`].
//!
//! ```ignore
//! let job = Job::new(&["m"], 400, 5).with(&json!({"concurrency": 256}));
//! let law = Law { at_once: vec![(Duration::ZERO, 32)], limited: Words::LIMITED.after(RetryAfter::Seconds(1.0)), ..Law::default() };
//! println!("{}", measure(&job, law));            // wall, ideal, ratio, calls, refusals, what was answered
//!
//! let world = World::new(law);                   // lives through several runs
//! let came = run(&job, &world, &How::default()); // ending, counters, wall time; `How` has flags, crashes, Ctrl-C
//! job.sheets();                                  // what the files say
//! world.seen();                                  // what the server saw
//! ```
//!
//! [`Law`] says what the world is like: latency, limits at once and a minute, how refusals are worded, and decrees
//! (who is treated how, when). The world knows the dialect and nothing of the client.

#![allow(dead_code, reason = "a language for tests: not every word is used in each")]

mod accounts;
mod batch;
mod bounds;
mod dice;
pub(crate) mod heard;
mod held;
mod invented;
mod job;
mod law;
mod line;
mod measure;
mod play;
mod promises;
mod rows;
mod scenes;
mod seeds;
mod server;
mod shared;
mod story;

use self::job::Job;
use self::law::Law;
use self::measure::measure;

/// A short name of a text.
fn digest(text: &str) -> String {
    crate::base::key::Key::of(text.as_bytes()).to_string()
}

#[test]
fn a_quiet_world_answers_everything() {
    let job = Job::new(&["a", "b"], 10, 3);
    let measured = measure(&job, Law::default());
    assert_eq!((measured.came.name(), measured.came.summary.answered), ("done", 60), "{measured}");
    assert_eq!(job.sheets().len(), 60);
}
