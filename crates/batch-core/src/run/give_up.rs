//! Models that are not served, or not for so long: they come to an end, and the others go on.

use std::time::Duration;

use tokio::time::Instant;

use super::way::Way;
use super::{Ending, Run};
use crate::base::problem::Problem;
use crate::flow::breaker::{Breaker, Passage};
use crate::flow::limit_group::{LimitGroup, Member};
use crate::flow::retry;
use crate::job::plan::Cell;
use crate::platform::fault::{Class, Detail, Fault};
use crate::run::events::JobEvent;

/// How long what is left is tried before it is held against itself.
const LONGEST_ALONE: Duration = Duration::from_secs(2 * 60);

/// How long to wait for a link that has never worked in this run: more likely a wrong address than a cut cable.
const NEVER_WORKED: Duration = Duration::from_secs(60);
/// Conversations of a dropped model that fail between two other things.
const MOST_AT_ONCE: usize = 64;

/// What becomes of a model that is not served.
enum Hopeless {
    /// It is not served while others are: it is refused for good.
    Model,
    /// What is left of the run is of few people or few prompts, or is to wait for longer than anybody waits: each
    /// conversation stands for itself.
    Each,
    /// Nobody is served.
    Starved(Duration),
    /// Nobody was ever served, and all are told the same: it is meant for the account.
    Refused,
    /// The platform asks for a wait that is too long.
    TooLong(Duration),
}

/// What is left of a model, and since when it is not served.
struct Left {
    model: usize,
    since: Option<Instant>,
    cells: Vec<Cell>,
}

impl Run<'_> {
    /// Looks whether a group's models can still hope. Conversations of a model that is refused for good fail; where nobody is
    /// served, they are left for another run.
    pub(super) fn give_up_on(&mut self, group: usize, now: Instant) {
        for member in 0..self.groups[group].members.len() {
            let Some(why) = self.hopeless(group, member, now) else { continue };
            let model = self.groups[group].members[member].model;
            let name = &self.plan.models[model].name;
            match why {
                Hopeless::Model => {
                    let fault = self.last_fault[model].clone();
                    self.drop_model(model, fault);
                }
                Hopeless::Each => {
                    let group = &mut self.groups[group];
                    group.breaker = Breaker::default();
                    group.members[member].breaker = Breaker::default();
                    group.members[member].each_for_itself = true;
                    group.members[member].queue.hurry_beyond(retry::LONGEST_WAIT, now);
                }
                Hopeless::Refused => {
                    let fault = self.last_fault[model].clone();
                    self.stop(Ending::Refused(fault));
                }
                Hopeless::Starved(waited) => {
                    self.tell(&JobEvent::Starved { model: name, after: waited });
                    self.leave(group, member);
                }
                Hopeless::TooLong(wait) => {
                    self.tell(&JobEvent::WaitTooLong { model: name, wait });
                    self.leave(group, member);
                }
            }
        }
    }

    /// A link that stays down for too long pauses the run.
    pub(super) fn give_up_on_link(&mut self, now: Instant) {
        let limit = |way: &Way<'_>| if way.ever_worked { self.patience } else { self.patience.min(NEVER_WORKED) };
        let is_lost = |way: &&Way<'_>| way.link.open_since().is_some_and(|at| now.duration_since(at) > limit(way));
        let lost = self.ways.iter().find(is_lost).map(limit);
        if let Some(limit) = lost.filter(|_| self.stopping.is_none()) {
            self.tell(&JobEvent::LinkGivenUp { limit });
            self.stopping = Some(Ending::Paused(Fault::new(Class::Network, Detail::Offline { limit })));
        }
    }

    fn hopeless(&self, group: usize, member: usize, now: Instant) -> Option<Hopeless> {
        let (group, this) = (&self.groups[group], &self.groups[group].members[member]);
        if !this.is_open() || this.queue.is_done() || self.dropped[this.model].is_some() {
            return None;
        }
        let closed = [&this.breaker, &group.breaker].into_iter().filter_map(|breaker| match breaker.passage(now) {
            Passage::Closed(at) => Some(at),
            _ => None,
        });
        let closed = closed.max();
        let due = || this.queue.due().filter(|_| this.flying == 0 && !this.queue.has_fresh());
        let wait = |at: Instant| at.saturating_duration_since(now);
        if let Some(wait) = [closed, due()].into_iter().flatten().map(wait).find(|wait| *wait > retry::LONGEST_WAIT) {
            let served_since = closed.is_none() && this.served.is_some_and(|at| this.queue.refused_before(at));
            let alike = |left: Vec<Cell>| !self.claims.of.is_varied(&left);
            let own = served_since || this.queue.left().is_some_and(|left| alike(left.collect()));
            return Some(if own && !this.each_for_itself { Hopeless::Each } else { Hopeless::TooLong(wait) });
        }
        let waited = unserved(group, this, now)?;
        // An error under HTTP 200 is a platform that is up and says no.
        let fault = &self.last_fault[this.model];
        let says_no = fault.class == Class::ServerError && (200..300).contains(&fault.status);
        if waited > LONGEST_ALONE && says_no && self.never_served() {
            return Some(Hopeless::Refused);
        }
        if waited > LONGEST_ALONE
            && let Some(left) = self.nothing_but(now)
        {
            let alone = self.is_refused_alone(this);
            // Whoever failed already when this model was still served says nothing about what fails now.
            let says_more = |other: &Left| {
                other.model == this.model || !alone && this.served.is_none_or(|served| other.since > Some(served))
            };
            let told_apart: Vec<Cell> = left.iter().filter(|l| says_more(l)).flat_map(|l| l.cells.clone()).collect();
            if !this.each_for_itself && !self.claims.of.is_varied(&told_apart) {
                return Some(Hopeless::Each);
            } else if alone && !this.each_for_itself {
                return Some(Hopeless::Model);
            }
        }
        (waited > self.patience).then_some(Hopeless::Starved(waited))
    }

    /// The conversations that are left, if all of them wait for a model that is not served.
    fn nothing_but(&self, now: Instant) -> Option<Vec<Left>> {
        let mut left = Vec::new();
        for group in &self.groups {
            for member in group.members.iter().filter(|member| member.is_open()) {
                let waited = unserved(group, member, now);
                let is_stuck = member.each_for_itself || waited.is_some_and(|waited| waited > LONGEST_ALONE);
                if !is_stuck && (member.flying > 0 || !member.queue.is_done()) {
                    return None;
                }
                let (model, since) = (member.model, member.unserved_since);
                left.push(Left { model, since, cells: member.queue.left()?.collect() });
            }
        }
        Some(left)
    }

    /// True if other models were served to the end when this one already was not, or if it ended so the last time.
    fn is_refused_alone(&self, this: &Member) -> bool {
        // Of all the names of this model.
        let asked = |other: &Member| self.claims.of.asked(other.model) == self.claims.of.asked(this.model);
        let members = || self.groups.iter().flat_map(|group| &group.members);
        let since = members().filter(|other| asked(other)).filter_map(|other| other.unserved_since).min();
        let outlived = |other: &Member| {
            let went_on = other.served.is_some_and(|served| since.is_some_and(|since| served >= since));
            went_on && other.queue.is_done() && self.dropped[other.model].is_none()
        };
        let class = self.last_fault[this.model].class;
        let mut suspects = this.breaker.suspects().peekable();
        let as_before = suspects.peek().is_some() && suspects.all(|cell| self.writer.failed_before(cell, class));
        as_before || members().any(outlived)
    }

    /// Conversations of models that were dropped fail without being asked. True if there may be more of them.
    pub(super) fn fail_dropped(&mut self, group: usize, now: Instant) -> Result<bool, Problem> {
        for member in 0..self.groups[group].members.len() {
            let model = self.groups[group].members[member].model;
            let Some(fault) = self.dropped[model].clone() else { continue };
            self.groups[group].members[member].queue.hurry(now);
            for _ in 0..MOST_AT_ONCE {
                let Some(item) = self.next_item(group, member, now)? else { break };
                self.writer.failed(&item, &fault, None)?;
            }
            if !self.groups[group].members[member].queue.is_done() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A model is refused for good: its conversations fail, those that wait without being asked again.
    pub(super) fn drop_model(&mut self, model: usize, fault: Fault) {
        self.writer.drop_model(model, &fault);
        self.dropped[model].get_or_insert(fault);
    }

    /// Leaves a model's conversations for another run.
    pub(super) fn leave(&mut self, group: usize, member: usize) {
        let this = &mut self.groups[group].members[member];
        let fault = self.last_fault[this.model].clone();
        this.given_up = Some(fault);
    }
}

/// How long a model was not served, if it was asked.
fn unserved(group: &LimitGroup, member: &Member, now: Instant) -> Option<Duration> {
    let since = member.breaker.failing_since().or_else(|| group.breaker.failing_since())?;
    Some(now.saturating_duration_since(since))
}
