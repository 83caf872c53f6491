//! What refusals mean.

use batch_core::{Class, Pace, Rule, Verdict};

/// A rate limit that is counted over a minute; the message names no time [O].
const fn window(code: &'static str) -> Rule {
    Rule::code(code, Class::RateLimit).verdict(Verdict::retry(Pace::Window))
}

/// Error bodies are `{"error":{"code","message","param","type"}}` [O]. The first row that fits wins, so longer prefixes
/// stand before shorter ones.
pub const RULES: &[Rule] = &[
    Rule::code("OutofContextError*", Class::ContextTooLong),
    Rule::code("ContentSecurityDetectionError*", Class::ServerError),
    Rule::code("SensitiveContentDetected*", Class::ContentRefused),
    Rule::code("InputTextSensitiveContentDetected*", Class::ContentRefused),
    Rule::code("OutputTextSensitiveContentDetected*", Class::ContentRefused),
    Rule::code("*RiskDetection", Class::ContentRefused),
    Rule::code("InvalidEndpoint.ClosedEndpoint*", Class::ModelNotFound),
    Rule::code("InvalidEndpointOrModel*", Class::ModelNotFound),
    Rule::code("ModelNotOpen*", Class::ModelForbidden),
    Rule::code("UnsupportedModel*", Class::ModelNotFound),
    Rule::code("AuthenticationError*", Class::BadKey),
    Rule::code("InvalidAccountStatus*", Class::Forbidden),
    Rule::code("AccountOverdueError*", Class::NoBalance),
    Rule::code("OperationDenied.ServiceOverdue*", Class::NoBalance),
    Rule::code("OperationDenied*", Class::ModelForbidden),
    Rule::code("AccessDenied*", Class::ModelForbidden),
    Rule::code("SetLimitExceeded*", Class::ModelQuota),
    Rule::code("QuotaExceeded*", Class::ModelQuota),
    Rule::code("ServerOverloaded*", Class::Overloaded),
    Rule::code("RequestBurstTooFast*", Class::Overloaded),
    window("RateLimitExceeded*"),
    window("ModelAccount*"),
    window("APIAccountRpm*"),
    window("AccountRateLimitExceeded*"),
    window("InflightBatchsizeExceeded*"),
    Rule::code("InternalServiceError*", Class::ServerError),
    // A parameter message repeats for every call of the model; one that names no parameter is the call's own.
    Rule::code("InvalidParameter*", Class::BadParameter).with_text("temperature"),
    Rule::code("InvalidParameter*", Class::BadParameter).with_text("top_p"),
    Rule::code("InvalidParameter*", Class::BadParameter).with_text("max_tokens"),
    Rule::code("InvalidParameter*", Class::BadParameter).with_text("thinking"),
    Rule::code("InvalidParameter*", Class::BadRequest),
    Rule::code("MissingParameter*", Class::BadRequest),
    Rule::code("InvalidArgumentError*", Class::BadRequest),
];
