//! The platform's models and prices: dated data from its `models.json`, never code. Says which model is retired, what
//! stands in for it, and what tokens cost; the user's config has the last word on prices.

use serde::Deserialize;

use crate::base::amount::is_price;
use crate::base::problem::{Going, MoneyProblem, Problem};

/// What a platform's `models.json` says.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// The day of the data, `YYYY-MM-DD`.
    pub as_of: String,
    /// Where the data is from and how far it can be trusted.
    pub source: String,
    /// Currency of all prices, such as `CNY`.
    pub currency: String,
    /// What the batch service asks for a model that says nothing of its own; `None`: it cannot be asked that way.
    #[serde(default)]
    pub batch: Option<BatchPrice>,
    /// The models; an exact name wins over a glob, an earlier glob over a later one.
    pub models: Vec<Entry>,
}

/// One model, or all whose names fit a glob.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Exact name, or a pattern in which `*` stands for any text.
    pub name: String,
    /// Whether it still answers.
    pub status: ModelStatus,
    /// The day it was retired, if known.
    pub retired_on: Option<String>,
    /// What to use instead.
    pub successor: Option<String>,
    /// Tokens of prompt and answer that it can hold.
    pub context: Option<u64>,
    /// The largest `max_tokens` that it takes, if the platform says.
    pub max_output: Option<u64>,
    /// True if it thinks before it answers.
    #[serde(default)]
    pub thinking: bool,
    /// Prices by input length, shortest first; empty if unknown.
    #[serde(default)]
    pub prices: Vec<PriceBand>,
    /// What the batch service asks for it; `None`: what the registry says of all.
    #[serde(default)]
    pub batch: Option<BatchPrice>,
}

/// What a platform's batch service asks for a model, as a share of what calls cost.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchPrice {
    /// Of its prices.
    pub share: f64,
    /// Of the price of input, for input from the cache; `None`: `share` of its own price.
    pub cached_share: Option<f64>,
}

/// Whether a model still answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ModelStatus {
    /// It does.
    Current,
    /// It does, but not for long.
    Retiring,
    /// It does not.
    Retired,
}

/// Prices for prompts up to a length, each per 1M tokens in the registry's currency.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceBand {
    /// Prompt tokens up to which these prices hold; `None`: any length.
    pub up_to_input_tokens: Option<u64>,
    /// Prompt tokens from the platform's cache; `None`: the same as `input`.
    pub cached: Option<f64>,
    /// Other prompt tokens.
    pub input: f64,
    /// Completion tokens, thinking included.
    pub output: f64,
}

/// What a model of the run is called.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// In the config.
    pub name: &'a str,
    /// In its calls, if they name it at all.
    pub sent: Option<&'a str>,
}

impl Registry {
    /// Reads a `models.json`.
    ///
    /// # Errors
    /// A [`Problem`] with the place of what does not fit.
    pub fn read(json: &str) -> Result<Self, Problem> {
        let read: Self = serde_json::from_str(json)
            .map_err(|e| Problem::new(MoneyProblem::BadRegistry { at_line: e.line(), reason: e.to_string() }))?;
        let odd = |band: &PriceBand| {
            let prices = [("input", Some(band.input)), ("output", Some(band.output)), ("cached", band.cached)];
            prices.into_iter().find(|(_, price)| price.is_some_and(|price| !is_price(price))).map(|(field, _)| field)
        };
        match read.models.iter().find_map(|entry| Some((entry, entry.prices.iter().find_map(odd)?))) {
            Some((entry, price)) => {
                Err(Problem::new(MoneyProblem::BadRegistryPrice { model: entry.name.clone(), price }))
            }
            None => Ok(read),
        }
    }

    /// What is known of a model of the run: by its configured name, else by the name that is sent.
    #[must_use]
    pub fn of(&self, model: Names<'_>) -> Option<&Entry> {
        self.find(model.name).or_else(|| self.find(model.sent?))
    }

    /// What is known of what a model's calls name: behind an endpoint or another name the configured one is only a label.
    #[must_use]
    pub fn sent(&self, model: Names<'_>) -> Option<&Entry> {
        self.find(model.sent.unwrap_or(model.name))
    }

    /// What the batch service asks for a model; `None`: nobody says that it can be asked that way.
    #[must_use]
    pub fn batch(&self, model: Names<'_>) -> Option<BatchPrice> {
        self.sent(model).or_else(|| self.of(model)).and_then(|entry| entry.batch).or(self.batch)
    }

    /// The entry of this name: exact first, then the first glob that fits.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Entry> {
        let exact = self.models.iter().find(|entry| entry.name == name);
        exact.or_else(|| self.models.iter().find(|entry| fits(&entry.name, name)))
    }

    /// That a model is gone, or goes soon.
    #[must_use]
    pub fn retired(&self, model: &str, entry: &Entry) -> MoneyProblem {
        let going = match (entry.status, &entry.retired_on) {
            (ModelStatus::Retired, Some(day)) => Going::GoneSince(day.clone()),
            (ModelStatus::Retired, None) => Going::Gone,
            _ => Going::Soon,
        };
        let (model, successor, as_of) = (model.to_owned(), entry.successor.clone(), self.as_of.clone());
        MoneyProblem::Retired { model, going, successor, as_of }
    }

    /// One problem for each model that is retired or about to be. Never a reason to refuse: whoever points the base URL
    /// at a proxy knows better.
    #[must_use]
    pub fn warnings<'a>(&self, models: impl IntoIterator<Item = Names<'a>>) -> Vec<Problem> {
        let say = |model: Names<'_>| {
            let entry = self.sent(model).filter(|entry| entry.status != ModelStatus::Current)?;
            Some(Problem::new(self.retired(model.name, entry)))
        };
        models.into_iter().filter_map(say).collect()
    }
}

impl Registry {
    /// One problem for each model that is asked for longer answers than it gives; `models`: each with what its calls ask
    /// for. Never a reason to refuse, as above.
    #[must_use]
    pub fn too_long<'a>(&self, models: impl IntoIterator<Item = (Names<'a>, u64)>) -> Vec<Problem> {
        let say = |(model, asked): (Names<'_>, u64)| {
            let most = self.sent(model)?.max_output.filter(|most| asked > *most)?;
            let (model, as_of) = (model.name.to_owned(), self.as_of.clone());
            Some(Problem::new(MoneyProblem::AboveMost { model, asked, most, as_of }))
        };
        models.into_iter().filter_map(say).collect()
    }
}

/// True if a name fits a pattern in which `*` stands for any text.
#[must_use]
pub fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|head| name.strip_prefix(head)) else { return false };
    let mut open = false;
    let mut last = "";
    for part in parts {
        open = true;
        last = part;
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    // The last part must stand at the end, wherever it was found first.
    rest.is_empty() || open && name.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str = r#"{"as_of":"2026-09-19","source":"test","currency":"CNY","models":[
        {"name":"old-*","status":"retired","retired_on":"2026-08-31","successor":"new"},
        {"name":"old-kept","status":"current","prices":[{"up_to_input_tokens":10,"input":1,"output":2},{"input":2,"output":4}]}]}"#;

    #[test]
    fn exact_names_win_over_globs() {
        let registry = Registry::read(DATA).unwrap();
        assert_eq!(registry.find("old-kept").map(|e| e.status), Some(ModelStatus::Current));
        assert_eq!(registry.find("old-8k").and_then(|e| e.successor.as_deref()), Some("new"));
        assert_eq!(registry.find("other"), None);
    }

    #[test]
    fn globs() {
        for (pattern, name) in [("a-*", "a-"), ("*", "x"), ("a*c", "abc"), ("a*b*", "a1b2"), ("*-8k", "v1-8k-8k")] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [("a-*", "a"), ("a", "ab"), ("a*c", "abd"), ("a*b", "b"), ("ab", "a")] {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn bad_data_is_named() {
        for bad in [
            "{}",
            r#"{"as_of":"","source":"","currency":"CNY","models":[{"name":"m","status":"gone"}]}"#,
            r#"{"as_of":"","source":"","currency":"CNY","models":[{"name":"m","status":"current","prices":[{"input":-1,"output":1}]}]}"#,
        ] {
            assert!(Registry::read(bad).is_err(), "{bad}");
        }
        let dear = r#"{"as_of":"","source":"","currency":"CNY","models":[{"name":"m","status":"current","prices":[{"input":1,"output":2e9}]}]}"#;
        let what = MoneyProblem::BadRegistryPrice { model: "m".to_owned(), price: "output" };
        assert_eq!(Registry::read(dear).unwrap_err(), Problem::new(what));
    }
}
