//! The budget of a run, with what earlier runs into the same folder have spent.

use super::batch::{InBatch, held_limits};
use super::left::Left;
use super::prepare::Prepared;
use crate::base::shard::Shard;
use crate::job::config::{Model, Settings};
use crate::job::input::Person;
use crate::job::plan::Plan;
use crate::ledger::{Spending, Spent};
use crate::money::budget::Budget;
use crate::money::price::Priced;
use crate::platform::request::{JOINT, RequestTemplate};
use crate::platform::{BatchService, Limits};
use crate::run::batch::{Order, Task};
use crate::run::events::{HoldsBack, JobEvent, Listener};
use crate::run::summary::{BudgetPart, RunMoney};

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
    /// Puts the budget together. `spent`: by earlier runs; `allowance`: what a shard may have spent in all at its end.
    #[must_use]
    pub fn new(
        prepared: &Prepared,
        plan: &Plan,
        models: &[Priced<'_>],
        spent: Spent,
        limit: Option<f64>,
        allowance: Option<f64>,
    ) -> Self {
        let currency = &prepared.prices.currency;
        let others = spent.others(currency).map(|(name, sum)| (name.to_owned(), sum)).collect();
        let (budget, worst) = purse(currency, plan, models, spent, allowance.or(limit));
        let part = allowance.and(budget.left()).map(|left| BudgetPart { of: plan.shard.of(), left });
        let Spending { confirmed, perhaps } = budget.spent();
        let money = RunMoney {
            currency: currency.clone(),
            as_of: prepared.prices.as_of.clone(),
            budget: limit,
            part,
            earlier: confirmed,
            perhaps,
            waiting: budget.waiting(),
            abandoned: 0.0,
        };
        Self { budget, money, worst, others }
    }

    /// Tells what may be spent, and what is not known; `asks`: what is to be asked first.
    pub fn tell(&self, prepared: &Prepared, plan: &Plan, asks: Option<&Asks<'_>>, listener: &dyn Listener) {
        let currency = &self.money.currency;
        if let Some(limit) = self.money.budget {
            let (earlier, others) = (self.budget.spent(), &self.others);
            let holds_back = asks.and_then(|asks| {
                let worst =
                    asks.in_batch.map_or(self.worst, |models| worst(currency, plan, &models.priced(&plan.models)));
                let at_once = (self.budget.left().unwrap_or_default() / worst.max(f64::MIN_POSITIVE)).floor();
                let tight = at_once >= 1.0 && at_once < asks.at_once as f64;
                tight.then_some(HoldsBack { worst, at_once: at_once as u32, in_parts: asks.in_parts })
            });
            listener.hear(&JobEvent::Budget { limit, currency, earlier, others, holds_back });
        }
        let models = &prepared.prices.unknown(&plan.models)[..];
        if asks.is_some() && !models.is_empty() {
            listener.hear(&JobEvent::Unpriced { models });
        }
    }
}

/// What a shard may have spent in all when it has spent its part: of what the budget leaves for those that the job is cut
/// into now, its n-th. Shards do not know of each other, so none may use what another leaves; where others have spent more
/// than that, as when the job was cut otherwise in between, all have less of what is left. `used`: what each ledger holds, in
/// the budget's currency.
#[must_use]
pub fn allowance(limit: f64, shard: Shard, used: &[(Shard, f64)]) -> f64 {
    let sum =
        |of: &dyn Fn(Shard) -> bool| used.iter().filter(|(ledger, _)| of(*ledger)).map(|(_, sum)| sum).sum::<f64>();
    let before = sum(&|ledger| ledger.of() != shard.of());
    let part = (limit - before).max(0.0) / f64::from(shard.of());
    let unspent = |of: Shard| (part - sum(&|ledger| ledger == of)).max(0.0);
    let unspent_by_all: f64 = (1..=shard.of()).filter_map(|index| Shard::new(index, shard.of())).map(unspent).sum();
    let all = sum(&|_| true);
    let left = (limit - all).max(0.0);
    all + if unspent_by_all > left { unspent(shard) * left / unspent_by_all } else { unspent(shard) }
}

/// What a run asks first.
pub struct Asks<'a> {
    /// At the prices of the batch service, if it asks there.
    pub in_batch: Option<&'a InBatch>,
    /// Conversations at once, at most.
    pub at_once: usize,
    /// They go together in files.
    pub in_parts: bool,
}

impl<'a> Asks<'a> {
    /// By calls, or as an order says; `left`: what earlier runs left. `None` if nothing is asked.
    pub fn of(batch: Option<(&Order, &'a InBatch)>, settings: &Settings, left: &Left) -> Option<Self> {
        let calls = |limits: Limits, in_batch| Self { in_batch, at_once: limits.concurrency as usize, in_parts: false };
        let Some((order, in_batch)) = batch else { return Some(calls(settings.limits, None)) };
        let asks = match &in_batch.service {
            BatchService::Held(held) => calls(held_limits(held, settings), Some(in_batch)),
            BatchService::Files(_) => {
                let most = order.lines.saturating_mul(order.parts);
                let at_once = most.min(left.fresh + left.again + left.unknown);
                Self { in_batch: Some(in_batch), at_once, in_parts: true }
            }
        };
        Some(asks).filter(|_| matches!(order.task, Task::All | Task::Submit))
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

#[cfg(test)]
mod tests {
    use super::allowance;
    use crate::base::shard::Shard;

    fn shard(text: &str) -> Shard {
        text.parse().unwrap()
    }

    #[test]
    fn shards_together_never_have_more_than_there_is() {
        // 20 were spent before the job was cut into four; then the shards begin at different times, and one begins again.
        let mut used = vec![(Shard::WHOLE, 12.0), (shard("1/2"), 8.0)];
        let left = |shard: Shard, used: &[(Shard, f64)]| {
            allowance(100.0, shard, used) - used.iter().map(|(_, sum)| sum).sum::<f64>()
        };
        assert!((left(shard("1/4"), &used) - 20.0).abs() < 1e-9);
        used.push((shard("1/4"), 20.0));
        assert!((left(shard("2/4"), &used) - 20.0).abs() < 1e-9, "what another has spent is not taken from it");
        used.push((shard("2/4"), 15.0));
        assert!((left(shard("2/4"), &used) - 5.0).abs() < 1e-9, "begun again, it goes on with what it had left");
        assert!(left(shard("1/4"), &used).abs() < 1e-9);
        used.extend([(shard("3/4"), 20.0), (shard("4/4"), 20.0)]);
        assert!((left(shard("2/4"), &used) - 5.0).abs() < 1e-9);
        assert!((left(shard("1/8"), &used) - 5.0 / 8.0).abs() < 1e-9, "cut anew, they share what is left");
        // One had its half, the other half was spent by others: nothing is left, though this one never spent anything.
        let used = [(Shard::WHOLE, 50.0), (shard("1/2"), 50.0)];
        assert!(left(shard("2/2"), &used).abs() < 1e-9);
        // Those that have not begun share what is left, and no more.
        let used = [(shard("1/2"), 50.0), (shard("1/4"), 12.5), (shard("3/4"), 12.5), (shard("5/8"), 10.0)];
        let sum: f64 = ["2/4", "4/4"].into_iter().map(|one| left(shard(one), &used)).sum();
        assert!(sum <= 15.0 + 1e-9, "{sum}");
    }
}
