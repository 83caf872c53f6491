//! Fairness with the real binary over real HTTP: whoever is refused for ever holds nobody up, and a run that ends early has
//! as many answers of each model as of any other.

use std::collections::HashMap;
use std::process::Child;
use std::thread;
use std::time::Duration;

use batch_core::platform::Profile;
use batch_sim::{FaultKind, Faults, Latency, Options, Sim};
use serde_json::{Value, json};

use super::{Folder, Ran, calm, finish};

/// Runs jobs of some sixty conversations, a few of which are not served.
///
/// # Panics
/// Where a promise is broken.
pub fn fairness(program: &str, profile: &Profile) {
    // Side by side: they wait for servers and retries.
    thread::scope(|threads| {
        let status = |status, after: Option<&str>| FaultKind::Status(status, after.map(str::to_owned));
        for kind in [
            status(429, None),
            status(429, Some("1")),
            status(503, None),
            status(503, Some("1")),
            status(529, None),
            status(529, Some("1")),
            FaultKind::RequestTooLarge,
        ] {
            threads.spawn(move || one_refused_for_ever(program, profile, &kind));
        }
        threads.spawn(|| all_refused_alike(program, profile));
        #[cfg(unix)]
        threads.spawn(|| a_model_refused_for_ever(program, profile));
        #[cfg(unix)]
        threads.spawn(|| ended_early(program, profile));
    });
}

/// So many models, people and prompts, four calls at once.
struct Job {
    sim: Sim,
    folder: Folder,
    models: Vec<String>,
}

impl Job {
    fn new(program: &str, profile: &Profile, size: (usize, usize, usize), latency: u64, faults: Faults) -> Self {
        let sim =
            Sim::start(Options { latency: Latency::Fixed(Duration::from_millis(latency)), faults, ..calm(profile) });
        let sim = sim.expect("a simulator");
        let mut folder = Folder::new(program, profile, &sim.base_url());
        let models = models(profile, size.0);
        folder.edit(|config| {
            config["models"] = json!(models);
            config["concurrency"] = json!(4);
            config["requests_per_minute"] = json!(1_000_000);
        });
        for n in 1..=size.1 {
            folder.write(&record(n), format!("编号{n:04}，虚构的记录。"));
        }
        // The usual three are among them, or too many.
        for n in [1, 2, 10].into_iter().filter(|n| *n > size.1) {
            std::fs::remove_file(folder.path().join(record(n))).expect("a record");
        }
        let prompts: Vec<String> = (1..=size.2).map(|n| format!("第{n:02}题：请总结要点。")).collect();
        folder.write("多个Prompt.json", json!(prompts).to_string());
        Self { sim, folder, models }
    }

    /// Starts it, and interrupts it when that is so.
    #[cfg(unix)]
    fn run_until(&self, args: &[&str], enough: impl Fn(&Sim) -> bool) -> Ran {
        let mut child = self.folder.start(args);
        for _ in 0..4_000 {
            if enough(&self.sim) || child.try_wait().expect("a process").is_some() {
                interrupt(&child);
                return finish(child);
            }
            thread::sleep(Duration::from_millis(5));
        }
        child.kill().ok();
        panic!("{:?}\n{}", self.sim.stats(), finish(child).err);
    }

    /// Whose calls went out, in their order: models, and numbers of people.
    fn sent(&self) -> Vec<(String, usize)> {
        let text = |event: &Value, name: &str| event[name].as_str().unwrap_or_default().to_owned();
        let ledger = self.folder.ledger();
        let settled = ledger.iter().filter(|event| event["event"] == "answered" || event["event"] == "failed");
        let whose: HashMap<String, (String, usize)> = settled
            .map(|event| {
                let person = text(event, "people").trim_start_matches("患者").parse().expect("a number");
                (text(event, "key"), (text(event, "model"), person))
            })
            .collect();
        let sent = ledger.iter().filter(|event| event["event"] == "sent");
        sent.map(|event| whose[&text(event, "key")].clone()).collect()
    }

    /// What the sheets of a model say.
    fn outputs(&self, model: &str) -> Vec<String> {
        let sheets = self.folder.sheets().into_iter();
        let sheets = sheets.map(|(_, text)| serde_json::from_str::<Value>(&text).expect("JSON"));
        let of_model = sheets.filter(|sheet| sheet["model"] == model);
        let output = |said: &Value| said["Output"].as_str().unwrap_or_default().to_owned();
        of_model
            .flat_map(|sheet| {
                sheet["conversations"].as_object().expect("conversations").values().map(output).collect::<Vec<_>>()
            })
            .collect()
    }
}

fn record(person: usize) -> String {
    format!("测试输入问答记录/患者{person}_问答记录.txt")
}

/// So many of the platform's models, the first of which has a name that is part of no other.
fn models(profile: &Profile, count: usize) -> Vec<String> {
    let models: Value = serde_json::from_str(profile.models).expect("models.json");
    let current = models["models"].as_array().expect("models").iter().filter(|model| model["status"] == "current");
    let names = current.filter_map(|model| model["name"].as_str()).take(count).map(str::to_owned);
    let mut names: Vec<String> = names.collect();
    let is_unlike = |name: &String| names.iter().filter(|other| other.contains(name.as_str())).count() == 1;
    let first = names.iter().position(is_unlike).expect("a name of its own");
    names.swap(0, first);
    names
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    let pid = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &pid]).status().expect("kill");
}

/// One of sixty conversations is refused for ever: the others are answered, it ends with the server's words, and the next
/// run asks nothing else.
fn one_refused_for_ever(program: &str, profile: &Profile, kind: &FaultKind) {
    // Long enough for others to be served while it is asked again.
    let job = Job::new(program, profile, (1, 60, 1), 350, Faults::none().always("编号0007", kind.clone()));
    // Should it wait for ever, then not here.
    let ran = job.folder.run(&["--json", "--offline-limit", "30"]);
    let counts = &ran.json()["conversations"];
    let told = (ran.code, &counts["answered"], &counts["failed"], &counts["left"]);
    assert_eq!(told, (1, &json!(59), &json!(1), &json!(0)), "{kind}: {}{}", ran.out, ran.err);
    let before = job.sim.stats();
    assert_eq!((before.answered, before.answered_twice), (59, 0), "{kind}");
    assert!(before.calls <= 59 + 8, "{kind}: {} calls", before.calls);
    let words = if *kind == FaultKind::RequestTooLarge { "Requested 16000" } else { "The upstream said no." };
    let refused: Vec<String> =
        job.outputs(&job.models[0]).into_iter().filter(|output| output.starts_with("ERROR: ")).collect();
    assert!(refused.len() == 1 && refused[0].contains(words), "{kind}: {refused:?}");
    assert_eq!(job.folder.sheets().len(), 60, "{kind}");
    #[cfg(unix)]
    {
        // Alone it takes its time: nobody else is left to show that it is not a limit.
        let sent = job.sent().len();
        let again = job.run_until(&["--json"], |sim| sim.stats().calls > before.calls);
        assert!([1, 130].contains(&again.code), "{kind}: {}{}", again.out, again.err);
        let asked = job.sent().split_off(sent);
        assert!(!asked.is_empty() && asked.iter().all(|(_, person)| *person == 7), "{kind}: {asked:?}");
        assert_eq!(job.sim.stats().answered, 59, "{kind}");
    }
}

/// One of three models is refused for ever, the first: the others are answered meanwhile.
#[cfg(unix)]
fn a_model_refused_for_ever(program: &str, profile: &Profile) {
    let bad = models(profile, 3).remove(0);
    let faults = Faults::none().always(&bad, FaultKind::Status(503, None));
    let job = Job::new(program, profile, (3, 8, 2), 40, faults);
    let ran = job.run_until(&["--json"], |sim| sim.stats().answered >= 32);
    assert_eq!(ran.code, 130, "{}{}", ran.out, ran.err);
    for model in &job.models[1..] {
        let outputs = job.outputs(model);
        assert!(
            outputs.len() == 16 && !outputs.iter().any(|output| output.starts_with("ERROR")),
            "{model}: {outputs:?}"
        );
    }
    assert!(job.outputs(&bad).is_empty(), "nobody knows yet whether it comes back");
    assert!(job.sim.stats().calls <= 32 + 32, "{} calls", job.sim.stats().calls);
}

/// Interrupted in the middle: person by person across the models, so that what is there can be compared.
#[cfg(unix)]
fn ended_early(program: &str, profile: &Profile) {
    let job = Job::new(program, profile, (3, 8, 2), 60, Faults::none());
    let ran = job.run_until(&[], |sim| sim.stats().answered >= 15);
    assert_eq!(ran.code, 130, "{}{}", ran.out, ran.err);
    // All that went out was waited for.
    let (sent, stats) = (job.sent(), job.sim.stats());
    assert!((15..48).contains(&sent.len()) && stats.answered == sent.len() as u64, "{stats:?}");
    let counts = job.models.iter().map(|model| sent.iter().filter(|(of, _)| of == model).count());
    let counts: Vec<usize> = counts.collect();
    assert!(counts.iter().max() <= counts.iter().min().map(|least| least + 1).as_ref(), "{counts:?}");
    assert!(sent.is_sorted_by_key(|(_, person)| *person), "whole people in rounds: {sent:?}");
}

/// A gateway that refuses everybody in the same words: the run stops and says them, and nobody counts as failed.
fn all_refused_alike(program: &str, profile: &Profile) {
    let faults = Faults::none().with(FaultKind::Status(400, None), 1.0);
    let job = Job::new(program, profile, (2, 10, 3), 2, faults);
    let ran = job.folder.run(&["--json"]);
    let json = ran.json();
    let counts = &json["conversations"];
    assert_eq!((ran.code, &counts["failed"], &counts["left"]), (3, &json!(0), &json!(60)), "{}{}", ran.out, ran.err);
    assert!(json["reason"].as_str().is_some_and(|reason| reason.contains("The upstream said no.")), "{json}");
    assert!(job.folder.sheets().is_empty());
    assert!(job.sim.stats().calls <= 12, "{} calls", job.sim.stats().calls);
}
