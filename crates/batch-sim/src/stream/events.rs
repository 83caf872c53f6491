//! Chunks as server-sent events, in every way in which they may be written.

use serde_json::{Value, json};

use crate::fault_kind::FaultKind as F;

/// What ends a stream.
const DONE: &str = "[DONE]";

/// The events of a stream, one after the other. `error`: the event that ends it in the middle, for those faults that do so.
pub(crate) fn events(mut chunks: Vec<Value>, error: Option<&str>, fault: Option<&F>) -> Vec<String> {
    let mut texts = Vec::new();
    let broken = matches!(fault, Some(F::StreamError | F::StreamErrorEvent | F::ErrorAfter(_)));
    if broken {
        // The content is halved already: what comes behind it is left out.
        let at = chunks.iter().position(is_last).unwrap_or(chunks.len());
        let end = chunks.drain(at..).next().unwrap_or_default();
        texts.extend(chunks.iter().map(|chunk| event(&chunk.to_string(), fault)));
        texts.push(match fault {
            Some(F::StreamErrorEvent) => {
                let flat = json!({"code": end["error"]["code"], "message": end["error"]["message"]});
                format!("event: error\n{}", event(&flat.to_string(), fault))
            }
            Some(F::StreamError) => event(&json!({"error": end["error"]}).to_string(), fault),
            _ => event(error.unwrap_or_default(), fault),
        });
    } else {
        texts.extend(chunks.iter().map(|chunk| match fault {
            Some(F::DataLines) => event(&format!("{chunk:#}"), fault),
            Some(F::KeyTwice) => {
                event(&chunk.to_string().replacen('{', r#"{"object":"chat.completion.chunk","#, 1), fault)
            }
            _ => event(&chunk.to_string(), fault),
        }));
        if !matches!(fault, Some(F::NoDone | F::NoEnd)) {
            texts.push(event(DONE, fault));
        }
    }
    match fault {
        Some(F::DoneBehind) => texts.push(event(DONE, fault)),
        Some(F::KeepAlive) => {
            for text in &mut texts {
                text.insert_str(0, ": keep-alive\n\n\n:\n\n");
            }
        }
        Some(F::EventFields) => {
            for (n, text) in texts.iter_mut().enumerate() {
                text.insert_str(0, &format!("event: message\nid: {n}\nretry: 3000\n"));
            }
        }
        Some(F::CrLf) => texts.iter_mut().for_each(|text| *text = text.replace('\n', "\r\n")),
        Some(F::BareCr) => texts.iter_mut().for_each(|text| *text = text.replace('\n', "\r")),
        _ => {}
    }
    texts
}

/// One event; a line of its data for each line of the text.
pub(crate) fn event(data: &str, fault: Option<&F>) -> String {
    let name = if fault == Some(&F::TightData) { "data:" } else { "data: " };
    let mut text: String = data.lines().flat_map(|line| [name, line, "\n"]).collect();
    text.push('\n');
    text
}

/// Whether a chunk holds the error that ends a stream.
fn is_last(chunk: &Value) -> bool {
    chunk.get("error").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(fault: Option<&F>) -> String {
        events(vec![json!({"a": 1}), json!({"b": "x\ny", "error": {"code": 7, "message": "m"}})], Some("e"), fault)
            .concat()
    }

    #[test]
    fn events_are_written_in_every_way() {
        let last = r#"{"b":"x\ny","error":{"code":7,"message":"m"}}"#;
        assert_eq!(written(None), format!("data: {{\"a\":1}}\n\ndata: {last}\n\ndata: [DONE]\n\n"));
        assert_eq!(written(Some(&F::NoDone)), format!("data: {{\"a\":1}}\n\ndata: {last}\n\n"));
        assert!(written(Some(&F::DataLines)).starts_with("data: {\ndata:   \"a\": 1\ndata: }\n\n"));
        assert!(written(Some(&F::TightData)).ends_with("\n\ndata:[DONE]\n\n"));
        assert!(written(Some(&F::BareCr)).starts_with("data: {\"a\":1}\r\rdata: {"));
        assert!(written(Some(&F::EventFields)).contains("\n\nevent: message\nid: 1\nretry: 3000\ndata: {"));
    }

    #[test]
    fn an_error_in_the_middle_ends_the_stream() {
        let before = "data: {\"a\":1}\n\n";
        let error = r#"{"error":{"code":7,"message":"m"}}"#;
        assert_eq!(written(Some(&F::StreamError)), format!("{before}data: {error}\n\n"));
        let flat = r#"{"code":7,"message":"m"}"#;
        assert_eq!(written(Some(&F::StreamErrorEvent)), format!("{before}event: error\ndata: {flat}\n\n"));
        assert_eq!(written(Some(&F::ErrorAfter("x".to_owned()))), format!("{before}data: e\n\n"));
    }
}
