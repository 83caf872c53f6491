//! Taking finished calls in: what they say to limits, budget and link, and who deals with the rest.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use tokio::time::Instant;

use super::{Flight, Run};
use crate::base::problem::Problem;
use crate::flow::attribution::distinct;
use crate::flow::concurrency::Signal;
use crate::flow::retry;
use crate::flow::work_item::WorkItem;
use crate::ledger::Lane;
use crate::platform::Scope;
use crate::platform::fault::{Class, End, Fault, Pace as Waiting, Retry, Stated, Verdict};
use crate::run::events::JobEvent;
use crate::run::target::Target;
use crate::wire::call::Attempt;

/// Most calls taken in before new ones start.
const MOST_LANDINGS: usize = 64;
/// Connections that may break under one conversation before it is the conversation's turn to wait.
const MOST_STALE: u32 = 3;

impl Run<'_> {
    /// Takes in everything that is there already: what comes together is written together.
    pub(super) fn land_all(&mut self, first: (Flight, Attempt)) -> Result<(), Problem> {
        let mut landed = Some(first);
        for _ in 0..MOST_LANDINGS {
            let Some((flight, attempt)) = landed else { break };
            self.land(flight, attempt)?;
            landed = self.flying.next().now_or_never().flatten();
        }
        landed.map_or(Ok(()), |(flight, attempt)| self.land(flight, attempt))?;
        self.take_back_what_shifted()
    }

    /// Takes a finished call in.
    fn land(&mut self, flight: Flight, mut attempt: Attempt) -> Result<(), Problem> {
        let now = Instant::now();
        self.vouch(&flight, &mut attempt, now)?;
        let Flight { item, group, member, permit, slot, hold, bytes, .. } = flight;
        let model = self.plan.model_index(item.cell.sheet);
        self.groups[group].members[member].flying -= 1;
        let mut used = None;
        if let Some(usage) = &attempt.usage {
            let counted = crate::platform::reply::ReplyUsage {
                prompt: usage.prompt_tokens,
                completion: usage.completion_tokens,
                ..Default::default()
            };
            self.estimates[model].learn(bytes, &counted);
            let tokens = self.charge(model, bytes, Some((counted.prompt, counted.completion)));
            self.groups[group].rate.settle(slot, tokens);
            used = Some(tokens);
        }
        attempt.lane = self.targets[model].lane;
        attempt.cost = self.budget.settle(hold, &attempt);
        self.take_up_what_fits(now);
        let limited =
            matches!(&attempt.outcome, Err(fault) if matches!(fault.class, Class::RateLimit | Class::Overloaded));
        let this = &mut self.groups[group];
        // Whoever is refused for itself says nothing about chance.
        if item.refused == 0 {
            this.count(limited);
        }
        let parts = self.claims.of.parts(item.cell);
        if limited {
            this.refused.refused(parts, permit.sent);
        } else if attempt.outcome.is_ok() {
            this.refused.served(parts, permit.sent);
        }
        this.note(attempt.outcome.as_ref().is_err_and(|fault| fault.class.is_weather()), now);
        if let Some(rpm) = this.rate.told(slot, &attempt.allowances, attempt.outcome.is_ok(), now) {
            self.tell(&JobEvent::RateLearned { models: &self.models_of(group), per_minute: rpm });
        }
        self.writer.count_usage(item.cell, &attempt);
        let left = self.groups[group].fresh_left(self.plan.prompts.len());
        self.groups[group].concurrency.is_left(left);
        let limit_before = self.groups[group].concurrency.limit();
        // What a conversation or a model is refused for itself is not about a limit.
        let speaks_for_others = item.refused == 0 && !self.have_one_reason(group);
        self.groups[group].concurrency.release(permit, signal(&attempt, speaks_for_others), now);
        if limited {
            let this = &mut self.groups[group];
            let of_model = this.members[member].breaker.is_open() && !this.breaker.is_open();
            let by_chance = this.is_unwell() || this.concurrency.streak() == 0;
            this.rate.refund(slot, !of_model && speaks_for_others && !by_chance);
        }
        self.give_back(&flight, used.or(limited.then_some(0)));
        self.tell_others(group, limit_before, limited, &attempt);
        self.say_limit(group, limit_before);
        self.hear_link(&attempt, flight, now);
        match std::mem::replace(&mut attempt.outcome, Err(Fault::new(Class::Unknown, ""))) {
            Ok(answer) => {
                if attempt.reused {
                    let at = self.way_of(flight.group);
                    self.ways[at].over_kept.push(item.cell);
                }
                self.served(flight, now)?;
                self.writer.answered(&item, &answer, &attempt)
            }
            Err(fault) => self.failed(flight, fault, &attempt, now),
        }
    }

    /// A call was served: what was held closed is open again, and claims to the contrary are refuted.
    fn served(&mut self, flight: Flight, now: Instant) -> Result<(), Problem> {
        let (sent, group) = (flight.permit.sent, &mut self.groups[flight.group]);
        let was_slowed_down = group.is_slowed_down();
        let reopened = group.breaker.served(sent, now);
        group.far_since = group.far_since.filter(|since| sent < *since);
        let member = &mut group.members[flight.member];
        let reopened = member.breaker.served(sent, now).max(reopened);
        member.served = member.served.max(Some(sent));
        member.unserved_since = None;
        member.each_for_itself = false;
        let model = member.model;
        if let Some(after) = reopened {
            // Who asked us to slow down is not asked for everything at once.
            if was_slowed_down {
                self.groups[flight.group].rate.ramp(now);
            }
            self.tell(&JobEvent::ServedAgain { after });
        }
        self.answered_any = true;
        for claim in self.claims.served(model, sent) {
            self.writer.failed(&claim.item, &claim.fault, None)?;
        }
        self.judge()
    }

    /// Says when the link goes down or comes back. Only a reply speaks for it, and only one to a call that went out after
    /// the trouble began.
    fn hear_link(&mut self, attempt: &Attempt, flight: Flight, now: Instant) {
        let fault = attempt.outcome.as_ref().err();
        let at = self.way_of(flight.group);
        let way = &mut self.ways[at];
        way.ever_worked |= fault.is_none_or(|fault| !fault.unsent);
        if let Some(fault) = fault.filter(|fault| is_of_link(fault)) {
            if way.link.failed(flight.item.cell, true, flight.permit.sent, None, now) {
                self.tell(&JobEvent::LinkDown { fault });
            }
        } else if fault.is_none_or(|fault| fault.status > 0)
            && let Some(after) = way.link.served(flight.permit.sent, now)
        {
            self.tell(&JobEvent::LinkUp { after });
        } else {
            way.link.back(flight.permit.sent);
        }
    }

    fn failed(&mut self, flight: Flight, mut fault: Fault, attempt: &Attempt, now: Instant) -> Result<(), Problem> {
        let model = self.plan.model_index(flight.item.cell.sheet);
        // What is used up there is the day's: another day it is not, and online it may not be.
        if self.targets[model].lane == Lane::Batch && fault.class == Class::ModelQuota {
            fault.verdict = Verdict::End(End::PauseRun);
        }
        self.last_fault[model].clone_from(&fault);
        let unserved_since = &mut self.groups[flight.group].members[flight.member].unserved_since;
        unserved_since.get_or_insert(flight.permit.sent);
        if is_of_link(&fault) {
            // It never came to the platform: the conversation waits without using up a retry.
            self.said_nothing(flight);
            let mut item = flight.item;
            let times = item.count(fault.class);
            let wait = if self.ways[self.way_of(flight.group)].link.is_open() {
                self.writer.left(&item, &fault, attempt)?;
                Duration::ZERO
            } else {
                let wait = retry::jitter(retry::backoff(times));
                self.writer.will_retry(&item, &fault, attempt, wait)?;
                wait
            };
            self.groups[flight.group].members[flight.member].queue.wait(item, now + wait);
            return Ok(());
        }
        match fault.verdict {
            Verdict::Retry(_) if fault.stale && flight.item.stale < MOST_STALE => {
                // The connection's fault: at once, on another one.
                let item = WorkItem { stale: flight.item.stale + 1, ..flight.item };
                self.said_nothing(flight);
                self.writer.left(&item, &fault, attempt)?;
                self.groups[flight.group].members[flight.member].queue.wait(item, now);
                Ok(())
            }
            Verdict::Retry(retry) if matches!(retry.pace, Waiting::Limit | Waiting::Window | Waiting::Overload) => {
                self.refused(flight, retry, &fault, attempt, now)
            }
            Verdict::Retry(retry) => self.failed_call(flight, retry, fault, attempt, now),
            Verdict::End(end) => self.end(end, flight, fault, attempt),
        }
    }

    /// A call is back, and nobody has said anything about its model or its group.
    fn said_nothing(&mut self, flight: Flight) {
        let group = &mut self.groups[flight.group];
        for breaker in [&mut group.breaker, &mut group.members[flight.member].breaker] {
            breaker.back(flight.permit.sent);
        }
    }

    /// True if a group's last refusals all met the same person, prompt or model, though there are others.
    pub(super) fn have_one_reason(&self, group: usize) -> bool {
        let group = &self.groups[group];
        let models = distinct(&group.members, |member| self.claims.of.asked(member.model));
        let [people, prompts, _] = self.claims.of.counts;
        group.refused.have_one_reason([people, prompts, models].map(|count| count > 1))
    }

    fn say_limit(&self, group: usize, before: u32) {
        let limit = self.groups[group].concurrency.limit();
        if limit < before {
            self.tell(&JobEvent::ConcurrencyLimited { models: &self.models_of(group), limit });
        }
    }

    pub(super) fn say_held(&self, flight: Flight, group: bool, fault: &Fault) {
        let model = [self.plan.model(flight.item.cell.sheet).name.as_str()];
        let models = if group { self.models_of(flight.group) } else { model.to_vec() };
        self.tell(&JobEvent::Held { models: &models, fault });
    }

    /// Whom a group's limits are about: all, or the models that share them.
    pub(super) fn models_of(&self, group: usize) -> Vec<&'_ str> {
        let models = self.groups[group].members.iter().map(|member| &self.targets[member.model]);
        // Where there is but one account, all models are its models.
        let of_all = self.ways.len() == 1;
        let is_named = |target: &&Target<'_>| !of_all || target.profile().scope == Scope::Model;
        models.filter(is_named).map(|target| target.model.name.as_str()).collect()
    }
}

/// True if a call found no way to the platform.
fn is_of_link(fault: &Fault) -> bool {
    fault.unsent && !matches!(fault.class, Class::Tls | Class::Proxy)
}

/// What a finished call tells the limiter; the number that is stated only if it may be about others.
fn signal(attempt: &Attempt, speaks_for_others: bool) -> Signal {
    match &attempt.outcome {
        Ok(_) => Signal::Served,
        Err(fault) => match fault.class {
            // Calls or tokens a minute say nothing about calls at once.
            Class::RateLimit if is_by_minute(fault) => Signal::ByMinute,
            Class::RateLimit | Class::Overloaded => Signal::Limited(match fault.stated {
                Some(Stated::Concurrency(n)) if speaks_for_others => Some(n),
                _ => None,
            }),
            Class::Loading => Signal::Failed,
            class if class.is_weather() => Signal::Failed,
            _ => Signal::Served,
        },
    }
}

fn is_by_minute(fault: &Fault) -> bool {
    let window = matches!(fault.verdict, Verdict::Retry(Retry { pace: Waiting::Window, .. }));
    window || matches!(fault.stated, Some(Stated::Requests(_) | Stated::Tokens(_)))
}
