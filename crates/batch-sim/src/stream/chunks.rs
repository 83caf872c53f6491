//! A completion, cut into the chunks of a stream: whatever is odd in it is odd in them.

use serde_json::{Map, Value, json};

use crate::fault_kind::FaultKind as F;
use crate::table::StreamUsage;

/// Fields of a completion that every chunk repeats; what else stands beside `choices` is in the last one.
const FRAME: [&str; 6] = ["id", "object", "created", "model", "service_tier", "system_fingerprint"];

/// Characters of a chunk.
const PIECE: usize = 24;

/// The chunks of a completion.
pub(crate) fn chunks(mut whole: Value, usage: Option<StreamUsage>, fault: Option<&F>) -> Vec<Value> {
    let mut top = whole.as_object_mut().map(std::mem::take).unwrap_or_default();
    let choices = top.remove("choices").unwrap_or_default();
    let said = top.remove("usage");
    let mut frame = Map::new();
    for name in FRAME {
        frame.extend(top.remove_entry(name));
    }
    if frame.get("object").is_some_and(Value::is_string) {
        frame["object"] = json!("chat.completion.chunk");
    }
    let frame = Value::Object(frame);
    let bare = |choices: Value| {
        let mut chunk = frame.clone();
        chunk["choices"] = choices;
        chunk
    };
    let mut all = Vec::new();
    if let Some(results) = top.remove("prompt_filter_results") {
        all.push(
            json!({"id": "", "object": "", "created": 0, "model": "", "choices": [], "prompt_filter_results": results}),
        );
    }
    let mut lists: Vec<Vec<Value>> =
        choices.as_array().into_iter().flatten().map(|choice| cut(choice, fault)).collect();
    let mut last = lists.first_mut().and_then(Vec::pop).map_or_else(|| bare(json!([])), |choice| bare(json!([choice])));
    let longest = lists.iter().map(Vec::len).max().unwrap_or(0);
    for at in 0..longest {
        all.extend(lists.iter().filter_map(|list| list.get(at)).map(|choice| bare(json!([choice]))));
    }
    if let Some(last) = last.as_object_mut() {
        last.extend(top);
    }
    all.push(last);
    if let (Some(place), Some(said)) = (usage, said) {
        put_usage(&mut all, place, said, bare(json!([])));
    }
    all
}

fn put_usage(all: &mut Vec<Value>, place: StreamUsage, said: Value, mut extra: Value) {
    let (count, last) = (all.len(), all.len() - 1);
    match place {
        StreamUsage::LastChunk => all[last]["usage"] = said,
        StreamUsage::LastChoice if all[last]["choices"][0].is_object() => all[last]["choices"][0]["usage"] = said,
        StreamUsage::EveryChunk => {
            for (n, chunk) in all.iter_mut().enumerate() {
                chunk["usage"] = part(&said, n + 1, count);
            }
        }
        StreamUsage::BeforeFinish | StreamUsage::ExtraChunk | StreamUsage::LastChoice => {
            // OpenAI has the field in every chunk, once it is asked for.
            for chunk in all.iter_mut().filter(|_| place == StreamUsage::ExtraChunk && said.is_object()) {
                chunk["usage"] = Value::Null;
            }
            extra["usage"] = said;
            all.insert(if place == StreamUsage::BeforeFinish { last } else { count }, extra);
        }
    }
}

/// What usage is after `part` of `parts` chunks.
fn part(usage: &Value, part: usize, parts: usize) -> Value {
    let mut usage = usage.clone();
    let (part, parts) = (part as u64, parts as u64);
    let completion = usage["completion_tokens"].as_u64();
    for at in ["/completion_tokens", "/completion_tokens_details/reasoning_tokens"] {
        if let Some(tokens) = usage.pointer_mut(at) {
            *tokens = tokens.as_u64().map_or(Value::Null, |tokens| json!(tokens * part / parts));
        }
    }
    if let (Some(total), Some(all)) = (usage["total_tokens"].as_u64(), completion) {
        usage["total_tokens"] = json!(total - all + all * part / parts);
    }
    usage
}

/// A choice as those of the chunks, the last with the finish_reason.
fn cut(choice: &Value, fault: Option<&F>) -> Vec<Value> {
    let mut frame = choice.as_object().cloned().unwrap_or_default();
    let message = frame.remove("message").unwrap_or_default();
    let finish = frame.get("finish_reason").cloned();
    if let Some(reason) = frame.get_mut("finish_reason") {
        *reason = Value::Null;
    }
    let mut all: Vec<Value> = deltas(&message, fault)
        .into_iter()
        .map(|delta| {
            let mut choice = Value::Object(frame.clone());
            choice["delta"] = delta;
            choice
        })
        .collect();
    if let (Some(last), Some(finish)) = (all.last_mut(), finish.filter(|_| fault != Some(&F::NoEnd))) {
        last["finish_reason"] = finish;
    }
    all
}

/// A message as deltas: role, thinking, content, refusal, all else, and an empty one for the finish_reason.
fn deltas(message: &Value, fault: Option<&F>) -> Vec<Value> {
    let field = |name: &str| message.get(name);
    let size = if fault == Some(&F::OneToken) { 1 } else { PIECE };
    let mut all = Vec::new();
    let texts = |all: &mut Vec<Value>, name: &str| {
        let text = field(name).and_then(Value::as_str).unwrap_or_default();
        all.extend(pieces(text, size).into_iter().map(|piece| json!({name: piece})));
    };
    texts(&mut all, "reasoning_content");
    texts(&mut all, "reasoning");
    match field("content") {
        Some(Value::Null) => all.push(json!({"content": null})),
        Some(Value::Array(parts)) => {
            let text = parts.iter().filter_map(|part| part["text"].as_str()).collect::<String>();
            all.extend(pieces(&text, size).iter().map(|piece| json!({"content": [{"type": "text", "text": piece}]})));
        }
        _ => texts(&mut all, "content"),
    }
    texts(&mut all, "refusal");
    let known = ["role", "reasoning_content", "reasoning", "content", "refusal"];
    let rest = message.as_object().into_iter().flatten();
    let rest = rest.filter(|(name, value)| !known.contains(&name.as_str()) && !value.is_null());
    all.extend(rest.map(|(name, value)| json!({name: value})));
    all.push(json!({}));
    if let Some(role) = field("role").filter(|role| role.is_string()) {
        all.insert(0, json!({"role": role, "content": ""}));
    }
    // What is null in a message is null in every delta.
    let mut nulls: Vec<&str> =
        known.into_iter().filter(|name| *name != "content" && field(name) == Some(&Value::Null)).collect();
    if fault == Some(&F::NullDelta) {
        nulls = known.to_vec();
        all[0]["content"] = Value::Null;
    }
    for delta in all.iter_mut().filter_map(Value::as_object_mut) {
        for name in &nulls {
            delta.entry(*name).or_insert(Value::Null);
        }
    }
    all
}

fn pieces(text: &str, size: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(size).map(|piece| piece.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Value {
        json!({
            "id": "1", "object": "chat.completion", "model": "m", "base_resp": {"status_code": 0},
            "choices": [{
                "index": 0, "finish_reason": "stop",
                "message": {"role": "assistant", "content": "答".repeat(30), "reasoning_content": "想"}
            }],
            "usage": {"prompt_tokens": 2, "completion_tokens": 10, "total_tokens": 12}
        })
    }

    fn deltas_of(chunks: &[Value]) -> Vec<String> {
        chunks.iter().map(|chunk| chunk["choices"][0]["delta"].to_string()).collect()
    }

    #[test]
    fn role_thinking_content_and_end_come_one_after_the_other() {
        let chunks = chunks(whole(), Some(StreamUsage::ExtraChunk), None);
        let (long, short) = (format!(r#"{{"content":"{}"}}"#, "答".repeat(24)), r#"{"content":"答答答答答答"}"#);
        let role = r#"{"content":"","role":"assistant"}"#;
        assert_eq!(deltas_of(&chunks), [role, r#"{"reasoning_content":"想"}"#, &long, short, "{}", "null"]);
        assert!(chunks.iter().all(|chunk| chunk["id"] == "1" && chunk["object"] == "chat.completion.chunk"));
        let ends: Vec<&Value> = chunks.iter().map(|chunk| &chunk["choices"][0]["finish_reason"]).collect();
        assert_eq!(ends[3..], [&Value::Null, &json!("stop"), &Value::Null]);
        assert_eq!(chunks[4]["base_resp"]["status_code"], 0);
        assert_eq!((&chunks[5]["choices"], &chunks[5]["usage"]["total_tokens"]), (&json!([]), &json!(12)));
    }

    #[test]
    fn usage_is_where_it_is_to_be() {
        let usage = |place| {
            let chunks = chunks(whole(), Some(place), None);
            let said = |chunk: &Value| chunk["usage"]["total_tokens"].as_u64();
            (chunks.iter().map(said).collect::<Vec<_>>(), chunks[4]["choices"][0]["usage"].is_object())
        };
        let none = [None; 4];
        assert_eq!(usage(StreamUsage::LastChunk), ([&none[..], &[Some(12)]].concat(), false));
        assert_eq!(usage(StreamUsage::LastChoice), ([&none[..], &[None]].concat(), true));
        assert_eq!(usage(StreamUsage::BeforeFinish), ([&none[..], &[Some(12), None]].concat(), false));
        assert_eq!(usage(StreamUsage::EveryChunk), ([4, 6, 8, 10, 12].map(Some).to_vec(), false));
        assert!(chunks(whole(), None, None).iter().all(|chunk| chunk.get("usage").is_none()));
    }

    #[test]
    fn what_a_completion_has_not_no_chunk_has() {
        let bare = json!({"choices": [{"message": {"content": "a"}}]});
        let chunks = chunks(bare, Some(StreamUsage::ExtraChunk), None);
        let expected = [json!({"choices": [{"delta": {"content": "a"}}]}), json!({"choices": [{"delta": {}}]})];
        assert_eq!(chunks, expected);
        let none = json!({"id": "1", "choices": [], "usage": 0});
        let expected = [json!({"id": "1", "choices": []}), json!({"id": "1", "choices": [], "usage": 0})];
        assert_eq!(super::chunks(none, Some(StreamUsage::LastChoice), None), expected);
    }
}
