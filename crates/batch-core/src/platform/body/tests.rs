use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use http::{HeaderMap, HeaderValue, header};

use super::*;
use crate::platform::shape::RefusalAt;

fn gzip(body: &[u8]) -> Bytes {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(body).unwrap();
    packer.finish().unwrap().into()
}

fn encoded(name: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static(name))])
}

#[test]
fn what_is_packed_is_unpacked_whatever_the_header_says() {
    let body = Bytes::from_static(br#"{"choices":[]}"#);
    for headers in [HeaderMap::new(), encoded("gzip"), encoded("x-gzip"), encoded("identity")] {
        assert_eq!(unpack(&headers, gzip(&body), 100), Some(body.clone()));
        assert_eq!(unpack(&headers, body.clone(), 100), Some(body.clone()));
    }
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&body).unwrap();
    assert_eq!(unpack(&encoded("deflate"), packer.finish().unwrap().into(), 100), Some(body.clone()));
    assert_eq!(unpack(&encoded("deflate"), body.clone(), 100), Some(body));
}

#[test]
fn a_little_that_unpacks_to_a_lot_is_refused() {
    let bomb = gzip(&vec![b' '; 1 << 20]);
    assert!(bomb.len() < 1 << 14);
    assert_eq!(unpack(&HeaderMap::new(), bomb.clone(), (1 << 20) - 1), None);
    assert_eq!(unpack(&HeaderMap::new(), bomb, 1 << 20).map(|body| body.len()), Some(1 << 20));
}

#[test]
fn what_cannot_be_unpacked_stays() {
    let half = gzip(&[b'a'; 100]).slice(..20);
    assert_eq!(unpack(&HeaderMap::new(), half.clone(), 1000), Some(half));
}

/// What a stream of these events is put together to: text, thinking, why it ended, and the rest.
fn joined(events: &[&str]) -> Option<serde_json::Value> {
    let body: String = events.iter().map(|event| format!("data: {event}\n\n")).collect();
    value(body.as_bytes())
}

/// A piece of a stream.
fn piece(delta: &str, finish: &str) -> String {
    format!(r#"{{"id":"c","choices":[{{"index":0,"delta":{delta},"finish_reason":{finish}}}]}}"#)
}

#[test]
fn events_are_put_together() {
    let [role, think, one, two, end] = [
        (r#"{"role":"assistant","content":""}"#, "null"),
        (r#"{"reasoning_content":"想"}"#, "null"),
        (r#"{"content":"一"}"#, "null"),
        (r#"{"content":[{"type":"text","text":"二"}]}"#, "null"),
        ("{}", r#""stop""#),
    ]
    .map(|(delta, finish)| piece(delta, finish));
    let usage = r#"{"choices":[],"usage":{"prompt_tokens":3},"base_resp":{"status_code":0}}"#;
    let whole = joined(&[&role, &think, &one, &two, &end, usage, "[DONE]"]).unwrap();
    assert_eq!(
        whole,
        serde_json::json!({
            "id": "c",
            "choices": [{
                "index": 0,
                "message": {"content": "一二", "reasoning_content": "想"},
                "finish_reason": "stop",
            }],
            "usage": {"prompt_tokens": 3},
            "base_resp": {"status_code": 0},
        })
    );
    let text = |whole: Option<serde_json::Value>| whole.map(|whole| whole["choices"][0]["message"]["content"].clone());
    // Either end will do, and none will not.
    assert_eq!(text(joined(&[&role, &one, &end])), Some("一".into()));
    assert_eq!(text(joined(&[&role, &one, "[DONE]"])), Some("一".into()));
    assert_eq!(joined(&[&role, &one]), None);
    // What stands behind the end does not count.
    assert_eq!(text(joined(&[&role, &one, "[DONE]", &one])), Some("一".into()));
    // Words that keep a connection alive are no piece; half a piece is, and nobody knows what it said.
    assert_eq!(text(joined(&[&role, "ping", &one, &end])), Some("一".into()));
    assert_eq!(joined(&[&role, r#"{"id":"c","choices":[{"ind"#, &one, &end, "[DONE]"]), None);
    // Whatever comes with the words counts, too.
    let last = r#"{"choices":[{"delta":{"content":"二"},"finish_reason":"length","usage":{"prompt_tokens":4}}]}"#;
    let whole = joined(&[&role, &one, last]).unwrap();
    assert_eq!(
        (&whole["choices"][0]["finish_reason"], &whole["usage"]["prompt_tokens"]),
        (&"length".into(), &4.into())
    );
    assert_eq!(text(Some(whole)), Some("一二".into()));
    let at_once = r#"{"choices":[{"message":{"content":"全"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5}}"#;
    let whole = joined(&[&role, &one, at_once]).unwrap();
    assert_eq!(whole["usage"]["prompt_tokens"], 5);
    assert_eq!(text(Some(whole)), Some("全".into()));
}

#[test]
fn an_error_among_events_is_an_error() {
    let one = piece(r#"{"content":"半"}"#, "null");
    let error = r#"{"error":{"code":"overloaded","message":"busy"}}"#;
    let whole = joined(&[&one, error]).unwrap();
    assert!(refuses(&whole, true), "{whole}");
    assert_eq!(Shape::of(&whole).code, "overloaded");
    let whole = joined(&[error]).unwrap();
    assert!(refuses(&whole, false) && whole.get("choices").is_none(), "{whole}");
    let beside =
        r#"{"choices":[{"delta":{"content":""},"finish_reason":"error"}],"error":{"code":502,"message":"gone"}}"#;
    let whole = joined(&[&one, beside, "[DONE]"]).unwrap();
    assert_eq!((refuses(&whole, true), Shape::of(&whole).message.as_str()), (true, "gone"));
    let within = r#"{"choices":[{"delta":{},"error":{"code":502,"message":"gone"}}]}"#;
    assert!(refuses(&joined(&[&one, within]).unwrap(), true));
}

#[test]
fn what_grows_is_not_whole_before_its_end() {
    let text = |whole: Option<serde_json::Value>| whole.map(|whole| whole["choices"][0]["message"]["content"].clone());
    let both = |delta: &str, message: &str, finish: &str| {
        format!(
            r#"{{"choices":[{{"index":0,"finish_reason":{finish},"delta":{{"content":"{delta}"}},"message":{{"content":"{message}"}}}}]}}"#
        )
    };
    let [one, two] = [both("一", "一", "null"), both("二", "一二", r#""stop""#)];
    assert_eq!(text(joined(&[&one, &two, "[DONE]"])), Some("一二".into()));
    let alone = |message: &str, finish: &str| {
        format!(r#"{{"choices":[{{"finish_reason":{finish},"message":{{"content":"{message}"}}}}]}}"#)
    };
    let [one, two] = [alone("一", "null"), alone("一二", r#""stop""#)];
    assert_eq!(text(joined(&[&one, &two])), Some("一二".into()));
    assert_eq!(joined(&[&one]), None);
}

#[test]
fn nothing_that_stands_beside_words_is_passed_over() {
    let [role, half] = [piece(r#"{"role":"assistant","content":""}"#, "null"), piece(r#"{"content":"半"}"#, "null")];
    let told =
        r#"{"choices":[{"index":0,"delta":{"content":"x"}}],"base_resp":{"status_code":1027,"status_msg":"no"}}"#;
    let fine = r#"{"choices":[{"index":0,"delta":{"content":"x"}}],"base_resp":{"status_code":0}}"#;
    for events in [&[&role, &half, told, "[DONE]"][..], &[&role, &half, told, fine, "[DONE]"]] {
        let whole = joined(events).unwrap();
        assert!(refuses(&whole, true) && Shape::of(&whole).code == "1027", "{whole}");
    }
    let refused = joined(&[&role, &piece(r#"{"refusal":"no"}"#, "null"), &piece("{}", r#""stop""#)]).unwrap();
    assert_eq!(refused["choices"][0]["message"]["refusal"], "no");
    let thought = piece(r#"{"content":null,"reasoning_content":"","reasoning":"想"}"#, "null");
    let whole = joined(&[&role, &thought, &half, "[DONE]"]).unwrap();
    assert_eq!(whole["choices"][0]["message"]["reasoning_content"], "想");
}

#[test]
fn words_that_are_no_piece_are_no_end() {
    let [role, half] = [piece(r#"{"role":"assistant","content":""}"#, "null"), piece(r#"{"content":"半"}"#, "null")];
    assert_eq!(joined(&[&role, &half, "Internal Server Error", "[DONE]"]), None);
    assert_eq!(joined(&[&role, &half, r#"{"message":"overloaded"}"#, "[DONE]"]), None);
    let end = piece("{}", r#""stop""#);
    assert!(joined(&[&role, &half, r#"{"status":"in_progress"}"#, &end]).is_some());
    // An event that is called an error is one, whatever it says.
    for said in [r#"{"message":"overloaded"}"#, "overloaded", r#"{"error":{"message":"overloaded"}}"#] {
        let body = format!("data: {role}\n\ndata: {half}\n\nevent: error\ndata: {said}\n\ndata: [DONE]\n\n");
        let whole = value(body.as_bytes()).unwrap();
        assert!(refuses(&whole, true), "{whole}");
        assert_eq!(Shape::of(&whole).message, "overloaded", "{whole}");
    }
}

#[test]
fn a_refusal_is_found_where_the_platform_puts_it() {
    let at = RefusalAt { code: "/result/err", message: "/result/msg", fine: "0", billed: false };
    let told = |at, event: &str| {
        let mut assembly = Assembly::new(at);
        for data in [piece(r#"{"content":"半"}"#, "null").as_str(), event] {
            assembly.take(&Event { data, kind: EventKind::Data });
        }
        assembly.finish()
    };
    let refused = r#"{"result":{"err":"42","msg":"no"}}"#;
    assert_eq!(told(Some(at), refused).and_then(|whole| at.find(&whole)), Some(("42".to_owned(), "no".to_owned())));
    assert_eq!(told(None, refused), None);
    assert_eq!(told(Some(at), r#"{"result":{"err":"0"}}"#), None);
}

/// A piece with an id, or none, and words.
fn said(id: &str, words: &str, finish: &str) -> String {
    let id = if id.is_empty() { String::new() } else { format!(r#""id":"{id}","#) };
    format!(r#"{{{id}"choices":[{{"index":0,"delta":{{"content":"{words}"}},"finish_reason":{finish}}}]}}"#)
}

#[test]
fn what_calls_itself_an_end_is_one_only_if_nothing_follows() {
    let text = |whole: Option<serde_json::Value>| whole.map(|whole| whole["choices"][0]["message"]["content"].clone());
    // Blank reasons are none.
    for none in [r#""""#, r#"" ""#, r#""null""#, "null"] {
        let [one, two] = [said("c", "一", none), said("c", "二", none)];
        assert_eq!(joined(&[&one, &two]), None, "{none}");
        assert_eq!(text(joined(&[&one, &two, &piece("{}", r#""stop""#)])), Some("一二".into()), "{none}");
    }
    // Who says so with every word says nothing.
    let [one, two] = [said("c", "一", r#""stop""#), said("c", "二", r#""stop""#)];
    assert_eq!(joined(&[&one, &two]), None);
    assert_eq!(text(joined(&[&one, &two, "[DONE]"])), Some("一二".into()));
    // That the stream is over is not the model's word.
    let whole = joined(&[&said("c", "一", "null"), "[DONE]"]).unwrap();
    assert_eq!(whole["choices"][0]["finish_reason"], "missing");
}

#[test]
fn two_answers_in_one_stream_are_none() {
    let [one, end] = [said("a", "一", "null"), said("a", "", r#""stop""#)];
    let [other, last] = [said("b", "二", "null"), said("b", "", r#""stop""#)];
    assert_eq!(joined(&[&one, &end, &other, &last, "[DONE]"]), None, "one behind the other");
    assert_eq!(joined(&[&one, &other, &one, &end, "[DONE]"]), None, "mixed");
    // An id for each piece is odd, and yet one answer.
    let [one, two, end] = [said("1", "一", "null"), said("2", "二", "null"), said("3", "", r#""stop""#)];
    let whole = joined(&[&one, &two, &end, "[DONE]"]).unwrap();
    assert_eq!(whole["choices"][0]["message"]["content"], "一二");
}

#[test]
fn lines_that_are_no_event_are_heard() {
    let half = said("c", "半", "null");
    let stream = |line: &str, end: &str| value(format!("data: {half}\n\n{line}\n\n{end}").as_bytes());
    for line in [r#"error: {"code":500,"message":"full"}"#, r#"{"error":{"code":500,"message":"full"}}"#] {
        let whole = stream(line, "data: [DONE]\n\n").unwrap();
        assert!(refuses(&whole, true) && Shape::of(&whole).message == "full", "{whole}");
    }
    for line in ["<html>502</html>", "upstream connect error", "half a li"] {
        assert_eq!(stream(line, "data: [DONE]\n\n"), None, "{line}");
        let end = format!("data: {}\n\n", said("c", "", r#""stop""#));
        assert!(stream(line, &end).is_some(), "{line}");
    }
    // Of what broke off, nobody has counted all.
    let counted = r#"{"choices":[{"delta":{"content":"半"}}],"usage":{"completion_tokens":5}}"#;
    let whole = joined(&[counted, r#"{"error":{"message":"no"}}"#]).unwrap();
    assert!(whole["usage"].is_null(), "{whole}");
}
