//! Volcengine Ark (Doubao): `{"error":{"code","message","param","type"}}`, limits per account and model [O].

use serde_json::{Value, json};

use super::{ErrorLine, Said, line, said};
use crate::refusal::Refusal;
use crate::request::ChatRequest;

const fn same(code: &'static str, status: u16, message: &'static str) -> ErrorLine {
    line(code, status, code, message)
}

pub(crate) const TABLE: &[ErrorLine] = &[
    same("MissingParameter", 400, "The request failed because it is missing a required parameter."),
    same("InvalidParameter", 400, "A parameter specified in the request is not valid."),
    same("InvalidArgumentError.UnknownRole", 400, "The request failed because a role is unknown."),
    same("OutofContextError", 400, "The request failed because the input exceeds the model's context."),
    same(
        "SensitiveContentDetected",
        400,
        "The request failed because the input text may contain sensitive information.",
    ),
    same(
        "SensitiveContentDetected.Violence",
        400,
        "The request failed because the input text may contain violent information.",
    ),
    same(
        "InputTextSensitiveContentDetected",
        400,
        "The request failed because the input text may contain sensitive information.",
    ),
    same(
        "OutputTextSensitiveContentDetected",
        400,
        "The request failed because the output text may contain sensitive information.",
    ),
    same("InputTextRiskDetection", 400, "The request failed because the input text may contain risks."),
    same("ContentSecurityDetectionError", 400, "The content security check failed, please try again."),
    same(
        "InvalidEndpoint.ClosedEndpoint",
        400,
        "The request targeted an endpoint that is closed or temporarily unavailable.",
    ),
    same("AuthenticationError", 401, "The API key or AK/SK in the request is missing or invalid."),
    same("InvalidAccountStatus", 401, "The account associated with the request is not valid."),
    same("AccountOverdueError", 403, "The request failed because your account has an overdue balance."),
    same("OperationDenied.ServiceOverdue", 403, "The operation is denied because the service is overdue."),
    same("OperationDenied.PermissionDenied", 403, "The operation is denied."),
    same("AccessDenied", 403, "The request failed because you do not have access to the resource."),
    same(
        "InvalidEndpointOrModel.NotFound",
        404,
        "The model or endpoint does not exist or you do not have access to it.",
    ),
    same("InvalidEndpointOrModel.ModelIDAccessDisabled", 404, "Calling by model id is disabled for the account."),
    same("ModelNotOpen", 404, "Your account has not activated the model, please activate it in the console."),
    same("UnsupportedModel", 404, "The model is not supported by this API."),
    same("RateLimitExceeded.EndpointRPMExceeded", 429, "The requests per minute limit of the endpoint was exceeded."),
    same("RateLimitExceeded.EndpointTPMExceeded", 429, "The tokens per minute limit of the endpoint was exceeded."),
    same(
        "ModelAccountRpmRateLimitExceeded",
        429,
        "The requests per minute limit of the model for your account was exceeded.",
    ),
    same(
        "ModelAccountTpmRateLimitExceeded",
        429,
        "The tokens per minute limit of the model for your account was exceeded.",
    ),
    same(
        "APIAccountRpmRateLimitExceeded",
        429,
        "The requests per minute limit of the API for your account was exceeded.",
    ),
    same("AccountRateLimitExceeded", 429, "The requests of your account exceeded the rate limit."),
    same("InflightBatchsizeExceeded", 429, "The number of requests in flight exceeded the limit."),
    same("ServerOverloaded", 429, "The service is overloaded, please retry later."),
    same("RequestBurstTooFast", 429, "Requests rose too fast, please slow down and ramp up smoothly."),
    same("SetLimitExceeded", 429, "The inference limit that you set for the model has been reached."),
    same("QuotaExceeded", 429, "Your free quota for the model is used up."),
    same("InternalServiceError", 500, "The service encountered an unexpected internal error."),
    line("InvalidPath", 404, "InvalidPath", "The path does not exist."),
];

pub(crate) fn body(line: &ErrorLine, message: &str, request_id: &str) -> Value {
    let kind = match line.status {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        429 => "TooManyRequests",
        _ => "InternalServerError",
    };
    json!({"error": {"code": line.code, "message": format!("{message} Request ID: {request_id}"), "param": "", "type": kind}})
}

pub(crate) fn say(why: &Refusal) -> Said {
    let parameter = said("InvalidParameter");
    match why {
        Refusal::NoKey | Refusal::WrongKey => said("AuthenticationError"),
        Refusal::NoBalance => said("AccountOverdueError"),
        Refusal::NotJson(what) => parameter.with(format!("The body could not be read: {what}.")),
        Refusal::ByteOrderMark => {
            parameter.with("The body could not be read: invalid character '\u{feff}' at the beginning.")
        }
        Refusal::Missing(name) => said("MissingParameter").with(format!("Missing parameter {name}.")),
        Refusal::Parameter { message, .. } => parameter.with(message),
        Refusal::FixedSampling { name, only } => parameter.with(format!("{name} must be {only} for this model.")),
        Refusal::ModelNotFound(id) => said("InvalidEndpointOrModel.NotFound")
            .with(format!("The model or endpoint {id} does not exist or you do not have access to it.")),
        Refusal::EndpointClosed(id) => said("InvalidEndpoint.ClosedEndpoint")
            .with(format!("The endpoint {id} is closed or temporarily unavailable.")),
        Refusal::ContextTooLong { limit, requested } => {
            said("OutofContextError").with(format!("Total tokens {requested} exceed the model's context of {limit}."))
        }
        Refusal::Concurrency(_) => said("AccountRateLimitExceeded"),
        Refusal::Rpm(_) => said("ModelAccountRpmRateLimitExceeded"),
        Refusal::Tpm { .. } => said("ModelAccountTpmRateLimitExceeded"),
        Refusal::Rpd(_) | Refusal::Tpd { .. } => said("QuotaExceeded"),
        Refusal::EndpointRpm => said("RateLimitExceeded.EndpointRPMExceeded"),
        Refusal::EndpointTpm => said("RateLimitExceeded.EndpointTPMExceeded"),
        Refusal::Burst => said("RequestBurstTooFast"),
        // Retry-After only on the batch path [S].
        Refusal::Overloaded { wait: wait @ 1.., batch: true } => said("ServerOverloaded").after(*wait),
        Refusal::Overloaded { .. } | Refusal::Unavailable => said("ServerOverloaded"),
        Refusal::ServerError => said("InternalServiceError"),
        Refusal::Unsafe => said("InputTextSensitiveContentDetected"),
        Refusal::NoSuchPath(_) => said("InvalidPath"),
    }
}

/// Both caps together are an error; thinking `auto` is rejected by nearly every current model [L/O].
pub(crate) fn check(request: &ChatRequest<'_>) -> Result<(), Refusal> {
    let bad = |name, message: &str| Err(Refusal::Parameter { name, message: message.to_owned() });
    if request.max_tokens.is_some() && request.max_completion_tokens.is_some() {
        return bad("max_tokens", "max_tokens and max_completion_tokens cannot be set at the same time.");
    }
    if request.thinking() == Some("auto") {
        return bad("thinking", "thinking type auto is not supported by this model.");
    }
    if request.stop.len() > 4 {
        return bad("stop", "at most 4 stop sequences are taken.");
    }
    Ok(())
}
