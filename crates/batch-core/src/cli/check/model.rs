//! One model: what registry and list say of it, and a tiny call.

use super::account::{Listed, stops};
use super::{Line, State};
use crate::call::Caller;
use crate::cli::prepare::Prepared;
use crate::config::Model;
use crate::fault::Class;
use crate::json_text::JsonText;
use crate::registry::Status;
use crate::request::{Params, RequestTemplate};
use crate::text;

/// Tokens that the answer of a tiny call may have.
const TINY: u64 = 16;

/// What registry and list say of a model.
pub(super) fn known(prepared: &Prepared, model: &Model, listed: Option<&Listed>) -> Line {
    let what = text::check::model(&model.name);
    let entry = prepared.registry.sent(model.names());
    let gone = entry.filter(|entry| entry.status != Status::Current);
    let retired =
        gone.map(|entry| text::problem::what(text::zh(), &prepared.registry.retired(&model.name, entry).into()));
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
pub(super) async fn tiny_call(prepared: &Prepared, caller: &Caller<'_>, model: &Model, found: Line) -> Line {
    let mut params: Params = model.params.clone();
    let cap = if params.fields.contains_key("max_completion_tokens") { "max_completion_tokens" } else { "max_tokens" };
    params.fields.insert(cap.to_owned(), TINY.into());
    let attempt = caller.attempt(RequestTemplate::new(&params).body(&[&JsonText::new(text::check::HELLO)])).await;
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
        Err(fault) if stops(&fault) => {
            (State::Refused, text::run::refused(prepared.words, caller.platform.profile(), &fault))
        }
        Err(fault) if matches!(fault.class, Class::RateLimit | Class::Overloaded) => {
            (State::Warning, text::fault::sentence(text::zh(), &fault))
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
