//! An answer that comes in pieces, as server-sent events: what they say is put together to the object that would have come
//! in one.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use super::event_reader::{Event, EventReader};
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
        if event.is_error {
            let said = mend::object(data).unwrap_or_else(|| data.into());
            let error = said.get("error").filter(|error| !error.is_null()).cloned().unwrap_or(said);
            self.beside.insert("error".to_owned(), error);
            self.is_refused = true;
            return false;
        }
        match serde_json::from_str::<Piece>(data) {
            // The first one has what stands beside, and the last ones have usage and the end.
            Ok(Piece { choices: [choice], .. }) if self.has_choices && choice.index == 0 => {
                let Delta { content, reasoning_content, reasoning, .. } = choice.delta;
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
                    if choice["message"].is_object() && !choice["delta"].is_object() {
                        keep(&mut self.finish, Some(choice["finish_reason"].clone()));
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
        keep(&mut self.finish, choice.get_mut("finish_reason").map(Value::take));
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
        let has_ended = !self.finish.is_null() || self.is_done && !self.is_doubted;
        !self.is_torn && has_ended || self.is_refused
    }

    /// The object that would have come in one; `None` if the stream broke off.
    #[must_use]
    pub fn finish(self) -> Option<Value> {
        if !self.is_whole() {
            return None;
        }
        if let Some(mut whole) = self.whole.filter(|_| !self.is_refused) {
            whole["usage"] = self.usage;
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
            whole.insert("choices".to_owned(), json!([{"index": 0, "message": message, "finish_reason": self.finish}]));
        }
        whole.insert("usage".to_owned(), self.usage);
        Some(whole.into())
    }
}

fn keep(into: &mut Value, from: Option<Value>) {
    if let Some(from) = from.filter(|from| !from.is_null()) {
        *into = from;
    }
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
    #[serde(default, rename = "id")]
    _id: IgnoredAny,
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
