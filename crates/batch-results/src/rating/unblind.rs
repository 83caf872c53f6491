//! Several raters' files joined with the answers that they are about: only here it comes out whose they were.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use batch_words::Words;

use super::criteria::named;
use super::error::{Place, RatingError};
use super::file::{Criterion, Rating, Ratings};
use super::questions::{place, rateable};
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
    /// How many judgements are of answers that several folders hold word for word; they count for each.
    pub shared: usize,
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
/// Files that cannot be counted together, a file none of whose answers is there or one of whose ids is another answer's, folders
/// that cannot be read.
pub fn unblind(library: &Library, words: &Words, files: &[(PathBuf, Ratings)]) -> Result<Unblinded, RatingError> {
    let Some(((first, ratings), others)) = files.split_first() else { return Ok(Unblinded::default()) };
    for (path, other) in others {
        fit(words, (first, ratings), (path, other))?;
    }
    differ(files)?;
    let owners = owners(library, ratings.seed, files)?;
    let mut unblinded = Unblinded::default();
    let panel = &mut unblinded.panel;
    panel.criteria = match others.iter().all(|(_, other)| other.criteria == ratings.criteria) {
        true => ratings.criteria.clone(),
        false => named(&ratings.criteria, words),
    };
    let rated: HashSet<usize> = files
        .iter()
        .flat_map(|(_, file)| &file.ratings)
        .filter_map(|rating| owners.get(&rating.id))
        .flat_map(|of| &of.columns)
        .copied()
        .collect();
    let mut model_of = HashMap::new();
    for (column, label) in library.labels(words).into_iter().enumerate().filter(|(column, _)| rated.contains(column)) {
        model_of.insert(column, panel.models.len());
        panel.models.push(label);
    }
    for (path, file) in files {
        let rater = panel.raters.len();
        panel.raters.push(file.rater.trim().to_owned());
        let mut unknown = Vec::new();
        let mut judged = HashSet::new();
        for rating in &file.ratings {
            let Some(owner) = owners.get(&rating.id) else {
                panel.beyond |= rating.best.is_some();
                unknown.push(Place::of(rating));
                continue;
            };
            if !owner.fits(rating) {
                return Err(RatingError::Moved { path: path.clone(), place: Place::of(rating) });
            }
            unblinded.shared += usize::from(owner.columns.len() > 1);
            for model in owner.columns.iter().filter_map(|column| model_of.get(column)) {
                if !judged.insert((owner.people, owner.prompt, *model)) {
                    return Err(RatingError::Twice { path: path.clone(), place: Place::of(rating) });
                }
                panel.scored.push(owner.scored(&file.criteria, rater, *model, rating));
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
fn fit(
    words: &Words,
    (first, ratings): (&Path, &Ratings),
    (second, other): (&Path, &Ratings),
) -> Result<(), RatingError> {
    let (first, second) = (first.to_owned(), second.to_owned());
    if ratings.seed != other.seed {
        return Err(RatingError::OtherSeed { first, second });
    }
    if named(&ratings.criteria, words) != named(&other.criteria, words) {
        return Err(RatingError::OtherCriteria { first, second });
    }
    Ok(())
}

/// Each file is another rater's, however the name is spaced and cased.
fn differ(files: &[(PathBuf, Ratings)]) -> Result<(), RatingError> {
    let mut raters: HashMap<String, &Path> = HashMap::new();
    for (path, file) in files {
        let name = file.rater.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        if let Some(first) = raters.insert(name, path) {
            let (first, second) = (first.to_owned(), path.clone());
            return Err(RatingError::SameRater { rater: file.rater.trim().to_owned(), first, second });
        }
    }
    Ok(())
}

/// What an answer's id stands for.
struct Owner<'a> {
    people: &'a str,
    prompt: usize,
    model: &'a str,
    /// The library's; several where folders hold the same answer.
    columns: Vec<usize>,
}

impl Owner<'_> {
    /// True for a judgement that says it is about this answer. A letter tells nothing of the model, a label begins with its name.
    fn fits(&self, rating: &Rating) -> bool {
        let answer = rating.answer.trim();
        let named =
            || answer.strip_prefix(self.model).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '（']));
        let same = (rating.people.trim(), rating.prompt) == (self.people.trim(), self.prompt);
        same && (place(answer).is_some() || named())
    }

    fn scored(&self, criteria: &[Criterion], rater: usize, model: usize, rating: &Rating) -> Scored {
        Scored {
            rater,
            model,
            people: self.people.to_owned(),
            prompt: self.prompt,
            scores: criteria.iter().map(|criterion| rating.scores.get(&criterion.name).copied()).collect(),
            best: rating.best,
            harmful: rating.harmful,
        }
    }
}

/// Whose the answers about the judged people are, by id.
fn owners<'a>(
    library: &'a Library,
    seed: u64,
    files: &[(PathBuf, Ratings)],
) -> Result<HashMap<String, Owner<'a>>, RatingError> {
    let judged: HashSet<&str> = files.iter().flat_map(|(_, file)| &file.ratings).map(|r| r.people.trim()).collect();
    let mut owners: HashMap<String, Owner> = HashMap::new();
    for (person, people) in library.people.iter().enumerate().filter(|(_, people)| judged.contains(people.trim())) {
        let reading = library.person(person)?;
        for (prompt, answers) in rateable(library, seed, people, &reading) {
            for (id, conversation) in answers {
                let column = conversation.column;
                let model = library.columns.get(column).map_or("", |column| column.model.as_str());
                let new = || Owner { people, prompt, model, columns: Vec::new() };
                let columns = &mut owners.entry(id).or_insert_with(new).columns;
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
    }
    Ok(owners)
}
