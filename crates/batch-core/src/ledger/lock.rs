//! One process for each output folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::FOLDER;
use crate::base::error::Error;
use crate::base::problem::{FileProblem, Problem};
use crate::sheets::open;

/// Its file, in the ledger's folder.
const NAME: &str = "lock";
/// How often a lock that somebody has is tried again, and how long after: `status` holds it for a moment, and who has just taken it
/// has not yet written its name.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// Held as long as it lives; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
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
        let path = folder.join(NAME);
        let mut file = open::own(&mut options, &path).map_err(refused(&path))?;
        let unsupported = match patiently(|| file.try_lock()) {
            Ok(()) => None,
            Err(TryLockError::WouldBlock) => {
                let owner = owner(&mut file);
                return Err(Error::Locked { folder: output_dir.to_owned(), owner });
            }
            // File systems without locks (some network shares): go on without one rather than not at all.
            Err(TryLockError::Error(e)) => Some(e),
        };
        let started = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S").to_string();
        let mut note = || -> io::Result<()> {
            file.set_len(0)?;
            file.rewind()?;
            write!(file, "pid {}, {started}", std::process::id())
        };
        note().map_err(refused(&path))?;
        Ok(Self { file, unsupported })
    }

    /// The process that has the output folder now, as it names itself (`pid 4711, 2026-11-30 08:00:00`, local time; empty if
    /// it has not yet); `None` if none has, or if that cannot be known.
    #[must_use]
    pub fn holder(output_dir: &Path) -> Option<String> {
        let mut file = open::input(&output_dir.join(FOLDER).join(NAME)).ok()?;
        match patiently(|| file.try_lock_shared()) {
            Err(TryLockError::WouldBlock) => Some(owner(&mut file)),
            Ok(()) | Err(TryLockError::Error(_)) => None,
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The next who takes it must not be taken for this one until its own name stands there.
        self.file.set_len(0).ok();
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

/// Who has the lock, by its own word.
fn owner(file: &mut File) -> String {
    let mut owner = String::new();
    // Some systems let nobody read what another has locked.
    file.rewind().and_then(|()| file.read_to_string(&mut owner)).ok();
    owner.trim().to_owned()
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
        assert_eq!(fs::read_to_string(folder.path().join(FOLDER).join(NAME)).unwrap(), "", "no name of a past run");
        Lock::take(folder.path()).unwrap();
    }
}
