//! Baichuan's own: refusals under HTTP 200, no models list, over real HTTP against the simulator.

#![allow(clippy::unwrap_used, clippy::panic)]

use batch_baichuan::Baichuan;
use batch_contract::Folder;
use batch_core::Platform;
use batch_sim::{Dialect, FaultKind, Faults, Latency, Options, Sim};
use serde_json::json;

fn sim(faults: Faults) -> Sim {
    Sim::start(Options { latency: Latency::None, faults, ..Options::new(Dialect::Baichuan) }).unwrap()
}

fn folder(sim: &Sim) -> Folder {
    Folder::new(env!("CARGO_BIN_EXE_batch-baichuan"), Baichuan::default().profile(), &sim.base_url())
}

#[test]
fn refusals_under_http_200_are_no_answers() {
    let sim = sim(Faults::none().with(FaultKind::Refuse, 1.0));
    let folder = folder(&sim);
    let ran = folder.run(&["--json"]);
    assert_eq!((ran.code, &ran.json()["failed"]["content_refused"]), (1, &json!(12)), "{}", ran.err);
    assert_eq!(sim.stats().calls, 12, "asking again would not help");
    let text = folder.sheets().into_iter().map(|(_, text)| text).collect::<String>();
    assert!(text.contains("refuse_answer") && text.contains("content_filter"), "both kinds are named");
}

#[test]
fn no_money_comes_as_429_and_stops_the_run() {
    let sim = sim(Faults::none().with(FaultKind::Error("insufficient_quota".to_owned()), 1.0));
    let ran = folder(&sim).run(&["--concurrency", "1"]);
    assert_eq!(ran.code, 3, "{}", ran.err);
    assert_eq!(sim.stats().calls, 1);
}

#[test]
fn a_parameter_out_of_range_stops_its_model_only() {
    let sim = sim(Faults::none());
    let mut folder = folder(&sim);
    folder.edit(|config| {
        let name = config["models"][0].clone();
        config["models"][0] = json!({"name": name, "temperature": 1.5});
    });
    let ran = folder.run(&["--json", "--concurrency", "1"]);
    assert_eq!((ran.code, sim.stats().calls), (1, 9), "{}", ran.err);
    assert_eq!(ran.json()["failed"]["bad_parameter"], json!(6));
}

/// Of the manual's models, none takes more than 2048: whoever writes them into the config as it is shipped is told before
/// the platform refuses every call.
#[test]
fn longer_answers_than_a_model_gives_are_warned_of() {
    let sim = sim(Faults::none());
    let mut folder = folder(&sim);
    folder.edit(|config| {
        config["max_tokens"] = json!(16000);
        config["models"] = json!(["Baichuan-M3", "Baichuan4", {"name": "Baichuan3-Turbo", "max_tokens": 2048}]);
    });
    let zh = "模型 Baichuan4 的 max_tokens 是 16000，超过它接受的 2048（数据日期 2026-10-04）";
    let en = "model Baichuan4: max_tokens is 16000, more than the 2048 that it takes";
    for (args, part) in [(&["plan"][..], zh), (&["check"], zh), (&["plan", "--lang", "en"], en)] {
        let ran = folder.run(args);
        let said = [ran.out, ran.err].concat();
        assert!(ran.code == 0 && said.contains(part), "{args:?}: {said}");
        assert!(said.contains(r#"{"name": "Baichuan4", "max_tokens": 2048}"#), "{said}");
        assert_eq!(said.matches(r#""max_tokens": "#).count(), 1, "the others fit: {said}");
    }
    // The shipped config asks for no more than its models give.
    folder.write("batch_config_baichuan.json", Baichuan::default().profile().sample_config);
    let ran = folder.run(&["plan", "--simulate"]);
    assert!(!ran.err.contains("max_tokens"), "{}", ran.err);
}
