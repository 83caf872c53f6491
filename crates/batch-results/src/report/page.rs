//! The page put together from its parts: template, style sheet, scripts, overview, index, and the people's texts.

use std::io::{self, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use batch_words::Words;
use ring::digest::{SHA256, digest};
use serde::Serialize;

use super::figures::Figures;
use super::html::Escaped;
use super::{Extra, overview, safe_json, tables, words};
use crate::reading::{AnswerState, Library};

const TEMPLATE: &str = include_str!("../../assets/report/page.html");
const STYLE: &str = include_str!("../../assets/report/style.css");
/// One scope for all, in this order.
const SCRIPTS: &[&str] = &[
    include_str!("../../assets/report/data.js"),
    include_str!("../../assets/report/dom.js"),
    include_str!("../../assets/report/diff.js"),
    include_str!("../../assets/report/matrix.js"),
    include_str!("../../assets/report/read.js"),
    include_str!("../../assets/report/search.js"),
    include_str!("../../assets/report/keys.js"),
    include_str!("../../assets/report/main.js"),
];

/// What the scripts need to know before any text is looked at.
#[derive(Serialize)]
struct Index<'a> {
    words: std::collections::BTreeMap<&'static str, String>,
    columns: Vec<String>,
    people: &'a [String],
    numbers: Vec<usize>,
    prompts: &'a [String],
    /// By number, in their order: the usual prompt.
    usual: Vec<Option<usize>>,
    /// By person: a letter for each column and number.
    states: Vec<String>,
}

/// Writes the page; `texts` writes the people's blocks.
///
/// # Errors
/// The writer's.
pub fn write<W: Write>(
    to: &mut W,
    library: &Library,
    figures: &Figures,
    extra: &Extra<'_>,
    words: &Words,
    texts: impl FnOnce(&mut W) -> io::Result<()>,
) -> io::Result<()> {
    let (style, script) = (lines(STYLE), lines(&script()));
    let mut texts = Some(texts);
    let mut rest = TEMPLATE;
    while let Some((before, after)) = rest.split_once("{{") {
        to.write_all(lines(before).as_bytes())?;
        let Some((name, after)) = after.split_once("}}") else { break };
        match name {
            "language" => to.write_all(words.language().tag().as_bytes())?,
            "policy" => write!(to, "{}", Escaped(&policy(&style, &script)))?,
            "style" => to.write_all(style.as_bytes())?,
            "script" => to.write_all(script.as_bytes())?,
            "tiles" => to.write_all(overview::tiles(library, figures, words).as_bytes())?,
            "charts" => {
                let charts = overview::charts(library, figures, words).map_err(io::Error::other)?;
                to.write_all(charts.as_bytes())?;
            }
            "table" => to.write_all(overview::table(library, figures, words).as_bytes())?,
            "failures" => to.write_all(overview::failures(library, figures, words).as_bytes())?,
            "ratings" => to.write_all(tables::html(extra.tables).as_bytes())?,
            "odds" => to.write_all(overview::odds(figures, words).as_bytes())?,
            "odd_count" => write!(to, "{}", figures.odd)?,
            "failed_count" => write!(to, "{}", figures.columns.iter().map(|c| c.failed).sum::<u64>())?,
            "simulated" => write!(to, "{}", library.is_simulated())?,
            "subtitle" => write!(to, "{}", Escaped(&subtitle(library, words)))?,
            "index" => safe_json::write(to, &index(library, figures, words))?,
            "texts" => texts.take().map_or(Ok(()), |texts| texts(to))?,
            word => write!(to, "{}", Escaped(&words::word(words, word)))?,
        }
        rest = after;
    }
    to.write_all(lines(rest).as_bytes())
}

/// Nothing but this very style sheet and script, and no network at all.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(digest(&SHA256, text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(script),
        hash(style)
    )
}

fn script() -> String {
    format!("(() => {{\n\"use strict\";\n{}\n}})();\n", SCRIPTS.join("\n"))
}

/// Line ends as a browser sees them when it takes the hash, also if the source was checked out with others.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn subtitle(library: &Library, words: &Words) -> String {
    let folders: Vec<String> = library.folders().map(|folder| folder.display().to_string()).collect();
    words
        .page_subtitle(folders.join(&words.list_separator()), jiff::Zoned::now().strftime("%Y-%m-%d %H:%M").to_string())
}

fn index<'a>(library: &'a Library, figures: &'a Figures, words: &Words) -> Index<'a> {
    let numbers: Vec<usize> = figures.numbers.iter().copied().collect();
    let states = figures.states.iter().map(|there| {
        let mut letters = vec![b'm'; library.columns.len() * numbers.len()];
        for (column, number, state) in there {
            if let Ok(at) = numbers.binary_search(number) {
                letters[column * numbers.len() + at] = letter(*state);
            }
        }
        letters.into_iter().map(char::from).collect()
    });
    Index {
        words: words::all(words).collect(),
        columns: library.labels(words),
        people: &library.people,
        usual: numbers.iter().map(|number| figures.usual.get(number).copied()).collect(),
        states: states.collect(),
        prompts: &figures.prompts,
        numbers,
    }
}

fn letter(state: AnswerState) -> u8 {
    match state {
        AnswerState::Answered => b'a',
        AnswerState::Cut => b'c',
        AnswerState::Failed => b'f',
        AnswerState::Empty => b'e',
    }
}
