//! What the run shares with other processes: what it says to the limiter, and what it makes of the answer.

use tokio::time::Instant;

use super::{Ending, Flight, Run};
use crate::base::problem::{LimiterProblem, Problem};
use crate::flow::rate::NotBefore;
use crate::platform::fault::Stated;
use crate::run::events::JobEvent;
use crate::shared::message::Strict;
use crate::shared::{Holding, Lease, Need, News, SharedLimiter};
use crate::wire::call::Attempt;

impl<'a> Run<'a> {
    /// With other processes.
    #[must_use]
    pub fn sharing(mut self, shared: Option<SharedLimiter>) -> Self {
        self.spent_before = self.spent();
        self.shared = shared;
        if let Some(shared) = &mut self.shared {
            shared.spent_before(self.spent_before);
        }
        self
    }

    /// What the ledger has in all.
    fn spent(&self) -> f64 {
        let spent = self.budget.spent();
        spent.confirmed + spent.perhaps + self.budget.waiting()
    }

    /// What this run has spent, and what its calls in flight may cost.
    fn money_of_this_run(&self) -> (f64, f64) {
        (self.spent() - self.spent_before, self.budget.held())
    }

    /// A call's part of what was granted, if processes share.
    pub(super) fn lease(&mut self, group: usize, need: Need, now: Instant) -> Result<Option<Lease>, NotBefore> {
        let Some(shared) = &mut self.shared else { return Ok(None) };
        let this = &self.groups[group];
        let flying: u32 = this.members.iter().map(|member| member.flying).sum();
        let left = u32::try_from(this.fresh_left(self.plan.prompts.len())).unwrap_or(u32::MAX);
        // While only one goes out to see how things are, one is wanted.
        let alone = this.breaker.is_open() || this.concurrency.streak() > 0;
        let most = if alone { 1 } else { this.rate.at_once() };
        let room = this.concurrency.limit().saturating_sub(flying).min(left).min(most).max(1);
        shared.take(group, need, room, now)
    }

    /// A call is back; it `used` so many tokens, if that is known.
    pub(super) fn give_back(&mut self, flight: &Flight, used: Option<u64>) {
        if let (Some(shared), Some(lease)) = (&mut self.shared, flight.lease) {
            shared.back(flight.group, lease, used);
        }
    }

    /// What the run believes of the limits after a refusal, others should know.
    pub(super) fn tell_others(&mut self, group: usize, limit_before: u32, limited: bool, attempt: &Attempt) {
        let Some(shared) = &mut self.shared else { return };
        let limit = self.groups[group].concurrency.limit();
        if limit < limit_before {
            let stated = attempt.outcome.as_ref().err().and_then(|fault| fault.stated);
            shared.cut(group, limit, stated == Some(Stated::Concurrency(limit)));
        } else if limited && limit == 1 {
            // With the least that it can have: what others have is all that is served.
            shared.cut(group, 0, false);
        } else if limited {
            shared.has_news();
        }
    }

    /// Says to the limiter what is held and wanted, if it is time; says when it will be.
    pub(super) fn say_what_is_held(&mut self) -> Option<Instant> {
        let money = self.shared.is_some().then(|| self.money_of_this_run())?;
        let now = Instant::now();
        let holding = |group: &crate::flow::limit_group::LimitGroup| Holding {
            flying: group.members.iter().map(|member| member.flying).sum(),
            freeze: group.breaker.closed_for(now).filter(|_| group.is_slowed_down()),
        };
        let holding: Vec<Holding> = self.groups.iter().map(holding).collect();
        self.shared.as_mut()?.say(now, &holding, money)
    }

    /// Takes in what came of it.
    pub(super) fn hear(&mut self, news: News) {
        match news {
            News::Answer => {}
            News::StillAway => return,
            News::Away(why) => {
                let share = self.shared.as_ref().and_then(SharedLimiter::shares_when_away);
                self.tell(&JobEvent::LimiterAway { why: &why, share });
                return;
            }
            News::Back(after) => self.tell(&JobEvent::LimiterBack { after }),
        }
        if let Some(Strict { ceiling, rpm, tpm }) = self.shared.as_mut().and_then(SharedLimiter::stricter) {
            let problem = Problem::new(LimiterProblem::Stricter { concurrency: ceiling, rpm, tpm });
            self.tell(&JobEvent::Warned { problem: &problem });
        }
        if let Some(shared) = &self.shared {
            self.budget.share(shared.elsewhere());
            for (place, group) in self.groups.iter_mut().enumerate() {
                if let Some(share) = shared.share(place) {
                    group.concurrency.raise(share);
                }
            }
            self.take_up_what_fits(Instant::now());
        }
    }

    /// A limiter that gives no answer for too long pauses the run.
    pub(super) fn give_up_on_limiter(&mut self, now: Instant) {
        let limit = self.patience;
        let waits = self.shared.as_ref().filter(|shared| shared.shares_when_away().is_none());
        let away = waits.and_then(|shared| shared.away(now)).filter(|(since, _)| *since > limit);
        let why = away.map(|(_, why)| why.clone()).filter(|_| self.stopping.is_none());
        if let Some(why) = why {
            self.tell(&JobEvent::LimiterGivenUp { limit });
            self.stop(Ending::NoLimiter { why, limit });
        }
    }

    /// Gives back at once what was shared.
    pub(super) async fn leave_the_others(&mut self) {
        let money = self.money_of_this_run();
        if let Some(shared) = self.shared.take() {
            shared.leave(money).await;
        }
    }
}
