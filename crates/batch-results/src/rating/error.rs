//! What is wrong with files of ratings or criteria.

use std::io;
use std::path::{Path, PathBuf};

use batch_core::base::problem::{Cause, Excerpt, Problem};
use batch_words::{Words, problem, said};

use super::file::Rating;
use super::workbook::WorkbookError;
use crate::reading::ResultsError;

/// Why there is nothing to rate with, or nothing to count.
#[derive(Debug, thiserror::Error)]
pub enum RatingError {
    /// A file that the system does not let us read.
    #[error("{}: cannot be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another file than a rater's.
    #[error("{}: no ratings", .0.display())]
    NotRatings(PathBuf),
    /// A folder without files of raters.
    #[error("{}: no files", .0.display())]
    NoFiles(PathBuf),
    /// Ratings of a later program.
    #[error("{}: {format}", path.display())]
    OtherVersion {
        /// Which.
        path: PathBuf,
        /// What it says of itself.
        format: String,
    },
    /// Something in a file that does not belong there, most likely written by hand.
    #[error("{}: line {line}", path.display())]
    Malformed {
        /// Which.
        path: PathBuf,
        /// About where.
        line: usize,
    },
    /// Nobody says who rated.
    #[error("{}: no name", .0.display())]
    NoName(PathBuf),
    /// A file of criteria that cannot be read, or is no JSON.
    #[error("no JSON")]
    NotJson(Box<Problem>),
    /// A file of criteria that is none.
    #[error("{}: line {line}: no criteria", path.display())]
    NotCriteria {
        /// Which.
        path: PathBuf,
        /// About where.
        line: usize,
    },
    /// No criteria at all.
    #[error("{}: no criteria", .0.display())]
    NoCriteria(PathBuf),
    /// A criterion without a name of its own, or without two scores.
    #[error("{}: criterion {name}", path.display())]
    BadCriterion {
        /// In which file.
        path: PathBuf,
        /// Its name.
        name: String,
    },
    /// A score by something that is not judged.
    #[error("{}: {place:?}: unknown criterion {criterion}", path.display())]
    UnknownCriterion {
        /// In which file.
        path: PathBuf,
        /// Of which answer.
        place: Box<Place>,
        /// By what.
        criterion: String,
    },
    /// A score that is none of the criterion's.
    #[error("{}: {place:?}: {criterion} {score}", path.display())]
    OutOfRange {
        /// In which file.
        path: PathBuf,
        /// Of which answer.
        place: Box<Place>,
        /// By what.
        criterion: String,
        /// As it stands there.
        score: u8,
        /// What it may be.
        range: (u8, u8),
    },
    /// One answer judged twice in one file.
    #[error("{}: {place:?} twice", path.display())]
    Twice {
        /// In which file.
        path: PathBuf,
        /// Which answer.
        place: Place,
    },
    /// An id that is another answer's than the one it stands beside.
    #[error("{}: {place:?}: moved", path.display())]
    Moved {
        /// In which file.
        path: PathBuf,
        /// Which answer, as the rater knew it.
        place: Place,
    },
    /// Two files of one rater.
    #[error("{rater}: {} and {}", first.display(), second.display())]
    SameRater {
        /// The name in both.
        rater: String,
        /// One of them.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// Ratings of pages that were drawn by different seeds.
    #[error("{} and {}: different seeds", first.display(), second.display())]
    OtherSeed {
        /// One of them.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// Ratings by different criteria.
    #[error("{} and {}: different criteria", first.display(), second.display())]
    OtherCriteria {
        /// One of them.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// Ratings of other answers than the folders hold.
    #[error("{}: none of its answers is known", .0.display())]
    NothingKnown(PathBuf),
    /// More to rate than one page can hold, or anybody can read.
    #[error("{count} questions, at most {most}")]
    TooMany {
        /// Pairs of person and prompt.
        count: usize,
        /// So many a page holds.
        most: usize,
    },
    /// Nothing but failures and empty answers.
    #[error("no answers to rate")]
    NothingToRate,
    /// Every answer is to another prompt or about another record than those that it would stand beside.
    #[error("answers to different questions")]
    Apart(Vec<(String, usize)>),
    /// What is wrong with a rater's workbook.
    #[error(transparent)]
    Workbook(#[from] WorkbookError),
    /// What is wrong with the folders, or with where the result goes.
    #[error(transparent)]
    Results(#[from] ResultsError),
}

/// Questions named one by one.
const MOST_NAMED: usize = 3;

/// Where an answer stands, as the rater knew it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The person's name.
    pub people: String,
    /// The prompt's number.
    pub prompt: usize,
    /// 甲, 乙, 丙 …
    pub answer: String,
    /// In a workbook, the cell of its id.
    pub cell: Option<String>,
}

impl Place {
    /// Of the answer that a judgement is about.
    #[must_use]
    pub fn of(rating: &Rating) -> Self {
        let Rating { people, prompt, answer, cell, .. } = rating;
        Self { people: people.clone(), prompt: *prompt, answer: answer.clone(), cell: cell.clone() }
    }

    /// In words.
    #[must_use]
    pub fn words(&self, words: &Words) -> String {
        let place = words.rating_place(&self.people, self.prompt.to_string(), &self.answer);
        match &self.cell {
            Some(cell) => words.rating_place_cell(cell, place),
            None => place,
        }
    }
}

impl RatingError {
    /// The line that it is about, if it can be shown.
    #[must_use]
    pub fn excerpt(&self) -> Option<&Excerpt> {
        match self {
            Self::NotJson(problem) => problem.excerpt.as_deref(),
            _ => None,
        }
    }

    /// In words, with what to do.
    #[must_use]
    pub fn sentence(&self, words: &Words) -> String {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::Unreadable { path, source } => {
                words.reading_unreadable(shown(path), said::cause(words, &Cause::from(source)))
            }
            Self::NotRatings(path) => words.rating_not_ratings(shown(path)),
            Self::NoFiles(path) => words.rating_no_files(shown(path)),
            Self::OtherVersion { path, format } => words.rating_other_version(shown(path), format),
            Self::Malformed { path, line } => words.rating_malformed(shown(path), line.to_string()),
            Self::NoName(path) => words.rating_no_name(shown(path)),
            Self::NotJson(problem) => problem::sentence(words, problem),
            Self::NotCriteria { path, line } => words.rating_not_criteria(shown(path), line.to_string()),
            Self::NoCriteria(path) => words.rating_no_criteria(shown(path)),
            Self::BadCriterion { path, name } => words.rating_bad_criterion(shown(path), name),
            Self::UnknownCriterion { path, place, criterion } => {
                words.rating_unknown_criterion(shown(path), place.words(words), criterion)
            }
            Self::OutOfRange { path, place, criterion, score, range: (low, high) } => words.rating_out_of_range(
                shown(path),
                place.words(words),
                criterion,
                score.to_string(),
                low.to_string(),
                high.to_string(),
            ),
            Self::Twice { path, place } => words.rating_twice(shown(path), place.words(words)),
            Self::Moved { path, place } => words.scores_cell(shown(path), place.words(words), words.scores_moved()),
            Self::SameRater { rater, first, second } => words.rating_same_rater(shown(first), shown(second), rater),
            Self::OtherSeed { first, second } => words.rating_other_seed(shown(first), shown(second)),
            Self::OtherCriteria { first, second } => words.rating_other_criteria(shown(first), shown(second)),
            Self::NothingKnown(path) => words.rating_nothing_known(shown(path)),
            Self::TooMany { count, most } => words.rating_too_many(count.to_string(), most.to_string()),
            Self::NothingToRate => words.rating_nothing_to_rate(),
            Self::Apart(pairs) => apart(words, pairs),
            Self::Workbook(error) => error.sentence(words),
            Self::Results(error) => error.sentence(words),
        }
    }
}

/// Parts of models' names that stand alone in answers, in words, with what to do.
#[must_use]
pub fn bare(words: &Words, found: &[(String, usize)]) -> String {
    let named: Vec<String> = found.iter().map(|(word, count)| words.rating_bare_one(word, *count)).collect();
    let names: Vec<&String> = found.iter().map(|(word, _)| word).collect();
    let hide = serde_json::json!({ "hide": names });
    words.rating_bare(named.join(&words.list_separator()), hide.to_string())
}

/// What was left out of a page since its answers are to different prompts or about different records, in words.
#[must_use]
pub fn apart(words: &Words, pairs: &[(String, usize)]) -> String {
    let pair = |(people, number): &(String, usize)| words.rating_pair(people, number.to_string());
    let named: Vec<String> = pairs.iter().take(MOST_NAMED).map(pair).collect();
    words.rating_apart(pairs.len(), named.join(&words.list_separator()))
}
