//! Taking finished calls in: what they say to limits and budget, and what follows from a failure.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use log::{error, info, warn};
use tokio::time::Instant;

use super::{Ending, Flight, Run};
use crate::call::Attempt;
use crate::error::Problem;
use crate::fault::{Class, End, Fault, Pace as Waiting, Retry, Stated, Verdict};
use crate::flow::gate::Signal;
use crate::flow::lane::Ticket;
use crate::platform::Scope;
use crate::retry;
use crate::text;

/// How long a scope may be refused without one answer before the run is paused.
const LONGEST_STARVING: Duration = Duration::from_secs(10 * 60);
/// Most calls taken in before new ones start.
const MOST_LANDINGS: usize = 64;
/// With so few permits or fewer, a conversation that was refused so often in a row is not refused for calls in flight.
const CROWDED: u32 = 2;
const STUBBORN: u32 = 3;

impl Run<'_> {
    /// Takes in everything that is there already: what comes together is written together.
    pub(super) fn land_all(&mut self, first: (Flight, Attempt)) -> Result<(), Problem> {
        let mut landed = Some(first);
        for _ in 0..MOST_LANDINGS {
            let Some((flight, attempt)) = landed else { break };
            self.land(flight, attempt)?;
            landed = self.flying.next().now_or_never().flatten();
        }
        landed.map_or(Ok(()), |(flight, attempt)| self.land(flight, attempt))
    }

    /// Takes a finished call in.
    fn land(&mut self, flight: Flight, mut attempt: Attempt) -> Result<(), Problem> {
        let now = Instant::now();
        self.vouch(&flight, &mut attempt, now)?;
        let Flight { mut ticket, lane, permit, slot, hold, bytes } = flight;
        let model = self.plan.model_index(ticket.cell.sheet);
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
        if matches!(&attempt.outcome, Err(fault) if matches!(fault.class, Class::RateLimit | Class::Overloaded)) {
            self.lanes[lane].pace.refund(slot);
        }
        self.writer.count_usage(ticket.cell, &attempt);
        let limit_before = self.lanes[lane].gate.limit();
        self.lanes[lane].gate.release(permit, signal(&attempt), now);
        self.say_limit(lane, limit_before);
        if let Some(after) = self.watch.heard(&attempt, now) {
            info!("{}", text::run::online(after));
        }
        match std::mem::replace(&mut attempt.outcome, Err(Fault::new(Class::Unknown, ""))) {
            Ok(answer) => {
                self.served[lane] = now;
                self.writer.answered(&ticket, &answer, &attempt)
            }
            Err(fault) => {
                if self.watch.is_down() && fault.unsent {
                    return self.hold(ticket, lane, &fault, &attempt, now);
                }
                match fault.verdict {
                    Verdict::Retry(retry) => self.again(&mut ticket, lane, retry, &fault, &attempt, now),
                    Verdict::End(end) => self.end(end, &ticket, fault, &attempt),
                }
            }
        }
    }

    /// The link is down: the conversation waits without using up a retry.
    fn hold(
        &mut self,
        ticket: Ticket,
        lane: usize,
        fault: &Fault,
        attempt: &Attempt,
        now: Instant,
    ) -> Result<(), Problem> {
        if self.watch.just_went_down() {
            warn!("{}", text::run::offline(fault));
        }
        self.writer.left(&ticket, fault, attempt)?;
        self.lanes[lane].wait(ticket, now);
        if let Some(limit) = self.watch.too_long(now) {
            error!("{}", text::run::offline_too_long(limit));
            self.stop(Ending::Paused(fault.clone()));
        }
        Ok(())
    }

    fn again(
        &mut self,
        ticket: &mut Ticket,
        lane: usize,
        retry: Retry,
        fault: &Fault,
        attempt: &Attempt,
        now: Instant,
    ) -> Result<(), Problem> {
        let times = ticket.count(fault.class);
        let uses_up = matches!(retry.pace, Waiting::Backoff | Waiting::Minute);
        let exhausted =
            retry.at_most.is_some_and(|most| times > most) || uses_up && ticket.retries >= self.settings.max_retries;
        if exhausted {
            return self.end(retry.then, ticket, fault.clone(), attempt);
        }
        let starving = now - self.served[lane];
        let too_long = fault.wait.filter(|wait| *wait > retry::LONGEST_WAIT).map(text::run::wait_too_long);
        let starved = (!uses_up && starving > LONGEST_STARVING).then(|| text::run::starved(starving));
        if let Some(why) = too_long.or(starved) {
            error!("{why}");
            return self.end(End::PauseRun, ticket, fault.clone(), attempt);
        }
        ticket.retries += u32::from(uses_up);
        let wait = retry::jitter(retry::wait(retry.pace, if uses_up { ticket.retries } else { times }, fault.wait));
        let crowded = self.lanes[lane].gate.limit() <= CROWDED;
        let pace = &mut self.lanes[lane].pace;
        if let Some(stated) = fault.stated {
            pace.learn(stated);
        }
        match retry.pace {
            // Who states how much is allowed has no quarrel with what stays below it.
            Waiting::Limit | Waiting::Window if fault.stated.is_some() => {}
            Waiting::Limit | Waiting::Window if fault.wait.is_some() => pace.freeze(now + wait),
            Waiting::Window => pace.refused(now),
            // Refused again and again though hardly anything is in flight: it is not about calls at once, but about calls
            // a minute.
            Waiting::Limit if crowded && times >= STUBBORN => pace.refused(now),
            Waiting::Overload => {
                pace.freeze(now + wait);
                pace.ramp(now + wait);
            }
            Waiting::Limit | Waiting::Backoff | Waiting::Minute => {}
        }
        self.writer.will_retry(ticket, fault, attempt, wait)?;
        self.lanes[lane].wait(*ticket, now + wait);
        Ok(())
    }

    fn end(&mut self, end: End, ticket: &Ticket, fault: Fault, attempt: &Attempt) -> Result<(), Problem> {
        match end {
            End::DropCell => self.writer.failed(ticket, &fault, Some(attempt)),
            End::DropModel => {
                let model = self.plan.model_index(ticket.cell.sheet);
                self.writer.drop_model(model, &fault);
                self.writer.failed(ticket, &fault, Some(attempt))?;
                self.dropped[model].get_or_insert(fault);
                Ok(())
            }
            End::StopRun => {
                self.writer.left(ticket, &fault, attempt)?;
                self.stop(Ending::Refused(fault));
                Ok(())
            }
            End::PauseRun => {
                self.writer.left(ticket, &fault, attempt)?;
                self.stop(Ending::Paused(fault));
                Ok(())
            }
        }
    }

    fn say_limit(&self, lane: usize, before: u32) {
        let limit = self.lanes[lane].gate.limit();
        if limit < before {
            let scope = match self.profile.scope {
                Scope::Account => String::new(),
                Scope::Model => self.plan.models.get(lane).map(|m| format!("[{}] ", m.name)).unwrap_or_default(),
            };
            info!("{}", text::run::limited(&scope, limit));
        }
    }
}

/// What a finished call tells the gate.
fn signal(attempt: &Attempt) -> Signal {
    match &attempt.outcome {
        Ok(_) => Signal::Served,
        Err(fault) => match fault.class {
            // Calls or tokens a minute say nothing about calls at once.
            Class::RateLimit if is_by_minute(fault) => Signal::Failed,
            Class::RateLimit => Signal::Limited {
                allowed: fault.stated.and_then(|stated| match stated {
                    Stated::Concurrency(n) => Some(n),
                    Stated::Requests(_) | Stated::Tokens(_) => None,
                }),
                wait: fault.wait,
            },
            Class::Overloaded => Signal::Overloaded,
            Class::ServerError | Class::Html | Class::BadJson => Signal::Failed,
            class if class.is_link() => Signal::Failed,
            _ => Signal::Served,
        },
    }
}

fn is_by_minute(fault: &Fault) -> bool {
    let window = matches!(fault.verdict, Verdict::Retry(Retry { pace: Waiting::Window, .. }));
    window || matches!(fault.stated, Some(Stated::Requests(_) | Stated::Tokens(_)))
}
