//! The process environment and `.env`, read once and never written to.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::dot_env;
use crate::base::decode;
use crate::base::problem::{AccessProblem, KeyPlace};
use crate::sheets::open;

/// The variable that names a language.
pub const LANGUAGE: &str = "BATCH_LANG";

/// Where a setting came from. Later layers give way to earlier ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A command-line flag.
    Flag,
    /// The config file.
    Config,
    /// A variable of the environment.
    Environment,
    /// A line of `.env`.
    DotEnv,
    /// The platform's or the program's default.
    Default,
    /// The built-in simulator.
    Simulator,
}

/// Variables of the environment, with `.env` behind them.
#[derive(Debug, Default, Clone)]
pub struct Environment {
    process: HashMap<String, String>,
    dot_env: HashMap<String, Line>,
    /// Where a `.env` is looked for.
    folders: Vec<PathBuf>,
    /// What was odd about `.env`.
    pub warnings: Vec<AccessProblem>,
}

/// What a line of `.env` sets, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) value: String,
    pub(super) path: PathBuf,
    pub(super) number: usize,
}

/// The lines of a file like `.env`, by the names that they set, and what is odd about the others.
pub(super) fn lines(path: &Path, bytes: Vec<u8>) -> (Vec<(String, Line)>, Vec<AccessProblem>) {
    let (mut set, mut odd) = (Vec::new(), Vec::new());
    for (n, line) in decode::decode(bytes).text.split('\n').enumerate() {
        let (path, number) = (path.to_owned(), n + 1);
        match dot_env::line(line) {
            Ok(Some((name, value))) => set.push((name, Line { value, path, number })),
            Ok(None) => {}
            // Never the line itself: it may hold a key.
            Err(why) => odd.push(AccessProblem::DotEnvLine { path, number, odd: why }),
        }
    }
    (set, odd)
}

impl Environment {
    /// Of these variables alone.
    #[cfg(test)]
    pub(super) fn of(variables: &[(&str, &str)]) -> Self {
        let process = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Self { process, ..Self::default() }
    }

    /// Reads the process's variables, then `.env` in the current folder and in `beside` (the config's folder).
    #[must_use]
    pub fn read(beside: Option<&Path>) -> Self {
        let mut this = Self {
            process: std::env::vars_os()
                .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
                .collect(),
            ..Self::default()
        };
        let beside = beside.filter(|folder| !folder.as_os_str().is_empty());
        this.folders = std::iter::once(Path::new("")).chain(beside).map(Path::to_owned).collect();
        for folder in this.folders.clone() {
            this.read_dot_env(&folder.join(".env"));
        }
        this
    }

    fn read_dot_env(&mut self, path: &Path) {
        let bytes = match open::read(path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return,
            Err(e) => {
                self.warnings.push(AccessProblem::DotEnvUnreadable { path: path.to_owned(), cause: e.into() });
                return;
            }
        };
        self.add_dot_env(path, bytes);
    }

    fn add_dot_env(&mut self, path: &Path, bytes: Vec<u8>) {
        let (set, odd) = lines(path, bytes);
        for (name, line) in set {
            self.dot_env.entry(name).or_insert(line);
        }
        self.warnings.extend(odd);
    }

    /// A variable that is set to something, the process's own before `.env`'s.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<(&str, Origin)> {
        let is_set = |value: &str| !value.trim().is_empty();
        let own =
            self.process.get(name).filter(|value| is_set(value)).map(|value| (value.as_str(), Origin::Environment));
        let line = || self.dot_env.get(name).filter(|line| is_set(&line.value));
        own.or_else(|| Some((line()?.value.as_str(), Origin::DotEnv)))
    }

    /// Where the value of a variable stands.
    #[must_use]
    pub fn place(&self, name: &str, origin: Origin) -> KeyPlace {
        match self.dot_env.get(name).filter(|_| origin == Origin::DotEnv) {
            Some(line) => KeyPlace::Line { path: line.path.clone(), number: line.number, name: name.to_owned() },
            None => KeyPlace::Variable { name: name.to_owned() },
        }
    }

    /// The names of all variables, those of `.env` first, each in the order of names.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut of_dot_env: Vec<&str> = self.dot_env.keys().map(String::as_str).collect();
        let mut of_process: Vec<&str> = self.process.keys().map(String::as_str).collect();
        of_dot_env.sort_unstable();
        of_process.sort_unstable();
        of_process.retain(|name| !self.dot_env.contains_key(*name));
        [of_dot_env, of_process].concat()
    }

    /// True if there is a `.env`.
    pub(super) fn has_file(&self) -> bool {
        self.folders.iter().any(|folder| folder.join(".env").is_file())
    }

    /// Where a `.env` is looked for.
    pub(super) fn folders(&self) -> &[PathBuf] {
        &self.folders
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::problem::OddLine;

    #[test]
    fn a_key_is_taken_as_it_is_written() {
        let mut env = Environment::default();
        env.add_dot_env(Path::new(".env"), b"K=sk-a$b123${HOME}\nL=\"$HOME\"\n\xff=\xff\n".to_vec());
        assert_eq!(env.get("K"), Some(("sk-a$b123${HOME}", Origin::DotEnv)));
        assert_eq!(env.get("L"), Some(("$HOME", Origin::DotEnv)));
        assert_eq!(env.warnings.len(), 1);
    }

    #[test]
    fn process_beats_dot_env_and_empty_is_unset() {
        let mut env = Environment::default();
        env.process.insert("A".into(), " ".into());
        env.process.insert("B".into(), "process".into());
        env.add_dot_env(
            Path::new(".env"),
            "\u{feff}# 注释\r\nA=\"from file\"\r\nB=file\nexport C='c'\n坏行 sk-secret\n".as_bytes().to_vec(),
        );
        assert_eq!(env.get("A"), Some(("from file", Origin::DotEnv)));
        assert_eq!(env.get("B"), Some(("process", Origin::Environment)));
        assert_eq!(env.get("C"), Some(("c", Origin::DotEnv)));
        assert_eq!(env.get("D"), None);
        assert_eq!(env.warnings.len(), 1);
        assert_eq!(env.warnings, [AccessProblem::DotEnvLine { path: ".env".into(), number: 5, odd: OddLine::Other }]);
    }
}
