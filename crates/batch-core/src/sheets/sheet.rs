//! One sheet as the manual describes it: a model's conversations with one person, byte for byte what Python's
//! `json.dump(..., ensure_ascii=False, indent=4)` writes.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::base::json_text::JsonText;
use crate::platform::request::QUOTED_JOINT;

/// What stands before the text of a failure in `Output`.
pub const ERROR_PREFIX: &str = "ERROR: ";

/// One conversation of a sheet.
#[derive(Debug, Clone)]
pub struct SheetEntry<'a> {
    /// Its key: the prompt's place in the prompts file, from 1.
    pub number: usize,
    /// The prompt.
    pub prompt: &'a JsonText,
    /// The answer, or `ERROR: ` and what happened.
    pub output: &'a JsonText,
}

/// A sheet ready to be written.
#[derive(Debug, Clone)]
pub struct SheetView<'a> {
    /// The configured model name.
    pub model: &'a str,
    /// The person.
    pub people: &'a str,
    /// The record.
    pub chat: &'a JsonText,
    /// The conversations in prompt order.
    pub conversations: Vec<SheetEntry<'a>>,
}

/// The file's bytes.
#[must_use]
pub fn render(sheet: &SheetView<'_>) -> Vec<u8> {
    let (model, people) = (JsonText::new(sheet.model), JsonText::new(sheet.people));
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

impl SheetView<'_> {
    /// True if one of its conversations says this.
    #[must_use]
    pub fn says(&self, output: &str) -> bool {
        let output = JsonText::new(output);
        self.conversations.iter().any(|c| c.output.inner() == output.inner())
    }
}

#[derive(Deserialize)]
struct There {
    model: String,
    people: String,
    conversations: Map<String, Value>,
}

impl There {
    fn outputs(&self) -> impl Iterator<Item = &str> {
        self.conversations.values().map(|c| c.get("Output").and_then(Value::as_str).unwrap_or_default())
    }
}

/// True if a file that is in a sheet's place may hold an answer. What is no sheet is somebody's work, too.
#[must_use]
pub fn has_answers(there: &[u8]) -> bool {
    match serde_json::from_slice::<There>(there) {
        Ok(there) => there.outputs().any(|said| !said.trim().is_empty() && !said.starts_with(ERROR_PREFIX)),
        Err(_) => !there.trim_ascii().is_empty(),
    }
}

/// True if a file is a sheet as this program writes it, byte for byte, and says nothing but failures and what is `known`.
#[must_use]
pub fn says_only(there: &[u8], known: impl Fn(&str) -> bool) -> bool {
    let Ok(read) = serde_json::from_slice::<There>(there) else { return false };
    if !read.outputs().all(|said| said.starts_with(ERROR_PREFIX) || known(said)) {
        return false;
    }
    let text = |c: &Value, name: &str| JsonText::new(c.get(name).and_then(Value::as_str).unwrap_or_default());
    let Some(first) = read.conversations.values().next() else { return false };
    let chat = text(first, "chat");
    let mut parts: Vec<(usize, JsonText, JsonText)> = Vec::with_capacity(read.conversations.len());
    for (number, c) in &read.conversations {
        let Ok(number) = number.parse() else { return false };
        parts.push((number, text(c, "prompt"), text(c, "Output")));
    }
    parts.sort_by_key(|(number, ..)| *number);
    let conversations =
        parts.iter().map(|(number, prompt, output)| SheetEntry { number: *number, prompt, output }).collect();
    render(&SheetView { model: &read.model, people: &read.people, chat: &chat, conversations }) == there
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with Python 3.11: `json.dump(sheet, f, ensure_ascii=False, indent=4)`.
    const PYTHON: &str = include_str!("../../tests/golden/python-sheet.json");

    #[test]
    fn is_what_python_wrote() {
        let [summary, answer] = ["总结\t\"要点\"", "一、胸闷\\三天\u{7f}\u{1}😀\u{2028}"].map(JsonText::new);
        let [risk, error] = ["风险/评估", "ERROR: Connection timeout"].map(JsonText::new);
        let conversations = vec![
            SheetEntry { number: 1, prompt: &summary, output: &answer },
            SheetEntry { number: 2, prompt: &risk, output: &error },
        ];
        let view = SheetView {
            model: "lab/lab-v3.1",
            people: "患者1",
            chat: &JsonText::new("医生：您好\n患者：<b>&"),
            conversations,
        };
        assert_eq!(String::from_utf8(render(&view)).unwrap(), PYTHON);
    }

    /// Whose a file is, and whether it is worth keeping.
    #[test]
    fn what_is_there_is_known_from_what_somebody_wrote() {
        let python = PYTHON.as_bytes();
        let answer = "一、胸闷\\三天\u{7f}\u{1}😀\u{2028}";
        assert!(has_answers(python) && says_only(python, |said| said == answer));
        assert!(!says_only(python, |_| false), "an answer that we do not know");
        let noted = PYTHON.replacen("胸闷", "胸闷【张医生批注：4分】", 1);
        assert!(!says_only(noted.as_bytes(), |said| said == answer), "a note in an answer");
        let noted = PYTHON.replacen('{', "{\n    \"note\": \"4分\",", 1);
        assert!(!says_only(noted.as_bytes(), |said| said == answer), "a note beside the answers");
        let [prompt, error] = ["问", "ERROR: x"].map(JsonText::new);
        let conversations = vec![SheetEntry { number: 1, prompt: &prompt, output: &error }];
        let failed = render(&SheetView { model: "m", people: "p", chat: &prompt, conversations });
        assert!(!has_answers(&failed) && says_only(&failed, |_| false));
        assert!(has_answers("{ 手工改坏了".as_bytes()) && !has_answers(b" \n"));
    }

    #[test]
    fn a_sheet_without_conversations_is_json_too() {
        let view = SheetView { model: "m", people: "p", chat: &JsonText::new(""), conversations: Vec::new() };
        let read: serde_json::Value = serde_json::from_slice(&render(&view)).unwrap();
        assert_eq!(read, serde_json::json!({"model": "m", "people": "p", "conversations": {}, "result": ""}));
    }
}
