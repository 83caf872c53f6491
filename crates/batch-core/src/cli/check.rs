//! `check`: will a run work? Config, inputs, folder, key, network, account, each model. Only calls that cost nothing;
//! with `--spend` one tiny call a model.

use std::collections::HashMap;

use log::LevelFilter;
use serde::Serialize;
use serde_json::Value;

use super::args::Common;
use super::prepare::{Prepared, address, prepare};
use super::say;
use crate::call::Caller;
use crate::config::Model;
use crate::error::{Error, Problem};
use crate::fault::{Class, End, Fault, Verdict};
use crate::input::records;
use crate::ledger::Lock;
use crate::plan::Plan;
use crate::platform::Platform;
use crate::refusal;
use crate::registry::Status;
use crate::request::Params;
use crate::text;
use crate::transport::{Exchange, Transport};

/// Tokens that the answer of a tiny call may have.
const TINY: u64 = 16;
/// Statuses that say that the server has no list of models.
const NO_SUCH_PATH: [u16; 2] = [404, 405];

/// What came of looking at one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is as it should be.
    Ok,
    /// It could not be looked at without paying.
    Unchecked,
    /// A run would go on all the same.
    Warning,
    /// A run would end with exit code 2, or fail for this model.
    Wrong,
    /// The platform refuses the account: exit code 3.
    Refused,
}

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// What was looked at.
    pub what: String,
    /// What came of it.
    pub state: State,
    /// What there is, or what is wrong and how to mend it.
    pub says: String,
}

/// The table as it grows.
#[derive(Debug, Default)]
struct Table(Vec<Line>);

impl Table {
    fn add(&mut self, what: impl Into<String>, state: State, says: impl Into<String>) {
        self.0.push(Line { what: what.into(), state, says: says.into() });
    }

    fn exit_code(&self) -> u8 {
        match self.0.iter().map(|line| line.state).max() {
            Some(State::Refused) => 3,
            Some(State::Wrong) => 2,
            _ => 0,
        }
    }
}

/// Looks at everything that a run needs, and says what is wrong.
///
/// # Errors
/// Only what is no answer in itself: the simulator does not start, the output cannot be written.
pub async fn check(mut platform: Box<dyn Platform>, args: &Common, spend: bool) -> anyhow::Result<u8> {
    log::set_max_level(LevelFilter::Off);
    let mut table = Table::default();
    match prepare(platform.as_mut(), args) {
        Ok(prepared) => all(platform.as_ref(), &prepared, spend, &mut table).await,
        Err(e) if e.downcast_ref::<Error>().is_some() => table.add(text::check::CONFIG, State::Wrong, e.to_string()),
        Err(e) => return Err(e),
    }
    let code = table.exit_code();
    if args.json {
        say(&serde_json::json!({"platform": platform.profile().id, "exit_code": code, "checks": table.0}).to_string());
    } else {
        let program = super::program(platform.profile());
        say(&text::check::table(&table.0, code, &program, args.simulate));
    }
    Ok(code)
}

async fn all(platform: &dyn Platform, prepared: &Prepared, spend: bool, table: &mut Table) {
    let settings = &prepared.settings;
    table.add(text::check::CONFIG, State::Ok, settings.config_file.display().to_string());
    // Sentences about models belong to their own lines.
    let retired = prepared.registry.warnings(&settings.models);
    for warning in prepared.warnings.iter().filter(|warning| !retired.contains(warning)) {
        table.add(text::check::CONFIG, State::Warning, warning.to_string());
    }
    if let Err(problem) = prepared.limit() {
        table.add(text::check::BUDGET, State::Wrong, problem.to_string());
    }
    inputs(prepared, table);
    let key = match &prepared.key {
        Ok(key) => key.clone(),
        Err(problem) => {
            table.add(text::check::KEY, State::Wrong, problem.to_string());
            return;
        }
    };
    let transport = match Transport::new(&address(platform.profile(), settings, &key)) {
        Ok(transport) => transport,
        Err(fault) => return table.add(text::check::NETWORK, State::Wrong, text::setup::transport(&fault.detail)),
    };
    let Some(listed) = account(platform, prepared, &transport, table).await else { return };
    for model in &settings.models {
        let mut found = known(prepared, model, listed.as_ref());
        if spend {
            let caller = Caller { transport: &transport, platform, key: &key };
            found = tiny_call(prepared, &caller, model, found).await;
        }
        table.0.push(found);
    }
    if spend && table.0.iter().rev().take(settings.models.len()).any(|line| line.state == State::Ok) {
        for line in table.0.iter_mut().filter(|line| line.what == text::check::KEY && line.state == State::Unchecked) {
            (line.state, line.says) = (State::Ok, text::check::key_proven());
        }
    }
}

/// Prompts, records and output folder.
fn inputs(prepared: &Prepared, table: &mut Table) {
    let mut warnings = Vec::new();
    let plan = match Plan::new(&prepared.settings, &mut warnings) {
        Ok(plan) => plan,
        Err(problem) => return table.add(text::check::INPUTS, State::Wrong, problem.to_string()),
    };
    let mut unreadable = 0;
    for person in &plan.people {
        match records::read(person) {
            Ok(record) => warnings.extend(record.warning),
            Err(problem) => {
                unreadable += 1;
                table.add(text::check::INPUTS, State::Wrong, problem.to_string());
            }
        }
    }
    if unreadable == 0 {
        table.add(text::check::INPUTS, State::Ok, text::check::inputs(plan.people.len(), plan.prompts.len()));
    }
    for warning in &warnings {
        table.add(text::check::INPUTS, State::Warning, warning.to_string());
    }
    let folder = &prepared.settings.output_dir;
    let wrong = |e: &dyn std::fmt::Display| (State::Wrong, e.to_string());
    let (state, says) = match Lock::take(&plan.output_dir) {
        Err(e) => wrong(&e),
        Ok(_lock) => match crate::output::file::probe(&plan.output_dir) {
            Err(e) => wrong(&Problem::in_file(&plan.output_dir, text::setup::output_dir(&e))),
            Ok(()) => (State::Ok, folder.clone()),
        },
    };
    table.add(text::check::OUTPUT, state, says);
}

/// The models that the server lists, each with its status if it has one.
type Listed = HashMap<String, Option<String>>;

/// Network, key and balance by free calls. The list of models if the server has one; `None` if nothing further can be
/// looked at.
async fn account(
    platform: &dyn Platform,
    prepared: &Prepared,
    transport: &Transport,
    table: &mut Table,
) -> Option<Option<Listed>> {
    let profile = platform.profile();
    let base_url = &prepared.settings.base_url;
    let exchange = match transport.get("/models").await {
        Ok(exchange) => exchange,
        Err(fault) => {
            table.add(text::check::NETWORK, State::Wrong, text::check::unreachable(base_url, &fault));
            return None;
        }
    };
    table.add(text::check::NETWORK, State::Ok, base_url.clone());
    let mut listed = None;
    match refused(platform, &exchange) {
        Some(fault) if stops(&fault) => {
            table.add(text::check::KEY, State::Refused, text::run::refused(profile, &fault));
            return None;
        }
        Some(fault) if profile.lists_models && !NO_SUCH_PATH.contains(&exchange.status) => {
            table.add(text::check::KEY, State::Warning, text::check::no_list(&fault));
        }
        // Whoever asks for what a platform does not have learns nothing about the key.
        Some(_) => table.add(text::check::KEY, State::Unchecked, text::check::key_unchecked()),
        None => {
            listed = list(&exchange);
            let says = listed.as_ref().map_or_else(text::check::key_unchecked, |l| text::check::key(l.len()));
            table.add(text::check::KEY, if listed.is_some() { State::Ok } else { State::Unchecked }, says);
        }
    }
    balance(platform, prepared, transport, table).await;
    Some(listed)
}

/// The fault in a reply that is a refusal.
fn refused(platform: &dyn Platform, exchange: &Exchange) -> Option<Fault> {
    let refusal = || refusal::parse(exchange.status, &exchange.headers, &exchange.body);
    (!(200..300).contains(&exchange.status)).then(|| {
        let mut fault = refusal::judge(platform, &refusal());
        fault.status = exchange.status;
        fault
    })
}

/// True if a run would end because of this. A wrong path is no word about the account: the list may just not be there.
fn stops(fault: &Fault) -> bool {
    let end = match fault.verdict {
        Verdict::End(end) => end,
        Verdict::Retry(retry) => retry.then,
    };
    end == End::StopRun && fault.class != Class::WrongAddress
}

fn list(exchange: &Exchange) -> Option<Listed> {
    let value: Value = serde_json::from_slice(&exchange.body).ok()?;
    let entry = |model: &Value| Some((model["id"].as_str()?.to_owned(), model["status"].as_str().map(str::to_owned)));
    Some(value["data"].as_array()?.iter().filter_map(entry).collect())
}

async fn balance(platform: &dyn Platform, prepared: &Prepared, transport: &Transport, table: &mut Table) {
    let Some(balance) = &platform.profile().balance else { return };
    let amount = match transport.get(balance.path).await {
        Ok(exchange) if exchange.status == 200 => serde_json::from_slice::<Value>(&exchange.body)
            .ok()
            .and_then(|value| value.pointer(balance.pointer)?.as_f64()),
        _ => None,
    };
    // A proxy in front of the platform has no such path; abroad the same path speaks of another currency.
    let home = prepared.sim.is_some() || prepared.settings.base_url == platform.profile().base_url;
    let shown = |amount| text::money::amount(amount, if home { balance.currency } else { "" });
    match amount {
        Some(amount) if amount <= 0.0 => {
            let says = text::check::no_balance(&shown(amount), platform.profile().console_url);
            table.add(text::check::BALANCE, State::Refused, says);
        }
        Some(amount) => table.add(text::check::BALANCE, State::Ok, shown(amount)),
        None => table.add(text::check::BALANCE, State::Unchecked, text::check::balance_unknown()),
    }
}

/// What registry and list say of a model.
fn known(prepared: &Prepared, model: &Model, listed: Option<&Listed>) -> Line {
    let what = text::check::model(&model.name);
    let entry = prepared.registry.sent(model);
    let gone = entry.filter(|entry| entry.status != Status::Current);
    let retired = gone.map(|entry| text::money::retired(&model.name, entry, &prepared.registry.as_of));
    let wire = model.wire().unwrap_or(&model.name);
    let successor = entry.and_then(|entry| entry.successor.as_deref());
    let (state, says) = match listed.map(|listed| listed.get(wire)) {
        Some(Some(Some(status))) if status.eq_ignore_ascii_case("shutdown") => {
            (State::Wrong, text::check::shut_down(status, successor))
        }
        Some(Some(Some(status))) if !status.is_empty() => (State::Warning, text::check::ending(status, successor)),
        Some(Some(_)) => match retired {
            Some(retired) => (State::Warning, text::check::listed_all_the_same(&retired)),
            None => (State::Ok, text::check::listed()),
        },
        // Another name is sent than is written: an endpoint, which no list shows.
        Some(None) if wire != model.name => (State::Unchecked, text::check::other_name(wire)),
        Some(None) => (State::Wrong, retired.unwrap_or_else(text::check::not_listed)),
        None => match retired {
            Some(retired) => (State::Warning, retired),
            None => (State::Unchecked, text::check::no_free_way()),
        },
    };
    Line { what, state, says }
}

/// One tiny call with the model's own parameters: what it says counts more than any list.
async fn tiny_call(prepared: &Prepared, caller: &Caller<'_>, model: &Model, found: Line) -> Line {
    let mut params: Params = model.params.clone();
    let cap = if params.fields.contains_key("max_completion_tokens") { "max_completion_tokens" } else { "max_tokens" };
    params.fields.insert(cap.to_owned(), TINY.into());
    let attempt = caller.attempt(&params, text::check::HELLO).await;
    let tariff = prepared
        .settings
        .models
        .iter()
        .position(|m| m.name == model.name)
        .and_then(|at| prepared.prices.models.get(at)?.as_ref());
    let paid = attempt
        .usage
        .zip(tariff)
        .map(|(usage, tariff)| text::money::amount(tariff.cost(&usage), &prepared.prices.currency));
    let (state, says) = match attempt.outcome {
        Ok(_) => (State::Ok, text::check::answered(attempt.took, paid.as_deref())),
        // Cut off in its thinking: it works.
        Err(fault) if matches!(fault.class, Class::TruncatedEmpty | Class::Empty) => {
            (State::Ok, text::check::answered(attempt.took, paid.as_deref()))
        }
        Err(fault) if stops(&fault) => (State::Refused, text::run::refused(caller.platform.profile(), &fault)),
        Err(fault) if matches!(fault.class, Class::RateLimit | Class::Overloaded) => {
            (State::Warning, text::fault::sentence(&fault))
        }
        Err(fault) => {
            let hint = if found.state == State::Ok { String::new() } else { found.says.clone() };
            (State::Wrong, text::check::failed(&fault, &hint))
        }
    };
    let state = if state == State::Ok && found.state == State::Warning { State::Warning } else { state };
    let says = if state == State::Warning && found.state == State::Warning {
        format!("{}；{says}", found.says)
    } else {
        says
    };
    Line { what: found.what, state, says }
}
