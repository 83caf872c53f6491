//! A sheet read with patience: whatever older scripts, editors and copying made of it.

use std::path::Path;

use serde_json::Value;

use super::odd::Odd;
use crate::input::{decode, natural};
use crate::request;

/// What a file says.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The model's name.
    pub model: String,
    /// The person.
    pub people: String,
    /// In the order of their numbers.
    pub conversations: Vec<Said>,
    /// What is odd about it.
    pub odds: Vec<Odd>,
}

/// One conversation of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The prompt's number.
    pub number: usize,
    /// The prompt.
    pub prompt: String,
    /// The record.
    pub chat: String,
    /// The whole input.
    pub input: String,
    /// The output.
    pub output: String,
}

/// Reads a file; `Err` if it holds no sheet.
///
/// # Errors
/// What it is instead.
pub fn read(path: &Path) -> Result<Sheet, Odd> {
    let bytes = std::fs::read(path).map_err(|e| Odd::Unreadable(crate::text::setup::cause(&e)))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    parse(bytes, &stem)
}

/// Reads a file's bytes. `stem` is its name without `.json`.
///
/// # Errors
/// What it is instead of a sheet.
pub fn parse(bytes: Vec<u8>, stem: &str) -> Result<Sheet, Odd> {
    let decoded = decode::decode(bytes);
    let mut sheet = Sheet::default();
    sheet.odds.extend(decoded.from.map(Odd::DecodedFrom));
    if decoded.lossy {
        sheet.odds.push(Odd::Lossy);
    }
    let value: Value = match serde_json::from_str(&decoded.text) {
        Ok(value) => value,
        Err(first) => {
            // Python writes and reads halves of surrogate pairs; JSON elsewhere does not.
            let mended = mend_halves(&decoded.text);
            let value = serde_json::from_str(&mended).map_err(|_| Odd::NotJson { line: first.line() })?;
            sheet.odds.push(Odd::HalfCharacters);
            value
        }
    };
    let Value::Object(mut top) = value else { return Err(Odd::NotASheet) };
    let conversations = top.remove("conversations");
    if conversations.is_none() && !(top.contains_key("model") && top.contains_key("people")) {
        return Err(Odd::NotASheet);
    }
    let result = top.remove("result");
    sheet.fill(conversations.unwrap_or_default());
    sheet.name(top.remove("model"), top.remove("people"), stem);
    if sheet.conversations.is_empty() {
        sheet.odds.push(Odd::NoConversations);
    }
    let outputs: Vec<&str> = sheet.conversations.iter().map(|c| c.output.as_str()).collect();
    if result.map(text).unwrap_or_default() != outputs.join("\n") {
        sheet.odds.push(Odd::StaleResult);
    }
    Ok(sheet)
}

impl Sheet {
    fn fill(&mut self, conversations: Value) {
        let mut entries: Vec<(String, Value)> = match conversations {
            Value::Object(entries) => entries.into_iter().collect(),
            Value::Array(entries) => entries.into_iter().enumerate().map(|(n, v)| ((n + 1).to_string(), v)).collect(),
            _ => Vec::new(),
        };
        entries.sort_by(|a, b| natural::compare(&a.0, &b.0));
        for (key, value) in entries {
            let taken = |number: &usize| self.conversations.iter().all(|c| c.number != *number);
            let number = key.trim().parse().ok().filter(|number| *number > 0 && taken(number));
            let Value::Object(mut fields) = value else {
                self.odds.push(Odd::OddConversation(key));
                continue;
            };
            let number = number.unwrap_or_else(|| {
                self.odds.push(Odd::OddConversation(key));
                self.conversations.iter().map(|c| c.number).max().unwrap_or(0) + 1
            });
            if self.model.is_empty() {
                self.model = fields.get("model").cloned().map(text).unwrap_or_default();
            }
            if self.people.is_empty() {
                self.people = fields.get("people").cloned().map(text).unwrap_or_default();
            }
            if !matches!(fields.get("Output"), Some(Value::String(_))) {
                self.odds.push(Odd::NoOutput(number));
            }
            let mut take = |name: &str| fields.remove(name).map(text).unwrap_or_default();
            let (prompt, mut chat) = (take("prompt"), take("chat"));
            let input = take("Input");
            if chat.is_empty() {
                let rest = input.strip_prefix(&prompt).and_then(|rest| rest.strip_prefix(request::JOINT));
                chat = rest.unwrap_or_default().to_owned();
            }
            self.conversations.push(Said { number, prompt, chat, input, output: take("Output") });
        }
        self.conversations.sort_by_key(|c| c.number);
    }

    /// The sheet's own names, else those of its conversations, else the file's.
    fn name(&mut self, model: Option<Value>, people: Option<Value>, stem: &str) {
        let (model, people) = (model.map(text).unwrap_or_default(), people.map(text).unwrap_or_default());
        if !model.is_empty() {
            self.model = model;
        }
        if !people.is_empty() {
            self.people = people;
        }
        if self.model.is_empty() || self.people.is_empty() {
            let (model, people) = stem.rsplit_once('-').unwrap_or((stem, stem));
            if self.model.is_empty() {
                self.model = model.to_owned();
            }
            if self.people.is_empty() {
                self.people = people.to_owned();
            }
            self.odds.push(Odd::NamedByFile);
        }
    }
}

/// A value as text: strings as they are, `null` as nothing.
fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Replaces `\ud800`…`\udfff` that have no partner by `\ufffd`, so that the rest can be read.
fn mend_halves(json: &str) -> String {
    let unit = |at: usize| {
        let hex = json.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(hex, 16).ok()
    };
    let (high, low) = (0xd800..0xdc00, 0xdc00..0xe000);
    let mut out = String::with_capacity(json.len());
    let mut rest = 0;
    while let Some(found) = json[rest..].find('\\') {
        let at = rest + found;
        out.push_str(&json[rest..at]);
        let (length, lone) = match unit(at) {
            Some(first) if high.contains(&first) && unit(at + 6).is_some_and(|second| low.contains(&second)) => {
                (12, false)
            }
            Some(first) => (6, high.contains(&first) || low.contains(&first)),
            // Any other escape is two characters, the second of which may be a backslash.
            None => (1 + json[at + 1..].chars().next().map_or(0, char::len_utf8), false),
        };
        out.push_str(if lone { "\\ufffd" } else { &json[at..at + length] });
        rest = at + length;
    }
    out.push_str(&json[rest..]);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(json: &str) -> Sheet {
        parse(json.as_bytes().to_vec(), "m-甲").unwrap()
    }

    #[test]
    fn reads_the_standard_sheet_without_a_word() {
        let sheet = parse(include_bytes!("../../tests/golden/python-sheet.json").to_vec(), "x").unwrap();
        assert_eq!((sheet.model.as_str(), sheet.people.as_str()), ("deepseek/deepseek-v3.1", "患者1"));
        assert_eq!(sheet.conversations.len(), 2);
        assert_eq!(sheet.odds, []);
    }

    #[test]
    fn reads_what_others_made_of_it() {
        let sheet = read(r#"{"conversations":{"10":{"Output":"十"},"2":{"Output":null},"x":{"Output":3},"y":7}}"#);
        let said: Vec<_> = sheet.conversations.iter().map(|c| (c.number, c.output.as_str())).collect();
        assert_eq!(said, [(2, ""), (10, "十"), (11, "3")]);
        assert_eq!((sheet.model.as_str(), sheet.people.as_str()), ("m", "甲"));
        for odd in [Odd::NoOutput(2), Odd::OddConversation("y".into()), Odd::NamedByFile, Odd::StaleResult] {
            assert!(sheet.odds.contains(&odd), "{odd:?} {:?}", sheet.odds);
        }
        let list =
            read(r#"{"model":"m","people":"p","conversations":[{"Output":"a"},{"Output":"b"}],"result":"a\nb"}"#);
        assert_eq!((list.conversations.len(), list.odds), (2, vec![]));
    }

    #[test]
    fn takes_the_record_out_of_the_input() {
        let sheet =
            read(r#"{"model":"m","people":"p","conversations":{"1":{"prompt":"问","Input":"问 \n 录","Output":""}}}"#);
        assert_eq!(sheet.conversations[0].chat, "录");
    }

    #[test]
    fn says_what_is_no_sheet() {
        let odd = |json: &str| parse(json.as_bytes().to_vec(), "x").map(|_| ()).unwrap_err();
        assert_eq!(odd("[\"prompt\"]"), Odd::NotASheet);
        assert_eq!(odd("{\"models\":[]}"), Odd::NotASheet);
        assert_eq!(odd("{\"model\":\"m\",\n\"peop"), Odd::NotJson { line: 2 });
        assert_eq!(odd(""), Odd::NotJson { line: 1 });
    }

    proptest! {
        #[test]
        fn nothing_that_a_file_can_hold_stops_the_reading(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            parse(bytes, "m-p").ok();
        }

        #[test]
        fn half_a_sheet_stops_nothing(cut in 0usize..1200, with in any::<[u8; 3]>()) {
            let mut bytes = include_bytes!("../../tests/golden/python-sheet.json").to_vec();
            let at = cut.min(bytes.len());
            bytes.splice(at..(at + 2).min(bytes.len()), with);
            parse(bytes.clone(), "m-p").ok();
            bytes.truncate(at);
            parse(bytes, "m-p").ok();
        }

        #[test]
        fn mending_leaves_whole_characters_alone(text in any::<String>()) {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(mend_halves(&json), json);
            // And takes whatever text there is.
            mend_halves(&text);
        }
    }

    #[test]
    fn mends_half_characters() {
        assert_eq!(mend_halves(r"a\ud83d\ude00\ud800b\\ud800\n\udc00"), r"a\ud83d\ude00\ufffdb\\ud800\n\ufffd");
        let sheet = read(r#"{"model":"m","people":"p","conversations":{"1":{"Output":"\ud800"}},"result":"\ud800"}"#);
        assert_eq!(sheet.conversations[0].output, "\u{fffd}");
        assert_eq!(sheet.odds, [Odd::HalfCharacters]);
    }
}
