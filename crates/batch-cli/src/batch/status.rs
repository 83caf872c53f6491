//! `batch status`: what the ledger has at the platform, and how the platform says that it is. Free, and changes nothing.

use std::path::Path;

use batch_core::base::error::Error;
use batch_core::base::problem::{BatchProblem, FileProblem, Problem};
use batch_core::ledger::{self, Index};
use batch_core::platform::{BatchService, Platform};
use batch_core::run::batch::Desk;
use batch_core::run::session::address;
use batch_core::wire::call::Caller;
use batch_core::wire::transport::Transport;
use batch_words::{Words, duration, fault};
use serde::Serialize;

use crate::args::Common;
use crate::{say, say_json, simulate};

/// A part of the job at the platform.
#[derive(Debug, Serialize)]
struct Row {
    model: String,
    conversations: usize,
    /// None: it is not wholly submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<String>,
    /// In the platform's word, or why it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    completed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    /// When it was made, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    submitted: Option<String>,
}

/// Says how the batches are.
///
/// # Errors
/// [`Error`] for what the user must mend.
pub async fn status(words: &'static Words, mut platform: Box<dyn Platform>, args: &Common) -> anyhow::Result<u8> {
    let (prepared, _sim) = simulate::prepare(words, platform.as_mut(), args)?;
    let service = match platform.profile().batch {
        Some(BatchService::Files(service)) => service,
        Some(BatchService::Held(_)) => return Err(Error::from(Problem::new(BatchProblem::HeldOnly)).into()),
        None => return Err(Error::from(Problem::new(BatchProblem::NoService)).into()),
    };
    let path = ledger::path(Path::new(&prepared.settings.output_dir));
    let unread = |e: std::io::Error| Error::from(Problem::in_file(&path, FileProblem::Unreadable(e.into())));
    let parts = Index::peek(&path).map_err(unread)?.unwrap_or_default().parts;
    let key = prepared.key.clone().map_err(Error::from)?;
    let wire = Transport::new(&address(platform.profile(), &prepared.settings, &key));
    let wire = wire.map_err(|e| anyhow::anyhow!(fault::sentence(words, &e)))?;
    let caller = Caller { wire: &wire, platform: platform.as_ref(), key: &key };
    let desk = Desk { caller: &caller, service: &service };
    let mut rows = Vec::new();
    for (id, part) in parts.iter() {
        let conversations = parts.waiting().filter(|(_, of, _)| *of == id).count();
        let mut row = Row {
            model: part.model.clone(),
            conversations,
            batch: part.batch.clone(),
            status: None,
            completed: None,
            total: None,
            submitted: part.submitted.clone(),
        };
        if let Some(batch) = &part.batch {
            match desk.batch(batch).await {
                Ok(remote) => {
                    (row.completed, row.total) = remote.counts.unzip();
                    row.status = Some(remote.status);
                }
                Err(trouble) => row.status = Some(fault::sentence(words, trouble.fault())),
            }
        }
        rows.push(row);
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

fn line(words: &Words, row: &Row) -> String {
    let Some(batch) = &row.batch else { return words.batch_status_unsent(&row.model, row.conversations) };
    let age = row.submitted.as_ref().and_then(|at| at.parse::<jiff::Timestamp>().ok());
    let age = age.map_or_else(Default::default, |at| jiff::Timestamp::now().duration_since(at).unsigned_abs());
    let status = row.status.as_deref().unwrap_or_default();
    let (came, of) = (row.completed.unwrap_or_default(), row.total.unwrap_or_default());
    words.batch_status_line(
        &row.model,
        row.conversations,
        batch,
        status,
        row.total.is_some(),
        came,
        of,
        duration(words, age),
    )
}
