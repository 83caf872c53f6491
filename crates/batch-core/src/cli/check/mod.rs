//! `check`: will a run work? Config, inputs, folder, key, network, account, each model. Only calls that cost nothing;
//! with `--spend` one tiny call a model.

mod account;
mod model;

use std::time::Duration;

use batch_words::Words;
use log::LevelFilter;
use serde::Serialize;

use super::args::Common;
use super::prepare::{Prepared, address, prepare};
use super::{say, say_json};
use crate::call::Caller;
use crate::error::Error;
use crate::forecast::context;
use crate::identity::Identities;
use crate::input::Records;
use crate::json_text::JsonText;
use crate::ledger::{self, Index, Lock};
use crate::places;
use crate::plan::Plan;
use crate::platform::Platform;
use crate::problem::{FileProblem, Problem};
use crate::summary::Files;
use crate::text;
use crate::transport::Transport;

use account::account;
use model::{known, tiny_call};

/// How long any call of a check may take.
const PATIENCE: Duration = Duration::from_secs(60);
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
pub async fn check(
    words: &'static Words,
    mut platform: Box<dyn Platform>,
    args: &Common,
    spend: bool,
) -> anyhow::Result<u8> {
    log::set_max_level(LevelFilter::Off);
    let mut table = Table::default();
    match prepare(words, platform.as_mut(), args) {
        Ok(prepared) => all(platform.as_ref(), &prepared, spend, &mut table).await,
        Err(e) => match e.downcast_ref::<Error>() {
            Some(known) => table.add(text::check::CONFIG, State::Wrong, text::problem::error(words, known)),
            None => return Err(e),
        },
    }
    let code = table.exit_code();
    if args.json {
        say_json(&serde_json::json!({"platform": platform.profile().id, "exit_code": code, "checks": table.0}))?;
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
    let retired = prepared.registry.warnings(settings.models.iter().map(crate::config::Model::names));
    for warning in prepared.warnings.iter().filter(|warning| !retired.contains(warning)) {
        table.add(text::check::CONFIG, State::Warning, text::problem::sentence(text::zh(), &warning));
    }
    if let Err(problem) = prepared.limit() {
        table.add(text::check::BUDGET, State::Wrong, text::problem::sentence(text::zh(), &problem));
    }
    inputs(prepared, table);
    let key = match &prepared.key {
        Ok(key) => key.clone(),
        Err(problem) => {
            table.add(text::check::KEY, State::Wrong, text::problem::sentence(text::zh(), &problem));
            return;
        }
    };
    let mut address = address(platform.profile(), settings, &key);
    address.timeouts.whole = address.timeouts.whole.min(PATIENCE);
    let transport = match Transport::new(&address) {
        Ok(transport) => transport,
        Err(fault) => {
            return table.add(text::check::NETWORK, State::Wrong, text::zh().access_transport(fault.detail.words()));
        }
    };
    let caller = Caller { wire: &transport, platform, key: &key };
    let Some(listed) = account(&caller, prepared, &transport, table).await else { return };
    for model in &settings.models {
        let mut found = known(prepared, model, listed.as_ref());
        if spend {
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

/// Models that no conversation about a record can fit in.
fn too_long(plan: &Plan, people: &str, record: &str, table: &mut Table) {
    let record = JsonText::new(record);
    let shortest = plan.prompts.iter().map(|prompt| &prompt.quoted).min_by_key(|prompt| prompt.bytes());
    for model in &plan.models {
        if let Some(fault) = shortest.and_then(|prompt| context::too_long(model, &[prompt, &record])) {
            let says = text::check::too_long(&model.name, people, &text::fault::sentence(text::zh(), &fault));
            table.add(text::check::INPUTS, State::Warning, says);
        }
    }
}

/// Prompts, records and output folder.
fn inputs(prepared: &Prepared, table: &mut Table) {
    let mut warnings = Vec::new();
    let plan = match Plan::new(&prepared.settings, &mut warnings) {
        Ok(plan) => plan,
        Err(problem) => {
            return table.add(text::check::INPUTS, State::Wrong, text::problem::sentence(text::zh(), &problem));
        }
    };
    let mut records = Records::of(&plan.people);
    let mut unreadable = 0;
    for (n, person) in plan.people.iter().enumerate() {
        match records.read(n) {
            Ok(record) => {
                too_long(&plan, &person.name, &record.text, table);
                warnings.extend(record.warning);
            }
            Err(problem) => {
                unreadable += 1;
                table.add(text::check::INPUTS, State::Wrong, text::problem::sentence(text::zh(), &problem));
            }
        }
    }
    if unreadable == 0 {
        table.add(text::check::INPUTS, State::Ok, text::check::inputs(plan.people.len(), plan.prompts.len()));
    }
    for warning in &warnings {
        table.add(text::check::INPUTS, State::Warning, text::problem::sentence(text::zh(), &warning));
    }
    match output(prepared, &plan, (unreadable == 0).then_some(&mut records)) {
        Err(e) => table.add(text::check::OUTPUT, State::Wrong, text::problem::error(text::zh(), &e)),
        Ok(strangers) => {
            table.add(text::check::OUTPUT, State::Ok, prepared.settings.output_dir.clone());
            if strangers.count > 0 {
                table.add(text::check::OUTPUT, State::Warning, text::run::strangers(prepared.words, &strangers, None));
            }
        }
    }
}

/// The output folder: may it be written to, and whose files are in the places of the sheets? Without the records nobody
/// knows that.
fn output(prepared: &Prepared, plan: &Plan, records: Option<&mut Records<'_>>) -> Result<Files, Error> {
    let _lock = Lock::take(&plan.output_dir)?;
    let unwritable = |e: std::io::Error| Problem::in_file(&plan.output_dir, FileProblem::OutputDir(e.into()));
    crate::output::file::probe(&plan.output_dir).map_err(unwritable)?;
    let Some(records) = records else { return Ok(Files::default()) };
    let ledger = ledger::path(&plan.output_dir);
    let unreadable = |e: std::io::Error| Problem::in_file(&ledger, FileProblem::Unreadable(e.into()));
    let index = Index::peek(&ledger).map_err(unreadable)?.unwrap_or_default();
    let mut identities = Identities::new(plan, prepared.asked_at(), records)?;
    identities.claim(plan, &index);
    Ok(places::strangers(plan, &identities, &index)?)
}
