//! What earlier runs leave to do.

use std::collections::BTreeSet;

use crate::base::shard::Shard;
use crate::job::identity::Identities;
use crate::job::plan::Plan;

use crate::ledger::{CellState, Index, ledgers};
pub use crate::run::summary::{Left, Unasked};

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

/// What there is to ask, and whose it is.
#[must_use]
pub fn unasked(plan: &Plan, identities: &Identities, index: &Index, left: &Left) -> Unasked {
    let shards = if left.to_ask() > 0 { shards_left(plan, identities, index) } else { Vec::new() };
    Unasked { to_ask: left.to_ask(), empty: left.empty, shards }
}

/// The shards that have conversations to ask, if all that ever worked on the folder were of one number. What waits in the batch
/// service is nobody's to ask, nor is what is about a record that says nothing.
fn shards_left(plan: &Plan, identities: &Identities, index: &Index) -> Vec<Shard> {
    let ledgers = ledgers(&plan.output_dir).unwrap_or_default();
    let mut numbers: Vec<u16> = ledgers.iter().filter(|ledger| !ledger.is_whole()).map(|ledger| ledger.of()).collect();
    numbers.dedup();
    let &[of] = &numbers[..] else { return Vec::new() };
    let is_settled = |cell| {
        identities.is_empty(plan, cell)
            || matches!(index.state(identities.key(plan, cell)), Some(CellState::Answered(_) | CellState::Waiting))
    };
    let left = plan.sheets().filter(|sheet| !plan.cells(*sheet).all(is_settled));
    let left: BTreeSet<Shard> = left.filter_map(|sheet| identities.shard(plan, sheet, of)).collect();
    left.into_iter().collect()
}
