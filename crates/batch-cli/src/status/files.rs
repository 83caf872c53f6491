//! Whether the files say what the ledger says.

use std::path::Path;

use batch_core::base::json_text::JsonText;
use batch_core::base::key::Key;
use batch_core::job::identity::Identities;
use batch_core::job::input::records;
use batch_core::job::plan::{Cell, Plan, SheetId};
use batch_core::ledger::{Answers, CellState, Index};
use batch_core::platform::fault::Class;
use batch_core::sheets::content::{Says, content};
use batch_core::sheets::flush::stat;
use batch_core::sheets::open;
use batch_core::sheets::sheet::{self, ERROR_PREFIX};
use serde::{Deserialize, Serialize};

/// What is where.
#[derive(Debug, Default, Serialize)]
pub struct FilesFound {
    /// Sheets that the job has in all.
    pub expected: usize,
    /// Of these, how many are there.
    pub found: usize,
    /// Sheets whose conversations are settled, but which are not there.
    pub missing: Vec<String>,
    /// Sheets that do not say what the ledger says: edited, damaged or old.
    pub differing: Vec<String>,
}

pub(super) fn files(plan: &Plan, identities: &Identities, index: &Index) -> FilesFound {
    let mut files = FilesFound { expected: plan.sheet_count(), ..FilesFound::default() };
    let answers = Answers::of(&plan.output_dir);
    for sheet in plan.sheets() {
        let state = |cell| {
            let key = identities.key(plan, cell);
            (cell, key, index.state(key))
        };
        let states: Vec<_> = plan.all_cells(sheet).map(state).collect();
        let is_settled = |state: &Option<_>| matches!(state, Some(CellState::Answered(_) | CellState::Failed(_)));
        let complete = states.iter().all(|(cell, _, state)| is_settled(state) || !plan.prompt(*cell).wanted);
        let file = plan.file_name(sheet);
        if complete && is_untouched(&plan.path(sheet), &file, &states, index) {
            files.found += 1;
            continue;
        }
        let there = open::read(&plan.path(sheet)).ok();
        files.found += usize::from(there.is_some());
        match there {
            None if complete => files.missing.push(file),
            Some(bytes) => {
                let says = expected(plan, identities, index, &answers, sheet);
                if !complete || says.is_none_or(|says| says != bytes) {
                    files.differing.push(file);
                }
            }
            None => {}
        }
    }
    files
}

/// True if a sheet was written with these answers and nobody has touched the file since, as a run looks at it: there is
/// nothing to be read. What it says of failures is read.
fn is_untouched(path: &Path, file: &str, states: &[(Cell, Key, Option<CellState>)], index: &Index) -> bool {
    let Ok((size, mtime_ns)) = stat(path) else { return false };
    if states.iter().any(|(_, _, state)| matches!(state, Some(CellState::Failed(_)))) {
        return false;
    }
    let says = states.iter().map(|(_, key, state)| match state {
        Some(CellState::Answered(place)) => (*key, Says::Answer(place.offset)),
        _ => (*key, Says::Nothing),
    });
    index.trusts(file, size, mtime_ns, content(says))
}

/// The bytes that a sheet should have; `None` if its record cannot be read.
fn expected(plan: &Plan, identities: &Identities, index: &Index, answers: &Answers, sheet: SheetId) -> Option<Vec<u8>> {
    let record = records::read(plan.person(sheet)).ok()?;
    let mut outputs = Vec::new();
    for cell in plan.all_cells(sheet) {
        let key = identities.key(plan, cell);
        let output = match index.state(key) {
            Some(CellState::Answered(place)) => answers.at(place).ok()?,
            Some(CellState::Failed(_)) => format!("{ERROR_PREFIX}{}", failure(answers, index, key)?.1),
            _ => continue,
        };
        outputs.push((plan.prompt(cell), JsonText::new(&output)));
    }
    let conversations = outputs
        .iter()
        .map(|(prompt, output)| sheet::SheetEntry { number: prompt.number, prompt: &prompt.quoted, output })
        .collect();
    let (model, people) = (&plan.model(sheet).name, plan.person(sheet).name());
    Some(sheet::render(&sheet::SheetView { model, people, chat: &JsonText::new(&record.text), conversations }))
}

/// Why a conversation was given up, and what its sheet says of it; `None` if it was not.
pub(super) fn failure(answers: &Answers, index: &Index, key: Key) -> Option<(Class, String)> {
    #[derive(Default, Deserialize)]
    struct Line {
        #[serde(default)]
        message: String,
    }
    let (class, place) = index.failure(key)?;
    let line = answers.line(place).ok()?;
    Some((class, serde_json::from_slice::<Line>(&line).unwrap_or_default().message))
}
