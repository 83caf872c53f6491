//! What a platform allows, as data. The counting is in [`crate::limiter`].

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::millis;

macro_rules! see {
    ($name:ident) => {
        concat!("See [`Limits::", stringify!($name), "`].")
    };
}

/// Limits and how they change, from one list: what may be missing, what is always there, and times.
macro_rules! limits {
    (
        optional { $($(#[doc = $optional_doc:literal])* $optional:ident: $optional_type:ty,)* }
        always { $($(#[doc = $always_doc:literal])* $always:ident: $always_type:ty = $usual:expr,)* }
        times { $($(#[doc = $time_doc:literal])* $time:ident = $usual_time:expr,)* }
    ) => {
        /// Limits of the simulated account. `None` (or 0) means no limit.
        ///
        /// The scope is the dialect's: Kimi and Baichuan count by account, Ark and JieKou by account and model.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Limits {
            $($(#[doc = $optional_doc])* pub $optional: Option<$optional_type>,)*
            $($(#[doc = $always_doc])* pub $always: $always_type,)*
            $($(#[doc = $time_doc])* #[serde(with = "millis")] pub $time: Duration,)*
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($optional: None,)* $($always: $usual,)* $($time: $usual_time,)* }
            }
        }

        /// A change of [`Limits`]: what is `None` stays as it is, 0 takes a limit away.
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct LimitsPatch {
            $(#[doc = see!($optional)] pub $optional: Option<$optional_type>,)*
            $(#[doc = see!($always)] pub $always: Option<$always_type>,)*
            $(#[doc = see!($time)] #[serde(with = "millis::maybe")] pub $time: Option<Duration>,)*
        }

        impl Limits {
            /// Changes what the patch names.
            pub(crate) fn apply(&mut self, patch: &LimitsPatch) {
                $(self.$optional = patch.$optional.or(self.$optional);)*
                $(self.$always = patch.$always.unwrap_or(self.$always);)*
                $(self.$time = patch.$time.unwrap_or(self.$time);)*
            }
        }
    };
}

limits! {
    optional {
        /// Calls in flight.
        concurrency: u32,
        /// Calls a minute: at most so many are admitted in any [`window`](Self::window), by a sliding log. Rejected
        /// calls do not count.
        rpm: u32,
        /// Tokens a minute, by a sliding log: charged as the platform charges (Kimi: prompt and `max_tokens` at
        /// admission; the others: the prompt at admission and the completion when it is there).
        tpm: u64,
        /// Calls a day; the first day begins with the server.
        rpd: u64,
        /// Tokens a day, charged like [`tpm`](Self::tpm).
        tpd: u64,
        /// Calls a minute through one endpoint (`ep-...`), besides the model's own limit. Ark only.
        endpoint_rpm: u32,
        /// Tokens a minute through one endpoint. Ark only.
        endpoint_tpm: u64,
        /// How fast calls may come in on the spot.
        burst: Burst,
        /// Calls a minute by a token bucket, instead of or besides [`rpm`](Self::rpm).
        bucket: Bucket,
        /// Waves in which the whole platform is overloaded.
        overload: Overload,
    }
    always {
        /// Answers and refusals say in `x-ratelimit-*` headers what is left of the minute's calls.
        told: bool = false,
        /// The `Retry-After` of refusals for these limits.
        wait: Wait = Wait::Usual,
    }
    times {
        /// How long a minute is, in milliseconds: shorten it for tests and benchmarks.
        window = Duration::from_secs(60),
        /// How long a day is, in milliseconds.
        day = Duration::from_secs(86_400),
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
