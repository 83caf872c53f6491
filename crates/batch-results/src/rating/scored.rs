//! Ratings joined with the models whose answers they are about.

use super::file::Criterion;

/// What several raters said, unblinded: what agreement and results are counted from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Panel {
    /// What was judged; the same for all raters.
    pub criteria: Vec<Criterion>,
    /// The raters' names, each once.
    pub raters: Vec<String>,
    /// The models' labels, in the library's order.
    pub models: Vec<String>,
    /// Every judgement; at most one for each rater and answer.
    pub scored: Vec<Scored>,
    /// Some chose the best among answers that are not counted here.
    pub beyond: bool,
}

/// One rater's judgement of one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// Index into the raters.
    pub rater: usize,
    /// Index into the models.
    pub model: usize,
    /// The person whose record it is about.
    pub people: String,
    /// The prompt's number.
    pub prompt: usize,
    /// By criterion; `None` where it was not judged.
    pub scores: Vec<Option<u8>>,
    /// One of the best; `None` if the rater did not choose for this prompt and person.
    pub best: Option<bool>,
    /// It could do harm.
    pub harmful: bool,
}
