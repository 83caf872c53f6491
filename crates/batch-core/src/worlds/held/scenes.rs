//! Stories with held calls that were told wrongly once.

use std::time::Duration;

use serde_json::json;

use super::HeldWorld;
use crate::run::batch::Order;
use crate::worlds::job::Job;
use crate::worlds::law::{Decree, Latency, Law, What, Who};
use crate::worlds::play::{How, run};

/// The link seems to be down as long as no reply comes, and replies take long; in the end all of them are there.
#[test]
fn who_gave_the_link_up_and_heard_everything_is_done() {
    let mut job = Job::new(&["m1"], 2, 3).with(&json!({"concurrency": 5, "timeout_seconds": 30, "max_tokens": 400}));
    job.held = true;
    let no_link = Decree::between(0.0, 1.5, Who::says("<p2>"), What::NoLink);
    let latency = Latency::Always(Duration::from_secs(300));
    let world = HeldWorld::new(Law::default(), Law { latency, decrees: vec![no_link], ..Law::default() });
    let came = run(&job, &world, &How { batch: Some(Order::default()), ..How::default() });
    assert_eq!((came.name(), came.code, came.summary.answered), ("done", 0, 6), "{came}");
    assert!(came.wall > Duration::from_secs(61), "it waited: {came}");
}
