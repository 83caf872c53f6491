//! How a good answer is sent: plain, odd, spoiled on its way, or streamed.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::time::Duration;

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::body::Body;
use crate::dialect::Dialect;
use crate::fault_kind::FaultKind as F;
use crate::line::Manners;
use crate::made::Made;
use crate::platform::Platform;
use crate::reply;
use crate::respond::{Reply, bytes_reply, json_reply};
use crate::state::Ticket;

/// What of the options decides how an answer is sent.
pub(crate) struct Manner<'a> {
    pub platform: &'a Platform,
    pub drip: Duration,
    pub per_token: Duration,
}

/// A reply as it stands on the wire.
fn on_the_wire(body: &[u8]) -> Bytes {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat().into()
}

/// The replacement character becomes a byte that is no UTF-8.
fn no_utf8(bytes: &[u8]) -> Vec<u8> {
    let mark = char::REPLACEMENT_CHARACTER.to_string();
    let at = bytes.windows(mark.len()).position(|part| part == mark.as_bytes()).unwrap_or(bytes.len());
    let rest = bytes.get(at + mark.len()..).unwrap_or_default();
    [&bytes[..at], b"\xff".as_slice(), rest].concat()
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// Sends an answer. `stream`: as a stream of events, with usage in a chunk of its own or in the last one.
pub(crate) fn send(
    manner: &Manner<'_>,
    manners: &Manners,
    ticket: &Ticket,
    made: &Made,
    fault: Option<&F>,
    stream: Option<bool>,
    id: &str,
) -> Reply {
    if let Some(include_usage) = stream {
        return streamed(manner, ticket, made, include_usage, id);
    }
    let mut value = reply::completion(manner.platform, &ticket.card, &ticket.asked, made, id);
    let Some(fault) = fault else { return json_reply(200, &value) };
    reply::bend(&mut value, fault);
    let bytes = Bytes::from(value.to_string());
    match fault {
        F::Surplus => manners.borrow_mut().send_unasked(on_the_wire(&bytes)),
        F::Split => manners.borrow_mut().scraps(),
        F::CloseAfter => manners.borrow_mut().close(),
        F::LateAnswer => {
            manners.borrow_mut().send_unasked(on_the_wire(&bytes));
            return json_reply(500, &json!({"error": {"message": "The upstream was too slow."}}));
        }
        _ => {}
    }
    let mut reply = json_reply(200, &Value::Null);
    *reply.body_mut() = match fault {
        F::Gzip => Body::whole(gzip(&bytes).unwrap_or_default()),
        F::Bom => Body::whole([b"\xef\xbb\xbf".as_slice(), &bytes].concat()),
        F::KeyTwice => Body::whole([br#"{"object":"chat.completion","#.as_slice(), &bytes[1..]].concat()),
        F::DoneBehind => Body::whole([&bytes, b"\n\ndata: [DONE]\n\n".as_slice()].concat()),
        F::BadUtf8 => Body::whole(no_utf8(&bytes)),
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
        F::Gzip => {
            headers.insert("content-encoding", HeaderValue::from_static("gzip"));
        }
        F::NoContentType => {
            headers.remove(CONTENT_TYPE);
        }
        _ => {}
    }
    reply
}

/// Server-sent events, as every platform has them; without `include_usage` Kimi puts usage into the last choice [O].
fn streamed(manner: &Manner<'_>, ticket: &Ticket, made: &Made, include_usage: bool, id: &str) -> Reply {
    let dialect = manner.platform.dialect;
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
    let usage = reply::usage(manner.platform, &made.bill);
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
