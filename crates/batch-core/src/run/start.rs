//! Letting calls out: as many as budget, gate and pace allow, each announced in the ledger before it goes.

use tokio::time::Instant;

use super::{Ending, Flight, Run, TICK};
use crate::error::Problem;
use crate::flow::budget::Short;
use crate::flow::lane::Ticket;
use crate::forecast::context;
use crate::plan::Sheet;
use crate::platform::Charge;

impl Run<'_> {
    /// Starts every call that may start now; says when to look again.
    pub(super) fn start_calls(&mut self) -> Option<Instant> {
        let mut wake: Option<Instant> = None;
        let mut full = 0;
        while self.stopping.is_none() && full < self.lanes.len() {
            if self.in_flight() >= self.settings.limits.concurrency as usize || self.writer.is_behind() {
                return None;
            }
            if let Some(probe) = self.watch.holds(self.in_flight(), Instant::now()) {
                return probe;
            }
            let lane = self.turn % self.lanes.len();
            self.turn += 1;
            match self.start_one(lane) {
                Ok(Started::Yes) => full = 0,
                Ok(Started::No(until)) => {
                    full += 1;
                    wake = [wake, until].into_iter().flatten().min();
                }
                Err(problem) => self.stop(Ending::Disk(problem)),
            }
        }
        wake
    }

    /// Writes what happened through to the ledger; then the calls that it announces go out.
    pub(super) fn launch(&mut self) -> Result<(), Problem> {
        let written = self.writer.commit();
        for (flight, call) in std::mem::take(&mut self.ready) {
            if written.is_ok() {
                self.flying.push(call);
            } else {
                self.budget.release(flight.hold);
                self.lanes[flight.lane].gate.cancel(flight.permit);
                self.writer.not_sent(&flight.ticket)?;
            }
        }
        written
    }

    fn start_one(&mut self, lane: usize) -> Result<Started, Problem> {
        let now = Instant::now();
        self.lanes[lane].held = None;
        let Some(permit) = self.lanes[lane].gate.enter(now) else {
            return Ok(Started::No(self.lanes[lane].gate.grows_at()));
        };
        let mut trouble = None;
        let writer = &mut self.writer;
        let open = |sheet: Sheet| {
            writer.open(sheet).unwrap_or_else(|problem| {
                trouble = Some(problem);
                Vec::new()
            })
        };
        let next = self.lanes[lane].next(now, open);
        let Some(ticket) = next.filter(|_| trouble.is_none()) else {
            self.lanes[lane].gate.cancel(permit);
            return trouble.map_or(Ok(Started::No(self.lanes[lane].due())), Err);
        };
        let model = self.plan.model_index(ticket.cell.sheet);
        if let Some(fault) = &self.dropped[model] {
            self.lanes[lane].gate.cancel(permit);
            self.writer.failed(&ticket, fault, None)?;
            return Ok(Started::Yes);
        }
        let Some(record) = self.writer.record(ticket.cell.sheet) else {
            self.lanes[lane].gate.cancel(permit);
            return Ok(Started::Yes);
        };
        let prompt = &self.plan.prompt(ticket.cell).quoted;
        if let Some(fault) = context::too_long(&self.plan.models[model], &[prompt, &record]) {
            self.lanes[lane].gate.cancel(permit);
            self.writer.failed(&ticket, &fault, None)?;
            return Ok(Started::Yes);
        }
        let bytes = prompt.bytes() + record.bytes();
        let body = self.frames[model].size(&[prompt, &record]);
        let hold = match self.budget.reserve(self.writer.key(ticket.cell), model, body) {
            Ok(hold) => hold,
            Err(short) => {
                self.lanes[lane].gate.cancel(permit);
                return Ok(self.out_of_budget(lane, ticket, short, now));
            }
        };
        let tokens = self.charge(model, bytes, None);
        let slot = match self.lanes[lane].pace.reserve(tokens, now) {
            Ok(slot) => slot,
            Err(held) => {
                self.budget.release(hold);
                let lane = &mut self.lanes[lane];
                lane.gate.cancel(permit);
                lane.held = Some(held);
                if ticket.calls > 0 {
                    lane.wait(ticket, held.at);
                } else {
                    lane.put_back(ticket);
                }
                return Ok(Started::No(Some(held.at)));
            }
        };
        self.writer.sent(&ticket, hold.worst)?;
        let ticket = Ticket { calls: ticket.calls + 1, ..ticket };
        let flight = Flight { ticket, lane, permit, slot, hold, bytes };
        let (caller, body) = (self.caller, self.frames[model].body(&[prompt, &record]));
        let call = Box::pin(async move { (flight, caller.attempt(body).await) });
        self.ready.push((flight, call));
        Ok(Started::Yes)
    }

    /// What is left of the budget may not cover this call. Calls in flight will give back most of what they hold; when
    /// there are none, the budget is reached.
    fn out_of_budget(&mut self, lane: usize, ticket: Ticket, short: Short, now: Instant) -> Started {
        let again = now + TICK;
        if ticket.calls > 0 {
            self.lanes[lane].wait(ticket, again);
        } else {
            self.lanes[lane].put_back(ticket);
        }
        if self.in_flight() == 0 {
            self.stop(Ending::Spent(short));
        }
        Started::No((ticket.calls > 0).then_some(again))
    }

    /// Tokens that a call is charged for: before it by estimate, after it by what was used.
    pub(super) fn charge(&self, model: usize, bytes: usize, used: Option<(u64, u64)>) -> u64 {
        let estimate = &self.estimates[model];
        let cap = self.plan.models[model].params.cap();
        let (prompt, answer) = used.unwrap_or_else(|| (estimate.prompt(bytes), estimate.answer(cap)));
        match self.profile.charge {
            Charge::PromptPlusMax => prompt + cap.unwrap_or(answer),
            Charge::PromptPlusAnswer => prompt + answer,
        }
    }
}

/// Whether a call was started, or when to try again.
enum Started {
    Yes,
    No(Option<Instant>),
}
