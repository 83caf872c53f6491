//! The budget: the worst case of a call is reserved before it goes out and settled by what it really cost, so that no
//! number of calls in flight, retries or cut answers can spend more than was allowed. What is known is kept apart from
//! what may have been billed besides; both count, and the second shrinks as evidence comes. Without a limit it only counts.

use std::time::Duration;

use crate::call::Attempt;
use crate::config::Model;
use crate::fault::{Class, Fault};
use crate::identity::Key;
use crate::ledger::{Settled, Spent, Tally, Usage};
use crate::price::{Prices, Tariff, round};
use crate::request::Frame;

/// Prompt tokens that a platform may add around the messages.
const AROUND: u64 = 64;
/// No model reads a record and writes an answer in less than this, unless it was seen to.
const INSTANT: Duration = Duration::from_secs(1);

/// What a call holds of the budget while it is in flight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hold {
    /// The most that the call can cost; `None` if its price is unknown or its answer has no end.
    pub worst: Option<f64>,
    key: Key,
    model: usize,
}

/// What a call came to, in the run's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cost {
    /// By the tokens that the platform counted, 0 if it certainly was not billed; `None` if only the platform knows.
    pub confirmed: Option<f64>,
    /// Then: the most that it may have cost.
    pub perhaps: Option<f64>,
    /// What it would have cost without the platform's cache, if that is more.
    pub uncached: Option<f64>,
    /// By how much the run's calls of unknown fate may cost more (or less, since this one tells what they cost).
    pub change: f64,
}

/// The next call might cost more than is left.
#[derive(Debug, Clone, PartialEq)]
pub struct Short {
    /// What may be spent in all.
    pub limit: f64,
    /// What earlier runs and this one have spent.
    pub spent: Tally,
    /// What calls in flight may cost; they will give back most of it.
    pub held: f64,
    /// What the next call may cost.
    pub worst: f64,
    /// Currency of all of them.
    pub currency: String,
}

impl Short {
    /// True if the call would not fit either if everything in flight cost nothing.
    #[must_use]
    pub fn is_for_good(&self) -> bool {
        self.spent.confirmed + self.spent.perhaps + self.worst > self.limit
    }
}

/// See the module. All money is in the run's currency.
#[derive(Debug)]
pub struct Budget {
    limit: Option<f64>,
    currency: String,
    models: Vec<Meter>,
    /// What the ledger says that is in no currency: tokens without a price, calls without a worst case.
    unwritten: Tally,
    spent: Spent,
}

/// What is known of one model's calls.
#[derive(Debug)]
struct Meter {
    tariff: Option<Tariff>,
    most_completion: Option<u64>,
    /// Choices that each call asks for.
    choices: u64,
    /// Bytes of a body without a conversation: parameters, tools, schemas, the system prompt.
    least: usize,
    /// The shortest that an answer took.
    fastest: Option<Duration>,
}

impl Meter {
    fn new(model: &Model, tariff: Option<Tariff>) -> Self {
        let ask = |name| model.params.fields.get(name).and_then(serde_json::Value::as_u64).unwrap_or(1);
        Self {
            tariff,
            most_completion: model.most_completion,
            choices: ask("n").max(ask("best_of")).max(1),
            least: Frame::new(&model.params).size(&[]),
            fastest: None,
        }
    }

    fn worst(&self, body: usize) -> Option<f64> {
        let prompt = (body as u64).saturating_add(AROUND);
        let completion = self.most_completion?.saturating_mul(self.choices);
        Some(self.tariff.as_ref()?.worst(prompt, completion))
    }

    /// True if the platform may bill a call of which it said nothing: the reply was lost or spoiled, or a gateway gave up
    /// waiting for it. What came sooner than any answer can be was not worked on.
    fn may_be_billed(&self, fault: &Fault, took: Duration) -> bool {
        let gateway = fault.class == Class::Html || fault.status >= 500;
        let instant = took < self.fastest.map_or(INSTANT, |fastest| INSTANT.min(fastest / 2));
        !fault.unsent && fault.class.may_be_billed(fault.status) && !(gateway && instant)
    }
}

impl Budget {
    /// A budget over the models of a run. `spent`: by earlier runs into the same ledger; what it cannot tell is counted
    /// at `worst`, the most expensive call of this run.
    #[must_use]
    pub fn new(limit: Option<f64>, prices: &Prices, models: &[Model], mut spent: Spent, worst: f64) -> Self {
        spent.run(Some(&prices.currency));
        Self {
            limit,
            currency: prices.currency.clone(),
            models: models.iter().zip(&prices.models).map(|(m, tariff)| Meter::new(m, tariff.clone())).collect(),
            unwritten: unwritten(&spent, prices, models, worst),
            spent,
        }
    }

    /// The most that one call of a model with a body of so many bytes can cost ([`Frame::size`]). A token stands for at
    /// least one byte of a text, and JSON writes no text shorter than it is: so the whole body's bytes bound the prompt,
    /// whatever the tokenizer and whatever of the body the platform counts.
    #[must_use]
    pub fn worst(&self, model: usize, body: usize) -> Option<f64> {
        self.models.get(model)?.worst(body)
    }

    /// What was spent, by earlier runs too. Without calls in flight: see [`Budget::held`].
    #[must_use]
    pub fn spent(&self) -> Tally {
        let Tally { confirmed, perhaps } = self.spent.tally(&self.currency);
        let Tally { confirmed: more, perhaps: more_perhaps } = self.unwritten;
        Tally { confirmed: round(confirmed + more), perhaps: round(perhaps + more_perhaps) }
    }

    /// What calls in flight may cost.
    #[must_use]
    pub fn held(&self) -> f64 {
        round(self.spent.held())
    }

    /// What may still be set aside now; `None`: there is no limit.
    #[must_use]
    pub fn left(&self) -> Option<f64> {
        let Tally { confirmed, perhaps } = self.spent();
        Some((self.limit? - confirmed - perhaps - self.spent.held()).max(0.0))
    }

    /// True if a call of this model with hardly any input would fit once everything in flight is settled: a reason to look
    /// at its conversations at all.
    #[must_use]
    pub fn affords(&self, model: usize) -> bool {
        let least = self.models.get(model).map_or(0, |meter| meter.least);
        self.short(self.worst(model, least)).is_none_or(|short| !short.is_for_good())
    }

    fn short(&self, worst: Option<f64>) -> Option<Short> {
        let (limit, spent, held) = (self.limit?, self.spent(), self.spent.held());
        let worst = worst.unwrap_or(f64::INFINITY);
        let fits = spent.confirmed + spent.perhaps + held + worst <= limit;
        (!fits).then(|| Short { limit, spent, held, worst, currency: self.currency.clone() })
    }

    /// Sets the worst case of a conversation's call aside; `body` as for [`Budget::worst`].
    ///
    /// # Errors
    /// [`Short`] if it might not be covered; nothing is held then. Another conversation may fit all the same.
    pub fn reserve(&mut self, key: Key, model: usize, body: usize) -> Result<Hold, Short> {
        let worst = self.worst(model, body);
        match self.short(worst) {
            Some(short) => Err(short),
            None => {
                self.spent.sent(key, worst);
                Ok(Hold { worst, key, model })
            }
        }
    }

    /// Gives back what was held for a call that was not sent after all.
    pub fn release(&mut self, hold: Hold) {
        self.spent.not_sent(hold.key);
    }

    /// Settles a call by what the platform says it used; a call of which it says nothing, and which it may have worked
    /// on, by its worst case. `None` if the price is unknown.
    pub fn settle(&mut self, hold: Hold, attempt: &Attempt) -> Option<Cost> {
        let mut cost = self.cost(hold, attempt);
        let fault = attempt.outcome.as_ref().err().map(|fault| (fault.class, fault.status));
        let Cost { confirmed, perhaps, uncached, .. } = cost.unwrap_or_default();
        // Whose price is unknown is not this budget's business: nothing is known of it in any currency.
        let line = Settled { cost: confirmed, perhaps, uncached, usage: attempt.usage, fault, ..Settled::default() };
        match &mut cost {
            Some(cost) => cost.change = self.spent.settled(hold.key, line),
            None => self.spent.not_sent(hold.key),
        }
        cost
    }

    fn cost(&mut self, hold: Hold, attempt: &Attempt) -> Option<Cost> {
        let meter = self.models.get_mut(hold.model)?;
        if attempt.outcome.is_ok() {
            meter.fastest = Some(meter.fastest.map_or(attempt.took, |fastest| fastest.min(attempt.took)));
        }
        let tariff = meter.tariff.as_ref()?;
        let counted = attempt.usage.filter(Usage::is_counted);
        Some(match (counted, &attempt.outcome) {
            (Some(usage), _) => {
                let cost = tariff.cost(&usage);
                let uncached = tariff.cost(&Usage { cached_tokens: 0, ..usage });
                Cost { confirmed: Some(cost), uncached: (uncached > cost).then_some(uncached), ..Cost::default() }
            }
            (None, Err(fault)) if !meter.may_be_billed(fault, attempt.took) => {
                Cost { confirmed: Some(0.0), ..Cost::default() }
            }
            (None, _) => Cost { perhaps: Some(hold.worst?), ..Cost::default() },
        })
    }
}

/// What of a ledger is in no currency: what its tokens cost today, and its calls without a worst case.
fn unwritten(spent: &Spent, prices: &Prices, models: &[Model], worst: f64) -> Tally {
    let priced = |name: &str, usage: &Usage| {
        let tariff = models.iter().position(|model| model.name == name).and_then(|at| prices.models.get(at)?.as_ref());
        match tariff {
            Some(tariff) => tariff.cost(usage),
            // A model that is no longer in the config: as if it were the most expensive one.
            None => prices.models.iter().flatten().map(|tariff| tariff.cost(usage)).fold(0.0, f64::max),
        }
    };
    let confirmed = spent.unpriced().map(|(name, usage)| priced(name, usage)).sum();
    Tally { confirmed, perhaps: spent.unknown() as f64 * worst }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::price::Prices;
    use crate::registry::Registry;
    use crate::reply::Answer;
    use crate::request::Params;

    /// Prompt tokens at 1 and answers of at most 1000 tokens at 10 a million.
    fn model(name: &str, extra: &Value) -> Model {
        let params = Params::new(name, None, 1000, None, None, extra.as_object().unwrap_or(&Map::new()));
        Model { name: name.into(), most_completion: params.most_completion(0), params, context: None }
    }

    /// A budget over such models.
    fn over(limit: f64, models: &[Model]) -> Budget {
        let data = r#"{"as_of":"2026-01-01","source":"","currency":"CNY",
            "models":[{"name":"*","status":"current","prices":[{"input":1,"output":10,"cached":0.1}]}]}"#;
        let prices = Prices::of(&Registry::read(data).unwrap(), models);
        Budget::new(Some(limit), &prices, models, Spent::default(), 0.0)
    }

    fn budget(limit: f64) -> Budget {
        over(limit, &[model("m", &Value::Null)])
    }

    fn key(n: u8) -> Key {
        Key([n; 16])
    }

    /// 936 bytes and what is around them are 1000 prompt tokens: 0.001; the answer at most 0.01.
    const BODY: usize = 936;
    const WORST: f64 = 0.011;

    fn attempt(outcome: Result<(), Fault>, usage: Option<(u64, u64)>) -> Attempt {
        Attempt {
            outcome: outcome.map(|()| Answer::default()),
            usage: usage.map(|(prompt_tokens, completion_tokens)| Usage {
                prompt_tokens,
                completion_tokens,
                ..Usage::default()
            }),
            request_id: None,
            took: Duration::from_secs(5),
            cost: None,
            allowances: crate::wait_hint::Allowances::default(),
            reused: false,
        }
    }

    fn fault(class: Class, status: u16) -> Fault {
        Fault { status, ..Fault::new(class, "") }
    }

    #[test]
    fn reserves_the_worst_case_and_settles_by_usage() {
        let mut budget = budget(0.025);
        let first = budget.reserve(key(1), 0, BODY).unwrap();
        assert_eq!(first.worst, Some(WORST));
        let second = budget.reserve(key(2), 0, BODY).unwrap();
        let short = budget.reserve(key(3), 0, BODY).unwrap_err();
        assert_eq!((short.spent, short.worst, short.is_for_good()), (Tally::default(), WORST, false));
        let cost = budget.settle(first, &attempt(Ok(()), Some((500, 100)))).unwrap();
        assert_eq!((cost.confirmed, cost.perhaps), (Some(0.0015), None));
        // 0.0015 spent and 0.011 held: another one fits.
        let third = budget.reserve(key(3), 0, BODY).unwrap();
        let cut = budget.settle(second, &attempt(Err(fault(Class::BadJson, 200)), None)).unwrap();
        assert_eq!((cut.confirmed, cut.perhaps, cut.change), (None, Some(WORST), WORST));
        let short = budget.reserve(key(4), 0, BODY).unwrap_err();
        assert_eq!((short.spent, short.is_for_good()), (Tally { confirmed: 0.0015, perhaps: WORST }, false));
        budget.release(third);
        assert!(budget.reserve(key(4), 0, BODY).is_ok());
    }

    #[test]
    fn the_whole_body_counts() {
        let tools: Vec<Value> = (0..20).map(|n| json!({"type": "function", "name": format!("工具{n}")})).collect();
        let models = [model("m", &Value::Null), model("t", &json!({"tools": tools, "n": 2}))];
        let frames = models.each_ref().map(|model| Frame::new(&model.params).size(&[]));
        let budget = over(1.0, &models);
        for (at, (frame, choices)) in frames.into_iter().zip([1.0, 2.0]).enumerate() {
            let worst = budget.worst(at, frame + 100).unwrap();
            let whole = (frame as f64 + 100.0 + AROUND as f64) / 1e6 + 0.01 * choices;
            assert!((worst - whole).abs() < 1e-12, "{worst} {whole}");
        }
        assert!(frames[1] > frames[0] + 700, "{frames:?}");
    }

    #[test]
    fn a_dear_call_does_not_stand_before_cheap_ones() {
        let models = [model("dear", &json!({"max_tokens": 90_000})), model("cheap", &Value::Null)];
        let mut budget = over(0.05, &models);
        assert!(!budget.affords(0) && budget.affords(1));
        let short = budget.reserve(key(1), 0, BODY).unwrap_err();
        assert!(short.is_for_good() && short.worst > budget.left().unwrap());
        // A long record of the cheap model does not fit either; a short one does, and holds the next one back for a while.
        assert!(budget.reserve(key(2), 1, 60_000).unwrap_err().is_for_good());
        let holds = [3, 4, 5, 6].map(|n| budget.reserve(key(n), 1, BODY).unwrap());
        let short = budget.reserve(key(7), 1, BODY).unwrap_err();
        assert!(!short.is_for_good() && budget.affords(1), "{short:?}");
        for hold in holds {
            budget.settle(hold, &attempt(Ok(()), Some((1000, 1000))));
        }
        assert!(budget.reserve(key(7), 1, BODY).unwrap_err().is_for_good() && !budget.affords(1));
    }

    #[test]
    fn refusals_and_calls_that_never_left_cost_nothing() {
        let mut budget = budget(1.0);
        let mut cost = |fault: Fault, usage| {
            let hold = budget.reserve(key(1), 0, BODY).unwrap();
            let cost = budget.settle(hold, &attempt(Err(fault), usage)).unwrap();
            (cost.confirmed, cost.perhaps)
        };
        for free in [
            fault(Class::RateLimit, 429),
            fault(Class::ServerError, 500),
            fault(Class::ContentRefused, 400),
            Fault { unsent: true, ..fault(Class::Timeout, 0) },
        ] {
            assert_eq!(cost(free.clone(), None), (Some(0.0), None), "{free:?}");
        }
        for lost in [
            fault(Class::Timeout, 0),
            fault(Class::Reset, 0),
            fault(Class::ServerError, 504),
            fault(Class::Html, 502),
            fault(Class::ContentRefused, 200),
            fault(Class::Empty, 200),
        ] {
            assert_eq!(cost(lost.clone(), None), (None, Some(WORST)), "{lost:?}");
        }
        assert_eq!(cost(fault(Class::Empty, 200), Some((0, 0))), (None, Some(WORST)));
        assert_eq!(cost(fault(Class::TruncatedEmpty, 200), Some((0, 1000))), (Some(0.01), None));
    }

    #[test]
    fn a_gateway_that_fails_at_once_costs_nothing() {
        let mut budget = budget(1.0);
        let mut perhaps = |outcome: Result<(), Fault>, ms, usage| {
            let hold = budget.reserve(key(1), 0, BODY).unwrap();
            let attempt = Attempt { took: Duration::from_millis(ms), ..attempt(outcome, usage) };
            budget.settle(hold, &attempt).unwrap().perhaps
        };
        for (class, status) in
            [(Class::ServerError, 502), (Class::ServerError, 504), (Class::Html, 502), (Class::Html, 200)]
        {
            assert_eq!(perhaps(Err(fault(class, status)), 20, None), None, "{class:?} {status}");
            assert_eq!(perhaps(Err(fault(class, status)), 1000, None), Some(WORST), "{class:?} {status}");
        }
        // A broken connection says nothing about who worked on what.
        assert_eq!(perhaps(Err(fault(Class::Reset, 0)), 20, None), Some(WORST));
        // A model that was seen to answer in 30 ms may have worked on what took 20.
        perhaps(Ok(()), 30, Some((500, 1)));
        assert_eq!(perhaps(Err(fault(Class::Html, 502)), 20, None), Some(WORST));
        assert_eq!(perhaps(Err(fault(Class::Html, 502)), 10, None), None);
    }

    #[test]
    fn an_answer_tells_what_the_lost_calls_before_it_cost() {
        let mut budget = budget(0.03);
        for _ in 0..2 {
            let hold = budget.reserve(key(1), 0, BODY).unwrap();
            budget.settle(hold, &attempt(Err(fault(Class::Timeout, 0)), None));
        }
        assert_eq!(budget.spent(), Tally { confirmed: 0.0, perhaps: 2.0 * WORST });
        assert!(budget.reserve(key(1), 0, BODY).unwrap_err().is_for_good());
        let mut budget = Budget { limit: Some(0.04), ..budget };
        let hold = budget.reserve(key(1), 0, BODY).unwrap();
        let usage = Usage { prompt_tokens: 500, completion_tokens: 100, cached_tokens: 400, ..Usage::default() };
        let answer = Attempt { usage: Some(usage), ..attempt(Ok(()), None) };
        let cost = budget.settle(hold, &answer).unwrap();
        assert_eq!((cost.confirmed, cost.uncached), (Some(0.00114), Some(0.0015)));
        assert!((cost.change + 0.019).abs() < 1e-12, "{cost:?}");
        assert_eq!(budget.spent(), Tally { confirmed: 0.00114, perhaps: 0.003 });
        assert_eq!(budget.held(), 0.0);
    }
}
