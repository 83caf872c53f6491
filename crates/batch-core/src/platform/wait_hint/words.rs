//! Waits and limits in a refusal's own sentences.

use std::time::Duration;

use super::time;
use crate::platform::fault::Stated;

/// What stands before a wait, in lower case.
const BEFORE: &[&str] = &["try again after ", "try again in ", "retry after ", "retry in ", "please wait "];
/// What stands behind one, with its seconds.
const BEHIND: &[(&str, f64)] = &[("秒后", 1.0), ("分钟后", 60.0)];

/// `please try again after 3 seconds`, `retry in 1m30s`, `请在 30 秒后重试`.
#[must_use]
pub fn from_text(message: &str) -> Option<Duration> {
    let lower = message.to_lowercase();
    let behind = BEFORE.iter().find_map(|words| {
        let (_, rest) = lower.split_once(words)?;
        if let Some((seconds, _)) = time::span(rest) {
            return time::bounded(seconds);
        }
        // A number without a unit is in seconds; `5 failed attempts` is no time.
        let (seconds, rest) = time::number(rest)?;
        let named = rest.trim_start().starts_with(char::is_alphanumeric);
        (!named).then(|| time::bounded(seconds)).flatten()
    });
    behind.or_else(|| {
        BEHIND.iter().find_map(|(words, factor)| {
            let (front, _) = lower.split_once(words)?;
            let front = front.trim_end();
            let digits = front.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').len();
            time::bounded(front[digits..].parse::<f64>().ok()? * factor)
        })
    })
}

/// A limit in words: `max organization concurrency: 3`, `max RPM: 60`, `TPM rate limit, current:510000, limit:500000`,
/// `requests per min (RPM): Limit 3, Used 3`.
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
    if let Some(n) = after("rpm:").or_else(|| after("(rpm): limit")) {
        return Some(Stated::Requests(small(n)));
    }
    lower.contains("tpm").then(|| after("limit:").or_else(|| after("(tpm): limit")).map(Stated::Tokens)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_waits() {
        let text = "request reached max organization concurrency: 3, please try again after 1 seconds";
        for (text, wait) in [
            (text, Some(1000)),
            ("Please try again in 6m0s.", Some(360_000)),
            ("Please try again in 1m30s. Visit", Some(90_000)),
            ("Please try again in 20ms.", Some(20)),
            ("Please try again in 1.5s", Some(1500)),
            ("Please retry after 26 seconds.", Some(26_000)),
            ("Retry in 2 minutes", Some(120_000)),
            ("try again after 5.", Some(5000)),
            ("请求过于频繁，请在 30 秒后重试", Some(30_000)),
            ("请2分钟后再试", Some(120_000)),
            ("try again after 0 seconds", None),
            ("try again after 字", None),
            ("try again after 5 failed attempts", None),
            ("try again in ", None),
            ("几秒后再试", None),
            ("please try again later", None),
        ] {
            assert_eq!(from_text(text), wait.map(Duration::from_millis), "{text}");
        }
    }

    #[test]
    fn reads_limits() {
        let text = "request reached max organization concurrency: 3, please try again after 1 seconds";
        let tokens = "organization TPM rate limit, current:510000, limit:500000";
        for (text, stated) in [
            (text, Some(Stated::Concurrency(3))),
            ("request reached organization max RPM: 60, please", Some(Stated::Requests(60))),
            (tokens, Some(Stated::Tokens(500_000))),
            ("on requests per min (RPM): Limit 3, Used 3, Requested 1.", Some(Stated::Requests(3))),
            ("on tokens per min (TPM): Limit 10000, Used 9000, Requested 1600.", Some(Stated::Tokens(10_000))),
            ("concurrency: 0", None),
            ("rate limit reached for requests", None),
        ] {
            assert_eq!(stated_in(text), stated, "{text}");
        }
    }
}
