//! How a call goes wrong, and how a good answer is sent, plain, odd or streamed.

use std::cell::Cell;
use std::collections::VecDeque;
use std::io;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::body::Body;
use crate::dialect::Dialect;
use crate::fault_kind::FaultKind as F;
use crate::handler::{Reply, bytes_reply, in_words, json_reply, refused};
use crate::made::Made;
use crate::platform;
use crate::refusal::Refusal;
use crate::reply;
use crate::server::Shared;
use crate::state::Ticket;

const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

/// What of the options decides how an answer is sent.
pub(crate) struct Manner {
    pub dialect: Dialect,
    pub drip: Duration,
    pub per_token: Duration,
}

/// True if the model makes an answer, whatever becomes of it then.
pub(crate) fn is_answered(fault: Option<&F>) -> bool {
    let odd = [
        F::SlowDrip,
        F::Chunked,
        F::LeadingBlank,
        F::ManyHeaders,
        F::BigHeaders,
        F::HeaderFlood,
        F::NoContentType,
        F::NoUsage,
        F::NoId,
        F::NumericId,
        F::NullFields,
        F::ExtraFields,
        F::Bare,
    ];
    fault.is_none_or(|fault| is_spoiled(Some(fault)) || odd.contains(fault))
}

/// True if an answer is made, but what arrives is none.
pub(crate) fn is_spoiled(fault: Option<&F>) -> bool {
    let spoiled =
        [F::Empty, F::NullContent, F::NoChoices, F::TruncatedEmpty, F::CutJson, F::CutBody, F::Stall, F::BigReply];
    fault.is_some_and(|fault| spoiled.contains(fault))
}

/// True if a good answer arrives without its usage.
pub(crate) fn hides_usage(fault: Option<&F>) -> bool {
    fault.is_some_and(|fault| [F::NoUsage, F::NullFields, F::Bare].contains(fault))
}

/// What comes instead of an answer.
pub(crate) async fn instead(
    shared: &Shared,
    reset: &Cell<bool>,
    fault: &F,
    ticket: &Ticket,
    dialect: Dialect,
    id: &str,
) -> io::Result<Reply> {
    let limited = || refused(shared, &Refusal::Rpm(60), id);
    let limited_with = |name: &'static str, value: &str| {
        let mut reply = limited();
        reply.headers_mut().remove("retry-after");
        if let Ok(value) = HeaderValue::from_str(value) {
            reply.headers_mut().insert(name, value);
        }
        reply
    };
    Ok(match fault {
        F::Http500 => refused(shared, &Refusal::ServerError, id),
        F::Http503 => refused(shared, &Refusal::Unavailable, id),
        F::Reset => {
            reset.set(true);
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        F::Close => return Err(io::ErrorKind::UnexpectedEof.into()),
        F::Hang => std::future::pending().await,
        F::Html => bytes_reply(if ticket.asked.digest.is_multiple_of(2) { 502 } else { 504 }, "text/html", PAGE.into()),
        F::Html200 => bytes_reply(200, "text/html", PAGE.into()),
        F::ErrorIn200 => {
            let mut reply = refused(shared, &Refusal::ServerError, id);
            *reply.status_mut() = hyper::StatusCode::OK;
            reply
        }
        F::NoBody => bytes_reply(200, "application/json", Bytes::new()),
        F::Redirect => {
            let mut reply = bytes_reply(307, "text/plain", Bytes::new());
            reply.headers_mut().insert("location", HeaderValue::from_static("/elsewhere"));
            reply
        }
        F::Refuse => match reply::safety_finish(dialect, ticket.asked.digest) {
            None => refused(shared, &Refusal::Unsafe, id),
            Some(finish) => {
                let mut value = reply::frame(dialect, &ticket.card, &ticket.asked, id, "chat.completion");
                let message = json!({"role": "assistant", "content": ""});
                value["choices"] = json!([{"index": 0, "message": message, "finish_reason": finish}]);
                json_reply(200, &value)
            }
        },
        F::RateLimit => limited(),
        F::Overloaded => refused(shared, &Refusal::Overloaded { wait: 1, batch: false }, id),
        F::HugeRetryAfter => limited_with("retry-after", "999999999"),
        F::NegativeRetryAfter => limited_with("retry-after", "-5"),
        F::GarbageRetryAfter => limited_with("retry-after", "soon"),
        F::DateRetryAfter => {
            limited_with("retry-after", &httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(2)))
        }
        F::MsRetryAfter => limited_with("retry-after-ms", "250"),
        F::ResetHeaders => {
            let mut reply = limited_with("x-ratelimit-reset-requests", "1s");
            for (name, value) in [("x-ratelimit-limit-requests", "60"), ("x-ratelimit-remaining-requests", "0")] {
                reply.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            reply
        }
        F::NumericCode => json_reply(500, &json!({"error": {"code": 500, "message": "internal error"}})),
        F::TextCode => json_reply(500, &json!({"error": {"code": "500"}})),
        F::BigError => {
            bytes_reply(500, "application/json", json!({"error": {"message": "e".repeat(10 << 20)}}).to_string().into())
        }
        F::Endless => {
            let mut reply = json_reply(200, &Value::Null);
            *reply.body_mut() = Body::endless(Bytes::from(vec![b' '; 64 << 10]));
            reply
        }
        F::Error(name) => match platform::named(dialect, name, id) {
            Some(words) => in_words(shared, &words, id),
            None => refused(shared, &Refusal::ServerError, id),
        },
        // The rest answers.
        _ => refused(shared, &Refusal::ServerError, id),
    })
}

/// Sends an answer. `stream`: as a stream of events, with usage in a chunk of its own or in the last one.
pub(crate) fn send(
    manner: &Manner,
    ticket: &Ticket,
    made: &Made,
    fault: Option<&F>,
    stream: Option<bool>,
    id: &str,
) -> Reply {
    if let Some(include_usage) = stream {
        return streamed(manner, ticket, made, include_usage, id);
    }
    let mut value = reply::completion(manner.dialect, &ticket.card, &ticket.asked, made, id);
    let Some(fault) = fault else { return json_reply(200, &value) };
    reply::bend(&mut value, fault);
    let bytes = Bytes::from(value.to_string());
    let mut reply = json_reply(200, &Value::Null);
    *reply.body_mut() = match fault {
        F::CutJson => Body::whole(bytes.slice(..bytes.len() / 2)),
        F::CutBody => Body::broken(&bytes),
        F::Stall => Body::stalled(&bytes),
        F::SlowDrip => Body::pieces(&bytes, 20, manner.drip),
        F::Chunked => Body::pieces(&bytes, 7, Duration::ZERO),
        F::LeadingBlank => Body::whole([b"\n\n  \r\n".as_slice(), &bytes].concat()),
        _ => Body::whole(bytes),
    };
    let headers = reply.headers_mut();
    let mut add = |count: usize, value: &str| {
        for number in 0..count {
            let name = HeaderName::try_from(format!("x-simulated-{number}"));
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
                headers.insert(name, value);
            }
        }
    };
    match fault {
        F::ManyHeaders => add(90, "x"),
        F::BigHeaders => add(40, &"x".repeat(4 << 10)),
        F::HeaderFlood => add(20_000, "x"),
        F::NoContentType => {
            headers.remove(CONTENT_TYPE);
        }
        _ => {}
    }
    reply
}

/// Server-sent events, as every platform has them; without `include_usage` Kimi puts usage into the last choice [O].
fn streamed(manner: &Manner, ticket: &Ticket, made: &Made, include_usage: bool, id: &str) -> Reply {
    let dialect = manner.dialect;
    let frame = reply::frame(dialect, &ticket.card, &ticket.asked, id, "chat.completion.chunk");
    let chunk = |delta: Value, finish: Option<&str>| {
        let mut chunk = frame.clone();
        chunk["choices"] = json!([{"index": 0, "delta": delta, "finish_reason": finish}]);
        chunk
    };
    let mut chunks = vec![chunk(json!({"role": "assistant", "content": ""}), None)];
    let pieces = |text: &str| -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        chars.chunks(24).map(|piece| piece.iter().collect()).collect()
    };
    for piece in made.reasoning.as_deref().map(pieces).unwrap_or_default() {
        chunks.push(chunk(json!({"reasoning_content": piece}), None));
    }
    chunks.extend(pieces(&made.content).into_iter().map(|piece| chunk(json!({"content": piece}), None)));
    let mut last = chunk(json!({}), Some(if made.cut { "length" } else { "stop" }));
    let usage = reply::usage(dialect, &made.bill);
    if include_usage {
        chunks.push(last);
        let mut extra = frame.clone();
        extra["choices"] = json!([]);
        extra["usage"] = usage;
        chunks.push(extra);
    } else {
        if dialect == Dialect::Kimi {
            last["choices"][0]["usage"] = usage;
        }
        chunks.push(last);
    }
    let lines = chunks.iter().map(|chunk| Bytes::from(format!("data: {chunk}\n\n")));
    let lines: VecDeque<Bytes> = lines.chain([Bytes::from_static(b"data: [DONE]\n\n")]).collect();
    let mut reply = bytes_reply(200, "text/event-stream", Bytes::new());
    *reply.body_mut() = Body::chunks(lines, Duration::ZERO);
    reply
}
