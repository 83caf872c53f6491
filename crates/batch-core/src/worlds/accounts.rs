//! A run whose models belong to different accounts, each with a world of its own: what a run over several platforms would need.

use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Value, json};

use super::job::Job;
use super::law::{Decree, Latency, Law, What, Who};
use super::line::Line;
use super::server::{Seen, World};
use crate::base::shard::Shard;
use crate::base::signals::Signals;
use crate::job::identity::Identities;
use crate::job::input::Records;
use crate::job::plan::Plan;
use crate::ledger::{Journal, Lock};
use crate::money::budget::Budget;
use crate::platform::{Limits, Platform, Scope};
use crate::run::events::Audience;
use crate::run::session::prepare;
use crate::run::target::{Account, targets};
use crate::run::writer::Writer;
use crate::run::{Ending, Outcome, Run, RunSetup};
use crate::sheets::aside::Aside;
use crate::wire::call::Caller;

/// Where each account's platform is.
const ADDRESSES: [&str; 2] = ["http://here", "http://there"];

/// The first half of the models is asked of the first world, the second of the second; what came of it, the ledger's lines and what the
/// worlds saw.
fn run(job: &Job, laws: [Law; 2], limits: [Limits; 2]) -> (Ending, Vec<Value>, [Seen; 2]) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let mut platforms = [job.platform(), job.platform()];
        let flags = crate::job::config::Overrides { config: Some(job.write()), ..Default::default() };
        let prepared = prepare(&mut platforms[0], flags, None).unwrap();
        let plan = Plan::new(&prepared.settings, &mut Vec::new()).unwrap();
        let account_of = |model: usize| model * 2 / plan.models.len();
        let at = |name: &str| account_of(plan.models.iter().position(|model| model.name == name).unwrap());
        let mut records = Records::of(&plan.people);
        let identities = Identities::new(&plan, |model| ADDRESSES[at(&model.name)], &mut records, |_| ()).unwrap();
        let _lock = Lock::take(&plan.output_dir, Shard::WHOLE).unwrap();
        let opened = Journal::open(&plan.output_dir, Shard::WHOLE).unwrap();
        let worlds = laws.map(World::new);
        let key = SecretString::from("key");
        let timeouts = prepared.settings.timeouts;
        let lines: Vec<Line<'_>> = worlds.iter().map(|world| Line { world, run: None, timeouts }).collect();
        let account = |n: usize| Account {
            caller: Caller { wire: &lines[n], platform: &platforms[n] as &dyn Platform, key: &key },
            address: ADDRESSES[n],
            limits: limits[n],
        };
        let accounts = [account(0), account(1)];
        let targets = targets(&plan, &accounts, &prepared.prices, account_of);
        let priced: Vec<_> = targets.iter().map(|target| (target.model, target.tariff)).collect();
        let budget = Budget::new(None, "CNY", &priced, Default::default(), 0.0);
        let (audience, aside) = (Audience { listener: &(), wording: &() }, Aside::new(&plan.output_dir));
        let writer = Writer::new(&plan, &identities, records, opened.journal, opened.index, aside, audience);
        let setup = RunSetup { max_retries: 2, offline_limit: Duration::from_secs(600), ..RunSetup::default() };
        worlds.iter().for_each(World::wake);
        let (_presses, mut signals) = Signals::scripted();
        let Outcome { ending, writer, .. } = Run::new(&plan, targets, writer, budget, &setup).go(&mut signals).await;
        drop(writer);
        let ledger = std::fs::read_to_string(crate::ledger::path(&plan.output_dir)).unwrap();
        let told = ledger.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (ending, told, worlds.map(|world| world.seen()))
    })
}

fn limits(concurrency: u32) -> Limits {
    Limits { concurrency, rpm: None, tpm: None }
}

fn law(seconds: f64) -> Law {
    Law { latency: Latency::Always(Duration::from_secs_f64(seconds)), ..Law::default() }
}

#[test]
fn an_account_without_a_link_holds_no_other_up() {
    let no_link = Law { decrees: vec![Decree::between(0.0, 40.0, Who::all(), What::NoLink)], ..law(1.0) };
    let job = Job::new(&["a", "b"], 8, 4).scope(Scope::Account).with(&json!({"concurrency": 8}));
    let (ending, told, [here, there]) = run(&job, [law(1.0), no_link], [limits(8), limits(4)]);
    assert!(matches!(ending, Ending::Done), "{ending:?}");
    let last = |seen: &Seen| seen.calls.iter().filter_map(|call| call.until).max().unwrap();
    assert!(last(&here) < Duration::from_secs(10), "{:?}", last(&here));
    assert!(last(&there) > Duration::from_secs(40), "{:?}", last(&there));
    let answered: Vec<&Value> = told.iter().filter(|line| line["event"] == "answered").collect();
    assert_eq!(answered.len(), 64);
    // A line says whom it was asked of where that is not the run's own account.
    for line in answered {
        let target = if line["model"] == "b" { json!("invented@http://there") } else { Value::Null };
        assert_eq!(line["target"], target, "{line}");
    }
}

#[test]
fn each_account_has_its_own_limits() {
    // With limits for each model, what an account takes is all of its models' calls together.
    let job = Job::new(&["a", "b", "c", "d"], 8, 2).scope(Scope::Model).with(&json!({"concurrency": 8}));
    let (_, told, seen) = run(&job, [law(1.0), law(1.0)], [limits(2), limits(6)]);
    for (seen, most) in seen.iter().zip([2, 6]) {
        let began = |call: &super::server::Call| call.at;
        let open =
            |at: Duration| seen.calls.iter().filter(|c| c.at <= at && c.until.is_none_or(|end| end > at)).count();
        assert_eq!(seen.calls.iter().map(began).map(open).max(), Some(most));
    }
    // The same conversation of another address is another one.
    let keys: std::collections::BTreeSet<String> =
        told.iter().filter_map(|line| Some(line["key"].as_str()?.to_owned())).collect();
    assert_eq!(keys.len(), 64);
}
