//! Files and batches, as a client meets them.

mod faults;
mod held;
mod lanes;
mod lists;
mod rules;
mod service;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use batch_sim::{BatchFaults, BatchSettings, Dialect, Options, Sim};
use serde_json::{Value, json};

use super::{asked, start};

/// Kimi, with this of its batch service.
fn kimi(batch: BatchSettings) -> Sim {
    start(Options { batch, ..Options::new(Dialect::Kimi) })
}

/// Kimi, at whose batch service this happens the first time.
fn kimi_with(fault: &str) -> Sim {
    let faults = BatchFaults::none().first(fault.parse().unwrap());
    kimi(BatchSettings { faults, ..BatchSettings::default() })
}

fn line(id: &str, text: &str) -> Value {
    let body = json!({"model": "kimi-k2.6", "messages": [{"role": "user", "content": text}]});
    json!({"custom_id": id, "method": "POST", "url": "/v1/chat/completions", "body": body})
}

/// So many lines, `c0`, `c1` and so on.
fn lines(count: usize) -> Vec<Value> {
    (0..count).map(|n| line(&format!("c{n}"), &format!("第{n}个问题"))).collect()
}

fn jsonl(lines: &[Value]) -> Vec<u8> {
    lines.iter().map(|line| format!("{line}\n")).collect::<String>().into_bytes()
}

/// A form with a file, as it goes over the wire.
fn form(name: &str, purpose: &str, content: &[u8]) -> Vec<u8> {
    let head = format!(
        "--b\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\n{purpose}\r\n--b\r\ncontent-disposition: form-data; \
         name=\"file\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), content, b"\r\n--b--\r\n"].concat()
}

/// Posts a form; all that comes back, which may be nothing.
fn post_form(sim: &Sim, form: &[u8]) -> String {
    let mut stream = TcpStream::connect(sim.root_url().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let head = "POST /v1/files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\n";
    write!(stream, "{head}content-type: multipart/form-data; boundary=b\r\ncontent-length: {}\r\n\r\n", form.len())
        .unwrap();
    stream.write_all(form).unwrap();
    let mut reply = String::new();
    let _ = stream.read_to_string(&mut reply);
    reply
}

/// Status and JSON of an upload.
fn upload_of(sim: &Sim, name: &str, purpose: &str, content: &[u8]) -> (u16, Value) {
    let reply = post_form(sim, &form(name, purpose, content));
    let body = reply.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (reply.get(9..12).map_or(0, |status| status.parse().unwrap()), serde_json::from_str(body).unwrap_or(Value::Null))
}

/// Uploads lines; the file's id.
fn upload(sim: &Sim, name: &str, lines: &[Value]) -> String {
    let (status, file) = upload_of(sim, name, "batch", &jsonl(lines));
    assert_eq!(status, 200, "{file}");
    file["id"].as_str().unwrap().to_owned()
}

fn wish(file: &str) -> Value {
    let (endpoint, window) = ("/v1/chat/completions", "24h");
    json!({"input_file_id": file, "endpoint": endpoint, "completion_window": window, "metadata": {"part": "p-7"}})
}

fn post(sim: &Sim, path: &str, body: &Value) -> (u16, Value) {
    let (status, _, value) = asked(sim, "POST", path, body);
    (status, value)
}

fn get(sim: &Sim, path: &str) -> (u16, Value) {
    let (status, _, value) = asked(sim, "GET", path, &Value::Null);
    (status, value)
}

/// Uploads lines and makes a batch of them; its id.
fn submit(sim: &Sim, lines: &[Value]) -> String {
    let file = upload(sim, "lot-7.jsonl", lines);
    let (status, batch) = post(sim, "/v1/batches", &wish(&file));
    assert_eq!(status, 200, "{batch}");
    batch["id"].as_str().unwrap().to_owned()
}

/// Looks at a batch until it is over, or for long.
fn wait(sim: &Sim, batch: &str) -> Value {
    for _ in 0..20 {
        let (status, seen) = get(sim, &format!("/v1/batches/{batch}"));
        assert_eq!(status, 200, "{seen}");
        if ["completed", "failed", "expired", "cancelled"].iter().any(|end| seen["status"] == *end) {
            return seen;
        }
    }
    get(sim, &format!("/v1/batches/{batch}")).1
}

/// Uploads, makes and waits.
fn run(sim: &Sim, lines: &[Value]) -> Value {
    wait(sim, &submit(sim, lines))
}

/// Head and bytes of a file's content, as far as they come.
fn download(sim: &Sim, file: &Value) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(sim.root_url().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let file = file.as_str().unwrap();
    let head = "HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\n\r\n";
    write!(stream, "GET /v1/files/{file}/content {head}").unwrap();
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply);
    let at = reply.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    (String::from_utf8_lossy(&reply[..at]).into_owned(), reply.split_off(at + 4))
}

/// The content of a file, which may end in the middle of a character.
fn content(sim: &Sim, file: &Value) -> String {
    let (head, bytes) = download(sim, file);
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The lines of a file that are JSON, by custom_id; nothing if there is no file.
fn results(sim: &Sim, file: &Value) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let text = if file.is_null() { String::new() } else { content(sim, file) };
    for line in text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        found.entry(line["custom_id"].as_str().unwrap().to_owned()).or_default().push(line);
    }
    found
}

fn ids(results: &BTreeMap<String, Vec<Value>>) -> Vec<&str> {
    results.keys().map(String::as_str).collect()
}
