//! A file written piece by piece that is there whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::file::{self, PREFIX, SUFFIX};

/// Written under a temporary name beside its place; [`Whole::finish`] puts it there. Dropped before that, it leaves
/// nothing behind.
#[derive(Debug)]
pub struct Whole {
    path: PathBuf,
    out: BufWriter<NamedTempFile>,
}

impl Whole {
    /// Begins a file; makes its folder if there is none.
    ///
    /// # Errors
    /// The disk's.
    pub fn create(path: &Path) -> io::Result<Self> {
        let folder = folder(path);
        std::fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temporary = builder.prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?;
        Ok(Self { path: path.to_owned(), out: BufWriter::with_capacity(1 << 18, temporary) })
    }

    /// Where it will be.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes it durable and gives it its name.
    ///
    /// # Errors
    /// The disk's; an older file of this name is untouched then.
    pub fn finish(self) -> io::Result<()> {
        let path = self.path.clone();
        self.place(true)?;
        file::sync_folder(folder(&path))
    }

    /// Gives it its name; when it is durable is left to the system. For many small files that can be made again: waiting
    /// for the disk after each would be most of the time.
    ///
    /// # Errors
    /// The disk's; an older file of this name is untouched then.
    pub fn finish_soon(self) -> io::Result<()> {
        self.place(false)
    }

    fn place(self, durable: bool) -> io::Result<()> {
        let temporary = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        if durable {
            temporary.as_file().sync_data()?;
        }
        temporary.persist(&self.path).map(drop).map_err(|e| e.error)
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A file without a name, gone with the process: for parts that are put together later.
///
/// # Errors
/// The disk's.
pub fn scratch(beside: &Path) -> io::Result<BufWriter<File>> {
    tempfile::tempfile_in(folder(beside)).map(|file| BufWriter::with_capacity(1 << 18, file))
}

/// Appends what was written to a [`scratch`] file.
///
/// # Errors
/// The disk's.
pub fn append(scratch: BufWriter<File>, to: &mut impl Write) -> io::Result<()> {
    let mut file = scratch.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    io::copy(&mut file, to).map(drop)
}

/// A path's folder; a bare name lies in the current one.
#[must_use]
pub fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_there_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("新/a.txt");
        let mut dropped = Whole::create(&path).unwrap();
        dropped.write_all(b"half").unwrap();
        drop(dropped);
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 0);
        let mut parts = scratch(&path).unwrap();
        parts.write_all(b"two").unwrap();
        let mut whole = Whole::create(&path).unwrap();
        whole.write_all(b"one ").unwrap();
        append(parts, &mut whole).unwrap();
        whole.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one two");
        assert_eq!(folder_of("a.txt"), Path::new("."));
    }

    fn folder_of(path: &str) -> &Path {
        folder(Path::new(path))
    }
}
