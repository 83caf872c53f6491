//! What the inputs may look like, and what is sent.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use serde_json::{Value, json};

use super::{folder, options, start};

/// Requests as a server sees them: answers `count` of them and gives their bodies back.
pub fn recorded(count: usize, reply: impl Into<Vec<u8>>) -> (String, std::thread::JoinHandle<Vec<(String, Value)>>) {
    let reply = reply.into();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let mut seen = Vec::new();
        for _ in 0..count {
            let Some(mut stream) = accept(&listener) else { break };
            let mut bytes = Vec::new();
            let (head, length) = loop {
                let mut buffer = [0; 4096];
                let n = stream.read(&mut buffer).unwrap();
                assert!(n > 0, "the client went away");
                bytes.extend_from_slice(&buffer[..n]);
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if let Some(end) = text.find("\r\n\r\n") {
                    let length = text
                        .to_lowercase()
                        .split("content-length: ")
                        .nth(1)
                        .and_then(|rest| rest.split("\r\n").next().and_then(|number| number.parse::<usize>().ok()));
                    break (text[..end].to_owned(), end + 4 + length.unwrap_or(0));
                }
            };
            while bytes.len() < length {
                let mut buffer = [0; 4096];
                let n = stream.read(&mut buffer).unwrap();
                assert!(n > 0, "the client went away");
                bytes.extend_from_slice(&buffer[..n]);
            }
            let body = serde_json::from_slice(&bytes[head.len() + 4..]).unwrap_or(Value::Null);
            seen.push((head, body));
            stream.write_all(&reply).unwrap();
        }
        seen
    });
    (url, thread)
}

/// A client, unless none comes: then the test is to fail and not to wait forever.
fn accept(listener: &TcpListener) -> Option<TcpStream> {
    listener.set_nonblocking(true).unwrap();
    for _ in 0..2_000 {
        if let Ok((stream, _)) = listener.accept() {
            stream.set_nonblocking(false).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
            return Some(stream);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    None
}

/// A reply with everything that HTTP asks for.
pub fn with_length(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
}

fn one_call(change: impl FnOnce(&mut Value)) -> (String, Value) {
    let (url, server) = recorded(1, with_length("200 OK", "", r#"{"choices":[{"message":{"content":"好"}}]}"#));
    let mut folder = folder(&url);
    folder.edit(change);
    let ran = folder.run(&["--people", "患者1", "--prompts", "1", "--models", "kimi-k2.6"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    server.join().unwrap().remove(0)
}

#[test]
fn exactly_what_the_manual_says_is_sent() {
    let (head, body) = one_call(|config| config["stream"] = json!(false));
    let input = "请总结要点。 \n 医生：您好，哪里不舒服？\n患者：最近两周胸口发闷，爬楼后更明显。";
    assert_eq!(
        body,
        json!({"model": "kimi-k2.6", "messages": [{"role": "user", "content": input}], "max_tokens": 2000})
    );
    assert!(head.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"), "{head}");
    assert!(head.to_lowercase().contains("\r\nauthorization: bearer sk-contract"), "{head}");
    assert!(!head.to_lowercase().contains("openai-"), "{head}");
}

/// Who thinks for minutes is listened to meanwhile; everything else is as the manual says.
#[test]
fn a_model_that_thinks_is_asked_for_a_stream() {
    let (_, whole) = one_call(|config| config["stream"] = json!(false));
    let (_, mut streamed) = one_call(|_| {});
    let added = streamed.as_object_mut().unwrap();
    let stream = (added.remove("stream"), added.remove("stream_options"));
    assert_eq!(stream, (Some(json!(true)), Some(json!({"include_usage": true}))));
    assert_eq!(streamed, whole);
    let (_, model) = one_call(|config| config["models"] = json!([{"name": "kimi-k2.6", "stream": false}]));
    assert_eq!(model, whole);
    // Thinking is off: there is nothing to wait for.
    let off = json!({"thinking": {"type": "disabled"}});
    let (_, off) = one_call(|config| config["extra_body"] = off);
    assert_eq!(off.get("stream"), None, "{off}");
}

#[test]
fn parameters_are_sent_when_configured() {
    let (_, body) = one_call(|config| {
        config["temperature"] = json!(0.3);
        config["system_prompt"] = json!("请用中文。");
        config["extra_body"] = json!({"thinking": {"type": "disabled"}, "seed": 7});
        config["models"] = json!([
            {"name": "kimi-k2.6", "max_tokens": 99, "top_p": 0.9, "extra_body": {"seed": 8, "max_tokens": null, "max_completion_tokens": 50}},
            "kimi-k3"
        ]);
    });
    assert_eq!(body["temperature"], json!(0.3));
    assert_eq!(body["top_p"], json!(0.9));
    assert_eq!(body["seed"], json!(8));
    assert_eq!(body["thinking"], json!({"type": "disabled"}));
    assert_eq!((&body["max_tokens"], &body["max_completion_tokens"]), (&Value::Null, &json!(50)));
    assert_eq!(body["messages"][0], json!({"role": "system", "content": "请用中文。"}));
    assert_eq!(body["messages"].as_array().unwrap().len(), 2);
}

/// Nothing to ask about is not asked, not paid for and not forgotten.
#[test]
fn an_empty_record_is_not_asked() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    folder.write("测试输入问答记录/患者5_问答记录.txt", " \u{200b}\r\n");
    let plan = folder.run(&["plan", "--json"]).json();
    assert_eq!(plan["conversations"]["empty"], json!(4));
    assert_eq!(plan["models"][0]["left"], json!(6));
    let ran = folder.run(&["--json"]);
    assert_eq!((ran.code, sim.stats().calls), (1, 12), "{}", ran.err);
    assert_eq!(ran.json()["failed"], json!({"input": 4}));
    assert_eq!(ran.err.matches("患者5_问答记录.txt").count(), 1, "said once: {}", ran.err);
    let sheet = folder.sheet("kimi-k3-患者5.json");
    assert!(sheet["conversations"]["1"]["Output"].as_str().unwrap().starts_with("ERROR: "), "{sheet}");
}

/// What is not read is counted and named.
#[test]
fn what_is_not_read_is_named() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    for file in ["患者6.docx", "更多/患者8_问答记录.txt"] {
        folder.write(&format!("测试输入问答记录/{file}"), "医生：您好");
    }
    folder.write("测试输入问答记录/患者7_问答记录.txt.txt", "医生：您好");
    for args in [&["plan"][..], &["check"], &["--models", "kimi-k3", "--people", "患者7"]] {
        let ran = folder.run(args);
        let said = format!("{}{}", ran.out, ran.err);
        assert!(said.contains("2 个其他文件或目录") && said.contains("患者6.docx"), "{args:?}: {said}");
        assert!(said.contains("更多（内有 1 个 .txt 文件）") && said.contains("按患者 患者7 读取"), "{args:?}: {said}");
    }
}

#[test]
fn records_in_every_shape_are_read() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    let gbk = [0xd2, 0xbd, 0xc9, 0xfa, 0xa3, 0xba, 0xc4, 0xfa, 0xba, 0xc3];
    folder.write("测试输入问答记录/患者3_问答记录.txt", gbk);
    folder.write("测试输入问答记录/患者4_问答记录.txt", "\u{feff}医生：您好\r\n患者：您好\r\n");
    folder.write("测试输入问答记录/._患者5_问答记录.txt", [0, 5, 0x16, 7]);
    folder.write("测试输入问答记录/说明.md", "不是记录");
    let ran = folder.run(&["--models", "kimi-k2.6"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("患者3_问答记录.txt") && ran.err.contains("GB"), "{}", ran.err);
    assert_eq!(folder.sheet("kimi-k2.6-患者3.json")["conversations"]["1"]["chat"], json!("医生：您好"));
    assert_eq!(folder.sheet("kimi-k2.6-患者4.json")["conversations"]["1"]["chat"], json!("医生：您好\n患者：您好\n"));
    assert_eq!(folder.sheets().len(), 5);
    let order = ["患者1.json", "患者2.json", "患者3.json", "患者4.json", "患者10.json"];
    let places: Vec<_> = order.iter().map(|name| ran.out.find(&format!("kimi-k2.6-{name}")).unwrap()).collect();
    assert!(places.is_sorted(), "{}", ran.out);
}

#[test]
fn keys_come_in_the_manuals_order() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["api_config"]["api_key"] = json!(""));
    folder.write(".env", "MOONSHOT_API_KEY=\"wrong\"\n");
    assert_eq!(folder.run(&[]).code, 3, "the .env was not read");
    let mut command = folder.command(&[]);
    command.env("MOONSHOT_API_KEY", batch_contract::KEY);
    assert_eq!(command.output().unwrap().status.code(), Some(0), "the environment beats .env");
    folder.write(".env", format!("export MOONSHOT_API_KEY='{}'\r\n", batch_contract::KEY));
    assert_eq!(folder.run(&["--fresh"]).code, 0, ".env as people write it");
}

#[test]
fn a_chosen_prompt_keeps_its_number() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    assert_eq!(folder.run(&["--prompts", "2", "--people", "患者2"]).code, 0);
    let sheet = folder.sheet("kimi-k2.6-患者2.json");
    assert_eq!(sheet["conversations"].as_object().unwrap().keys().collect::<Vec<_>>(), ["2"]);
    assert_eq!(folder.run(&[]).code, 0);
    assert_eq!(sim.stats().answered_twice, 0);
    let sheet = folder.sheet("kimi-k2.6-患者2.json");
    assert_eq!(sheet["conversations"].as_object().unwrap().keys().collect::<Vec<_>>(), ["1", "2"]);
}
