//! The records folder: one `*.txt` a person, read only when its turn comes.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{decode, names, natural};
use crate::error::Problem;
use crate::output::open;
use crate::text;

/// What record files' names end with before `.txt`.
const SUFFIX: &str = "_问答记录";

/// A person of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// File stem without the suffix.
    pub name: String,
    /// The record file.
    pub path: PathBuf,
}

/// A record as read.
#[derive(Debug, Clone)]
pub struct Record {
    /// The text.
    pub text: Arc<str>,
    /// A warning about its encoding or emptiness, once for each file.
    pub warning: Option<Problem>,
}

/// What a records folder holds.
#[derive(Debug, Clone, Default)]
pub struct Listed {
    /// The people in natural order, or those of them that are wanted.
    pub people: Vec<Person>,
    /// The others.
    pub left_out: Vec<Person>,
}

/// Lists the people of a folder. Opens no file.
///
/// # Errors
/// A [`Problem`] that names the folder or file.
pub fn list(folder: &Path, wanted: Option<&[String]>) -> Result<Listed, Problem> {
    let problem = |what: String| Problem::in_file(folder, what);
    if !folder.exists() {
        return Err(problem(text::setup::no_records_dir()));
    }
    if !folder.is_dir() {
        return Err(problem(text::setup::records_not_dir()));
    }
    let mut people = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| problem(text::setup::unreadable(&e)))? {
        let entry = entry.map_err(|e| problem(text::setup::unreadable(&e)))?;
        let path = entry.path();
        // A link to a folder is not worth a look at every file: it is unreadable when its turn comes.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if let Some(name) = person(&path)?.filter(|_| !is_folder) {
            people.push(Person { name, path });
        }
    }
    if people.is_empty() {
        return Err(problem(text::setup::no_records()));
    }
    people.sort_by(|a, b| natural::compare(&a.name, &b.name).then_with(|| a.path.cmp(&b.path)));
    refuse_duplicates(&people)?;
    let mut left_out = Vec::new();
    if let Some(wanted) = wanted {
        if let Some(unknown) = wanted.iter().find(|w| !people.iter().any(|p| p.name == **w)) {
            let names: Vec<&str> = people.iter().map(|p| p.name.as_str()).collect();
            return Err(Problem::new(text::setup::unknown_choice("--people", unknown, &names)));
        }
        (people, left_out) = people.into_iter().partition(|p| wanted.contains(&p.name));
    }
    for person in &people {
        names::check_people(&person.name).map_err(|what| Problem::in_file(&person.path, what))?;
    }
    Ok(Listed { people, left_out })
}

/// The person whose record this is; `None` for other files, folders and what macOS leaves behind (`._x.txt`).
fn person(path: &Path) -> Result<Option<String>, Problem> {
    let is_txt = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("txt"));
    let hidden = path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b"."));
    if !is_txt || hidden {
        return Ok(None);
    }
    let stem = path.file_stem().and_then(|s| s.to_str());
    let Some(stem) = stem else {
        return Err(Problem::in_file(path, text::setup::name_not_utf8()));
    };
    Ok(Some(stem.strip_suffix(SUFFIX).unwrap_or(stem).to_owned()))
}

fn refuse_duplicates(people: &[Person]) -> Result<(), Problem> {
    let mut seen: HashMap<&str, &Path> = HashMap::new();
    for person in people {
        if let Some(other) = seen.insert(&person.name, &person.path) {
            return Err(Problem::in_file(&person.path, text::setup::same_people(&person.name, other)));
        }
    }
    Ok(())
}

/// Bytes of records that stay in memory.
const ROOM: usize = 6 << 20;

/// The records of a run's people, read when they are needed. What fits into a few MiB stays in memory: a run needs each
/// record at its start, to see what was answered, and again for each model.
#[derive(Debug)]
pub struct Records<'a> {
    people: &'a [Person],
    kept: HashMap<usize, Record>,
    room: usize,
}

impl<'a> Records<'a> {
    /// The records of these people; none is read yet.
    #[must_use]
    pub fn of(people: &'a [Person]) -> Self {
        Self { people, kept: HashMap::new(), room: ROOM }
    }

    /// True if a person's record is in memory.
    #[must_use]
    pub fn keeps(&self, person: usize) -> bool {
        self.kept.contains_key(&person)
    }

    /// One person's record.
    ///
    /// # Errors
    /// As [`read`].
    pub fn read(&mut self, person: usize) -> Result<Record, Problem> {
        if let Some(record) = self.kept.get(&person) {
            return Ok(record.clone());
        }
        let record = read(&self.people[person])?;
        if let Some(room) = self.room.checked_sub(record.text.len()) {
            self.room = room;
            self.kept.insert(person, record.clone());
        }
        Ok(record)
    }

    /// One person's record, which nobody will need again.
    ///
    /// # Errors
    /// As [`read`].
    pub fn take(&mut self, person: usize) -> Result<Record, Problem> {
        self.kept.remove(&person).map_or_else(|| read(&self.people[person]), Ok)
    }
}

/// True if a record says nothing: white space, or characters that take no room.
#[must_use]
pub fn is_empty(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\0'))
}

/// Reads one record.
///
/// # Errors
/// A [`Problem`] that names the file; the run goes on without this person's conversations.
pub fn read(person: &Person) -> Result<Record, Problem> {
    let bytes = open::read(&person.path).map_err(|e| Problem::in_file(&person.path, text::setup::unreadable(&e)))?;
    let decoded = decode::decode(bytes);
    let odd = if decoded.lossy {
        Some(text::setup::decoded_lossy())
    } else if is_empty(&decoded.text) {
        Some(text::setup::record_empty())
    } else {
        decoded.from.map(text::setup::decoded)
    };
    Ok(Record { text: decoded.text.into(), warning: odd.map(|what| Problem::in_file(&person.path, what)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for file in files {
            fs::write(dir.path().join(file), "x").unwrap();
        }
        dir
    }

    fn names(files: &[&str]) -> Result<Vec<String>, String> {
        let dir = folder(files);
        list(dir.path(), None).map(|l| l.people.into_iter().map(|p| p.name).collect()).map_err(|p| p.to_string())
    }

    #[test]
    fn lists_people_in_natural_order() {
        let files =
            ["患者10_问答记录.txt", "患者2_问答记录.txt", "._患者2_问答记录.txt", "a_问答记录_b.txt", "note.md"];
        assert_eq!(names(&files).unwrap(), ["a_问答记录_b", "患者2", "患者10"]);
    }

    #[test]
    fn names_both_files_of_one_person() {
        let said = names(&["患者1.txt", "患者1_问答记录.txt"]).unwrap_err();
        assert!(said.contains("患者1.txt") && said.contains("患者1_问答记录.txt"), "{said}");
        assert!(names(&["x.md"]).is_err());
    }

    #[test]
    fn keeps_what_there_is_room_for() {
        let dir = folder(&["a.txt", "b.txt", "c.txt"]);
        let people = list(dir.path(), None).unwrap().people;
        let mut records = Records::of(&people);
        let write = |text: &str| people.iter().for_each(|person| fs::write(&person.path, text).unwrap());
        write(&"x".repeat(ROOM / 2));
        for person in 0..3 {
            assert_eq!(records.read(person).unwrap().text.len(), ROOM / 2);
        }
        write("changed");
        let kept: Vec<bool> = (0..3).map(|person| records.keeps(person)).collect();
        let lengths: Vec<usize> = (0..3).map(|person| records.read(person).unwrap().text.len()).collect();
        assert_eq!((kept, lengths), (vec![true, true, false], vec![ROOM / 2, ROOM / 2, "changed".len()]));
        assert_eq!(records.take(0).unwrap().text.len(), ROOM / 2);
        assert!(!records.keeps(0));
    }
}
