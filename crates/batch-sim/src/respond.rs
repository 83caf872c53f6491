//! Replies, as the platform puts them.

use bytes::Bytes;
use hyper::Response;
use hyper::header::CONTENT_TYPE;
use serde_json::Value;

use crate::body::Body;
use crate::dialect::Dialect;
use crate::platform::{self, Words};
use crate::refusal::Refusal;
use crate::shared::Shared;

pub(crate) type Reply = Response<Body>;

/// A refusal in the platform's words.
pub(crate) fn refused(shared: &Shared, why: &Refusal, id: &str) -> Reply {
    let (dialect, wait) = {
        let state = shared.lock();
        (state.options.dialect, state.options.limits.wait)
    };
    let mut words = platform::refuse(dialect, why, id);
    if why.is_limit() {
        words.retry_after = wait.seconds(words.retry_after);
    }
    in_words(shared, &words, id)
}

pub(crate) fn in_words(shared: &Shared, words: &Words, id: &str) -> Reply {
    let mut state = shared.lock();
    state.rejected(words.status, words.name);
    let mut reply = json_reply(words.status, &words.body);
    if let Some(seconds) = words.retry_after {
        reply.headers_mut().insert("retry-after", seconds.into());
    }
    with_id(state.options.dialect, id, reply)
}

pub(crate) fn json_reply(status: u16, value: &Value) -> Reply {
    bytes_reply(status, "application/json", value.to_string().into())
}

pub(crate) fn bytes_reply(status: u16, kind: &'static str, bytes: Bytes) -> Reply {
    let mut reply = Response::new(Body::whole(bytes));
    *reply.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    reply.headers_mut().insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(kind));
    reply
}

/// Adds the platform's request-id header.
pub(crate) fn with_id(dialect: Dialect, id: &str, mut reply: Reply) -> Reply {
    let name = match dialect {
        Dialect::Kimi => "msh-request-id",
        Dialect::Baichuan => "x-bc-request-id",
        // Not documented for JieKou [I].
        Dialect::JieKou => "x-trace-id",
        Dialect::Ark | Dialect::OpenAi => "x-request-id",
    };
    if let Ok(value) = hyper::header::HeaderValue::from_str(id) {
        reply.headers_mut().insert(name, value);
    }
    reply
}
