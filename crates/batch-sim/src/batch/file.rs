//! A file of the service, and its contents on the disk.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use crate::hash::TextHash;

/// Contents on the disk, in a file without a name: they go away with the last who needs them, however the program ends.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    file: Arc<File>,
    pub bytes: u64,
}

impl Contents {
    pub(crate) fn new(file: File, bytes: u64) -> Self {
        Self { file: Arc::new(file), bytes }
    }

    /// Reads from this byte on; others may read in between.
    pub(crate) fn read_from(&self, at: u64) -> Reader {
        Reader { file: Arc::clone(&self.file), at }
    }
}

/// Someone who reads contents.
pub(crate) struct Reader {
    file: Arc<File>,
    at: u64,
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.at))?;
        let bytes = file.read(into)?;
        self.at += bytes as u64;
        Ok(bytes)
    }
}

/// A file of the service.
#[derive(Debug)]
pub(crate) struct Stored {
    pub id: String,
    pub name: String,
    pub purpose: String,
    pub created_at: u64,
    /// `None`: it is another's, or only its name is there.
    pub contents: Option<Contents>,
    pub others: bool,
}

/// A text as a number to draw by.
pub(crate) fn number_of(text: &str) -> u64 {
    let mut hash = TextHash::new();
    hash.add(text);
    hash.finish()
}
