//! An HTTP 200 reply: what it says, and whether that is an answer. Lenient about everything that an answer does not
//! need: fields may be missing, extra, null or of another type.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::fault::Class;

/// Tokens of one call as the platform counted them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Prompt tokens, those from the cache included.
    pub prompt: u64,
    /// Completion tokens, reasoning included where the platform counts it there.
    pub completion: u64,
    /// Prompt tokens that came from the platform's cache.
    pub cached: u64,
    /// Tokens spent on thinking.
    pub reasoning: u64,
}

/// A model's answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// What the model said.
    pub text: String,
    /// The platform's `finish_reason`, if it gave one.
    pub finish: Option<String>,
    /// Tokens, if the platform counted them.
    pub usage: Option<Usage>,
    /// The model's thinking, if it came apart from the answer.
    pub thinking: Option<String>,
    /// The platform's id of the reply.
    pub id: Option<String>,
}

impl Answer {
    /// True if the cap on tokens cut the text short.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.finish.as_deref() == Some("length")
    }
}

/// A reply taken apart, before anyone judges it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    /// The first choice's text; `None` if null, missing or of another type.
    pub text: Option<String>,
    /// The first choice's `finish_reason`.
    pub finish: Option<String>,
    /// `reasoning_content` (or `reasoning`) of the first choice.
    pub thinking: Option<String>,
    /// The platform's refusal text, where it has a field for it.
    pub refusal: Option<String>,
    /// Tokens.
    pub usage: Option<Usage>,
    /// The reply's id.
    pub id: Option<String>,
    /// `error` under HTTP 200, if there is one and no choice beside it.
    pub error: Option<Value>,
}

impl Reply {
    /// Takes a body apart.
    ///
    /// # Errors
    /// [`Class::Html`] or [`Class::BadJson`].
    pub fn parse(body: &[u8]) -> Result<Self, Class> {
        let wire: Wire = match serde_json::from_slice(body) {
            Ok(wire) => wire,
            Err(_) if looks_like_html(body) => return Err(Class::Html),
            // A lone half of a surrogate pair is no text in any encoding, yet some models produce it.
            Err(_) => serde_json::from_slice(&mend_surrogates(body)).map_err(|_| Class::BadJson)?,
        };
        let no_choice = wire.choices.is_empty();
        let choice = wire.choices.into_iter().next().unwrap_or_default();
        let message = choice.message;
        Ok(Self {
            text: message.content.0,
            finish: choice.finish_reason.0,
            thinking: message.reasoning_content.0.or(message.reasoning.0).filter(|t| !t.is_empty()),
            refusal: message.refusal.0.filter(|t| !t.is_empty()),
            usage: wire.usage.0.or(choice.usage.0),
            id: wire.id.0,
            error: wire.error.filter(|e| no_choice && !e.is_null()),
        })
    }

    /// The answer in it.
    ///
    /// # Errors
    /// The class of a reply that is none: refused, empty, or empty because thinking used up the cap.
    pub fn answer(self) -> Result<Answer, Class> {
        let said = self.text.as_deref().is_some_and(|t| !t.trim().is_empty());
        match self.finish.as_deref() {
            Some("content_filter") => return Err(Class::ContentRefused),
            _ if said => {}
            _ if self.refusal.is_some() => return Err(Class::ContentRefused),
            Some("length") => return Err(Class::TruncatedEmpty),
            _ => return Err(Class::Empty),
        }
        Ok(Answer {
            text: self.text.unwrap_or_default(),
            finish: self.finish,
            usage: self.usage,
            thinking: self.thinking,
            id: self.id,
        })
    }
}

/// True if a body is a web page rather than JSON.
pub(crate) fn looks_like_html(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

fn mend_surrogates(body: &[u8]) -> Vec<u8> {
    let mut out = body.to_vec();
    let mut at = 0;
    while at + 6 <= out.len() {
        if out[at] != b'\\' {
            at += 1;
            continue;
        }
        match unit(&out, at) {
            Some(0xD800..=0xDBFF) if matches!(unit(&out, at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
            Some(0xD800..=0xDFFF) => {
                out[at + 2..at + 6].copy_from_slice(b"fffd");
                at += 6;
            }
            _ => at += 2,
        }
    }
    out
}

/// The UTF-16 unit that `\uXXXX` at this place stands for.
fn unit(body: &[u8], at: usize) -> Option<u16> {
    let escape = body.get(at..at + 6)?;
    let hex = escape.strip_prefix(b"\\u")?;
    u16::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    id: Text,
    #[serde(deserialize_with = "choices")]
    choices: Vec<Choice>,
    usage: Counted,
    error: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Choice {
    #[serde(deserialize_with = "or_default")]
    message: Message,
    finish_reason: Text,
    usage: Counted,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Message {
    content: Text,
    reasoning_content: Text,
    reasoning: Text,
    refusal: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WireUsage {
    prompt_tokens: Count,
    completion_tokens: Count,
    cached_tokens: Count,
    #[serde(deserialize_with = "or_default")]
    prompt_tokens_details: PromptDetails,
    #[serde(deserialize_with = "or_default")]
    completion_tokens_details: CompletionDetails,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PromptDetails {
    cached_tokens: Count,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CompletionDetails {
    reasoning_tokens: Count,
}

fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

fn choices<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Choice>, D::Error> {
    or_default(from)
}

/// Usage, or nothing if it is null.
#[derive(Default)]
struct Counted(Option<Usage>);

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(Option::<WireUsage>::deserialize(from)?.map(|wire| Usage {
            prompt: wire.prompt_tokens.0,
            completion: wire.completion_tokens.0,
            cached: wire.cached_tokens.0.max(wire.prompt_tokens_details.cached_tokens.0),
            reasoning: wire.completion_tokens_details.reasoning_tokens.0,
        })))
    }
}

/// Text from a string, a number, or the text parts of an array; nothing from anything else.
#[derive(Default)]
struct Text(Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }
    fn visit_str<E: de::Error>(self, v: &str) -> Result<Text, E> {
        Ok(Text(Some(v.to_owned())))
    }
    fn visit_string<E: de::Error>(self, v: String) -> Result<Text, E> {
        Ok(Text(Some(v)))
    }
    fn visit_u64<E: de::Error>(self, v: u64) -> Result<Text, E> {
        Ok(Text(Some(v.to_string())))
    }
    fn visit_i64<E: de::Error>(self, v: i64) -> Result<Text, E> {
        Ok(Text(Some(v.to_string())))
    }
    fn visit_f64<E: de::Error>(self, v: f64) -> Result<Text, E> {
        Ok(Text(Some(v.to_string())))
    }
    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Text, E> {
        Ok(Text(None))
    }
    fn visit_unit<E: de::Error>(self) -> Result<Text, E> {
        Ok(Text(None))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text, A::Error> {
        let mut all: Option<String> = None;
        while let Some(part) = seq.next_element::<Part>()? {
            if let Some(text) = part.text.0 {
                all.get_or_insert_default().push_str(&text);
            }
        }
        Ok(Text(all))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Part {
    text: Text,
}

/// A number of tokens; anything that is no such number counts as 0.
#[derive(Default)]
struct Count(u64);

#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Whole(u64),
    Other(Text),
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Number::deserialize(from)? {
            Number::Whole(n) => Ok(Self(n)),
            Number::Other(Text(text)) => {
                Ok(Self(text.and_then(|t| t.parse::<f64>().ok()).map_or(0, |n| n.max(0.0) as u64)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Answer, Class> {
        Reply::parse(body.as_bytes())?.answer()
    }

    #[test]
    fn reads_what_other_servers_send() {
        for body in [
            r#"{"choices":[{"message":{"content":"好"}}]}"#,
            r#"{"id":7,"choices":[{"index":0,"message":{"content":"好","role":null},"finish_reason":null}],"usage":null}"#,
            r#"{"choices":[{"message":{"content":[{"type":"text","text":"好"}]},"finish_reason":"stop"}],"error":null}"#,
            r#"{"choices":[{"message":{"content":"好"}}],"usage":{"prompt_tokens":null,"completion_tokens":"x","prompt_tokens_details":null}}"#,
        ] {
            assert_eq!(read(body).unwrap().text, "好", "{body}");
        }
    }

    #[test]
    fn names_what_is_no_answer() {
        for (body, class) in [
            ("<html>502</html>", Class::Html),
            (r#"{"choices":[{"message":{"content":"好"#, Class::BadJson),
            ("", Class::BadJson),
            (r#"{"choices":[]}"#, Class::Empty),
            (r#"{"choices":null}"#, Class::Empty),
            (r#"{"choices":[{"message":null,"finish_reason":"stop"}]}"#, Class::Empty),
            (r#"{"choices":[{"message":{"content":null},"finish_reason":"stop"}]}"#, Class::Empty),
            (r#"{"choices":[{"message":{"content":" \n"},"finish_reason":"stop"}]}"#, Class::Empty),
            (r#"{"choices":[{"message":{"content":""},"finish_reason":"length"}]}"#, Class::TruncatedEmpty),
            (r#"{"choices":[{"message":{"content":"我"},"finish_reason":"content_filter"}]}"#, Class::ContentRefused),
            (
                r#"{"choices":[{"message":{"content":null,"refusal":"no"},"finish_reason":"stop"}]}"#,
                Class::ContentRefused,
            ),
        ] {
            assert_eq!(read(body), Err(class), "{body}");
        }
    }

    #[test]
    fn keeps_cut_text_and_usage_from_odd_places() {
        let body = r#"{"choices":[{"message":{"content":"半","reasoning_content":"想"},"finish_reason":"length",
            "usage":{"prompt_tokens":5,"completion_tokens":3,"cached_tokens":2,
            "completion_tokens_details":{"reasoning_tokens":1}}}]}"#;
        let answer = read(body).unwrap();
        assert!(answer.is_cut());
        assert_eq!(answer.thinking.as_deref(), Some("想"));
        assert_eq!(answer.usage, Some(Usage { prompt: 5, completion: 3, cached: 2, reasoning: 1 }));
    }

    #[test]
    fn a_lone_surrogate_does_not_cost_the_answer() {
        let body = r#"{"choices":[{"message":{"content":"a\ud83db\ud83d\ude00\\ud800"}}]}"#;
        assert_eq!(read(body).unwrap().text, "a\u{fffd}b😀\\ud800");
    }

    #[test]
    fn an_error_under_200_is_seen_as_one() {
        let reply = Reply::parse(br#"{"error":{"message":"x"}}"#).unwrap();
        assert!(reply.error.is_some());
    }
}
