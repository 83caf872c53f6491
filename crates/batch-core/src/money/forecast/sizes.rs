//! How long the inputs of a plan are, in tokens by default ratios.

use super::context::{exceeded, least_tokens};
use crate::base::json_text::JsonText;
use crate::job::plan::{Cell, Plan};
use crate::money::estimate::Content;
use crate::platform::fault::Fault;
use crate::platform::request::{JOINT, Params};

/// The sizes of all inputs of a plan.
pub struct Sizes {
    people: Vec<Size>,
    prompts: Vec<Size>,
    systems: Vec<Size>,
}

/// One text's size.
#[derive(Clone, Copy, Default)]
struct Size {
    content: Content,
    /// The fewest tokens that it can have.
    least: f64,
    /// Bytes of it in a request.
    bytes: usize,
}

impl Size {
    fn of(text: &str) -> Self {
        let quoted = JsonText::new(text);
        Self { content: Content::of(text), least: least_tokens(quoted.inner()), bytes: quoted.inner().len() }
    }
}

/// What a model reads beside a conversation's own texts: the system prompt, tools and schemas.
fn beside(params: &Params) -> String {
    let fields = ["tools", "functions", "response_format"].iter().filter_map(|name| params.fields.get(*name));
    params.system.iter().cloned().chain(fields.map(ToString::to_string)).collect()
}

impl Sizes {
    /// Measures what all conversations of a plan have, before any record.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self {
            people: Vec::with_capacity(plan.people.len()),
            prompts: plan.prompts.iter().map(|prompt| Size::of(&prompt.text)).collect(),
            systems: plan.models.iter().map(|model| Size::of(&beside(&model.params))).collect(),
        }
    }

    /// Measures the next person's record.
    pub fn record(&mut self, text: &str) {
        self.people.push(Size::of(text));
    }

    /// Tokens of a conversation's prompt by default ratios.
    #[must_use]
    pub fn tokens(&self, plan: &Plan, cell: Cell) -> f64 {
        let parts = self.parts(plan, cell).map(|size| size.content);
        parts.into_iter().fold(Content::of(JOINT), Content::and).tokens()
    }

    /// The fewest and the most tokens of a conversation's prompt by the tokenizers that are in use.
    #[must_use]
    pub fn bounds(&self, plan: &Plan, cell: Cell) -> (f64, f64) {
        let content = self.parts(plan, cell).into_iter().map(|size| size.content);
        (self.least(plan, cell), content.fold(Content::of(JOINT), Content::and).most())
    }

    fn least(&self, plan: &Plan, cell: Cell) -> f64 {
        self.parts(plan, cell).iter().map(|size| size.least).sum()
    }

    /// Bytes of a conversation's own texts in a request.
    #[must_use]
    pub fn bytes(&self, plan: &Plan, cell: Cell) -> usize {
        let [person, prompt, _] = self.parts(plan, cell);
        person.bytes + prompt.bytes + JOINT.len()
    }

    /// Why a conversation cannot fit into its model's context; `None` if it might.
    #[must_use]
    pub fn too_long(&self, plan: &Plan, cell: Cell) -> Option<Fault> {
        exceeded(plan.model(cell.sheet), self.least(plan, cell))
    }

    fn parts(&self, plan: &Plan, cell: Cell) -> [Size; 3] {
        [
            self.people.get(plan.person_index(cell.sheet)).copied().unwrap_or_default(),
            self.prompts[usize::from(cell.prompt)],
            self.systems[plan.model_index(cell.sheet)],
        ]
    }
}
