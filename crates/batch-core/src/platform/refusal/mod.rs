//! Takes a refusal apart, whatever shape its body has, and judges it: the platform's table first, then the general one.

mod general;

use http::{HeaderMap, HeaderValue};

use crate::platform::body::{self, Shape};
use crate::platform::fault::{Class, Fault, Refusal, Verdict};
use crate::platform::rule::{Rule, look_up};
use crate::platform::wait_hint;
use crate::platform::{Platform, Profile};

/// The longest message that is kept, in characters.
const LONGEST_MESSAGE: usize = 500;

/// Takes a body apart: as the platform's profile says, else as bodies of errors usually are. Under HTTP 200 a code that is an
/// error's status stands for the status.
#[must_use]
pub fn parse(profile: &Profile, status: u16, headers: &HeaderMap, body: &[u8]) -> Refusal {
    let json = body::value(body);
    let html = json.is_none() && body::looks_like_html(body);
    let own = profile.refusal.and_then(|at| at.find(json.as_ref()?));
    let is_free = own.is_some() && profile.refusal.is_some_and(|at| !at.billed);
    let shape = match &json {
        _ if let Some((code, message)) = own => Shape { code, message, ..Shape::default() },
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
        request_id: request_id(profile, headers),
        message,
        html,
        is_free,
    }
}

/// What the refusal means on this platform.
#[must_use]
pub fn judge(platform: &dyn Platform, refusal: &Refusal) -> Fault {
    let fault = platform.judge(refusal).unwrap_or_else(|| by_tables(platform.profile().rules, refusal));
    Fault { free: refusal.is_free, ..fault }
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
        free: false,
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

/// The platform's id of a reply, from the header that its profile names, else from whichever looks like one.
#[must_use]
pub fn request_id(profile: &Profile, headers: &HeaderMap) -> Option<String> {
    let text = |value: &HeaderValue| value.to_str().ok().filter(|id| !id.trim().is_empty()).map(str::to_owned);
    let own = || headers.get(profile.request_id).and_then(text);
    let named =
        |wanted: fn(&str) -> bool| headers.iter().find(|(name, _)| wanted(name.as_str())).and_then(|(_, id)| text(id));
    own()
        .or_else(|| named(|name| name.ends_with("request-id")))
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

/// One line, bounded. Controls beyond ASCII stay until the redactor has read it: text in the wrong encoding is full of them,
/// and is known as a quotation by them.
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
