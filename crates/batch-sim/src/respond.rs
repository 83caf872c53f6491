//! Replies, as the platform puts them.

use bytes::Bytes;
use hyper::Response;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::Value;

use crate::body::Body;
use crate::platform::Platform;
use crate::refusal::Refusal;
use crate::shared::Shared;
use crate::words::ErrorReply;

pub(crate) type Reply = Response<Body>;

/// A refusal in the platform's words.
pub(crate) fn refused(shared: &Shared, why: &Refusal, id: &str) -> Reply {
    let mut words = shared.platform().refuse(why, id);
    let wait = shared.lock().options.limits.wait;
    if why.is_limit() {
        wait.change(&mut words);
    }
    in_words(shared, &words, id)
}

pub(crate) fn in_words(shared: &Shared, words: &ErrorReply, id: &str) -> Reply {
    with_id(shared.platform(), id, exactly(shared, words))
}

/// These headers and this body, and nothing more but a content type.
pub(crate) fn exactly(shared: &Shared, words: &ErrorReply) -> Reply {
    shared.lock().rejected(words.status, &words.name);
    let mut reply = bytes_reply(words.status, "application/json", words.body.clone().into());
    for (name, value) in &words.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value)) {
            if name == CONTENT_TYPE {
                reply.headers_mut().insert(name, value);
            } else {
                reply.headers_mut().append(name, value);
            }
        }
    }
    reply
}

pub(crate) fn json_reply(status: u16, value: &Value) -> Reply {
    bytes_reply(status, "application/json", value.to_string().into())
}

pub(crate) fn bytes_reply(status: u16, kind: &'static str, bytes: Bytes) -> Reply {
    let mut reply = Response::new(Body::whole(bytes));
    *reply.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or_default();
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    reply
}

/// Adds the platform's request-id header.
pub(crate) fn with_id(platform: &Platform, id: &str, mut reply: Reply) -> Reply {
    if let (Ok(name), Ok(value)) = (HeaderName::try_from(platform.id_header()), HeaderValue::from_str(id)) {
        reply.headers_mut().insert(name, value);
    }
    reply
}
