//! JieKou AI: flat errors `{"code","reason","message","metadata"}`; upstream errors come through bare [O].

use serde_json::{Value, json};

use super::{ErrorLine, Said, differs, line, said};
use crate::models::Card;
use crate::refusal::Refusal;
use crate::request::ChatRequest;

const fn same(reason: &'static str, status: u16, message: &'static str) -> ErrorLine {
    line(reason, status, reason, message)
}

/// What a model behind JieKou says comes through without a reason.
const UPSTREAM: &str = "";

const FIXED: &str = "this model has beta-limitations, temperature, top_p and n are fixed at 1";

pub(crate) const TABLE: &[ErrorLine] = &[
    same("INVALID_REQUEST_BODY", 400, "invalid request body"),
    same("FAILED_TO_AUTH", 401, "failed to authenticate the API key"),
    same("INVALID_API_KEY", 403, "the API key is invalid"),
    same("NOT_ENOUGH_BALANCE", 403, "not enough balance"),
    same("ACCESS_DENY", 403, "access denied"),
    same("MODEL_NOT_FOUND", 404, "model not found"),
    same("NOT_FOUND", 404, "path not found"),
    same("RATE_LIMIT_EXCEEDED", 429, "rate limit exceeded, please try again later"),
    same("TOKEN_LIMIT_EXCEEDED", 429, "token limit exceeded, please try again later"),
    same("INTERNAL_SERVER_ERROR", 500, "internal server error"),
    same("SERVICE_NOT_AVAILABLE", 503, "service not available"),
    line("upstream.parameter", 400, UPSTREAM, FIXED),
    line(
        "upstream.tokens",
        400,
        UPSTREAM,
        "This model's maximum context length is 131072 tokens. Please reduce the length of the messages.",
    ),
    line("upstream.filter", 400, UPSTREAM, "The response was filtered due to the prompt triggering content_filter"),
];

pub(crate) fn body(line: &ErrorLine, message: &str) -> Value {
    if line.code == UPSTREAM {
        return json!({"message": message});
    }
    json!({"code": line.status, "reason": line.code, "message": message, "metadata": {}})
}

pub(crate) fn say(why: &Refusal) -> Said {
    let request = said("INVALID_REQUEST_BODY");
    match why {
        Refusal::NoKey => said("FAILED_TO_AUTH"),
        Refusal::WrongKey => said("INVALID_API_KEY"),
        Refusal::NoBalance => said("NOT_ENOUGH_BALANCE"),
        Refusal::NotJson(what) => request.with(format!("invalid request body: {what}")),
        Refusal::ByteOrderMark => request,
        Refusal::Missing(name) => request.with(format!("invalid request body: {name} is required")),
        Refusal::Parameter { message, .. } => said("upstream.parameter").with(message),
        Refusal::FixedSampling { .. } => said("upstream.parameter"),
        Refusal::ModelNotFound(id) | Refusal::EndpointClosed(id) => {
            said("MODEL_NOT_FOUND").with(format!("model not found: {id}"))
        }
        Refusal::ContextTooLong { limit, requested } => said("upstream.tokens").with(format!(
            "This model's maximum context length is {limit} tokens, however you requested {requested} tokens"
        )),
        Refusal::Concurrency(_) | Refusal::Rpm(_) | Refusal::Rpd(_) | Refusal::EndpointRpm | Refusal::Burst => {
            said("RATE_LIMIT_EXCEEDED")
        }
        Refusal::Tpm { .. } | Refusal::Tpd { .. } | Refusal::EndpointTpm => said("TOKEN_LIMIT_EXCEEDED"),
        Refusal::Overloaded { .. } | Refusal::Unavailable => said("SERVICE_NOT_AVAILABLE"),
        Refusal::ServerError => said("INTERNAL_SERVER_ERROR"),
        Refusal::Unsafe => said("upstream.filter"),
        Refusal::NoSuchPath(_) => said("NOT_FOUND"),
    }
}

/// Upstream thinking models of the GPT-5 family fix their sampling.
pub(crate) fn check(card: &Card, request: &ChatRequest<'_>) -> Result<(), Refusal> {
    let set = [request.temperature, request.top_p, request.n].into_iter().any(|value| differs(value, 1.0));
    if card.fixed_sampling && set {
        return Err(Refusal::FixedSampling { name: "temperature", only: "1" });
    }
    Ok(())
}
