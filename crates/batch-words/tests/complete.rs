//! Both languages say the same things, and everything that they say is said somewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// Messages of a language, each with the names of its arguments.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The files of a language, by name.
fn files(language: &str) -> BTreeMap<String, String> {
    let folder = fs::read_dir(root().join("locales").join(language)).unwrap();
    let paths = folder.map(|entry| entry.unwrap().path());
    paths
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap()))
        .collect()
}

/// The messages of a file.
fn messages(name: &str, text: &str) -> Messages {
    let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{name}: {errors:?}"));
    let mut messages = Messages::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut variables = BTreeSet::new();
        of_pattern(&message.value.unwrap(), &mut variables);
        let id = message.id.name.to_owned();
        assert!(messages.insert(id, variables).is_none(), "{name}: {} stands there twice", message.id.name);
    }
    messages
}

fn of_pattern(pattern: &Pattern<&str>, variables: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, variables);
        }
    }
}

fn of_expression(expression: &Expression<&str>, variables: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, variables),
        Expression::Select { selector, variants } => {
            of_inline(selector, variables);
            variants.iter().for_each(|variant| of_pattern(&variant.value, variables));
        }
    }
}

fn of_inline(inline: &InlineExpression<&str>, variables: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => drop(variables.insert(id.name.to_owned())),
        InlineExpression::Placeable { expression } => of_expression(expression, variables),
        _ => {}
    }
}

#[test]
fn both_languages_have_every_message_and_every_argument() {
    let (chinese, english) = (files("zh-CN"), files("en"));
    assert_eq!(chinese.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
    for (name, text) in chinese {
        assert_eq!(messages(&name, &text), messages(&name, &english[&name]), "{name}");
    }
}

#[test]
fn no_id_stands_in_two_files() {
    let mut ids = BTreeSet::new();
    for id in files("zh-CN").iter().flat_map(|(name, text)| messages(name, text).into_keys()) {
        assert!(ids.insert(id.clone()), "{id}");
    }
}

#[test]
fn no_chinese_stands_in_the_english_files() {
    let chinese = |c: char| matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}');
    for (name, text) in files("en") {
        for (n, line) in text.lines().enumerate() {
            assert!(!line.contains(chinese), "{name}:{}: {line}", n + 1);
        }
    }
}

/// The program's text, tests in it included.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            text.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_message_is_said_somewhere() {
    let mut text = String::new();
    for entry in fs::read_dir(root().join("..")).unwrap().map(Result::unwrap) {
        let folder = entry.path().join("src");
        if folder.is_dir() {
            sources(&folder, &mut text);
        }
    }
    let called = |id: &str| text.contains(&format!(".{}(", id.replace('-', "_")));
    let ids = files("zh-CN").into_iter().flat_map(|(name, text)| messages(&name, &text).into_keys());
    let unsaid: Vec<String> = ids.filter(|id| !called(id)).collect();
    assert!(unsaid.is_empty(), "{unsaid:#?}");
}
