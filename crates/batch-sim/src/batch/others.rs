//! Files and batches of other people of the same organisation.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::batch::desk::{Desk, NEWER};
use crate::batch::file::Stored;
use crate::batch::job::{Counts, Job};
use crate::batch::service::Stage;

/// Puts so many into the lists, half of them newer than what is the user's.
pub(crate) fn fill(desk: &mut Desk, seed: u64, now: u64, wanted: u32) {
    let there = desk.jobs.values().filter(|job| job.others).count();
    for number in there..wanted as usize {
        let number = number as u64;
        let place = if number.is_multiple_of(2) { number + 1 } else { NEWER + number };
        let metadata = match number % 3 {
            0 => Value::Null,
            1 => json!({"project": format!("other-{number}")}),
            _ => json!({"owner": "somebody", "part": format!("{number:064x}")}),
        };
        let created_at =
            if place < NEWER { now.saturating_sub(90_000 + 60 * (u64::from(wanted) - number)) } else { now };
        add(desk, seed, place, created_at, metadata);
    }
}

/// Somebody has the same program: metadata of the same names, with other values.
pub(crate) fn add_twin(desk: &mut Desk, seed: u64, now: u64, metadata: &Value) {
    let reversed = |value: &Value| json!(value.as_str().unwrap_or_default().chars().rev().collect::<String>());
    let twin: Map<String, Value> =
        metadata.as_object().into_iter().flatten().map(|(key, value)| (key.clone(), reversed(value))).collect();
    let place = NEWER + (1 << 32) + desk.place();
    add(desk, seed, place, now, Value::Object(twin));
}

fn add(desk: &mut Desk, seed: u64, place: u64, created_at: u64, metadata: Value) {
    let input = desk.id("file", seed, place);
    let name = format!("requests-{place:04}.jsonl");
    let file =
        Stored { id: input.clone(), name, purpose: "batch".to_owned(), created_at, contents: None, others: true };
    desk.files.insert(place, file);
    let stage = if place.is_multiple_of(3) { Stage::InProgress } else { Stage::Completed };
    let job = Job {
        id: desk.id("batch", seed, place),
        input,
        endpoint: "/v1/chat/completions".to_owned(),
        window: "24h".to_owned(),
        metadata,
        created_at,
        expires_at: created_at + 86_400,
        stage,
        stamps: BTreeMap::from([(stage, created_at)]),
        counts: Counts { total: 9, completed: if stage == Stage::Completed { 9 } else { 4 }, failed: 0 },
        output: None,
        errors: None,
        reasons: Vec::new(),
        twists: Vec::new(),
        others: true,
        orphan: false,
        hidden: 0,
        work: None,
    };
    desk.jobs.insert(place, job);
}
