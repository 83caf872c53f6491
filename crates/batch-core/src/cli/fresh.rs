//! `--fresh`: what earlier runs left is moved aside, never deleted.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Problem;
use crate::ledger::{FILE, FOLDER};
use crate::output::open;
use crate::plan::Plan;
use crate::text;

/// Moves the ledger and this job's sheets into a folder of their own, if there is anything to move.
///
/// # Errors
/// A [`Problem`] that names the file that would not move.
pub fn move_aside(plan: &Plan) -> Result<Option<PathBuf>, Problem> {
    let ours = plan.output_dir.join(FOLDER);
    let stamp = jiff::Zoned::now().strftime("%Y%m%d-%H%M%S").to_string();
    let mut target = ours.join(format!("old-{stamp}"));
    for n in 2.. {
        if !target.exists() {
            break;
        }
        target = ours.join(format!("old-{stamp}-{n}"));
    }
    let mut files = vec![ours.join(FILE)];
    files.extend(plan.sheets().map(|sheet| plan.path(sheet)));
    files.retain(|file| file.is_file());
    if files.is_empty() {
        return Ok(None);
    }
    let problem = |path: &Path| {
        let path = path.to_owned();
        move |e: std::io::Error| Problem::in_file(&path, text::setup::unmovable(&e))
    };
    open::folder(&target).map_err(problem(&target))?;
    for file in &files {
        let Some(name) = file.file_name() else { continue };
        fs::rename(file, target.join(name)).map_err(problem(file))?;
    }
    Ok(Some(target))
}
