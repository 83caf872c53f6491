//! The budget of a run, with what earlier runs into the same folder have spent.

use super::prepare::Prepared;
use crate::flow::budget::{Budget, earlier};
use crate::input::Person;
use crate::ledger::Spent;
use crate::plan::Plan;
use crate::request::JOINT;
use crate::summary::Money;
use crate::text;

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

/// Puts the budget together. `asking`: there are conversations to be asked.
pub fn budget(prepared: &Prepared, plan: &Plan, spent: &Spent, limit: Option<f64>, asking: bool) -> Purse {
    let Prepared { prices, settings, .. } = prepared;
    let blank = Budget::new(limit, prices, &plan.models, 0.0);
    let worst = (0..plan.models.len()).filter_map(|model| blank.worst(model, longest_input(plan))).fold(0.0, f64::max);
    let earlier = earlier(spent, prices, &plan.models, worst);
    let others: Vec<String> =
        spent.others(&prices.currency).map(|(name, sum)| text::money::amount(sum, name)).collect();
    let mut said = Vec::new();
    if let Some(limit) = limit {
        said.push(text::money::budget(limit, earlier, &prices.currency));
        if !others.is_empty() {
            said.push(text::money::other_currencies(&others.join("、"), &prices.currency));
        }
        let at_once = ((limit - earlier).max(0.0) / worst.max(f64::MIN_POSITIVE)).floor();
        if asking && at_once >= 1.0 && at_once < f64::from(settings.limits.concurrency) {
            said.push(text::money::holds_back(worst, at_once, &prices.currency));
        }
    }
    let unknown = prices.unknown(&plan.models);
    if asking && !unknown.is_empty() {
        said.push(text::money::unknown_prices(&unknown));
    }
    let (currency, as_of) = (prices.currency.clone(), prices.as_of.clone());
    let money = Money { currency, as_of, budget: limit, earlier, abandoned: 0.0 };
    let budget = Budget::new(limit, prices, &plan.models, earlier);
    Purse { budget, money, worst, said }
}

/// Bytes that no input of the plan exceeds, without reading a record: other encodings grow by half at most.
fn longest_input(plan: &Plan) -> usize {
    let size = |person: &Person| std::fs::metadata(&person.path).map_or(0, |file| file.len());
    let record = plan.people.iter().map(size).max().unwrap_or_default();
    let prompt = plan.prompts.iter().map(|prompt| prompt.text.len()).max().unwrap_or_default();
    prompt + JOINT.len() + usize::try_from(record).unwrap_or(usize::MAX / 4) * 3 / 2
}
