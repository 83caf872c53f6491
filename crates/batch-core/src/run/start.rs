//! Letting calls out: as many as budget, limiters and breakers allow, each announced in the ledger before it goes.

use tokio::time::Instant;

use super::{Ending, Flight, Run};
use crate::base::problem::Problem;
use crate::flow::attribution::Suspects;
use crate::flow::breaker::Passage;
use crate::flow::work_item::WorkItem;
use crate::job::plan::SheetId;
use crate::money::budget::Shortfall;
use crate::money::forecast::context;
use crate::platform::Charge;
use crate::run::events::JobEvent;
use crate::shared::Need;

/// Conversations that are looked at for one that what is left of the budget covers.
const MOST_ASIDE: usize = 4096;

impl Run<'_> {
    /// Starts every call that may start now; says when to look again.
    pub(super) fn start_calls(&mut self) -> Option<Instant> {
        let mut wake: Option<Instant> = None;
        let mut full = 0;
        while self.stopping.is_none() && full < self.groups.len() {
            let now = Instant::now();
            if self.writer.is_behind() {
                return None;
            }
            let group = self.turn % self.groups.len();
            self.turn += 1;
            let at = self.way_of(group);
            if self.is_full(at) {
                full += 1;
                continue;
            }
            if let Passage::Closed(opens) = self.ways[at].link.passage(now) {
                full += 1;
                wake = [wake, Some(opens)].into_iter().flatten().min();
                continue;
            }
            self.groups[group].held = None;
            self.give_up_on(group, now);
            let started = match self.fail_dropped(group, now) {
                Ok(true) => Ok(Started::Yes),
                Ok(false) => self.start_one(group, now),
                Err(problem) => Err(problem),
            };
            match started {
                Ok(Started::Yes) => full = 0,
                Ok(Started::No(until)) => {
                    full += 1;
                    wake = [wake, until].into_iter().flatten().min();
                }
                Err(problem) => self.stop(Ending::Disk(problem)),
            }
        }
        self.end_if_nothing_fits();
        wake
    }

    /// Writes what happened through to the ledger; then the calls that it announces go out.
    pub(super) fn launch(&mut self) -> Result<(), Problem> {
        let written = self.writer.commit();
        for (flight, call) in std::mem::take(&mut self.ready) {
            if written.is_ok() {
                let (whose, attempt) = (self.writer.whose(flight.item.cell), flight.item.calls);
                self.tell(&JobEvent::Sent { whose, attempt });
                self.flying.push(call);
            } else {
                self.budget.release(flight.hold);
                let group = &mut self.groups[flight.group];
                group.concurrency.cancel(flight.permit);
                group.members[flight.member].flying -= 1;
                self.give_back(&flight, Some(0));
                self.writer.not_sent(&flight.item)?;
            }
        }
        written
    }

    fn start_one(&mut self, group: usize, now: Instant) -> Result<Started, Problem> {
        if let Some(held) = self.shared.as_ref().and_then(|shared| shared.holds(group, now)) {
            self.groups[group].held = Some(held);
            return Ok(Started::No(None));
        }
        let Some(permit) = self.groups[group].concurrency.enter(now) else {
            return Ok(Started::No(self.groups[group].concurrency.opens_at()));
        };
        let started = self.start_with(group, permit, now);
        // Permits of two groups may look alike.
        let went_out = self.ready.last().is_some_and(|(last, _)| (last.group, last.permit) == (group, permit));
        if !(went_out && matches!(started, Ok(Started::Yes))) {
            self.groups[group].concurrency.cancel(permit);
        }
        started
    }

    /// Starts one call, or settles one conversation that needs none; the permit is the caller's if no call goes out.
    fn start_with(
        &mut self,
        group: usize,
        permit: crate::flow::concurrency::Permit,
        now: Instant,
    ) -> Result<Started, Problem> {
        let member = match self.groups[group].pick(!self.claims.is_empty(), now) {
            Ok(member) => member,
            Err(wake) => return Ok(Started::No(wake)),
        };
        let model = self.groups[group].members[member].model;
        if self.short.is_some() && !self.budget.affords(model) {
            self.groups[group].members[member].too_dear = true;
            return Ok(Started::Yes);
        }
        // Sheets that needed nothing are behind us now; whether more follow is the next look's business.
        let Some(item) = self.next_item(group, member, now)? else { return Ok(Started::Yes) };
        let Some(record) = self.writer.record(item.cell.sheet) else { return Ok(Started::Yes) };
        let prompt = &self.plan.prompt(item.cell).quoted;
        if let Some(fault) = context::too_long(&self.plan.models[model], &[prompt, &record]) {
            self.writer.failed(&item, &fault, None)?;
            return Ok(Started::Yes);
        }
        let bytes = prompt.bytes() + record.bytes();
        let body = self.frames[model].size(&[prompt, &record]);
        let hold = match self.budget.reserve(self.writer.key(item.cell), model, body) {
            Ok(hold) => hold,
            // Calls in flight will give back most of what they hold.
            Err(short) if !short.is_for_good() && (self.in_flight() > 0 || self.budget.held_elsewhere() > 0.0) => {
                self.groups[group].members[member].queue.put_back(item, now);
                return Ok(Started::No(None));
            }
            Err(short) => {
                self.groups[group].members[member].queue.set_aside(item);
                self.too_dear(short);
                return Ok(if self.aside() < MOST_ASIDE { Started::Yes } else { Started::No(None) });
            }
        };
        let tokens = self.charge(model, bytes, None);
        let allowed = self.groups[group].rate.allow(tokens, now).map_err(|held| (held, Some(held.at)));
        let leased = allowed.and_then(|()| {
            // What is not granted comes with the next answer.
            self.lease(group, Need { tokens, money: hold.worst }, now).map_err(|held| (held, None))
        });
        let lease = match leased {
            Ok(lease) => lease,
            Err((held, wake)) => {
                self.budget.release(hold);
                let group = &mut self.groups[group];
                group.held = Some(held);
                group.members[member].queue.put_back(item, now);
                return Ok(Started::No(wake));
            }
        };
        let slot = self.groups[group].rate.take(tokens, now);
        self.writer.sent(&item, hold.worst)?;
        let item = WorkItem { calls: item.calls + 1, ..item };
        let breakers = [&self.groups[group].breaker, &self.groups[group].members[member].breaker];
        let probe = breakers.into_iter().any(|breaker| breaker.is_open());
        let flight = Flight { item, group, member, permit, slot, lease, hold, bytes, probe };
        let target = &self.targets[model];
        self.ways[target.at].link.sent(now);
        let group = &mut self.groups[group];
        group.breaker.sent(now);
        group.members[member].breaker.sent(now);
        group.members[member].flying += 1;
        group.sent(member);
        let (caller, body) = (&target.account.caller, self.frames[model].body(&[prompt, &record]));
        let call = Box::pin(async move { (flight, caller.attempt(body).await) });
        self.ready.push((flight, call));
        Ok(Started::Yes)
    }

    /// A model's next conversation.
    pub(super) fn next_item(&mut self, group: usize, member: usize, now: Instant) -> Result<Option<WorkItem>, Problem> {
        let suspects = self.suspects(group, member);
        let mut trouble = None;
        let writer = &mut self.writer;
        let open = |sheet: SheetId| {
            writer.open(sheet).unwrap_or_else(|problem| {
                trouble = Some(problem);
                Vec::new()
            })
        };
        let next = self.groups[group].members[member].queue.next(now, &suspects, open);
        trouble.map_or(Ok(next), Err)
    }

    /// Whose conversations may be the reason why a model is not served: others are asked first.
    fn suspects(&self, group: usize, member: usize) -> Suspects {
        let (group, member) = (&self.groups[group], &self.groups[group].members[member]);
        let failed = group.breaker.suspects().chain(member.breaker.suspects());
        Suspects::new(self.claims.suspects(member.model).chain(failed), &self.claims.of)
    }

    /// A call may cost more than is left of the budget: said at the end, if nothing else fits either.
    fn too_dear(&mut self, short: Shortfall) {
        if self.short.as_ref().is_none_or(|least| short.worst < least.worst) {
            self.short = Some(short);
        }
    }

    fn aside(&self) -> usize {
        self.groups.iter().flat_map(|group| &group.members).map(|member| member.queue.aside()).sum()
    }

    /// Calls in flight give back most of what they hold; when there are none, and nothing that is left can be covered,
    /// the budget is reached.
    fn end_if_nothing_fits(&mut self) {
        if self.in_flight() > 0 || self.stopping.is_some() {
            return;
        }
        let left_over = self.groups.iter().all(|group| group.is_done() || self.aside() >= MOST_ASIDE);
        if let Some(short) = self.short.take_if(|_| left_over) {
            self.stop(Ending::Spent(self.budget.still_short(short)));
        }
    }

    /// What was too dear is looked at again when a call has given back what it held.
    pub(super) fn take_up_what_fits(&mut self, now: Instant) {
        let Some(short) = &self.short else { return };
        if self.budget.left() >= Some(short.worst) {
            self.short = None;
            for member in self.groups.iter_mut().flat_map(|group| &mut group.members) {
                member.queue.take_up(now);
                member.too_dear = false;
            }
        }
    }

    /// The account that a group's calls go to.
    pub(super) fn way_of(&self, group: usize) -> usize {
        self.groups[group].members.first().map_or(0, |member| self.targets[member.model].at)
    }

    /// True if as many calls are in flight to an account as the config allows.
    pub(super) fn is_full(&self, at: usize) -> bool {
        let of = self.groups.iter().flat_map(|group| &group.members).filter(|m| self.targets[m.model].at == at);
        of.map(|member| member.flying).sum::<u32>() >= self.ways[at].ceiling
    }

    /// Calls at once that the config allows, all accounts together.
    pub(super) fn ceiling(&self) -> u32 {
        self.ways.iter().map(|way| way.ceiling).sum()
    }

    /// Tokens that a call is charged for: before it by estimate, after it by what was used.
    pub(super) fn charge(&self, model: usize, bytes: usize, used: Option<(u64, u64)>) -> u64 {
        let estimate = &self.estimates[model];
        let cap = self.plan.models[model].params.cap();
        let (prompt, answer) = used.unwrap_or_else(|| (estimate.prompt(bytes), estimate.answer(cap)));
        match self.targets[model].profile().charge {
            Charge::PromptPlusMax => prompt + cap.unwrap_or(answer),
            Charge::PromptPlusAnswer => prompt + answer,
        }
    }
}

/// Whether a call was started or a conversation settled, or when to try again.
enum Started {
    Yes,
    No(Option<Instant>),
}
