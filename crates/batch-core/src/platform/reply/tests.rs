use super::*;

fn read(body: &str) -> Result<Answer, Class> {
    Reply::parse(&Profile::openai(), body.as_bytes())?.answer()
}

fn usage(usage: &str) -> Option<ReplyUsage> {
    read(&format!(r#"{{"choices":[{{"message":{{"content":"好"}}}}],"usage":{usage}}}"#)).unwrap().usage
}

#[test]
fn reads_what_other_servers_send() {
    for body in [
        r#"{"choices":[{"message":{"content":"好"}}]}"#,
        r#"{"id":7,"choices":[{"index":0,"message":{"content":"好","role":null},"finish_reason":null}],"usage":null}"#,
        r#"{"choices":[{"message":{"content":"好"},"finish_reason":"stop"}],"error":null,"code":0,"success":true}"#,
        r#"{"choices":[{"message":{"content":"好"}}],"code":200,"error":{},"status":"completed"}"#,
        r#"{"choices":[{"message":{"content":"好"}}],"base_resp":{"status_code":0,"status_msg":""},"error":""}"#,
        r#"{"choices":[{"message":{"content":"好"}}],"error":{"code":0,"message":"success"},"code":"Success"}"#,
        r#"{"choices":[{"message":{"content":"好"},"error":null}]}"#,
        r#"{"choices":[{"message":{"content":"好"},"error":{}}]}"#,
        r#"{"choices":[{"message":{"content":"好","refusal":null}}],"code":20000,"message":"done"}"#,
        r#"{"choices":[{"message":{"content":"好","refusal":""}}],"usage":{"prompt_tokens_details":"x"}}"#,
        // Not what was asked for, and yet there.
        r#"{"choices":[{"text":"好"}]}"#,
        r#"{"choices":[{"message":{"content":[{"type":"text","text":"好"}]},"finish_reason":"stop"}]}"#,
        r#"{"choices":[{"message":{"content":["好"]}}]}"#,
        r#"{"choices":[{"message":{"content":[{"type":"thinking","text":"想"},{"text":{"value":"好"}},7,null]}}]}"#,
        r#"{"choices":[{"message":{"content":{"type":"text","text":"好"}}}]}"#,
        r#"{"choices":[null,{"message":{"content":"好"},"index":"0"}]}"#,
        // Almost JSON.
        "\u{feff}{\"choices\":[{\"message\":{\"content\":\"好\"}}]}",
        r#"{"choices":[{"message":{"content":"一","content":"好"}}]}"#,
        r#"{"choices":[],"choices":[{"message":{"content":"好"}}],"usage":0,"usage":""}"#,
        r#"{"choices":[{"message":{"content":"好"},"logprobs":NaN,"score":-Infinity}]}"#,
        "{\"choices\":[{\"message\":{\"content\":\"好\"}}]}\n\ndata: [DONE]\n\n",
        "{\"choices\":[{\"message\":{\"content\":\"好\"}}]}\0\0",
        "{\"choices\":[{\"message\":{\"content\":\"好\"}}]}<!-- served in 3 ms -->",
        "data: {\"choices\":[{\"message\":{\"content\":\"好\"}}]}\n\ndata: [DONE]",
        ": waiting\n\n: waiting\n\n{\n\"choices\":[{\"message\":{\"content\":\"好\"}}]}",
    ] {
        assert_eq!(read(body).map(|answer| answer.text).as_deref(), Ok("好"), "{body}");
        assert!(!Reply::parse(&Profile::openai(), body.as_bytes()).unwrap().refused, "{body}");
    }
}

#[test]
fn names_what_is_no_answer() {
    for (body, class) in [
        ("<html>502</html>", Class::Html),
        ("\u{feff}<html>502</html>", Class::Html),
        (r#"{"choices":[{"message":{"content":"好"#, Class::BadJson),
        ("", Class::BadJson),
        ("404 page not found", Class::BadJson),
        (r#"{"choices":[]}"#, Class::Empty),
        (r#"{"choices":null}"#, Class::Empty),
        (r#"{"choices":"none"}"#, Class::Empty),
        ("[]", Class::Empty),
        (r#"{"code":0,"msg":"success","data":null}"#, Class::Empty),
        (r#"{"choices":[{"message":null,"finish_reason":"stop"}]}"#, Class::Empty),
        (r#"{"choices":[{"message":{"content":null},"finish_reason":"stop"}]}"#, Class::Empty),
        (r#"{"choices":[{"message":{"content":" \n"},"finish_reason":"stop"}]}"#, Class::Empty),
        (r#"{"choices":[{"message":{"content":"\u200b\ufeff\u00a0"},"finish_reason":"stop"}]}"#, Class::Empty),
        (r#"{"choices":[{"message":{"content":"<think>想</think>\n"},"finish_reason":"stop"}]}"#, Class::Empty),
        (r#"{"choices":[{"message":{"content":"<think>想"},"finish_reason":"length"}]}"#, Class::TruncatedEmpty),
        (r#"{"choices":[{"message":{"content":""},"finish_reason":"length"}]}"#, Class::TruncatedEmpty),
        (r#"{"choices":[{"message":{"content":""},"finish_reason":"MAX_TOKENS"}]}"#, Class::TruncatedEmpty),
        (r#"{"choices":[{"message":{"content":""},"finish_reason":"tool_calls"}]}"#, Class::Empty),
        (r#"{"choices":[{"message":{"content":"我"},"finish_reason":"content_filter"}]}"#, Class::ContentRefused),
        (r#"{"choices":[{"message":{"content":"我"},"finish_reason":"sensitive"}]}"#, Class::ContentRefused),
        (r#"{"choices":[{"message":{"content":"我"},"finish_reason":"SAFETY"}]}"#, Class::ContentRefused),
        (r#"{"choices":[{"message":{"content":null,"refusal":"no"},"finish_reason":"stop"}]}"#, Class::ContentRefused),
        (r#"{"choices":[{"message":{"content":"我","refusal":"no"},"finish_reason":"stop"}]}"#, Class::ContentRefused),
        (
            r#"{"choices":[{"message":{"content":"半"},"finish_reason":"insufficient_system_resource"}]}"#,
            Class::ServerError,
        ),
        (r#"{"choices":[{"message":{"content":"半"},"finish_reason":"error"}]}"#, Class::ServerError),
        // Two answers in one body: nobody knows which of them is ours.
        (r#"{"choices":[{"message":{"content":"一"}}]}{"choices":[{"message":{"content":"二"}}]}"#, Class::BadJson),
        // A stream that broke off.
        ("data: {\"choices\":[{\"delta\":{\"content\":\"半\"}}]}\n\n", Class::BadJson),
    ] {
        assert_eq!(read(body), Err(class), "{body}");
    }
}

#[test]
fn keeps_text_that_may_lack_its_end_and_says_so() {
    for (reason, unfinished) in [
        ("stop", None),
        ("EOS", None),
        ("length", Some(Finish::Cut)),
        ("MAX_TOKENS", Some(Finish::Cut)),
        ("tool_calls", Some(Finish::Unknown)),
        ("弃权", Some(Finish::Unknown)),
    ] {
        let body = format!(r#"{{"choices":[{{"message":{{"content":"半"}},"finish_reason":"{reason}"}}]}}"#);
        let answer = read(&body).unwrap();
        assert_eq!((answer.text.as_str(), answer.unfinished()), ("半", unfinished), "{reason}");
        assert_eq!(answer.finish.as_deref(), Some(reason));
    }
}

#[test]
fn a_refusal_is_one_under_any_status() {
    for body in [
        r#"{"error":{"message":"x"}}"#,
        r#"{"error":"x"}"#,
        r#"{"error":true,"message":"x"}"#,
        r#"{"code":429,"msg":"x"}"#,
        r#"{"code":"20012","message":"x","data":null}"#,
        r#"{"base_resp":{"status_code":1004,"status_msg":"x"},"choices":null}"#,
        r#"{"success":false}"#,
        r#"{"message":"x"}"#,
        r#"{"detail":[{"msg":"x"}]}"#,
        r#"[{"error":{"code":400,"message":"x"}}]"#,
        r#""x""#,
        "data: {\"error\":{\"message\":\"x\"}}\n\n",
        // Half an answer beside it is none.
        r#"{"choices":[{"message":{"content":"半"}}],"error":{"message":"x"}}"#,
        r#"{"choices":[{"message":{"content":"半"}}],"error":"x"}"#,
        r#"{"choices":[{"message":{"content":"半"}}],"base_resp":{"status_code":1027,"status_msg":"x"}}"#,
        r#"{"choices":[{"message":{"content":"半"}}],"code":500}"#,
        r#"{"choices":[{"message":{"content":"半"}}],"success":false}"#,
        r#"{"choices":[{"message":{"content":"半"},"error":{"code":502,"message":"x"}}]}"#,
        r#"{"choices":[{"message":{"content":"半"},"error":"x"}]}"#,
    ] {
        assert!(Reply::parse(&Profile::openai(), body.as_bytes()).unwrap().refused, "{body}");
    }
}

#[test]
fn what_says_that_all_is_well_is_no_refusal() {
    for body in [r#"{"code":0,"msg":"success","data":null}"#, r#"{"choices":[]}"#, r#"{"base_resp":{"status_code":0}}"#]
    {
        assert!(!Reply::parse(&Profile::openai(), body.as_bytes()).unwrap().refused, "{body}");
    }
}

#[test]
fn the_choice_that_was_asked_for_is_number_0() {
    let choices = |list: &str| read(&format!(r#"{{"choices":[{list}]}}"#)).unwrap().text;
    let choice = |index: &str, text: &str| format!(r#"{{{index}"message":{{"content":"{text}"}}}}"#);
    let (one, zero, none) = (choice(r#""index":1,"#, "一"), choice(r#""index":0,"#, "零"), choice("", "无"));
    assert_eq!(choices(&format!("{one},{zero}")), "零");
    assert_eq!(choices(&format!("{none},{zero}")), "零");
    assert_eq!(choices(&format!("{one},{none}")), "无");
    assert_eq!(choices(&one), "一");
}

#[test]
fn tokens_are_counted_whatever_their_type() {
    let told = |prompt, completion, cached, reasoning| Some(ReplyUsage { prompt, completion, cached, reasoning });
    for (written, counted) in [
        (r#""""#, None),
        ("0", None),
        ("[]", None),
        ("[1,2]", None),
        ("true", None),
        ("{}", None),
        (r#"{"prompt_tokens":null,"completion_tokens":"x"}"#, None),
        (r#"{"prompt_tokens":-5,"completion_tokens":-1}"#, None),
        (r#"{"prompt_tokens":5,"completion_tokens":-1}"#, told(5, 0, 0, 0)),
        (r#"{"prompt_tokens":5.0,"completion_tokens":"3"}"#, told(5, 3, 0, 0)),
        (r#"{"prompt_tokens":5,"input_tokens":9,"output_tokens":3}"#, told(5, 3, 0, 0)),
        (
            r#"{"prompt_tokens":5,"completion_tokens":3,"cached_tokens":2,"prompt_tokens_details":{"cached_tokens":1},
                "completion_tokens_details":{"reasoning_tokens":1}}"#,
            told(5, 3, 2, 1),
        ),
        (r#"{"prompt_tokens":5,"prompt_tokens":5,"completion_tokens":3}"#, told(5, 3, 0, 0)),
    ] {
        assert_eq!(usage(written), counted, "{written}");
    }
    for beyond in ["99999999999999999999999", "1e300", "1e400", "Infinity", "18446744073709551615", "\"9e99\""] {
        let written = format!(r#"{{"prompt_tokens":5,"completion_tokens":{beyond}}}"#);
        let counted = usage(&written).map(crate::ledger::Usage::from).unwrap();
        assert_eq!((counted.completion_tokens, counted.is_clamped()), (crate::ledger::Usage::MOST, true), "{written}");
    }
}

#[test]
fn usage_comes_from_odd_places() {
    let body = r#"{"choices":[{"message":{"content":"半","reasoning_content":"想"},"finish_reason":"length",
        "usage":{"prompt_tokens":5,"completion_tokens":3}}],"usage":""}"#;
    let answer = read(body).unwrap();
    assert_eq!(answer.thinking.as_deref(), Some("想"));
    assert_eq!(answer.usage, Some(ReplyUsage { prompt: 5, completion: 3, ..ReplyUsage::default() }));
}

#[test]
fn bad_bytes_do_not_cost_the_answer() {
    let body = r#"{"choices":[{"message":{"content":"a\ud83db\ud83d\ude00\\ud800"}}]}"#;
    assert_eq!(read(body).unwrap().text, "a\u{fffd}b😀\\ud800");
    let body = b"{\"choices\":[{\"message\":{\"content\":\"\xe5\xa5\xff\xe5\xa5\xbd\"}}]}";
    assert_eq!(Reply::parse(&Profile::openai(), body).unwrap().answer().unwrap().text, "\u{fffd}\u{fffd}好");
    // Another encoding is no bad byte.
    let body = b"{\"choices\":[{\"message\":{\"content\":\"\xc4\xfa\xba\xc3\xa3\xac\xc7\xeb\xd0\xdd\xcf\xa2\"}}]}";
    assert_eq!(Reply::parse(&Profile::openai(), body), Err(Class::BadJson));
    let body = "{\"choices\":[{\"message\":{\"content\":\"一\n二\\x三\\u12\"}}]}";
    assert_eq!(read(body).unwrap().text, "一\n二\\x三\\u12");
}

#[test]
fn a_stream_that_nobody_asked_for_is_put_together() {
    let body = "data: {\"id\":\"c1\",\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n\
        data: {\"choices\":[{\"delta\":{\"reasoning_content\":\"想\"}}]}\n\n\
        data: {\"choices\":[{\"delta\":{\"content\":\"您\"}}]}\n\n\
        data: {\"choices\":[{\"delta\":{\"content\":\"好\"},\"finish_reason\":\"length\"}]}\n\n\
        data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3}}\n\n\
        data: [DONE]\n\n";
    let answer = read(body).unwrap();
    assert_eq!(
        (answer.text.as_str(), answer.thinking.as_deref(), answer.id.as_deref()),
        ("您好", Some("想"), Some("c1"))
    );
    assert_eq!(answer.unfinished(), Some(Finish::Cut));
    assert_eq!(answer.usage, Some(ReplyUsage { prompt: 5, completion: 3, ..ReplyUsage::default() }));
}

proptest::proptest! {
    #[test]
    fn whatever_comes_it_ends(
        body in "[\\[\\]{}:,\"\\\\a-fu0-9 NI-]{0,60}",
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60),
    ) {
        let whole = format!(r#"{{"choices":[{{"message":{{"content":"好"}}}}],"x":{body}"#);
        for bytes in [body.as_bytes(), &bytes, whole.as_bytes()] {
            let _ = Reply::parse(&Profile::openai(), bytes).and_then(Reply::answer);
            let _ = crate::platform::refusal::parse(&Profile::openai(), 500, &http::HeaderMap::new(), bytes);
        }
    }
}
