//! What the service does with calls: holds them, cuts them, is overloaded, has enough for a day.

use std::process::Stdio;
use std::time::Duration;

use batch_contract::finish;
use batch_sim::{FaultKind, Faults, Held, HeldOverload, Latency};
use serde_json::json;

use super::{LITE, PRO, ark, calls, counts, folder, people};

fn seconds(seconds: u64) -> Latency {
    Latency::Fixed(Duration::from_secs(seconds))
}

/// However long a call online may take.
#[test]
fn a_call_that_is_held_is_waited_for() {
    let sim = ark(Held { hold: Some(seconds(3)), ..Held::default() }, Faults::none());
    let mut folder = folder(&sim);
    folder.edit(|config| config["timeout_seconds"] = json!(1));
    let ran = folder.run(&["batch", "--json"]);
    assert_eq!((ran.code, counts(&ran), calls(&sim)), (0, (12, 0, 0), (12, 0)), "{}", ran.err);
    assert_eq!(sim.stats().abandoned, 0);
}

/// The platform went on and billed: that is counted as perhaps paid, and the conversation asked again.
#[test]
fn a_connection_that_is_cut_may_have_been_paid_for() {
    let faults = Faults { on: vec![(String::new(), FaultKind::SilentCut, 1)], ..Faults::none() };
    let sim = ark(Held::default(), faults);
    let folder = folder(&sim);
    let ran = folder.run(&["batch", "--json", "--concurrency", "4"]);
    assert_eq!((ran.code, counts(&ran), calls(&sim).1), (0, (12, 0, 0), 0), "{}", ran.err);
    let (stats, money) = (sim.stats(), &ran.json()["money"]);
    let (spent, perhaps) = (money["spent"].as_f64().unwrap(), money["perhaps"].as_f64().unwrap());
    assert_eq!(stats.unseen.calls, stats.faults["silent_cut"]);
    assert!(perhaps >= stats.unseen.cost && spent + perhaps >= stats.total().cost, "{money} {:?}", stats.unseen);
}

/// A call that was held for longer than anybody waits for a platform that serves nothing says nothing of the sort when it fails.
#[test]
fn an_old_call_that_is_cut_is_no_outage() {
    let faults = Faults { on: vec![("第 7 位".to_owned(), FaultKind::SilentCut, 1)], ..Faults::none() };
    let sim = ark(Held { hold: Some(seconds(3)), ..Held::default() }, faults);
    let folder = folder(&sim);
    people(&folder, 9);
    let ran = folder.run(&["batch", "--offline-limit", "2", "--json"]);
    assert_eq!((ran.code, counts(&ran)), (0, (48, 0, 0)), "{}", ran.err);
}

/// Where every connection is cut, each conversation is asked as often as any other, and no more.
#[test]
fn a_cut_without_end_comes_to_an_end() {
    let faults = Faults::none().always("第 7 位", FaultKind::SilentCut);
    let sim = ark(Held::default(), faults);
    let mut folder = folder(&sim);
    people(&folder, 9);
    folder.edit(|config| config["max_retries"] = json!(0));
    let ran = folder.run(&["batch", "--json"]);
    assert_eq!((ran.code, counts(&ran)), (1, (44, 4, 0)), "{}", ran.err);
    assert!((4..=12).contains(&sim.stats().unseen.calls), "{:?}", sim.stats().unseen);
    assert!(ran.json()["money"]["perhaps"].as_f64().unwrap() >= sim.stats().unseen.cost, "{}", ran.out);
}

/// A refusal without a time is waited for as long as our own rule says, and the other model goes on meanwhile.
#[test]
fn an_overload_is_not_spun_on() {
    for retry_after in [None, Some(1)] {
        let overload = Some(HeldOverload { every: 20, refused: 3, retry_after });
        let sim = ark(Held { overload, hold: Some(seconds(1)), ..Held::default() }, Faults::none());
        let folder = folder(&sim);
        people(&folder, 27);
        let ran = folder.run(&["batch", "--json"]);
        assert_eq!((ran.code, counts(&ran)), (0, (120, 0, 0)), "{}", ran.err);
        let stats = sim.stats();
        // Sixty of each model: three overloads of three.
        assert!(stats.rejected_429 <= 18 && stats.answered_twice == 0, "{retry_after:?}: {:?}", stats.rejected);
        assert!(ran.json()["seconds"].as_f64().unwrap() < 90.0, "{retry_after:?}: {}", ran.out);
    }
}

/// It is left for another day, or goes online at once where the user says so; the other model goes on.
#[test]
fn a_model_whose_day_is_used_up_is_left() {
    let sim = ark(Held { quota: Some(1), ..Held::default() }, Faults::none());
    let folder = folder(&sim);
    people(&folder, 20);
    let ran = folder.run(&["batch", "--json"]);
    let (answered, failed, left) = counts(&ran);
    assert_eq!((ran.code, failed, answered + left), (4, 0, 92), "{}", ran.err);
    assert!(answered > 0 && left > 0 && ran.err.contains(PRO) && ran.err.contains(LITE), "{}", ran.err);
    // What was on its way when the first was told.
    assert!(sim.stats().rejected_429 <= 20, "{:?}", sim.stats().rejected);
    let ran = folder.run(&["batch", "--leftovers", "online", "--json"]);
    assert_eq!((ran.code, counts(&ran).2), (0, 0), "{}", ran.err);
}

/// Some systems let a process open few files unless it asks for more, and each call has a connection.
#[cfg(unix)]
#[test]
fn as_many_at_once_as_there_are() {
    let sim = ark(Held { hold: Some(seconds(3)), ..Held::default() }, Faults::none());
    let folder = folder(&sim);
    people(&folder, 30);
    let few = r#"ulimit -Sn 64; exec "$0" batch --json"#;
    let mut command = std::process::Command::new("sh");
    command.args(["-c", few, env!("CARGO_BIN_EXE_batch-doubao")]).current_dir(folder.path());
    let ran = finish(command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap());
    assert_eq!((ran.code, counts(&ran)), (0, (132, 0, 0)), "{}", ran.err);
    assert!(sim.stats().peak_in_flight > 64, "{}", sim.stats().peak_in_flight);
}

#[test]
fn nothing_can_be_left_there() {
    let sim = ark(Held::default(), Faults::none());
    let folder = folder(&sim);
    for task in ["submit", "status", "fetch", "cancel"] {
        let ran = folder.run(&["batch", task]);
        assert_eq!((ran.code, ran.err.lines().count(), calls(&sim)), (2, 1, (0, 0)), "{task}: {}", ran.err);
        assert!(ran.err.contains("保持连接"), "{task}: {}", ran.err);
    }
}
