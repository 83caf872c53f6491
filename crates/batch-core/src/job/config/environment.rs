//! The process environment and `.env`, read once and never written to.

use std::collections::HashMap;
use std::path::Path;

use super::dot_env;
use crate::base::problem::AccessProblem;
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
    dot_env: HashMap<String, String>,
    /// What was odd about `.env`.
    pub warnings: Vec<AccessProblem>,
}

impl Environment {
    /// Reads the process's variables, then `.env` in the current folder and in `beside` (the config's folder).
    #[must_use]
    pub fn read(beside: Option<&Path>) -> Self {
        let mut this = Self {
            process: std::env::vars_os()
                .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
                .collect(),
            ..Self::default()
        };
        this.read_dot_env(Path::new(".env"));
        if let Some(folder) = beside.filter(|f| !f.as_os_str().is_empty()) {
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
        self.add_dot_env(path, &bytes);
    }

    fn add_dot_env(&mut self, path: &Path, bytes: &[u8]) {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        for (n, line) in bytes.split(|b| *b == b'\n').enumerate() {
            match std::str::from_utf8(line).map_err(|_| ()).and_then(dot_env::line) {
                Ok(Some((name, value))) => {
                    self.dot_env.entry(name).or_insert(value);
                }
                Ok(None) => {}
                // Never the line itself: it may hold a key.
                Err(()) => self.warnings.push(AccessProblem::DotEnvLine { path: path.to_owned(), number: n + 1 }),
            }
        }
    }

    /// A variable that is set to something, the process's own before `.env`'s.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<(&str, Origin)> {
        let layers = [(&self.process, Origin::Environment), (&self.dot_env, Origin::DotEnv)];
        layers.into_iter().find_map(|(map, origin)| {
            let value = map.get(name).filter(|v| !v.trim().is_empty())?;
            Some((value.as_str(), origin))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_taken_as_it_is_written() {
        let mut env = Environment::default();
        env.add_dot_env(Path::new(".env"), b"K=sk-a$b123${HOME}\nL=\"$HOME\"\n\xff=\xff\n");
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
            "\u{feff}# 注释\r\nA=\"from file\"\r\nB=file\nexport C='c'\n坏行 sk-secret\n".as_bytes(),
        );
        assert_eq!(env.get("A"), Some(("from file", Origin::DotEnv)));
        assert_eq!(env.get("B"), Some(("process", Origin::Environment)));
        assert_eq!(env.get("C"), Some(("c", Origin::DotEnv)));
        assert_eq!(env.get("D"), None);
        assert_eq!(env.warnings.len(), 1);
        assert_eq!(env.warnings, [AccessProblem::DotEnvLine { path: ".env".into(), number: 5 }]);
    }
}
