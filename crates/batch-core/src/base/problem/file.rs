//! What is wrong with files and folders, whatever is in them.

use std::fmt;
use std::io;

use serde::{Serialize, Serializer};

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", content = "cause", rename_all = "snake_case")]
pub enum FileProblem {
    /// It cannot be read.
    Unreadable(Cause),
    /// The output folder cannot be written to.
    OutputDir(Cause),
    /// The log cannot be written.
    LogFile(Cause),
    /// What `--events` names cannot be written.
    EventsFile(Cause),
    /// What `--events` names holds something else.
    EventsOverAnother,
    /// Events to stdout, where `--json` writes too.
    EventsAndJson,
    /// `init` cannot write it.
    InitNotWritten(Cause),
    /// Something that is no file lies where a sheet belongs.
    PlaceTaken(Cause),
    /// It cannot be moved aside.
    Unmovable(Cause),
    /// A sheet cannot be written.
    NotWritten(Cause),
    /// What must be kept cannot be: the ledger, or the folder that it is in.
    Disk(Cause),
    /// The process cannot go on waiting for the system.
    System(Cause),
}

/// Why the system refused something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// One of the kinds that there are words for.
    Kind(io::ErrorKind),
    /// What is there is no file, or no folder.
    Odd(OddFile),
    /// It is about another file than the one that was asked for.
    Of {
        /// That file.
        file: String,
        /// Why.
        cause: Box<Self>,
    },
    /// Who reads what is written did not keep up.
    Unread,
    /// In the system's words.
    Said(String),
}

impl From<&io::Error> for Cause {
    fn from(error: &io::Error) -> Self {
        if let Some(inner) = error.get_ref() {
            if let Some(odd) = inner.downcast_ref::<OddFile>() {
                return Self::Odd(*odd);
            }
            if let Some(cause) = inner.downcast_ref::<Self>() {
                return cause.clone();
            }
        }
        match error.kind() {
            kind @ (io::ErrorKind::NotFound
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::StorageFull
            | io::ErrorKind::FileTooLarge
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::ReadOnlyFilesystem
            | io::ErrorKind::IsADirectory
            | io::ErrorKind::NotADirectory
            | io::ErrorKind::AlreadyExists) => Self::Kind(kind),
            _ => Self::Said(error.to_string()),
        }
    }
}

impl From<io::Error> for Cause {
    fn from(error: io::Error) -> Self {
        Self::from(&error)
    }
}

impl Cause {
    /// As an error of the system, of the kind that it has. [`Cause::from`] finds it again.
    #[must_use]
    pub fn into_error(self, kind: io::ErrorKind) -> io::Error {
        io::Error::new(kind, self)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => write!(f, "{kind}"),
            Self::Odd(odd) => write!(f, "{odd}"),
            Self::Of { file, cause } => write!(f, "{file}: {cause}"),
            Self::Unread => f.write_str("not read"),
            Self::Said(words) => f.write_str(words),
        }
    }
}

impl std::error::Error for Cause {}

/// In the system's English: programs read it.
impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

/// What stands where a file was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OddFile {
    /// A named pipe.
    #[error("a named pipe")]
    Fifo,
    /// A device.
    #[error("a device")]
    Device,
    /// A socket.
    #[error("a socket")]
    Socket,
    /// A symbolic link, where we write.
    #[error("a symbolic link")]
    Symlink,
    /// A file with another name elsewhere, where we write.
    #[error("a file with another hard link")]
    HardLink,
    /// A symbolic link that leads to nothing, where we would make a file.
    #[error("a symbolic link to nothing")]
    Dangling,
    /// No folder, where one of ours should be.
    #[error("not a folder")]
    NoFolder,
}

impl From<OddFile> for io::Error {
    fn from(odd: OddFile) -> Self {
        Self::new(io::ErrorKind::InvalidInput, odd)
    }
}
