//! The platform's batch service: is it there for this account, and for which models? A job that does not use it does not need
//! it, so nothing here is an error.

use batch_core::platform::BatchService;
use batch_core::run::batch::Desk;
use batch_core::run::session::{InBatch, Prepared};
use batch_core::wire::call::Caller;

use super::account::Listed;
use super::finding::{BatchFinding, CheckItem, CheckLine, CheckState, Finding, Reach};
use super::path::NO_SUCH_PATH;

/// What there is of a batch service; `None` if the platform has none, or the config names no way into it.
pub(super) async fn service(prepared: &Prepared, caller: &Caller<'_>, listed: Option<&Listed>) -> Option<CheckLine> {
    let settings = &prepared.settings;
    let in_batch = InBatch::new(caller.platform, prepared).ok()?;
    let can = in_batch.can();
    let reach = match &in_batch.service {
        BatchService::Files(service) => match (Desk { caller, service }).reach().await {
            Ok(()) => Reach::Yes,
            Err(trouble) if NO_SUCH_PATH.contains(&trouble.fault().status) => Reach::Missing,
            Err(trouble) => Reach::Refused(trouble.into_fault()),
        },
        BatchService::Held(_) if prepared.simulated => Reach::Yes,
        BatchService::Held(_) if can.contains(&true) => Reach::Unasked,
        BatchService::Held(_) => return None,
    };
    let says = |model: &batch_core::job::config::Model| listed?.get(model.wire().unwrap_or(&model.name))?.in_batch;
    let models = || settings.models.iter().zip(&can);
    let named = |wanted: bool, said: Option<bool>| -> Vec<String> {
        let of = models().filter(|(model, can)| **can == wanted && (said.is_none() || says(model) == said));
        of.map(|(model, _)| model.name.clone()).collect()
    };
    let found = BatchFinding {
        can: named(true, None),
        cannot: in_batch.cannot(&settings.models),
        doubted: named(true, Some(false)),
        offered: named(false, Some(true)),
        reach,
    };
    let state = match &found.reach {
        Reach::Yes if found.doubted.is_empty() => CheckState::Ok,
        Reach::Unasked => CheckState::Unchecked,
        _ => CheckState::Warning,
    };
    Some(CheckLine { what: CheckItem::Batch, state, finding: Finding::Batch(found) })
}
