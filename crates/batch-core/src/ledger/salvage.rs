//! Repairs a ledger that has damaged lines: whole lines are kept, damaged ones set aside, and whole lines that lie
//! inside a damaged one (its line end was hit) are found again.

use std::fs::OpenOptions;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use super::DAMAGED;
use super::sound::is_sound;
use crate::base::problem::Cause;
use crate::base::shard::Shard;
use crate::sheets::{file, open};

/// How every line begins.
const START: &[u8] = b"{\"event\":\"";

/// Rewrites a shard's ledger without its damaged lines, which are appended to its `damaged.jsonl` beside it.
///
/// # Errors
/// The disk's; the ledger is untouched then.
pub fn rewrite(path: &Path, shard: Shard) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = shard.named(DAMAGED);
    let mut aside = OpenOptions::new();
    aside.create(true).append(true);
    let named = |e: io::Error| Cause::Of { file: name.clone(), cause: Box::new((&e).into()) }.into_error(e.kind());
    let mut aside = open::own(&mut aside, &folder.join(&name)).map_err(named)?;
    let mut fresh = file::temporary(folder)?;
    {
        let mut out = BufWriter::new(fresh.as_file_mut());
        let mut from = BufReader::new(open::input(path)?);
        let mut line = Vec::new();
        loop {
            line.clear();
            if from.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            let body = line.strip_suffix(b"\n").unwrap_or(&line);
            if is_sound(body) {
                out.write_all(body)?;
                out.write_all(b"\n")?;
                continue;
            }
            for (_, found) in whole_parts(body) {
                out.write_all(found)?;
                out.write_all(b"\n")?;
            }
            aside.write_all(body)?;
            aside.write_all(b"\n")?;
        }
        out.flush()?;
    }
    aside.sync_data()?;
    fresh.as_file().sync_data()?;
    file::give(fresh.into_temp_path(), path)?;
    file::sync_folder(folder)
}

/// Whole lines inside a damaged one, each with the bytes before it.
pub(super) fn whole_parts(line: &[u8]) -> Vec<(usize, &[u8])> {
    let starts: Vec<usize> = (0..line.len()).filter(|at| line[*at..].starts_with(START)).collect();
    let mut found = Vec::new();
    for (n, start) in starts.iter().enumerate() {
        let limit = starts.get(n + 1).copied().unwrap_or(line.len());
        // The damaged byte stands between this line's end and the next one's start.
        let ends = (start + START.len()..=limit).rev().filter(|end| line[..*end].ends_with(b"\"}"));
        if let Some(end) = ends.into_iter().find(|end| is_sound(&line[*start..*end])) {
            found.push((*start, &line[*start..end]));
        }
    }
    found
}
