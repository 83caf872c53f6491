//! `--events`: what another program hears of a run, line by line.

use std::time::Duration;

use batch_contract::{Folder, KEY, finish};
use batch_sim::{FaultKind, Faults, Latency, Options, Sim};
use serde_json::{Value, json};

use super::{folder, options, start};

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn of<'a>(lines: &'a [Value], name: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["event"] == name).collect()
}

/// Some calls fail and are made again; one person's are never served.
fn job() -> (Sim, Folder) {
    let faults = Faults::none().with(FaultKind::Http500, 0.2).always("患者唯一标记", FaultKind::Status(400, None));
    let sim = start(Options { faults, ..options() });
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["max_retries"] = json!(5));
    folder.write("测试输入问答记录/患者1_问答记录.txt", "患者唯一标记：虚构的咳嗽三天。");
    (sim, folder)
}

#[test]
fn every_step_is_a_line_and_they_agree_with_the_summary() {
    let (sim, folder) = job();
    let ran = folder.run(&["--events", "events.jsonl", "--json"]);
    let (told, summary) = (lines(&folder.read("events.jsonl")), ran.json());
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(told.iter().all(|line| line["at"].as_str().is_some_and(|at| at.ends_with('Z'))));
    assert_eq!(told[0]["event"], "began");
    assert_eq!((&told[0]["conversations"], &told[0]["kept"]), (&json!(12), &json!(0)));
    // What was told before it began is not lost.
    assert_eq!(of(&told, "planned").len(), 1, "{told:?}");
    let last = told.last().unwrap();
    assert_eq!((&last["event"], &last["exit_code"]), (&json!("ended"), &json!(1)));
    assert_eq!(last["conversations"], summary["conversations"]);
    assert_eq!(of(&told, "sent").len() as u64, sim.stats().calls);
    assert_eq!(json!(of(&told, "answered").len()), summary["conversations"]["answered"]);
    assert_eq!(json!(of(&told, "retrying").len()), summary["retries"]);
    let failed = of(&told, "failed");
    assert_eq!(json!(failed.len()), summary["conversations"]["failed"]);
    assert!(failed.iter().all(|line| line["people"] == "患者1" && line["fault"]["status"] == 400), "{failed:?}");
    assert!(of(&told, "retrying").iter().all(|line| line["fault"]["class"] == "server_error"));
    // What went wrong is said as in the sheets.
    for line in &failed {
        let said = format!("\"ERROR: {}\"", line["text"].as_str().unwrap());
        assert!(folder.sheets().iter().any(|(_, sheet)| sheet.contains(&said)), "{said}");
    }
    assert_eq!(json!(of(&told, "saved").len()), summary["files_written"]);
    let answered = of(&told, "answered");
    assert!(answered.iter().all(|line| line["whole"] == true && line["usage"]["prompt_tokens"].as_u64() > Some(0)));
}

/// The lines about progress that say this of what it does.
fn phases<'a>(lines: &'a [Value], phase: &str) -> Vec<&'a Value> {
    of(lines, "progress").into_iter().filter(|line| line["phase"] == phase).collect()
}

#[test]
fn progress_says_all_while_it_waits_and_whose_limit_it_is() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    assert_eq!(folder.run(&["-q", "--models", "kimi-k3", "--people", "患者1"]).code, 0);
    let ran = folder.run(&["--events", "events.jsonl", "--rpm", "30", "--people", "患者1", "--budget", "5"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told = lines(&folder.read("events.jsonl"));
    let waiting = phases(&told, "waiting");
    let last = waiting.last().unwrap_or_else(|| panic!("{told:?}"));
    assert_eq!((&last["why"], &last["limit_of"]), (&json!("requests"), &json!("config")), "{last}");
    assert_eq!((&last["done"], &last["total"], &last["failed"]), (&json!(3), &json!(4), &json!(0)), "{last}");
    let money = &last["money"];
    let (spent, used) = (money["spent"].as_f64().unwrap(), money["used"].as_f64().unwrap());
    assert!(spent > 0.0 && used > spent && money["budget"] == 5.0, "what earlier runs spent counts: {money}");
    let model = |n: usize| (last["models"][n]["model"].clone(), last["models"][n]["done"].clone());
    assert_eq!(model(0), (json!("kimi-k2.6"), json!(1)), "{last}");
    assert_eq!(model(1), (json!("kimi-k3"), json!(2)), "of an earlier run: {last}");
}

#[cfg(unix)]
#[test]
fn progress_says_how_long_it_still_waits_when_it_is_stopped() {
    let sim = start(Options { latency: Latency::Fixed(Duration::from_secs(60)), ..options() });
    let folder = folder(&sim.base_url());
    let child = folder.start(&["--events", "events.jsonl"]);
    let stop = || {
        let pid = child.id().to_string();
        assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    };
    while sim.stats().in_flight < 12 {
        std::thread::sleep(Duration::from_millis(5));
    }
    stop();
    let said = || std::fs::read_to_string(folder.path().join("events.jsonl")).unwrap_or_default();
    while !said().contains("\"stopping\"") {
        std::thread::sleep(Duration::from_millis(5));
    }
    stop();
    assert_eq!(finish(child).code, 130);
    let told = lines(&said());
    let left = phases(&told, "stopping")[0]["seconds"].as_f64().unwrap();
    assert!(left > 0.0 && left <= 30.0, "{left}");
}

#[test]
fn no_text_and_no_key_is_in_them() {
    let (_sim, folder) = job();
    let ran = folder.run(&["--events", "events.jsonl"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let told = folder.read("events.jsonl");
    for secret in [KEY, "唯一标记", "虚构的咳嗽", "第01题"] {
        assert!(!told.contains(secret), "{secret}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path().join("events.jsonl")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
    }
}

#[test]
fn on_stdout_they_stand_alone() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    let both = folder.run(&["--events", "-", "--json"]);
    assert_eq!((both.code, both.out.as_str(), sim.stats().calls), (2, "", 0), "{}", both.err);
    assert!(both.err.contains("--events") && both.err.contains("--json"), "{}", both.err);
    let ran = folder.run(&["--events", "-"]);
    let told = lines(&ran.out);
    assert_eq!((ran.code, of(&told, "answered").len()), (0, 12), "{}", ran.err);
    assert_eq!(told.last().unwrap()["event"], "ended");
}

#[test]
#[cfg(target_os = "linux")]
fn a_place_that_takes_no_lines_ends_no_run() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    let ran = folder.run(&["--events", "/dev/full", "--json"]);
    assert_eq!((ran.code, &ran.json()["conversations"]["answered"]), (0, &json!(12)), "{}", ran.err);
    assert!(ran.err.contains("/dev/full"), "{}", ran.err);
    let nowhere = folder.run(&["--events", "no/such/folder/x.jsonl"]);
    assert!(nowhere.code == 2 && nowhere.err.contains("no/such/folder/x.jsonl"), "{}", nowhere.err);
}

#[test]
fn what_is_in_a_file_is_not_lost_to_a_slip_of_the_hand() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    assert_eq!(folder.run(&["--events", "events.jsonl"]).code, 0);
    folder.edit(|config| config["log_file"] = json!("new.log"));
    let record = "测试输入问答记录/患者1_问答记录.txt";
    let ledger = folder.output().join(".batch/ledger.jsonl");
    let (ledger, log) = (ledger.to_str().unwrap(), "new.log");
    let before = [record, ledger].map(|file| folder.read(file));
    let calls = sim.stats().calls;
    for file in [record, ledger, log] {
        let ran = folder.run(&["--events", file]);
        assert!(ran.code == 2 && ran.err.contains("--events"), "{file}: {}", ran.err);
    }
    assert_eq!(([record, ledger].map(|file| folder.read(file)), sim.stats().calls), (before, calls));
    // Its own lines of an earlier run are no loss.
    assert_eq!(folder.run(&["--events", "events.jsonl"]).code, 0);
    let told = lines(&folder.read("events.jsonl"));
    assert_eq!((of(&told, "began").len(), &told[0]["kept"]), (1, &json!(12)));
    assert_eq!(of(&told, "resuming")[0]["answered"], 12);
}

#[test]
fn a_run_that_does_not_begin_leaves_the_lines_of_the_one_that_goes_on() {
    let sim = start(Options { latency: Latency::Fixed(Duration::from_secs(1)), ..options() });
    let folder = folder(&sim.base_url());
    let first = folder.start(&["--events", "events.jsonl"]);
    while !folder.path().join("events.jsonl").exists() || folder.read("events.jsonl").is_empty() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let second = folder.run(&["--events", "events.jsonl"]);
    assert_ne!(second.code, 0, "{}", second.err);
    let ran = finish(first);
    let told = lines(&folder.read("events.jsonl"));
    assert_eq!((ran.code, &told[0]["event"], of(&told, "answered").len()), (0, &json!("began"), 12), "{}", ran.err);
}

#[test]
#[cfg(unix)]
fn a_reader_who_stands_still_holds_nothing_up() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    let prompts: Vec<String> = (0..80).map(|n| format!("问题 {n}")).collect();
    folder.write("多个Prompt.json", serde_json::to_string(&prompts).unwrap());
    let mut child = folder.start(&["--events", "-", "--quiet"]);
    let end = std::time::Instant::now() + Duration::from_secs(40);
    let code = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status.code(),
            None if std::time::Instant::now() > end => break None,
            None => std::thread::sleep(Duration::from_millis(50)),
        }
    };
    child.kill().ok();
    let ran = finish(child);
    assert!(code == Some(0) && ran.err.contains("没有跟上"), "{code:?}: {}", ran.err);
    assert_eq!(of(&lines(ran.out.rsplit_once('\n').unwrap().0), "began").len(), 1);
    assert_eq!(folder.sheets().len(), 6);
}

#[test]
fn what_is_served_again_was_held_before() {
    let sim = start(Options { faults: Faults::none().with(FaultKind::Http500, 0.5), ..options() });
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["max_retries"] = json!(1));
    let prompts: Vec<String> = (0..50).map(|n| format!("问题 {n}")).collect();
    folder.write("多个Prompt.json", serde_json::to_string(&prompts).unwrap());
    let ran = folder.run(&["--events", "events.jsonl"]);
    let told = lines(&folder.read("events.jsonl"));
    // One line may hold a model and all of them, which are served again one after the other.
    let (held, again) = (of(&told, "held").len(), of(&told, "served_again").len());
    assert!(again <= 2 * held, "held {held}, served again {again}: {}", ran.err);
}
