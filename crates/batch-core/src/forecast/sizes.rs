//! How long the inputs of a plan are, in tokens by default ratios.

use crate::flow::estimate::Content;
use crate::plan::{Cell, Plan};
use crate::request::JOINT;

/// The sizes of all inputs of a plan: each record is read once, none is kept.
pub struct Sizes {
    people: Vec<Content>,
    prompts: Vec<Content>,
    systems: Vec<Content>,
}

impl Sizes {
    /// Measures a plan. A record that cannot be read has no size: the run will say what is wrong with it.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let record = |person| crate::input::records::read(person).map_or(Content::default(), |r| Content::of(&r.text));
        Self {
            people: plan.people.iter().map(record).collect(),
            prompts: plan.prompts.iter().map(|prompt| Content::of(&prompt.text)).collect(),
            systems: plan.models.iter().map(|m| Content::of(m.params.system.as_deref().unwrap_or_default())).collect(),
        }
    }

    /// Tokens of a conversation's prompt by default ratios.
    #[must_use]
    pub fn tokens(&self, plan: &Plan, cell: Cell) -> f64 {
        let parts = [
            self.people[plan.person_index(cell.sheet)],
            self.prompts[usize::from(cell.prompt)],
            self.systems[plan.model_index(cell.sheet)],
            Content::of(JOINT),
        ];
        parts.into_iter().fold(Content::default(), Content::and).tokens()
    }
}
