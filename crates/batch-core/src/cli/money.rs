//! The budget of a run, with what earlier runs into the same folder have spent.

use super::prepare::Prepared;
use crate::config::Model;
use crate::flow::budget::Budget;
use crate::input::Person;
use crate::ledger::{Spent, Tally};
use crate::money::amount;
use crate::plan::Plan;
use crate::price::Priced;
use crate::request::{JOINT, RequestTemplate};
use crate::summary::Money;

/// A budget and what is said of it.
pub struct Purse {
    /// For the run.
    pub budget: Budget,
    /// For the summary.
    pub money: Money,
    /// The most that one call of the plan can cost, as far as prices are known.
    pub worst: f64,
    /// For the user, line by line.
    pub said: Vec<String>,
}

/// Puts the budget together. `spent`: by earlier runs; `asking`: there are conversations to be asked.
pub fn budget(
    prepared: &Prepared,
    plan: &Plan,
    models: &[Priced<'_>],
    spent: Spent,
    limit: Option<f64>,
    asking: bool,
) -> Purse {
    let Prepared { words, prices, settings, .. } = prepared;
    let currency = &prices.currency;
    let others: Vec<String> = spent.others(currency).map(|(name, sum)| amount(sum, name)).collect();
    let (budget, worst) = purse(currency, plan, models, spent, limit);
    let earlier = budget.spent();
    let mut said = Vec::new();
    if let Some(limit) = limit {
        let limit = amount(limit, currency);
        said.push(if earlier == Tally::default() {
            words.money_limit(limit)
        } else {
            words.money_limit_with_earlier(limit, earlier.in_words(words, currency))
        });
        if !others.is_empty() {
            said.push(words.money_other_currencies(others.join(&words.list_separator()), currency));
        }
        let at_once = (budget.left().unwrap_or_default() / worst.max(f64::MIN_POSITIVE)).floor();
        if asking && at_once >= 1.0 && at_once < f64::from(settings.limits.concurrency) {
            said.push(words.money_holds_back(amount(worst, currency), at_once));
        }
    }
    let unknown = prices.unknown(&plan.models);
    if asking && !unknown.is_empty() {
        said.push(words.money_unknown_prices(unknown.join(&words.list_separator())));
    }
    let money = Money {
        currency: currency.clone(),
        as_of: prices.as_of.clone(),
        budget: limit,
        earlier: earlier.confirmed,
        perhaps: earlier.perhaps,
        abandoned: 0.0,
    };
    Purse { budget, money, worst, said }
}

/// A budget over what earlier runs spent, and the most that one call of the plan can cost, as far as prices are known.
pub(super) fn purse(
    currency: &str,
    plan: &Plan,
    models: &[Priced<'_>],
    spent: Spent,
    limit: Option<f64>,
) -> (Budget, f64) {
    let worst = worst(currency, plan, models);
    (Budget::new(limit, currency, models, spent, worst), worst)
}

fn worst(currency: &str, plan: &Plan, models: &[Priced<'_>]) -> f64 {
    let blank = Budget::new(None, currency, models, Spent::default(), 0.0);
    let input = longest_input(plan);
    let of = |(at, model): (usize, &Model)| blank.worst(at, RequestTemplate::new(&model.params).size(&[]) + input);
    plan.models.iter().enumerate().filter_map(of).fold(0.0, f64::max)
}

/// Bytes that no input of the plan exceeds, without reading a record: other encodings grow by half at most.
fn longest_input(plan: &Plan) -> usize {
    let size = |person: &Person| std::fs::metadata(person.path()).map_or(0, |file| file.len());
    let record = plan.people.iter().map(size).max().unwrap_or_default();
    let prompt = plan.prompts.iter().map(|prompt| prompt.text.len()).max().unwrap_or_default();
    prompt + JOINT.len() + usize::try_from(record).unwrap_or(usize::MAX / 4) * 3 / 2
}
