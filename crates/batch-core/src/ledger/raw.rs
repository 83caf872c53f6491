//! A value of a line as it is written, read only where it is needed.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// The bytes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Raw<'a>(pub(super) &'a [u8]);

impl<'a> Raw<'a> {
    /// What it says; `None` if it is something else, as a later version may write it.
    #[must_use]
    pub fn says<T: Deserialize<'a>>(self) -> Option<T> {
        serde_json::from_slice(self.0).ok()
    }

    /// True for a text.
    pub(super) fn is_text(self) -> bool {
        self.0.first() == Some(&b'"')
    }

    /// The digits of a number; `None` if it is none.
    pub(super) fn number(self) -> Option<&'a str> {
        let begins = self.0.first().is_some_and(|first| *first == b'-' || first.is_ascii_digit());
        std::str::from_utf8(self.0).ok().filter(|_| begins)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(from).map(|raw| Self(raw.get().as_bytes()))
    }
}
