//! What each event looks like: its line of JSON, and its line of the log.

use std::cell::RefCell;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use batch_core::base::problem::{Cause, InputProblem, LimiterTrouble, Problem};
use batch_core::flow::rate::{LimitOf, Why};
use batch_core::ledger::{Spending, Usage};
use batch_core::platform::fault::{Class, Fault};
use batch_core::platform::reply::Finish;
use batch_core::run::events::{HoldsBack, JobEvent, ModelStanding, MoneyStanding, Phase, Standing, Whose};
use batch_core::run::summary::{FileList, Left};
use batch_core::wire::ConnectionTrouble;
use batch_words::{Language, Words};
use log::{LevelFilter, Log, Metadata, Record};

use super::{block, words};

const WHOSE: Whose<'static> = Whose { model: "m", people: "患者1", prompt: 2 };

fn time(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

const MODELS: &[ModelStanding<'_>] =
    &[ModelStanding { model: "m", done: 120, total: 2000, failed: 3, cost: Some(0.5) }];

fn progress(left: Option<Duration>, phase: Phase<'static>) -> JobEvent<'static> {
    let money = Some(MoneyStanding { currency: "CNY", spent: 0.5, used: 1.5, budget: Some(20.0) });
    JobEvent::Progress(Standing {
        done: 120,
        total: 2000,
        failed: 3,
        in_flight: 15,
        per_minute: 240.0,
        left,
        money,
        models: MODELS,
        phase,
    })
}

fn waiting(why: Why, of: LimitOf, left: u64) -> JobEvent<'static> {
    progress(Some(time(500_000)), Phase::Waiting { why, left: time(left), ceiling: 16, of, models: &["m"] })
}

/// What is told before the first call.
struct Before<'a> {
    cause: &'a Cause,
    files: &'a FileList,
    left: &'a Left,
    others: &'a [(String, f64)],
}

/// One of each, but for the last, which is the summary.
fn all<'a>(before: &Before<'a>, fault: &'a Fault, limited: &'a Fault, problem: &'a Problem) -> Vec<JobEvent<'a>> {
    let budget =
        |earlier, others, holds_back| JobEvent::Budget { limit: 20.0, currency: "CNY", earlier, others, holds_back };
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
        JobEvent::NoLock { cause: before.cause },
        JobEvent::Taken { owner: "pid 4711, 2026-11-30 08:00:00, 2/8 @ node2", patience: time(60_000) },
        JobEvent::StartedAfresh { answers: None, folder: Path::new("output/原有文件-1") },
        JobEvent::StartedAfresh { answers: Some(3), folder: Path::new("output/原有文件-1") },
        JobEvent::LedgerTorn { bytes: 17 },
        JobEvent::LedgerDamaged { lines: &[3, 4], aside: Path::new("output/.batch/damaged.jsonl") },
        JobEvent::OtherLedgerDamaged { lines: &[3, 4], ledger: Path::new("output/.batch/ledger.2-of-8.jsonl") },
        JobEvent::Planned { models: 2, people: 3 },
        JobEvent::Strangers { files: before.files, folder: Path::new("output/原有文件-1") },
        JobEvent::NothingToDo,
        JobEvent::Resuming { left: before.left },
        budget(Spending::default(), &[], None),
        budget(
            Spending { confirmed: 1.5, perhaps: 0.25 },
            before.others,
            Some(HoldsBack { worst: 0.5, at_once: 3, in_parts: false }),
        ),
        JobEvent::Unpriced { models: &["m", "n"] },
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
        JobEvent::LimiterJoined { address: "redis://cache.example:6379", processes: 4 },
        JobEvent::LimiterAway { why: &LimiterTrouble::Slow { seconds: 2 }, share: None },
        JobEvent::LimiterAway { why: &LimiterTrouble::Full, share: Some(4) },
        JobEvent::LimiterBack { after: time(3_000) },
        JobEvent::LimiterGivenUp { limit: time(1_800_000) },
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
        progress(Some(time(500_000)), Phase::Asking),
        progress(None, Phase::Asking),
        waiting(Why::Requests, LimitOf::Platform, 12_300),
        waiting(Why::Requests, LimitOf::Config, 12_300),
        waiting(Why::Tokens, LimitOf::Platform, 12_300),
        waiting(Why::Tokens, LimitOf::Config, 12_300),
        waiting(Why::Ramp, LimitOf::Platform, 500),
        waiting(Why::Probing, LimitOf::Platform, 4_000),
        waiting(Why::Shared, LimitOf::Config, 400),
        waiting(Why::LimiterAway, LimitOf::Config, 1_500),
        progress(None, Phase::WaitingToRetry { left: time(8_000) }),
        progress(None, Phase::Stopping { left: Some(time(24_900)) }),
        progress(None, Phase::Stopping { left: None }),
        progress(None, Phase::Offline),
        progress(None, Phase::Mending { sheets: 40, of: 200 }),
    ]
}

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The log of this thread.
struct Ear;

impl Log for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        LINES.with_borrow_mut(|lines| lines.push(record.args().to_string()));
    }

    fn flush(&self) {}
}

/// What is logged while something is done.
fn heard(work: impl FnOnce()) -> Vec<String> {
    // Whoever else installs it installs the same.
    log::set_logger(&Ear).ok();
    log::set_max_level(LevelFilter::Info);
    LINES.take();
    work();
    LINES.take()
}

fn events<T>(work: impl FnOnce(&[JobEvent<'_>]) -> T) -> T {
    let fault = Fault { status: 500, ..Fault::new(Class::ServerError, "upstream broke") };
    let limited = Fault { status: 429, ..Fault::new(Class::RateLimit, "slow down") };
    let problem = Problem::in_file(Path::new("records/患者1.txt"), InputProblem::RecordEmpty);
    let files = FileList { count: 2, names: vec!["m-患者1.json".to_owned(), "m-患者2.json".to_owned()] };
    let left = Left { kept: 4, fresh: 6, again: 1, unknown: 1, ..Left::default() };
    let cause = Cause::Said("Operation not supported".to_owned());
    let before = Before { cause: &cause, files: &files, left: &left, others: &[("USD".to_owned(), 2.0)] };
    work(&all(&before, &fault, &limited, &problem))
}

/// Each event's line of JSON, and what is said of it.
fn told(language: Language) -> String {
    let words = Words::of(language);
    events(|events| {
        let mut told = String::new();
        for event in events {
            writeln!(told, "{}", serde_json::to_string(event).unwrap()).unwrap();
            let said = match event {
                JobEvent::Progress(standing) => vec![block::line(words, standing)],
                _ => heard(|| words::log(words, event)),
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
