//! What `plan` found out, as data.

use batch_core::base::amount::round;
use batch_core::job::config::{Origin, ShownValue, Source};
use batch_core::money::forecast::{Bound, ModelForecast, Spread};
use batch_core::run::session::Left;
use batch_core::run::summary::{FileList, RunMoney};
use batch_words::Words;
use serde::Serialize;
use serde_json::json;

use super::batch::BatchPlan;

/// What `plan` found out; also its JSON.
#[derive(Debug, Serialize)]
pub struct Report<'a> {
    /// The platform's id.
    pub platform: &'a str,
    /// True if the simulator would answer.
    pub simulated: bool,
    /// Which part of the job it is about, `2/8`; absent: all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// Output files of the job, or of that part.
    pub sheets: usize,
    /// Conversations in them.
    #[serde(skip)]
    pub all: usize,
    /// Where the files would go.
    pub output_dir: &'a str,
    /// People.
    pub people: usize,
    /// Prompts that are wanted.
    pub prompts: usize,
    /// All conversations, by what earlier runs left of them.
    pub conversations: Left,
    /// By model.
    pub models: Vec<ModelForecast>,
    /// Money of all models whose price is known.
    pub cost: Option<Spread>,
    /// The same job by the platform's batch service; absent if it has none, or nothing is to be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchPlan>,
    /// The most that one call can cost: what a budget reserves for it.
    pub worst_call: f64,
    /// Sheets with conversations that cannot fit into their model's context and will not be sent.
    pub too_long: Vec<TooLong>,
    /// Files in the places of sheets that somebody else wrote or changed: a run moves them aside.
    pub strangers: FileList,
    /// Models whose price is unknown.
    pub unknown_prices: Vec<&'a str>,
    /// Currency, price data, budget, earlier spending.
    #[serde(flatten, serialize_with = "as_json")]
    pub money: RunMoney,
    /// Seconds that the run takes at the configured limits.
    pub seconds: f64,
    /// The limit that decides.
    pub bound_by: Bound,
    /// Where each setting came from, with `--settings`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<Vec<Setting>>,
}

/// A setting and where it came from.
#[derive(Debug, Serialize)]
pub struct Setting {
    /// The layer that it came from.
    #[serde(serialize_with = "layer")]
    pub from: Origin,
    /// Its name.
    pub name: &'static str,
    /// Its value, as far as it is shown.
    pub value: String,
}

/// Conversations of one sheet that cannot fit into their model's context.
#[derive(Debug, Serialize)]
pub struct TooLong {
    /// The configured model name.
    pub model: String,
    /// The person.
    pub people: String,
    /// How many of the sheet's conversations.
    pub conversations: usize,
    /// How much is too much.
    pub says: String,
}

fn as_json<S: serde::Serializer>(money: &RunMoney, to: S) -> Result<S::Ok, S::Error> {
    let mut value = json!({"currency": money.currency, "prices_as_of": money.as_of, "budget": money.budget,
        "spent_earlier": money.earlier, "perhaps_earlier": money.perhaps, "waiting": money.waiting});
    if let Some(part) = money.part {
        value["budget_part"] = round(part.left).into();
    }
    value.serialize(to)
}

/// All settings and where they came from.
pub(super) fn settings(words: &Words, sources: &[Source]) -> Vec<Setting> {
    let shown = |s: &Source| Setting { from: s.origin, name: s.name, value: value(words, &s.value) };
    sources.iter().map(shown).collect()
}

/// A layer's name for programs.
fn layer<S: serde::Serializer>(origin: &Origin, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(match origin {
        Origin::Flag => "flag",
        Origin::Config => "config",
        Origin::Environment => "environment",
        Origin::DotEnv => "dotenv",
        Origin::Default => "default",
        Origin::Simulator => "simulator",
    })
}

/// A setting's value, as far as it is shown.
fn value(words: &Words, value: &ShownValue) -> String {
    match value {
        ShownValue::Value(value) => value.clone(),
        ShownValue::Characters(count) => words.plan_characters(*count),
    }
}
