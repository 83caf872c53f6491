//! What earlier runs leave to do.

use crate::job::identity::Identities;
use crate::job::plan::Plan;
use crate::ledger::{CellState, Index};
pub use crate::run::summary::Left;

/// Counts the conversations of a plan by what earlier runs left of them.
#[must_use]
pub fn count(plan: &Plan, identities: &Identities, index: &Index) -> Left {
    if index.is_empty() && !identities.has_empty() {
        return Left { fresh: plan.cell_count(), ..Left::default() };
    }
    let mut left = Left { by_model: vec![0; plan.models.len()], ..Left::default() };
    for cell in plan.sheets().flat_map(|sheet| plan.cells(sheet)) {
        match index.state(identities.key(plan, cell)) {
            Some(CellState::Answered(_)) => {
                left.kept += 1;
                if let Some(kept) = left.by_model.get_mut(plan.model_index(cell.sheet)) {
                    *kept += 1;
                }
            }
            _ if identities.is_empty(plan, cell) => left.empty += 1,
            Some(CellState::Failed(_)) => left.again += 1,
            Some(CellState::Unknown) => left.unknown += 1,
            Some(CellState::Waiting) => left.waiting += 1,
            Some(CellState::Refused) | None => left.fresh += 1,
        }
    }
    left
}
