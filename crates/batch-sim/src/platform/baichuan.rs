//! Baichuan: `{"error":{"code","message","type","param"}}`, no list of models, refusals under HTTP 200 [O].

use serde_json::{Value, json};

use super::{ErrorLine, Said, line, said};
use crate::refusal::Refusal;
use crate::request::ChatRequest;

pub(crate) const TABLE: &[ErrorLine] = &[
    line("invalid_request_error", 400, "invalid_request_error", "The request is invalid"),
    line(
        "invalid_request_error.tokens",
        400,
        "invalid_request_error",
        "Your messages are too long: this model's maximum context length is 32768 tokens",
    ),
    line("invalid_api_key", 401, "invalid_api_key", "Incorrect API key provided"),
    line("api_key_empty", 401, "api_key_empty", "API key is empty"),
    line("not_found", 404, "not_found", "404 page not found"),
    line("rate_limit", 429, "rate_limit_exceeded", "Rate limit reached for requests"),
    line("insufficient_quota", 429, "insufficient_quota", "Insufficient account balance, please recharge"),
    line("server_error", 500, "server_error", "Internal server error"),
    line("service_unavailable", 503, "service_unavailable", "The service is overloaded, please try again later"),
];

pub(crate) fn body(line: &ErrorLine, message: &str) -> Value {
    let kind = match line.status {
        429 => line.code,
        500.. => "server_error",
        _ => "invalid_request_error",
    };
    json!({"error": {"code": line.code, "message": message, "type": kind, "param": null}})
}

pub(crate) fn say(why: &Refusal) -> Said {
    let request = said("invalid_request_error");
    match why {
        Refusal::NoKey => said("api_key_empty"),
        Refusal::WrongKey => said("invalid_api_key"),
        Refusal::NoBalance => said("insufficient_quota"),
        Refusal::NotJson(what) => request.with(format!("Invalid JSON: {what}")),
        Refusal::ByteOrderMark => request.with("Invalid JSON"),
        Refusal::Missing(name) => request.with(format!("{name} is required")),
        Refusal::Parameter { message, .. } => request.with(message),
        Refusal::FixedSampling { name, only } => request.with(format!("{name} must be {only}")),
        Refusal::ModelNotFound(id) | Refusal::EndpointClosed(id) => request.with(format!("model {id} not found")),
        Refusal::ContextTooLong { limit, requested } => said("invalid_request_error.tokens").with(format!(
            "Your messages are too long: this model's maximum context length is {limit} tokens, you sent {requested}"
        )),
        Refusal::Concurrency(_)
        | Refusal::Rpm(_)
        | Refusal::Tpm { .. }
        | Refusal::Rpd(_)
        | Refusal::Tpd { .. }
        | Refusal::EndpointRpm
        | Refusal::EndpointTpm
        | Refusal::Burst => said("rate_limit"),
        Refusal::Overloaded { .. } | Refusal::Unavailable => said("service_unavailable"),
        Refusal::ServerError => said("server_error"),
        Refusal::Unsafe => request.with("content filtered"),
        Refusal::NoSuchPath(_) => said("not_found"),
    }
}

/// temperature [0,1]; top_p [0,1); top_k 0-20 [O].
pub(crate) fn check(request: &ChatRequest<'_>) -> Result<(), Refusal> {
    let bad = |name, range: &str| Err(Refusal::Parameter { name, message: format!("{name} must be in {range}") });
    if request.temperature.is_some_and(|value| !(0.0..=1.0).contains(&value)) {
        return bad("temperature", "[0,1]");
    }
    if request.top_p.is_some_and(|value| !(0.0..1.0).contains(&value)) {
        return bad("top_p", "[0,1)");
    }
    if request.top_k.is_some_and(|value| !(0.0..=20.0).contains(&value)) {
        return bad("top_k", "[0,20]");
    }
    Ok(())
}
