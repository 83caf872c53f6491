//! What can change while the simulator runs.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::batch::settings::BatchPatch;
use crate::faults::Faults;
use crate::latency::Latency;
use crate::limits::LimitsPatch;
use crate::millis;

/// A change of the running simulator: by [`Sim::change`](crate::Sim::change), by `POST /control` with this as JSON, or
/// planned as a [`Change`]. What is missing stays as it is.
///
/// ```json
/// {"limits":{"concurrency":8},"balance":0.5,"key_revoked":true,"retire":["kimi-k2.6"],
///  "faults":{"rates":[["http_500",0.1]]},"latency":{"fixed":200}}
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Patch {
    /// Changed limits; 0 takes one away.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<LimitsPatch>,
    /// What is left on the account from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance: Option<f64>,
    /// From now on no key is right; `false` takes it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_revoked: Option<bool>,
    /// Models and endpoints that are gone from now on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub retire: Vec<String>,
    /// Models and endpoints that are back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub restore: Vec<String>,
    /// The faults from now on, instead of those before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub faults: Option<Faults>,
    /// The latency from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency: Option<Latency>,
    /// Changed settings of the batch service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<BatchPatch>,
}

/// A change that happens by itself. In JSON `{"after_calls":100,"patch":{..}}` , `{"after_ms":5000,"patch":{..}}` or
/// `{"after_batch_requests":7,"patch":{..}}`; with several, whichever comes first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Change {
    /// After so many calls have come in: the next one sees the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_calls: Option<u64>,
    /// After so many requests to the batch service have come in: the next one sees the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_batch_requests: Option<u64>,
    /// So long after the start of the server.
    #[serde(rename = "after_ms", with = "millis::maybe", skip_serializing_if = "Option::is_none")]
    pub after: Option<Duration>,
    /// What changes.
    pub patch: Patch,
}

impl Change {
    /// Happens after so many calls.
    #[must_use]
    pub fn after_calls(calls: u64, patch: Patch) -> Self {
        Self { after_calls: Some(calls), patch, ..Self::default() }
    }

    /// Happens so long after the start.
    #[must_use]
    pub fn after(time: Duration, patch: Patch) -> Self {
        Self { after: Some(time), patch, ..Self::default() }
    }

    /// Happens after so many requests to the batch service.
    #[must_use]
    pub fn after_batch_requests(requests: u64, patch: Patch) -> Self {
        Self { after_batch_requests: Some(requests), patch, ..Self::default() }
    }

    pub(crate) fn is_due(&self, calls: u64, batch_requests: u64, age: Duration) -> bool {
        self.after_calls.is_some_and(|after| calls >= after)
            || self.after_batch_requests.is_some_and(|after| batch_requests >= after)
            || self.after.is_some_and(|after| age >= after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read() {
        let change: Change =
            serde_json::from_str(r#"{"after_ms":1500,"patch":{"key_revoked":true,"limits":{"rpm":3}}}"#).unwrap();
        assert_eq!(change.patch.key_revoked, Some(true));
        assert!(!change.is_due(1_000, 1_000, Duration::from_millis(1_499)));
        assert!(change.is_due(0, 0, Duration::from_millis(1_500)));
        assert!(serde_json::from_str::<Patch>(r#"{"keyrevoked":true}"#).is_err());
        let json = serde_json::to_string(&Change::after_calls(3, Patch::default())).unwrap();
        assert_eq!(json, r#"{"after_calls":3,"patch":{}}"#);
    }
}
