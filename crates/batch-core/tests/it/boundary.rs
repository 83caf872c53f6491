//! Core names no vendor; a platform crate is a page and does no I/O.

use std::path::{Path, PathBuf};

/// The folder of all crates. Cargo names it; a test names that of a copy.
pub fn crates() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().to_owned()
}

/// The platforms' crates, whose program is `batch_cli::main`: names and folders.
pub fn platforms() -> Vec<(String, PathBuf)> {
    let folders = std::fs::read_dir(crates()).unwrap().map(|entry| entry.unwrap().path());
    let is_platform = |folder: &PathBuf| {
        std::fs::read_to_string(folder.join("src/main.rs")).is_ok_and(|main| main.contains("batch_cli::main("))
    };
    let mut found: Vec<_> = folders.filter(is_platform).map(|folder| (name(&folder), folder)).collect();
    found.sort();
    assert!(found.len() >= 5, "{found:?}");
    found
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_str().unwrap().to_owned()
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

/// What in a platform's profile can be nothing but a vendor's: hosts and variables. Its id may be any word.
fn marks(profile: &str) -> Vec<String> {
    let fields = ["base_url:", "base_url_var:", "console_url:", "key_vars:"];
    let lines = profile.lines().map(str::trim_start).filter(|line| fields.iter().any(|field| line.starts_with(field)));
    let texts = lines.flat_map(|line| line.split('"').skip(1).step_by(2));
    let host = |text: &str| Some(text.split_once("://")?.1.split(['/', ':']).next()?.to_owned());
    texts.map(|text| host(text).unwrap_or_else(|| text.to_lowercase())).collect()
}

#[test]
fn core_knows_no_platforms_crate() {
    let core = program(&["core"]);
    for (platform, folder) in platforms() {
        let mut words = vec![platform.clone(), platform.replace('-', "_")];
        for (_, text) in sources(&folder.join("src")) {
            words.extend(marks(&text));
        }
        for (name, code) in &core {
            // Documentation may show how a platform is added.
            for line in code.lines().filter(|line| !line.trim_start().starts_with("//")) {
                let line = line.to_lowercase();
                let word = words.iter().find(|word| line.contains(word.as_str()));
                assert_eq!(word, None, "{name} knows {platform}: {line}");
            }
        }
    }
}

#[test]
fn core_names_no_vendor() {
    let names = [
        "moonshot",
        "kimi",
        "volces",
        "volcengine",
        "doubao",
        "豆包",
        "baichuan",
        "百川",
        "jiekou",
        "deepseek",
        "minimax",
        "qwen",
        "dashscope",
        "zhipu",
        "siliconflow",
        "openrouter",
    ];
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
        ("refusal::judge(", &["core/wire/call.rs", "contract/everywhere.rs", "contract/table.rs"][..]),
        (
            "OpenOptions::new()",
            &[
                "core/sheets/open.rs",
                "core/sheets/whole.rs",
                "core/ledger/lock.rs",
                "core/ledger/journal.rs",
                "core/ledger/salvage.rs",
                "cli/init.rs",
            ],
        ),
        ("File::open(", &["core/sheets/file.rs"]),
        ("fs::read(", &[]),
        ("io::stdout()", &["cli/lib.rs", "cli/manual.rs", "cli/listen/lines.rs", "results/export/mod.rs"]),
        ("io::stderr()", &["cli/lib.rs", "cli/listen/ui.rs"]),
        ("Term::", &["cli/listen/screen.rs"]),
    ];
    for (name, code) in program(&["core", "words", "results", "cli", "contract"]) {
        for (word, allowed) in &doors {
            assert!(!code.contains(word) || allowed.contains(&name.as_str()), "{name}: {word}");
        }
    }
}

/// A run tells what happens as events; who listens makes words of them.
#[test]
fn nothing_below_the_command_line_writes_into_the_log() {
    for (name, code) in program(&["core", "words", "results"]) {
        assert!(!code.contains("use log::") && !code.contains(" log::"), "{name}");
    }
}

/// Sentences are data: what users read stands in `batch-words`, in both languages. A few names are the manual's own.
#[test]
fn core_and_results_have_no_sentences() {
    let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    for (name, code) in program(&["core", "results", "cli"]) {
        // Files of the samples are named, not said.
        let quoted = code.lines().filter(|line| !line.trim_start().starts_with("//") && !line.contains("examples/"));
        let said: Vec<&str> = quoted.filter(|line| line.chars().filter(|c| is_chinese(*c)).count() > 8).collect();
        assert!(said.is_empty(), "{name}: {said:?}");
    }
}

/// The files of some crates without their tests, by `crate/path`, with their code.
fn program(names: &[&str]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for name in names {
        let root = crates().join(format!("batch-{name}/src"));
        for (path, text) in sources(&root) {
            let file = format!("{name}/{}", path.strip_prefix(&root).unwrap().display());
            if !file.contains("/worlds/") && !file.contains("/tests/") && !file.ends_with("tests.rs") {
                all.push((file, text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned()));
            }
        }
    }
    all
}

#[test]
fn a_platform_crate_is_a_page_without_io() {
    for (_, folder) in platforms() {
        for (path, text) in sources(&folder.join("src")) {
            assert!(text.lines().count() <= 120, "{} has {} lines", path.display(), text.lines().count());
            for word in ["std::fs", "std::net", "std::env", "std::io", "tokio", "reqwest", "async "] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
        }
    }
}
