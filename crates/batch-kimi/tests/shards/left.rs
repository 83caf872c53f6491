//! What is left when shards have ended: whose it is to ask, and what no run asks.

use super::*;

/// Both say the same of it: who looks, and who writes what is answered.
fn both(folder: &Folder) -> [Ran; 2] {
    [folder.run(&["status", "--lang", "en"]), folder.run(&["finish", "--lang", "en"])]
}

fn edit(folder: &Folder, person: usize) {
    let record = format!("测试输入问答记录/患者{person}_问答记录.txt");
    folder.write(&record, format!("{}\n患者：还有一句。\n", folder.read(&record)));
}

/// Whose a sheet is follows from its record: edited, it may be one's that has ended.
#[test]
fn what_nobody_asked_for_is_named_with_whose_it_is() {
    let (sim, folder) = world(options());
    side_by_side(&folder, 8, &[]);
    edit(&folder, 4);
    let status = folder.run(&["status", "--json"]).json();
    let shards: Vec<&str> =
        status["shards_left"].as_array().unwrap().iter().map(|shard| shard.as_str().unwrap()).collect();
    assert!((1..=2).contains(&shards.len()), "two models' sheets: {status}");
    assert_eq!(folder.run(&["finish", "--json"]).json()["shards_left"], status["shards_left"]);
    let said = format!("What is left to ask (6) is of the shards {}:", shards.join(", "));
    for (ran, code) in both(&folder).into_iter().zip([1, 4]) {
        assert!(ran.out.contains(&said) && ran.out.contains("batch-kimi run"), "{said}: {}", ran.out);
        assert_eq!(ran.code, code);
    }
    for shard in shards {
        assert_eq!(folder.run(&["--quiet", "--shard", shard]).code, 0);
    }
    assert_eq!((folder.run(&["finish"]).code, sim.stats().distinct), (0, ALL + 6), "those were all");
    assert!(!folder.run(&["status", "--lang", "en"]).out.contains("left to ask"));
}

#[test]
fn what_is_at_the_batch_service_is_no_shards_to_ask() {
    let (_sim, mut folder) = world(Options { batch: BatchSettings::default(), ..options() });
    folder.edit(|config| config["batch"] = json!({}));
    let ran = folder.run(&["batch", "submit", "--json", "--models", "kimi-k2.6", "--people", "患者3,患者5"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    side_by_side(&folder, 2, &[]);
    for ran in both(&folder) {
        assert!(!ran.out.contains("left to ask") && !ran.out.contains("batch-kimi run"), "{}", ran.out);
        assert!(ran.out.contains("batch-kimi batch"), "{}", ran.out);
    }
    assert_eq!(folder.run(&["status", "--json"]).json().get("shards_left"), None);
    edit(&folder, 4);
    for ran in both(&folder) {
        assert!(ran.out.contains("What is left to ask (6) is of the shards"), "both are said: {}", ran.out);
        assert!(ran.out.contains("batch-kimi batch"), "{}", ran.out);
    }
}

#[test]
fn an_empty_record_is_asked_about_by_no_run() {
    let (_sim, folder) = world(options());
    folder.write("测试输入问答记录/患者6_问答记录.txt", "");
    side_by_side(&folder, 2, &[]);
    let said = "6 conversations are about empty records, and no run asks them";
    for ran in both(&folder) {
        assert!(ran.out.contains(said) && ran.out.contains("batch-kimi check"), "{}", ran.out);
        assert!(!ran.out.contains("left to ask") && !ran.out.contains("batch-kimi run"), "{}", ran.out);
    }
    assert!(folder.run(&["check", "--lang", "en"]).out.contains("患者6_问答记录.txt"), "it says which");
    edit(&folder, 4);
    for ran in both(&folder) {
        assert!(ran.out.contains(said) && ran.out.contains("What is left to ask (6)"), "{}", ran.out);
    }
}

/// A plan from the beginning is the plan of a run that would begin: where that refuses, so does the plan.
#[test]
fn a_plan_from_the_beginning_is_refused_as_the_run_is() {
    let (_sim, mut folder) = world(Options { batch: BatchSettings::default(), ..options() });
    folder.edit(|config| config["batch"] = json!({}));
    assert_eq!(folder.run(&["--quiet", "--people", "患者4"]).code, 0);
    assert_eq!(folder.run(&["plan", "--fresh"]).code, 0);
    let refused = |says: &str| {
        for command in [&["plan", "--fresh", "--lang", "en"][..], &["--fresh", "--lang", "en"]] {
            let ran = folder.run(command);
            assert!(ran.code != 0 && ran.err.contains(says), "{says}: {}{}", ran.out, ran.err);
            assert!(!ran.err.contains("sending has stopped"), "nothing was sent: {}", ran.err);
        }
    };
    let ledger = folder.output().join(".batch/ledger.3-of-3.jsonl");
    std::fs::create_dir(&ledger).unwrap();
    refused("ledger.3-of-3.jsonl: cannot be read");
    std::fs::remove_dir(ledger).unwrap();
    let ran = folder.run(&["batch", "submit", "--json", "--models", "kimi-k2.6", "--people", "患者3"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    refused("batch");
}
