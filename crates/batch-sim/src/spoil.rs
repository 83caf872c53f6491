//! What comes instead of an answer.

use std::collections::VecDeque;
use std::io;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use crate::body::{Body, End};
use crate::echo;
use crate::fault_kind::FaultKind as F;
use crate::line::Manners;
use crate::refusal::Refusal;
use crate::reply;
use crate::request::Wish;
use crate::respond::{Reply, bytes_reply, exactly, in_words, json_reply, refused, with_id};
use crate::sending;
use crate::shared::Shared;
use crate::state::Ticket;
use crate::stream::{self, Shape};
use crate::words::ErrorReply;

const PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";

const FIREWALL: &str = "<!DOCTYPE html><html><head><title>Access denied</title></head><body><h1>Access denied</h1><p>Your request was blocked by the web application firewall.</p></body></html>";

/// What comes instead of an answer.
pub(crate) async fn instead(
    shared: &Shared,
    manners: &Manners,
    fault: &F,
    ticket: &Ticket,
    wish: Wish,
    id: &str,
) -> io::Result<Reply> {
    let platform = shared.platform();
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
            manners.borrow_mut().reset = true;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        F::Close => return Err(io::ErrorKind::UnexpectedEof.into()),
        F::Hang => std::future::pending().await,
        F::Html => bytes_reply(if ticket.asked.digest.is_multiple_of(2) { 502 } else { 504 }, "text/html", PAGE.into()),
        F::Html200 => bytes_reply(200, "text/html", PAGE.into()),
        F::ErrorIn200 => under_200(refused(shared, &Refusal::ServerError, id)),
        F::StreamErrorFirst | F::ErrorFirst(_) => {
            let words = match fault {
                F::ErrorFirst(name) => platform.named(name, id),
                _ => None,
            };
            let words = words.unwrap_or_else(|| platform.refuse(&Refusal::Overloaded { wait: 1, batch: false }, id));
            let reply = under_200(in_words(shared, &words, id));
            match wish {
                Wish::Whole => reply,
                Wish::Stream { .. } => {
                    with_id(platform, id, sending::events(Body::whole(stream::event(&words.body, None))))
                }
            }
        }
        F::NoBody => bytes_reply(200, "application/json", Bytes::new()),
        F::Redirect => {
            let mut reply = bytes_reply(307, "text/plain", Bytes::new());
            reply.headers_mut().insert("location", HeaderValue::from_static("/elsewhere"));
            reply
        }
        F::Refuse => match reply::safety_finish(platform.dialect, ticket.asked.digest) {
            None => refused(shared, &Refusal::Unsafe, id),
            Some(finish) => {
                let mut value = reply::frame(platform.dialect, &ticket.card, &ticket.asked, id, "chat.completion");
                let message = json!({"role": "assistant", "content": ""});
                value["choices"] = json!([{"index": 0, "message": message, "finish_reason": finish}]);
                complete(manners, value, wish)
            }
        },
        F::RateLimit => limited(),
        F::Overloaded => refused(shared, &Refusal::Overloaded { wait: 1, batch: ticket.batch }, id),
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
        F::PastRetryAfter => {
            limited_with("retry-after", &httpdate::fmt_http_date(SystemTime::now() - Duration::from_secs(3600)))
        }
        F::SkewedRetryAfter => {
            let clock = SystemTime::now() - Duration::from_secs(3600);
            let mut reply = limited_with("retry-after", &httpdate::fmt_http_date(clock + Duration::from_secs(2)));
            insert(&mut reply, "date", &httpdate::fmt_http_date(clock));
            reply
        }
        F::ZeroReset => {
            let mut reply = limited_with("x-ratelimit-reset-requests", "0");
            insert(&mut reply, "x-ratelimit-reset-tokens", "0s");
            reply
        }
        F::Status(status, wait) => {
            let mut reply = json_reply(*status, &json!({"error": {"message": "The upstream said no."}}));
            if let Some(wait) = wait {
                insert(&mut reply, "retry-after", wait);
            }
            shared.lock().rejected(*status, "gateway");
            reply
        }
        F::RequestTooLarge => {
            let message = "Request too large for this model on tokens per min (TPM): Limit 10000, Requested 16000.";
            shared.lock().rejected(429, "rate_limit_exceeded");
            json_reply(429, &json!({"error": {"message": message, "type": "tokens", "code": "rate_limit_exceeded"}}))
        }
        F::Firewall => {
            let status = if ticket.asked.digest.is_multiple_of(2) { 403 } else { 405 };
            shared.lock().rejected(status, "firewall");
            bytes_reply(status, "text/html", FIREWALL.into())
        }
        F::Echo | F::EchoJson | F::EchoUnicode | F::EchoCut | F::EchoWrapped => {
            let quoted = echo::quote(fault, ticket.echo.as_deref().unwrap_or_default());
            let message = format!("Invalid request near: {quoted}");
            refused(shared, &Refusal::Parameter { name: "messages", message }, id)
        }
        F::FlatError => json_reply(200, &json!({"code": 429, "msg": "请求过于频繁，请稍后再试"})),
        F::BaseResp => json_reply(200, &json!({"base_resp": {"status_code": 1002, "status_msg": "rate limit"}})),
        F::NumericCode => json_reply(500, &json!({"error": {"code": 500, "message": "internal error"}})),
        F::TextCode => json_reply(500, &json!({"error": {"code": "500"}})),
        F::BigError => {
            bytes_reply(500, "application/json", json!({"error": {"message": "e".repeat(10 << 20)}}).to_string().into())
        }
        F::Endless => match wish {
            Wish::Whole => endless(wish, vec![b' '; 64 << 10], Duration::ZERO),
            Wish::Stream { .. } => endless(wish, stream::KEEP_ALIVE.repeat(4 << 10), Duration::ZERO),
        },
        F::EndlessKeepAlive => {
            let drip = shared.lock().options.drip;
            match wish {
                Wish::Whole => endless(wish, b"\n".to_vec(), drip),
                Wish::Stream { .. } => endless(wish, stream::KEEP_ALIVE.to_vec(), drip),
            }
        }
        F::Error(name) | F::ErrorAfter(name) => match platform.named(name, id) {
            Some(words) => in_words(shared, &words, id),
            None => refused(shared, &Refusal::ServerError, id),
        },
        F::Reply { status, headers, body } => {
            let (headers, body) = (headers.clone(), body.clone());
            exactly(shared, &ErrorReply { name: "reply".to_owned(), status: *status, headers, body })
        }
        // The rest answers.
        _ => refused(shared, &Refusal::ServerError, id),
    })
}

/// A completion without an answer, as it was asked for.
fn complete(manners: &Manners, value: Value, wish: Wish) -> Reply {
    match wish {
        Wish::Whole => sending::whole(manners, &value, None, Duration::ZERO),
        Wish::Stream { .. } => sending::streamed(manners, value, &Shape::default()),
    }
}

/// A body that never ends.
fn endless(wish: Wish, piece: Vec<u8>, pause: Duration) -> Reply {
    let body = Body::timed(VecDeque::new(), End::Repeat(piece.into(), pause));
    match wish {
        Wish::Stream { .. } => sending::events(body),
        Wish::Whole => {
            let mut reply = json_reply(200, &Value::Null);
            *reply.body_mut() = body;
            reply
        }
    }
}

fn under_200(mut reply: Reply) -> Reply {
    *reply.status_mut() = hyper::StatusCode::OK;
    reply
}

/// What a gateway says that lost patience.
pub(crate) fn gateway(shared: &Shared, ticket: &Ticket) -> Reply {
    let timeout = ticket.asked.digest.is_multiple_of(2);
    let status = if timeout { 504 } else { 524 };
    shared.lock().rejected(status, "gateway");
    if timeout {
        return bytes_reply(504, "text/html", PAGE.replace("502 Bad Gateway", "504 Gateway Time-out").into());
    }
    bytes_reply(524, "text/plain", Bytes::from_static(b"error code: 524"))
}

fn insert(reply: &mut Reply, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        reply.headers_mut().insert(name, value);
    }
}
