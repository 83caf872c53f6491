//! What shards leave together is what one process leaves.

use super::*;

#[test]
fn shards_side_by_side_leave_the_files_of_one_run() {
    let expected = by_one();
    for of in [2, 3, 8] {
        let (sim, folder) = world(options());
        for ran in side_by_side(&folder, of, &[]) {
            assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        }
        let stats = sim.stats();
        assert_eq!((stats.distinct, stats.answered_twice), (ALL, 0), "of {of}");
        assert!(folder.sheets() == expected, "of {of}: other files than one process writes");
        // Whoever looks at the folder sees one job.
        let status = folder.run(&["status", "--json"]).json();
        assert_eq!(status["all"]["answered"], ALL, "{status}");
        assert_eq!((status["files"]["found"].clone(), status["files"]["differing"].clone()), (json!(24), json!([])));
        let again = folder.run(&["--json"]).json();
        assert_eq!((again["calls"].clone(), again["conversations"]["kept"].clone()), (json!(0), json!(ALL)), "{again}");
        assert_eq!(folder.run(&["export", "-o", "all.jsonl"]).code, 0);
        assert_eq!(folder.read("all.jsonl").lines().count() as u64, ALL);
        assert_eq!(sim.stats().distinct, ALL);
    }
}

#[test]
fn what_a_shard_is_asked_for_is_its_own_only() {
    let (sim, folder) = world(options());
    let first = folder.run(&["--json", "--shard", "1/3"]).json();
    let own = first["conversations"]["total"].as_u64().unwrap();
    for (lang, says) in [
        ("en", format!("{} of 24 result files are done here", own / 3)),
        ("zh", format!("负责 {} 个结果文件（共 24 个）", own / 3)),
    ] {
        let ran = folder.run(&["--shard", "1/3", "--lang", lang]);
        assert!(ran.err.contains(&says), "{says}: {}", ran.err);
    }
    assert!(own > 0 && own < ALL && own % 3 == 0, "whole sheets: {first}");
    assert_eq!(sim.stats().distinct, own);
    let plan = folder.run(&["plan", "--json", "--shard", "1/3"]).json();
    assert_eq!(plan["conversations"]["answered"], own, "{plan}");
    let status = folder.run(&["status", "--json", "--shard", "2/3"]).json();
    assert_eq!(status["all"]["answered"], 0, "{status}");
    assert_eq!(folder.run(&["--json", "--shard", "1/3"]).json()["calls"], 0, "run again, there is nothing to do");
}

#[test]
fn limits_are_the_accounts_and_shared() {
    let (sim, mut folder) = world(Options { latency: Latency::Fixed(Duration::from_millis(40)), ..options() });
    folder.edit(|config| config["concurrency"] = json!(6));
    let ran = folder.run(&["--shard", "1/3", "--lang", "en"]);
    assert!(ran.out.contains("calls at once: 2 (set)") && ran.out.contains("account: 6 at once"), "{}", ran.out);
    assert!(sim.stats().peak_in_flight <= 2, "{}", sim.stats().peak_in_flight);
    for ran in side_by_side(&folder, 3, &[]) {
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    }
    assert!(sim.stats().peak_in_flight <= 6, "{}", sim.stats().peak_in_flight);
}

#[test]
fn each_has_a_log_of_its_own() {
    let (_sim, folder) = world(options());
    for ran in side_by_side(&folder, 2, &["--events", "all.events"]) {
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    for (log, events) in [("run.1-of-2.log", "all.1-of-2.events"), ("run.2-of-2.log", "all.2-of-2.events")] {
        assert!(folder.read(log).contains("患者"), "{log}");
        assert!(folder.read(events).contains("\"event\":\"ended\""), "{events}");
    }
    assert!(!folder.path().join("run.log").exists());
}

#[test]
fn finish_writes_what_is_answered_without_key_and_calls() {
    let expected = by_one();
    let (sim, mut folder) = world(options());
    side_by_side(&folder, 4, &[]);
    let calls = sim.stats().calls;
    for (name, _) in folder.sheets().iter().take(5) {
        std::fs::remove_file(folder.output().join(name)).unwrap();
    }
    folder.edit(|config| config["api_config"]["api_key"] = json!(""));
    let ran = folder.run(&["finish", "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(folder.sheets() == expected);
    assert_eq!(sim.stats().calls, calls, "it asks nothing");
}

#[test]
fn finish_leaves_what_is_not_answered() {
    let (sim, folder) = world(options());
    assert_eq!(folder.run(&["--quiet", "--shard", "1/2"]).code, 0);
    let (calls, sheets) = (sim.stats().calls, folder.sheets());
    // Who asks nothing needs no limiter.
    let ran = folder.run(&["finish", "--limiter", "redis://127.0.0.1:1"]);
    assert_eq!((ran.code, sim.stats().calls), (4, calls), "{}{}", ran.out, ran.err);
    let again: Vec<&str> = ran.out.lines().filter(|line| line.ends_with("batch-kimi run")).collect();
    assert_eq!(again.len(), 1, "what asks for the rest is proposed: {}", ran.out);
    assert!(folder.sheets() == sheets, "only whole sheets");
}

#[test]
fn another_number_of_shards_goes_on_where_the_others_stopped() {
    let (sim, folder) = world(options());
    assert_eq!(folder.run(&["--quiet", "--shard", "1/3"]).code, 0);
    assert_eq!(folder.run(&["--quiet", "--shard", "2/2"]).code, 0);
    assert_eq!(folder.run(&["--quiet", "--people", "患者1,患者4"]).code, 0);
    for ran in side_by_side(&folder, 5, &[]) {
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    }
    assert_eq!((sim.stats().distinct, sim.stats().answered_twice), (ALL, 0));
    assert!(folder.sheets() == by_one());
}

#[test]
fn a_part_begun_afresh_is_taken_back_in_every_ledger() {
    let (sim, folder) = world(options());
    side_by_side(&folder, 3, &[]);
    // What is taken back stays so, even if the run that did it came no further.
    let ran = folder.run(&["--json", "--fresh", "--people", "患者1,患者4", "--budget", "0.0001"]);
    assert_eq!((ran.code, ran.json()["calls"].clone()), (4, json!(0)), "{}{}", ran.out, ran.err);
    let ran = folder.run(&["--json"]);
    assert_eq!(ran.json()["calls"], 12, "{}{}", ran.out, ran.err);
    assert_eq!(sim.stats().answered_twice, 12);
    assert_eq!(folder.run(&["--json"]).json()["calls"], 0, "what is new counts");
    for ran in side_by_side(&folder, 3, &[]) {
        assert_eq!(ran.json()["calls"], 0, "whoever looks");
    }
    assert_eq!(folder.run(&["status", "--json"]).json()["all"]["answered"], ALL);
    let ran = folder.run(&["--json", "--fresh"]);
    assert_eq!(ran.json()["calls"], ALL, "of all, nothing counts any more");
    assert_eq!(folder.run(&["--json", "--shard", "1/3"]).json()["calls"], 0);
}

#[test]
fn what_begins_afresh_is_taken_back_where_it_stands_and_nowhere_else() {
    let (_sim, folder) = world(options());
    side_by_side(&folder, 8, &[]);
    let ledger = |name: &str| folder.output().join(".batch").join(name);
    let names: Vec<String> = (1..=8).map(|index| format!("ledger.{index}-of-8.jsonl")).collect();
    let read = || names.iter().map(|name| std::fs::read_to_string(ledger(name)).unwrap()).collect::<Vec<_>>();
    let before = read();
    // Paid twice, as after a kill: both answers are there.
    let twice = before.iter().find(|text| text.contains("\"people\":\"患者1\"")).unwrap();
    std::fs::write(ledger("ledger.1-of-2.jsonl"), twice).unwrap();
    let part = ["--people", "患者1"];
    let ran = folder.run(&[&["--json", "--fresh", "--budget", "0.0001"][..], &part].concat());
    assert_eq!((ran.code, ran.json()["calls"].clone()), (4, json!(0)), "{}{}", ran.out, ran.err);
    let changed = before.iter().zip(read()).filter(|(before, after)| *before != after).count();
    assert!((1..=2).contains(&changed), "two sheets, but {changed} ledgers were written to");
    let shards: Vec<Ran> = side_by_side(&folder, 1, &[]);
    assert_eq!(shards[0].json()["calls"], 6, "neither answer counts any more");
}

#[test]
fn what_begins_afresh_is_taken_back_in_all_ledgers_or_in_none_and_a_torn_end_is_told() {
    use std::io::Write as _;
    let (_sim, folder) = world(options());
    side_by_side(&folder, 3, &[]);
    let ledgers: Vec<_> =
        (1..=3).map(|index| folder.output().join(format!(".batch/ledger.{index}-of-3.jsonl"))).collect();
    let read = || ledgers.iter().map(|ledger| std::fs::read_to_string(ledger).unwrap()).collect::<Vec<_>>();
    let (before, sheets) = (read(), folder.sheets());
    let part = ["--fresh", "--people", "患者1,患者2,患者3,患者4,患者5", "--budget", "0.0001", "--lang", "en"];
    let concerned: Vec<_> = ledgers
        .iter()
        .zip(&before)
        .filter(|(_, text)| (1..=5).any(|n| text.contains(&format!("\"people\":\"患者{n}\""))))
        .map(|(ledger, _)| ledger)
        .collect();
    let (last, link) = (concerned[concerned.len() - 1], folder.path().join("link"));
    assert!(concerned.len() > 1, "some are before the last");
    // Nobody writes to a file that has another name, too.
    std::fs::hard_link(last, &link).unwrap();
    let ran = folder.run(&part);
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains(&*last.file_name().unwrap().to_string_lossy()), "{}", ran.err);
    assert!(read() == before && folder.sheets() == sheets, "half is begun afresh");
    std::fs::remove_file(link).unwrap();
    let mut torn = std::fs::File::options().append(true).open(last).unwrap();
    torn.write_all(b"{\"event\":\"sent\",\"at\"").unwrap();
    let ran = folder.run(&part);
    assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("The ledger ended with 20 bytes of an unfinished line"), "{}{}", ran.out, ran.err);
}

#[test]
fn who_is_renamed_keeps_the_answers_that_another_shard_has_got() {
    let (sim, folder) = world(options());
    side_by_side(&folder, 3, &[]);
    let records = folder.path().join("测试输入问答记录");
    for (old, new) in [("患者4", "患者40"), ("患者7", "患者70"), ("患者11", "患者110")] {
        let name = |who: &str| records.join(format!("{who}_问答记录.txt"));
        std::fs::rename(name(old), name(new)).unwrap();
    }
    for ran in side_by_side(&folder, 4, &[]) {
        assert_eq!((ran.code, ran.json()["calls"].clone()), (0, json!(0)), "{}{}", ran.out, ran.err);
    }
    assert_eq!(sim.stats().distinct, ALL);
    assert!(folder.output().join("kimi-k3-患者40.json").is_file());
}

#[test]
fn what_two_people_share_is_asked_for_each_by_the_same_shard() {
    let (sim, folder) = world(options());
    folder.write("测试输入问答记录/患者20_问答记录.txt", folder.read("测试输入问答记录/患者3_问答记录.txt"));
    for ran in side_by_side(&folder, 6, &[]) {
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    }
    let status = folder.run(&["status", "--json"]).json();
    assert_eq!(status["all"]["answered"], ALL + 6, "{status}");
    assert_eq!(folder.run(&["--json"]).json()["calls"], 0);
    assert_eq!(sim.stats().answered, ALL + 6);
}
