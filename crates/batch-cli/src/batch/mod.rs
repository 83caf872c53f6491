//! `batch`: what is left of the job, by the platform's batch service.

pub mod parts;
mod status;

use batch_core::platform::Platform;
use batch_core::run::batch::{Leftovers, Order, Task};
use batch_words::Words;

use super::args::{Batch, BatchTask, Common, LeftoverChoice};
use super::run;

/// Does what is asked of the batch service.
///
/// # Errors
/// As [`run::run`].
pub async fn batch(
    words: &'static Words,
    platform: Box<dyn Platform>,
    args: &Common,
    asked: &Batch,
) -> anyhow::Result<u8> {
    let task = match asked.task {
        None => Task::All,
        Some(BatchTask::Submit) => Task::Submit,
        Some(BatchTask::Fetch) => Task::Fetch,
        Some(BatchTask::Cancel) => Task::Cancel,
        Some(BatchTask::Status) => return status::status(words, platform, args).await,
    };
    let leftovers = match asked.leftovers {
        None | Some(LeftoverChoice::Batch) => Leftovers::Batch,
        Some(LeftoverChoice::Online) => Leftovers::Online,
        Some(LeftoverChoice::Leave) => Leftovers::Leave,
    };
    let order = Order { task, leftovers, deadline: asked.deadline, keep_remote: asked.keep_remote, ..Order::default() };
    run::run(words, platform, args, run::What::Batch(order)).await
}
