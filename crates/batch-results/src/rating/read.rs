//! One rater's file or workbook read back and looked through: whatever is wrong with it is said, none of it is passed over.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use batch_core::base::decode::decode;
use batch_core::job::input::natural;
use batch_core::sheets::open;
use serde_json::error::Category;

use super::error::{Place, RatingError};
use super::file::{Criterion, FORMAT, Ratings};
use super::moved::moved;
use super::wildcard::{is_pattern, matches};
use super::workbook;

/// How raters' files end.
const ENDINGS: &[&str] = &["json", "xlsx"];
/// How every version of the format begins.
const ANY_FORMAT: &str = "batch-llm ratings";

/// Raters' files, read.
#[derive(Debug, Default)]
pub struct Files {
    /// Each with what it says.
    pub ratings: Vec<(PathBuf, Ratings)>,
    /// JSON of another kind that lay in a folder of ratings.
    pub foreign: Vec<PathBuf>,
}

/// Reads raters' files; a folder stands for those in it, and a name with `*` for what it means, as some shells leave that to us.
///
/// # Errors
/// What is wrong with the first that cannot be used, or a folder without any.
pub fn all(paths: &[PathBuf]) -> Result<Files, RatingError> {
    let mut files = Files::default();
    for path in paths {
        if path.is_dir() {
            files.folder(path, "*")?;
        } else if is_pattern(path) {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            files.folder(folder, &path.file_name().unwrap_or_default().to_string_lossy())?;
        } else {
            files.ratings.push((path.clone(), read(path)?));
        }
    }
    Ok(files)
}

impl Files {
    /// Takes in the files of a folder whose names a pattern stands for.
    fn folder(&mut self, folder: &Path, pattern: &str) -> Result<(), RatingError> {
        let before = self.ratings.len();
        for path in in_folder(folder, pattern)? {
            match read(&path) {
                Ok(ratings) => self.ratings.push((path, ratings)),
                Err(RatingError::NotRatings(path)) => self.foreign.push(path),
                Err(e) => return Err(e),
            }
        }
        match self.ratings.len() > before {
            true => Ok(()),
            false => Err(RatingError::NoFiles(folder.to_owned())),
        }
    }
}

/// The files of a folder that can be raters' and are meant, in natural order.
fn in_folder(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, RatingError> {
    let unreadable = |source| RatingError::Unreadable { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Excel keeps a file of its own beside each that is open.
        let hidden = name.starts_with('.') || name.starts_with("~$");
        let known = path.extension().is_some_and(|end| ENDINGS.iter().any(|known| end.eq_ignore_ascii_case(known)));
        if known && !hidden && matches(pattern, &name) && path.is_file() {
            files.push(path);
        }
    }
    files.sort_by(|a, b| natural::compare(&a.to_string_lossy(), &b.to_string_lossy()));
    match files.is_empty() {
        true => Err(RatingError::NoFiles(folder.to_owned())),
        false => Ok(files),
    }
}

/// Reads a rater's file, or workbook.
///
/// # Errors
/// What is wrong with it: not a rater's file, a later version's, or changed by hand so that it no longer holds together.
pub fn read(path: &Path) -> Result<Ratings, RatingError> {
    let ratings = match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("xlsx") => workbook::read(path)?,
        _ => parse(path, &text(path)?)?,
    };
    check(path, &ratings)?;
    Ok(ratings)
}

/// A file's text, in whatever encoding an editor left it.
pub(super) fn text(path: &Path) -> Result<String, RatingError> {
    let bytes = open::read(path).map_err(|source| RatingError::Unreadable { path: path.to_owned(), source })?;
    Ok(decode(bytes).text)
}

fn parse(path: &Path, text: &str) -> Result<Ratings, RatingError> {
    let what: serde_json::Value = serde_json::from_str(text).map_err(|e| match e.classify() {
        // Begun like ours, so it is worth mending.
        _ if text.contains(ANY_FORMAT) => RatingError::Malformed { path: path.to_owned(), line: e.line() },
        Category::Io | Category::Syntax | Category::Data | Category::Eof => RatingError::NotRatings(path.to_owned()),
    })?;
    match what["format"].as_str() {
        Some(FORMAT) => {
            serde_json::from_str(text).map_err(|e| RatingError::Malformed { path: path.to_owned(), line: e.line() })
        }
        Some(other) if other.starts_with(ANY_FORMAT) => {
            Err(RatingError::OtherVersion { path: path.to_owned(), format: other.to_owned() })
        }
        _ => Err(RatingError::NotRatings(path.to_owned())),
    }
}

/// Looks through ratings that came out of a file, of whatever kind.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(path: &Path, ratings: &Ratings) -> Result<(), RatingError> {
    let file = || path.to_owned();
    if ratings.rater.trim().is_empty() {
        return Err(RatingError::NoName(file()));
    }
    check_criteria(path, &ratings.criteria)?;
    let mut seen = HashSet::new();
    for rating in &ratings.ratings {
        if !seen.insert(rating.id.as_str()) {
            return Err(RatingError::Twice { path: file(), place: Place::of(rating) });
        }
        for (name, score) in &rating.scores {
            let place = || Box::new(Place::of(rating));
            let Some(criterion) = ratings.criteria.iter().find(|criterion| criterion.name == *name) else {
                return Err(RatingError::UnknownCriterion { path: file(), place: place(), criterion: name.clone() });
            };
            let Criterion { low, high, .. } = *criterion;
            if !(low..=high).contains(score) {
                let (criterion, range) = (name.clone(), (low, high));
                return Err(RatingError::OutOfRange { path: file(), place: place(), criterion, score: *score, range });
            }
        }
    }
    match moved(&ratings.ratings) {
        Some(rating) => Err(RatingError::Moved { path: file(), place: Place::of(rating) }),
        None => Ok(()),
    }
}

/// The highest score that a criterion may have: rated by keys, whose last stands for ten.
pub const HIGHEST: u8 = 10;

/// Criteria that can be rated by: each with a name of its own and at least two scores.
///
/// # Errors
/// The first thing that is wrong.
pub fn check_criteria(path: &Path, criteria: &[Criterion]) -> Result<(), RatingError> {
    if criteria.is_empty() {
        return Err(RatingError::NoCriteria(path.to_owned()));
    }
    let mut names = HashSet::new();
    for Criterion { name, low, high } in criteria {
        if name.trim().is_empty() || !names.insert(name) || low >= high || *high > HIGHEST {
            return Err(RatingError::BadCriterion { path: path.to_owned(), name: name.clone() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_programs_json_in_a_folder_is_left_out_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let [foreign, good] = ["batch_config_kimi.json", "评分-张三.json"].map(|name| folder.path().join(name));
        std::fs::write(&foreign, "{}").unwrap();
        let paths = [folder.path().to_owned()];
        assert!(matches!(all(&paths), Err(RatingError::NoFiles(_))), "nothing but that");
        std::fs::write(&good, GOOD).unwrap();
        let files = all(&paths).unwrap();
        assert_eq!((files.ratings.len(), &files.foreign), (1, &vec![foreign.clone()]));
        assert!(matches!(all(&[good, foreign]), Err(RatingError::NotRatings(_))), "whoever names it means it");
        // As PowerShell hands it on.
        let files = all(&[folder.path().join("评分-*.json")]).unwrap();
        assert_eq!((files.ratings.len(), files.foreign.len()), (1, 0));
        assert!(matches!(all(&[folder.path().join("rating-*.json")]), Err(RatingError::NoFiles(_))));
    }

    const GOOD: &str = r#"{
"format": "batch-llm ratings 1",
"rater": "张三",
"seed": 1,
"criteria": [{"name": "准确性", "low": 1, "high": 5}],
"ratings": [
{"id": "a", "people": "患者1", "prompt": 1, "answer": "甲", "scores": {"准确性": 5}, "best": true, "harmful": false, "note": ""},
{"id": "b", "people": "患者1", "prompt": 1, "answer": "乙", "scores": {}}
]
}"#;

    fn said(text: &str) -> Result<Ratings, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let words = batch_words::Words::of(batch_words::Language::English);
        read(file.path()).map_err(|e| e.sentence(words).replace(&file.path().display().to_string(), "FILE"))
    }

    #[test]
    fn a_file_is_read_as_it_was_saved_also_after_an_editor() {
        let ratings = said(GOOD).unwrap();
        assert_eq!((ratings.rater.as_str(), ratings.ratings.len()), ("张三", 2));
        assert_eq!(said(&format!("\u{feff}{}", GOOD.replace('\n', "\r\n"))).unwrap(), ratings);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (from, to, sentence) in [
            ("\"format\": \"batch-llm ratings 1\",", "", "not a rating file"),
            ("ratings 1\"", "ratings 2\"", "batch-llm ratings 2"),
            ("\"seed\": 1,", "\"seed\": 1", "near line 5"),
            ("{\"准确性\": 5}", "{\"准确性\": 4.5}", "near line 7"),
            ("\"prompt\": 1, \"answer\": \"乙\"", "\"prompt\": \"一\", \"answer\": \"乙\"", "near line 8"),
            ("张三", " ", "rater"),
            ("\"准确性\": 5", "\"准确性\": 6", "患者1, prompt 1, answer 甲: 准确性 is 6; it must be from 1 to 5"),
            ("\"准确性\": 5", "\"准确\": 5", "准确"),
            ("\"high\": 5", "\"high\": 1", "准确性"),
            ("[{\"name\": \"准确性\", \"low\": 1, \"high\": 5}]", "[]", "no criteria"),
            ("\"id\": \"b\"", "\"id\": \"a\"", "answer 乙"),
            ("\"id\": \"b\"", "\"id\": \"0\"", "answer 甲: this answer's id"),
        ] {
            assert!(GOOD.contains(from), "{from}");
            let error = said(&GOOD.replacen(from, to, 1)).unwrap_err();
            assert!(error.starts_with("FILE") && error.contains(sentence), "{error}, not {sentence}");
        }
        for other in ["", "[]", "<html>", "{\"model\": \"kimi\"}"] {
            assert!(said(other).unwrap_err().contains("not a rating file"), "{other}");
        }
    }
}
