//! What validation finds in a file of requests, line by line.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::batch::file::number_of;
use crate::batch::job::{Reason, Work};
use crate::batch::service::{BatchService, RefusedBy};
use crate::request::ChatRequest;

/// A line of an input file.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked<'a> {
    #[serde(default)]
    pub custom_id: Option<String>,
    #[serde(default)]
    method: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(borrow, default)]
    pub body: Option<&'a RawValue>,
}

fn no<T>(code: &'static str, message: impl Into<String>) -> Result<T, Reason> {
    Err(Reason { code, message: message.into(), line: None })
}

/// Looks at the next line; what `work` has seen of the file grows by it.
pub(crate) fn check(service: &BatchService, endpoint: &str, work: &mut Work, text: &str) -> Result<(), Reason> {
    let line = work.line + 1;
    checked(service, endpoint, work, text).map_err(|why| Reason { line: Some(line), ..why })
}

fn checked(service: &BatchService, endpoint: &str, work: &mut Work, text: &str) -> Result<(), Reason> {
    if service.max_lines.is_some_and(|most| work.line >= most) {
        return no("too_many_tasks", "The batch input file contains too many requests.");
    }
    let Ok(asked) = serde_json::from_str::<Asked<'_>>(text) else {
        return no("invalid_json_line", "This line is not parseable as valid JSON.");
    };
    let Some(id) = asked.custom_id.filter(|id| !id.is_empty()) else {
        return no("missing_required_parameter", "Missing required parameter: 'custom_id'.");
    };
    if !work.ids.insert(number_of(&id)) {
        return no("duplicate_custom_id", "The custom_id is not unique.");
    }
    let says = |said: &Option<String>, wanted: &str| match said {
        Some(said) => said == wanted,
        None => !service.needs_url,
    };
    if !says(&asked.method, "POST") || !says(&asked.url, endpoint) {
        return no("mismatched_url", "The method or the url does not match the endpoint of the batch.");
    }
    let request = asked.body.and_then(|body| serde_json::from_str::<ChatRequest<'_>>(body.get()).ok());
    let (Some(request), Some(body)) = (request, asked.body) else {
        return no("invalid_request", "The body of this line is not a valid request.");
    };
    let model = request.model();
    if work.model.get_or_insert_with(|| model.to_owned()) != model && service.one_model {
        return no("mismatched_model", "All requests of a file must have the same model.");
    }
    if request.stream == Some(true) {
        return no("invalid_request", "A batch cannot be streamed.");
    }
    if let Some(trial) = service.trial.as_ref().filter(|trial| trial.model == model)
        && (work.line >= trial.lines || work.input.bytes > trial.bytes)
    {
        return no("too_many_tasks", format!("{model} takes at most {} lines.", trial.lines));
    }
    let by_validation = service.refused_by == RefusedBy::Validation;
    match by_validation.then(|| cannot(service, body)).flatten() {
        Some(message) => no("invalid_request", message),
        None => Ok(()),
    }
}

/// Why this service cannot answer a line: its model, or a parameter.
pub(crate) fn cannot(service: &BatchService, body: &RawValue) -> Option<String> {
    let fields: BTreeMap<String, IgnoredAny> = serde_json::from_str(body.get()).ok()?;
    if let Some(name) = service.forbidden.iter().find(|name| fields.contains_key(*name)) {
        return Some(format!("{name} is not supported in a batch."));
    }
    let request: ChatRequest<'_> = serde_json::from_str(body.get()).ok()?;
    let can = |models: &Vec<String>| models.iter().any(|model| model == request.model());
    let message = || format!("The model {} does not support batch.", request.model());
    service.models.as_ref().filter(|models| !can(models)).map(|_| message())
}
