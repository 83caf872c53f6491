//! Whoever stands between the program and the platform, and changes what is said on the way: what no platform is known to say,
//! and any may say tomorrow.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use batch_sim::Sim;
use serde_json::{Value, json};

/// What the program asks.
pub struct Asked {
    pub method: String,
    /// With its query.
    pub path: String,
    pub body: Vec<u8>,
}

impl Asked {
    /// True if it is this operation: `POST batches`, `GET files`, `GET batches/`.
    pub fn is(&self, operation: &str) -> bool {
        let (method, path) = operation.split_once(' ').unwrap();
        let (asked, _) = self.path.split_once('?').unwrap_or((&self.path, ""));
        let tail = asked.trim_start_matches("/v1/");
        let one = path.strip_suffix('/').is_some_and(|list| tail.strip_prefix(list).is_some_and(|id| id.len() > 1));
        self.method == method && (tail == path || one)
    }
}

/// What it hears.
#[derive(Clone)]
pub struct Said {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Said {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// A refusal in the platform's shape.
    pub fn no(status: u16, kind: &str, message: &str) -> Self {
        Self::of(status, &json!({"error": {"type": kind, "message": message}}))
    }

    pub fn of(status: u16, body: &Value) -> Self {
        Self { status, body: body.to_string().into_bytes() }
    }
}

/// Asks the platform itself, by this path.
pub type Pass<'a> = &'a dyn Fn(&str) -> Said;

/// Stands before a platform as long as the test lives; the address that it is at. `None`: the connection closes without a word.
pub fn before(sim: &Sim, tell: impl Fn(&Asked, Pass<'_>) -> Option<Said> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let root = format!("http://{}", listener.local_addr().unwrap());
    let behind = sim.root_url().trim_start_matches("http://").to_owned();
    let url = sim.base_url().replace(&sim.root_url(), &root);
    let tell = Arc::new(tell);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (tell, behind) = (Arc::clone(&tell), behind.clone());
            std::thread::spawn(move || serve(stream, &behind, &*tell));
        }
    });
    url
}

fn serve(mut stream: TcpStream, behind: &str, tell: &(dyn Fn(&Asked, Pass<'_>) -> Option<Said> + Send + Sync)) {
    let Some((head, asked)) = read(&stream) else { return };
    let pass = |path: &str| forward(behind, &head, &asked, path);
    if let Some(Said { status, body }) = tell(&asked, &pass) {
        let length = body.len();
        let head = format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n");
        stream.write_all(head.as_bytes()).ok();
        stream.write_all(b"connection: close\r\n\r\n").ok();
        stream.write_all(&body).ok();
    }
}

/// The lines of a request that matter to the platform, and the request.
fn read(stream: &TcpStream) -> Option<(String, Asked)> {
    let mut from = BufReader::new(stream);
    let mut line = || {
        let mut line = String::new();
        from.read_line(&mut line).ok().filter(|read| *read > 0)?;
        Some(line.trim_end().to_owned())
    };
    let first = line()?;
    let mut words = first.split(' ').map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let line = line()?;
        let Some((name, value)) = line.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" | "content-type" => head += &format!("{line}\r\n"),
            "transfer-encoding" => panic!("a length was to be said"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    Some((head, Asked { method, path, body }))
}

fn forward(behind: &str, head: &str, asked: &Asked, path: &str) -> Said {
    let mut stream = TcpStream::connect(behind).unwrap();
    let Asked { method, body, .. } = asked;
    write!(stream, "{method} {path} HTTP/1.0\r\nhost: {behind}\r\n{head}content-length: {}\r\n\r\n", body.len())
        .unwrap();
    stream.write_all(body).unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    let at = reply.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| panic!("{method} {path}"));
    let status = String::from_utf8_lossy(&reply[9..12]).parse().unwrap();
    Said { status, body: reply.split_off(at + 4) }
}
