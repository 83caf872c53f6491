//! Makes the ledger durable and writes complete sheets, on a thread where waiting for the disk holds nobody up. One
//! flush at a time; everything that came together meanwhile goes into the next.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use crate::base::json_text::JsonText;
use crate::base::key::Key;
use crate::sheets::aside::Aside;
use crate::sheets::file::{self, Unplaced};
use crate::sheets::{open, sheet};

/// Sheets that are written before the first of them is waited for. Each is an open file meanwhile.
const TOGETHER: usize = 32;
/// The same in bytes.
const TOGETHER_BYTES: usize = 8 << 20;

/// A sheet with everything that its file needs.
#[derive(Debug)]
pub struct Draft {
    /// Its file name.
    pub file: String,
    /// The configured model name.
    pub model: String,
    /// The person.
    pub people: String,
    /// The record.
    pub chat: JsonText,
    /// Number, prompt and output of each conversation.
    pub conversations: Vec<(usize, JsonText, JsonText)>,
    /// Digest of the content, for the ledger.
    pub content: Key,
    /// Size and modification time of the file as we last wrote it. What differs and says more than we do was written by
    /// somebody else, and is moved aside.
    pub ours: Option<(u64, u64)>,
    /// False if no conversation has an answer: such a sheet takes the place of none that has.
    pub answered: bool,
}

impl Draft {
    /// About how many bytes of memory it takes: as many as its file, without what is said twice there.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.chat.bytes() + self.conversations.iter().map(|(_, _, output)| output.bytes()).sum::<usize>()
    }

    /// About how many bytes its file has.
    fn file_bytes(&self) -> usize {
        self.conversations
            .iter()
            .map(|(_, prompt, output)| 2 * (prompt.bytes() + output.bytes() + self.chat.bytes()))
            .sum()
    }
}

/// What a flush has to do.
#[derive(Debug)]
pub struct Work {
    /// The ledger, to be synced before any sheet appears.
    pub ledger: File,
    /// The output folder.
    pub folder: PathBuf,
    /// Complete sheets.
    pub drafts: Vec<Draft>,
    /// Where files of others go.
    pub aside: Aside,
}

/// A sheet's file after a flush.
#[derive(Debug)]
pub struct Saved {
    /// The sheet as it was given.
    pub draft: Draft,
    /// Size, modification time and whether it had to be written; or why it could not be.
    pub outcome: io::Result<WrittenSheet>,
}

/// A sheet's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenSheet {
    /// Bytes.
    pub size: u64,
    /// Modification time, ns since 1970.
    pub mtime_ns: u64,
    /// False if it was there already with the same content.
    pub changed: bool,
    /// True if a file of somebody else was moved aside for it.
    pub moved: bool,
    /// False if the file that was there stayed: it has answers, and this sheet has none.
    pub placed: bool,
}

/// Does it.
///
/// # Errors
/// If the ledger cannot be made durable; then no sheet was written and all come back.
pub fn flush(work: Work) -> Result<Vec<Saved>, (io::Error, Vec<Draft>)> {
    if let Err(e) = work.ledger.sync_data().and_then(|()| file::fault_point("ledger.synced")) {
        return Err((e, work.drafts));
    }
    let mut saved = Vec::with_capacity(work.drafts.len());
    let mut drafts = work.drafts.into_iter();
    while drafts.len() > 0 {
        let mut bytes = 0;
        let mut fits = |draft: &Draft| {
            bytes += draft.file_bytes();
            bytes <= TOGETHER_BYTES
        };
        let count = drafts.as_slice().iter().take(TOGETHER).take_while(|draft| fits(draft)).count().max(1);
        save(&work.folder, &work.aside, drafts.by_ref().take(count), &mut saved);
    }
    if saved.iter().any(|s| matches!(&s.outcome, Ok(written) if written.changed))
        && let Err(e) = file::sync_folder(&work.folder)
    {
        for one in &mut saved {
            one.outcome = Err(io::Error::new(e.kind(), e.to_string()));
        }
    }
    Ok(saved)
}

/// Writes some sheets, and puts them in their places when all are on their way to the disk.
fn save(folder: &Path, aside: &Aside, drafts: impl Iterator<Item = Draft>, saved: &mut Vec<Saved>) {
    let prepared: Vec<_> = drafts.map(|draft| (prepare(folder, &draft), draft)).collect();
    for (prepared, _) in &prepared {
        if let Ok(Prepared::New(file) | Prepared::Other { file, .. }) = prepared {
            file.begin_sync();
        }
    }
    for (prepared, draft) in prepared {
        saved.push(Saved { outcome: prepared.and_then(|prepared| place(folder, aside, &draft, prepared)), draft });
    }
}

/// A sheet before it is put in its place.
enum Prepared {
    /// There is none yet.
    New(Unplaced),
    /// There is one that says something else. `seen`: its size and time when it was read; `ours`: it says nothing that we
    /// do not know.
    Other { file: Unplaced, seen: (u64, u64), ours: bool },
    /// There is one that says the same.
    Same,
    /// There is one that has answers, and this one has none.
    Better,
}

fn prepare(folder: &Path, draft: &Draft) -> io::Result<Prepared> {
    let conversations = draft
        .conversations
        .iter()
        .map(|(number, prompt, output)| sheet::SheetEntry { number: *number, prompt, output })
        .collect();
    let view = sheet::SheetView { model: &draft.model, people: &draft.people, chat: &draft.chat, conversations };
    let bytes = sheet::render(&view);
    let path = folder.join(&draft.file);
    match open::read(&path) {
        Ok(there) if there == bytes => Ok(Prepared::Same),
        Ok(there) if !draft.answered && sheet::has_answers(&there) => Ok(Prepared::Better),
        Ok(there) => {
            let seen = stat(&path)?;
            let ours = draft.ours == Some(seen) || sheet::says_only(&there, |said| view.says(said));
            Unplaced::write(folder, &bytes).map(|file| Prepared::Other { file, seen, ours })
        }
        Err(e) if e.kind() == io::ErrorKind::NotFound => Unplaced::write(folder, &bytes).map(Prepared::New),
        Err(e) => Err(e),
    }
}

fn place(folder: &Path, aside: &Aside, draft: &Draft, prepared: Prepared) -> io::Result<WrittenSheet> {
    let path = folder.join(&draft.file);
    let changed = !matches!(prepared, Prepared::Same);
    let (mut moved, mut placed) = (false, true);
    let (size, mtime_ns) = match prepared {
        Prepared::Same => stat_own(&path)?,
        Prepared::Better => {
            placed = false;
            stat(&path)?
        }
        Prepared::New(file) => size_and_time(&file.place(&path)?.metadata()?)?,
        Prepared::Other { file, seen, ours } => {
            // Somebody may have written it this very moment.
            moved = !ours || stat(&path).is_ok_and(|now| now != seen);
            if moved {
                aside.take(&path)?;
            }
            size_and_time(&file.place(&path)?.metadata()?)?
        }
    };
    Ok(WrittenSheet { size, mtime_ns, changed: changed && placed, moved, placed })
}

/// Size and modification time of a file.
///
/// # Errors
/// The disk's.
pub fn stat(path: &Path) -> io::Result<(u64, u64)> {
    size_and_time(&fs::metadata(path)?)
}

/// The same of a sheet of ours that stays as it is; an earlier version may have left it open to others.
///
/// # Errors
/// The disk's.
pub fn stat_own(path: &Path) -> io::Result<(u64, u64)> {
    let meta = fs::metadata(path)?;
    open::tighten(path, &meta);
    size_and_time(&meta)
}

fn size_and_time(meta: &fs::Metadata) -> io::Result<(u64, u64)> {
    let since = meta.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok((meta.len(), u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)))
}
