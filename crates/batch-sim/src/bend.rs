//! The JSON of an answer, made odd.

use serde_json::{Value, json};

use crate::fault_kind::FaultKind as F;

fn halve(content: &mut Value) {
    let text = content.as_str().unwrap_or_default();
    *content = text.chars().take(text.chars().count() / 2).collect::<String>().into();
}

/// Bends a good reply the way the fault says; faults of bytes and headers are not for here.
pub(crate) fn bend(reply: &mut Value, fault: &F) {
    let drop = |reply: &mut Value, names: &[&str]| {
        for name in names {
            if let Some(object) = reply.as_object_mut() {
                object.remove(*name);
            }
        }
    };
    match fault {
        F::Empty => reply["choices"][0]["message"]["content"] = json!(""),
        F::NullContent => reply["choices"][0]["message"]["content"] = Value::Null,
        F::NoChoices => reply["choices"] = json!([]),
        F::TruncatedEmpty => {
            reply["choices"][0]["message"]["content"] = json!("");
            reply["choices"][0]["finish_reason"] = json!("length");
        }
        F::ErrorBeside => {
            halve(&mut reply["choices"][0]["message"]["content"]);
            reply["error"] = json!({"code": "internal_error", "message": "The response was interrupted."});
        }
        F::StreamError | F::StreamErrorFinish | F::StreamErrorEvent | F::ErrorAfter(_) => {
            halve(&mut reply["choices"][0]["message"]["content"]);
            reply["choices"][0]["finish_reason"] = json!("error");
            let message = "The server had an error while processing your request.";
            reply["error"] = json!({"message": message, "type": "server_error", "param": null, "code": "server_error"});
        }
        F::NoFinish => reply["choices"][0]["finish_reason"] = Value::Null,
        F::ReasoningField => {
            let thinking = reply["choices"][0]["message"]["reasoning_content"].take();
            drop(&mut reply["choices"][0]["message"], &["reasoning_content"]);
            let thinking = thinking.as_str().unwrap_or("（模拟的思考）");
            reply["choices"][0]["message"]["reasoning"] = json!(thinking);
        }
        F::OtherChoices => {
            let mut other = reply["choices"][0].clone();
            other["index"] = json!(1);
            other["message"]["content"] = json!("（模拟的另一个回答，不应出现在结果中。）");
            if let Some(choices) = reply["choices"].as_array_mut() {
                choices.push(other);
            }
        }
        F::EmptyFirst => {
            let hate = json!({"filtered": false, "severity": "safe"});
            let results = json!({"prompt_index": 0, "content_filter_results": {"hate": hate}});
            reply["prompt_filter_results"] = json!([results]);
        }
        F::Finish(reason) => {
            halve(&mut reply["choices"][0]["message"]["content"]);
            reply["choices"][0]["finish_reason"] = json!(reason);
        }
        F::RefusalField => {
            reply["choices"][0]["message"]["content"] = Value::Null;
            reply["choices"][0]["message"]["refusal"] = json!("I'm sorry, I can't help with that.");
        }
        F::ThinkOnly => {
            reply["choices"][0]["message"]["content"] = json!("<think>\n（模拟的思考）\n</think>\n\n");
        }
        F::ZeroWidth => reply["choices"][0]["message"]["content"] = json!("\u{200b}\u{200b}\u{feff}"),
        F::UsageText => reply["usage"] = json!(""),
        F::UsageZero => reply["usage"] = json!(0),
        F::ContentParts => {
            let text = reply["choices"][0]["message"]["content"].take();
            reply["choices"][0]["message"]["content"] = json!([{"type": "text", "text": text}]);
        }
        F::BadUtf8 => {
            let text = reply["choices"][0]["message"]["content"].as_str().unwrap_or_default();
            reply["choices"][0]["message"]["content"] = json!(format!("{text}{}", char::REPLACEMENT_CHARACTER));
        }
        F::BigReply => reply["padding"] = json!("x".repeat(10 << 20)),
        F::NoUsage => drop(reply, &["usage"]),
        F::NoId => drop(reply, &["id", "object", "created", "model"]),
        F::NumericId => reply["id"] = json!(7_012_345),
        F::NullFields => {
            for name in ["id", "object", "created", "model", "usage", "service_tier", "system_fingerprint"] {
                reply[name] = Value::Null;
            }
            for name in ["index", "finish_reason", "logprobs"] {
                reply["choices"][0][name] = Value::Null;
            }
            for name in ["role", "refusal", "tool_calls", "reasoning_content"] {
                reply["choices"][0]["message"][name] = Value::Null;
            }
        }
        F::ExtraFields => {
            reply["vendor"] = json!({"region": "cn", "nested": [1, {"a": null}], "big": 1e300});
            reply["choices"][0]["seed"] = json!("0x1");
            reply["choices"][0]["message"]["annotations"] = json!([{"type": "x"}]);
            reply["usage"]["queue_time"] = json!(0.001);
        }
        F::Bare => {
            let content = reply["choices"][0]["message"]["content"].take();
            *reply = json!({"choices": [{"message": {"content": content}}]});
        }
        _ => {}
    }
}
