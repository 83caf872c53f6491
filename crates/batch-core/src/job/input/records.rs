//! The records folder: one `*.txt` a person, read only when its turn comes.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::person::{Gathered, Person};
use super::{names, natural};
use crate::base::decode;
use crate::base::problem::{FileProblem, InputProblem, Problem, ProblemKind};
pub use crate::base::problem::{Other, Unread};
use crate::job::choice::Choice;
use crate::sheets::open;

/// What record files' names end with before `.txt`.
const SUFFIX: &str = "_问答记录";

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
    /// What lies there and is no record.
    pub unread: Unread,
    /// What is odd about names.
    pub warnings: Vec<Problem>,
}

/// So many things that are no records are named.
const MOST_UNREAD: usize = 5;

fn unread(mut others: Vec<Other>) -> Unread {
    others.sort_by(|a, b| natural::compare(&a.name, &b.name));
    let count = others.len();
    others.truncate(MOST_UNREAD);
    Unread { count, first: others }
}

/// Lists the people of a folder. Opens no file.
///
/// # Errors
/// A [`Problem`] that names the folder or file.
pub fn list(folder: &Path, wanted: Option<&[String]>) -> Result<Listed, Problem> {
    let problem = |what: ProblemKind| Problem::in_file(folder, what);
    if !folder.exists() {
        return Err(problem(InputProblem::NoRecordsDir.into()));
    }
    if !folder.is_dir() {
        return Err(problem(InputProblem::RecordsNotDir.into()));
    }
    let (mut gathered, mut others, mut warnings) = (Gathered::default(), Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).map_err(|e| problem(FileProblem::Unreadable(e.into()).into()))? {
        let entry = entry.map_err(|e| problem(FileProblem::Unreadable(e.into()).into()))?;
        let path = entry.path();
        // A link to a folder is not worth a look at every file: it is unreadable when its turn comes.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if let Some((name, twice)) = person(&path)?.filter(|_| !is_folder) {
            warnings.extend(twice.then(|| Problem::in_file(&path, InputProblem::SuffixTwice { name: name.clone() })));
            let file = entry.file_name();
            if !gathered.add(&name, file.to_string_lossy().get(name.len()..).unwrap_or_default()) {
                return Err(Problem::in_file(&path, InputProblem::TooManyPeople));
            }
        } else {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !is_of_the_system(&name) {
                others.push(Other { name, inside: is_folder.then(|| records_inside(&path)) });
            }
        }
    }
    let unread = unread(others);
    let mut people = gathered.people(folder);
    if people.is_empty() {
        return Err(problem(InputProblem::NoRecords { unread }.into()));
    }
    people.sort_by(|a, b| natural::compare(a.name(), b.name()).then_with(|| a.ending().cmp(b.ending())));
    refuse_duplicates(&people)?;
    let mut left_out = Vec::new();
    if let Some(wanted) = wanted {
        let names: Vec<&str> = people.iter().map(Person::name).collect();
        let chosen = Choice::of_people(&names, name_in).choose(wanted).map_err(Problem::new)?;
        let mut wanted = (0..).map(|place| chosen.contains(&place));
        (people, left_out) = people.into_iter().partition(|_| wanted.next() == Some(true));
    }
    for person in &people {
        names::check_people(person.name()).map_err(|what| Problem::in_file(&person.path(), what))?;
    }
    Ok(Listed { people, left_out, unread, warnings })
}

/// What systems and editors leave behind: `.DS_Store`, `._x.txt`, `desktop.ini`, `~$x.docx`. Nobody misses it.
fn is_of_the_system(name: &str) -> bool {
    name.starts_with(['.', '~']) || ["desktop.ini", "thumbs.db"].contains(&name.to_lowercase().as_str())
}

/// How many records a folder inside the records folder has.
fn records_inside(folder: &Path) -> usize {
    let is_record = |entry: &fs::DirEntry| person(&entry.path()).is_ok_and(|person| person.is_some());
    fs::read_dir(folder).map_or(0, |entries| entries.flatten().filter(is_record).count())
}

/// The person whose record this is, and whether the name had `.txt` twice, as where systems hide it; `None` for other files,
/// folders and what systems and editors leave behind (`._x.txt`, `~$x.txt`).
fn person(path: &Path) -> Result<Option<(String, bool)>, Problem> {
    let is_txt = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("txt"));
    // `~$` is what Word and WPS put beside a file that is open.
    let hidden = |name: &[u8]| name.starts_with(b".") || name.starts_with(b"~$");
    let hidden = path.file_name().is_some_and(|n| hidden(n.as_encoded_bytes()));
    if !is_txt || hidden {
        return Ok(None);
    }
    let stem = path.file_stem().and_then(|s| s.to_str());
    let Some(stem) = stem else {
        return Err(Problem::in_file(path, InputProblem::NameNotUtf8));
    };
    let once = stem.len().checked_sub(4).and_then(|at| stem.split_at_checked(at));
    let once = once.filter(|(name, end)| !name.is_empty() && end.eq_ignore_ascii_case(".txt")).map(|(name, _)| name);
    let name = once.unwrap_or(stem);
    Ok(Some((name.strip_suffix(SUFFIX).unwrap_or(name).to_owned(), once.is_some())))
}

/// The person in what may be a record's path, or the name of its file.
#[must_use]
pub fn name_in(text: &str) -> &str {
    let file = text.trim().rsplit(['/', '\\']).next().unwrap_or(text);
    let stem = [".txt", ".TXT"].iter().find_map(|ending| file.strip_suffix(ending)).unwrap_or(file);
    stem.strip_suffix(SUFFIX).unwrap_or(stem)
}

fn refuse_duplicates(people: &[Person]) -> Result<(), Problem> {
    let mut seen: HashMap<&str, &Person> = HashMap::new();
    for person in people {
        if let Some(other) = seen.insert(person.name(), person) {
            return Err(Problem::in_file(
                &person.path(),
                InputProblem::SamePeople { name: person.name().to_owned(), other: other.path() },
            ));
        }
    }
    Ok(())
}

/// Bytes of records that stay in memory, and what each takes besides its text.
const ROOM: usize = 2 << 20;
const EACH: usize = 256;

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
        if let Some(room) = self.room.checked_sub(record.text.len() + EACH) {
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
    let bytes =
        open::read(&person.path()).map_err(|e| Problem::in_file(&person.path(), FileProblem::Unreadable(e.into())))?;
    let decoded = decode::decode(bytes);
    let odd = if decoded.lossy {
        Some(InputProblem::DecodedLossy)
    } else if is_empty(&decoded.text) {
        Some(InputProblem::RecordEmpty)
    } else {
        decoded.from.map(|from| InputProblem::Decoded { from })
    };
    Ok(Record { text: decoded.text.into(), warning: odd.map(|what| Problem::in_file(&person.path(), what)) })
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
        list(dir.path(), None)
            .map(|l| l.people.into_iter().map(|p| p.name().into()).collect())
            .map_err(|p| format!("{p:?}"))
    }

    #[test]
    fn lists_people_in_natural_order() {
        let files = [
            "患者10_问答记录.txt",
            "患者2_问答记录.txt",
            "._患者2_问答记录.txt",
            "~$者2_问答记录.txt",
            "a_问答记录_b.txt",
            "note.md",
        ];
        assert_eq!(names(&files).unwrap(), ["a_问答记录_b", "患者2", "患者10"]);
    }

    #[test]
    fn names_what_is_not_read() {
        let dir = folder(&[
            "患者1.txt",
            "患者7_问答记录.txt.txt",
            "患者8.docx",
            "患者9.md",
            "~$患者8.docx",
            "desktop.ini",
            ".DS_Store",
        ]);
        fs::create_dir(dir.path().join("更多")).unwrap();
        fs::write(dir.path().join("更多/患者3.txt"), "x").unwrap();
        fs::write(dir.path().join("更多/患者4.doc"), "x").unwrap();
        let listed = list(dir.path(), None).unwrap();
        assert_eq!(listed.people.iter().map(|p| p.name()).collect::<Vec<_>>(), ["患者1", "患者7"]);
        let other = |name: &str, inside| Other { name: name.to_owned(), inside };
        let mut first = vec![other("患者8.docx", None), other("患者9.md", None), other("更多", Some(1))];
        first.sort_by(|a, b| natural::compare(&a.name, &b.name));
        assert_eq!(listed.unread, Unread { count: 3, first });
        assert!(
            listed.warnings.len() == 1 && format!("{:?}", listed.warnings[0]).contains("患者7"),
            "{:?}",
            listed.warnings
        );
        // Where nothing is left, the problem says what there is.
        let said = names(&["a.docx", "b.md"]).unwrap_err();
        assert!(said.contains("a.docx") && said.contains("b.md"), "{said}");
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
        let write = |text: &str| people.iter().for_each(|person| fs::write(person.path(), text).unwrap());
        write(&"x".repeat(ROOM / 2 - EACH));
        for person in 0..3 {
            assert_eq!(records.read(person).unwrap().text.len(), ROOM / 2 - EACH);
        }
        write("changed");
        let kept: Vec<bool> = (0..3).map(|person| records.keeps(person)).collect();
        let lengths: Vec<usize> = (0..3).map(|person| records.read(person).unwrap().text.len()).collect();
        assert_eq!((kept, lengths), (vec![true, true, false], vec![ROOM / 2 - EACH, ROOM / 2 - EACH, "changed".len()]));
        assert_eq!(records.take(0).unwrap().text.len(), ROOM / 2 - EACH);
        assert!(!records.keeps(0));
    }
}
