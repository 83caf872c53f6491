//! The books of the simulated account: how calls ended, and what they cost.

use std::time::Instant;

use super::{Ended, State, Ticket};
use crate::bill::Bill;
use crate::dialect::Dialect;
use crate::made::Made;
use crate::models::Card;

impl State {
    /// The call is over. `made` is what was made for it, if anything was.
    pub(crate) fn ended(&mut self, ticket: &Ticket, made: Option<&Made>, ended: Ended) {
        let options = &self.options;
        self.stats.in_flight = self.stats.in_flight.saturating_sub(1);
        self.limiter.release(ticket.place);
        self.stats.last_reply_at_ms = Some(self.started.elapsed().as_secs_f64() * 1000.0);
        match ended {
            Ended::Abandoned => self.stats.abandoned += 1,
            Ended::Spoiled => self.stats.spoiled += 1,
            Ended::Answered { .. } | Ended::Nothing => {}
        }
        let Some(made) = made.filter(|_| ended != Ended::Abandoned || options.bill_abandoned) else { return };
        if self.platform.dialect != Dialect::Kimi {
            self.limiter.charge(ticket.place, &options.limits, Instant::now(), made.bill.completion);
        }
        if ticket.batch {
            self.held.spend(&ticket.card.id, made.bill.prompt + made.bill.completion);
        }
        self.settle(ticket.asked.digest, &ticket.card, made, ended, ticket.batch);
    }

    /// Counts what was made for a conversation, and bills it.
    pub(super) fn settle(&mut self, digest: u64, card: &Card, made: &Made, ended: Ended, batch: bool) {
        let seen = self.seen.entry(digest).or_default();
        let lane = seen.lanes.lane(batch);
        lane.billed += 1;
        if matches!(ended, Ended::Answered { .. }) {
            if made.cut {
                self.stats.cut += 1;
            }
            if made.content.is_empty() {
                self.stats.empty += 1;
            } else {
                lane.answered += 1;
                self.stats.answered += 1;
                self.stats.distinct += u64::from(seen.answered == 0);
                self.stats.answered_twice += u64::from(seen.answered > 0);
                seen.answered += 1;
            }
        }
        if batch {
            self.stats.batch.bill += made.bill;
        }
        self.bill(card, made.bill, ended);
    }

    fn bill(&mut self, card: &Card, bill: Bill, ended: Ended) {
        self.stats.prompt_tokens += bill.prompt;
        self.stats.completion_tokens += bill.completion;
        self.stats.cached_tokens += bill.cached;
        self.stats.reasoning_tokens += bill.reasoning;
        *self.stats.bill.entry(card.id.clone()).or_default() += bill;
        if ended != (Ended::Answered { told: true }) {
            self.stats.unseen += bill;
        }
        if let Some(balance) = &mut self.stats.balance {
            *balance -= bill.cost;
        }
    }

    /// Counts a refusal that goes out.
    pub(crate) fn rejected(&mut self, status: u16, name: &str) {
        self.stats.rejected_429 += u64::from(status == 429);
        self.stats.auth_failures += u64::from(status == 401);
        *self.stats.rejected.entry(format!("{status} {name}")).or_default() += 1;
        self.stats.last_reply_at_ms = Some(self.started.elapsed().as_secs_f64() * 1000.0);
    }
}
