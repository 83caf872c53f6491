//! What replies' headers say is left of a limit, for calls that go out after. When the time that they name is over, nobody
//! knows whether one more is allowed or all: from then on there is one more now and then, until a reply says what is left.
//! A server that says that nothing is left and serves all the same is not listened to, nor is what a few replies say where
//! most say nothing: it may be about the one who was asked for.

use std::time::Duration;

use tokio::time::Instant;

use super::wait::{LimitOf, NotBefore, Why};
use crate::platform::wait_hint::{Allowance, Allowances};

/// Headers that say that nothing is left are believed for so long.
const LONGEST_TOLD: Duration = Duration::from_secs(60);
/// So long others wait for the first call after a wait, and so often they look.
const LONGEST_PROBE: Duration = Duration::from_secs(15);
const PROBED_EVERY: Duration = Duration::from_secs(1);
/// Who names shorter times only may name each time that of the next one, which says little about those that follow.
const SHORT: Duration = Duration::from_secs(5);
/// So often headers may say that nothing is left while calls are served before they are not read any more.
const MOST_UNTRUE: u32 = 3;

/// So many answers are looked back on for how many of them say anything.
const HABIT: u32 = 64;

/// What replies said is left.
#[derive(Debug, Default)]
pub struct Told {
    /// Answers of late that said what is left, and those that did not.
    said: u32,
    silent: u32,
    requests: Option<Left>,
    tokens: Option<Left>,
    /// The first call after a wait that headers asked for, and when that was over.
    waited: Option<(u64, Instant)>,
    /// True if they ever said that something is left.
    honest: bool,
    untrue: u32,
    /// The longest time until a limit is whole that headers named.
    longest: Duration,
}

/// What is left until a limit is whole again, for calls that went out after the one whose reply said so.
#[derive(Debug, Clone, Copy)]
struct Left {
    remaining: u64,
    after: u64,
    used: u64,
    until: Instant,
    /// How often there is one more after that, if the limit was named; true if it is after that.
    each: Option<Duration>,
    is_over: bool,
}

impl Told {
    /// Takes in what the reply to a `call` says; `next` is the number of the next one.
    pub fn hear(
        &mut self,
        call: u64,
        next: u64,
        allowances: &Allowances,
        served: bool,
        tokens_since: impl Fn(u64) -> u64,
        now: Instant,
    ) {
        if served {
            self.note(allowances.requests.is_some() || allowances.tokens.is_some());
        }
        if self.silent > self.said {
            (self.requests, self.tokens, self.waited) = (None, None, None);
            return;
        }
        let mut both = [allowances.requests, allowances.tokens].into_iter().flatten();
        let empty = both.clone().any(|what: Allowance| what.remaining == 0 && what.limit != Some(1));
        self.honest |= both.next().is_some() && !empty;
        if let Some((first, _)) = self.waited.take_if(|(first, _)| call >= *first) {
            // The limit was waited out. Who is as poor as before, after a single call, and for long, says so always.
            let waits = allowances
                .requests
                .is_none_or(|requests| self.each(requests).is_none_or(|each| requests.reset > each * 2));
            self.untrue += u32::from(served && empty && next <= first + 1 && waits);
        }
        if self.untrue >= MOST_UNTRUE {
            (self.requests, self.tokens) = (None, None);
            return;
        }
        let each = allowances.requests.and_then(|requests| {
            self.longest = self.longest.max(requests.reset.min(LONGEST_TOLD));
            self.each(requests)
        });
        for (what, each, kept) in
            [(allowances.requests, each, &mut self.requests), (allowances.tokens, None, &mut self.tokens)]
        {
            let Some(allowance) = what.filter(|allowance| !allowance.reset.is_zero()) else {
                // Nobody says any more what is left.
                *kept = kept.filter(|left| !served || !left.is_over || call < left.after);
                continue;
            };
            if kept.is_some_and(|left| left.after > call + 1 && left.until > now) {
                continue;
            }
            let until = now + allowance.reset.min(LONGEST_TOLD);
            let used = next.saturating_sub(call + 1);
            *kept = Some(Left { remaining: allowance.remaining, after: call + 1, used, until, each, is_over: false });
        }
        // Calls that went out since count as one request each; their tokens are in the log.
        if let Some(left) = &mut self.tokens {
            left.used = tokens_since(left.after);
        }
    }

    fn note(&mut self, says: bool) {
        if self.said + self.silent >= HABIT {
            (self.said, self.silent) = (self.said / 2, self.silent / 2);
        }
        if says {
            self.said += 1;
        } else {
            self.silent += 1;
        }
    }

    /// Whether what is left allows another call.
    pub fn allow(&mut self, tokens: u64, next: u64, now: Instant) -> Result<(), NotBefore> {
        // It is seen first whether a wait was good for something.
        if let Some((first, at)) = self.waited
            && !self.honest
            && next > first
            && now < at + LONGEST_PROBE
        {
            return Err(NotBefore { at: now + PROBED_EVERY, why: Why::Requests, of: LimitOf::Platform });
        }
        for (kept, needs, why) in [(&mut self.requests, 1, Why::Requests), (&mut self.tokens, tokens, Why::Tokens)] {
            if let Some(left) = kept.as_mut().filter(|left| left.until <= now)
                && let Some(each) = left.each.filter(|_| self.honest)
            {
                if left.used >= left.remaining {
                    self.waited.get_or_insert((next, now));
                }
                (left.remaining, left.until, left.is_over) = (left.remaining + 1, now + each, true);
            }
            // What is larger than all that is left may still be larger than the whole limit: it waits, and then goes.
            if let Some(left) = kept.filter(|left| left.used + needs > left.remaining) {
                if left.until <= now {
                    *kept = None;
                    self.waited = Some((next, now));
                    continue;
                }
                return Err(NotBefore { at: left.until, why, of: LimitOf::Platform });
            }
            *kept = kept.filter(|left| left.until > now);
        }
        Ok(())
    }

    /// How often there is one more of a limit.
    fn each(&self, requests: Allowance) -> Option<Duration> {
        let limit = u32::try_from(requests.limit?).ok().filter(|limit| *limit > 0 && self.longest >= SHORT)?;
        Some(self.longest / limit)
    }

    /// A call of so many tokens goes out.
    pub fn count(&mut self, tokens: u64) {
        if let Some(left) = &mut self.requests {
            left.used += 1;
        }
        if let Some(left) = &mut self.tokens {
            left.used += tokens;
        }
    }
}
