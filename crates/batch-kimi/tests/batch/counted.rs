//! What the summary counts.

use batch_contract::finish;
use batch_sim::BatchSettings;
use serde_json::json;

use super::{ALL, World, calm, signal, with_many, world};

fn calls(world: &World, code: i32, args: &[&str]) -> u64 {
    let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
    world.ends(code, &args).json()["calls"].as_u64().unwrap()
}

#[test]
fn a_conversation_was_asked_when_it_is_in_a_batch() {
    let all = ALL as u64;
    assert_eq!(calls(&world(calm()), 0, &[]), all);
    let later = world(calm());
    assert_eq!((calls(&later, 0, &["submit"]), calls(&later, 0, &[])), (all, 0));
    for fault in ["upload:400", "create:400"] {
        let never = world(with_many(fault, u32::MAX));
        assert_eq!(calls(&never, 3, &[]), 0, "{fault}: {}", never.seen());
    }
}

#[test]
fn the_budget_speaks_of_what_is_submitted_at_its_price() {
    let world = world(calm());
    let ran = world.ends(0, &["submit", "--budget", "0.25"]);
    let said: Vec<&str> = ran.err.lines().filter(|line| line.contains("预留")).collect();
    assert!(said.is_empty(), "all fit: {said:?}");
    let world = self::world(calm());
    let ran = world.ends(4, &["submit", "--budget", "0.15"]);
    let worst = world.folder.ledger().iter().filter_map(|event| event["worst"].as_f64()).fold(0.0, f64::max);
    let said = ran.err.lines().find(|line| line.contains("预留")).unwrap_or_default();
    assert!(said.contains("批量价格") && said.contains("4 个对话") && !said.contains("调用"), "{said}, worst {worst}");
    assert_eq!(world.events("queued"), 4, "worst {worst}");
}

#[test]
fn the_banner_tells_how_much_goes_there_at_a_time() {
    let mut world = world(calm());
    world.folder.edit(|config| config["batch"] = json!({"lines": 5, "parts": 2}));
    let ran = world.ends(0, &[]);
    assert!(ran.out.contains("同时最多 2 批，每批最多 5 个对话") && !ran.out.contains("限额: "), "{}", ran.out);
    let online = self::world(calm()).ends(0, &["--leftovers", "online"]);
    assert!(online.out.contains("同时最多 10 批") && online.out.contains("限额: "), "{}", online.out);
}

#[test]
fn what_is_only_fetched_does_not_begin_afresh() {
    for task in ["fetch", "cancel"] {
        let world = world(calm());
        world.ends(0, &["submit"]);
        let ran = world.ends(2, &[task, "--fresh"]);
        assert!(ran.err.contains("--fresh") && ran.err.contains(&format!("batch {task}")), "{}", ran.err);
        world.ends(0, &[]);
        world.is_well(task);
    }
}

#[test]
fn the_users_share_counts_whatever_the_price_data_says() {
    let mut world = world(calm());
    let cost = |world: &World| {
        let plan = world.folder.run(&["plan", "--json"]).json();
        plan["batch"]["cost"]["likely"].as_f64().unwrap()
    };
    let usual = cost(&world);
    world.folder.edit(|config| config["batch"] = json!({"share": 0.3}));
    assert!((cost(&world) * 2.0 - usual).abs() < 1e-6, "{} of {usual}", cost(&world));
}

#[test]
fn what_can_be_done_next_is_said_once() {
    let world = world(BatchSettings { working: 100_000, ..calm() });
    let child = world.folder.start(&["batch"]);
    world.until(|stats| stats.batch.created == 1);
    signal(&child, "-INT");
    let ran = finish(child);
    let next = ran.out.lines().filter(|line| line.trim_end().ends_with(" batch")).count();
    assert!(ran.code == 130 && next == 1 && ran.out.contains("取回平台上的 6 个对话"), "{} {}", ran.code, ran.out);
}
