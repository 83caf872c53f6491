//! An account's books as `docs/en/limiter.md` promises them, and no better: calls at once, by the minute and by tokens, a pause, a
//! ceiling that was found together, and money. It says nothing of who waits how long.

use std::collections::BTreeMap;

use super::Books;
use crate::shared::message::{GroupSaid, GroupTold, HeldBy, Memory, MoneySaid, MoneyTold, Reply, Said};

const LEASE: u64 = 15_000;
const OPENS: u64 = 4_000;
const LEAP: u64 = 5_000;
const FRESH: u64 = 2_500;
const CALM: u64 = 10_000;
const WINDOW: u64 = 60_500;

/// See the module. Times are milliseconds of a clock that only goes forward.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// What the clock said last, and what it would say if nobody had set it.
    clock: Option<(u64, u64)>,
    opens: u64,
    processes: BTreeMap<String, Process>,
    groups: BTreeMap<String, Group>,
    /// By budget and folder: what was spent by who said goodbye.
    left_behind: BTreeMap<(String, String), f64>,
}

#[derive(Debug, Clone, Default)]
struct Process {
    till: u64,
    gone: bool,
    /// Of its latest word.
    number: u64,
    /// By group: calls in flight, calls that are wanted, and when that was said.
    calls: BTreeMap<String, (u32, u32, u64)>,
    /// Budget and folder, spent, held.
    money: Option<((String, String), f64, f64)>,
}

#[derive(Debug, Clone, Default)]
struct Group {
    /// When calls were granted that count.
    granted: Vec<u64>,
    /// Tokens by the second.
    tokens: BTreeMap<u64, i64>,
    frozen: u64,
    /// A lower ceiling, and when it is raised.
    found: Option<(u32, u64)>,
}

impl Books for Model {
    fn take(&mut self, raw: u64, said: &Said) -> Reply {
        let before = said.look.then(|| self.clone());
        let now = self.tick(raw, said.look);
        self.bury(now);
        if let Some(before) = before {
            let reply = self.look(said, now);
            *self = before;
            return reply;
        }
        let overtaken = self.processes.get(&said.id).is_some_and(|me| said.number > 0 && said.number <= me.number);
        if overtaken {
            return self.look(said, now);
        }
        let me = self.processes.entry(said.id.clone()).or_default();
        (me.gone, me.till, me.number) = (false, now + LEASE, said.number);
        for group in &said.groups {
            me.calls.insert(group.name.clone(), (group.flying, group.want, now));
        }
        if let Some(money) = &said.money {
            self.remember(money, now);
            self.count(&said.id, money);
        }
        let live = self.live();
        let mut reply = Reply { processes: live, opens: self.opens.saturating_sub(now), ..Reply::default() };
        if said.bye {
            self.bury_one(&said.id);
            reply.groups = said.groups.iter().map(|_| GroupTold::default()).collect();
        } else {
            reply.groups = said.groups.iter().map(|group| self.answer(said, group, now)).collect();
        }
        reply.money = said.money.as_ref().map(|money| {
            let memory = Some(self.memory(&said.id, &money.name));
            MoneyTold { memory, ..self.told(&money.name) }
        });
        reply
    }

    fn lose(&mut self) {
        *self = Self::default();
    }
}

impl Model {
    /// What goes back stands still; a leap takes nobody's lease.
    fn tick(&mut self, raw: u64, looks: bool) -> u64 {
        let Some((last, now)) = self.clock else {
            (self.clock, self.opens) = (Some((raw, raw)), raw + OPENS);
            return raw;
        };
        let step = raw.saturating_sub(last);
        if step > LEAP && !looks {
            for process in self.processes.values_mut().filter(|process| !process.gone && process.till > now) {
                process.till += step;
            }
        }
        self.clock = Some((raw, now + step));
        now + step
    }

    fn live(&self) -> u32 {
        u32::try_from(self.processes.values().filter(|process| !process.gone).count()).unwrap()
    }

    fn bury(&mut self, now: u64) {
        for process in self.processes.values_mut().filter(|process| !process.gone && process.till <= now) {
            process.gone = true;
            process.calls.clear();
        }
        self.processes.retain(|_, process| !process.gone || process.money.is_some() || process.till + LEASE > now);
    }

    fn bury_one(&mut self, id: &str) {
        let Some(me) = self.processes.get_mut(id) else { return };
        me.gone = true;
        me.calls.clear();
        if let Some((purse, spent, held)) = me.money.take() {
            *self.left_behind.entry(purse).or_default() += spent + held;
        }
    }

    /// What was lost is learned from who is here.
    fn remember(&mut self, said: &MoneySaid, now: u64) {
        let Some(memory) = said.memory.as_ref().filter(|_| self.opens > now) else { return };
        for (folder, sum) in &memory.folders {
            let known = self.left_behind.entry((said.name.clone(), folder.clone())).or_default();
            *known = known.max(*sum);
        }
        for (id, (folder, sum)) in &memory.others {
            let money = Some(((said.name.clone(), folder.clone()), *sum, 0.0));
            let gone = Process { gone: true, till: now, money, ..Process::default() };
            self.processes.entry(id.clone()).or_insert(gone);
        }
    }

    fn memory(&self, id: &str, name: &str) -> Memory {
        let folders = self.left_behind.iter().filter(|((its, _), _)| its == name);
        let others = self.processes.iter().filter(|(other, _)| *other != id);
        let of = |(id, process): (&String, &Process)| {
            let ((its, folder), spent, held) = process.money.as_ref()?;
            (its == name).then(|| (id.clone(), (folder.clone(), spent + held)))
        };
        Memory {
            folders: folders.map(|((_, folder), sum)| (folder.clone(), *sum)).collect(),
            others: others.filter_map(of).collect(),
        }
    }

    fn in_flight(&self, group: Option<&str>) -> u32 {
        let calls = self.processes.values().flat_map(|process| &process.calls);
        calls.filter(|(name, _)| group.is_none_or(|group| group == name.as_str())).map(|(_, (flying, ..))| flying).sum()
    }

    fn count(&mut self, id: &str, said: &MoneySaid) {
        let purse = (said.name.clone(), said.folder.clone());
        if let Some(me) = self.processes.get_mut(id) {
            me.money = Some((purse.clone(), said.spent, said.held));
        }
        let mut ended = self.left_behind.get(&purse).copied().unwrap_or_default();
        if let Some(before) = said.before {
            let others = self.processes.iter().filter(|(other, _)| *other != id).map(|(_, process)| process);
            let others = others.filter(|other| other.money.as_ref().is_some_and(|(its, ..)| *its == purse));
            let (known, alone) = others.fold((0.0, true), |(known, alone), other| {
                let money = other.money.as_ref().map_or(0.0, |(_, spent, held)| spent + held);
                (known + money, alone && other.gone)
            });
            if alone {
                ended = ended.max(before - known);
            }
        }
        self.left_behind.insert(purse, ended);
    }

    /// Spent and held of a budget.
    fn told(&self, name: &str) -> MoneyTold {
        let ended: f64 = self.left_behind.iter().filter(|((its, _), _)| its == name).map(|(_, spent)| spent).sum();
        let mut told = MoneyTold { spent: ended, ..MoneyTold::default() };
        for process in self.processes.values() {
            if let Some(((its, _), spent, held)) = &process.money
                && its == name
            {
                told.spent += spent + if process.gone { *held } else { 0.0 };
                told.held += if process.gone { 0.0 } else { *held };
            }
        }
        told
    }

    fn look(&self, said: &Said, now: u64) -> Reply {
        let group = |group: &GroupSaid| GroupTold {
            flying: self.in_flight(Some(&group.name)),
            frozen: self.groups.get(&group.name).map_or(0, |known| known.frozen.saturating_sub(now)),
            ..GroupTold::default()
        };
        Reply {
            processes: self.live(),
            groups: said.groups.iter().map(group).collect(),
            money: said.money.as_ref().map(|money| self.told(&money.name)),
            ..Reply::default()
        }
    }

    /// As many calls as everybody can have who wants some: who wants less leaves the rest to the others.
    fn level(&self, group: &str, ceiling: u32, now: u64) -> u32 {
        let wants = |(flying, want, at): &(u32, u32, u64)| flying + if now - at <= FRESH { *want } else { 0 };
        let mut demands: Vec<u32> = self.processes.values().filter_map(|p| p.calls.get(group)).map(wants).collect();
        demands.retain(|demand| *demand > 0);
        demands.sort_unstable();
        let (mut rest, mut left) = (ceiling, u32::try_from(demands.len()).unwrap());
        for demand in demands {
            if demand > rest / left {
                return rest.div_ceil(left);
            }
            (rest, left) = (rest - demand, left - 1);
        }
        ceiling
    }

    fn answer(&mut self, said: &Said, asked: &GroupSaid, now: u64) -> GroupTold {
        let (total, all, live) = (self.in_flight(Some(&asked.name)), self.in_flight(None), self.live());
        let group = self.groups.entry(asked.name.clone()).or_default();
        group.frozen = group.frozen.max(now + asked.freeze.unwrap_or_default().min(60_000));
        if let Some(cut) = asked.cut {
            let to = if asked.stated { cut } else { cut + total - asked.flying };
            let found = group.found.map_or(to, |(found, _)| found.min(to)).max(1);
            group.found = Some((found, now + CALM));
        }
        if let Some((found, until)) = group.found.filter(|(_, until)| *until <= now || live == 1) {
            group.found = Some((found + 1, until.max(now) + CALM)).filter(|(found, _)| *found < asked.ceiling);
        }
        let found = group.found.filter(|_| live > 1).map(|(found, _)| found.min(asked.ceiling));
        group.granted.retain(|at| at + WINDOW > now);
        group.tokens.retain(|second, _| second * 1000 + 1000 + WINDOW > now);
        for (second, tokens) in &asked.refunds {
            group.tokens.entry(*second).and_modify(|used| *used -= tokens);
        }
        let ceiling = found.unwrap_or(asked.ceiling);
        let level = self.level(&asked.name, ceiling, now);
        let group = self.groups.entry(asked.name.clone()).or_default();
        let mut told = GroupTold { calls: asked.want, second: now / 1000, ceiling, ..GroupTold::default() };
        let mut hold = |most: u64, why: HeldBy, wait: u64| {
            if most < u64::from(told.calls) {
                (told.calls, told.why, told.wait) = (u32::try_from(most).unwrap(), Some(why), wait);
            }
        };
        hold(if self.opens > now { 0 } else { u64::MAX }, HeldBy::Opens, self.opens.saturating_sub(now));
        hold(if group.frozen > now { 0 } else { u64::MAX }, HeldBy::Frozen, group.frozen.saturating_sub(now));
        let free = ceiling.saturating_sub(total).min(said.ceiling.saturating_sub(all));
        hold(free.min(level.saturating_sub(asked.flying)).into(), HeldBy::Calls, 100);
        if let Some(rpm) = asked.rpm {
            // Evenly: none before the one before it is old enough.
            let each = WINDOW / u64::from(rpm);
            let next = group.granted.last().map_or(now, |last| last + each + 1);
            hold(u64::from(next <= now), HeldBy::Requests, next.saturating_sub(now));
        }
        if let Some(tpm) = asked.tpm {
            let used = u64::try_from(group.tokens.values().sum::<i64>()).unwrap_or_default();
            let more = tpm.saturating_sub(used) / asked.tokens.max(1);
            hold(more.max(u64::from(used == 0)), HeldBy::Tokens, 500);
        }
        if let Some(money) = said.money.as_ref().filter(|_| asked.money > 0.0) {
            let known = self.told(&money.name);
            let left = money.limit - known.spent - known.held;
            hold(((left + 1e-9) / asked.money).max(0.0) as u64, HeldBy::Money, 500);
        }
        let group = self.groups.entry(asked.name.clone()).or_default();
        group.granted.extend((0..told.calls).map(|_| now));
        *group.tokens.entry(told.second).or_default() += (asked.tokens * u64::from(told.calls)) as i64;
        if let Some(me) = self.processes.get_mut(&said.id) {
            me.calls.insert(asked.name.clone(), (asked.flying + told.calls, asked.want - told.calls, now));
            if let Some((_, _, held)) = &mut me.money {
                *held += asked.money * f64::from(told.calls);
            }
        }
        (told.flying, told.frozen) = (total + told.calls, self.groups[&asked.name].frozen.saturating_sub(now));
        told.share = found.map(|found| found / live.max(1));
        told
    }
}
