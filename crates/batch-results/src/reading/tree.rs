//! JSON as it stands in a file: an object keeps all its entries in their order, those that share a name too, where a map
//! would keep one of them and lose the others in silence.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    Object(Vec<(String, Tree)>),
    Array(Vec<Tree>),
    Text(String),
    /// A number, a truth or null.
    Plain(Value),
}

impl Tree {
    /// As text: strings as they are, null as nothing.
    pub fn text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Plain(Value::Null) => String::new(),
            other => Value::from(other).to_string(),
        }
    }
}

impl From<Tree> for Value {
    fn from(tree: Tree) -> Self {
        match tree {
            Tree::Object(entries) => entries.into_iter().map(|(name, tree)| (name, Self::from(tree))).collect(),
            Tree::Array(items) => items.into_iter().map(Self::from).collect(),
            Tree::Text(text) => text.into(),
            Tree::Plain(value) => value,
        }
    }
}

/// Takes all entries of a name out of an object; the last one counts, as for other readers.
pub(super) fn take(entries: &mut Vec<(String, Tree)>, name: &str) -> Option<Tree> {
    let mut found = None;
    entries.retain_mut(|(key, tree)| {
        let is_it = key == name;
        if is_it {
            found = Some(std::mem::replace(tree, Tree::Plain(Value::Null)));
        }
        !is_it
    });
    found
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Tree::Object(entries))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Tree::Array(items))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Tree, E> {
        Ok(Tree::Text(text))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Plain(value.into()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Plain(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Plain(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Plain(value.into()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Tree, E> {
        Ok(Tree::Plain(Value::Null))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_every_entry_in_its_order() {
        let json = r#"{"b":1,"a":[null,true,-2,0.5,"x"],"b":{"c":"d","c":"e"}}"#;
        let Tree::Object(mut entries) = serde_json::from_str(json).unwrap() else { panic!() };
        assert_eq!(entries.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["b", "a", "b"]);
        assert_eq!(take(&mut entries, "b").map(Tree::text).as_deref(), Some(r#"{"c":"e"}"#));
        assert_eq!(take(&mut entries, "b"), None);
        assert_eq!(entries[0].1.clone().text(), r#"[null,true,-2,0.5,"x"]"#);
        assert_eq!(Tree::Plain(Value::Null).text(), "");
    }
}
