//! Sentences about models' prices, their retirement and the budget.

use batch_core::base::amount::amount;
use batch_core::ledger::Spending;
use batch_core::money::budget::{Elsewhere, Shortfall};
use batch_core::run::summary::RunMoney;

use crate::Words;
use crate::said;

/// What was spent so far and, of a limit, what is left.
#[must_use]
pub fn standing(words: &Words, tally: Spending, limit_and_left: Option<(f64, f64)>, currency: &str) -> String {
    let spent = said::spent(words, tally, currency);
    match limit_and_left {
        Some((limit, left)) => words.money_standing_with_limit(spent, amount(limit, currency), amount(left, currency)),
        None => words.money_standing(spent),
    }
}

/// The budget is reached: what is left may not cover the next call.
#[must_use]
pub fn reached(words: &Words, short: &Shortfall, money: &RunMoney) -> String {
    let Shortfall { limit, spent: tally, elsewhere, held, worst, currency } = short;
    let left = (limit - tally.confirmed - tally.perhaps - elsewhere.spent - elsewhere.held - held).max(0.0);
    let shown = |money: f64| amount(money, currency);
    let (spent, left_shown, worst_shown) = (said::spent(words, *tally, currency), shown(left), shown(*worst));
    if let (Some(all), Some(part)) = (money.budget, money.part) {
        return words.money_reached_part(shown(all), part.of, left_shown, worst_shown);
    }
    if *elsewhere != Elsewhere::default() {
        let Elsewhere { spent: others, held } = *elsewhere;
        let (others, is_held, held) = (shown(others), held > 0.0, shown(held));
        return words.money_reached_common(shown(*limit), spent, others, is_held, held, left_shown, worst_shown);
    }
    // But for what is only feared, the call would fit.
    let doubtful = tally.confirmed + held + worst <= *limit;
    words.money_reached(shown(*limit), spent, left_shown, worst_shown, doubtful)
}

/// A budget, and what of it is a shard's.
#[must_use]
pub fn limit(words: &Words, money: &RunMoney) -> String {
    let shown = |sum: f64| amount(sum, &money.currency);
    let limit = shown(money.budget.unwrap_or_default());
    match money.part {
        Some(part) => words.money_limit_part(limit, shown(part.left)),
        None => limit,
    }
}
