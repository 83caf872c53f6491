//! What no error table may break, whatever it says.

use batch_core::platform::Platform;
use batch_core::platform::fault::{Class, Fault, Verdict};
use batch_core::platform::refusal;
use batch_core::platform::reply::Reply;
use batch_core::platform::rule::first_fit;
use http::HeaderMap;

use super::{CELL, LIMIT, MODEL, OVERLOAD, RETRY, STOP};

/// Checks it all.
pub(super) fn everywhere(platform: &dyn Platform) {
    general(platform);
    odd(platform);
    replies(platform);
}

fn judge(platform: &dyn Platform, status: u16, body: &[u8]) -> Fault {
    refusal::judge(platform, &refusal::parse(platform.profile(), status, &HeaderMap::new(), body))
}

/// What proxies and gateways between us and any platform say.
fn general(platform: &dyn Platform) {
    let page = b"<html><body><h1>Bad Gateway</h1></body></html>".as_slice();
    let rows: &[(u16, &[u8], Verdict)] = &[
        (500, b"", RETRY),
        (502, page, RETRY),
        (520, b"error code: 520", RETRY),
        (500, br#"{"error":{"code":500}}"#, RETRY),
        (500, br#"{"error":{"code":"500","message":null}}"#, RETRY),
        (429, b"", LIMIT),
        (401, b"", STOP),
        (402, b"{}", STOP),
        (307, b"", STOP),
        (404, page, STOP),
        (403, page, STOP),
        (405, page, STOP),
        (407, b"", STOP),
        (408, b"", RETRY),
        (413, page, CELL),
        (503, br#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#, OVERLOAD),
        (400, br#"{"error":{"message":"what?"}}"#, CELL),
        (
            400,
            br#"{"error":{"message":"input length and `max_tokens` exceed context limit: 199000 + 21333 > 200000"}}"#,
            CELL,
        ),
        (400, br#"{"error":{"code":400,"message":"too much","type":"exceed_context_size_error"}}"#, CELL),
        (429, br#"{"error":{"message":"Request too large for m on (TPM): Limit 10000, Requested 16000"}}"#, CELL),
        (400, br#"{"error":{"message":"Invalid model name passed in model=m","code":"400"}}"#, MODEL),
        (404, br#"{"error":{"message":"The model `m` does not exist","code":404}}"#, MODEL),
        (200, br#"{"code":429,"msg":"slow down"}"#, LIMIT),
        (200, br#"{"base_resp":{"status_code":1,"status_msg":"odd"}}"#, RETRY),
    ];
    let rules = platform.profile().rules;
    for (status, body, verdict) in rows {
        // What a platform says of a status or a code itself stands.
        let refusal = refusal::parse(platform.profile(), *status, &HeaderMap::new(), body);
        if first_fit(rules, &refusal).is_some_and(|row| rules[row].text.is_none()) {
            continue;
        }
        let said = String::from_utf8_lossy(body).into_owned();
        let fault = judge(platform, *status, body);
        assert_eq!((fault.verdict, fault.certain), (*verdict, false), "HTTP {status} {said}");
    }
}

/// Whatever a body is, judging it ends, and keeps little of it.
fn odd(platform: &dyn Platform) {
    let deep = "[".repeat(50_000);
    let long = format!(r#"{{"error":{{"message":"{}","code":"{0}"}}}}"#, "长".repeat(100_000));
    let bodies =
        ["null", "[]", "0", "\"\"", "{", "\u{feff}{}", r#"{"error":[]}"#, r#"{"error":{"code":{}}}"#, &deep, &long];
    for status in [0, 100, 200, 304, 400, 403, 418, 429, 500, 599, 999] {
        for body in bodies {
            let fault = judge(platform, status, body.as_bytes());
            assert!(
                fault.detail.words().chars().count() < 1200,
                "{status}: {} characters",
                fault.detail.words().chars().count()
            );
        }
    }
}

/// What counts as an answer.
fn replies(platform: &dyn Platform) {
    let read = |message: &str, finish: &str| {
        let body = format!(r#"{{"choices":[{{"message":{message},"finish_reason":{finish}}}]}}"#);
        platform.read(Reply::parse(platform.profile(), body.as_bytes()).expect("a reply")).map(|answer| answer.text)
    };
    assert_eq!(read(r#"{"content":"好"}"#, "\"stop\"").as_deref(), Ok("好"));
    assert_eq!(read(r#"{"content":"好"}"#, "null").as_deref(), Ok("好"));
    assert_eq!(read(r#"{"content":"好"}"#, "\"length\"").as_deref(), Ok("好"), "cut text is kept");
    assert_eq!(read(r#"{"content":""}"#, "\"length\""), Err(Class::TruncatedEmpty));
    assert_eq!(read(r#"{"content":null,"reasoning_content":"想"}"#, "\"length\""), Err(Class::TruncatedEmpty));
    assert_eq!(read(r#"{"content":null}"#, "\"stop\""), Err(Class::Empty));
    assert_eq!(read(r#"{"content":" \n"}"#, "\"stop\""), Err(Class::Empty));
    assert_eq!(read(r#"{"content":""}"#, "\"content_filter\""), Err(Class::ContentRefused));
    assert_eq!(read(r#"{"content":"半"}"#, "\"refuse_answer\""), Err(Class::ContentRefused));
    assert_eq!(read(r#"{"content":"半","refusal":"不"}"#, "\"stop\""), Err(Class::ContentRefused));
    assert_eq!(read(r#"{"content":"半"}"#, "\"insufficient_system_resource\""), Err(Class::ServerError));
    assert_eq!(read(r#"{"content":"<think>想</think>"}"#, "\"stop\""), Err(Class::Empty));
}
