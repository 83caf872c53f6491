//! Folders of the scripts before this program: no ledger, and everything that happened to them since.

use std::fs;

use batch_results::reading::{AnswerState, OddityKind};

use crate::folders::{self, EVIL, python};

#[test]
fn a_plain_old_folder_is_read_without_a_word() {
    let folder = tempfile::tempdir().unwrap();
    for (model, file) in [("deepseek/v3.1", "deepseek_v3.1"), ("m", "m")] {
        for people in ["患者10", "患者2"] {
            let sheet = python(model, people, &["答一", "ERROR: Connection timeout", ""], None, b"    ");
            fs::write(folder.path().join(format!("{file}-{people}.json")), sheet).unwrap();
        }
    }
    let library = folders::open(&[folder.path()]);
    assert_eq!(library.people, ["患者2", "患者10"]);
    assert_eq!(library.labels(folders::zh()), ["deepseek/v3.1", "m"]);
    assert_eq!(library.odds, []);
    assert!(!library.has_ledger() && !library.is_simulated());
    let reading = library.person(0).unwrap();
    assert_eq!(reading.odds, []);
    let read: Vec<_> = reading.conversations.iter().map(|c| (c.column, c.number, c.state)).collect();
    let states = [AnswerState::Answered, AnswerState::Failed, AnswerState::Empty];
    let expected: Vec<_> = [0, 1].into_iter().flat_map(|m| (0..3).map(move |n| (m, n + 1, states[n]))).collect();
    assert_eq!(read, expected);
    let first = &reading.conversations[0];
    assert_eq!((first.prompt.as_str(), first.chat.as_str()), ("问题1", folders::record("患者2").as_str()));
    assert_eq!(first.input, format!("问题1 \n {}", first.chat));
    assert_eq!(first.facts, None);
}

#[test]
fn whatever_is_odd_is_named_and_nothing_stops() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    put("m-甲.json", &python("m", "甲", &["新回答"], Some("旧回答"), b"\t"));
    put(
        "m-乙.json",
        &encoding_rs::GBK
            .encode(&String::from_utf8(python("m", "乙", &["答"], None, b"  ")).unwrap().replace(EVIL, ""))
            .0,
    );
    put("m-丙.json", &[b"\xef\xbb\xbf".to_vec(), python("m", "丙", &["答"], None, b"    ")].concat());
    put("m-丁.json", &python("m", "丁", &["答"], None, b" ")[..60]);
    put("m-æ‚£è€….json", &python("m", "患者", &["答"], None, b"    "));
    put("m-鎮ｈ.json", &python("m", "æ‚£è€…9", &["答"], None, b"    "));
    put("copy of m-甲.json", &python("m", "甲", &["副本"], None, b"    "));
    put("prompts.json", b"[\"p\"]");
    put("empty.json", b"");
    put(
        "m-戊.json",
        br#"{"model":"m","people":"\u620a","conversations":{"1":{"Output":null},"a":{"Output":"x"}},"result":null}"#,
    );
    put("m-己.json", br#"{"model":"m","people":"\u5df1","conversations":{"1":{"Output":"\ud83d"}},"result":"\ud83d"}"#);
    put("m-庚.json", br#"{"conversations":[]}"#);
    put(".hidden.json", b"x");
    put("notes.txt", b"x");
    let library = folders::open(&[folder.path()]);
    let mut odds: Vec<(String, OddityKind)> = Vec::new();
    let name = |file: &str| std::path::Path::new(file).file_name().unwrap().to_string_lossy().into_owned();
    odds.extend(library.odds.iter().map(|odd| (name(&odd.file), odd.what.clone())));
    let mut shown = Vec::new();
    for n in 0..library.people.len() {
        let reading = library.person(n).unwrap();
        odds.extend(reading.odds.iter().map(|odd| (name(&odd.file), odd.what.clone())));
        for words in [folders::zh(), folders::en()] {
            assert!(reading.odds.iter().all(|odd| !odd.what.sentence(words).is_empty()));
        }
        shown.extend(reading.conversations.iter().map(|c| (library.people[n].clone(), c.output.clone())));
    }
    let expected = [
        ("m-甲.json", OddityKind::StaleResult),
        ("m-乙.json", OddityKind::DecodedFrom("GBK")),
        ("m-丁.json", OddityKind::NotJson { line: 4 }),
        ("copy of m-甲.json", OddityKind::OtherName("m-甲.json".to_owned())),
        ("copy of m-甲.json", OddityKind::Duplicate("m-甲.json".to_owned())),
        ("prompts.json", OddityKind::NotASheet),
        ("empty.json", OddityKind::NotJson { line: 1 }),
        ("m-戊.json", OddityKind::NoOutput("1".to_owned())),
        ("m-戊.json", OddityKind::OddKey { key: "a".to_owned(), number: 2 }),
        ("m-己.json", OddityKind::HalfCharacters),
        ("m-庚.json", OddityKind::NamedByFile),
        ("m-庚.json", OddityKind::NoConversations),
    ];
    for (file, what) in expected {
        assert!(odds.contains(&(file.to_owned(), what.clone())), "{file}: {what:?} not in {odds:#?}");
    }
    let garbled = |file: &str| {
        odds.iter().any(|(f, what)| {
            f == file && matches!(what, OddityKind::Garbled { meant: Some(m), .. } if m.contains("患者"))
        })
    };
    assert!(garbled("m-æ‚£è€….json") && garbled("m-鎮ｈ.json"), "{odds:#?}");
    assert!(
        !odds.iter().any(|(file, _)| file == "m-丙.json" || file == ".hidden.json" || file == "notes.txt"),
        "{odds:#?}"
    );
    for row in [("甲", "新回答"), ("乙", "答"), ("丙", "答"), ("戊", ""), ("戊", "x"), ("己", "\u{fffd}")] {
        assert!(shown.contains(&(row.0.to_owned(), row.1.to_owned())), "{row:?} not in {shown:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_text_is_read() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"m-\xbb\xbc\xd5\xdf1.json");
    fs::write(folder.path().join(name), python("m", "患者1", &["答"], None, b"    ")).unwrap();
    let library = folders::open(&[folder.path()]);
    assert_eq!(library.person(0).unwrap().conversations[0].output, "答");
    assert!(matches!(library.odds[0].what, OddityKind::Garbled { .. }), "{:?}", library.odds);
}

#[test]
fn a_folder_of_folders_stands_for_them() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["raw_a", "raw_b", ".hidden", "empty"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    for name in ["raw_a", "raw_b", ".hidden"] {
        fs::write(folder.path().join(name).join("m-甲.json"), python("m", "甲", &[name], None, b"    ")).unwrap();
    }
    let library = folders::open(&[folder.path()]);
    let labels = library.labels(folders::zh());
    assert_eq!(labels, ["m（raw_a）", "m（raw_b）"]);
    let outputs: Vec<_> = library.person(0).unwrap().conversations.iter().map(|c| c.output.clone()).collect();
    assert_eq!(outputs, ["raw_a", "raw_b"]);
}
