//! Whatever order answers come in, each stands in its place.

use std::time::Duration;

use batch_sim::{Dialect, FaultKind, Faults, Latency, Options};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{folder, options, start};

proptest! {
    #![proptest_config(ProptestConfig { cases: 1, failure_persistence: None, ..ProptestConfig::default() })]

    /// Side by side: each waits for its retries.
    #[test]
    fn every_answer_stands_in_its_place(cases in proptest::collection::vec((any::<u64>(), 1u32..40, 1u64..60), 8)) {
        std::thread::scope(|threads| {
            let runs: Vec<_> = cases.into_iter().map(|case| threads.spawn(move || stands_in_its_place(case))).collect();
            runs.into_iter().try_for_each(|run| run.join().unwrap())
        })?;
    }
}

fn stands_in_its_place((seed, concurrency, slowest): (u64, u32, u64)) -> Result<(), TestCaseError> {
    let latency = Latency::Uniform { from: Duration::ZERO, to: Duration::from_millis(slowest) };
    let mut faults = Faults::none().with(FaultKind::Http500, 0.1).with(FaultKind::Reset, 0.1);
    faults.first_attempts_only = Some(1);
    let sim = start(Options { seed, latency, faults, ..options() });
    let folder = folder(&sim.base_url());
    let prompts: Vec<String> = (0..6).map(|n| format!("第 {n} 个问题")).collect();
    folder.write("多个Prompt.json", serde_json::to_string(&prompts).unwrap());
    let ran = folder.run(&["--quiet", "--rpm", "1000000", "--concurrency", &concurrency.to_string()]);
    prop_assert_eq!(ran.code, 0, "{}", ran.err);
    for (name, text) in folder.sheets() {
        let sheet: Value = serde_json::from_str(&text).unwrap();
        let model = sheet["model"].as_str().unwrap();
        let keys: Vec<&String> = sheet["conversations"].as_object().unwrap().keys().collect();
        prop_assert_eq!(keys, ["1", "2", "3", "4", "5", "6"]);
        let mut outputs = Vec::new();
        for (n, prompt) in prompts.iter().enumerate() {
            let conversation = &sheet["conversations"][(n + 1).to_string()];
            prop_assert_eq!(&conversation["prompt"], &json!(prompt));
            let input = conversation["Input"].as_str().unwrap();
            let answer = batch_sim::answer(Dialect::Kimi, model, &[("user", input)]);
            prop_assert_eq!(&conversation["Output"], &json!(answer), "{} {}", name, n + 1);
            outputs.push(answer);
        }
        prop_assert_eq!(&sheet["result"], &json!(outputs.join("\n")));
    }
    Ok(())
}
