//! Kimi / Moonshot: `{"error":{"type","message"}}`, limits per organisation, no money as 429 [O/L].

use serde_json::{Value, json};

use super::{ErrorLine, Said, differs, line, said};
use crate::models::{Card, Thinking};
use crate::refusal::Refusal;
use crate::request::ChatRequest;

const LIMIT: &str = "rate_limit_reached_error";
const HEAD: &str = "Your account org-simulated<ak-simulated> request reached";

pub(crate) const TABLE: &[ErrorLine] = &[
    line("content_filter", 400, "content_filter", "The request was rejected because it was considered high risk"),
    line("invalid_request_error", 400, "invalid_request_error", "Invalid request: the body could not be read"),
    line("invalid_request_error.tokens", 400, "invalid_request_error", "Invalid request: Your request exceeded model token limit: 262144 (requested: 269030)"),
    line("invalid_request_error.parameter", 400, "invalid_request_error", "invalid temperature: only 1 is allowed for this model"),
    line("invalid_authentication_error", 401, "invalid_authentication_error", "Invalid Authentication"),
    line("incorrect_api_key_error", 401, "incorrect_api_key_error", "Incorrect API key provided"),
    line("permission_denied_error", 403, "permission_denied_error", "The API you are accessing is not open"),
    line("permission_denied_error.ip", 403, "permission_denied_error", "Your IP is not allowed to access this API"),
    line("resource_not_found_error", 404, "resource_not_found_error", "Not found the model moonshot-v1-8k or Permission denied"),
    line("engine_overloaded_error", 429, "engine_overloaded_error", "The engine is currently overloaded, please try again later"),
    line("exceeded_current_quota_error", 429, "exceeded_current_quota_error", "Your account org-simulated<ak-simulated> is suspended due to insufficient balance, please recharge your account or check your plan and billing details"),
    line("rate_limit_reached_error.concurrency", 429, LIMIT, "Your account org-simulated<ak-simulated> request reached max organization concurrency: 3, please try again after 1 seconds").after(1),
    line("rate_limit_reached_error.rpm", 429, LIMIT, "Your account org-simulated<ak-simulated> request reached organization max RPM: 3, please try again after 1 seconds").after(1),
    line("rate_limit_reached_error.tpm", 429, LIMIT, "Your account org-simulated<ak-simulated> request reached organization TPM rate limit, current:510000, limit:500000").after(1),
    line("rate_limit_reached_error.tpd", 429, LIMIT, "Your account org-simulated<ak-simulated> request reached organization TPD rate limit, current:1510000, limit:1500000").after(1),
    line("server_error", 500, "server_error", "Internal server error"),
    line("unexpected_output", 500, "unexpected_output", "The model gave an unexpected output"),
    line("server_unavailable", 503, "server_unavailable", "The server is unavailable, please try again later"),
];

pub(crate) fn body(line: &ErrorLine, message: &str) -> Value {
    json!({"error": {"type": line.code, "message": message}})
}

pub(crate) fn say(why: &Refusal) -> Said {
    let request = said("invalid_request_error");
    match why {
        Refusal::NoKey | Refusal::WrongKey => said("invalid_authentication_error"),
        Refusal::NoBalance => said("exceeded_current_quota_error"),
        Refusal::NotJson(what) => request.with(format!("Invalid request: {what}")),
        Refusal::ByteOrderMark => request.with("Invalid request: the body begins with a byte order mark"),
        Refusal::Missing(name) => request.with(format!("Invalid request: {name} is required")),
        Refusal::Parameter { message, .. } => said("invalid_request_error.parameter").with(message),
        Refusal::FixedSampling { name, only } => said("invalid_request_error.parameter")
            .with(format!("invalid {name}: only {only} is allowed for this model")),
        Refusal::ModelNotFound(id) | Refusal::EndpointClosed(id) => {
            said("resource_not_found_error").with(format!("Not found the model {id} or Permission denied"))
        }
        Refusal::ContextTooLong { limit, requested } => said("invalid_request_error.tokens").with(format!(
            "Invalid request: Your request exceeded model token limit: {limit} (requested: {requested})"
        )),
        Refusal::Concurrency(most) => said("rate_limit_reached_error.concurrency")
            .with(format!("{HEAD} max organization concurrency: {most}, please try again after 1 seconds")),
        Refusal::Rpm(most) => said("rate_limit_reached_error.rpm")
            .with(format!("{HEAD} organization max RPM: {most}, please try again after 1 seconds")),
        Refusal::Tpm { current, limit } => said("rate_limit_reached_error.tpm")
            .with(format!("{HEAD} organization TPM rate limit, current:{current}, limit:{limit}")),
        Refusal::Rpd(most) => {
            said("rate_limit_reached_error.tpd").with(format!("{HEAD} organization RPD rate limit: {most}"))
        }
        Refusal::Tpd { current, limit } => said("rate_limit_reached_error.tpd")
            .with(format!("{HEAD} organization TPD rate limit, current:{current}, limit:{limit}")),
        Refusal::EndpointRpm | Refusal::EndpointTpm | Refusal::Burst | Refusal::Overloaded { .. } => {
            said("engine_overloaded_error")
        }
        Refusal::ServerError => said("server_error"),
        Refusal::Unavailable => said("server_unavailable"),
        Refusal::Unsafe => said("content_filter"),
        Refusal::NoSuchPath(_) => said("resource_not_found_error").with("The requested resource was not found"),
    }
}

/// K3, K2.7-code and K2.6 take only their own sampling values; K2.7-code and K3 cannot stop thinking [L].
pub(crate) fn check(card: &Card, request: &ChatRequest<'_>) -> Result<(), Refusal> {
    if card.fixed_sampling {
        let fixed = [
            ("temperature", request.temperature, 1.0, "1"),
            ("top_p", request.top_p, 0.95, "0.95"),
            ("n", request.n, 1.0, "1"),
        ];
        if let Some((name, _, _, only)) = fixed.into_iter().find(|(_, value, only, _)| differs(*value, *only)) {
            return Err(Refusal::FixedSampling { name, only });
        }
    }
    if card.thinking == Thinking::Always && request.thinking() == Some("disabled") {
        return Err(Refusal::FixedSampling { name: "thinking", only: "enabled" });
    }
    if request.stop.len() > 5 || request.stop.iter().any(|stop| stop.len() > 32) {
        let message = "invalid stop: at most 5 of at most 32 bytes".to_owned();
        return Err(Refusal::Parameter { name: "stop", message });
    }
    Ok(())
}
