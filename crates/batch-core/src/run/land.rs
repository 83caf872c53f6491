//! Taking finished calls in: what they say to limits and budget, whose fault a failure is, and what follows from it.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use log::{info, warn};
use tokio::time::Instant;

use super::{Ending, Flight, Run};
use crate::call::Attempt;
use crate::error::Problem;
use crate::fault::{Class, End, Fault, Pace as Waiting, Retry, Stated, Verdict};
use crate::flow::attribution::{self, Claim, Reach};
use crate::flow::breaker;
use crate::flow::gate::Signal;
use crate::flow::lane::Lane;
use crate::flow::queue::Ticket;
use crate::platform::Scope;
use crate::retry;
use crate::text;

/// Most calls taken in before new ones start.
const MOST_LANDINGS: usize = 64;
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
        let Flight { ticket, lane, member, permit, slot, hold, bytes, .. } = flight;
        let model = self.plan.model_index(ticket.cell.sheet);
        self.lanes[lane].members[member].flying -= 1;
        if let Some(usage) = &attempt.usage {
            let counted = crate::reply::Usage {
                prompt: usage.prompt_tokens,
                completion: usage.completion_tokens,
                ..Default::default()
            };
            self.estimates[model].learn(bytes, &counted);
            let tokens = self.charge(model, bytes, Some((counted.prompt, counted.completion)));
            self.lanes[lane].pace.settle(slot, tokens);
        }
        attempt.cost = self.budget.settle(hold, &attempt);
        self.take_up_what_fits(now);
        let limited =
            matches!(&attempt.outcome, Err(fault) if matches!(fault.class, Class::RateLimit | Class::Overloaded));
        let this = &mut self.lanes[lane];
        // Whoever is refused for itself says nothing about chance.
        if ticket.refused == 0 {
            this.count(limited);
        }
        if let Some(rpm) = this.pace.told(slot, &attempt.allowances, attempt.outcome.is_ok(), now) {
            info!("{}", text::run::learned_rate(&self.scope_name(lane), rpm));
        }
        self.writer.count_usage(ticket.cell, &attempt);
        let left = self.lanes[lane].fresh_left(self.plan.prompts.len());
        self.lanes[lane].gate.is_left(left);
        let limit_before = self.lanes[lane].gate.limit();
        self.lanes[lane].gate.release(permit, signal(&attempt), now);
        if limited {
            // What a conversation or a model is refused for itself, or by chance, is not about the minute.
            let this = &mut self.lanes[lane];
            let of_model = this.members[member].breaker.is_open() && !this.breaker.is_open();
            this.pace.refund(slot, !of_model && ticket.refused == 0 && this.gate.streak() > 0);
        }
        self.say_limit(lane, limit_before);
        self.hear_link(&attempt, flight, now);
        match std::mem::replace(&mut attempt.outcome, Err(Fault::new(Class::Unknown, ""))) {
            Ok(answer) => {
                if attempt.reused {
                    self.over_kept.push(ticket.cell);
                }
                self.served(flight, now)?;
                self.writer.answered(&ticket, &answer, &attempt)
            }
            Err(fault) => self.failed(flight, fault, &attempt, now),
        }
    }

    /// A call was served: what was held closed is open again, and claims to the contrary are refuted.
    fn served(&mut self, flight: Flight, now: Instant) -> Result<(), Problem> {
        let (sent, lane) = (flight.permit.sent, &mut self.lanes[flight.lane]);
        let reopened = lane.breaker.served(sent, now);
        let member = &mut lane.members[flight.member];
        let reopened = member.breaker.served(sent, now).max(reopened);
        member.served = member.served.max(Some(sent));
        member.each_for_itself = false;
        let model = member.model;
        if let Some(after) = reopened {
            // Who asked us to slow down is not asked for everything at once.
            if matches!(self.last_fault[model].class, Class::RateLimit | Class::Overloaded) {
                self.lanes[flight.lane].pace.ramp(now);
            }
            info!("{}", text::run::served_again(after));
        }
        self.answered_any = true;
        for claim in self.claims.served(model, sent) {
            self.writer.failed(&claim.ticket, &claim.fault, None)?;
        }
        self.judge()
    }

    /// Says when the link goes down or comes back. Only a reply speaks for it, and only one to a call that went out after
    /// the trouble began.
    fn hear_link(&mut self, attempt: &Attempt, flight: Flight, now: Instant) {
        let fault = attempt.outcome.as_ref().err();
        if let Some(fault) = fault.filter(|fault| fault.unsent && !matches!(fault.class, Class::Tls | Class::Proxy)) {
            if self.link.breaker.failed(flight.ticket.cell, true, flight.permit.sent, None, now) {
                warn!("{}", text::run::offline(fault));
            }
        } else if fault.is_none_or(|fault| fault.status > 0)
            && let Some(after) = self.link.breaker.served(flight.permit.sent, now)
        {
            info!("{}", text::run::online(after));
        }
        self.link.ever_worked |= fault.is_none_or(|fault| !fault.unsent);
    }

    fn failed(&mut self, flight: Flight, fault: Fault, attempt: &Attempt, now: Instant) -> Result<(), Problem> {
        let model = self.plan.model_index(flight.ticket.cell.sheet);
        self.last_fault[model].clone_from(&fault);
        if fault.unsent && self.link.breaker.is_open() {
            // The link is down: the conversation waits without using up a retry.
            self.writer.left(&flight.ticket, &fault, attempt)?;
            self.lanes[flight.lane].members[flight.member].queue.wait(flight.ticket, now);
            return Ok(());
        }
        match fault.verdict {
            Verdict::Retry(_) if fault.stale && flight.ticket.stale < MOST_STALE => {
                // The connection's fault: at once, on another one.
                let ticket = Ticket { stale: flight.ticket.stale + 1, ..flight.ticket };
                self.writer.left(&ticket, &fault, attempt)?;
                self.lanes[flight.lane].members[flight.member].queue.wait(ticket, now);
                Ok(())
            }
            Verdict::Retry(retry) if matches!(retry.pace, Waiting::Limit | Waiting::Window | Waiting::Overload) => {
                self.refused(flight, retry, &fault, attempt, now)
            }
            Verdict::Retry(retry) => self.failed_call(flight, retry, fault, attempt, now),
            Verdict::End(end) => self.end(end, flight, fault, attempt),
        }
    }

    /// "Slow down", in whatever words. It may be about the conversation, the model, the scope, calls at once or by the minute.
    fn refused(
        &mut self,
        flight: Flight,
        retry: Retry,
        fault: &Fault,
        attempt: &Attempt,
        now: Instant,
    ) -> Result<(), Problem> {
        let mut ticket = flight.ticket;
        let times = ticket.count(fault.class);
        let lane = &mut self.lanes[flight.lane];
        let member = &mut lane.members[flight.member];
        // Others that went out after its last refusal were served: then it is, to that extent, its own.
        // When nobody else is left to bear witness, that stands.
        let since = ticket.refused_at.is_some_and(|at| member.served.is_some_and(|served| served > at));
        let alone = member.flying == 0 && !member.queue.has_others(MOST_ALONE);
        let suspects_only = ticket.refused > 0 && !member.queue.has_fresh();
        let each = member.each_for_itself;
        let own = each || since || ticket.refused_at.is_some() && (alone || suspects_only);
        let suspect = own || ticket.refused > 0;
        ticket.refused += u32::from(own);
        ticket.refused_at = Some(now);
        let fewest = if each {
            self.settings.max_retries.max(FEWEST_REFUSALS) + 1
        } else if since || suspects_only && !alone {
            self.settings.max_retries.max(FEWEST_REFUSALS)
        } else {
            FEWEST_ALONE
        };
        let by_chance = lane.refusals.powi(i32::try_from(ticket.refused).unwrap_or(i32::MAX));
        if own
            && (ticket.refused >= fewest && (each || by_chance < CHANCE)
                || retry.at_most.is_some_and(|most| times > most))
        {
            ticket.retries = ticket.refused;
            return self.end(retry.then, Flight { ticket, ..flight }, fault.clone(), attempt);
        }
        let (sent, cell) = (flight.permit.sent, ticket.cell);
        // With others in flight it may be about calls at once, and the gate has the answer.
        let alone = lane.gate.in_flight() == 0;
        let is_witness = |alone: bool| alone && !suspect;
        let model_opened = member.breaker.failed(cell, is_witness(member.flying == 0), sent, fault.wait, now);
        let lane_opened = lane.breaker.failed(cell, is_witness(alone), sent, fault.wait, now);
        let repeated = lane.gate.streak() >= REPEATED;
        let mut learned = None;
        if let Some(stated) = fault.stated {
            if lane.pace.learn(stated, repeated, now) {
                learned = lane.pace.rpm();
            }
        } else if repeated
            && !suspect
            && (retry.pace == Waiting::Window || retry.pace == Waiting::Limit && alone && lane.breaker.is_open())
        {
            learned = lane.pace.refused(fault.wait, now);
        }
        if let Some(rpm) = learned {
            info!("{}", text::run::learned_rate(&self.scope_name(flight.lane), rpm));
        }
        if lane_opened || model_opened {
            self.say_held(flight, lane_opened, fault);
        }
        // Who is refused again and again waits longer each time, whatever the server says.
        let own_wait = match times / TIMES_PATIENT {
            _ if own => retry::backoff(ticket.refused.min(5)),
            0 => Duration::ZERO,
            more => retry::backoff(more.min(5)),
        };
        let wait = retry::jitter(retry::wait(retry.pace, times, fault.wait).max(own_wait));
        self.writer.will_retry(&ticket, fault, attempt, wait)?;
        self.lanes[flight.lane].members[flight.member].queue.wait(ticket, now + wait);
        Ok(())
    }

    /// A call broke or the server failed. It is the conversation's own affair, and uses up a retry, unless different ones
    /// fail one after the other and none is served.
    fn failed_call(
        &mut self,
        flight: Flight,
        retry: Retry,
        fault: Fault,
        attempt: &Attempt,
        now: Instant,
    ) -> Result<(), Problem> {
        let mut ticket = flight.ticket;
        let times = ticket.count(fault.class);
        let lane = &mut self.lanes[flight.lane];
        let member = &mut lane.members[flight.member];
        let sent = flight.permit.sent;
        let weather = fault.class.is_weather();
        // Who failed while others were served is no witness against them.
        let is_witness = weather && ticket.retries == 0 && !member.each_for_itself;
        let lane_opened = lane.breaker.failed(ticket.cell, is_witness, sent, fault.wait, now);
        let model_opened = member.breaker.failed(ticket.cell, is_witness, sent, fault.wait, now);
        if is_witness && self.fails_everywhere() {
            self.lanes[flight.lane].breaker.trip(fault.wait.unwrap_or_default(), now);
        }
        let lane = &self.lanes[flight.lane];
        let member = &lane.members[flight.member];
        let held = lane.breaker.is_open() || member.breaker.is_open();
        let only = lane.breaker.witnesses().max(member.breaker.witnesses()) <= 1;
        // Its last try failed, and since then others were served or hardly anybody else complained: that was its own.
        let own = match ticket.failed_at {
            _ if !weather || member.each_for_itself => true,
            // It went out to see what the weather is like.
            _ if flight.probe => false,
            Some(at) if member.served.is_some_and(|served| served > at) => true,
            Some(_) => ticket.retries > 0 || !held && (only || !member.queue.has_others(MOST_ALONE)),
            // Nobody knows yet, unless others that went out later were served already; and what was answered is paid for.
            None => {
                let since = member.served.is_some_and(|served| served > sent);
                let answered = (200..300).contains(&fault.status);
                self.settings.max_retries == 0 && (since || answered && !held && only)
            }
        };
        let again = ticket.failed_at.replace(now).is_some();
        if lane_opened || model_opened {
            self.say_held(flight, lane_opened, &fault);
        }
        ticket.retries += u32::from(own && again);
        let exhausted = own && ticket.retries >= self.settings.max_retries;
        if exhausted || retry.at_most.is_some_and(|most| times > most) {
            return self.end(retry.then, Flight { ticket, ..flight }, fault, attempt);
        }
        let wait = retry::jitter(retry::wait(retry.pace, ticket.retries + 1, fault.wait));
        self.writer.will_retry(&ticket, &fault, attempt, wait)?;
        self.lanes[flight.lane].members[flight.member].queue.wait(ticket, now + wait);
        Ok(())
    }

    /// True if every lane that has work fails: though none has enough conversations to say so alone, together they do.
    fn fails_everywhere(&self) -> bool {
        let fails = |lane: &Lane| lane.breaker.witnesses() > 0;
        self.lanes.iter().all(|lane| fails(lane) || lane.is_done())
            && self.lanes.iter().map(|lane| lane.breaker.witnesses()).sum::<usize>() >= breaker::WITNESSES
    }

    /// A conversation is not asked again. How far that reaches is believed if the platform's own code says so, or when others
    /// are refused alike and none is served.
    fn end(&mut self, end: End, flight: Flight, fault: Fault, attempt: &Attempt) -> Result<(), Problem> {
        let ticket = flight.ticket;
        let model = self.plan.model_index(ticket.cell.sheet);
        let reach = match end {
            End::DropModel => Some(Reach::Model(model)),
            End::StopRun => Some(Reach::Account),
            End::PauseRun => Some(match self.profile.scope {
                Scope::Account => Reach::Account,
                Scope::Model => Reach::Model(model),
            }),
            // What names no cause of its own may be the gateway's word about everything, as long as nothing was served.
            End::DropCell => (fault.class.names_no_cause() && !self.answered_any).then_some(Reach::Account),
        };
        // Who was refused for the same reason the last time says nothing new, where anybody was ever served.
        let reach = reach
            .filter(|_| self.never_served() || fault.certain || !self.writer.failed_before(ticket.cell, fault.class));
        let spoken_to = reach.is_none() && matches!(fault.verdict, Verdict::End(_)) && fault.status > 0;
        let (lane, sent, now) = (&mut self.lanes[flight.lane], flight.permit.sent, Instant::now());
        let member = &mut lane.members[flight.member];
        for breaker in [&mut lane.breaker, &mut member.breaker] {
            // Who is told "no" for a reason of his own was spoken to.
            if spoken_to {
                breaker.served(sent, now);
            } else {
                breaker.failed(ticket.cell, false, sent, fault.wait, now);
            }
        }
        let Some(reach) = reach else {
            return self.writer.failed(&ticket, &fault, Some(attempt));
        };
        if fault.certain && end != End::DropCell {
            return self.believe(end, flight, fault, attempt);
        }
        self.writer.left(&ticket, &fault, attempt)?;
        self.claims.add(reach, Claim { ticket, model, fault, sent: flight.permit.sent });
        self.judge()
    }

    /// Does what follows from claims that are believed.
    fn judge(&mut self) -> Result<(), Problem> {
        while let Some((reach, fault)) = self.claims.believed() {
            let claims = self.claims.take(reach);
            let is_quota = matches!(fault.verdict, Verdict::End(End::PauseRun));
            match reach {
                Reach::Model(model) if is_quota => self.leave_model(model, fault),
                Reach::Model(model) => {
                    self.drop_model(model, fault);
                    for claim in claims {
                        self.writer.failed(&claim.ticket, &claim.fault, None)?;
                    }
                }
                Reach::Account if is_quota => {
                    for model in 0..self.plan.models.len() {
                        self.leave_model(model, fault.clone());
                    }
                }
                Reach::Account => self.stop(Ending::Refused(fault)),
            }
        }
        Ok(())
    }

    /// The platform's own code says how far it reaches.
    fn believe(&mut self, end: End, flight: Flight, fault: Fault, attempt: &Attempt) -> Result<(), Problem> {
        let ticket = &flight.ticket;
        match end {
            End::DropCell => self.writer.failed(ticket, &fault, Some(attempt)),
            End::DropModel => {
                let model = self.plan.model_index(ticket.cell.sheet);
                self.drop_model(model, fault.clone());
                self.writer.failed(ticket, &fault, Some(attempt))
            }
            End::StopRun => {
                self.writer.left(ticket, &fault, attempt)?;
                self.stop(Ending::Refused(fault));
                Ok(())
            }
            End::PauseRun => {
                self.writer.left(ticket, &fault, attempt)?;
                self.leave_lane(flight.lane);
                Ok(())
            }
        }
    }

    /// A quota is used up: what shares it is left for another run.
    fn leave_lane(&mut self, lane: usize) {
        for member in 0..self.lanes[lane].members.len() {
            self.leave(lane, member);
        }
    }

    fn leave_model(&mut self, model: usize, fault: Fault) {
        let (lane, member) = self.place_of(model);
        self.last_fault[model] = fault;
        self.leave(lane, member);
    }

    /// Nothing is left to ask. Claims that nobody confirmed were about their conversations; but if nothing was served at all,
    /// the account's are as good as believed.
    pub(super) fn settle_claims(&mut self) -> Result<(), Problem> {
        if self.stopping.is_some() {
            // They are open still, and asked again by the next run.
            self.claims.take_all();
            return Ok(());
        }
        let refused = self.claims.account().find(|fault| match fault.verdict {
            Verdict::End(End::StopRun) => {
                !self.answered_any && (self.never_served() || self.claims.are_varied(Reach::Account))
            }
            Verdict::End(End::DropCell) => {
                self.never_served() && self.claims.how_many(Reach::Account, fault) >= attribution::WITNESSES
            }
            _ => false,
        });
        if let Some(fault) = refused.cloned() {
            self.claims.take_all();
            self.stop(Ending::Refused(fault));
            return Ok(());
        }
        for (_, claim) in self.claims.take_all() {
            // A quota is nobody's own.
            if matches!(claim.fault.verdict, Verdict::End(End::PauseRun)) {
                self.leave_model(claim.model, claim.fault);
            } else {
                self.writer.failed(&claim.ticket, &claim.fault, None)?;
            }
        }
        Ok(())
    }

    fn never_served(&self) -> bool {
        !self.answered_any && !self.answered_before
    }

    /// A model's lane, and its place in it.
    pub(super) fn place_of(&self, model: usize) -> (usize, usize) {
        match self.profile.scope {
            Scope::Account => (0, model),
            Scope::Model => (model, 0),
        }
    }

    fn say_limit(&self, lane: usize, before: u32) {
        let limit = self.lanes[lane].gate.limit();
        if limit < before {
            info!("{}", text::run::limited(&self.scope_name(lane), limit));
        }
    }

    fn say_held(&self, flight: Flight, lane: bool, fault: &Fault) {
        let name = match self.profile.scope {
            Scope::Account if lane => String::new(),
            _ => format!("[{}] ", self.plan.model(flight.ticket.cell.sheet).name),
        };
        warn!("{}", text::run::held(&name, fault));
    }

    fn scope_name(&self, lane: usize) -> String {
        match self.profile.scope {
            Scope::Account => String::new(),
            Scope::Model => self.plan.models.get(lane).map(|m| format!("[{}] ", m.name)).unwrap_or_default(),
        }
    }
}

/// What a finished call tells the gate.
fn signal(attempt: &Attempt) -> Signal {
    match &attempt.outcome {
        Ok(_) => Signal::Served,
        Err(fault) => match fault.class {
            // Calls or tokens a minute say nothing about calls at once.
            Class::RateLimit if is_by_minute(fault) => Signal::ByMinute,
            Class::RateLimit | Class::Overloaded => Signal::Limited(fault.stated.and_then(|stated| match stated {
                Stated::Concurrency(n) => Some(n),
                Stated::Requests(_) | Stated::Tokens(_) => None,
            })),
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
