//! A report in a folder of pages: from the index to a patient's page, and back.

use batch_results::report::{self, Extra};

use crate::driver::Driver;
use crate::folders::{self, Job, Said};

#[test]
#[ignore = "needs Chromium"]
fn the_index_leads_to_a_patients_page_and_that_one_back() {
    let folder = tempfile::tempdir().unwrap();
    let (jobs, out) = (folder.path().join("jobs"), folder.path().join("发 出去 100%"));
    std::fs::create_dir(&out).unwrap();
    let people = ["患者1", "患者2", "患者3", "患者4"];
    Job::new(&["alpha", "beta", "zeta"], &people, &["总结要点", "评估风险"]).make(&jobs, |m, p, q| match (m, p) {
        (1, 3) => Said::Failed("触发限流".to_owned()),
        _ => Said::Answer(format!("回答 {m}{p}{q}")),
    });
    let index = out.join("报告#1.html");
    let written = report::write_parted(folders::zh(), &folders::open(&[&jobs]), &Extra::default(), &index, 1).unwrap();
    assert_eq!(written.pages, 4);
    let mut page = Driver::open(&index);
    // All numbers are here, the texts are not.
    assert_eq!(page.text(".tile[data-states='f'] dd"), "2");
    assert!(page.text("p.band:not([id])").contains("分成了 4 个网页"));
    assert_eq!(page.count("#ask:not([hidden])"), 0);
    // One model is hidden, and stays so on the way.
    page.go(&index, "cells/f?hide=1");
    page.wait("document.querySelectorAll('#cells-body [data-row], #cells-body > *').length === 2");
    page.leave(|page| page.click("#cells-body > *"));
    page.wait("decodeURIComponent(location.pathname).endsWith('报告#1-pages/4.html')");
    page.wait("document.documentElement.dataset.whole && document.querySelectorAll('.answer').length === 2");
    assert_eq!(page.text("#who"), "患者4");
    let answers = page.text("#answers");
    assert!(answers.contains("触发限流") && answers.contains("回答 23") && !answers.contains("alpha"), "{answers}");
    assert!(page.text("#record").contains("您好，患者4"));
    assert_eq!(page.count("#people-list .person"), 1);
    // What is looked for is looked for in this page.
    page.fill("#query", "回答");
    page.press("Enter");
    page.wait("document.querySelector('#found-title').textContent.includes('：2 处')");
    // Back, where the model is hidden, too; and on to the one that the list of people names.
    page.leave(|page| page.click("p.band:not([id]) a"));
    page.wait("document.documentElement.dataset.whole && location.pathname.endsWith('.html') && !location.pathname.includes('pages')");
    assert_eq!(page.text(".tile.models dd"), "2 / 3");
    page.keys("m");
    page.wait("!document.querySelector('#matrix').hidden");
    page.go(&index, "overview");
    page.leave(|page| drop(page.script("location.hash = '#read/2/2'")));
    page.wait("document.querySelector('#who') && document.querySelector('#who').textContent === '患者2' && location.pathname.includes('pages')");
    page.wait("document.querySelector('#answers').textContent.includes('回答 211')");
    page.check();
}
