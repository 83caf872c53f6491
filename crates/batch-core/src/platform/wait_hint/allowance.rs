//! What is left of a limit, in the many spellings of one idea: `x-ratelimit-remaining-requests`, `x-ratelimit-remaining`,
//! `ratelimit-remaining` and `ratelimit: limit=10, remaining=4, reset=30`.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use super::{server_time, time};

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

/// Reads what a reply, answer or refusal, says is left. Moments are read against the reply's own `Date`.
#[must_use]
pub fn allowances(headers: &HeaderMap) -> Allowances {
    let said = Said::read(headers);
    let allowance = |raw: &Raw<'_>| {
        let remaining = whole(raw.remaining?)?;
        let limit = match raw.limit {
            Some(limit) => Some(whole(limit).filter(|limit| *limit > 0 && remaining <= *limit)?),
            None => None,
        };
        let reset = raw.reset.and_then(|reset| time::wait(reset, server_time(headers))).unwrap_or_default();
        Some(Allowance { limit, remaining, reset })
    };
    Allowances { requests: said.requests().and_then(allowance), tokens: allowance(&said.tokens) }
}

/// The longest reset of those limits that may be used up.
pub(super) fn exhausted(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let said = Said::read(headers);
    [said.requests(), Some(&said.tokens)]
        .into_iter()
        .flatten()
        .filter(|raw| raw.remaining.and_then(whole).is_none_or(|left| left == 0))
        .filter_map(|raw| time::wait(raw.reset?, now))
        .max()
}

/// A limit as it is written.
#[derive(Debug, Default)]
struct Raw<'a> {
    limit: Option<&'a str>,
    remaining: Option<&'a str>,
    reset: Option<&'a str>,
}

impl<'a> Raw<'a> {
    fn is_empty(&self) -> bool {
        self.limit.is_none() && self.remaining.is_none() && self.reset.is_none()
    }

    fn set(&mut self, field: &str, value: &'a str) {
        let slot = match field {
            "limit" | "q" => &mut self.limit,
            "remaining" | "r" => &mut self.remaining,
            "reset" | "t" => &mut self.reset,
            _ => return,
        };
        slot.get_or_insert(value);
    }
}

/// All that the headers say about limits.
#[derive(Debug, Default)]
struct Said<'a> {
    /// Limits that are named after requests.
    named: Raw<'a>,
    /// Limits without a name: requests, if nothing else is said of them.
    bare: Raw<'a>,
    tokens: Raw<'a>,
}

impl<'a> Said<'a> {
    fn read(headers: &'a HeaderMap) -> Self {
        let mut said = Self::default();
        for (name, value) in headers {
            let name = name.as_str();
            let name = name.strip_prefix("x-").unwrap_or(name);
            let Some(rest) = name.strip_prefix("ratelimit").or_else(|| name.strip_prefix("rate-limit")) else {
                continue;
            };
            let Ok(value) = value.to_str() else { continue };
            let rest = rest.strip_prefix('-').unwrap_or(rest);
            let (field, what) = rest.split_once('-').unwrap_or((rest, ""));
            match what {
                "" if field.is_empty() => said.bare.set_all(value),
                "" => said.bare.set(field, value),
                "requests" | "requests-minute" | "req-minute" | "minute" => said.named.set(field, value),
                "tokens" | "tokens-minute" => said.tokens.set(field, value),
                _ => {}
            }
        }
        said
    }

    fn requests(&self) -> Option<&Raw<'a>> {
        [&self.named, &self.bare].into_iter().find(|raw| !raw.is_empty())
    }
}

impl<'a> Raw<'a> {
    /// One header for all: `limit=10, remaining=4, reset=30` or `"default";r=4;t=30`.
    fn set_all(&mut self, value: &'a str) {
        for part in value.split([',', ';']) {
            if let Some((field, value)) = part.trim().split_once('=') {
                self.set(field, value);
            }
        }
    }
}

/// A count; of `100, 100;w=60` the first. Negative ones stand for "no limit" and are none.
fn whole(text: &str) -> Option<u64> {
    let first = text.split([',', ';']).next().unwrap_or_default().trim();
    let count = first.parse::<f64>().ok().filter(|n| (0.0..1e15).contains(n))?;
    Some(count as u64)
}

#[cfg(test)]
mod tests {
    use super::super::tests::headers;
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> Allowances {
        allowances(&headers(pairs))
    }

    fn left(limit: u64, remaining: u64, reset: f64) -> Option<Allowance> {
        Some(Allowance { limit: Some(limit), remaining, reset: Duration::from_secs_f64(reset) })
    }

    #[test]
    fn reads_every_spelling() {
        let both = read(&[
            ("x-ratelimit-limit-requests", "60"),
            ("x-ratelimit-remaining-requests", "59"),
            ("x-ratelimit-reset-requests", "1s"),
            ("x-ratelimit-limit-tokens", "150000"),
            ("x-ratelimit-remaining-tokens", "149984"),
            ("x-ratelimit-reset-tokens", "6m0s"),
        ]);
        assert_eq!(both, Allowances { requests: left(60, 59, 1.0), tokens: left(150_000, 149_984, 360.0) });
        for pairs in [
            [("x-ratelimit-limit", "60"), ("x-ratelimit-remaining", "7"), ("x-ratelimit-reset", "30")],
            [("x-rate-limit-limit", "60"), ("x-rate-limit-remaining", "7"), ("x-rate-limit-reset", "30.0")],
            [("ratelimit-limit", "60, 60;w=60"), ("ratelimit-remaining", "7"), ("ratelimit-reset", "30")],
            [
                ("x-ratelimit-limit-minute", "60"),
                ("x-ratelimit-remaining-minute", "7"),
                ("x-ratelimit-reset-minute", "30s"),
            ],
            [("ratelimit", "limit=60, remaining=7, reset=30"), ("x-other", "1"), ("date", "?")],
            [("ratelimit-policy", "\"default\";q=60;w=60"), ("ratelimit", "\"default\";q=60;r=7;t=30"), ("date", "?")],
        ] {
            assert_eq!(read(&pairs), Allowances { requests: left(60, 7, 30.0), tokens: None }, "{pairs:?}");
        }
    }

    #[test]
    fn moments_are_read_against_the_clock_that_wrote_them() {
        for moment in ["1445412510", "1445412510000", "2015-10-21T07:28:30Z", "Wed, 21 Oct 2015 07:28:30 GMT"] {
            let requests = read(&[
                ("date", "Wed, 21 Oct 2015 07:28:00 GMT"),
                ("x-ratelimit-limit", "60"),
                ("x-ratelimit-remaining", "7"),
                ("x-ratelimit-reset", moment),
            ]);
            assert_eq!(requests.requests, left(60, 7, 30.0), "{moment}");
        }
    }

    #[test]
    fn what_is_named_goes_before_what_is_not() {
        let said = read(&[("x-ratelimit-remaining", "3"), ("x-ratelimit-remaining-requests", "9")]);
        assert_eq!(said.requests, Some(Allowance { limit: None, remaining: 9, reset: Duration::ZERO }));
    }

    #[test]
    fn nonsense_is_nothing() {
        for (limit, remaining) in [
            ("60", "-1"),
            ("0", "0"),
            ("-1", "5"),
            ("60", "many"),
            ("x", "5"),
            ("60", "61"),
            ("60", "NaN"),
            ("1e40", "1e30"),
        ] {
            let said = read(&[("x-ratelimit-limit-requests", limit), ("x-ratelimit-remaining-requests", remaining)]);
            assert_eq!(said, Allowances::default(), "{limit} {remaining}");
        }
        assert_eq!(read(&[("x-ratelimit-limit-requests", "60")]), Allowances::default());
        // A reset that is none leaves the rest.
        let odd = read(&[("x-ratelimit-remaining", "5"), ("x-ratelimit-limit", "60"), ("x-ratelimit-reset", "0")]);
        assert_eq!(odd.requests, left(60, 5, 0.0));
    }

    #[test]
    fn what_is_left_asks_nobody_to_wait() {
        let wait = |pairs: &[(&'static str, &str)]| super::super::from_headers(&headers(pairs));
        assert_eq!(wait(&[("x-ratelimit-remaining", "5"), ("x-ratelimit-reset", "30")]), None);
        assert_eq!(wait(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "30")]), Some(Duration::from_secs(30)));
    }
}
