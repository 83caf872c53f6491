//! What is not asked again: how far a last word reaches, and what follows for a model, an account or the run.

use tokio::time::Instant;

use super::{Ending, Flight, Run};
use crate::base::problem::Problem;
use crate::flow::attribution::{self, Reach, RefusalClaim};
use crate::platform::Scope;
use crate::platform::fault::{End, Fault, Verdict};
use crate::run::target::Target;
use crate::wire::call::Attempt;

impl Run<'_> {
    /// A conversation is not asked again. How far that reaches is believed if the platform's own code says so, or when others
    /// are refused alike and none is served.
    pub(super) fn end(&mut self, end: End, flight: Flight, fault: Fault, attempt: &Attempt) -> Result<(), Problem> {
        let item = flight.item;
        let model = self.plan.model_index(item.cell.sheet);
        let reach = match end {
            End::DropModel => Some(Reach::Model(model)),
            End::StopRun => Some(Reach::Account),
            End::PauseRun => Some(match self.targets[model].profile().scope {
                Scope::Account => Reach::Account,
                Scope::Model => Reach::Model(model),
            }),
            // What names no cause of its own may be the gateway's word about everything, as long as nothing was served.
            End::DropCell => (fault.class.names_no_cause() && !self.answered_any).then_some(Reach::Account),
        };
        // Who was refused for the same reason the last time says nothing new, where anybody was ever served.
        let reach = reach
            .filter(|_| self.never_served() || fault.certain || !self.writer.failed_before(item.cell, fault.class));
        let spoken_to = reach.is_none() && matches!(fault.verdict, Verdict::End(_)) && fault.status > 0;
        let binding = self.binding(&flight, fault.wait);
        let (group, sent, now) = (&mut self.groups[flight.group], flight.permit.sent, Instant::now());
        let member = &mut group.members[flight.member];
        for (breaker, wait) in [(&mut group.breaker, binding.of_group), (&mut member.breaker, binding.of_model)] {
            // Who is told "no" for a reason of his own was spoken to.
            if spoken_to {
                breaker.served(sent, now);
            } else {
                breaker.failed(item.cell, false, sent, wait, now);
            }
        }
        let Some(reach) = reach else {
            return self.writer.failed(&item, &fault, Some(attempt));
        };
        if fault.certain && end != End::DropCell {
            return self.believe(end, flight, fault, attempt);
        }
        self.writer.left(&item, &fault, attempt)?;
        self.claims.add(reach, RefusalClaim { item, model, fault, sent: flight.permit.sent });
        self.judge()
    }

    /// Does what follows from claims that are believed.
    pub(super) fn judge(&mut self) -> Result<(), Problem> {
        while let Some((reach, fault)) = self.claims.believed() {
            let claims = self.claims.take(reach);
            let is_quota = matches!(fault.verdict, Verdict::End(End::PauseRun));
            match reach {
                Reach::Model(model) if is_quota => self.leave_model(model, fault),
                Reach::Model(model) => {
                    self.drop_model(model, fault);
                    for claim in claims {
                        self.writer.failed(&claim.item, &claim.fault, None)?;
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
        let item = &flight.item;
        match end {
            End::DropCell => self.writer.failed(item, &fault, Some(attempt)),
            End::DropModel => {
                let model = self.plan.model_index(item.cell.sheet);
                self.drop_model(model, fault.clone());
                self.writer.failed(item, &fault, Some(attempt))
            }
            End::StopRun => {
                self.writer.left(item, &fault, attempt)?;
                self.stop(Ending::Refused(fault));
                Ok(())
            }
            End::PauseRun => {
                self.writer.left(item, &fault, attempt)?;
                self.leave_group(flight.group);
                Ok(())
            }
        }
    }

    /// A quota is used up: what shares it is left for another run.
    fn leave_group(&mut self, group: usize) {
        for member in 0..self.groups[group].members.len() {
            self.leave(group, member);
        }
    }

    fn leave_model(&mut self, model: usize, fault: Fault) {
        let Target { group, member, .. } = self.targets[model];
        self.last_fault[model] = fault;
        self.leave(group, member);
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
                self.writer.failed(&claim.item, &claim.fault, None)?;
            }
        }
        Ok(())
    }

    pub(super) fn never_served(&self) -> bool {
        !self.answered_any && !self.answered_before
    }
}
