//! The page, tables and documents in English: no word of ours is Chinese any more, and what programs read is as it was.

use std::fs;
use std::path::Path;

use batch_results::export::{Destination, FIELDS, Format, Layout, export};
use batch_results::report::{self, Extra};
use calamine::{Reader, Xlsx, open_workbook};

use crate::folders::{self, Job, Said};

/// Han characters, and the punctuation that comes with them.
fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// A job whose names and answers are English, with everything in it that the page has words for.
fn job(folder: &Path) {
    let mut job = Job::new(&["model-a", "model-b"], &["P1", "P2"], &["Summarise.", "Advise."]);
    job.simulated = true;
    job.make(folder, |m, p, q| match (m, p, q) {
        (0, 0, 0) => Said::Failed("Rate limited".to_owned()),
        (0, 1, 0) => Said::Cut("Half an ans".to_owned()),
        (1, 0, 0) => Said::Answer(String::new()),
        (1, 1, 1) => Said::Nothing,
        _ => Said::Answer("Sleep well.".to_owned()),
    });
    fs::write(folder.join("other.json"), "[]").unwrap();
    fs::write(folder.join("torn.json"), "{").unwrap();
}

fn written(folder: &Path, format: Format) -> String {
    let path = folder.join("out");
    export(folders::en(), &folders::open(&[folder]), format, &Destination::Path(path.clone())).unwrap();
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_page_has_no_chinese_but_in_its_data() {
    let folder = tempfile::tempdir().unwrap();
    job(folder.path());
    let path = folder.path().join("page.html");
    report::write(folders::en(), &folders::open(&[folder.path()]), &Extra::default(), &path).unwrap();
    let page = fs::read_to_string(path).unwrap();
    assert!(page.contains("<html lang=\"en\">"));
    for word in ["Completion by model", "Cost (CNY, incl. retries)", "not a result file, skipped", "[Simulation]"] {
        assert!(page.contains(word), "{word}");
    }
    // People's blocks hold their records, which are Chinese.
    let ours: Vec<&str> =
        page.lines().filter(|line| !line.starts_with("<script type=\"application/json\" id=\"p")).collect();
    for line in ours {
        assert!(!line.contains(is_chinese), "{line}");
    }
}

#[test]
fn headings_and_states_are_english_and_names_for_programs_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    job(folder.path());
    let csv = written(folder.path(), Format::Csv);
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    insta::assert_snapshot!(lines.next().unwrap(), @r#""Folder","Model","Patient","Prompt no.","State","Output","Prompt","Input","Finish reason","Input tokens","Output tokens","Cached tokens","Reasoning tokens","Cost","Currency","Duration (ms)","Online or batch","Calls","Request ID","Time (UTC)","Error class","HTTP status","Reasoning","Conversation key""#);
    for state in ["answered", "cut off", "failed", "empty"] {
        assert!(csv.contains(&format!(",\"{state}\",")), "{state}");
    }
    for words in [folders::zh(), folders::en()] {
        let headings: Vec<String> = FIELDS.iter().map(|field| (field.heading)(words)).collect();
        assert_eq!(headings.iter().collect::<std::collections::HashSet<_>>().len(), FIELDS.len(), "{headings:?}");
    }
    let path = folder.path().join("lines");
    let lines = [folders::zh(), folders::en()].map(|words| {
        let library = folders::open(&[folder.path()]);
        export(words, &library, Format::Jsonl, &Destination::Path(path.clone())).unwrap();
        fs::read_to_string(&path).unwrap()
    });
    assert_eq!(lines[0], lines[1]);
}

#[test]
fn documents_and_workbooks_are_english() {
    let folder = tempfile::tempdir().unwrap();
    job(folder.path());
    let headings = written(folder.path(), Format::Md(Layout::Headings));
    let headings: Vec<&str> = headings.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(headings[..4], ["# P1", "## Prompt 1", "### model-a (failed)", "### model-b (empty)"]);
    assert!(headings.contains(&"### model-a (cut off)"), "{headings:?}");
    let out = folder.path().join("md");
    let library = folders::open(&[folder.path()]);
    export(folders::en(), &library, Format::Md(Layout::Sheets), &Destination::Path(out.clone())).unwrap();
    let sheet = fs::read_to_string(out.join("model-a-P2.md")).unwrap();
    assert!(sheet.contains("\n### Answer (cut off)\n") && sheet.contains("\n## Patient record\n"), "{sheet}");

    let path = folder.path().join("out.xlsx");
    export(folders::en(), &library, Format::Xlsx, &Destination::Path(path.clone())).unwrap();
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(book.sheet_names(), ["Summary", "Rating", "Comparison", "Conversations", "Prompts", "Records", "Notes"]);
    // Records are Chinese, and inputs hold them.
    for name in ["Summary", "Rating", "Comparison", "Prompts", "Notes"] {
        for row in book.worksheet_range(name).unwrap().rows() {
            assert!(row.iter().all(|cell| !cell.to_string().contains(is_chinese)), "{row:?}");
        }
    }
}

#[test]
fn what_is_wrong_is_said_in_english() {
    let folder = tempfile::tempdir().unwrap();
    let said = |path: &Path| {
        let problem =
            batch_results::reading::Library::open(&[path.to_owned()], &batch_results::reading::Selection::default());
        let said = problem.unwrap_err().sentence(folders::en());
        said.replace(&folder.path().display().to_string(), "FOLDER")
    };
    insta::assert_snapshot!(said(&folder.path().join("x")), @"FOLDER/x: cannot be read (does not exist); check the path and its permissions");
    insta::assert_snapshot!(said(folder.path()), @"FOLDER: no result files (*.json) and no ledger here; check the path, or run once first");
    fs::write(folder.path().join("a.json"), "[]").unwrap();
    insta::assert_snapshot!(said(folder.path()), @"FOLDER: the only JSON file here is not a result file, and there is no ledger; check the path");
    insta::assert_snapshot!(said(&folder.path().join("a.json")), @"FOLDER/a.json: a file, not a folder; name an output folder, for example ./output/raw_xxx");
}
