use std::time::Duration;

use serde_json::{Map, Value, json};

use super::meter::AROUND;
use super::*;
use crate::job::config::Model;
use crate::money::price::Prices;
use crate::platform::fault::{Class, Fault};
use crate::platform::registry::Registry;
use crate::platform::reply::Answer;
use crate::platform::request::{Params, RequestTemplate};

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
    Budget::new(Some(limit), &prices.currency, &prices.priced(models), Spent::default(), 0.0)
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
    let counted = |(prompt_tokens, completion_tokens)| Usage { prompt_tokens, completion_tokens, ..Usage::default() };
    Attempt {
        outcome: outcome.map(|()| Answer::default()),
        usage: usage.map(counted),
        ..Attempt::nothing(Duration::from_secs(5))
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
    assert_eq!((short.spent, short.worst, short.is_for_good()), (Spending::default(), WORST, false));
    let cost = budget.settle(first, &attempt(Ok(()), Some((500, 100)))).unwrap();
    assert_eq!((cost.confirmed, cost.perhaps), (Some(0.0015), None));
    // 0.0015 spent and 0.011 held: another one fits.
    let third = budget.reserve(key(3), 0, BODY).unwrap();
    let cut = budget.settle(second, &attempt(Err(fault(Class::BadJson, 200)), None)).unwrap();
    assert_eq!((cut.confirmed, cut.perhaps, cut.change), (None, Some(WORST), WORST));
    let short = budget.reserve(key(4), 0, BODY).unwrap_err();
    assert_eq!((short.spent, short.is_for_good()), (Spending { confirmed: 0.0015, perhaps: WORST }, false));
    budget.release(third);
    assert!(budget.reserve(key(4), 0, BODY).is_ok());
}

#[test]
fn the_whole_body_counts() {
    let tools: Vec<Value> = (0..20).map(|n| json!({"type": "function", "name": format!("工具{n}")})).collect();
    let models = [model("m", &Value::Null), model("t", &json!({"tools": tools, "n": 2}))];
    let frames = models.each_ref().map(|model| RequestTemplate::new(&model.params).size(&[]));
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
    assert_eq!(budget.spent(), Spending { confirmed: 0.0, perhaps: 2.0 * WORST });
    assert!(budget.reserve(key(1), 0, BODY).unwrap_err().is_for_good());
    let mut budget = Budget { limit: Some(0.04), ..budget };
    let hold = budget.reserve(key(1), 0, BODY).unwrap();
    let usage = Usage { prompt_tokens: 500, completion_tokens: 100, cached_tokens: 400, ..Usage::default() };
    let answer = Attempt { usage: Some(usage), ..attempt(Ok(()), None) };
    let cost = budget.settle(hold, &answer).unwrap();
    assert_eq!((cost.confirmed, cost.uncached), (Some(0.00114), Some(0.0015)));
    assert!((cost.change + 0.019).abs() < 1e-12, "{cost:?}");
    assert_eq!(budget.spent(), Spending { confirmed: 0.00114, perhaps: 0.003 });
    assert_eq!(budget.held(), 0.0);
}

/// What earlier runs spent on models whose price nobody knew then: at today's prices; of a model that is not asked any more,
/// as if it were the dearest; of one whose price is still unknown, nothing but its tokens.
#[test]
fn what_had_no_price_is_counted_at_todays() {
    let usage = Usage { prompt_tokens: 1_000_000, completion_tokens: 100_000, ..Usage::default() };
    let of = |model| Settled { model: Some(model), usage: Some(usage), ..Settled::default() };
    let lost = Settled { fault: Some((Class::Timeout, 0)), ..Settled::default() };
    let mut spent = Spent::default();
    spent.run(Some("CNY"));
    for (n, line) in [(1, of("m")), (2, of("gone")), (3, of("blank")), (4, lost), (4, of("m")), (5, lost)] {
        spent.sent(key(n), None);
        spent.settled(key(n), line);
    }
    let data = r#"{"as_of":"2026-01-01","source":"","currency":"CNY","models":[
        {"name":"m","status":"current","prices":[{"input":1,"output":10}]},
        {"name":"dear","status":"current","prices":[{"input":2,"output":20}]}]}"#;
    let models = ["m", "dear", "blank"].map(|name| model(name, &Value::Null));
    let prices = Prices::of(&Registry::read(data).unwrap(), &models);
    let mut budget = Budget::new(Some(100.0), &prices.currency, &prices.priced(&models), spent, 0.5);
    // Two answers of `m`, one of `gone`; besides, a lost call like the second answer, and one of which nothing is known.
    assert_eq!(budget.spent(), Spending { confirmed: 2.0 + 4.0 + 2.0, perhaps: 2.0 + 0.5 });
    // Whose price is unknown is not asked under a limit, however much is left.
    assert!(budget.affords(0) && !budget.affords(2));
    assert!(budget.reserve(key(6), 2, BODY).unwrap_err().is_for_good());
    budget.limit = None;
    let hold = budget.reserve(key(6), 2, BODY).unwrap();
    assert_eq!((hold.worst, budget.settle(hold, &attempt(Ok(()), Some((500, 100))))), (None, None));
    assert_eq!((budget.spent().confirmed, budget.held()), (8.0, 0.0));
}

/// Three folders share a budget: what the others have is no spending of this one, and counts all the same.
#[test]
fn what_others_have_of_a_common_budget_is_told_apart() {
    let mut budget = budget(0.1);
    budget.share((0.06, 0.035));
    let short = budget.reserve(key(1), 0, BODY).unwrap_err();
    assert_eq!((short.elsewhere, short.spent), (Elsewhere { spent: 0.06, held: 0.035 }, Spending::default()));
    assert!(!short.is_for_good(), "most of what they hold comes back");
    budget.share((0.09, 0.0));
    let short = budget.reserve(key(1), 0, BODY).unwrap_err();
    assert!(short.is_for_good());
    budget.share((0.095, 0.002));
    assert_eq!(budget.still_short(short).elsewhere, Elsewhere { spent: 0.095, held: 0.002 });
}
