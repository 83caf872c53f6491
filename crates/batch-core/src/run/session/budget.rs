//! The budget of a run, with what earlier runs into the same folder have spent.

use super::prepare::Prepared;
use crate::job::config::Model;
use crate::job::input::Person;
use crate::job::plan::Plan;
use crate::ledger::{Spending, Spent};
use crate::money::budget::Budget;
use crate::money::price::Priced;
use crate::platform::request::{JOINT, RequestTemplate};
use crate::run::events::{HoldsBack, JobEvent, Listener};
use crate::run::summary::RunMoney;

/// A budget and what came before it.
pub struct OpeningBudget {
    /// For the run.
    pub budget: Budget,
    /// For the summary.
    pub money: RunMoney,
    /// The most that one call of the plan can cost, as far as prices are known.
    pub worst: f64,
    /// What earlier runs spent in other currencies.
    others: Vec<(String, f64)>,
}

impl OpeningBudget {
    /// Puts the budget together. `spent`: by earlier runs.
    #[must_use]
    pub fn new(prepared: &Prepared, plan: &Plan, models: &[Priced<'_>], spent: Spent, limit: Option<f64>) -> Self {
        let currency = &prepared.prices.currency;
        let others = spent.others(currency).map(|(name, sum)| (name.to_owned(), sum)).collect();
        let (budget, worst) = purse(currency, plan, models, spent, limit);
        let Spending { confirmed, perhaps } = budget.spent();
        let money = RunMoney {
            currency: currency.clone(),
            as_of: prepared.prices.as_of.clone(),
            budget: limit,
            earlier: confirmed,
            perhaps,
            waiting: budget.waiting(),
            abandoned: 0.0,
        };
        Self { budget, money, worst, others }
    }

    /// Tells what may be spent, and what is not known; `asking`: there are conversations to be asked.
    pub fn tell(&self, prepared: &Prepared, plan: &Plan, asking: bool, listener: &dyn Listener) {
        let currency = &self.money.currency;
        if let Some(limit) = self.money.budget {
            let at_once = (self.budget.left().unwrap_or_default() / self.worst.max(f64::MIN_POSITIVE)).floor();
            let tight = asking && at_once >= 1.0 && at_once < f64::from(prepared.settings.limits.concurrency);
            let (earlier, others) = (self.budget.spent(), &self.others);
            let holds_back = tight.then_some(HoldsBack { worst: self.worst, at_once: at_once as u32 });
            listener.hear(&JobEvent::Budget { limit, currency, earlier, others, holds_back });
        }
        let models = &prepared.prices.unknown(&plan.models)[..];
        if asking && !models.is_empty() {
            listener.hear(&JobEvent::Unpriced { models });
        }
    }
}

/// A budget over what earlier runs spent, and the most that one call of the plan can cost, as far as prices are known.
#[must_use]
pub fn purse(currency: &str, plan: &Plan, models: &[Priced<'_>], spent: Spent, limit: Option<f64>) -> (Budget, f64) {
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
