//! Streams that break, are none, or take their time; whatever happens, the books are right.

use std::time::Duration;

use batch_sim::{Dialect, FaultKind, Faults, Latency, Options, Pace, Sim, Stats};
use serde_json::{Value, json};

use super::sse::streamed;
use super::streams::{ask, faulty, openai, said};
use super::{ALL, asked, question, start};

/// The books, once the simulator has seen the call, and that the client is gone.
fn settled(sim: &Sim) -> Stats {
    let mut looks = (0..1000).map(|_| {
        std::thread::sleep(Duration::from_millis(2));
        sim.stats()
    });
    let was_let_in = |stats: &Stats| !(stats.latencies.is_empty() && stats.faults.is_empty());
    looks.find(|stats| was_let_in(stats) && stats.in_flight == 0).unwrap_or_else(|| sim.stats())
}

#[test]
fn half_streams_are_spoiled_and_billed() {
    for (kind, is_whole, is_done, finish) in [
        ("cut_body", false, false, None),
        ("cut_json", true, false, None),
        ("stall", false, false, None),
        ("stream_error", true, false, None),
        ("stream_error_event", true, false, None),
        ("error_after:overloaded", true, false, None),
        ("stream_error_finish", true, true, Some("error")),
        ("error_beside", true, true, Some("stop")),
        ("no_end", true, false, None),
        ("empty", true, true, Some("stop")),
        ("null_content", true, true, Some("stop")),
        ("no_choices", true, true, None),
        ("truncated_empty", true, true, Some("length")),
        ("refusal_field", true, true, Some("stop")),
        ("think_only", true, true, Some("stop")),
        ("zero_width", true, true, Some("stop")),
    ] {
        let sim = openai(kind);
        let stream = ask(&sim);
        assert_eq!((stream.status, stream.is_whole, stream.is_done()), (200, is_whole, is_done), "{kind}: {stream:?}");
        assert_eq!(stream.finish().as_deref(), finish, "{kind}");
        let content = stream.content();
        assert_eq!(content == said(), kind == "no_end", "{kind}");
        assert!(stream.events().len() > 1, "{kind}: {stream:?}");
        let half = said().chars().count() / 2;
        assert!(!kind.contains("error") || content.chars().count() == half, "{kind}: {content}");
        let stats = sim.stats();
        assert_eq!((stats.answered, stats.spoiled, stats.total().calls, stats.unseen.calls), (0, 1, 1, 1), "{kind}");
        assert_eq!((stats.in_flight, stats.abandoned), (0, 0), "{kind}");
    }
    let events = |kind: &str| ask(&openai(kind)).events().pop().unwrap();
    assert!(events("stream_error").starts_with(r#"{"error":{"#));
    assert!(events("stream_error_event").starts_with(r#"{"code":"server_error","message":"#));
    assert!(events("error_after:overloaded").contains("The server is overloaded."));
    assert!(String::from_utf8_lossy(&ask(&openai("stream_error_event")).body).contains("\n\nevent: error\ndata: {"));
}

#[test]
fn what_is_no_stream_comes_though_one_was_asked_for() {
    let sim = openai("no_stream");
    let whole = ask(&sim);
    let reply: Value = serde_json::from_slice(&whole.body).unwrap();
    assert_eq!(reply["choices"][0]["message"]["content"], json!(said()));
    assert!(whole.head.contains("application/json") && sim.stats().answered == 1);
    let first = openai("stream_error_first");
    let stream = ask(&first);
    assert_eq!((stream.status, stream.chunks()[0]["error"]["code"].as_str()), (200, Some("overloaded")));
    let named = ask(&openai("error_first:insufficient_quota"));
    assert_eq!((named.status, named.chunks()[0]["error"]["code"].as_str()), (200, Some("insufficient_quota")));
    assert_eq!((first.stats().total().calls, first.stats().rejected["503 overloaded"]), (0, 1));
    for kind in ["endless", "endless_keep_alive"] {
        let sim = openai(kind);
        let stream = streamed(&sim, "/v1/chat/completions", &question("m"), Duration::from_millis(20));
        assert!(!stream.is_whole && stream.body.starts_with(b": keep-alive\n\n"), "{kind}");
        assert_eq!(sim.stats().total().calls, 0);
    }
    for (kind, status) in [("http_500", 500), ("status:529", 529), ("rate_limit", 429), ("html_200", 200)] {
        assert_eq!(ask(&openai(kind)).status, status, "{kind}");
    }
}

#[test]
fn a_head_comes_at_once_and_the_rest_in_its_time() {
    let latency = Duration::from_millis(400);
    let sim =
        |pace| Sim::start(Options { latency: Latency::Fixed(latency), pace, ..Options::new(Dialect::OpenAi) }).unwrap();
    for (pace, late_head) in [(Pace::Late, true), (Pace::HeadFirst, false), (Pace::Spread, false)] {
        let stream = ask(&sim(pace));
        assert_eq!(stream.content(), said());
        assert_eq!(stream.head_after >= latency, late_head, "{pace:?} {:?}", stream.head_after);
        assert!(stream.all_after >= latency - Duration::from_millis(5), "{pace:?}: {:?}", stream.all_after);
    }
    // A client that leaves in between has left an answer.
    let sim = sim(Pace::HeadFirst);
    let stream = streamed(&sim, "/v1/chat/completions", &question("sim-chat"), Duration::from_millis(100));
    assert!(stream.status == 200 && stream.events().is_empty(), "{stream:?}");
    let stats = settled(&sim);
    assert_eq!((stats.abandoned, stats.answered, stats.unseen.calls, stats.in_flight), (1, 0, 1, 0));
}

#[test]
fn silence_comes_where_the_fault_has_it() {
    let faults = Faults::none().with(FaultKind::SilentThinking, 1.0);
    let sim = start(Options { faults, drip: Duration::from_millis(40), ..Options::new(Dialect::OpenAi) });
    let stream = ask(&sim);
    assert!(stream.head_after < Duration::from_millis(600), "{:?}", stream.head_after);
    assert!(stream.all_after >= Duration::from_millis(800) && stream.content() == said());
}

#[test]
fn a_gateway_cuts_what_is_silent_for_too_long_and_no_stream_that_has_begun() {
    let latency = Latency::Fixed(Duration::from_millis(200));
    let gateway = Some(Duration::from_millis(60));
    let options = Options { latency, gateway, pace: Pace::HeadFirst, ..Options::new(Dialect::OpenAi) };
    let sim = Sim::start(options.clone()).unwrap();
    let (status, _, _) = asked(&sim, "POST", "/v1/chat/completions", &question("sim-chat"));
    assert!([504, 524].contains(&status), "{status}");
    assert_eq!((sim.stats().spoiled, sim.stats().unseen.calls, sim.stats().rejected.len()), (1, 1, 1));
    assert_eq!(ask(&sim).content(), said());
    assert_eq!((sim.stats().answered, sim.stats().total().calls), (1, 2));
    let late = Sim::start(Options { pace: Pace::Late, ..options.clone() }).unwrap();
    assert!([504, 524].contains(&ask(&late).status));
    let hang = Sim::start(Options { faults: Faults::none().with(FaultKind::Hang, 1.0), ..options }).unwrap();
    assert!([504, 524].contains(&ask(&hang).status) && hang.stats().total().calls == 0);
}

#[test]
fn whatever_happens_every_call_is_in_the_books_once() {
    for (dialect, base, model) in ALL {
        for kind in FaultKind::ALL {
            // These take their time.
            if ["header_flood", "big_reply", "big_error", "split"].contains(&kind.name()) {
                continue;
            }
            let sim = faulty(&kind.to_string(), Options::new(dialect));
            let path = format!("{base}/chat/completions");
            let _ = streamed(&sim, &path, &question(model), Duration::from_millis(10));
            let stats = settled(&sim);
            let made = stats.answered + stats.spoiled;
            assert_eq!((stats.calls, stats.faults.len()), (1, 1), "{dialect} {kind}");
            assert!((made..=made + stats.abandoned).contains(&stats.total().calls), "{dialect} {kind}: {stats:?}");
            assert!(made + stats.abandoned <= 1 && stats.in_flight == 0, "{dialect} {kind}: {stats:?}");
        }
    }
}
