//! Files of results: in any order, with what does not belong there.

use serde_json::{Value, json};

use super::super::law::Odd;
use super::Inside;
use super::batches::State;
use super::work::line;

impl Inside {
    /// Writes down what a batch brought.
    pub(super) fn write_down(&mut self, at: usize) {
        let batch = self.batches[at].clone();
        let (mut good, mut bad): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        // Failures stand in a file of their own, or among the answers.
        let apart = self.rng.bool();
        for (n, row) in batch.rows.iter().enumerate() {
            match &row.came {
                Some((answered, text)) => {
                    let into = if *answered || !apart { &mut good } else { &mut bad };
                    into.push(text.clone());
                    if self.odd(Odd::Twice) {
                        into.push(text.clone());
                    }
                }
                None if n >= batch.worked && batch.tells_rest => {
                    let code = if batch.state == State::Expired { "batch_expired" } else { "batch_cancelled" };
                    bad.push(line(&row.custom_id, &Value::Null, &json!({"code": code, "message": "no time was left"})));
                }
                None => {}
            }
        }
        if self.odd(Odd::Foreign) {
            good.push(self.foreign_line("theirs-1"));
            let key = format!("{:032x}", self.rng.u128(..));
            good.push(self.foreign_line(&key));
        }
        for (lines, kind) in [(good, "output"), (bad, "error")] {
            if lines.is_empty() {
                continue;
            }
            let mut lines = lines;
            self.rng.shuffle(&mut lines);
            let content = lines.join("\n") + "\n";
            let file = self.store(format!("{}_{kind}.jsonl", batch.id), content.into(), false);
            let of = &mut self.batches[at];
            if kind == "output" { of.output = Some(file) } else { of.errors = Some(file) }
        }
    }

    fn foreign_line(&self, custom_id: &str) -> String {
        let body = json!({"id": "x", "model": "m1", "choices": [{"index": 0, "finish_reason": "stop",
            "message": {"role": "assistant", "content": "somebody else's words"}}]});
        line(custom_id, &json!({"status_code": 200, "request_id": "x", "body": body}), &Value::Null)
    }
}
