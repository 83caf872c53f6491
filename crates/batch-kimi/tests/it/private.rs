//! Who may read what is written, and keys as they are written.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use batch_contract::{Folder, Ran, finish};
use batch_sim::KeyRule;
use serde_json::json;

use super::{folder, options, start};

/// Runs the binary as a user does whose files others may read.
fn run(folder: &Folder, args: &[&str]) -> Ran {
    let inner = folder.command(args);
    let mut command = Command::new("sh");
    command.args(["-c", "umask 022; exec \"$0\" \"$@\""]).arg(inner.get_program()).args(inner.get_args());
    command.current_dir(folder.path()).env_clear().env("HOME", folder.path());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    finish(command.spawn().unwrap())
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// All files and folders that a run, a report and exports make.
fn made(folder: &Folder) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.path().join("output"), folder.path().join("batch-export-md")];
    while let Some(next) = folders.pop() {
        folders.extend(std::fs::read_dir(&next).unwrap().map(|entry| entry.unwrap().path()).filter(|path| {
            if path.is_file() {
                found.push(path.clone());
            }
            path.is_dir()
        }));
        found.push(next);
    }
    found.extend(
        ["run.log", "batch-report.html", "batch-export.csv", "batch-export.xlsx"].map(|name| folder.path().join(name)),
    );
    found
}

fn all(folder: &Folder) {
    for args in
        [&["--models", "kimi-k2.6"][..], &["report"], &["export"], &["export", "-f", "xlsx"], &["export", "-f", "md"]]
    {
        let ran = run(folder, args);
        assert_eq!(ran.code, 0, "{args:?} {}", ran.err);
    }
}

#[test]
fn others_cannot_read_what_is_written_unless_they_may() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    all(&folder);
    let paths = made(&folder);
    assert!(paths.len() > 12, "{paths:?}");
    for path in &paths {
        assert_eq!(mode(path), if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }
    // As an earlier version left them: what is written again is private from then on.
    for path in &paths {
        std::fs::set_permissions(path, PermissionsExt::from_mode(if path.is_dir() { 0o755 } else { 0o644 })).unwrap();
    }
    all(&folder);
    let sheet = folder.output().join("kimi-k2.6-患者1.json");
    assert_eq!(mode(&sheet), 0o600, "a sheet that stays as it is");
    std::fs::set_permissions(&sheet, PermissionsExt::from_mode(0o644)).unwrap();
    folder.write("多个Prompt.json", r#"["另一个问题。"]"#);
    all(&folder);
    for path in paths.iter().filter(|path| path.is_file()).chain([&folder.output().join(".batch")]) {
        assert_eq!(mode(path) & 0o077, 0, "{}", path.display());
    }
    // Shared, if the config says so.
    std::fs::remove_dir_all(folder.path().join("output")).unwrap();
    std::fs::remove_dir_all(folder.path().join("batch-export-md")).unwrap();
    for name in ["run.log", "batch-report.html", "batch-export.csv", "batch-export.xlsx"] {
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    folder.edit(|config| config["shared_files"] = json!(true));
    all(&folder);
    for path in made(&folder) {
        assert_eq!(mode(&path), if path.is_dir() { 0o755 } else { 0o644 }, "{}", path.display());
    }
    folder.edit(|config| config["shared_files"] = json!("yes"));
    let ran = folder.run(&[]);
    assert!(ran.code == 2 && ran.err.contains("shared_files"), "{}", ran.err);
}

#[test]
fn a_key_with_a_dollar_is_sent_as_it_is_written() {
    let sim = start(batch_sim::Options { key: KeyRule::Exactly("sk-a$b123${HOME}".to_owned()), ..options() });
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["api_config"]["api_key"] = json!(null));
    for line in ["MOONSHOT_API_KEY=sk-a$b123${HOME}\n", "MOONSHOT_API_KEY=\"sk-a$b123${HOME}\" # mine\r\n"] {
        folder.write(".env", line);
        let ran = folder.run(&["--fresh"]);
        assert_eq!(ran.code, 0, "{line}{}", ran.err);
    }
}

#[test]
fn thousands_of_unknown_keys_are_a_few_lines() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| {
        for n in 0..10_000 {
            config[format!("max_token_{n}")] = json!(n);
        }
    });
    let ran = folder.run(&["plan"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let named = ran.err.lines().filter(|line| line.contains("max_token_")).count();
    assert!((1..=20).contains(&named) && ran.err.contains(&(10_000 - named).to_string()), "{}", ran.err);
}
