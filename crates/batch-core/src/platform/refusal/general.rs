//! What every OpenAI-compatible server may say; platforms add their own tables before it. All of it is a guess.

use crate::platform::fault::Class;
use crate::platform::rule::Rule;

/// Types of error that every OpenAI-compatible server uses.
pub(super) const TYPES: &[&str] = &[
    "invalid_request_error",
    "invalid_authentication_error",
    "incorrect_api_key_error",
    "authentication_error",
    "permission_error",
    "not_found_error",
    "rate_limit_error",
    "server_error",
    "internal_error",
    "internal_server_error",
    "api_error",
    "overloaded_error",
];

/// From the telling to the vague: codes, words about the conversation, about money, model and key, about parameters and
/// limits, then the bare status.
pub(super) const GENERAL: &[Rule] = &[
    // Codes.
    Rule::code("content_filter", Class::ContentRefused),
    Rule::code("content_policy_violation", Class::ContentRefused),
    Rule::code("data_inspection_failed", Class::ContentRefused),
    Rule::code("context_length_exceeded", Class::ContextTooLong),
    Rule::code("exceed_context_size_error", Class::ContextTooLong),
    Rule::code("insufficient_quota", Class::NoBalance),
    Rule::code("insufficient_balance", Class::NoBalance),
    Rule::code("insufficient_user_quota", Class::NoBalance),
    Rule::code("invalid_api_key", Class::BadKey),
    Rule::code("model_not_found", Class::ModelNotFound),
    Rule::code("unsupported_parameter", Class::BadParameter),
    Rule::code("unsupported_value", Class::BadParameter),
    Rule::code("unknown_parameter", Class::BadParameter),
    // A day's or a plan's limit is none of a minute.
    Rule::text("(rpd)", Class::Quota).with_status(429),
    Rule::text("(tpd)", Class::Quota).with_status(429),
    Rule::text("per-day", Class::Quota).with_status(429),
    Rule::code("rate_limit_exceeded", Class::RateLimit),
    // The conversation.
    Rule::text("content_filter", Class::ContentRefused).with_status(400),
    Rule::text("content management policy", Class::ContentRefused).with_status(400),
    Rule::text("content policy", Class::ContentRefused).with_status(400),
    Rule::text("safety system", Class::ContentRefused).with_status(400),
    Rule::text("inappropriate content", Class::ContentRefused),
    Rule::text("sensitive content", Class::ContentRefused),
    Rule::text("sensitive information", Class::ContentRefused),
    Rule::text("敏感", Class::ContentRefused),
    // The account's money.
    Rule::text("insufficient balance", Class::NoBalance),
    Rule::text("insufficient account balance", Class::NoBalance),
    Rule::text("insufficient credit", Class::NoBalance),
    Rule::text("credit balance is too low", Class::NoBalance),
    Rule::text("余额不足", Class::NoBalance),
    Rule::text("额度不足", Class::NoBalance),
    Rule::text("欠费", Class::NoBalance),
    // The model.
    Rule::text("invalid model name", Class::ModelNotFound),
    Rule::text("is not a valid model", Class::ModelNotFound),
    Rule::text("unknown model", Class::ModelNotFound),
    Rule::text("model not exist", Class::ModelNotFound),
    Rule::text("model*does not exist", Class::ModelNotFound),
    Rule::text("model*not found, try pulling", Class::ModelNotFound),
    Rule::text("model*not found", Class::ModelNotFound).with_status(400),
    Rule::text("模型不存在", Class::ModelNotFound),
    // A gateway that has the path, but nobody behind it.
    Rule::text("no endpoints found", Class::ModelNotFound).with_status(404),
    // The key.
    Rule::text("incorrect api key", Class::BadKey),
    Rule::text("invalid api key", Class::BadKey),
    Rule::text("api key not valid", Class::BadKey),
    Rule::text("invalid token", Class::BadKey).with_status(401),
    Rule::text("login fail", Class::BadKey),
    // A parameter.
    Rule::text("is not supported for this model", Class::BadParameter).with_status(400),
    Rule::text("unsupported parameter", Class::BadParameter).with_status(400),
    Rule::text("unsupported value", Class::BadParameter).with_status(400),
    Rule::text("unrecognized request argument", Class::BadParameter).with_status(400),
    Rule::text("extra inputs are not permitted", Class::BadParameter).with_status(400),
    Rule::text("temperature", Class::BadParameter).with_status(400),
    Rule::text("top_p", Class::BadParameter).with_status(400),
    Rule::text("max_tokens", Class::BadParameter).with_status(400),
    Rule::text("max_completion_tokens", Class::BadParameter).with_status(400),
    // Limits, whatever the status.
    Rule::text("rate limit", Class::RateLimit),
    Rule::text("too many requests", Class::RateLimit),
    Rule::text("请求过于频繁", Class::RateLimit),
    Rule::text("限流", Class::RateLimit),
    Rule::text("loading", Class::Loading).with_status(503),
    Rule::text("正在加载", Class::Loading).with_status(503),
    Rule::text("overloaded", Class::Overloaded),
    // The status alone.
    Rule::status(400, Class::BadRequest),
    Rule::status(401, Class::BadKey),
    Rule::status(402, Class::NoBalance),
    Rule::status(403, Class::Forbidden),
    Rule::text("model", Class::ModelNotFound).with_status(404),
    Rule::status(404, Class::WrongAddress),
    Rule::status(405, Class::WrongAddress),
    // Only proxies say so.
    Rule::status(407, Class::Proxy),
    // The server ran out of time, not we.
    Rule::status(408, Class::ServerError),
    Rule::status(409, Class::ServerError),
    Rule::status(413, Class::ContextTooLong),
    Rule::status(422, Class::BadRequest),
    Rule::status(425, Class::ServerError),
    Rule::status(429, Class::RateLimit),
    Rule::status(503, Class::Overloaded),
    Rule::status(529, Class::Overloaded),
];

/// Words that say that this conversation is too long for the model, in lower case.
const TOO_LONG: &[&str] = &[
    "context length",
    "context limit",
    "context size",
    "context window",
    "context_length",
    "contextwindow",
    "model token limit",
    "prompt is too long",
    "prompt too long",
    "input is too long",
    "messages are too long",
    "input token count",
    "input tokens exceed",
    "max message tokens",
    "reduce the length of",
    "request too large",
    "上下文长度",
    "上下文窗口",
    "输入过长",
    "输入长度",
    "input length",
    "prompt 超长",
];

/// True if a message says that this conversation can never fit: it is longer than the model reads, or than all that may
/// be asked in a minute.
pub(super) fn too_long(message: &str) -> bool {
    let lower = message.to_lowercase();
    // `Limit 10000, Requested 16000`, but not the `limit` in front of it that counts something else.
    let amount = |word: &str| {
        lower.match_indices(word).find_map(|(at, _)| {
            let rest = lower[at + word.len()..].trim_start_matches([' ', ':']);
            rest[..rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len()].parse::<u64>().ok()
        })
    };
    let never = || amount("limit").zip(amount("requested")).is_some_and(|(limit, requested)| requested > limit);
    TOO_LONG.iter().any(|words| lower.contains(words)) || never()
}
