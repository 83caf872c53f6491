//! One sheet as the manual describes it: a model's conversations with one person, byte for byte what Python's
//! `json.dump(..., ensure_ascii=False, indent=4)` writes.

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

/// The file's bytes. Each text stands in a sheet several times (the record twice for each conversation), so it is escaped
/// once and copied.
#[must_use]
pub fn render(sheet: &SheetView<'_>) -> Vec<u8> {
    let (model, people, chat) = (escaped(sheet.model), escaped(sheet.people), escaped(sheet.chat));
    let joint = escaped(request::JOINT);
    let texts: Vec<(String, Escaped, Escaped)> =
        sheet.conversations.iter().map(|c| (c.number.to_string(), escaped(c.prompt), escaped(c.output))).collect();
    let size = texts.iter().map(|(_, prompt, output)| 2 * (prompt.len() + output.len() + chat.len()) + 512).sum();
    let mut out = Vec::with_capacity(size);
    let mut put = |parts: &[&[u8]]| parts.iter().for_each(|part| out.extend_from_slice(part));
    put(&[b"{\n    \"model\": \"", &model, b"\",\n    \"people\": \"", &people, b"\",\n    \"conversations\": {"]);
    for (n, (number, prompt, output)) in texts.iter().enumerate() {
        put(&[if n == 0 { b"\n" } else { b",\n" as &[u8] }, b"        \"", number.as_bytes(), b"\": {"]);
        put(&[b"\n            \"model\": \"", &model, b"\",\n            \"prompt\": \"", prompt]);
        put(&[b"\",\n            \"people\": \"", &people, b"\",\n            \"chat\": \"", &chat]);
        put(&[b"\",\n            \"Input\": \"", prompt, &joint, &chat]);
        put(&[b"\",\n            \"Output\": \"", output, b"\"\n        }"]);
    }
    put(&[if texts.is_empty() { b"}" } else { b"\n    }" }, b",\n    \"result\": \""]);
    for (n, (_, _, output)) in texts.iter().enumerate() {
        put(&[if n == 0 { b"" } else { b"\\n" }, output]);
    }
    put(&[b"\"\n}"]);
    out
}

/// A text as it stands between the quotes of a JSON string.
struct Escaped(Vec<u8>);

impl std::ops::Deref for Escaped {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.0.get(1..self.0.len().saturating_sub(1)).unwrap_or_default()
    }
}

fn escaped(text: &str) -> Escaped {
    let mut quoted = Vec::with_capacity(text.len() + text.len() / 16 + 16);
    // Writing text to memory cannot fail.
    let _ = serde_json::to_writer(&mut quoted, text);
    Escaped(quoted)
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
        assert_eq!(String::from_utf8(render(&view)).unwrap(), PYTHON);
    }

    #[test]
    fn a_sheet_without_conversations_is_json_too() {
        let view = SheetView { model: "m", people: "p", chat: "", conversations: Vec::new() };
        let read: serde_json::Value = serde_json::from_slice(&render(&view)).unwrap();
        assert_eq!(read, serde_json::json!({"model": "m", "people": "p", "conversations": {}, "result": ""}));
    }
}
