//! A platform's batch service, with the real binary over real HTTP: the whole job at the lower price, on the worst of days.

use batch_core::platform::{BatchService, FileBatches, HeldCalls, Profile};
use batch_core::{BatchPrice, ModelStatus, Registry};
use batch_sim::{BatchFault, BatchFaults, BatchSettings, FaultKind, Faults, Options, Sim};
use serde_json::{Value, json};

use super::job::check_sheets;
use super::{Folder, calm};

/// Prices of a million tokens: input, output, and input from the cache.
const PRICES: [f64; 3] = [8.0, 20.0, 4.0];
/// What the job pays where the platform's data leaves it to the config.
const SHARE: f64 = 0.5;

/// Runs the job of [`Folder`] with `batch`, as the profile describes the service, against the simulator's own idea of it. A
/// platform without one says so.
///
/// # Panics
/// Where a promise is broken.
pub fn batch(program: &str, profile: &Profile) {
    match profile.batch {
        None => without(program, profile),
        Some(BatchService::Files(files)) => {
            by_files(program, profile);
            forbidden(program, profile, &files);
        }
        Some(BatchService::Held(held)) => by_held_calls(program, profile, held),
    }
}

/// One sentence, and nothing is sent.
fn without(program: &str, profile: &Profile) {
    let sim = Sim::start(calm(profile)).expect("a simulator");
    let ran = Folder::new(program, profile, &sim.base_url()).run(&["batch"]);
    assert_eq!((ran.code, ran.err.lines().count()), (2, 1), "{}{}", ran.out, ran.err);
    assert!(sim.stats().paths.is_empty(), "{:?}", sim.stats().paths);
}

/// Batches of four lines, each of one model. Requests fail, replies get lost, and the results are in disorder, double, foreign, broken
/// or not there.
fn by_files(program: &str, profile: &Profile) {
    let fault = |name: &str| name.parse::<BatchFault>().expect("a fault");
    let mut faults = BatchFaults::none();
    for name in
        ["upload:after_500", "create:lost", "content:cut", "batch:500", "lines_twice", "lines_foreign", "no_counts"]
    {
        faults = faults.first(fault(name));
    }
    for name in ["silent_failures", "lines_missing", "lines_broken"] {
        faults = faults.with(fault(name), 0.3);
    }
    let batch = BatchSettings { faults, others: 30, ..BatchSettings::default() };
    let sim = Sim::start(Options { batch, accept_any_model: true, ..calm(profile) }).expect("a simulator");
    let mut folder = Folder::new(program, profile, &sim.base_url());
    let prices = priced(&mut folder, profile);
    let ran = folder.run(&["batch", "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    settled(&folder, profile, &prices);
    let stats = sim.stats();
    assert_eq!((stats.calls, stats.batch.orphaned, stats.batch.others_touched), (0, stats.batch.found, 0));
    assert!(stats.batch.lines.values().all(|lanes| lanes.online.billed == 0), "asked twice: {:?}", stats.batch.lines);
    assert_eq!((stats.batch.files_left, stats.batch.open), (0, 0), "patients' words are left at the platform");
    nothing_left(&folder, &sim);
}

/// What the models refuse there is known before anything is sent.
fn forbidden(program: &str, profile: &Profile, files: &FileBatches) {
    for name in files.forbidden {
        let sim = Sim::start(calm(profile)).expect("a simulator");
        let mut folder = Folder::new(program, profile, &sim.base_url());
        priced(&mut folder, profile);
        folder.edit(|config| config["extra_body"] = json!({*name: 1}));
        let ran = folder.run(&["batch"]);
        assert_eq!((ran.code, ran.err.contains(name)), (2, true), "{name}: {}", ran.err);
        assert!(sim.stats().paths.is_empty(), "{name}: {:?}", sim.stats().paths);
    }
}

/// Connections break, gateways cut and the server fails; each conversation is asked on the path of held calls only.
fn by_held_calls(program: &str, profile: &Profile, held: HeldCalls) {
    let mut faults = Faults::none();
    for (kind, rate) in [(FaultKind::Http500, 0.2), (FaultKind::SilentCut, 0.2), (FaultKind::Overloaded, 0.2)] {
        faults = faults.with(kind, rate);
    }
    faults.first_attempts_only = Some(1);
    let options = Options { faults, seed: 3, accept_any_model: true, ..calm(profile) };
    let sim = Sim::start(options).expect("a simulator");
    let mut folder = Folder::new(program, profile, &sim.base_url());
    let prices = priced(&mut folder, profile);
    if !held.model_key.is_empty() {
        let unnamed = folder.run(&["batch"]);
        assert_eq!((unnamed.code, unnamed.err.contains(held.model_key)), (2, true), "{}", unnamed.err);
        // Each by its own name, which the simulator takes for any.
        let names: serde_json::Map<String, Value> =
            models(&folder).into_iter().map(|name| (name.clone(), json!(name))).collect();
        folder.edit(|config| config["api_config"][held.model_key] = json!(names));
    }
    let ran = folder.run(&["batch", "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    settled(&folder, profile, &prices);
    let stats = sim.stats();
    let at = stats.paths.keys().filter(|path| !path.ends_with(held.path)).count();
    let billed = (stats.batch.bill.calls, stats.total().calls);
    assert_eq!((at, billed.0), (0, billed.1), "calls went elsewhere, too: {:?}", stats.paths);
    assert!(stats.faults.len() == 3, "{:?}", stats.faults);
    nothing_left(&folder, &sim);
}

fn models(folder: &Folder) -> Vec<String> {
    folder.config["models"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Takes two models that the service can do, and gives them prices of their own; what the service asks of each.
fn priced(folder: &mut Folder, profile: &Profile) -> Vec<(String, BatchPrice)> {
    let registry = Registry::read(profile.models).expect("models.json");
    let [input, output, cached] = PRICES;
    let price = json!({"input": input, "output": output, "cached": cached, "currency": registry.currency});
    let can = registry.models.iter().filter(|entry| entry.status == ModelStatus::Current && entry.batch.is_some());
    let can: Vec<String> = can.take(2).map(|entry| entry.name.clone()).collect();
    let models = if can.is_empty() { models(folder) } else { can };
    folder.edit(|config| {
        config["models"] = json!(models);
        config["prices"] =
            models.iter().map(|name| (name.clone(), price.clone())).collect::<serde_json::Map<_, _>>().into();
        config["batch"] = json!({"share": SHARE, "lines": 4});
        config["max_retries"] = json!(30);
    });
    let own = BatchPrice { share: SHARE, cached_share: None };
    // The user has the last word.
    models.iter().map(|name| (name.clone(), own)).collect()
}

/// All is answered, in its place, in this lane and at its price.
fn settled(folder: &Folder, profile: &Profile, prices: &[(String, BatchPrice)]) {
    check_sheets(folder, profile, &"in the batch service");
    let answered: Vec<Value> = folder.ledger().into_iter().filter(|line| line["event"] == "answered").collect();
    assert_eq!(answered.len(), 12);
    for line in answered {
        assert_eq!(line["lane"], "batch", "{line}");
        let of = |name: &str| line["usage"][name].as_f64().unwrap_or_default();
        let (_, price) = prices.iter().find(|(name, _)| line["model"] == json!(name)).expect("its model");
        let [input, output, cached] = PRICES;
        let hit = price.cached_share.map_or(cached * price.share, |share| input * share);
        let fresh = of("prompt_tokens") - of("cached_tokens");
        let cost = (fresh * input + of("completion_tokens") * output) * price.share + of("cached_tokens") * hit;
        let billed = line["cost"].as_f64().expect("a cost");
        assert!((billed - cost / 1e6).abs() < 1e-6, "{billed} instead of {}: {line}", cost / 1e6);
    }
}

/// An answer is an answer, whichever lane it came by.
fn nothing_left(folder: &Folder, sim: &Sim) {
    let (before, sheets) = (sim.stats().paths, folder.sheets());
    for args in [&["--json"][..], &["batch", "--json"]] {
        let again = folder.run(args);
        assert_eq!((again.code, &again.json()["calls"]), (0, &json!(0)), "{args:?}: {}", again.err);
    }
    assert_eq!(folder.sheets(), sheets);
    let chats = |paths: &std::collections::BTreeMap<String, u64>| {
        paths.iter().filter(|(path, _)| path.contains("chat")).map(|(_, count)| count).sum::<u64>()
    };
    assert_eq!(chats(&sim.stats().paths), chats(&before));
}
