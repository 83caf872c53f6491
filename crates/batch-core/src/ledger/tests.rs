//! Damage of every kind: never a panic, never a good answer lost.

mod side_by_side;

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::base::json_text::JsonText;
use crate::base::key::Key;
use crate::base::shard::Shard;
use crate::platform::fault::Class;

fn key(n: usize) -> Key {
    Key::of(&n.to_le_bytes())
}

fn text(n: usize) -> String {
    format!("第 {n} 个回答：\n\"引号\" \\ {}", "很长".repeat(n % 7))
}

/// A line that says so.
fn answered(n: usize, text: &str) -> Event<'static> {
    let text: &'static JsonText = Box::leak(Box::new(JsonText::new(text)));
    Event::Answered(Answered {
        at: now().into(),
        key: key(n),
        model: "m".into(),
        people: "患者1".into(),
        prompt: n,
        text,
        finish_reason: None,
        usage: None,
        cost: None,
        perhaps: None,
        uncached: None,
        ms: 1,
        attempts: 1,
        request_id: None,
        served: None,
        target: None,
        lane: Lane::Online,
        alike: None,
        thinking: None,
    })
}

/// A ledger with `count` answers; the ends of its lines.
fn ledger(folder: &Path, count: usize) -> (Vec<u8>, Vec<usize>) {
    fs::create_dir_all(folder.join(FOLDER)).unwrap();
    let mut journal = Journal::open(folder, Shard::WHOLE).unwrap().journal;
    for n in 0..count {
        journal.stage(&Event::Sent { at: now(), key: key(n), attempt: 1, worst: None, target: None }).unwrap();
        journal.stage(&answered(n, &text(n))).unwrap();
        if n % 5 == 0 {
            journal.commit().unwrap();
        }
    }
    journal.commit().unwrap();
    let bytes = fs::read(path(folder)).unwrap();
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
    (bytes, ends)
}

/// Answers that can still be read, after opening (and so mending) twice.
fn readable(folder: &Path, count: usize) -> Vec<usize> {
    let first = Journal::open(folder, Shard::WHOLE).unwrap();
    let found = |opened: &Opened| -> Vec<usize> {
        let good = |n: &usize| match opened.index.state(key(*n)) {
            Some(CellState::Answered(place)) => {
                assert_eq!(opened.journal.answer_at(place).unwrap(), text(*n));
                true
            }
            _ => false,
        };
        (0..count).filter(good).collect()
    };
    let before = found(&first);
    drop(first);
    let second = Journal::open(folder, Shard::WHOLE).unwrap();
    assert_eq!((second.torn, second.damaged.len()), (0, 0), "mended once and for all");
    assert_eq!(found(&second), before);
    before
}

#[test]
fn a_last_line_that_lacks_only_its_end_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (bytes, _) = ledger(folder.path(), 3);
    fs::write(path(folder.path()), &bytes[..bytes.len() - 1]).unwrap();
    assert_eq!(readable(folder.path(), 3), [0, 1, 2]);
    let mut journal = Journal::open(folder.path(), Shard::WHOLE).unwrap().journal;
    journal.stage(&Event::Sent { at: now(), key: key(9), attempt: 1, worst: None, target: None }).unwrap();
    journal.commit().unwrap();
    assert_eq!(readable(folder.path(), 3), [0, 1, 2]);
}

#[test]
fn damaged_lines_are_numbered_and_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bytes, ends) = ledger(folder.path(), 3);
    bytes[ends[0] + 20] ^= 1;
    fs::write(path(folder.path()), &bytes).unwrap();
    let opened = Journal::open(folder.path(), Shard::WHOLE).unwrap();
    assert_eq!(opened.damaged, [2]);
    let aside = fs::read(folder.path().join(FOLDER).join(DAMAGED)).unwrap();
    assert_eq!(aside, bytes[ends[0]..ends[1]]);
}

/// What a later version may write: events, classes and fields that this one does not know, and fields of another kind.
#[test]
fn lines_of_later_versions_are_carried_along() {
    let folder = tempfile::tempdir().unwrap();
    ledger(folder.path(), 1);
    let mut journal = Journal::open(folder.path(), Shard::WHOLE).unwrap().journal;
    let lines = [
        json!({"event": "failed", "key": key(1), "model": "m", "people": "p", "class": "moon_phase", "status": 418}),
        json!({"event": "answered", "key": key(2), "model": "m", "people": "p", "text": "a", "usage": {"prompt_tokens": "many"},
            "alike": 7, "rating": [1, 2]}),
        json!({"event": "weather", "key": key(3), "class": {"of": "its own"}}),
        json!({"event": "sheet", "file": ["a", "b"]}),
        json!({"event": {"name": "nested"}, "key": "not hexadecimal"}),
    ];
    lines.iter().for_each(|line| journal.stage_raw(line));
    journal.commit().unwrap();
    drop(journal);
    let before = fs::read(path(folder.path())).unwrap();
    let opened = Journal::open(folder.path(), Shard::WHOLE).unwrap();
    assert_eq!((opened.torn, opened.damaged.len()), (0, 0));
    assert_eq!(opened.index.state(key(1)), Some(CellState::Failed(Class::Unknown)));
    let Some(CellState::Answered(place)) = opened.index.state(key(2)) else { panic!("no answer") };
    assert_eq!(opened.journal.answer_at(place).unwrap(), "a");
    assert_eq!(fs::read(path(folder.path())).unwrap(), before);
}

/// An answer that lacks what every answer has would stop each run that needs it.
#[test]
fn answers_that_are_none_are_set_aside_once() {
    let folder = tempfile::tempdir().unwrap();
    ledger(folder.path(), 1);
    let mut journal = Journal::open(folder.path(), Shard::WHOLE).unwrap().journal;
    for line in [
        json!({"event": "answered", "key": key(0), "model": "m", "people": "p", "text": 7}),
        json!({"event": "answered", "key": key(0), "model": "m", "people": "p"}),
        json!({"event": "answered", "key": key(0), "model": "m", "text": "a"}),
    ] {
        journal.stage_raw(&line);
    }
    journal.commit().unwrap();
    drop(journal);
    assert_eq!(Journal::open(folder.path(), Shard::WHOLE).unwrap().damaged, [3, 4, 5]);
    assert_eq!(readable(folder.path(), 1), [0]);
}

/// A line as somebody might forge it, checksum and all.
fn forged(body: &str) -> String {
    let body = body.strip_suffix('}').unwrap();
    format!("{body},\"crc\":\"{:08x}\"}}\n", crc32fast::hash(body.as_bytes()))
}

#[test]
fn money_that_cannot_be_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let (mut bytes, _) = ledger(folder.path(), 2);
    let key = serde_json::to_string(&key(7)).unwrap();
    let bad: Vec<String> = ["-0.5", "1e308", "1e999", "-1e999"]
        .into_iter()
        .flat_map(|money| {
            let retry = |field| {
                format!(r#"{{"event":"retry","at":"","key":{key},"attempt":1,"class":"reset","{field}":{money}}}"#)
            };
            let sent = format!(r#"{{"event":"sent","at":"","key":{key},"attempt":1,"worst":{money}}}"#);
            [sent, retry("cost"), retry("perhaps"), retry("uncached")]
        })
        .collect();
    for line in &bad {
        bytes.extend_from_slice(forged(line).as_bytes());
    }
    // A later version may write money in another way.
    let later = format!(r#"{{"event":"retry","at":"","key":{key},"cost":{{"amount":"-1"}},"worst":0.5}}"#);
    bytes.extend_from_slice(forged(&later).as_bytes());
    fs::write(path(folder.path()), &bytes).unwrap();
    let mut opened = Journal::open(folder.path(), Shard::WHOLE).unwrap();
    assert_eq!(opened.damaged, (5..5 + bad.len() as u64).collect::<Vec<_>>());
    opened.index.spent.run(None);
    assert_eq!(opened.index.spent.tally(""), Spending::default());
    assert_eq!(Journal::open(folder.path(), Shard::WHOLE).unwrap().damaged, [0; 0], "set aside once and for all");
    assert_eq!(readable(folder.path(), 2), [0, 1]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn cut_anywhere_only_the_torn_line_is_lost(cut in 0.0..1.0_f64) {
        let folder = tempfile::tempdir().unwrap();
        let (bytes, ends) = ledger(folder.path(), 12);
        let at = (cut * bytes.len() as f64) as usize;
        fs::write(path(folder.path()), &bytes[..at]).unwrap();
        // A line is whole without its end, too.
        let whole = (0..12).filter(|n| ends[2 * n + 1] - 1 <= at).collect::<Vec<_>>();
        prop_assert_eq!(readable(folder.path(), 12), whole);
    }

    #[test]
    fn any_damaged_byte_costs_its_own_line_at_most(places in proptest::collection::vec((0.0..1.0_f64, 1..=255_u8), 1..6)) {
        let folder = tempfile::tempdir().unwrap();
        let (mut bytes, ends) = ledger(folder.path(), 12);
        let mut hit = Vec::new();
        for (place, flip) in places {
            let at = (place * bytes.len() as f64) as usize;
            bytes[at] ^= flip;
            hit.push(ends.iter().position(|end| at < *end).unwrap());
        }
        fs::write(path(folder.path()), &bytes).unwrap();
        let found = readable(folder.path(), 12);
        for n in 0..12 {
            // A damaged line end may cost the lines on both sides only if they were hit themselves.
            prop_assert!(found.contains(&n) || hit.contains(&(2 * n + 1)), "answer {} is lost, hit were lines {:?}", n, hit);
        }
    }

    #[test]
    fn doubled_moved_and_foreign_lines_do_no_harm(
        order in proptest::collection::vec(0..24_usize, 0..60),
        junk in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..4),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (bytes, ends) = ledger(folder.path(), 12);
        let line = |n: usize| &bytes[if n == 0 { 0 } else { ends[n - 1] }..ends[n]];
        let mut shuffled: Vec<u8> = Vec::new();
        for (place, n) in order.iter().enumerate() {
            if let Some(junk) = junk.get(place % 7) {
                shuffled.extend_from_slice(junk);
                shuffled.push(b'\n');
            }
            shuffled.extend_from_slice(line(*n));
        }
        fs::write(path(folder.path()), &shuffled).unwrap();
        let there: Vec<usize> = (0..12).filter(|n| order.contains(&(2 * n + 1))).collect();
        prop_assert_eq!(readable(folder.path(), 12), there);
    }
}

#[test]
fn what_an_answer_took_is_told_only_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let (bytes, ends) = ledger(folder.path(), 3);
    let index = Index::peek(folder.path(), Shard::WHOLE).unwrap();
    let place = |n| match index.state(key(n)) {
        Some(CellState::Answered(place)) => place,
        _ => panic!("it is answered"),
    };
    let past = |n| Answers::of(folder.path()).past(key(n), place(n)).map(|past| past.ms);
    assert_eq!([0, 1, 2].map(past), [Some(1); 3]);
    assert!(Answers::of(folder.path()).past(key(0), place(1)).is_none(), "that is another's");
    // A run has mended the ledger: other lines stand there, and the last is beyond its end.
    fs::write(path(folder.path()), &bytes[ends[1]..]).unwrap();
    assert_eq!([0, 1, 2].map(past), [None; 3]);
}
