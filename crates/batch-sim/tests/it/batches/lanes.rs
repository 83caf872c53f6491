//! A batch that goes well, its price, and what is counted.

use std::time::Duration;

use batch_sim::{BatchSettings, Dialect, FaultKind, Faults, Lane, Options, answer};
use serde_json::{Value, json};

use super::{asked, content, get, ids, kimi, line, lines, post, results, run, start, submit, upload, wait, wish};

#[test]
fn a_batch_goes_from_look_to_look_and_answers_every_line() {
    let sim = kimi(BatchSettings::default());
    let file = upload(&sim, "lot-7.jsonl", &lines(40));
    let (_, made) = post(&sim, "/v1/batches", &wish(&file));
    assert_eq!(
        (&made["status"], &made["object"], &made["endpoint"]),
        (&json!("validating"), &json!("batch"), &json!("/v1/chat/completions"))
    );
    assert_eq!((&made["metadata"], &made["input_file_id"]), (&json!({"part": "p-7"}), &json!(file)));
    assert_eq!(made["expires_at"].as_u64().unwrap() - made["created_at"].as_u64().unwrap(), 86_400);
    assert!(made.get("errors").is_none() && made.get("expired_at").is_none(), "{made}");
    let path = format!("/v1/batches/{}", made["id"].as_str().unwrap());
    let seen: Vec<Value> = (0..5).map(|_| get(&sim, &path).1).collect();
    let said: Vec<_> = seen.iter().map(|seen| seen["status"].as_str().unwrap()).collect();
    assert_eq!(said, ["in_progress", "in_progress", "finalizing", "completed", "completed"]);
    let done: Vec<_> = seen.iter().map(|seen| seen["request_counts"]["completed"].as_u64().unwrap()).collect();
    assert_eq!(done, [0, 20, 40, 40, 40]);
    assert!(seen[2]["output_file_id"].is_null() && seen[3]["completed_at"].is_u64());

    let text = content(&sim, &seen[3]["output_file_id"]);
    let order: Vec<String> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["custom_id"].as_str().unwrap().to_owned())
        .collect();
    assert_ne!(order, (0..40).map(|n| format!("c{n}")).collect::<Vec<_>>(), "the order is another");
    let found = results(&sim, &seen[3]["output_file_id"]);
    assert_eq!(found.len(), 40);
    let body = &found["c3"][0]["response"]["body"];
    let expected = answer(Dialect::Kimi, "kimi-k2.6", &[("user", "第3个问题")]);
    assert_eq!(body["choices"][0]["message"]["content"], json!(expected));
    assert!(body["usage"]["total_tokens"].is_u64() && found["c3"][0]["response"]["status_code"] == 200);
    assert!(seen[3]["error_file_id"].is_null());
}

#[test]
fn a_line_costs_three_fifths_and_is_counted_in_its_lane() {
    let sim = kimi(BatchSettings::default());
    run(&sim, &lines(3));
    let stats = sim.stats();
    let lane = Lane { answered: 1, billed: 1 };
    assert_eq!((stats.batch.lines["c1"].batch, stats.batch.lines["c1"].online), (lane, Lane::default()));
    assert_eq!((stats.answered, stats.answered_twice, stats.batch.bill.calls), (3, 0, 3));
    let batch = stats.batch.bill.cost;
    for line in lines(3) {
        assert_eq!(post(&sim, "/v1/chat/completions", &line["body"]).0, 200);
    }
    let stats = sim.stats();
    assert!((batch - (stats.total().cost - batch) * 0.6).abs() < 1e-9, "{batch} {stats:?}");
    assert_eq!((stats.batch.lines["c1"].online, stats.answered_twice), (lane, 3));
    assert_eq!((stats.batch.created, stats.batch.uploaded, stats.batch.files_left, stats.batch.open), (1, 1, 2, 0));
    assert_eq!(stats.batch.ended["completed"], 1);
    let (_, _, said) = asked(&sim, "GET", "/stats", &Value::Null);
    assert!(said["batch"].get("lines").is_none() && said["batch"]["bill"]["calls"] == 3, "{said}");
    let (_, _, said) = asked(&sim, "GET", "/stats?lines=1", &Value::Null);
    assert_eq!(said["batch"]["lines"]["c1"]["batch"]["answered"], json!(1));
}

#[test]
fn what_goes_wrong_with_a_call_goes_wrong_with_its_line() {
    let faults = Faults {
        on: vec![
            ("第0个".to_owned(), FaultKind::Refuse, 9),
            ("第1个".to_owned(), FaultKind::Http500, 1),
            ("第2个".to_owned(), FaultKind::TruncatedEmpty, 9),
            ("第3个".to_owned(), FaultKind::Reset, 9),
        ],
        ..Faults::none()
    };
    let sim = start(Options { faults, ..Options::new(Dialect::Kimi) });
    let batch = run(&sim, &lines(5));
    let (good, bad) = (results(&sim, &batch["output_file_id"]), results(&sim, &batch["error_file_id"]));
    assert_eq!((ids(&good), ids(&bad)), (vec!["c2", "c4"], vec!["c0", "c1", "c3"]));
    assert_eq!(batch["request_counts"], json!({"total": 5, "completed": 2, "failed": 3}));
    assert_eq!(bad["c0"][0]["response"]["body"]["error"]["type"], json!("content_filter"));
    assert_eq!((&bad["c1"][0]["response"]["status_code"], &bad["c1"][0]["error"]), (&json!(500), &Value::Null));
    assert!(bad["c3"][0]["response"].is_null() && bad["c3"][0]["error"]["code"].is_string());
    assert_eq!(good["c2"][0]["response"]["body"]["choices"][0]["finish_reason"], json!("length"));
    // The attempt was used up: online it goes well.
    assert_eq!(post(&sim, "/v1/chat/completions", &lines(2)[1]["body"]).0, 200);
}

#[test]
fn money_that_ends_in_the_middle_fails_the_rest_of_the_lines() {
    let price = batch_sim::Price::PerCall(1.0);
    let sim = start(Options { balance: Some(2.0), price, ..Options::new(Dialect::Kimi) });
    let file = upload(&sim, "a.jsonl", &lines(10));
    let (_, made) = post(&sim, "/v1/batches", &wish(&file));
    let batch = wait(&sim, made["id"].as_str().unwrap());
    assert_eq!((&batch["status"], &batch["request_counts"]["failed"]), (&json!("completed"), &json!(6)));
    let bad = results(&sim, &batch["error_file_id"]);
    let first = bad.values().next().unwrap();
    assert_eq!(first[0]["response"]["body"]["error"]["type"], json!("exceeded_current_quota_error"));
    assert_eq!(post(&sim, "/v1/batches", &wish(&file)).0, 429, "without money there is no new one");
}

#[test]
fn with_a_clock_a_batch_goes_on_by_itself() {
    let sim = kimi(BatchSettings { tick: Some(Duration::ZERO), ..BatchSettings::default() });
    submit(&sim, &lines(3));
    assert_eq!(sim.stats().batch.ended["completed"], 1, "nobody looked");
    assert_eq!(sim.stats().answered, 3);
    let slow = kimi(BatchSettings { tick: Some(Duration::from_secs(3600)), ..BatchSettings::default() });
    let batch = submit(&slow, &lines(3));
    assert_eq!(wait(&slow, &batch)["status"], json!("validating"), "looks are no ticks");
    assert_eq!(asked(&slow, "POST", "/control", &json!({"batch": {"tick_ms": 0}})).0, 200);
    assert_eq!(wait(&slow, &batch)["status"], json!("completed"));
}

#[test]
fn steps_may_take_no_time_or_much() {
    let none = BatchSettings { validating: 0, working: 0, finalizing: 0, ..BatchSettings::default() };
    let sim = kimi(none);
    let batch = submit(&sim, &lines(3));
    assert_eq!(get(&sim, &format!("/v1/batches/{batch}")).1["status"], json!("completed"));
    let sim = kimi(BatchSettings { working: 10, ..BatchSettings::default() });
    let batch = submit(&sim, &lines(20));
    let done: Vec<u64> = (0..12)
        .map(|_| get(&sim, &format!("/v1/batches/{batch}")).1["request_counts"]["completed"].as_u64().unwrap())
        .collect();
    assert_eq!(done, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 20]);
}

#[test]
fn many_lines_pass_through_in_pieces() {
    let sim = kimi(BatchSettings::default());
    let all: Vec<Value> = (0..1_500).map(|n| line(&format!("c{n}"), &format!("问{n}{}", "长".repeat(100)))).collect();
    let batch = run(&sim, &all);
    assert_eq!(batch["request_counts"]["completed"], json!(1_500));
    assert_eq!(results(&sim, &batch["output_file_id"]).len(), 1_500);
}

#[test]
fn a_cancelled_batch_gives_what_is_done() {
    let sim = kimi(BatchSettings { working: 4, ..BatchSettings::default() });
    let batch = submit(&sim, &lines(20));
    let path = format!("/v1/batches/{batch}");
    get(&sim, &path);
    get(&sim, &path);
    let (status, seen) = post(&sim, &format!("{path}/cancel"), &Value::Null);
    assert_eq!((status, &seen["status"]), (200, &json!("cancelling")));
    assert_eq!(post(&sim, &format!("{path}/cancel"), &Value::Null).0, 400, "it is cancelling already");
    let seen = wait(&sim, &batch);
    assert_eq!((&seen["status"], seen["cancelled_at"].is_u64()), (&json!("cancelled"), true));
    assert_eq!(results(&sim, &seen["output_file_id"]).len(), 5);
    assert!(seen["error_file_id"].is_null(), "of the others nothing is said");
    assert_eq!(post(&sim, &format!("{path}/cancel"), &Value::Null).0, 400);
    assert_eq!(post(&sim, "/v1/batches/batch-nowhere/cancel", &Value::Null).0, 404);
    let stats = sim.stats();
    assert_eq!((stats.batch.cancels, stats.batch.bill.calls, stats.batch.ended["cancelled"]), (1, 5, 1));
    let early = submit(&sim, &lines(3));
    post(&sim, &format!("/v1/batches/{early}/cancel"), &Value::Null);
    assert!(wait(&sim, &early)["output_file_id"].is_null());
}
