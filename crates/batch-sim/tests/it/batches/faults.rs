//! What goes wrong with files and batches.

use batch_sim::{BatchFaults, BatchSettings, Dialect, FaultKind, Faults, Limits, Options, Wait};
use serde_json::{Value, json};

use super::super::raw;
use super::{
    asked, content, download, form, get, ids, jsonl, kimi, kimi_with, lines, post, post_form, results, run, start,
    submit, upload, upload_of, wait, wish,
};

#[test]
fn an_upload_is_refused_or_its_reply_lost() {
    for (fault, status) in [("upload:429", 429), ("upload:500", 500), ("upload:403", 403)] {
        let sim = kimi_with(fault);
        assert_eq!(upload_of(&sim, "a.jsonl", "batch", b"{}").0, status);
        assert_eq!(sim.stats().batch.files_left, 0, "{fault}");
        assert_eq!(upload_of(&sim, "a.jsonl", "batch", b"{}").0, 200, "{fault}: the second time");
    }
    for fault in ["upload:lost", "upload:after_500"] {
        let sim = kimi_with(fault);
        let reply = post_form(&sim, &form("a.jsonl", "batch", b"{}"));
        assert!(reply.is_empty() || reply.starts_with("HTTP/1.1 500"), "{reply}");
        assert_eq!(sim.stats().batch.files_left, 1, "{fault}");
        assert_eq!(get(&sim, "/v1/files").1["data"][0]["filename"], json!("a.jsonl"));
    }
    let sim = kimi_with("upload:reset");
    assert_eq!(post_form(&sim, &form("a.jsonl", "batch", b"{}")), "");
    assert_eq!(sim.stats().batch.files_left, 0);
}

#[test]
fn a_file_just_uploaded_is_not_found_yet() {
    let sim = kimi_with("file:404");
    let file = upload(&sim, "a.jsonl", &lines(1));
    let look = || get(&sim, &format!("/v1/files/{file}")).0;
    assert_eq!((look(), look()), (404, 200));
    let sim = kimi_with("create:404");
    let file = upload(&sim, "a.jsonl", &lines(1));
    let make = || post(&sim, "/v1/batches", &wish(&file)).0;
    assert_eq!((make(), make(), sim.stats().batch.created), (404, 200, 1));
    let batch = run(&kimi_with("file_lost"), &lines(1));
    assert_eq!(batch["status"], json!("failed"), "validation does not find it");
}

#[test]
fn a_batch_is_made_and_nobody_knows() {
    for fault in ["create:after_500", "create:lost"] {
        let sim = kimi_with(fault);
        let file = upload(&sim, "a.jsonl", &lines(2));
        let reply = raw(&sim, "POST", "/v1/batches", Some("k"), &wish(&file).to_string()).unwrap();
        assert!(reply.is_empty() || reply.starts_with("HTTP/1.1 500"), "{reply}");
        let stats = sim.stats().batch;
        assert_eq!((stats.created, stats.orphaned, stats.found, stats.open), (1, 1, 0, 1), "{fault}");
        let (_, listed) = get(&sim, "/v1/batches");
        assert_eq!(listed["data"][0]["metadata"], json!({"part": "p-7"}));
        let batch = wait(&sim, listed["data"][0]["id"].as_str().unwrap());
        assert_eq!((&batch["status"], sim.stats().batch.found), (&json!("completed"), 1));
        assert_eq!(post(&sim, "/v1/batches", &wish(&file)).0, 200, "the next is told");
        assert_eq!((sim.stats().batch.created, sim.stats().batch.orphaned), (2, 1));
    }
    for (fault, status) in [("create:429", 429), ("create:500", 500)] {
        let sim = kimi_with(fault);
        let file = upload(&sim, "a.jsonl", &lines(1));
        assert_eq!(post(&sim, "/v1/batches", &wish(&file)).0, status);
        assert_eq!((sim.stats().batch.created, &sim.stats().batch.faults[fault]), (0, &1));
    }
    for (wait, said) in
        [(Wait::Usual, Some("retry-after: 1\r\n")), (Wait::Seconds(9), Some("retry-after: 9\r\n")), (Wait::None, None)]
    {
        let batch = BatchSettings {
            faults: BatchFaults::none().first("create:429".parse().unwrap()),
            ..BatchSettings::default()
        };
        let sim = start(Options { batch, limits: Limits { wait, ..Limits::default() }, ..Options::new(Dialect::Kimi) });
        let (status, head, _) = asked(&sim, "POST", "/v1/batches", &wish(&upload(&sim, "a.jsonl", &lines(1))));
        assert!(status == 429 && head.contains(said.unwrap_or("retry-after")) == said.is_some(), "{head}");
    }
    let sim = kimi_with("made_twice");
    let told = submit(&sim, &lines(1));
    let (_, listed) = get(&sim, "/v1/batches");
    assert_eq!((listed["data"].as_array().unwrap().len(), &listed["data"][0]["id"]), (2, &json!(told)));
    assert_eq!((sim.stats().batch.created, sim.stats().batch.orphaned), (2, 1));
}

#[test]
fn a_reply_that_never_comes_is_of_something_done() {
    use std::io::{Read, Write};
    let sim = kimi_with("create:hang");
    let file = upload(&sim, "a.jsonl", &lines(1));
    let mut stream = std::net::TcpStream::connect(sim.root_url().trim_start_matches("http://")).unwrap();
    let body = wish(&file).to_string();
    write!(
        stream,
        "POST /v1/batches HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    while sim.stats().batch.created == 0 {
        std::thread::yield_now();
    }
    stream.set_read_timeout(Some(std::time::Duration::from_millis(20))).unwrap();
    assert!(stream.read(&mut [0]).is_err(), "there is no reply");
    assert_eq!(sim.stats().batch.orphaned, 1);
}

#[test]
fn validation_fails_without_a_reason() {
    let batch = start(Options {
        batch: BatchSettings {
            faults: BatchFaults::none().first("invalid".parse().unwrap()),
            ..BatchSettings::default()
        },
        ..Options::new(Dialect::OpenAi)
    });
    let seen = run(&batch, &lines(2));
    assert_eq!((&seen["status"], &seen["errors"]), (&json!("failed"), &Value::Null));
    assert!(seen["output_file_id"].is_null() && seen["error_file_id"].is_null());
    let again = submit(&batch, &lines(2));
    assert_eq!(wait(&batch, &again)["status"], json!("completed"), "the second time it does not");
}

#[test]
fn half_of_the_lines_are_done_when_it_ends() {
    for (fault, end) in [("expires", "expired"), ("fails_midway", "failed")] {
        let sim = kimi_with(fault);
        let seen = run(&sim, &lines(10));
        assert_eq!(seen["status"], json!(end));
        assert_eq!(results(&sim, &seen["output_file_id"]).len(), 5, "{fault}");
        assert!(seen["error_file_id"].is_null(), "of the rest nothing is said");
        assert_eq!(sim.stats().batch.bill.calls, 5);
    }
    let sim = kimi_with("stuck");
    let seen = run(&sim, &lines(10));
    assert_eq!((&seen["status"], &seen["request_counts"]["completed"]), (&json!("in_progress"), &json!(5)));
    let id = seen["id"].as_str().unwrap();
    post(&sim, &format!("/v1/batches/{id}/cancel"), &Value::Null);
    assert_eq!(results(&sim, &wait(&sim, id)["output_file_id"]).len(), 5, "it can be cancelled");
}

#[test]
fn lines_fail_in_silence() {
    let sim = kimi_with("silent_failures");
    let seen = run(&sim, &lines(10));
    assert_eq!(seen["request_counts"], json!({"total": 10, "completed": 10, "failed": 0}), "the counts lie");
    let (good, bad) = (results(&sim, &seen["output_file_id"]), results(&sim, &seen["error_file_id"]));
    assert_eq!((good.len(), ids(&bad)), (8, vec!["c0", "c5"]));
    assert_eq!(bad["c0"][0]["response"], json!({"status_code": 0, "request_id": "", "body": ""}));
    assert_eq!(sim.stats().batch.bill.calls, 8);
}

#[test]
fn lines_are_missing_broken_twice_or_foreign() {
    let of = |fault: &str| {
        let sim = kimi_with(fault);
        let seen = run(&sim, &lines(10));
        assert_eq!(
            (&seen["status"], &seen["request_counts"]["completed"]),
            (&json!("completed"), &json!(10)),
            "{fault}"
        );
        let (good, bad) = (results(&sim, &seen["output_file_id"]), results(&sim, &seen["error_file_id"]));
        assert_eq!(sim.stats().batch.bill.calls, 10, "{fault}: all are billed");
        (sim, good, bad)
    };
    for fault in ["lines_missing", "lines_broken"] {
        let (sim, good, bad) = of(fault);
        assert_eq!((good.len(), bad.len()), (8, 0), "{fault}");
        assert!(!good.contains_key("c0") && !good.contains_key("c5"));
        let stats = sim.stats();
        assert_eq!((stats.unseen.calls, stats.batch.lines["c0"].batch.answered), (2, 0), "{fault}: no client can know");
    }
    let (_, good, bad) = of("lines_twice");
    assert_eq!((good["c0"].len(), good["c5"].len(), good["c1"].len()), (2, 2, 1));
    assert_eq!(ids(&bad), ["c1", "c6"], "these failed as well, as it seems");
    let (_, good, _) = of("lines_foreign");
    assert_eq!(good.len(), 12);
    assert!(good.contains_key("somebody-else-0"), "{:?}", ids(&good));
}

#[test]
fn counts_and_output_may_not_be_there() {
    let faults = Faults::none().always("第1个", FaultKind::Refuse);
    let twist = BatchFaults::none().first("no_counts".parse().unwrap());
    let batch = BatchSettings { faults: twist, ..BatchSettings::default() };
    let sim = start(Options { batch, faults, ..Options::new(Dialect::Kimi) });
    let seen = run(&sim, &lines(3));
    assert!(seen["request_counts"].is_null() && seen["output_file_id"].is_string());
    assert_eq!(ids(&results(&sim, &seen["error_file_id"])), ["c1"], "nothing but the file says it");
    let sim = kimi_with("output_missing");
    let seen = run(&sim, &lines(3));
    let id = seen["output_file_id"].as_str().unwrap();
    assert_eq!(get(&sim, &format!("/v1/files/{id}/content")).0, 404);
    let sim = kimi_with("output_unnamed");
    let seen = run(&sim, &lines(3));
    assert!(seen["output_file_id"].is_null());
    let (_, files) = get(&sim, "/v1/files?purpose=batch_output");
    assert_eq!(results(&sim, &files["data"][0]["id"]).len(), 3);
}

#[test]
fn a_download_ends_in_the_middle() {
    for fault in ["content:cut", "content:short"] {
        let sim = kimi_with(fault);
        let seen = run(&sim, &lines(50));
        let (head, got) = download(&sim, &seen["output_file_id"]);
        let whole = content(&sim, &seen["output_file_id"]);
        assert!(!got.is_empty() && got.len() < whole.len() && whole.as_bytes().starts_with(&got), "{fault}");
        let promised = format!("content-length: {}", whole.len());
        assert_eq!(head.contains(&promised), fault == "content:cut", "{head}");
        assert_eq!(whole.lines().count(), 50, "{fault}: the second time it is whole");
    }
    let sim = kimi_with("content:404");
    let seen = run(&sim, &lines(1));
    let id = seen["output_file_id"].as_str().unwrap();
    let look = || get(&sim, &format!("/v1/files/{id}/content")).0;
    assert_eq!((look(), look()), (404, 200));
}

#[test]
fn a_deletion_is_refused() {
    let sim = kimi_with("delete:403");
    let file = upload(&sim, "a.jsonl", &lines(1));
    let delete = || asked(&sim, "DELETE", &format!("/v1/files/{file}"), &Value::Null).0;
    assert_eq!((delete(), sim.stats().batch.files_left), (403, 1));
    assert_eq!((delete(), sim.stats().batch.files_left), (200, 0));
}

#[test]
fn cancelled_it_completes_or_bills() {
    let sim = kimi_with("cancel_completes");
    let batch = submit(&sim, &lines(10));
    get(&sim, &format!("/v1/batches/{batch}"));
    assert_eq!(post(&sim, &format!("/v1/batches/{batch}/cancel"), &Value::Null).1["status"], json!("cancelling"));
    let seen = wait(&sim, &batch);
    assert_eq!((&seen["status"], results(&sim, &seen["output_file_id"]).len()), (&json!("completed"), 10));
    let sim = kimi_with("cancel_bills");
    let batch = submit(&sim, &lines(8));
    get(&sim, &format!("/v1/batches/{batch}"));
    get(&sim, &format!("/v1/batches/{batch}"));
    post(&sim, &format!("/v1/batches/{batch}/cancel"), &Value::Null);
    let seen = wait(&sim, &batch);
    assert_eq!((&seen["status"], results(&sim, &seen["output_file_id"]).len()), (&json!("cancelled"), 4));
    assert_eq!(sim.stats().batch.bill.calls, 6, "a quarter was in work");
}

#[test]
fn a_look_fails_now_and_then() {
    let faults = BatchFaults {
        on: vec![("GET /v1/batches/".to_owned(), "batch:503".parse().unwrap(), 2)],
        at: vec![(0, "upload:429".parse().unwrap())],
        ..BatchFaults::none()
    };
    let sim = kimi(BatchSettings { faults, ..BatchSettings::default() });
    assert_eq!(upload_of(&sim, "a.jsonl", "batch", &jsonl(&lines(1))).0, 429, "by the number of the request");
    let batch = submit(&sim, &lines(1));
    let look = || get(&sim, &format!("/v1/batches/{batch}"));
    assert_eq!((look().0, look().0), (503, 503));
    assert_eq!(look().1["status"], json!("in_progress"), "what was refused was no look");
}

#[test]
fn faults_come_and_go_by_a_schedule() {
    let schedule = json!([
        {"after_batch_requests": 1, "patch": {"batch": {"faults": {"rates": [["create:429", 1]]}}}},
        {"after_batch_requests": 3, "patch": {"batch": {"faults": {}, "access": false}}},
    ]);
    let schedule = serde_json::from_value(schedule).unwrap();
    let sim = start(Options { schedule, ..Options::new(Dialect::Kimi) });
    let file = upload(&sim, "a.jsonl", &lines(1));
    let make = || post(&sim, "/v1/batches", &wish(&file)).0;
    assert_eq!([make(), make(), make()], [429, 429, 403]);
    let control = json!({"batch": {"access": true, "faults": {"rates": [["expires", 2]]}}});
    assert_eq!(asked(&sim, "POST", "/control", &control).0, 400, "no rate is 2");
}
