//! Opening files so that nothing in their place does harm: a FIFO or a device is never waited for, and what we write to
//! is a file of our own, not one that a link points at.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

use super::private;
use crate::base::problem::OddFile as Odd;

/// Opens a file for reading. Links are followed, as people link their records.
///
/// # Errors
/// The disk's; an [`Odd`] if it is no regular file.
pub fn input(path: &Path) -> io::Result<File> {
    // Windows opens no folder, and says that it may not be.
    let folder = |e| if path.is_dir() { io::ErrorKind::IsADirectory.into() } else { e };
    let file = open(OpenOptions::new().read(true), path, 0).map_err(folder)?;
    match odd(&file.metadata()?) {
        Some(odd) => Err(odd),
        None => Ok(file),
    }
}

/// Reads a whole file, as [`input`] opens it.
///
/// # Errors
/// As [`input`].
pub fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = input(path)?;
    let mut bytes = Vec::with_capacity(file.metadata().map_or(0, |meta| usize::try_from(meta.len()).unwrap_or(0)));
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Size of the regular file that is in a place, links followed; `None` if the place is free.
///
/// # Errors
/// The disk's; an [`Odd`] if something else is there.
pub fn size_there(path: &Path) -> io::Result<Option<u64>> {
    match fs::metadata(path) {
        Ok(meta) => odd(&meta).map_or(Ok(Some(meta.len())), Err),
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        Err(_) if fs::symlink_metadata(path).is_ok() => Err(Odd::Dangling.into()),
        Err(_) => Ok(None),
    }
}

/// Opens a file of ours as the options say: a regular file with this one name. It becomes private if files are to be.
///
/// # Errors
/// The disk's; an [`Odd`] if it is anything else.
pub fn own(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let file = open(options, path, NO_LINK).map_err(|e| because(path, e))?;
    let meta = file.metadata()?;
    if let Some(odd) = odd(&meta) {
        return Err(odd);
    }
    if has_other_names(&meta) {
        return Err(Odd::HardLink.into());
    }
    private::tighten(&file, &meta);
    Ok(file)
}

/// Makes a file of ours private that is left as it is, if files are to be. What cannot be opened as one of ours is none.
pub fn tighten(path: &Path, meta: &Metadata) {
    if private::is_too_open(meta) {
        own(OpenOptions::new().read(true), path).ok();
    }
}

/// Opens a log for appending, and makes it if there is none: a file of ours, or a terminal or `/dev/null`.
///
/// # Errors
/// As [`own`].
pub fn log(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true);
    if fs::symlink_metadata(path).is_ok_and(|meta| is_character_device(&meta)) {
        let file = open(&mut options, path, NO_LINK)?;
        if is_character_device(&file.metadata()?) {
            return Ok(file);
        }
    }
    own(options.create(true), path)
}

/// Opens what a user names for writing behind what is there: a file, or a pipe that somebody reads.
///
/// # Errors
/// The disk's.
pub fn foreign(path: &Path) -> io::Result<File> {
    OpenOptions::new().append(true).create(true).open(path)
}

/// Makes a folder of ours, or takes the one that is there: no link to another.
///
/// # Errors
/// The disk's; an [`Odd`] if something else is there.
pub fn folder(path: &Path) -> io::Result<()> {
    match fs::create_dir_all(path) {
        // Something else has the name; what it is is said below.
        Err(e) if fs::symlink_metadata(path).is_err() => return Err(e),
        _ => {}
    }
    let meta = fs::symlink_metadata(path)?;
    if meta.is_symlink() {
        return Err(Odd::Symlink.into());
    }
    if !meta.is_dir() {
        return Err(Odd::NoFolder.into());
    }
    private::tighten_folder(path, &meta);
    Ok(())
}

/// A failure to open that is explained by what is there.
fn because(path: &Path, e: io::Error) -> io::Error {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_symlink() => Odd::Symlink.into(),
        Ok(meta) => odd(&meta).unwrap_or(e),
        Err(_) => e,
    }
}

/// Why this is no regular file.
#[cfg(unix)]
fn odd(meta: &Metadata) -> Option<io::Error> {
    use std::os::unix::fs::FileTypeExt;
    let kind = meta.file_type();
    if kind.is_file() {
        return None;
    }
    Some(match () {
        () if kind.is_dir() => io::ErrorKind::IsADirectory.into(),
        () if kind.is_fifo() => Odd::Fifo.into(),
        () if kind.is_socket() => Odd::Socket.into(),
        () => Odd::Device.into(),
    })
}

#[cfg(not(unix))]
fn odd(meta: &Metadata) -> Option<io::Error> {
    match () {
        () if meta.is_file() => None,
        () if meta.is_dir() => Some(io::ErrorKind::IsADirectory.into()),
        () => Some(Odd::Device.into()),
    }
}

#[cfg(unix)]
fn has_other_names(meta: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(meta) > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn is_character_device(meta: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_char_device(&meta.file_type())
}

#[cfg(not(unix))]
fn is_character_device(_: &Metadata) -> bool {
    false
}

/// Symbolic links are not followed.
#[cfg(unix)]
const NO_LINK: u32 = rustix::fs::OFlags::NOFOLLOW.bits();
#[cfg(not(unix))]
const NO_LINK: u32 = 1;

/// Opens without waiting for whoever may be at the other end, and without taking a terminal over.
#[cfg(unix)]
fn open(options: &mut OpenOptions, path: &Path, flags: u32) -> io::Result<File> {
    use rustix::fs::OFlags;
    let never_wait = OFlags::NONBLOCK.union(OFlags::NOCTTY).bits();
    let flags = i32::try_from(flags | never_wait).unwrap_or_default();
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags).open(path)
}

#[cfg(not(unix))]
fn open(options: &mut OpenOptions, path: &Path, flags: u32) -> io::Result<File> {
    if flags == NO_LINK && fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink()) {
        return Err(Odd::Symlink.into());
    }
    options.open(path)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::io::Write;
    use std::os::unix::fs::symlink;

    use super::*;

    fn odd_of<T>(result: io::Result<T>) -> Option<Odd> {
        result.err()?.into_inner()?.downcast::<Odd>().ok().map(|odd| *odd)
    }

    fn append(path: &Path) -> io::Result<File> {
        own(OpenOptions::new().create(true).append(true), path)
    }

    /// A named pipe that nobody has opened.
    fn pipe(path: &Path) {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        mknodat(CWD, path, FileType::Fifo, Mode::from_raw_mode(0o600), 0).unwrap();
    }

    #[test]
    fn only_regular_files_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, fifo] = ["a", "link", "fifo"].map(|name| folder.path().join(name));
        fs::write(&file, "text").unwrap();
        symlink(&file, &link).unwrap();
        pipe(&fifo);
        assert_eq!(read(&file).unwrap(), b"text");
        assert_eq!(read(&link).unwrap(), b"text");
        assert_eq!(odd_of(read(&fifo)), Some(Odd::Fifo));
        assert_eq!(odd_of(read(Path::new("/dev/null"))), Some(Odd::Device));
        assert_eq!(read(folder.path()).unwrap_err().kind(), io::ErrorKind::IsADirectory);
        assert_eq!(read(&folder.path().join("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn only_files_of_our_own_are_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let [foreign, link, hard, dangling, fifo, ours] =
            ["foreign", "link", "hard", "dangling", "fifo", "ours"].map(|name| folder.path().join(name));
        fs::write(&foreign, "foreign").unwrap();
        symlink(&foreign, &link).unwrap();
        symlink(folder.path().join("nowhere"), &dangling).unwrap();
        fs::hard_link(&foreign, &hard).unwrap();
        pipe(&fifo);
        assert_eq!(odd_of(append(&link)), Some(Odd::Symlink));
        assert_eq!(odd_of(append(&dangling)), Some(Odd::Symlink));
        assert_eq!(odd_of(append(&hard)), Some(Odd::HardLink));
        assert_eq!(odd_of(append(&fifo)), Some(Odd::Fifo));
        assert_eq!(odd_of(log(&link)), Some(Odd::Symlink));
        assert_eq!(odd_of(log(&fifo)), Some(Odd::Fifo));
        for _ in 0..2 {
            append(&ours).unwrap().write_all(b"x").unwrap();
        }
        log(&ours).unwrap().write_all(b"y").unwrap();
        log(Path::new("/dev/null")).unwrap().write_all(b"gone").unwrap();
        assert_eq!(fs::read_to_string(&ours).unwrap(), "xxy");
        assert_eq!(fs::read_to_string(&foreign).unwrap(), "foreign");
        assert!(!folder.path().join("nowhere").exists());
    }

    #[test]
    fn folders_of_ours_are_no_links() {
        let dir = tempfile::tempdir().unwrap();
        let [there, link, file] = ["there/inner", "link", "file"].map(|name| dir.path().join(name));
        for _ in 0..2 {
            folder(&there).unwrap();
        }
        symlink(&there, &link).unwrap();
        fs::write(&file, "").unwrap();
        assert_eq!(odd_of(folder(&link)), Some(Odd::Symlink));
        assert_eq!(odd_of(folder(&file)), Some(Odd::NoFolder));
    }
}
