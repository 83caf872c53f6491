//! The page's first view, ready when it opens: sums, charts, a table of the same numbers, failures, oddities.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use batch_core::ledger::Spending;
use batch_words::Words;
use batch_words::said;

use super::charts::{self, Range};
use super::figures::{Counts, Figures, quantile};
use super::html::Escaped;
use super::words;
use crate::reading::{Column, Library};

/// Oddities listed; the others are counted.
const LISTED: usize = 500;

/// Sums of everything.
pub(super) fn tiles(library: &Library, figures: &Figures, words: &Words) -> String {
    let sum = |get: fn(&Counts) -> u64| figures.columns.iter().map(get).fold(0, u64::saturating_add);
    let expected = figures.expected();
    let mut tiles = vec![
        ("", words::word(words, "models"), library.columns.len().to_string()),
        ("", words::word(words, "people"), words::count(library.people.len() as u64)),
        ("", words::word(words, "prompts"), figures.numbers.len().to_string()),
        ("a", words::word(words, "answered"), words::share(words, sum(|c| c.answered), expected)),
    ];
    let others = [
        ("c", "cut", sum(|c| c.cut)),
        ("f", "failed", sum(|c| c.failed)),
        ("e", "empty", sum(|c| c.empty)),
        ("m", "missing", expected.saturating_sub(figures.conversations())),
    ];
    tiles.extend(others.map(|(class, word, count)| (class, words::word(words, word), words::count(count))));
    let (tokens_in, tokens_out) = (sum(|c| c.usage.prompt_tokens), sum(|c| c.usage.completion_tokens));
    if tokens_in.max(tokens_out) > 0 {
        tiles.push(("", words::word(words, "tokens"), words::tokens(words, tokens_in, tokens_out)));
    }
    let mut spent = BTreeMap::<String, Spending>::new();
    for (currency, tally) in library.columns.iter().flat_map(|column| library.spending(column)) {
        *spent.entry(currency).or_default() += tally;
    }
    tiles.extend(
        spent.iter().map(|(currency, tally)| ("", words::word(words, "cost"), said::spent(words, *tally, currency))),
    );
    let mut out = String::new();
    for (class, name, value) in tiles {
        let none = if value == "0" { " none" } else { "" };
        let (name, value) = (Escaped(&name), Escaped(&value));
        write!(out, "<div class=\"tile {class}{none}\"><dt>{name}</dt><dd>{value}</dd></div>").ok();
    }
    out
}

/// The charts that there are numbers for.
pub(super) fn charts(library: &Library, figures: &Figures, words: &Words) -> Result<String, String> {
    let labels = library.labels(words);
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let columns = &figures.columns;
    let series = |get: &dyn Fn(&Counts) -> u64| columns.iter().map(|c| get(c) as f64).collect::<Vec<f64>>();
    let expected = figures.expected_each();
    let mut out = String::new();
    let states = [
        (charts::ANSWERED, series(&|c| c.answered)),
        (charts::CUT, series(&|c| c.cut)),
        (charts::FAILED, series(&|c| c.failed)),
        (charts::EMPTY, series(&|c| c.empty)),
        (charts::MISSING, series(&|c| expected.saturating_sub(c.there()))),
    ];
    let title = words::word(words, "chart_states");
    let names = ["answered", "cut", "failed", "empty", "missing"];
    let legend: Vec<_> =
        states.iter().zip(names).map(|((color, _), name)| (*color, words::word(words, name))).collect();
    figure(&mut out, &title, &legend, &charts::bars(&title, &labels, &states, &|v| words::axis(words, v))?);

    let spread = [(charts::SPREAD, words::word(words, "spread")), (charts::MEDIAN, words::word(words, "median"))];
    let times: Vec<_> = columns.iter().map(|c| range(&c.times)).collect();
    if times.iter().any(Option::is_some) {
        let title = words::word(words, "chart_times");
        figure(&mut out, &title, &spread, &charts::ranges(&title, &labels, &times, &|ms| words::seconds(words, ms))?);
    }
    let lengths: Vec<_> = columns.iter().map(|c| range(&c.lengths)).collect();
    if lengths.iter().any(Option::is_some) {
        let title = words::word(words, "chart_lengths");
        figure(&mut out, &title, &spread, &charts::ranges(&title, &labels, &lengths, &|v| words::axis(words, v))?);
    }
    if columns.iter().any(|c| c.usage.prompt_tokens.max(c.usage.completion_tokens) > 0) {
        let title = words::word(words, "chart_tokens");
        let tokens = [
            (charts::FIRST, series(&|c| c.usage.prompt_tokens)),
            (charts::SECOND, series(&|c| c.usage.completion_tokens)),
        ];
        let legend =
            [(charts::FIRST, words::word(words, "tokens_in")), (charts::SECOND, words::word(words, "tokens_out"))];
        figure(&mut out, &title, &legend, &charts::bars(&title, &labels, &tokens, &|v| words::axis(words, v))?);
    }
    let spending: Vec<Vec<(String, Spending)>> =
        library.columns.iter().map(|column| library.spending(column)).collect();
    let mut currencies: Vec<&str> = spending.iter().flatten().map(|(currency, _)| currency.as_str()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    for currency in currencies {
        let tally = |column: &Vec<(String, Spending)>| {
            column.iter().find(|(c, _)| c == currency).map(|(_, tally)| *tally).unwrap_or_default()
        };
        let series =
            |get: &dyn Fn(Spending) -> f64| spending.iter().map(|column| get(tally(column))).collect::<Vec<f64>>();
        let costs = [(charts::FIRST, series(&|t| t.confirmed)), (charts::SECOND, series(&|t| t.perhaps))];
        let title = words.page_chart_cost(currency);
        let legend =
            [(charts::FIRST, words::word(words, "confirmed")), (charts::SECOND, words::word(words, "perhaps"))];
        let legend = if costs[1].1.iter().any(|perhaps| *perhaps > 0.0) { &legend[..] } else { &[] };
        figure(&mut out, &title, legend, &charts::bars(&title, &labels, &costs, &|v| words::axis_money(v))?);
    }
    Ok(out)
}

fn figure(out: &mut String, title: &str, legend: &[(plotters::style::RGBColor, String)], svg: &str) {
    write!(out, "<figure><figcaption><h3>{}</h3><span class=\"legend\">", Escaped(title)).ok();
    for (color, name) in legend {
        let hex = charts::hex(*color);
        let swatch = format!(
            "<svg class=\"chart\" width=\"12\" height=\"12\"><rect width=\"12\" height=\"12\" fill=\"{hex}\"/></svg>"
        );
        write!(out, "<span>{swatch}{}</span>", Escaped(name)).ok();
    }
    write!(out, "</span></figcaption>{svg}</figure>").ok();
}

fn range(values: &[u32]) -> Option<Range> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let at = |share| quantile(&sorted, share).map(f64::from);
    Some(Range { low: at(0.1)?, middle: at(0.5)?, high: at(0.9)? })
}

/// The numbers behind the charts; columns of which nothing is known are left out.
pub(super) fn table(library: &Library, figures: &Figures, words: &Words) -> String {
    let rows: Vec<Vec<String>> = library
        .columns
        .iter()
        .zip(&figures.columns)
        .map(|(column, counts)| row(library, figures, words, column, counts))
        .collect();
    let headings = words::headings(words);
    let known: Vec<usize> = (0..headings.len()).filter(|n| rows.iter().any(|row| !row[*n].is_empty())).collect();
    let mut out = String::from("<thead><tr>");
    for n in &known {
        write!(out, "<th scope=\"col\">{}</th>", Escaped(&headings[*n])).ok();
    }
    out.push_str("</tr></thead><tbody>");
    for row in &rows {
        out.push_str("<tr>");
        for n in &known {
            let cell = Escaped(&row[*n]);
            match n {
                0 => write!(out, "<th scope=\"row\">{cell}</th>").ok(),
                _ => write!(out, "<td>{cell}</td>").ok(),
            };
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody>");
    out
}

/// A model's cells, in the order of the headings.
fn row(library: &Library, figures: &Figures, words: &Words, column: &Column, counts: &Counts) -> Vec<String> {
    let (mut times, mut lengths) = (counts.times.clone(), counts.lengths.clone());
    times.sort_unstable();
    lengths.sort_unstable();
    let time = |share| quantile(&times, share).map_or_else(String::new, |ms| words::seconds(words, f64::from(ms)));
    let known = |value: u64| if counts.known > 0 { words::count(value) } else { String::new() };
    let spent = library.spending(column);
    let spent: Vec<String> = spent.iter().map(|(currency, tally)| said::spent(words, *tally, currency)).collect();
    vec![
        library.label(words, column),
        words::share(words, counts.answered, figures.expected_each()),
        words::count(counts.cut),
        words::count(counts.failed),
        words::count(counts.empty),
        words::count(figures.expected_each().saturating_sub(counts.there())),
        time(0.5),
        time(0.9),
        time(1.0),
        quantile(&lengths, 0.5).map_or_else(String::new, |length| words::count(u64::from(length))),
        known(counts.usage.prompt_tokens),
        known(counts.usage.completion_tokens),
        known(counts.usage.reasoning_tokens),
        known(counts.attempts),
        spent.join(" + "),
    ]
}

/// Why conversations failed, by model; empty if none did.
pub(super) fn failures(library: &Library, figures: &Figures, words: &Words) -> String {
    let mut out = String::new();
    for (column, counts) in library.columns.iter().zip(&figures.columns) {
        let mut reasons = BTreeMap::<String, u64>::new();
        for (reason, count) in &counts.reasons {
            *reasons.entry(reason.sentence(words)).or_default() += count;
        }
        let mut reasons: Vec<(String, u64)> = reasons.into_iter().collect();
        reasons.sort_by_key(|(_, count)| Reverse(*count));
        let label = library.label(words, column);
        for (reason, count) in reasons {
            let (label, reason) = (Escaped(&label), Escaped(&reason));
            write!(out, "<tr><th scope=\"row\">{label}</th><td>{reason}</td><td>{count}</td></tr>").ok();
        }
    }
    out
}

/// What is odd about the files.
pub(super) fn odds(figures: &Figures, words: &Words) -> String {
    let mut out = String::new();
    for odd in figures.odds.iter().take(LISTED) {
        write!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
            Escaped(&odd.file),
            Escaped(&odd.what.sentence(words))
        )
        .ok();
    }
    let listed = figures.odds.len().min(LISTED) as u64;
    if figures.odd > listed {
        write!(out, "<tr><th></th><td>{}</td></tr>", Escaped(&words.page_more_odds(figures.odd - listed))).ok();
    }
    out
}
