//! Takes a refusal apart, whatever shape its body has, and judges it: the platform's table first, then the general one.

mod general;

use http::HeaderMap;

use crate::platform::Platform;
use crate::platform::body::{self, Shape};
use crate::platform::fault::{Class, Fault, Refusal, Verdict};
use crate::platform::rule::{Rule, look_up};
use crate::platform::wait_hint;

/// The longest message that is kept, in characters.
const LONGEST_MESSAGE: usize = 500;

/// Takes a body apart. Under HTTP 200 a code that is an error's status stands for the status.
#[must_use]
pub fn parse(status: u16, headers: &HeaderMap, body: &[u8]) -> Refusal {
    let json = body::value(body);
    let html = json.is_none() && body::looks_like_html(body);
    let shape = match &json {
        Some(json) => Shape::of(json),
        None if html => Shape::default(),
        None => Shape { message: String::from_utf8_lossy(body).into_owned(), ..Shape::default() },
    };
    let message = shorten(&shape.message);
    let meant = shape.code.parse().ok().filter(|code| (400..600).contains(code));
    Refusal {
        status: meant.filter(|_| (200..300).contains(&status)).unwrap_or(status),
        http: status,
        code: shorten(&shape.code),
        kind: shorten(&shape.kind),
        reason: shorten(&shape.reason),
        wait: wait_hint::from_headers(headers).or_else(|| wait_hint::from_text(&message)),
        request_id: request_id(headers),
        message,
        html,
    }
}

/// What the refusal means on this platform.
#[must_use]
pub fn judge(platform: &dyn Platform, refusal: &Refusal) -> Fault {
    platform.judge(refusal).unwrap_or_else(|| by_tables(platform.profile().rules, refusal))
}

fn by_tables(rules: &[Rule], refusal: &Refusal) -> Fault {
    let own = look_up(rules, refusal);
    // Only the platform's own codes are its word; everything else is a guess.
    let certain = own.is_some_and(|found| found.exact);
    let found = own.or_else(|| look_up(general::GENERAL, refusal));
    let (class, verdict) = found.map_or_else(|| by_status(refusal.status), |found| (found.class, found.verdict));
    // What is too long today is too long tomorrow, whichever limit or parameter it is reckoned against.
    let vague = !found.is_some_and(|found| found.exact)
        || matches!(class, Class::RateLimit | Class::BadParameter | Class::BadRequest);
    let (class, verdict) = if vague && general::too_long(&refusal.message) {
        (Class::ContextTooLong, Class::ContextTooLong.verdict())
    } else {
        (class, verdict)
    };
    Fault {
        class,
        verdict,
        detail: describe(refusal).into(),
        wait: refusal.wait,
        stated: wait_hint::stated_in(&refusal.message),
        status: refusal.status,
        request_id: refusal.request_id.clone(),
        unsent: false,
        certain,
        stale: false,
    }
}

/// True for error codes that were known before any server said them: those of the tables, and the types that every
/// OpenAI-compatible server uses.
pub fn is_known(platform: &dyn Platform, code: &str) -> bool {
    let mut rules = platform.profile().rules.iter().chain(general::GENERAL);
    general::TYPES.contains(&code) || rules.any(|rule| rule.code == Some(code))
}

/// What a status means that no table knows.
fn by_status(status: u16) -> (Class, Verdict) {
    let class = match status {
        300..400 => Class::WrongAddress,
        400..500 => Class::BadRequest,
        500..600 => Class::ServerError,
        // A refusal under HTTP 200 that names nothing known: ask again, as for a server error.
        200..300 => Class::ServerError,
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

/// `HTTP 429 rate_limit_reached_error: message`. A code that is a number stands there if it says more than the status.
fn describe(refusal: &Refusal) -> String {
    let mut text = format!("HTTP {}", refusal.http);
    let codes = [&refusal.code, &refusal.reason, &refusal.kind].into_iter().filter(|code| !code.is_empty());
    let (numbers, names): (Vec<_>, Vec<_>) = codes.partition(|code| code.parse::<f64>().is_ok());
    let number = numbers.into_iter().find(|number| **number != refusal.http.to_string());
    if let Some(code) = names.first().copied().or(number) {
        text.push(' ');
        text.push_str(code);
    }
    if !refusal.message.is_empty() {
        text.push_str(": ");
        text.push_str(&refusal.message);
    }
    text
}

/// One line, bounded. Controls beyond ASCII stay until all is shown: text read in the wrong encoding is full of them, and is
/// known as a quotation by them.
pub fn shorten(text: &str) -> String {
    let mut out = String::new();
    for (n, c) in text.trim().chars().enumerate() {
        if n == LONGEST_MESSAGE {
            out.push('…');
            break;
        }
        out.push(if c.is_ascii_control() { ' ' } else { c });
    }
    out
}

#[cfg(test)]
mod tests;
