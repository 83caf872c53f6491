//! Limits a minute as gateways keep them, and the least time that latencies need under a world's limits.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::world::World;

/// A limit on calls, over so many seconds.
#[derive(Debug, Clone, Copy)]
pub enum Minute {
    /// Counted anew when a window of the server's own clock begins; the first call comes when a third of one is over.
    Fixed { calls: u32, window: f64 },
    /// Never more in any window.
    Sliding { calls: u32, window: f64 },
    /// Tokens drip in evenly; `burst` of them can be saved up.
    Bucket { calls: u32, window: f64, burst: f64 },
}

/// What was used of it. Times are seconds since the first call.
#[derive(Debug)]
pub struct Meter {
    rule: Minute,
    admitted: VecDeque<f64>,
    saved: f64,
    at: f64,
}

impl Meter {
    pub fn new(rule: Minute) -> Self {
        let saved = if let Minute::Bucket { burst, .. } = rule { burst } else { 0.0 };
        Self { rule, admitted: VecDeque::new(), saved, at: 0.0 }
    }

    /// Admits a call, or says in how many seconds one would be.
    pub fn take(&mut self, now: f64) -> Result<(), f64> {
        let (left, wait) = self.left(now);
        if left == 0 {
            return Err(wait);
        }
        match self.rule {
            Minute::Bucket { .. } => self.saved -= 1.0,
            _ => self.admitted.push_back(now),
        }
        Ok(())
    }

    /// How many calls are left now, and in how many seconds there is one more (for windows: when it ends).
    pub fn left(&mut self, now: f64) -> (u32, f64) {
        match self.rule {
            Minute::Fixed { calls, window } => {
                let clock = now + window / 3.0;
                let begun = (clock / window).floor() * window - window / 3.0;
                self.forget(begun);
                (calls.saturating_sub(self.admitted.len() as u32), begun + window - now)
            }
            Minute::Sliding { calls, window } => {
                self.forget(now - window);
                let wait = self.admitted.front().map_or(window, |first| first + window - now);
                (calls.saturating_sub(self.admitted.len() as u32), wait)
            }
            Minute::Bucket { calls, window, burst } => {
                let rate = f64::from(calls) / window;
                self.saved = (self.saved + (now - self.at) * rate).min(burst);
                self.at = now;
                (self.saved as u32, (1.0 - self.saved.fract()) / rate)
            }
        }
    }

    /// The limit that a header names.
    pub fn limit(&self) -> u32 {
        match self.rule {
            Minute::Fixed { calls, .. } | Minute::Sliding { calls, .. } | Minute::Bucket { calls, .. } => calls,
        }
    }

    fn forget(&mut self, before: f64) {
        while self.admitted.front().is_some_and(|at| *at < before) {
            self.admitted.pop_front();
        }
    }
}

/// How many calls at once are allowed so long after the first call.
pub fn slots(slots: &[(f64, usize)], now: f64) -> usize {
    slots.iter().rev().find(|(from, _)| *from <= now).map_or(usize::MAX, |(_, count)| *count)
}

/// The list schedule: each call starts as soon as the world would have let it, in seconds.
pub fn ideal(world: &World, asked: usize, latencies: &[f64]) -> f64 {
    let us = |seconds: f64| (seconds * 1e6) as u64;
    let mut meter = world.minute.map(Meter::new);
    let mut ends = BinaryHeap::new();
    let (mut now, mut last) = (0.0_f64, 0.0_f64);
    for latency in latencies {
        loop {
            while ends.peek().is_some_and(|Reverse(end)| *end <= us(now)) {
                ends.pop();
            }
            if ends.len() >= asked.min(slots(&world.slots, now)) {
                let change = world.slots.iter().map(|(from, _)| *from).find(|from| *from > now);
                let end = ends.peek().map(|Reverse(end)| (*end + 1) as f64 / 1e6);
                now = [change, end].into_iter().flatten().fold(f64::INFINITY, f64::min);
                continue;
            }
            match meter.as_mut().map_or(Ok(()), |meter| meter.take(now)) {
                Ok(()) => break,
                Err(wait) => now += wait + 1e-6,
            }
        }
        ends.push(Reverse(us(now + latency)));
        last = last.max(now + latency);
    }
    last
}
