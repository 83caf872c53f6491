//! One model's calls: the most that each can cost, and whether one of which the platform said nothing may be billed.

use std::time::Duration;

use crate::job::config::Model;
use crate::money::price::Tariff;
use crate::platform::fault::{Class, Fault};
use crate::platform::request::RequestTemplate;

/// Prompt tokens that a platform may add around the messages.
pub(super) const AROUND: u64 = 64;
/// No model reads a record and writes an answer in less than this, unless it was seen to.
const INSTANT: Duration = Duration::from_secs(1);

/// What is known of one model's calls.
#[derive(Debug)]
pub(super) struct Meter {
    pub(super) tariff: Option<Tariff>,
    most_completion: Option<u64>,
    /// Choices that each call asks for.
    choices: u64,
    /// Bytes of a body without a conversation: parameters, tools, schemas, the system prompt.
    pub(super) least: usize,
    /// The shortest that an answer took.
    pub(super) fastest: Option<Duration>,
}

impl Meter {
    pub(super) fn new(model: &Model, tariff: Option<Tariff>) -> Self {
        let ask = |name| model.params.fields.get(name).and_then(serde_json::Value::as_u64).unwrap_or(1);
        Self {
            tariff,
            most_completion: model.most_completion,
            choices: ask("n").max(ask("best_of")).max(1),
            least: RequestTemplate::new(&model.params).size(&[]),
            fastest: None,
        }
    }

    pub(super) fn worst(&self, body: usize) -> Option<f64> {
        let prompt = (body as u64).saturating_add(AROUND);
        let completion = self.most_completion?.saturating_mul(self.choices);
        Some(self.tariff.as_ref()?.worst(prompt, completion))
    }

    /// True if the platform may bill a call of which it said nothing: the reply was lost or spoiled, or a gateway gave up
    /// waiting for it. What came sooner than any answer can be was not worked on.
    pub(super) fn may_be_billed(&self, fault: &Fault, took: Duration) -> bool {
        let gateway = fault.class == Class::Html || fault.status >= 500;
        let instant = took < self.fastest.map_or(INSTANT, |fastest| INSTANT.min(fastest / 2));
        let worked_on = !(fault.unsent || gateway && instant);
        worked_on && !fault.free && fault.class.may_be_billed(fault.status)
    }
}
