//! A streamed call, read by hand: packets and times as they come, then the events as their specification has them.

use std::fmt;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use batch_sim::Sim;
use serde_json::{Value, json};

/// What came of a streamed call.
#[derive(Default)]
pub struct Streamed {
    pub status: u16,
    pub head: String,
    /// The body, out of its chunks.
    pub body: Vec<u8>,
    /// Whether the body came to its end.
    pub is_whole: bool,
    /// When the head was there, and when the last byte was.
    pub head_after: Duration,
    pub all_after: Duration,
}

/// Asks for a stream and reads until it ends, or until it is silent for so long.
pub fn streamed(sim: &Sim, path: &str, body: &Value, patience: Duration) -> Streamed {
    let mut body = body.clone();
    body["stream"] = json!(true);
    let body = body.to_string();
    let mut socket = TcpStream::connect(sim.root_url().trim_start_matches("http://")).unwrap();
    socket.set_read_timeout(Some(patience)).unwrap();
    let length = body.len();
    write!(
        socket,
        "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let start = Instant::now();
    let (mut read, mut part, mut streamed) = (Vec::new(), [0; 64 << 10], Streamed::default());
    // What never ends is believed after a while.
    while start.elapsed() < patience * 20
        && let Ok(bytes) = socket.read(&mut part)
        && bytes > 0
    {
        read.extend_from_slice(&part[..bytes]);
        streamed.all_after = start.elapsed();
        if streamed.head.is_empty() && read.windows(4).any(|four| four == b"\r\n\r\n") {
            streamed.head_after = start.elapsed();
            streamed.head = "there".to_owned();
        }
    }
    let Some(at) = read.windows(4).position(|four| four == b"\r\n\r\n") else { return streamed };
    streamed.head = String::from_utf8_lossy(&read[..at]).to_lowercase();
    streamed.status = streamed.head[9..12].parse().unwrap();
    let rest = &read[at + 4..];
    if streamed.head.contains("transfer-encoding: chunked") {
        (streamed.body, streamed.is_whole) = chunked(rest);
    } else {
        let length = streamed.head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
        streamed.is_whole = length.and_then(|length| length.parse().ok()) == Some(rest.len());
        streamed.body = rest.to_vec();
    }
    streamed
}

fn chunked(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(at) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..at]).unwrap(), 16).unwrap();
        if size == 0 {
            return (body, true);
        }
        let Some(chunk) = rest.get(at + 2..at + 2 + size) else { break };
        body.extend_from_slice(chunk);
        rest = rest.get(at + 4 + size..).unwrap_or_default();
    }
    (body, false)
}

impl fmt::Debug for Streamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bytes, whole) = (self.body.len(), self.is_whole);
        write!(f, "{} in {bytes} bytes, whole: {whole}\n{:?}", self.head, self.events().last())
    }
}

impl Streamed {
    /// The data of all events that are complete.
    pub fn events(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.body).replace("\r\n", "\n").replace('\r', "\n");
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
        let (mut events, mut data) = (Vec::new(), Vec::new());
        for line in text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')) {
            if line.is_empty() {
                if !data.is_empty() {
                    events.push(data.join("\n"));
                    data.clear();
                }
            } else if let Some(rest) = line.strip_prefix("data:") {
                data.push(rest.strip_prefix(' ').unwrap_or(rest).to_owned());
            }
        }
        events
    }

    /// The events that are JSON.
    pub fn chunks(&self) -> Vec<Value> {
        self.events().iter().filter_map(|event| serde_json::from_str(event).ok()).collect()
    }

    /// Whether it was said that all is said.
    pub fn is_done(&self) -> bool {
        self.events().iter().any(|event| event == "[DONE]")
    }

    /// The first choice's content (texts and parts), put together.
    pub fn content(&self) -> String {
        let chunks = self.chunks();
        let choices = chunks.iter().flat_map(|chunk| chunk["choices"].as_array().into_iter().flatten());
        let first = choices.filter(|choice| choice["index"].as_u64().unwrap_or(0) == 0);
        first.map(|choice| text(&choice["delta"]["content"])).collect()
    }

    /// The last finish_reason of the first choice.
    pub fn finish(&self) -> Option<String> {
        let chunks = self.chunks();
        let mut reasons = chunks.iter().filter_map(|chunk| chunk["choices"][0]["finish_reason"].as_str());
        reasons.next_back().map(str::to_owned)
    }
}

fn text(content: &Value) -> String {
    match content {
        Value::Array(parts) => parts.iter().filter_map(|part| part["text"].as_str()).collect(),
        content => content.as_str().unwrap_or_default().to_owned(),
    }
}
