//! Rooms look only downwards: the storeys stand in docs/architecture.md, and every import is held against them.

use std::collections::HashMap;
use std::path::Path;

use super::boundary::{crates, sources};

/// Rooms that are no part of the program: its tests, and what they are made of.
const TESTS: &[&str] = &["worlds", "contract", "fuzz", "invented"];
/// Everything makes sentences, and they know what they are about: not settled yet.
const UNSETTLED: &str = "text";

/// Each room's storey, from the top.
fn storeys() -> HashMap<String, usize> {
    let document = std::fs::read_to_string(crates().join("../docs/architecture.md")).unwrap();
    let block = document.split("```storeys\n").nth(1).unwrap().split("```").next().unwrap();
    let storeys = block.lines().enumerate();
    storeys.flat_map(|(storey, rooms)| rooms.split_whitespace().map(move |room| (room.to_owned(), storey))).collect()
}

/// The room that a file is in.
fn room(core: &Path, path: &Path) -> String {
    let name = path.strip_prefix(core).unwrap().components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    name.trim_end_matches(".rs").to_owned()
}

/// The rooms that a line imports from.
fn imports(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    let named =
        |rest: &str| rest.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).next().unwrap_or_default().to_owned();
    code.split("crate::").skip(1).map(named).filter(|room| !room.is_empty()).collect()
}

#[test]
fn rooms_look_only_downwards() {
    let storeys = storeys();
    let core = crates().join("batch-core/src");
    let mut seen = 0;
    for (path, text) in sources(&core) {
        let from = room(&core, &path);
        let is_test = path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests");
        if from == "lib" || from == UNSETTLED || is_test || TESTS.contains(&from.as_str()) {
            continue;
        }
        let own = *storeys.get(&from).unwrap_or_else(|| panic!("docs/architecture.md has no storey for {from}"));
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        assert!(!code.contains("use crate::{"), "{}: one import a room, so that they can be read", path.display());
        for (n, line) in code.lines().enumerate() {
            for to in imports(line).into_iter().filter(|to| *to != from && to != UNSETTLED) {
                let Some(storey) = storeys.get(&to) else { continue };
                seen += 1;
                assert!(
                    *storey > own,
                    "{}:{}: {from} imports {to}, which does not stand below it",
                    path.display(),
                    n + 1
                );
            }
        }
    }
    assert!(seen > 300, "only {seen} imports were found");
}

#[test]
fn every_storey_is_there() {
    let core = crates().join("batch-core/src");
    for room in storeys().into_keys() {
        let is_there = core.join(&room).is_dir() || core.join(format!("{room}.rs")).is_file();
        assert!(is_there, "docs/architecture.md: there is no room {room}");
    }
}
