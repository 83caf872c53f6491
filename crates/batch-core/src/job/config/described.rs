//! The config's `platform` section: a preset, what is changed in it, and the profile that comes of both.

use std::path::Path;

use http::{HeaderName, HeaderValue, header};
use serde_json::{Map, Value};

use super::complain::{look_up, unfit};
use super::document::Document;
use crate::base::problem::{ConfigProblem, Found, Problem, Wanted};
use crate::platform::{Auth, Platform, Profile};
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
    let mut whole = preset.as_ref().map_or_else(|| Map::new().into(), |preset| preset.document.value.clone());
    let mut changes = Value::Object(section.clone());
    changes.as_object_mut().map(|changes| changes.remove("preset"));
    merge(&mut whole, changes);
    without_comments(&mut whole);
    // Whoever wrote it mends it.
    let wrong = |field: &str, what: ConfigProblem| match &preset {
        Some(preset) if look_up(&document.value, &format!("platform.{field}")).is_none() => {
            let problem = Problem::new(what).at(preset.document.line_of(field)).field(field);
            Problem { file: Some(preset.file.clone()), ..problem }
        }
        _ => here(field, what.into()),
    };
    let described: Profile = serde_path_to_error::deserialize(&whole).map_err(|e| {
        let field = e.path().to_string();
        wrong(&field, unfit(&field, &e.inner().to_string(), look_up(&whole, &field)))
    })?;
    if let Some((field, wanted)) = odd(&described) {
        let found = look_up(&whole, &field).map(|value| Found::Kind(value.into()));
        return Err(wrong(&field, ConfigProblem::WrongType { wanted, found }));
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
    let name = name.to_lowercase();
    let is_named = ["key", "auth", "token", "secret", "cookie"].iter().any(|word| name.contains(word));
    let looks_like_one = |word: &str| word.len() >= 16 && word.contains(|c: char| c.is_ascii_digit());
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
        return Err(Problem::new(ConfigProblem::unknown("preset", name, &names)));
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

fn without_comments(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|name, _| !name.starts_with(['_', '$']));
            map.values_mut().for_each(without_comments);
        }
        Value::Array(items) => items.iter_mut().for_each(without_comments),
        _ => {}
    }
}

/// Headers that say how a call is sent, which is nobody's to choose.
const OURS: &[HeaderName] = &[
    header::ACCEPT_ENCODING,
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::EXPECT,
    header::HOST,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The first field of the right type that makes no sense.
fn odd(profile: &Profile) -> Option<(String, Wanted)> {
    let is_short = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if profile.id.is_empty() || !profile.id.chars().all(is_short) {
        return Some(("id".to_owned(), Wanted::ShortName));
    }
    let balance = profile.balance.map(|balance| ("balance.path", balance.path));
    let count = profile.token_count.map(|count| ("token_count.path", count.path));
    let paths = [Some(("chat_path", profile.chat_path)), balance, count];
    if let Some((field, _)) = paths.into_iter().flatten().find(|(_, path)| !path.starts_with('/')) {
        return Some((field.to_owned(), Wanted::Path));
    }
    let is_header = |name: &str, value: &str| {
        HeaderName::try_from(name).is_ok_and(|name| !OURS.contains(&name)) && HeaderValue::from_str(value).is_ok()
    };
    if let Some((name, _)) = profile.headers.iter().find(|(name, value)| !is_header(name, value)) {
        return Some((format!("headers.{name}"), Wanted::Header));
    }
    if matches!(profile.auth, Auth::Header(name) if !is_header(name, "")) {
        return Some(("auth.header".to_owned(), Wanted::Header));
    }
    let says_nothing = profile.rules.iter().position(|rule| rule.fits_everything());
    if let Some(row) = says_nothing {
        return Some((format!("errors[{row}]"), Wanted::Rule));
    }
    (profile.limits.concurrency == 0).then(|| ("limits.concurrency".to_owned(), Wanted::WholeNumber))
}
