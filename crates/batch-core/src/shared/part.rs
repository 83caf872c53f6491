//! A process's own part of the limits, while the limiter gives no answer and the config says how many share: no more than an
//! n-th of everything, and of the budget an n-th of what was left when it was last heard.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::message::{GroupSaid, GroupTold, HeldBy, Reply, Said};
use crate::flow::rate::WINDOW;

/// See the module.
#[derive(Debug)]
pub(super) struct Part {
    of: u32,
    groups: Vec<Used>,
    /// What is left of the part of the budget.
    money: f64,
}

/// What was used of a group's part.
#[derive(Debug, Default)]
struct Used {
    /// When the next call is due.
    due: Option<Instant>,
    tokens: VecDeque<(Instant, u64)>,
}

impl Part {
    /// One of so many; `money`: what was left of the budget for all.
    pub fn new(of: u32, money: f64) -> Self {
        let of = of.max(1);
        Self { of, groups: Vec::new(), money: money.max(0.0) / f64::from(of) }
    }

    /// What may be done of what is wanted.
    pub fn answer(&mut self, said: &Said, now: Instant) -> Reply {
        self.groups.resize_with(said.groups.len(), Used::default);
        let flying: u32 = said.groups.iter().map(|group| group.flying).sum();
        let mut free = (said.ceiling / self.of).max(1).saturating_sub(flying);
        let mut groups = Vec::with_capacity(said.groups.len());
        for (asked, used) in said.groups.iter().zip(&mut self.groups) {
            let (mut told, wait) = used.answer(asked, self.of, free, now);
            if said.money.is_some() && asked.money > 0.0 {
                let covered = (self.money / asked.money + 1e-9) as u32;
                if covered < told.calls {
                    (told.calls, told.why) = (covered, Some(HeldBy::Money));
                }
                self.money -= f64::from(told.calls) * asked.money;
            }
            used.take(asked, self.of, told.calls, now);
            free -= told.calls.min(free);
            told.wait = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX) + 1;
            groups.push(told);
        }
        Reply { processes: 1, groups, ..Reply::default() }
    }
}

impl Used {
    fn answer(&mut self, asked: &GroupSaid, of: u32, free: u32, now: Instant) -> (GroupTold, Duration) {
        let own = (asked.ceiling / of).max(1).saturating_sub(asked.flying).min(free);
        let mut told = GroupTold { calls: asked.want, ceiling: asked.ceiling / of, ..GroupTold::default() };
        let mut wait = Duration::ZERO;
        let mut hold = |most: u32, why, until: Duration| {
            if most < told.calls {
                (told.calls, told.why, wait) = (most, Some(why), until);
            }
        };
        hold(own, HeldBy::Calls, Duration::from_millis(100));
        if asked.rpm.is_some() {
            let due = self.due.map_or(Duration::ZERO, |due| due.saturating_duration_since(now));
            hold(u32::from(due.is_zero()), HeldBy::Requests, due);
        }
        if let Some(tpm) = asked.tpm {
            while self.tokens.front().is_some_and(|(at, _)| *at + WINDOW <= now) {
                self.tokens.pop_front();
            }
            let used: u64 = self.tokens.iter().map(|(_, tokens)| tokens).sum();
            let left = (tpm / u64::from(of)).saturating_sub(used) / asked.tokens.max(1);
            let least = u64::from(self.tokens.is_empty());
            hold(u32::try_from(left.max(least)).unwrap_or(u32::MAX), HeldBy::Tokens, Duration::from_secs(1));
        }
        (told, wait)
    }

    fn take(&mut self, asked: &GroupSaid, of: u32, calls: u32, now: Instant) {
        if calls == 0 {
            return;
        }
        if let Some(rpm) = asked.rpm {
            let each = WINDOW * of / rpm.max(1);
            // Who comes a little late loses nothing by it.
            let from = self.due.filter(|due| *due + each > now).unwrap_or(now);
            self.due = Some(from + each * calls);
        }
        if asked.tpm.is_some() {
            self.tokens.push_back((now, asked.tokens.saturating_mul(u64::from(calls))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::message::MoneySaid;

    fn said(flying: u32, want: u32) -> Said {
        let group = GroupSaid { ceiling: 32, flying, want, ..GroupSaid::default() };
        Said { ceiling: 32, groups: vec![group], ..Said::default() }
    }

    #[test]
    fn no_more_than_its_part_is_in_flight() {
        let mut part = Part::new(4, 0.0);
        let now = Instant::now();
        assert_eq!(part.answer(&said(0, 20), now).groups[0].calls, 8);
        assert_eq!(part.answer(&said(8, 20), now).groups[0].calls, 0);
        assert_eq!(Part::new(100, 0.0).answer(&said(0, 20), now).groups[0].calls, 1, "nobody is left without any");
    }

    #[test]
    fn calls_and_tokens_a_minute_stay_within_its_part() {
        let mut part = Part::new(4, 0.0);
        let start = Instant::now();
        let (mut calls, mut tokens) = (0, 0);
        for second in 0..600 {
            let mut said = said(0, 8);
            (said.groups[0].rpm, said.groups[0].tpm, said.groups[0].tokens) = (Some(600), Some(4_000), 100);
            let told = part.answer(&said, start + Duration::from_millis(second * 100)).groups[0];
            (calls, tokens) = (calls + told.calls, tokens + told.calls * 100);
        }
        assert!((9..=10).contains(&calls), "{calls}: a thousand tokens are ten calls");
        assert!(tokens <= 1_000);
        let mut part = Part::new(4, 0.0);
        let calls: u32 = (0..600)
            .map(|tenth| {
                let mut said = said(0, 8);
                said.groups[0].rpm = Some(600);
                part.answer(&said, start + Duration::from_millis(tenth * 100)).groups[0].calls
            })
            .sum();
        assert!((140..=150).contains(&calls), "{calls}");
    }

    #[test]
    fn of_the_budget_its_part_of_what_was_left_is_spent_once() {
        let mut part = Part::new(2, 10.0);
        let mut said = said(0, 3);
        said.groups[0].money = 1.0;
        said.money = Some(MoneySaid::default());
        let now = Instant::now();
        assert_eq!(part.answer(&said, now).groups[0].calls, 3);
        let told = part.answer(&said, now).groups[0];
        assert_eq!((told.calls, told.why), (2, Some(HeldBy::Money)));
        assert_eq!(part.answer(&said, now).groups[0].calls, 0);
    }
}
