//! The error table of a platform, line by line, and what no table may break.

use batch_core::platform::Platform;
use batch_core::platform::fault::{Class, End, Fault, Refusal, Verdict};
use batch_core::platform::refusal;
use batch_core::platform::reply::Reply;
use batch_core::platform::rule::first_fit;
use http::HeaderMap;
use serde_json::Value;

use super::{CELL, LIMIT, MODEL, OVERLOAD, RETRY, STOP};

/// Checks a platform's profile, and its error table row by row: each name of [`batch_sim::error_table`] (and nothing else)
/// must stand in `lines`, with what it is and what is to be done; replies (status and body) for rows that no line shows
/// stand in `others`. Of the lines that end more than their conversation, those that no exact code of the platform's own
/// table names are `guesses`.
///
/// # Panics
/// Where the platform breaks the contract.
pub fn table(
    platform: &dyn Platform,
    lines: &[(&str, Class, Verdict)],
    others: &[(u16, &str, Class, Verdict)],
    guesses: &[&str],
) {
    profile(platform);
    rows(platform);
    let dialect = platform.profile().dialect;
    for line in batch_sim::error_table(dialect) {
        assert!(lines.iter().any(|(name, ..)| *name == line.name), "no row for {}", line.name);
    }
    let rules = platform.profile().rules;
    let mut shown = vec![false; rules.len()];
    let mut check = |name: &str, status: u16, body: &str, class: Class, verdict: Verdict| {
        let refusal = refusal::parse(platform.profile(), status, &HeaderMap::new(), body.as_bytes());
        if let Some(row) = first_fit(rules, &refusal) {
            shown[row] = true;
        }
        let fault = refusal::judge(platform, &refusal);
        assert_eq!((fault.class, fault.verdict), (class, verdict), "{name}: HTTP {status} {body}");
        fault
    };
    for (name, class, verdict) in lines {
        let (status, body) = batch_sim::error_reply(dialect, name).unwrap_or_else(|| panic!("no such line: {name}"));
        let fault = check(name, status, &body, *class, *verdict);
        if last_word(fault.verdict) != End::DropCell {
            assert_eq!(fault.certain, !guesses.contains(name), "{name}: is it certain? HTTP {status} {body}");
        }
    }
    for (status, body, class, verdict) in others {
        check("another", *status, body, *class, *verdict);
    }
    for (rule, shown) in rules.iter().zip(shown) {
        assert!(shown, "no reply shows what this row is for: {rule:?}");
    }
    general(platform);
    odd(platform);
    replies(platform);
}

fn profile(platform: &dyn Platform) {
    let profile = platform.profile();
    let url = url::Url::parse(profile.base_url).expect("base_url");
    assert_eq!(url.scheme(), "https", "base_url");
    assert!(!profile.base_url.ends_with('/'), "base_url ends without /");
    assert!(profile.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "id: {}", profile.id);
    assert!(!profile.key_vars.is_empty(), "key_vars");
    assert!(profile.limits.concurrency > 0, "limits.concurrency");
    assert!(profile.config_file().ends_with(".json") && profile.log_file().ends_with(".log"));
    let models: Value = serde_json::from_str(profile.models).expect("models.json");
    for field in ["as_of", "source", "currency"] {
        assert!(models[field].is_string(), "models.json: {field}");
    }
    let entries = models["models"].as_array().expect("models.json: models");
    let current = entries.iter().filter(|entry| entry["status"] == "current").count();
    assert!(current >= 2, "models.json names {current} current models; the suite runs its job with two");
    assert_eq!(platform.wire_model("a/b"), "a/b", "wire_model without configuration");
}

fn judge(platform: &dyn Platform, status: u16, body: &[u8]) -> Fault {
    refusal::judge(platform, &refusal::parse(platform.profile(), status, &HeaderMap::new(), body))
}

fn last_word(verdict: Verdict) -> End {
    match verdict {
        Verdict::End(end) => end,
        Verdict::Retry(retry) => retry.then,
    }
}

/// Each row is certain of the code that it names, and of nothing else.
fn rows(platform: &dyn Platform) {
    for rule in platform.profile().rules {
        let says = |code: &str| {
            let message = rule.text.unwrap_or_default().to_owned();
            refusal::judge(platform, &Refusal { status: 400, code: code.to_owned(), message, ..Refusal::default() })
        };
        let Some(code) = rule.code else {
            assert!(!says("").certain, "words alone are a guess: {rule:?}");
            continue;
        };
        let name = code.trim_matches('*');
        let exact = rule.text.is_none() && !code.starts_with('*');
        assert_eq!(says(name).certain, exact, "{rule:?}");
        assert_eq!(says(&format!("{name}.Detail")).certain, exact && code.ends_with('*'), "{rule:?}");
        for alike in [format!("{name}Alike"), format!("Alike{name}"), name.to_lowercase() + "_", String::new()] {
            assert!(!says(&alike).certain, "{alike} is not {name}");
        }
    }
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
    for (status, body, verdict) in rows {
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
