//! How long a simulated platform thinks.

use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::hash::{draw, unit};
use crate::millis;

/// No answer takes longer than this, whatever is drawn.
const LONGEST: f64 = 86_400.0;

/// How the time between a request and its answer is drawn.
///
/// In JSON: `"none"`, `{"fixed":800}`, `{"log_normal":{"median":800,"sigma":0.5}}`, `{"uniform":{"from":5,"to":50}}`, all
/// in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Latency {
    /// At once.
    #[default]
    None,
    /// Always the same.
    Fixed(#[serde(with = "millis")] Duration),
    /// Log-normal, as answer times of language models roughly are.
    LogNormal {
        /// Half of the answers are faster.
        #[serde(with = "millis")]
        median: Duration,
        /// Spread; 0.5 is usual.
        sigma: f64,
    },
    /// Evenly spread.
    Uniform {
        /// The shortest.
        #[serde(with = "millis")]
        from: Duration,
        /// The longest.
        #[serde(with = "millis")]
        to: Duration,
    },
}

/// How the answer of a streamed call uses its latency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pace {
    /// Nothing comes until it is over; then all does.
    #[default]
    Late,
    /// The head comes at once, the events when it is over.
    HeadFirst,
    /// The head comes at once, and the events evenly spread over it.
    Spread,
}

impl FromStr for Pace {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "late" => Ok(Self::Late),
            "head_first" => Ok(Self::HeadFirst),
            "spread" => Ok(Self::Spread),
            _ => Err(format!("unknown pace {name:?}: late, head_first or spread")),
        }
    }
}

/// The latency of one attempt at one conversation: a function of its arguments only, so that a benchmark can work out
/// the best possible schedule. `attempt` counts from 0 over the admitted attempts of this digest.
#[must_use]
pub fn latency_of(seed: u64, digest: u64, attempt: u32, latency: &Latency) -> Duration {
    let pick = |salt: u64| unit(draw(&[seed, digest, u64::from(attempt), 0x1a7e, salt]));
    match *latency {
        Latency::None => Duration::ZERO,
        Latency::Fixed(time) => time,
        Latency::Uniform { from, to } => {
            seconds(from.as_secs_f64() + pick(1) * (to.as_secs_f64() - from.as_secs_f64()))
        }
        Latency::LogNormal { median, sigma } => {
            // Box-Muller; 1 - u is never 0.
            let normal = (-2.0 * (1.0 - pick(1)).ln()).sqrt() * (std::f64::consts::TAU * pick(2)).cos();
            seconds(median.as_secs_f64() * (sigma * normal).exp())
        }
    }
}

fn seconds(time: f64) -> Duration {
    Duration::try_from_secs_f64(time.clamp(0.0, LONGEST)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_is_a_function_of_its_arguments() {
        let latency = Latency::LogNormal { median: Duration::from_millis(800), sigma: 0.5 };
        assert_eq!(latency_of(1, 2, 3, &latency), latency_of(1, 2, 3, &latency));
        assert_ne!(latency_of(1, 2, 3, &latency), latency_of(1, 2, 4, &latency));
        assert_ne!(latency_of(1, 2, 3, &latency), latency_of(2, 2, 3, &latency));
    }

    #[test]
    fn the_median_is_the_median() {
        let latency = Latency::LogNormal { median: Duration::from_millis(800), sigma: 0.5 };
        let mut drawn: Vec<u128> = (0..4_001).map(|n| latency_of(7, n, 0, &latency).as_millis()).collect();
        drawn.sort_unstable();
        assert!((760..840).contains(&drawn[2_000]), "{}", drawn[2_000]);
        // One sigma up is the 84th percentile: 800 * e^0.5 = 1319.
        assert!((1_220..1_420).contains(&drawn[3_366]), "{}", drawn[3_366]);
    }

    #[test]
    fn nonsense_is_harmless() {
        for sigma in [f64::NAN, f64::INFINITY, 1e300] {
            let latency = Latency::LogNormal { median: Duration::from_millis(800), sigma };
            assert!((0..100).all(|n| latency_of(7, n, 0, &latency).as_secs_f64() <= LONGEST));
        }
    }

    #[test]
    fn json_is_in_milliseconds() {
        let latency: Latency = serde_json::from_str(r#"{"log_normal":{"median":800,"sigma":0.5}}"#).unwrap();
        assert_eq!(latency, Latency::LogNormal { median: Duration::from_millis(800), sigma: 0.5 });
        assert_eq!(serde_json::to_string(&Latency::Fixed(Duration::from_millis(5))).unwrap(), r#"{"fixed":5}"#);
        assert_eq!(serde_json::from_str::<Latency>(r#""none""#).unwrap(), Latency::None);
    }
}
