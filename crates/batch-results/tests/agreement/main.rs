//! Statistics of ratings against what well-known programs count from the same, invented data: `fixtures/make.py`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod degenerate;
mod statistics;
mod studies;

use serde_json::Value;

/// What a method's own definition allows, where it is a formula.
const EXACT: f64 = 1e-6;

/// The cases of a file beside this one.
fn cases(name: &str) -> Vec<Value> {
    let path = format!("{}/tests/agreement/fixtures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = file["cases"].as_array().unwrap().clone();
    assert!(cases.len() > 1, "{name} has data");
    cases
}

/// Scores, `null` where there is none.
fn scores(case: &Value) -> Vec<Vec<Option<u8>>> {
    serde_json::from_value(case["rows"].clone()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    serde_json::from_value(value.clone()).unwrap()
}

#[track_caller]
fn same(case: &Value, what: &str, ours: f64, theirs: &Value, within: f64) {
    let theirs = theirs.as_f64().unwrap_or_else(|| panic!("{}: no {what}", case["name"]));
    assert!((ours - theirs).abs() <= within, "{}: {what} is {ours}, not {theirs}", case["name"]);
}
