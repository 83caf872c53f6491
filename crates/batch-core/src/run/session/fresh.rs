//! `--fresh`: what earlier runs left does not count any more. It is moved aside, never deleted.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use crate::base::key::Key;
use crate::base::problem::{BatchProblem, FileProblem, Problem};
use crate::base::shard::Shard;
use crate::job::identity::Identities;
use crate::job::plan::{Cell, Plan, SheetId};
use crate::ledger::{CellState, Event, Index, Journal, ledgers, now, path_of, said};
use crate::run::events::{JobEvent, Listener};
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
/// [`BatchProblem::Waiting`].
pub fn nothing_waits(plan: &Plan, index: &Index) -> Result<(), Problem> {
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
    listener: &dyn Listener,
) -> Result<usize, Problem> {
    let disk = |e: io::Error| Problem::in_file(&plan.output_dir, FileProblem::Disk(e.into()));
    let old = answered(plan, identities, index);
    // Each ledger takes back what it says itself: nobody else works on any of them now.
    let said_by = said_by(plan, identities, &old).map_err(disk)?;
    // All or none: what one has taken back and another has not would be half begun afresh.
    for shard in said_by.keys() {
        Journal::can_be_appended_to(&plan.output_dir, *shard).map_err(disk)?;
    }
    for (shard, cells) in said_by {
        if shard == plan.shard {
            take_back(plan, identities, &cells, journal).map_err(disk)?;
            continue;
        }
        let (mut journal, torn) = Journal::append(&plan.output_dir, shard).map_err(disk)?;
        if torn > 0 {
            listener.hear(&JobEvent::LedgerTorn { bytes: torn });
        }
        take_back(plan, identities, &cells, &mut journal).map_err(disk)?;
    }
    forget(plan, identities, index);
    sheets(plan, aside).map(|_| old.len())
}

/// The ledgers that say anything of these conversations, each with which: one that was paid twice is in several.
fn said_by(plan: &Plan, identities: &Identities, old: &[Cell]) -> io::Result<BTreeMap<Shard, Vec<Cell>>> {
    let cells: HashMap<Key, Cell> = old.iter().map(|cell| (identities.key(plan, *cell), *cell)).collect();
    let mut all: BTreeMap<Shard, BTreeSet<Cell>> = BTreeMap::new();
    said(&plan.output_dir, |said, _, place| {
        if let Some(cell) = said.key.and_then(|key| cells.get(&key)) {
            all.entry(place.ledger()).or_default().insert(*cell);
        }
    })?;
    Ok(all.into_iter().map(|(shard, cells)| (shard, cells.into_iter().collect())).collect())
}

fn take_back(plan: &Plan, identities: &Identities, old: &[Cell], journal: &mut Journal) -> io::Result<()> {
    for cells in old.chunks(LINES_AT_ONCE) {
        for cell in cells {
            let event = Event::Fresh {
                at: now(),
                key: identities.key(plan, *cell),
                model: &plan.model(cell.sheet).name,
                people: plan.person(cell.sheet).name(),
                prompt: plan.prompt(*cell).number,
            };
            journal.stage(&event)?;
        }
        journal.commit()?;
    }
    // Before a sheet is moved: what was taken back stays so.
    journal.handle()?.sync_data()
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
