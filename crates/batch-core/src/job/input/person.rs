//! The people of a job: hundreds of thousands of names, which are kept in one piece.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A person of the run.
#[derive(Clone)]
pub struct Person {
    all: Arc<All>,
    /// Where its name begins in the text of all.
    start: u32,
    /// Bytes of its name.
    length: u16,
    /// Which of the endings its record's file has.
    ending: u16,
}

/// What all people of a folder share.
#[derive(Debug)]
struct All {
    folder: PathBuf,
    names: Box<str>,
    endings: Vec<String>,
}

impl Person {
    /// The person whose record is the file of that name and ending.
    #[cfg(test)]
    pub fn of(folder: &Path, name: &str, ending: &str) -> Self {
        let mut gathered = Gathered::default();
        gathered.add(name, ending);
        gathered.people(folder).remove(0)
    }

    /// File stem without the suffix.
    #[must_use]
    pub fn name(&self) -> &str {
        let start = self.start as usize;
        self.all.names.get(start..start + usize::from(self.length)).unwrap_or_default()
    }

    /// What follows the name in that of the record's file.
    #[must_use]
    pub fn ending(&self) -> &str {
        self.all.endings.get(usize::from(self.ending)).map_or("", String::as_str)
    }

    /// The record file.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.all.folder.join(format!("{}{}", self.name(), self.ending()))
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.path())
    }
}

/// People as they are found, one after the other.
#[derive(Debug, Default)]
pub struct Gathered {
    names: String,
    endings: Vec<String>,
    /// Where each one's name begins, its bytes, and its ending.
    people: Vec<(u32, u16, u16)>,
}

impl Gathered {
    /// Adds one. False if there is no room: names of 4 GiB, or a file system whose names are longer than any is known to
    /// have.
    pub fn add(&mut self, name: &str, ending: &str) -> bool {
        let known = self.endings.iter().position(|known| known == ending);
        let place = known.unwrap_or(self.endings.len());
        let (Ok(start), Ok(length), Ok(place)) =
            (u32::try_from(self.names.len()), u16::try_from(name.len()), u16::try_from(place))
        else {
            return false;
        };
        if known.is_none() {
            self.endings.push(ending.to_owned());
        }
        self.names.push_str(name);
        self.people.push((start, length, place));
        true
    }

    /// All of them, in the order in which they came.
    #[must_use]
    pub fn people(self, folder: &Path) -> Vec<Person> {
        let all =
            Arc::new(All { folder: folder.to_owned(), names: self.names.into_boxed_str(), endings: self.endings });
        let person = |(start, length, ending)| Person { all: Arc::clone(&all), start, length, ending };
        self.people.into_iter().map(person).collect()
    }
}
