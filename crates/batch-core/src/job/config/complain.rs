//! Turns serde's words about a wrong type into one sentence for the user, and finds keys that nobody reads.

use serde_json::Value;

use super::document::{Document, element, step};
use super::file::{File, ModelKeys};
use super::prices::{BudgetKeys, INNER_PATH, PriceKeys};
use crate::base::problem::{ConfigProblem, Found, Problem, Wanted};
use crate::platform::Profile;
use crate::privacy;

/// Reads the typed file from a document.
///
/// # Errors
/// A [`Problem`] with field path and line.
pub fn read(document: &Document) -> Result<File, Problem> {
    if !document.value.is_object() {
        return Err(Problem::new(ConfigProblem::NotAnObject).at(Some(1)));
    }
    serde_path_to_error::deserialize(&document.value).map_err(|e| {
        let words = e.inner().to_string();
        let mut field = e.path().to_string();
        let words = match words.split_once(INNER_PATH) {
            Some((inner, words)) => {
                // serde_path_to_error calls the root of an inner object ".".
                if inner != "." {
                    field = format!("{field}.{inner}");
                }
                words.to_owned()
            }
            None => words,
        };
        let found = look_up(&document.value, &field);
        Problem::new(wrong_type(&field, &words, found)).at(document.line_of(&field)).field(field)
    })
}

/// serde's words about a wrong type, typed, without the value unless it is a number or a bool of a harmless field: a string
/// may be a key.
fn wrong_type(field: &str, words: &str, found: Option<&Value>) -> ConfigProblem {
    let harmless = !field.starts_with("api_config");
    let found = found.map(|value| match value {
        Value::Number(n) if harmless => Found::Number(n.to_string()),
        Value::Bool(b) => Found::Bool(*b),
        Value::String(s) if matches!(field, "log_level" | "language") => {
            Found::Text(privacy::guarded(s).chars().take(20).collect())
        }
        value => Found::Kind(value.into()),
    });
    ConfigProblem::WrongType { wanted: wanted(field, words), found }
}

/// serde's words about what a field of a described platform does not take.
pub(super) fn unfit(field: &str, words: &str, found: Option<&Value>) -> ConfigProblem {
    let quoted: Vec<&str> = words.split('`').skip(1).step_by(2).collect();
    // What is written may be a key that stands in the wrong place.
    let is_a_word = |got: &str| got.len() <= 24 && got.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let other =
        || ConfigProblem::WrongType { wanted: expected(words), found: found.map(|found| Found::Kind(found.into())) };
    match quoted.split_first() {
        Some((got, _)) if words.starts_with("unknown variant") && !is_a_word(got) => other(),
        Some((got, known)) if words.starts_with("unknown variant") || words.starts_with("unknown field") => {
            let mut known = known.to_vec();
            known.sort_by(|a, b| likeness(got, b).total_cmp(&likeness(got, a)));
            let place = field.rsplit('.').next().unwrap_or(field);
            let place = if words.starts_with("unknown field") && place == *got { "platform" } else { place };
            ConfigProblem::unknown(place, &privacy::guarded(got), &known)
        }
        _ => other(),
    }
}

fn likeness(key: &str, name: &str) -> f64 {
    strsim::jaro_winkler(&key.to_lowercase(), name)
}

/// The known name that a wrong one was probably meant to be.
fn nearest<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|name| (likeness(key, name), *name))
        .filter(|(likeness, _)| *likeness > 0.82)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

fn wanted(field: &str, words: &str) -> Wanted {
    let last = field.rsplit('.').next().unwrap_or(field);
    match last {
        "models" => return Wanted::Models,
        "log_level" => return Wanted::LogLevel,
        "language" => return Wanted::Language,
        "budget" => return Wanted::Budget,
        "stream" => return Wanted::Stream,
        "prices" => return Wanted::Prices,
        "api_config" | "extra_body" | "platform" => return Wanted::Object,
        _ if last.starts_with("models[") => return Wanted::Model,
        _ => {}
    }
    expected(words)
}

/// What serde says that it expected.
fn expected(words: &str) -> Wanted {
    let expected = words.rsplit("expected ").next().unwrap_or_default();
    let begins = |with: &[&str]| with.iter().any(|with| expected.starts_with(with));
    match () {
        () if words.starts_with("missing field") => Wanted::Required,
        () if begins(&["u32", "u64"]) => Wanted::WholeNumber,
        () if begins(&["f64"]) => Wanted::Number,
        () if begins(&["a string"]) => Wanted::Text,
        () if begins(&["a sequence"]) => Wanted::List,
        () if begins(&["a map", "struct"]) => Wanted::Object,
        () => Wanted::Other,
    }
}

pub(super) fn look_up<'a>(root: &'a Value, field: &str) -> Option<&'a Value> {
    let (mut value, mut rest) = (root, field);
    while !rest.is_empty() {
        (value, rest) = match value {
            Value::Object(map) => {
                let (name, rest) = step(map.keys().map(String::as_str), rest)?;
                (map.get(name)?, rest)
            }
            Value::Array(items) => {
                let (number, rest) = element(rest)?;
                (items.get(number)?, rest)
            }
            _ => return None,
        };
    }
    Some(value)
}

/// Unknown keys that are named; each costs a search for its line and for what was meant.
const MOST_UNKNOWN: usize = 20;

/// One sentence for each key that is read by nobody, with the nearest known one.
#[must_use]
pub fn unknown_keys(document: &Document, file: &File, profile: &Profile) -> Vec<Problem> {
    let mut found = Vec::new();
    let mut more = 0;
    let mut check = |prefix: &str, keys: Vec<&str>, known: &[&str]| {
        for key in keys {
            if key.starts_with('_') || key.starts_with('$') || known.contains(&key) {
                continue;
            }
            if found.len() == MOST_UNKNOWN {
                more += 1;
                continue;
            }
            let nearest = nearest(key, known);
            let field = format!("{prefix}{key}");
            let line = document.line_of(&field);
            // A key may stand where a name should.
            let field = format!("{prefix}{}", privacy::guarded(key));
            found.push(
                Problem::new(ConfigProblem::UnknownKey { nearest: nearest.map(str::to_owned) }).at(line).field(field),
            );
        }
    };
    let keys = |value: Option<&Value>| -> Vec<String> {
        value.and_then(Value::as_object).map(|m| m.keys().cloned().collect()).unwrap_or_default()
    };
    fn borrow(keys: &[String]) -> Vec<&str> {
        keys.iter().map(String::as_str).collect()
    }
    let top = keys(Some(&document.value));
    // Only a program for any platform is told what its platform is.
    let known = super::schema::top_level_keys().into_iter();
    let known: Vec<&str> = known.filter(|key| profile.presets.is_some() || *key != "platform").collect();
    check("", borrow(&top), &known);
    let api = keys(document.value.get("api_config"));
    let mut known: Vec<&str> = vec!["api_key", "base_url", "keep_alive"];
    known.extend(profile.vendor_keys.iter().map(|k| k.name));
    check("api_config.", borrow(&api), &known);
    let mut known = ModelKeys::NAMES.to_vec();
    known.extend(profile.vendor_keys.iter().filter(|k| k.per_model).map(|k| k.name));
    check("budget.", borrow(&keys(document.value.get("budget"))), BudgetKeys::NAMES);
    for model in file.prices.iter().flatten().map(|(model, _)| model) {
        let price = keys(document.value.get("prices").and_then(|prices| prices.get(model)));
        check(&format!("prices.{model}."), borrow(&price), PriceKeys::NAMES);
    }
    for (n, entry) in file.models.iter().flatten().enumerate() {
        let names: Vec<String> = entry.vendor.keys().cloned().collect();
        check(&format!("models[{n}]."), borrow(&names), &known);
    }
    if more > 0 {
        found.push(Problem::new(ConfigProblem::MoreUnknownKeys { count: more }));
    }
    found
}
