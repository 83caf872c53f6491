//! One sheet as the manual describes it: a model's conversations with one person, byte for byte what Python's
//! `json.dump(..., ensure_ascii=False, indent=4)` writes.

use crate::quoted::Quoted;
use crate::request::QUOTED_JOINT;

/// What stands before the text of a failure in `Output`.
pub const ERROR_PREFIX: &str = "ERROR: ";

/// One conversation of a sheet.
#[derive(Debug, Clone)]
pub struct Conversation<'a> {
    /// Its key: the prompt's place in the prompts file, from 1.
    pub number: usize,
    /// The prompt.
    pub prompt: &'a Quoted,
    /// The answer, or `ERROR: ` and what happened.
    pub output: &'a Quoted,
}

/// A sheet ready to be written.
#[derive(Debug, Clone)]
pub struct SheetView<'a> {
    /// The configured model name.
    pub model: &'a str,
    /// The person.
    pub people: &'a str,
    /// The record.
    pub chat: &'a Quoted,
    /// The conversations in prompt order.
    pub conversations: Vec<Conversation<'a>>,
}

/// The file's bytes.
#[must_use]
pub fn render(sheet: &SheetView<'_>) -> Vec<u8> {
    let (model, people) = (Quoted::new(sheet.model), Quoted::new(sheet.people));
    let (model, people, chat) = (model.inner(), people.inner(), sheet.chat.inner());
    let texts = || sheet.conversations.iter().map(|c| (c.number.to_string(), c.prompt.inner(), c.output.inner()));
    let size = texts().map(|(_, prompt, output)| 2 * (prompt.len() + output.len() + chat.len()) + 512).sum();
    let mut out = String::with_capacity(size);
    let mut put = |parts: &[&str]| parts.iter().for_each(|part| out.push_str(part));
    put(&["{\n    \"model\": \"", model, "\",\n    \"people\": \"", people, "\",\n    \"conversations\": {"]);
    for (n, (number, prompt, output)) in texts().enumerate() {
        put(&[if n == 0 { "\n" } else { ",\n" }, "        \"", &number, "\": {"]);
        put(&["\n            \"model\": \"", model, "\",\n            \"prompt\": \"", prompt]);
        put(&["\",\n            \"people\": \"", people, "\",\n            \"chat\": \"", chat]);
        put(&["\",\n            \"Input\": \"", prompt, QUOTED_JOINT, chat]);
        put(&["\",\n            \"Output\": \"", output, "\"\n        }"]);
    }
    put(&[if sheet.conversations.is_empty() { "}" } else { "\n    }" }, ",\n    \"result\": \""]);
    for (n, (_, _, output)) in texts().enumerate() {
        put(&[if n == 0 { "" } else { "\\n" }, output]);
    }
    put(&["\"\n}"]);
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with Python 3.11: `json.dump(sheet, f, ensure_ascii=False, indent=4)`.
    const PYTHON: &str = include_str!("../../tests/golden/python-sheet.json");

    #[test]
    fn is_what_python_wrote() {
        let [summary, answer] = ["总结\t\"要点\"", "一、胸闷\\三天\u{7f}\u{1}😀\u{2028}"].map(Quoted::new);
        let [risk, error] = ["风险/评估", "ERROR: Connection timeout"].map(Quoted::new);
        let conversations = vec![
            Conversation { number: 1, prompt: &summary, output: &answer },
            Conversation { number: 2, prompt: &risk, output: &error },
        ];
        let view = SheetView {
            model: "deepseek/deepseek-v3.1",
            people: "患者1",
            chat: &Quoted::new("医生：您好\n患者：<b>&"),
            conversations,
        };
        assert_eq!(String::from_utf8(render(&view)).unwrap(), PYTHON);
    }

    #[test]
    fn a_sheet_without_conversations_is_json_too() {
        let view = SheetView { model: "m", people: "p", chat: &Quoted::new(""), conversations: Vec::new() };
        let read: serde_json::Value = serde_json::from_slice(&render(&view)).unwrap();
        assert_eq!(read, serde_json::json!({"model": "m", "people": "p", "conversations": {}, "result": ""}));
    }
}
