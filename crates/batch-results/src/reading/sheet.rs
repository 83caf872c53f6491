//! A sheet read with patience: whatever older scripts, editors and copying made of it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use batch_core::base::decode;
use batch_core::job::input::natural;
use batch_core::platform::request;

use super::conversation::MOST_NUMBER;
use super::halves::mend_halves;
use super::odd::OddityKind;
use super::tree::{Tree, take};

/// What a file says.
#[derive(Debug, Default)]
pub struct Sheet {
    /// The model's name.
    pub model: String,
    /// The person.
    pub people: String,
    /// In the order of their numbers.
    pub conversations: Vec<SheetText>,
    /// Those whose keys are no numbers, or numbers of others, with their keys.
    pub unnumbered: Vec<(String, SheetText)>,
    /// What is odd about it.
    pub odds: Vec<OddityKind>,
}

/// One conversation of it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct SheetText {
    /// The prompt's number; 0 if it has none yet.
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
pub fn read(path: &Path) -> Result<Sheet, OddityKind> {
    let bytes = batch_core::sheets::open::read(path)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    parse(bytes, &stem)
}

/// Reads a file's bytes. `stem` is its name without `.json`.
///
/// # Errors
/// What it is instead of a sheet.
pub fn parse(bytes: Vec<u8>, stem: &str) -> Result<Sheet, OddityKind> {
    let decoded = decode::decode(bytes);
    let mut sheet = Sheet::default();
    sheet.odds.extend(decoded.from.map(OddityKind::DecodedFrom));
    if decoded.lossy {
        sheet.odds.push(OddityKind::Lossy);
    }
    let tree: Tree = match serde_json::from_str(&decoded.text) {
        Ok(value) => value,
        Err(first) => {
            // Python writes and reads halves of surrogate pairs; JSON elsewhere does not.
            let mended = mend_halves(&decoded.text);
            let value = serde_json::from_str(&mended).map_err(|_| OddityKind::NotJson { line: first.line() })?;
            sheet.odds.push(OddityKind::HalfCharacters);
            value
        }
    };
    let Tree::Object(mut top) = tree else { return Err(OddityKind::NotASheet) };
    let has = |name: &str| top.iter().any(|(key, _)| key == name);
    if !(has("conversations") || has("model") && has("people")) {
        return Err(OddityKind::NotASheet);
    }
    let (model, people, result) = (take(&mut top, "model"), take(&mut top, "people"), take(&mut top, "result"));
    let conversations = top.into_iter().filter(|(key, _)| key == "conversations").flat_map(|(_, tree)| entries(tree));
    let inner = sheet.fill(conversations.collect());
    sheet.name(model, people, &inner, stem);
    if sheet.conversations.is_empty() && sheet.unnumbered.is_empty() {
        sheet.odds.push(OddityKind::NoConversations);
    }
    let all = sheet.conversations.iter().chain(sheet.unnumbered.iter().map(|(_, said)| said));
    let outputs: Vec<&str> = all.map(|said| said.output.as_str()).collect();
    if result.map(Tree::text).unwrap_or_default() != outputs.join("\n") {
        sheet.odds.push(OddityKind::StaleResult);
    }
    Ok(sheet)
}

/// Conversations by their keys; those of a list are counted.
fn entries(conversations: Tree) -> Vec<(String, Tree)> {
    match conversations {
        Tree::Object(entries) => entries,
        Tree::Array(items) => items.into_iter().enumerate().map(|(n, item)| ((n + 1).to_string(), item)).collect(),
        _ => Vec::new(),
    }
}

/// By entry: its number. Keys as they should be come first, of several the last as for every other reader; then what can
/// be read as a number that is free.
fn numbers(entries: &[(String, Tree)]) -> Vec<Option<usize>> {
    let read = |text: &str| text.parse().ok().filter(|number| (1..=MOST_NUMBER).contains(number));
    let plain = |key: &str| read(key).filter(|number| number.to_string() == key);
    let last: HashMap<usize, usize> =
        entries.iter().enumerate().filter_map(|(at, (key, _))| Some((plain(key)?, at))).collect();
    let mut taken: HashSet<usize> = last.keys().copied().collect();
    let number = |(at, (key, _)): (usize, &(String, Tree))| match plain(key) {
        Some(number) => (last.get(&number) == Some(&at)).then_some(number),
        None => read(key.trim()).filter(|number| taken.insert(*number)),
    };
    entries.iter().enumerate().map(number).collect()
}

impl Sheet {
    /// Takes the conversations in; hands out the models and people that they name.
    fn fill(&mut self, mut entries: Vec<(String, Tree)>) -> BTreeSet<(&'static str, String)> {
        entries.sort_by(|a, b| natural::compare(&a.0, &b.0));
        let mut inner = BTreeSet::new();
        for (number, (key, tree)) in numbers(&entries).into_iter().zip(entries) {
            let mut fields = match tree {
                Tree::Object(fields) => fields,
                other => {
                    self.odds.push(OddityKind::NoObject(key.clone()));
                    vec![("Output".to_owned(), Tree::Text(other.text()))]
                }
            };
            let repeated = fields.iter().enumerate().find(|(n, (name, _))| fields[..*n].iter().any(|(k, _)| k == name));
            self.odds
                .extend(repeated.map(|(_, (name, _))| OddityKind::Repeated { key: key.clone(), field: name.clone() }));
            if !fields.iter().any(|(name, tree)| name == "Output" && matches!(tree, Tree::Text(_))) {
                self.odds.push(OddityKind::NoOutput(key.clone()));
            }
            let mut text = |name: &str| take(&mut fields, name).map(Tree::text).unwrap_or_default();
            for name in ["model", "people"] {
                inner.insert((name, text(name)));
            }
            let (prompt, mut chat, input, output) = (text("prompt"), text("chat"), text("Input"), text("Output"));
            if chat.is_empty() {
                let rest = input.strip_prefix(&prompt).and_then(|rest| rest.strip_prefix(request::JOINT));
                chat = rest.unwrap_or_default().to_owned();
            }
            let said = SheetText { number: number.unwrap_or(0), prompt, chat, input, output };
            match number {
                Some(number) => {
                    if number.to_string() != key {
                        self.odds.push(OddityKind::OddKey { key, number });
                    }
                    self.conversations.push(said);
                }
                None => self.unnumbered.push((key, said)),
            }
        }
        self.conversations.sort_by_key(|said| said.number);
        inner.retain(|(_, said)| !said.is_empty());
        inner
    }

    /// The sheet's own names, else those of its conversations, else the file's.
    fn name(
        &mut self,
        model: Option<Tree>,
        people: Option<Tree>,
        inner: &BTreeSet<(&'static str, String)>,
        stem: &str,
    ) {
        let own = |name: Option<Tree>, field: &str| {
            let own = name.map(Tree::text).filter(|own| !own.is_empty());
            own.or_else(|| inner.iter().find(|(of, _)| *of == field).map(|(_, said)| said.clone()))
        };
        let (model, people) = (own(model, "model"), own(people, "people"));
        if model.is_none() || people.is_none() {
            self.odds.push(OddityKind::NamedByFile);
        }
        let (of_model, of_people) = stem.rsplit_once('-').unwrap_or((stem, stem));
        self.model = model.unwrap_or_else(|| of_model.to_owned());
        self.people = people.unwrap_or_else(|| of_people.to_owned());
        let others =
            inner.iter().filter(|(field, said)| *said != *if *field == "model" { &self.model } else { &self.people });
        let odds = others.map(|(field, said)| OddityKind::InnerName { field, said: said.clone() });
        self.odds.extend(odds);
    }
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
        let sheet = parse(include_bytes!("../../../batch-core/tests/golden/python-sheet.json").to_vec(), "x").unwrap();
        assert_eq!((sheet.model.as_str(), sheet.people.as_str()), ("lab/lab-v3.1", "患者1"));
        assert_eq!(sheet.conversations.len(), 2);
        assert_eq!(sheet.odds, []);
    }

    #[test]
    fn reads_what_others_made_of_it() {
        let sheet = read(r#"{"conversations":{"10":{"Output":"十"},"2":{"Output":null},"x":{"Output":3},"y":7}}"#);
        let said: Vec<_> = sheet.conversations.iter().map(|c| (c.number, c.output.as_str())).collect();
        assert_eq!(said, [(2, ""), (10, "十")]);
        let said: Vec<_> = sheet.unnumbered.iter().map(|(key, c)| (key.as_str(), c.output.as_str())).collect();
        assert_eq!(said, [("x", "3"), ("y", "7")]);
        assert_eq!((sheet.model.as_str(), sheet.people.as_str()), ("m", "甲"));
        for odd in [
            OddityKind::NoOutput("2".into()),
            OddityKind::NoObject("y".into()),
            OddityKind::NamedByFile,
            OddityKind::StaleResult,
        ] {
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
    fn no_key_takes_the_number_of_another() {
        let keys = ["2", "-1", "01", "1", " 1", "1", "18446744073709551615", "0", "+3", "", "1e0", "１"];
        let conversations: Vec<String> =
            keys.iter().enumerate().map(|(n, key)| format!(r#""{key}":{{"Output":"{n}"}}"#)).collect();
        let sheet = read(&format!(r#"{{"model":"m","people":"p","conversations":{{{}}}}}"#, conversations.join(",")));
        let numbered: Vec<_> = sheet.conversations.iter().map(|said| (said.number, said.output.as_str())).collect();
        // Of two that are called "1", the last is what every other reader shows.
        assert_eq!(numbered, [(1, "5"), (2, "0"), (3, "8")]);
        assert!(sheet.odds.contains(&OddityKind::OddKey { key: "+3".into(), number: 3 }), "{:?}", sheet.odds);
        let mut rest: Vec<_> = sheet.unnumbered.iter().map(|(_, said)| said.output.as_str()).collect();
        rest.sort_by(|a, b| natural::compare(a, b));
        assert_eq!(rest, ["1", "2", "3", "4", "6", "7", "9", "10", "11"]);
    }

    #[test]
    fn says_what_contradicts_itself() {
        let sheet = read(
            r#"{"model":"m","people":"p","conversations":{"1":{"model":"n","people":"p","Output":"a","Output":"b"},
            "2":{"model":"n","people":"q","Output":"c"}},"conversations":{"3":{"Output":"d"}},"result":"b\nc\nd"}"#,
        );
        let odds = [
            OddityKind::Repeated { key: "1".into(), field: "Output".into() },
            OddityKind::InnerName { field: "model", said: "n".into() },
            OddityKind::InnerName { field: "people", said: "q".into() },
        ];
        assert_eq!(sheet.odds, odds);
        assert_eq!((sheet.model.as_str(), sheet.people.as_str(), sheet.conversations.len()), ("m", "p", 3));
    }

    #[test]
    fn says_what_is_no_sheet() {
        let odd = |json: &str| parse(json.as_bytes().to_vec(), "x").map(|_| ()).unwrap_err();
        assert_eq!(odd("[\"prompt\"]"), OddityKind::NotASheet);
        assert_eq!(odd("{\"models\":[]}"), OddityKind::NotASheet);
        assert_eq!(odd("{\"model\":\"m\",\n\"peop"), OddityKind::NotJson { line: 2 });
        assert_eq!(odd(""), OddityKind::NotJson { line: 1 });
    }

    proptest! {
        #[test]
        fn nothing_that_a_file_can_hold_stops_the_reading(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            parse(bytes, "m-p").ok();
        }

        #[test]
        fn half_a_sheet_stops_nothing(cut in 0usize..1200, with in any::<[u8; 3]>()) {
            let mut bytes = include_bytes!("../../../batch-core/tests/golden/python-sheet.json").to_vec();
            let at = cut.min(bytes.len());
            bytes.splice(at..(at + 2).min(bytes.len()), with);
            parse(bytes.clone(), "m-p").ok();
            bytes.truncate(at);
            parse(bytes, "m-p").ok();
        }
    }

    #[test]
    fn mends_half_characters() {
        let sheet = read(r#"{"model":"m","people":"p","conversations":{"1":{"Output":"\ud800"}},"result":"\ud800"}"#);
        assert_eq!(sheet.conversations[0].output, "\u{fffd}");
        assert_eq!(sheet.odds, [OddityKind::HalfCharacters]);
    }
}
