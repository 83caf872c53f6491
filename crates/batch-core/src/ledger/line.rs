//! One line of the ledger as it is read back.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::event::{Usage, known};
use super::part::Lane;
use super::raw::Raw;
use crate::base::key::{Alike, Key, Owner, name_hash};
use crate::platform::fault::Class;

/// What is read of a line; amounts of money as they are written.
#[derive(Debug, Default, PartialEq, Deserialize)]
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
    pub(super) text: Option<Raw<'a>>,
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
    pub(super) worst: Option<Raw<'a>>,
    #[serde(borrow)]
    pub(super) cost: Option<Raw<'a>>,
    #[serde(borrow)]
    pub(super) perhaps: Option<Raw<'a>>,
    #[serde(borrow)]
    pub(super) uncached: Option<Raw<'a>>,
    /// Why the model stopped.
    #[serde(borrow)]
    pub(super) finish_reason: Option<Raw<'a>>,
    /// How long it took.
    #[serde(borrow)]
    pub(super) ms: Option<Raw<'a>>,
}

impl Line<'_> {
    /// Whose it is.
    pub(super) fn owner(&self) -> Option<Owner> {
        Some((name_hash(self.model.as_ref()?), name_hash(self.people.as_ref()?)))
    }
}

/// Reads a line however it is written; `None` if it says something else where this version expects what it knows.
pub(super) fn exact(line: &[u8]) -> Option<Line<'_>> {
    serde_json::from_slice(line).ok()
}
