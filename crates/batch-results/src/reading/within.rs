//! Which folders a path stands for.

use std::path::{Path, PathBuf};

use batch_core::job::input::natural;
use batch_core::sheets::aside::is_aside;

use super::error::ResultsError;
use super::folder::Folder;
use super::odd::Oddity;

/// A folder of ours, or those in one that holds none of our files itself.
///
/// # Errors
/// What cannot be read or holds nothing of ours.
pub(super) fn folders(path: &Path, odds: &mut Vec<Oddity>) -> Result<Vec<Folder>, ResultsError> {
    if path.is_file() {
        return Err(ResultsError::NotAFolder(path.to_owned()));
    }
    let mut own_odds = Vec::new();
    let folder = Folder::open(path, &mut own_odds)?;
    if !folder.is_empty() {
        odds.extend(own_odds);
        return Ok(vec![folder]);
    }
    let mut inner: Vec<PathBuf> = std::fs::read_dir(path)
        .map_err(ResultsError::unreadable(path))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_dir() && !path.file_name().is_some_and(|n| is_passed_over(&n.to_string_lossy())))
        .collect();
    inner.sort_by(|a, b| natural::compare(&a.to_string_lossy(), &b.to_string_lossy()));
    let mut found = Vec::new();
    for path in inner {
        let mut inner_odds = Vec::new();
        // A folder that may not be read is none of ours.
        let Ok(folder) = Folder::open(&path, &mut inner_odds) else { continue };
        if !folder.is_empty() {
            odds.extend(inner_odds);
            found.push(folder);
        }
    }
    match found.is_empty() {
        true => Err(ResultsError::NothingHere { path: path.to_owned(), odd: own_odds.len() }),
        false => Ok(found),
    }
}

/// Hidden folders, and what a run moved out of its way.
fn is_passed_over(name: &str) -> bool {
    name.starts_with('.') || is_aside(name)
}

/// True if two paths lead to one folder.
pub(super) fn is_same(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}
