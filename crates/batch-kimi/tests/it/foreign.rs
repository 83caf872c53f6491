//! Servers that are not ours: whatever they leave out, add or change must not trouble the run.

use serde_json::json;

use super::folder;
use super::inputs::{recorded, with_length};

/// Exit code, `Output` and log of one conversation that gets this reply and is asked once.
pub fn asked(reply: impl Into<Vec<u8>>) -> (i32, String, String) {
    let (url, server) = recorded(1, reply);
    let mut folder = folder(&url);
    folder.edit(|config| config["max_retries"] = json!(0));
    let ran = folder.run(&["--people", "患者1", "--prompts", "1", "--models", "kimi-k2.6"]);
    server.join().unwrap();
    let sheet = folder.sheet("kimi-k2.6-患者1.json");
    (ran.code, sheet["conversations"]["1"]["Output"].as_str().unwrap().to_owned(), ran.err)
}

#[test]
fn answers_of_other_shapes() {
    for body in [
        r#"{"choices":[{"message":{"content":"好"}}]}"#,
        r#"{"id":7,"created":"x","object":null,"model":[],"choices":[{"index":"0","finish_reason":null,"message":{"role":null,"content":"好","tool_calls":null}}],"usage":null}"#,
        r#"{"choices":[{"finish_reason":"STOP","message":{"content":[{"type":"text","text":"好"}]}}]}"#,
        r#"{"choices":[{"message":{"content":"好"},"finish_reason":"eos"}],"usage":{"prompt_tokens":"12","completion_tokens":1.0,"total_tokens":-3}}"#,
        r#"{"error":null,"choices":[{"message":{"content":"好","reasoning_content":5}}],"usage":{}}"#,
        "{\"choices\":[{\"message\":{\"content\":\"\\u597d\"}}]}\n",
    ] {
        let (code, text, err) = asked(with_length("200 OK", "", body));
        assert_eq!((code, text.as_str()), (0, "好"), "{body}\n{err}");
    }
}

#[test]
fn framing_of_other_kinds() {
    let body = r#"{"choices":[{"message":{"content":"好"}}]}"#;
    let (left, right) = body.split_at(20);
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n{:x}\r\n{left}\r\n{:x}\r\n{right}\r\n0\r\n\r\n",
        left.len(),
        right.len()
    );
    assert_eq!(asked(chunked).1, "好");
    assert_eq!(
        asked(format!("HTTP/1.0 200 OK\r\n\r\n{body}")).1,
        "好",
        "the end of the connection is the end of the body"
    );
    assert_eq!(asked(with_length("201 Created", "Content-Type: text/plain\r\n", body)).1, "好");
}

#[test]
fn refusals_of_other_shapes() {
    for (status, body, words) in [
        ("400 Bad Request", r#"{"error":"max context is 8192"}"#, "max context is 8192"),
        ("400 Bad Request", r#"{"detail":[{"loc":["body"],"msg":"field required"}]}"#, "field required"),
        ("400 Bad Request", r#"{"object":"error","message":"nope","code":40001}"#, "nope"),
        ("422 Unprocessable Entity", "plain words", "plain words"),
        ("418 I'm a teapot", "", "418"),
    ] {
        let (code, text, err) = asked(with_length(status, "", body));
        assert_eq!(code, 1, "{body}\n{err}");
        assert!(text.starts_with("ERROR: ") && text.contains(words), "{text}");
    }
}

#[test]
fn a_wrong_address_stops_the_run() {
    let (url, server) = recorded(3, with_length("404 Not Found", "", "not found"));
    let folder = folder(&url);
    let ran = folder.run(&["--concurrency", "1"]);
    server.join().unwrap();
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert!(ran.err.contains("base_url"), "{}", ran.err);
}
