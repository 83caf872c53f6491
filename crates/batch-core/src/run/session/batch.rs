//! Which models can be asked in the platform's batch service, and what they cost there.

use super::prepare::Prepared;
use crate::base::problem::{BatchProblem, CannotBatch, Problem, WhyNot};
use crate::job::config::{Model, Origin, Settings};
use crate::money::price::{Priced, Tariff};
use crate::platform::registry::{BatchPrice, Registry};
use crate::platform::{BatchService, HeldCalls, Limits, Platform};

/// What the batch service can do for a job.
#[derive(Debug)]
pub struct InBatch {
    /// Which kind of service it is.
    pub service: BatchService,
    /// By model: what it asks, or why it cannot be asked.
    pub models: Vec<Result<BatchPrice, WhyNot>>,
    /// By model: its prices there, if they are known.
    pub tariffs: Vec<Option<Tariff>>,
}

impl InBatch {
    /// What a platform's service can do for these settings. A rehearsal needs no names but the models' own.
    ///
    /// # Errors
    /// [`BatchProblem::NoService`].
    pub fn new(platform: &dyn Platform, prepared: &Prepared) -> Result<Self, Problem> {
        let Prepared { settings, registry, prices, simulated, .. } = prepared;
        let service = platform.profile().batch.ok_or_else(|| Problem::new(BatchProblem::NoService))?;
        let is_named = |model: &Model| *simulated || platform.batch_model(&model.name).is_some();
        let price = |model: &Model| price(service, settings, registry, model, is_named(model));
        let models: Vec<_> = settings.models.iter().map(price).collect();
        let tariffs = prices.models.iter().zip(&models).map(|(tariff, price)| {
            let price = price.as_ref().ok()?;
            Some(tariff.as_ref()?.in_batch(*price))
        });
        let tariffs = tariffs.collect();
        Ok(Self { service, models, tariffs })
    }

    /// True for the models that can be asked.
    #[must_use]
    pub fn can(&self) -> Vec<bool> {
        self.models.iter().map(Result::is_ok).collect()
    }

    /// Each model with its price there.
    #[must_use]
    pub fn priced<'a>(&'a self, models: &'a [Model]) -> Vec<Priced<'a>> {
        models.iter().zip(&self.tariffs).map(|(model, tariff)| (model, tariff.as_ref())).collect()
    }

    /// The models that cannot be asked, and why.
    #[must_use]
    pub fn cannot(&self, models: &[Model]) -> Vec<CannotBatch> {
        let cannot = models.iter().zip(&self.models).filter_map(|(model, price)| {
            let why = price.as_ref().err()?.clone();
            Some(CannotBatch { model: model.name.clone(), why })
        });
        cannot.collect()
    }
}

fn price(
    service: BatchService,
    settings: &Settings,
    registry: &Registry,
    model: &Model,
    is_named: bool,
) -> Result<BatchPrice, WhyNot> {
    let forbidden = match service {
        BatchService::Files(files) => files.forbidden,
        BatchService::Held(held) => {
            if !is_named {
                return Err(WhyNot::Unnamed { key: held.model_key.to_owned() });
            }
            &[]
        }
    };
    if let Some(name) = forbidden.iter().find(|name| model.params.fields.contains_key(**name)) {
        return Err(WhyNot::Parameter { name: (*name).to_owned() });
    }
    let own = settings.batch.share.map(|share| BatchPrice { share, cached_share: None });
    // Whoever writes a share knows his bill.
    own.or_else(|| registry.batch(model.names())).ok_or_else(|| WhyNot::Unknown { as_of: registry.as_of.clone() })
}

/// How much held calls may take: as the user says of them, else as the platform has it. What the config says of calls is
/// about those that are answered at once.
#[must_use]
pub fn held_limits(held: &HeldCalls, settings: &Settings) -> Limits {
    let flag = |name: &str| settings.sources.iter().any(|source| source.name == name && source.origin == Origin::Flag);
    let own = settings.batch.concurrency.unwrap_or(held.limits.concurrency);
    Limits {
        concurrency: if flag("concurrency") { settings.limits.concurrency } else { own },
        rpm: if flag("requests_per_minute") { settings.limits.rpm } else { held.limits.rpm },
        tpm: if flag("tokens_per_minute") { settings.limits.tpm } else { held.limits.tpm },
    }
}
