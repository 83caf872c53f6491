//! A platform's service at a lower price, as data: conversations are asked now and answered when it finds the time.
//!
//! Which models can be asked this way, and for which share of their price, is dated data: `batch` in `models.json`, see
//! [`crate::platform::registry::BatchPrice`].

use serde::Deserialize;

use super::fixed::{self, Text};
use super::limits::Limits;

/// Which kind of service it is.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchService {
    /// A file of requests is uploaded, and files of answers are fetched hours later: OpenAI's Files and Batches.
    Files(FileBatches),
    /// Calls whose connection is held until the answer is there.
    Held(HeldCalls),
}

/// Files and Batches. What is not named is as OpenAI has it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileBatches {
    /// Path of the files below the base URL.
    #[serde(deserialize_with = "fixed::text")]
    pub files: Text,
    /// Path of the batches below the base URL.
    #[serde(deserialize_with = "fixed::text")]
    pub batches: Text,
    /// What a batch and each of its lines name as the path of their calls.
    #[serde(deserialize_with = "fixed::text")]
    pub endpoint: Text,
    /// How long the platform has for a batch, in its own words, where the config says nothing: `24h`.
    #[serde(deserialize_with = "fixed::text")]
    pub window: Text,
    /// Lines that a file may have; `None`: nobody says.
    pub max_lines: Option<usize>,
    /// Bytes that a file may have.
    pub max_bytes: u64,
    /// Parameters that its models refuse in a batch, though they take them in a call.
    #[serde(deserialize_with = "fixed::texts")]
    pub forbidden: &'static [Text],
    /// States that are called otherwise than OpenAI's; upper and lower case are the same.
    #[serde(deserialize_with = "fixed::map")]
    pub states: &'static [(Text, BatchState)],
}

impl FileBatches {
    /// As OpenAI has it.
    #[must_use]
    pub const fn openai() -> Self {
        Self {
            files: "/files",
            batches: "/batches",
            endpoint: "/v1/chat/completions",
            window: "24h",
            max_lines: Some(50_000),
            max_bytes: 100 << 20,
            forbidden: &[],
            states: &[],
        }
    }

    /// What a batch's `status` means; what nobody knows is taken for work that goes on.
    #[must_use]
    pub fn state(&self, status: &str) -> BatchState {
        let known = self.states.iter().chain(OPENAI).find(|(name, _)| name.eq_ignore_ascii_case(status));
        known.map_or(BatchState::Running, |(_, state)| *state)
    }
}

impl Default for FileBatches {
    fn default() -> Self {
        Self::openai()
    }
}

/// States by OpenAI's names and those of its relatives.
const OPENAI: &[(Text, BatchState)] = &[
    ("validating", BatchState::Validating),
    ("in_queue", BatchState::Running),
    ("in_progress", BatchState::Running),
    ("progress", BatchState::Running),
    ("finalizing", BatchState::Running),
    ("completed", BatchState::Completed),
    ("failed", BatchState::Failed),
    ("expired", BatchState::Expired),
    ("cancelling", BatchState::Cancelling),
    ("canceling", BatchState::Cancelling),
    ("cancelled", BatchState::Cancelled),
    ("canceled", BatchState::Cancelled),
];

/// How far a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Its file is looked through.
    Validating,
    /// It waits or is worked on.
    Running,
    /// It is being cancelled.
    Cancelling,
    /// It is over, with an answer or a failure for each line.
    Completed,
    /// It is over: its file was refused, or something broke.
    Failed,
    /// It is over: its window ended first.
    Expired,
    /// It is over: it was cancelled.
    Cancelled,
}

impl BatchState {
    /// True if nothing more will come of it.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Expired | Self::Cancelled)
    }
}

/// Calls of the usual kind on a path of their own, which the platform holds for minutes or hours.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldCalls {
    /// Path of a call below the base URL.
    #[serde(deserialize_with = "fixed::text")]
    pub path: Text,
    /// The key of the config that names what is sent as `model` here; empty: the same as in other calls.
    #[serde(deserialize_with = "fixed::text")]
    pub model_key: Text,
    /// How long a call may be held, in hours.
    pub hours: u64,
    /// How much it takes: its limits are not those of other calls.
    pub limits: Limits,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_known_by_any_platforms_name() {
        let plain = FileBatches::openai();
        for (name, state) in [
            ("PROGRESS", BatchState::Running),
            ("in_queue", BatchState::Running),
            ("COMPLETED", BatchState::Completed),
            ("Cancelled", BatchState::Cancelled),
            ("paused_by_operator", BatchState::Running),
        ] {
            assert_eq!(plain.state(name), state, "{name}");
        }
        let own = FileBatches { states: &[("done", BatchState::Completed)], ..plain };
        assert_eq!((own.state("DONE"), plain.state("done")), (BatchState::Completed, BatchState::Running));
    }
}
