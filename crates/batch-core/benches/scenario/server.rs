//! A second server, by hand on a socket: it shares no line and no constant with `batch-sim` or with the client, so that
//! what is measured against it cannot come from a common belief.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::meter::{Meter, slots};
use crate::world::{Fault, World, digest};

/// What the server saw.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Connections that were opened.
    pub connections: u32,
    pub calls: u32,
    /// Calls that got a 429 or 503.
    pub refused: u32,
    /// Latencies of the admitted calls in seconds, in order.
    pub latencies: Vec<f64>,
    /// Whole answers that were made, to each conversation.
    pub answers: HashMap<u64, u32>,
    /// Whole answers to each model, and when the last was made, in seconds since the first call.
    pub models: HashMap<String, (u32, f64)>,
    /// Attempts that were not refused, by conversation.
    attempts: HashMap<u64, u32>,
}

impl Tally {
    /// Conversations that were answered more than once.
    pub fn paid_twice(&self) -> usize {
        self.answers.values().filter(|answers| **answers > 1).count()
    }
}

/// The server. It runs until the process ends.
pub struct Server {
    address: SocketAddr,
    tally: Arc<Mutex<Tally>>,
}

impl Server {
    /// Listens on a free port of 127.0.0.1.
    pub fn start(world: World) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let tally = Arc::new(Mutex::new(Tally::default()));
        let seen = Arc::clone(&tally);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            tokio::task::LocalSet::new().block_on(&runtime, accept(listener, world, seen));
        });
        Self { address, tally }
    }

    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    pub fn tally(&self) -> Tally {
        self.tally.lock().unwrap().clone()
    }
}

/// What all connections share.
struct Account {
    world: World,
    tally: Arc<Mutex<Tally>>,
    meter: RefCell<Option<Meter>>,
    in_flight: RefCell<usize>,
    first: RefCell<Option<Instant>>,
}

async fn accept(listener: TcpListener, world: World, tally: Arc<Mutex<Tally>>) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    let account = Rc::new(Account {
        meter: RefCell::new(world.minute.map(Meter::new)),
        world,
        tally,
        in_flight: RefCell::new(0),
        first: RefCell::new(None),
    });
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        account.tally.lock().unwrap().connections += 1;
        let account = Rc::clone(&account);
        tokio::task::spawn_local(async move {
            // A client that goes away ends its connection, nothing else.
            let _ = account.serve(stream).await;
        });
    }
}

/// What goes onto the wire.
enum Reply {
    /// Status, headers beyond the usual, body.
    Whole(u16, String, String),
    /// So many bytes of an answer, then the end.
    Half(String),
    Nothing,
    Silence,
}

impl Account {
    async fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut bytes = Vec::new();
        while let Some(body) = request(&mut stream, &mut bytes).await? {
            let reply = self.reply(&body).await;
            match reply {
                Reply::Whole(status, headers, body) => {
                    let length = body.len();
                    let head = format!("HTTP/1.1 {status} -\r\ncontent-type: application/json\r\n{headers}");
                    stream.write_all(format!("{head}content-length: {length}\r\n\r\n{body}").as_bytes()).await?;
                    if self.world.closes {
                        // A moment later, when the next request may be on its way.
                        tokio::time::sleep(Duration::from_millis(1)).await;
                        return Ok(());
                    }
                }
                Reply::Half(body) => {
                    let head = "HTTP/1.1 200 -\r\ncontent-type: application/json\r\n";
                    let half: String = body.chars().take(body.chars().count() / 2).collect();
                    let reply = format!("{head}content-length: {}\r\n\r\n{half}", body.len());
                    stream.write_all(reply.as_bytes()).await?;
                    return Ok(());
                }
                Reply::Nothing => {
                    // Closing without lingering is a reset.
                    return stream.set_zero_linger();
                }
                Reply::Silence => {
                    while stream.read(&mut [0; 1024]).await? > 0 {}
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    async fn reply(&self, body: &[u8]) -> Reply {
        let begun = *self.first.borrow_mut().get_or_insert_with(Instant::now);
        let now = begun.elapsed().as_secs_f64();
        let Ok(request) = serde_json::from_slice::<Value>(body) else { return error(400, String::new(), "not JSON") };
        let model = request["model"].as_str().unwrap_or_default();
        let input = request["messages"].as_array().and_then(|all| all.last()?["content"].as_str()).unwrap_or_default();
        let conversation = digest(model, input);
        self.tally.lock().unwrap().calls += 1;
        if let Some((_, status)) = self.world.shut.filter(|(shut, _)| *shut == model) {
            return self.refuse(status, now);
        }
        let admitted = *self.in_flight.borrow() < slots(&self.world.slots, now)
            && self.meter.borrow_mut().as_mut().is_none_or(|meter| meter.take(now).is_ok());
        if !admitted {
            return self.refuse(429, now);
        }
        let attempt = {
            let mut tally = self.tally.lock().unwrap();
            let attempt = tally.attempts.entry(conversation).or_default();
            *attempt += 1;
            *attempt
        };
        let (latency, fault) = self.world.draw(conversation, attempt);
        if fault == Some(Fault::Status(429)) {
            return self.refuse(429, now);
        }
        self.tally.lock().unwrap().latencies.push(latency);
        *self.in_flight.borrow_mut() += 1;
        // The work goes on when the client has gone away, and is paid for.
        tokio::time::sleep(Duration::from_secs_f64(latency)).await;
        *self.in_flight.borrow_mut() -= 1;
        let text = json!({
            "id": format!("{conversation:x}-{attempt}"), "object": "chat.completion", "created": 1_700_000_000, "model": model,
            "choices": [{"index": 0, "finish_reason": "stop", "message": {
                "role": "assistant", "content": format!("{conversation:016x} {}", "答。".repeat(40)),
            }}],
            "usage": {"prompt_tokens": input.len() / 4, "completion_tokens": 90, "total_tokens": input.len() / 4 + 90},
        })
        .to_string();
        match fault {
            Some(Fault::Status(status)) => return error(status, String::new(), "internal error"),
            Some(Fault::Reset) => return Reply::Nothing,
            Some(Fault::Cut) => return Reply::Half(text),
            Some(Fault::Malformed) => {
                return Reply::Whole(200, String::new(), text.chars().take(text.chars().count() / 2).collect());
            }
            Some(Fault::Hang) => return Reply::Silence,
            None => {}
        }
        let now = begun.elapsed().as_secs_f64();
        let mut tally = self.tally.lock().unwrap();
        *tally.answers.entry(conversation).or_default() += 1;
        let seen = tally.models.entry(model.to_owned()).or_default();
        *seen = (seen.0 + 1, now);
        drop(tally);
        Reply::Whole(200, self.said(now), text)
    }

    fn refuse(&self, status: u16, now: f64) -> Reply {
        self.tally.lock().unwrap().refused += 1;
        let wait = self.world.retry_after.map(|seconds| format!("retry-after: {seconds}\r\n")).unwrap_or_default();
        error(status, format!("{}{wait}", self.said(now)), "Too many requests, please try again later.")
    }

    /// What is left of the minute.
    fn said(&self, now: f64) -> String {
        let mut meter = self.meter.borrow_mut();
        let Some(meter) = meter.as_mut().filter(|_| self.world.told) else { return String::new() };
        let ((left, wait), limit) = (meter.left(now), meter.limit());
        format!(
            "x-ratelimit-limit-requests: {limit}\r\nx-ratelimit-remaining-requests: {left}\r\nx-ratelimit-reset-requests: {wait:.3}s\r\n"
        )
    }
}

fn error(status: u16, headers: String, words: &str) -> Reply {
    Reply::Whole(status, headers, json!({"error": {"message": words, "type": "error"}}).to_string())
}

/// Reads one request and gives its body; `None` when the client is done.
async fn request(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> io::Result<Option<Vec<u8>>> {
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(bytes).await? == 0 {
            return Ok(None);
        }
    };
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    while bytes.len() < head + length {
        if stream.read_buf(bytes).await? == 0 {
            return Ok(None);
        }
    }
    let rest = bytes.split_off(head + length);
    let body = std::mem::replace(bytes, rest).split_off(head);
    Ok(Some(body))
}
