//! The simulator over real HTTP, spoken by hand: what it sends is checked to the byte, not by a client's good will.

#![allow(clippy::unwrap_used, clippy::panic)]

mod bad_days;
mod batches;
mod sse;
mod stream_ends;
mod streams;
mod vendors;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use batch_sim::{Dialect, FaultKind, Faults, KeyRule, Latency, Limits, Options, Sim, answer, error_table};
use serde_json::{Value, json};

const ALL: [(Dialect, &str, &str); 5] = [
    (Dialect::OpenAi, "/v1", "sim-chat"),
    (Dialect::Kimi, "/v1", "kimi-k3"),
    (Dialect::Ark, "/api/v3", "doubao-seed-2-1-pro-260915"),
    (Dialect::Baichuan, "/v1", "Baichuan-M3"),
    (Dialect::JieKou, "/openai", "deepseek/deepseek-v3.1"),
];

fn start(options: Options) -> Sim {
    Sim::start(Options { latency: Latency::None, ..options }).unwrap()
}

/// Sends a request and reads to the end of the connection.
fn raw(sim: &Sim, method: &str, path: &str, key: Option<&str>, body: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(sim.root_url().trim_start_matches("http://"))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let key = key.map(|key| format!("authorization: Bearer {key}\r\n")).unwrap_or_default();
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: x\r\n{key}connection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    )?;
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply)?;
    Ok(String::from_utf8(reply).unwrap())
}

/// Status, head and JSON of a reply.
fn asked(sim: &Sim, method: &str, path: &str, body: &Value) -> (u16, String, Value) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let reply = raw(sim, method, path, Some("k"), &body).unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    let status = head[9..12].parse().unwrap();
    (status, head.to_lowercase(), serde_json::from_str(body).unwrap_or(Value::Null))
}

fn question(model: &str) -> Value {
    json!({"model": model, "messages": [{"role": "user", "content": "问题"}], "max_tokens": 2000})
}

#[test]
fn every_dialect_answers_on_its_path_with_its_request_id() {
    for (dialect, base, model) in ALL {
        let sim = start(Options::new(dialect));
        assert_eq!(sim.base_url(), format!("{}{base}", sim.root_url()));
        let (status, head, reply) = asked(&sim, "POST", &format!("{base}/chat/completions"), &question(model));
        assert_eq!(status, 200, "{reply}");
        let content = answer(dialect, model, &[("user", "问题")]);
        assert_eq!(reply["choices"][0]["message"]["content"], json!(content), "{dialect}");
        assert!(reply["usage"]["total_tokens"].as_u64() > Some(0));
        let header = match dialect {
            Dialect::Kimi => "msh-request-id: ",
            Dialect::Baichuan => "x-bc-request-id: ",
            Dialect::JieKou => "x-trace-id: ",
            Dialect::OpenAi | Dialect::Ark => "x-request-id: ",
        };
        assert!(head.contains(header), "{head}");
        let stats = sim.stats();
        assert_eq!(
            (stats.calls, stats.answered, stats.total().prompt),
            (1, 1, reply["usage"]["prompt_tokens"].as_u64().unwrap())
        );
    }
}

#[test]
fn jiekou_answers_with_and_without_v1() {
    let sim = start(Options::new(Dialect::JieKou));
    for path in ["/openai/chat/completions", "/openai/v1/chat/completions"] {
        assert_eq!(asked(&sim, "POST", path, &question("gpt-4.1")).0, 200);
    }
}

#[test]
fn keys_models_and_paths_are_checked_in_the_platforms_words() {
    for (dialect, base, model) in ALL {
        let sim = start(Options { key: KeyRule::Exactly("right".into()), ..Options::new(dialect) });
        let path = format!("{base}/chat/completions");
        let status = |key| raw(&sim, "POST", &path, key, &question(model).to_string()).unwrap()[9..12].to_owned();
        let wrong = if dialect == Dialect::JieKou { "403" } else { "401" };
        assert_eq!(
            (status(None).as_str(), status(Some("wrong")).as_str(), status(Some("right")).as_str()),
            ("401", wrong, "200")
        );
        let open =
            start(Options { models: Some(vec!["one".into()]), accept_any_model: false, ..Options::new(dialect) });
        let (status, _, reply) = asked(&open, "POST", &path, &question("other"));
        assert!(status == 404 || status == 400 && dialect == Dialect::Baichuan, "{status} {reply}");
        assert_eq!(asked(&open, "GET", &format!("{base}/nowhere"), &Value::Null).0, 404);
    }
}

#[test]
fn free_calls_are_there_where_the_platform_has_them() {
    for (dialect, base, model) in ALL {
        let sim = start(Options { balance: Some(12.5), ..Options::new(dialect) });
        let (status, _, models) = asked(&sim, "GET", &format!("{base}/models"), &Value::Null);
        let listed = models["data"].as_array().is_some_and(|all| all.iter().any(|entry| entry["id"] == model));
        assert_eq!((status == 200, listed), (dialect != Dialect::Baichuan, dialect != Dialect::Baichuan), "{dialect}");
        let (_, _, balance) = asked(&sim, "GET", &format!("{base}/users/me/balance"), &Value::Null);
        assert_eq!(balance["data"]["available_balance"] == 12.5, dialect == Dialect::Kimi);
        assert_eq!(sim.stats().calls, 0, "free calls are no calls");
    }
    let kimi = start(Options::new(Dialect::Kimi));
    let (_, _, counted) = asked(&kimi, "POST", "/v1/tokenizers/estimate-token-count", &question("kimi-k3"));
    let (_, _, answered) = asked(&kimi, "POST", "/v1/chat/completions", &question("kimi-k3"));
    assert_eq!(counted["data"]["total_tokens"], answered["usage"]["prompt_tokens"]);
}

#[test]
fn endpoints_lead_to_their_models() {
    let endpoints = [("ep-1".to_owned(), "doubao-seed-2-1-lite-260915".to_owned())].into();
    let sim = start(Options { endpoints, ..Options::new(Dialect::Ark) });
    let ask = |path: &str, model: &str| asked(&sim, "POST", path, &question(model));
    let (status, _, reply) = ask("/api/v3/chat/completions", "ep-1");
    assert_eq!((status, &reply["model"]), (200, &json!("doubao-seed-2-1-lite-260915")));
    assert_eq!(
        ask("/api/v3/chat/completions", "ep-closed-1").2["error"]["code"],
        json!("InvalidEndpoint.ClosedEndpoint")
    );
    assert_eq!(ask("/api/v3/chat/completions", "ep-bi-1").0, 404, "batch endpoints answer on the batch path only");
    assert_eq!(ask("/api/v3/batch/chat/completions", "ep-bi-1").0, 200);
    assert_eq!(ask("/api/v3/batch/chat/completions", "ep-1").0, 404);
}

#[test]
fn a_byte_order_mark_is_refused() {
    let sim = start(Options::new(Dialect::Ark));
    let body = format!("\u{feff}{}", question("doubao-seed-2-1-pro-260915"));
    let reply = raw(&sim, "POST", "/api/v3/chat/completions", Some("k"), &body).unwrap();
    assert!(reply.starts_with("HTTP/1.1 400") && reply.contains("InvalidParameter"), "{reply}");
}

#[test]
fn every_line_of_every_table_can_be_asked_for() {
    for (dialect, base, model) in ALL {
        for line in error_table(dialect) {
            let faults = Faults::none().with(FaultKind::Error(line.name.to_owned()), 1.0);
            let sim = start(Options { faults, ..Options::new(dialect) });
            let (status, _, reply) = asked(&sim, "POST", &format!("{base}/chat/completions"), &question(model));
            assert_eq!(status, line.status, "{} {reply}", line.name);
            assert!(reply.to_string().contains(line.code), "{} {reply}", line.name);
            assert_eq!(sim.stats().total().calls, 0, "an error is not billed");
        }
    }
}

#[test]
fn limits_are_kept_and_said() {
    let limits = Limits { rpm: Some(2), ..Limits::default() };
    let sim = start(Options { limits, ..Options::new(Dialect::Kimi) });
    let ask = || asked(&sim, "POST", "/v1/chat/completions", &question("kimi-k3"));
    assert_eq!((ask().0, ask().0), (200, 200));
    let (status, head, reply) = ask();
    assert_eq!(status, 429);
    assert!(head.contains("retry-after: 1"), "{head}");
    assert!(reply["error"]["message"].as_str().unwrap().contains("max RPM: 2"), "{reply}");
}

#[test]
fn a_stream_says_the_same_in_pieces() {
    let sim = start(Options::new(Dialect::Kimi));
    let mut body = question("kimi-k3");
    body["stream"] = json!(true);
    let reply = raw(&sim, "POST", "/v1/chat/completions", Some("k"), &body.to_string()).unwrap();
    assert!(reply.to_lowercase().contains("content-type: text/event-stream"), "{reply}");
    let events = reply.lines().filter_map(|line| line.strip_prefix("data: "));
    let chunks: Vec<Value> = events.filter_map(|event| serde_json::from_str(event).ok()).collect();
    let said: String = chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str()).collect();
    assert_eq!(said, answer(Dialect::Kimi, "kimi-k3", &[("user", "问题")]));
    assert!(chunks.last().unwrap()["choices"][0]["usage"]["total_tokens"].is_u64());
    assert!(reply.contains("data: [DONE]"));
}

#[test]
fn it_can_be_changed_while_it_runs() {
    let sim = start(Options::new(Dialect::Kimi));
    let ask = || asked(&sim, "POST", "/v1/chat/completions", &question("kimi-k3")).0;
    assert_eq!(ask(), 200);
    assert_eq!(asked(&sim, "POST", "/control", &json!({"key_revoked": true})).0, 200);
    assert_eq!(ask(), 401);
    assert_eq!(asked(&sim, "POST", "/control", &json!({"key_revoked": false, "retire": ["kimi-k3"]})).0, 200);
    assert_eq!(ask(), 404);
    assert_eq!(asked(&sim, "POST", "/control", &json!({"keyrevoked": true})).0, 400, "a typo is said");
    let (_, _, stats) = asked(&sim, "GET", "/stats", &Value::Null);
    assert_eq!((&stats["calls"], &stats["answered"]), (&json!(3), &json!(1)));
}

#[cfg(unix)]
#[test]
fn a_reset_is_no_orderly_end() {
    let sim = |kind| start(Options { faults: Faults::none().with(kind, 1.0), ..Options::new(Dialect::Kimi) });
    let body = question("kimi-k3").to_string();
    let reset = sim(FaultKind::Reset);
    let error = raw(&reset, "POST", "/v1/chat/completions", Some("k"), &body).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    let close = sim(FaultKind::Close);
    assert_eq!(raw(&close, "POST", "/v1/chat/completions", Some("k"), &body).unwrap(), "");
}
