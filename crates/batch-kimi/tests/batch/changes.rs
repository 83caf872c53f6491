//! What changes while a batch waits: a record, the models, the address.

use batch_contract::finish;
use batch_sim::BatchSettings;
use serde_json::json;

use super::{ALL, World, calm, world};

const RECORD: &str = "测试输入问答记录/患者2_问答记录.txt";
const NEW: &str = "医生：睡眠怎么样？\n患者：好多了，谢谢。";

/// A platform that takes its time.
fn slow() -> World {
    world(BatchSettings { working: 100_000, ..calm() })
}

/// All that was billed is known, and nothing besides.
fn all_is_paid_once(world: &World, name: &str) {
    let stats = world.sim.stats();
    let (known, perhaps) = world.money();
    assert_eq!(stats.answered_twice, 0, "{name}: {}", world.seen());
    assert!((known - stats.total().cost).abs() < 1e-9 && perhaps == 0.0, "{name}: {known}, {perhaps} perhaps");
    assert_eq!(world.events("answered") as u64, stats.answered, "{name}");
    world.is_clean(name);
}

#[test]
fn a_record_that_was_edited_since_is_asked_anew_and_the_old_answers_are_kept() {
    let world = slow();
    let old = world.folder.read(RECORD);
    world.ends(0, &["submit"]);
    world.folder.write(RECORD, NEW);
    world.becomes(json!({"working": 1}));
    let ran = world.ends(0, &[]);
    assert!(ran.err.contains("2 个属于本次任务中没有的对话"), "{}", ran.err);
    assert_eq!((world.sim.stats().batch.created, world.sim.stats().answered), (2, ALL as u64 + 2));
    let sheet = world.folder.sheet("kimi-k2.6-患者2.json");
    assert!(sheet.to_string().contains("好多了") && !sheet.to_string().contains("半夜常醒"), "{sheet}");
    all_is_paid_once(&world, "edited");
    world.rests("edited");
    // And with the old text again, what was answered to it is there.
    world.folder.write(RECORD, old);
    world.ends(0, &[]);
    assert_eq!(world.sim.stats().answered, ALL as u64 + 2);
    assert!(world.folder.sheets() == super::online());
}

#[test]
fn a_record_that_is_edited_while_the_program_waits_ends_no_run() {
    let world = slow();
    let child = world.folder.start(&["batch"]);
    world.until(|stats| stats.batch.created == 1 && stats.batch.requests > 6);
    world.folder.write(RECORD, NEW);
    world.becomes(json!({"working": 1}));
    let ran = finish(child);
    assert!(ran.err.contains("患者2"), "what changed is named: {}", ran.err);
    assert_eq!(world.events("answered"), ALL, "all is kept, for what was sent: {}\n{}", ran.err, world.seen());
    let sheets = world.folder.sheets();
    assert!(!sheets.iter().any(|(_, text)| text.contains("半夜常醒") && text.contains("好多了")), "{}", ran.err);
    world.ends(0, &[]);
    assert_eq!(world.sim.stats().answered, ALL as u64 + 2, "only the new text is asked");
    assert!(world.folder.sheet("kimi-k2.6-患者2.json").to_string().contains("好多了"));
    all_is_paid_once(&world, "edited while it waits");
    world.rests("edited while it waits");
}

#[test]
fn a_record_that_was_removed_costs_no_answer() {
    let world = slow();
    let old = world.folder.read(RECORD);
    world.ends(0, &["submit"]);
    std::fs::remove_file(world.folder.path().join(RECORD)).unwrap();
    world.becomes(json!({"working": 1}));
    let ran = world.ends(0, &[]);
    assert!(ran.err.contains("2 个属于本次任务中没有的对话"), "{}", ran.err);
    world.folder.write(RECORD, old);
    world.ends(0, &[]);
    world.is_well("removed and back");
}

const BOTH: [&str; 2] = ["kimi-k2.6", "kimi-k2.7-code"];

/// A job of two models, both of which wait at the platform; then one of them is taken out of the config.
fn without_one() -> World {
    let mut world = slow();
    world.folder.edit(|config| config["models"] = json!(BOTH));
    world.ends(0, &["submit"]);
    assert_eq!(world.sim.stats().batch.created, 2);
    world.folder.edit(|config| config["models"] = json!([BOTH[0]]));
    world
}

#[test]
fn a_model_that_was_removed_is_fetched_all_the_same_and_kept() {
    let mut world = without_one();
    // What it may cost is set aside: nothing else fits into a budget that it fills.
    let ledger = world.folder.ledger();
    let all: f64 = ledger.iter().filter_map(|event| event["worst"].as_f64()).sum();
    world.folder.write("测试输入问答记录/患者3_问答记录.txt", "医生：您好。\n患者：我想问问。");
    let budget = format!("{all}");
    world.ends(4, &["submit", "--budget", &budget]);
    assert_eq!(world.sim.stats().batch.created, 2, "{}", world.seen());
    std::fs::remove_file(world.folder.path().join("测试输入问答记录/患者3_问答记录.txt")).unwrap();
    world.becomes(json!({"working": 1}));
    let ran = world.ends(0, &[]);
    assert!(ran.err.contains("6 个属于本次任务中没有的对话"), "{}", ran.err);
    assert_eq!((world.events("answered"), world.folder.sheets().len()), (2 * ALL, 3));
    world.is_clean("a model less");
    // Its price is not asked for any more: what it may have cost at most is counted.
    let ((known, perhaps), billed) = (world.money(), world.sim.stats().total().cost);
    assert!(known < billed && known + perhaps >= billed, "{known} + {perhaps}, billed {billed}");
    let answers: Vec<_> = world.folder.ledger().into_iter().filter(|event| event["event"] == "answered").collect();
    assert!(answers.iter().all(|line| line["lane"] == "batch" && line["usage"].is_object()), "{answers:?}");
    world.rests("a model less");
    // Back again, all is there.
    world.folder.edit(|config| config["models"] = json!(BOTH));
    world.ends(0, &[]);
    let stats = world.sim.stats();
    assert_eq!((stats.answered, stats.batch.created, world.folder.sheets().len()), (2 * ALL as u64, 2, 6));
}

#[test]
fn a_model_that_was_removed_is_cancelled_with_the_rest() {
    let world = without_one();
    world.ends(4, &["fetch"]);
    let status = world.ends(0, &["status", "--json"]).json();
    assert_eq!(status.as_array().unwrap().len(), 2, "{status}");
    world.ends(4, &["cancel"]);
    assert_eq!(world.sim.stats().batch.cancels, 2);
    world.is_clean("cancelled");
    assert_eq!(world.ends(0, &["status", "--json"]).json(), json!([]));
}

/// What was refused of it is no business of the others.
#[test]
fn a_model_that_was_removed_and_failed_ends_nothing() {
    let world = without_one();
    world.becomes(json!({"working": 1, "faults": {"on": [["", "silent_failures", 1_000_000]]}}));
    world.ends(0, &[]);
    world.is_clean("failed");
    let (known, perhaps) = world.money();
    assert!(known + perhaps >= world.sim.stats().total().cost, "{known} + {perhaps}");
}

#[test]
fn what_waits_at_another_address_is_said_and_left_alone() {
    let mut world = slow();
    let home = world.folder.config["api_config"]["base_url"].clone();
    world.ends(0, &["submit"]);
    let other = self::world(calm());
    world.folder.edit(|config| config["api_config"]["base_url"] = json!(other.sim.base_url()));
    let (requests, money) = (world.sim.stats().batch.requests, world.money());
    for args in [&["fetch"][..], &["cancel"]] {
        let ran = world.batch(args);
        assert!(ran.err.contains("6 个对话") && ran.err.contains(home.as_str().unwrap()), "{args:?}: {}", ran.err);
        assert_eq!(world.events("part"), 3, "{args:?}: nothing of it has ended: {}", world.seen());
    }
    assert_eq!(world.sim.stats().batch.requests, requests, "the other address is not asked");
    assert_eq!(world.money(), money);
    // What is asked there is the user's wish; with the old address again nothing is lost.
    let ran = world.batch(&[]);
    assert_eq!(other.sim.stats().batch.created, 1, "{}", ran.err);
    assert!(ran.err.contains(home.as_str().unwrap()), "{}", ran.err);
    world.folder.edit(|config| config["api_config"]["base_url"] = home.clone());
    world.becomes(json!({"working": 1}));
    world.ends(0, &[]);
    assert_eq!((world.sim.stats().batch.created, world.sim.stats().answered), (1, ALL as u64));
    assert_eq!(world.sim.stats().batch.files_left + other.sim.stats().batch.files_left, 0);
}
