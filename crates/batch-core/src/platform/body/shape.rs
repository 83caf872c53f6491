//! The shapes of error bodies: nested `error{}`, flat `{code,reason,message}`, `{base_resp:{status_code,status_msg}}`,
//! `{success:false}`, bare `{message}`. Codes may be numbers or text, and any of it may come under HTTP 200.

use serde_json::{Map, Value};

/// Where a code may stand.
const CODE: &[&str] = &["code", "status_code", "error_code", "errcode", "Code", "status"];
/// Where words for people may stand.
const WORDS: &[&str] = &["message", "msg", "status_msg", "error_msg", "errmsg", "Message", "detail", "error"];
/// What a body may wrap its error in.
const WRAPPERS: &[&str] = &["error", "base_resp", "errors", "Error"];

/// An error body taken apart.
#[derive(Debug, Default)]
pub struct Shape {
    pub code: String,
    pub kind: String,
    pub reason: String,
    pub message: String,
}

impl Shape {
    /// Takes any JSON apart.
    pub fn of(body: &Value) -> Self {
        let Some(top) = first(body).as_object() else {
            return Self { message: words(body), ..Self::default() };
        };
        let wrapped = |name: &&str| {
            [Some(top), choice(top)].into_iter().flatten().find_map(|of| first(of.get(*name)?).as_object())
        };
        let inner = WRAPPERS.iter().find_map(wrapped).unwrap_or(top);
        let text = |name: &str| inner.get(name).map(scalar).unwrap_or_default();
        let message = WORDS.iter().flat_map(|name| [inner.get(*name), top.get(*name)]).flatten().map(words);
        Self {
            code: code(inner).or_else(|| code(top)).map(scalar).unwrap_or_default(),
            kind: text("type"),
            reason: text("reason"),
            message: message.into_iter().find(|words| !words.is_empty()).unwrap_or_default(),
        }
    }
}

/// True if a body under HTTP 200 is a refusal. Beside an answer only what leaves no doubt counts: an error that says
/// something, a code that is an error's.
pub fn refuses(body: &Value, beside_an_answer: bool) -> bool {
    let Some(top) = first(body).as_object() else { return !words(body).is_empty() };
    let is_error = |error: &Value| match error {
        Value::Object(error) => !error.is_empty() && !code(error).is_some_and(is_fine),
        Value::Bool(failed) => *failed,
        other => !scalar(other).is_empty() && !is_fine(other),
    };
    let error = [Some(top), choice(top)].into_iter().flatten().filter_map(|of| of.get("error")).any(is_error);
    let wrapped = top.get("base_resp").and_then(Value::as_object).and_then(code).is_some_and(|code| !is_fine(code));
    let unsuccessful = top.get("success") == Some(&Value::Bool(false));
    let code = code(top);
    let status = code.and_then(|code| scalar(code).parse().ok()).is_some_and(|code: u16| (400..600).contains(&code));
    let says = || WORDS.iter().any(|name| top.get(*name).is_some_and(|said| !words(said).is_empty()));
    let alone = || !beside_an_answer && code.map_or_else(says, |code| !is_fine(code));
    error || wrapped || unsuccessful || status || alone()
}

/// The first choice: some servers put what went wrong on the way into it.
fn choice(top: &Map<String, Value>) -> Option<&Map<String, Value>> {
    first(top.get("choices")?).as_object()
}

/// Some servers wrap their object in a list.
fn first(value: &Value) -> &Value {
    value.as_array().and_then(|items| items.first()).unwrap_or(value)
}

fn code(object: &Map<String, Value>) -> Option<&Value> {
    CODE.iter().filter_map(|name| object.get(*name)).find(|code| !scalar(code).is_empty())
}

/// True for codes that say that nothing is wrong.
fn is_fine(code: &Value) -> bool {
    let code = scalar(code);
    let success = || ["", "ok", "success", "succeeded", "completed"].iter().any(|fine| code.eq_ignore_ascii_case(fine));
    match code.parse::<f64>() {
        Ok(number) => number == 0.0 || (200.0..300.0).contains(&number),
        Err(_) => success(),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// What a value says to people, wherever in it that stands.
fn words(value: &Value) -> String {
    match value {
        Value::Array(items) => items.first().map(words).unwrap_or_default(),
        Value::Object(map) => {
            ["message", "msg", "text"].iter().filter_map(|name| map.get(*name)).map(scalar).next().unwrap_or_default()
        }
        other => scalar(other),
    }
}
