//! What shards cannot do is said before anything is sent.

use super::*;

fn refuses(folder: &Folder, args: &[&str], env: &[(&str, &str)], says: &str) {
    let mut command = folder.command(&[args, &["--lang", "en"]].concat());
    command.envs(env.iter().copied());
    let ran = finish(command.spawn().unwrap());
    assert_eq!(ran.code, 2, "{args:?}: {}{}", ran.out, ran.err);
    assert!(ran.err.contains(says), "{args:?}: {}", ran.err);
    assert!(!ran.out.contains("Settings:"), "{args:?}: it said that it would begin");
}

#[test]
fn what_is_for_the_whole_job_only() {
    let (sim, folder) = world(options());
    refuses(&folder, &["--shard", "1/2", "--fresh"], &[], "--fresh cannot be used with --shard");
    refuses(&folder, &["finish", "--fresh"], &[], "--fresh starts over");
    for batch in [&["batch"][..], &["batch", "status"], &["batch", "fetch"]] {
        refuses(&folder, &[batch, &["--shard", "1/2"]].concat(), &[], "The batch service is used by one process");
    }
    for wrong in ["0/2", "3/2", "2", "a/b", "auto/0", "1/5000"] {
        refuses(&folder, &["--shard", wrong], &[], "--shard <I/N>");
    }
    assert_eq!(sim.stats().calls, 0);
}

#[test]
fn a_schedulers_numbers_are_taken_or_explained() {
    let (sim, folder) = world(options());
    let gaps = [
        ("SLURM_ARRAY_TASK_ID", "7"),
        ("SLURM_ARRAY_TASK_MIN", "3"),
        ("SLURM_ARRAY_TASK_MAX", "7"),
        ("SLURM_ARRAY_TASK_COUNT", "2"),
    ];
    refuses(&folder, &["--shard", "auto"], &gaps, "has only 2 of the tasks 3 to 7");
    refuses(&folder, &["--shard", "auto"], &[], "SLURM_ARRAY_TASK_ID");
    refuses(&folder, &["--shard", "auto"], &[("HQ_TASK_ID", "2")], "auto/8");
    refuses(
        &folder,
        &["--shard", "auto/8"],
        &[("SLURM_ARRAY_TASK_ID", "x")],
        "SLURM_ARRAY_TASK_ID, which should be a number, but is x",
    );
    let many = [("SLURM_ARRAY_TASK_ID", "7"), ("SLURM_ARRAY_TASK_COUNT", "5000")];
    refuses(&folder, &["--shard", "auto"], &many, "4095 parts at most");
    refuses(&folder, &["--shard", "auto/5000"], &[], "n at most 4095");
    assert_eq!(sim.stats().calls, 0);
    let mut all = 0;
    for (task, of) in [("1", "2"), ("2", "2")] {
        let mut command = folder.command(&["--json", "--shard", "auto"]);
        command.env("SLURM_ARRAY_TASK_ID", task).env("SLURM_ARRAY_TASK_COUNT", of).env("SLURM_ARRAY_TASK_MIN", "1");
        command.env("SLURM_ARRAY_TASK_MAX", of).env("SLURM_ARRAY_TASK_STEP", "1");
        all += finish(command.spawn().unwrap()).json()["conversations"]["total"].as_u64().unwrap();
    }
    assert_eq!((all, sim.stats().distinct), (ALL, ALL));
}

#[test]
fn two_of_different_numbers_do_not_work_side_by_side() {
    let (sim, folder) = world(Options { latency: Latency::Fixed(Duration::from_secs(3)), ..options() });
    let mut first = folder.start(&["--quiet", "--shard", "1/2", "--concurrency", "4"]);
    while sim.stats().calls < 2 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let (same, whole) = ("; wait until it ends", "Now, --shard i/2 does one that is not running yet");
    let cut = "wait until all of 2 shards have ended, or take that number, too: --shard i/2";
    // It has no sheet of the first, and would have half of what that may still spend.
    let number = "these may still spend their parts of the budget; wait until all of 2 shards have ended";
    for (other, says) in [("1/2", same), ("3/4", cut), ("2/3", cut), ("2/4", number), ("1/1", whole)] {
        let ran = folder.run(&["check", "--shard", other, "--lang", "en"]);
        let said = [says, "shard 1/2", "pid "].iter().all(|says| ran.out.contains(says));
        assert!(ran.code == 2 && (said || other == "1/1"), "{other}: {} {}{}", ran.code, ran.out, ran.err);
        assert!(
            ran.out.contains(says) && !ran.out.contains("output_dir"),
            "another folder is another job: {}",
            ran.out
        );
    }
    refuses(&folder, &["--json"], &[], whole);
    let status = folder.run(&["status", "--json"]).json();
    assert!(status["running"].as_str().unwrap().contains("1/2"), "{status}");
    // Who is to do the same waits for the first to end: a scheduler may start it anew too soon.
    let calls = sim.stats().calls;
    let second = folder.start(&["--shard", "1/2", "--people", "患者1", "--lang", "en"]);
    while !std::fs::read_to_string(folder.path().join("run.1-of-2.log"))
        .is_ok_and(|log| log.contains("waiting up to 60 s"))
    {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(sim.stats().calls, calls, "nothing is asked twice meanwhile");
    first.kill().unwrap();
    first.wait().unwrap();
    let ran = finish(second);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[test]
fn a_ledger_that_cannot_be_read_is_named() {
    let (sim, folder) = world(options());
    std::fs::create_dir_all(folder.output().join(".batch/ledger.2-of-2.jsonl")).unwrap();
    for args in [&["--shard", "1/2"][..], &["status"], &["plan"]] {
        let ran = folder.run(&[args, &["--lang", "en"]].concat());
        assert_eq!(ran.code, 2, "{args:?}: {}{}", ran.out, ran.err);
        let says = ran.err.contains("ledger.2-of-2.jsonl: cannot be read") && !ran.err.contains("ledger.jsonl");
        assert!(says, "{args:?}: {}", ran.err);
    }
    assert_eq!(sim.stats().calls, 0);
}
