//! What a platform allows, as data. The counting is in [`crate::limiter`].

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::millis;

/// Limits of the simulated account. `None` (or 0) means no limit.
///
/// The scope is the dialect's: Kimi and Baichuan count by account, Ark and JieKou by account and model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Calls in flight.
    pub concurrency: Option<u32>,
    /// Calls a minute: at most so many are admitted in any [`window`](Self::window), by a sliding log. Rejected calls
    /// do not count.
    pub rpm: Option<u32>,
    /// Tokens a minute, by a sliding log: charged as the platform charges (Kimi: prompt and `max_tokens` at admission;
    /// the others: the prompt at admission and the completion when it is there).
    pub tpm: Option<u64>,
    /// Calls a day; the first day begins with the server.
    pub rpd: Option<u64>,
    /// Tokens a day, charged like [`tpm`](Self::tpm).
    pub tpd: Option<u64>,
    /// Calls a minute through one endpoint (`ep-...`), besides the model's own limit. Ark only.
    pub endpoint_rpm: Option<u32>,
    /// Tokens a minute through one endpoint. Ark only.
    pub endpoint_tpm: Option<u64>,
    /// How fast calls may come in on the spot.
    pub burst: Option<Burst>,
    /// Calls a minute by a token bucket, instead of or besides [`rpm`](Self::rpm).
    pub bucket: Option<Bucket>,
    /// Waves in which the whole platform is overloaded.
    pub overload: Option<Overload>,
    /// Answers and refusals say in `x-ratelimit-*` headers what is left of the minute's calls.
    pub told: bool,
    /// The `Retry-After` of refusals for these limits.
    pub wait: Wait,
    /// How long a minute is, in milliseconds: shorten it for tests and benchmarks.
    #[serde(with = "millis")]
    pub window: Duration,
    /// How long a day is, in milliseconds.
    #[serde(with = "millis")]
    pub day: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            concurrency: None,
            rpm: None,
            tpm: None,
            rpd: None,
            tpd: None,
            endpoint_rpm: None,
            endpoint_tpm: None,
            burst: None,
            bucket: None,
            overload: None,
            told: false,
            wait: Wait::Usual,
            window: Duration::from_secs(60),
            day: Duration::from_secs(86_400),
        }
    }
}

impl Limits {
    /// The tiers of Kimi's rate-limit page of 2026-09, `T0` to `T5` `[O]`.
    #[must_use]
    pub fn kimi_tier(name: &str) -> Option<Self> {
        let (concurrency, rpm, tpm, tpd) = match name.to_ascii_uppercase().as_str() {
            "T0" => (1, 3, 500_000, Some(1_500_000)),
            "T1" => (15, 100, 2_000_000, None),
            "T2" => (40, 100, 3_000_000, None),
            "T3" => (50, 200, 3_000_000, None),
            "T4" => (60, 200, 4_000_000, None),
            "T5" => (100, 300, 5_000_000, None),
            _ => return None,
        };
        Some(Self { concurrency: Some(concurrency), rpm: Some(rpm), tpm: Some(tpm), tpd, ..Self::default() })
    }

    /// Changes what the patch names.
    pub(crate) fn apply(&mut self, patch: &LimitsPatch) {
        fn set<T: Copy>(to: &mut Option<T>, from: Option<T>) {
            if from.is_some() {
                *to = from;
            }
        }
        set(&mut self.concurrency, patch.concurrency);
        set(&mut self.rpm, patch.rpm);
        set(&mut self.tpm, patch.tpm);
        set(&mut self.rpd, patch.rpd);
        set(&mut self.tpd, patch.tpd);
        set(&mut self.endpoint_rpm, patch.endpoint_rpm);
        set(&mut self.endpoint_tpm, patch.endpoint_tpm);
        set(&mut self.burst, patch.burst);
        set(&mut self.bucket, patch.bucket);
        set(&mut self.overload, patch.overload);
        self.told = patch.told.unwrap_or(self.told);
        self.wait = patch.wait.unwrap_or(self.wait);
        self.window = patch.window.unwrap_or(self.window);
        self.day = patch.day.unwrap_or(self.day);
    }
}

/// At most `calls` within `within`: Ark's `RequestBurstTooFast`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Burst {
    /// So many calls (0: no limit).
    pub calls: u32,
    /// In this time, milliseconds.
    #[serde(with = "millis")]
    pub within: Duration,
}

/// `calls` a window drip in evenly; `burst` of them can be saved up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bucket {
    /// So many calls in a [`window`](Limits::window).
    pub calls: u32,
    /// So many at once, at least 1.
    pub burst: u32,
}

/// The `Retry-After` of a limit. In JSON `"usual"`, `"none"` or `{"seconds":5}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wait {
    /// As the platform does.
    #[default]
    Usual,
    /// There is none.
    None,
    /// Always so many seconds.
    Seconds(u64),
}

impl Wait {
    pub(crate) const fn seconds(self, usual: Option<u64>) -> Option<u64> {
        match self {
            Self::Usual => usual,
            Self::None => None,
            Self::Seconds(seconds) => Some(seconds),
        }
    }
}

/// At the end of every `period` lies a wave of this `length`, in which no call is admitted. After a wave the platform
/// comes back slowly: for `ramp` it admits one call in the first second, two in the next, then four, and so on (a
/// "second" is a 60th of the limits' window).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overload {
    /// From the beginning of one wave to the beginning of the next, milliseconds (0: no waves).
    #[serde(with = "millis")]
    pub period: Duration,
    /// How long a wave lasts, milliseconds.
    #[serde(with = "millis")]
    pub length: Duration,
    /// How long the slow return lasts, milliseconds.
    #[serde(with = "millis", default)]
    pub ramp: Duration,
}

/// A change of [`Limits`]: what is `None` stays as it is, 0 takes a limit away.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitsPatch {
    /// See [`Limits::concurrency`].
    pub concurrency: Option<u32>,
    /// See [`Limits::rpm`].
    pub rpm: Option<u32>,
    /// See [`Limits::tpm`].
    pub tpm: Option<u64>,
    /// See [`Limits::rpd`].
    pub rpd: Option<u64>,
    /// See [`Limits::tpd`].
    pub tpd: Option<u64>,
    /// See [`Limits::endpoint_rpm`].
    pub endpoint_rpm: Option<u32>,
    /// See [`Limits::endpoint_tpm`].
    pub endpoint_tpm: Option<u64>,
    /// See [`Limits::burst`].
    pub burst: Option<Burst>,
    /// See [`Limits::bucket`].
    pub bucket: Option<Bucket>,
    /// See [`Limits::told`].
    pub told: Option<bool>,
    /// See [`Limits::wait`].
    pub wait: Option<Wait>,
    /// See [`Limits::overload`].
    pub overload: Option<Overload>,
    /// See [`Limits::window`].
    #[serde(with = "millis::maybe")]
    pub window: Option<Duration>,
    /// See [`Limits::day`].
    #[serde(with = "millis::maybe")]
    pub day: Option<Duration>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_are_those_of_the_page() {
        let tier = Limits::kimi_tier("t0").unwrap();
        assert_eq!(
            (tier.concurrency, tier.rpm, tier.tpm, tier.tpd),
            (Some(1), Some(3), Some(500_000), Some(1_500_000))
        );
        assert_eq!(Limits::kimi_tier("T5").unwrap().rpm, Some(300));
        assert!(Limits::kimi_tier("T6").is_none());
    }

    #[test]
    fn a_patch_changes_what_it_names() {
        let mut limits = Limits { rpm: Some(60), window: Duration::from_secs(1), ..Limits::default() };
        let patch: LimitsPatch = serde_json::from_str(r#"{"concurrency":8,"day":5000}"#).unwrap();
        limits.apply(&patch);
        assert_eq!((limits.concurrency, limits.rpm), (Some(8), Some(60)));
        assert_eq!((limits.window, limits.day), (Duration::from_secs(1), Duration::from_secs(5)));
        assert!(serde_json::from_str::<LimitsPatch>(r#"{"concurency":8}"#).is_err());
    }
}
