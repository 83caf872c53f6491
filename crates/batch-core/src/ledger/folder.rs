//! The ledgers of an output folder: one for the whole job, and one for each shard that ever worked on it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{FILE, FOLDER};
use crate::base::problem::{Cause, FileProblem, Problem};
use crate::base::shard::Shard;

/// Where the ledger of the whole job lies.
#[must_use]
pub fn path(output_dir: &Path) -> PathBuf {
    path_of(output_dir, Shard::WHOLE)
}

/// Where a shard's ledger lies.
#[must_use]
pub fn path_of(output_dir: &Path, shard: Shard) -> PathBuf {
    output_dir.join(FOLDER).join(shard.named(FILE))
}

/// The ledgers that there are, in order.
///
/// # Errors
/// The disk's.
pub fn ledgers(output_dir: &Path) -> io::Result<Vec<Shard>> {
    let mut found = of_shards(&output_dir.join(FOLDER), FILE)?;
    if path(output_dir).symlink_metadata().is_ok() {
        found.insert(0, Shard::WHOLE);
    }
    Ok(found)
}

/// The shards that have a file of this kind in the ledgers' folder, in order.
pub(super) fn of_shards(folder: &Path, file: &str) -> io::Result<Vec<Shard>> {
    let (stem, ending) = file.split_once('.').map_or((file, String::new()), |(stem, end)| (stem, format!(".{end}")));
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(Vec::new()),
        Err(e) => return Err(e),
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        let tag = name.strip_prefix(stem).and_then(|rest| rest.strip_prefix('.')?.strip_suffix(ending.as_str()));
        found.extend(tag.and_then(Shard::of_tag));
    }
    found.sort_unstable();
    Ok(found)
}

/// Of a shard's ledger, an error says which it is; who asks for a folder knows of the whole job's.
pub(super) fn named(shard: Shard) -> impl Fn(io::Error) -> io::Error {
    move |e| match shard.is_whole() {
        true => e,
        false => Cause::Of { file: shard.named(FILE), cause: Box::new((&e).into()) }.into_error(e.kind()),
    }
}

/// The problem of who could not read a folder's ledgers: it names the one that it was.
#[must_use]
pub fn unreadable(output_dir: &Path, error: &io::Error) -> Problem {
    match error.into() {
        Cause::Of { file, cause } => {
            Problem::in_file(&output_dir.join(FOLDER).join(file), FileProblem::Unreadable(*cause))
        }
        cause => Problem::in_file(&path(output_dir), FileProblem::Unreadable(cause)),
    }
}

/// True if another ledger than the one that was asked for is why.
#[must_use]
pub fn is_of_another(error: &io::Error) -> bool {
    matches!(error.into(), Cause::Of { file, .. } if file.starts_with("ledger."))
}
