//! A person's texts as one JSON block of the page. The page reads a block when the person is looked at, so opening it
//! costs the same whatever it holds.

use std::io::{self, Write};

use serde::Serialize;

use super::figures::Figures;
use super::safe_json;
use crate::reading::{Conversation, Facts, Reading};

#[derive(Serialize)]
struct Block<'a> {
    /// The record.
    chat: &'a str,
    cells: Vec<Cell<'a>>,
}

/// One conversation; short names, as there may be a hundred thousand.
#[derive(Serialize)]
struct Cell<'a> {
    /// Column.
    c: usize,
    /// Prompt number.
    n: usize,
    /// Output.
    o: &'a str,
    /// Index of its prompt's text, if it is not the usual one of this number.
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<usize>,
    /// The prompt itself, if it is none of those kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    t: Option<&'a str>,
    /// The record, if it is not the person's.
    #[serde(skip_serializing_if = "Option::is_none")]
    r: Option<&'a str>,
    /// Index of the reason why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<usize>,
    /// What the ledger says.
    #[serde(skip_serializing_if = "Option::is_none")]
    f: Option<Known<'a>>,
}

#[derive(Serialize)]
struct Known<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    ms: Option<u64>,
    /// Tokens: in, out, cached, thinking.
    #[serde(skip_serializing_if = "Option::is_none")]
    u: Option<[u64; 4]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cur: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tries: Option<u32>,
    /// True if it came from a batch service.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    batch: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    at: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thought: Option<&'a str>,
}

impl<'a> Known<'a> {
    /// A model's thinking repeats the record, so it goes where the record goes.
    fn of(facts: &'a Facts, records: bool) -> Self {
        Self {
            ms: facts.ms,
            u: facts.usage.map(|u| [u.prompt_tokens, u.completion_tokens, u.cached_tokens, u.reasoning_tokens]),
            cost: facts.cost,
            cur: facts.currency.as_deref(),
            tries: facts.attempts,
            batch: !facts.lane.is_online(),
            id: facts.request_id.as_deref(),
            at: &facts.at,
            end: facts.finish_reason.as_deref(),
            status: facts.status.filter(|status| *status > 0),
            thought: facts.thinking.as_deref().filter(|_| records),
        }
    }
}

/// Writes a person's block, with the record or without.
///
/// # Errors
/// The writer's.
pub fn write(
    to: &mut impl Write,
    person: usize,
    reading: &Reading,
    figures: &mut Figures,
    records: bool,
) -> io::Result<()> {
    let chat = reading.conversations.iter().map(|c| c.chat.as_str()).find(|chat| !chat.is_empty()).unwrap_or_default();
    let cell = |c: &'_ Conversation, figures: &mut Figures| {
        let text = if c.prompt.is_empty() { None } else { figures.prompt(&c.prompt) };
        (text, figures.usual.get(&c.number).copied())
    };
    let cells = reading.conversations.iter().map(|c| {
        let (text, usual) = cell(c, figures);
        Cell {
            c: c.column,
            n: c.number,
            o: &c.output,
            p: text.filter(|text| Some(*text) != usual),
            t: (text.is_none() && !c.prompt.is_empty()).then_some(c.prompt.as_str()),
            y: figures.reason(c),
            r: (records && !c.chat.is_empty() && c.chat != chat).then_some(c.chat.as_str()),
            f: c.facts.as_ref().map(|facts| Known::of(facts, records)),
        }
    });
    let block = Block { chat: if records { chat } else { "" }, cells: cells.collect() };
    write!(to, "<script type=\"application/json\" id=\"p{person}\">")?;
    safe_json::write(to, &block)?;
    to.write_all(b"</script>\n")
}
