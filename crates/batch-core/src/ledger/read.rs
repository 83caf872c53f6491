//! Reading a ledger that may be in use: nothing is locked, cut or mended.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use serde::Deserialize;

use super::line::is_sound;
use super::offset::LedgerOffset;
use crate::sheets::open;

/// Calls `each` for every whole line (without its end), in order. Damaged and torn lines are passed over.
///
/// # Errors
/// The disk's.
pub fn lines(path: &Path, mut each: impl FnMut(&[u8], LedgerOffset)) -> io::Result<()> {
    let mut from = BufReader::with_capacity(1 << 18, open::input(path)?);
    let mut line = Vec::with_capacity(8192);
    let mut offset = 0;
    loop {
        line.clear();
        let length = from.read_until(b'\n', &mut line)?;
        if length == 0 {
            return Ok(());
        }
        let whole = line.strip_suffix(b"\n").unwrap_or(&line);
        if is_sound(whole) {
            each(whole, LedgerOffset { offset, length: u32::try_from(length).unwrap_or(u32::MAX) });
        }
        offset += length as u64;
    }
}

#[derive(Deserialize)]
struct Said {
    text: String,
}

/// Reads answers back by their place.
#[derive(Debug)]
pub struct Answers(File);

impl Answers {
    /// Of this ledger.
    ///
    /// # Errors
    /// The disk's.
    pub fn open(path: &Path) -> io::Result<Self> {
        open::input(path).map(Self)
    }

    /// The line that stands here, its end included.
    ///
    /// # Errors
    /// The disk's.
    pub fn line(&self, place: LedgerOffset) -> io::Result<Vec<u8>> {
        let mut line = vec![0; place.length as usize];
        let mut reader = &self.0;
        reader.seek(SeekFrom::Start(place.offset))?;
        reader.read_exact(&mut line)?;
        Ok(line)
    }

    /// The text of the answer that stands here.
    ///
    /// # Errors
    /// The disk's, or a line that is no longer what it was.
    pub fn at(&self, place: LedgerOffset) -> io::Result<String> {
        let line = self.line(place)?;
        // The text is all that a sheet needs; the rest may be a later version's.
        let said: Said = serde_json::from_slice(&line)?;
        Ok(said.text)
    }
}
