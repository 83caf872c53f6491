use std::time::Duration;

use super::*;
use crate::platform::fault::{End, Pace};

fn of(body: &str) -> Refusal {
    parse(&Profile::openai(), 400, &HeaderMap::new(), body.as_bytes())
}

/// As a platform without a table would judge it.
fn judged(status: u16, body: &str) -> Fault {
    by_tables(&[], &parse(&Profile::openai(), status, &HeaderMap::new(), body.as_bytes()))
}

#[test]
fn takes_every_shape_of_body_apart() {
    for (body, code, kind, reason, message) in [
        (r#"{"error":{"code":"C","type":"T","message":"M"}}"#, "C", "T", "", "M"),
        (r#"{"error":{"code":400,"type":"T","message":["M"]}}"#, "400", "T", "", "M"),
        (r#"{"code":403,"reason":"R","message":"M","metadata":{}}"#, "403", "", "R", "M"),
        (r#"{"code":429,"msg":"M"}"#, "429", "", "", "M"),
        (r#"{"base_resp":{"status_code":1004,"status_msg":"M"},"id":""}"#, "1004", "", "", "M"),
        (r#"{"choices":[{"error":{"code":502,"message":"M"},"message":{"content":"half"}}]}"#, "502", "", "", "M"),
        (r#"{"success":false,"code":"C","message":"M"}"#, "C", "", "", "M"),
        (r#"{"error_code":336003,"error_msg":"M"}"#, "336003", "", "", "M"),
        (r#"{"errors":[{"code":"C","message":"M"}]}"#, "C", "", "", "M"),
        (r#"[{"error":{"code":400,"message":"M","status":"S"}}]"#, "400", "", "", "M"),
        (r#"{"status":429,"title":"t","detail":"M"}"#, "429", "", "", "M"),
        (r#"{"message":"M"}"#, "", "", "", "M"),
        (r#"{"error":"M"}"#, "", "", "", "M"),
        (r#"{"error":"M","code":"C"}"#, "C", "", "", "M"),
        (r#"{"detail":[{"msg":"M"}]}"#, "", "", "", "M"),
        (r#"{"error":{"message":{"text":"M"}}}"#, "", "", "", "M"),
        ("\u{feff}{\"message\":\"M\"}", "", "", "", "M"),
        ("data: {\"error\":{\"message\":\"M\"}}\n\n", "", "", "", "M"),
        ("M", "", "", "", "M"),
        ("\"M\"", "", "", "", "M"),
        ("404 page not found", "", "", "", "404 page not found"),
        ("[1", "", "", "", "[1"),
        ("", "", "", "", ""),
        ("null", "", "", "", ""),
    ] {
        let it = of(body);
        let got = (it.code.as_str(), it.kind.as_str(), it.reason.as_str(), it.message.as_str());
        assert_eq!(got, (code, kind, reason, message), "{body}");
    }
    assert!(of("<html>x").html);
}

#[test]
fn under_200_the_code_is_the_status_and_is_shown() {
    for (body, class, detail) in [
        (r#"{"code":429,"msg":"slow down"}"#, Class::RateLimit, "HTTP 200 429: slow down"),
        (r#"{"code":"503","msg":"busy"}"#, Class::Overloaded, "HTTP 200 503: busy"),
        (r#"{"error":{"code":401,"message":"who?"}}"#, Class::BadKey, "HTTP 200 401: who?"),
        (
            r#"{"base_resp":{"status_code":1002,"status_msg":"rate limit"}}"#,
            Class::RateLimit,
            "HTTP 200 1002: rate limit",
        ),
        (r#"{"base_resp":{"status_code":1004,"status_msg":"login fail"}}"#, Class::BadKey, "HTTP 200 1004: login fail"),
        (
            r#"{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}"#,
            Class::NoBalance,
            "HTTP 200 1008: insufficient balance",
        ),
        (r#"{"success":false,"message":"odd"}"#, Class::ServerError, "HTTP 200: odd"),
    ] {
        let fault = judged(200, body);
        assert_eq!((fault.class, fault.detail.words(), fault.certain), (class, detail, false), "{body}");
    }
    // The platform's own table reads numbers, too.
    let rules = [Rule::code("1004", Class::BadKey)];
    let fault =
        by_tables(&rules, &parse(&Profile::openai(), 200, &HeaderMap::new(), br#"{"base_resp":{"status_code":1004}}"#));
    assert_eq!((fault.class, fault.certain), (Class::BadKey, true));
    // A real status is not overruled, and a number that only repeats it is not shown.
    let fault = judged(400, r#"{"code":429,"msg":"M"}"#);
    assert_eq!((fault.class, fault.detail.words()), (Class::BadRequest, "HTTP 400 429: M"));
    assert_eq!(judged(429, r#"{"code":429,"msg":"M"}"#).detail.words(), "HTTP 429: M");
    assert_eq!(judged(401, r#"{"code":401,"reason":"R","message":"M"}"#).detail.words(), "HTTP 401 R: M");
}

#[test]
fn what_can_never_fit_is_the_conversations_own() {
    for (status, message) in [
        (400, "input length and `max_tokens` exceed context limit: 199000 + 21333 > 200000, decrease `max_tokens`"),
        (400, "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens"),
        (400, "litellm.ContextWindowExceededError: litellm.BadRequestError: prompt is too long"),
        (400, "the request exceeds the available context size, try increasing it"),
        (400, "prompt is too long: 210000 tokens > 200000 maximum"),
        (400, "Input tokens exceed the configured limit of 272000 tokens. Please reduce the length of the messages."),
        (400, "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."),
        (400, "Total tokens of image and text exceed max message tokens"),
        (400, "Range of input length should be [1, 30720]"),
        (400, "输入长度超过限制，temperature 不变"),
        (500, "context length exceeded"),
        (429, "Request too large for m on tokens per min (TPM): Limit 10000, Requested 16000."),
        (429, "rate limit reached: Limit 10000, Used 3000, Requested 16000"),
        (413, "Request too large"),
    ] {
        let body = serde_json::json!({"error": {"message": message, "code": null}}).to_string();
        let fault = judged(status, &body);
        assert_eq!((fault.class, fault.verdict), (Class::ContextTooLong, Verdict::End(End::DropCell)), "{message}");
    }
    let groq =
        r#"{"error":{"message":"TPM: Limit 6000, Requested 7000","type":"tokens","code":"rate_limit_exceeded"}}"#;
    assert_eq!(judged(429, groq).class, Class::ContextTooLong);
    let code = r#"{"error":{"code":400,"message":"M","type":"exceed_context_size_error"}}"#;
    assert_eq!(judged(400, code).class, Class::ContextTooLong);
    for (status, message, class) in [
        (429, "Rate limit reached (TPM): Limit 10000, Used 9000, Requested 1600. Try again in 3s", Class::RateLimit),
        (400, "temperature must be in [0,1]", Class::BadParameter),
        (400, "max_tokens must be at most 8192", Class::BadParameter),
        (500, "context deadline exceeded", Class::ServerError),
    ] {
        let body = serde_json::json!({"error": {"message": message}}).to_string();
        assert_eq!(judged(status, &body).class, class, "{message}");
    }
}

#[test]
fn unknown_models_are_told_by_what_servers_say() {
    for (status, message) in [
        (400, "/chat/completions: Invalid model name passed in model=m-1. Call `/v1/models` to view available models"),
        (404, "The model `m-1` does not exist."),
        (400, "The model `m-1` does not exist or you do not have access to it."),
        (404, "model \"m-1\" not found, try pulling it first"),
        (500, "model 'm-1' not found, try pulling it first"),
        (400, "Model Not Exist"),
        (400, "m-1 is not a valid model ID"),
        (404, "No endpoints found for m-1."),
        (400, "模型不存在，请检查模型代码。"),
        (200, "Model does not exist. Please check it carefully."),
    ] {
        let fault = judged(status, &serde_json::json!({"code": 20012, "message": message}).to_string());
        let expected = (Class::ModelNotFound, Verdict::End(End::DropModel), false);
        assert_eq!((fault.class, fault.verdict, fault.certain), expected, "{message}");
    }
    assert_eq!(judged(404, "404 page not found").class, Class::WrongAddress);
}

#[test]
fn each_row_of_the_general_table_says_what_it_is() {
    for (status, message, class) in [
        (400, "blocked by content_filter", Class::ContentRefused),
        (400, "content management policy", Class::ContentRefused),
        (400, "content policy", Class::ContentRefused),
        (400, "safety system", Class::ContentRefused),
        (400, "Input data may contain inappropriate content", Class::ContentRefused),
        (400, "sensitive content", Class::ContentRefused),
        (400, "sensitive information", Class::ContentRefused),
        (400, "输入包含敏感词", Class::ContentRefused),
        (400, "Insufficient Balance", Class::NoBalance),
        (400, "Insufficient account balance", Class::NoBalance),
        (402, "Insufficient credits", Class::NoBalance),
        (400, "Your credit balance is too low", Class::NoBalance),
        (403, "余额不足", Class::NoBalance),
        (403, "用户额度不足", Class::NoBalance),
        (403, "账户欠费", Class::NoBalance),
        (200, "unknown model", Class::ModelNotFound),
        (400, "Incorrect API key", Class::BadKey),
        (400, "Invalid API key", Class::BadKey),
        (400, "API key not valid", Class::BadKey),
        (401, "invalid token", Class::BadKey),
        (400, "x is not supported for this model", Class::BadParameter),
        (400, "Unsupported parameter: x", Class::BadParameter),
        (400, "Unsupported value: x", Class::BadParameter),
        (400, "Unrecognized request argument", Class::BadParameter),
        (400, "Extra inputs are not permitted", Class::BadParameter),
        (400, "top_p", Class::BadParameter),
        (400, "max_completion_tokens", Class::BadParameter),
        (429, "requests per day (RPD): Limit 200", Class::Quota),
        (429, "tokens per day (TPD): Limit 200", Class::Quota),
        (429, "free-models-per-day", Class::Quota),
        (400, "rate limit", Class::RateLimit),
        (200, "Too many requests", Class::RateLimit),
        (403, "请求过于频繁", Class::RateLimit),
        (200, "触发限流", Class::RateLimit),
        (503, "Loading model", Class::Loading),
        (503, "模型正在加载", Class::Loading),
        (500, "Overloaded", Class::Overloaded),
    ] {
        let fault = judged(status, &serde_json::json!({"message": message}).to_string());
        assert_eq!((fault.class, fault.certain), (class, false), "{status} {message}");
    }
    for (code, class) in [
        ("content_filter", Class::ContentRefused),
        ("content_policy_violation", Class::ContentRefused),
        ("data_inspection_failed", Class::ContentRefused),
        ("context_length_exceeded", Class::ContextTooLong),
        ("exceed_context_size_error", Class::ContextTooLong),
        ("insufficient_quota", Class::NoBalance),
        ("insufficient_balance", Class::NoBalance),
        ("insufficient_user_quota", Class::NoBalance),
        ("invalid_api_key", Class::BadKey),
        ("model_not_found", Class::ModelNotFound),
        ("unsupported_parameter", Class::BadParameter),
        ("unsupported_value", Class::BadParameter),
        ("unknown_parameter", Class::BadParameter),
        ("rate_limit_exceeded", Class::RateLimit),
    ] {
        let fault = judged(418, &serde_json::json!({"error": {"code": code}}).to_string());
        assert_eq!((fault.class, fault.certain), (class, false), "{code}");
    }
    for (status, class) in [
        (302, Class::WrongAddress),
        (400, Class::BadRequest),
        (401, Class::BadKey),
        (402, Class::NoBalance),
        (403, Class::Forbidden),
        (404, Class::WrongAddress),
        (405, Class::WrongAddress),
        (407, Class::Proxy),
        (408, Class::ServerError),
        (409, Class::ServerError),
        (413, Class::ContextTooLong),
        (422, Class::BadRequest),
        (425, Class::ServerError),
        (429, Class::RateLimit),
        (500, Class::ServerError),
        (503, Class::Overloaded),
        (529, Class::Overloaded),
        (999, Class::Unknown),
    ] {
        for body in ["", "<html><h1>Blocked</h1></html>"] {
            let fault = judged(status, body);
            assert_eq!((fault.class, fault.certain), (class, false), "{status}");
        }
    }
}

#[test]
fn a_model_that_loads_is_asked_again_and_nobodys_limit() {
    let fault = judged(503, r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#);
    assert_eq!(fault.verdict, Verdict::retry(Pace::Overload));
    assert_eq!((fault.class, fault.detail.words()), (Class::Loading, "HTTP 503 unavailable_error: Loading model"));
}

#[test]
fn a_407_is_the_proxys_and_408_no_timeout_of_ours() {
    for (status, class) in [(407, Class::Proxy), (408, Class::ServerError)] {
        let fault = judged(status, r#"{"message":"M"}"#);
        assert_eq!((fault.class, fault.detail.words()), (class, format!("HTTP {status}: M").as_str()));
    }
}

#[test]
fn waits_are_read_from_headers_then_words() {
    let headers = HeaderMap::from_iter([(http::header::RETRY_AFTER, http::HeaderValue::from_static("7"))]);
    let body = br#"{"message":"try again after 3 seconds"}"#;
    assert_eq!(parse(&Profile::openai(), 429, &headers, body).wait, Some(Duration::from_secs(7)));
    assert_eq!(parse(&Profile::openai(), 429, &HeaderMap::new(), body).wait, Some(Duration::from_secs(3)));
}

#[test]
fn bounds_what_it_keeps() {
    let long = format!(r#"{{"error":{{"message":"{}"}}}}"#, "长".repeat(10_000));
    assert_eq!(of(&long).message.chars().count(), LONGEST_MESSAGE + 1);
    assert_eq!(of("a\nb\u{1b}[0m").message, "a b [0m");
}

#[test]
fn an_id_that_says_nothing_is_none() {
    let headers =
        |id| HeaderMap::from_iter([(http::HeaderName::from_static("x-request-id"), HeaderValue::from_static(id))]);
    assert_eq!(request_id(&Profile::openai(), &headers(" ")), None);
    assert_eq!(request_id(&Profile::openai(), &headers("r-1")).as_deref(), Some("r-1"));
}
