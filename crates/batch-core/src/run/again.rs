//! What failed and may be asked again: whose own failure it is, when it is asked next, and when that is enough.

use std::time::Duration;

use tokio::time::Instant;

use super::{Flight, Run};
use crate::base::problem::Problem;
use crate::flow::attribution::distinct;
use crate::flow::breaker::{self, Asked, Breaker};
use crate::flow::limit_group::{LimitGroup, Member};
use crate::flow::retry;
use crate::job::plan::Cell;
use crate::platform::fault::{End, Fault, Pace as Waiting, Retry};
use crate::run::events::JobEvent;
use crate::wire::call::Attempt;

/// Refusals in a row, each of a call that went out after the one before, that mean more than one conversation.
const REPEATED: u32 = 2;
/// A conversation that is refused so often, while others are served, that chance would do it less often than this is
/// refused for itself.
const CHANCE: f64 = 1e-5;
/// The fewest such refusals, whatever `max_retries` says.
const FEWEST_REFUSALS: u32 = 3;
/// The same where nobody else is left to bear witness: longer than a minute's limit takes to be whole again.
const FEWEST_ALONE: u32 = 12;
/// Others that are left to ask, without whom a conversation is alone.
const MOST_ALONE: usize = 2;
/// Refusals in a row after which a conversation waits longer than the server asks, and longer again.
const TIMES_PATIENT: u32 = 2;

/// What a server's wait is for a group and for a model.
pub(super) struct Binding {
    pub of_group: Option<Asked>,
    pub of_model: Option<Asked>,
}

impl Run<'_> {
    /// "Slow down", in whatever words. It may be about the conversation, the model, the scope, calls at once or by the minute.
    pub(super) fn refused(
        &mut self,
        flight: Flight,
        retry: Retry,
        fault: &Fault,
        attempt: &Attempt,
        now: Instant,
    ) -> Result<(), Problem> {
        let mut item = flight.item;
        let times = item.count(fault.class);
        let binding = self.binding(&flight, fault.wait);
        let group = &mut self.groups[flight.group];
        let member = &mut group.members[flight.member];
        // Others that went out after its last refusal were served: then it is, to that extent, its own.
        // When nobody else is left to bear witness, that stands.
        let since = item.refused_at.is_some_and(|at| member.served.is_some_and(|served| served > at));
        let alone = member.flying == 0 && !member.queue.has_others(MOST_ALONE);
        let suspects_only = item.refused > 0 && !member.queue.has_fresh();
        let each = member.each_for_itself;
        let own = each || since || item.refused_at.is_some() && (alone || suspects_only);
        let suspect = own || item.refused > 0;
        item.refused += u32::from(own);
        item.refused_at = Some(now);
        let fewest = if each {
            self.max_retries.max(FEWEST_REFUSALS) + 1
        } else if since || suspects_only && !alone {
            self.max_retries.max(FEWEST_REFUSALS)
        } else {
            FEWEST_ALONE
        };
        let by_chance = group.refusals.powi(i32::try_from(item.refused).unwrap_or(i32::MAX));
        if own
            && (item.refused >= fewest && (each || by_chance < CHANCE)
                || is_told_again(member, fault)
                || retry.at_most.is_some_and(|most| times > most))
        {
            item.retries = item.refused;
            return self.end(retry.then, Flight { item, ..flight }, fault.clone(), attempt);
        }
        let (sent, cell) = (flight.permit.sent, item.cell);
        // With others in flight it may be about calls at once, and the limiter has the answer.
        let alone = group.concurrency.in_flight() == 0;
        let is_witness = |alone: bool| alone && !suspect;
        let model_opened = member.breaker.failed(cell, is_witness(member.flying == 0), sent, binding.of_model, now);
        let group_opened = group.breaker.failed(cell, is_witness(alone), sent, binding.of_group, now);
        let repeated = group.concurrency.streak() >= REPEATED;
        // What one is told, or some by chance, is no limit of all, however it is worded.
        let speaks_for_all = repeated && !suspect && !self.have_one_reason(flight.group);
        let group = &mut self.groups[flight.group];
        let mut learned = None;
        if let Some(stated) = fault.stated {
            // Others were served more a moment ago: not before it is clear that they are no more.
            let over = group.breaker.is_open();
            if speaks_for_all && group.rate.learn(stated, over, now) {
                learned = group.rate.rpm();
            }
        } else if speaks_for_all
            && (retry.pace == Waiting::Window || retry.pace == Waiting::Limit && alone && group.breaker.is_open())
        {
            learned = group.rate.refused(fault.wait, now);
        }
        if let Some(rpm) = learned {
            self.tell(&JobEvent::RateLearned { models: &self.models_of(flight.group), per_minute: rpm });
        }
        if group_opened || model_opened {
            self.say_held(flight, group_opened, fault);
        }
        // Who is refused again and again waits longer each time, whatever the server says.
        let own_wait = match times / TIMES_PATIENT {
            _ if own => retry::backoff(item.refused.min(5)),
            0 => Duration::ZERO,
            more => retry::backoff(more.min(5)),
        };
        let wait = retry::jitter(retry::wait(retry.pace, times, fault.wait).max(own_wait));
        self.writer.will_retry(&item, fault, attempt, wait)?;
        self.groups[flight.group].members[flight.member].queue.wait(item, now + wait);
        Ok(())
    }

    /// A call broke or the server failed. It is the conversation's own affair, and uses up a retry, unless different ones
    /// fail one after the other and none is served.
    pub(super) fn failed_call(
        &mut self,
        flight: Flight,
        retry: Retry,
        fault: Fault,
        attempt: &Attempt,
        now: Instant,
    ) -> Result<(), Problem> {
        let mut item = flight.item;
        let times = item.count(fault.class);
        let binding = self.binding(&flight, fault.wait);
        let group = &mut self.groups[flight.group];
        let member = &mut group.members[flight.member];
        let sent = flight.permit.sent;
        let weather = fault.class.is_weather();
        // What may end more than this conversation is not asked for everybody else meanwhile.
        let far_since = (retry.then != End::DropCell).then(|| *group.far_since.get_or_insert(sent));
        // Who failed while others were served is no witness against them.
        let is_witness = (weather || far_since.is_some()) && item.retries == 0 && !member.each_for_itself;
        let mut group_opened = group.breaker.failed(item.cell, is_witness, sent, binding.of_group, now);
        let model_opened = member.breaker.failed(item.cell, is_witness, sent, binding.of_model, now);
        if is_witness && self.fails_everywhere() {
            let wait = binding.of_group.filter(|asked| asked.binds).map_or(Duration::ZERO, |asked| asked.wait);
            group_opened |= self.groups[flight.group].breaker.trip(wait, now);
        }
        let group = &self.groups[flight.group];
        let member = &group.members[flight.member];
        let held = group.breaker.is_open() || member.breaker.is_open();
        let only = group.breaker.witnesses().max(member.breaker.witnesses()) <= 1;
        // Its last try failed, and since then others were served or hardly anybody else complained: that was its own.
        let own = match item.failed_at {
            _ if !weather || member.each_for_itself => true,
            // It went out to see what the weather is like.
            _ if flight.probe => false,
            Some(at) if member.served.is_some_and(|served| served > at) => true,
            Some(_) => item.retries > 0 || !held && (only || !member.queue.has_others(MOST_ALONE)),
            // Nobody knows yet, unless others that went out later were served already; and what was answered is paid for.
            None => {
                let since = member.served.is_some_and(|served| served > sent);
                let answered = (200..300).contains(&fault.status);
                self.max_retries == 0 && (since || answered && !held && only)
            }
        };
        let again = item.failed_at.replace(now).is_some();
        if group_opened || model_opened {
            self.say_held(flight, group_opened, &fault);
        }
        item.retries += u32::from(own && again);
        let nth = item.retries + 1;
        let nth = if group.breaker.explains(nth) { among_many(nth) } else { nth };
        let wait = retry::wait(retry.pace, nth, fault.wait);
        // Whoever is told the same after that wait has asked once more for all of them.
        let once_more = far_since.is_some_and(|since| sent >= since + wait);
        let exhausted = item.retries >= self.max_retries || retry.at_most.is_some_and(|most| times > most);
        if own && (exhausted || once_more || is_told_again(member, &fault)) {
            return self.end(retry.then, Flight { item, ..flight }, fault, attempt);
        }
        let wait = retry::jitter(wait);
        self.writer.will_retry(&item, &fault, attempt, wait)?;
        self.groups[flight.group].members[flight.member].queue.wait(item, now + wait);
        Ok(())
    }

    /// For whom the wait is meant that a server asks of one conversation: for its model or its group only if the failed ones
    /// that were asked for as much have nothing in common.
    pub(super) fn binding(&self, flight: &Flight, wait: Option<Duration>) -> Binding {
        let group = &self.groups[flight.group];
        let of = &self.claims.of;
        let models = distinct(&group.members, |member| of.asked(member.model));
        let asked = |breaker: &Breaker, models: usize| {
            let wait = wait?;
            let asked: Vec<Cell> = breaker.asked_to_wait(wait / 2).chain([flight.item.cell]).collect();
            Some(Asked { wait, binds: of.are_of_all(&asked, models) })
        };
        Binding { of_group: asked(&group.breaker, models), of_model: asked(&group.members[flight.member].breaker, 1) }
    }

    /// True if every group that has work fails: though none has enough conversations to say so alone, together they do,
    /// and chance does not explain it.
    fn fails_everywhere(&self) -> bool {
        let fails = |group: &LimitGroup| group.breaker.witnesses() > 0;
        self.groups.iter().all(|group| fails(group) || group.is_done())
            && self.groups.iter().map(|group| group.breaker.witnesses()).sum::<usize>() >= breaker::WITNESSES
            && self.groups.iter().map(|group| group.breaker.chance()).product::<f64>() <= breaker::CHANCE
    }
}

/// Waits where many fail by chance, and waiting helps nobody: 1, 2, 4, 4, 4 s, the least that the manual promises for five
/// failures, and 1 s from then on.
const fn among_many(failures: u32) -> u32 {
    match failures {
        0..=3 => failures,
        4..=5 => 3,
        _ => 1,
    }
}

/// True if it was asked once more although it was to wait for longer than anybody waits, and is told so again.
fn is_told_again(member: &Member, fault: &Fault) -> bool {
    member.each_for_itself && fault.wait.is_some_and(|wait| wait > retry::LONGEST_WAIT)
}
