//! Who may know whom: rooms look only downwards, by the list in docs/architecture.md, and no files go round in a circle.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::boundary::{crates, sources};

/// Crates with rooms or files of their own.
const CRATES: &[&str] = &["core", "words", "results", "cli", "contract", "sim"];

/// A file of a crate: its modules' names, and its code without comments and without the tests in it.
struct Source {
    path: PathBuf,
    module: Vec<String>,
    code: String,
}

/// A crate's files, but for its tests.
fn files(name: &str) -> Vec<Source> {
    let root = crates().join(format!("batch-{name}/src"));
    let is_test = |path: &Path| {
        let inner = path.strip_prefix(&root).unwrap();
        let part = |name: &str| inner.components().any(|part| part.as_os_str() == name);
        path.ends_with("tests.rs") || part("tests") || part("worlds")
    };
    let module = |path: &Path| {
        let inner = path.strip_prefix(&root).unwrap().with_extension("");
        let names = inner.iter().map(|part| part.to_string_lossy().into_owned());
        names.filter(|name| !matches!(name.as_str(), "mod" | "lib")).collect()
    };
    let code = |text: &str| {
        let program = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        program.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
    };
    let all = sources(&root).into_iter().filter(|(path, _)| !is_test(path));
    all.map(|(path, text)| Source { module: module(&path), code: code(&text), path }).collect()
}

/// The paths in a piece of code that begin with one of these words, groups taken apart, each with its line.
fn paths(code: &str, heads: &[&str]) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    for head in heads {
        for (at, _) in code.match_indices(&format!("{head}::")) {
            let before = code[..at].chars().next_back().unwrap_or(' ');
            if before.is_alphanumeric() || matches!(before, '_' | ':') {
                continue;
            }
            let line = 1 + code[..at].matches('\n').count();
            let mut all = Vec::new();
            spread(&code[at..], &[], &mut all);
            found.extend(all.into_iter().map(|path| (line, path)));
        }
    }
    found
}

/// `a::{b, c::d}` as `a::b` and `a::c::d`; says how much of the text it was.
fn spread(text: &str, base: &[String], all: &mut Vec<Vec<String>>) -> usize {
    let mut path = base.to_vec();
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let name = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        if name > 0 && &rest[..name] != "self" || path.is_empty() {
            path.push(rest[..name].to_owned());
        }
        at += name;
        if !text[at..].starts_with("::") {
            break;
        }
        at += 2;
        if text[at..].starts_with('{') {
            at += 1;
            loop {
                at += text[at..].find(|c: char| !c.is_whitespace() && c != ',').unwrap_or(0);
                if at >= text.len() || text[at..].starts_with('}') {
                    return at + 1;
                }
                at += spread(&text[at..], &path, all).max(1);
            }
        }
    }
    all.push(path);
    at
}

/// Each storey's name, from the top.
fn storeys() -> HashMap<String, usize> {
    let document = std::fs::read_to_string(crates().join("../docs/architecture.md")).unwrap();
    let block = document.split("```storeys\n").nth(1).unwrap().split("```").next().unwrap();
    let storeys = block.lines().enumerate();
    storeys.flat_map(|(storey, rooms)| rooms.split_whitespace().map(move |room| (room.to_owned(), storey))).collect()
}

#[test]
fn rooms_look_only_downwards() {
    let storeys = storeys();
    let storey = |room: &str| *storeys.get(room).unwrap_or_else(|| panic!("docs/architecture.md has no storey {room}"));
    let mut seen = 0;
    for name in ["core", "words", "results", "cli"] {
        for Source { path, module, code } in files(name) {
            let from = match (name, module.first()) {
                ("core", None) => continue,
                ("core", Some(room)) => room.clone(),
                _ => format!("batch-{name}"),
            };
            for (line, path_of) in paths(&code, &["crate", "batch_core", "batch_words", "batch_results", "batch_cli"]) {
                let to = match path_of[0].as_str() {
                    "crate" if name != "core" => continue,
                    "crate" | "batch_core" => match path_of.get(1).filter(|room| storeys.contains_key(*room)) {
                        Some(room) => room.clone(),
                        None => continue,
                    },
                    other => other.replace('_', "-"),
                };
                seen += 1;
                let (file, below) = (path.display(), storey(&to) > storey(&from));
                assert!(to == from || below, "{file}:{line}: {from} imports {to}, which does not stand below it");
            }
        }
    }
    assert!(seen > 800, "only {seen} imports were found");
}

#[test]
fn every_storey_is_there() {
    for room in storeys().into_keys() {
        let is_there = crates().join("batch-core/src").join(&room).is_dir() || crates().join(&room).is_dir();
        assert!(is_there, "docs/architecture.md: there is no room {room}");
    }
}

/// Which file imports which, by their places in the list: what a path names is the deepest file that it leads into.
fn graph(files: &[Source]) -> BTreeMap<usize, BTreeSet<usize>> {
    let places: HashMap<&[String], usize> = files.iter().enumerate().map(|(n, f)| (f.module.as_slice(), n)).collect();
    let mut graph: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (n, file) in files.iter().enumerate() {
        for (_, path) in paths(&file.code, &["crate", "super", "self"]) {
            let mut at = if path[0] == "crate" { Vec::new() } else { file.module.clone() };
            let mut rest = path.iter().skip(usize::from(path[0] != "super")).peekable();
            while rest.next_if(|name| *name == "super").is_some() {
                at.pop();
            }
            for name in rest {
                at.push(name.clone());
                if !places.contains_key(at.as_slice()) {
                    at.pop();
                    break;
                }
            }
            if let Some(to) = places.get(at.as_slice()).filter(|to| **to != n) {
                graph.entry(n).or_default().insert(*to);
            }
        }
    }
    graph
}

/// A way from a file back to itself.
fn circle(graph: &BTreeMap<usize, BTreeSet<usize>>, from: usize) -> Option<Vec<usize>> {
    let mut came: HashMap<usize, usize> = HashMap::new();
    let mut next = vec![from];
    while let Some(at) = next.pop() {
        for to in graph.get(&at).into_iter().flatten() {
            if *to == from {
                let mut way = vec![at];
                while let Some(before) = came.get(&way[way.len() - 1]) {
                    way.push(*before);
                }
                way.reverse();
                return Some(way);
            }
            if !came.contains_key(to) {
                came.insert(*to, at);
                next.push(*to);
            }
        }
    }
    None
}

#[test]
fn no_files_go_round_in_a_circle() {
    for name in CRATES {
        let files = files(name);
        let graph = graph(&files);
        for n in 0..files.len() {
            if let Some(way) = circle(&graph, n) {
                let way: Vec<String> = way.iter().map(|n| files[*n].path.display().to_string()).collect();
                panic!("these import each other: {}", way.join(" -> "));
            }
        }
    }
}

#[test]
fn imports_are_read_as_they_are_meant() {
    let read = |code| paths(code, &["crate", "super"]).into_iter().map(|(_, path)| path.join("::")).collect::<Vec<_>>();
    assert_eq!(
        read("use crate::a::{self, b::{C, d::E}, F};"),
        ["crate::a", "crate::a::b::C", "crate::a::b::d::E", "crate::a::F"]
    );
    assert_eq!(read("let x = super::super::f(mycrate::g);"), ["super::super::f"]);
}
