//! The methods block says how the answers that are shown were asked, not what the config says now.

use std::fs;
use std::path::Path;

use batch_results::report::{self, Extra};

use crate::folders::{self, Job, Said};

const FIRST: &str = "https://first.invalid/v1";
const SECOND: &str = "https://second.invalid/v1";

fn run(folder: &Path, max_tokens: u32, base_url: &str, people: &[&str], said: fn() -> Said) {
    let models = &["model-a"];
    let written: &[&str] = if matches!(said(), Said::Nothing) { &[] } else { models };
    let job =
        Job { max_tokens: Some(max_tokens), base_url, written, ..Job::new(models, people, &["总结", "风险"]) };
    job.make(folder, |_, _, _| said());
}

fn page(folder: &Path) -> String {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("page.html");
    report::write(folders::zh(), &folders::open(&[folder]), &Extra::default(), &path).unwrap();
    fs::read_to_string(path).unwrap()
}

fn answer() -> Said {
    Said::Answer("回答".to_owned())
}

#[test]
fn a_run_without_answers_adds_nothing_to_what_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), 500, FIRST, &["患者1"], answer);
    run(folder.path(), 4000, SECOND, &["患者1"], || Said::Nothing);
    let page = page(folder.path());
    assert!(page.contains("max_tokens = 500、model = model-a"), "{page}");
    assert!(page.contains(FIRST), "{page}");
    assert!(!page.contains("max_tokens = 4000") && !page.contains(SECOND), "{page}");
}

#[test]
fn answers_that_were_asked_differently_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), 500, FIRST, &["患者1"], answer);
    run(folder.path(), 4000, SECOND, &["患者2", "患者3"], answer);
    let page = page(folder.path());
    let said = "其中 2 个回答：max_tokens = 500、model = model-a；其中 4 个回答：max_tokens = 4000、model = model-a";
    assert!(page.contains(said), "{page}");
    assert!(page.contains(FIRST) && page.contains(SECOND), "{page}");
}

#[test]
fn answers_of_an_older_ledger_have_unknown_parameters() {
    let folder = tempfile::tempdir().unwrap();
    Job::new(&["model-a"], &["患者1"], &["总结", "风险"]).make(folder.path(), |_, _, _| answer());
    run(folder.path(), 500, FIRST, &["患者1"], || Said::Nothing);
    let page = page(folder.path());
    assert!(page.contains("参数未记录") && !page.contains("max_tokens"), "{page}");
}
