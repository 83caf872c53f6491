//! What each event looks like: its line of JSON, and its line of the log.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use batch_words::{Language, Words};

use super::words;
use crate::events::{JobEvent, Phase, Whose};
use crate::fault::{Class, Fault};
use crate::flow::rate::Why;
use crate::ledger::Usage;
use crate::problem::{InputProblem, Problem};
use crate::reply::Finish;
use crate::wire::ConnectionTrouble;
use crate::worlds::heard::heard;

const WHOSE: Whose<'static> = Whose { model: "m", people: "患者1", prompt: 2 };

fn time(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn progress(phase: Phase) -> JobEvent<'static> {
    JobEvent::Progress { done: 120, total: 2000, failed: 3, in_flight: 15, phase }
}

/// One of each, but for the last, which is the summary.
fn all<'a>(fault: &'a Fault, limited: &'a Fault, problem: &'a Problem) -> Vec<JobEvent<'a>> {
    let answered = |attempt, finish_reason, unfinished| JobEvent::Answered {
        whose: WHOSE,
        attempt,
        took: time(3456),
        finish_reason,
        unfinished,
        usage: Some(Usage { prompt_tokens: 10, completion_tokens: 5, ..Usage::default() }),
        cost: Some(0.25),
    };
    let retrying = |fault| JobEvent::Retrying { whose: WHOSE, attempt: 1, fault, wait: time(1040) };
    let failed = |told| JobEvent::Failed { whose: WHOSE, retries: 5, fault, told };
    let connections = |shown| JobEvent::Connections { shown };
    let (model, people, file) = (WHOSE.model, WHOSE.people, "m-患者1.json");
    vec![
        JobEvent::Began { conversations: 12, kept: 4 },
        JobEvent::SheetOpened { model, people, conversations: 4 },
        JobEvent::Sent { whose: WHOSE, attempt: 1 },
        answered(1, Some("stop"), None),
        answered(2, None, None),
        answered(1, Some("length"), Some(Finish::Cut)),
        answered(1, Some("odd"), Some(Finish::Unknown)),
        JobEvent::TakenBack { whose: WHOSE },
        retrying(fault),
        retrying(limited),
        failed(false),
        failed(true),
        JobEvent::ModelDropped { model, fault },
        JobEvent::SheetDone { model, people, answered: 3, of: 4, took: time(61_500) },
        JobEvent::Saved { file, changed: true },
        JobEvent::Saved { file, changed: false },
        JobEvent::MovedAside { file, folder: Path::new("output/原有文件-1") },
        JobEvent::NotReplaced { file },
        JobEvent::ConcurrencyLimited { models: &[], limit: 8 },
        JobEvent::ConcurrencyLimited { models: &["m", "n"], limit: 8 },
        JobEvent::RateLearned { models: &["m"], per_minute: 60 },
        JobEvent::Held { models: &["m"], fault },
        JobEvent::ServedAgain { after: time(75_000) },
        JobEvent::LinkDown { fault },
        JobEvent::LinkUp { after: time(2_000) },
        JobEvent::LinkGivenUp { limit: time(1_800_000) },
        JobEvent::Starved { model, after: time(1_800_000) },
        JobEvent::WaitTooLong { model, wait: time(86_400_000) },
        JobEvent::Interrupted { in_flight: 3, grace: time(30_000) },
        JobEvent::Abandoned { in_flight: 2 },
        JobEvent::TokensClamped { model },
        connections(ConnectionTrouble::NotKept),
        connections(ConnectionTrouble::Surplus),
        connections(ConnectionTrouble::ReplyTwice),
        connections(ConnectionTrouble::UselessIds),
        connections(ConnectionTrouble::AnswersTakenBack { answers: 7 }),
        JobEvent::Warned { problem },
        JobEvent::Broke { problem },
        progress(Phase::Asking { per_minute: 240.0, left: Some(time(500_000)) }),
        progress(Phase::Asking { per_minute: 0.0, left: None }),
        progress(Phase::Waiting { why: Why::Requests, left: time(12_300), ceiling: 16 }),
        progress(Phase::Waiting { why: Why::Tokens, left: time(12_300), ceiling: 16 }),
        progress(Phase::Waiting { why: Why::Ramp, left: time(500), ceiling: 16 }),
        progress(Phase::Waiting { why: Why::Probing, left: time(4_000), ceiling: 16 }),
        progress(Phase::WaitingToRetry { left: time(8_000) }),
        progress(Phase::Offline),
        progress(Phase::Mending { sheets: 40, of: 200 }),
    ]
}

fn events<T>(work: impl FnOnce(&[JobEvent<'_>]) -> T) -> T {
    let fault = Fault { status: 500, ..Fault::new(Class::ServerError, "upstream broke") };
    let limited = Fault { status: 429, ..Fault::new(Class::RateLimit, "slow down") };
    let problem = Problem::in_file(Path::new("records/患者1.txt"), InputProblem::RecordEmpty);
    work(&all(&fault, &limited, &problem))
}

/// Each event's line of JSON, and what is said of it.
fn told(language: Language) -> String {
    let words = Words::of(language);
    events(|events| {
        let mut told = String::new();
        for event in events {
            writeln!(told, "{}", serde_json::to_string(event).unwrap()).unwrap();
            let said = match event {
                JobEvent::Progress { .. } => vec![words::progress(words, event)],
                _ => heard(|| words::log(words, event)).1,
            };
            said.iter().for_each(|line| writeln!(told, "    {line}").unwrap());
        }
        told
    })
}

#[test]
fn every_event_has_its_line_and_its_words() {
    insta::assert_snapshot!(told(Language::Chinese));
}

#[test]
fn every_event_has_its_words_in_english() {
    insta::assert_snapshot!(told(Language::English));
}

#[test]
fn both_documents_name_every_event() {
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    for language in ["en", "zh"] {
        let text = std::fs::read_to_string(documents.join(language).join("events.md")).unwrap();
        events(|events| {
            for event in events {
                let value = serde_json::to_value(event).unwrap();
                let names = value.as_object().unwrap().keys().map(String::as_str).chain(value["event"].as_str());
                for name in names.chain(value["phase"].as_str()) {
                    assert!(text.contains(&format!("`{name}`")), "{language}: {name}");
                }
            }
        });
    }
}
