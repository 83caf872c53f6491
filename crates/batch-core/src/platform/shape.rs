//! Where a vendor's calls and replies differ from OpenAI's in shape.

use serde::Deserialize;
use serde_json::Value;

use super::fixed::{self, Text};

/// How a call carries the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Auth {
    /// `Authorization: Bearer KEY`.
    Bearer,
    /// A header of this name that holds the key and nothing else.
    Header(#[serde(deserialize_with = "fixed::text")] Text),
}

/// Where a refusal stands in a body, whatever its HTTP status: JSON pointers to its code and words, and the code that
/// means that nothing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusalAt {
    /// The code, a number or a text.
    #[serde(deserialize_with = "fixed::text")]
    pub code: Text,
    /// What it says to people.
    #[serde(deserialize_with = "fixed::text")]
    pub message: Text,
    /// The code of a reply that is no refusal.
    #[serde(deserialize_with = "fixed::text")]
    pub fine: Text,
    /// Whether a refusal under HTTP 200 may be paid for; where nobody says, it may.
    #[serde(default = "maybe")]
    pub billed: bool,
}

fn maybe() -> bool {
    true
}

impl RefusalAt {
    /// Code and words of the refusal in a body, if there is one.
    #[must_use]
    pub fn find(&self, body: &Value) -> Option<(String, String)> {
        let code = scalar(body.pointer(self.code)?).filter(|code| !code.is_empty() && *code != self.fine)?;
        Some((code, body.pointer(self.message).and_then(scalar).unwrap_or_default()))
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Names of counts below `usage` that OpenAI has under others: JSON pointers; empty where OpenAI's name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct UsageAt {
    /// Prompt tokens, those from the cache included.
    #[serde(deserialize_with = "fixed::text")]
    pub prompt: Text,
    /// Completion tokens, reasoning included.
    #[serde(deserialize_with = "fixed::text")]
    pub completion: Text,
    /// Prompt tokens that came from the platform's cache.
    #[serde(deserialize_with = "fixed::text")]
    pub cached: Text,
    /// Tokens spent on thinking.
    #[serde(deserialize_with = "fixed::text")]
    pub reasoning: Text,
}

impl UsageAt {
    /// OpenAI's names for everything.
    pub const OPENAI: Self = Self { prompt: "", completion: "", cached: "", reasoning: "" };
}

impl Default for UsageAt {
    fn default() -> Self {
        Self::OPENAI
    }
}
