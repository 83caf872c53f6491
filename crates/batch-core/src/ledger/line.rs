//! One line of the ledger as it is read back: what it says, and whether it is to be believed.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::event::{Usage, known};
use super::part::Lane;
use super::seal::is_whole;
use crate::base::key::{Alike, Key, Owner, name_hash};
use crate::platform::fault::Class;

/// What is read of a line; amounts of money as they are written.
#[derive(Deserialize)]
pub(super) struct Line<'a> {
    pub(super) event: &'a str,
    pub(super) key: Option<Key>,
    #[serde(default, deserialize_with = "known")]
    pub(super) class: Option<Class>,
    #[serde(default, deserialize_with = "known")]
    pub(super) usage: Option<Usage>,
    #[serde(default)]
    pub(super) status: u16,
    #[serde(borrow)]
    pub(super) model: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) people: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) text: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "known")]
    pub(super) alike: Option<Alike>,
    pub(super) phase: Option<&'a str>,
    /// How it was asked.
    #[serde(default, deserialize_with = "known")]
    pub(super) lane: Option<Lane>,
    pub(super) currency: Option<&'a str>,
    #[serde(borrow)]
    pub(super) base_url: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "known")]
    pub(super) served_at_once: Option<BTreeMap<String, u32>>,
    #[serde(borrow)]
    pub(super) worst: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) cost: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) perhaps: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) uncached: Option<&'a RawValue>,
}

impl Line<'_> {
    /// Whose it is.
    pub(super) fn owner(&self) -> Option<Owner> {
        Some((name_hash(self.model.as_ref()?), name_hash(self.people.as_ref()?)))
    }
}

/// A line that is not what was once written, or that nobody can have written.
pub(super) struct Damaged;

/// Reads a line (without its end). A later version's, which says something else where this one expects a field that it
/// knows, is `None`: it is carried along.
pub(super) fn parse(line: &[u8]) -> Result<Option<Line<'_>>, Damaged> {
    if !is_whole(line) {
        return Err(Damaged);
    }
    match serde_json::from_slice::<Line<'_>>(line) {
        Err(_) => Ok(None),
        Ok(line) if is_contradictory(&line) => Err(Damaged),
        Ok(line) => Ok(Some(line)),
    }
}

/// True if a line (without its end) is to be believed: it is what was once written, and can be true.
pub(super) fn is_sound(line: &[u8]) -> bool {
    parse(line).is_ok()
}

/// Most money that a line is believed to speak of, in any currency.
const MOST_MONEY: f64 = 1e12;

/// An amount of money; `None` if it is none, as a later version may write it.
fn amount(raw: Option<&RawValue>) -> Result<Option<f64>, Damaged> {
    let Some(text) = raw.map(RawValue::get).filter(|text| text.starts_with(|c: char| c == '-' || c.is_ascii_digit()))
    else {
        return Ok(None);
    };
    let money: f64 = text.parse().map_err(|_| Damaged)?;
    if (0.0..=MOST_MONEY).contains(&money) { Ok(Some(money)) } else { Err(Damaged) }
}

/// An amount of a line that was found to be sound.
pub(super) fn known_amount(raw: Option<&RawValue>) -> Option<f64> {
    amount(raw).ok().flatten()
}

/// True if a line says what cannot be: money that is none, an answer without a text or a name, or names that its own key
/// contradicts.
fn is_contradictory(line: &Line<'_>) -> bool {
    if [line.worst, line.cost, line.perhaps, line.uncached].into_iter().any(|raw| amount(raw).is_err()) {
        return true;
    }
    if line.event != "answered" || line.key.is_none() {
        return false;
    }
    let (Some(model), Some(people)) = (&line.model, &line.people) else { return true };
    let has_text = line.text.is_some_and(|text| text.get().starts_with('"'));
    !has_text || line.alike.is_some_and(|alike| line.key != Some(alike.key(model, people)))
}
