//! One call's body: the configured parameters and one user message.

use bytes::Bytes;
use serde_json::{Map, Value};

use crate::base::json_text::JsonText;

/// What stands between prompt and record in `Input`: space, newline, space.
pub const JOINT: &str = " \n ";
/// [`JOINT`] within a JSON string.
pub const QUOTED_JOINT: &str = " \\n ";

/// The complete input of a conversation, as sent and as written to the sheet.
#[must_use]
pub fn input(prompt: &str, record: &str) -> String {
    let mut text = String::with_capacity(prompt.len() + JOINT.len() + record.len());
    text.push_str(prompt);
    text.push_str(JOINT);
    text.push_str(record);
    text
}

/// The parameters that every call of one model shares: everything in the body except `messages`.
#[derive(Debug, Clone, PartialEq)]
pub struct Params {
    /// Sent as a `system` message before the user's, if configured.
    pub system: Option<String>,
    /// `model`, `max_tokens` and whatever the config asks for.
    pub fields: Map<String, Value>,
    /// How the answer is to come. The same answer comes either way, so conversations are not known by it.
    pub delivery: Delivery,
}

/// How an answer is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delivery {
    /// In one piece.
    #[default]
    Whole,
    /// As a stream of events, usage wherever the platform puts it.
    Streamed,
    /// As a stream of events, with usage asked for.
    StreamedWithUsage,
}

impl Delivery {
    /// What a request says of it.
    fn fields(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Whole => &[],
            Self::Streamed => &[("stream", "true")],
            Self::StreamedWithUsage => &[("stream", "true"), ("stream_options", "{\"include_usage\":true}")],
        }
    }
}

impl Params {
    /// Puts the parameters together; `extra` wins over the others, and null in it removes a field.
    #[must_use]
    pub fn new(
        wire_model: &str,
        system: Option<String>,
        max_tokens: u32,
        temperature: Option<f64>,
        top_p: Option<f64>,
        extra: &Map<String, Value>,
    ) -> Self {
        let mut fields = Map::new();
        fields.insert("model".to_owned(), wire_model.into());
        // A model refuses both caps together; whoever writes the newer one means it instead of ours.
        if !extra.contains_key("max_completion_tokens") {
            fields.insert("max_tokens".to_owned(), max_tokens.into());
        }
        for (name, value) in [("temperature", temperature), ("top_p", top_p)] {
            if let Some(value) = value {
                fields.insert(name.to_owned(), value.into());
            }
        }
        for (name, value) in extra {
            if value.is_null() {
                fields.remove(name);
            } else {
                fields.insert(name.clone(), value.clone());
            }
        }
        Self { system, fields, delivery: Delivery::default() }
    }

    /// The cap on the answer, in tokens, if any is sent.
    #[must_use]
    pub fn cap(&self) -> Option<u64> {
        ["max_completion_tokens", "max_tokens"].iter().find_map(|name| self.fields.get(*name)?.as_u64())
    }

    /// The most completion tokens that one call can be billed for, thinking included; `None` if no cap is sent. A server
    /// that is sent both caps may know only the larger one.
    #[must_use]
    pub fn most_completion(&self, uncapped_thinking: u64) -> Option<u64> {
        let cap = |name: &str| self.fields.get(name)?.as_u64();
        let thinking = if self.thinking_is_off() { 0 } else { uncapped_thinking };
        let answer = cap("max_tokens").map(|cap| cap.saturating_add(thinking));
        cap("max_completion_tokens").into_iter().chain(answer).max()
    }

    /// True if the request turns thinking off, in the words that most platforms share.
    #[must_use]
    pub fn thinking_is_off(&self) -> bool {
        self.fields.get("thinking").and_then(|thinking| thinking["type"].as_str()) == Some("disabled")
    }
}

/// What stands before and behind the input in every request of one model.
#[derive(Debug, Clone)]
pub struct RequestTemplate {
    opening: String,
    closing: String,
}

impl RequestTemplate {
    /// The frame for these parameters.
    #[must_use]
    pub fn new(params: &Params) -> Self {
        let mut opening = "{\"messages\":[".to_owned();
        if let Some(system) = &params.system {
            opening.push_str("{\"role\":\"system\",\"content\":\"");
            opening.push_str(JsonText::new(system).inner());
            opening.push_str("\"},");
        }
        opening.push_str("{\"role\":\"user\",\"content\":\"");
        let mut closing = "\"}]".to_owned();
        for (name, value) in &params.fields {
            closing.push_str(&format!(",\"{}\":{value}", JsonText::new(name).inner()));
        }
        for (name, value) in params.delivery.fields().iter().filter(|(name, _)| !params.fields.contains_key(*name)) {
            closing.push_str(&format!(",\"{name}\":{value}"));
        }
        closing.push('}');
        Self { opening, closing }
    }

    /// Bytes of the body that [`RequestTemplate::body`] makes of these texts.
    #[must_use]
    pub fn size(&self, texts: &[&JsonText]) -> usize {
        let joints = QUOTED_JOINT.len() * texts.len().saturating_sub(1);
        let said: usize = texts.iter().map(|text| text.inner().len()).sum();
        self.opening.len() + said + joints + self.closing.len()
    }

    /// A request's body: the texts with [`JOINT`] between them as one user message.
    #[must_use]
    pub fn body(&self, texts: &[&JsonText]) -> Bytes {
        let mut body = String::with_capacity(self.size(texts));
        body.push_str(&self.opening);
        for (n, text) in texts.iter().enumerate() {
            body.push_str(if n == 0 { "" } else { QUOTED_JOINT });
            body.push_str(text.inner());
        }
        body.push_str(&self.closing);
        body.into()
    }
}

/// What a body asks, as text: all its messages, a line each.
#[must_use]
pub fn asked(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let messages = body["messages"].as_array().into_iter().flatten();
    messages.filter_map(|message| message["content"].as_str()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body(params: &Params) -> Value {
        let texts = [&JsonText::new("问\""), &JsonText::new("答")];
        let body = RequestTemplate::new(params).body(&texts);
        assert_eq!(body.len(), RequestTemplate::new(params).size(&texts));
        assert_eq!(
            asked(&body),
            params.system.iter().map(|s| format!("{s}\n")).collect::<String>() + &input("问\"", "答")
        );
        serde_json::from_slice(&body).unwrap()
    }

    #[test]
    fn sends_one_user_message_and_no_sampling_unless_asked() {
        let params = Params::new("m", None, 2000, None, None, &Map::new());
        assert_eq!(
            body(&params),
            json!({"model": "m", "messages": [{"role": "user", "content": "问\" \n 答"}], "max_tokens": 2000})
        );
    }

    #[test]
    fn extra_body_wins_and_null_removes() {
        let extra = json!({"max_completion_tokens": 9, "top_p": null, "thinking": {"type": "disabled"}});
        let params = Params::new("m", Some("s".into()), 2000, Some(0.5), Some(0.9), extra.as_object().unwrap());
        let body = body(&params);
        assert_eq!(body["max_completion_tokens"], 9);
        assert_eq!(body.get("max_tokens"), None);
        assert_eq!(body.get("top_p"), None);
        assert_eq!(body["temperature"], 0.5);
        assert_eq!(body["thinking"]["type"], "disabled");
        assert_eq!(body["messages"][0], json!({"role": "system", "content": "s"}));
        assert_eq!(body["messages"].as_array().unwrap().len(), 2);
        assert_eq!(params.cap(), Some(9));
    }
}
