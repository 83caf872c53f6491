//! The models of each platform: dated data, see `data/models.json`.

use std::io;

use serde::Deserialize;

use crate::dialect::Dialect;
use crate::options::{Options, Price};

/// One model.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Card {
    pub id: String,
    #[serde(default)]
    pub owned_by: String,
    /// How many tokens of prompt (and, on some platforms, answer) it takes.
    #[serde(default = "usual_context")]
    pub context: u64,
    #[serde(default)]
    pub thinking: Thinking,
    /// Temperature and its like are fixed; other values are an error.
    #[serde(default)]
    pub fixed_sampling: bool,
    /// The system role is refused.
    #[serde(default)]
    pub no_system: bool,
    /// `max_tokens` when the request has none.
    pub default_cap: Option<u64>,
    /// The largest `max_tokens` that is taken.
    pub max_cap: Option<u64>,
    /// Ark: `Retiring` answers still, `Shutdown` does not, but is listed.
    pub status: Option<String>,
    #[serde(default)]
    pub prices: Vec<Band>,
}

/// Whether a model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Thinking {
    #[default]
    No,
    /// Unless the request says not to.
    Switchable,
    Always,
    /// Always, and only the token count tells.
    Hidden,
}

/// A price per 1M tokens for prompts up to a length.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Band {
    pub up_to: Option<u64>,
    pub cached: Option<f64>,
    pub input: f64,
    pub output: f64,
}

const fn usual_context() -> u64 {
    131_072
}

impl Card {
    /// A model that no registry knows.
    fn plain(id: &str, thinking: &[String]) -> Self {
        Self {
            id: id.to_owned(),
            owned_by: String::new(),
            context: usual_context(),
            thinking: if thinking.iter().any(|name| name == id) { Thinking::Switchable } else { Thinking::No },
            fixed_sampling: false,
            no_system: false,
            default_cap: None,
            max_cap: None,
            status: None,
            prices: vec![Band { up_to: None, cached: None, input: 10.0, output: 10.0 }],
        }
    }

    /// What a call costs.
    #[expect(clippy::cast_precision_loss, reason = "token counts are far below 2^53")]
    pub(crate) fn cost(&self, tariff: impl Into<Tariff>, prompt: u64, cached: u64, completion: u64) -> f64 {
        let Tariff { price, factor, hit } = tariff.into();
        if let Price::PerCall(price) = price {
            return price * factor;
        }
        let fits = |band: &&Band| band.up_to.is_none_or(|up_to| prompt <= up_to);
        let Some(band) = self.prices.iter().find(fits).or_else(|| self.prices.last()) else { return 0.0 };
        let fresh = prompt.saturating_sub(cached) as f64 * band.input;
        let hit = hit.map_or(band.cached.unwrap_or(band.input), |share| band.input * share);
        (fresh + cached as f64 * hit + completion as f64 * band.output) / 1e6 * factor
    }
}

/// What a lane costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tariff {
    pub price: Price,
    /// All of it, as a share of the list price.
    pub factor: f64,
    /// A cached token of the prompt as a share of one that is not, where the list price does not say.
    pub hit: Option<f64>,
}

impl From<Price> for Tariff {
    fn from(price: Price) -> Self {
        Self { price, factor: 1.0, hit: None }
    }
}

impl Tariff {
    /// Ark's held calls: half, and of a cached token 60 % less again [O].
    pub(crate) const fn held(price: Price) -> Self {
        Self { price, factor: 0.5, hit: Some(0.4) }
    }
}

#[derive(Deserialize)]
struct Data {
    #[serde(rename = "as_of")]
    _as_of: String,
    #[serde(rename = "source")]
    _source: String,
    openai: Vec<Card>,
    kimi: Vec<Card>,
    ark: Vec<Card>,
    baichuan: Vec<Card>,
    jiekou: Vec<Card>,
}

/// The models of one simulated account.
#[derive(Debug)]
pub(crate) struct Registry {
    cards: Vec<Card>,
    any: bool,
    /// Models without a card that think.
    thinking: Vec<String>,
}

impl Registry {
    /// `thinking`: models that think, though no list knows them.
    pub(crate) fn new(options: &Options, thinking: &[String]) -> io::Result<Self> {
        let data: Data = serde_json::from_str(include_str!("../data/models.json"))?;
        let known = match options.dialect {
            Dialect::OpenAi => data.openai,
            Dialect::Kimi => data.kimi,
            Dialect::Ark => data.ark,
            Dialect::Baichuan => data.baichuan,
            Dialect::JieKou => data.jiekou,
        };
        let cards = match &options.models {
            None => known,
            Some(names) => {
                let card = |name: &String| {
                    known.iter().find(|card| card.id == *name).cloned().unwrap_or_else(|| Card::plain(name, thinking))
                };
                names.iter().map(card).collect()
            }
        };
        Ok(Self { cards, any: options.accept_any_model, thinking: thinking.to_owned() })
    }

    /// All that a models list shows.
    pub(crate) fn listed(&self) -> &[Card] {
        &self.cards
    }

    /// The first that answers: what endpoints lead to.
    pub(crate) fn first(&self) -> Option<&Card> {
        self.cards.iter().find(|card| card.status.is_none())
    }

    /// The model of this name.
    pub(crate) fn find(&self, name: &str) -> Option<&Card> {
        self.cards.iter().find(|card| card.id == name)
    }

    /// A stand-in for a name that is in no list, if any name is taken.
    pub(crate) fn stand_in(&self, name: &str) -> Option<Card> {
        (self.any && !name.is_empty()).then(|| Card::plain(name, &self.thinking))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn registry(options: &Options) -> Registry {
        Registry::new(options, &[]).unwrap()
    }

    #[test]
    fn every_registry_is_read() {
        for dialect in Dialect::ALL {
            let registry = registry(&Options::new(dialect));
            assert!(registry.first().is_some());
            assert!(registry.listed().iter().all(|card| !card.prices.is_empty()));
        }
    }

    #[test]
    fn chosen_models_keep_their_cards() {
        let models = Some(vec!["kimi-k3".to_owned(), "other".to_owned()]);
        let registry = registry(&Options { models, ..Options::new(Dialect::Kimi) });
        assert_eq!(registry.find("kimi-k3").map(|card| card.thinking), Some(Thinking::Always));
        assert_eq!(registry.find("other").map(|card| card.thinking), Some(Thinking::No));
        assert!(registry.find("kimi-k2.6").is_none());
        assert!(registry.stand_in("x").is_none());
    }

    #[test]
    fn prices_follow_the_length_of_the_prompt() {
        let registry = registry(&Options::new(Dialect::Ark));
        let card = registry.find("doubao-seed-2-0-pro").unwrap();
        let cost = |prompt, cached| card.cost(Price::List, prompt, cached, 1_000);
        assert!((cost(10_000, 0) - 0.048).abs() < 1e-9);
        assert!((cost(10_000, 5_000) - 0.0352).abs() < 1e-9);
        assert!((cost(100_000, 0) - 0.504).abs() < 1e-9);
        assert!((card.cost(Price::PerCall(1.0), 9, 0, 9) - 1.0).abs() < 1e-9);
    }
}
