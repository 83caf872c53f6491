//! Folders of this program: what the ledger adds.

use std::fs;

use batch_core::ledger::Spending;
use batch_results::reading::{AnswerState, Library, OddityKind, Selection};
use batch_results::report::{self, Extra};

use crate::folders::{self, Job, Said};

#[test]
fn the_ledger_tells_what_the_sheets_cannot() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let library = folders::open(&[folder.path()]);
    assert_eq!(library.people, ["患者1", "患者2", "患者10"]);
    assert_eq!(library.odds, []);
    let reading = library.person(0).unwrap();
    assert_eq!(reading.odds, []);
    let failed = reading.conversations.iter().find(|c| c.state == AnswerState::Failed).unwrap();
    let facts = failed.facts.as_ref().unwrap();
    assert_eq!((facts.class.as_deref(), facts.status, facts.attempts), (Some("rate_limit"), Some(429), Some(6)));
    assert_eq!(failed.output, "ERROR: 触发限流");
    let cut = library.person(1).unwrap().conversations.into_iter().find(|c| c.state == AnswerState::Cut).unwrap();
    let facts = cut.facts.unwrap();
    assert_eq!(
        (facts.ms, facts.usage.unwrap().prompt_tokens, facts.currency.as_deref()),
        (Some(1500), 1000, Some("CNY"))
    );
    let spent: f64 = library.columns.iter().flat_map(|c| library.spending(c)).map(|(_, spent)| spent.confirmed).sum();
    assert!((spent - 0.25 * 16.0).abs() < 1e-9, "{spent}");
}

#[test]
fn answers_that_no_sheet_has_yet_are_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut job = Job::new(&["a", "b"], &["甲"], &["问"]);
    (job.written, job.simulated) = (&["a"], true);
    job.make(folder.path(), |m, _, _| Said::Answer(format!("答{m}")));
    let library = folders::open(&[folder.path()]);
    assert!(library.is_simulated());
    let reading = library.person(0).unwrap();
    let rows: Vec<_> = reading.conversations.iter().map(|c| (c.output.as_str(), c.prompt.as_str())).collect();
    // Prompt and record are known from the other model's sheet.
    assert_eq!(rows, [("答0", "问"), ("答1", "问")]);
    assert_eq!(reading.conversations[1].chat, folders::record("甲"));
    assert_eq!(reading.odds[0].what, OddityKind::FromLedger(vec![1]));
}

#[test]
fn a_damaged_ledger_and_an_edited_sheet_are_named() {
    let folder = tempfile::tempdir().unwrap();
    Job::new(&["m"], &["甲"], &["问"]).make(folder.path(), |_, _, _| Said::Answer("原话".to_owned()));
    let sheet = folder.path().join("m-甲.json");
    fs::write(&sheet, fs::read_to_string(&sheet).unwrap().replace("原话", "改过的话")).unwrap();
    let ledger = batch_core::ledger::path(folder.path());
    let mut bytes = fs::read(&ledger).unwrap();
    bytes.extend_from_slice(b"{\"event\":\"answered\",\"at\":\"2026");
    fs::write(&ledger, bytes).unwrap();
    let library = folders::open(&[folder.path()]);
    assert!(matches!(library.odds[0].what, OddityKind::LedgerDamaged(30)), "{:?}", library.odds);
    let reading = library.person(0).unwrap();
    assert_eq!(reading.conversations[0].output, "改过的话");
    assert_eq!(reading.odds[0].what, OddityKind::Edited(1));
}

#[test]
fn only_what_is_asked_for_is_read() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let paths = [folder.path().to_owned()];
    let name = |name: &str| Some(vec![name.to_owned()]);
    let some = Selection { models: name("kimi-k3"), people: name("患者10"), prompts: Some(vec![2]), sample: None };
    let library = Library::open(&paths, &some).unwrap();
    assert_eq!((library.columns.len(), library.people.len()), (1, 1));
    assert_eq!(library.person(0).unwrap().conversations.iter().map(|c| c.number).collect::<Vec<_>>(), [2]);
    let wrong = Selection { people: name("患者3"), ..Selection::default() };
    let problem = Library::open(&paths, &wrong).unwrap_err().sentence(folders::zh());
    assert!(problem.contains("患者3") && problem.contains("患者10"), "{problem}");
}

#[test]
fn folders_that_hold_nothing_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let problem = |path: &std::path::Path| {
        Library::open(&[path.to_owned()], &Selection::default()).unwrap_err().sentence(folders::zh())
    };
    assert!(problem(folder.path()).contains(folder.path().to_str().unwrap()));
    assert!(problem(&folder.path().join("x")).contains("不存在"));
    let file = folder.path().join("a.json");
    fs::write(&file, "{}").unwrap();
    assert!(problem(&file).contains("不是目录"));
    assert!(problem(folder.path()).contains("1 个 JSON"));
    Job::new(&[], &[], &[]).make(folder.path(), |_, _, _| Said::Nothing);
    assert!(problem(folder.path()).contains("还没有任何对话"));
}

#[test]
fn a_sheet_that_somebody_took_away_stays_away() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    for people in ["患者1", "患者2", "患者10"] {
        fs::remove_file(folder.path().join(format!("kimi-k3-{people}.json"))).unwrap();
    }
    let library = folders::open(&[folder.path()]);
    assert_eq!(library.columns.len(), 2);
    assert_eq!(library.odds.iter().filter(|odd| odd.what == OddityKind::Removed).count(), 3);
}

/// Adds lines to a ledger as whoever forges them would: with a right check sum.
fn forge(folder: &std::path::Path, lines: &[String]) -> u64 {
    let path = batch_core::ledger::path(folder);
    let mut text = fs::read_to_string(&path).unwrap();
    let before = text.len();
    for line in lines {
        let body = line.strip_suffix('}').unwrap();
        text.push_str(&format!("{body},\"crc\":\"{:08x}\"}}\n", crc32fast::hash(body.as_bytes())));
    }
    fs::write(path, &text).unwrap();
    (text.len() - before) as u64
}

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn answered(people: &str, prompt: &str, cost: &str) -> String {
    format!(
        r#"{{"event":"answered","at":"2026-11-01T08:00:01Z","key":"{KEY}","model":"m","people":"{people}","prompt":{prompt},"text":"答","cost":{cost},"ms":1,"attempts":1}}"#
    )
}

#[test]
fn numbers_that_nobody_can_mean_are_damage_and_the_page_is_made() {
    let folder = tempfile::tempdir().unwrap();
    Job::new(&["m"], &["甲"], &["问"]).make(folder.path(), |_, _, _| Said::Answer("答".to_owned()));
    let good = ["0", "-0.0", "1e9", "0.25"];
    forge(folder.path(), &good.map(|cost| answered(&format!("好{cost}"), "1", cost)));
    let bad = ["1e308", "1e308", "1e308", "-0.01", "-5", "1e999", "2e12"].map(|cost| answered("乙", "1", cost));
    let prompts = ["0", "-1", "18446744073709551615", "18446744073709551616"].map(|n| answered("乙", n, "0.1"));
    let size = forge(folder.path(), &[&bad[..], &prompts[..]].concat());
    let library = folders::open(&[folder.path()]);
    assert_eq!(library.people.len(), 1 + good.len(), "{:?}", library.people);
    assert_eq!(library.odds.iter().map(|odd| odd.what.clone()).collect::<Vec<_>>(), [OddityKind::LedgerDamaged(size)]);
    // What no tokens vouch for is not confirmed.
    let spent = Spending { confirmed: 0.25, perhaps: 1e9 + 0.25 };
    assert_eq!(library.spending(&library.columns[0]), [("CNY".to_owned(), spent)]);
    let out = tempfile::tempdir().unwrap();
    report::write(folders::zh(), &library, &Extra::default(), &out.path().join("page.html")).unwrap();
    let page = fs::read_to_string(out.path().join("page.html")).unwrap();
    assert!(page.contains("0.2500 CNY（已确认），另可能有最多 1000000000.25 CNY") && page.contains("</html>"));
}

/// The page counts as the ledger itself does: a call of which nothing came back is perhaps paid for, until an answer to the
/// same question says what such a call costs.
#[test]
fn what_is_perhaps_paid_for_is_shown_apart() {
    let folder = tempfile::tempdir().unwrap();
    Job::new(&["m"], &["甲"], &["问"]).make(folder.path(), |_, _, _| Said::Answer("答".to_owned()));
    let other = "fedcba98765432100123456789abcdef";
    let line = |event: &str, key: &str, rest: &str| {
        let names = r#""model":"m","people":"甲","prompt":1"#;
        format!(r#"{{"event":"{event}","at":"2026-11-01T08:00:01Z","key":"{key}",{names},{rest}}}"#)
    };
    let usage = r#""usage":{"prompt_tokens":9,"completion_tokens":9}"#;
    let lost = r#""attempt":1,"class":"timeout","status":0,"wait_ms":1,"perhaps":4.0"#;
    let failed = r#""class":"timeout","message":"超时","status":0,"attempts":1,"perhaps":2.0"#;
    forge(
        folder.path(),
        &[
            line("retry", KEY, lost),
            line("answered", KEY, &format!(r#""text":"答","cost":1.0,"ms":1,"attempts":2,{usage}"#)),
            line("sent", other, r#""attempt":1,"worst":2.0"#),
            line("failed", other, failed),
        ],
    );
    let library = folders::open(&[folder.path()]);
    let spent = Spending { confirmed: 1.25, perhaps: 1.0 + 2.0 };
    assert_eq!(library.spending(&library.columns[0]), [("CNY".to_owned(), spent)]);
    let index = batch_core::ledger::Index::peek(folder.path(), batch_core::base::shard::Shard::WHOLE).unwrap();
    assert_eq!(index.spent.tally("CNY"), spent, "as the ledger says");
    report::write(folders::zh(), &library, &Extra::default(), &folder.path().join("page.html")).unwrap();
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    assert!(page.contains("1.25 CNY（已确认），另可能有最多 3.00 CNY") && page.contains("可能另有，最多"), "{page}");
}

#[test]
fn lists_mean_what_they_mean_to_a_run() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let read = |models: Option<&str>, people: Option<&str>| {
        let list = |text: Option<&str>| text.map(|text| text.split(',').map(str::to_owned).collect());
        let selection = Selection { models: list(models), people: list(people), ..Selection::default() };
        let library = Library::open(&[folder.path().to_owned()], &selection).map_err(|e| e.sentence(folders::zh()))?;
        Ok::<_, String>((library.columns.len(), library.people.join(" ")))
    };
    for (models, people, found) in [
        (None, "患者1，患者2", (3, "患者1 患者2")),
        (None, "1-2", (3, "患者1 患者2")),
        (None, "患者10_问答记录.txt", (3, "患者10")),
        (Some("KIMI-K3"), "患者2", (1, "患者2")),
        (Some("kimi-k3、deepseek/v3.1"), "患者2,患者10", (2, "患者2 患者10")),
    ] {
        assert_eq!(read(models, Some(people)), Ok((found.0, found.1.to_owned())), "{people}");
    }
    let said = read(None, Some("患者1，患者9")).unwrap_err();
    assert!(said.contains("--people") && said.contains("患者9") && said.contains("患者10"), "{said}");
}
