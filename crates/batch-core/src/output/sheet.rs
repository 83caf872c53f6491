//! One sheet as the manual describes it: a model's conversations with one person, byte for byte what Python's
//! `json.dump(..., ensure_ascii=False, indent=4)` writes.

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};
use serde_json::ser::PrettyFormatter;

use crate::request;

/// What stands before the text of a failure in `Output`.
pub const ERROR_PREFIX: &str = "ERROR: ";

/// One conversation of a sheet.
#[derive(Debug, Clone)]
pub struct Conversation<'a> {
    /// Its key: the prompt's place in the prompts file, from 1.
    pub number: usize,
    /// The prompt.
    pub prompt: &'a str,
    /// The answer, or `ERROR: ` and what happened.
    pub output: &'a str,
}

/// A sheet ready to be written.
#[derive(Debug, Clone)]
pub struct SheetView<'a> {
    /// The configured model name.
    pub model: &'a str,
    /// The person.
    pub people: &'a str,
    /// The record.
    pub chat: &'a str,
    /// The conversations in prompt order.
    pub conversations: Vec<Conversation<'a>>,
}

/// The file's bytes.
///
/// # Errors
/// None in practice: everything is text.
pub fn render(sheet: &SheetView<'_>) -> serde_json::Result<Vec<u8>> {
    let texts: usize =
        sheet.conversations.iter().map(|c| 2 * (c.prompt.len() + c.output.len() + sheet.chat.len())).sum();
    let mut bytes = Vec::with_capacity(texts + texts / 8 + 512);
    let mut out = serde_json::Serializer::with_formatter(&mut bytes, PrettyFormatter::with_indent(b"    "));
    sheet.serialize(&mut out)?;
    Ok(bytes)
}

impl Serialize for SheetView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let outputs: Vec<&str> = self.conversations.iter().map(|c| c.output).collect();
        let mut sheet = serializer.serialize_struct("Sheet", 4)?;
        sheet.serialize_field("model", self.model)?;
        sheet.serialize_field("people", self.people)?;
        sheet.serialize_field("conversations", &Conversations(self))?;
        sheet.serialize_field("result", &outputs.join("\n"))?;
        sheet.end()
    }
}

struct Conversations<'a>(&'a SheetView<'a>);

impl Serialize for Conversations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sheet = self.0;
        let mut map = serializer.serialize_map(Some(sheet.conversations.len()))?;
        for conversation in &sheet.conversations {
            map.serialize_entry(&conversation.number.to_string(), &Entry { sheet, conversation })?;
        }
        map.end()
    }
}

struct Entry<'a> {
    sheet: &'a SheetView<'a>,
    conversation: &'a Conversation<'a>,
}

impl Serialize for Entry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut entry = serializer.serialize_struct("Conversation", 6)?;
        entry.serialize_field("model", self.sheet.model)?;
        entry.serialize_field("prompt", self.conversation.prompt)?;
        entry.serialize_field("people", self.sheet.people)?;
        entry.serialize_field("chat", self.sheet.chat)?;
        entry.serialize_field("Input", &request::input(self.conversation.prompt, self.sheet.chat))?;
        entry.serialize_field("Output", self.conversation.output)?;
        entry.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with Python 3.11: `json.dump(sheet, f, ensure_ascii=False, indent=4)`.
    const PYTHON: &str = include_str!("../../tests/golden/python-sheet.json");

    #[test]
    fn is_what_python_wrote() {
        let conversations = vec![
            Conversation {
                number: 1, prompt: "总结\t\"要点\"", output: "一、胸闷\\三天\u{7f}\u{1}😀\u{2028}"
            },
            Conversation { number: 2, prompt: "风险/评估", output: "ERROR: Connection timeout" },
        ];
        let view = SheetView {
            model: "deepseek/deepseek-v3.1",
            people: "患者1",
            chat: "医生：您好\n患者：<b>&",
            conversations,
        };
        assert_eq!(String::from_utf8(render(&view).unwrap()).unwrap(), PYTHON);
    }
}
