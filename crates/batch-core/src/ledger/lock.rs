//! One process for each output folder. Its name stands in a file of its own: Windows lets nobody read what another has locked.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::FOLDER;
use crate::base::error::Error;
use crate::base::problem::{FileProblem, Problem};
use crate::sheets::open;

/// What is locked, and who has locked it: files in the ledger's folder.
const LOCK: &str = "lock";
const OWNER: &str = "owner";
/// How often a lock that somebody has is tried again, and how long after: `status` holds it for a moment, and who has just taken it
/// has not yet written its name.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// Held as long as it lives; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
    /// The file with this process's name.
    owner: PathBuf,
    /// Why it keeps nobody out: a file system without locks.
    pub unsupported: Option<io::Error>,
}

impl Lock {
    /// Takes the output folder for this process, and makes the folder if there is none.
    ///
    /// # Errors
    /// [`Error::Locked`] names the process that has it; [`Error::Setup`] if the folder cannot be written to.
    pub fn take(output_dir: &Path) -> Result<Self, Error> {
        let folder = output_dir.join(FOLDER);
        fs::create_dir_all(output_dir).map_err(|e| Problem::in_file(output_dir, FileProblem::OutputDir(e.into())))?;
        let refused = |path: &Path| {
            let path = path.to_owned();
            move |e: io::Error| Problem::in_file(&path, FileProblem::OutputDir(e.into()))
        };
        open::folder(&folder).map_err(refused(&folder))?;
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        let path = folder.join(LOCK);
        let file = open::own(&mut options, &path).map_err(refused(&path))?;
        let unsupported = match patiently(|| file.try_lock()) {
            Ok(()) => None,
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Locked { folder: output_dir.to_owned(), owner: owner(&folder) });
            }
            // File systems without locks (some network shares): go on without one rather than not at all.
            Err(TryLockError::Error(e)) => Some(e),
        };
        let started = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S");
        let path = folder.join(OWNER);
        let mut options = OpenOptions::new();
        let note = open::own(options.create(true).write(true), &path).and_then(|mut file| {
            file.set_len(0)?;
            write!(file, "pid {}, {started}", std::process::id())
        });
        note.map_err(refused(&path))?;
        Ok(Self { _file: file, owner: path, unsupported })
    }

    /// The process that has the output folder now, as it names itself (`pid 4711, 2026-11-30 08:00:00`, local time; empty if
    /// it has not yet); `None` if none has, or if that cannot be known.
    #[must_use]
    pub fn holder(output_dir: &Path) -> Option<String> {
        let folder = output_dir.join(FOLDER);
        let file = open::input(&folder.join(LOCK)).ok()?;
        match patiently(|| file.try_lock_shared()) {
            Err(TryLockError::WouldBlock) => Some(owner(&folder)),
            Ok(()) | Err(TryLockError::Error(_)) => None,
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The next who takes it must not be taken for this one until its own name stands there.
        fs::remove_file(&self.owner).ok();
    }
}

fn patiently(lock: impl Fn() -> Result<(), TryLockError>) -> Result<(), TryLockError> {
    for _ in 1..TRIES {
        match lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            ended => return ended,
        }
    }
    lock()
}

/// Who has the lock, by its own word; empty if it has not said so yet.
fn owner(folder: &Path) -> String {
    open::read(&folder.join(OWNER))
        .map_or_else(|_| String::new(), |name| String::from_utf8_lossy(&name).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_holds_a_folder_is_known_while_it_is_held_and_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Lock::holder(folder.path()), None, "nobody was ever here");
        let lock = Lock::take(folder.path()).unwrap();
        let pid = format!("pid {}, ", std::process::id());
        assert!(Lock::holder(folder.path()).unwrap().starts_with(&pid));
        let Err(Error::Locked { owner, .. }) = Lock::take(folder.path()) else { panic!("taken twice") };
        assert!(owner.starts_with(&pid), "{owner}");
        drop(lock);
        assert_eq!(Lock::holder(folder.path()), None);
        assert!(!folder.path().join(FOLDER).join(OWNER).exists(), "no name of a past run");
        Lock::take(folder.path()).unwrap();
    }
}
