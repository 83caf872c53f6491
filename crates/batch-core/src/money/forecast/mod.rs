//! What a run will take: tokens, money and time, learned from the answers in the ledger or by default ratios.

pub mod context;
mod learned;
mod sizes;
mod time;

use serde::Serialize;

use crate::base::amount::round;
use crate::job::plan::{Cell, Plan};
use crate::ledger::Usage;
use crate::money::estimate::{AROUND, MOST_AROUND};
use crate::money::price::Tariff;
use crate::platform::request::RequestTemplate;
use crate::platform::{Charge, Profile};

pub use learned::{LearnedSizes, learn};
pub use sizes::Sizes;
pub use time::{Bound, time};

/// Tokens of an answer before any is known: a guess. Only answers tell; until then one may be as short as one token.
const ANSWER: f64 = 350.0;
/// Tokens of thinking before an answer, likewise. Real models may think ten times as long.
const THINKING: f64 = 200.0;
/// How far prompts may lie from the ratio that answers or the platform have told, either way.
const LEARNED_SPREAD: f64 = 0.1;
/// Tokens a second that a model says, and the seconds before it begins, until answers tell.
const SPEED: f64 = 40.0;
const DELAY: f64 = 2.0;

/// The least, what is likely, and the most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Spread {
    /// The least.
    pub min: f64,
    /// What is likely.
    pub likely: f64,
    /// The most, if every answer is as long as its cap; `None`: there is no cap.
    pub max: Option<f64>,
}

impl Spread {
    /// Adds another range.
    pub fn add(&mut self, other: &Self) {
        self.min += other.min;
        self.likely += other.likely;
        self.max = self.max.zip(other.max).map(|(a, b)| a + b);
    }

    /// The sum of some amounts of money; `None` if there are none.
    #[must_use]
    pub fn sum(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        let add = |mut sum: Self, one: Self| {
            sum.add(&one);
            sum
        };
        all.into_iter().reduce(add).map(Self::rounded)
    }

    fn rounded(self) -> Self {
        Self { min: round(self.min), likely: round(self.likely), max: self.max.map(round) }
    }
}

/// One model's part.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ModelForecast {
    /// The configured name.
    pub name: String,
    /// Conversations that this run is asked for.
    pub conversations: usize,
    /// Answered by earlier runs.
    pub answered: usize,
    /// To be asked.
    pub left: usize,
    /// Answers and estimates of the platform that the tokens were learned from; 0: default ratios.
    pub learned_from: usize,
    /// Prompt tokens of what is to be asked.
    #[serde(serialize_with = "whole_numbers")]
    pub prompt_tokens: Spread,
    /// Completion tokens, thinking included.
    #[serde(serialize_with = "whole_numbers")]
    pub completion_tokens: Spread,
    /// Money; `None` if the price is unknown.
    pub cost: Option<Spread>,
    /// The same in the platform's batch service; `None` if it cannot be asked there, or its price is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch_cost: Option<Spread>,
    /// Seconds that one call is expected to take.
    pub seconds_a_call: f64,
    /// Bytes of the requests for what is to be asked.
    #[serde(skip)]
    pub bytes: u64,
    #[serde(skip)]
    charged: f64,
}

/// Tokens are counted in whole numbers.
fn whole_numbers<S: serde::Serializer>(range: &Spread, to: S) -> Result<S::Ok, S::Error> {
    let max = range.max.map(|max| max as u64);
    serde_json::json!({"min": range.min as u64, "likely": range.likely as u64, "max": max}).serialize(to)
}

/// What is needed to forecast one model.
pub struct Basis<'a> {
    /// Index into the plan's models.
    pub model: usize,
    /// What is to be asked.
    pub left: &'a [Cell],
    /// How many of the run's conversations are answered.
    pub answered: usize,
    /// What is known of the model's habits.
    pub learned: LearnedSizes,
    /// Its prices, if known.
    pub tariff: Option<&'a Tariff>,
    /// Those of the platform's batch service, if it can be asked there.
    pub in_batch: Option<&'a Tariff>,
    /// True if it is known to think before it answers.
    pub thinks: bool,
}

/// Forecasts one model.
#[must_use]
pub fn model(plan: &Plan, profile: &Profile, sizes: &Sizes, basis: &Basis<'_>) -> ModelForecast {
    let Basis { left, learned, .. } = basis;
    let model = &plan.models[basis.model];
    let count = left.len() as f64;
    let known = learned.answers + learned.asked > 0;
    let cap = model.most_completion;
    let default = ANSWER + if basis.thinks { THINKING } else { 0.0 };
    let said = learned.mean().unwrap_or(default).min(cap.map_or(f64::INFINITY, |cap| cap as f64));
    let least = learned.least(count, said);
    let ratio = learned.ratio();
    let cached_share = if learned.counted > 0.0 { learned.cached as f64 / learned.counted } else { 0.0 };
    let (mut prompt, mut completion) = (Spread { max: Some(0.0), ..Spread::default() }, Spread::default());
    completion.max = cap.map(|cap| count * cap as f64);
    completion.likely = (count * said).round();
    completion.min = least.round();
    let nothing = Spread { max: cap.map(|_| 0.0), ..Spread::default() };
    let mut costs = [basis.tariff, basis.in_batch].map(|tariff| Some((tariff?, nothing)));
    for cell in *left {
        let tokens = sizes.tokens(plan, *cell) * ratio;
        let (low, high) = if known {
            let unknown = if learned.answers == 0 && learned.bare > 0 { MOST_AROUND } else { 0.0 };
            ((tokens - unknown.min(AROUND)) * (1.0 - LEARNED_SPREAD), tokens * (1.0 + LEARNED_SPREAD) + unknown)
        } else {
            sizes.bounds(plan, *cell)
        };
        prompt.add(&Spread { min: low, likely: tokens, max: Some(high) });
        for (tariff, sum) in costs.iter_mut().flatten() {
            let call = |prompt: f64, said: f64| {
                let cached_tokens = (prompt * cached_share) as u64;
                let (prompt_tokens, completion_tokens) = (prompt.round() as u64, said.round() as u64);
                tariff.cost(&Usage { prompt_tokens, completion_tokens, cached_tokens, ..Usage::default() })
            };
            sum.add(&Spread {
                min: call(low, least / count.max(1.0)),
                likely: call(tokens, said),
                max: cap.map(|cap| tariff.worst(high.ceil() as u64, cap)),
            });
        }
    }
    let [cost, batch_cost] = costs.map(|cost| cost.map(|(_, cost)| cost.rounded()));
    let charged = match profile.charge {
        Charge::PromptPlusMax => prompt.likely + count * model.params.cap().map_or(said, |cap| cap as f64),
        Charge::PromptPlusAnswer => prompt.likely + completion.likely,
    };
    let frame = RequestTemplate::new(&model.params).size(&[]);
    let bytes = left.iter().map(|cell| (frame + sizes.bytes(plan, *cell)) as u64).sum();
    let learned_seconds = (learned.timed > 0).then(|| learned.ms as f64 / learned.timed as f64 / 1000.0);
    ModelForecast {
        name: model.name.clone(),
        conversations: left.len() + basis.answered,
        answered: basis.answered,
        left: left.len(),
        learned_from: learned.answers + learned.asked,
        prompt_tokens: whole(prompt),
        completion_tokens: completion,
        cost,
        batch_cost,
        seconds_a_call: learned_seconds.unwrap_or(DELAY + said / SPEED),
        bytes,
        charged,
    }
}

fn whole(range: Spread) -> Spread {
    Spread { min: range.min.round(), likely: range.likely.round(), max: range.max.map(f64::round) }
}
