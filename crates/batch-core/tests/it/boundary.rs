//! Core names no vendor; a platform crate is a page and does no I/O.

use std::path::{Path, PathBuf};

pub fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// All Rust files below a folder, with their text.
pub fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

#[test]
fn core_names_no_vendor() {
    let names = ["moonshot", "kimi", "volces", "volcengine", "doubao", "豆包", "baichuan", "百川", "jiekou"];
    for (path, text) in sources(&crates().join("batch-core/src")) {
        for (n, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            // The architecture's names for crates may stand in documentation of how to add one.
            if line.trim_start().starts_with("//") && line.contains("batch-kimi") {
                continue;
            }
            for name in names {
                assert!(!line.contains(name), "{}:{}: {name}", path.display(), n + 1);
            }
        }
    }
}

/// Servers' words become faults in one place, where key and input are taken out of them; files are opened in one place,
/// where links and pipes are refused; and what is printed passes one place, where it is escaped.
#[test]
fn words_and_files_from_outside_come_in_by_one_door() {
    let doors = [
        ("refusal::judge(", &["call.rs", "contract/table.rs"][..]),
        (
            "OpenOptions::new()",
            &[
                "output/open.rs",
                "ledger/lock.rs",
                "ledger/journal.rs",
                "ledger/salvage.rs",
                "output/whole.rs",
                "cli/init.rs",
            ],
        ),
        ("File::open(", &["output/file.rs"]),
        ("fs::read(", &[]),
        ("io::stdout()", &["cli/mod.rs", "cli/manual.rs", "cli/listen/lines.rs", "export/mod.rs"]),
        ("io::stderr()", &["cli/mod.rs", "cli/listen/ui.rs"]),
    ];
    let core = crates().join("batch-core/src");
    for (path, text) in sources(&core) {
        let name = path.strip_prefix(&core).unwrap().to_string_lossy().into_owned();
        // Tests are no part of the program.
        if name.starts_with("worlds/") || name.ends_with("tests.rs") {
            continue;
        }
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for (word, allowed) in &doors {
            assert!(!code.contains(word) || allowed.contains(&name.as_str()), "{name}: {word}");
        }
    }
}

/// A run tells what happens as events; who listens makes words of them.
#[test]
fn nothing_below_the_command_line_writes_into_the_log() {
    let core = crates().join("batch-core/src");
    for (path, text) in sources(&core) {
        let name = path.strip_prefix(&core).unwrap().to_string_lossy().into_owned();
        let is_test = name.starts_with("worlds/") || name.starts_with("contract/") || name.ends_with("tests.rs");
        if !is_test && !name.starts_with("cli/") {
            assert!(!text.contains("use log::") && !text.contains("log::"), "{name}");
        }
    }
}

#[test]
fn a_platform_crate_is_a_page_without_io() {
    for name in ["kimi", "doubao", "baichuan", "jiekou"] {
        for (path, text) in sources(&crates().join(format!("batch-{name}/src"))) {
            assert!(text.lines().count() <= 120, "{} has {} lines", path.display(), text.lines().count());
            for word in ["std::fs", "std::net", "std::env", "std::io", "tokio", "reqwest", "async ", "unsafe"] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
}
