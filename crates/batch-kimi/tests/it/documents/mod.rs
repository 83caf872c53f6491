//! The documents' command lines do what they are there for, their options are those of `--help`, their presets are presets.

mod commands;
mod options;
mod presets;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Languages of code blocks with command lines, and those without.
const SHELL: &str = "bash";
const OTHERS: &[&str] = &["json", "storeys", "mermaid", "python", "rust", "sql", "text"];

/// The platforms' programs, and `batch-acme`, whose crate `docs/new-platform.md` makes.
static PROGRAMS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let folders = fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path());
    let is_platform = |folder: &PathBuf| {
        fs::read_to_string(folder.join("src/main.rs")).is_ok_and(|main| main.contains("batch_cli::main("))
    };
    let name = |folder: PathBuf| &*folder.file_name().unwrap().to_str().unwrap().to_owned().leak();
    folders.filter(is_platform).map(name).chain(["batch-acme"]).collect()
});

/// A document's text, with each line's number.
struct Document {
    name: String,
    lines: Vec<(usize, String)>,
}

/// Something in a document, and where.
struct Found {
    place: String,
    text: String,
}

impl Found {
    /// True if a quotation in it has begun and not ended.
    fn is_open(&self) -> bool {
        self.text.matches('\'').count() % 2 == 1
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().parent().unwrap().to_owned()
}

/// READMEs and all that is in `docs`, but `docs/zh`: a test of `batch-core` sees to it that its code is that of `docs/en`.
fn documents() -> Vec<Document> {
    let mut names = vec!["README.md".to_owned(), "README.zh-CN.md".to_owned(), "CONTRIBUTING.md".to_owned()];
    for folder in ["docs", "docs/en"] {
        let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().file_name());
        let mut found: Vec<_> = entries.map(|name| name.into_string().unwrap()).collect();
        found.retain(|name| name.ends_with(".md"));
        found.sort();
        names.extend(found.iter().map(|name| format!("{folder}/{name}")));
    }
    let read = |name: String| {
        let text = fs::read_to_string(root().join(&name)).unwrap();
        Document { lines: text.lines().enumerate().map(|(n, line)| (n + 1, line.to_owned())).collect(), name }
    };
    names.into_iter().map(read).collect()
}

impl Document {
    /// What is typed: the lines of shell blocks, and what stands in code within a sentence and begins like one.
    fn commands(&self) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let mut block: Option<String> = None;
        for (number, line) in &self.lines {
            let place = format!("{}:{number}", self.name);
            let line = line.trim();
            if let Some(language) = line.strip_prefix("```") {
                block = if block.is_some() { None } else { Some(language.to_owned()) };
                assert!(found.last().is_none_or(|last| !last.is_open()), "{place}: a quotation has no end");
            } else if let Some(language) = &block {
                if language == SHELL {
                    // A quotation goes on over the end of a line.
                    match found.last_mut().filter(|last| last.is_open()) {
                        Some(last) => last.text.extend(["\n", line]),
                        None if line.starts_with('#') => {}
                        None => found.push(Found { place, text: line.split("  #").next().unwrap().trim().to_owned() }),
                    }
                } else {
                    let typed = PROGRAMS.contains(&line.split(' ').next().unwrap()) || line.starts_with("cargo ");
                    let known = OTHERS.contains(&language.as_str()) || language.is_empty();
                    assert!(known && !typed, "{place}: a command line in a block that is not ```{SHELL}: {line}");
                }
            } else {
                let spans = spans(line).into_iter().filter(|span| is_command(span) && !is_pattern(span));
                found.extend(spans.map(|text| Found { place: place.clone(), text }));
            }
        }
        found.retain(|command| !command.text.is_empty());
        found
    }

    /// All that stands in code outside of blocks.
    fn spans(&self) -> Vec<Found> {
        let mut in_block = false;
        let mut found = Vec::new();
        for (number, line) in &self.lines {
            in_block ^= line.trim().starts_with("```");
            if !in_block {
                let place = format!("{}:{number}", self.name);
                found.extend(spans(line).into_iter().map(|text| Found { place: place.clone(), text }));
            }
        }
        found
    }

    /// The first cell of each row of the table that begins with this heading cell, and the whole row.
    fn table(&self, heading: &str) -> Vec<(String, String)> {
        let rows = self.lines.iter().map(|(_, line)| line.as_str());
        let rows = rows.skip_while(|line| !line.starts_with(&format!("| {heading} |"))).skip(2);
        rows.take_while(|line| line.starts_with('|'))
            .map(|row| (row.replace("\\|", "/").split('|').nth(1).unwrap().to_owned(), row.to_owned()))
            .collect()
    }
}

/// What stands between backticks.
fn spans(line: &str) -> Vec<String> {
    line.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// True of a program's name with something behind it.
fn is_command(span: &str) -> bool {
    span.split_once(' ').is_some_and(|(program, _)| PROGRAMS.contains(&program))
}

/// True if it shows how a command is put together and cannot be typed: `[DIR...] [-o FILE]`.
fn is_pattern(span: &str) -> bool {
    let stands_for = |word: &str| word.len() > 1 && word.chars().all(|c| c.is_ascii_uppercase());
    span.contains(['[', '|', '<', '…']) || span.split([' ', '.']).any(stands_for)
}
