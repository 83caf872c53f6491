//! One model: what registry and list say of it, and a tiny call.

use batch_core::base::json_text::JsonText;
use batch_core::base::problem::Problem;
use batch_core::job::config::Model;
use batch_core::platform::fault::Class;
use batch_core::platform::registry::ModelStatus;
use batch_core::platform::request::{Params, RequestTemplate};
use batch_core::run::session::Prepared;
use batch_core::wire::call::Caller;

use super::account::{Listed, stops};
use super::finding::{CheckItem, CheckLine, CheckState, Finding};

/// Tokens that the answer of a tiny call may have.
const TINY: u64 = 16;

/// What registry and list say of a model.
pub(super) fn known(prepared: &Prepared, model: &Model, listed: Option<&Listed>) -> CheckLine {
    let entry = prepared.registry.sent(model.names());
    let gone = entry.filter(|entry| entry.status != ModelStatus::Current);
    let retired = gone.map(|entry| Problem::new(prepared.registry.retired(&model.name, entry)));
    let wire = model.wire().unwrap_or(&model.name);
    let successor = || entry.and_then(|entry| entry.successor.clone());
    let (state, finding) = match listed.map(|listed| listed.get(wire).map(|model| &model.status)) {
        Some(Some(Some(status))) if status.eq_ignore_ascii_case("shutdown") => {
            (CheckState::Wrong, Finding::ShutDown { status: status.clone(), successor: successor() })
        }
        Some(Some(Some(status))) if !status.is_empty() => {
            (CheckState::Warning, Finding::Ending { status: status.clone(), successor: successor() })
        }
        Some(Some(_)) => match retired {
            Some(retired) => (CheckState::Warning, Finding::ListedAllTheSame(retired)),
            None => (CheckState::Ok, Finding::Listed),
        },
        // Another name is sent than is written: an endpoint, which no list shows.
        Some(None) if wire != model.name => (CheckState::Unchecked, Finding::OtherName(wire.to_owned())),
        Some(None) if prepared.simulated => (CheckState::Ok, Finding::AnyNameSimulated),
        Some(None) => (CheckState::Wrong, retired.map_or_else(|| not_listed(wire, listed), Finding::Problem)),
        None => match retired {
            Some(retired) => (CheckState::Warning, Finding::Problem(retired)),
            None => (CheckState::Unchecked, Finding::NoFreeWay),
        },
    };
    CheckLine { what: CheckItem::Model(model.name.clone()), state, finding }
}

/// How many names of other models are shown.
const SHOWN: usize = 5;

/// The names on the list that are most like one that is not on it.
fn not_listed(name: &str, listed: Option<&Listed>) -> Finding {
    let mut all: Vec<&String> = listed.into_iter().flat_map(|listed| listed.keys()).collect();
    all.sort_by(|a, b| strsim::jaro_winkler(b, name).total_cmp(&strsim::jaro_winkler(a, name)).then(a.cmp(b)));
    Finding::NotListed { nearest: all.into_iter().take(SHOWN).cloned().collect() }
}

/// What a tiny call asks.
const HELLO: &str = "你好";

/// One tiny call with the model's own parameters: what it says counts more than any list.
pub(super) async fn tiny_call(prepared: &Prepared, caller: &Caller<'_>, model: &Model, found: CheckLine) -> CheckLine {
    let mut params: Params = model.params.clone();
    let cap = if params.fields.contains_key("max_completion_tokens") { "max_completion_tokens" } else { "max_tokens" };
    params.fields.insert(cap.to_owned(), TINY.into());
    let attempt = caller.attempt(RequestTemplate::new(&params).body(&[&JsonText::new(HELLO)])).await;
    let tariff = prepared
        .settings
        .models
        .iter()
        .position(|m| m.name == model.name)
        .and_then(|at| prepared.prices.models.get(at)?.as_ref());
    let paid = attempt.usage.zip(tariff).map(|(usage, tariff)| (tariff.cost(&usage), prepared.prices.currency.clone()));
    let answered = Finding::Answered { took: attempt.took, paid };
    let (state, finding) = match attempt.outcome {
        Ok(_) => (CheckState::Ok, answered),
        // Cut off in its thinking: it works.
        Err(fault) if matches!(fault.class, Class::TruncatedEmpty | Class::Empty) => (CheckState::Ok, answered),
        Err(fault) if stops(&fault) => (CheckState::Refused, Finding::Refused(fault)),
        Err(fault) if matches!(fault.class, Class::RateLimit | Class::Overloaded) => {
            (CheckState::Warning, Finding::Failed(fault))
        }
        Err(fault) => (CheckState::Wrong, Finding::Failed(fault)),
    };
    // What registry and list say is not said again where the call has proved it.
    let (state, finding) = match (state, found.state) {
        (CheckState::Ok | CheckState::Warning, CheckState::Warning) => {
            (CheckState::Warning, both(found.finding, finding))
        }
        (CheckState::Wrong, CheckState::Unchecked | CheckState::Warning | CheckState::Wrong | CheckState::Refused) => {
            (state, both(finding, found.finding))
        }
        _ => (state, finding),
    };
    CheckLine { what: found.what, state, finding }
}

fn both(first: Finding, second: Finding) -> Finding {
    Finding::Both(Box::new(first), Box::new(second))
}
