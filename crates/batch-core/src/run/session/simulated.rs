//! Where a rehearsal against the simulator keeps what is its own: never where the real job does.

use std::path::Path;

/// Folder names of simulated output end with this.
const SUFFIX: &str = "_simulated";

/// Stands for the simulator's address where conversations are recognised: its port is another one each time, and what
/// it has answered stays answered.
pub const ASKED_AT: &str = "simulator";

/// Where the simulated log goes: beside the real one, never into it.
#[must_use]
pub fn log_file(log_file: &str) -> String {
    let path = Path::new(log_file);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}{SUFFIX}{extension}")).to_string_lossy().into_owned()
}

/// Where simulated output goes: beside the real one, never into it.
#[must_use]
pub fn folder(output_dir: &str) -> String {
    let trimmed = output_dir.trim_end_matches(['/', '\\']);
    if Path::new(trimmed).file_name().is_none() {
        format!("{output_dir}/{SUFFIX}")
    } else {
        format!("{trimmed}{SUFFIX}")
    }
}
