//! An answer that comes in pieces, as server-sent events: what they say is put together to the object that would have come
//! in one.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value, json};

use super::event_reader::EventReader;
use super::{mend, shape};

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
    let mut take = |data: &str| assembly.take(data);
    if reader.feed(text.as_bytes(), &mut take) {
        reader.end(&mut take);
    }
    assembly.finish()
}

/// What the events of one answer have said so far.
#[derive(Default)]
pub struct Assembly {
    content: String,
    reasoning: String,
    refusal: String,
    /// Why the model stopped.
    finish: Value,
    usage: Value,
    /// What stands beside choices and usage.
    beside: Map<String, Value>,
    /// An object that came in one event.
    at_once: Option<Value>,
    has_choices: bool,
    is_done: bool,
    /// True if a piece cannot be read: nobody knows what is missing.
    is_torn: bool,
    /// True if something went wrong on the way: half an answer is none.
    is_refused: bool,
}

impl Assembly {
    /// Takes the data of one event in. False if nothing is to come behind it.
    pub fn take(&mut self, data: &str) -> bool {
        if data.trim() == "[DONE]" {
            self.is_done = true;
            return false;
        }
        match serde_json::from_str::<Piece>(data) {
            // The first one has what stands beside, and the last ones have usage and the end.
            Ok(piece) if self.has_choices && piece.is_plain() => {
                let [choice] = piece.choices;
                let Delta { content, reasoning_content, reasoning } = choice.delta;
                self.content.push_str(content.as_deref().unwrap_or_default());
                self.reasoning.push_str(reasoning_content.or(reasoning).as_deref().unwrap_or_default());
            }
            _ => match mend::object(data) {
                Some(piece) => self.take_any(piece),
                // A word of no JSON's keeps the connection alive.
                None => self.is_torn |= data.contains(['{', '"']),
            },
        }
        self.at_once.is_none()
    }

    fn take_any(&mut self, mut piece: Value) {
        let choices = piece.get_mut("choices").map(Value::take);
        keep(&mut self.usage, piece.get_mut("usage").map(Value::take));
        if let Some(choices) = choices {
            self.has_choices = true;
            let mut choices = if let Value::Array(choices) = choices { choices } else { Vec::new() };
            if choices.iter().any(|choice| choice.get("message").is_some_and(Value::is_object)) {
                piece["choices"] = choices.into();
                piece["usage"] = self.usage.take();
                self.at_once = Some(piece);
                return;
            }
            let is_first = |choice: &&mut Value| {
                choice.get("index").is_none_or(|index| index.is_null() || *index == 0 || *index == "0")
            };
            if let Some(choice) = choices.iter_mut().find(is_first) {
                self.take_choice(choice);
            }
        }
        let beside = piece.as_object_mut().map(std::mem::take).unwrap_or_default();
        self.beside.extend(beside.into_iter().filter(|(_, value)| !value.is_null()));
        self.is_refused = shape::refuses(&Value::Object(self.beside.clone()), self.has_choices);
    }

    fn take_choice(&mut self, choice: &mut Value) {
        let delta = &choice["delta"];
        push(&mut self.content, &delta["content"]);
        push(
            &mut self.reasoning,
            if delta["reasoning_content"].is_null() { &delta["reasoning"] } else { &delta["reasoning_content"] },
        );
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

    /// True once the stream has said that the answer is at its end.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.is_torn && (self.is_done || !self.finish.is_null() || self.at_once.is_some()) || self.is_refused
    }

    /// The object that would have come in one; `None` if the stream broke off.
    #[must_use]
    pub fn finish(self) -> Option<Value> {
        if !self.is_whole() {
            return None;
        }
        if self.at_once.is_some() {
            return self.at_once;
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

/// The pieces that most of a stream is made of: a few words of the only choice, and nothing else that matters.
#[derive(Deserialize)]
struct Piece {
    choices: [Choice; 1],
    #[serde(default)]
    usage: Option<IgnoredAny>,
    #[serde(default)]
    error: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    index: u32,
    delta: Delta,
    #[serde(default)]
    finish_reason: Option<IgnoredAny>,
    #[serde(default)]
    usage: Option<IgnoredAny>,
    #[serde(default)]
    error: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Delta {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    reasoning_content: Option<String>,
    #[serde(default)]
    reasoning: Option<String>,
}

impl Piece {
    fn is_plain(&self) -> bool {
        let [choice] = &self.choices;
        let others = [&self.usage, &self.error, &choice.finish_reason, &choice.usage, &choice.error];
        choice.index == 0 && others.iter().all(|other| other.is_none())
    }
}
