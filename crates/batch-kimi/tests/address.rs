//! An address without its end, and another platform's: said before a run, by `check` with exit code 2.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use batch_contract::{Folder, Ran, addresses};
use batch_core::Platform;
use batch_kimi::Kimi;
use serde_json::json;

#[test]
fn an_address_without_its_end_is_found_by_check() {
    addresses::without_end(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}

#[test]
fn what_is_another_platforms_is_warned_of() {
    addresses::of_another(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}

/// A front page for people, whatever is asked: a login of the network, or the address without its path.
#[test]
fn a_web_page_is_no_place_for_calls() {
    let url = serve(|_| ("200 OK", "text/html", "<!DOCTYPE html><title>Welcome</title>".to_owned()));
    for (lang, words) in [("zh", "收到的是网页；请检查 base_url"), ("en", "only a web page; check base_url")]
    {
        let ran = check(&url, lang);
        assert!(ran.code == 2 && ran.out.contains(words) && ran.out.contains("/v1"), "{}{}", ran.out, ran.err);
    }
}

/// What the gateway says where it has no path, with an id of its own in every reply.
fn not_found(path: &str) -> (&'static str, &'static str, String) {
    static SAID: AtomicUsize = AtomicUsize::new(0);
    let id = SAID.fetch_add(1, Ordering::Relaxed);
    let error = json!({"type": "resource_not_found_error", "message": format!("Not found: {path} (id {id})")});
    ("404 Not Found", "application/json", json!({ "error": error }).to_string())
}

#[test]
fn a_gateway_that_speaks_of_a_missing_path_as_of_a_missing_model_is_understood() {
    let url = serve(not_found);
    for (lang, words) in [("zh", "下没有对话接口: API 地址不正确"), ("en", "there are no chat completions")]
    {
        let ran = check(&url, lang);
        let line = ran.out.lines().find(|line| line.contains(words));
        assert!(ran.code == 2 && line.is_some_and(|line| line.contains("/v1")), "{}{}", ran.out, ran.err);
    }
    let url = serve(|path| match path {
        "/v1/models" => ("200 OK", "application/json", json!({"data": [{"id": "kimi-k2.6"}]}).to_string()),
        path => not_found(path),
    });
    for (lang, words) in [("zh", "才是，请把 base_url 改为它"), ("en", "there are at")] {
        let ran = check(&url, lang);
        let line = ran.out.lines().find(|line| line.contains(words));
        assert!(ran.code == 2 && line.is_some_and(|line| line.contains(&format!("{url}/v1"))), "{}", ran.out);
    }
}

/// A gateway without a list of models, whose chat completions miss the model in the empty call.
#[test]
fn a_model_that_is_missing_is_no_missing_path() {
    let url = serve(|path| match path {
        "/chat/completions" => {
            let error =
                json!({"type": "resource_not_found_error", "message": "Not found the model or Permission denied"});
            ("404 Not Found", "application/json", json!({ "error": error }).to_string())
        }
        path => not_found(path),
    });
    let ran = check(&url, "zh");
    assert!(ran.code == 0 && !ran.out.contains("没有对话接口"), "{}{}", ran.out, ran.err);
}

/// A list of models that says which of them the batch service takes.
#[test]
fn a_list_that_says_who_can_be_asked_by_batch_is_compared() {
    let url = serve(|path| match path {
        "/models" => {
            let model = |id: &str, endpoint: &str| json!({"id": id, "endpoints": ["chat/completions", endpoint]});
            let data = [model("kimi-k2.6", "completions"), model("kimi-k3", "batch-api")];
            ("200 OK", "application/json", json!({ "data": data }).to_string())
        }
        "/batches?limit=1" => ("200 OK", "application/json", json!({"data": [], "has_more": false}).to_string()),
        path => not_found(path),
    });
    let mut folder = Folder::new(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile(), &url);
    folder.edit(|config| config["models"] = json!(["kimi-k2.6", "kimi-k3"]));
    let ran = folder.run(&["check", "--lang", "zh"]);
    let line = ran.out.lines().find(|line| line.contains("批量推理 ")).unwrap_or_default();
    assert!(ran.code == 0 && line.contains("[注意]"), "{}", ran.out);
    for part in ["没有标明可以批量推理: kimi-k2.6", "列表标明可以批量推理: kimi-k3", "服务可以使用"]
    {
        assert!(line.contains(part), "{part}: {line}");
    }
}

fn check(url: &str, lang: &str) -> Ran {
    let folder = Folder::new(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile(), url);
    folder.run(&["check", "--lang", lang])
}

/// A server that says this of each path: status, kind and body. Its address.
fn serve(reply: impl Fn(&str) -> (&'static str, &'static str, String) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(stream, &reply);
        }
    });
    url
}

/// Reads a request, and replies.
fn answer(mut stream: TcpStream, reply: &impl Fn(&str) -> (&'static str, &'static str, String)) {
    let mut buffer = [0; 4096];
    let mut bytes = Vec::new();
    while !bytes.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(n) if n > 0 => bytes.extend_from_slice(&buffer[..n]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let (status, kind, body) = reply(head.split(' ').nth(1).unwrap_or_default());
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
    stream.write_all([head, body].concat().as_bytes()).ok();
}
