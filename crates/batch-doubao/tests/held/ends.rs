//! How it ends before it is done: the deadline, Ctrl-C, the budget.

use std::time::{Duration, Instant};

use batch_contract::finish;
use batch_sim::{Faults, Held, Latency, Sim};
use serde_json::json;

use super::{ark, calls, counts, folder};

fn holds_for(seconds: u64) -> Sim {
    let hold = Some(Latency::Fixed(Duration::from_secs(seconds)));
    ark(Held { hold, ..Held::default() }, Faults::none())
}

/// What is held is let go, though it may be paid for, and all of it is asked online.
#[test]
fn at_the_deadline_the_rest_goes_online() {
    let sim = holds_for(3_600);
    let mut folder = folder(&sim);
    // Any time zone will do.
    let now = std::process::Command::new("date").args(["-d", "+4 seconds", "+%Y-%m-%dT%H:%M:%S"]).output().unwrap();
    let deadline = String::from_utf8(now.stdout).unwrap();
    folder.edit(|config| config["timeout_seconds"] = json!(30));
    let ran = folder.run(&["batch", "--deadline", deadline.trim(), "--json"]);
    assert_eq!((ran.code, counts(&ran), calls(&sim)), (0, (12, 0, 0), (12, 12)), "{}", ran.err);
    let (stats, money) = (sim.stats(), &ran.json()["money"]);
    assert_eq!(stats.abandoned, 12);
    let open = money["perhaps"].as_f64().unwrap() + money["abandoned"].as_f64().unwrap();
    assert!(open >= stats.unseen.cost, "{money} {:?}", stats.unseen);
    assert!(folder.ledger().iter().filter(|line| line["event"] == "answered").all(|line| line["lane"].is_null()));
}

/// The first asks to wait, the second lets go; what was let go is asked again the next time, and said.
#[cfg(unix)]
#[test]
fn ctrl_c_twice_lets_go_and_the_next_command_goes_on() {
    let sim = holds_for(3_600);
    let folder = folder(&sim);
    let child = folder.start(&["batch", "--json"]);
    let began = Instant::now();
    while sim.stats().in_flight < 12 && began.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    for _ in 0..2 {
        let pid = child.id().to_string();
        std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap();
        std::thread::sleep(Duration::from_millis(500));
    }
    let ran = finish(child);
    assert_eq!((ran.code, counts(&ran)), (130, (0, 0, 12)), "{}", ran.err);
    assert!(ran.json()["money"]["abandoned"].as_f64() > Some(0.0), "{}", ran.out);
    sim.change(&serde_json::from_value(json!({"batch": {"held": {}}})).unwrap());
    let ran = folder.run(&["batch", "--json"]);
    assert_eq!((ran.code, counts(&ran), calls(&sim)), (0, (12, 0, 0), (24, 0)), "{}", ran.err);
}

/// What would be too dear online is not in this lane: its worst case is reserved at its own price.
#[test]
fn a_budget_is_held_at_the_lanes_price() {
    let sim = ark(Held::default(), Faults::none());
    let mut folder = folder(&sim);
    // 65,536 tokens of thinking and 2,000 of answer at 30 a million, and half of it.
    folder.edit(|config| config["models"] = json!([super::PRO]));
    let online = folder.run(&["--budget", "1.5", "--json"]);
    assert_eq!((online.code, calls(&sim)), (4, (0, 0)), "{}", online.err);
    let ran = folder.run(&["batch", "--budget", "1.5", "--json"]);
    assert!(sim.stats().total().cost <= 1.5 && calls(&sim).0 > 0, "{}", ran.out);
    assert_eq!((ran.code, counts(&ran)), (0, (6, 0, 0)), "{}", ran.err);
    let worst = folder.ledger().iter().filter_map(|line| line["worst"].as_f64()).fold(0.0, f64::max);
    assert!((1.0..1.1).contains(&worst), "{worst}");
}
