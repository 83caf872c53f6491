//! The blind page as a rater works with it: named, rated by keys and mouse, left and taken up again, saved, and read back.

use std::path::{Path, PathBuf};

use batch_results::rating::criteria::Scheme;
use batch_results::rating::page::{self, WrittenBallot};
use batch_results::rating::questions::Draw;
use batch_results::rating::{read, unblind};

use crate::driver::Driver;
use crate::folders::{self, EVIL, Job, Said};
use batch_results::rating::file::Criterion;

const MODELS: &[&str] = &["model-alpha", "vendor/model-beta", "Gamma4-Turbo"];

/// Three models, two people, two prompts; every answer says whose it is, and one tries to get out.
fn job(folder: &Path) -> PathBuf {
    let jobs = folder.join("gamma4-turbo-jobs");
    Job::new(MODELS, &["患者1", "患者2"], &["总结 model-alpha 的要点", "风险"]).make(&jobs, |m, p, q| {
        match (m, p, q) {
            (0, 0, 1) => Said::Failed("触发限流".to_owned()),
            (1, 1, 1) => Said::Cut("我是 model-beta，说到一半".to_owned()),
            (2, 1, 1) => Said::Answer(EVIL.to_owned()),
            _ => Said::Answer(format!("我是 {}，第 {p} 位患者的第 {q} 个回答。", MODELS[m].to_uppercase())),
        }
    });
    jobs
}

fn blind_page(folder: &Path) -> (PathBuf, WrittenBallot) {
    let scheme = Scheme::usual(folders::zh());
    blind_page_by(folder, &job(folder), &scheme)
}

fn blind_page_by(folder: &Path, jobs: &Path, scheme: &Scheme) -> (PathBuf, WrittenBallot) {
    let path = folder.join("rating.html");
    let draw = Draw { seed: 11, ..Draw::default() };
    let written = page::write(folders::zh(), &folders::open(&[jobs]), &draw, scheme, &path).unwrap();
    (path, written)
}

fn begin(driver: &mut Driver, rater: &str) {
    driver.fill("#name", rater);
    driver.press("Enter");
    driver.wait("!document.getElementById('begin').open");
}

/// Goes on with what this browser keeps.
fn resume(driver: &mut Driver, rater: &str) {
    driver.fill("#name", rater);
    driver.press("Enter");
    driver.click("#resume");
    driver.wait("!document.getElementById('begin').open");
}

fn holds_no_name(text: &str) {
    let text = text.to_lowercase();
    for name in MODELS.iter().chain(&["model-beta"]) {
        assert!(!text.contains(&name.to_lowercase()), "{name}");
    }
}

#[test]
#[ignore = "needs Chromium"]
fn no_model_is_named_in_the_page_or_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let (page, written) = blind_page(folder.path());
    assert_eq!(written, WrittenBallot { questions: 4, answers: 11, masked: 10, shared: 0, ..written.clone() });
    holds_no_name(&std::fs::read_to_string(&page).unwrap());
    let mut driver = Driver::open(&page);
    begin(&mut driver, "张三");
    for _ in 0..written.questions {
        holds_no_name(&driver.dom());
        driver.press("v");
        holds_no_name(&driver.dom());
        driver.press("j");
    }
    assert!(driver.text("#masked").contains("▇▇▇"));
    assert_eq!(driver.script("document.documentElement.dataset.fault ?? ''"), "");
    driver.check();
}

#[test]
#[ignore = "needs Chromium"]
fn what_was_clicked_survives_a_reload_and_is_what_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let (page, _) = blind_page(folder.path());
    let mut driver = Driver::open(&page);
    begin(&mut driver, "张 三");
    assert_eq!(driver.text("#count"), "0/11");
    // The first question by keys: three answers, four criteria; the second is best, the third could do harm.
    driver.keys("543254325432");
    assert_eq!(driver.text("#count"), "3/11");
    for key in ["ArrowLeft", "b", "ArrowRight", "h", "n"] {
        driver.press(key);
    }
    driver.type_text("剂量不对，1 片");
    driver.press("Escape");
    // The second by mouse; a score clicked again is taken back.
    driver.click("#next");
    driver.click("[data-answer='1'] [data-criterion='2'] [data-score='4']");
    driver.click("[data-answer='1'] [data-criterion='0'] [data-score='1']");
    driver.click("[data-answer='1'] [data-criterion='0'] [data-score='1']");
    driver.click("[data-answer='0'] [data-mark=best]");
    driver.click("[data-answer='1'] [data-mark=best]");
    driver.reload();
    resume(&mut driver, "张三");
    assert_eq!(driver.text("#count"), "3/11");
    assert_eq!(driver.text("#where"), "患者1 · Prompt 2");
    assert_eq!(driver.count("[data-answer='1'] [data-score='4'][aria-pressed=true]"), 1);
    driver.press("k");
    assert_eq!(driver.value("[data-answer='2'] textarea"), "剂量不对，1 片");

    let saved = driver.download(|driver| driver.press("s"));
    assert_eq!(saved.name, "评分-张 三.json");
    let ratings = read::read(&saved.path).unwrap();
    assert_eq!((ratings.rater.as_str(), ratings.seed, ratings.ratings.len()), ("张 三", 11, 5));
    let told = ratings.ratings.iter().map(|rating| {
        let scores: Vec<u8> = ratings.criteria.iter().filter_map(|c| rating.scores.get(&c.name).copied()).collect();
        let (best, harmful) = (rating.best.unwrap(), rating.harmful);
        format!("{} {} {scores:?} best: {best} harmful: {harmful} {}", rating.prompt, rating.answer, rating.note)
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "1 甲 [5, 4, 3, 2] best: false harmful: false ",
            "1 乙 [5, 4, 3, 2] best: true harmful: false ",
            "1 丙 [5, 4, 3, 2] best: false harmful: true 剂量不对，1 片",
            "2 甲 [] best: true harmful: false ",
            "2 乙 [4] best: true harmful: false ",
        ]
    );
    // Every answer is found again, and is the one that stood there.
    let library = folders::open(&[&folder.path().join("gamma4-turbo-jobs")]);
    let unblinded = unblind::unblind(&library, folders::zh(), &[(saved.path, ratings)]).unwrap();
    assert_eq!((unblinded.unknown.len(), unblinded.panel.scored.len()), (0, 5));
    driver.check();
}

#[test]
#[ignore = "needs Chromium"]
fn a_saved_file_goes_on_elsewhere_and_a_strange_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (page, _) = blind_page(folder.path());
    let mut driver = Driver::open(&page);
    begin(&mut driver, "张三");
    driver.keys("5432");
    let saved = driver.download(|driver| driver.press("s"));
    // Another browser, where nothing is kept.
    let mut other = Driver::open(&page);
    assert_eq!(other.count("#kept:not([hidden])"), 0);
    for (from, to, told) in [
        ("\"seed\": 11", "\"seed\": 12", "另一份评分页"),
        ("\"准确性\": 5", "\"准确性\": 6", "分数或写法不对"),
        ("batch-llm", "others", "这不是评分文件"),
        ("\"id\": \"", "\"id\": \"0", "另一份评分页"),
    ] {
        let changed = std::fs::read_to_string(&saved.path).unwrap().replacen(from, to, 1);
        std::fs::write(folder.path().join("strange.json"), changed).unwrap();
        other.choose_file("#load", &folder.path().join("strange.json"));
        other.wait(&format!("document.getElementById('load-fault').textContent.includes('{told}')"));
    }
    other.choose_file("#load", &saved.path);
    other.wait("!document.getElementById('begin').open");
    assert_eq!(other.text("#count"), "1/11");
    assert!(other.text("#rater").contains("张三"));
    other.check();
}

#[test]
#[ignore = "needs Chromium"]
fn everything_can_be_done_by_keys() {
    let folder = tempfile::tempdir().unwrap();
    let (page, written) = blind_page(folder.path());
    let mut driver = Driver::open(&page);
    begin(&mut driver, "李四");
    driver.press("?");
    assert_eq!(driver.script("document.getElementById('help').open"), true);
    driver.press("Escape");
    driver.keys("9");
    assert_eq!(driver.count("[aria-pressed=true]"), 0, "nine is no score");
    driver.keys("5");
    driver.press("ArrowUp");
    driver.press("Backspace");
    assert_eq!(driver.count("[aria-pressed=true]"), 0);
    for _ in 0..written.questions {
        driver.keys(&"3333".repeat(4));
        driver.press("u");
    }
    assert_eq!(driver.text("#count"), "11/11");
    assert!(driver.text("#told").contains("全部评完"));
    driver.check();
}

/// The page is made again in the same place: with other criteria, and with the first ones.
#[test]
#[ignore = "needs Chromium"]
fn what_was_rated_by_other_criteria_is_still_there() {
    let folder = tempfile::tempdir().unwrap();
    let (page, _) = blind_page(folder.path());
    let mut driver = Driver::open(&page);
    begin(&mut driver, "张三");
    driver.keys("5432");
    let jobs = folder.path().join("gamma4-turbo-jobs");
    // Names that every object of JavaScript knows.
    let named = |name: &str| Criterion { name: name.to_owned(), low: 1, high: 5 };
    let odd = Scheme { criteria: vec![named("constructor"), named("__proto__")], hide: Vec::new() };
    blind_page_by(folder.path(), &jobs, &odd);
    driver.reload();
    assert_eq!(driver.count("#kept:not([hidden])"), 0);
    begin(&mut driver, "张三");
    assert_eq!(driver.text("#count"), "0/11");
    driver.keys("45");
    assert_eq!(driver.text("#count"), "1/11");
    let saved = driver.download(|driver| driver.press("s"));
    assert_eq!(read::read(&saved.path).unwrap().ratings[0].scores.len(), 2);
    blind_page_by(folder.path(), &jobs, &Scheme::usual(folders::zh()));
    driver.reload();
    resume(&mut driver, "张三");
    assert_eq!(driver.text("#count"), "1/11");
    // What cannot be read is put aside before it is written over.
    driver.script("Object.keys(localStorage).forEach((key) => localStorage.setItem(key, 'not whole'))");
    driver.reload();
    begin(&mut driver, "张三");
    driver.keys("5");
    let aside = "Object.entries(localStorage).some(([key, text]) => key.includes('aside') && text === 'not whole')";
    assert_eq!(driver.script(aside), true);
    driver.check();
}

#[test]
#[ignore = "needs Chromium"]
fn one_digit_too_many_changes_nothing_and_caps_lock_neither() {
    let folder = tempfile::tempdir().unwrap();
    let (page, _) = blind_page(folder.path());
    let mut driver = Driver::open(&page);
    begin(&mut driver, "张三");
    driver.keys("555555555555111");
    assert_eq!(driver.count("[data-score='5'][aria-pressed=true]"), 12);
    driver.press("B");
    assert_eq!(driver.count("[data-answer='2'] [data-mark=best][aria-pressed=true]"), 1);
    driver.press("Backspace");
    assert_eq!(driver.count("[data-score='5'][aria-pressed=true]"), 11);
    driver.check();
}

/// A file of another day, when one answer was another and one score, too.
#[test]
#[ignore = "needs Chromium"]
fn an_older_file_undoes_nothing_unasked_and_what_it_has_too_many_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let (page, _) = blind_page(folder.path());
    let mut driver = Driver::open(&page);
    begin(&mut driver, "张三");
    driver.keys("55555555");
    let saved = driver.download(|driver| driver.press("s"));
    let text = std::fs::read_to_string(&saved.path).unwrap();
    let older = folder.path().join("older.json");
    let text = text.replacen("\"id\": \"", "\"id\": \"0", 1);
    let last = text.rfind("\"准确性\": 5").unwrap();
    let text = format!("{}{}", &text[..last], text[last..].replacen("\"准确性\": 5", "\"准确性\": 2", 1));
    std::fs::write(&older, text).unwrap();
    for (answer, score) in [("false", 5), ("true", 2)] {
        driver.reload();
        driver.script(&format!("window.confirm = () => {answer}"));
        driver.choose_file("#load", &older);
        driver.wait("!document.getElementById('begin').open");
        assert!(driver.text("#told").contains("1 个评分不属于这份评分页"));
        assert_eq!(driver.text("#count"), "2/11");
        let pressed = format!("[data-answer='1'] [data-criterion='0'] [data-score='{score}'][aria-pressed=true]");
        assert_eq!(driver.count(&pressed), 1);
    }
    driver.check();
}

/// Two raters at one computer are independent: neither is told of the other, and nobody goes on with work that is not theirs.
#[test]
#[ignore = "needs Chromium"]
fn a_rater_resumes_her_own_work_and_sees_nothing_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let (page, _) = blind_page(folder.path());
    let mut driver = Driver::open(&page);
    begin(&mut driver, "张 三");
    driver.keys("5432");
    driver.reload();
    assert!(!driver.dom().contains("张 三"));
    assert_eq!(driver.count("#kept:not([hidden])"), 1);
    begin(&mut driver, "李四");
    assert_eq!((driver.text("#count"), driver.count("[aria-pressed=true]")), ("0/11".to_owned(), 0));
    driver.reload();
    driver.fill("#name", "张三");
    driver.press("Enter");
    assert!(driver.text("#known").contains("“张 三”的评分（1/11）"), "{}", driver.text("#known"));
    driver.click("#not-mine");
    assert!(driver.text("#known").contains("加上科室或编号"));
    begin(&mut driver, "张三（内科）");
    assert_eq!(driver.text("#count"), "0/11");
    driver.keys("1");
    driver.reload();
    resume(&mut driver, "张三");
    assert_eq!(driver.text("#count"), "1/11");
    assert_eq!(driver.count("[data-score='5'][aria-pressed=true]"), 1);
    driver.check();
}

#[test]
#[ignore = "needs Chromium"]
fn six_answers_can_be_read_and_rated_in_every_window() {
    let folder = tempfile::tempdir().unwrap();
    let jobs = folder.path().join("jobs");
    let models = ["a1", "b2", "c3", "d4", "e5", "f6"];
    Job::new(&models, &["患者1"], &["总结"]).make(&jobs, |_, _, _| Said::Answer("一行回答。\n\n".repeat(60)));
    let (page, _) = blind_page_by(folder.path(), &jobs, &Scheme::usual(folders::zh()));
    for (width, height) in [(1440, 900), (1024, 768), (390, 844)] {
        let mut driver = Driver::open(&page);
        driver.size(width, height);
        begin(&mut driver, "张三");
        // To the fourth: it is read beside its scores, and a name stands in one line.
        driver.keys("555555555555");
        let wide = width > 760;
        let seen = "((of) => { const box = document.querySelector('.answer.here ' + of).getBoundingClientRect(); \
                    return [box.top, innerHeight - box.bottom, box.height]; })";
        let mut of =
            |part: &str| -> Vec<f64> { serde_json::from_value(driver.script(&format!("{seen}(\"{part}\")"))).unwrap() };
        for part in [".criterion.at", ".criterion.at [data-score='5']"] {
            assert!(of(part)[..2].iter().all(|room| *room >= 0.0), "{width}: {part} {:?}", of(part));
        }
        if wide {
            for part in ["h3", ".text", "[data-mark=best]", "textarea"] {
                assert!(of(part)[..2].iter().all(|room| *room >= 0.0), "{width}: {part} {:?}", of(part));
            }
            assert!(of(".text")[2] > 130.0, "{width}: {:?}", of(".text"));
        }
        assert!(of(".criterion > :first-child")[2] < 40.0, "{width}: a name is broken");
        driver.check();
    }
}
