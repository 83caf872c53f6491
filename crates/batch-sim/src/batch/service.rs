//! What a platform's batch service is, as data.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

/// How far a batch is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The file is looked through.
    Validating,
    /// It waits, where the service says so.
    Queued,
    /// Lines are answered.
    InProgress,
    /// Its files are written.
    Finalizing,
    /// It is over, with an answer or an error for each line, as the platform says.
    Completed,
    /// It is over: the file was not accepted, or something broke.
    Failed,
    /// It is over: the window ended before it did.
    Expired,
    /// It was cancelled, and is not over yet.
    Cancelling,
    /// It is over: it was cancelled.
    Cancelled,
}

impl Stage {
    /// OpenAI's name.
    const fn name(self) -> &'static str {
        match self {
            Self::Validating => "validating",
            Self::Queued => "in_queue",
            Self::InProgress => "in_progress",
            Self::Finalizing => "finalizing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more will happen.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Expired | Self::Cancelled)
    }
}

/// How a service says why a file was not accepted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errors {
    /// A list of code, message and line.
    #[default]
    List,
    /// One text.
    Text,
    /// It does not.
    Unsaid,
}

/// When what a model cannot do, or a line may not hold, is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusedBy {
    /// By validation: the whole batch fails.
    #[default]
    Validation,
    /// Line by line, in the error file.
    Line,
}

/// A model that costs nothing and takes little.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// Its name.
    pub model: String,
    /// Lines in a file, at most.
    pub lines: u32,
    /// Bytes of a file, at most.
    pub bytes: u64,
    /// Batches at a time, at most.
    pub open: u32,
}

/// A service of OpenAI's family: files and batches. In JSON as the `batch` of a [`Vendor`](crate::Vendor)'s table or the
/// `service` of [`BatchSettings`](crate::BatchSettings), written out, or the name of one that is known
/// ([`named`](Self::named)); what is missing is as with OpenAI.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BatchService {
    /// Where these facts are from, and of when.
    pub source: String,
    /// Path of the files behind the base path.
    pub files: String,
    /// Path of the batches.
    pub batches: String,
    /// What a batch's `endpoint` and a line's `url` may be.
    pub endpoints: Vec<String>,
    /// The shortest and the longest window, hours.
    pub window_hours: (u32, u32),
    /// Lines in a file, at most.
    pub max_lines: Option<u32>,
    /// Bytes of a file, at most.
    pub max_bytes: u64,
    /// Files at a time, at most.
    pub max_files: u32,
    /// All lines of a file must ask the same model.
    pub one_model: bool,
    /// The models that can; `None`: all.
    pub models: Option<Vec<String>>,
    /// A model that is free, if there is one.
    pub trial: Option<Trial>,
    /// Parameters that a line may not have.
    pub forbidden: Vec<String>,
    /// When models that cannot, and those parameters, are refused.
    pub refused_by: RefusedBy,
    /// A line needs `method` and `url`.
    pub needs_url: bool,
    /// What stages are called, where it is not OpenAI's name.
    pub states: BTreeMap<Stage, String>,
    /// A batch waits between validation and work, and says so.
    pub queues: bool,
    /// How it says why a file was not accepted.
    pub errors: Errors,
    /// A batch has `expired_at`.
    pub expired_at: bool,
    /// The error file has the lines that an expired or cancelled batch left undone.
    pub tells_unfinished: bool,
    /// The price, as a share of the list price.
    pub price_factor: f64,
}

/// Reads a service that may be named or written out.
pub(crate) fn named_or_table<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<BatchService>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(name) => BatchService::named(&name)
            .map(Some)
            .ok_or_else(|| D::Error::custom(format!("there is no batch service {name:?}"))),
        table => serde_json::from_value(table).map(Some).map_err(D::Error::custom),
    }
}

impl Default for BatchService {
    fn default() -> Self {
        Self {
            source: String::new(),
            files: "/files".to_owned(),
            batches: "/batches".to_owned(),
            endpoints: vec!["/v1/chat/completions".to_owned()],
            window_hours: (24, 24),
            max_lines: Some(50_000),
            max_bytes: 200 << 20,
            max_files: 10_000,
            one_model: true,
            models: None,
            trial: None,
            forbidden: Vec::new(),
            refused_by: RefusedBy::Validation,
            needs_url: true,
            states: BTreeMap::new(),
            queues: false,
            errors: Errors::List,
            expired_at: true,
            tells_unfinished: true,
            price_factor: 0.5,
        }
    }
}

impl BatchService {
    /// The services that come with the simulator: `openai`, `kimi`, `qwen`, `siliconflow`, `ppio` and `novita`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let mut all: BTreeMap<String, Self> = serde_json::from_str(include_str!("../../data/batch.json")).ok()?;
        all.remove(name)
    }

    /// What it calls a stage.
    #[must_use]
    pub fn state(&self, stage: Stage) -> &str {
        self.states.get(&stage).map_or(stage.name(), String::as_str)
    }

    /// A window such as `24h` or `3d` in seconds, if it is one that this service takes.
    pub(crate) fn window(&self, text: &str) -> Option<u64> {
        let (number, hours) = match text.strip_suffix('h') {
            Some(number) => (number, 1),
            None => (text.strip_suffix('d')?, 24),
        };
        let digits = number.chars().all(|c| c.is_ascii_digit());
        let hours = number.parse::<u32>().ok().filter(|_| digits)?.checked_mul(hours)?;
        let (least, most) = self.window_hours;
        (least..=most).contains(&hours).then_some(u64::from(hours) * 3600)
    }

    /// The first thing that cannot be.
    pub(crate) fn complaint(&self) -> Option<String> {
        let odd = |path: &&String| !path.starts_with('/') || path.ends_with('/');
        if let Some(path) = [&self.files, &self.batches].into_iter().find(odd) {
            return Some(format!("batch: {path:?} must begin with a slash, and not end with one"));
        }
        (self.files == self.batches).then(|| "batch: files and batches have one path".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_read_and_keep_their_windows() {
        for name in ["openai", "kimi", "qwen", "siliconflow", "ppio", "novita"] {
            let service = BatchService::named(name).unwrap();
            assert_eq!(service.complaint(), None, "{name}");
            assert!(!service.source.is_empty(), "{name}");
        }
        assert!(BatchService::named("acme").is_none());
        let kimi = BatchService::named("kimi").unwrap();
        assert_eq!((kimi.window("12h"), kimi.window("7d")), (Some(12 * 3600), Some(7 * 86_400)));
        for wrong in ["11h", "8d", "169h", "24", "24m", "+24h", "1.5d", "h", ""] {
            assert_eq!(kimi.window(wrong), None, "{wrong}");
        }
        assert_eq!(BatchService::default().window("48h"), None);
    }
}
