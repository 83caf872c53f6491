//! The ledger's file: appended to line by line, each with a checksum, never rewritten while a run goes on.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::event::Event;
use super::folder::{named, path_of};
use super::index::Index;
use super::index::take_in::Scan;
use super::offset::LedgerOffset;
use super::read::Answers;
use super::salvage;
use super::seal::seal;
use crate::base::shard::Shard;
use crate::sheets::file::fault_point;
use crate::sheets::open;

/// An open ledger.
#[derive(Debug)]
pub struct Journal {
    /// For appending.
    file: File,
    path: PathBuf,
    shard: Shard,
    answers: Answers,
    /// Where the file ends: everything before it is whole.
    end: u64,
    /// Lines that are not written yet.
    staged: Vec<u8>,
}

/// A ledger as found at the start of a run.
#[derive(Debug)]
pub struct Opened {
    /// For appending.
    pub journal: Journal,
    /// What it holds.
    pub index: Index,
    /// Bytes of a torn last line that were cut off.
    pub torn: u64,
    /// Numbers of damaged lines that were set aside.
    pub damaged: Vec<u64>,
    /// The same in the ledgers of shards.
    pub of_others: Vec<(Shard, Vec<u64>)>,
}

impl Journal {
    /// Opens a shard's ledger in an output folder, or begins one, with what the others there say; cuts off a torn last line
    /// and sets damaged lines aside. The caller holds the shard's lock. The others' ledgers are theirs,
    /// who may be at work, unless it is the whole job's.
    ///
    /// # Errors
    /// The disk's.
    pub fn open(output_dir: &Path, shard: Shard) -> io::Result<Opened> {
        Self::open_for(output_dir, shard, Index::default)
    }

    /// As [`Journal::open`], for who needs no more than what an index that begins so takes in.
    ///
    /// # Errors
    /// The disk's.
    pub fn open_for(output_dir: &Path, shard: Shard, blank: impl Fn() -> Index) -> io::Result<Opened> {
        let path = path_of(output_dir, shard);
        let mut file = open::own(&mut appending(), &path)?;
        let (mut index, mut scan) = blank().read(output_dir, shard)?;
        let damaged = std::mem::take(&mut scan.damaged);
        // Who has all of the job mends what was left by those that will perhaps never come again.
        let of_others = if shard.is_whole() { std::mem::take(&mut index.damaged) } else { Vec::new() };
        if !(damaged.is_empty() && of_others.is_empty()) {
            drop(file);
            if !damaged.is_empty() {
                salvage::rewrite(&path, shard)?;
            }
            for (other, _) in &of_others {
                salvage::rewrite(&path_of(output_dir, *other), *other)?;
            }
            file = open::own(&mut appending(), &path)?;
            (index, scan) = blank().read(output_dir, shard)?;
        }
        let (journal, torn) = Self::after(output_dir, shard, file, &scan)?;
        Ok(Opened { journal, index, torn, damaged, of_others })
    }

    /// Opens a ledger only to append to it, without the others and without what it says; a torn last line is cut off, and of how
    /// many bytes is said. The caller has the whole folder, and has mended it.
    ///
    /// # Errors
    /// The disk's, named after the ledger.
    pub fn append(output_dir: &Path, shard: Shard) -> io::Result<(Self, u64)> {
        let open = || {
            let file = open::own(&mut appending(), &path_of(output_dir, shard))?;
            Self::after(output_dir, shard, file, &Scan::of(output_dir, shard)?)
        };
        open().map_err(named(shard))
    }

    /// Sees whether a ledger that is there can be appended to, and changes nothing in it.
    ///
    /// # Errors
    /// The disk's, named after the ledger.
    pub fn can_be_appended_to(output_dir: &Path, shard: Shard) -> io::Result<()> {
        open::own(&mut appending(), &path_of(output_dir, shard)).map(drop).map_err(named(shard))
    }

    /// A ledger that is appended to where its last whole line ends; and how many bytes stood behind that.
    fn after(output_dir: &Path, shard: Shard, mut file: File, scan: &Scan) -> io::Result<(Self, u64)> {
        let (path, mut end) = (path_of(output_dir, shard), scan.end);
        let length = file.metadata()?.len();
        let torn = length - end.min(length);
        if torn > 0 {
            cut(&path, end)?;
        }
        if scan.unended {
            file.write_all(b"\n")?;
            end += 1;
        }
        let answers = Answers::with(output_dir, shard)?;
        let staged = Vec::with_capacity(16 << 10);
        Ok((Self { file, path, shard, answers, end, staged }, torn))
    }

    /// Prepares one line and says where it will stand after [`Journal::commit`]. Several lines are written together: a
    /// write for each would be most of what a conversation costs.
    ///
    /// # Errors
    /// None in practice: every event is text.
    pub fn stage(&mut self, event: &Event<'_>) -> io::Result<LedgerOffset> {
        let start = self.staged.len();
        serde_json::to_writer(&mut self.staged, event)?;
        seal(&mut self.staged, start);
        let length = self.staged.len() - start;
        Ok(LedgerOffset::new(self.shard, self.end + start as u64, length as u64))
    }

    /// Prepares a line of another version.
    #[cfg(test)]
    pub fn stage_raw(&mut self, line: &serde_json::Value) {
        let start = self.staged.len();
        self.staged.extend_from_slice(line.to_string().as_bytes());
        seal(&mut self.staged, start);
    }

    /// Writes the prepared lines. On return they are with the operating system: a killed process does not lose them; a
    /// power cut may, until [`Journal::handle`] was synced.
    ///
    /// # Errors
    /// The disk's; the ledger then ends where it ended before, and the lines wait for another try.
    pub fn commit(&mut self) -> io::Result<()> {
        if self.staged.is_empty() {
            return Ok(());
        }
        if let Err(e) = fault_point("ledger.before").and_then(|()| self.file.write_all(&self.staged)) {
            // A full disk may have taken a part; no half line may stay between whole ones.
            cut(&self.path, self.end).ok();
            return Err(e);
        }
        self.end += self.staged.len() as u64;
        self.staged.clear();
        fault_point("ledger.after")
    }

    /// Which ledger it is.
    #[must_use]
    pub fn shard(&self) -> Shard {
        self.shard
    }

    /// What all ledgers of the folder say by now.
    ///
    /// # Errors
    /// The disk's.
    pub fn reread(&self) -> io::Result<Index> {
        Index::peek(self.answers.output_dir(), self.shard)
    }

    /// Reads an answer back.
    ///
    /// # Errors
    /// The disk's, or a line that is no longer what it was.
    pub fn answer_at(&self, place: LedgerOffset) -> io::Result<String> {
        self.answers.at(place)
    }

    /// Reads a line back, its end included.
    ///
    /// # Errors
    /// The disk's.
    pub fn line_at(&self, place: LedgerOffset) -> io::Result<Vec<u8>> {
        self.answers.line(place)
    }

    /// A second handle on the file, for syncing it elsewhere.
    ///
    /// # Errors
    /// The system's, when it has no handles left.
    pub fn handle(&self) -> io::Result<File> {
        self.file.try_clone()
    }
}

/// How a ledger is opened: begun if there is none.
fn appending() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.create(true).append(true).read(true);
    options
}

/// Ends the file here. A handle for appending may not do that on Windows.
fn cut(path: &Path, end: u64) -> io::Result<()> {
    open::own(OpenOptions::new().write(true), path)?.set_len(end)
}
