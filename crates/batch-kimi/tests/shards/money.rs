//! A budget is the job's, however many work on it.

use super::*;

/// What all of the job costs.
fn whole() -> f64 {
    let (_sim, folder) = world(options());
    assert_eq!(folder.run(&["--quiet"]).code, 0);
    spent(&folder.output())
}

#[test]
fn shards_together_stay_within_the_budget() {
    let budget = whole() * 0.6;
    let limit = format!("{budget:.4}");
    let (_sim, folder) = world(options());
    // Kills, other numbers of shards, one after the other and side by side: never more than there is.
    for of in [4, 3, 4] {
        let ran = side_by_side(&folder, of, &["--budget", &limit]);
        let spent = spent(&folder.output());
        assert!(spent <= budget, "{spent} of {budget} by {of}");
        assert!(ran.iter().any(|ran| ran.code == 4), "nobody came to the end of the budget");
    }
    assert!(spent(&folder.output()) > 0.3 * budget, "hardly anything was used");
    let ran = folder.run(&["--json", "--budget", &limit]);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert!(spent(&folder.output()) <= budget);
    let money = ran.json()["money"].clone();
    let known = money["spent"].as_f64().unwrap() + money["spent_earlier"].as_f64().unwrap_or_default();
    assert!((known - spent(&folder.output())).abs() < 0.001, "{money}");
}

#[test]
fn what_a_shard_may_spend_is_said() {
    let (_sim, folder) = world(options());
    let ran = folder.run(&["--shard", "1/4", "--budget", "40", "--lang", "en"]);
    assert!(
        ran.err.contains("The budget of 40.00 CNY is shared by 4 shards: this one may still spend 10.00 CNY"),
        "{}",
        ran.err
    );
}

#[test]
fn what_waits_in_a_batch_is_not_asked_by_a_shard() {
    let (sim, mut folder) = world(Options { batch: BatchSettings::default(), ..options() });
    folder.edit(|config| {
        config["models"] = json!(["kimi-k2.6"]);
        config["batch"] = json!({});
    });
    // Its ledger says that some were sent; what became of them it does not know.
    let mut command = folder.command(&["--quiet", "--shard", "1/2"]);
    assert!(!command.env("BATCH_FAULT_AT", "ledger.after:2").status().unwrap().success());
    let ran = folder.run(&["batch", "submit", "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let before = sim.stats().calls;
    for ran in side_by_side(&folder, 2, &[]) {
        assert_eq!((ran.code, ran.json()["calls"].clone()), (4, json!(0)), "{}{}", ran.out, ran.err);
    }
    assert_eq!(sim.stats().calls, before);
}

#[test]
fn who_comes_last_has_no_more_than_what_is_left() {
    let budget = whole() * 0.5;
    let limit = format!("{budget:.4}");
    for order in [["1/2", "1/1", "2/2"], ["1/2", "2/4", "2/2"], ["1/1", "2/3", "2/2"], ["3/4", "1/2", "4/4"]] {
        let (_sim, folder) = world(options());
        for shard in order {
            let code = folder.run(&["--quiet", "--shard", shard, "--budget", &limit]).code;
            assert!(matches!(code, 0 | 4), "{order:?}, {shard}: {code}");
        }
        let spent = spent(&folder.output());
        assert!(spent <= budget + 1e-9, "{order:?}: {spent} of {budget}");
    }
}

#[test]
fn a_plan_of_a_shard_tells_of_its_part_of_the_budget() {
    let (_sim, folder) = world(options());
    let plan = folder.run(&["plan", "--json", "--shard", "1/4", "--budget", "1"]).json();
    assert_eq!(plan["budget"], 0.25, "{plan}");
}
