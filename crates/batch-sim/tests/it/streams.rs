//! Streams: what is said in them, and how it is written.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use batch_sim::{Dialect, Faults, Options, Sim, Vendor, answer};
use serde_json::{Value, json};

use super::sse::{Streamed, streamed};
use super::{ALL, asked, question, start};

/// Silence that is taken for the end; more than a busy machine needs.
pub const PATIENCE: Duration = Duration::from_secs(1);

pub fn faulty(kind: &str, options: Options) -> Sim {
    let faults = Faults::none().with(kind.parse().unwrap(), 1.0);
    start(Options { faults, drip: Duration::from_millis(2), ..options })
}

/// A streamed call to plain OpenAI's thinking model, with usage asked for.
pub fn ask(sim: &Sim) -> Streamed {
    let mut body = question("sim-thinking");
    body["stream_options"] = json!({"include_usage": true});
    streamed(sim, "/v1/chat/completions", &body, PATIENCE)
}

pub fn said() -> String {
    answer(Dialect::OpenAi, "sim-thinking", &[("user", "问题")])
}

pub fn openai(kind: &str) -> Sim {
    faulty(kind, Options::new(Dialect::OpenAi))
}

#[test]
fn every_dialect_streams_what_it_says_whole() {
    for (dialect, base, model) in ALL {
        let sim = start(Options::new(dialect));
        let path = format!("{base}/chat/completions");
        let (_, _, whole) = asked(&sim, "POST", &path, &question(model));
        let mut body = question(model);
        body["stream_options"] = json!({"include_usage": true});
        let stream = streamed(&sim, &path, &body, PATIENCE);
        assert!(stream.is_whole && stream.is_done() && stream.head.contains("text/event-stream"), "{dialect}");
        let (message, chunks) = (&whole["choices"][0]["message"], stream.chunks());
        assert_eq!(message["content"], json!(stream.content()), "{dialect}");
        assert_eq!(stream.finish().as_deref(), whole["choices"][0]["finish_reason"].as_str());
        let thought: String =
            chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"]["reasoning_content"].as_str()).collect();
        assert_eq!(message["reasoning_content"].as_str().unwrap_or_default(), thought);
        let usage = &chunks.last().unwrap()["usage"];
        assert_eq!((usage, &chunks.last().unwrap()["choices"]), (&whole["usage"], &json!([])), "{dialect}");
        assert!(
            chunks.iter().all(|chunk| chunk["object"] == "chat.completion.chunk" && chunk["model"] == whole["model"])
        );
        let stats = sim.stats();
        assert_eq!((stats.answered, stats.answered_twice, stats.total().calls, stats.unseen.calls), (2, 1, 2, 0));
        assert_eq!((stats.in_flight, stats.abandoned, stats.spoiled), (0, 0, 0));
    }
}

#[test]
fn good_answers_in_odd_streams_are_whole() {
    for kind in [
        "surplus",
        "split",
        "close_after",
        "usage_text",
        "usage_zero",
        "content_parts",
        "bom",
        "key_twice",
        "done_behind",
        "slow_drip",
        "chunked",
        "leading_blank",
        "many_headers",
        "big_headers",
        "no_content_type",
        "no_usage",
        "no_id",
        "numeric_id",
        "null_fields",
        "extra_fields",
        "bare",
        "no_done",
        "no_finish",
        "events_as_json",
        "keep_alive",
        "long_keep_alive",
        "event_fields",
        "crlf",
        "bare_cr",
        "data_lines",
        "tight_data",
        "split_bytes",
        "held_open",
        "usage_last_chunk",
        "usage_last_choice",
        "usage_every_chunk",
        "usage_before_finish",
        "silent_thinking",
        "reasoning_field",
        "null_delta",
        "other_choices",
        "empty_first",
        "one_token",
        "gateway",
    ] {
        let sim = openai(kind);
        let stream = ask(&sim);
        let length = said().len();
        assert_eq!(stream.content().get(..length), Some(said().as_str()), "{kind}: {stream:?}");
        assert_eq!(stream.is_done(), kind != "no_done", "{kind}");
        let has_finish = !["no_finish", "null_fields", "bare"].contains(&kind);
        assert_eq!(stream.finish().is_some(), has_finish, "{kind}");
        assert!(stream.is_whole || ["held_open", "surplus"].contains(&kind), "{kind}");
        let stats = sim.stats();
        assert_eq!((stats.calls, stats.answered, stats.spoiled, stats.abandoned), (1, 1, 0, 0), "{kind}");
        let hidden = ["no_usage", "null_fields", "bare", "usage_text", "usage_zero"].contains(&kind);
        assert_eq!((stats.total().calls, stats.unseen.calls), (1, u64::from(hidden)), "{kind}");
        assert_eq!(stats.in_flight, 0, "{kind}");
    }
}

#[test]
fn the_oddities_are_there() {
    let chunks = |kind: &str| ask(&openai(kind)).chunks();
    let text = |kind: &str| String::from_utf8(ask(&openai(kind)).body).unwrap();
    assert!(text("keep_alive").starts_with(": keep-alive\n\n\n:\n\ndata: {"));
    assert!(text("long_keep_alive").starts_with(&": keep-alive\n\n".repeat(20)));
    assert!(text("event_fields").starts_with("event: message\nid: 0\nretry: 3000\ndata: {"));
    assert!(text("crlf").ends_with("}\r\n\r\ndata: [DONE]\r\n\r\n"));
    assert!(text("bare_cr").ends_with("}\r\rdata: [DONE]\r\r"));
    assert!(text("data_lines").starts_with("data: {\ndata:   \"") && text("tight_data").starts_with("data:{"));
    assert!(text("key_twice").starts_with(r#"data: {"object":"chat.completion.chunk","#));
    assert!(ask(&openai("events_as_json")).head.contains("content-type: application/json"));
    assert!(chunks("one_token").len() > said().chars().count());

    let first = chunks("empty_first");
    assert_eq!((&first[0]["choices"], &first[0]["id"]), (&json!([]), &json!("")));
    assert!(first[0]["prompt_filter_results"].is_array() && first[1]["choices"][0]["delta"]["role"] == "assistant");
    let others = chunks("other_choices");
    let at = others.iter().position(|chunk| chunk["choices"][0]["index"] == 1).unwrap();
    assert!(others[at + 1..].iter().any(|chunk| chunk["choices"][0]["index"] == 0), "in between");
    let thought = |field: &str, kind: &str| {
        chunks(kind).iter().filter(|chunk| chunk["choices"][0]["delta"][field].is_string()).count()
    };
    assert!(thought("reasoning", "reasoning_field") > 0 && thought("reasoning_content", "reasoning_field") == 0);
    let nulls = chunks("null_delta");
    assert!(nulls.iter().filter_map(|chunk| chunk["choices"].get(0)).all(|choice| {
        let delta = choice["delta"].as_object().unwrap();
        delta.len() >= 5 && delta.values().filter(|value| !value.is_null()).count() <= 1
    }));

    let usage = |kind: &str| -> Vec<(usize, Value)> {
        let chunks = chunks(kind).into_iter().enumerate();
        chunks.map(|(n, chunk)| (n, chunk["usage"].clone())).filter(|(_, usage)| usage.is_object()).collect()
    };
    let all = chunks("usage_every_chunk").len();
    let growing = usage("usage_every_chunk");
    assert_eq!(growing.len(), all);
    assert!(growing.windows(2).all(|two| two[0].1["total_tokens"].as_u64() <= two[1].1["total_tokens"].as_u64()));
    assert_eq!((usage("usage_last_chunk")[0].0, usage("usage_before_finish")[0].0), (all - 1, all - 1));
    assert!(chunks("usage_last_choice")[all - 1]["choices"][0]["usage"]["total_tokens"].is_u64());
    assert_eq!(growing[all - 1].1, usage("usage_last_chunk")[0].1);
}

#[test]
fn finish_reasons_and_safety_stops_stand_in_the_stream() {
    let sim = openai("finish:insufficient_system_resource");
    let stream = ask(&sim);
    assert_eq!(stream.finish().as_deref(), Some("insufficient_system_resource"));
    assert_eq!((sim.stats().answered, sim.stats().spoiled), (1, 0));
    let baichuan = faulty("refuse", Options::new(Dialect::Baichuan));
    let stream = streamed(&baichuan, "/v1/chat/completions", &question("Baichuan-M3"), PATIENCE);
    assert!(["content_filter", "refuse_answer"].contains(&stream.finish().unwrap().as_str()));
    assert_eq!((stream.content(), baichuan.stats().total().calls), (String::new(), 0));
}

#[test]
fn bytes_are_odd_as_they_are_in_a_whole_answer() {
    let stream = ask(&openai("bad_utf8"));
    assert_eq!(stream.content(), format!("{}\u{fffd}", said()));
    assert!(stream.body.contains(&0xff));
    let stream = ask(&openai("gzip"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(&stream.body[..]).read_to_string(&mut text).unwrap();
    assert!(text.ends_with("data: [DONE]\n\n") && stream.head.contains("content-encoding: gzip"));
    let big = openai("big_reply");
    let stream = streamed(&big, "/v1/chat/completions", &question("sim-thinking"), 10 * PATIENCE);
    assert!(stream.body.len() > 10 << 20 && stream.content() == said());
    assert_eq!((big.stats().spoiled, big.stats().answered), (1, 0));
    let late = openai("late_answer");
    assert_eq!((ask(&late).status, late.stats().spoiled), (500, 1));
}

#[test]
fn the_same_kinds_do_what_is_nearest_to_a_call_that_is_not_streamed() {
    let whole = |kind: &str| {
        let sim = openai(kind);
        let (status, _, reply) = asked(&sim, "POST", "/v1/chat/completions", &question("sim-thinking"));
        (status, reply, sim.stats())
    };
    for kind in
        ["no_end", "no_done", "held_open", "crlf", "usage_last_choice", "one_token", "event_fields", "no_finish"]
    {
        let (status, reply, stats) = whole(kind);
        assert_eq!((status, &reply["choices"][0]["message"]["content"]), (200, &json!(said())), "{kind}");
        assert_eq!((stats.answered, stats.spoiled, stats.unseen.calls), (1, 0, 0), "{kind}");
    }
    assert!(whole("keep_alive").1.is_object() && whole("other_choices").1["choices"][1]["index"] == 1);
    assert!(whole("reasoning_field").1["choices"][0]["message"]["reasoning"].is_string());
    for kind in ["stream_error", "stream_error_event", "stream_error_finish"] {
        let (status, reply, stats) = whole(kind);
        assert_eq!((status, reply["error"]["code"].as_str(), stats.spoiled), (200, Some("server_error"), 1), "{kind}");
    }
    assert_eq!(whole("error_first:overloaded").1["error"]["code"], "overloaded");
    assert_eq!((whole("error_after:overloaded").0, whole("error_first:overloaded").0), (503, 200));
    let (status, _, stats) = whole("gateway");
    assert!([504, 524].contains(&status) && stats.spoiled == 1 && stats.total().calls == 1);
}

#[test]
fn a_vendors_stream_has_its_fields_and_its_place_of_usage() {
    let table = json!({
        "answer": {"base_resp": {"status_code": 0}}, "stream_options": false, "stream_usage": "last_chunk",
        "errors": [{"name": "1002", "status": 200, "body": {"base_resp": {"status_code": 1002}}}]
    });
    let vendor = Arc::new(Vendor::read(&table.to_string()).unwrap());
    let options = Options { vendor: Some(vendor), ..Options::new(Dialect::OpenAi) };
    let sim = start(options.clone());
    let stream = streamed(&sim, "/v1/chat/completions", &question("m"), PATIENCE);
    let last = stream.chunks().pop().unwrap();
    assert_eq!((&last["base_resp"]["status_code"], &last["choices"][0]["finish_reason"]), (&json!(0), &json!("stop")));
    assert!(last["usage"]["total_tokens"].is_u64() && sim.stats().unseen.calls == 0);
    let unasked = |table: Value| {
        let vendor = Some(Arc::new(Vendor::read(&table.to_string()).unwrap()));
        let sim = start(Options { vendor, ..Options::new(Dialect::OpenAi) });
        let stream = streamed(&sim, "/v1/chat/completions", &question("m"), PATIENCE);
        (stream.chunks().iter().filter(|chunk| chunk["usage"].is_object()).count(), sim.stats().unseen.calls)
    };
    assert_eq!(unasked(json!({"stream_usage": "last_chunk"})), (1, 0));
    assert_eq!(unasked(json!({"stream_usage": "before_finish"})), (0, 1));
    assert_eq!(unasked(json!({"stream_usage": "extra_chunk", "stream_options": false})), (1, 0));
    let sim = faulty("error_after:1002", options);
    let stream = streamed(&sim, "/v1/chat/completions", &question("m"), PATIENCE);
    assert_eq!(stream.events().pop().unwrap(), r#"{"base_resp":{"status_code":1002}}"#);
}
