//! What tokens cost. One currency for a run; a model whose price is unknown, or in another currency, has no tariff.

use std::collections::BTreeMap;

use crate::base::amount::{PARTS, round};
use crate::base::problem::{MoneyProblem, Problem};
use crate::job::config::prices::{BudgetKeys, PriceKeys};
use crate::job::config::{Model, Settings};
use crate::ledger::Usage;
use crate::platform::registry::{BatchPrice, PriceBand, Registry, fits};

/// The prices of one model, in the run's currency.
#[derive(Debug, Clone, PartialEq)]
pub struct Tariff {
    bands: Vec<PriceBand>,
    /// True if the user's config says so, false if the platform's data does.
    pub own: bool,
}

impl Tariff {
    /// What a call cost, by the tokens that the platform counted.
    #[must_use]
    pub fn cost(&self, usage: &Usage) -> f64 {
        let Some(band) = self.band(usage.prompt_tokens) else { return 0.0 };
        let cached = usage.cached_tokens.min(usage.prompt_tokens);
        let fresh = (usage.prompt_tokens - cached) as f64 * band.input;
        let cost = fresh + cached as f64 * band.cached.unwrap_or(band.input);
        round((cost + usage.completion_tokens as f64 * band.output) / 1e6)
    }

    /// The most that a call with so many prompt tokens or fewer can cost.
    #[must_use]
    pub fn worst(&self, prompt: u64, completion: u64) -> f64 {
        let mut worst: f64 = 0.0;
        let mut from = 0;
        for band in &self.bands {
            if from > prompt {
                break;
            }
            let input = band.input.max(band.cached.unwrap_or(0.0));
            let most = band.up_to_input_tokens.unwrap_or(u64::MAX).min(prompt);
            worst = worst.max(most as f64 * input + completion as f64 * band.output);
            from = band.up_to_input_tokens.unwrap_or(u64::MAX).saturating_add(1);
        }
        if self.bands.last().and_then(|band| band.up_to_input_tokens).is_some_and(|up_to| up_to < prompt) {
            // Longer than any band: charged by the last one, as far as it would be taken at all.
            worst =
                worst.max(self.bands.last().map_or(0.0, |b| prompt as f64 * b.input + completion as f64 * b.output));
        }
        // Rounded up: a reservation must not be smaller than what it stands for.
        (worst / 1e6 * PARTS).ceil() / PARTS
    }

    /// The prices of the platform's batch service.
    #[must_use]
    pub fn in_batch(&self, price: BatchPrice) -> Self {
        let band = |band: &PriceBand| PriceBand {
            cached: match price.cached_share {
                Some(share) => Some(band.input * share),
                None => band.cached.map(|cached| cached * price.share),
            },
            input: band.input * price.share,
            output: band.output * price.share,
            ..*band
        };
        Self { bands: self.bands.iter().map(band).collect(), own: self.own }
    }

    fn band(&self, prompt: u64) -> Option<&PriceBand> {
        let fitting = self.bands.iter().find(|band| band.up_to_input_tokens.is_none_or(|up_to| prompt <= up_to));
        fitting.or(self.bands.last())
    }
}

/// A model with its price, if that is known.
pub type Priced<'a> = (&'a Model, Option<&'a Tariff>);

/// The prices of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    /// Currency of everything in here.
    pub currency: String,
    /// The day of the platform's price data.
    pub as_of: String,
    /// By model of the run, in its order; `None`: unknown.
    pub models: Vec<Option<Tariff>>,
}

impl Prices {
    /// Brings the platforms' data and the user's config together; `of` is the data of the platform that a model is asked of.
    /// What could not be used is said in `warnings`.
    #[must_use]
    pub fn new<'r>(of: impl Fn(&Model) -> &'r Registry, settings: &Settings, warnings: &mut Vec<Problem>) -> Self {
        let found: Vec<Option<(Tariff, &str)>> =
            settings.models.iter().map(|model| find(of(model), &settings.prices, model)).collect();
        let first = settings.models.first().map(&of);
        let asked_for = settings.budget.as_ref().and_then(|budget| budget.currency.clone());
        // Without a word from the user: the platform's currency, or the one in which all prices are.
        let common = found.iter().flatten().map(|(_, currency)| *currency).next();
        let all_same = |currency: &&str| found.iter().flatten().all(|(_, other)| other == currency);
        let currency = asked_for
            .or_else(|| common.filter(all_same).map(str::to_owned))
            .unwrap_or_else(|| first.map(|registry| registry.currency.clone()).unwrap_or_default());
        let mut keep = |(found, model): (Option<(Tariff, &str)>, &Model)| {
            let (tariff, other) = found?;
            if other == currency {
                return Some(tariff);
            }
            warnings.push(Problem::new(MoneyProblem::OtherCurrency {
                model: model.name.clone(),
                other: other.to_owned(),
                currency: currency.clone(),
            }));
            None
        };
        let models = found.into_iter().zip(&settings.models).map(&mut keep).collect();
        // Several platforms' data are as old as the oldest.
        let as_of = settings.models.iter().map(|model| of(model).as_of.clone()).min().unwrap_or_default();
        Self { currency, as_of, models }
    }

    /// The platform's prices for these models, without a word from a config.
    #[cfg(test)]
    pub fn of(registry: &Registry, models: &[Model]) -> Self {
        let find = |model| find(registry, &BTreeMap::new(), model).map(|(tariff, _)| tariff);
        let models = models.iter().map(find).collect();
        Self { currency: registry.currency.clone(), as_of: registry.as_of.clone(), models }
    }

    /// Each of the run's models with its price.
    #[must_use]
    pub fn priced<'a>(&'a self, models: &'a [Model]) -> Vec<Priced<'a>> {
        models.iter().zip(&self.models).map(|(model, tariff)| (model, tariff.as_ref())).collect()
    }

    /// Names of the models whose price is unknown.
    #[must_use]
    pub fn unknown<'a>(&self, models: &'a [Model]) -> Vec<&'a str> {
        let unknown = self.models.iter().zip(models).filter(|(tariff, _)| tariff.is_none());
        unknown.map(|(_, model)| model.name.as_str()).collect()
    }
}

fn find<'a>(registry: &'a Registry, own: &'a BTreeMap<String, PriceKeys>, model: &Model) -> Option<(Tariff, &'a str)> {
    let names = [Some(model.name.as_str()), model.wire()];
    let named = |name: &str| own.get(name).or_else(|| own.iter().find(|(p, _)| fits(p, name)).map(|(_, keys)| keys));
    if let Some(keys) = names.into_iter().flatten().find_map(named) {
        let band = PriceBand { up_to_input_tokens: None, cached: keys.cached, input: keys.input, output: keys.output };
        return Some((Tariff { bands: vec![band], own: true }, keys.currency.as_deref().unwrap_or(&registry.currency)));
    }
    let entry = registry.of(model.names()).filter(|entry| !entry.prices.is_empty())?;
    Some((Tariff { bands: entry.prices.clone(), own: false }, &registry.currency))
}

/// A budget in the currency of the run's prices.
///
/// # Errors
/// A [`Problem`] if some model's price is unknown: then no cap could be kept.
pub fn limit(budget: Option<&BudgetKeys>, prices: &Prices, models: &[Model]) -> Result<Option<f64>, Problem> {
    let Some(budget) = budget else { return Ok(None) };
    let unknown = prices.unknown(models);
    if !unknown.is_empty() {
        let models = unknown.into_iter().map(str::to_owned).collect();
        let what = MoneyProblem::BudgetWithoutPrice { models, currency: prices.currency.clone() };
        return Err(Problem::new(what).field("prices"));
    }
    if let Some(model) = models.iter().find(|model| model.most_completion.is_none()) {
        return Err(Problem::new(MoneyProblem::BudgetWithoutCap { model: model.name.clone() }).field("max_tokens"));
    }
    Ok(Some(budget.amount))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn banded() -> Tariff {
        let band =
            |up_to, input, output| PriceBand { up_to_input_tokens: up_to, cached: Some(input / 2.0), input, output };
        Tariff { bands: vec![band(Some(1000), 2.0, 10.0), band(Some(2000), 4.0, 20.0)], own: false }
    }

    fn usage(prompt: u64, cached: u64, completion: u64) -> Usage {
        Usage { prompt_tokens: prompt, cached_tokens: cached, completion_tokens: completion, ..Usage::default() }
    }

    #[test]
    fn cost_follows_length_and_cache() {
        let tariff = banded();
        assert!((tariff.cost(&usage(1000, 0, 100)) - 0.003).abs() < 1e-12);
        assert!((tariff.cost(&usage(1000, 400, 100)) - 0.0026).abs() < 1e-12);
        assert!((tariff.cost(&usage(1001, 0, 0)) - 0.004_004).abs() < 1e-12);
        // Longer than any band: the last one's prices.
        assert!((tariff.cost(&usage(3000, 0, 0)) - 0.012).abs() < 1e-12);
        // A platform that counts more cached than prompt tokens is not believed.
        assert!(tariff.cost(&usage(10, 4000, 0)) > 0.0);
    }

    #[test]
    fn no_call_costs_more_than_its_worst_case() {
        let tariff = banded();
        for most in [0, 1, 999, 1000, 1001, 1500, 2000, 2001, 9000] {
            for cap in [0, 7, 1000] {
                let worst = tariff.worst(most, cap);
                for prompt in [0, most / 2, most.saturating_sub(1), most] {
                    for cached in [0, prompt / 2, prompt] {
                        assert!(tariff.cost(&usage(prompt, cached, cap)) <= worst, "{most} {cap} {prompt} {cached}");
                    }
                }
            }
        }
    }
}
