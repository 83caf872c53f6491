//! Sentences about models' prices, their retirement and the budget.

use batch_core::base::amount::amount;
use batch_core::ledger::Spending;
use batch_core::money::budget::Shortfall;

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
pub fn reached(words: &Words, short: &Shortfall) -> String {
    let Shortfall { limit, spent: tally, held, worst, currency } = short;
    let left = (limit - tally.confirmed - tally.perhaps - held).max(0.0);
    let shown = |money: f64| amount(money, currency);
    // But for what is only feared, the call would fit.
    let doubtful = tally.confirmed + held + worst <= *limit;
    words.money_reached(shown(*limit), said::spent(words, *tally, currency), shown(left), shown(*worst), doubtful)
}
