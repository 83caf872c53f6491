//! `batch status`: what the ledger has at the platform, and how the platform says that it is. Free, and changes nothing.

use std::path::Path;

use batch_core::base::error::Error;
use batch_core::base::problem::{BatchProblem, Problem};
use batch_core::base::shard::Shard;
use batch_core::ledger::{self, Index};
use batch_core::platform::fault::{Detail, Fault};
use batch_core::platform::{BatchService, Platform};
use batch_core::run::batch::Desk;
use batch_core::run::session::address;
use batch_core::wire::call::Caller;
use batch_core::wire::transport::Transport;
use batch_words::{Words, fault};

use super::parts::{line, parts};
use crate::args::Common;
use crate::{say, say_json, simulate};

/// Says how the batches are.
///
/// # Errors
/// [`Error`] for what the user must mend.
pub async fn status(words: &'static Words, mut platform: Box<dyn Platform>, args: &Common) -> anyhow::Result<u8> {
    let (prepared, _sim) = simulate::prepare(words, platform.as_mut(), args)?;
    prepared.check_shard(false, true).map_err(Error::from)?;
    let service = match platform.profile().batch {
        Some(BatchService::Files(service)) => service,
        Some(BatchService::Held(_)) => return Err(Error::from(Problem::new(BatchProblem::HeldOnly)).into()),
        None => return Err(Error::from(Problem::new(BatchProblem::NoService)).into()),
    };
    let output_dir = Path::new(&prepared.settings.output_dir);
    let unread = |e: std::io::Error| Error::from(ledger::unreadable(output_dir, &e));
    let open = Index::peek(output_dir, Shard::WHOLE).map_err(unread)?.parts;
    let key = prepared.key.clone().map_err(Error::from)?;
    let wire = Transport::new(&address(platform.profile(), &prepared.settings, &key));
    let wire = wire.map_err(|e| anyhow::anyhow!(fault::sentence(words, &e)))?;
    let caller = Caller { wire: &wire, platform: platform.as_ref(), key: &key };
    let desk = Desk { caller: &caller, service: &service };
    let mut rows = parts(&open);
    for row in &mut rows {
        let Some(batch) = &row.batch else { continue };
        match desk.batch(batch).await {
            Ok(remote) => {
                (row.completed, row.total) = remote.counts.unzip();
                row.status = Some(remote.status);
            }
            Err(trouble) if trouble.is_gone() => row.status = Some(words.batch_status_gone()),
            Err(trouble) => {
                // What was sent is not known here, nor what of it is quoted.
                let fault = Fault { detail: Detail::Nothing, ..trouble.into_fault() };
                row.status = Some(fault::sentence(words, &fault));
            }
        }
    }
    if args.json {
        say_json(&rows)?;
    } else if rows.is_empty() {
        say(&words.batch_nothing());
    } else {
        rows.iter().for_each(|row| say(&line(words, row)));
    }
    Ok(0)
}
