//! Files: what is uploaded, and what is to be fetched.

use bytes::Bytes;
use serde_json::{Value, json};

use super::super::law::Odd;
use super::{Inside, Reply, page};
use crate::wire::errand::Upload;

/// A file at the service.
#[derive(Debug, Clone)]
pub struct StoredFile {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What is in it.
    pub content: Bytes,
    /// True if it has nothing to do with the client.
    pub foreign: bool,
    /// It is not there any more.
    pub removed: bool,
    /// Times that its content is not there yet, breaks off, and is short.
    pub late: u32,
    pub cut: u32,
    pub short: u32,
    /// Times that it is not known to who makes a batch of it.
    pub unknown: u32,
    /// It will not be removed.
    pub kept: bool,
}

impl Inside {
    pub(super) fn store(&mut self, name: String, content: Bytes, foreign: bool) -> usize {
        let id = self.id("file");
        let mut some = |odd: Odd| if !foreign && self.odd(odd) { self.rng.u32(1..3) } else { 0 };
        let [late, cut, short, unknown, kept] =
            [Odd::ContentLate, Odd::ContentCut, Odd::ContentShort, Odd::FileLate, Odd::Kept].map(&mut some);
        let file = StoredFile { id, name, content, foreign, removed: false, late, cut, short, unknown, kept: kept > 0 };
        self.files.push(file);
        self.files.len() - 1
    }

    pub(super) fn of_others(&mut self, n: usize) {
        let line = json!({"custom_id": format!("theirs-{n}"), "method": "POST", "url": "/v1/chat/completions",
            "body": {"model": "m1", "messages": [{"role": "user", "content": "somebody else's words"}]}});
        let input = self.store(format!("theirs-{n}.jsonl"), format!("{line}\n").into(), true);
        self.foreign_batch(input);
    }

    pub(super) fn upload(&mut self, upload: &Upload) -> Reply {
        // The whole form comes, however large.
        let content = std::fs::read(&upload.path).unwrap();
        if content.len() as u64 != upload.bytes {
            self.wrong.push(format!("the form: {} bytes are {}", upload.bytes, content.len()));
        }
        if upload.purpose != "batch" || !upload.name.ends_with(".jsonl") {
            self.wrong.push(format!("the form: {} for {}", upload.name, upload.purpose));
        }
        if self.odd(Odd::Upload) {
            let (status, code) =
                [(400, "invalid_request_error"), (413, ""), (429, "rate_limit_exceeded")][self.rng.usize(..3)];
            return Reply::no(status, code, "this file is not taken");
        }
        let at = self.store(upload.name.clone(), content.into(), false);
        Reply::json(&self.file_view(at))
    }

    fn file_view(&self, at: usize) -> Value {
        let file = &self.files[at];
        let now = self.clock(self.now);
        json!({"id": file.id, "object": "file", "filename": file.name, "bytes": file.content.len(), "created_at": now,
            "purpose": "batch", "status": "ok"})
    }

    pub(super) fn list_files(&mut self, after: Option<&str>) -> Reply {
        let there = (0..self.files.len()).rev().filter(|at| !self.files[*at].removed);
        let all = there.map(|at| (self.files[at].id.clone(), self.file_view(at))).collect();
        let (data, more) = page(all, after, self.law.page);
        Reply::json(&json!({"object": "list", "data": data, "has_more": more}))
    }

    fn file(&mut self, id: &str) -> Option<usize> {
        let at = self.files.iter().position(|file| file.id == id && !file.removed)?;
        if self.files[at].foreign {
            self.wrong.push(format!("others' things: their file {} was touched", self.files[at].name));
        }
        Some(at)
    }

    pub(super) fn content(&mut self, id: &str) -> Reply {
        let Some(at) = self.file(id) else { return Reply::no(404, "not_found", "no such file") };
        let file = &mut self.files[at];
        let half = file.content.slice(..file.content.len() / 2);
        let whole = Reply { body: file.content.clone(), ..Reply::json(&Value::Null) };
        // Each of them passes.
        let passes = |times: &mut u32| std::mem::replace(times, times.saturating_sub(1)) > 0;
        if passes(&mut file.late) {
            Reply::no(404, "not_found", "no such file")
        } else if passes(&mut file.cut) || self.law.cuts && !file.foreign {
            Reply { body: half, breaks: true, ..whole }
        } else if passes(&mut file.short) {
            Reply { body: half, ..whole }
        } else {
            whole
        }
    }

    pub(super) fn delete(&mut self, id: &str) -> Reply {
        let Some(at) = self.file(id) else { return Reply::no(404, "not_found", "no such file") };
        if self.files[at].kept {
            return Reply::no(500, "internal_error", "it stays");
        }
        self.files[at].removed = true;
        Reply::json(&json!({"id": id, "object": "file", "deleted": true}))
    }
}
