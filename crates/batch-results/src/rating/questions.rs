//! What raters are asked: a person's record, a prompt, and the models' answers in the order drawn, without their names.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use batch_words::{Language, Words};

use super::bare::Bare;
use super::blind;
use super::error::RatingError;
use super::mask::Mask;
use crate::reading::{AnswerState, Conversation, Library, Reading, ResultsError};

/// Which answers are asked about, and what raters may not read.
#[derive(Debug, Clone, Default)]
pub struct Draw {
    /// What ids and order are made of; at most [`blind::MOST_SEED`].
    pub seed: u64,
    /// Only so many pairs of person and prompt, drawn by the seed.
    pub sample: Option<usize>,
    /// What is hidden beside the models' names.
    pub mask: Vec<String>,
}

/// What raters are asked, and what they cannot be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// People in the library's order, prompts by number.
    pub questions: Vec<Question>,
    /// Person and number of prompts that were left out, since the answers are to different prompts or about different records:
    /// nobody can judge them side by side.
    pub apart: Vec<(String, usize)>,
    /// Parts of models' names that stand alone in answers and were not hidden, since they may mean something else; each with
    /// the number of answers.
    pub bare: Vec<(String, usize)>,
}

/// One prompt about one person, with all answers that can be judged; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The person's name.
    pub people: String,
    /// The prompt's number.
    pub number: usize,
    /// The prompt, names hidden; empty if no file says it.
    pub prompt: String,
    /// The record, names hidden; empty if no file says it.
    pub record: String,
    /// In the order drawn.
    pub answers: Vec<Answer>,
}

/// An answer as the rater reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// [`blind::id`] of the answer as it was given.
    pub id: String,
    /// Names hidden.
    pub text: String,
    /// The model was stopped before its end.
    pub cut: bool,
    /// Several folders hold it, word for word: it is asked about once, and its judgement counts for each.
    pub shared: bool,
}

/// How the rater knows the answer at a place of a question, from 0: 甲, 乙, 丙 …; beyond the letters that there are, its number.
#[must_use]
pub fn letter(words: &Words, place: usize) -> String {
    let letters = words.rating_letters();
    letters.split_whitespace().nth(place).map_or_else(|| (place + 1).to_string(), str::to_owned)
}

/// The place, from 0, that a letter of either language stands for; `None` of what is none.
pub(super) fn place(letter: &str) -> Option<usize> {
    let among = |language: &Language| {
        Words::of(*language).rating_letters().split_whitespace().position(|known| known == letter)
    };
    let number = || letter.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    Language::ALL.iter().find_map(among).or_else(number)
}

/// All questions.
///
/// # Errors
/// No answers at all, more questions than `most`, a ledger that can no longer be read.
pub fn questions(library: &Library, draw: &Draw, most: usize) -> Result<Asked, RatingError> {
    let Found { pairs, apart, served } = Found::look(library)?;
    let count = draw.sample.unwrap_or(pairs.len()).min(pairs.len());
    match count {
        0 if !apart.is_empty() => return Err(RatingError::Apart(apart)),
        0 => return Err(RatingError::NothingToRate),
        count if count > most => return Err(RatingError::TooMany { count, most }),
        _ => {}
    }
    let mut numbers_of: HashMap<&str, HashSet<usize>> = HashMap::new();
    for (people, number) in blind::sample(draw.seed, count, pairs) {
        numbers_of.entry(people).or_default().insert(number);
    }
    let models = library.columns.iter().map(|column| &column.model).chain(&served);
    let mask = Mask::new(models.map(String::as_str), &draw.mask);
    let mut bare = Bare::new(library.columns.iter().map(|column| column.model.as_str()));
    let mut questions: Vec<Question> = Vec::with_capacity(count);
    for (person, people) in library.people.iter().enumerate() {
        let Some(numbers) = numbers_of.get(people.as_str()) else { continue };
        let reading = library.person(person)?;
        let answers = rateable(library, draw.seed, people, &reading);
        let asked = answers.into_iter().filter(|(number, _)| numbers.contains(number));
        questions.extend(asked.map(|(number, answers)| question(people, number, &answers, &mask)));
    }
    for Question { prompt, record, answers, .. } in &questions {
        answers.iter().for_each(|answer| bare.look(&answer.text, [prompt, record]));
    }
    Ok(Asked { questions, apart, bare: bare.found() })
}

/// What there is to rate: names only.
#[derive(Default)]
struct Found<'a> {
    /// Every person and prompt with an answer that can be judged.
    pairs: Vec<(&'a str, usize)>,
    /// See [`Asked::apart`].
    apart: Vec<(String, usize)>,
    /// What the servers called the models.
    served: BTreeSet<String>,
}

impl<'a> Found<'a> {
    /// Reads all.
    fn look(library: &'a Library) -> Result<Self, ResultsError> {
        let mut found = Self::default();
        for (person, people) in library.people.iter().enumerate() {
            let reading = library.person(person)?;
            let mut by_number: BTreeMap<usize, Vec<&Conversation>> = BTreeMap::new();
            for conversation in reading.conversations.iter().filter(|conversation| can_be_judged(conversation)) {
                by_number.entry(conversation.number).or_default().push(conversation);
                found.served.extend(conversation.facts.as_ref().and_then(|facts| facts.served.clone()));
            }
            for (number, answers) in by_number {
                match is_one_question(&answers) {
                    true => found.pairs.push((people.as_str(), number)),
                    false => found.apart.push((people.clone(), number)),
                }
            }
        }
        Ok(found)
    }
}

/// True if all answers are to the same prompt about the same record, as far as files say it.
fn is_one_question(answers: &[&Conversation]) -> bool {
    let same = |text: fn(&Conversation) -> &str| {
        let mut said = answers.iter().map(|answer| text(answer).trim()).filter(|text| !text.is_empty());
        let first = said.next();
        said.all(|text| Some(text) == first)
    };
    same(|answer| &answer.prompt) && same(|answer| &answer.chat)
}

fn question(people: &str, number: usize, answers: &[(String, &Conversation)], mask: &Mask) -> Question {
    let first = |text: fn(&Conversation) -> &str| {
        let said = answers.iter().map(|(_, conversation)| text(conversation)).find(|text| !text.is_empty());
        mask.hide(said.unwrap_or_default()).into_owned()
    };
    let answer = |same: &[(String, &Conversation)]| {
        let (id, conversation) = same.first()?;
        Some(Answer {
            id: id.clone(),
            text: mask.hide(&conversation.output).into_owned(),
            cut: conversation.state == AnswerState::Cut,
            shared: same.len() > 1,
        })
    };
    Question {
        people: people.to_owned(),
        number,
        prompt: first(|conversation| &conversation.prompt),
        record: first(|conversation| &conversation.chat),
        answers: answers.chunk_by(|(a, _), (b, _)| a == b).filter_map(answer).collect(),
    }
}

/// A person's answers that can be judged, by prompt, each with its id, in the order drawn.
///
/// An id is made of the model's name alone, so a folder may be moved, or others be read beside it. What several folders hold
/// word for word, of the same model, nobody can tell apart: there it stands once for each folder, side by side, with one id.
#[must_use]
pub fn rateable<'a>(
    library: &Library,
    seed: u64,
    people: &str,
    reading: &'a Reading,
) -> BTreeMap<usize, Vec<(String, &'a Conversation)>> {
    let mut by_number: BTreeMap<usize, Vec<(String, &Conversation)>> = BTreeMap::new();
    for conversation in reading.conversations.iter().filter(|conversation| can_be_judged(conversation)) {
        let Some(column) = library.columns.get(conversation.column) else { continue };
        let (number, output) = (conversation.number, &conversation.output);
        let id = blind::id(seed, &column.model, people, number, output);
        by_number.entry(number).or_default().push((id, conversation));
    }
    by_number.values_mut().for_each(|answers| blind::order(answers, |(id, _)| id));
    by_number
}

/// Failures and empty answers have nothing to judge.
fn can_be_judged(conversation: &Conversation) -> bool {
    matches!(conversation.state, AnswerState::Answered | AnswerState::Cut)
}
