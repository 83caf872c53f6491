//! Is there anything at a path? An empty call tells: it is refused wherever there are chat completions, and costs nothing.

use batch_core::platform::fault::{Class, Fault};
use batch_core::wire::call::Caller;
use batch_core::wire::transport::Transport;
use serde_json::{Value, json};

/// Statuses that say that a server has no such path.
pub(super) const NO_SUCH_PATH: [u16; 2] = [404, 405];

/// What makes a path one that no server has.
const NOWHERE: &str = "-nowhere";

/// What an empty call of a path comes to.
pub(super) enum Reply {
    /// A refusal of what was sent: somebody reads it.
    Refuses,
    /// JSON: it may take anything.
    Takes,
    /// A page for people.
    Page,
    /// Nobody is there.
    Missing(Fault),
    /// No reply, which says nothing.
    Silent,
}

/// Calls a path without a word in the call.
pub(super) async fn look(caller: &Caller<'_>, transport: &Transport, path: &str) -> Reply {
    let Ok(exchange) = transport.post(path, &json!({})).await else { return Reply::Silent };
    match caller.refused(&exchange) {
        None if serde_json::from_slice::<Value>(&exchange.body).is_ok() => Reply::Takes,
        None => Reply::Page,
        Some(fault) if fault.class == Class::WrongAddress => Reply::Missing(fault),
        // A gateway may say "not found" of a path in the words that platforms have for a model.
        Some(fault)
            if NO_SUCH_PATH.contains(&exchange.status) && says_so_anywhere(caller, transport, path, &fault).await =>
        {
            Reply::Missing(Fault { class: Class::WrongAddress, verdict: Class::WrongAddress.verdict(), ..fault })
        }
        Some(_) => Reply::Refuses,
    }
}

/// True if a server says of a path that it cannot have what it said of this one.
async fn says_so_anywhere(caller: &Caller<'_>, transport: &Transport, path: &str, said: &Fault) -> bool {
    let nowhere = format!("{path}{NOWHERE}");
    let Ok(exchange) = transport.post(&nowhere, &json!({})).await else { return false };
    let is_alike = |other: Fault| essence(&other, &nowhere) == essence(said, path);
    exchange.status == said.status && caller.refused(&exchange).is_some_and(is_alike)
}

/// What a server says, but for the path and what differs from reply to reply: times, ids.
fn essence(fault: &Fault, path: &str) -> Vec<String> {
    let said = fault.detail.words().replace(path, "");
    said.split_whitespace().filter(|word| !word.contains(|c: char| c.is_ascii_digit())).map(str::to_owned).collect()
}
