//! What the ledger says was spent: the sum over its lines, and what was sent but never settled.

use std::collections::{BTreeMap, HashMap};

use super::event::Usage;
use crate::fault::Class;
use crate::identity::Key;

/// Money and tokens of all runs into one ledger. Each run's lines are in the currency that its `run` line names.
#[derive(Debug, Default, Clone)]
pub struct Spent {
    currency: String,
    sums: BTreeMap<String, f64>,
    /// Sent and not yet settled, with the worst case if it was known. A run that was killed leaves some.
    open: HashMap<Key, Option<f64>>,
    /// Tokens of calls whose price was not known then, by model; "" if the line does not name it.
    unpriced: BTreeMap<String, Usage>,
    unknown: u64,
}

/// What of a settled call's line says what it cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settled<'a> {
    pub model: Option<&'a str>,
    pub cost: Option<f64>,
    pub usage: Option<Usage>,
    /// What went wrong, and the HTTP status.
    pub fault: Option<(Class, u16)>,
}

impl Spent {
    /// What was spent in a currency, unsettled calls at their worst case.
    #[must_use]
    pub fn total(&self, currency: &str) -> f64 {
        let open: f64 = if self.currency == currency { self.open.values().flatten().sum() } else { 0.0 };
        self.sums.get(currency).copied().unwrap_or_default() + open
    }

    /// What was spent in other currencies.
    pub fn others(&self, currency: &str) -> impl Iterator<Item = (&str, f64)> {
        self.sums.iter().filter(move |(name, sum)| *name != currency && **sum > 0.0).map(|(n, s)| (n.as_str(), *s))
    }

    /// Tokens whose price was not known, by model.
    pub fn unpriced(&self) -> impl Iterator<Item = (&str, &Usage)> {
        self.unpriced.iter().map(|(model, usage)| (model.as_str(), usage))
    }

    /// Calls that may have cost something of which nothing is known.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown + self.open.values().filter(|worst| worst.is_none()).count() as u64
    }

    /// A run begins: what an earlier one left in flight will never be settled.
    pub(super) fn run(&mut self, currency: Option<&str>) {
        let open = std::mem::take(&mut self.open);
        for worst in open.into_values() {
            self.give_up(worst);
        }
        if let Some(currency) = currency {
            currency.clone_into(&mut self.currency);
        }
    }

    pub(super) fn sent(&mut self, key: Key, worst: Option<f64>) {
        if let Some(lost) = self.open.insert(key, worst) {
            self.give_up(lost);
        }
    }

    pub(super) fn settled(&mut self, key: Key, line: Settled<'_>) {
        // No `sent` before it: a conversation that was given up without a call, or the line was damaged.
        let worst = self.open.remove(&key);
        let counted = line.usage.filter(|usage| usage.prompt_tokens + usage.completion_tokens > 0);
        match (line.cost, counted, line.fault, worst) {
            (Some(cost), ..) => self.add(cost),
            (None, Some(usage), ..) => {
                let model = line.model.unwrap_or_default().to_owned();
                *self.unpriced.entry(model).or_default() += usage;
            }
            (None, None, Some((class, status)), _) if !class.may_be_billed(status) => {}
            (None, None, _, Some(worst)) => self.give_up(worst),
            (None, None, _, None) => {}
        }
    }

    fn give_up(&mut self, worst: Option<f64>) {
        match worst {
            Some(worst) => self.add(worst),
            None => self.unknown += 1,
        }
    }

    fn add(&mut self, money: f64) {
        *self.sums.entry(self.currency.clone()).or_default() += money;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Settled<'_> = Settled { model: None, cost: None, usage: None, fault: None };

    #[test]
    fn killed_calls_count_at_their_worst_case() {
        let mut spent = Spent::default();
        let key = |n| Key([n; 16]);
        spent.run(Some("CNY"));
        spent.sent(key(1), Some(0.5));
        spent.settled(key(1), Settled { cost: Some(0.1), ..NOTHING });
        spent.sent(key(2), Some(0.5));
        assert!((spent.total("CNY") - 0.6).abs() < 1e-12);
        // The next run asks again.
        spent.run(Some("CNY"));
        spent.sent(key(2), Some(0.5));
        spent.settled(key(2), Settled { cost: Some(0.2), ..NOTHING });
        assert!((spent.total("CNY") - 0.8).abs() < 1e-12);
        assert!(spent.total("USD").abs() < 1e-12);
    }

    #[test]
    fn what_had_no_price_is_kept_as_tokens() {
        let mut spent = Spent::default();
        let key = Key([3; 16]);
        let usage = Usage { prompt_tokens: 10, completion_tokens: 5, ..Usage::default() };
        spent.run(Some("CNY"));
        for _ in 0..2 {
            spent.sent(key, None);
            spent.settled(key, Settled { model: Some("m"), usage: Some(usage), ..NOTHING });
        }
        spent.sent(key, None);
        spent.settled(key, Settled { fault: Some((Class::RateLimit, 429)), ..NOTHING });
        spent.sent(key, None);
        spent.settled(key, Settled { fault: Some((Class::Timeout, 0)), ..NOTHING });
        spent.sent(key, None);
        assert_eq!(spent.unpriced().map(|(m, u)| (m, u.prompt_tokens)).collect::<Vec<_>>(), [("m", 20)]);
        assert_eq!(spent.unknown(), 2);
        spent.run(None);
        assert_eq!(spent.unknown(), 2);
    }
}
