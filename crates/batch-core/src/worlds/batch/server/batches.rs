//! Batches: how they are made, told and cancelled.

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::law::Odd;
use super::{Inside, Reply, page};
use crate::worlds::server::{Question, question};

/// A batch.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Its id.
    pub id: String,
    /// True if it has nothing to do with the client.
    pub foreign: bool,
    /// Its file.
    pub input: usize,
    /// What it was given to keep.
    pub metadata: Value,
    /// When it was made.
    pub made: Duration,
    /// What it does.
    pub state: State,
    /// Since when nothing more comes of it.
    pub over: Option<Duration>,
    /// When it stops because it was cancelled.
    pub stops: Option<Duration>,
    /// Its lines, and how many of them have had their turn.
    pub rows: Vec<Row>,
    pub worked: usize,
    /// Files of its results.
    pub output: Option<usize>,
    pub errors: Option<usize>,
    /// Lists that will not have it, and requests for it that will say that it is not there.
    pub hidden: u32,
    pub gone: u32,
    /// The run that last heard its name.
    pub told: Option<usize>,
    /// Its window ends with half of its lines.
    pub expires: bool,
    /// Its file is found wrong.
    pub invalid: Option<String>,
    /// It is out of money.
    pub broke: bool,
    /// It says more than is so, or not where its results are.
    pub lies: bool,
    pub unnamed: bool,
    /// Lines that it did not come to are told.
    pub tells_rest: bool,
}

/// A line of a batch.
#[derive(Debug, Clone)]
pub struct Row {
    /// Whose it is.
    pub custom_id: String,
    /// What it asks.
    pub question: Question,
    /// What it brought: which file it is in, and the line.
    pub came: Option<(bool, String)>,
}

/// What a batch does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Validating,
    Running,
    Finalizing,
    Cancelling,
    Completed,
    Failed,
    Expired,
    Cancelled,
}

impl State {
    fn name(self) -> String {
        let name = if self == Self::Running { "in_progress".to_owned() } else { format!("{self:?}") };
        name.to_lowercase()
    }
}

impl Inside {
    fn blank(&mut self, input: usize, foreign: bool) -> Batch {
        Batch {
            id: self.id("batch"),
            foreign,
            input,
            metadata: Value::Null,
            made: self.now,
            state: State::Validating,
            over: None,
            stops: None,
            rows: Vec::new(),
            worked: 0,
            output: None,
            errors: None,
            hidden: 0,
            gone: 0,
            told: None,
            expires: false,
            invalid: None,
            broke: false,
            lies: false,
            unnamed: false,
            tells_rest: false,
        }
    }

    pub(super) fn foreign_batch(&mut self, input: usize) {
        let batch = self.blank(input, true);
        let output = self.store(format!("{}_output.jsonl", batch.id), Bytes::from_static(b"{}\n"), true);
        let state = [State::Completed, State::Running][self.rng.usize(..2)];
        let metadata = json!({"part": format!("{:032x}", self.rng.u128(..))});
        self.batches.push(Batch { state, metadata, output: Some(output), over: Some(self.now), ..batch });
    }

    pub(super) fn create(&mut self, body: &Value) -> Reply {
        let text = |name: &str| body[name].as_str().unwrap_or_default();
        if text("endpoint") != "/v1/chat/completions" || text("completion_window").is_empty() {
            self.wrong.push(format!("the dialect: {body}"));
        }
        let there = |file: &super::StoredFile| file.id == text("input_file_id") && !file.removed;
        let Some(input) = self.files.iter().position(there) else {
            return Reply::no(404, "not_found", "no such file");
        };
        if self.files[input].unknown > 0 {
            self.files[input].unknown -= 1;
            return Reply::no(404, "not_found", "no such file");
        }
        self.is_not_made_blindly(input);
        let twins = self.odd(Odd::Twins);
        let first = self.make(input, &body["metadata"]);
        let named =
            if twins && self.make(input, &body["metadata"]) > first && self.rng.bool() { first + 1 } else { first };
        Reply { told: vec![named], ..Reply::json(&self.view(named)) }
    }

    /// Who makes a second batch of a file has looked for the first one, and not seen it.
    fn is_not_made_blindly(&mut self, input: usize) {
        let run = self.run;
        for batch in self.batches.iter().filter(|batch| batch.input == input) {
            let looked = self.lists.iter().any(|(of, at)| *of == run && *at >= batch.made);
            if batch.told == Some(run) || !looked {
                self.wrong.push(format!("looks first: {} was there (looked: {looked})", batch.id));
            }
        }
    }

    fn make(&mut self, input: usize, metadata: &Value) -> usize {
        let mut batch = self.blank(input, false);
        batch.metadata = metadata.clone();
        let content = self.files[input].content.clone();
        let mut ids = std::collections::HashSet::new();
        for line in content.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let line: Value = serde_json::from_slice(line).unwrap();
            let custom_id = line["custom_id"].as_str().unwrap().to_owned();
            if !ids.insert(custom_id.clone()) || line["method"] != "POST" || line["url"] != "/v1/chat/completions" {
                self.wrong.push(format!("the dialect: line {custom_id}"));
            }
            let question = question(line["body"].to_string().as_bytes());
            batch.rows.push(Row { custom_id, question, came: None });
        }
        let models: std::collections::HashSet<&str> = batch.rows.iter().map(|row| &*row.question.model).collect();
        if models.len() != 1 {
            self.wrong.push(format!("the dialect: models {models:?} in one file"));
        }
        let quoted = &batch.rows[0].question.input;
        if batch.rows.iter().any(|row| self.law.no_model == Some(&*row.question.model)) {
            batch.invalid = Some(format!("this model cannot be asked: {quoted}"));
        } else if self.odd(Odd::Invalid) {
            batch.invalid = Some(format!("line 1 is odd: {quoted}"));
        }
        batch.hidden = if self.odd(Odd::Hidden) { self.rng.u32(1..7) } else { 0 };
        batch.gone = if self.odd(Odd::Gone) { self.rng.u32(1..4) } else { 0 };
        batch.expires = self.odd(Odd::Expires);
        batch.lies = self.odd(Odd::Lying);
        batch.unnamed = self.odd(Odd::Unnamed);
        batch.tells_rest = self.rng.bool();
        self.batches.push(batch);
        self.batches.len() - 1
    }

    fn view(&self, at: usize) -> Value {
        let batch = &self.batches[at];
        let is_over = batch.over.is_some();
        let file = |file: Option<usize>| file.filter(|_| is_over && !batch.unnamed).map(|at| self.files[at].id.clone());
        let (all, failed) =
            (batch.rows.len(), batch.rows.iter().filter(|row| matches!(row.came, Some((false, _)))).count());
        let good = if batch.lies && is_over { all } else { batch.worked - failed };
        let counts = json!({"total": all, "completed": good, "failed": if batch.lies { 0 } else { failed }});
        let one_in = self.law.one_in(Odd::NoCounts);
        let errors = batch.invalid.as_ref().filter(|_| batch.state == State::Failed);
        json!({
            "id": batch.id, "object": "batch", "endpoint": "/v1/chat/completions", "completion_window": "24h",
            "input_file_id": self.files[batch.input].id, "status": batch.state.name(),
            "output_file_id": file(batch.output), "error_file_id": file(batch.errors),
            "created_at": self.clock(batch.made), "expires_at": self.clock(batch.made + self.law.window),
            "request_counts": if one_in > 0 { Value::Null } else { counts },
            "metadata": if self.law.one_in(Odd::NoMetadata) > 0 { Value::Null } else { batch.metadata.clone() },
            "errors": errors.map(|said| json!({"data": [{"code": "invalid_file", "message": said}]})),
        })
    }

    pub(super) fn list_batches(&mut self, after: Option<&str>) -> Reply {
        let mut all = Vec::new();
        for at in (0..self.batches.len()).rev() {
            // A page further on is the same look.
            if self.batches[at].hidden > 0 {
                self.batches[at].hidden -= u32::from(after.is_none());
            } else {
                all.push((self.batches[at].id.clone(), at));
            }
        }
        let (told, more) = page(all, after, self.law.page);
        let data: Vec<Value> = told.iter().map(|at| self.view(*at)).collect();
        Reply { told, ..Reply::json(&json!({"object": "list", "data": data, "has_more": more})) }
    }

    fn batch(&mut self, id: &str, touches: bool) -> Result<usize, Reply> {
        let none = || Reply::no(404, "not_found", "no such batch");
        let at = self.batches.iter().position(|batch| batch.id == id).ok_or_else(none)?;
        let batch = &mut self.batches[at];
        if batch.foreign && touches {
            self.wrong.push(format!("others' things: their batch {id} was touched"));
        }
        if batch.gone > 0 {
            batch.gone -= 1;
            return Err(none());
        }
        Ok(at)
    }

    pub(super) fn get(&mut self, id: &str) -> Reply {
        self.batch(id, true).map_or_else(|no| no, |at| Reply { told: vec![at], ..Reply::json(&self.view(at)) })
    }

    pub(super) fn cancel(&mut self, id: &str) -> Reply {
        let at = match self.batch(id, true) {
            Ok(at) => at,
            Err(no) => return no,
        };
        if self.batches[at].over.is_some() || self.batches[at].state == State::Cancelling {
            return Reply::no(400, "invalid_request_error", "it cannot be cancelled any more");
        }
        if !self.odd(Odd::Anyway) {
            let long = Duration::from_secs(self.rng.u64(0..12));
            self.batches[at].stops = Some(self.now + long);
        }
        self.batches[at].state = State::Cancelling;
        Reply { told: vec![at], ..Reply::json(&self.view(at)) }
    }
}
