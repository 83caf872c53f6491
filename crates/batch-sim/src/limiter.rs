//! Counts what is in flight and what was admitted lately, and refuses what is too much.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::limits::Limits;
use crate::refusal::Refusal;
use crate::scope::{Left, Scope};
use crate::waves::Waves;

/// Where a call counts: made by [`Limiter::place`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    scope: usize,
    endpoint: Option<usize>,
    /// On a batch path: outside the online limits, but not outside overload waves `[O]`.
    batch: bool,
}

/// The state of all limits of one account.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    scopes: Vec<Scope>,
    numbers: HashMap<String, usize>,
    waves: Waves,
}

impl Limiter {
    /// The place of calls of this scope (empty: the account; else a model), through this endpoint.
    pub(crate) fn place(&mut self, scope: &str, endpoint: Option<&str>, batch: bool) -> Place {
        // An endpoint and a model never share a name: endpoint ids begin with `ep-`.
        Place { scope: self.number(scope), endpoint: endpoint.map(|id| self.number(id)), batch }
    }

    fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        self.scopes.push(Scope::default());
        self.numbers.insert(name.to_owned(), self.scopes.len() - 1);
        self.scopes.len() - 1
    }

    /// Admits a call that is charged `tokens` now, or says why not. `age` is that of the server.
    pub(crate) fn admit(
        &mut self,
        place: Place,
        limits: &Limits,
        now: Instant,
        age: Duration,
        tokens: u64,
    ) -> Result<(), Refusal> {
        let wave = self.waves.check(limits, age, place.batch)?;
        if !place.batch {
            if let Some(scope) = self.scopes.get_mut(place.scope) {
                scope.forget(limits, now, age);
                scope.check(limits, now, tokens)?;
            }
            if let Some(endpoint) = place.endpoint.and_then(|number| self.scopes.get_mut(number)) {
                endpoint.forget(limits, now, age);
                endpoint.check_endpoint(limits, tokens)?;
                endpoint.take(limits, now, tokens);
            }
        }
        self.waves.take(wave);
        if let Some(scope) = self.scopes.get_mut(place.scope) {
            scope.enter();
            if !place.batch {
                scope.take(limits, now, tokens);
            }
        }
        Ok(())
    }

    /// What is left of the minute.
    pub(crate) fn left(&mut self, place: Place, limits: &Limits, now: Instant, age: Duration) -> Option<Left> {
        let scope = self.scopes.get_mut(place.scope)?;
        scope.forget(limits, now, age);
        scope.left(limits, now)
    }

    /// The call is over.
    pub(crate) fn release(&mut self, place: Place) {
        if let Some(scope) = self.scopes.get_mut(place.scope) {
            scope.leave();
        }
    }

    /// Charges tokens that are known only when the answer is there.
    pub(crate) fn charge(&mut self, place: Place, limits: &Limits, now: Instant, tokens: u64) {
        if place.batch || tokens == 0 {
            return;
        }
        for number in [Some(place.scope), place.endpoint].into_iter().flatten() {
            if let Some(scope) = self.scopes.get_mut(number) {
                scope.spend(limits, now, tokens);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALM: Duration = Duration::from_secs(1);

    #[test]
    fn concurrency_is_freed_by_release() {
        let limits = Limits { concurrency: Some(2), ..Limits::default() };
        let mut limiter = Limiter::default();
        let (now, place) = (Instant::now(), limiter.place("", None, false));
        assert_eq!(limiter.admit(place, &limits, now, CALM, 1), Ok(()));
        assert_eq!(limiter.admit(place, &limits, now, CALM, 1), Ok(()));
        assert_eq!(limiter.admit(place, &limits, now, CALM, 1), Err(Refusal::Concurrency(2)));
        limiter.release(place);
        assert_eq!(limiter.admit(place, &limits, now, CALM, 1), Ok(()));
    }

    #[test]
    fn no_window_ever_holds_more_calls_than_allowed() {
        let limits = Limits { rpm: Some(5), window: Duration::from_millis(100), ..Limits::default() };
        let mut limiter = Limiter::default();
        let (start, place) = (Instant::now(), limiter.place("", None, false));
        let mut admitted = Vec::new();
        for ms in 0..1_000 {
            let now = start + Duration::from_millis(ms);
            if limiter.admit(place, &limits, now, CALM, 1).is_ok() {
                admitted.push(ms);
            }
        }
        assert_eq!(admitted.len(), 50);
        assert!(admitted.windows(6).all(|six| six[5] - six[0] >= 100));
    }

    #[test]
    fn tokens_are_charged_before_and_after() {
        let limits = Limits { tpm: Some(100), window: Duration::from_millis(100), ..Limits::default() };
        let mut limiter = Limiter::default();
        let (start, place) = (Instant::now(), limiter.place("", None, false));
        assert_eq!(limiter.admit(place, &limits, start, CALM, 40), Ok(()));
        limiter.charge(place, &limits, start, 30);
        assert_eq!(limiter.admit(place, &limits, start, CALM, 40), Err(Refusal::Tpm { current: 110, limit: 100 }));
        assert_eq!(limiter.admit(place, &limits, start, CALM, 30), Ok(()));
        let later = start + Duration::from_millis(100);
        assert_eq!(limiter.admit(place, &limits, later, CALM, 100), Ok(()));
        // More than a whole window's worth is never admitted.
        assert!(limiter.admit(place, &limits, later + Duration::from_secs(9), CALM, 101).is_err());
    }

    #[test]
    fn days_begin_anew() {
        let limits = Limits { rpd: Some(1), tpd: Some(50), day: Duration::from_secs(10), ..Limits::default() };
        let mut limiter = Limiter::default();
        let (now, place) = (Instant::now(), limiter.place("", None, false));
        assert_eq!(limiter.admit(place, &limits, now, CALM, 51), Err(Refusal::Tpd { current: 51, limit: 50 }));
        assert_eq!(limiter.admit(place, &limits, now, CALM, 50), Ok(()));
        assert_eq!(limiter.admit(place, &limits, now, CALM, 1), Err(Refusal::Rpd(1)));
        assert_eq!(limiter.admit(place, &limits, now, Duration::from_secs(10), 1), Ok(()));
    }

    #[test]
    fn scopes_and_endpoints_count_by_themselves() {
        let limits = Limits { rpm: Some(1), endpoint_rpm: Some(1), ..Limits::default() };
        let mut limiter = Limiter::default();
        let now = Instant::now();
        let (a, b) = (limiter.place("a", None, false), limiter.place("b", Some("ep-1"), false));
        let (c, batch) = (limiter.place("c", Some("ep-1"), false), limiter.place("a", Some("ep-bi-1"), true));
        assert_eq!(limiter.admit(a, &limits, now, CALM, 1), Ok(()));
        assert_eq!(limiter.admit(a, &limits, now, CALM, 1), Err(Refusal::Rpm(1)));
        assert_eq!(limiter.admit(b, &limits, now, CALM, 1), Ok(()));
        assert_eq!(limiter.admit(c, &limits, now, CALM, 1), Err(Refusal::EndpointRpm));
        assert_eq!(limiter.admit(batch, &limits, now, CALM, 1), Ok(()));
    }

    #[test]
    fn a_bucket_fills_evenly_and_holds_no_more_than_its_burst() {
        let bucket = crate::limits::Bucket { calls: 60, burst: 3 };
        let limits = Limits { bucket: Some(bucket), ..Limits::default() };
        let mut limiter = Limiter::default();
        let (start, place) = (Instant::now(), limiter.place("", None, false));
        let mut admitted = Vec::new();
        for tenth in 0..200 {
            let now = start + Duration::from_millis(100 * tenth);
            if limiter.admit(place, &limits, now, CALM, 1).is_ok() {
                admitted.push(tenth);
            }
        }
        assert_eq!(admitted[..5], [0, 1, 2, 10, 20]);
        assert_eq!(admitted.len(), 3 + 19);
        let later = start + Duration::from_secs(600);
        let left = limiter.left(place, &limits, later, CALM).unwrap();
        assert_eq!((left.limit, left.remaining), (60, 3));
    }

    #[test]
    fn a_burst_is_told_from_a_full_minute() {
        let burst = crate::limits::Burst { calls: 2, within: Duration::from_millis(10) };
        let limits = Limits { rpm: Some(3), burst: Some(burst), ..Limits::default() };
        let mut limiter = Limiter::default();
        let (start, place) = (Instant::now(), limiter.place("", None, false));
        let mut at = |ms| limiter.admit(place, &limits, start + Duration::from_millis(ms), CALM, 1);
        assert_eq!((at(0), at(1), at(2)), (Ok(()), Ok(()), Err(Refusal::Burst)));
        assert_eq!((at(10), at(20)), (Ok(()), Err(Refusal::Rpm(3))));
    }
}
