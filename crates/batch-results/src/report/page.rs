//! The page put together from its parts: template, style sheet, scripts, overview, index, and the people's texts.

use std::io::{self, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use batch_words::Words;
use ring::digest::{SHA256, digest};
use serde::Serialize;

use super::figures::Figures;
use super::html::Escaped;
use super::parts::Place;
use super::shell::Shell;
use super::{Extra, methods, overview, parts, safe_json, summary, tables, words};
use crate::reading::{AnswerState, Library};

const SHELL: Shell = Shell {
    template: include_str!("../../assets/report/page.html"),
    style: include_str!("../../assets/report/style.css"),
    scripts: &[
        include_str!("../../assets/report/data.js"),
        include_str!("../../assets/report/options.js"),
        include_str!("../../assets/report/dom.js"),
        include_str!("../../assets/report/theme.js"),
        include_str!("../../assets/report/markdown.js"),
        include_str!("../../assets/report/render.js"),
        include_str!("../../assets/report/turns.js"),
        include_str!("../../assets/report/literal.js"),
        include_str!("../../assets/report/diff.js"),
        include_str!("../../assets/report/matrix.js"),
        include_str!("../../assets/report/card.js"),
        include_str!("../../assets/report/read.js"),
        include_str!("../../assets/report/cells.js"),
        include_str!("../../assets/report/paper.js"),
        include_str!("../../assets/report/tables.js"),
        include_str!("../../assets/report/search.js"),
        include_str!("../../assets/report/keys.js"),
        include_str!("../../assets/report/main.js"),
    ],
};

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
    /// Why conversations failed.
    reasons: Vec<String>,
    /// True if the records are in the page.
    records: bool,
    /// Where the people's texts are, if this page is an index: each page's first person, and its file.
    #[serde(skip_serializing_if = "Option::is_none")]
    parts: Option<&'a [(usize, String)]>,
    /// What this page's options are kept under: other pages of the same folders and models keep theirs with it.
    id: String,
}

/// What a page shows.
pub(super) struct Sheet<'a> {
    pub library: &'a Library,
    /// Its people, in their order.
    pub people: &'a [String],
    pub figures: &'a Figures,
    pub extra: &'a Extra<'a>,
    /// What it is of what was written.
    pub place: Place<'a>,
}

/// Writes the page; `texts` writes the people's blocks.
///
/// # Errors
/// The writer's.
pub(super) fn write<W: Write>(
    to: &mut W,
    sheet: &Sheet<'_>,
    words: &Words,
    texts: impl FnOnce(&mut W) -> io::Result<()>,
) -> io::Result<()> {
    let Sheet { library, people, figures, extra, place } = sheet;
    let mut texts = Some(texts);
    SHELL.write(to, |name, to| {
        match name {
            "language" => to.write_all(words.language().tag().as_bytes())?,
            "tiles" => to.write_all(overview::tiles(library, figures, words).as_bytes())?,
            "charts" => to.write_all(overview::charts(library, figures, words).as_bytes())?,
            "table" => to.write_all(summary::models(library, figures, words).as_bytes())?,
            "failures" => to.write_all(summary::failures(library, figures, words).as_bytes())?,
            "methods_text" => write!(to, "{}", Escaped(&methods::text(library, figures, words)))?,
            "part_note" => to.write_all(parts::note(place, people, words).as_bytes())?,
            "records" => write!(to, "{}", !extra.without_records)?,
            "ratings" => to.write_all(tables::html(extra.tables, &library.labels(words), words).as_bytes())?,
            "odds" => to.write_all(summary::odds(figures, words).as_bytes())?,
            "odd_count" => write!(to, "{}", figures.odd)?,
            "failed_count" => write!(to, "{}", figures.columns.iter().map(|c| c.failed).sum::<u64>())?,
            "simulated" => write!(to, "{}", library.is_simulated())?,
            "subtitle" => write!(to, "{}", Escaped(&subtitle(library, words)))?,
            "index" => safe_json::write(to, &index(sheet, words))?,
            "texts" => texts.take().map_or(Ok(()), |texts| texts(to))?,
            word => write!(to, "{}", Escaped(&words::word(words, word)))?,
        }
        Ok(())
    })
}

fn subtitle(library: &Library, words: &Words) -> String {
    let folders: Vec<String> = library.folders().map(|folder| folder.display().to_string()).collect();
    words
        .page_subtitle(folders.join(&words.list_separator()), jiff::Zoned::now().strftime("%Y-%m-%d %H:%M").to_string())
}

fn index<'a>(sheet: &Sheet<'a>, words: &Words) -> Index<'a> {
    let Sheet { library, people, figures, extra, place } = sheet;
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
        id: id(library, words),
        columns: library.labels(words),
        reasons: figures.reasons.iter().map(|reason| reason.sentence(words)).collect(),
        records: !extra.without_records,
        people,
        parts: if let Place::Index(pages) = place { Some(pages) } else { None },
        usual: numbers.iter().map(|number| figures.usual.get(number).copied()).collect(),
        states: states.collect(),
        prompts: &figures.prompts,
        numbers,
    }
}

fn id(library: &Library, words: &Words) -> String {
    let names = library.folders().map(|folder| folder.display().to_string()).chain(library.labels(words));
    let digest = digest(&SHA256, names.collect::<Vec<_>>().join("\n").as_bytes());
    BASE64_STANDARD.encode(digest.as_ref().get(..12).unwrap_or_default())
}

fn letter(state: AnswerState) -> u8 {
    match state {
        AnswerState::Answered => b'a',
        AnswerState::Cut => b'c',
        AnswerState::Failed => b'f',
        AnswerState::Empty => b'e',
    }
}
