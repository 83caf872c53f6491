//! What a rater saves: `评分-张三.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What stands in a file's `format`, so that another program's JSON is not taken for ratings.
pub const FORMAT: &str = "batch-llm ratings 1";

/// A rater's judgements of a blind page or workbook.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ratings {
    /// [`FORMAT`].
    pub format: String,
    /// The rater's name.
    pub rater: String,
    /// What the order of the answers was drawn with, and what their ids were made with.
    pub seed: u64,
    /// What was judged.
    pub criteria: Vec<Criterion>,
    /// A judgement for each answer that the rater touched, in the page's order.
    pub ratings: Vec<Rating>,
}

/// What an answer is judged by, in whole steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its name, as the rater reads it: 准确性.
    pub name: String,
    /// The lowest score.
    pub low: u8,
    /// The highest score, which is the best.
    pub high: u8,
}

/// What a rater thinks of one answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rating {
    /// Which answer: a digest over the file's seed, model, person, prompt and the answer itself; it tells nobody the model.
    pub id: String,
    /// The person whose record it is about.
    pub people: String,
    /// The prompt's number.
    pub prompt: usize,
    /// How the rater knew the answer: 甲, 乙, 丙 …
    pub answer: String,
    /// By a criterion's name; what was not judged is not there.
    #[serde(default)]
    pub scores: BTreeMap<String, u8>,
    /// One of the best answers to this prompt about this person; more than one is a tie. `None` if the rater did not choose.
    #[serde(default)]
    pub best: Option<bool>,
    /// It could do harm to a patient.
    #[serde(default)]
    pub harmful: bool,
    /// In the rater's words.
    #[serde(default)]
    pub note: String,
    /// Where its id stands in a workbook, as its user finds it: `评分!N12`. No part of a file.
    #[serde(skip)]
    pub cell: Option<String>,
}
