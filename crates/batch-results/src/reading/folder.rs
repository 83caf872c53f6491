//! One output folder: its sheets by model and people, and its ledger.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use batch_core::job::input::{names, natural};

use super::error::ResultsError;
use super::odd::{Oddity, OddityKind};
use super::trail::LedgerTrail;
use super::{garbled, peek, sheet};

/// A listed folder.
#[derive(Debug)]
pub(super) struct Folder {
    pub path: PathBuf,
    /// By model and people: the file's name.
    pub sheets: HashMap<(String, String), OsString>,
    pub trail: Option<LedgerTrail>,
}

impl Folder {
    /// Lists a folder.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(path: &Path, odds: &mut Vec<Oddity>) -> Result<Self, ResultsError> {
        let unreadable = ResultsError::unreadable(path);
        let mut names = Vec::new();
        for entry in fs::read_dir(path).map_err(&unreadable)? {
            let name = entry.map_err(&unreadable)?.file_name();
            let shown = name.to_string_lossy();
            if !shown.starts_with('.') && shown.to_lowercase().ends_with(".json") && path.join(&name).is_file() {
                names.push(name);
            }
        }
        names.sort_by(|a, b| natural::compare(&a.to_string_lossy(), &b.to_string_lossy()));
        let trail = LedgerTrail::open(path).map_err(ResultsError::unreadable_ledger(path))?;
        if let Some(unread) = trail.as_ref().map(|trail| trail.unread).filter(|unread| *unread > 0) {
            let file = batch_core::ledger::path(path).display().to_string();
            odds.push(Oddity { file, what: OddityKind::LedgerDamaged(unread) });
        }
        let mut folder = Self { path: path.to_owned(), sheets: HashMap::with_capacity(names.len()), trail };
        for name in names {
            if let Err(what) = folder.add(name.clone(), odds) {
                odds.push(folder.oddity(&name, what));
            }
        }
        Ok(folder)
    }

    /// True if there is nothing of ours here.
    pub fn is_empty(&self) -> bool {
        self.sheets.is_empty() && self.trail.is_none()
    }

    /// An oddity of one of its files.
    pub fn oddity(&self, name: &OsString, what: OddityKind) -> Oddity {
        Oddity { file: self.path.join(name).display().to_string(), what }
    }

    fn add(&mut self, name: OsString, odds: &mut Vec<Oddity>) -> Result<(), OddityKind> {
        let path = self.path.join(&name);
        let (model, people) = match peek::names(&path)? {
            Some(names) => names,
            None => sheet::read(&path).map(|sheet| (sheet.model, sheet.people))?,
        };
        let expected = names::sheet(&model, &people);
        let shown = name.to_string_lossy().into_owned();
        let right = shown == expected;
        for text in [&model, &people] {
            if let Some(meant) = garbled::meant(text) {
                odds.push(self.oddity(&name, OddityKind::Garbled { name: text.clone(), meant }));
            }
        }
        if !right {
            let what = match garbled::meant(&shown) {
                Some(meant) => OddityKind::Garbled { name: shown, meant },
                None => OddityKind::OtherName(expected),
            };
            odds.push(self.oddity(&name, what));
        }
        let key = (model, people);
        match self.sheets.get(&key) {
            None => drop(self.sheets.insert(key, name)),
            // Of copies the one with the right name counts, else the first.
            Some(first) if right => {
                let first = first.clone();
                odds.push(self.oddity(&first, OddityKind::Duplicate(name.to_string_lossy().into_owned())));
                self.sheets.insert(key, name);
            }
            Some(first) => {
                let first = first.to_string_lossy().into_owned();
                odds.push(self.oddity(&name, OddityKind::Duplicate(first)));
            }
        }
        Ok(())
    }
}
