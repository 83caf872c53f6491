//! A stream of events where one object was asked for.

use serde_json::{Value, json};

use super::mend;

/// True if a text is a stream of events.
pub(super) fn are_in(text: &str) -> bool {
    ["data:", "event:", "id:", "retry:", ":"].iter().any(|field| text.starts_with(field))
}

/// The one object of a stream, or its pieces put together, if the stream says that it is whole.
pub(super) fn joined(text: &str) -> Option<Value> {
    // Comments keep a connection alive while the answer is made; what they stand before may be plain JSON.
    let mut behind = text;
    while behind.starts_with(':') {
        behind = behind.split_once('\n')?.1.trim_start();
    }
    if behind.starts_with('{') {
        return mend::object(behind);
    }
    let (mut content, mut reasoning) = (String::new(), String::new());
    let mut first: Option<Value> = None;
    let (mut finish, mut usage, mut done) = (Value::Null, Value::Null, false);
    for line in text.lines() {
        let Some(data) = line.strip_prefix("data:").map(str::trim) else { continue };
        if data == "[DONE]" {
            done = true;
            break;
        }
        let mut piece = mend::object(data)?;
        let Some(choice) = piece.pointer_mut("/choices/0") else {
            if piece.get("choices").is_none() {
                return Some(piece);
            }
            take(&mut usage, piece.get_mut("usage"));
            continue;
        };
        if choice.get("message").is_some() {
            return Some(piece);
        }
        content.push_str(choice.pointer("/delta/content").and_then(Value::as_str).unwrap_or_default());
        reasoning.push_str(choice.pointer("/delta/reasoning_content").and_then(Value::as_str).unwrap_or_default());
        take(&mut finish, choice.get_mut("finish_reason"));
        take(&mut usage, choice.get_mut("usage"));
        take(&mut usage, piece.get_mut("usage"));
        first.get_or_insert(piece);
    }
    let id = first?.get_mut("id").map(Value::take);
    let message = json!({"content": content, "reasoning_content": reasoning});
    (done || !finish.is_null())
        .then(|| json!({"id": id, "choices": [{"message": message, "finish_reason": finish}], "usage": usage}))
}

fn take(into: &mut Value, from: Option<&mut Value>) {
    if let Some(from) = from.filter(|from| !from.is_null()) {
        *into = from.take();
    }
}
