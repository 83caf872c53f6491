//! The page as a reader uses it: answers laid out, models hidden and moved, numbers followed, text searched, pages printed.

use std::path::{Path, PathBuf};

use batch_results::agreement::tables;
use batch_results::rating::file::Criterion;
use batch_results::rating::scored::{Panel, Scored};
use batch_results::report::{self, Extra};
use batch_results::table::Table;

use crate::driver::Driver;
use crate::folders::{self, EVIL, Job, Said};

const ANSWER: &str = "## 一、概括\n\n患者主诉“胸闷三天”，**活动后加重，**又说“每天抽烟两包”。\n\n3. 量 2*3*4\n   - 心电图\n\n\
                      | 项目 | 建议 |\n|---|---|\n| 心电图 | `立即` |\n\n```\n# 代码 **不变**\n```\n<b>原样</b> [名](http://x.invalid/)";
const JSON: &str = r#"{"号":12345678901234567890,"空":{},"项":["一","<img src=x>"]}"#;

fn page(folder: &Path, models: &[&str], said: impl Fn(usize, usize, usize) -> Said) -> PathBuf {
    let jobs = folder.join("jobs");
    Job::new(models, &["患者1", "患者2", "患者3"], &["总结要点", "评估风险"]).make(&jobs, said);
    let page = folder.join("page.html");
    report::write(folders::zh(), &folders::open(&[&jobs]), &Extra::default(), &page).unwrap();
    page
}

#[test]
#[ignore = "needs Chromium"]
fn answers_are_laid_out_and_v_shows_their_source() {
    let folder = tempfile::tempdir().unwrap();
    let said = [ANSWER, JSON, EVIL];
    let page = page(folder.path(), &["m0", "m1", "m2"], |m, _, _| Said::Answer(said[m].to_owned()));
    let mut page = Driver::open(&page);
    page.keys("r");
    page.wait("document.querySelectorAll('.said').length === 3");
    for (element, text) in [
        (".said h5", "一、概括"),
        (".said strong", "活动后加重，"),
        (".said ol > li[value='3'] li", "心电图"),
        (".said td code", "立即"),
        (".said .code", "# 代码 **不变**"),
        (".said .address", "名 (http://x.invalid/)"),
    ] {
        assert_eq!(page.text(element).trim(), text, "{element}");
    }
    let first = page.text(".answer:nth-child(1) .said");
    assert!(first.contains("<b>原样</b>") && first.contains("量 2*3*4"), "{first}");
    let json = page.text(".answer:nth-child(2) .said");
    assert!(json.starts_with("{\n  \"号\": 12345678901234567890,\n  \"空\": {},\n  \"项\": [\n    \"一\""), "{json}");
    assert_eq!(page.count("#answers img, #answers a, #answers script"), 0);
    page.keys("v");
    page.wait("document.querySelectorAll('.said').length === 0");
    assert_eq!(page.script("document.querySelector('.answer > pre:last-child').textContent").as_str(), Some(ANSWER));
    page.check();
}

#[test]
#[ignore = "needs Chromium"]
fn what_stands_in_the_record_is_marked_and_what_only_claims_to_is_too() {
    let folder = tempfile::tempdir().unwrap();
    let page = page(folder.path(), &["m0"], |_, _, _| Said::Answer(ANSWER.to_owned()));
    let mut page = Driver::open(&page);
    page.keys("r");
    page.wait("document.querySelector('.lit')");
    assert_eq!(page.text(".lit.quoted"), "胸闷三天");
    assert_eq!(page.text(".lit.unquoted"), "每天抽烟两包");
    page.click(".lit.quoted");
    page.wait("document.querySelector('#record mark')");
    assert_eq!(page.text("#record mark"), "胸闷三天");
    page.keys("q");
    page.wait("!document.querySelector('.lit')");
    page.check();
}

#[test]
#[ignore = "needs Chromium"]
fn differences_are_those_of_the_texts_without_their_marks() {
    let folder = tempfile::tempdir().unwrap();
    let said = ["**诊断：**胸闷三天，建议完善心电图检查。", "诊断：胸闷五天，建议完善*心电图*检查。"];
    let page = page(folder.path(), &["m0", "m1"], |m, _, _| Said::Answer(said[m].to_owned()));
    let mut page = Driver::open(&page);
    page.keys("rd");
    page.wait("document.querySelector('ins')");
    assert_eq!((page.text("ins"), page.text("del")), ("五".to_owned(), "三".to_owned()));
    assert_eq!((page.count("ins"), page.count("del"), page.count(".answer em")), (1, 1, 1));
    page.check();
}

#[test]
#[ignore = "needs Chromium"]
fn every_number_leads_to_what_it_counts() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(&folder.path().join("jobs"));
    let path = folder.path().join("page.html");
    let library = folders::open(&[&folder.path().join("jobs")]);
    report::write(folders::zh(), &library, &Extra::default(), &path).unwrap();
    let mut page = Driver::open(&path);
    let links = page.script("[...document.querySelectorAll('#overview [data-to]')].filter((a) => a.getAttribute('href').startsWith('#cells/')).map((a) => [a.getAttribute('href'), a.closest('[data-v]')?.dataset.v ?? ''])");
    let links: Vec<(String, String)> = serde_json::from_value(links).unwrap();
    assert!(links.len() > 40, "{links:?}");
    for (link, count) in links.iter().filter(|(link, count)| !count.is_empty() && !link.contains("by")) {
        page.go(&path, link.trim_start_matches('#'));
        page.wait("document.querySelector('#cells-title').textContent.includes('个对话')");
        assert!(page.text("#cells-title").contains(&format!("{count} 个对话")), "{link}: {count}");
    }
    let sum = |page: &mut Driver, states: &str| page.text(&format!(".tile[data-states='{states}'] dd"));
    page.go(&path, "overview");
    assert_eq!(["ac", "c", "f", "e", "m"].map(|s| sum(&mut page, s)), ["15（83.3%）", "1", "1", "1", "1"]);
    page.check();
}

#[test]
#[ignore = "needs Chromium"]
fn hidden_models_stay_hidden_everywhere_and_after_a_reload() {
    let folder = tempfile::tempdir().unwrap();
    let page = page(folder.path(), &["zeta", "alpha", "mid"], |m, _, _| Said::Answer(format!("回答{m}心电图")));
    let mut page = Driver::open(&page);
    // The config's order, not the alphabet's.
    page.wait("document.querySelector('#overview tbody th')");
    assert_eq!(page.text("#overview tbody th"), "zeta");
    page.click("#models summary");
    page.click("#models-list li:nth-child(2) input");
    page.click("#models-list li:nth-child(3) button");
    page.wait("document.querySelectorAll('#overview .numbers tbody tr:not([hidden])').length === 2");
    page.reload();
    page.click("#models summary");
    page.keys("r");
    page.wait("document.querySelectorAll('.answer').length === 2");
    assert_eq!(page.text("#answers .answer:first-child h3"), "zeta");
    let address = page.script("location.hash");
    assert!(address.as_str().unwrap().contains("hide=2"), "{address}");
    for (place, others) in [("m", "#matrix"), ("o", "#overview .charts")] {
        page.keys(place);
        page.wait(&format!("!document.querySelector('{others}').closest('.view').hidden"));
        assert!(!page.text(others).contains("alpha"), "{others}");
    }
    let printed = page.printed();
    assert!(printed.contains("zeta") && !printed.contains("alpha\n"), "{printed}");
    page.click("#hidden-note");
    page.wait("document.querySelectorAll('#overview .numbers tbody tr:not([hidden])').length === 3");
    page.check();
}

/// Two raters who judged all answers of three models, as tables.
fn rated(models: &[&str]) -> Vec<Table> {
    let mut panel = Panel {
        criteria: vec![Criterion { name: "准确性".to_owned(), low: 1, high: 5 }],
        raters: vec!["张三".to_owned(), "李四".to_owned()],
        models: models.iter().map(ToString::to_string).collect(),
        ..Panel::default()
    };
    for (rater, people, model) in (0..2).flat_map(|r| (1..=3).flat_map(move |p| (0..3).map(move |m| (r, p, m)))) {
        panel.scored.push(Scored {
            rater,
            model,
            people: format!("患者{people}"),
            prompt: 1,
            scores: vec![u8::try_from(1 + (model + people + rater) % 5).ok()],
            best: Some(model == people % 3),
            harmful: model == 1,
        });
    }
    tables(folders::zh(), &panel)
}

#[test]
#[ignore = "needs Chromium"]
fn hidden_models_are_hidden_in_the_tables_of_ratings_too_and_what_counts_all_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (jobs, path) = (folder.path().join("jobs"), folder.path().join("page.html"));
    let models = ["alpha", "beta", "zeta"];
    Job::new(&models, &["患者1"], &["总结要点"]).make(&jobs, |m, _, _| Said::Answer(format!("回答{m}")));
    let tables = rated(&models);
    report::write(folders::zh(), &folders::open(&[&jobs]), &Extra { tables: &tables, ..Extra::default() }, &path)
        .unwrap();
    let mut page = Driver::open(&path);
    // `innerText` is what a reader sees.
    let seen = "document.querySelector('#ratings').innerText";
    let of = |page: &mut Driver| page.script(seen).as_str().unwrap().to_owned();
    assert!(of(&mut page).contains("beta") && !of(&mut page).contains("全部 3 个"), "{}", of(&mut page));
    page.go(&path, "overview?hide=2");
    page.wait(&format!("!{seen}.includes('beta')"));
    let all = of(&mut page);
    assert!(all.contains("alpha 与 zeta") && all.contains("Friedman") && all.contains("全部 3 个被评模型"), "{all}");
    let printed = page.printed();
    assert!(printed.contains("alpha 与 zeta") && !printed.contains("alpha 与 beta"), "{printed}");
    page.click("#hidden-note");
    page.wait(&format!("{seen}.includes('beta') && !{seen}.includes('全部 3 个')"));
    page.check();
}

#[test]
#[ignore = "needs Chromium"]
fn all_words_of_a_search_have_to_be_there_and_models_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let said = ["**心电**图正常，血压高", "心电图", "血压高"];
    let page = page(folder.path(), &["m0", "m1", "m2"], |m, _, _| Said::Answer(said[m].to_owned()));
    let mut page = Driver::open(&page);
    page.fill("#query", "心电图 血压高");
    page.press("Enter");
    page.wait("document.querySelectorAll('#found-list li').length === 6");
    assert_eq!(page.text("#found-models"), "m0 6");
    page.fill("#query", "心电图");
    page.press("Enter");
    page.wait("document.querySelectorAll('#found-list li').length === 12");
    page.click("#found-models button:nth-child(2)");
    page.wait("document.querySelectorAll('#found-list li').length === 6");
    page.check();
}

#[test]
#[ignore = "needs Chromium"]
fn a_patient_is_printed_with_all_prompts_and_nobody_else() {
    let folder = tempfile::tempdir().unwrap();
    let page = page(folder.path(), &["alpha", "beta"], |m, p, q| Said::Answer(format!("ANSWER-{m}{p}{q}")));
    let mut page = Driver::open(&page);
    page.keys("rj");
    page.wait("document.querySelector('#who').textContent === '患者2'");
    page.click("#print");
    page.wait("document.querySelector('.sheet')");
    page.click("#paper-prompts button:first-child");
    page.wait("document.querySelectorAll('.sheet h3').length === 3");
    let printed = page.printed();
    for said in ["ANSWER-010", "ANSWER-011", "ANSWER-110", "ANSWER-111"] {
        assert!(printed.contains(said), "{said}: {printed}");
    }
    assert!(!printed.contains("ANSWER-00") && !printed.contains("ANSWER-02"), "{printed}");
    page.check();
}

#[test]
#[ignore = "needs Chromium"]
fn arrows_scroll_and_letters_move() {
    let folder = tempfile::tempdir().unwrap();
    let page = page(folder.path(), &["m0", "m1"], |m, _, _| Said::Answer(format!("第{m}行\n\n").repeat(300)));
    let mut page = Driver::open(&page);
    page.keys("r");
    page.wait("document.querySelectorAll('.answer').length === 2");
    page.press("PageDown");
    page.wait("[...document.querySelectorAll('.answer')].every((one) => one.scrollTop > 200)");
    page.press("ArrowDown");
    assert_eq!(page.text("#who"), "患者1");
    page.keys("j");
    page.wait("document.querySelector('#who').textContent === '患者2'");
    page.check();
}

#[test]
#[ignore = "needs Chromium"]
fn tables_sort_by_their_headings() {
    let folder = tempfile::tempdir().unwrap();
    let page = page(folder.path(), &["b", "a", "c"], |m, p, _| match (m, p) {
        (1, _) | (2, 0) => Said::Failed("触发限流".to_owned()),
        _ => Said::Answer("好".to_owned()),
    });
    let mut page = Driver::open(&page);
    let order = "[...document.querySelectorAll('#overview .numbers tbody th')].map((one) => one.textContent).join('')";
    page.wait(&format!("{order} === 'bac'"));
    page.click("#overview .numbers thead th:nth-child(4)");
    page.wait(&format!("{order} === 'acb'"));
    page.click("#overview .numbers thead th:first-child");
    page.wait(&format!("{order} === 'abc'"));
    page.check();
}
