//! The budget: the worst case of a call is reserved before it goes out and settled by what it really cost, so that no
//! number of calls in flight, retries or cut answers can spend more than was allowed. Without a limit it only counts.

use crate::call::Attempt;
use crate::config::Model;
use crate::ledger::{Spent, Usage};
use crate::price::{Prices, Tariff, round};

/// Prompt tokens that a platform may add around the messages.
const AROUND: u64 = 64;

/// What a call holds of the budget while it is in flight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hold {
    /// The most that the call can cost; `None` if its price is unknown or its answer has no end.
    pub worst: Option<f64>,
}

/// What a call came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// In the run's currency.
    pub money: f64,
    /// False if the platform did not say what it counted: the worst case then.
    pub sure: bool,
}

/// The next call might cost more than is left.
#[derive(Debug, Clone, PartialEq)]
pub struct Short {
    /// What may be spent in all.
    pub limit: f64,
    /// What was spent by earlier runs and this one.
    pub spent: f64,
    /// What the next call may cost.
    pub worst: f64,
    /// Currency of all three.
    pub currency: String,
}

/// See the module. All money is in the run's currency.
#[derive(Debug)]
pub struct Budget {
    limit: Option<f64>,
    currency: String,
    models: Vec<Meter>,
    earlier: f64,
    spent: f64,
    reserved: f64,
    holds: usize,
}

/// What is known of one model's calls.
#[derive(Debug)]
struct Meter {
    tariff: Option<Tariff>,
    most_completion: Option<u64>,
    /// Choices that each call asks for.
    choices: u64,
    system_bytes: usize,
}

impl Budget {
    /// A budget over the models of a run, with what earlier runs have spent.
    #[must_use]
    pub fn new(limit: Option<f64>, prices: &Prices, models: &[Model], earlier: f64) -> Self {
        let meter = |(model, tariff): (&Model, &Option<Tariff>)| Meter {
            tariff: tariff.clone(),
            most_completion: model.most_completion,
            choices: model.params.fields.get("n").and_then(serde_json::Value::as_u64).unwrap_or(1).max(1),
            system_bytes: model.params.system.as_deref().map_or(0, str::len),
        };
        Self {
            limit,
            currency: prices.currency.clone(),
            models: models.iter().zip(&prices.models).map(meter).collect(),
            earlier,
            spent: 0.0,
            reserved: 0.0,
            holds: 0,
        }
    }

    /// The most that one call of a model with so many bytes of input can cost. A token stands for at least one byte, so
    /// the bytes bound the prompt whatever the tokenizer.
    #[must_use]
    pub fn worst(&self, model: usize, bytes: usize) -> Option<f64> {
        let meter = self.models.get(model)?;
        let prompt = (bytes + meter.system_bytes) as u64 + AROUND;
        let completion = meter.most_completion?.saturating_mul(meter.choices);
        Some(meter.tariff.as_ref()?.worst(prompt, completion))
    }

    /// Sets the worst case of a call aside.
    ///
    /// # Errors
    /// [`Short`] if it might not be covered; nothing is held then.
    pub fn reserve(&mut self, model: usize, bytes: usize) -> Result<Hold, Short> {
        let worst = self.worst(model, bytes);
        if let Some(limit) = self.limit {
            let (spent, next) = (self.earlier + self.spent, worst.unwrap_or(f64::INFINITY));
            if spent + self.reserved + next > limit {
                return Err(Short { limit, spent: round(spent), worst: next, currency: self.currency.clone() });
            }
        }
        self.reserved += worst.unwrap_or(0.0);
        self.holds += 1;
        Ok(Hold { worst })
    }

    /// What calls in flight hold.
    #[must_use]
    pub fn held(&self) -> f64 {
        round(self.reserved)
    }

    /// Gives back what was held for a call that was not sent after all.
    pub fn release(&mut self, hold: Hold) {
        self.holds = self.holds.saturating_sub(1);
        // Sums of many small numbers drift; nothing in flight holds nothing.
        self.reserved = if self.holds == 0 { 0.0 } else { (self.reserved - hold.worst.unwrap_or(0.0)).max(0.0) };
    }

    /// Settles a call by what the platform says it used; a call of which it says nothing, and which it may have worked
    /// on, by its worst case. `None` if the price is unknown.
    pub fn settle(&mut self, hold: Hold, model: usize, attempt: &Attempt) -> Option<Cost> {
        self.release(hold);
        let tariff = self.models.get(model)?.tariff.as_ref()?;
        let counted = attempt.usage.filter(|usage| usage.prompt_tokens + usage.completion_tokens > 0);
        let cost = match (counted, &attempt.outcome) {
            (Some(usage), _) => Cost { money: tariff.cost(&usage), sure: true },
            (None, Err(fault)) if fault.unsent || !fault.class.may_be_billed(fault.status) => {
                Cost { money: 0.0, sure: true }
            }
            (None, _) => Cost { money: hold.worst?, sure: false },
        };
        self.spent += cost.money;
        Some(cost)
    }
}

/// What earlier runs spent by the ledger, in the currency of these prices: what the lines say, else what their tokens
/// cost today; what cannot be told is counted at `worst`, the most expensive call of this run.
#[must_use]
pub fn earlier(spent: &Spent, prices: &Prices, models: &[Model], worst: f64) -> f64 {
    let priced = |name: &str, usage: &Usage| {
        let tariff = models.iter().position(|model| model.name == name).and_then(|at| prices.models.get(at)?.as_ref());
        match tariff {
            Some(tariff) => tariff.cost(usage),
            // A model that is no longer in the config: as if it were the most expensive one.
            None => prices.models.iter().flatten().map(|tariff| tariff.cost(usage)).fold(0.0, f64::max),
        }
    };
    let unpriced: f64 = spent.unpriced().map(|(name, usage)| priced(name, usage)).sum();
    round(spent.total(&prices.currency) + unpriced + spent.unknown() as f64 * worst)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::Map;

    use super::*;
    use crate::fault::{Class, Fault};
    use crate::price::Prices;
    use crate::registry::Registry;
    use crate::reply::Answer;
    use crate::request::Params;

    /// One model at 1 and 10 a million tokens, with answers of at most 1000.
    fn budget(limit: f64) -> Budget {
        let params = Params::new("m", None, 1000, None, None, &Map::new());
        let model = Model { name: "m".into(), most_completion: params.cap(), params };
        let data = r#"{"as_of":"2026-01-01","source":"","currency":"CNY",
            "models":[{"name":"m","status":"current","prices":[{"input":1,"output":10}]}]}"#;
        let tariffs = Registry::read(data).unwrap();
        let prices = Prices::of(&tariffs, std::slice::from_ref(&model));
        Budget::new(Some(limit), &prices, &[model], 0.0)
    }

    fn attempt(outcome: Result<(), Fault>, usage: Option<(u64, u64)>) -> Attempt {
        Attempt {
            outcome: outcome.map(|()| Answer::default()),
            usage: usage.map(|(prompt_tokens, completion_tokens)| Usage {
                prompt_tokens,
                completion_tokens,
                ..Usage::default()
            }),
            request_id: None,
            took: Duration::ZERO,
            cost: None,
            allowances: crate::wait_hint::Allowances::default(),
            reused: false,
        }
    }

    #[test]
    fn reserves_the_worst_case_and_settles_by_usage() {
        // 936 bytes and what is around them are 1000 prompt tokens: 0.001; the answer at most 0.01.
        let mut budget = budget(0.025);
        let first = budget.reserve(0, 936).unwrap();
        assert_eq!(first.worst, Some(0.011));
        let second = budget.reserve(0, 936).unwrap();
        let short = budget.reserve(0, 936).unwrap_err();
        assert_eq!((short.spent, short.worst), (0.0, 0.011));
        assert_eq!(
            budget.settle(first, 0, &attempt(Ok(()), Some((500, 100)))),
            Some(Cost { money: 0.0015, sure: true })
        );
        // 0.0015 spent and 0.011 held: another one fits.
        let third = budget.reserve(0, 936).unwrap();
        let cut = Err(Fault::new(Class::BadJson, ""));
        assert_eq!(budget.settle(second, 0, &attempt(cut, None)), Some(Cost { money: 0.011, sure: false }));
        assert!((budget.reserve(0, 936).unwrap_err().spent - 0.0125).abs() < 1e-12);
        budget.release(third);
        assert!(budget.reserve(0, 936).is_ok());
    }

    #[test]
    fn refusals_and_calls_that_never_left_cost_nothing() {
        let mut budget = budget(1.0);
        let mut cost = |fault: Fault, usage| {
            let hold = budget.reserve(0, 936).unwrap();
            budget.settle(hold, 0, &attempt(Err(fault), usage)).unwrap()
        };
        let with_status = |class, status| Fault { status, ..Fault::new(class, "") };
        for free in [
            with_status(Class::RateLimit, 429),
            with_status(Class::ServerError, 500),
            with_status(Class::ContentRefused, 400),
            Fault { unsent: true, ..Fault::new(Class::Timeout, "") },
        ] {
            assert_eq!(cost(free.clone(), None), Cost { money: 0.0, sure: true }, "{free:?}");
        }
        for paid in [
            Fault::new(Class::Timeout, ""),
            Fault::new(Class::Reset, ""),
            with_status(Class::ServerError, 504),
            with_status(Class::ContentRefused, 200),
            with_status(Class::Empty, 200),
        ] {
            assert_eq!(cost(paid.clone(), None), Cost { money: 0.011, sure: false }, "{paid:?}");
        }
        assert_eq!(cost(with_status(Class::Empty, 200), Some((0, 0))).money, 0.011);
        assert_eq!(cost(with_status(Class::TruncatedEmpty, 200), Some((0, 1000))).money, 0.01);
    }
}
