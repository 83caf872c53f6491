//! What counts as an answer: every way of not being one has a name, an `ERROR: ` text and no silent success.

use batch_sim::{FaultKind, Faults, Options};
use serde_json::{Value, json};

use super::{folder, options, start};

/// Runs one conversation that always goes wrong in this way.
fn always(kind: &FaultKind) -> (i32, Value, String, String, u64) {
    let sim = start(Options { faults: Faults::none().with(kind.clone(), 1.0), ..options() });
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| {
        config["max_retries"] = json!(1);
        // Only who never answers is not waited for: a busy machine may take its time.
        match kind {
            FaultKind::Hang => config["timeout_seconds"] = json!(1),
            FaultKind::Stall => config["stall_timeout_seconds"] = json!(1),
            _ => {}
        }
    });
    let ran = folder.run(&["--json", "--models", "kimi-k2.6", "--people", "患者1", "--prompts", "1"]);
    let text = if folder.output().join("kimi-k2.6-患者1.json").exists() {
        folder.sheet("kimi-k2.6-患者1.json")["conversations"]["1"]["Output"].as_str().unwrap().to_owned()
    } else {
        String::new()
    };
    (ran.code, ran.json(), text, ran.err, sim.stats().calls)
}

#[test]
fn what_is_no_answer_is_named() {
    let rows = [
        (FaultKind::Http500, "server_error", "500"),
        (FaultKind::Reset, "reset", "连接"),
        (FaultKind::Close, "reset", "连接"),
        (FaultKind::Hang, "timeout", "timeout_seconds"),
        (FaultKind::Stall, "timeout", "秒"),
        (FaultKind::Html, "server_error", "HTTP 50"),
        (FaultKind::Html200, "html", "网页"),
        (FaultKind::CutJson, "bad_json", "JSON"),
        (FaultKind::CutBody, "reset", "连接"),
        (FaultKind::NoBody, "bad_json", ""),
        (FaultKind::ErrorIn200, "server_error", "server_error"),
        (FaultKind::Empty, "empty", "空"),
        (FaultKind::NullContent, "empty", "空"),
        (FaultKind::NoChoices, "empty", "空"),
        (FaultKind::TruncatedEmpty, "truncated_empty", "max_tokens"),
        (FaultKind::Refuse, "content_refused", "content_filter"),
        (FaultKind::Endless, "too_large", ""),
        (FaultKind::BigError, "server_error", ""),
        (FaultKind::NumericCode, "server_error", "500"),
        (FaultKind::TextCode, "server_error", "500"),
    ];
    // Side by side: each waits for its retries.
    std::thread::scope(|threads| {
        for (kind, class, words) in rows {
            threads.spawn(move || {
                let (code, json, text, err, _) = always(&kind);
                assert_eq!(code, 1, "{kind}: {json}\n{err}");
                assert_eq!(json["failed"][class], json!(1), "{kind}: {json}");
                assert!(text.starts_with("ERROR: ") && text.contains(words), "{kind}: {text}");
                assert!(text.chars().count() < 700, "{kind}: {text}");
            });
        }
    });
}

#[test]
fn retries_are_counted_as_the_manual_does() {
    let rows = [
        (FaultKind::Http500, 2, "max_retries 1 is two calls"),
        (FaultKind::Refuse, 1, "a safety stop is not asked again"),
        (FaultKind::TruncatedEmpty, 1, "asking again would cost the same again"),
        (FaultKind::Empty, 2, ""),
    ];
    std::thread::scope(|threads| {
        for (kind, calls, why) in rows {
            threads.spawn(move || assert_eq!(always(&kind).4, calls, "{kind}: {why}"));
        }
    });
}

#[test]
fn a_flood_of_headers_ends_the_call_and_nothing_else() {
    let faults = Faults::none().always("胸口发闷", FaultKind::HeaderFlood);
    let sim = start(Options { faults, ..options() });
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["max_retries"] = json!(1));
    let ran = folder.run(&["--json", "--models", "kimi-k2.6"]);
    let json = ran.json();
    assert_eq!((ran.code, &json["conversations"]["answered"]), (1, &json!(4)), "{json}\n{}", ran.err);
    assert_eq!(sim.stats().calls, 4 + 2 * 2, "each of two is asked twice");
    let text = folder.sheet("kimi-k2.6-患者1.json")["conversations"]["1"]["Output"].as_str().unwrap().to_owned();
    assert!(text.starts_with("ERROR: "), "{text}");
}

#[test]
fn cut_text_is_kept_and_warned_of() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| {
        config["extra_body"] = json!({"thinking": {"type": "disabled"}});
        config["max_tokens"] = json!(30);
    });
    let ran = folder.run(&["--models", "kimi-k2.6", "--people", "患者1", "--prompts", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let output = folder.sheet("kimi-k2.6-患者1.json")["conversations"]["1"]["Output"].as_str().unwrap().to_owned();
    assert!(output.starts_with("【模拟】"), "{output}");
    let warning = ran.err.lines().find(|line| line.contains("WARNING")).unwrap_or_default();
    assert!(warning.contains("[kimi-k2.6][患者1]") && warning.contains("max_tokens"), "{}", ran.err);
    let answered = folder.ledger().into_iter().find(|event| event["event"] == "answered").unwrap();
    assert_eq!(answered["finish_reason"], json!("length"));
}

#[test]
fn a_parameter_that_a_model_rejects_is_said_once() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["models"][0] = json!({"name": "kimi-k2.6", "temperature": 0.3}));
    let ran = folder.run(&["--concurrency", "1"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert_eq!(sim.stats().calls, 3 + 6, "three people refused alike, six of the other model");
    let said = ran.err.lines().filter(|line| line.contains("invalid temperature")).count();
    assert!((1..=2).contains(&said), "{}", ran.err);
    assert_eq!(folder.sheets().len(), 6);
}
