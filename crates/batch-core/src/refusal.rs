//! Takes a refusal apart, whatever shape its body has, and judges it: the platform's table first, then this one.

use http::HeaderMap;
use serde_json::Value;

use crate::fault::{Class, Fault, Refusal, Verdict};
use crate::platform::Platform;
use crate::reply::looks_like_html;
use crate::rule::{Rule, look_up};
use crate::wait_hint;

/// The longest message that is kept, in characters.
const LONGEST_MESSAGE: usize = 500;

/// What every OpenAI-compatible server may say; platforms add their own tables before it.
const GENERAL: &[Rule] = &[
    Rule::code("insufficient_quota", Class::NoBalance),
    Rule::code("insufficient_balance", Class::NoBalance),
    Rule::code("invalid_api_key", Class::BadKey),
    Rule::code("context_length_exceeded", Class::ContextTooLong),
    Rule::code("model_not_found", Class::ModelNotFound),
    Rule::code("content_filter", Class::ContentRefused),
    Rule::code("content_policy_violation", Class::ContentRefused),
    Rule::code("rate_limit_exceeded", Class::RateLimit),
    Rule::text("maximum context length", Class::ContextTooLong),
    Rule::text("content_filter", Class::ContentRefused).with_status(400),
    Rule::text("content management policy", Class::ContentRefused).with_status(400),
    Rule::code("data_inspection_failed", Class::ContentRefused),
    Rule::text("insufficient balance", Class::NoBalance),
    Rule::text("insufficient account balance", Class::NoBalance),
    Rule::text("余额不足", Class::NoBalance),
    Rule::text("欠费", Class::NoBalance),
    Rule::text("is not supported for this model", Class::BadParameter).with_status(400),
    Rule::text("unsupported parameter", Class::BadParameter).with_status(400),
    Rule::text("unsupported value", Class::BadParameter).with_status(400),
    Rule::text("temperature", Class::BadParameter).with_status(400),
    Rule::text("top_p", Class::BadParameter).with_status(400),
    Rule::text("max_tokens", Class::BadParameter).with_status(400),
    Rule::text("max_completion_tokens", Class::BadParameter).with_status(400),
    Rule::status(400, Class::BadRequest),
    Rule::status(401, Class::BadKey),
    Rule::status(402, Class::NoBalance),
    Rule::status(403, Class::Forbidden),
    Rule::text("model", Class::ModelNotFound).with_status(404),
    Rule::status(404, Class::WrongAddress),
    Rule::status(405, Class::WrongAddress),
    Rule::status(408, Class::Timeout),
    Rule::status(409, Class::ServerError),
    Rule::status(413, Class::ContextTooLong),
    Rule::status(422, Class::BadRequest),
    Rule::status(425, Class::ServerError),
    Rule::status(429, Class::RateLimit),
    Rule::status(503, Class::Overloaded),
    Rule::status(529, Class::Overloaded),
];

/// Takes the body apart: nested `error{}`, flat `{code,reason,message}`, bare `{message}`, text, HTML or nothing.
/// Codes may be numbers or text.
#[must_use]
pub fn parse(status: u16, headers: &HeaderMap, body: &[u8]) -> Refusal {
    let json: Option<Value> = serde_json::from_slice(body).ok();
    let html = json.is_none() && looks_like_html(body);
    let raw_text = || if html { String::new() } else { String::from_utf8_lossy(body).into_owned() };
    let (code, kind, reason, message) = match &json {
        Some(Value::Object(top)) => {
            let inner = match top.get("error") {
                Some(Value::Object(error)) => error,
                _ => top,
            };
            let text = |name: &str| inner.get(name).map(scalar).unwrap_or_default();
            let mut message = text("message");
            for other in ["error", "msg", "detail", "error_msg"] {
                if message.is_empty() {
                    message = top.get(other).map(scalar).unwrap_or_default();
                }
            }
            (text("code"), text("type"), text("reason"), message)
        }
        Some(other) => (String::new(), String::new(), String::new(), scalar(other)),
        None => (String::new(), String::new(), String::new(), raw_text()),
    };
    let message = shorten(&message);
    Refusal {
        status,
        code: shorten(&code),
        kind: shorten(&kind),
        reason: shorten(&reason),
        wait: wait_hint::from_headers(headers).or_else(|| wait_hint::from_text(&message)),
        request_id: request_id(headers),
        message,
        html,
    }
}

/// What the refusal means on this platform.
#[must_use]
pub fn judge(platform: &dyn Platform, refusal: &Refusal) -> Fault {
    if let Some(fault) = platform.judge(refusal) {
        return fault;
    }
    let own = look_up(platform.profile().rules, refusal);
    // Only the platform's own codes are its word; everything else is a guess.
    let certain = own.is_some_and(|found| found.exact);
    let (class, verdict) =
        own.or_else(|| look_up(GENERAL, refusal)).map_or_else(|| by_status(refusal.status), |f| (f.class, f.verdict));
    Fault {
        class,
        verdict,
        detail: describe(refusal),
        wait: refusal.wait,
        stated: wait_hint::stated_in(&refusal.message),
        status: refusal.status,
        request_id: refusal.request_id.clone(),
        unsent: false,
        certain,
        stale: false,
    }
}

/// What a status means that no table knows.
fn by_status(status: u16) -> (Class, Verdict) {
    let class = match status {
        300..400 => Class::WrongAddress,
        400..500 => Class::BadRequest,
        500..600 => Class::ServerError,
        // An error object under HTTP 200 that names nothing known: ask again, as for a server error.
        200 => Class::ServerError,
        _ => Class::Unknown,
    };
    (class, class.verdict())
}

/// The platform's id of a reply, from whichever header it uses.
#[must_use]
pub fn request_id(headers: &HeaderMap) -> Option<String> {
    let named = |wanted: fn(&str) -> bool| {
        headers.iter().find(|(name, _)| wanted(name.as_str())).and_then(|(_, value)| value.to_str().ok())
    };
    named(|name| name.ends_with("request-id"))
        .or_else(|| named(|name| name.starts_with("x-trace") || name == "trace-id"))
        .map(|id| id.chars().take(100).collect())
}

/// `HTTP 429 rate_limit_reached_error: message`.
fn describe(refusal: &Refusal) -> String {
    let mut text = format!("HTTP {}", refusal.status);
    let code = [&refusal.code, &refusal.reason, &refusal.kind]
        .into_iter()
        .find(|c| c.parse::<f64>().is_err() && !c.is_empty());
    if let Some(code) = code {
        text.push(' ');
        text.push_str(code);
    }
    if !refusal.message.is_empty() {
        text.push_str(": ");
        text.push_str(&refusal.message);
    }
    text
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.first().map(scalar).unwrap_or_default(),
        Value::Object(map) => map.get("message").or_else(|| map.get("msg")).map(scalar).unwrap_or_default(),
        Value::Null | Value::Bool(_) => String::new(),
    }
}

/// One line, bounded.
fn shorten(text: &str) -> String {
    let mut out = String::new();
    for (n, c) in text.trim().chars().enumerate() {
        if n == LONGEST_MESSAGE {
            out.push('…');
            break;
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(body: &str) -> Refusal {
        parse(400, &HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn takes_every_shape_of_body_apart() {
        let nested = of(r#"{"error":{"code":"C","type":"T","message":"M"}}"#);
        assert_eq!((nested.code.as_str(), nested.kind.as_str(), nested.message.as_str()), ("C", "T", "M"));
        let flat = of(r#"{"code":403,"reason":"NOT_ENOUGH_BALANCE","message":"M","metadata":{}}"#);
        assert_eq!(
            (flat.code.as_str(), flat.reason.as_str(), flat.message.as_str()),
            ("403", "NOT_ENOUGH_BALANCE", "M")
        );
        assert_eq!(of(r#"{"message":"bare"}"#).message, "bare");
        assert_eq!(of(r#"{"error":"text"}"#).message, "text");
        assert_eq!(of(r#"{"detail":[{"msg":"fast"}]}"#).message, "fast");
        assert_eq!(of("plain").message, "plain");
        assert_eq!(of("").message, "");
        assert!(of("<html>x").html);
        assert_eq!(of("[1").message, "[1");
    }

    #[test]
    fn bounds_what_it_keeps() {
        let long = format!(r#"{{"error":{{"message":"{}"}}}}"#, "长".repeat(10_000));
        assert_eq!(of(&long).message.chars().count(), LONGEST_MESSAGE + 1);
        assert_eq!(of("a\nb\u{1b}[0m").message, "a b [0m");
    }
}
