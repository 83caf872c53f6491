//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// How the names of half-written files begin and end.
pub(crate) const PREFIX: &str = ".batch-";
pub(crate) const SUFFIX: &str = ".tmp";

/// A file that is written under a temporary name and not in its place yet. Left alone, it is gone.
#[derive(Debug)]
pub struct Unplaced(NamedTempFile);

impl Unplaced {
    /// Writes a file under a temporary name in a folder.
    ///
    /// # Errors
    /// The disk's; nothing is left then.
    pub fn write(folder: &Path, bytes: &[u8]) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        // Temporary files are made private by default; output files are as readable as any file the user makes.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut temporary = builder.prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?;
        temporary.write_all(bytes)?;
        fault_point("sheet.written")?;
        Ok(Self(temporary))
    }

    /// Lets the system begin to bring the file to the disk. Waiting for many files that are on their way costs a third of
    /// what syncing one after the other does.
    pub fn begin_sync(&self) {
        // On Linux, advice that a file is not needed in memory starts its way to the disk.
        #[cfg(target_os = "linux")]
        rustix::fs::fadvise(self.0.as_file(), 0, None, rustix::fs::Advice::DontNeed).ok();
    }

    /// Makes the file durable and gives it its name, in the same folder. The name is durable after [`sync_folder`];
    /// several files share one.
    ///
    /// # Errors
    /// The disk's; what had the name before, if anything, is untouched then.
    pub fn place(self, path: &Path) -> io::Result<()> {
        self.0.as_file().sync_data()?;
        fault_point("sheet.synced")?;
        self.0.persist(path).map_err(|e| e.error)?;
        fault_point("sheet.renamed")
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
    tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder).map(drop)
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
