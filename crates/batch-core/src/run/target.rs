//! One model of the plan with all that belongs to it. Nothing but its target knows which platform a model is asked of: a
//! run may hold targets of several.

use std::collections::{BTreeMap, HashMap};

use crate::job::config::Model;
use crate::job::plan::Plan;
use crate::ledger::Lane;
use crate::money::price::{Prices, Tariff};
use crate::platform::request::Params;
use crate::platform::{Limits, Profile, Scope};
use crate::wire::call::Caller;

/// An account of a platform at an address: what all models share that are asked there.
pub struct Account<'a> {
    /// Platform, key and connections.
    pub caller: Caller<'a>,
    /// The address that conversations are known by.
    pub address: &'a str,
    /// What it takes, of each group.
    pub limits: Limits,
}

/// See the module.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// Name and parameters.
    pub model: &'a Model,
    /// Whom it is asked of.
    pub account: &'a Account<'a>,
    /// Its price, if it is known.
    pub tariff: Option<&'a Tariff>,
    /// Which of the accounts that is.
    pub at: usize,
    /// Which of the run's groups its conversations share limits in.
    pub group: usize,
    /// Its place among the models of that group.
    pub member: usize,
    /// What its calls say.
    pub params: &'a Params,
    /// How it is asked.
    pub lane: Lane,
}

impl<'a> Target<'a> {
    /// The platform's constants.
    #[must_use]
    pub fn profile(&self) -> &'a Profile {
        self.account.caller.platform.profile()
    }

    /// What lines of the ledger say of it, unless its account is the run's first, which the run's own line names.
    #[must_use]
    pub fn foreign_name(&self) -> Option<String> {
        (self.at > 0).then(|| format!("{}@{}", self.profile().id, self.account.address))
    }

    /// What its group is remembered by: the model, if each has limits of its own.
    #[must_use]
    pub fn group_name(&self) -> &'a str {
        match self.profile().scope {
            Scope::Account => "",
            Scope::Model => &self.model.name,
        }
    }
}

/// The targets of a plan, in its order; `at` says which of the accounts a model is asked of.
#[must_use]
pub fn targets<'a>(
    plan: &'a Plan,
    accounts: &'a [Account<'a>],
    prices: &'a Prices,
    at: impl Fn(usize) -> usize,
) -> Vec<Target<'a>> {
    let scope = |model: usize| (at(model), accounts[at(model)].caller.platform.profile().scope);
    let mut places = vec![(0, 0); plan.models.len()];
    for (group, models) in sharing(&plan.models, scope).into_iter().enumerate() {
        for (member, model) in models.into_iter().enumerate() {
            places[model] = (group, member);
        }
    }
    let target = |(n, model): (usize, &'a Model)| {
        let (group, member) = places[n];
        let tariff = prices.models.get(n).and_then(Option::as_ref);
        let (params, lane) = (&model.params, Lane::Online);
        Target { model, account: &accounts[at(n)], tariff, at: at(n), group, member, params, lane }
    };
    plan.models.iter().enumerate().map(target).collect()
}

/// Of each model, the first one that asks the same of the same account under another name.
#[must_use]
pub fn same_models(models: &[Model], at: impl Fn(usize) -> usize) -> Vec<usize> {
    let mut known = HashMap::new();
    let asks = |(place, model): (usize, &Model)| {
        let sent = model.wire().unwrap_or(&model.name).to_owned();
        *known.entry((at(place), sent)).or_insert(place)
    };
    models.iter().enumerate().map(asks).collect()
}

/// The models that share a platform's limits, by account and scope: it counts what it is asked for, whatever that is
/// called here.
#[must_use]
pub fn sharing(models: &[Model], of: impl Fn(usize) -> (usize, Scope)) -> Vec<Vec<usize>> {
    let mut sharing: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (model, first) in same_models(models, |model| of(model).0).into_iter().enumerate() {
        let with = match of(model) {
            (account, Scope::Account) => (account, 0),
            (account, Scope::Model) => (account, first),
        };
        sharing.entry(with).or_default().push(model);
    }
    sharing.into_values().collect()
}
