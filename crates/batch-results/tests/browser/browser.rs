//! A Chromium, and what it makes of a page.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Names under which it is installed.
const NAMES: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// A found browser.
pub struct Browser {
    program: PathBuf,
    /// Its profile; a new one for each page would be most of the time.
    profile: tempfile::TempDir,
}

/// A page as it was shown.
#[derive(Debug)]
pub struct Shown {
    /// What was opened.
    pub address: String,
    /// The document after its scripts ran.
    pub dom: String,
    /// What the console said.
    pub console: Vec<String>,
    /// What was asked of the network.
    pub requests: Vec<String>,
}

/// Where a Chromium is; `CHROMIUM` names another one. The tests that need it are ignored unless somebody asks for them, and who
/// asks for them has to have it.
pub fn program() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let program = match std::env::var_os("CHROMIUM") {
        Some(named) => Some(PathBuf::from(named)).filter(|program| program.is_file()),
        None => std::env::split_paths(&path)
            .flat_map(|folder| NAMES.iter().map(move |name| folder.join(name)))
            .find(|program| program.is_file()),
    };
    program.expect("no Chromium found; install one or set CHROMIUM to its path")
}

impl Browser {
    /// A browser with a profile of its own.
    pub fn find() -> Self {
        Self { program: program(), profile: tempfile::tempdir().unwrap() }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-extensions", "--disable-default-apps", "--no-default-browser-check"])
            .args(["--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--virtual-time-budget=10000"])
            .arg(format!("--user-data-dir={}", self.profile.path().join("profile").display()));
        command
    }

    /// What stands on paper when a page is printed after a walk through some places of it.
    pub fn print(&self, page: &Path, walk: &[&str]) -> String {
        let (visited, pdf) = (self.profile.path().join("visited.html"), self.profile.path().join("page.pdf"));
        // The page takes no script but its own, so its policy is left out here.
        let html =
            std::fs::read_to_string(page).unwrap().replacen("http-equiv=\"Content-Security-Policy\"", "name=x", 1);
        let script = format!(
            "<script>const walk = {walk:?}; const next = () => {{ if (walk.length) {{ location.hash = walk.shift(); \
             setTimeout(next, 200); }} }}; addEventListener('load', () => setTimeout(next, 200));</script></body>"
        );
        std::fs::write(&visited, html.replacen("</body>", &script, 1)).unwrap();
        let mut command = self.command();
        command.arg(format!("--print-to-pdf={}", pdf.display())).arg(format!("file://{}", visited.display()));
        let out = command.output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let text = Command::new("pdftotext").arg(&pdf).arg("-").output().expect("pdftotext, of poppler-utils");
        std::fs::remove_file(pdf).unwrap();
        String::from_utf8(text.stdout).unwrap()
    }

    /// Opens a page at a place of it and waits until its scripts are done.
    pub fn show(&self, page: &Path, hash: &str) -> Shown {
        let log = self.profile.path().join("net.json");
        let address = format!("file://{}#{}", page.display(), hash.replace(' ', "%20").replace('<', "%3C"));
        let out = self
            .command()
            .arg("--dump-dom")
            .arg(format!("--log-net-log={}", log.display()))
            .arg(&address)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stderr);
        let console = said.lines().filter(|line| line.contains(":CONSOLE")).map(str::to_owned).collect();
        Shown { address, dom: String::from_utf8(out.stdout).unwrap(), console, requests: requests(&log) }
    }
}

impl Shown {
    /// An attribute of the document's element.
    pub fn root(&self, name: &str) -> Option<&str> {
        let tag = self.dom.split_once("<html")?.1.split_once('>')?.0;
        Some(tag.split_once(&format!("{name}=\""))?.1.split_once('"')?.0)
    }
}

/// Every address in the network log that a page asked for; what the browser asks of its own accord has no initiator.
fn requests(log: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    // A browser that is stopped leaves the list open.
    let log: Value = serde_json::from_str(&text)
        .or_else(|_| serde_json::from_str(&format!("{}]}}", text.trim_end().trim_end_matches(','))))
        .expect("the network log is JSON");
    let events = log["events"].as_array().expect("the network log has events");
    let by_a_page = |event: &&Value| event["params"]["initiator"].as_str().is_some_and(|by| by != "not an origin");
    let addresses = events.iter().filter(by_a_page).filter_map(|event| event["params"]["url"].as_str());
    let outside = addresses.filter(|address| !address.starts_with("file:") && !address.starts_with("data:"));
    outside.map(str::to_owned).collect()
}

/// Text of marked-up text, without what stands in one kind of element.
pub fn without(html: &str, name: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(&format!("<{name}>")) {
        text.push_str(before);
        rest = after.split_once(&format!("</{name}>")).map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    for (mark, plain) in
        [("<ins>", ""), ("</ins>", ""), ("<del>", ""), ("</del>", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
    {
        text = text.replace(mark, plain);
    }
    text
}
