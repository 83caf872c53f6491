//! What the service does not take.

use batch_sim::{BatchService, BatchSettings, Dialect, KeyRule, Options, RefusedBy, Sim};
use serde_json::{Value, json};

use super::{asked, get, kimi, line, lines, post, results, run, start, submit, upload, upload_of, wait, wish};

/// A server that says why a file was not accepted.
fn openai() -> Sim {
    start(Options::new(Dialect::OpenAi))
}

/// The code that validation says.
fn reason(sim: &Sim, lines: &[Value]) -> String {
    let batch = run(sim, lines);
    assert_eq!(batch["status"], json!("failed"), "{batch}");
    assert!(batch["output_file_id"].is_null() && batch["failed_at"].is_u64());
    batch["errors"]["data"][0]["code"].as_str().unwrap().to_owned()
}

fn changed(change: impl Fn(&mut Value)) -> Vec<Value> {
    let mut all = lines(3);
    change(&mut all[2]);
    all
}

#[test]
fn validation_finds_what_is_wrong_with_a_file_later() {
    let sim = openai();
    for (lines, code) in [
        (changed(|line| line["custom_id"] = json!("c0")), "duplicate_custom_id"),
        (changed(|line| line["custom_id"] = Value::Null), "missing_required_parameter"),
        (changed(|line| line["method"] = json!("GET")), "mismatched_url"),
        (changed(|line| line["url"] = json!("/v1/completions")), "mismatched_url"),
        (changed(|line| line["body"]["model"] = json!("other")), "mismatched_model"),
        (changed(|line| line["body"]["stream"] = json!(true)), "invalid_request"),
        (changed(|line| line["body"] = Value::Null), "invalid_request"),
        (changed(|line| *line = json!("no object")), "invalid_json_line"),
    ] {
        assert_eq!(reason(&sim, &lines), code);
    }
    assert_eq!(sim.stats().batch.bill.calls, 0);
    let blank = upload_of(&sim, "a.jsonl", "batch", b"\n\n").1;
    let (_, made) = post(&sim, "/v1/batches", &wish(blank["id"].as_str().unwrap()));
    assert_eq!(wait(&sim, made["id"].as_str().unwrap())["errors"]["data"][0]["code"], json!("empty_file"));
}

#[test]
fn kimi_says_only_that_it_failed() {
    let sim = kimi(BatchSettings::default());
    for wrong in [
        changed(|line| line["body"]["temperature"] = json!(1)),
        changed(|line| line["body"]["top_p"] = json!(0.95)),
        (0..3)
            .map(|n| line(&format!("c{n}"), "问"))
            .map(|mut line| {
                line["body"]["model"] = json!("kimi-k3");
                line
            })
            .collect(),
    ] {
        let batch = run(&sim, &wrong);
        assert_eq!(batch["status"], json!("failed"));
        assert!(batch.get("errors").is_none() && batch["error_file_id"].is_null(), "{batch}");
    }
}

#[test]
fn or_it_is_said_line_by_line() {
    let service = BatchService { refused_by: RefusedBy::Line, ..BatchService::named("kimi").unwrap() };
    let sim = kimi(BatchSettings { service: Some(service), ..BatchSettings::default() });
    let batch = run(&sim, &changed(|line| line["body"]["temperature"] = json!(1)));
    assert_eq!(batch["request_counts"], json!({"total": 3, "completed": 2, "failed": 1}));
    let bad = results(&sim, &batch["error_file_id"]);
    assert_eq!(bad["c2"][0]["response"]["status_code"], json!(400));
    let all: Vec<Value> = lines(3)
        .into_iter()
        .map(|mut line| {
            line["body"]["model"] = json!("kimi-k3");
            line
        })
        .collect();
    let batch = run(&sim, &all);
    assert_eq!(
        (&batch["status"], &batch["request_counts"]["failed"]),
        (&json!("completed"), &json!(3)),
        "all are lost"
    );
}

#[test]
fn a_batch_is_refused_at_once_for_its_window_metadata_endpoint_or_file() {
    let sim = kimi(BatchSettings::default());
    let file = upload(&sim, "a.jsonl", &lines(1));
    let status = |key: &str, value: Value| {
        let mut wish = wish(&file);
        wish[key] = value;
        post(&sim, "/v1/batches", &wish).0
    };
    for window in ["12h", "7d", "3d"] {
        assert_eq!(status("completion_window", json!(window)), 200, "{window}");
    }
    for window in [json!("11h"), json!("8d"), json!("tomorrow"), Value::Null] {
        assert_eq!(status("completion_window", window), 400);
    }
    let many: Value = (0..17).map(|n| (n.to_string(), json!("x"))).collect::<serde_json::Map<_, _>>().into();
    for metadata in [many, json!({"a": 1}), json!({"a": "x".repeat(513)}), json!({"k".repeat(65): "x"}), json!("x")] {
        assert_eq!(status("metadata", metadata), 400);
    }
    assert_eq!(status("metadata", json!({"a": "字".repeat(512)})), 200);
    assert_eq!(status("metadata", Value::Null), 200);
    assert_eq!(status("endpoint", json!("/v1/embeddings")), 400);
    assert_eq!(status("input_file_id", json!("file-nowhere")), 404);
    assert_eq!(status("input_file_id", Value::Null), 400);
    let other = upload_of(&sim, "notes.txt", "file-extract", b"x").1;
    assert_eq!(status("input_file_id", other["id"].clone()), 400, "another purpose");
    let (code, _, said) = asked(&sim, "POST", "/v1/batches", &json!({"input_file_id": 7}));
    assert!(code == 400 && said["error"]["type"] == "invalid_request_error", "{said}");
}

#[test]
fn a_file_is_refused_for_its_size_its_name_or_its_form() {
    let service = BatchService { max_bytes: 40, max_files: 1, ..BatchService::named("kimi").unwrap() };
    let sim = kimi(BatchSettings { service: Some(service), ..BatchSettings::default() });
    assert_eq!(upload_of(&sim, "a.jsonl", "batch", &[b'x'; 41]).0, 400);
    assert_eq!(upload_of(&sim, "a.jsonl", "batch", b"").0, 400);
    assert_eq!(upload_of(&sim, "a.json", "batch", b"{}").0, 400);
    assert_eq!(upload_of(&sim, "a.jsonl", "", b"{}").0, 400);
    assert_eq!(post(&sim, "/v1/files", &json!({"file": "x"})).0, 400);
    let (status, file) = upload_of(&sim, "甲.jsonl", "batch", b"{}");
    assert_eq!(
        (status, &file["filename"], &file["bytes"], &file["object"]),
        (200, &json!("甲.jsonl"), &json!(2), &json!("file"))
    );
    assert_eq!(upload_of(&sim, "b.jsonl", "batch", b"{}").0, 400, "there are as many as may be");
    let path = format!("/v1/files/{}", file["id"].as_str().unwrap());
    assert_eq!(asked(&sim, "DELETE", &path, &Value::Null).2["deleted"], json!(true));
    assert_eq!((get(&sim, &path).0, asked(&sim, "DELETE", &path, &Value::Null).0), (404, 404));
    assert_eq!((sim.stats().batch.deleted, sim.stats().batch.files_left), (1, 0));
}

#[test]
fn key_tier_and_number_of_batches_are_checked() {
    let batch = BatchSettings { access: false, ..BatchSettings::default() };
    let sim = start(Options { batch, key: KeyRule::Exactly("k".into()), ..Options::new(Dialect::Kimi) });
    let refused = super::super::raw(&sim, "GET", "/v1/batches", Some("wrong"), "").unwrap();
    assert!(refused.starts_with("HTTP/1.1 401"), "{refused}");
    let (status, said) = get(&sim, "/v1/batches?limit=1");
    assert_eq!((status, &said["error"]["type"]), (403, &json!("permission_denied_error")));
    assert_eq!(asked(&sim, "POST", "/control", &json!({"batch": {"access": true, "max_open": 1}})).0, 200);
    let file = upload(&sim, "a.jsonl", &lines(1));
    assert_eq!((post(&sim, "/v1/batches", &wish(&file)).0, post(&sim, "/v1/batches", &wish(&file)).0), (200, 429));
}

#[test]
fn where_there_is_no_such_service_nothing_is_there() {
    for dialect in [Dialect::Ark, Dialect::Baichuan, Dialect::JieKou] {
        let sim = start(Options::new(dialect));
        assert_eq!(asked(&sim, "GET", &format!("{}/batches", dialect.base_path()), &Value::Null).0, 404, "{dialect}");
    }
}

#[test]
fn metadata_may_be_kept_to_itself() {
    let sim = kimi(BatchSettings { echoes_metadata: false, ..BatchSettings::default() });
    let batch = submit(&sim, &lines(1));
    assert!(get(&sim, &format!("/v1/batches/{batch}")).1["metadata"].is_null());
}
