//! The config's `platform` section: a preset, what is changed in it, and the profile that comes of both.

mod sense;

use std::path::Path;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::complain::{look_up, unfit};
use super::document::Document;
use crate::base::problem::{ConfigProblem, Found, Problem, Wanted};
use crate::platform::registry::Registry;
use crate::platform::{Platform, Profile};
use crate::privacy;

/// Makes the platform what the document's `platform` section describes, if it has one and the platform may be any.
///
/// # Errors
/// A [`Problem`] with field and line in the config, or in the preset's file.
pub(super) fn apply(platform: &mut dyn Platform, document: &Document, config: &Path) -> Result<(), Problem> {
    let own = platform.profile().clone();
    let (Some(presets), Some(section)) = (own.presets, document.value.get("platform").and_then(Value::as_object))
    else {
        return Ok(());
    };
    let here = |field: &str, what| {
        let field = format!("platform.{field}");
        Problem::in_file(config, what).at(document.line_of(&field)).field(field)
    };
    let preset = match section.get("preset").filter(|preset| !preset.is_null()) {
        None => None,
        Some(Value::String(name)) => Some(find(presets, name, config).map_err(|p| match p.file {
            Some(_) => p,
            None => here("preset", *p.what),
        })?),
        Some(other) => {
            let found = Some(Found::Kind(other.into()));
            return Err(here("preset", ConfigProblem::WrongType { wanted: Wanted::Text, found }.into()));
        }
    };
    if let Some(preset) = preset.as_ref().filter(|preset| preset.document.value.get("preset").is_some()) {
        let (line, of_presets) =
            (preset.document.line_of("preset"), ConfigProblem::unknown("platform", "preset", &["id", "base_url"]));
        let problem = Problem::new(of_presets).at(line).field("preset");
        return Err(Problem { file: Some(preset.file.clone()), ..problem });
    }
    let mut whole = preset.as_ref().map_or_else(|| Map::new().into(), |preset| preset.document.value.clone());
    let mut changes = Value::Object(section.clone());
    changes.as_object_mut().map(|changes| changes.remove("preset"));
    merge(&mut whole, changes);
    only_what_counts(&mut whole);
    // Whoever wrote it mends it.
    let wrong = |field: &str, what: ConfigProblem| match &preset {
        Some(preset) if look_up(&document.value, &format!("platform.{field}")).is_none() => {
            let problem = Problem::new(what).at(preset.document.line_of(field)).field(field);
            Problem { file: Some(preset.file.clone()), ..problem }
        }
        _ => here(field, what.into()),
    };
    let described: Profile = read(&whole, "").map_err(|(field, what)| wrong(&field, what))?;
    if let Some(models) = whole.get("models") {
        read::<Registry>(models, "models").map_err(|(field, what)| wrong(&field, what))?;
    }
    if let Some((field, what)) = sense::nonsense(&described, &whole) {
        return Err(wrong(&field, what));
    }
    for (name, value) in described.headers {
        keep_secrets(name, value);
    }
    let program = if own.program.is_empty() { own.id } else { own.program };
    let Profile { sample_config, presets, vendor_keys, dialect, .. } = own;
    platform.become_described(Profile { program, sample_config, presets, vendor_keys, dialect, ..described });
    Ok(())
}

/// Whatever in a header may be a key is shown nowhere: each word of those that are named like one, and what looks like one.
fn keep_secrets(name: &str, value: &str) {
    let is_named = privacy::names_a_secret(name);
    let looks_like_one =
        |word: &str| privacy::looks_like_a_key(word) || word.len() >= 16 && word.contains(|c: char| c.is_ascii_digit());
    let words = value.split([' ', ';', ',', '=']).filter(|word| word.len() >= 8);
    words.filter(|word| is_named || looks_like_one(word)).for_each(privacy::keep);
}

/// A preset, and where it is from.
struct Preset {
    file: String,
    document: Document,
}

/// One of the program's own, or the user's file beside the config.
fn find(presets: &[(&str, &str)], name: &str, config: &Path) -> Result<Preset, Problem> {
    if let Some((_, text)) = presets.iter().find(|(own, _)| *own == name) {
        return Ok(Preset { file: format!("preset {name}"), document: Document::parse((*text).to_owned(), None)? });
    }
    if !name.ends_with(".json") {
        let names: Vec<&str> = presets.iter().map(|(name, _)| *name).collect();
        return Err(Problem::new(ConfigProblem::unknown("preset", &privacy::guarded(name), &names)));
    }
    let path = config.parent().unwrap_or_else(|| Path::new("")).join(name);
    let document = Document::read(&path)?;
    match document.value.is_object() {
        true => Ok(Preset { file: path.display().to_string(), document }),
        false => Err(Problem::in_file(&path, ConfigProblem::NotAnObject).at(Some(1))),
    }
}

/// Objects key by key; anything else is replaced.
fn merge(into: &mut Value, changes: Value) {
    match (into, changes) {
        (Value::Object(into), Value::Object(changes)) => {
            for (name, change) in changes {
                merge(into.entry(name).or_insert(Value::Null), change);
            }
        }
        (into, change) => *into = change,
    }
}

/// Takes out comments, and what is null: it is the same as leaving it out, also of what a preset says.
fn only_what_counts(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|name, value| !name.starts_with(['_', '$']) && !value.is_null());
            map.values_mut().for_each(only_what_counts);
        }
        Value::Array(items) => items.iter_mut().for_each(only_what_counts),
        _ => {}
    }
}

/// Reads a value that stands at a field; what is wrong, and at which field.
fn read<T: DeserializeOwned>(value: &Value, at: &str) -> Result<T, (String, ConfigProblem)> {
    serde_path_to_error::deserialize(value).map_err(|e| {
        let words = e.inner().to_string();
        let inner = Some(e.path().to_string()).filter(|path| path != ".").unwrap_or_default();
        let missing = words.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
        let parts = [at, &inner, missing.unwrap_or_default()];
        let field = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(".");
        (field.clone(), unfit(&field, &words, look_up(value, &inner).filter(|_| missing.is_none())))
    })
}
