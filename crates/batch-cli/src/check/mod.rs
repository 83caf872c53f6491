//! `check`: will a run work? Config, inputs, folder, key, network, account, each model. Only calls that cost nothing;
//! with `--spend` one tiny call a model.

mod account;
mod batch;
mod finding;
mod model;
mod path;
mod words;

use std::time::Duration;

use batch_core::base::error::Error;
use batch_core::base::json_text::JsonText;
use batch_core::base::problem::{FileProblem, Problem};
use batch_core::job::identity::Identities;
use batch_core::job::input::Records;
use batch_core::job::plan::Plan;
use batch_core::ledger::{self, Index, Lock};
use batch_core::money::forecast::context;
use batch_core::platform::Platform;
use batch_core::run::places;
use batch_core::run::session::{Prepared, address, look};
use batch_core::run::summary::FileList;
use batch_core::wire::call::Caller;
use batch_core::wire::transport::Transport;
use batch_words::Words;
use log::LevelFilter;
use secrecy::SecretString;

use super::args::Common;
use super::{say, say_json, simulate};
use account::account;
use finding::{CheckItem, CheckState, Finding, LimiterFinding, Table};
use model::{known, tiny_call};

/// How long any call of a check may take.
const PATIENCE: Duration = Duration::from_secs(60);
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
    let mut shard = None;
    match simulate::prepare(words, platform.as_mut(), args) {
        Ok((prepared, _sim)) => {
            shard = prepared.settings.shard.named_part();
            all(platform.as_ref(), &prepared, spend, &mut table).await;
        }
        Err(e) => table.add(CheckItem::Config, CheckState::Wrong, Finding::Error(e.downcast()?)),
    }
    let code = table.exit_code();
    let profile = platform.profile();
    let shown = words::shown(words, profile, &table.0);
    if args.json {
        let mut said = serde_json::json!({"platform": profile.id, "exit_code": code, "checks": shown});
        if let Some(shard) = shard {
            said["shard"] = shard.into();
        }
        say_json(&said)?;
    } else {
        say(&words::table(words, &shown, code, &profile.program(), args.simulate));
    }
    Ok(code)
}

async fn all(platform: &dyn Platform, prepared: &Prepared, spend: bool, table: &mut Table) {
    let settings = &prepared.settings;
    table.add(CheckItem::Config, CheckState::Ok, Finding::Place(settings.config_file.display().to_string()));
    // Sentences about models belong to their own lines.
    let retired = prepared.registry.warnings(settings.models.iter().map(batch_core::job::config::Model::names));
    for warning in prepared.warnings.iter().filter(|warning| !retired.contains(warning)) {
        table.add(CheckItem::Config, CheckState::Warning, Finding::Problem(warning.clone()));
    }
    if let Err(problem) = prepared.limit() {
        table.add(CheckItem::Budget, CheckState::Wrong, Finding::Problem(problem));
    }
    inputs(prepared, table);
    let key = match &prepared.key {
        Ok(key) => key.clone(),
        Err(problem) => {
            table.add(CheckItem::Key, CheckState::Wrong, Finding::Problem(problem.clone()));
            return;
        }
    };
    let mut address = address(platform.profile(), settings, &key);
    address.timeouts.whole = address.timeouts.whole.min(PATIENCE);
    let transport = match Transport::new(&address) {
        Ok(transport) => transport,
        Err(fault) => return table.add(CheckItem::Network, CheckState::Wrong, Finding::NoClient(fault)),
    };
    let caller = Caller { wire: &transport, platform, key: &key };
    limiter(platform, prepared, &key, table).await;
    let Some(listed) = account(&caller, prepared, &transport, table).await else { return };
    for model in &settings.models {
        let mut found = known(prepared, model, listed.as_ref());
        if spend {
            found = tiny_call(prepared, &caller, model, found).await;
        }
        table.0.push(found);
    }
    if spend && table.0.iter().rev().take(settings.models.len()).any(|line| line.state == CheckState::Ok) {
        for line in table.0.iter_mut().filter(|line| line.what == CheckItem::Key && line.state == CheckState::Unchecked)
        {
            (line.state, line.finding) = (CheckState::Ok, Finding::KeyProven);
        }
    }
    table.0.extend(batch::service(prepared, &caller, listed.as_ref()).await);
}

/// The limiter that processes share.
async fn limiter(platform: &dyn Platform, prepared: &Prepared, key: &SecretString, table: &mut Table) {
    let Some(settings) = &prepared.settings.limiter else { return };
    match look(prepared, platform.profile(), key).await {
        Ok(reply) => {
            let (address, currency) = (settings.address.to_string(), prepared.prices.currency.clone());
            let found = Finding::Limiter(LimiterFinding { address, reply, currency });
            table.add(CheckItem::Limiter, CheckState::Ok, found);
        }
        Err(problem) => table.add(CheckItem::Limiter, CheckState::Wrong, Finding::Problem(problem)),
    }
}

/// Models that no conversation about a record can fit in.
fn too_long(plan: &Plan, people: &str, record: &str, table: &mut Table) {
    let record = JsonText::new(record);
    let shortest = plan.prompts.iter().map(|prompt| &prompt.quoted).min_by_key(|prompt| prompt.bytes());
    for model in &plan.models {
        if let Some(fault) = shortest.and_then(|prompt| context::too_long(model, &[prompt, &record])) {
            let (model, people) = (model.name.clone(), people.to_owned());
            table.add(CheckItem::Inputs, CheckState::Warning, Finding::TooLong { model, people, fault });
        }
    }
}

/// Prompts, records and output folder.
fn inputs(prepared: &Prepared, table: &mut Table) {
    let mut warnings = Vec::new();
    let plan = match Plan::new(&prepared.settings, &mut warnings) {
        Ok(plan) => plan,
        Err(problem) => return table.add(CheckItem::Inputs, CheckState::Wrong, Finding::Problem(problem)),
    };
    let mut records = Records::of(&plan.people);
    let mut unreadable = 0;
    for (n, person) in plan.people.iter().enumerate() {
        match records.read(n) {
            Ok(record) => {
                too_long(&plan, person.name(), &record.text, table);
                warnings.extend(record.warning);
            }
            Err(problem) => {
                unreadable += 1;
                table.add(CheckItem::Inputs, CheckState::Wrong, Finding::Problem(problem));
            }
        }
    }
    if unreadable == 0 {
        let (people, prompts) = (plan.people.len(), plan.prompts.len());
        table.add(CheckItem::Inputs, CheckState::Ok, Finding::Inputs { people, prompts });
    }
    for warning in warnings {
        table.add(CheckItem::Inputs, CheckState::Warning, Finding::Problem(warning));
    }
    match output(prepared, &plan, (unreadable == 0).then_some(&mut records)) {
        Err(e) => table.add(CheckItem::Output, CheckState::Wrong, Finding::Error(e)),
        Ok(strangers) => {
            table.add(CheckItem::Output, CheckState::Ok, Finding::Place(prepared.settings.output_dir.clone()));
            if strangers.count > 0 {
                table.add(CheckItem::Output, CheckState::Warning, Finding::Strangers(strangers));
            }
        }
    }
}

/// The output folder: may it be written to, and whose files are in the places of the sheets? Without the records nobody
/// knows that.
fn output(prepared: &Prepared, plan: &Plan, records: Option<&mut Records<'_>>) -> Result<FileList, Error> {
    let _lock = Lock::take(&plan.output_dir, plan.shard)?;
    let unwritable = |e: std::io::Error| Problem::in_file(&plan.output_dir, FileProblem::OutputDir(e.into()));
    batch_core::sheets::file::probe(&plan.output_dir).map_err(unwritable)?;
    let Some(records) = records else { return Ok(FileList::default()) };
    let unreadable = |e: std::io::Error| ledger::unreadable(&plan.output_dir, &e);
    let index = Index::peek(&plan.output_dir, plan.shard).map_err(unreadable)?;
    let mut identities = Identities::new(plan, |_| &prepared.asked_at, records, |_| ())?;
    identities.claim(plan, &index);
    Ok(places::strangers(plan, &identities, &index)?)
}
