//! Several ledgers in one folder, read together, in whatever order.

use super::*;
use crate::base::key::name_hash;

fn shard(text: &str) -> Shard {
    text.parse().unwrap()
}

fn write(folder: &Path, shard: Shard, events: &[Event<'_>]) {
    fs::create_dir_all(folder.join(FOLDER)).unwrap();
    let mut journal = Journal::open(folder, shard).unwrap().journal;
    for event in events {
        journal.stage(event).unwrap();
    }
    journal.commit().unwrap();
}

fn fresh(n: usize) -> Event<'static> {
    Event::Fresh { at: now(), key: key(n), model: "m", people: "患者1", prompt: n }
}

/// What everybody who looks at the folder is told of a conversation, if it may be one of theirs.
fn seen(folder: &Path, n: usize) -> Option<CellState> {
    let all = ledgers(folder).unwrap();
    let by = ["1/1", "1/2", "2/2", "1/3", "3/3", "9/9"].map(shard);
    let by = by.iter().filter(|own| all.iter().all(|ledger| own.overlaps(*ledger)));
    let by: Vec<_> = by.map(|own| Index::peek(folder, *own).unwrap().state(key(n))).collect();
    assert!(by.iter().all(|state| *state == by[0]), "not the same for all: {by:?}");
    by[0]
}

/// Whose a sheet is follows from what is asked: of what another shard asked for its own only the money counts here.
#[test]
fn what_others_asked_for_their_sheets_costs_no_memory_and_counts_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let sent = |n| Event::Sent { at: now(), key: key(n), attempt: 1, worst: Some(0.5), target: None };
    write(folder.path(), shard("1/2"), &[sent(0), answered(0, "a"), sent(1)]);
    let mut theirs = Index::peek(folder.path(), shard("2/2")).unwrap();
    assert!(theirs.is_empty() && theirs.has_answers());
    assert_eq!((theirs.totals.sent, theirs.totals.answered), (2, 1));
    theirs.spent.run(None);
    for own in ["1/1", "1/2", "1/3", "1/4"] {
        let mut ours = Index::peek(folder.path(), shard(own)).unwrap();
        assert!(matches!(ours.state(key(0)), Some(CellState::Answered(_))), "{own}");
        ours.spent.run(None);
        assert_eq!(ours.spent.tally(""), theirs.spent.tally(""), "{own}");
    }
}

#[test]
fn an_answer_in_any_ledger_is_an_answer_and_found_there() {
    let folder = tempfile::tempdir().unwrap();
    for (n, own) in ["1/1", "1/2", "2/2", "3/3"].into_iter().enumerate() {
        write(folder.path(), shard(own), &[answered(n, "回答")]);
    }
    let answers = Answers::of(folder.path());
    for n in 0..4 {
        let Some(CellState::Answered(place)) = seen(folder.path(), n) else { panic!("{n} is lost") };
        assert_eq!(answers.at(place).unwrap(), "回答", "{n}");
    }
    assert_eq!(ledgers(folder.path()).unwrap(), ["1/1", "1/2", "2/2", "3/3"].map(shard));
}

#[test]
fn what_one_ledger_takes_back_another_may_have_answered_since() {
    let folder = tempfile::tempdir().unwrap();
    // Begun afresh: each ledger was told, and then one had the new answer.
    for own in ["1/2", "1/1", "3/3"] {
        write(folder.path(), shard(own), &[answered(0, "alt"), fresh(0)]);
        assert_eq!(seen(folder.path(), 0), None, "{own}");
    }
    write(folder.path(), Shard::WHOLE, &[answered(0, "neu")]);
    let Some(CellState::Answered(place)) = seen(folder.path(), 0) else { panic!("the new answer is lost") };
    assert_eq!(Answers::of(folder.path()).at(place).unwrap(), "neu");
}

#[test]
fn an_owner_is_known_whichever_ledger_says_so_first() {
    let claimed = Event::Claimed { at: now(), key: key(0), model: "m", people: "患者2" };
    for (claims, answers) in [("1/2", "1/3"), ("1/3", "1/2"), ("1/1", "1/2"), ("1/2", "1/1")] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), shard(answers), &[answered(0, "回答")]);
        write(folder.path(), shard(claims), std::slice::from_ref(&claimed));
        for own in ["1/1", "1/2", "1/3"] {
            let index = Index::peek(folder.path(), shard(own)).unwrap();
            let (owner, _) = index.answer(key(0)).unwrap();
            assert_eq!(owner, (name_hash("m"), name_hash("患者2")), "{claims} claims what {answers} has, {own} looks");
        }
    }
}

#[test]
fn of_a_sheet_the_youngest_word_counts() {
    let folder = tempfile::tempdir().unwrap();
    let stamp = |size, mtime_ns| {
        let (file, content) = ("m-患者1.json".into(), key(0));
        Event::Sheet(SheetStamp { at: now().into(), file, size, mtime_ns, content })
    };
    write(folder.path(), shard("1/3"), &[stamp(3, 30)]);
    write(folder.path(), shard("1/2"), &[stamp(2, 20)]);
    for own in ["1/1", "1/2", "1/3"] {
        let index = Index::peek(folder.path(), shard(own)).unwrap();
        assert_eq!(index.stamp("m-患者1.json"), Some((3, 30)), "{own} looks");
    }
    // Of one ledger the last, whatever the clock was then.
    write(folder.path(), shard("1/3"), &[stamp(4, 25)]);
    assert_eq!(Index::peek(folder.path(), Shard::WHOLE).unwrap().stamp("m-患者1.json"), Some((4, 25)));
}

#[test]
fn money_is_added_up_and_known_by_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let sent = |n| Event::Sent { at: now(), key: key(n), attempt: 1, worst: Some(0.5), target: None };
    for (own, calls) in [("1/1", 1), ("1/2", 2), ("2/2", 3)] {
        write(folder.path(), shard(own), &(0..calls).map(|n| sent(n + 10 * calls)).collect::<Vec<_>>());
    }
    let mut index = Index::peek(folder.path(), shard("2/2")).unwrap();
    let used: Vec<(String, f64)> =
        index.used.iter().map(|(ledger, used)| (ledger.to_string(), used.values().sum())).collect();
    assert_eq!(used, [("1/1".to_owned(), 0.5), ("1/2".to_owned(), 1.0), ("2/2".to_owned(), 1.5)]);
    index.spent.run(None);
    assert!((index.spent.tally("").perhaps - 3.0).abs() < 1e-9);
}

/// A ledger's first line, which names the currency, cannot be read: what was paid stays paid.
#[test]
fn money_without_a_line_that_names_its_currency_counts_in_the_first_that_is_named() {
    let begun = |currency| {
        let line = json!({"event": "run", "at": "", "phase": "start", "platform": "p", "currency": currency});
        forged(&line.to_string())
    };
    let paid = |n| {
        let line = json!({"event": "answered", "at": "", "key": key(n), "model": "m", "people": "p", "text": "a", "cost": 0.5,
            "usage": {"prompt_tokens": 1}});
        forged(&line.to_string())
    };
    let damaged = begun("CNY").replacen("start", "stbrt", 1);
    // The ledgers 1/2 and 2/2 (none if empty), what is in CNY, and what the ledger 1/2 has of it.
    let stories = [
        (vec![damaged.clone(), paid(1)], vec![], 0.5, 0.5),
        (vec![damaged.clone(), paid(1), begun("CNY"), paid(2)], vec![], 1.0, 1.0),
        (vec![damaged.clone(), paid(1), begun("CNY")], vec![begun("USD"), paid(2)], 0.5, 0.5),
        (vec![damaged.clone(), paid(1)], vec![damaged, paid(2), begun("CNY"), paid(3)], 1.5, 0.5),
    ];
    for (one, two, in_all, by_one) in stories {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(FOLDER)).unwrap();
        for (own, lines) in [("1/2", one), ("2/2", two)] {
            if !lines.is_empty() {
                fs::write(path_of(folder.path(), shard(own)), lines.concat()).unwrap();
            }
        }
        for own in ["1/1", "1/2", "2/2", "1/4"] {
            let mut index = Index::peek(folder.path(), shard(own)).unwrap();
            let of = |currency| {
                index.used.iter().filter(|(ledger, _)| *ledger == shard("1/2")).find_map(|(_, used)| used.get(currency))
            };
            let used: f64 = ["", "CNY"].into_iter().filter_map(of).sum();
            assert!((used - by_one).abs() < 1e-9, "{own} looks: {used}");
            // The prices are in CNY.
            index.spent.run(Some("CNY"));
            let confirmed = index.spent.tally("CNY").confirmed;
            assert!((confirmed - in_all).abs() < 1e-9, "{own} looks: {confirmed}");
        }
    }
}

#[test]
fn another_ledger_is_not_touched_however_it_looks() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), shard("1/2"), &[answered(0, "a"), answered(1, "b")]);
    let path = path_of(folder.path(), shard("1/2"));
    let mut bytes = fs::read(&path).unwrap();
    bytes[20] ^= 1;
    bytes.truncate(bytes.len() - 9);
    fs::write(&path, &bytes).unwrap();
    write(folder.path(), shard("2/2"), &[answered(2, "c")]);
    assert_eq!(fs::read(&path).unwrap(), bytes, "it is being written");
    assert!(matches!(seen(folder.path(), 2), Some(CellState::Answered(_))));
    assert_eq!(seen(folder.path(), 1), None);
}

#[test]
fn what_is_whole_inside_a_damaged_line_of_another_counts_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), shard("1/2"), &[answered(0, "零"), answered(1, "一"), answered(2, "二")]);
    let path = path_of(folder.path(), shard("1/2"));
    let mut bytes = fs::read(&path).unwrap();
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap();
    bytes[end] = b'x';
    fs::write(&path, &bytes).unwrap();
    let index = Index::peek(folder.path(), shard("1/4")).unwrap();
    for (n, text) in ["零", "一", "二"].into_iter().enumerate() {
        let Some(CellState::Answered(place)) = index.state(key(n)) else { panic!("{n} would be paid again") };
        assert_eq!(Answers::of(folder.path()).at(place).unwrap(), text);
    }
    assert_eq!((index.totals.answered, &index.damaged[..]), (3, &[(shard("1/2"), vec![1])][..]));
    let mut heard = Vec::new();
    said(folder.path(), |said, _, place| heard.push((said.key, place))).unwrap();
    let known = (0..3).map(|n| (Some(key(n)), index.answer(key(n)).unwrap().1));
    assert_eq!(heard, known.collect::<Vec<_>>(), "whoever looks sees the same");
    // Who mends it says so no more.
    assert_eq!(Journal::open(folder.path(), Shard::WHOLE).unwrap().of_others, [(shard("1/2"), vec![1])]);
    let index = Index::peek(folder.path(), shard("1/4")).unwrap();
    assert_eq!((index.totals.answered, index.damaged.len()), (3, 0));
}

#[test]
fn a_ledger_is_appended_to_behind_its_last_whole_line() {
    for (torn, lines) in [(&b""[..], 2), (&b"{\"event\":\"answ"[..], 2)] {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), shard("1/2"), &[answered(0, "a")]);
        let path = path_of(folder.path(), shard("1/2"));
        let bytes = [&fs::read(&path).unwrap()[..], torn].concat();
        fs::write(&path, bytes).unwrap();
        let (mut journal, cut) = Journal::append(folder.path(), shard("1/2")).unwrap();
        assert_eq!(cut, torn.len() as u64, "who is at work says so");
        journal.stage(&fresh(0)).unwrap();
        journal.commit().unwrap();
        assert_eq!(seen(folder.path(), 0), None);
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), lines);
        assert!(Index::peek(folder.path(), Shard::WHOLE).unwrap().damaged.is_empty());
    }
    assert!(Journal::append(tempfile::tempdir().unwrap().path(), shard("1/2")).is_err());
}

#[test]
fn who_wants_to_know_of_some_sheets_knows_of_these_alone() {
    let folder = tempfile::tempdir().unwrap();
    let written = |file: &str, mtime_ns| {
        let (at, file, content) = (now().into(), file.to_owned().into(), key(1));
        Event::Sheet(SheetStamp { at, file, size: 3, mtime_ns, content })
    };
    write(folder.path(), shard("1/2"), &[written("m-患者1.json", 30), written("m-患者2.json", 40)]);
    let blank = || Index::only_of(["m-患者2.json".to_owned()].into_iter());
    let mut index = Journal::open_for(folder.path(), shard("2/2"), blank).unwrap().index;
    assert_eq!((index.stamp("m-患者1.json"), index.stamp("m-患者2.json")), (None, Some((3, 40))));
    let anew = SheetStamp { at: "".into(), file: "m-患者2.json".into(), size: 5, mtime_ns: 50, content: key(2) };
    index.written(&anew, shard("2/2"));
    assert_eq!(index.stamp("m-患者2.json"), Some((5, 50)));
}
