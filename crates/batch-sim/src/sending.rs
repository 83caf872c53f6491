//! How an answer is sent: at once or streamed, plain, odd, or spoiled on its way.

use std::time::Duration;

use bytes::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::body::{Body, End};
use crate::bytes_of::{gzip, no_utf8, on_the_wire};
use crate::fault_kind::FaultKind as F;
use crate::line::Manners;
use crate::respond::{Reply, bytes_reply, json_reply};
use crate::stream::{self, Shape};

const JSON: &str = "application/json";
const EVENTS: &str = "text/event-stream";

/// Sends a completion as it is, whole.
pub(crate) fn whole(manners: &Manners, value: &Value, fault: Option<&F>, drip: Duration) -> Reply {
    let bytes = Bytes::from(value.to_string());
    let Some(fault) = fault else { return bytes_reply(200, JSON, bytes) };
    if let Some(instead) = behave(manners, fault, JSON, &bytes) {
        return instead;
    }
    let body = match fault {
        F::Gzip => Body::whole(gzip(&bytes).unwrap_or_default()),
        F::Bom => Body::whole([b"\xef\xbb\xbf".as_slice(), &bytes].concat()),
        F::KeyTwice => Body::whole([br#"{"object":"chat.completion","#.as_slice(), &bytes[1..]].concat()),
        F::DoneBehind => Body::whole([&bytes, b"\n\ndata: [DONE]\n\n".as_slice()].concat()),
        F::BadUtf8 => Body::whole(no_utf8(&bytes)),
        F::CutJson => Body::whole(bytes.slice(..bytes.len() / 2)),
        F::CutBody => Body::half(&bytes, End::Break),
        F::Stall => Body::half(&bytes, End::Stall),
        F::SlowDrip => Body::pieces(&bytes, 20, drip),
        F::Chunked => Body::pieces(&bytes, 7, Duration::ZERO),
        F::SplitBytes => Body::pieces(&bytes, usize::MAX, Duration::ZERO),
        F::SilentThinking => Body::pieces(&bytes, 1, drip * 20),
        F::LeadingBlank => Body::whole([b"\n\n  \r\n".as_slice(), &bytes].concat()),
        F::KeepAlive => Body::whole([b"\n\n\n".as_slice(), &bytes].concat()),
        F::LongKeepAlive => {
            let blank = (drip, Bytes::from_static(b"\n"));
            let pieces = std::iter::repeat_n(blank, 20).chain([(Duration::ZERO, bytes)]);
            Body::timed(pieces.collect(), End::Done)
        }
        _ => Body::whole(bytes),
    };
    dressed(JSON, body, fault)
}

/// Sends a completion in pieces.
pub(crate) fn streamed(manners: &Manners, value: Value, shape: &Shape<'_>) -> Reply {
    let events = stream::events_of(value, shape);
    let behaved = shape.fault.and_then(|fault| behave(manners, fault, EVENTS, &events.concat()));
    behaved.unwrap_or_else(|| {
        let body = stream::body(&events, shape);
        match shape.fault {
            Some(fault) => dressed(EVENTS, body, fault),
            None => self::events(body),
        }
    })
}

/// A stream that is made of bytes.
pub(crate) fn events(body: Body) -> Reply {
    let mut reply = bytes_reply(200, EVENTS, Bytes::new());
    *reply.body_mut() = body;
    reply
}

/// Faults of the connection: what comes behind a reply, how it closes, and what comes instead.
fn behave(manners: &Manners, fault: &F, kind: &str, bytes: &[u8]) -> Option<Reply> {
    match fault {
        F::Surplus => manners.borrow_mut().send_unasked(on_the_wire(kind, bytes)),
        F::Split => manners.borrow_mut().scraps(),
        F::CloseAfter => manners.borrow_mut().close(),
        F::LateAnswer => {
            manners.borrow_mut().send_unasked(on_the_wire(kind, bytes));
            return Some(json_reply(500, &json!({"error": {"message": "The upstream was too slow."}})));
        }
        _ => {}
    }
    None
}

/// A reply with headers as odd as the fault has them.
fn dressed(kind: &'static str, body: Body, fault: &F) -> Reply {
    let mut reply = bytes_reply(200, if *fault == F::EventsAsJson { JSON } else { kind }, Bytes::new());
    *reply.body_mut() = body;
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
