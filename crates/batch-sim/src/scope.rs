//! What one scope (account, account and model, or endpoint) did lately.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::limits::Limits;
use crate::refusal::Refusal;

/// Sliding logs of admitted calls and charged tokens, the day's sums, and what is in flight.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    in_flight: u32,
    calls: VecDeque<Instant>,
    tokens: VecDeque<(Instant, u64)>,
    tokens_in_window: u64,
    day: u128,
    day_calls: u64,
    day_tokens: u64,
    /// Calls that are saved up in the bucket, and when that was so. `None`: full.
    saved: Option<(f64, Instant)>,
}

/// What is left of the minute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Left {
    pub limit: u32,
    pub remaining: u32,
    /// Until there is more.
    pub reset: Duration,
}

impl Scope {
    /// Drops what lies before the window and starts a new day.
    pub(crate) fn forget(&mut self, limits: &Limits, now: Instant, age: Duration) {
        // The span of a burst may be longer than the window.
        let keep = limits.burst.map_or(limits.window, |burst| burst.within.max(limits.window));
        while self.calls.front().is_some_and(|at| now.saturating_duration_since(*at) >= keep) {
            self.calls.pop_front();
        }
        while let Some((at, tokens)) = self.tokens.front()
            && now.saturating_duration_since(*at) >= limits.window
        {
            self.tokens_in_window = self.tokens_in_window.saturating_sub(*tokens);
            self.tokens.pop_front();
        }
        let today = age.as_nanos() / limits.day.as_nanos().max(1);
        if today != self.day {
            (self.day, self.day_calls, self.day_tokens) = (today, 0, 0);
        }
    }

    /// The strongest statement first: the day, what is in flight, the minute, the burst.
    pub(crate) fn check(&self, limits: &Limits, now: Instant, tokens: u64) -> Result<(), Refusal> {
        if let Some(limit) = some(limits.rpd).filter(|most| self.day_calls >= *most) {
            return Err(Refusal::Rpd(limit));
        }
        let today = self.day_tokens.saturating_add(tokens);
        if let Some(limit) = some(limits.tpd).filter(|most| today > *most) {
            return Err(Refusal::Tpd { current: today, limit });
        }
        if let Some(limit) = some(limits.concurrency).filter(|most| self.in_flight >= *most) {
            return Err(Refusal::Concurrency(limit));
        }
        if let Some(limit) = some(limits.rpm).filter(|most| self.calls_within(limits.window, now) >= *most) {
            return Err(Refusal::Rpm(limit));
        }
        if let Some(bucket) = limits.bucket.filter(|_| self.saved(limits, now) < 1.0) {
            return Err(Refusal::Rpm(bucket.calls));
        }
        let current = self.tokens_in_window.saturating_add(tokens);
        if let Some(limit) = some(limits.tpm).filter(|most| current > *most) {
            return Err(Refusal::Tpm { current, limit });
        }
        if limits.burst.is_some_and(|burst| burst.calls > 0 && self.calls_within(burst.within, now) >= burst.calls) {
            return Err(Refusal::Burst);
        }
        Ok(())
    }

    /// The limits of an endpoint, besides those of its model.
    pub(crate) fn check_endpoint(&self, limits: &Limits, tokens: u64) -> Result<(), Refusal> {
        if some(limits.endpoint_rpm).is_some_and(|most| self.calls.len() >= most as usize) {
            return Err(Refusal::EndpointRpm);
        }
        if some(limits.endpoint_tpm).is_some_and(|most| self.tokens_in_window.saturating_add(tokens) > most) {
            return Err(Refusal::EndpointTpm);
        }
        Ok(())
    }

    pub(crate) const fn enter(&mut self) {
        self.in_flight += 1;
    }

    pub(crate) const fn leave(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    /// Counts an admitted call. Logs are kept only while a limit needs them.
    pub(crate) fn take(&mut self, limits: &Limits, now: Instant, tokens: u64) {
        self.day_calls += 1;
        if limits.rpm.is_some() || limits.burst.is_some() || limits.endpoint_rpm.is_some() {
            self.calls.push_back(now);
        }
        if limits.bucket.is_some() {
            self.saved = Some((self.saved(limits, now) - 1.0, now));
        }
        self.spend(limits, now, tokens);
    }

    pub(crate) fn spend(&mut self, limits: &Limits, now: Instant, tokens: u64) {
        self.day_tokens = self.day_tokens.saturating_add(tokens);
        if limits.tpm.is_some() || limits.endpoint_tpm.is_some() {
            self.tokens.push_back((now, tokens));
            self.tokens_in_window = self.tokens_in_window.saturating_add(tokens);
        }
    }

    /// What is left of the minute's calls; `None` if nothing limits them.
    pub(crate) fn left(&self, limits: &Limits, now: Instant) -> Option<Left> {
        if let Some(bucket) = limits.bucket {
            let saved = self.saved(limits, now);
            let reset = limits.window.div_f64(f64::from(bucket.calls.max(1))).mul_f64(1.0 - saved.fract());
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to burst")]
            return Some(Left { limit: bucket.calls, remaining: saved as u32, reset });
        }
        let limit = some(limits.rpm)?;
        let remaining = limit.saturating_sub(self.calls_within(limits.window, now));
        let first = self.calls.iter().find(|at| now.saturating_duration_since(**at) < limits.window);
        let reset = first.map_or(Duration::ZERO, |at| (*at + limits.window).saturating_duration_since(now));
        Some(Left { limit, remaining, reset })
    }

    /// Calls that are saved up in the bucket.
    fn saved(&self, limits: &Limits, now: Instant) -> f64 {
        let Some(bucket) = limits.bucket else { return f64::INFINITY };
        let Some((saved, at)) = self.saved else { return f64::from(bucket.burst) };
        let share = now.saturating_duration_since(at).as_secs_f64() / limits.window.as_secs_f64().max(1e-9);
        (saved + share * f64::from(bucket.calls)).min(f64::from(bucket.burst))
    }

    fn calls_within(&self, span: Duration, now: Instant) -> u32 {
        let outside = self.calls.partition_point(|at| now.saturating_duration_since(*at) >= span);
        u32::try_from(self.calls.len() - outside).unwrap_or(u32::MAX)
    }
}

/// 0 is no limit.
fn some<T: Default + PartialEq>(limit: Option<T>) -> Option<T> {
    limit.filter(|most| *most != T::default())
}
