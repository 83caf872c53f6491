//! Times as servers write them.

use std::time::{Duration, SystemTime};

/// The longest wait that is believed, in seconds: a day.
const LONGEST: f64 = 86_400.0;
/// A number from here on is no wait but a moment: seconds since 1970 (a wait of so many would be 31 years) ...
const EPOCH_SECONDS: f64 = 1e9;
/// ... or milliseconds since then.
const EPOCH_MILLISECONDS: f64 = 1e11;

/// How long from `now`: seconds (`7`, `1.5`), a span (`1m30s`, `250ms`), a date (HTTP's or RFC 3339's), or a moment in
/// seconds or milliseconds since 1970. Nothing if it is nonsense, zero or past.
pub(super) fn wait(text: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(number) = text.parse::<f64>() {
        return match number {
            EPOCH_MILLISECONDS.. => bounded(number / 1000.0 - epoch_seconds(now)),
            EPOCH_SECONDS.. => bounded(number - epoch_seconds(now)),
            _ => bounded(number),
        };
    }
    if let Some((seconds, "")) = span(text) {
        return bounded(seconds);
    }
    let then = httpdate::parse_http_date(text).ok().or_else(|| text.parse::<jiff::Timestamp>().ok().map(Into::into))?;
    bounded(then.duration_since(now).ok()?.as_secs_f64())
}

/// A wait that is one: longer than nothing, and never longer than a day.
pub(super) fn bounded(seconds: f64) -> Option<Duration> {
    let wait = Duration::try_from_secs_f64(seconds.min(LONGEST)).ok()?;
    (seconds.is_finite() && !wait.is_zero()).then_some(wait)
}

/// The span that a text begins with, in seconds, and what is behind it: `1m30s`, `2 minutes`, `250ms`.
pub(super) fn span(text: &str) -> Option<(f64, &str)> {
    let mut total = None;
    let mut rest = text;
    while let Some((seconds, after)) = term(rest.trim_start()) {
        *total.get_or_insert(0.0) += seconds;
        rest = after;
    }
    total.map(|seconds| (seconds, rest))
}

/// One number with its unit.
fn term(text: &str) -> Option<(f64, &str)> {
    let (number, rest) = number(text)?;
    let rest = rest.trim_start();
    let unit = &rest[..rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len()];
    let factor = match unit {
        "ms" | "msec" | "millisecond" | "milliseconds" => 0.001,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86_400.0,
        _ => return None,
    };
    Some((number * factor, &rest[unit.len()..]))
}

/// The number that a text begins with, and what is behind it.
pub(super) fn number(text: &str) -> Option<(f64, &str)> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut end = digits(text);
    if let Some(fraction) = text[end..].strip_prefix('.') {
        end += match digits(fraction) {
            0 => 0,
            n => n + 1,
        };
    }
    Some((text[..end].parse().ok()?, &text[end..]))
}

fn epoch_seconds(now: SystemTime) -> f64 {
    now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
