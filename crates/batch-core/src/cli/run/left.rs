//! What earlier runs leave to do.

use serde::Serialize;

use crate::identity::Identities;
use crate::ledger::{Index, State};
use crate::plan::Plan;

/// What earlier runs leave to do.
#[derive(Debug, Default, Serialize)]
pub struct Left {
    /// Answered.
    #[serde(rename = "answered")]
    pub kept: usize,
    /// Never asked, or refused.
    pub fresh: usize,
    /// Failed.
    #[serde(rename = "failed")]
    pub again: usize,
    /// Sent, with no end.
    pub unknown: usize,
    /// About records that say nothing: they are not asked.
    pub empty: usize,
}

/// Counts the conversations of a plan by what earlier runs left of them.
pub fn count(plan: &Plan, identities: &Identities, index: &Index) -> Left {
    if index.is_empty() && !identities.has_empty() {
        return Left { fresh: plan.cell_count(), ..Left::default() };
    }
    let mut left = Left::default();
    for cell in plan.sheets().flat_map(|sheet| plan.cells(sheet)) {
        match index.state(identities.key(plan, cell)) {
            Some(State::Answered(_)) => left.kept += 1,
            _ if identities.is_empty(plan, cell) => left.empty += 1,
            Some(State::Failed(_)) => left.again += 1,
            Some(State::Unknown) => left.unknown += 1,
            Some(State::Refused) | None => left.fresh += 1,
        }
    }
    left
}
