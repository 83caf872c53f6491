//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use tempfile::{NamedTempFile, TempPath};

/// How the names of half-written files begin and end.
pub const PREFIX: &str = ".batch-";
pub const SUFFIX: &str = ".tmp";

/// A file that is written, but not in its place yet. Left alone, it is gone.
#[derive(Debug)]
pub struct Unplaced {
    file: File,
    /// What it is called meanwhile. Where the system keeps files without a name, it has none: a killed process leaves
    /// nothing behind, and a folder of many files is searched less often.
    name: Option<TempPath>,
}

impl Unplaced {
    /// Writes a file that will have its place in this folder.
    ///
    /// # Errors
    /// The disk's; nothing is left then.
    pub fn write(folder: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut this = match nameless::create(folder) {
            Ok(file) => Self { file, name: None },
            Err(_) => Self::named(folder)?,
        };
        this.file.write_all(bytes)?;
        fault_point("sheet.written")?;
        Ok(this)
    }

    fn named(folder: &Path) -> io::Result<Self> {
        let (file, name) = temporary(folder)?.into_parts();
        Ok(Self { file, name: Some(name) })
    }

    /// Lets the system begin to bring the file to the disk. Waiting for many files that are on their way costs a third of
    /// what syncing one after the other does.
    pub fn begin_sync(&self) {
        // On Linux, advice that a file is not needed in memory starts its way to the disk.
        #[cfg(target_os = "linux")]
        rustix::fs::fadvise(&self.file, 0, None, rustix::fs::Advice::DontNeed).ok();
    }

    /// Makes the file durable and gives it its name, in the same folder; hands it out for a look at its metadata. The
    /// name is durable after [`sync_folder`]; several files share one.
    ///
    /// # Errors
    /// The disk's; what had the name before, if anything, is untouched then.
    pub fn place(self, path: &Path) -> io::Result<File> {
        self.file.sync_data()?;
        fault_point("sheet.synced")?;
        let file = match self.name {
            Some(name) => give(name, path).map(|()| self.file)?,
            // Only a name that is free can be given to it, and not by every system.
            None => match nameless::link(&self.file, path) {
                Ok(()) => self.file,
                Err(_) => return Self::rename(self.file, path),
            },
        };
        fault_point("sheet.renamed")?;
        Ok(file)
    }

    /// The same by way of a copy that has a name.
    fn rename(mut nameless: File, path: &Path) -> io::Result<File> {
        let mut copy = Self::named(folder(path))?;
        nameless.rewind()?;
        io::copy(&mut nameless, &mut copy.file)?;
        copy.place(path)
    }
}

/// A path's folder; a bare name lies in the current one.
#[must_use]
pub fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file under a temporary name. Others may read it if they may read what this process makes: [`super::private`].
///
/// # Errors
/// The disk's.
pub fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)
}

/// How long whoever holds a file on Windows is waited for: scanners look at what was just written, and others show what is
/// to be replaced. In milliseconds.
const PAUSES: [u64; 5] = [10, 20, 40, 80, 160];

/// Gives a temporary file its name for good; what had it before is replaced.
///
/// # Errors
/// The disk's; both files are as they were then, or the temporary one is gone.
pub fn give(mut name: TempPath, path: &Path) -> io::Result<()> {
    for pause in PAUSES {
        match name.persist(path) {
            Err(e) if cfg!(windows) && is_held(&e.error) => name = e.path,
            given => return given.map_err(|e| e.error),
        }
        thread::sleep(Duration::from_millis(pause));
    }
    name.persist(path).map_err(|e| e.error)
}

/// What Windows says of a file that another program holds: access denied, in use, locked.
fn is_held(e: &io::Error) -> bool {
    matches!(e.raw_os_error(), Some(5 | 32 | 33))
}

/// Files without a name, which Linux knows on most of its file systems.
#[cfg(target_os = "linux")]
mod nameless {
    use std::os::fd::AsRawFd;

    use rustix::fs::{AtFlags, CWD, Mode, OFlags};

    use super::{File, Path, io};

    pub(super) fn create(folder: &Path) -> io::Result<File> {
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        Ok(rustix::fs::open(folder, flags, Mode::from_raw_mode(0o666))?.into())
    }

    pub(super) fn link(file: &File, path: &Path) -> io::Result<()> {
        let opened = format!("/proc/self/fd/{}", file.as_raw_fd());
        Ok(rustix::fs::linkat(CWD, opened, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
    }
}

#[cfg(not(target_os = "linux"))]
mod nameless {
    use super::{File, Path, io};

    pub(super) fn create(_: &Path) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn link(_: &File, _: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Makes the names in a folder durable.
///
/// # Errors
/// The disk's.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// True if the folder can be created and written to.
///
/// # Errors
/// Why not.
pub fn probe(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    temporary(folder).map(drop)
}

/// Takes away what killed processes left half written. The caller holds the folder's lock, so nobody is writing.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(PREFIX) && name.ends_with(SUFFIX) {
            // One that cannot be removed does no harm.
            fs::remove_file(entry.path()).ok();
        }
    }
}

/// A place where tests may kill the process or let the disk fail. `BATCH_FAULT_AT=sheet.written:3` ends the process
/// without a word the third time it comes by; `BATCH_FAULT_AT=ledger.before:3:28` fails with the system's error 28 (no
/// space) from the third time on. Does nothing in release builds.
///
/// # Errors
/// The one asked for.
#[cfg(debug_assertions)]
pub fn fault_point(name: &str) -> io::Result<()> {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};
    static WANTED: OnceLock<Option<(String, u32, Option<i32>)>> = OnceLock::new();
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let wanted = WANTED.get_or_init(|| {
        let text = std::env::var("BATCH_FAULT_AT").ok()?;
        let mut parts = text.split(':');
        let name = parts.next()?.to_owned();
        Some((name, parts.next()?.parse().ok()?, parts.next().and_then(|code| code.parse().ok())))
    });
    let Some((at, from, error)) = wanted else { return Ok(()) };
    if at != name {
        return Ok(());
    }
    let passed = PASSED.fetch_add(1, Ordering::Relaxed) + 1;
    match error {
        None if passed == *from => std::process::abort(),
        Some(code) if passed >= *from => Err(io::Error::from_raw_os_error(*code)),
        _ => Ok(()),
    }
}

/// Nothing, in release builds.
///
/// # Errors
/// None.
#[cfg(not(debug_assertions))]
#[inline]
pub fn fault_point(_: &str) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_another_program_holds_is_waited_for_and_no_other() {
        let of = |code| is_held(&io::Error::from_raw_os_error(code));
        assert_eq!([5, 32, 33].map(of), [true; 3], "access denied, in use, locked");
        assert_eq!([2, 3, 112].map(of), [false; 3], "not found, no such folder, disk full");
        assert!(!is_held(&io::ErrorKind::PermissionDenied.into()));
    }

    #[test]
    fn has_its_name_only_in_its_place_and_replaces_what_had_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("患者1.json");
        let names = || fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
        drop(Unplaced::write(folder.path(), b"dropped").unwrap());
        assert!(names().is_empty());
        let named = |text: &[u8]| {
            let mut named = Unplaced::named(folder.path()).unwrap();
            named.file.write_all(text).unwrap();
            named
        };
        let unnamed = |text: &[u8]| Unplaced::write(folder.path(), text).unwrap();
        for (n, text) in ["first", "second", "third", "fourth"].into_iter().enumerate() {
            let unplaced = if n % 2 == 0 { unnamed(text.as_bytes()) } else { named(text.as_bytes()) };
            unplaced.begin_sync();
            assert_eq!(unplaced.place(&path).unwrap().metadata().unwrap().len(), text.len() as u64);
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(names(), ["患者1.json"]);
        }
    }
}
