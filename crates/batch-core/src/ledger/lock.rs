//! One process for each output folder.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use super::FOLDER;
use crate::base::error::Error;
use crate::base::problem::{FileProblem, Problem};
use crate::sheets::open;

/// Held as long as it lives; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
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
        let path = folder.join("lock");
        let mut file = open::own(&mut options, &path).map_err(refused(&path))?;
        let unsupported = match file.try_lock() {
            Ok(()) => None,
            Err(TryLockError::WouldBlock) => {
                let mut owner = String::new();
                let _ = file.read_to_string(&mut owner);
                return Err(Error::Locked { folder: output_dir.to_owned(), owner: owner.trim().to_owned() });
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
        Ok(Self { _file: file, unsupported })
    }
}
