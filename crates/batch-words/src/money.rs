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
    // But for what is only feared, the call would fit.
    let doubtful = tally.confirmed + elsewhere.spent + elsewhere.held + held + worst <= *limit;
    if let (Some(all), Some(part)) = (money.budget, money.part) {
        return words.money_reached_part(shown(all), part.of, left_shown, worst_shown, doubtful);
    }
    if *elsewhere != Elsewhere::default() {
        let Elsewhere { spent: others, held } = *elsewhere;
        let (others, is_held, held) = (shown(others), held > 0.0, shown(held));
        return words.money_reached_common(
            shown(*limit),
            spent,
            others,
            is_held,
            held,
            left_shown,
            worst_shown,
            doubtful,
        );
    }
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

#[cfg(test)]
mod tests {
    use batch_core::run::summary::BudgetPart;

    use super::*;
    use crate::Language;

    fn said(short: &Shortfall, part: Option<BudgetPart>) -> String {
        let money = RunMoney { budget: Some(40.0), part, ..RunMoney::default() };
        reached(Words::of(Language::English), short, &money)
    }

    #[test]
    fn whose_the_rest_of_a_budget_is_decides_what_helps() {
        let spent = Spending { confirmed: 9.0, perhaps: 0.0 };
        let alone = Shortfall {
            limit: 10.0,
            spent,
            elsewhere: Elsewhere::default(),
            held: 0.0,
            worst: 2.0,
            currency: "CNY".to_owned(),
        };
        let words = said(&alone, None);
        assert!(words.contains("the 1.00 CNY left") && words.contains("continue from here"), "{words}");
        let part = Some(BudgetPart { of: 4, left: 10.0 });
        let words = said(&alone, part);
        assert!(words.contains("40.00 CNY is shared by 4 shards") && words.contains("without --shard"), "{words}");
        let others = |held| Shortfall { limit: 40.0, elsewhere: Elsewhere { spent: 29.5, held }, ..alone.clone() };
        let words = said(&others(0.0), None);
        assert!(words.contains("29.50 CNY by other processes; the 1.50 CNY left"), "{words}");
        assert!(words.contains("for all of them and run again") && !words.contains("in flight"), "{words}");
        let words = said(&others(1.0), None);
        assert!(words.contains("may cost 1.00 CNY more; the 0.5000 CNY left"), "{words}");
        assert!(words.contains("Run again when they have ended"), "{words}");
        let feared = Spending { confirmed: 1.0, perhaps: 8.0 };
        for short in [Shortfall { spent: feared, ..alone.clone() }, Shortfall { spent: feared, ..others(0.0) }] {
            for part in [None, part] {
                let words = said(&short, part);
                assert!(words.contains("check the platform's bill"), "{words}");
            }
        }
    }
}
