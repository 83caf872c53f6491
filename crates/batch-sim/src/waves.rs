//! Overload waves and the slow return after them.

use std::time::Duration;

use crate::limits::{Limits, Overload};
use crate::refusal::Refusal;

/// How many calls were admitted in the ramp after which wave.
#[derive(Debug, Default)]
pub(crate) struct Waves {
    ramp: Option<Admitted>,
}

/// Calls admitted in the ramp after the wave of this number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Admitted {
    wave: u128,
    calls: u64,
}

impl Waves {
    /// Refuses during a wave, and after it what is more than the ramp admits. What it returns is to be given to
    /// [`take`](Self::take) when nothing else refuses the call.
    pub(crate) fn check(&self, limits: &Limits, age: Duration, batch: bool) -> Result<Option<Admitted>, Refusal> {
        let Some(Overload { period, length, ramp }) = limits.overload.filter(|wave| !wave.period.is_zero()) else {
            return Ok(None);
        };
        let refuse = |left: Duration| Err(Refusal::Overloaded { wait: whole_seconds(left).max(1), batch });
        let wave = age.as_nanos() / period.as_nanos();
        let within = Duration::from_nanos(u64::try_from(age.as_nanos() % period.as_nanos()).unwrap_or(u64::MAX));
        if within >= period.saturating_sub(length) {
            return refuse(period.saturating_sub(within));
        }
        if wave == 0 || within >= ramp {
            return Ok(None);
        }
        let calls = self.ramp.filter(|admitted| admitted.wave == wave).map_or(0, |admitted| admitted.calls);
        let second = (limits.window / 60).max(Duration::from_nanos(1));
        let seconds = u32::try_from(within.as_nanos() / second.as_nanos()).unwrap_or(u32::MAX);
        // 1 in the first second, 2 more in the second, 4 more in the third: 2^n - 1 in n seconds.
        let allowed = 1_u64.checked_shl(seconds.saturating_add(1)).map_or(u64::MAX, |power| power - 1);
        if calls >= allowed {
            return refuse(second);
        }
        Ok(Some(Admitted { wave, calls: calls + 1 }))
    }

    pub(crate) const fn take(&mut self, admitted: Option<Admitted>) {
        if admitted.is_some() {
            self.ramp = admitted;
        }
    }
}

const fn whole_seconds(time: Duration) -> u64 {
    if time.subsec_nanos() > 0 { time.as_secs() + 1 } else { time.as_secs() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn limits() -> Limits {
        let overload = Overload { period: 1_000 * MS, length: 200 * MS, ramp: 300 * MS };
        // A "second" of the ramp is 100 ms.
        Limits { overload: Some(overload), window: 6_000 * MS, ..Limits::default() }
    }

    #[test]
    fn waves_come_at_the_end_of_each_period() {
        let waves = Waves::default();
        assert_eq!(waves.check(&limits(), Duration::ZERO, false), Ok(None));
        assert_eq!(waves.check(&limits(), 799 * MS, false), Ok(None));
        assert_eq!(waves.check(&limits(), 800 * MS, false), Err(Refusal::Overloaded { wait: 1, batch: false }));
        assert_eq!(waves.check(&limits(), 1_999 * MS, true), Err(Refusal::Overloaded { wait: 1, batch: true }));
        assert_eq!(waves.check(&limits(), 2_300 * MS, false), Ok(None));
    }

    #[test]
    fn after_a_wave_the_rate_doubles() {
        let mut waves = Waves::default();
        let mut admitted = [0; 4];
        for ms in 1_000..1_400 {
            if let Ok(wave) = waves.check(&limits(), ms * MS, false) {
                waves.take(wave);
                admitted[ms as usize / 100 - 10] += 1;
            }
        }
        assert_eq!(admitted, [1, 2, 4, 100]);
    }

    #[test]
    fn the_wait_is_what_is_left_of_the_wave() {
        let overload = Overload { period: 60_000 * MS, length: 20_000 * MS, ramp: Duration::ZERO };
        let limits = Limits { overload: Some(overload), ..Limits::default() };
        let refused = Waves::default().check(&limits, 45_500 * MS, true);
        assert_eq!(refused, Err(Refusal::Overloaded { wait: 15, batch: true }));
    }
}
