//! A Chromium that a test works with as a person does: clicks, keys, typing, reloads, files saved and loaded, from `file://`.
//!
//! Spoken to in the DevTools protocol, over two pipes: nothing to install beside the browser, no port, no library. It ends with
//! its pipes, so a test that fails leaves nothing behind. Every wait has an end.

#![allow(dead_code, reason = "each test uses a part")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::browser::program;

/// How long anything may take before it is a failure: far more than it does, as the machine may be busy.
const LONGEST: Duration = Duration::from_secs(60);

/// One browser with one page in it.
pub struct Driver {
    browser: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    /// Profile and downloads.
    folder: tempfile::TempDir,
    session: String,
    calls: u64,
    /// What the browser told without being asked, and nobody took yet.
    told: Vec<Value>,
    /// What the page said on the console, broke of its policy or left unhandled.
    pub complaints: Vec<String>,
    /// What the page asked of the network.
    pub requests: Vec<String>,
}

/// A file that the page had saved.
#[derive(Debug)]
pub struct Download {
    /// The name that the page gave it.
    pub name: String,
    /// Where it lies until the driver is dropped.
    pub path: PathBuf,
}

impl Driver {
    /// Opens a page in a new browser.
    pub fn open(page: &Path) -> Self {
        let mut driver = Self::start();
        driver.go(page, "");
        driver
    }

    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The shell puts our ends of the pipes where the browser looks for them: commands come on 3, answers go to 4.
        let mut browser = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", "sh"])
            .arg(program())
            .args(["--remote-debugging-pipe", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-extensions", "--disable-default-apps", "--no-default-browser-check"])
            .args(["--disable-dev-shm-usage", "--window-size=1440,900", "--host-resolver-rules=MAP * ~NOTFOUND"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (browser.stdin.take().unwrap(), browser.stdout.take().unwrap());
        let (heard, listening) = mpsc::channel();
        std::thread::spawn(move || {
            for message in BufReader::new(from).split(0) {
                let Ok(message) = message else { break };
                if heard.send(serde_json::from_slice(&message).unwrap()).is_err() {
                    break;
                }
            }
        });
        let mut driver = Self {
            browser,
            to,
            from: listening,
            folder,
            session: String::new(),
            calls: 0,
            told: Vec::new(),
            complaints: Vec::new(),
            requests: Vec::new(),
        };
        let targets = driver.call("Target.getTargets", json!({}));
        let page = targets["targetInfos"].as_array().unwrap().iter().find(|target| target["type"] == "page").cloned();
        let page = page.unwrap_or_else(|| driver.call("Target.createTarget", json!({"url": "about:blank"})));
        let attach = json!({"targetId": page["targetId"], "flatten": true});
        driver.session = driver.call("Target.attachToTarget", attach)["sessionId"].as_str().unwrap().to_owned();
        for room in ["Page", "Runtime", "Log", "Network", "DOM"] {
            driver.call(&format!("{room}.enable"), json!({}));
        }
        let downloads = driver.folder.path().join("downloads");
        let allow = json!({"behavior": "allow", "downloadPath": downloads, "eventsEnabled": true});
        driver.call("Browser.setDownloadBehavior", allow);
        driver
    }

    /// Opens a page at a place of it: what stands behind `#`.
    pub fn go(&mut self, page: &Path, place: &str) {
        // A page that differs in its place only would not be loaded anew.
        self.load("Page.navigate", json!({"url": "about:blank"}));
        let hash = if place.is_empty() { String::new() } else { format!("#{place}") };
        let path = [('%', "%25"), ('#', "%23"), ('?', "%3F")];
        let path = path.iter().fold(page.display().to_string(), |path, (sign, code)| path.replace(*sign, code));
        self.load("Page.navigate", json!({"url": format!("file://{path}{hash}")}));
    }

    /// Loads the page again, as F5 does.
    pub fn reload(&mut self) {
        self.load("Page.reload", json!({}));
    }

    /// Does what leads to another page, and waits until that one is there.
    pub fn leave(&mut self, act: impl FnOnce(&mut Self)) {
        self.told.retain(|event| event["method"] != "Page.loadEventFired");
        act(self);
        self.event("Page.loadEventFired");
    }

    fn load(&mut self, method: &str, params: Value) {
        self.told.retain(|event| event["method"] != "Page.loadEventFired");
        self.call(method, params);
        self.event("Page.loadEventFired");
    }

    /// What an expression of JavaScript comes to; a promise is waited for.
    pub fn script(&mut self, expression: &str) -> Value {
        let params =
            json!({"expression": expression, "awaitPromise": true, "returnByValue": true, "userGesture": true});
        let said = self.call("Runtime.evaluate", params);
        assert!(said["exceptionDetails"].is_null(), "{expression}: {}", said["exceptionDetails"]);
        said["result"]["value"].clone()
    }

    /// Waits until an expression of JavaScript is true.
    pub fn wait(&mut self, expression: &str) {
        let limit = LONGEST.as_millis() / 2;
        let met = self.script(&format!(
            "new Promise((done) => {{ const begun = performance.now(); const look = () => {{ if ({expression}) done(true); \
             else if (performance.now() - begun > {limit}) done(false); else setTimeout(look, 20); }}; look(); }})"
        ));
        assert_eq!(met, json!(true), "never true: {expression}; page: {}", self.script("document.body.innerText"));
    }

    /// The whole document as it is now.
    pub fn dom(&mut self) -> String {
        string(&self.script("document.documentElement.outerHTML"))
    }

    /// What can be read on an element; the first that the selector finds.
    pub fn text(&mut self, selector: &str) -> String {
        string(&self.script(&format!("{}.innerText", find(selector))))
    }

    /// What a field holds.
    pub fn value(&mut self, selector: &str) -> String {
        string(&self.script(&format!("{}.value", find(selector))))
    }

    /// How many elements a selector finds.
    pub fn count(&mut self, selector: &str) -> u64 {
        self.script(&format!("document.querySelectorAll({}).length", json!(selector))).as_u64().unwrap()
    }

    /// Clicks with the mouse in the middle of an element, which has to be in sight and not covered.
    pub fn click(&mut self, selector: &str) {
        let place = self.script(&format!(
            "(() => {{ const found = {}; found.scrollIntoView({{ block: 'center', inline: 'center', behavior: 'instant' }}); \
             const box = found.getBoundingClientRect(); const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]; \
             const top = document.elementFromPoint(x, y); \
             return {{ x, y, free: found === top || found.contains(top) || Boolean(top?.contains(found)) }}; }})()",
            find(selector)
        ));
        assert_eq!(place["free"], json!(true), "{selector} is covered or out of sight: {place}");
        for (kind, buttons) in [("mouseMoved", 0), ("mousePressed", 1), ("mouseReleased", 0)] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let (x, y) = (&place["x"], &place["y"]);
            let event = json!({"type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// Presses keys one after the other: each character of `keys` is one.
    pub fn keys(&mut self, keys: &str) {
        keys.chars().for_each(|key| self.press(&key.to_string()));
    }

    /// Presses one key by its name in the DOM: `j`, `?`, `Enter`, `ArrowDown`.
    pub fn press(&mut self, key: &str) {
        let code = match key {
            "Backspace" => 8,
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "PageUp" => 33,
            "PageDown" => 34,
            "End" => 35,
            "Home" => 36,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            "Delete" => 46,
            one => one.to_ascii_uppercase().bytes().next().map_or(0, u32::from),
        };
        let mut event = json!({"type": "keyDown", "key": key, "windowsVirtualKeyCode": code});
        if key == "Enter" || key.chars().count() == 1 {
            event["text"] = json!(if key == "Enter" { "\r" } else { key });
        }
        self.call("Input.dispatchKeyEvent", event);
        let up = json!({"type": "keyUp", "key": key, "windowsVirtualKeyCode": code});
        self.call("Input.dispatchKeyEvent", up);
    }

    /// Types a text where the focus is, as an input method does.
    pub fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({"text": text}));
    }

    /// Clicks into a field and types, in the place of what stands there.
    pub fn fill(&mut self, selector: &str, text: &str) {
        self.click(selector);
        self.script(&format!("{}.select()", find(selector)));
        self.type_text(text);
    }

    /// Chooses a file in a field for files.
    pub fn choose_file(&mut self, selector: &str, file: &Path) {
        let document = self.call("DOM.getDocument", json!({}))["root"]["nodeId"].clone();
        let node = self.call("DOM.querySelector", json!({"nodeId": document, "selector": selector}));
        self.call("DOM.setFileInputFiles", json!({"nodeId": node["nodeId"], "files": [file]}));
    }

    /// Does what makes the page save a file, and waits for it.
    pub fn download(&mut self, act: impl FnOnce(&mut Self)) -> Download {
        act(self);
        let begun = self.event("Browser.downloadWillBegin");
        let name = string(&begun["suggestedFilename"]);
        loop {
            let progress = self.event("Browser.downloadProgress");
            match progress["state"].as_str() {
                Some("completed") => break,
                Some("canceled") => panic!("{name} was not saved"),
                _ => {}
            }
        }
        Download { path: self.folder.path().join("downloads").join(&name), name }
    }

    /// Gives the window a size in pixels.
    pub fn size(&mut self, width: u32, height: u32) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// Whether the system prefers dark colours.
    pub fn dark(&mut self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": value}]});
        self.call("Emulation.setEmulatedMedia", features);
    }

    /// A picture of what is in sight, for people.
    pub fn screenshot(&mut self, to: &Path) {
        let picture = self.call("Page.captureScreenshot", json!({}));
        std::fs::write(to, BASE64_STANDARD.decode(string(&picture["data"])).unwrap()).unwrap();
    }

    /// Prints the page as it is now, and reads what stands on the paper.
    pub fn printed(&mut self) -> String {
        let pdf = self.folder.path().join("printed.pdf");
        let printed = self.call("Page.printToPDF", json!({"printBackground": true, "preferCSSPageSize": true}));
        std::fs::write(&pdf, BASE64_STANDARD.decode(string(&printed["data"])).unwrap()).unwrap();
        let text = Command::new("pdftotext").arg(&pdf).arg("-").output().expect("pdftotext, of poppler-utils");
        String::from_utf8(text.stdout).unwrap()
    }

    /// It is a failure if the console said a word, a policy was broken or anything was asked of the network.
    pub fn check(&self) {
        assert_eq!(self.complaints, Vec::<String>::new());
        assert_eq!(self.requests, Vec::<String>::new());
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        self.calls += 1;
        let id = self.calls;
        let mut call = json!({"id": id, "method": method});
        call["params"] = params;
        if !self.session.is_empty() && !method.starts_with("Target.") && !method.starts_with("Browser.") {
            call["sessionId"] = json!(self.session);
        }
        self.to.write_all(format!("{call}\0").as_bytes()).unwrap();
        loop {
            let message = self.next(method);
            if message["id"] == json!(id) {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
            self.hear(message);
        }
    }

    /// The next event of a kind, told already or still to come.
    fn event(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self.told.iter().position(|event| event["method"] == method) {
                return self.told.remove(at)["params"].clone();
            }
            let message = self.next(method);
            self.hear(message);
        }
    }

    fn next(&self, waiting_for: &str) -> Value {
        self.from.recv_timeout(LONGEST).unwrap_or_else(|e| panic!("the browser says nothing to {waiting_for}: {e}"))
    }

    fn hear(&mut self, message: Value) {
        let params = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Runtime.consoleAPICalled" => self.complaints.push(params["args"].to_string()),
            "Runtime.exceptionThrown" => self.complaints.push(params["exceptionDetails"].to_string()),
            "Log.entryAdded" => self.complaints.push(params["entry"].to_string()),
            "Network.requestWillBeSent" => {
                let address = string(&params["request"]["url"]);
                let inside = ["file:", "data:", "blob:", "about:"].iter().any(|scheme| address.starts_with(scheme));
                if !inside {
                    self.requests.push(address);
                }
            }
            "Page.loadEventFired" | "Browser.downloadWillBegin" | "Browser.downloadProgress" => self.told.push(message),
            _ => {}
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Its profile is removed next, so it must have let go.
        self.browser.kill().ok();
        self.browser.wait().ok();
    }
}

fn find(selector: &str) -> String {
    let selector = json!(selector);
    format!("(document.querySelector({selector}) ?? (() => {{ throw new Error('nothing is ' + {selector}); }})())")
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
