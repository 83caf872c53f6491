//! What a platform allows, as data. The counting is in [`crate::limiter`].

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::millis;
use crate::words::ErrorReply;

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
        if let Ok(changed) = self.changed(patch) {
            *self = changed;
        }
    }

    fn changed(&self, patch: &LimitsPatch) -> Result<Self, serde_json::Error> {
        let mut all = serde_json::to_value(self)?;
        if let Some(all) = all.as_object_mut() {
            all.extend(patch.0.clone());
        }
        serde_json::from_value(all)
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
    /// Makes a refusal say it.
    pub(crate) fn change(self, reply: &mut ErrorReply) {
        match self {
            Self::Usual => {}
            Self::None => reply.wait(None),
            Self::Seconds(seconds) => reply.wait(Some(seconds)),
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

/// A change of [`Limits`]: an object with those of its fields that change. What is not in it, or `null`, stays as it is; 0
/// takes a limit away.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>", into = "Map<String, Value>")]
pub struct LimitsPatch(Map<String, Value>);

impl TryFrom<Map<String, Value>> for LimitsPatch {
    type Error = serde_json::Error;

    /// What is no limit, or no value of one, is refused when it comes, not when it is needed.
    fn try_from(mut changes: Map<String, Value>) -> Result<Self, serde_json::Error> {
        changes.retain(|_, value| !value.is_null());
        let patch = Self(changes);
        Limits::default().changed(&patch)?;
        Ok(patch)
    }
}

impl From<LimitsPatch> for Map<String, Value> {
    fn from(patch: LimitsPatch) -> Self {
        patch.0
    }
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
        for wrong in [r#"{"concurency":8}"#, r#"{"concurrency":"many"}"#] {
            assert!(serde_json::from_str::<LimitsPatch>(wrong).is_err(), "{wrong}");
        }
    }
}
