//! How long to wait before a conversation is asked again. The only place that decides it; the scheduler only obeys.

use std::time::Duration;

use tokio_retry::strategy::ExponentialBackoff;

use crate::platform::fault::Pace;

/// The longest wait that a server may ask for before the run is paused instead.
pub const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);
/// The longest step of the backoff.
const LONGEST_STEP: Duration = Duration::from_secs(60);
const MINUTE: Duration = Duration::from_secs(60);
/// Jitter added on top, as a part of the wait: spreads conversations that failed together.
const JITTER: f64 = 0.1;

/// The wait before retry `n` (1 is the first) by the manual: 1, 2, 4, 8, 16 s, then 32 and never more than 60.
#[must_use]
pub fn backoff(n: u32) -> Duration {
    // `from_millis(2).factor(500)` is 1 s doubling: the crate raises its base to the n-th power.
    let nth = usize::try_from(n.saturating_sub(1)).unwrap_or(usize::MAX).min(16);
    ExponentialBackoff::from_millis(2).factor(500).max_delay(LONGEST_STEP).nth(nth).unwrap_or(LONGEST_STEP)
}

/// The wait before retry `n` of a fault of this pace, never less than what the server asked for.
#[must_use]
pub fn wait(pace: Pace, n: u32, server: Option<Duration>) -> Duration {
    let own = match pace {
        Pace::Backoff | Pace::Overload => backoff(n),
        // A server that names no time gets a short wait: the limiters are what slows us down.
        Pace::Limit | Pace::Window => backoff(n.min(4)),
        Pace::Minute => MINUTE,
    };
    match (pace, server) {
        // Our wait is a guess; the server's word replaces it.
        (Pace::Window | Pace::Limit, Some(server)) => server,
        (_, server) => own.max(server.unwrap_or_default()),
    }
}

/// Adds up to a tenth on top, so that nobody comes back at the same moment and nobody comes early.
#[must_use]
pub fn jitter(wait: Duration) -> Duration {
    wait + wait.mul_f64(fastrand::f64() * JITTER)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn follows_the_manual() {
        let waits: Vec<u64> = (1..=7).map(|n| backoff(n).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60]);
        assert_eq!(backoff(u32::MAX), LONGEST_STEP);
    }

    proptest! {
        #[test]
        fn never_undercuts_the_server(n in 1u32..100, server in 0u64..100_000) {
            let asked = Duration::from_millis(server);
            for pace in [Pace::Backoff, Pace::Limit, Pace::Window, Pace::Overload, Pace::Minute] {
                prop_assert!(wait(pace, n, Some(asked)) >= asked);
                prop_assert!(jitter(wait(pace, n, Some(asked))) >= asked);
                prop_assert!(jitter(backoff(n)) >= backoff(n));
                prop_assert!(jitter(backoff(n)) <= backoff(n).mul_f64(1.1 + 1e-9));
            }
        }
    }
}
