//! A file of the service, and its contents on the disk.

use std::fs::File;
use std::io;
use std::sync::Arc;

use tempfile::TempPath;

use crate::hash::TextHash;

/// Contents on the disk; they go away with the last who needs them.
#[derive(Debug, Clone)]
pub(crate) struct Contents {
    path: Arc<TempPath>,
    pub bytes: u64,
}

impl Contents {
    pub(crate) fn new(path: TempPath, bytes: u64) -> Self {
        Self { path: Arc::new(path), bytes }
    }

    pub(crate) fn open(&self) -> io::Result<File> {
        File::open(&*self.path)
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
