//! Texts as JSON writes them. A record stands in every request of its sheet and twice for each conversation in the
//! sheet itself, an answer in the ledger and in two places of its sheet: put into JSON's words once, copied from then on.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

/// A text as a JSON string. Serializes to what it holds.
#[derive(Debug, Clone)]
pub struct JsonText {
    json: Arc<RawValue>,
    bytes: usize,
}

impl JsonText {
    /// Puts a text into JSON's words.
    #[must_use]
    pub fn new(text: &str) -> Self {
        // Writing text to memory cannot fail.
        let json = to_raw_value(text).unwrap_or_else(|_| RawValue::NULL.to_owned());
        Self { json: json.into(), bytes: text.len() }
    }

    /// What stands between the quotes.
    #[must_use]
    pub fn inner(&self) -> &str {
        let json = self.json.get();
        json.get(1..json.len().saturating_sub(1)).unwrap_or_default()
    }

    /// Bytes of the text itself, as UTF-8.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Default for JsonText {
    fn default() -> Self {
        Self::new("")
    }
}

impl Serialize for JsonText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_what_serde_writes() {
        for text in ["", "患者：\"疼\"\n\t\\ \u{1}\u{7f}😀\u{2028}/", &"长".repeat(500)] {
            let quoted = JsonText::new(text);
            let json = serde_json::to_string(text).unwrap();
            assert_eq!(serde_json::to_string(&quoted).unwrap(), json);
            assert_eq!(format!("\"{}\"", quoted.inner()), json);
            assert_eq!(quoted.bytes(), text.len());
        }
    }
}
