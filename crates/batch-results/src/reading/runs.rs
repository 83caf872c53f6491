//! What the `run` lines of a ledger say: who was asked, in which order, with which parameters, by which program.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// All runs into a folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Runs {
    /// Programs with their versions, each once, in the order of their runs.
    pub programs: Vec<String>,
    /// Platforms and addresses, likewise.
    pub asked: Vec<(String, String)>,
    /// Of which day the prices of the last run are, if it had any.
    pub prices_as_of: Option<String>,
    /// The models of the runs: those of the last one in its config's order, then those that only earlier ones had.
    pub models: Vec<AskedModel>,
    /// Where in the ledger a model was first asked, for ledgers whose runs name no models.
    first: HashMap<String, u64>,
}

/// What was asked of a model, when it was asked last.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AskedModel {
    /// The configured name.
    pub name: String,
    /// What every call says beside its messages.
    #[serde(default)]
    pub sent: Map<String, Value>,
    /// True if a system prompt stands before the user's message.
    #[serde(default)]
    pub system: bool,
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    program: String,
    #[serde(default)]
    platform: String,
    #[serde(default)]
    base_url: String,
    prices_as_of: Option<String>,
    models: Option<Vec<AskedModel>>,
}

impl Runs {
    /// Takes a `run` line in; what cannot be read of it is not known.
    pub(super) fn add(&mut self, line: &[u8]) {
        let Ok(Line { program, platform, base_url, prices_as_of, models }) = serde_json::from_slice(line) else {
            return;
        };
        let asked = (platform, base_url);
        if !program.is_empty() && !self.programs.contains(&program) {
            self.programs.push(program);
        }
        if !asked.1.is_empty() && !self.asked.contains(&asked) {
            self.asked.push(asked);
        }
        if prices_as_of.is_some() {
            self.prices_as_of = prices_as_of;
        }
        if let Some(mut models) = models {
            let earlier = std::mem::take(&mut self.models);
            let is_new = |model: &AskedModel| models.iter().all(|other| other.name != model.name);
            let others: Vec<AskedModel> = earlier.into_iter().filter(is_new).collect();
            models.extend(others);
            self.models = models;
        }
    }

    /// A model was asked at a place of the ledger.
    pub(super) fn first_asked(&mut self, model: &str, offset: u64) {
        match self.first.get_mut(model) {
            Some(first) => *first = offset.min(*first),
            None => drop(self.first.insert(model.to_owned(), offset)),
        }
    }

    /// What the models are sorted by: the config's order, as far as it is known; then the order in which they were asked.
    pub(super) fn rank(&self, model: &str) -> (usize, u64) {
        let place = self.models.iter().position(|asked| asked.name == model).unwrap_or(usize::MAX);
        (place, self.first.get(model).copied().unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_keep_the_last_configs_order() {
        let mut runs = Runs::default();
        let names = |runs: &Runs| runs.models.iter().map(|m| m.name.clone()).collect::<Vec<_>>();
        runs.add(br#"{"program":"batch-llm 1","base_url":"u","models":[{"name":"z"},{"name":"a"}]}"#);
        runs.add(
            br#"{"program":"batch-llm 2","base_url":"u","models":[{"name":"b"},{"name":"a","sent":{"top_p":1}}]}"#,
        );
        runs.add(br#"{"program":"batch-llm 2","models":7}"#);
        assert_eq!(names(&runs), ["b", "a", "z"]);
        assert_eq!((runs.programs.len(), runs.asked.len(), runs.models[1].sent.len()), (2, 1, 1));
        runs.first_asked("y", 9);
        runs.first_asked("x", 5);
        runs.first_asked("y", 3);
        let mut all = ["x", "q", "y", "z", "b"];
        all.sort_by_key(|name| runs.rank(name));
        assert_eq!(all, ["b", "z", "y", "x", "q"]);
    }
}
