//! The models of a run: which of the config's are wanted, and what each of their calls sends.

use serde_json::{Map, Value};

use super::file::{ApiConfig, ModelEntry, StreamChoice};
use super::settings::Model;
use crate::base::problem::{ConfigProblem, Problem};
use crate::job::choice::Choice;
use crate::platform::registry::Registry;
use crate::platform::request::{Delivery, Params};
use crate::platform::{Platform, VendorModel};

/// What a model takes from the config's top when its own entry says nothing.
pub(super) struct Defaults {
    pub(super) max_tokens: u32,
    pub(super) temperature: Option<f64>,
    pub(super) top_p: Option<f64>,
    pub(super) system_prompt: Option<String>,
    pub(super) extra_body: Map<String, Value>,
    pub(super) stream: StreamChoice,
}

/// The models that are wanted, and the others.
///
/// # Errors
/// A [`Problem`] if there is none, or none of a wanted name.
pub(super) fn choose(
    entries: Option<Vec<ModelEntry>>,
    wanted: Option<&[String]>,
) -> Result<(Vec<ModelEntry>, Vec<ModelEntry>), Problem> {
    let entries = entries.unwrap_or_default();
    if entries.is_empty() {
        return Err(Problem::new(ConfigProblem::NoModels).field("models"));
    }
    if let Some((n, _)) = entries.iter().enumerate().find(|(_, e)| e.own.name.trim().is_empty()) {
        return Err(Problem::new(ConfigProblem::ModelWithoutName).field(format!("models[{n}]")));
    }
    let Some(wanted) = wanted else { return Ok((entries, Vec::new())) };
    let names: Vec<&str> = entries.iter().map(|e| e.own.name.as_str()).collect();
    let chosen = Choice::of_models(&names).choose(wanted).map_err(Problem::new)?;
    let mut wanted = (0..).map(|place| chosen.contains(&place));
    Ok(entries.into_iter().partition(|_| wanted.next() == Some(true)))
}

/// Models as their entries say.
///
/// # Errors
/// The platform's complaint about an entry.
pub(super) fn build(
    platform: &mut dyn Platform,
    api: &ApiConfig,
    entries: Vec<ModelEntry>,
    defaults: &Defaults,
) -> Result<Vec<Model>, Problem> {
    let vendor: Vec<VendorModel<'_>> =
        entries.iter().map(|e| VendorModel { name: &e.own.name, keys: &e.vendor }).collect();
    platform.configure(&api.vendor, &vendor).map_err(|c| Problem::new(ConfigProblem::Vendor(c.what)).field(c.field))?;
    let registry = Registry::read(platform.profile().models)?;
    let build = |entry: ModelEntry| {
        let own = entry.own;
        let mut extra = defaults.extra_body.clone();
        extra.extend(own.extra_body.unwrap_or_default());
        let mut params = Params::new(
            &platform.wire_model(&own.name),
            own.system_prompt.or_else(|| defaults.system_prompt.clone()).filter(|s| !s.is_empty()),
            own.max_tokens.unwrap_or(defaults.max_tokens),
            own.temperature.or(defaults.temperature),
            own.top_p.or(defaults.top_p),
            &extra,
        );
        platform.shape(&mut params.fields);
        let most_completion = params.most_completion(platform.profile().uncapped_thinking);
        let mut model = Model { name: own.name, params, most_completion, context: None };
        let known = registry.sent(model.names());
        model.context = known.and_then(|entry| entry.context);
        let thinks = known.is_some_and(|entry| entry.thinking) && !model.params.thinking_is_off();
        model.params.delivery = match own.stream.unwrap_or(defaults.stream) {
            // Said in the request's own words.
            _ if model.params.fields.contains_key("stream") => Delivery::Whole,
            StreamChoice::Always(false) => Delivery::Whole,
            StreamChoice::Auto if !thinks && !platform.profile().streams => Delivery::Whole,
            _ if platform.profile().stream_usage => Delivery::StreamedWithUsage,
            _ => Delivery::Streamed,
        };
        model
    };
    Ok(entries.into_iter().map(build).collect())
}
