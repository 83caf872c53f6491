//! The driver itself: what it does to a page arrives there, and what a bad page does is caught.

use std::path::PathBuf;

use serde_json::json;

use crate::driver::Driver;

const PAGE: &str = "<!DOCTYPE html><meta charset=utf-8><title>t</title>
<button id=b onclick=\"this.textContent = 'clicked'\">button</button>
<input id=i><input id=f type=file><p id=keys></p><p id=kept></p>
<a id=save download='评分-张三.json'>save</a><button id=far style='margin-top: 4000px'>far</button>
<script>
document.getElementById('save').href = URL.createObjectURL(new Blob(['{\"a\":1}']));
document.getElementById('kept').textContent = localStorage.getItem('kept');
localStorage.setItem('kept', 'kept over a reload');
document.addEventListener('keydown', (event) => { document.getElementById('keys').append(event.key + ' '); });
document.getElementById('far').onclick = (event) => { event.target.textContent = 'reached ' + event.isTrusted; };
</script>";

fn page(folder: &tempfile::TempDir, html: &str) -> PathBuf {
    let path = folder.path().join("页 面.html");
    std::fs::write(&path, html).unwrap();
    path
}

#[test]
#[ignore = "needs Chromium"]
fn what_is_done_to_a_page_arrives() {
    let folder = tempfile::tempdir().unwrap();
    let mut driver = Driver::open(&page(&folder, PAGE));
    driver.click("#b");
    assert_eq!(driver.text("#b"), "clicked");
    driver.click("#far");
    assert_eq!(driver.text("#far"), "reached true");
    driver.keys("j?1");
    driver.press("ArrowDown");
    driver.press("Enter");
    assert_eq!(driver.text("#keys").trim(), "j ? 1 ArrowDown Enter");
    driver.fill("#i", "张三");
    driver.fill("#i", "李四");
    assert_eq!(driver.value("#i"), "李四");
    driver.choose_file("#f", &folder.path().join("页 面.html"));
    assert_eq!(driver.script("document.getElementById('f').files[0].text()"), json!(PAGE));
    let saved = driver.download(|driver| driver.click("#save"));
    assert_eq!(
        (saved.name.as_str(), std::fs::read(saved.path).unwrap().as_slice()),
        ("评分-张三.json", &b"{\"a\":1}"[..])
    );
    driver.reload();
    driver.wait("document.getElementById('kept').textContent === 'kept over a reload'");
    assert!(driver.printed().contains("button"));
    assert_eq!(driver.count("button"), 2);
    driver.check();
}

#[test]
#[ignore = "needs Chromium"]
fn what_a_bad_page_does_is_caught() {
    let folder = tempfile::tempdir().unwrap();
    let bad = "<img src=http://example.invalid/x.png><script>console.error('oops'); throw new Error('broken')</script>";
    let driver = Driver::open(&page(&folder, bad));
    assert_eq!(driver.requests, ["http://example.invalid/x.png"]);
    let complaints = driver.complaints.join("\n");
    assert!(complaints.contains("oops") && complaints.contains("broken"), "{complaints}");
}
