//! Odd replies under HTTP 200: an answer that is there is taken at the first call, and what is none is not taken for one.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::folder;
use super::foreign::asked;

use super::inputs::{recorded, with_length};

/// The reply to the only call that is made.
fn ok(body: &str) -> (i32, String, String) {
    asked(with_length("200 OK", "", body))
}

#[test]
fn one_odd_field_costs_no_answer() {
    let answer = r#"{"choices":[{"message":{"content":"好"},"finish_reason":"stop"}]}"#;
    for body in [
        format!("\u{feff}{answer}"),
        format!("{answer}\n\ndata: [DONE]\n\n"),
        format!("data: {answer}\n\ndata: [DONE]\n\n"),
        answer.replace("}]}", r#"}],"usage":""}"#),
        answer.replace("}]}", r#"}],"usage":0}"#),
        answer.replace("}]}", r#"}],"usage":[]}"#),
        answer.replace("}]}", r#"}],"usage":{"prompt_tokens":1e400}}"#),
        answer.replace("}]}", r#"}],"usage":{"prompt_tokens":-1,"completion_tokens":99999999999999999999}}"#),
        answer.replace("}]}", r#"}],"code":0,"base_resp":{"status_code":0,"status_msg":"success"}}"#),
        answer.replace("}]}", r#","logprobs":NaN}]}"#),
        answer.replace("\"finish", "\"finish_reason\":null,\"finish"),
        answer.replace("\"好\"", r#"[{"type":"text","text":"好"}]"#),
        answer.replace("[{", r#"[{"index":1,"message":{"content":"坏"}},{"index":0,"#),
    ] {
        let (code, text, err) = ok(&body);
        assert_eq!((code, text.as_str()), (0, "好"), "{body}\n{err}");
    }
}

#[test]
fn a_bad_byte_is_one_character() {
    let body = b"{\"choices\":[{\"message\":{\"content\":\"\xe5\xa5\xbd\xff\"}}]}";
    let mut reply = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
    reply.extend_from_slice(body);
    let (code, text, err) = asked(reply);
    assert_eq!((code, text.as_str()), (0, "好\u{fffd}"), "{err}");
}

#[test]
fn gzip_that_nobody_asked_for_is_unpacked() {
    for header in ["Content-Encoding: gzip\r\n", ""] {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(r#"{"choices":[{"message":{"content":"好"}}]}"#.as_bytes()).unwrap();
        let body = packer.finish().unwrap();
        let mut reply = format!("HTTP/1.1 200 OK\r\n{header}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        reply.extend_from_slice(&body);
        let (code, text, err) = asked(reply);
        assert_eq!((code, text.as_str()), (0, "好"), "{header}\n{err}");
    }
}

#[test]
fn what_is_no_answer_is_not_taken_for_one() {
    let answer = r#"{"choices":[{"message":{"content":"半"},"finish_reason":"stop"}]}"#;
    let finish = |reason: &str| answer.replace("stop", reason);
    for (body, words) in [
        (finish("insufficient_system_resource"), "insufficient_system_resource"),
        (finish("error"), "平台内部错误"),
        (finish("sensitive"), "内容被平台拒绝（finish_reason: sensitive）"),
        (finish("SAFETY"), "内容被平台拒绝"),
        (answer.replace("\"半\"", r#""半","refusal":"不行""#), "内容被平台拒绝（不行）"),
        (
            answer.replace("}]}", r#"}],"error":{"code":500,"message":"upstream broke"}}"#),
            "HTTP 200 500: upstream broke",
        ),
        (answer.replace("半", "<think>想</think>"), "回答是空的"),
        (answer.replace("半", r"\u200b\ufeff\u00a0"), "回答是空的"),
        (finish("length").replace("半", "<think>想"), "max_tokens"),
        // Words that would have been lost.
        (r#"{"code":500,"msg":"engine gone"}"#.to_owned(), "HTTP 200 500: engine gone"),
        (r#"{"base_resp":{"status_code":1027,"status_msg":"output 敏感"}}"#.to_owned(), "HTTP 200 1027: output 敏感"),
        (r#"{"success":false,"message":"no such tenant"}"#.to_owned(), "no such tenant"),
    ] {
        let (code, text, err) = ok(&body);
        assert_eq!(code, 1, "{body}\n{err}");
        assert!(text.starts_with("ERROR: ") && text.contains(words), "{body}: {text}");
    }
}

#[test]
fn an_answer_that_may_lack_its_end_is_kept_and_said() {
    for (reason, words) in
        [("MAX_TOKENS", "被 max_tokens 截断"), ("repetition", "finish_reason repetition 结束，可能不完整")]
    {
        let (code, text, err) =
            ok(&format!(r#"{{"choices":[{{"message":{{"content":"半"}},"finish_reason":"{reason}"}}]}}"#));
        assert_eq!((code, text.as_str()), (0, "半"), "{err}");
        assert!(err.contains(words), "{reason}: {err}");
    }
}

#[test]
fn check_sees_a_refusal_under_200() {
    let body = r#"{"error":{"type":"invalid_authentication_error","message":"Invalid Authentication"}}"#;
    let (url, server) = recorded(1, with_length("200 OK", "", body));
    let ran = folder(&url).run(&["check", "--json"]);
    server.join().unwrap();
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(ran.out.contains("HTTP 200 invalid_authentication_error: Invalid Authentication"), "{}", ran.out);
}
