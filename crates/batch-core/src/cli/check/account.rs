//! Network, key and balance, by calls that cost nothing.

use std::collections::HashMap;

use serde_json::Value;

use super::{State, Table};
use crate::call::Caller;
use crate::cli::prepare::Prepared;
use crate::fault::{Class, End, Fault, Verdict};
use crate::platform::Platform;
use crate::text;
use crate::transport::Transport;
use crate::wire::Exchange;

/// Statuses that say that the server has no list of models.
const NO_SUCH_PATH: [u16; 2] = [404, 405];

/// The models that the server lists, each with its status if it has one.
pub(super) type Listed = HashMap<String, Option<String>>;

/// Network, key and balance by free calls. The list of models if the server has one; `None` if nothing further can be
/// looked at.
pub(super) async fn account(
    caller: &Caller<'_>,
    prepared: &Prepared,
    transport: &Transport,
    table: &mut Table,
) -> Option<Option<Listed>> {
    let profile = caller.platform.profile();
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
    match caller.refused(&exchange) {
        Some(fault) if stops(&fault) => {
            table.add(text::check::KEY, State::Refused, text::run::refused(prepared.words, profile, &fault));
            return None;
        }
        Some(fault) if profile.lists_models && !NO_SUCH_PATH.contains(&exchange.status) => {
            table.add(text::check::KEY, State::Warning, text::check::no_list(&fault));
        }
        // Whoever asks for what a platform does not have learns nothing about the key.
        Some(_) => table.add(text::check::KEY, State::Unchecked, text::check::key_unchecked()),
        None => {
            listed = list(&exchange);
            match &listed {
                Some(listed) => table.add(text::check::KEY, State::Ok, text::check::key(listed.len())),
                // A page to log in at, or another server's front door.
                None => table.add(text::check::NETWORK, State::Warning, text::check::no_list_in_reply()),
            }
        }
    }
    balance(caller.platform, prepared, transport, table).await;
    Some(listed)
}

/// True if a run would end because of this. A wrong path is no word about the account: the list may just not be there.
pub(super) fn stops(fault: &Fault) -> bool {
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
