//! The blind page: questions and what rates them in one HTML file that knows no model, so that nobody finds one in it.

use std::io::Write;
use std::path::Path;

use batch_core::sheets::whole::Whole;
use batch_words::Words;
use serde::Serialize;

use super::blind;
use super::criteria::Scheme;
use super::error::RatingError;
use super::file::{Criterion, FORMAT};
use super::mask::HIDDEN;
use super::questions::{self, Asked, Draw, Question};
use super::words;
use crate::reading::{Library, ResultsError};
use crate::report::html::Escaped;
use crate::report::safe_json;
use crate::report::shell::Shell;

const SHELL: Shell = Shell {
    template: include_str!("../../assets/rating/page.html"),
    style: concat!(include_str!("../../assets/report/style.css"), include_str!("../../assets/rating/style.css")),
    scripts: &[
        include_str!("../../assets/report/dom.js"),
        include_str!("../../assets/report/markdown.js"),
        include_str!("../../assets/report/render.js"),
        include_str!("../../assets/report/turns.js"),
        include_str!("../../assets/report/theme.js"),
        include_str!("../../assets/rating/ballot.js"),
        include_str!("../../assets/rating/keep.js"),
        include_str!("../../assets/rating/answers.js"),
        include_str!("../../assets/rating/keys.js"),
        include_str!("../../assets/rating/main.js"),
    ],
};

/// Questions that one page holds: more than anybody rates, and few enough for every browser.
pub const MOST_QUESTIONS: usize = 5000;

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WrittenBallot {
    /// Pairs of person and prompt.
    pub questions: usize,
    /// Answers to be judged.
    pub answers: usize,
    /// Of these, answers in which a name was hidden.
    pub masked: usize,
    /// Of these, answers that several folders hold word for word.
    pub shared: usize,
    /// See [`Asked::apart`].
    pub apart: Vec<(String, usize)>,
    /// See [`Asked::bare`].
    pub bare: Vec<(String, usize)>,
}

/// What the scripts need to know.
#[derive(Serialize)]
struct Index<'a> {
    words: std::collections::BTreeMap<&'static str, String>,
    format: &'static str,
    seed: u64,
    /// What the page's ratings are kept under in a browser: a digest over its answers and criteria.
    page: String,
    criteria: &'a [Criterion],
    letters: Vec<String>,
    hidden: &'static str,
    prompts: Vec<&'a str>,
    records: Vec<&'a str>,
    questions: Vec<ShownQuestion<'a>>,
}

#[derive(Serialize)]
struct ShownQuestion<'a> {
    people: &'a str,
    number: usize,
    /// Index into the prompts.
    prompt: usize,
    /// Index into the records.
    record: usize,
    answers: Vec<Shown<'a>>,
}

#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    text: &'a str,
    cut: bool,
}

/// Writes the page in the language of the words.
///
/// # Errors
/// Nothing to rate, more than a page holds, or what cannot be read or written; what was there before is untouched then.
pub fn write(
    words: &Words,
    library: &Library,
    draw: &Draw,
    scheme: &Scheme,
    output: &Path,
) -> Result<WrittenBallot, RatingError> {
    let asked = questions::questions(library, draw, MOST_QUESTIONS)?;
    let unwritable = ResultsError::unwritable(output);
    let mut page = Whole::create(output).map_err(&unwritable)?;
    let index = index(words, draw.seed, scheme, &asked.questions);
    let filled = SHELL.write(&mut page, |name, to| match name {
        "language" => to.write_all(words.language().tag().as_bytes()),
        "index" => safe_json::write(to, &index),
        word => write!(to, "{}", Escaped(&words::word(words, word))),
    });
    filled.and_then(|()| page.flush()).and_then(|()| page.finish()).map_err(&unwritable)?;
    Ok(WrittenBallot::of(asked))
}

impl WrittenBallot {
    /// What questions amount to.
    pub(super) fn of(Asked { questions, apart, bare }: Asked) -> Self {
        let answers = || questions.iter().flat_map(|question| &question.answers);
        Self {
            questions: questions.len(),
            answers: answers().count(),
            masked: answers().filter(|answer| answer.text.contains(HIDDEN)).count(),
            shared: answers().filter(|answer| answer.shared).count(),
            apart,
            bare,
        }
    }
}

fn index<'a>(words: &Words, seed: u64, scheme: &'a Scheme, asked: &'a [Question]) -> Index<'a> {
    let mut prompts = Texts::default();
    let mut records = Texts::default();
    let shown = |question: &'a Question| ShownQuestion {
        people: &question.people,
        number: question.number,
        prompt: prompts.at(&question.prompt),
        record: records.at(&question.record),
        answers: question
            .answers
            .iter()
            .map(|answer| Shown { id: &answer.id, text: &answer.text, cut: answer.cut })
            .collect(),
    };
    let questions = asked.iter().map(shown).collect();
    let ids: Vec<&str> = asked.iter().flat_map(|q| &q.answers).map(|answer| answer.id.as_str()).collect();
    let scales =
        scheme.criteria.iter().map(|criterion| format!("{} {} {}", criterion.name, criterion.low, criterion.high));
    let drawn = ids.join(" ") + "\n" + &scales.collect::<Vec<_>>().join("\n");
    let most = asked.iter().map(|question| question.answers.len()).max().unwrap_or_default();
    Index {
        words: words::all(words).collect(),
        format: FORMAT,
        seed,
        page: blind::id(seed, "", "", 0, &drawn),
        criteria: &scheme.criteria,
        letters: (0..most).map(|place| questions::letter(words, place)).collect(),
        hidden: HIDDEN,
        prompts: prompts.texts,
        records: records.texts,
        questions,
    }
}

/// Texts, each once.
#[derive(Default)]
struct Texts<'a> {
    texts: Vec<&'a str>,
    places: std::collections::HashMap<&'a str, usize>,
}

impl<'a> Texts<'a> {
    /// Where a text stands among them.
    fn at(&mut self, text: &'a str) -> usize {
        *self.places.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.texts.len() - 1
        })
    }
}
