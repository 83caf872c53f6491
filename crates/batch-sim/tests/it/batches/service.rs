//! Services of others, by table.

use std::sync::Arc;

use batch_sim::{BatchService, BatchSettings, Dialect, Options, Sim, Vendor};
use serde_json::{Value, json};

use super::{asked, get, ids, line, lines, post, results, start, submit, upload, wish};

fn served_by(name: &str) -> Sim {
    let service = BatchService::named(name);
    assert!(service.is_some(), "{name}");
    start(Options { batch: BatchSettings { service, ..BatchSettings::default() }, ..Options::new(Dialect::OpenAi) })
}

/// All that a batch says of its state.
fn said(sim: &Sim, lines: &[Value], window: &str) -> Vec<String> {
    let mut wish = wish(&upload(sim, "a.jsonl", lines));
    wish["completion_window"] = json!(window);
    let (status, made) = post(sim, "/v1/batches", &wish);
    assert_eq!(status, 200, "{made}");
    let path = format!("/v1/batches/{}", made["id"].as_str().unwrap());
    let looks = (0..5).map(|_| get(sim, &path).1);
    [made].into_iter().chain(looks).map(|seen| seen["status"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn states_are_called_as_the_vendor_calls_them() {
    let all = ["VALIDATING", "PROGRESS", "PROGRESS", "PROGRESS", "COMPLETED", "COMPLETED"];
    assert_eq!(said(&served_by("ppio"), &lines(4), "48h"), all);
    assert_eq!(said(&served_by("novita"), &lines(4), "24h"), all);
    let queued = ["validating", "in_queue", "in_progress", "in_progress", "finalizing", "completed"];
    assert_eq!(said(&served_by("siliconflow"), &lines(4), "336h"), queued);
}

#[test]
fn lines_may_need_no_url_and_errors_may_be_a_text() {
    let bare: Vec<Value> =
        lines(2).iter().map(|line| json!({"custom_id": line["custom_id"], "body": line["body"]})).collect();
    assert_eq!(said(&served_by("ppio"), &bare, "48h").last().unwrap(), "COMPLETED");
    let sim = served_by("ppio");
    assert_eq!(said(&sim, &[json!({"custom_id": "a"})], "48h").last().unwrap(), "FAILED");
    let (_, all) = get(&sim, "/v1/batches");
    assert!(all["data"][0]["errors"].is_string(), "{all}");
    assert_eq!(said(&served_by("openai"), &bare, "24h").last().unwrap(), "failed", "others need it");
}

#[test]
fn a_trial_model_is_free_and_small() {
    let sim = served_by("qwen");
    let trial = |count: usize| -> Vec<Value> {
        let of = |n: usize| {
            let mut line = line(&format!("c{n}"), &format!("问{n}"));
            line["body"]["model"] = json!("batch-test-model");
            line
        };
        (0..count).map(of).collect()
    };
    assert_eq!(said(&sim, &trial(100), "24h").last().unwrap(), "completed");
    let stats = sim.stats();
    assert_eq!((stats.batch.bill.calls, stats.batch.bill.cost), (100, 0.0));
    assert_eq!(said(&sim, &trial(101), "24h").last().unwrap(), "failed");
}

#[test]
fn a_vendors_table_may_have_one() {
    let table = json!({"base_path": "/openai/v1", "batch": {"needs_url": false, "tells_unfinished": true, "price_factor": 0.25}});
    let vendor = Some(Arc::new(Vendor::read(&table.to_string()).unwrap()));
    let sim = start(Options { vendor, ..Options::new(Dialect::OpenAi) });
    let (status, _, list) = asked(&sim, "GET", "/openai/v1/batches", &Value::Null);
    assert_eq!((status, &list["data"]), (200, &json!([])));
    let none = start(Options { vendor: Some(Arc::new(Vendor::read("{}").unwrap())), ..Options::new(Dialect::OpenAi) });
    assert_eq!(asked(&none, "GET", "/v1/batches", &Value::Null).0, 404);
    assert!(Vendor::read(r#"{"batch":{"files":"files"}}"#).unwrap_err().contains("must begin with a slash"));
    let known = Vendor::read(r#"{"batch":"siliconflow"}"#).unwrap();
    let sim = start(Options { vendor: Some(Arc::new(known)), ..Options::new(Dialect::OpenAi) });
    assert_eq!(said(&sim, &lines(1), "336h")[1], "in_queue");
    assert!(Vendor::read(r#"{"batch":"acme"}"#).unwrap_err().contains("there is no batch service \"acme\""));
    assert!(Vendor::read(r#"{"batch":{"fils":"/files"}}"#).is_err());
}

#[test]
fn what_was_not_done_is_told_where_the_service_tells_it() {
    let faults = batch_sim::BatchFaults::none().first("expires".parse().unwrap());
    let batch = BatchSettings { faults, ..BatchSettings::default() };
    let sim = start(Options { batch, ..Options::new(Dialect::OpenAi) });
    let seen = super::wait(&sim, &submit(&sim, &lines(4)));
    assert_eq!((&seen["status"], seen["expired_at"].is_u64()), (&json!("expired"), true));
    let bad = results(&sim, &seen["error_file_id"]);
    assert_eq!(ids(&bad), ["c2", "c3"]);
    assert_eq!(bad["c2"][0]["error"]["code"], json!("batch_expired"));
}
