//! The page: whole, escaped, closed to the network. What a browser makes of it is in `tests/browser`.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use batch_results::reading::{Library, Selection};
use batch_results::report::{self, Extra};
use serde_json::Value;

use crate::folders::{self, EVIL, Job, Said};

fn page(folders: &[&Path]) -> String {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("page.html");
    report::write(folders::zh(), &folders::open(folders), &Extra::default(), &path).unwrap();
    fs::read_to_string(path).unwrap()
}

/// The JSON blocks by id.
fn block(page: &str, id: &str) -> Value {
    let (_, rest) = page.split_once(&format!("<script type=\"application/json\" id=\"{id}\">")).unwrap();
    serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
}

#[test]
fn holds_everything_once() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let page = page(&[folder.path()]);
    let index = block(&page, "index");
    assert_eq!(index["columns"], serde_json::json!(["moonshot-v1-8k", "kimi-k3", "deepseek/v3.1"]));
    assert_eq!(index["people"], serde_json::json!(["患者1", "患者2", "患者10"]));
    assert_eq!(index["states"], serde_json::json!(["afaaea", "aacaaa", "aaaaam"]));
    assert_eq!(index["prompts"], serde_json::json!(["总结要点", "评估风险"]));
    let person = block(&page, "p1");
    assert_eq!(person["chat"], folders::record("患者2"));
    assert_eq!(person["cells"].as_array().unwrap().len(), 6);
    assert_eq!(person["cells"][2]["o"], "说到一半");
    assert_eq!(person["cells"][2]["f"]["u"], serde_json::json!([1000, 50, 10, 5]));
    for word in [
        "各模型完成情况",
        "单次调用耗时",
        "Token 用量",
        "费用（CNY，含重试）",
        "触发限流",
        "4.00 CNY",
        "<svg class=\"strip\"",
    ] {
        assert!(page.contains(word), "{word}");
    }
    // Marks of the template are filled; one in the data is data.
    assert_eq!(page.matches("{{").count(), page.matches("{{title}}").count());
}

#[test]
fn nothing_in_the_data_becomes_markup() {
    let folder = tempfile::tempdir().unwrap();
    let name = |n: usize| format!("{n}{}", EVIL.replace('/', "／"));
    let (models, people) = ([name(1), name(2)], [name(3), name(4)]);
    let (models, people) = (models.each_ref().map(String::as_str), people.each_ref().map(String::as_str));
    let mut job = Job::new(&models, &people, &[EVIL, "二"]);
    // Such names fit no file system everywhere: the ledger holds them, and one sheet under a plain name.
    job.written = &[];
    job.make(
        folder.path(),
        |_, _, q| if q == 0 { Said::Answer(EVIL.to_owned()) } else { Said::Failed(EVIL.to_owned()) },
    );
    fs::write(folder.path().join("x.json"), folders::python(EVIL, EVIL, &[EVIL], Some("old"), b" ")).unwrap();
    fs::write(folder.path().join("<img src=y onerror=1>.json"), "[]").unwrap();
    let page = page(&[folder.path()]);
    let lower = page.to_lowercase();
    let people_blocks = 3;
    assert_eq!(lower.matches("<script").count(), 2 + people_blocks);
    assert_eq!(lower.matches("</script").count(), 2 + people_blocks);
    for bad in ["<img", "<svg onload", "<!--"] {
        assert!(!lower.contains(bad), "{bad}");
    }
    // In text these two are harmless; in scripts they once were not.
    assert!(!lower.split_once("id=\"index\">").unwrap().1.contains(['\u{2028}', '\u{2029}']));
    let cells = block(&page, "p2")["cells"].clone();
    let said: HashSet<&str> = cells.as_array().unwrap().iter().filter_map(|cell| cell["o"].as_str()).collect();
    assert!(said.contains(EVIL), "{said:?}");
}

#[test]
fn no_network_and_nothing_from_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let page = page(&[folder.path()]);
    let policy = page.split_once("Content-Security-Policy\" content=\"").unwrap().1.split_once('"').unwrap().0;
    assert!(policy.starts_with("default-src &#39;none&#39;; script-src &#39;sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    let script = page.rsplit_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
    for bad in [
        "fetch(",
        "XMLHttpRequest",
        "WebSocket",
        "import(",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "eval(",
        "document.write",
    ] {
        assert!(!script.contains(bad), "{bad}");
    }
    let head = page.split_once("<main>").unwrap().0;
    for bad in ["http://", "https://", "src=", "@import", "url(", "<link"] {
        assert!(!head.contains(bad), "{bad}");
    }
}

#[test]
fn old_and_new_folders_stand_side_by_side() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    folders::mixed(new.path());
    let sheet = folders::python("kimi-k3", "患者1", &["旧回答"], Some("更旧"), b"  ");
    fs::write(old.path().join("kimi-k3-患者1.json"), sheet).unwrap();
    assert!(page(&[old.path()]).contains("使用 [请补充所用程序] 将"), "a program that nobody named");
    let page = page(&[old.path(), new.path()]);
    let index = block(&page, "index");
    let columns: Vec<&str> = index["columns"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!(columns.len(), 4);
    assert!(columns[0].starts_with("kimi-k3（") && columns[2].starts_with("kimi-k3（"), "{columns:?}");
    assert!(index["states"][0].as_str().unwrap().starts_with("am"));
    assert!(page.contains("result 与各对话的 Output 不一致"));
    assert!(page.contains("使用 test 将"), "the program that the ledger names");
    // Prompt 1 is another one there: shown with the answer, and named.
    assert!(page.contains("对话 1 的 Prompt 与其他文件中的不同"));
}

#[test]
fn whatever_its_key_a_conversation_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let keys = ["1", "-1", "01", "18446744073709551615", " 1", "1", "x", "2"];
    let conversations: Vec<String> =
        keys.iter().enumerate().map(|(n, key)| format!(r#""{key}":{{"prompt":"p","Output":"said {n}"}}"#)).collect();
    let sheet = format!(r#"{{"model":"m","people":"甲","conversations":{{{}}}}}"#, conversations.join(","));
    fs::write(folder.path().join("m-甲.json"), sheet).unwrap();
    let page = page(&[folder.path()]);
    let cells = block(&page, "p0")["cells"].clone();
    let cells: Vec<_> = cells.as_array().unwrap().iter().map(|cell| (cell["n"].as_u64(), cell["o"].as_str())).collect();
    let places: HashSet<_> = cells.iter().map(|(number, _)| number).collect();
    let said: HashSet<_> = cells.iter().filter_map(|(_, said)| *said).collect();
    assert_eq!((places.len(), said.len()), (keys.len(), keys.len()), "{cells:?}");
    assert_eq!(block(&page, "index")["states"][0].as_str().unwrap().len(), keys.len());
    assert!(cells.contains(&(Some(1), Some("said 5"))) && cells.contains(&(Some(2), Some("said 7"))), "{cells:?}");
    assert_eq!(page.matches("不是从 1 起的序号").count(), keys.len() - 2);
}

#[test]
fn beyond_what_opens_there_is_an_index_and_a_folder_of_pages() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    folders::mixed(folder.path());
    let library = folders::open(&[folder.path()]);
    let path = out.path().join("报告.html");
    let pages = out.path().join("报告-pages");
    fs::create_dir(&pages).unwrap();
    fs::write(pages.join("4.html"), "of an earlier report").unwrap();
    let written = report::write_parted(folders::zh(), &library, &Extra::default(), &path, 1).unwrap();
    assert_eq!((written.conversations, written.pages, written.folder), (17, 3, Some(pages.clone())));
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    let index = read(&path);
    assert!(!index.contains("id=\"p0\"") && !index.contains(&folders::record("患者1")[..9]), "texts in the index");
    let data = block(&index, "index");
    let expected = serde_json::json!([[0, "报告-pages/1.html"], [1, "报告-pages/2.html"], [2, "报告-pages/3.html"]]);
    assert_eq!(data["parts"], expected);
    assert_eq!(data["states"], serde_json::json!(["afaaea", "aacaaa", "aaaaam"]));
    assert!(index.contains("15（83.3%）") && index.contains("分成了 3 个网页"));
    let second = read(&pages.join("2.html"));
    assert_eq!(block(&second, "p0")["chat"], folders::record("患者2"));
    assert_eq!(block(&second, "index")["people"], serde_json::json!(["患者2"]));
    assert!(second.contains("href=\"../%E6%8A%A5%E5%91%8A.html\"") && !second.contains("患者10"));
    assert!(!pages.join("4.html").exists(), "a page of an earlier report is left");
    let whole = report::write_parted(folders::zh(), &library, &Extra::default(), &path, 1 << 30).unwrap();
    assert_eq!((whole.pages, whole.folder), (0, None));
    assert_eq!(fs::read_dir(&pages).unwrap().count(), 0, "records beside a page that may be without");
}

#[test]
fn without_records_they_are_nowhere_in_the_file() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    folders::mixed(folder.path());
    let path = out.path().join("page.html");
    let extra = Extra { without_records: true, ..Extra::default() };
    report::write(folders::zh(), &folders::open(&[folder.path()]), &extra, &path).unwrap();
    let page = fs::read_to_string(path).unwrap();
    for said in ["您好", "想了想"] {
        let texts: Vec<&str> = page.split("application/json\" id=\"p").skip(1).collect();
        assert!(texts.iter().all(|text| !text.contains(said)), "{said}");
    }
    assert!(page.contains("活动后加重") && page.contains("data-records=\"false\""));
}

#[test]
fn a_sample_is_the_same_every_time_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let drawn = |most| {
        let some = Selection { sample: Some(most), ..Selection::default() };
        Library::open(&[folder.path().to_owned()], &some).unwrap().people
    };
    assert_eq!((drawn(2).len(), drawn(2)), (2, drawn(2)));
    assert_eq!(drawn(3), ["患者1", "患者2", "患者10"]);
    assert_eq!(drawn(99).len(), 3);
}

/// The page's words stand in one file; template and scripts use no word that is not there, and bring none of their own.
#[test]
fn every_word_is_known() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let index = block(&page(&[folder.path()]), "index");
    let words = index["words"].as_object().unwrap();
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/report");
    let parts = [
        "policy",
        "style",
        "script",
        "tiles",
        "charts",
        "table",
        "failures",
        "ratings",
        "odds",
        "odd_count",
        "failed_count",
        "simulated",
        "subtitle",
        "language",
        "records",
        "methods_text",
        "part_note",
        "index",
        "texts",
    ];
    for entry in fs::read_dir(assets).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.lines().count() <= 300, "{}", path.display());
        // The sentence about the search has Chinese quotation marks in the words, not here.
        assert!(!text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{}", path.display());
        let used = text
            .split("words.")
            .skip(1)
            .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap());
        let marked = text.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap());
        for word in used.chain(marked).filter(|word| !parts.contains(word)) {
            assert!(words.contains_key(word), "{}: {word}", path.display());
        }
    }
}
