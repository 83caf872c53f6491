//! How many calls are held at a time, and what the user is told of it.

use std::time::Duration;

use batch_sim::{Faults, Held, Latency};
use serde_json::{Value, json};

use super::{ark, calls, folder};

/// Calls at once, and the banner's line of limits, of a run with these words and this config.
fn at_once(args: &[&str], batch: Value) -> (u64, String) {
    let hold = Some(Latency::Fixed(Duration::from_millis(300)));
    let sim = ark(Held { hold, ..Held::default() }, Faults::none());
    let mut folder = folder(&sim);
    folder.edit(|config| {
        config["concurrency"] = json!(1);
        config["batch"] = batch;
    });
    let ran = folder.run(args);
    assert_eq!((ran.code, calls(&sim)), (0, (12, 0)), "{args:?} {}{}", ran.out, ran.err);
    let limits = ran.out.lines().find(|line| line.contains("限额: ")).unwrap_or_default();
    (sim.stats().peak_in_flight, limits.to_owned())
}

#[test]
fn the_users_own_number_of_held_calls_holds_and_is_told() {
    let (most, said) = at_once(&["batch", "--concurrency", "3"], json!({"concurrency": 2}));
    assert!(most <= 3 && said.contains("同时 3 次（已指定）"), "{most} {said}");
    let (most, said) = at_once(&["batch"], json!({"concurrency": 2}));
    assert!(most <= 2 && said.contains("同时 2 次（已指定）"), "{most} {said}");
    // The config's number of calls is about those that are answered at once.
    let (most, said) = at_once(&["batch"], json!({}));
    assert!(most > 1 && said.contains("同时 1024 次（默认）"), "{most} {said}");
}
