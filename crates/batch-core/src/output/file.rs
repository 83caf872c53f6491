//! Files that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// Writes a file under a temporary name in the same folder, makes it durable and renames it. The rename is durable
/// after [`sync_folder`]; several files share one.
///
/// # Errors
/// The disk's; the old file, if any, is untouched then, and the temporary one is gone.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::Builder::new().prefix(".batch-").suffix(".tmp").tempfile_in(folder)?;
    temporary.write_all(bytes)?;
    crash_point("sheet.written");
    share(temporary.as_file())?;
    temporary.as_file().sync_data()?;
    crash_point("sheet.synced");
    temporary.persist(path).map_err(|e| e.error)?;
    crash_point("sheet.renamed");
    Ok(())
}

/// Temporary files are made private; output files are as readable as any file the user makes.
#[cfg(unix)]
fn share(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_: &File) -> io::Result<()> {
    Ok(())
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
    tempfile::Builder::new().prefix(".batch-").suffix(".tmp").tempfile_in(folder).map(drop)
}

/// A place where the crash tests may kill the process: `BATCH_CRASH_AT=sheet.written:3` ends it without a word the
/// third time it comes by. Does nothing in release builds.
pub fn crash_point(name: &str) {
    #[cfg(debug_assertions)]
    {
        use std::sync::OnceLock;
        use std::sync::atomic::{AtomicU32, Ordering};
        static WANTED: OnceLock<Option<(String, u32)>> = OnceLock::new();
        static PASSED: AtomicU32 = AtomicU32::new(0);
        let wanted = WANTED.get_or_init(|| {
            let text = std::env::var("BATCH_CRASH_AT").ok()?;
            let (name, count) = text.rsplit_once(':')?;
            Some((name.to_owned(), count.parse().ok()?))
        });
        if wanted.as_ref().is_some_and(|(at, n)| at == name && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == *n) {
            std::process::abort();
        }
    }
    #[cfg(not(debug_assertions))]
    let _ = name;
}
