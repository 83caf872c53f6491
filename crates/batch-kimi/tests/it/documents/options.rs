//! The options that documents tell of are those of `--help`, and the other way round; short names mean what they say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use batch_contract::Folder;

use super::super::{folder, options, start};
use super::{Found, documents, is_command, root, spans};

/// Options that are told without the name of the program, and are not the platforms' programs'.
const OF_THE_SIMULATOR: &[&str] = &["--schedule"];

/// The options in a text: `--long` and `-s`.
fn flags(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| c.is_whitespace() || "`[]()|,=/".contains(c));
    let is_flag = |word: &&str| {
        let name = word.trim_start_matches('-');
        word.starts_with('-') && name.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    words.filter(is_flag).map(str::to_owned).collect()
}

/// What `--help` lists of a command, or of all: each option by its names.
fn options_in_help(folder: &Folder, command: &[&str]) -> Vec<BTreeSet<String>> {
    let ran = folder.run(&[command, &["--help"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let lines = ran.out.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    let names = lines.map(|line| flags(line.split("  ").next().unwrap()));
    names.filter(|names| !names.is_empty()).collect()
}

#[test]
fn the_options_in_the_documents_are_those_of_help() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    let everywhere = options_in_help(&folder, &[]);
    let all: BTreeSet<String> = everywhere.iter().flatten().cloned().collect();
    let mut of_commands = BTreeMap::new();
    for command in [
        "run",
        "batch",
        "finish",
        "status",
        "check",
        "plan",
        "rate",
        "report",
        "export",
        "agreement",
        "init",
        "completions",
        "man",
    ] {
        let mut own = options_in_help(&folder, &[command]);
        own.retain(|names| names.is_disjoint(&all));
        of_commands.insert(command.to_owned(), own);
    }
    let known: BTreeSet<String> = of_commands.values().flatten().flatten().chain(&all).cloned().collect();

    let documents = documents();
    for document in &documents {
        for Found { place, text } in document.spans() {
            if (text.starts_with('-') || is_command(&text)) && !OF_THE_SIMULATOR.contains(&text.as_str()) {
                let unknown: Vec<_> = flags(&text).into_iter().filter(|flag| !known.contains(flag)).collect();
                assert!(unknown.is_empty(), "{place}: no command has {unknown:?}");
            }
        }
    }
    let name = "docs/en/commands.md";
    let reference = documents.iter().find(|document| document.name == name).unwrap();
    let told: BTreeSet<String> = reference.table("Option").iter().flat_map(|(cell, _)| flags(cell)).collect();
    for names in everywhere.iter().filter(|names| !names.contains("--help") && !names.contains("--version")) {
        assert!(names.is_subset(&told), "{name}: the table of options lacks {names:?}");
    }
    let unknown: Vec<_> = told.difference(&all).collect();
    assert!(unknown.is_empty(), "{name}: {unknown:?} in the table of options are not for every command");

    let mut rows = BTreeMap::new();
    for (cell, row) in reference.table("Command") {
        let command = spans(&cell)[0].split_whitespace().nth(1).unwrap().trim_matches(['[', ']']).to_owned();
        rows.insert(command, flags(&row));
    }
    assert_eq!(rows.keys().collect::<Vec<_>>(), of_commands.keys().collect::<Vec<_>>(), "{name}: commands");
    for (command, told) in &rows {
        let own = &of_commands[command];
        for names in own {
            assert!(!names.is_disjoint(told), "{name}: the row of {command} lacks {names:?}");
        }
        let foreign: Vec<_> = told.iter().filter(|flag| !own.iter().any(|names| names.contains(*flag))).collect();
        assert!(foreign.is_empty(), "{name}: {command} has no {foreign:?} of its own");
    }
}

#[test]
fn short_commands_mean_what_contributing_says() {
    let config = fs::read_to_string(root().join(".cargo/config.toml")).unwrap();
    let aliases = config.split("[alias]").nth(1).unwrap().split("\n[").next().unwrap();
    let aliases = aliases.lines().filter_map(|line| line.split_once(" = "));
    let meant: BTreeMap<_, _> =
        aliases.map(|(name, words)| (format!("cargo {name}"), format!("cargo {}", words.trim_matches('"')))).collect();
    let documents = documents();
    let contributing = documents.iter().find(|document| document.name == "CONTRIBUTING.md").unwrap();
    let rows = contributing.table("Command").into_iter().map(|(_, row)| spans(&row));
    let told: BTreeMap<_, _> =
        rows.filter(|spans| meant.contains_key(&spans[0])).map(|spans| (spans[0].clone(), spans[1].clone())).collect();
    assert_eq!(told, meant, "CONTRIBUTING.md and .cargo/config.toml");
}
