//! Whether the files say what the ledger says.

use std::collections::HashMap;

use batch_core::base::json_text::JsonText;
use batch_core::base::key::Key;
use batch_core::job::identity::Identities;
use batch_core::job::input::records;
use batch_core::job::plan::{Plan, SheetId};
use batch_core::ledger::Answers;
use batch_core::sheets::open;
use batch_core::sheets::sheet::{self, ERROR_PREFIX};
use serde::Serialize;

use super::told::Told;

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

pub(super) fn files(plan: &Plan, identities: &Identities, told: &HashMap<Key, Told>) -> FilesFound {
    let mut files = FilesFound { expected: plan.sheet_count(), ..FilesFound::default() };
    let answers = Answers::of(&plan.output_dir);
    for sheet in plan.sheets() {
        let there = open::read(&plan.path(sheet)).ok();
        files.found += usize::from(there.is_some());
        let settled = |cell| {
            told.get(&identities.key(plan, cell)).is_some_and(|told| told.answer.is_some() || told.failed.is_some())
        };
        let complete = plan.cells(sheet).all(settled);
        let file = plan.file_name(sheet);
        match there {
            None if complete => files.missing.push(file),
            Some(bytes) => {
                let says = expected(plan, identities, told, &answers, sheet);
                if !complete || says.is_none_or(|says| says != bytes) {
                    files.differing.push(file);
                }
            }
            None => {}
        }
    }
    files
}

/// The bytes that a sheet should have; `None` if its record cannot be read.
fn expected(
    plan: &Plan,
    identities: &Identities,
    told: &HashMap<Key, Told>,
    answers: &Answers,
    sheet: SheetId,
) -> Option<Vec<u8>> {
    let record = records::read(plan.person(sheet)).ok()?;
    let mut outputs = Vec::new();
    for cell in plan.all_cells(sheet) {
        let output = match told.get(&identities.key(plan, cell)) {
            Some(Told { answer: Some((place, _)), .. }) => answers.at(*place).ok()?,
            Some(Told { failed: Some((_, message)), .. }) => format!("{ERROR_PREFIX}{message}"),
            _ => continue,
        };
        outputs.push((plan.prompt(cell), JsonText::new(&output)));
    }
    let conversations = outputs
        .iter()
        .map(|(prompt, output)| sheet::SheetEntry { number: prompt.number, prompt: &prompt.quoted, output })
        .collect();
    let (model, people) = (&plan.model(sheet).name, &plan.person(sheet).name);
    Some(sheet::render(&sheet::SheetView { model, people, chat: &JsonText::new(&record.text), conversations }))
}
