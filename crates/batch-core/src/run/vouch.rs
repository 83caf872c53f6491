//! Whose reply is it: what comes twice belongs to nobody, is taken back and asked again.

use tokio::time::Instant;

use super::{Flight, Run};
use crate::call::Attempt;
use crate::events::JobEvent;
use crate::flow::queue::Ticket;
use crate::link;
use crate::problem::Problem;
use crate::reply_ids::{Mark, Said};
use crate::wire::ConnectionTrouble;

impl Run<'_> {
    /// Looks at a reply's ids before anything is made of it. What may be another call's is made a fault of the connection,
    /// and the answer that another conversation had from the same reply is taken back.
    pub(super) fn vouch(&mut self, flight: &Flight, attempt: &mut Attempt, now: Instant) -> Result<(), Problem> {
        let (id, is_answer) = match &attempt.outcome {
            Ok(answer) => (answer.id.as_deref(), true),
            Err(fault) if fault.status > 0 => (None, false),
            Err(_) => return Ok(()),
        };
        let request_id = attempt.request_id.as_deref();
        let mark = Mark { id, request_id, is_answer, reused: attempt.reused };
        match self.reply_ids.hear(flight.ticket.cell, mark) {
            Said::Nothing => {}
            Said::Proven => self.caller.wire.proven(),
            Said::Useless => {
                self.tell_connections(ConnectionTrouble::UselessIds);
                self.caller.wire.doubted();
            }
            Said::Doubtful(before) => {
                self.tell_connections(ConnectionTrouble::ReplyTwice);
                self.caller.wire.doubted();
                attempt.outcome = Err(link::doubted());
                if let Some(cell) = before.filter(|cell| *cell != flight.ticket.cell) {
                    self.over_kept.retain(|kept| *kept != cell);
                    self.writer.retract(&[cell])?;
                    let (lane, member) = self.places[self.plan.model_index(cell.sheet)];
                    self.lanes[lane].members[member].queue.wait(Ticket::new(cell), now);
                }
            }
        }
        Ok(())
    }

    /// Where a connection brought more replies than it carried calls, nobody knows since when: what came over any that
    /// carried several is taken back.
    pub(super) fn take_back_what_shifted(&mut self) -> Result<(), Problem> {
        while let Some(shown) = self.caller.wire.trouble() {
            self.tell_connections(shown);
        }
        if self.over_kept.is_empty() || !self.caller.wire.shifted() {
            return Ok(());
        }
        let now = Instant::now();
        let cells = std::mem::take(&mut self.over_kept);
        self.tell_connections(ConnectionTrouble::AnswersTakenBack { answers: cells.len() });
        self.writer.retract(&cells)?;
        for cell in cells {
            let (lane, member) = self.places[self.plan.model_index(cell.sheet)];
            self.lanes[lane].members[member].queue.wait(Ticket::new(cell), now);
        }
        Ok(())
    }

    fn tell_connections(&self, shown: ConnectionTrouble) {
        self.writer.tell(&JobEvent::Connections { shown });
    }
}
