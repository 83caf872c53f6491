//! Which calls are let in, and what answers say is left.

use std::time::Duration;

use http::HeaderMap;

use super::super::law::Minute;
use super::{InFlight, MINUTE, World, put};

impl World {
    /// Lets a call in, or says which limit it broke and how long until it would be let in.
    pub(super) fn admit(&self, scope: &str, now: Duration) -> Result<InFlight<'_>, (u32, Option<Duration>)> {
        let mut state = self.state.borrow_mut();
        let state = &mut *state;
        match self.law.minute {
            Some(Minute::Window { most, counts_refused }) => {
                let window = state.windows.entry(scope.to_owned()).or_default();
                while window.front().is_some_and(|at| *at + MINUTE <= now) {
                    window.pop_front();
                }
                let oldest = window.front().copied();
                let full = window.len() >= most as usize;
                if !full || counts_refused {
                    window.push_back(now);
                }
                if full {
                    return Err((most, oldest.map(|at| at + MINUTE - now)));
                }
            }
            Some(Minute::Bucket { most, burst }) => {
                let (at, left) = state.buckets.entry(scope.to_owned()).or_insert((now, f64::from(burst)));
                let each = 60.0 / f64::from(most);
                *left = (*left + (now - *at).as_secs_f64() / each).min(f64::from(burst));
                *at = now;
                if *left < 1.0 {
                    return Err((most, Some(Duration::from_secs_f64((1.0 - *left) * each))));
                }
                *left -= 1.0;
            }
            None => {}
        }
        let allowed = self.law.at_once.iter().rev().find(|(from, _)| *from <= now).map(|(_, most)| *most);
        let count = state.in_flight.entry(scope.to_owned()).or_default();
        if let Some(most) = allowed.filter(|most| *count >= *most) {
            return Err((most, None));
        }
        *count += 1;
        state.seen.most_at_once = state.seen.most_at_once.max(*count);
        Ok(InFlight(self, scope.to_owned()))
    }

    pub(super) fn tell_what_is_left(&self, headers: &mut HeaderMap, scope: &str, now: Duration) {
        if !self.law.tells_what_is_left {
            return;
        }
        let mut state = self.state.borrow_mut();
        let (limit, left, reset) = match self.law.minute {
            Some(Minute::Window { most, .. }) => {
                let window = state.windows.entry(scope.to_owned()).or_default();
                let used = window.iter().filter(|at| **at + MINUTE > now).count();
                let reset = window.back().map_or(Duration::ZERO, |at| (*at + MINUTE).saturating_sub(now));
                (most, most.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX)), reset)
            }
            Some(Minute::Bucket { most, burst }) => {
                let (at, left) = state.buckets.get(scope).copied().unwrap_or((now, f64::from(burst)));
                let left = (left + (now - at).as_secs_f64() * f64::from(most) / 60.0).min(f64::from(burst));
                let reset = Duration::from_secs_f64((f64::from(burst) - left) * 60.0 / f64::from(most));
                (most, left as u32, reset)
            }
            None => return,
        };
        let pairs = [
            ("x-ratelimit-limit-requests", limit.to_string()),
            ("x-ratelimit-remaining-requests", left.to_string()),
            ("x-ratelimit-reset-requests", format!("{:.3}s", reset.as_secs_f64())),
        ];
        put(headers, pairs.iter().map(|(n, v)| (*n, v.as_str())));
    }
}
