//! A file written piece by piece that is there whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

use super::file::{self, folder};

/// Symbolic links followed until they are taken for a circle, as many as Linux does.
const MOST_LINKS: usize = 40;

/// Written under a temporary name beside its place; [`Whole::finish`] puts it there. Dropped before that, it leaves
/// nothing behind. A device, a FIFO or an open descriptor has no place that could be taken: it is written to.
#[derive(Debug)]
pub struct Whole {
    path: PathBuf,
    out: BufWriter<Out>,
}

#[derive(Debug)]
enum Out {
    Beside(NamedTempFile),
    Stream(File),
}

impl Whole {
    /// Begins a file; makes its folder if there is none. A symbolic link stays, what it points to is replaced.
    ///
    /// # Errors
    /// The disk's.
    pub fn create(path: &Path) -> io::Result<Self> {
        let path = resolve(path)?;
        let out = match is_stream(&path) {
            true => Out::Stream(OpenOptions::new().append(true).open(&path)?),
            false => Out::Beside(temporary(folder(&path))?),
        };
        Ok(Self { path, out: BufWriter::with_capacity(1 << 18, out) })
    }

    /// A folder for parts that are put together later: the file's own, or the system's if that is no place for files.
    #[must_use]
    pub fn room(&self) -> PathBuf {
        match self.out.get_ref() {
            Out::Beside(_) => folder(&self.path).to_owned(),
            Out::Stream(_) => std::env::temp_dir(),
        }
    }

    /// Makes it durable and gives it its name.
    ///
    /// # Errors
    /// The disk's; an older file of this name is untouched then.
    pub fn finish(self) -> io::Result<()> {
        let path = self.path.clone();
        if self.place(true)? { file::sync_folder(folder(&path)) } else { Ok(()) }
    }

    /// Gives it its name; when it is durable is left to the system. For many small files that can be made again: waiting
    /// for the disk after each would be most of the time.
    ///
    /// # Errors
    /// The disk's; an older file of this name is untouched then.
    pub fn finish_soon(self) -> io::Result<()> {
        self.place(false).map(drop)
    }

    /// False for a stream, which has no place to take.
    fn place(self, durable: bool) -> io::Result<bool> {
        let Out::Beside(temporary) = self.out.into_inner().map_err(io::IntoInnerError::into_error)? else {
            return Ok(false);
        };
        if durable {
            temporary.as_file().sync_data()?;
        }
        let name = temporary.path().to_owned();
        file::give(temporary.into_temp_path(), &self.path)?;
        unfinished().retain(|other| *other != name);
        Ok(true)
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

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Beside(file) => file.write(bytes),
            Self::Stream(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Beside(file) => file.flush(),
            Self::Stream(file) => file.flush(),
        }
    }
}

fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    fs::create_dir_all(folder)?;
    let mut unfinished = unfinished();
    let temporary = file::temporary(folder)?;
    unfinished.push(temporary.path().to_owned());
    Ok(temporary)
}

/// The temporary names that there are, for the one who has to end the process while others still write.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes away what is not finished, wherever its writers are. The process must end after this: whoever begins or
/// finishes another file waits for ever.
pub fn abandon() {
    let unfinished = unfinished();
    for path in unfinished.iter() {
        // One that has just got its name, or cannot be removed.
        fs::remove_file(path).ok();
    }
    std::mem::forget(unfinished);
}

/// True for what is written to and never replaced: a device, a FIFO, a descriptor that this process was given.
#[must_use]
pub fn is_stream(path: &Path) -> bool {
    is_descriptor(path) || fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// `/dev/stdout` and its like lead here. What it leads to may be a regular file, which another has opened: replacing that
/// would leave the other with a file that has no name.
fn is_descriptor(path: &Path) -> bool {
    (path.starts_with("/proc") || path.starts_with("/dev")) && folder(path).ends_with("fd")
}

/// Where symbolic links lead, also to a file that is not there yet.
///
/// # Errors
/// If they lead in a circle.
pub fn resolve(path: &Path) -> io::Result<PathBuf> {
    let mut at = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&at) {
            Ok(target) if !is_descriptor(&at) => at = folder(&at).join(target),
            _ => return Ok(at),
        }
    }
    // The system's own words for it.
    fs::metadata(path).and(Err(io::ErrorKind::InvalidInput.into()))
}

/// A file without a name, gone with the process: for parts that are put together later.
///
/// # Errors
/// The disk's.
pub fn scratch(room: &Path) -> io::Result<BufWriter<File>> {
    tempfile::tempfile_in(room).map(|file| BufWriter::with_capacity(1 << 18, file))
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
        let mut whole = Whole::create(&path).unwrap();
        let mut parts = scratch(&whole.room()).unwrap();
        parts.write_all(b"two").unwrap();
        whole.write_all(b"one ").unwrap();
        append(parts, &mut whole).unwrap();
        whole.finish().unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one two");
        assert_eq!(folder_of("a.txt"), Path::new("."));
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_and_lead_to_what_is_replaced() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("there")).unwrap();
        fs::write(at("there/old.txt"), "old").unwrap();
        symlink("there/old.txt", at("one")).unwrap();
        symlink(at("one"), at("two")).unwrap();
        symlink("there/new.txt", at("new")).unwrap();
        let held = File::open(at("there/old.txt")).unwrap();
        for (link, target) in [("two", "there/old.txt"), ("new", "there/new.txt")] {
            let mut whole = Whole::create(&at(link)).unwrap();
            whole.write_all(b"said").unwrap();
            assert_ne!(fs::read_to_string(at(target)).unwrap_or_default(), "said", "not before it is whole");
            whole.finish().unwrap();
            assert!(fs::symlink_metadata(at(link)).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(at(target)).unwrap(), "said");
        }
        assert_eq!(io::read_to_string(held).unwrap(), "old", "replaced, not written over");
        symlink("circle", at("circle")).unwrap();
        assert!(Whole::create(&at("circle")).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_no_file_is_written_to() {
        use std::os::fd::AsRawFd;
        use std::os::unix::fs::{FileTypeExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let say = |path: &Path| {
            let mut whole = Whole::create(path).unwrap();
            let mut parts = scratch(&whole.room()).unwrap();
            parts.write_all(b"said").unwrap();
            append(parts, &mut whole).unwrap();
            whole.finish().unwrap();
        };
        let (fifo, link) = (at("fifo"), at("link"));
        rustix::fs::mknodat(rustix::fs::CWD, &fifo, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        symlink("fifo", &link).unwrap();
        for path in [&fifo, &link] {
            let reader = std::thread::spawn({
                let fifo = fifo.clone();
                move || fs::read_to_string(fifo).unwrap()
            });
            say(path);
            assert_eq!(reader.join().unwrap(), "said");
            assert!(fs::metadata(&fifo).unwrap().file_type().is_fifo());
        }
        // What `> file` and `>> file` give as /dev/stdout.
        let mut kept = File::create(at("kept")).unwrap();
        kept.write_all(b"kept ").unwrap();
        symlink(format!("/proc/self/fd/{}", kept.as_raw_fd()), at("out")).unwrap();
        say(&at("out"));
        assert_eq!(fs::read_to_string(at("kept")).unwrap(), "kept said");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
    }

    fn folder_of(path: &str) -> &Path {
        folder(Path::new(path))
    }
}
