//! The columns of every table, in one place: their name in JSON, their heading, and where their value comes from.

use std::borrow::Cow;

use batch_core::ledger::Lane;
use batch_words::Words;

use crate::reading::{AnswerState, Conversation, Facts, Library};

/// A conversation with what surrounds it.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Where it is from.
    pub library: &'a Library,
    /// The person.
    pub people: &'a str,
    /// The conversation.
    pub conversation: &'a Conversation,
}

/// A cell's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Text, never to be taken for anything else.
    Text(Cow<'a, str>),
    /// What became of the conversation: a word in tables, a name for programs.
    State(AnswerState),
    /// How it was asked: a word in tables, a name for programs.
    Lane(Lane),
    /// A time, RFC 3339.
    Time(&'a str),
    /// A count.
    Count(u64),
    /// Money.
    Money(f64),
    /// Not known.
    None,
}

/// A column.
#[derive(Debug)]
pub struct Field {
    /// Its name in JSON.
    pub name: &'static str,
    /// Its heading in tables.
    pub heading: fn(&Words) -> String,
    /// Width in an Excel worksheet, in characters.
    pub width: f64,
    /// Its value.
    pub get: for<'a> fn(&Row<'a>) -> Value<'a>,
}

const fn field(
    name: &'static str,
    heading: fn(&Words) -> String,
    width: f64,
    get: for<'a> fn(&Row<'a>) -> Value<'a>,
) -> Field {
    Field { name, heading, width, get }
}

/// All columns in their order.
pub const FIELDS: &[Field] = &[
    field(
        "folder",
        |w| w.export_folder(),
        14.0,
        |row| Value::Text(row.library.folder_label(row.column().folder).into()),
    ),
    field("model", |w| w.export_model(), 24.0, |row| some(&row.column().model)),
    field("people", |w| w.export_people(), 14.0, |row| some(row.people)),
    field("prompt_number", |w| w.export_prompt_number(), 8.0, |row| Value::Count(row.conversation.number as u64)),
    field("state", |w| w.export_state(), 8.0, |row| Value::State(row.conversation.state)),
    field("output", |w| w.export_output(), 60.0, |row| some(&row.conversation.output)),
    field("prompt", |w| w.export_prompt(), 30.0, |row| some(&row.conversation.prompt)),
    field("input", |w| w.export_input(), 30.0, |row| some(&row.conversation.input)),
    field("finish_reason", |w| w.export_finish_reason(), 10.0, |row| row.text(|facts| facts.finish_reason.as_deref())),
    field(
        "prompt_tokens",
        |w| w.export_prompt_tokens(),
        10.0,
        |row| row.count(|facts| facts.usage.map(|usage| usage.prompt_tokens)),
    ),
    field(
        "completion_tokens",
        |w| w.export_completion_tokens(),
        10.0,
        |row| row.count(|facts| facts.usage.map(|usage| usage.completion_tokens)),
    ),
    field(
        "cached_tokens",
        |w| w.export_cached_tokens(),
        10.0,
        |row| row.count(|facts| facts.usage.map(|usage| usage.cached_tokens)),
    ),
    field(
        "reasoning_tokens",
        |w| w.export_reasoning_tokens(),
        10.0,
        |row| row.count(|facts| facts.usage.map(|usage| usage.reasoning_tokens)),
    ),
    field(
        "cost",
        |w| w.export_cost(),
        10.0,
        |row| row.facts().and_then(|facts| facts.cost).map_or(Value::None, Value::Money),
    ),
    field("currency", |w| w.export_currency(), 8.0, |row| row.text(|facts| facts.currency.as_deref())),
    field("ms", |w| w.export_ms(), 10.0, |row| row.count(|facts| facts.ms)),
    field("lane", |w| w.export_lane(), 8.0, |row| row.facts().map_or(Value::None, |facts| Value::Lane(facts.lane))),
    field("attempts", |w| w.export_attempts(), 8.0, |row| row.count(|facts| facts.attempts.map(u64::from))),
    field("request_id", |w| w.export_request_id(), 24.0, |row| row.text(|facts| facts.request_id.as_deref())),
    field("at", |w| w.export_at(), 24.0, |row| row.facts().map_or(Value::None, |facts| Value::Time(&facts.at))),
    field("error_class", |w| w.export_error_class(), 14.0, |row| row.text(|facts| facts.class.as_deref())),
    field(
        "http_status",
        |w| w.export_http_status(),
        8.0,
        |row| row.count(|facts| facts.status.filter(|status| *status > 0).map(u64::from)),
    ),
    field("thinking", |w| w.export_thinking(), 30.0, |row| row.text(|facts| facts.thinking.as_deref())),
    field("key", |w| w.export_key(), 34.0, |row| row.text(|facts| Some(facts.key.as_str()))),
];

fn some(text: &str) -> Value<'_> {
    Value::Text(Cow::Borrowed(text))
}

impl<'a> Row<'a> {
    fn column(&self) -> &'a crate::reading::Column {
        &self.library.columns[self.conversation.column]
    }

    fn facts(&self) -> Option<&'a Facts> {
        self.conversation.facts.as_ref()
    }

    fn text(&self, get: impl Fn(&'a Facts) -> Option<&'a str>) -> Value<'a> {
        self.facts().and_then(get).map_or(Value::None, some)
    }

    fn count(&self, get: impl Fn(&Facts) -> Option<u64>) -> Value<'a> {
        self.facts().and_then(get).map_or(Value::None, Value::Count)
    }
}
