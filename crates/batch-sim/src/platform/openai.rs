//! Plain OpenAI, for vendors that have no dialect of their own.

use serde_json::{Value, json};

use super::{ErrorLine, Said, line, said};
use crate::refusal::Refusal;

pub(crate) const TABLE: &[ErrorLine] = &[
    line("invalid_value", 400, "invalid_value", "The request is invalid."),
    line(
        "context_length_exceeded",
        400,
        "context_length_exceeded",
        "This model's maximum context length is 131072 tokens. However, your messages resulted in 140000 tokens.",
    ),
    line(
        "content_policy_violation",
        400,
        "content_policy_violation",
        "Your request was rejected by the safety system.",
    ),
    line("invalid_api_key", 401, "invalid_api_key", "Incorrect API key provided."),
    line("model_not_found", 404, "model_not_found", "The model does not exist or you do not have access to it."),
    line("unknown_url", 404, "unknown_url", "Unknown request URL."),
    line("rate_limit_exceeded", 429, "rate_limit_exceeded", "Rate limit reached for requests.").after(1),
    line("rate_limit_exceeded.tokens", 429, "rate_limit_exceeded", "Rate limit reached for tokens.").after(1),
    line(
        "insufficient_quota",
        429,
        "insufficient_quota",
        "You exceeded your current quota, please check your plan and billing details.",
    ),
    line("server_error", 500, "server_error", "The server had an error while processing your request."),
    line("overloaded", 503, "overloaded", "The server is overloaded."),
];

pub(crate) fn body(line: &ErrorLine, message: &str) -> Value {
    let kind = match line.status {
        429 if line.code == "insufficient_quota" => line.code,
        429 => "requests",
        500.. => "server_error",
        _ => "invalid_request_error",
    };
    json!({"error": {"message": message, "type": kind, "param": null, "code": line.code}})
}

pub(crate) fn say(why: &Refusal) -> Said {
    let request = said("invalid_value");
    match why {
        Refusal::NoKey | Refusal::WrongKey => said("invalid_api_key"),
        Refusal::NoBalance => said("insufficient_quota"),
        Refusal::NotJson(what) => request.with(format!("We could not parse the JSON body of your request: {what}")),
        Refusal::ByteOrderMark => request.with("We could not parse the JSON body of your request."),
        Refusal::Missing(name) => request.with(format!("Missing required parameter: '{name}'.")),
        Refusal::Parameter { message, .. } => request.with(message),
        Refusal::FixedSampling { name, only } => request.with(format!("Unsupported value: '{name}' must be {only}.")),
        Refusal::ModelNotFound(id) | Refusal::EndpointClosed(id) => {
            said("model_not_found").with(format!("The model `{id}` does not exist or you do not have access to it."))
        }
        Refusal::ContextTooLong { limit, requested } => said("context_length_exceeded").with(format!(
            "This model's maximum context length is {limit} tokens. However, your messages resulted in {requested} tokens."
        )),
        Refusal::Concurrency(_) | Refusal::Rpm(_) | Refusal::Rpd(_) | Refusal::EndpointRpm | Refusal::Burst => {
            said("rate_limit_exceeded")
        }
        Refusal::Tpm { .. } | Refusal::Tpd { .. } | Refusal::EndpointTpm => said("rate_limit_exceeded.tokens"),
        Refusal::Overloaded { wait, .. } => said("overloaded").after(*wait),
        Refusal::Unavailable => said("overloaded"),
        Refusal::ServerError => said("server_error"),
        Refusal::Unsafe => said("content_policy_violation"),
        Refusal::NoSuchPath(_) => said("unknown_url"),
    }
}
