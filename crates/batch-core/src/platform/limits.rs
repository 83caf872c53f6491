//! How much a platform takes.

use serde::Deserialize;

use crate::base::shard::Shard;

/// What a platform allows. `None` means no limit is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Calls in flight.
    pub concurrency: u32,
    /// Requests per minute.
    pub rpm: Option<u32>,
    /// Tokens per minute, counted as [`crate::platform::Charge`] says.
    pub tpm: Option<u64>,
}

impl Limits {
    /// What is assumed of a server that nobody says anything about: nothing but a ceiling; the rest is learned.
    pub const UNKNOWN: Self = Self { concurrency: 64, rpm: None, tpm: None };

    /// A shard's part of them.
    #[must_use]
    pub fn share(self, shard: Shard) -> Self {
        let of = |limit: u32| u32::try_from(shard.share(limit.into())).unwrap_or(limit);
        Self { concurrency: of(self.concurrency), rpm: self.rpm.map(of), tpm: self.tpm.map(|tpm| shard.share(tpm)) }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::UNKNOWN
    }
}
