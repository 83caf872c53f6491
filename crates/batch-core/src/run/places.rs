//! What lies in the places of the job's sheets, looked at before anything is sent: files that this program did not write,
//! or that somebody changed, and what no sheet can take the place of.

use crate::base::problem::{FileProblem, Problem};
use crate::job::identity::Identities;
use crate::job::plan::{Plan, SheetId};
use crate::ledger::{Answers, CellState, Index};
use crate::run::summary::FileList;
use crate::sheets::open;
use crate::sheets::sheet::says_only;

/// Files that are read to see whose they are. A crash leaves fewer of ours without a word in the ledger.
const MOST_READ: usize = 512;

/// Files that would be moved aside for a sheet of the plan.
///
/// # Errors
/// A [`Problem`] that names what is no regular file.
pub fn strangers(plan: &Plan, identities: &Identities, index: &Index) -> Result<FileList, Problem> {
    let answers = Answers::of(&plan.output_dir);
    let mut files = FileList::default();
    let mut read = 0;
    for sheet in plan.sheets() {
        let Some(size) = size_there(plan, sheet)? else { continue };
        let file = plan.file_name(sheet);
        // What was only copied or touched has the size that it had.
        if index.stamp(&file).is_some_and(|(written, _)| written == size) {
            continue;
        }
        read += 1;
        if read > MOST_READ || !is_ours(plan, identities, index, &answers, sheet) {
            files.add(file);
        }
    }
    Ok(files)
}

/// For who moves the sheets aside, and the ledger with them: sees first that others can take their places.
///
/// # Errors
/// As [`strangers`].
pub fn can_be_taken(plan: &Plan) -> Result<(), Problem> {
    plan.sheets().try_for_each(|sheet| size_there(plan, sheet).map(drop))
}

fn size_there(plan: &Plan, sheet: SheetId) -> Result<Option<u64>, Problem> {
    let path = plan.path(sheet);
    open::size_there(&path).map_err(|e| Problem::in_file(&path, FileProblem::PlaceTaken(e.into())))
}

/// True if a file says nothing that the ledger does not say: a crash came between the file and its line.
fn is_ours(plan: &Plan, identities: &Identities, index: &Index, answers: &Answers, sheet: SheetId) -> bool {
    let kept = |cell| match index.state(identities.key(plan, cell)) {
        Some(CellState::Answered(place)) => answers.at(place).ok(),
        _ => None,
    };
    let known: Vec<String> = plan.all_cells(sheet).filter_map(kept).collect();
    open::read(&plan.path(sheet)).is_ok_and(|there| says_only(&there, |said| known.iter().any(|one| one == said)))
}
