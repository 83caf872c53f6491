//! Sentences about the platform's batch service.

use batch_core::base::problem::{BatchProblem, CannotBatch, WhyNot};

use crate::Words;

/// What keeps conversations from it.
#[must_use]
pub fn sentence(words: &Words, problem: &BatchProblem) -> String {
    match problem {
        BatchProblem::NoService => words.batch_no_service(),
        BatchProblem::HeldOnly => words.batch_held_only(),
        BatchProblem::NoModel { models } => words.batch_no_model(all(words, models)),
        BatchProblem::SomeModels { models, online: true } => words.batch_some_online(all(words, models)),
        BatchProblem::SomeModels { models, online: false } => words.batch_some_models(all(words, models)),
        BatchProblem::Rehearsed { models, key } => words.batch_rehearsed(key, models.join(&words.list_separator())),
        BatchProblem::NothingFresh => words.batch_nothing_fresh(),
        BatchProblem::Waiting { conversations } => words.batch_waiting(*conversations),
    }
}

/// Models that cannot be asked there, each with its reason.
#[must_use]
pub fn all(words: &Words, models: &[CannotBatch]) -> String {
    let said: Vec<String> = models.iter().map(|model| cannot(words, model)).collect();
    said.join(&words.list_separator())
}

fn cannot(words: &Words, CannotBatch { model, why }: &CannotBatch) -> String {
    match why {
        WhyNot::Unknown { as_of } => words.batch_why_unknown(model, as_of),
        WhyNot::Parameter { name } => words.batch_why_parameter(model, name),
        WhyNot::Unnamed { key } => words.batch_why_unnamed(model, key),
    }
}
