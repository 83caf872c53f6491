//! Network, key and balance, by calls that cost nothing.

use std::collections::HashMap;

use batch_core::platform::fault::{Class, End, Fault, Verdict};
use batch_core::platform::{Held, Platform};
use batch_core::run::session::Prepared;
use batch_core::wire::Exchange;
use batch_core::wire::call::Caller;
use batch_core::wire::transport::Transport;
use serde_json::Value;

use super::finding::{CheckItem, CheckState, Finding, Table};
use super::path::{self, NO_SUCH_PATH, Reply};

/// What most base URLs end with.
const USUAL: &str = "/v1";

/// The models that the server lists.
pub(super) type Listed = HashMap<String, ListedModel>;

/// What a server's list says of a model.
#[derive(Debug)]
pub(super) struct ListedModel {
    /// How it is, in the server's word.
    pub status: Option<String>,
    /// Whether the batch service takes it; `None`: it does not say.
    pub in_batch: Option<bool>,
}

/// Among a model's endpoints this one is the batch service.
const BATCH: &str = "batch-api";

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
            let address = base_url.clone();
            table.add(CheckItem::Network, CheckState::Wrong, Finding::Unreachable { address, fault });
            return None;
        }
    };
    table.add(CheckItem::Network, CheckState::Ok, Finding::Place(base_url.clone()));
    let mut listed = None;
    match caller.refused(&exchange) {
        Some(fault) if stops(&fault) => {
            table.add(CheckItem::Key, CheckState::Refused, Finding::Refused(fault));
            return None;
        }
        Some(fault) if profile.lists_models && !NO_SUCH_PATH.contains(&exchange.status) => {
            table.add(CheckItem::Key, CheckState::Warning, Finding::NoList(fault));
        }
        // Whoever asks for what a platform does not have learns nothing about the key.
        Some(_) => table.add(CheckItem::Key, CheckState::Unchecked, Finding::KeyUnchecked),
        None => {
            listed = list(&exchange);
            match &listed {
                Some(listed) if !prepared.has_key() => {
                    table.add(CheckItem::Key, CheckState::Ok, Finding::NoKeyListed(listed.len()));
                }
                Some(listed) => table.add(CheckItem::Key, CheckState::Ok, Finding::KeyListed(listed.len())),
                // A page to log in at, or another server's front door.
                None => table.add(CheckItem::Network, CheckState::Warning, Finding::NoListInReply),
            }
        }
    }
    // Whoever has a list of models is not doubted, unless it is the user who says where calls go.
    let is_doubted = listed.is_none() || profile.presets.is_some();
    if is_doubted && let Some(finding) = no_way(caller, prepared, transport).await {
        table.add(CheckItem::Network, CheckState::Wrong, finding);
        return None;
    }
    balance(caller.platform, prepared, transport, table).await;
    Some(listed)
}

/// What is wrong with the path of chat completions: an empty call is refused wherever there is one, and costs nothing.
async fn no_way(caller: &Caller<'_>, prepared: &Prepared, transport: &Transport) -> Option<Finding> {
    let profile = caller.platform.profile();
    let fault = match path::look(caller, transport, profile.chat_path).await {
        Reply::Missing(fault) => Some(fault),
        Reply::Page => None,
        Reply::Refuses | Reply::Takes | Reply::Silent => return None,
    };
    let address = prepared.settings.base_url.clone();
    // What stands behind the platform's own host.
    let home = profile.base_url.splitn(4, '/').nth(3).map(|path| format!("/{path}"));
    for end in [home.as_deref().unwrap_or_default(), USUAL] {
        if !end.is_empty() && !address.ends_with(end) && leads_on(caller, transport, end).await {
            let behind = format!("{address}{end}");
            return Some(Finding::NoWayBut { address, behind });
        }
    }
    Some(Finding::NoWay { address, fault })
}

/// True if there are chat completions, or at least a list of models, below the address with this end.
async fn leads_on(caller: &Caller<'_>, transport: &Transport, end: &str) -> bool {
    let listed = transport.get(&format!("{end}/models")).await;
    if listed.is_ok_and(|exchange| caller.refused(&exchange).is_none() && list(&exchange).is_some()) {
        return true;
    }
    let path = format!("{end}{}", caller.platform.profile().chat_path);
    matches!(path::look(caller, transport, &path).await, Reply::Refuses)
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
    let entry = |model: &Value| {
        let endpoints = model["endpoints"].as_array();
        let in_batch = endpoints.map(|all| all.iter().any(|endpoint| endpoint.as_str() == Some(BATCH)));
        let status = model["status"].as_str().map(str::to_owned);
        Some((model["id"].as_str()?.to_owned(), ListedModel { status, in_batch }))
    };
    Some(value["data"].as_array()?.iter().filter_map(entry).collect())
}

/// Amounts, each with its currency if that is known.
fn told(held: Held, known: bool) -> Vec<(f64, String)> {
    let amounts = held.amounts.into_iter();
    amounts.map(|(amount, currency)| (amount, if known { currency } else { String::new() })).collect()
}

async fn balance(platform: &dyn Platform, prepared: &Prepared, transport: &Transport, table: &mut Table) {
    let Some(balance) = &platform.profile().balance else { return };
    let held = match transport.get(balance.path).await {
        Ok(exchange) if exchange.status == 200 => {
            serde_json::from_slice::<Value>(&exchange.body).ok().and_then(|value| balance.read(&value))
        }
        _ => None,
    };
    // A proxy in front of the platform has no such path; abroad the same path speaks of another currency.
    let home = prepared.simulated || prepared.settings.base_url == platform.profile().base_url;
    let known = home || balance.currency.starts_with('/');
    match held {
        Some(held) if held.is_empty() => {
            let amounts = told(held, known);
            table.add(CheckItem::Balance, CheckState::Refused, Finding::NoBalance { amounts });
        }
        Some(held) => table.add(CheckItem::Balance, CheckState::Ok, Finding::Balance { amounts: told(held, known) }),
        None => table.add(CheckItem::Balance, CheckState::Unchecked, Finding::BalanceUnknown),
    }
}
