//! What a server says about when to come back and how much it allows, in headers or in words.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::fault::Stated;
use crate::refusal::bounded;

/// What a reply's headers say is left of one kind of limit (`x-ratelimit-limit/remaining/reset-*`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// The whole limit, if it is named.
    pub limit: Option<u64>,
    /// What is left until the reset, this call counted already.
    pub remaining: u64,
    /// Until the limit is whole again; zero if nobody said.
    pub reset: Duration,
}

/// What a reply's headers say is left.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Allowances {
    /// Requests.
    pub requests: Option<Allowance>,
    /// Tokens.
    pub tokens: Option<Allowance>,
}

/// Reads `x-ratelimit-*` of a reply, answer or refusal.
#[must_use]
pub fn allowances(headers: &HeaderMap) -> Allowances {
    let _ = headers;
    Allowances::default()
}

/// Waits asked for in headers: `retry-after-ms`, `retry-after` (seconds or a date), then the longest of
/// `x-ratelimit-reset-*` (seconds or `1m30s`) whose limit is used up.
#[must_use]
pub fn from_headers(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim);
    if let Some(ms) = text("retry-after-ms").and_then(|t| t.parse::<f64>().ok()) {
        return bounded(ms / 1000.0);
    }
    if let Some(after) = text("retry-after") {
        return after.parse::<f64>().map_or_else(|_| until(after).or_else(|| span(after)), bounded);
    }
    ["requests", "tokens"]
        .iter()
        .filter(|what| text(&format!("x-ratelimit-remaining-{what}")).is_none_or(|left| left == "0"))
        .filter_map(|what| text(&format!("x-ratelimit-reset-{what}")))
        .filter_map(|t| t.parse::<f64>().map_or_else(|_| span(t), bounded))
        .max()
}

/// `please try again after 3 seconds`.
#[must_use]
pub fn from_text(message: &str) -> Option<Duration> {
    let lower = message.to_lowercase();
    let (_, rest) = lower.split_once("try again after ").or_else(|| lower.split_once("try again in "))?;
    let number: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let unit = rest[number.len()..].trim_start();
    let seconds: f64 = number.parse().ok()?;
    bounded(if unit.starts_with("ms") {
        seconds / 1000.0
    } else if unit.starts_with('m') {
        seconds * 60.0
    } else {
        seconds
    })
}

/// A limit in words: `max organization concurrency: 3`, `max RPM: 60`, `TPM rate limit, current:510000, limit:500000`.
#[must_use]
pub fn stated_in(message: &str) -> Option<Stated> {
    let lower = message.to_lowercase();
    let after = |words: &str| -> Option<u64> {
        let (_, rest) = lower.split_once(words)?;
        let rest = rest.trim_start();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        rest[..digits].parse().ok().filter(|n| *n > 0)
    };
    let small = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    if let Some(n) = after("concurrency:") {
        return Some(Stated::Concurrency(small(n)));
    }
    if let Some(n) = after("rpm:") {
        return Some(Stated::Requests(small(n)));
    }
    lower.contains("tpm").then(|| after("limit:").map(Stated::Tokens)).flatten()
}

/// Time left until an HTTP date; zero if it has passed.
fn until(date: &str) -> Option<Duration> {
    let then = httpdate::parse_http_date(date).ok()?;
    let left = then.duration_since(SystemTime::now()).unwrap_or_default();
    bounded(left.as_secs_f64())
}

/// `1m30s`, `1h`, `250ms`.
fn span(text: &str) -> Option<Duration> {
    let mut total = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let number: f64 = rest[..digits].parse().ok()?;
        rest = &rest[digits..];
        let (unit, factor) = [("ms", 0.001), ("h", 3600.0), ("m", 60.0), ("s", 1.0)]
            .into_iter()
            .find(|(unit, _)| rest.starts_with(unit))?;
        rest = &rest[unit.len()..];
        total += number * factor;
    }
    (!text.is_empty()).then(|| bounded(total)).flatten()
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_str(v).unwrap())).collect()
    }

    fn secs(pairs: &[(&'static str, &str)]) -> Option<f64> {
        from_headers(&headers(pairs)).map(|d| d.as_secs_f64())
    }

    #[test]
    fn reads_every_form() {
        assert_eq!(secs(&[("retry-after", "7")]), Some(7.0));
        assert_eq!(secs(&[("retry-after", "1.5")]), Some(1.5));
        assert_eq!(secs(&[("retry-after", "9"), ("retry-after-ms", "250")]), Some(0.25));
        assert_eq!(secs(&[("retry-after", "1m30s")]), Some(90.0));
        assert_eq!(secs(&[("x-ratelimit-reset-requests", "1m30s"), ("x-ratelimit-reset-tokens", "6")]), Some(90.0));
        assert_eq!(
            secs(&[
                ("x-ratelimit-reset-requests", "90"),
                ("x-ratelimit-remaining-requests", "5"),
                ("x-ratelimit-reset-tokens", "6ms")
            ]),
            Some(0.006)
        );
        assert_eq!(secs(&[("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT")]), Some(0.0));
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
        assert!((98.0..=100.0).contains(&secs(&[("retry-after", &soon)]).unwrap()));
    }

    #[test]
    fn nonsense_is_no_hint_and_no_panic() {
        for bad in ["", "-5", "soon", "NaN", "inf", "1x", "m", "..s", "９"] {
            assert_eq!(secs(&[("retry-after", &*bad.replace('９', "x9"))]), None, "{bad}");
        }
        assert_eq!(secs(&[("retry-after", "99999999999999999999")]), Some(86_400.0));
        assert_eq!(from_text("try again after 字"), None);
    }

    #[test]
    fn reads_words() {
        let text = "request reached max organization concurrency: 3, please try again after 1 seconds";
        assert_eq!(from_text(text), Some(Duration::from_secs(1)));
        assert_eq!(stated_in(text), Some(Stated::Concurrency(3)));
        assert_eq!(stated_in("request reached organization max RPM: 60, please"), Some(Stated::Requests(60)));
        let tokens = "organization TPM rate limit, current:510000, limit:500000";
        assert_eq!(stated_in(tokens), Some(Stated::Tokens(500_000)));
        assert_eq!(stated_in("concurrency: 0"), None);
        assert_eq!(stated_in("rate limit reached for requests"), None);
    }
}
