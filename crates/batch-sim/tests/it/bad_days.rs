//! What goes wrong on purpose: on the wire, in refusals, in half answers, for a while and for ever.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use batch_sim::{Bucket, Dialect, FaultKind, Faults, Limits, Options, Sim, Wait, answer};
use serde_json::{Value, json};

use super::{asked, question, start};

/// Asks `count` times on one connection and reads for a while; replies are told apart by their status lines.
fn kept(sim: &Sim, count: usize) -> Vec<u8> {
    let mut stream = TcpStream::connect(sim.root_url().trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    let body = question("kimi-k3").to_string();
    let mut read = Vec::new();
    for _ in 0..count {
        let length = body.len();
        let sent = write!(
            stream,
            "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        let mut part = [0; 64 << 10];
        while let Ok(bytes) = stream.read(&mut part)
            && sent.is_ok()
            && bytes > 0
        {
            read.extend_from_slice(&part[..bytes]);
        }
    }
    read
}

fn faulty(kind: FaultKind) -> Sim {
    start(Options { faults: Faults::none().with(kind, 1.0), ..Options::new(Dialect::Kimi) })
}

fn replies(bytes: &[u8]) -> Vec<String> {
    String::from_utf8_lossy(bytes).split("HTTP/1.1 ").skip(1).map(str::to_owned).collect()
}

#[test]
fn a_kept_connection_carries_what_nobody_asked_for() {
    let surplus = faulty(FaultKind::Surplus);
    let twice = replies(&kept(&surplus, 1));
    assert_eq!(twice.len(), 2, "{twice:?}");
    assert_eq!(twice[0].split_once("\r\n\r\n").unwrap().1, twice[1].split_once("\r\n\r\n").unwrap().1);
    assert_eq!((surplus.stats().calls, surplus.stats().connections), (1, 1));
    let late = replies(&kept(&faulty(FaultKind::LateAnswer), 1));
    assert!(late.len() == 2 && late[0].starts_with("500") && late[1].starts_with("200"), "{late:?}");
    assert!(late[1].contains("【模拟】"), "{late:?}");
}

#[test]
fn a_connection_ends_without_a_word_after_a_whole_answer() {
    let sim = faulty(FaultKind::CloseAfter);
    let said = replies(&kept(&sim, 3));
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("200") && !said[0].contains("connection: close"), "{said:?}");
    let calm = start(Options::new(Dialect::Kimi));
    assert_eq!(replies(&kept(&calm, 3)).len(), 3, "others keep it");
}

#[test]
fn scraps_make_a_whole_answer() {
    let (status, _, reply) = asked(&faulty(FaultKind::Split), "POST", "/v1/chat/completions", &question("kimi-k3"));
    assert_eq!(status, 200);
    let content = answer(Dialect::Kimi, "kimi-k3", &[("user", "问题")]);
    assert_eq!(reply["choices"][0]["message"]["content"], json!(content));
}

#[test]
fn refusals_say_what_they_are_told_to_say() {
    let ask = |kind: &str| {
        let sim = faulty(kind.parse().unwrap());
        let answer = asked(&sim, "POST", "/v1/chat/completions", &question("kimi-k3"));
        assert_eq!(sim.stats().total().calls, 0, "{kind} is not billed");
        answer
    };
    for (kind, status, header) in [
        ("status:529", 529, "http/1.1 529"),
        ("status:429;1m30s", 429, "retry-after: 1m30s"),
        ("status:503;0", 503, "retry-after: 0"),
        ("past_retry_after", 429, "retry-after: "),
        ("skewed_retry_after", 429, "retry-after: "),
        ("zero_reset", 429, "x-ratelimit-reset-tokens: 0s"),
    ] {
        let (got, head, _) = ask(kind);
        assert!(got == status && head.contains(header), "{kind}: {head}");
    }
    let (status, head, _) = ask("firewall");
    assert!([403, 405].contains(&status) && head.contains("text/html"), "{head}");
    for (kind, quoted) in
        [("echo", "near: 问题"), ("echo_json", "\"content\":\"问题\""), ("echo_unicode", "\\u95ee\\u9898")]
    {
        let (status, _, reply) = ask(kind);
        let message = reply["error"]["message"].as_str().unwrap_or_default();
        assert!(status == 400 && message.contains(quoted), "{kind}: {reply}");
    }
    let too_large = ask("request_too_large");
    assert!(too_large.0 == 429 && too_large.2["error"]["message"].as_str().unwrap().contains("Requested 16000"));
    assert_eq!(ask("flat_error").2["code"], json!(429));
    assert_eq!(ask("base_resp").2["base_resp"]["status_code"], json!(1002));
}

#[test]
fn half_answers_are_billed() {
    for (kind, field, value) in [
        ("error_beside", "/error/code", json!("internal_error")),
        ("finish:insufficient_system_resource", "/choices/0/finish_reason", json!("insufficient_system_resource")),
        ("refusal_field", "/choices/0/message/content", Value::Null),
        ("think_only", "/choices/0/finish_reason", json!("stop")),
    ] {
        let sim = faulty(kind.parse().unwrap());
        let (status, _, reply) = asked(&sim, "POST", "/v1/chat/completions", &question("kimi-k3"));
        assert_eq!((status, reply.pointer(field)), (200, Some(&value)), "{kind}: {reply}");
        let whole = answer(Dialect::Kimi, "kimi-k3", &[("user", "问题")]);
        assert_ne!(reply["choices"][0]["message"]["content"], json!(whole), "{kind}");
        assert_eq!(sim.stats().total().calls, 1, "{kind}");
    }
}

#[test]
fn a_compressed_answer_is_whole() {
    let sim = faulty(FaultKind::Gzip);
    let bytes = kept(&sim, 1);
    let at = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    assert!(String::from_utf8_lossy(&bytes[..at]).contains("content-encoding: gzip"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[at..]).read_to_string(&mut text).unwrap();
    let reply: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(reply["choices"][0]["finish_reason"], json!("stop"));
}

#[test]
fn what_is_left_of_the_minute_is_said_where_it_is() {
    let bucket = Bucket { calls: 60, burst: 2 };
    let limits = Limits { bucket: Some(bucket), told: true, wait: Wait::Seconds(7), ..Limits::default() };
    let sim = start(Options { limits, ..Options::new(Dialect::Kimi) });
    let ask = || asked(&sim, "POST", "/v1/chat/completions", &question("kimi-k3"));
    let (first, second, third) = (ask(), ask(), ask());
    assert_eq!((first.0, second.0, third.0), (200, 200, 429));
    assert!(
        first.1.contains("x-ratelimit-limit-requests: 60") && first.1.contains("remaining-requests: 1"),
        "{first:?}"
    );
    assert!(third.1.contains("remaining-requests: 0") && third.1.contains("retry-after: 7"), "{third:?}");
    let control = json!({"limits": {"bucket": {"calls": 6000, "burst": 9}, "told": false, "wait": "none"}});
    assert_eq!(asked(&sim, "POST", "/control", &control).0, 200);
    assert!(!ask().1.contains("x-ratelimit"));
}

#[test]
fn an_outage_comes_and_goes_by_itself() {
    let weather = |kind: &str, rate: f64| json!({"faults": {"rates": [[kind, rate]]}});
    let schedule = json!([
        {"after_calls": 1, "patch": weather("status:502", 1.0)},
        {"after_calls": 3, "patch": weather("status:502", 0.0)},
    ]);
    let schedule = serde_json::from_value(schedule).unwrap();
    let sim = start(Options { schedule, ..Options::new(Dialect::Kimi) });
    let ask = || asked(&sim, "POST", "/v1/chat/completions", &question("kimi-k3")).0;
    assert_eq!([ask(), ask(), ask(), ask()], [200, 502, 502, 200]);
}

#[test]
fn a_model_that_is_refused_for_ever_stops_no_other() {
    let faults = Faults::none().always("kimi-k3", FaultKind::Status(503, Some("1".to_owned())));
    let sim = start(Options { faults, ..Options::new(Dialect::Kimi) });
    let ask = |model| asked(&sim, "POST", "/v1/chat/completions", &question(model)).0;
    assert!((0..20).all(|_| ask("kimi-k3") == 503));
    assert_eq!(ask("kimi-k2.6"), 200);
}
