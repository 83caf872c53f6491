//! What answers are judged by: the usual four, or a user's own file.

use std::path::Path;

use batch_words::Words;
use serde::Deserialize;

use super::error::RatingError;
use super::file::Criterion;
use super::read;

/// A file of criteria: `--criteria`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// In the order in which they are judged.
    pub criteria: Vec<Criterion>,
    /// Words that raters may not read, beside the models' names: a vendor's, as in "I am …".
    #[serde(default)]
    pub hide: Vec<String>,
}

impl Scheme {
    /// Accuracy, completeness, safety and readability, from 1 to 5.
    #[must_use]
    pub fn usual(words: &Words) -> Self {
        let names =
            [words.rating_accuracy(), words.rating_completeness(), words.rating_safety(), words.rating_readability()];
        Self { criteria: names.map(|name| Criterion { name, low: 1, high: 5 }).into(), hide: Vec::new() }
    }

    /// Reads a file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(path: &Path) -> Result<Self, RatingError> {
        let text = read::text(path)?;
        let scheme: Self = serde_json::from_str(&text)
            .map_err(|e| RatingError::NotCriteria { path: path.to_owned(), line: e.line() })?;
        read::check_criteria(path, &scheme.criteria)?;
        Ok(scheme)
    }
}
