//! Dead links: each kind has its sentence; a link that is down is said once, waited for, and costs no retries.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use batch_contract::finish;
use batch_sim::{Latency, Options};
use serde_json::json;

use super::{folder, options, start};

#[test]
fn nobody_there_ends_when_the_limit_says_so() {
    for (url, words) in [("http://127.0.0.1:9/v1", "连接被拒绝"), ("http://no-such-host.invalid/v1", "域名无法解析")]
    {
        let folder = folder(url);
        let ran = folder.run(&["--offline-limit", "1"]);
        assert_eq!(ran.code, 4, "{url}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(words), "{url}: {}", ran.err);
        assert_eq!(ran.err.matches("网络似乎断开了").count(), 1, "{url}: said once\n{}", ran.err);
        let status = folder.run(&["status", "--json"]).json();
        assert_eq!((&status["all"]["unknown"], &status["all"]["left"]), (&json!(0), &json!(12)), "{url}: {status}");
    }
}

#[test]
fn a_certificate_is_the_users_to_solve() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    let https = sim.base_url().replace("http://", "https://");
    folder.edit(|config| config["api_config"]["base_url"] = json!(https));
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("TLS"), "{}", ran.err);
}

#[test]
fn a_link_that_comes_back_is_used_again() {
    let slow = || Options { latency: Latency::Fixed(Duration::from_millis(60)), ..options() };
    let sim = start(slow());
    let port = sim.root_url().rsplit(':').next().unwrap().parse().unwrap();
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["max_retries"] = json!(1));
    let mut child = folder.start(&["--concurrency", "2"]);
    while sim.stats().answered < 3 {
        std::thread::sleep(Duration::from_millis(2));
    }
    let before = sim.stats().answered;
    drop(sim);
    // Until the program says that it noticed.
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut seen = String::new();
    while !seen.contains("网络似乎断开了") {
        assert!(err.read_line(&mut seen).unwrap() > 0, "{seen}");
    }
    let sim = start(Options { port, ..slow() });
    err.read_to_string(&mut seen).unwrap();
    let ran = finish(child);
    assert_eq!(ran.code, 0, "{}{seen}", ran.out);
    assert!(seen.contains("网络已恢复"), "{seen}");
    // Two were in flight when the link broke.
    assert!(before + sim.stats().answered <= 12 + 2);
    assert_eq!(folder.run(&["status"]).code, 0);
}

/// A proxy that wants a password is no outage: it is said whose refusal that is, and nothing is waited for.
#[test]
fn a_proxy_that_refuses_is_named_and_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            std::thread::spawn(move || {
                let mut head = BufReader::new(stream.try_clone().unwrap()).lines();
                while head.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
                stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n").ok();
            });
        }
    });
    for scheme in ["http", "https"] {
        let mut folder = folder(&format!("{scheme}://api.example.invalid/v1"));
        folder.edit(|config| config["proxy"] = json!(format!("http://127.0.0.1:{port}")));
        let ran = folder.run(&["--offline-limit", "5"]);
        assert_eq!(ran.code, 3, "{scheme}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains("代理") && ran.err.contains("407"), "{scheme}: {}", ran.err);
        assert!(!ran.err.contains("网络似乎断开了"), "{scheme}: {}", ran.err);
    }
}
