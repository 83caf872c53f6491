//! Lists with other people's things in them.

use batch_sim::{BatchFaults, BatchSettings, Sim};
use serde_json::{Value, json};

use super::{asked, content, get, kimi, lines, post, submit, upload, wish};

/// Every entry of a list, page by page.
fn all(sim: &Sim, path: &str, limit: usize) -> Vec<Value> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let (status, page) = get(sim, &format!("{path}?limit={limit}{after}"));
        assert_eq!((status, &page["object"]), (200, &json!("list")), "{page}");
        let data = page["data"].as_array().unwrap().clone();
        assert!(data.len() <= limit);
        found.extend(data);
        if page["has_more"] == json!(false) {
            return found;
        }
        after = format!("&after={}", page["last_id"].as_str().unwrap());
    }
}

#[test]
fn the_users_own_is_between_pages_of_others() {
    let sim = kimi(BatchSettings { others: 120, ..BatchSettings::default() });
    let later = json!({"batch": {"skew_seconds": 50}});
    assert_eq!(asked(&sim, "POST", "/control", &later).0, 200, "time goes by");
    let batch = submit(&sim, &lines(1));
    for (path, is_own) in [("/v1/batches", "id"), ("/v1/files", "filename")] {
        let found = all(&sim, path, 7);
        let own = if is_own == "id" { json!(batch) } else { json!("lot-7.jsonl") };
        let at = found.iter().position(|entry| entry[is_own] == own).unwrap();
        assert!((50..100).contains(&at), "{path}: {at} of {}", found.len());
        let mut ids: Vec<_> = found.iter().map(|entry| entry["id"].to_string()).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        assert_eq!((ids.len(), count), (count, 122), "each is there once: 120, a twin, and the user's own");
        let times: Vec<u64> = found.iter().map(|entry| entry["created_at"].as_u64().unwrap()).collect();
        assert!(times.is_sorted_by(|a, b| a >= b), "the newest first");
    }
    let (_, page) = get(&sim, "/v1/batches");
    assert_eq!((page["data"].as_array().unwrap().len(), &page["has_more"]), (20, &json!(true)));
    let alike = all(&sim, "/v1/batches", 100).into_iter().filter(|entry| entry["metadata"]["part"].is_string());
    assert!(
        alike.filter(|entry| entry["id"] != json!(batch)).count() >= 1,
        "metadata of the same name is another's, too"
    );
}

#[test]
fn what_is_done_to_others_is_counted() {
    let sim = kimi(BatchSettings { others: 6, ..BatchSettings::default() });
    let running = all(&sim, "/v1/batches", 20).into_iter().find(|entry| entry["status"] == "in_progress").unwrap();
    let id = running["id"].as_str().unwrap();
    assert_eq!(get(&sim, &format!("/v1/batches/{id}")).0, 200);
    assert_eq!(sim.stats().batch.others_touched, 0, "to look is no harm");
    assert_eq!(post(&sim, &format!("/v1/batches/{id}/cancel"), &Value::Null).0, 200);
    content(&sim, &running["input_file_id"]);
    asked(&sim, "DELETE", &format!("/v1/files/{}", running["input_file_id"].as_str().unwrap()), &Value::Null);
    assert_eq!(sim.stats().batch.others_touched, 3);
}

#[test]
fn pages_are_asked_for_as_they_may_be() {
    let sim = kimi(BatchSettings { others: 30, ..BatchSettings::default() });
    for query in ["limit=0", "limit=101", "limit=x", "after=batch-nowhere"] {
        assert_eq!(get(&sim, &format!("/v1/batches?{query}")).0, 400, "{query}");
    }
    assert_eq!(get(&sim, "/v1/files?limit=1000").1["data"].as_array().unwrap().len(), 30);
    upload(&sim, "mine.jsonl", &lines(1));
    assert_eq!(get(&sim, "/v1/files?purpose=batch_output").1["data"], json!([]));
}

#[test]
fn a_new_batch_may_be_hidden_for_a_while() {
    let faults = BatchFaults::none().first("hidden".parse().unwrap());
    let sim = kimi(BatchSettings { faults, ..BatchSettings::default() });
    let batch = submit(&sim, &lines(1));
    let listed = || get(&sim, "/v1/batches").1["data"].as_array().unwrap().len();
    assert_eq!([listed(), listed(), listed()], [0, 0, 1]);
    assert_eq!(get(&sim, &format!("/v1/batches/{batch}")).0, 200);
}

#[test]
fn the_clock_may_be_wrong() {
    let right = kimi(BatchSettings::default());
    let late = kimi(BatchSettings { skew_seconds: -7_200, ..BatchSettings::default() });
    let made = |sim: &Sim| {
        let file = upload(sim, "a.jsonl", &lines(1));
        post(sim, "/v1/batches", &wish(&file)).1["created_at"].as_u64().unwrap()
    };
    assert!((7_000..7_300).contains(&(made(&right) - made(&late))));
}
