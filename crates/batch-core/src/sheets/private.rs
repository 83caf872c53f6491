//! Who may read what this process writes. Sheets, ledger, log, report and export hold patients' words or names: nobody
//! but their user, unless the config says otherwise. The system's own mask does it, so that no file can be forgotten.

use std::fs::{File, Metadata};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// What others may not.
#[cfg(unix)]
const OTHERS: u32 = 0o077;

static PRIVATE: AtomicBool = AtomicBool::new(false);

/// From here on, files that this process makes have mode 600 and folders 700, or less. Called once, before anything is
/// written and before there are threads.
pub fn keep_private() {
    #[cfg(unix)]
    {
        use rustix::fs::Mode;
        use rustix::process::umask;
        let others = Mode::from_raw_mode(OTHERS as rustix::fs::RawMode);
        umask(umask(others) | others);
    }
    PRIVATE.store(true, Ordering::Relaxed);
}

/// Takes a file of ours that others may read away from them.
#[cfg(unix)]
pub(super) fn tighten(file: &File, meta: &Metadata) {
    if let Some(mode) = tighter(meta) {
        // The file may be another user's, who shares it with us: then it is theirs to decide.
        file.set_permissions(mode).ok();
    }
}

/// The same for a folder.
#[cfg(unix)]
pub(super) fn tighten_folder(path: &Path, meta: &Metadata) {
    if let Some(mode) = tighter(meta) {
        std::fs::set_permissions(path, mode).ok();
    }
}

/// True if others may read it, and should not.
#[cfg(unix)]
pub(super) fn is_too_open(meta: &Metadata) -> bool {
    tighter(meta).is_some()
}

#[cfg(unix)]
fn tighter(meta: &Metadata) -> Option<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    let mode = meta.permissions().mode();
    (PRIVATE.load(Ordering::Relaxed) && mode & OTHERS != 0).then(|| PermissionsExt::from_mode(mode & !OTHERS & 0o7777))
}

#[cfg(not(unix))]
pub(super) fn tighten(_: &File, _: &Metadata) {}

#[cfg(not(unix))]
pub(super) fn is_too_open(_: &Metadata) -> bool {
    false
}

#[cfg(not(unix))]
pub(super) fn tighten_folder(_: &Path, _: &Metadata) {}
