//! A refusal, put into words.

use std::collections::BTreeMap;

use serde_json::Value;

/// A refusal as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorReply {
    /// Its name in the table of errors.
    pub name: String,
    /// HTTP status.
    pub status: u16,
    /// Headers beside `content-type` and the request's id.
    pub headers: Vec<(String, String)>,
    /// The whole body.
    pub body: String,
}

impl ErrorReply {
    /// Takes a `retry-after` out, or puts one in.
    pub(crate) fn wait(&mut self, seconds: Option<u64>) {
        self.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("retry-after"));
        self.headers.extend(seconds.map(|seconds| ("retry-after".to_owned(), seconds.to_string())));
    }
}

/// Headers of a map, one after the other.
pub(crate) fn headers(map: &BTreeMap<String, String>) -> Vec<(String, String)> {
    map.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// A body as it is sent: a text as it is, nothing for `null`, else JSON.
pub(crate) fn body(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        json => json.to_string(),
    }
}

/// Puts the message where a body's texts say `{message}`.
pub(crate) fn fill(value: &mut Value, message: &str) {
    match value {
        Value::String(text) => *text = text.replace("{message}", message),
        Value::Array(all) => all.iter_mut().for_each(|value| fill(value, message)),
        Value::Object(all) => all.values_mut().for_each(|value| fill(value, message)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Puts the fields of one object over those of another, object by object.
pub(crate) fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_message_is_filled_in_wherever_it_stands() {
        let mut value = json!({"error": {"message": "No: {message}", "list": ["{message}", 1]}});
        fill(&mut value, "x");
        assert_eq!(value, json!({"error": {"message": "No: x", "list": ["x", 1]}}));
        assert_eq!((body(&Value::Null), body(&json!("<html>"))), (String::new(), "<html>".to_owned()));
    }

    #[test]
    fn objects_are_merged_and_all_else_is_put_over() {
        let mut value = json!({"a": {"b": 1, "c": 2}, "d": [1]});
        merge(&mut value, &json!({"a": {"b": {"x": 0}}, "d": [], "e": null}));
        assert_eq!(value, json!({"a": {"b": {"x": 0}, "c": 2}, "d": [], "e": null}));
    }

    #[test]
    fn there_is_one_wait_or_none() {
        let headers = vec![("Retry-After".to_owned(), "9".to_owned()), ("x".to_owned(), "y".to_owned())];
        let mut reply = ErrorReply { name: String::new(), status: 429, headers, body: String::new() };
        reply.wait(Some(5));
        assert_eq!(reply.headers[1], ("retry-after".to_owned(), "5".to_owned()));
        reply.wait(None);
        assert_eq!(reply.headers.len(), 1);
    }
}
