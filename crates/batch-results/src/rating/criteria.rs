//! What answers are judged by: the usual four, or a user's own file.

use std::collections::HashSet;
use std::path::Path;

use batch_core::job::config::Document;
use batch_words::{Language, Words};
use serde::Deserialize;

use super::error::RatingError;
use super::file::Criterion;
use super::plain::plain;
use super::read;

/// What answers are judged by, and what is hidden in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// In the order in which they are judged.
    pub criteria: Vec<Criterion>,
    /// Words that raters may not read, beside the models' names: a vendor's, as in "I am …".
    pub hide: Vec<String>,
}

/// A file of criteria: `--criteria`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The usual ones if it says nothing of them.
    criteria: Option<Vec<Criterion>>,
    #[serde(default)]
    hide: Vec<String>,
}

/// A criterion's name in a language.
type Name = fn(&Words) -> String;

/// The usual criteria: the same in whatever language a page or workbook was written.
const USUAL: [Name; 4] =
    [|w| w.rating_accuracy(), |w| w.rating_completeness(), |w| w.rating_safety(), |w| w.rating_readability()];

/// The name of a usual criterion in the language of the words; `None` of any other.
fn usual_name(name: &str, words: &Words) -> Option<String> {
    let is = |usual: &&Name| Language::ALL.iter().any(|language| usual(Words::of(*language)) == name);
    USUAL.iter().find(is).map(|usual| usual(words))
}

/// Criteria with the usual ones named in the language of the words: what raters saw in different languages is the same then.
pub(super) fn named(criteria: &[Criterion], words: &Words) -> Vec<Criterion> {
    let named = |of: &Criterion| Criterion { name: usual_name(&of.name, words).unwrap_or(of.name.clone()), ..*of };
    criteria.iter().map(named).collect()
}

impl Scheme {
    /// Accuracy, completeness, safety and readability, from 1 to 5.
    #[must_use]
    pub fn usual(words: &Words) -> Self {
        let criterion = |name: Name| Criterion { name: name(words), low: 1, high: 5 };
        Self { criteria: USUAL.iter().map(|name| criterion(*name)).collect(), hide: Vec::new() }
    }

    /// Reads a file; the usual criteria are named in the language of the words.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(words: &Words, path: &Path) -> Result<Self, RatingError> {
        let document = Document::read(path).map_err(|problem| RatingError::NotJson(Box::new(problem)))?;
        let file: File = serde_path_to_error::deserialize(&document.value).map_err(|e| RatingError::NotCriteria {
            path: path.to_owned(),
            line: document.line_of(&e.path().to_string()).unwrap_or(1),
        })?;
        let criteria = file.criteria.unwrap_or_else(|| Self::usual(words).criteria);
        let scheme = Self { criteria, hide: file.hide };
        read::check_criteria(path, &scheme.criteria)?;
        // Alike to a reader, and in a workbook's headings.
        let mut names = HashSet::new();
        match scheme.criteria.iter().find(|criterion| !names.insert(plain(&criterion.name))) {
            Some(Criterion { name, .. }) => {
                Err(RatingError::BadCriterion { path: path.to_owned(), name: name.clone() })
            }
            None => Ok(scheme),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_only_a_program_tells_apart_are_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let words = Words::of(Language::English);
        for (other, read) in [("准确 ", false), ("ＡB", false), ("准确（1–5）", true)] {
            let of = |name: &str| format!("{{\"name\": \"{name}\", \"low\": 1, \"high\": 5}}");
            let text = format!("{{\"criteria\": [{}, {}, {}]}}", of("准确"), of("ab"), of(other));
            std::fs::write(file.path(), text).unwrap();
            assert_eq!(Scheme::read(words, file.path()).is_ok(), read, "{other}");
        }
        std::fs::write(file.path(), r#"{"hide": ["K3"]}"#).unwrap();
        let scheme = Scheme::read(words, file.path()).unwrap();
        assert_eq!((scheme.criteria, scheme.hide), (Scheme::usual(words).criteria, vec!["K3".to_owned()]));
    }

    #[test]
    fn a_field_that_means_nothing_is_told_with_its_line() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let words = Words::of(Language::English);
        for (criterion, read) in [(r#""high": 5"#, true), (r#""high": 5, "weight": 2"#, false)] {
            let text = format!("{{\"criteria\": [\n{{\"name\": \"a\", \"low\": 1, {criterion}}}]}}");
            std::fs::write(file.path(), text).unwrap();
            let scheme = Scheme::read(words, file.path()).map_err(|e| e.sentence(words));
            assert_eq!(scheme.is_ok(), read, "{scheme:?}");
            assert!(scheme.err().is_none_or(|said| said.contains("near line 2")));
        }
    }
}
