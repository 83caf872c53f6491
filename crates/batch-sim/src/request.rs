//! The body of a chat request, as far as the simulator looks at it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::refusal::Refusal;

/// Reads the body of a request.
pub(crate) fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    if body.starts_with(b"\xef\xbb\xbf") {
        return Err(Refusal::ByteOrderMark);
    }
    serde_json::from_slice(body).map_err(|error| Refusal::NotJson(error.to_string()))
}

/// A chat request. Fields that no platform knows are ignored.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct ChatRequest<'a> {
    #[serde(borrow)]
    pub model: Option<Text<'a>>,
    #[serde(borrow)]
    pub messages: Option<Vec<Message<'a>>>,
    pub max_tokens: Option<i64>,
    pub max_completion_tokens: Option<i64>,
    pub temperature: Option<f64>,
    pub top_p: Option<f64>,
    pub top_k: Option<f64>,
    pub n: Option<f64>,
    pub presence_penalty: Option<f64>,
    pub frequency_penalty: Option<f64>,
    #[serde(deserialize_with = "stops")]
    pub stop: Vec<String>,
    pub stream: Option<bool>,
    pub stream_options: Option<StreamOptions>,
    pub thinking: Option<ThinkingSwitch>,
    pub reasoning_effort: Option<String>,
}

/// How an answer is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// At once.
    Whole,
    /// As a stream, and whether with its usage.
    Stream { usage: bool },
}

impl Wish {
    /// Whether a stream is to have its usage.
    pub(crate) const fn usage(self) -> Option<bool> {
        match self {
            Self::Whole => None,
            Self::Stream { usage } => Some(usage),
        }
    }
}

/// One message.
#[derive(Debug, Deserialize)]
pub(crate) struct Message<'a> {
    #[serde(borrow, default)]
    pub role: Text<'a>,
    /// A text, a list of parts whose texts are put together, or nothing.
    #[serde(borrow, default)]
    pub content: Text<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct StreamOptions {
    pub include_usage: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ThinkingSwitch {
    #[serde(rename = "type", default)]
    pub kind: String,
}

impl ChatRequest<'_> {
    /// The model as asked for; empty if there is none.
    pub(crate) fn model(&self) -> &str {
        self.model.as_ref().map_or("", Text::as_str)
    }

    /// Role and content of every message.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.messages.iter().flatten().map(|message| (message.role.as_str(), message.content.as_str()))
    }

    pub(crate) fn thinking(&self) -> Option<&str> {
        self.thinking.as_ref().map(|switch| switch.kind.as_str())
    }

    /// How the answer is to come.
    pub(crate) fn wish(&self) -> Wish {
        let usage = self.stream_options.as_ref().is_some_and(|options| options.include_usage);
        if self.stream.unwrap_or(false) { Wish::Stream { usage } } else { Wish::Whole }
    }

    /// `max_completion_tokens`, else `max_tokens`.
    pub(crate) fn any_cap(&self) -> Option<(&'static str, i64)> {
        let newer = self.max_completion_tokens.map(|cap| ("max_completion_tokens", cap));
        newer.or_else(|| self.max_tokens.map(|cap| ("max_tokens", cap)))
    }
}

/// Text that borrows from the body where it can.
#[derive(Debug, Default)]
pub(crate) struct Text<'a>(Cow<'a, str>);

impl Text<'_> {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a list of content parts")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(text)))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Text::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Self::Value, A::Error> {
        let mut all = String::new();
        while let Some(part) = parts.next_element::<Part>()? {
            all.push_str(&part.0);
        }
        Ok(Text(Cow::Owned(all)))
    }
}

/// The `text` of a content part.
struct Part(String);

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PartVisitor)
    }
}

struct PartVisitor;

impl<'de> Visitor<'de> for PartVisitor {
    type Value = Part;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a content part")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Part, A::Error> {
        let mut text = String::new();
        while let Some(key) = map.next_key::<String>()? {
            if key == "text" {
                text = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Part(text))
    }
}

/// `stop`: nothing, one text or several.
fn stops<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Stops {
        None,
        One(String),
        Many(Vec<String>),
    }
    Ok(match Stops::deserialize(deserializer)? {
        Stops::None => Vec::new(),
        Stops::One(stop) => vec![stop],
        Stops::Many(stops) => stops,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> ChatRequest<'_> {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn texts_parts_and_nothing_are_read() {
        let request = read(
            r#"{"model":"m","messages":[{"role":"system","content":null},{"role":"user","content":"问\n题"},
               {"role":"user","content":[{"type":"text","text":"甲"},{"type":"image_url","image_url":{"url":"x"}},
               {"text":"乙"}]},{"role":"assistant"}],"stop":"end","stream":null,"seed":7}"#,
        );
        let texts: Vec<_> = request.texts().collect();
        assert_eq!(texts, [("system", ""), ("user", "问\n题"), ("user", "甲乙"), ("assistant", "")]);
        assert_eq!(request.stop, ["end"]);
        assert_eq!(request.wish(), Wish::Whole);
    }

    #[test]
    fn the_newer_cap_wins() {
        assert_eq!(read(r#"{"max_tokens":5}"#).any_cap(), Some(("max_tokens", 5)));
        assert_eq!(read(r#"{"max_tokens":5,"max_completion_tokens":6}"#).any_cap(), Some(("max_completion_tokens", 6)));
    }

    #[test]
    fn wrong_types_are_errors() {
        assert!(serde_json::from_str::<ChatRequest<'_>>(r#"{"temperature":"hot"}"#).is_err());
        assert!(serde_json::from_str::<ChatRequest<'_>>(r#"{"messages":"hi"}"#).is_err());
        assert!(serde_json::from_str::<ChatRequest<'_>>("[]").is_err() || read("[]").messages.is_none());
    }
}
