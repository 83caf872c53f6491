//! Whose reply is it: what comes twice belongs to nobody, is taken back and asked again.

use tokio::time::Instant;

use super::{Flight, Run};
use crate::base::problem::Problem;
use crate::flow::work_item::WorkItem;
use crate::job::plan::Cell;
use crate::run::events::JobEvent;
use crate::run::reply_ids::{Mark, ReplyVerdict};
use crate::run::target::Target;
use crate::wire::ConnectionTrouble;
use crate::wire::call::Attempt;
use crate::wire::link;

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
        let at = self.way_of(flight.group);
        let way = &mut self.ways[at];
        match way.reply_ids.hear(flight.item.cell, mark) {
            ReplyVerdict::Nothing => {}
            ReplyVerdict::Proven => way.wire.proven(),
            ReplyVerdict::Useless => {
                way.wire.doubted();
                self.tell_connections(ConnectionTrouble::UselessIds);
            }
            ReplyVerdict::Doubtful(before) => {
                way.wire.doubted();
                let before = before.filter(|cell| *cell != flight.item.cell);
                way.over_kept.retain(|kept| Some(*kept) != before);
                self.tell_connections(ConnectionTrouble::ReplyTwice);
                attempt.outcome = Err(link::doubted());
                self.ask_again(before.as_slice(), now)?;
            }
        }
        Ok(())
    }

    /// Where a connection brought more replies than it carried calls, nobody knows since when: what came over any that
    /// carried several is taken back.
    pub(super) fn take_back_what_shifted(&mut self) -> Result<(), Problem> {
        for at in 0..self.ways.len() {
            while let Some(shown) = self.ways[at].wire.trouble() {
                self.tell_connections(shown);
            }
            let way = &mut self.ways[at];
            if way.over_kept.is_empty() || !way.wire.shifted() {
                continue;
            }
            let cells = std::mem::take(&mut way.over_kept);
            self.tell_connections(ConnectionTrouble::AnswersTakenBack { answers: cells.len() });
            self.ask_again(&cells, Instant::now())?;
        }
        Ok(())
    }

    /// Answers that may be others' do not count any more.
    fn ask_again(&mut self, cells: &[Cell], now: Instant) -> Result<(), Problem> {
        if cells.is_empty() {
            return Ok(());
        }
        self.writer.retract(cells)?;
        for cell in cells {
            let Target { group, member, .. } = self.targets[self.plan.model_index(cell.sheet)];
            self.groups[group].members[member].queue.wait(WorkItem::new(*cell), now);
        }
        Ok(())
    }

    fn tell_connections(&self, shown: ConnectionTrouble) {
        self.writer.tell(&JobEvent::Connections { shown });
    }
}
