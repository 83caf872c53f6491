//! Crates made in a copy of the workspace: they are what `cargo fmt` and clippy want, fit in, and pass their suites. One is the
//! template as it stands, one the example of `docs/new-platform.md`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

use super::wanted;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// A workspace with the same crates, by links: to cargo they are what it has built already.
fn workspace() -> TempDir {
    let copy = tempfile::tempdir().unwrap();
    let names = |folder: &Path| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    for path in names(&root()) {
        let name = path.file_name().unwrap();
        match name.to_str().unwrap() {
            "target" | ".git" => {}
            // What is written into.
            "crates" | "configs" => {
                fs::create_dir(copy.path().join(name)).unwrap();
                for inner in names(&path) {
                    symlink(&inner, copy.path().join(name).join(inner.file_name().unwrap())).unwrap();
                }
            }
            "Cargo.lock" | ".env.example" => _ = fs::copy(&path, copy.path().join(name)).unwrap(),
            _ => symlink(&path, copy.path().join(name)).unwrap(),
        }
    }
    copy
}

/// Runs cargo with the folder that this test was built in.
fn cargo(here: &Path, args: &[&str]) -> Output {
    let test = std::env::current_exe().unwrap();
    let target = test.ancestors().nth(3).unwrap();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What cargo says of this crate is nobody else's: a build script that asks for it would run anew, and all behind it.
    for (name, _) in std::env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|own| name.to_string_lossy().starts_with(own)) {
            cargo.env_remove(name);
        }
    }
    cargo.args(args).current_dir(here).env("CARGO_TARGET_DIR", target).output().unwrap()
}

fn succeeds(what: &str, output: &Output) {
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success(), "{what}\n{out}\n{err}");
}

/// The test programs of this name, by their crates. All crates are asked for, because cargo builds with other features what
/// is asked for alone, and so all anew.
fn programs(here: &Path, test: &str) -> BTreeMap<String, PathBuf> {
    let args = ["test", "--workspace", "--offline", "--no-run", "--message-format=json", "--test", test];
    let built = cargo(here, &args);
    succeeds(&format!("{args:?}"), &built);
    let messages = String::from_utf8(built.stdout).unwrap();
    let messages = messages.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let program = |message: Value| {
        let path = message["executable"].as_str().filter(|_| message["target"]["name"] == test)?.into();
        let krate = Path::new(message["manifest_path"].as_str()?).parent()?.file_name()?.to_str()?;
        Some((krate.to_owned(), path))
    };
    messages.filter_map(program).collect()
}

/// The code of the document that is a file of the example: the first block below a heading that is the file's name.
fn files_in_document() -> Vec<(String, String)> {
    let text = fs::read_to_string(root().join("docs/new-platform.md")).unwrap();
    let file = |section: &str| {
        let (name, rest) = section.split_once("`\n")?;
        let block = rest.split("\n```").nth(1)?.split_once('\n')?.1;
        Some((name.to_owned(), format!("{block}\n")))
    };
    text.split("\n### `").skip(1).filter_map(file).collect()
}

#[test]
#[ignore = "builds crates, and waits for their suites: `.ci/run` has it"]
fn what_is_made_builds_fits_in_and_passes() {
    let copy = workspace();
    let here = copy.path();
    wanted("invented").unwrap().make(here).unwrap();
    wanted("acme").unwrap().make(here).unwrap();
    let documented = files_in_document();
    let names: Vec<&str> = documented.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["src/lib.rs", "simulated.json", "models.json"]);
    for (name, text) in &documented {
        let path = here.join("crates/batch-acme").join(name);
        assert!(path.exists(), "the template has no {name}");
        fs::write(path, text).unwrap();
    }

    let clippy = ["clippy", "--workspace", "--all-targets", "--offline", "--", "-D", "warnings"];
    succeeds("clippy", &cargo(here, &clippy));
    // Boundaries and schema, looking at the copy.
    let rules = Command::new(&programs(&root(), "it")["batch-core"])
        .args(["boundary", "schema"])
        .env("CARGO_MANIFEST_DIR", here.join("crates/batch-core"))
        .output()
        .unwrap();
    succeeds("the rules of core", &rules);

    let built = programs(here, "contract");
    thread::scope(|threads| {
        for krate in ["batch-invented", "batch-acme"] {
            let suite = &built[krate];
            threads.spawn(move || succeeds(krate, &Command::new(suite).current_dir(here).output().unwrap()));
        }
    });
    a_first_run(here, &std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("batch-invented"));

    // The shortest and the longest lines.
    for id in ["ab", "abcdefghijklmnopqrst"] {
        wanted(id).unwrap().make(here).unwrap();
    }
    let all = ["invented", "acme", "ab", "abcdefghijklmnopqrst"].map(|id| format!("batch-{id}"));
    let fmt = [["fmt", "--check"].map(str::to_owned).to_vec(), all.map(|krate| format!("-p{krate}")).to_vec()].concat();
    succeeds("cargo fmt", &cargo(here, &fmt.iter().map(String::as_str).collect::<Vec<_>>()));
}

/// What a developer types next: an empty folder, the sample config as it is.
fn a_first_run(here: &Path, program: &Path) {
    let folder = here.join("first run");
    fs::create_dir(&folder).unwrap();
    for args in [&["init"][..], &["check", "--simulate"], &["plan"], &["--simulate"], &["status", "--simulate"]] {
        let ran =
            Command::new(program).args(args).current_dir(&folder).env_remove("INVENTED_API_KEY").output().unwrap();
        succeeds(&format!("batch-invented {args:?}"), &ran);
    }
    let files = fs::read_dir(folder.join("output/raw_invented_simulated")).unwrap().map(|entry| entry.unwrap().path());
    assert_eq!(
        files.filter(|path| path.extension() == Some(OsStr::new("json"))).count(),
        6,
        "two models, three people"
    );
}
