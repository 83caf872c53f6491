//! Links, pipes and devices in the places of our files: a foreign file stays as it is, nothing hangs, and a sentence says
//! what is there.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use batch_contract::{Folder, Ran, finish};
use batch_sim::Sim;
use serde_json::json;

use super::{folder, options, start};

const FOREIGN: &str = "nobody's business\n";

/// Runs to the end, which must come: a process that waits for the other end of a pipe is killed.
fn ends(folder: &Folder, args: &[&str]) -> Ran {
    let mut child = folder.command(args).stdout(files(folder, "out")).stderr(files(folder, "err")).spawn().unwrap();
    for _ in 0..3_000 {
        if child.try_wait().unwrap().is_some() {
            let code = finish(child).code;
            return Ran { code, out: folder.read("out"), err: folder.read("err") };
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    panic!("{args:?} hangs: {}", folder.read("err"));
}

/// Where output goes that nobody reads meanwhile.
fn files(folder: &Folder, name: &str) -> fs::File {
    fs::File::create(folder.path().join(name)).unwrap()
}

fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::remove_file(path).ok();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn one_model() -> (Sim, Folder) {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["models"] = json!(["kimi-k2.6"]));
    (sim, folder)
}

/// A link in this place is refused, and what it points at stays as it is.
fn refused(place: &str, prepare: impl Fn(&Folder), link: impl Fn(&Path, &Path), word: &str) {
    let (sim, folder) = one_model();
    prepare(&folder);
    let calls = sim.stats().calls;
    folder.write("foreign", FOREIGN);
    let place = folder.path().join(place);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::remove_file(&place).ok();
    fs::remove_dir_all(&place).ok();
    link(&folder.path().join("foreign"), &place);
    let ran = ends(&folder, &[]);
    assert_eq!(ran.code, 2, "{}: {}{}", place.display(), ran.out, ran.err);
    assert!(ran.err.contains(word), "{}: {}", place.display(), ran.err);
    let name = place.file_name().unwrap().to_string_lossy().into_owned();
    assert!(ran.err.contains(&name), "{name} is not named: {}", ran.err);
    assert_eq!(folder.read("foreign"), FOREIGN);
    assert_eq!(sim.stats().calls, calls, "something was sent");
}

fn done(folder: &Folder) {
    assert_eq!(folder.run(&["--people", "患者1"]).code, 0);
}

/// A ledger with a line that is to be set aside.
fn damaged(folder: &Folder) {
    done(folder);
    let ledger = folder.output().join(".batch/ledger.jsonl");
    let text = fs::read_to_string(&ledger).unwrap().replacen("answered", "answeerd", 1);
    fs::write(ledger, text).unwrap();
}

#[test]
fn links_are_not_written_through() {
    let soft = |to: &Path, at: &Path| symlink(to, at).unwrap();
    let hard = |to: &Path, at: &Path| fs::hard_link(to, at).unwrap();
    for (place, prepare) in [
        ("output/raw/.batch/lock", done as fn(&Folder)),
        ("output/raw/.batch/ledger.jsonl", done),
        ("output/raw/.batch/damaged.jsonl", damaged),
        ("run.log", |_| {}),
    ] {
        refused(place, prepare, soft, "符号链接");
        refused(place, prepare, hard, "硬链接");
    }
    let to_folder = |to: &Path, at: &Path| {
        let elsewhere = to.with_file_name("elsewhere");
        fs::create_dir_all(&elsewhere).unwrap();
        symlink(elsewhere, at).unwrap();
    };
    refused("output/raw/.batch", |_| {}, to_folder, "符号链接");
}

#[test]
fn pipes_and_devices_do_not_hang() {
    let fifo = |_: &Path, at: &Path| pipe(at);
    for place in [
        "output/raw/.batch/lock",
        "output/raw/.batch/ledger.jsonl",
        "run.log",
        "batch_config_kimi.json",
        "多个Prompt.json",
        "测试输入问答记录/患者1_问答记录.txt",
    ] {
        refused(place, |_| {}, fifo, "FIFO");
    }
    let device = |_: &Path, at: &Path| symlink("/dev/zero", at).unwrap();
    refused("多个Prompt.json", |_| {}, device, "设备");
    // Reading a ledger that is a pipe.
    let (_sim, folder) = one_model();
    done(&folder);
    pipe(&folder.output().join(".batch/ledger.jsonl"));
    for args in [&["status"][..], &["plan"], &["report"]] {
        let ran = ends(&folder, args);
        assert!(ran.code == 2 && ran.err.contains("FIFO"), "{args:?}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn records_sheets_and_env_that_are_pipes() {
    let (_sim, folder) = one_model();
    pipe(&folder.path().join("测试输入问答记录/患者1_问答记录.txt"));
    let record = folder.path().join("测试输入问答记录/患者2_问答记录.txt");
    fs::rename(&record, folder.path().join("elsewhere.txt")).unwrap();
    symlink(folder.path().join("elsewhere.txt"), &record).unwrap();
    pipe(&folder.path().join(".env"));
    let ran = ends(&folder, &[]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    let said: Vec<&str> = ran.err.lines().filter(|line| line.contains("FIFO")).collect();
    assert!(said.iter().any(|line| line.contains(".env")), "{}", ran.err);
    assert!(said.iter().any(|line| line.contains("患者1_问答记录.txt")), "{}", ran.err);
    fs::remove_file(folder.path().join("测试输入问答记录/患者1_问答记录.txt")).unwrap();
    fs::remove_file(folder.path().join(".env")).unwrap();
    assert_eq!(ends(&folder, &[]).code, 0);
    assert!(folder.output().join("kimi-k2.6-患者2.json").is_file(), "a linked record is read");
    pipe(&folder.output().join("kimi-k2.6-患者10.json"));
    for args in [&["status"][..], &["report"]] {
        assert_eq!(ends(&folder, args).code, 0, "{args:?}");
    }
}

/// Said before anything is paid for.
#[test]
fn what_is_no_file_in_a_sheets_place() {
    let fifo = |_: &Path, at: &Path| pipe(at);
    let in_folder = |_: &Path, at: &Path| fs::create_dir_all(at.join("mine")).unwrap();
    let dangling = |to: &Path, at: &Path| symlink(to.with_file_name("nowhere"), at).unwrap();
    let to_folder = |_: &Path, at: &Path| symlink("..", at).unwrap();
    let sheet = "output/raw/kimi-k2.6-患者10.json";
    // A job that has not begun, and one that has all answers.
    for prepare in [|_: &Folder| {}, done as fn(&Folder)] {
        refused(sheet, prepare, fifo, "FIFO");
        refused(sheet, prepare, in_folder, "目录");
        refused(sheet, prepare, dangling, "符号链接");
        refused(sheet, prepare, to_folder, "目录");
    }
    let (sim, folder) = one_model();
    pipe(&folder.path().join(sheet));
    for args in [&["check"][..], &["plan"]] {
        let ran = ends(&folder, args);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(ran.code == 2 && said.contains("FIFO") && said.contains("患者10.json"), "{args:?}: {said}");
    }
    assert_eq!(sim.stats().calls, 0);
    assert_eq!(ends(&folder, &["--people", "患者1,患者2"]).code, 0, "it is not asked for");
    let ledger = folder.read("output/raw/.batch/ledger.jsonl");
    assert_eq!(ends(&folder, &["--fresh"]).code, 2);
    assert!(folder.read("output/raw/.batch/ledger.jsonl") == ledger, "what was paid for was moved aside for nothing");
}

#[test]
fn a_log_may_be_thrown_away() {
    let (_sim, mut folder) = one_model();
    folder.edit(|config| config["log_file"] = json!("/dev/null"));
    assert_eq!(folder.run(&[]).code, 0);
}

#[test]
fn reports_and_exports_take_nothings_place() {
    let (_sim, folder) = one_model();
    assert_eq!(folder.run(&[]).code, 0);
    symlink("output/raw/.batch/ledger.jsonl", folder.path().join("link.jsonl")).unwrap();
    symlink("output/raw/kimi-k2.6-患者1.json", folder.path().join("link.html")).unwrap();
    let kept = ["output/raw/.batch/ledger.jsonl", "output/raw/.batch/lock", "output/raw/kimi-k2.6-患者1.json"];
    let before = kept.map(|file| folder.read(file));
    for (args, word) in [
        (&["export", "-f", "jsonl", "-o", "output/raw/.batch/ledger.jsonl"][..], ".batch"),
        (&["report", "-o", "output/raw/.batch/lock"], ".batch"),
        (&["export", "-f", "csv", "-o", "output/../output/raw/.batch/new.csv"], ".batch"),
        (&["export", "-f", "jsonl", "-o", "link.jsonl"], ".batch"),
        (&["export", "-f", "md", "-o", "output/raw/.batch"], ".batch"),
        (&["report", "-o", "link.html"], ".json"),
    ] {
        let ran = folder.run(args);
        assert!(ran.code == 2 && ran.err.contains(word), "{args:?}: {}{}", ran.out, ran.err);
    }
    assert_eq!(kept.map(|file| folder.read(file)), before);
    assert_eq!(fs::read_dir(folder.output().join(".batch")).unwrap().count(), 2);
    assert_eq!(folder.run(&["export", "-f", "csv", "-o", "output/raw/.batch/../new.csv"]).code, 0);
}
