//! What a server says about when to come back and how much it allows, in headers or in words. Nonsense says nothing, and
//! neither does a wait of no time at all: whoever gets one waits as if nobody had spoken.

mod allowance;
mod time;
mod words;

use std::time::{Duration, SystemTime};

use http::HeaderMap;

pub use allowance::*;
pub use words::{from_text, stated_in};

/// Waits asked for in headers: `retry-after-ms`, `retry-after` (seconds, a span or a date), then the longest reset of a
/// limit that is not known to have something left. Dates are read against the reply's own `Date`: our clock may be wrong.
#[must_use]
pub fn from_headers(headers: &HeaderMap) -> Option<Duration> {
    let now = server_time(headers);
    let milliseconds =
        || text(headers, "retry-after-ms")?.parse::<f64>().ok().and_then(|ms| time::bounded(ms / 1000.0));
    milliseconds()
        .or_else(|| time::wait(text(headers, "retry-after")?, now))
        .or_else(|| allowance::exhausted(headers, now))
}

/// What the server takes for now.
fn server_time(headers: &HeaderMap) -> SystemTime {
    text(headers, "date").and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    pub(super) fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
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
    }

    #[test]
    fn dates_are_read_against_the_clock_that_wrote_them() {
        // That clock is years behind ours.
        let date = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");
        assert_eq!(secs(&[date, ("retry-after", "Wed, 21 Oct 2015 07:28:30 GMT")]), Some(30.0));
        assert_eq!(secs(&[date, ("x-ratelimit-reset-requests", "1445412495")]), Some(15.0));
        assert_eq!(secs(&[date, ("x-ratelimit-reset-tokens", "1445412487500")]), Some(7.5));
        assert_eq!(secs(&[date, ("retry-after", "2015-10-21T07:29:20Z")]), Some(80.0));
        // Nobody says what time it is there: ours has to do.
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(100));
        for date in [None, Some(("date", "soon"))] {
            let all: Vec<_> = date.into_iter().chain([("retry-after", soon.as_str())]).collect();
            assert!((98.0..=100.0).contains(&secs(&all).unwrap()));
        }
    }

    #[test]
    fn no_time_at_all_is_no_hint() {
        let past = "Wed, 21 Oct 2015 07:28:00 GMT";
        for (name, value) in [
            ("retry-after", "0"),
            ("retry-after", "0.0"),
            ("retry-after", "0s"),
            ("retry-after", past),
            ("retry-after", "1445412480"),
            ("retry-after-ms", "0"),
            ("x-ratelimit-reset-requests", "0"),
            ("x-ratelimit-reset-tokens", "0ms"),
            ("x-ratelimit-reset", "0"),
        ] {
            assert_eq!(secs(&[(name, value)]), None, "{name}: {value}");
            assert_eq!(secs(&[("date", past), (name, value)]), None, "{name}: {value}");
        }
        // It does not silence the others.
        assert_eq!(secs(&[("retry-after-ms", "0"), ("retry-after", "3")]), Some(3.0));
        assert_eq!(secs(&[("retry-after", "0"), ("x-ratelimit-reset-requests", "4")]), Some(4.0));
    }

    #[test]
    fn nonsense_is_no_hint_and_no_panic() {
        for bad in ["", "-5", "soon", "NaN", "inf", "1x", "m", "..s", "1m-3s", "0x10", "1e999"] {
            assert_eq!(secs(&[("retry-after", bad)]), None, "{bad}");
        }
        assert_eq!(secs(&[("retry-after", "99999999999999999999")]), Some(86_400.0));
        assert_eq!(secs(&[("retry-after", "99999999h")]), Some(86_400.0));
        let mut foreign = HeaderMap::new();
        foreign.insert("retry-after", HeaderValue::from_bytes(b"\xff7").unwrap());
        assert_eq!(from_headers(&foreign), None);
    }

    proptest! {
        #[test]
        fn whatever_is_said_the_wait_is_between_nothing_and_a_day(
            after in "[ -~]{0,24}", reset in "[0-9.smhd-]{0,12}", date in "[ -~]{0,30}",
        ) {
            let all = headers(&[("retry-after", &after), ("x-ratelimit-reset", &reset), ("date", &date)]);
            if let Some(wait) = from_headers(&all) {
                prop_assert!(wait > Duration::ZERO && wait <= Duration::from_secs(86_400));
            }
            let said = allowances(&all);
            prop_assert!(said.requests.is_none() && said.tokens.is_none());
            let words = from_text(&format!("try again in {after}"));
            prop_assert!(words.is_none_or(|wait| wait > Duration::ZERO));
            let _ = stated_in(&format!("(RPM): limit {after}"));
        }
    }
}
