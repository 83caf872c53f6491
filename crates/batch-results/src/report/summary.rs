//! The overview's tables: the numbers behind the charts, failures by their reasons, what was odd about the files.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use batch_words::Words;
use batch_words::said;

use super::counts::{Counts, quantile};
use super::figures::Figures;
use super::html::Escaped;
use super::overview::{STATES, count, figure};
use super::{address, words};
use crate::reading::{Column, Library};

/// Oddities listed; the others are counted.
const LISTED: usize = 500;

/// A cell: what it says, what it is sorted by, and where it leads.
struct Cell {
    text: String,
    value: Option<f64>,
    to: String,
}

/// The numbers behind the charts; columns of which nothing is known are left out.
pub(super) fn models(library: &Library, figures: &Figures, words: &Words) -> String {
    let rows: Vec<Vec<Cell>> = library
        .columns
        .iter()
        .zip(&figures.columns)
        .enumerate()
        .map(|(n, (column, counts))| row(library, figures, words, (n, column), counts))
        .collect();
    let headings = words::headings(words);
    let said = |n: usize| rows.iter().any(|row| row.get(n).is_some_and(|cell| !cell.text.is_empty()));
    let known: Vec<usize> = (0..headings.len()).filter(|n| said(*n)).collect();
    let mut out = head(known.iter().filter_map(|n| headings.get(*n)));
    out.push_str("<tbody data-rows>");
    for (column, row) in rows.iter().enumerate() {
        write!(out, "<tr data-column=\"{column}\">").ok();
        for Cell { text, value, to } in known.iter().filter_map(|n| row.get(*n)) {
            let (text, to) = (Escaped(text), Escaped(to));
            match value {
                None => write!(out, "<th scope=\"row\"><a href=\"{to}\" data-to>{text}</a></th>").ok(),
                Some(value) => write!(out, "<td data-v=\"{value}\"><a href=\"{to}\" data-to>{text}</a></td>").ok(),
            };
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody>");
    out
}

fn head<'a>(headings: impl Iterator<Item = &'a String>) -> String {
    let mut out = String::from("<thead><tr>");
    for heading in headings {
        write!(out, "<th scope=\"col\">{}</th>", Escaped(heading)).ok();
    }
    out.push_str("</tr></thead>");
    out
}

/// A model's cells, in the order of the headings.
fn row(
    library: &Library,
    figures: &Figures,
    words: &Words,
    (n, column): (usize, &Column),
    counts: &Counts,
) -> Vec<Cell> {
    let (mut times, mut lengths) = (counts.times.clone(), counts.lengths.clone());
    times.sort_unstable();
    lengths.sort_unstable();
    let expected = figures.expected_each();
    let mut cells = vec![Cell { text: library.label(words, column), value: None, to: format!("#matrix//{}", n + 1) }];
    for (states, ..) in STATES {
        let value = count(counts, expected, states);
        let text = if states == "ac" { words::share(words, value, expected) } else { words::count(value) };
        cells.push(Cell { text, value: Some(value as f64), to: address::cells(states, Some(n)) });
    }
    let mut put = |text: String, value: f64, states, figure| {
        cells.push(Cell { text, value: Some(value), to: address::sorted(states, Some(n), figure) });
    };
    for share in [0.5, 0.9, 1.0] {
        let ms = quantile(&times, share).map(f64::from);
        put(ms.map_or_else(String::new, |ms| words::seconds(words, ms)), ms.unwrap_or(-1.0), "ac", figure::TIME);
    }
    let length = quantile(&lengths, 0.5).map(u64::from);
    put(length.map_or_else(String::new, words::count), length.map_or(-1.0, |l| l as f64), "ac", figure::LENGTH);
    let known = |value: u64| if counts.known > 0 { words::count(value) } else { String::new() };
    for (value, by) in [
        (counts.usage.prompt_tokens, figure::TOKENS_IN),
        (counts.usage.completion_tokens, figure::TOKENS_OUT),
        (counts.usage.reasoning_tokens, figure::TOKENS_OUT),
        (counts.attempts, figure::CALLS),
    ] {
        put(known(value), value as f64, "acfe", by);
    }
    let spent = library.spending(column);
    let sum = spent.iter().map(|(_, tally)| tally.confirmed + tally.perhaps).sum();
    let mut spent: Vec<String> = spent.iter().map(|(currency, tally)| said::spent(words, *tally, currency)).collect();
    spent.extend(library.lacks_a_price(column).then(|| words.plan_price_unknown()));
    put(spent.join(" + "), sum, "acfe", figure::COST);
    cells
}

/// Why conversations failed, by model; empty if none did.
pub(super) fn failures(library: &Library, figures: &Figures, words: &Words) -> String {
    let headings = [words.page_column_model(), words.page_column_reason(), words.page_column_failed()];
    let mut out = head(headings.iter());
    out.push_str("<tbody data-rows>");
    for (n, (column, counts)) in library.columns.iter().zip(&figures.columns).enumerate() {
        let mut reasons = BTreeMap::<String, u64>::new();
        for (reason, count) in &counts.reasons {
            *reasons.entry(reason.sentence(words)).or_default() += count;
        }
        let mut reasons: Vec<(String, u64)> = reasons.into_iter().collect();
        reasons.sort_by_key(|(_, count)| Reverse(*count));
        let label = library.label(words, column);
        for (reason, count) in reasons {
            let to = address::reason(n, &reason);
            let (label, reason, to) = (Escaped(&label), Escaped(&reason), Escaped(&to));
            write!(
                out,
                "<tr data-column=\"{n}\"><th scope=\"row\">{label}</th><td><a href=\"{to}\" data-to>{reason}</a></td>\
                 <td data-v=\"{count}\"><a href=\"{to}\" data-to>{}</a></td></tr>",
                words::count(count)
            )
            .ok();
        }
    }
    out.push_str("</tbody>");
    out
}

/// What is odd about the files.
pub(super) fn odds(figures: &Figures, words: &Words) -> String {
    let mut out = head([words.page_column_file(), words.page_column_odd()].iter());
    out.push_str("<tbody>");
    for odd in figures.odds.iter().take(LISTED) {
        let (file, what) = (Escaped(&odd.file), odd.what.sentence(words));
        write!(out, "<tr><th scope=\"row\">{file}</th><td>{}</td></tr>", Escaped(&what)).ok();
    }
    out.push_str("</tbody>");
    let listed = figures.odds.len().min(LISTED) as u64;
    if figures.odd > listed {
        let more = words.page_more_odds(figures.odd - listed);
        write!(out, "<tfoot><tr><th></th><td>{}</td></tr></tfoot>", Escaped(&more)).ok();
    }
    out
}
