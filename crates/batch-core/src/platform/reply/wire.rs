//! A chat completion as servers write it. Lenient about everything that an answer does not need: fields may be missing,
//! extra, null or of another type.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess};
use serde_json::Value;

use super::ReplyUsage;
use super::any::{FromAny, Object, read};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Wire {
    pub id: Text,
    pub model: Text,
    pub choices: Choices,
    pub usage: Object<WireUsage>,
    // What a refusal under HTTP 200 would have.
    error: Option<Value>,
    base_resp: Option<Value>,
    code: Option<Value>,
    status: Option<Value>,
    success: Option<Value>,
}

impl Wire {
    /// True if this may be a refusal.
    pub fn is_suspicious(&self) -> bool {
        let fields = [&self.error, &self.base_resp, &self.code, &self.status, &self.success];
        let within = self.choices.0.iter().map(|choice| &choice.error);
        self.choices.0.is_empty() || fields.into_iter().chain(within).any(Option::is_some)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    index: Count,
    pub message: Object<Message>,
    /// Where older servers put the text.
    pub text: Text,
    pub finish_reason: Text,
    pub usage: Object<WireUsage>,
    error: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    pub content: Text,
    pub reasoning_content: Text,
    pub reasoning: Text,
    pub refusal: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct WireUsage {
    prompt_tokens: Count,
    input_tokens: Count,
    completion_tokens: Count,
    output_tokens: Count,
    cached_tokens: Count,
    prompt_tokens_details: Object<Details>,
    completion_tokens_details: Object<Details>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Details {
    cached_tokens: Count,
    reasoning_tokens: Count,
}

impl WireUsage {
    /// Tokens, if any are counted.
    pub fn counted(&self) -> Option<ReplyUsage> {
        let prompt = self.prompt_tokens.0.or(self.input_tokens.0);
        let completion = self.completion_tokens.0.or(self.output_tokens.0);
        let cached = self.cached_tokens.0.max(self.prompt_tokens_details.0.cached_tokens.0);
        let reasoning = self.completion_tokens_details.0.reasoning_tokens.0;
        prompt.or(completion)?;
        Some(ReplyUsage {
            prompt: prompt.unwrap_or_default(),
            completion: completion.unwrap_or_default(),
            cached: cached.unwrap_or_default(),
            reasoning: reasoning.unwrap_or_default(),
        })
    }
}

/// The choices of a reply.
#[derive(Default)]
pub(super) struct Choices(Vec<Choice>);

impl Choices {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The choice that was asked for: number 0, wherever it stands in the list.
    pub fn zeroth(self) -> Choice {
        let mut all = self.0;
        let by_index = |wanted: Option<u64>| all.iter().position(|choice| choice.index.0 == wanted);
        match by_index(Some(0)).or_else(|| by_index(None)).or((!all.is_empty()).then_some(0)) {
            Some(at) => all.swap_remove(at),
            None => Choice::default(),
        }
    }
}

impl<'de> FromAny<'de> for Choices {
    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut all = Vec::new();
        while let Some(Object(choice)) = list.next_element()? {
            all.push(choice);
        }
        Ok(Self(all))
    }
}

impl<'de> Deserialize<'de> for Choices {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        read(from)
    }
}

/// Text from a string, a number, the text parts of a list, or an object around one; nothing from anything else.
#[derive(Default)]
pub(super) struct Text(pub Option<String>);

impl<'de> FromAny<'de> for Text {
    fn text(text: &str) -> Self {
        Self(Some(text.to_owned()))
    }
    fn whole(n: u64) -> Self {
        Self(Some(n.to_string()))
    }
    fn number(n: f64) -> Self {
        Self(Some(n.to_string()))
    }
    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut all: Option<String> = None;
        while let Some(part) = list.next_element::<Part>()? {
            if let Some(text) = part.0 {
                all.get_or_insert_default().push_str(&text);
            }
        }
        Ok(Self(all))
    }
    fn object<A: MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
        let mut found = Self::default();
        while let Some(key) = object.next_key::<String>()? {
            if matches!(key.as_str(), "text" | "value") {
                found = object.next_value()?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        read(from)
    }
}

/// A part of a text: a string, or an object around one that is no thought.
#[derive(Default)]
struct Part(Option<String>);

impl<'de> FromAny<'de> for Part {
    fn text(text: &str) -> Self {
        Self(Some(text.to_owned()))
    }
    fn object<A: MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
        let (mut kind, mut text) = (Text::default(), Text::default());
        while let Some(key) = object.next_key::<String>()? {
            match key.as_str() {
                "type" => kind = object.next_value()?,
                "text" => text = object.next_value()?,
                _ => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Self(text.0.filter(|_| !matches!(kind.0.as_deref(), Some("thinking" | "reasoning")))))
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        read(from)
    }
}

/// A count from a number or a text of one; nothing from what counts nothing.
#[derive(Default, Clone, Copy)]
struct Count(Option<u64>);

impl<'de> FromAny<'de> for Count {
    fn text(text: &str) -> Self {
        text.trim().parse::<f64>().map_or(Self(None), Self::number)
    }
    fn whole(n: u64) -> Self {
        Self(Some(n))
    }
    fn number(n: f64) -> Self {
        // Beyond what fits, the largest that does.
        Self((n >= 0.0).then_some(n as u64))
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        read(from)
    }
}
