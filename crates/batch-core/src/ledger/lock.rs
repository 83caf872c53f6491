//! One process for each output folder, or one for each shard of the job in it. Its name stands in a file of its own: Windows lets nobody read what another has locked.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::FOLDER;
use super::folder::of_shards;
use crate::base::error::Error;
use crate::base::problem::{FileProblem, Problem};
use crate::base::shard::Shard;
use crate::sheets::open;

/// What is locked, and who has locked it: files in the ledger's folder.
const LOCK: &str = "lock";
const OWNER: &str = "owner";
/// How often a lock that somebody has is tried again, and how long after: `status` holds it for a moment, and who has just taken it
/// has not yet written its name.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(20);

/// Held as long as it lives; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _files: Vec<File>,
    /// The file with this process's name.
    owner: PathBuf,
    /// Why it keeps nobody out: a file system without locks.
    pub unsupported: Option<io::Error>,
}

impl Lock {
    /// Takes a shard of the output folder for this process, and makes the folder if there is none. Who has the whole job has
    /// the folder for itself; shards of one job are side by side, those of another number are not: they may have sheets in
    /// common, and what is at work may still spend its part of the budget, which others would divide once more.
    ///
    /// # Errors
    /// [`Error::Locked`] names the process that has it; [`Error::Setup`] if the folder cannot be written to.
    pub fn take(output_dir: &Path, shard: Shard) -> Result<Self, Error> {
        let folder = output_dir.join(FOLDER);
        fs::create_dir_all(output_dir).map_err(|e| Problem::in_file(output_dir, FileProblem::OutputDir(e.into())))?;
        let refused = |path: &Path| {
            let path = path.to_owned();
            move |e: io::Error| Problem::in_file(&path, FileProblem::OutputDir(e.into()))
        };
        open::folder(&folder).map_err(refused(&folder))?;
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).read(true).write(true);
        let (mut files, mut unsupported) = (Vec::new(), None);
        let mut lock = |name: &str, how: fn(&File) -> Result<(), TryLockError>| {
            let path = folder.join(name);
            let file = open::own(&mut options, &path).map_err(refused(&path))?;
            match patiently(|| how(&file)) {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok::<bool, Problem>(false),
                // File systems without locks (some network shares): go on without one rather than not at all.
                Err(TryLockError::Error(e)) => unsupported = Some(e),
            }
            files.push(file);
            Ok(true)
        };
        let taken = |held| {
            let owner = owner(&folder, held);
            Error::Locked { folder: output_dir.to_owned(), owner, wanted: shard, held }
        };
        if shard.is_whole() {
            if !lock(LOCK, File::try_lock)? {
                return Err(taken(held(&folder).first().copied().unwrap_or_default()));
            }
        } else {
            // The whole job is nobody's while a shard is somebody's.
            if !lock(LOCK, File::try_lock_shared)? {
                return Err(taken(Shard::WHOLE));
            }
            if !lock(&shard.named(LOCK), File::try_lock)? {
                return Err(taken(shard));
            }
            // Two that look at once both go: better than that both stay.
            let others = of_shards(&folder, LOCK).map_err(refused(&folder))?;
            let others = others.into_iter().filter(|other| other.of() != shard.of());
            if let Some(other) = others.into_iter().find(|other| is_held(&folder, *other)) {
                return Err(taken(other));
            }
        }
        let path = folder.join(shard.named(OWNER));
        let mut options = OpenOptions::new();
        let note = open::own(options.create(true).write(true), &path).and_then(|mut file| {
            file.set_len(0)?;
            file.write_all(name(shard).as_bytes())
        });
        note.map_err(refused(&path))?;
        Ok(Self { _files: files, owner: path, unsupported })
    }

    /// Says by what mark this process is known to those it shares a budget with, and looks whether others that work in the
    /// folder now are known by another: the name of one, if so. Who says no mark has no budget. Of two that begin at once at
    /// least one sees the other.
    ///
    /// # Errors
    /// The disk's.
    pub fn share(&self, shard: Shard, mark: &str) -> io::Result<Option<String>> {
        let mut options = OpenOptions::new();
        open::own(options.append(true), &self.owner)?.write_all(format!("\n{mark}").as_bytes())?;
        let Some(folder) = self.owner.parent().filter(|_| !shard.is_whole()) else { return Ok(None) };
        let others = held(folder).into_iter().filter(|other| *other != shard);
        let differs = |other| noted(folder, other).lines().nth(1).is_some_and(|its| its != mark);
        Ok(others.into_iter().find(|other| differs(*other)).map(|other| owner(folder, other)))
    }
}

/// The processes that have the output folder now, as they name themselves (`pid 4711, 2026-11-30 08:00:00`, local time; a
/// shard's with its number and host; empty if it has not yet); those of which it cannot be known are left out.
#[must_use]
pub fn holders(output_dir: &Path) -> Vec<String> {
    let folder = output_dir.join(FOLDER);
    held(&folder).into_iter().map(|shard| owner(&folder, shard)).collect()
}

/// What processes have now.
fn held(folder: &Path) -> Vec<Shard> {
    let mut all = of_shards(folder, LOCK).unwrap_or_default();
    all.retain(|shard| is_held(folder, *shard));
    // Who has a shard has a part in the folder's own.
    if all.is_empty() && is_held(folder, Shard::WHOLE) {
        all.push(Shard::WHOLE);
    }
    all
}

/// True if a shard is a process's now.
fn is_held(folder: &Path, shard: Shard) -> bool {
    let Ok(file) = open::input(&folder.join(shard.named(LOCK))) else { return false };
    // Of shards there may be many, and nobody takes one for a moment.
    let tried = if shard.is_whole() { patiently(|| file.try_lock_shared()) } else { file.try_lock_shared() };
    matches!(tried, Err(TryLockError::WouldBlock))
}

/// What this process calls itself.
fn name(shard: Shard) -> String {
    let (pid, started) = (std::process::id(), jiff::Zoned::now().strftime("%Y-%m-%d %H:%M:%S"));
    match shard.is_whole() {
        true => format!("pid {pid}, {started}"),
        false => format!("pid {pid}, {started}, {shard}{}", host()),
    }
}

/// Shards of one folder may be on different machines.
#[cfg(unix)]
fn host() -> String {
    let host = rustix::system::uname();
    format!(" @ {}", host.nodename().to_string_lossy())
}

#[cfg(not(unix))]
fn host() -> String {
    String::new()
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The next who takes it must not be taken for this one until its own name stands there.
        fs::remove_file(&self.owner).ok();
    }
}

fn patiently(lock: impl Fn() -> Result<(), TryLockError>) -> Result<(), TryLockError> {
    for _ in 1..TRIES {
        match lock() {
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            ended => return ended,
        }
    }
    lock()
}

/// Who has a shard, by its own word; empty if it has not said so yet.
fn owner(folder: &Path, shard: Shard) -> String {
    noted(folder, shard).lines().next().unwrap_or_default().trim().to_owned()
}

/// All that it said.
fn noted(folder: &Path, shard: Shard) -> String {
    open::read(&folder.join(shard.named(OWNER)))
        .map_or_else(|_| String::new(), |said| String::from_utf8_lossy(&said).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Shard = Shard::WHOLE;

    fn shard(text: &str) -> Shard {
        text.parse().unwrap()
    }

    #[test]
    fn who_holds_a_folder_is_known_while_it_is_held_and_no_longer() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(holders(folder.path()), [""; 0], "nobody was ever here");
        let lock = Lock::take(folder.path(), WHOLE).unwrap();
        let pid = format!("pid {}, ", std::process::id());
        assert!(holders(folder.path())[0].starts_with(&pid));
        let Err(Error::Locked { owner, .. }) = Lock::take(folder.path(), WHOLE) else { panic!("taken twice") };
        assert!(owner.starts_with(&pid), "{owner}");
        drop(lock);
        assert_eq!(holders(folder.path()), [""; 0]);
        assert!(!folder.path().join(FOLDER).join(OWNER).exists(), "no name of a past run");
        Lock::take(folder.path(), WHOLE).unwrap();
    }

    #[test]
    fn who_does_not_share_the_budget_of_others_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let locks = ["1/4", "2/4", "3/4"].map(|one| (shard(one), Lock::take(folder.path(), shard(one)).unwrap()));
        let [(first, one), (second, two), (third, three)] = &locks;
        assert_eq!(one.share(*first, "lab").unwrap(), None, "the others have no budget, or have not said so yet");
        assert_eq!(two.share(*second, "lab").unwrap(), None);
        assert!(
            three.share(*third, "alone").unwrap().is_some_and(|other| other.ends_with(&holders_of(&folder, "1/4")))
        );
        assert!(holders(folder.path()).iter().all(|name| name.starts_with("pid ") && !name.contains("lab")));
    }

    fn holders_of(folder: &tempfile::TempDir, shard: &str) -> String {
        let all = holders(folder.path());
        let name = all.iter().find(|name| name.contains(shard)).unwrap();
        name[name.find(shard).unwrap()..].to_owned()
    }

    #[test]
    fn shards_are_side_by_side_unless_the_job_is_cut_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let take = |text: &str| Lock::take(folder.path(), shard(text));
        let all = (take("1/4").unwrap(), take("2/4").unwrap());
        for (refused, by) in [("1/4", "1/4"), ("5/8", "/4"), ("7/8", "/4"), ("2/2", "/4"), ("1/3", "/4"), ("1/1", "/4")]
        {
            let Err(Error::Locked { owner, wanted, held, .. }) = take(refused) else {
                panic!("{refused} was taken beside 1/4 and 2/4")
            };
            assert!(owner.contains(by), "{refused}: {owner}");
            assert!((wanted, held.of()) == (shard(refused), 4), "{refused}: {held}");
        }
        drop(take("3/4").unwrap());
        assert_eq!(holders(folder.path()).len(), 2);
        drop(all.0);
        assert!(take("5/8").is_err(), "2/4 may still spend its part of the budget");
        drop(all.1);
        drop((take("5/8").unwrap(), take("7/8").unwrap()));
        let whole = take("1/1").unwrap();
        let Err(Error::Locked { owner, .. }) = take("3/4") else { panic!("a shard beside the whole job") };
        assert!(owner.starts_with("pid "), "{owner}");
        drop(whole);
        take("3/4").unwrap();
    }
}
