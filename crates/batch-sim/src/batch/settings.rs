//! What a batch service can be told.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::batch::chance::BatchFaults;
use crate::batch::service::{self, BatchService};
use crate::latency::Latency;
use crate::millis;

/// How the batch service behaves; all of it can change while it runs ([`BatchPatch`]).
///
/// A batch goes on by ticks: each `GET` of it is one, so that no test waits for a clock, or each so many milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BatchSettings {
    /// Which service it is; `None`: the vendor's, or the dialect's own, if it has one.
    #[serde(deserialize_with = "service::named_or_table")]
    pub service: Option<BatchService>,
    /// How long a tick is, in milliseconds; `None`: a tick is a `GET` of the batch.
    #[serde(rename = "tick_ms", with = "millis::maybe")]
    pub tick: Option<Duration>,
    /// Ticks that validation takes; so for those below. 0: it is over at the first look.
    pub validating: u32,
    /// Ticks that a batch waits, where the service says that it does.
    pub queued: u32,
    /// Ticks that the lines take, evenly.
    pub working: u32,
    /// Ticks that the files take.
    pub finalizing: u32,
    /// Ticks that a batch takes to be cancelled.
    pub cancelling: u32,
    /// The account's tier may use the service.
    pub access: bool,
    /// A batch tells the metadata that it was made with.
    pub echoes_metadata: bool,
    /// Lines of output and error files are in disorder.
    pub shuffled: bool,
    /// So many files and batches of other people are in the lists, half of them newer than the user's.
    pub others: u32,
    /// By how many seconds the service's clock is wrong.
    pub skew_seconds: i64,
    /// Batches at a time, at most; what is more is HTTP 429.
    pub max_open: Option<u32>,
    /// What goes wrong.
    pub faults: BatchFaults,
    /// Ark's held calls.
    pub held: Held,
}

impl Default for BatchSettings {
    fn default() -> Self {
        Self {
            service: None,
            tick: None,
            validating: 1,
            queued: 1,
            working: 2,
            finalizing: 1,
            cancelling: 1,
            access: true,
            echoes_metadata: true,
            shuffled: true,
            others: 0,
            skew_seconds: 0,
            max_open: None,
            faults: BatchFaults::none(),
            held: Held::default(),
        }
    }
}

/// Calls on Ark's batch path, whose connection is held until the answer is there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Held {
    /// How long a call is held; `None`: as long as any call takes.
    pub hold: Option<Latency>,
    /// After so long a silence something between cuts the connection, in milliseconds. The platform goes on and bills.
    #[serde(rename = "cut_ms", with = "millis::maybe")]
    pub cut: Option<Duration>,
    /// A model's overload, by calls.
    pub overload: Option<HeldOverload>,
    /// Tokens a day, account and model; what is more is refused until the day is over.
    pub quota: Option<u64>,
}

/// After every `every` admitted calls of a model, its next `refused` calls are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldOverload {
    /// So many are admitted.
    pub every: u32,
    /// So many are refused then.
    pub refused: u32,
    /// What `Retry-After` says, in seconds; `None`: there is none.
    #[serde(default)]
    pub retry_after: Option<u64>,
}

impl BatchSettings {
    /// Changes what the patch names.
    pub(crate) fn apply(&mut self, patch: &BatchPatch) {
        if let Ok(changed) = self.changed(patch) {
            *self = changed;
        }
    }

    fn changed(&self, patch: &BatchPatch) -> Result<Self, serde_json::Error> {
        let mut all = serde_json::to_value(self)?;
        if let Some(all) = all.as_object_mut() {
            all.extend(patch.0.clone());
        }
        serde_json::from_value(all)
    }

    /// The first thing that cannot be.
    pub(crate) fn complaint(&self) -> Option<String> {
        self.faults.complaint().or_else(|| self.service.as_ref().and_then(BatchService::complaint))
    }
}

/// A change of [`BatchSettings`]: an object with those of its fields that change, each as a whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Map<String, Value>", into = "Map<String, Value>")]
pub struct BatchPatch(Map<String, Value>);

impl TryFrom<Map<String, Value>> for BatchPatch {
    type Error = String;

    /// What is no setting, or no value of one, is refused when it comes, not when it is needed.
    fn try_from(changes: Map<String, Value>) -> Result<Self, String> {
        let patch = Self(changes);
        let changed = BatchSettings::default().changed(&patch).map_err(|error| error.to_string())?;
        changed.complaint().map_or(Ok(patch), Err)
    }
}

impl From<BatchPatch> for Map<String, Value> {
    fn from(patch: BatchPatch) -> Self {
        patch.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_changes_what_it_names_and_a_typo_is_said() {
        let mut settings = BatchSettings { others: 3, ..BatchSettings::default() };
        let patch: BatchPatch =
            serde_json::from_str(r#"{"working":5,"tick_ms":2,"faults":{"rates":[["stuck",1]]}}"#).unwrap();
        settings.apply(&patch);
        assert_eq!((settings.working, settings.tick, settings.others), (5, Some(Duration::from_millis(2)), 3));
        assert_eq!(settings.faults.rates.len(), 1);
        settings.apply(&serde_json::from_str(r#"{"tick_ms":null}"#).unwrap());
        assert_eq!(settings.tick, None);
        for wrong in [r#"{"workin":5}"#, r#"{"faults":{"rates":[["stuck",2]]}}"#, r#"{"others":-1}"#] {
            assert!(serde_json::from_str::<BatchPatch>(wrong).is_err(), "{wrong}");
        }
    }
}
