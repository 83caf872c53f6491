//! A scope of the platform's limits: the models that share them, and which of them is next.

use tokio::time::Instant;

use super::breaker::{Breaker, Passage};
use super::concurrency::ConcurrencyLimiter;
use super::queue::Queue;
use super::rate::{LimitOf, NotBefore, RateLimiter, Why};
use super::refusals::Refusals;
use crate::platform::Limits;
use crate::platform::fault::Fault;

/// How much the newest reply counts in the share of refusals.
const NEWEST: f64 = 0.05;
/// The share of broken calls that is more than bad luck.
const UNWELL: f64 = 0.1;

/// One model of a group.
#[derive(Debug)]
pub struct Member {
    /// Its place in the plan.
    pub model: usize,
    /// Its conversations.
    pub queue: Queue,
    /// Open while it is the model that is not served.
    pub breaker: Breaker,
    /// Its calls in flight.
    pub flying: u32,
    /// When the last of its calls that were served went out.
    pub served: Option<Instant>,
    /// When the first of those went out that were not served since.
    pub unserved_since: Option<Instant>,
    /// True if what is left of the budget covers none of its conversations.
    pub too_dear: bool,
    /// True if nothing is left that could tell a conversation's own fault from the model's: each is judged by itself.
    pub each_for_itself: bool,
    /// Why its conversations are left for another run.
    pub given_up: Option<Fault>,
}

/// A scope: its models in the plan's order, and its limits.
#[derive(Debug)]
pub struct LimitGroup {
    /// Calls in flight.
    pub concurrency: ConcurrencyLimiter,
    /// Calls and tokens a minute.
    pub rate: RateLimiter,
    /// Open while nothing of it is served.
    pub breaker: Breaker,
    /// What held the group back when it was last asked.
    pub held: Option<NotBefore>,
    /// Its models.
    pub members: Vec<Member>,
    /// When the first call went out, since one was served, that was told what may end more than its conversation.
    pub far_since: Option<Instant>,
    /// The share of the replies of late that said "slow down".
    pub refusals: f64,
    /// The last ones.
    pub refused: Refusals,
    /// The share of those that broke, and when one did last.
    broken: f64,
    broke_at: Option<Instant>,
    turn: usize,
}

impl Member {
    /// True if its conversations may be asked at all.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.given_up.is_none() && !self.too_dear
    }
}

impl LimitGroup {
    /// A group over these models, each with its sheets; `last` is what was served at once the last time.
    #[must_use]
    pub fn new(models: impl IntoIterator<Item = (usize, Queue)>, limits: &Limits, last: Option<u32>) -> Self {
        let member = |(model, queue)| Member {
            model,
            queue,
            breaker: Breaker::default(),
            flying: 0,
            served: None,
            unserved_since: None,
            too_dear: false,
            each_for_itself: false,
            given_up: None,
        };
        Self {
            concurrency: ConcurrencyLimiter::new(limits.concurrency, last),
            rate: RateLimiter::new(limits),
            breaker: Breaker::default(),
            held: None,
            members: models.into_iter().map(member).collect(),
            far_since: None,
            refusals: 0.0,
            refused: Refusals::default(),
            broken: 0.0,
            broke_at: None,
            turn: 0,
        }
    }

    /// The model whose turn it is: person by person across the models, so that a run that ends early has something to
    /// compare. While it is `in_doubt` who is refused, each model has its turn as a witness.
    ///
    /// # Errors
    /// When to ask again, if none has a conversation that may go out now.
    pub fn pick(&mut self, in_doubt: bool, now: Instant) -> Result<usize, Option<Instant>> {
        if let Passage::Closed(at) = self.breaker.passage(now) {
            self.hold(at, Why::Probing);
            return Err(Some(at));
        }
        let mut wake: Option<Instant> = None;
        let mut best: Option<(u32, usize, usize)> = None;
        let count = self.members.len();
        for (place, member) in self.members.iter().enumerate().filter(|(_, member)| member.is_open()) {
            let Some(person) = member.queue.place(now) else {
                wake = [wake, member.queue.due()].into_iter().flatten().min();
                continue;
            };
            if let Passage::Closed(at) = member.breaker.passage(now) {
                wake = Some(wake.map_or(at, |wake| wake.min(at)));
                continue;
            }
            let after = (place + count - self.turn % count) % count;
            let person = if in_doubt || self.breaker.is_open() { 0 } else { person };
            if best.is_none_or(|(least, turns, _)| (person, after) < (least, turns)) {
                best = Some((person, after, place));
            }
        }
        best.map(|(_, _, place)| place).ok_or(wake)
    }

    /// A model's call went out: it is the next one's turn.
    pub fn sent(&mut self, place: usize) {
        self.turn = place + 1;
    }

    /// About how many conversations were not asked yet, with so many in each sheet.
    #[must_use]
    pub fn fresh_left(&self, prompts: usize) -> usize {
        self.members.iter().map(|member| member.queue.fresh_left(prompts)).sum()
    }

    /// Notes what keeps the group from sending.
    pub fn hold(&mut self, at: Instant, why: Why) {
        self.held = Some(NotBefore { at, why, of: LimitOf::Platform });
    }

    /// Counts a reply for the share of refusals.
    pub fn count(&mut self, refused: bool) {
        self.refusals += (f64::from(u8::from(refused)) - self.refusals) * NEWEST;
    }

    /// Notes whether a call broke.
    pub fn note(&mut self, broke: bool, now: Instant) {
        self.broken += (f64::from(u8::from(broke)) - self.broken) * NEWEST;
        self.broke_at = if broke { Some(now) } else { self.broke_at };
    }

    /// True if so many calls break that a row of refusals may well be chance.
    #[must_use]
    pub fn is_unwell(&self) -> bool {
        self.broken > UNWELL
    }

    /// True if nothing is served, and all that is known of it is "slow down".
    #[must_use]
    pub fn is_slowed_down(&self) -> bool {
        self.breaker.unserved_since().is_some_and(|since| self.broke_at.is_none_or(|at| at < since))
    }

    /// True if nothing is left to do, but for what is set aside.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.members.iter().all(|member| !member.is_open() || member.queue.is_done())
    }

    /// When the first waiting conversation is due.
    #[must_use]
    pub fn due(&self) -> Option<Instant> {
        let waiting = self.members.iter().filter(|member| member.is_open());
        waiting.filter_map(|member| member.queue.due()).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flow::attribution::Suspects;
    use crate::job::plan::{Cell, SheetId};

    #[test]
    fn slowed_down_is_who_was_refused_and_saw_nothing_break() {
        let limits = Limits { concurrency: 1, rpm: None, tpm: None };
        let now = Instant::now();
        let mut group = LimitGroup::new([(0, Queue::new(0..1))], &limits, None);
        group.note(true, now);
        let later = now + std::time::Duration::from_secs(1);
        assert!(!group.is_slowed_down());
        group.breaker.failed(Cell { sheet: SheetId(0), prompt: 0 }, true, later, None, later);
        assert!(group.is_slowed_down());
        group.note(true, later);
        assert!(!group.is_slowed_down());
    }

    #[test]
    fn goes_person_by_person_across_the_models() {
        let limits = Limits { concurrency: 1, rpm: None, tpm: None };
        let now = Instant::now();
        let mut group = LimitGroup::new((0..3).map(|m| (m as usize, Queue::new(m * 4..m * 4 + 4))), &limits, None);
        let mut order = Vec::new();
        while let Ok(place) = group.pick(false, now) {
            let open = |sheet: SheetId| vec![Cell { sheet, prompt: 0 }, Cell { sheet, prompt: 1 }];
            let item = group.members[place].queue.next(now, &Suspects::default(), open).unwrap();
            group.sent(place);
            order.push((item.cell.sheet.0 % 4, item.cell.sheet.0 / 4));
        }
        assert_eq!(order.len(), 24);
        assert!(order.is_sorted_by_key(|(person, _)| *person), "{order:?}");
        let firsts: Vec<u32> = order[..3].iter().map(|(_, model)| *model).collect();
        assert_eq!(firsts, [0, 1, 2], "the models take turns");
    }
}
