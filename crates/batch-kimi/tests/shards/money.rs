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
    assert_eq!((plan["budget"].clone(), plan["budget_part"].clone()), (json!(1.0), json!(0.25)), "{plan}");
    let plan = folder.run(&["plan", "--shard", "1/4", "--budget", "1", "--lang", "en"]);
    assert!(
        plan.out.contains("this one may still spend 0.2500 CNY\nBudget: this shard's part, 0.2500 CNY left"),
        "{}",
        plan.out
    );
    let plan = folder.run(&["plan", "--json", "--budget", "1"]).json();
    assert_eq!((plan["budget"].clone(), plan.get("budget_part")), (json!(1.0), None), "{plan}");
}

#[test]
fn the_budget_that_was_given_and_the_part_of_it_are_both_said() {
    let (_sim, folder) = world(options());
    let ran = folder.run(&["--json", "--shard", "1/4", "--budget", "40", "--events", "run.events"]).json();
    let money = &ran["money"];
    assert_eq!((money["budget"].clone(), money["budget_part"].clone()), (json!(40.0), json!(10.0)), "{money}");
    let events = folder.read("run.1-of-4.events");
    let events: Vec<Value> = events.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let limits: Vec<&Value> =
        events.iter().filter(|event| event["event"] == "budget").map(|event| &event["limit"]).collect();
    assert_eq!(limits, [&json!(40.0)]);
    let ran = folder.run(&["--shard", "2/4", "--budget", "40", "--lang", "en"]);
    assert!(ran.out.contains("budget 40.00 CNY (10.00 CNY for this shard at the start of this run)"), "{}", ran.out);
    let whole = folder.run(&["--json", "--budget", "40"]).json();
    assert_eq!(whole["money"].get("budget_part"), None, "{whole}");
}

/// The next run of the same shard has no more: what helps is another run than this one.
#[test]
fn a_shard_whose_part_is_used_up_says_who_has_the_rest() {
    let limit = format!("{:.4}", whole() * 0.6);
    let (_sim, folder) = world(options());
    let ran = folder.run(&["--shard", "1/2", "--budget", &limit, "--lang", "en"]);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    let says = [
        "This shard's part of the budget is used up",
        "is shared by 2 shards",
        "a run without --shard uses what they leave",
    ];
    assert!(says.iter().all(|says| ran.err.contains(says)), "{}", ran.err);
    let again = folder.run(&["--json", "--shard", "1/2", "--budget", &limit]);
    assert!(again.code == 4 && again.json()["reason"].as_str().unwrap().contains("由 2 片平分"), "{}", again.out);
    let before = spent(&folder.output());
    assert!(matches!(folder.run(&["--quiet", "--budget", &limit]).code, 0 | 4));
    assert!(spent(&folder.output()) > before, "it is as was said");
}
