//! What a platform said of a batch that is over, kept beside the ledger: what is odd about it may matter later. Only fields that
//! are known to hold numbers, ids and states; in any other there may be patients' words.

use serde_json::{Map, Value};

use super::BatchRun;
use super::desk::RemoteBatch;
use crate::ledger::FOLDER;

/// Where it is kept, in the ledger's folder.
const RAW: &str = "batches";
/// Ids and states.
const NAMES: [&str; 8] =
    ["id", "object", "endpoint", "status", "completion_window", "input_file_id", "output_file_id", "error_file_id"];
/// Times, as seconds or written out.
const TIMES: &str = "_at";
/// What is counted, and whatever a platform counts in it.
const COUNTS: &str = "request_counts";
/// The longest id or state that is kept, bytes.
const LONGEST: usize = 100;

impl BatchRun<'_> {
    /// Keeps what the platform says of a part's batch.
    pub(super) fn keep_raw(&self, at: usize, batch: &RemoteBatch) {
        let folder = self.plan.output_dir.join(FOLDER).join(RAW);
        let file = folder.join(format!("{}.json", self.parts[at].id));
        // Nobody's run ends for want of it.
        std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(file, kept(&batch.raw).to_string())).ok();
    }
}

/// Of all that a platform says, what is kept.
fn kept(raw: &Value) -> Value {
    let fields = raw.as_object().into_iter().flatten();
    let kept = fields.filter_map(|(name, value)| {
        let value = match value {
            Value::Object(counts) if name == COUNTS => numbers(counts),
            value if NAMES.contains(&name.as_str()) && is_name(value) => value.clone(),
            value if name.ends_with(TIMES) && is_time(value) => value.clone(),
            _ => return None,
        };
        Some((name.clone(), value))
    });
    Value::Object(kept.collect())
}

fn numbers(counts: &Map<String, Value>) -> Value {
    let known = ["total", "completed", "failed"];
    let kept = counts.iter().filter(|(name, value)| known.contains(&name.as_str()) && value.is_u64());
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn is_name(value: &Value) -> bool {
    let is_plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_:/.".contains(&b));
    value.is_null() || value.as_str().is_some_and(|text| text.len() <= LONGEST && is_plain(text))
}

fn is_time(value: &Value) -> bool {
    let is_written = |text: &str| text.parse::<jiff::Timestamp>().is_ok();
    value.is_null() || value.is_number() || value.as_str().is_some_and(is_written)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_is_known_to_hold_no_words_is_kept() {
        let known = json!({
            "id": "batch-1", "object": "batch", "endpoint": "/v1/chat/completions", "status": "VALIDATING",
            "completion_window": "24h", "input_file_id": "file_1", "output_file_id": null, "error_file_id": "file.2:3",
            "created_at": 1_795_000_000, "expired_at": null, "completed_at": "2026-11-30T15:00:00Z",
            "request_counts": {"total": 3, "completed": 2, "failed": 1},
        });
        assert_eq!(kept(&known), known);
        let mut talkative = known.clone();
        for (name, said) in [
            ("errors", json!({"data": [{"message": "Wang"}]})),
            ("errors_text", json!("Wang")),
            ("metadata", json!({"part": "Wang"})),
            ("phone", json!(13_900_001_111_u64)),
            ("male", json!(true)),
            ("seen_at", json!("Peking-Hospital")),
            ("died_at", json!(["Wang"])),
        ] {
            talkative[name] = said;
        }
        talkative["request_counts"]["first"] = json!("Wang");
        talkative["request_counts"]["phone"] = json!(13_900_001_111_u64);
        assert_eq!(kept(&talkative), known);
        for words in ["in progress: Wang", "王", &"x".repeat(101)] {
            assert_eq!(kept(&json!({"id": "b", "status": words})), json!({"id": "b"}), "{words}");
        }
        assert_eq!(kept(&json!(["Wang"])), json!({}));
    }
}
