//! What becomes of batches while time passes.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::law::Odd;
use super::batches::State;
use super::{Bill, Inside};
use crate::worlds::server::{Question, answer_text};

impl Inside {
    /// Time has passed until now.
    pub(super) fn go_on(&mut self, now: Duration) {
        self.now = now;
        for at in 0..self.batches.len() {
            if self.batches[at].over.is_none() {
                self.work(at);
            }
        }
    }

    fn work(&mut self, at: usize) {
        let [validates, queues, each, writes] = self.law.spans;
        let batch = &mut self.batches[at];
        let looked_through = batch.made + validates;
        let begins = looked_through + queues;
        let lines = batch.rows.len() as u32;
        let half = begins + each * (lines / 2);
        let window = if batch.expires { half } else { batch.made + self.law.window };
        let end = batch.stops.map_or(window, |stops| stops.min(window));
        if self.now >= looked_through && end >= looked_through && batch.invalid.is_some() {
            (batch.state, batch.over) = (State::Failed, Some(looked_through));
            return;
        }
        let until = self.now.min(end);
        while self.batches[at].worked < lines as usize && begins + each * (self.batches[at].worked as u32 + 1) <= until
        {
            self.row(at);
            self.batches[at].worked += 1;
        }
        let written = begins + each * lines + writes;
        let batch = &mut self.batches[at];
        let cancelling = batch.state == State::Cancelling;
        let over = if self.now >= written && written <= end {
            Some((State::Completed, written))
        } else if self.now >= end {
            Some((if end == window { State::Expired } else { State::Cancelled }, end))
        } else {
            None
        };
        match over {
            Some((state, when)) => {
                (batch.state, batch.over) = (state, Some(when));
                self.write_down(at);
            }
            None if cancelling => {}
            None if batch.worked == lines as usize => batch.state = State::Finalizing,
            None => batch.state = if self.now < looked_through { State::Validating } else { State::Running },
        }
    }

    /// A line has its turn.
    fn row(&mut self, at: usize) {
        let (row, batch) = (&self.batches[at].rows[self.batches[at].worked], &self.batches[at].id);
        let (question, custom_id) = (row.question.clone(), row.custom_id.clone());
        let request = format!("request-of-{batch}");
        let no = |status: u16, code: &str, message: &str| {
            let body = json!({"error": {"code": code, "message": format!("{message}: {}", question.input)}});
            line(&custom_id, &json!({"status_code": status, "request_id": request, "body": body}), &Value::Null)
        };
        let marked = |marks: [&str; 2]| marks.iter().all(|mark| question.input.contains(mark));
        let came = if self.law.refused.is_some_and(marked) {
            Some((false, no(400, "content_filter", "refused-for-good")))
        } else if self.batches[at].broke || self.odd(Odd::Broke) {
            self.batches[at].broke = true;
            Some((false, no(402, "insufficient_balance", "no money is left")))
        } else if self.odd(Odd::Busy) {
            Some((false, no(429, "rate_limit_exceeded", "slow down")))
        } else if self.odd(Odd::Broken) {
            Some((false, no(500, "internal_error", "it broke")))
        } else if self.odd(Odd::Silent) {
            Some((false, line(&custom_id, &json!({"status_code": 0, "request_id": "", "body": ""}), &Value::Null)))
        } else {
            let (missing, torn) = (self.odd(Odd::Missing), self.odd(Odd::Torn));
            let bill = self.bill(at, &custom_id, &question, !missing && !torn);
            let body = reply(&question, &bill);
            let whole =
                line(&custom_id, &json!({"status_code": 200, "request_id": request, "body": body}), &Value::Null);
            let kept = if torn { whole.len() / 2 } else { whole.len() };
            (!missing).then(|| (true, whole.chars().take(kept).collect()))
        };
        let batch = &mut self.batches[at];
        batch.rows[batch.worked].came = came;
    }

    fn bill(&mut self, batch: usize, custom_id: &str, question: &Question, can_be_had: bool) -> Bill {
        self.serial += 1;
        let tokens = (question.input.len() as u64 / 3 + 8, question.steady());
        let (custom_id, question) = (custom_id.to_owned(), question.clone());
        let bill = Bill { serial: self.serial, custom_id, question, batch, tokens, can_be_had };
        self.bills.push(bill.clone());
        bill
    }
}

/// A line of results.
pub fn line(custom_id: &str, response: &Value, error: &Value) -> String {
    json!({"id": "line", "custom_id": custom_id, "response": response, "error": error}).to_string()
}

fn reply(question: &Question, bill: &Bill) -> Value {
    let Bill { serial, tokens: (asked, said), .. } = bill;
    json!({
        "id": format!("chatcmpl-{serial}"), "object": "chat.completion", "created": 1, "model": question.model,
        "choices": [{"index": 0, "finish_reason": "stop",
            "message": {"role": "assistant", "content": answer_text(question, *serial)}}],
        "usage": {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said},
    })
}
