//! Data that a platform's crate has as constants, read from JSON: it is read once and lives as long as the process, and so it
//! is given away to it.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

/// A text that lives as long as the process. (serde would want to borrow a plain `&'static str` from what it reads.)
pub type Text = &'static str;

fn keep<T>(values: Vec<T>) -> &'static [T] {
    values.leak()
}

/// A text.
pub fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
    Ok(String::deserialize(from)?.leak())
}

/// A text that may be null or left out.
pub fn optional_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Text>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(|text| &*text.leak()))
}

/// A list of texts.
pub fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<&'static [Text], D::Error> {
    Ok(keep(Vec::<String>::deserialize(from)?.into_iter().map(|text| &*text.leak()).collect()))
}

/// A list.
pub fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<&'static [T], D::Error> {
    Ok(keep(Vec::deserialize(from)?))
}

/// An object, in its order; names that begin with `_` are comments.
pub fn map<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<&'static [(Text, T)], D::Error> {
    struct Pairs<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
        type Value = Vec<(Text, T)>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut pairs = Vec::new();
            while let Some((name, value)) = map.next_entry::<String, T>()? {
                pairs.push((&*name.leak(), value));
            }
            Ok(pairs)
        }
    }
    Ok(keep(from.deserialize_map(Pairs(PhantomData))?))
}

/// An object of texts.
pub fn text_map<'de, D: Deserializer<'de>>(from: D) -> Result<&'static [(Text, Text)], D::Error> {
    let pairs: &[(Text, String)] = map(from)?;
    Ok(keep(pairs.iter().map(|(name, text)| (*name, &*text.clone().leak())).collect()))
}

/// The text of any JSON.
pub fn json<'de, D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
    Ok(Value::deserialize(from)?.to_string().leak())
}
