//! Calls: within limits and budget, few, and no answer paid for twice.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::super::play::Came;
use super::super::server::{Call, Seen, Treated};
use super::super::story::Family;
use super::Promises;
use super::common::price;
use crate::platform::Scope;

impl Promises<'_> {
    /// Configured limits are never exceeded.
    pub(super) fn within_limits(&mut self, run: usize, came: &Came, seen: &Seen, calls: &[&Call]) {
        let limits = came.settings.limits;
        let mut moments: Vec<(Duration, i32)> = Vec::new();
        for call in calls {
            let sent = call.at.saturating_sub(self.law.way);
            let back = call.until.unwrap_or(sent + came.settings.timeouts.whole);
            moments.extend([(sent, 1), (back, -1)]);
        }
        moments.sort();
        let (mut now, mut most) = (0, 0);
        for (_, step) in moments {
            now += step;
            most = most.max(now);
        }
        self.must(most <= limits.concurrency as i32, || {
            format!("configured limits: run {run} had {most} calls in flight, {} are allowed", limits.concurrency)
        });
        let Some(rpm) = limits.rpm else { return };
        let mut scopes: HashMap<&str, Vec<Duration>> = HashMap::new();
        for call in calls.iter().filter(|call| call.end != Treated::Unreached) {
            let scope = if self.law.scope == Scope::Account { "" } else { &seen.questions[call.question].model };
            scopes.entry(scope).or_default().push(call.at);
        }
        for times in scopes.values() {
            let minute = Duration::from_secs(60);
            let most =
                (0..times.len()).map(|n| times[n..].iter().take_while(|at| **at < times[n] + minute).count()).max();
            let most = most.unwrap_or(0);
            self.must(most <= rpm as usize, || {
                format!("configured limits: run {run} made {most} calls in a minute, {rpm} are allowed")
            });
        }
    }

    pub(super) fn within_budget(&mut self, run: usize, seen: &Seen) {
        let spent = price(seen.tokens);
        if let Some(budget) = self.budget {
            self.must(spent <= budget, || format!("budget: {spent:.4} spent of {budget} after run {run}"));
        }
    }

    /// Calls that brought no answer are few: what is refused for good is asked again as often as the config says, and
    /// beyond that a limit or the weather may cost a burst, and some more a minute.
    pub(super) fn calls_are_few(&mut self, run: usize, came: &Came, calls: &[&Call], open: usize) {
        let (retries, at_once) = (came.settings.max_retries as usize, came.settings.limits.concurrency as usize);
        let minutes = came.wall.as_secs() as usize / 60 + 1;
        let answers = calls.iter().filter(|c| matches!(c.end, Treated::Answered(_))).count();
        let wasted = calls.len() - answers;
        // It takes some to tell a conversation's own refusal from a limit.
        let most = (open - answers.min(open)) * (retries + 2 + 6) + open.min(at_once) * 2 + 20 + minutes * 40;
        let flaky = self.families.contains(&Family::Flaky);
        self.must(wasted <= most || flaky, || {
            format!(
                "few calls: run {run} wasted {wasted} of {} calls; {most} are allowed for {open} open ones",
                calls.len()
            )
        });
        let mut each: HashMap<usize, usize> = HashMap::new();
        for call in calls {
            *each.entry(call.question).or_default() += 1;
        }
        let worst = each.values().max().copied().unwrap_or(0);
        let same = self.askers.values().map(HashSet::len).max().unwrap_or(1);
        let bound = (retries + 2 + minutes * 4 + 12) * same;
        self.must(worst <= bound, || {
            format!("few calls: run {run} asked one conversation {worst} times; {bound} are allowed")
        });
    }

    /// What was answered is not asked again.
    pub(super) fn paid_once(&mut self, run: usize, seen: &Seen) {
        let mut answers: HashMap<usize, usize> = HashMap::new();
        for call in &seen.calls {
            if matches!(call.end, Treated::Answered(_)) && call.until.is_some() {
                *answers.entry(call.question).or_default() += 1;
            }
        }
        let twice: usize = answers
            .iter()
            .map(|(question, times)| times.saturating_sub(self.askers[&seen.questions[*question]].len()))
            .sum();
        let in_hand = self.in_hand;
        self.must(twice <= in_hand, || {
            format!("paid once: {twice} answers were paid for again after run {run}; {in_hand} may be")
        });
    }
}
