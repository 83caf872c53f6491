//! Waiting for a shard that another process has.

use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

use crate::base::error::Error;
use crate::base::shard::Shard;
use crate::ledger::Lock;
use crate::run::events::{JobEvent, Listener};

/// How long a shard is waited for: a scheduler may start a task anew while the one before it still waits for its calls in flight.
/// Longer than that, it is not ending but at work.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is tried.
const EVERY: Duration = Duration::from_secs(3);

/// Takes it, now or within that time.
///
/// # Errors
/// Those of [`Lock::take`].
pub async fn take(output_dir: &Path, shard: Shard, patience: Duration, listener: &dyn Listener) -> Result<Lock, Error> {
    let until = Instant::now() + patience;
    let mut told = false;
    loop {
        match Lock::take(output_dir, shard) {
            Err(Error::Locked { owner, .. }) if Instant::now() < until => {
                if !std::mem::replace(&mut told, true) {
                    listener.hear(&JobEvent::Taken { owner: &owner, patience });
                }
                tokio::time::sleep(EVERY).await;
            }
            taken => return taken,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Lets go of what another has at the first word of it, or never.
    struct Other(Cell<Option<Lock>>, bool, Cell<u32>);

    impl Listener for Other {
        fn hear(&self, event: &JobEvent<'_>) {
            assert!(matches!(event, JobEvent::Taken { owner, .. } if owner.contains("2/8")), "{event:?}");
            self.2.set(self.2.get() + 1);
            if self.1 {
                self.0.take();
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_shard_is_waited_for_as_long_as_another_may_be_ending() {
        let (folder, shard) = (tempfile::tempdir().unwrap(), Shard::new(2, 8).unwrap());
        for (ends, patience, told, waited) in [(true, 60, 1, 3), (false, 60, 1, 60), (false, 0, 0, 0)] {
            let other = Other(Cell::new(Some(Lock::take(folder.path(), shard).unwrap())), ends, Cell::new(0));
            let began = Instant::now();
            let taken = take(folder.path(), shard, Duration::from_secs(patience), &other).await;
            assert_eq!(taken.is_ok(), ends);
            assert_eq!((other.2.get(), began.elapsed().as_secs()), (told, waited));
        }
    }
}
