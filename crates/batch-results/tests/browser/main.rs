//! The page in a real browser, driven by its command line: every view is opened, and it is a failure if the console says
//! a word, a policy is broken or anything is asked of the network. They need a Chromium and are left out unless asked for:
//! `cargo test -p batch-core --test browser -- --ignored`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

#[path = "../common/folders.rs"]
mod folders;

mod browser;
mod driven;
mod driver;
mod parts;
mod rating;
mod reading;

use std::path::Path;

use batch_results::report::{self, Extra};

use browser::{Browser, Shown};
use folders::{EVIL, Job, Said};

/// Writes the page of a folder that tries to leave wherever it is put.
fn evil_page(folder: &Path) -> std::path::PathBuf {
    let jobs = folder.join("jobs");
    folders::mixed(&jobs);
    let name = format!("坏{}", EVIL.replace('/', "／"));
    let mut job = Job::new(&["evil"], &["患者1"], &["总结要点"]);
    job.written = &[];
    job.make(&jobs.join("evil"), |_, _, _| Said::Answer(EVIL.to_owned()));
    std::fs::write(jobs.join("x.json"), folders::python(&name, &name, &[EVIL, EVIL], Some("old"), b" ")).unwrap();
    let path = folder.join("page.html");
    report::write(folders::zh(), &folders::open(&[&jobs, &jobs.join("evil")]), &Extra::default(), &path).unwrap();
    path
}

fn check(shown: &Shown) {
    assert_eq!(shown.console, Vec::<String>::new(), "{}", shown.address);
    assert_eq!(shown.requests, Vec::<String>::new(), "{}", shown.address);
    assert_eq!(shown.root("data-fault"), None, "{}", shown.address);
    assert!(shown.root("data-whole").is_some(), "{}: {}", shown.address, &shown.dom[..shown.dom.len().min(600)]);
    assert!(!shown.dom.contains("<img") && !shown.dom.contains("<svg onload"), "{}", shown.address);
}

#[test]
#[ignore = "needs Chromium"]
fn every_view_opens_without_a_word_or_a_request() {
    let browser = Browser::find();
    let folder = tempfile::tempdir().unwrap();
    let page = evil_page(folder.path());
    for view in [
        "",
        "overview",
        "matrix",
        "matrix/fe/2",
        "read",
        "read/1/2",
        "read/4/1",
        "read/99/99/99",
        "read/2/1?diff=1",
        "odd",
        "read/2/1?source=1&layout=grid&order=9.x.2&hide=1.2.3.4.5.6",
        "nonsense",
        "read/%E0%A4%A",
        "cells",
        "cells/ac/2///by5",
        "cells/f/1//%3Cimg",
        "paper",
        "paper/1-3.9-2.x/2",
        "?base=99",
    ] {
        check(&browser.show(&page, view));
    }
    for words in ["胸闷", "</script>", "<img src=x", "(", "\\", "%22", "'%22%3E", "绝不存在"] {
        check(&browser.show(&page, &format!("find/{words}")));
    }
}

#[test]
#[ignore = "needs Chromium"]
fn views_show_what_the_folders_hold() {
    let browser = Browser::find();
    let folder = tempfile::tempdir().unwrap();
    let page = evil_page(folder.path());
    let matrix = browser.show(&page, "matrix");
    for class in ["pip f", "pip c", "pip e", "pip m"] {
        assert!(matrix.dom.contains(&format!("class=\"{class}\" data-number")), "{class}");
    }
    // The garbled name stands before the others.
    let read = browser.show(&page, "read/2/2");
    assert!(read.dom.contains("ERROR: 触发限流") && read.dom.contains("class=\"badge f\""), "no failure shown");
    assert!(read.dom.contains("</b>您好，患者1。"), "no record shown");
    assert!(
        read.dom.contains("耗时 1.5 秒 · 输入 1,000 · 输出 50 Token · 思考 5 · 0.25 CNY · 共调用 2 次"),
        "no facts shown"
    );
    let found = browser.show(&page, "find/心电图");
    assert!(found.dom.contains("<mark>心电图</mark>"), "nothing found");
    let markup = browser.show(&page, "find/</script>");
    assert!(markup.dom.contains("<mark>&lt;/script&gt;</mark>"), "markup in texts is not found as text");
}

/// The check itself: a page that asks and complains is caught.
#[test]
#[ignore = "needs Chromium"]
fn a_bad_page_would_be_caught() {
    let browser = Browser::find();
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("bad.html");
    let bad = "<html><img src=\"http://example.invalid/x.png\"><script>console.error('oops')</script></html>";
    std::fs::write(&page, bad).unwrap();
    let shown = browser.show(&page, "");
    assert_eq!(shown.requests.first().map(String::as_str), Some("http://example.invalid/x.png"));
    assert!(shown.console[0].contains("oops"), "{:?}", shown.console);
}

/// What is marked as gone and come, put together again, is what both said.
#[test]
#[ignore = "needs Chromium"]
fn differences_add_up() {
    let browser = Browser::find();
    let base = "一、胸闷三天，活动后加重。\n二、建议完善心电图。The patient is stable. 😀末尾";
    let others = [
        "一、胸闷五天，活动后减轻。\n二、建议完善心电图和彩超。The patient was stable. 😁末尾",
        base,
        "一、胸闷三天，活动后加重。",
        "开头多了一句。一、胸闷三天，活动后加重。\n二、建议完善心电图。The patient is stable. 😀末尾，又多了一句",
    ];
    let folder = tempfile::tempdir().unwrap();
    let jobs = folder.path().join("jobs");
    let models = ["m0", "m1", "m2", "m3", "m4"];
    let job = Job::new(&models, &["患者1"], &["问"]);
    job.make(&jobs, |m, _, _| Said::Answer(if m == 0 { base } else { others[m - 1] }.to_owned()));
    let page = folder.path().join("page.html");
    report::write(folders::zh(), &folders::open(&[&jobs]), &Extra::default(), &page).unwrap();
    let shown = browser.show(&page, "read/1/1?diff=1&source=1");
    check(&shown);
    let answers: Vec<&str> = shown.dom.split("<article class=\"card answer").skip(1).collect();
    assert_eq!(answers.len(), 5);
    let likeness =
        |answer: &str| -> u32 { answer.split_once("相同 ").unwrap().1.split_once('%').unwrap().0.parse().unwrap() };
    for (answer, said) in answers[1..].iter().zip(others) {
        let text = answer.split_once("</details><pre>").unwrap().1.split_once("</pre>").unwrap().0;
        assert_eq!(browser::without(text, "del"), said);
        if text.contains("<del>") || said == base || said.starts_with("开头") {
            assert_eq!(browser::without(text, "ins"), base, "{text}");
        }
    }
    assert_eq!(likeness(answers[2]), 100);
    assert!((60..100).contains(&likeness(answers[1])), "{}", likeness(answers[1]));
}

/// Texts that would hold the page up are not compared, which is said.
#[test]
#[ignore = "needs Chromium"]
fn what_is_too_long_is_not_compared() {
    let browser = Browser::find();
    let folder = tempfile::tempdir().unwrap();
    let jobs = folder.path().join("jobs");
    let text = |sign: char| format!("{sign}胸闷三天。").repeat(100_000);
    let said = [text('甲'), text('乙'), text('甲')];
    Job::new(&["m0", "m1", "m2"], &["患者1"], &["问"]).make(&jobs, |m, _, _| Said::Answer(said[m].clone()));
    let page = folder.path().join("page.html");
    report::write(folders::zh(), &folders::open(&[&jobs]), &Extra::default(), &page).unwrap();
    let shown = browser.show(&page, "read/1/1?diff=1&source=1");
    check(&shown);
    let answers = shown.dom.split("<article class=\"card answer").skip(1);
    let answers: Vec<&str> = answers.map(|answer| answer.split("</article>").next().unwrap()).collect();
    assert!(!shown.dom.contains("<ins>") && !shown.dom.contains("<del>"));
    assert_eq!(
        answers.iter().map(|answer| answer.contains("太长，未标出差异")).collect::<Vec<_>>(),
        [false, true, false]
    );
    assert!(answers[1].contains(&said[1]) && answers[2].contains("相同 100%"));
}

/// A job of the size that the page is made for opens at once.
#[test]
#[ignore = "needs Chromium"]
fn a_large_job_opens_quickly() {
    let browser = Browser::find();
    let folder = tempfile::tempdir().unwrap();
    let jobs = folder.path().join("jobs");
    let people: Vec<String> = (1..=500).map(|n| format!("患者{n}")).collect();
    let people: Vec<&str> = people.iter().map(String::as_str).collect();
    let models = ["m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8"];
    let answer = "胸闷三天，活动后加重，建议完善心电图检查。".repeat(16);
    Job::new(&models, &people, &["一", "二", "三", "四", "五"]).make(&jobs, |_, _, _| Said::Answer(answer.clone()));
    let page = folder.path().join("page.html");
    report::write(folders::zh(), &folders::open(&[&jobs]), &Extra::default(), &page).unwrap();
    for view in ["matrix", "read/400/3"] {
        let shown = browser.show(&page, view);
        check(&shown);
        let [ready, whole] = ["data-ready", "data-whole"].map(|name| shown.root(name).unwrap().parse::<u32>().unwrap());
        eprintln!("#{view}: usable after {ready} ms, whole after {whole} ms");
        // Far more than it takes: this machine may have other things to do.
        assert!(whole < 20_000, "{whole} ms");
        // Rows out of sight do not exist.
        assert!(shown.dom.matches("role=\"row\"").count() < 100);
    }
}

/// On paper is what the screen shows: nothing of a patient who was looked at before.
#[test]
#[ignore = "needs Chromium"]
fn what_is_hidden_is_not_printed() {
    let browser = Browser::find();
    let folder = tempfile::tempdir().unwrap();
    let jobs = folder.path().join("jobs");
    Job::new(&["model-a"], &["Alice"], &["PROMPT"]).make(&jobs, |_, _, _| Said::Answer("ANSWER".to_owned()));
    let page = folder.path().join("page.html");
    report::write(folders::zh(), &folders::open(&[&jobs]), &Extra::default(), &page).unwrap();
    let patient = ["ANSWER", "PROMPT", "onerror"];
    let printed = browser.print(&page, &["read/1/1"]);
    for word in patient {
        assert!(printed.contains(word), "{word} not in {printed}");
    }
    for view in ["overview", "matrix", "odd", "find/nothing"] {
        let printed = browser.print(&page, &["read/1/1", view]);
        assert!(printed.contains("model-a") || !["overview", "matrix"].contains(&view), "{view}: {printed}");
        // The prompt is the job's, and stands in the methods.
        for word in patient.iter().filter(|word| view != "overview" || **word != "PROMPT") {
            assert!(!printed.contains(word), "{view}: {word} in {printed}");
        }
    }
}
