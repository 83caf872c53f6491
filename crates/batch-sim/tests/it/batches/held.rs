//! Ark's held calls.

use std::time::Duration;

use batch_sim::{BatchSettings, Dialect, FaultKind, Faults, Held, HeldOverload, Latency, Options, Sim};
use serde_json::{Value, json};

use super::super::{asked, question, raw, start};

const PATH: &str = "/api/v3/batch/chat/completions";

fn ark(held: Held, faults: Faults) -> Sim {
    let batch = BatchSettings { held, ..BatchSettings::default() };
    let endpoints = [("ep-bi-1", "doubao-seed-2-1-pro-260915"), ("ep-bi-2", "doubao-seed-2-1-lite-260915")];
    let endpoints = endpoints.map(|(endpoint, model)| (endpoint.to_owned(), model.to_owned())).into();
    start(Options { batch, faults, endpoints, ..Options::new(Dialect::Ark) })
}

fn ask(sim: &Sim, endpoint: &str) -> (u16, String, Value) {
    asked(sim, "POST", PATH, &question(endpoint))
}

#[test]
fn half_the_price_and_less_for_what_is_cached() {
    let sim = ark(Held::default(), Faults::none());
    for n in 0..24 {
        let mut question = question("ep-bi-1");
        question["messages"][0]["content"] = json!(format!("问{n}{}", "长".repeat(2_000)));
        assert_eq!(asked(&sim, "POST", PATH, &question).0, 200);
    }
    let bill = sim.stats().batch.bill;
    assert!(bill.cached > 0, "some is cached");
    let fresh = (bill.prompt - bill.cached) as f64 * 6.0;
    let expected = (fresh + bill.cached as f64 * 6.0 * 0.4 + bill.completion as f64 * 30.0) / 1e6 * 0.5;
    assert!((bill.cost - expected).abs() < 1e-9, "{bill:?} {expected}");
    assert_eq!(bill, sim.stats().total());
}

#[test]
fn a_stream_is_an_error_here() {
    let sim = ark(Held::default(), Faults::none());
    let mut question = question("ep-bi-1");
    question["stream"] = json!(true);
    let (status, _, reply) = asked(&sim, "POST", PATH, &question);
    assert_eq!((status, &reply["error"]["code"]), (400, &json!("InvalidParameter")));
}

#[test]
fn a_call_is_held_and_cut_after_a_long_silence() {
    let held = Held { hold: Some(Latency::Fixed(Duration::from_secs(3_600))), ..Held::default() };
    let cut = Held { cut: Some(Duration::from_millis(1)), ..held };
    let sim = ark(cut, Faults::none());
    assert_eq!(raw(&sim, "POST", PATH, Some("k"), &question("ep-bi-1").to_string()).unwrap(), "", "not a byte");
    let stats = sim.stats();
    assert_eq!((stats.spoiled, stats.unseen.calls, stats.latencies.as_slice()), (1, 1, &[3_600_000.0][..]));
    let mut online = question("doubao-seed-2-1-pro-260915");
    online["messages"][0]["content"] = json!("另一个");
    assert_eq!(asked(&sim, "POST", "/api/v3/chat/completions", &online).0, 200, "others are not held");
    let sim = ark(Held::default(), Faults::none().always("ep-bi-1", FaultKind::SilentCut));
    assert_eq!(raw(&sim, "POST", PATH, Some("k"), &question("ep-bi-1").to_string()).unwrap(), "");
    assert_eq!((sim.stats().unseen.calls, sim.stats().batch.bill.calls), (1, 1));
}

#[test]
fn a_model_is_overloaded_by_itself_with_and_without_a_time() {
    for retry_after in [Some(7), None] {
        let overload = Some(HeldOverload { every: 2, refused: 3, retry_after });
        let sim = ark(Held { overload, ..Held::default() }, Faults::none());
        let seen: Vec<u16> = (0..8).map(|_| ask(&sim, "ep-bi-1").0).collect();
        assert_eq!(seen, [200, 200, 429, 429, 429, 200, 200, 429]);
        assert_eq!(ask(&sim, "ep-bi-2").0, 200, "the other model is not");
        let (_, head, reply) = ask(&sim, "ep-bi-1");
        assert_eq!(reply["error"]["code"], json!("ServerOverloaded"));
        assert_eq!(head.contains("retry-after: 7"), retry_after.is_some(), "{head}");
        assert_eq!(head.contains("retry-after"), retry_after.is_some(), "{head}");
    }
}

#[test]
fn a_call_alone_may_meet_an_overload() {
    let faults = Faults { on: vec![("ep-bi-1".to_owned(), FaultKind::Overloaded, 1)], ..Faults::none() };
    let sim = ark(Held::default(), faults);
    let (status, head, _) = ask(&sim, "ep-bi-1");
    assert!(status == 429 && head.contains("retry-after: 1"), "{head}");
    assert_eq!(ask(&sim, "ep-bi-1").0, 200);
    let faults = Faults::none().always("ep-bi-1", FaultKind::Error("ServerOverloaded".to_owned()));
    assert!(!ask(&ark(Held::default(), faults), "ep-bi-1").1.contains("retry-after"));
}

#[test]
fn the_days_tokens_come_to_an_end_for_a_model() {
    let sim = ark(Held { quota: Some(1), ..Held::default() }, Faults::none());
    assert_eq!((ask(&sim, "ep-bi-1").0, ask(&sim, "ep-bi-1").0, ask(&sim, "ep-bi-2").0), (200, 429, 200));
    assert_eq!(ask(&sim, "ep-bi-1").2["error"]["code"], json!("QuotaExceeded"));
}
