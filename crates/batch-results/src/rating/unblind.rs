//! Several raters' files joined with the answers that they are about: only here it comes out whose they were.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use batch_words::Words;

use super::error::{Place, RatingError};
use super::file::{Rating, Ratings};
use super::questions::rateable;
use super::scored::{Panel, Scored};
use crate::reading::Library;

/// Answers named one by one.
const MOST_NAMED: usize = 3;

/// What raters said, and what of it could not be used.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unblinded {
    /// The judgements.
    pub panel: Panel,
    /// Judgements of answers that the folders do not hold.
    pub unknown: Vec<Unknown>,
}

/// Judgements of a file whose answers are not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The file.
    pub path: PathBuf,
    /// Which answers, as the rater knew them.
    pub places: Vec<Place>,
}

impl Unknown {
    /// In words.
    #[must_use]
    pub fn sentence(&self, words: &Words) -> String {
        let named = self.places.iter().take(MOST_NAMED).map(|place| place.words(words)).collect::<Vec<_>>();
        let named = named.join(&words.list_separator());
        words.rating_unknown(self.path.display().to_string(), self.places.len(), named)
    }
}

/// Joins raters' files with the folders whose answers they judged.
///
/// # Errors
/// Files that cannot be counted together, a file none of whose answers is there, folders that cannot be read.
pub fn unblind(library: &Library, words: &Words, files: &[(PathBuf, Ratings)]) -> Result<Unblinded, RatingError> {
    let Some(((first, ratings), others)) = files.split_first() else { return Ok(Unblinded::default()) };
    for (path, other) in others {
        fit(first, ratings, path, other)?;
    }
    differ(files)?;
    let owners = owners(library, ratings.seed, files)?;
    let mut unblinded = Unblinded::default();
    let panel = &mut unblinded.panel;
    panel.criteria.clone_from(&ratings.criteria);
    let rated: HashSet<usize> =
        files.iter().flat_map(|(_, file)| &file.ratings).filter_map(|rating| owners.get(&rating.id).copied()).collect();
    let mut model_of = HashMap::new();
    for (column, label) in library.labels(words).into_iter().enumerate().filter(|(column, _)| rated.contains(column)) {
        model_of.insert(column, panel.models.len());
        panel.models.push(label);
    }
    for (path, file) in files {
        let rater = panel.raters.len();
        panel.raters.push(file.rater.trim().to_owned());
        let mut unknown = Vec::new();
        for rating in &file.ratings {
            match owners.get(&rating.id).and_then(|column| model_of.get(column)) {
                Some(model) => panel.scored.push(scored(&ratings.criteria, rater, *model, rating)),
                None => unknown.push(Place::of(rating)),
            }
        }
        if !unknown.is_empty() && unknown.len() == file.ratings.len() {
            return Err(RatingError::NothingKnown(path.clone()));
        }
        if !unknown.is_empty() {
            unblinded.unknown.push(Unknown { path: path.clone(), places: unknown });
        }
    }
    Ok(unblinded)
}

/// Two files that can be counted together.
fn fit(first: &Path, ratings: &Ratings, path: &Path, other: &Ratings) -> Result<(), RatingError> {
    let (first, second) = (first.to_owned(), path.to_owned());
    if ratings.seed != other.seed {
        return Err(RatingError::OtherSeed { first, second });
    }
    if ratings.criteria != other.criteria {
        return Err(RatingError::OtherCriteria { first, second });
    }
    Ok(())
}

/// Each file is another rater's.
fn differ(files: &[(PathBuf, Ratings)]) -> Result<(), RatingError> {
    let mut raters: HashMap<&str, &Path> = HashMap::new();
    for (path, file) in files {
        let rater = file.rater.trim();
        if let Some(first) = raters.insert(rater, path) {
            let (first, second) = (first.to_owned(), path.clone());
            return Err(RatingError::SameRater { rater: rater.to_owned(), first, second });
        }
    }
    Ok(())
}

/// Whose the judged answers are, by id: the library's column.
fn owners(library: &Library, seed: u64, files: &[(PathBuf, Ratings)]) -> Result<HashMap<String, usize>, RatingError> {
    let judged: HashSet<&str> = files.iter().flat_map(|(_, file)| &file.ratings).map(|r| r.people.as_str()).collect();
    let mut owners = HashMap::new();
    for (person, people) in library.people.iter().enumerate().filter(|(_, people)| judged.contains(people.as_str())) {
        let reading = library.person(person)?;
        let answers = rateable(library, seed, people, &reading).into_values().flatten();
        owners.extend(answers.map(|(id, conversation)| (id, conversation.column)));
    }
    Ok(owners)
}

fn scored(criteria: &[super::file::Criterion], rater: usize, model: usize, rating: &Rating) -> Scored {
    Scored {
        rater,
        model,
        people: rating.people.clone(),
        prompt: rating.prompt,
        scores: criteria.iter().map(|criterion| rating.scores.get(&criterion.name).copied()).collect(),
        best: rating.best,
        harmful: rating.harmful,
    }
}
