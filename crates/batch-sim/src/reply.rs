//! The JSON of an answer.

use serde_json::{Value, json};

use crate::bill::Bill;
use crate::dialect::Dialect;
use crate::made::{Asked, Made};
use crate::models::Card;
use crate::platform::Platform;
use crate::table::Count;
use crate::words;

/// `usage` as the platform writes it.
pub(crate) fn usage(platform: &Platform, bill: &Bill) -> Value {
    let mut usage = json!({
        "prompt_tokens": bill.prompt,
        "completion_tokens": bill.completion,
        "total_tokens": bill.prompt + bill.completion,
    });
    let own = platform.table().map(|table| &table.usage);
    let has_own = |count| own.is_some_and(|own| own.values().any(|has| *has == count));
    if platform.dialect != Dialect::Baichuan && !has_own(Count::Cached) {
        usage["prompt_tokens_details"] = json!({"cached_tokens": bill.cached});
    }
    if platform.dialect != Dialect::Baichuan && !has_own(Count::Reasoning) {
        usage["completion_tokens_details"] = json!({"reasoning_tokens": bill.reasoning});
    }
    if platform.dialect == Dialect::Kimi {
        usage["cached_tokens"] = json!(bill.cached);
    }
    for (name, count) in own.into_iter().flatten() {
        usage[name] = json!(count.of(bill));
    }
    usage
}

/// What stands around an answer: also the chunks of a stream have it.
pub(crate) fn frame(dialect: Dialect, card: &Card, asked: &Asked, request_id: &str, object: &str) -> Value {
    let id = match dialect {
        Dialect::Kimi => format!("cmpl-{request_id}"),
        Dialect::Ark => request_id.to_owned(),
        _ => format!("chatcmpl-{request_id}"),
    };
    // Ark names the real model even when an endpoint was asked [O].
    let model = if dialect == Dialect::Ark { card.id.as_str() } else { asked.model.as_str() };
    let mut frame = json!({"id": id, "object": object, "created": 1_795_000_000, "model": model});
    if dialect == Dialect::Ark {
        frame["service_tier"] = json!("default");
    }
    frame
}

/// The finish_reason of a safety stop that comes under HTTP 200, for dialects that have only that.
pub(crate) fn safety_finish(dialect: Dialect, digest: u64) -> Option<&'static str> {
    let either = if digest.is_multiple_of(2) { "content_filter" } else { "refuse_answer" };
    (dialect == Dialect::Baichuan).then_some(either)
}

/// The whole reply to a call that is not streamed.
pub(crate) fn completion(platform: &Platform, card: &Card, asked: &Asked, made: &Made, request_id: &str) -> Value {
    let mut message = json!({"role": "assistant", "content": made.content});
    if let Some(reasoning) = &made.reasoning {
        message["reasoning_content"] = json!(reasoning);
    }
    let finish = if made.cut { "length" } else { "stop" };
    let mut reply = frame(platform.dialect, card, asked, request_id, "chat.completion");
    reply["choices"] = json!([{"index": 0, "message": message, "finish_reason": finish}]);
    reply["usage"] = usage(platform, &made.bill);
    for (name, value) in platform.table().into_iter().flat_map(|table| &table.answer) {
        words::merge(&mut reply[name], value);
    }
    reply
}
