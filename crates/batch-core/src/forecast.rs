//! What a run will take: tokens, money and time, learned from the answers in the ledger or by default ratios.

use std::collections::HashMap;
use std::time::Duration;

use serde::Serialize;

use crate::config::Settings;
use crate::flow::estimate::Content;
use crate::identity::{Identities, Key};
use crate::ledger::{Past, Usage};
use crate::plan::{Cell, Plan};
use crate::platform::{Charge, Limits, Profile, Scope};
use crate::price::{Tariff, round};

/// Tokens of an answer before any is known: the mean of the simulator's over the repository's examples.
const ANSWER: f64 = 350.0;
/// Tokens of thinking before an answer, likewise. Real models may think ten times as long.
const THINKING: f64 = 200.0;
/// How far a tokenizer may lie from the default ratios, either way.
const SPREAD: f64 = 0.12;
/// The same once the ledger or the platform has told the ratio.
const LEARNED_SPREAD: f64 = 0.02;
/// Tokens a second that a model says, and the seconds before it begins, until answers tell.
const SPEED: f64 = 40.0;
const DELAY: f64 = 2.0;

/// The least, what is likely, and the most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Range {
    /// The least.
    pub min: f64,
    /// What is likely.
    pub likely: f64,
    /// The most, if every answer is as long as its cap; `None`: there is no cap.
    pub max: Option<f64>,
}

impl Range {
    /// Adds another range.
    pub fn add(&mut self, other: &Self) {
        self.min += other.min;
        self.likely += other.likely;
        self.max = self.max.zip(other.max).map(|(a, b)| a + b);
    }
}

/// One model's part.
#[derive(Debug, Clone, Serialize)]
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
    pub prompt_tokens: Range,
    /// Completion tokens, thinking included.
    #[serde(serialize_with = "whole_numbers")]
    pub completion_tokens: Range,
    /// Money; `None` if the price is unknown.
    pub cost: Option<Range>,
    /// Seconds that one call is expected to take.
    pub seconds_a_call: f64,
    #[serde(skip)]
    charged: f64,
}

/// Tokens are counted in whole numbers.
fn whole_numbers<S: serde::Serializer>(range: &Range, to: S) -> Result<S::Ok, S::Error> {
    let max = range.max.map(|max| max as u64);
    serde_json::json!({"min": range.min as u64, "likely": range.likely as u64, "max": max}).serialize(to)
}

/// What answers of one model tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Learned {
    answers: usize,
    estimated: f64,
    counted: f64,
    cached: u64,
    completion: f64,
    completion_squared: f64,
    shortest: Option<u64>,
    ms: u64,
    asked: usize,
}

impl Learned {
    /// Takes in an answer to a conversation with so many tokens by default ratios.
    fn answer(&mut self, estimated: f64, past: &Past) {
        let Some(usage) = past.usage.filter(|usage| usage.prompt_tokens > 0) else { return };
        let said = usage.completion_tokens as f64;
        self.answers += 1;
        self.estimated += estimated;
        self.counted += usage.prompt_tokens as f64;
        self.cached += usage.cached_tokens;
        self.completion += said;
        self.completion_squared += said * said;
        self.shortest = Some(self.shortest.map_or(usage.completion_tokens, |least| least.min(usage.completion_tokens)));
        self.ms += past.ms;
    }

    /// Takes in what the platform's own token count says.
    pub fn platform(&mut self, estimated: f64, counted: u64) {
        self.asked += 1;
        self.estimated += estimated;
        self.counted += counted as f64;
    }

    /// What the platform counts for each token by default ratios.
    fn ratio(&self) -> f64 {
        if self.estimated > 0.0 { self.counted / self.estimated } else { 1.0 }
    }

    fn mean(&self) -> Option<f64> {
        (self.answers > 0).then(|| self.completion / self.answers as f64)
    }

    /// The least that so many answers are likely to say: twice the spread of the sum below its mean.
    fn least(&self, left: f64, mean: f64) -> f64 {
        let n = self.answers as f64;
        if self.answers < 2 {
            return left * mean * 0.4;
        }
        let variance = (self.completion_squared / n - mean * mean).max(0.0);
        let shortest = self.shortest.unwrap_or_default() as f64;
        (left * mean - 2.0 * (variance * (left + left * left / n)).sqrt()).max(left * shortest)
    }
}

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
            Content::of(crate::request::JOINT),
        ];
        parts.into_iter().fold(Content::default(), Content::and).tokens()
    }
}

/// What each model's answers in a ledger tell about this plan.
///
/// # Errors
/// The disk's.
pub fn learn(
    plan: &Plan,
    identities: &Identities,
    sizes: &Sizes,
    ledger: &std::path::Path,
) -> std::io::Result<Vec<Learned>> {
    let cells = plan.sheets().flat_map(|sheet| plan.all_cells(sheet));
    let known: HashMap<Key, Cell> = cells.map(|cell| (identities.key(plan, cell), cell)).collect();
    let mut learned = vec![Learned::default(); plan.models.len()];
    crate::ledger::answers(ledger, |past| {
        if let Some(cell) = known.get(&past.key) {
            learned[plan.model_index(cell.sheet)].answer(sizes.tokens(plan, *cell), &past);
        }
    })?;
    Ok(learned)
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
    pub learned: Learned,
    /// Its prices, if known.
    pub tariff: Option<&'a Tariff>,
    /// True if it is known to think before it answers.
    pub thinks: bool,
}

/// Forecasts one model.
#[must_use]
pub fn model(plan: &Plan, profile: &Profile, sizes: &Sizes, basis: &Basis<'_>) -> ModelForecast {
    let Basis { left, learned, .. } = basis;
    let model = &plan.models[basis.model];
    let count = left.len() as f64;
    let spread = if learned.answers + learned.asked > 0 { LEARNED_SPREAD } else { SPREAD };
    let cap = model.most_completion;
    let default = ANSWER + if basis.thinks { THINKING } else { 0.0 };
    let said = learned.mean().unwrap_or(default).min(cap.map_or(f64::INFINITY, |cap| cap as f64));
    let least = learned.least(count, said).min(count * said);
    let ratio = learned.ratio();
    let cached_share = if learned.counted > 0.0 { learned.cached as f64 / learned.counted } else { 0.0 };
    let (mut prompt, mut completion) = (Range { max: Some(0.0), ..Range::default() }, Range::default());
    completion.max = cap.map(|cap| count * cap as f64);
    completion.likely = (count * said).round();
    completion.min = least.round();
    let mut cost = basis.tariff.map(|_| Range { max: cap.map(|_| 0.0), ..Range::default() });
    for cell in *left {
        let tokens = sizes.tokens(plan, *cell) * ratio;
        prompt.add(&Range { min: tokens * (1.0 - spread), likely: tokens, max: Some(tokens * (1.0 + spread)) });
        if let (Some(sum), Some(tariff)) = (&mut cost, basis.tariff) {
            let call = |prompt: f64, said: f64| {
                let cached_tokens = (prompt * cached_share) as u64;
                let (prompt_tokens, completion_tokens) = (prompt.round() as u64, said.round() as u64);
                tariff.cost(&Usage { prompt_tokens, completion_tokens, cached_tokens, ..Usage::default() })
            };
            sum.add(&Range {
                min: call(tokens * (1.0 - spread), least / count.max(1.0)),
                likely: call(tokens, said),
                max: cap.map(|cap| tariff.worst((tokens * (1.0 + spread)).ceil() as u64, cap)),
            });
        }
    }
    let charged = match profile.charge {
        Charge::PromptPlusMax => prompt.likely + count * model.params.cap().map_or(said, |cap| cap as f64),
        Charge::PromptPlusAnswer => prompt.likely + completion.likely,
    };
    let learned_seconds = (learned.answers > 0).then(|| learned.ms as f64 / learned.answers as f64 / 1000.0);
    ModelForecast {
        name: model.name.clone(),
        conversations: left.len() + basis.answered,
        answered: basis.answered,
        left: left.len(),
        learned_from: learned.answers + learned.asked,
        prompt_tokens: whole(prompt),
        completion_tokens: completion,
        cost: cost.map(|cost| Range { min: round(cost.min), likely: round(cost.likely), max: cost.max.map(round) }),
        seconds_a_call: learned_seconds.unwrap_or(DELAY + said / SPEED),
        charged,
    }
}

fn whole(range: Range) -> Range {
    Range { min: range.min.round(), likely: range.likely.round(), max: range.max.map(f64::round) }
}

/// What decides how long the run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Calls in flight.
    Concurrency,
    /// Requests a minute.
    Requests,
    /// Tokens a minute.
    Tokens,
}

/// How long the run takes at the configured limits, and which of them decides.
#[must_use]
pub fn time(models: &[ModelForecast], settings: &Settings, profile: &Profile) -> (Duration, Bound) {
    let lanes: Vec<&[ModelForecast]> = match profile.scope {
        Scope::Account => vec![models],
        Scope::Model => models.chunks(1).collect(),
    };
    let Limits { concurrency, rpm, tpm } = settings.limits;
    let lane = |models: &[ModelForecast]| {
        let calls: f64 = models.iter().map(|m| m.left as f64).sum();
        let busy: f64 = models.iter().map(|m| m.left as f64 * m.seconds_a_call).sum();
        let charged: f64 = models.iter().map(|m| m.charged).sum();
        let one = models.iter().filter(|m| m.left > 0).map(|m| m.seconds_a_call).fold(0.0, f64::max);
        // Limits are counted over sliding minutes: the first minute's share may go out at once.
        let minutes = |of: f64, most: Option<f64>| most.map_or(0.0, |most| (of / most - 1.0).max(0.0) * 60.0 + one);
        [
            (minutes(calls, rpm.map(f64::from)), Bound::Requests),
            (minutes(charged, tpm.map(|n| n as f64)), Bound::Tokens),
            ((busy / f64::from(concurrency.max(1))).max(one), Bound::Concurrency),
        ]
        .into_iter()
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap_or((0.0, Bound::Concurrency))
    };
    // Calls in flight are limited for all lanes together.
    let all: f64 = models.iter().map(|m| m.left as f64 * m.seconds_a_call).sum::<f64>() / f64::from(concurrency.max(1));
    let slowest = lanes.into_iter().map(lane).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, Bound::Concurrency));
    let (seconds, bound) = if all > slowest.0 { (all, Bound::Concurrency) } else { slowest };
    (Duration::from_secs_f64(seconds.clamp(0.0, 1e9)), bound)
}
