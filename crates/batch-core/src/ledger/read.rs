//! Reading a ledger that may be in use: nothing is locked, cut or mended.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::event::Usage;
use super::folder::{ledgers, named, path_of};
use super::line::Line;
use super::offset::LedgerOffset;
use super::part::Lane;
use super::raw::Raw;
use super::salvage::whole_parts;
use super::sound::{Damaged, parse};
use crate::base::key::Key;
use crate::base::shard::Shard;
use crate::sheets::open;

/// What a line says of a conversation, as far as counts need it.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// What happened.
    pub event: &'a str,
    /// The conversation.
    pub key: Option<Key>,
    /// Tokens, if the platform counted them.
    pub usage: Option<Usage>,
    /// Why the model stopped.
    pub finish_reason: Option<Raw<'a>>,
    /// How long it took.
    pub ms: Option<Raw<'a>>,
    /// How it was asked.
    pub lane: Lane,
}

/// Calls `each` for every whole line (without its end) of a folder's ledgers, in order. Damaged and torn lines are passed
/// over, but for what is whole inside them. Says which ledgers there are.
///
/// # Errors
/// The disk's.
pub fn lines(output_dir: &Path, mut each: impl FnMut(&[u8], LedgerOffset)) -> io::Result<Vec<Shard>> {
    walk(output_dir, |bytes, _, place| each(bytes, place))
}

/// As [`lines`], with what each says; without those in which a later version says something else.
///
/// # Errors
/// The disk's.
pub fn said(output_dir: &Path, mut each: impl FnMut(Said<'_>, &[u8], LedgerOffset)) -> io::Result<Vec<Shard>> {
    walk(output_dir, |bytes, line, place| {
        if let Some(Line { event, key, usage, finish_reason, ms, lane, .. }) = line {
            each(Said { event, key, usage, finish_reason, ms, lane: lane.unwrap_or_default() }, bytes, place);
        }
    })
}

fn walk(output_dir: &Path, mut each: impl FnMut(&[u8], Option<Line<'_>>, LedgerOffset)) -> io::Result<Vec<Shard>> {
    let all = ledgers(output_dir)?;
    for shard in &all {
        lines_of(&path_of(output_dir, *shard), *shard, &mut each).map_err(named(*shard))?;
    }
    Ok(all)
}

fn lines_of(path: &Path, shard: Shard, each: &mut impl FnMut(&[u8], Option<Line<'_>>, LedgerOffset)) -> io::Result<()> {
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
        match parse(whole) {
            Ok(said) => each(whole, said, LedgerOffset::new(shard, offset, length as u64)),
            // As the index takes them in; a line without its end is being written.
            Err(Damaged) if line.ends_with(b"\n") => {
                for (before, part) in whole_parts(whole) {
                    let place = LedgerOffset::new(shard, offset + before as u64, part.len() as u64);
                    each(part, parse(part).ok().flatten(), place);
                }
            }
            Err(Damaged) => {}
        }
        offset += length as u64;
    }
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

/// Ledgers that are held open: a folder may have more than a process may open files.
const MOST_OPEN: usize = 64;

/// Reads lines of a folder's ledgers back by their place.
#[derive(Debug)]
pub struct Answers {
    output_dir: PathBuf,
    open: RefCell<BTreeMap<Shard, File>>,
}

impl Answers {
    /// Of this folder.
    #[must_use]
    pub fn of(output_dir: &Path) -> Self {
        Self { output_dir: output_dir.to_owned(), open: RefCell::default() }
    }

    /// As [`Answers::of`], with a ledger opened at once: nothing that comes between later changes what it is.
    ///
    /// # Errors
    /// The disk's.
    pub fn with(output_dir: &Path, shard: Shard) -> io::Result<Self> {
        let this = Self::of(output_dir);
        this.open.borrow_mut().insert(shard, open::input(&path_of(output_dir, shard))?);
        Ok(this)
    }

    /// The folder.
    #[must_use]
    pub fn output_dir(&self) -> &Path {
        &self.output_dir
    }

    /// The line that stands here, its end included.
    ///
    /// # Errors
    /// The disk's.
    pub fn line(&self, place: LedgerOffset) -> io::Result<Vec<u8>> {
        let (shard, mut open) = (place.ledger(), self.open.borrow_mut());
        if !open.contains_key(&shard) {
            let file = open::input(&path_of(&self.output_dir, shard)).map_err(named(shard))?;
            if open.len() >= MOST_OPEN {
                open.pop_first();
            }
            open.insert(shard, file);
        }
        let mut line = vec![0; place.length as usize];
        let Some(mut reader) = open.get(&shard) else { return Err(io::ErrorKind::NotFound.into()) };
        reader.seek(SeekFrom::Start(place.before()))?;
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
        let said: Text = serde_json::from_slice(&line)?;
        Ok(said.text)
    }
}
