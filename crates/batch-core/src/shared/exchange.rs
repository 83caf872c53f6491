//! When a process says what it holds and wants, what it says, and what it makes of the answer. One exchange at a time: what
//! comes up meanwhile goes with the next, so that no number of calls makes more of them than there are round trips.

use std::time::Duration;

use tokio::time::Instant;

use super::limiter::{Away, BEAT, Granted, Holding, SharedLimiter};
use super::message::{GroupSaid, MoneySaid, MoneyTold, Reply, Said};
use crate::base::problem::LimiterTrouble;

/// What comes together is said together.
const APART: Duration = Duration::from_millis(10);
/// The same for what only others are waiting for.
const RELEASE: Duration = Duration::from_millis(50);
/// The first and the longest wait before it is asked again while it is away.
const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_millis(1500);
/// The same where the process goes on with its own part: a server that does not answer holds it up each time. Not longer
/// than others wait for who is silent.
const LONGEST_WAIT_ALONE: Duration = Duration::from_millis(2500);

/// What is new after an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// An answer, as always.
    Answer,
    /// There is none, from now on.
    Away(LimiterTrouble),
    /// There is one again, after so long.
    Back(Duration),
    /// There is still none.
    StillAway,
}

impl SharedLimiter {
    /// Says what there is to say, if it is time. `holding`: what the process holds, by group; `money`: what this run has
    /// spent, and what its calls in flight may cost. Says when to look again.
    pub fn say(&mut self, now: Instant, holding: &[Holding], money: (f64, f64)) -> Option<Instant> {
        let due = self.due(now)?;
        if due > now {
            return Some(due);
        }
        let said = self.said(holding, money);
        if self.away.as_ref().is_some_and(|away| away.again_at > now) {
            self.answer_itself(&said, now);
            // What that grants goes out first.
            return Some(now);
        }
        if let Some(mut line) = self.line.take() {
            self.asked_at = Some(now);
            self.talk = Some(Box::pin(async move {
                let heard = line.say(&said).await;
                (line, said, heard)
            }));
        }
        None
    }

    /// When the next word is due; `None` while one is said.
    fn due(&self, now: Instant) -> Option<Instant> {
        if self.talk.is_some() {
            return None;
        }
        let Some(last) = self.asked_at else { return Some(now) };
        let wants = self.groups.iter().filter(|group| group.want > 0);
        let wanted = wants.map(|group| group.until.map_or(last + APART, |until| until.max(last + APART))).min();
        if let Some(away) = &self.away {
            let wanted = wanted.filter(|_| self.part.is_some());
            return Some(wanted.map_or(away.again_at, |at| at.min(away.again_at)));
        }
        let news = self.has_news.then(|| last + APART);
        let release = (self.has_released && self.processes > 1).then(|| last + RELEASE);
        [wanted, news, release].into_iter().flatten().min().map(|at| at.min(last + BEAT)).or(Some(last + BEAT))
    }

    /// All that there is to say. What was granted and not used goes back with it.
    fn said(&mut self, holding: &[Holding], (spent, held): (f64, f64)) -> Said {
        (self.has_news, self.has_released) = (false, false);
        let mut groups = Vec::with_capacity(self.groups.len());
        for (place, group) in self.groups.iter_mut().enumerate() {
            let Granted { calls, tokens, second, .. } = std::mem::take(&mut group.granted);
            group.refund(second, tokens.saturating_mul(u64::from(calls)), 0);
            let Holding { flying, freeze } = holding.get(place).copied().unwrap_or_default();
            let cut = group.cut.take();
            groups.push(GroupSaid {
                name: group.name.clone(),
                ceiling: group.limits.concurrency,
                rpm: group.limits.rpm,
                tpm: group.limits.tpm,
                flying,
                want: std::mem::take(&mut group.want),
                tokens: group.tokens,
                money: group.money,
                refunds: std::mem::take(&mut group.refunds).into_iter().collect(),
                cut: cut.map(|(limit, _)| limit),
                stated: cut.is_some_and(|(_, stated)| stated),
                freeze: freeze.map(|freeze| u64::try_from(freeze.as_millis()).unwrap_or(u64::MAX)),
            });
        }
        let money = self.purse.as_ref().map(|purse| MoneySaid {
            name: purse.name.clone(),
            folder: purse.folder.clone(),
            limit: purse.limit,
            spent,
            held,
            before: Some(purse.before).filter(|_| !self.is_known),
            memory: self.money.memory.clone(),
        });
        self.last_money = (spent, held);
        self.words += 1;
        Said { id: self.id.clone(), number: self.words, ceiling: self.ceiling, groups, money, ..Said::default() }
    }

    /// Waits for the answer to what was said; for ever, if nothing was. May be dropped and begun again.
    pub async fn heard(&mut self) -> News {
        let Some(talk) = &mut self.talk else { return std::future::pending().await };
        let (line, said, heard) = talk.await;
        self.talk = None;
        self.line = Some(line);
        let now = Instant::now();
        match heard {
            Ok(reply) => {
                self.part = None;
                self.take_in(&reply, now);
                self.is_known = true;
                self.away.take().map_or(News::Answer, |away| News::Back(now - away.since))
            }
            Err(why) => {
                let times = self.away.as_ref().map_or(0, |away| away.times);
                let since = self.away.as_ref().map_or(now, |away| away.since);
                let longest = self.shares_when_away().map_or(LONGEST_WAIT, |_| LONGEST_WAIT_ALONE);
                let again_at = now + (FIRST_WAIT * (1 << times.min(8))).min(longest);
                // In other words the same, while it is tried again, is no news.
                let kind = std::mem::discriminant(&why);
                let is_news = self.away.as_ref().is_none_or(|away| std::mem::discriminant(&away.why) != kind);
                self.away = Some(Away { since, times: times + 1, again_at, why: why.clone() });
                self.answer_itself(&said, now);
                if is_news { News::Away(why) } else { News::StillAway }
            }
        }
    }

    /// Where there is no answer, and the process has a part of its own.
    fn answer_itself(&mut self, said: &Said, now: Instant) {
        if let Some(part) = self.own_part() {
            let reply = part.answer(said, now);
            self.take_in(&reply, now);
        }
    }

    fn take_in(&mut self, reply: &Reply, now: Instant) {
        self.processes = reply.processes;
        for (group, told) in self.groups.iter_mut().zip(&reply.groups) {
            // What is wanted beyond that is found out by using it.
            (group.told, group.want) = (*told, 0);
            group.granted =
                Granted { calls: told.calls, tokens: group.tokens, money: group.money, second: told.second };
            group.until = told.why.map(|_| now + Duration::from_millis(told.wait));
        }
        if let Some(money) = &reply.money {
            self.money_left = self.purse.as_ref().map_or(0.0, |purse| purse.limit - money.spent - money.held);
            let (spent, held) = self.last_money;
            let granted: f64 = self.groups.iter().map(|group| f64::from(group.granted.calls) * group.money).sum();
            let (before, of_others) = self.purse.as_ref().map_or((0.0, 0.0), |purse| (purse.before, purse.of_others));
            // Below zero where others' ledgers were read before their calls were settled. What this run's own says is so,
            // whatever the limiter has forgotten.
            let spent = (money.spent - spent - before).max(-of_others);
            let held = (money.held - held - granted).max(0.0);
            self.money = MoneyTold { spent, held, memory: money.memory.clone() };
        }
    }

    /// How long there has been no answer, and why.
    #[must_use]
    pub fn away(&self, now: Instant) -> Option<(Duration, &LimiterTrouble)> {
        self.away.as_ref().map(|away| (now.saturating_duration_since(away.since), &away.why))
    }

    /// Says goodbye: what it held is free at once. `money`: as in [`SharedLimiter::say`].
    pub async fn leave(mut self, money: (f64, f64)) {
        if self.talk.is_some() {
            self.heard().await;
        }
        let said = Said { bye: true, ..self.said(&[], money) };
        if let Some(line) = self.line.as_mut().filter(|_| self.away.is_none()) {
            // Who does not hear it waits for the lease to end.
            line.say(&said).await.ok();
        }
    }
}
