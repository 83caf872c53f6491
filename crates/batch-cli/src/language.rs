//! In which language it is said: known before the command line is read, because its help is said in it, too.

use std::ffi::OsString;

use batch_core::job::config::LANGUAGE;
use batch_words::{Language, Words};

/// The flag.
const FLAG: &str = "--lang";

/// A language that nobody has words in, and who named it.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrong {
    source: &'static str,
    value: String,
}

impl Wrong {
    /// In every language: which one is understood is not known.
    pub fn lines(&self) -> String {
        let line = |language| {
            let words = Words::of(language);
            words.error(words.language_unknown(self.source, &self.value))
        };
        Language::ALL.map(line).join("\n")
    }
}

/// The language that flag or environment ask for, in this order.
///
/// # Errors
/// If there are no words in it.
pub fn asked(args: &[OsString], variable: Option<OsString>) -> Result<Option<Language>, Wrong> {
    let named = |source, value: OsString| {
        let value = value.to_string_lossy().into_owned();
        value.parse().map(Some).map_err(|_| Wrong { source, value })
    };
    match (flag(args), variable.filter(|value| !value.to_string_lossy().trim().is_empty())) {
        (Some(value), _) => named(FLAG, value),
        (None, Some(value)) => named(LANGUAGE, value),
        (None, None) => Ok(None),
    }
}

/// What stands behind the flag. One without a value is left to who reads the whole line.
fn flag(args: &[OsString]) -> Option<OsString> {
    let mut args = args.iter().skip(1).take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        if arg == FLAG {
            return args.next().cloned();
        }
        if let Some(value) = arg.to_str().and_then(|arg| arg.strip_prefix(FLAG)?.strip_prefix('=')) {
            return Some(value.into());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str, variable: &str) -> Result<Option<Language>, Wrong> {
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        asked(&args, Some(variable.into()))
    }

    #[test]
    fn the_flag_stands_before_the_environment() {
        assert_eq!(of("batch-x plan --lang en", "zh"), Ok(Some(Language::English)));
        assert_eq!(of("batch-x --lang=zh plan", "en"), Ok(Some(Language::Chinese)));
        assert_eq!(of("batch-x", "en_US.UTF-8"), Ok(Some(Language::English)));
        assert_eq!(of("batch-x --language en", " "), Ok(None));
        assert_eq!(of("batch-x -- --lang en", ""), Ok(None));
    }

    #[test]
    fn a_wrong_one_is_said_in_both_languages() {
        let wrong = of("batch-x --lang fr", "en").unwrap_err();
        assert_eq!(wrong.source, FLAG);
        let said = wrong.lines();
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.contains("--lang") && line.contains("fr") && line.contains("zh")));
        assert_eq!(of("batch-x", "C").unwrap_err().source, LANGUAGE);
    }
}
