//! Answers of a platform's batch service: which they are is said, and what waits there or never came back is counted.

use std::fs;
use std::path::Path;

use batch_core::base::key::Key;
use batch_core::base::shard::Shard;
use batch_core::ledger::part::{ENDED, INTENT, PartEvent, Queued, SUBMITTED};
use batch_core::ledger::{Event, Journal, Lane, Lock, Spending};
use batch_results::export::{Destination, Format, export};
use batch_results::rating::criteria::Scheme;
use batch_results::rating::page;
use batch_results::rating::questions::Draw;
use batch_results::report::{self, Extra};

use crate::folders::{self, Job, Said};

const PART: Key = Key([7; 16]);

/// Six answers of a batch, and one of a call.
fn both(folder: &Path) {
    let batch =
        Job {
            lane: Lane::Batch, batch_share: Some(0.6), max_tokens: Some(500), ..job(&["患者1", "患者2", "患者3"])
        };
    batch.make(folder, |_, p, _| Said::Answer(format!("批{p}")));
    job(&["患者4"]).make(folder, |_, _, q| if q == 0 { Said::Answer("线".to_owned()) } else { Said::Nothing });
}

fn job<'a>(people: &'a [&'a str]) -> Job<'a> {
    Job::new(&["m"], people, &["总结", "风险"])
}

fn report(folder: &Path) -> String {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("page.html");
    report::write(folders::zh(), &folders::open(&[folder]), &Extra::default(), &path).unwrap();
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_methods_say_how_many_answers_a_batch_service_gave_and_at_which_share() {
    let folder = tempfile::tempdir().unwrap();
    both(folder.path());
    let shown = report(folder.path());
    assert!(shown.contains("有 6 个由平台的批量推理服务给出（按在线价格的 60% 计费）"), "{shown}");
    // A card says it, and no other does.
    assert_eq!(shown.matches("\"batch\":true").count(), 6);
    let online = tempfile::tempdir().unwrap();
    folders::mixed(online.path());
    let shown = report(online.path());
    assert!(!shown.contains("批量推理服务") && !shown.contains("\"batch\":true"), "{shown}");
}

#[test]
fn hours_at_the_platform_are_no_answer_times() {
    let folder = tempfile::tempdir().unwrap();
    let batch = Job { lane: Lane::Batch, ..job(&["患者1"]) };
    batch.make(folder.path(), |_, _, _| Said::Answer("批".to_owned()));
    let shown = report(folder.path());
    // Each of the made answers took 1.5 s.
    let time = folders::zh().page_seconds("1.5");
    assert!(!shown.contains(&time), "{shown}");
    let online = tempfile::tempdir().unwrap();
    job(&["患者1"]).make(online.path(), |_, _, _| Said::Answer("线".to_owned()));
    assert!(report(online.path()).contains(&time));
}

#[test]
fn every_table_says_by_which_way_an_answer_came() {
    let folder = tempfile::tempdir().unwrap();
    both(folder.path());
    // A failure of an older ledger, which names no lane, was a call's.
    job(&["患者5"]).make(folder.path(), |_, _, _| Said::Failed("触发限流".to_owned()));
    let written = |format| {
        let path = folder.path().join("out");
        export(folders::zh(), &folders::open(&[folder.path()]), format, &Destination::Path(path.clone())).unwrap();
        fs::read_to_string(path).unwrap()
    };
    let lines = written(Format::Jsonl);
    assert_eq!((lines.matches(r#""lane":"batch""#).count(), lines.matches(r#""lane":"online""#).count()), (6, 3));
    let table = written(Format::Csv);
    assert!(table.lines().next().unwrap().contains(r#""调用方式""#), "{table}");
    assert_eq!((table.matches(r#","批量","#).count(), table.matches(r#","在线","#).count()), (6, 3));
}

#[test]
fn a_blind_page_does_not_know_how_an_answer_came() {
    let made = |lane| {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("job");
        let names =
            Job {
                lane, batch_share: Some(0.6), max_tokens: Some(9), ..Job::new(&["m", "n"], &["患者1"], &["总结"])
            };
        names.make(&inside, |m, _, _| Said::Answer(format!("回答{m}")));
        let out = folder.path().join("blind.html");
        let scheme = Scheme::usual(folders::zh());
        page::write(folders::zh(), &folders::open(&[&inside]), &Draw::default(), &scheme, &out).unwrap();
        fs::read_to_string(out).unwrap()
    };
    assert_eq!(made(Lane::Batch), made(Lane::Online));
}

/// Three conversations go to the batch service, at 0.5 each at most.
fn submit(journal: &mut Journal) {
    for prompt in 1..=3 {
        let queued = Queued {
            at: "2026-11-02T08:00:00.000Z".into(),
            key: key(prompt),
            part: PART,
            model: "m".into(),
            people: "患者9".into(),
            prompt,
            worst: Some(0.5),
            alike: None,
        };
        journal.stage(&Event::Queued(queued)).unwrap();
    }
    for phase in [INTENT, SUBMITTED] {
        journal.stage(&Event::Part(PartEvent { model: Some("m".into()), ..PartEvent::new(PART, phase) })).unwrap();
    }
}

fn key(prompt: usize) -> Key {
    Key::of(format!("m/患者9/{}", prompt - 1).as_bytes())
}

/// What the report counts for the model.
fn spent(folder: &Path) -> Spending {
    let library = folders::open(&[folder]);
    library.spending(&library.columns[0]).first().map_or_else(Spending::default, |(_, spending)| *spending)
}

fn with_journal(folder: &Path, write: impl FnOnce(&mut Journal)) {
    let _lock = Lock::take(folder, Shard::WHOLE).unwrap();
    let mut journal = Journal::open(folder, Shard::WHOLE).unwrap().journal;
    write(&mut journal);
    journal.commit().unwrap();
}

#[test]
fn what_waits_and_what_ended_unheard_is_perhaps_spent() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    job(&["患者1"]).make(folder, |_, _, _| Said::Answer("线".to_owned()));
    with_journal(folder, submit);
    assert_eq!(spent(folder), Spending { confirmed: 0.5, perhaps: 1.5 }, "three wait");
    // One is answered for 0.25, and another fails free of charge.
    let back = Job { lane: Lane::Batch, ..Job::new(&["m"], &["患者9"], &["总结", "风险"]) };
    back.make(
        folder,
        |_, _, q| if q == 0 { Said::Answer("批".to_owned()) } else { Said::Failed("触发限流".to_owned()) },
    );
    assert_eq!(spent(folder), Spending { confirmed: 0.75, perhaps: 0.5 });
    // The part ends, and of the third nothing was ever heard; a second batch of the part was paid for, too.
    with_journal(folder, |journal| {
        let end = PartEvent { missing: Some(1), billed: true, perhaps: Some(0.1), ..PartEvent::new(PART, ENDED) };
        journal.stage(&Event::Part(end)).unwrap();
    });
    assert_eq!(spent(folder), Spending { confirmed: 0.75, perhaps: 0.6 });
}

#[test]
fn what_a_part_had_not_begun_cost_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    job(&["患者1"]).make(folder, |_, _, _| Said::Answer("线".to_owned()));
    with_journal(folder, submit);
    with_journal(folder, |journal| {
        journal.stage(&Event::Part(PartEvent { missing: Some(3), ..PartEvent::new(PART, ENDED) })).unwrap();
    });
    assert_eq!(spent(folder), Spending { confirmed: 0.5, perhaps: 0.0 });
}
