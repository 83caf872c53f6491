//! Lines of output and error files.

use serde_json::{Value, json};

fn line(value: &Value) -> Vec<u8> {
    let mut bytes = value.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}

/// A line that a server replied to.
pub(crate) fn replied(id: &str, custom_id: &str, status: u16, body: &Value) -> Vec<u8> {
    let response = json!({"status_code": status, "request_id": id, "body": body});
    line(&json!({"id": format!("batch_req_{id}"), "custom_id": custom_id, "response": response, "error": null}))
}

/// A line that nobody replied to, with nothing but that.
pub(crate) fn silent(id: &str, custom_id: &str) -> Vec<u8> {
    let response = json!({"status_code": 0, "request_id": "", "body": ""});
    line(&json!({"id": format!("batch_req_{id}"), "custom_id": custom_id, "response": response, "error": null}))
}

/// A line without a reply, and why.
pub(crate) fn failed(id: &str, custom_id: &str, code: &str, message: &str) -> Vec<u8> {
    let error = json!({"code": code, "message": message});
    line(&json!({"id": format!("batch_req_{id}"), "custom_id": custom_id, "response": null, "error": error}))
}

/// An answer that is nobody's of this batch.
pub(crate) fn foreign(id: &str, number: u32) -> Vec<u8> {
    let message = json!({"role": "assistant", "content": "（模拟的他人回答，不应出现在结果中。）"});
    let body = json!({
        "id": format!("chatcmpl-{id}"), "object": "chat.completion", "created": 1_795_000_000, "model": "other",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18},
    });
    replied(id, &format!("somebody-else-{number}"), 200, &body)
}
