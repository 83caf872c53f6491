//! Servers in trouble with the real binary over real HTTP: a bad moment costs nobody anything, a firewall that dislikes one
//! record stops no other, and bad manners on a kept connection put no answer under another's name.

use std::thread;
use std::time::Duration;

use batch_core::platform::Profile;
use batch_sim::{Change, FaultKind, Faults, Latency, Options, Patch, Sim};
use serde_json::{Value, json};

use super::job::check_sheets;
use super::{Folder, calm};

/// Runs the job of [`Folder`] on servers with every kind of trouble.
///
/// # Panics
/// Where a promise is broken.
pub fn trouble(program: &str, profile: &Profile) {
    // Side by side: they wait for a second or two.
    thread::scope(|threads| {
        let status = |status| FaultKind::Status(status, None);
        let waits = |status, text: &str| FaultKind::Status(status, Some(text.to_owned()));
        for kind in [
            status(408),
            status(429),
            status(500),
            status(502),
            status(503),
            status(504),
            status(520),
            status(529),
            waits(503, "1"),
            FaultKind::Html,
            FaultKind::Html200,
            FaultKind::Reset,
            FaultKind::CutJson,
            FaultKind::StreamErrorFirst,
            FaultKind::NoEnd,
            FaultKind::CutBody,
        ] {
            threads.spawn(move || a_bad_moment(program, profile, &kind));
        }
        for kind in [
            waits(429, "0"),
            waits(429, "1m30s, or so"),
            FaultKind::NegativeRetryAfter,
            FaultKind::GarbageRetryAfter,
            FaultKind::MsRetryAfter,
            FaultKind::DateRetryAfter,
            FaultKind::PastRetryAfter,
            FaultKind::SkewedRetryAfter,
            FaultKind::ResetHeaders,
            FaultKind::ZeroReset,
            FaultKind::FlatError,
            FaultKind::BaseResp,
        ] {
            threads.spawn(move || an_odd_wait(program, profile, &kind));
        }
        for kind in [FaultKind::Surplus, FaultKind::LateAnswer, FaultKind::Split, FaultKind::CloseAfter] {
            threads.spawn(move || bad_manners(program, profile, &kind));
        }
        threads.spawn(move || a_firewall(program, profile));
    });
}

fn start(profile: &Profile, options: impl FnOnce(Options) -> Options) -> Sim {
    let calm = Options { latency: Latency::Fixed(Duration::from_millis(2)), ..calm(profile) };
    Sim::start(options(calm)).expect("a simulator")
}

/// Every call is refused at once, then all goes well: nobody fails.
fn a_bad_moment(program: &str, profile: &Profile, kind: &FaultKind) {
    let over = Patch { faults: Some(Faults::none()), ..Patch::default() };
    let sim = start(profile, |calm| Options {
        faults: Faults::none().with(kind.clone(), 1.0),
        schedule: vec![Change::after_calls(4, over)],
        ..calm
    });
    let mut folder = Folder::new(program, profile, &sim.base_url());
    folder.edit(|config| {
        config["max_retries"] = json!(1);
        config["stream"] = json!(matches!(kind, FaultKind::StreamErrorFirst | FaultKind::NoEnd | FaultKind::CutBody));
    });
    let ran = folder.run(&["--concurrency", "4"]);
    assert_eq!(ran.code, 0, "{kind}: {}{}", ran.out, ran.err);
    check_sheets(&folder, profile, kind);
    let stats = sim.stats();
    assert_eq!((stats.answered_twice, stats.calls), (0, 12 + 4), "{kind}: {}", ran.err);
}

/// A limit is no failure, whatever the server says about how long it lasts.
fn an_odd_wait(program: &str, profile: &Profile, kind: &FaultKind) {
    let faults = Faults { first_attempts_only: Some(1), ..Faults::none().with(kind.clone(), 1.0) };
    let sim = start(profile, |calm| Options { faults, ..calm });
    let mut folder = Folder::new(program, profile, &sim.base_url());
    folder.edit(|config| {
        config["models"].as_array_mut().expect("models").truncate(1);
        config["max_retries"] = json!(0);
    });
    let ran = folder.run(&["--json", "--people", "患者1", "--prompts", "1"]);
    assert_eq!(ran.code, 0, "{kind}: {}", ran.err);
    assert_eq!((ran.json()["rate_limited"].as_u64(), sim.stats().calls), (Some(1), 2), "{kind}: {}", ran.err);
}

/// What comes on a connection that nobody asked for, or its end that nobody announced, is the connection's affair.
fn bad_manners(program: &str, profile: &Profile, kind: &FaultKind) {
    let faults = match kind {
        // A refusal first; then its answer comes to whoever is next.
        FaultKind::LateAnswer => Faults { on: vec![("入睡困难".to_owned(), kind.clone(), 1)], ..Faults::none() },
        _ => Faults::none().with(kind.clone(), 1.0),
    };
    let sim = start(profile, |calm| Options { faults, ..calm });
    let mut folder = Folder::new(program, profile, &sim.base_url());
    folder.edit(|config| config["max_retries"] = json!(u8::from(*kind == FaultKind::LateAnswer)));
    let ran = folder.run(&["--concurrency", "2"]);
    assert_eq!(ran.code, 0, "{kind}: {}{}", ran.out, ran.err);
    check_sheets(&folder, profile, kind);
}

/// A page of a firewall for one record: its conversations fail with what the page says, the others are answered.
fn a_firewall(program: &str, profile: &Profile) {
    let sim =
        start(profile, |calm| Options { faults: Faults::none().always("入睡困难", FaultKind::Firewall), ..calm });
    let folder = Folder::new(program, profile, &sim.base_url());
    for _ in 0..2 {
        let ran = folder.run(&["--json"]);
        let counts = &ran.json()["conversations"];
        assert_eq!((ran.code, &counts["failed"], &counts["left"]), (1, &json!(4), &json!(0)), "{}{}", ran.out, ran.err);
        for (name, sheet) in folder.sheets() {
            let sheet: Value = serde_json::from_str(&sheet).expect("JSON");
            for said in sheet["conversations"].as_object().expect("conversations").values() {
                let output = said["Output"].as_str().unwrap_or_default();
                let refused = output.starts_with("ERROR: ") && (output.contains("403") || output.contains("405"));
                assert_eq!(refused, name.contains("患者2"), "{name}: {output}");
            }
        }
    }
    assert_eq!(sim.stats().answered, 8);
}
