//! `--fresh`: what earlier runs left does not count any more. It is moved aside, never deleted.

use std::io;

use crate::base::problem::{BatchProblem, FileProblem, Problem};
use crate::job::identity::Identities;
use crate::job::plan::{Cell, Plan, SheetId};
use crate::ledger::{CellState, Event, Index, Journal, ledgers, now, path_of};
use crate::sheets::aside::Aside;

/// Lines that are written together.
const LINES_AT_ONCE: usize = 256;

/// Of a whole job: moves its ledgers and its sheets aside; false if there was nothing to move.
///
/// # Errors
/// A [`Problem`] that names the file that would not move.
pub fn whole(plan: &Plan, aside: &Aside) -> Result<bool, Problem> {
    let disk = |e: io::Error| Problem::in_file(&plan.output_dir, FileProblem::Disk(e.into()));
    let mut moved = false;
    for shard in ledgers(&plan.output_dir).map_err(disk)? {
        moved |= take(aside, &path_of(&plan.output_dir, shard))?;
    }
    Ok(sheets(plan, aside)? || moved)
}

/// What is in the batch service is paid for, and would come back to a job that knows nothing of it.
///
/// # Errors
/// [`BatchProblem::Waiting`]; the disk's.
pub fn nothing_waits(plan: &Plan) -> Result<(), Problem> {
    let disk = |e: io::Error| Problem::in_file(&plan.output_dir, FileProblem::Disk(e.into()));
    let index = Index::peek(&plan.output_dir, plan.shard).map_err(disk)?;
    match index.parts.count() {
        0 if index.parts.is_empty() => Ok(()),
        conversations => Err(Problem::in_file(&plan.output_dir, BatchProblem::Waiting { conversations })),
    }
}

/// Of a part of the job, as filters leave it: the ledger is told which answers do not count any more, and the part's sheets
/// are moved aside. The rest keeps its answers, and what was spent stays spent. Says how many answers it was.
///
/// # Errors
/// The disk's, before anything was moved; or a [`Problem`] that names the sheet that would not move.
pub fn part(
    plan: &Plan,
    identities: &Identities,
    journal: &mut Journal,
    index: &mut Index,
    aside: &Aside,
) -> Result<usize, Problem> {
    let disk = |e: io::Error| Problem::in_file(&plan.output_dir, FileProblem::Disk(e.into()));
    let old = answered(plan, identities, index);
    // Each ledger takes back what it says itself: nobody else works on any of them now.
    take_back(plan, identities, &old, journal).map_err(disk)?;
    for shard in ledgers(&plan.output_dir).map_err(disk)?.into_iter().filter(|shard| *shard != plan.shard) {
        let mut journal = Journal::open(&plan.output_dir, shard).map_err(disk)?.journal;
        take_back(plan, identities, &old, &mut journal).map_err(disk)?;
    }
    forget(plan, identities, index);
    sheets(plan, aside).map(|_| old.len())
}

fn take_back(plan: &Plan, identities: &Identities, old: &[Cell], journal: &mut Journal) -> io::Result<()> {
    for cells in old.chunks(LINES_AT_ONCE) {
        for cell in cells {
            let event = Event::Fresh {
                at: now(),
                key: identities.key(plan, *cell),
                model: &plan.model(cell.sheet).name,
                people: &plan.person(cell.sheet).name,
                prompt: plan.prompt(*cell).number,
            };
            journal.stage(&event)?;
        }
        journal.commit()?;
    }
    Ok(())
}

/// What [`part`] does to what is known of the ledger, without a word to the ledger itself.
pub fn forget(plan: &Plan, identities: &Identities, index: &mut Index) {
    for cell in answered(plan, identities, index) {
        index.forget(identities.key(plan, cell));
    }
}

fn answered(plan: &Plan, identities: &Identities, index: &Index) -> Vec<Cell> {
    let is_answered = |cell: &Cell| matches!(index.state(identities.key(plan, *cell)), Some(CellState::Answered(_)));
    plan.sheets().flat_map(|sheet| plan.cells(sheet)).filter(is_answered).collect()
}

fn sheets(plan: &Plan, aside: &Aside) -> Result<bool, Problem> {
    let mut moved = false;
    for path in plan.sheets().map(|sheet: SheetId| plan.path(sheet)) {
        moved |= take(aside, &path)?;
    }
    Ok(moved)
}

fn take(aside: &Aside, path: &std::path::Path) -> Result<bool, Problem> {
    if !path.is_file() {
        return Ok(false);
    }
    aside.take(path).map(|()| true).map_err(|e| Problem::in_file(path, FileProblem::Unmovable(e.into())))
}
