//! An answer that comes in pieces, as server-sent events: what they say is put together to the object that would have come
//! in one.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use super::event_reader::{Event, EventKind, EventReader};
use super::{mend, shape};
use crate::platform::shape::RefusalAt;

/// True if a text is a stream of events.
pub(super) fn are_in(text: &str) -> bool {
    ["data:", "event:", "id:", "retry:", ":"].iter().any(|field| text.starts_with(field))
}

/// The object of a stream that nobody asked for and that came whole, if it says that it is whole.
pub(super) fn joined(text: &str) -> Option<Value> {
    // Comments keep a connection alive while the answer is made; what they stand before may be plain JSON.
    let mut behind = text;
    while behind.starts_with(':') {
        behind = behind.split_once('\n')?.1.trim_start();
    }
    if behind.starts_with('{') {
        return mend::object(behind);
    }
    let mut assembly = Assembly::default();
    let mut reader = EventReader::default();
    let mut take = |event: &Event<'_>| assembly.take(event);
    if reader.feed(text.as_bytes(), &mut take) {
        reader.end(&mut take);
    }
    assembly.finish()
}

/// What the events of one answer have said so far.
#[derive(Default)]
pub struct Assembly {
    /// Where the platform's refusals stand, if it has a place of its own for them.
    refusals: Option<RefusalAt>,
    content: String,
    reasoning: String,
    refusal: String,
    /// Why the model stopped.
    finish: Value,
    /// True if words came behind a `finish_reason`: it is no sign of an end here.
    finish_lies: bool,
    /// The ids of the first piece and of the last one.
    ids: [Option<String>; 2],
    usage: Value,
    /// What stands beside choices and usage.
    beside: Map<String, Value>,
    /// The last object that has all that was said so far.
    whole: Option<Value>,
    has_choices: bool,
    is_done: bool,
    /// True if a piece cannot be read: nobody knows what is missing.
    is_torn: bool,
    /// True if words that are no piece came between the pieces: only the model's own end will do.
    is_doubted: bool,
    /// True if something went wrong on the way: half an answer is none.
    is_refused: bool,
}

/// What stands for the `finish_reason` that a stream did not bring.
const NO_REASON: &str = "missing";

/// What servers send as data to keep a connection alive.
const NOISE: &[&str] = &["", "ping", "keep-alive", "keepalive", "heartbeat"];

impl Assembly {
    /// For a platform whose refusals stand there, if it has a place of its own for them.
    #[must_use]
    pub fn new(refusals: Option<RefusalAt>) -> Self {
        Self { refusals, ..Self::default() }
    }

    /// Takes the data of one event in. False if nothing that counts is to come behind it.
    pub fn take(&mut self, event: &Event<'_>) -> bool {
        let data = event.data.trim();
        if data == "[DONE]" {
            self.is_done = true;
            return false;
        }
        if event.kind == EventKind::Stray {
            // What is no event may be a gateway's last words.
            let said = mend::object(data).filter(|said| shape::refuses(said, false));
            self.is_refused = said.is_some();
            self.is_doubted = true;
            self.beside.extend(said.and_then(|mut said| said.as_object_mut().map(std::mem::take)).unwrap_or_default());
            return !self.is_refused;
        }
        if event.kind == EventKind::Error {
            let said = mend::object(data).unwrap_or_else(|| data.into());
            let error = said.get("error").filter(|error| !error.is_null()).cloned().unwrap_or(said);
            self.beside.insert("error".to_owned(), error);
            self.is_refused = true;
            return false;
        }
        match serde_json::from_str::<Piece>(data) {
            // The first one has what stands beside, and the last ones have usage and the end.
            Ok(Piece { choices: [choice], id, .. }) if self.has_choices && choice.index == 0 => {
                let Delta { content, reasoning_content, reasoning, .. } = choice.delta;
                self.words_of(
                    id.as_deref(),
                    [&content, &reasoning_content, &reasoning].into_iter().flatten().any(|said| !said.is_empty()),
                );
                self.content.push_str(content.as_deref().unwrap_or_default());
                let thought = reasoning_content.filter(|thought| !thought.is_empty()).or(reasoning);
                self.reasoning.push_str(thought.as_deref().unwrap_or_default());
            }
            _ => match mend::object(data) {
                Some(piece) => self.take_any(piece),
                None => self.is_torn |= !NOISE.contains(&data),
            },
        }
        !self.is_refused
    }

    /// Looks whether words are this answer's. Some servers give each piece an id of its own; what comes back to the first
    /// one, or comes under another behind the end, is two answers in one stream.
    fn words_of(&mut self, id: Option<&str>, are_there: bool) {
        let has_ended = !self.finish.is_null();
        self.finish_lies |= has_ended && are_there;
        let Some(id) = id.filter(|id| !id.is_empty()) else { return };
        let [first, last] = &mut self.ids;
        if last.as_deref() == Some(id) {
            return;
        }
        let is_another = last.is_some();
        self.is_torn |= is_another && (first.as_deref() == Some(id) || has_ended && are_there);
        first.get_or_insert_with(|| id.to_owned());
        *last = Some(id.to_owned());
    }

    fn take_any(&mut self, mut piece: Value) {
        keep(&mut self.usage, piece.get_mut("usage").map(Value::take));
        match piece.get_mut("choices").map(Value::take) {
            None => self.is_doubted |= self.has_choices && shape::refuses(&piece, false),
            Some(choices) => {
                self.has_choices = true;
                let mut choices = if let Value::Array(choices) = choices { choices } else { Vec::new() };
                let is_first = |choice: &&mut Value| {
                    choice.get("index").is_none_or(|index| index.is_null() || *index == 0 || *index == "0")
                };
                if let Some(choice) = choices.iter_mut().find(is_first) {
                    let said =
                        ["content", "reasoning_content", "reasoning"].iter().any(|name| says(&choice["delta"][name]));
                    self.words_of(piece["id"].as_str(), said);
                    if choice["message"].is_object() && !choice["delta"].is_object() {
                        keep(&mut self.finish, end_of(choice));
                        piece["choices"] = choices.into();
                        self.whole = Some(piece.clone());
                    } else {
                        self.take_choice(choice);
                    }
                }
            }
        }
        let beside = piece.as_object_mut().map(std::mem::take).unwrap_or_default();
        self.beside.extend(beside.into_iter().filter(|(name, value)| name != "choices" && !value.is_null()));
        let beside = Value::Object(self.beside.clone());
        self.is_refused =
            self.refusals.is_some_and(|at| at.find(&beside).is_some()) || shape::refuses(&beside, self.has_choices);
    }

    fn take_choice(&mut self, choice: &mut Value) {
        let delta = &choice["delta"];
        push(&mut self.content, &delta["content"]);
        let thought = self.reasoning.len();
        push(&mut self.reasoning, &delta["reasoning_content"]);
        if self.reasoning.len() == thought {
            push(&mut self.reasoning, &delta["reasoning"]);
        }
        push(&mut self.refusal, &delta["refusal"]);
        // Where older servers put the text.
        push(&mut self.content, &choice["text"]);
        keep(&mut self.finish, end_of(choice));
        keep(&mut self.usage, choice.get_mut("usage").map(Value::take));
        if let Some(error) = choice.get_mut("error").map(Value::take).filter(|error| !error.is_null()) {
            self.beside.insert("error".to_owned(), error);
        }
    }

    /// Bytes that the model has said and thought.
    #[must_use]
    pub fn size(&self) -> usize {
        self.content.len() + self.reasoning.len()
    }

    /// True once the model has said or thought a word.
    #[must_use]
    pub fn has_spoken(&self) -> bool {
        !(self.content.is_empty() && self.reasoning.is_empty())
    }

    /// True once the stream has said that nothing is to come any more.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// True once the stream has said that the answer is at its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let has_ended = !self.finish.is_null() && !self.finish_lies || self.is_done && !self.is_doubted;
        !self.is_torn && has_ended || self.is_refused
    }

    /// The object that would have come in one; `None` if the stream broke off.
    #[must_use]
    pub fn finish(self) -> Option<Value> {
        if !self.is_whole() {
            return None;
        }
        // Of what broke off, nobody has counted all.
        let usage = if self.is_refused && self.finish.is_null() { Value::Null } else { self.usage };
        if let Some(mut whole) = self.whole.filter(|_| !self.is_refused) {
            whole["usage"] = usage;
            return Some(whole);
        }
        let mut whole = self.beside;
        if self.has_choices {
            let mut message = json!({"content": self.content});
            for (name, text) in [("reasoning_content", self.reasoning), ("refusal", self.refusal)] {
                if !text.is_empty() {
                    message[name] = text.into();
                }
            }
            // The stream says that it is over; the model did not say that it had finished.
            let finish = if self.finish.is_null() { NO_REASON.into() } else { self.finish };
            whole.insert("choices".to_owned(), json!([{"index": 0, "message": message, "finish_reason": finish}]));
        }
        whole.insert("usage".to_owned(), usage);
        Some(whole.into())
    }
}

fn keep(into: &mut Value, from: Option<Value>) {
    if let Some(from) = from.filter(|from| !from.is_null()) {
        *into = from;
    }
}

/// Why a choice ended, if it did: some servers say that it has not with a text.
fn end_of(choice: &Value) -> Option<Value> {
    let reason = choice.get("finish_reason").cloned()?;
    let says_so = |reason: &str| !reason.trim().is_empty() && !reason.trim().eq_ignore_ascii_case("null");
    reason.as_str().is_none_or(says_so).then_some(reason)
}

/// True if a text, or one of a list of parts, has a character.
fn says(value: &Value) -> bool {
    let mut text = String::new();
    push(&mut text, value);
    !text.is_empty()
}

/// Text, or the texts of a list of parts.
fn push(into: &mut String, from: &Value) {
    match from {
        Value::String(text) => into.push_str(text),
        Value::Array(parts) => parts.iter().for_each(|part| push(into, &part["text"])),
        _ => {}
    }
}

/// The pieces that most of a stream is made of: a few words of the only choice, and nothing else that matters. Whatever
/// has a field more is looked at whole.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Piece {
    choices: [Choice; 1],
    #[serde(default)]
    id: Option<String>,
    #[serde(default, rename = "object")]
    _object: IgnoredAny,
    #[serde(default, rename = "created")]
    _created: IgnoredAny,
    #[serde(default, rename = "model")]
    _model: IgnoredAny,
    #[serde(default, rename = "system_fingerprint")]
    _system_fingerprint: IgnoredAny,
    #[serde(default, rename = "service_tier")]
    _service_tier: IgnoredAny,
    #[serde(default, rename = "usage")]
    _usage: (),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    #[serde(default)]
    index: u32,
    delta: Delta,
    #[serde(default, rename = "finish_reason")]
    _finish_reason: (),
    #[serde(default, rename = "logprobs")]
    _logprobs: IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Delta {
    #[serde(default, rename = "role")]
    _role: IgnoredAny,
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    reasoning_content: Option<String>,
    #[serde(default)]
    reasoning: Option<String>,
}
