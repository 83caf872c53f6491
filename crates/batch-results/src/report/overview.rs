//! The page's first view, ready when it opens: sums and charts. Every number leads to the conversations behind it.

use std::collections::BTreeMap;
use std::fmt::Write;

use batch_core::ledger::Spending;
use batch_words::Words;
use batch_words::said;

use super::charts::{self, Part, Row};
use super::counts::{Counts, quantile};
use super::figures::Figures;
use super::html::Escaped;
use super::{address, words};
use crate::reading::Library;

/// Places among the headings of the list of conversations (`cells.js`) by which links sort it.
pub(super) mod figure {
    /// Characters of the answer.
    pub const LENGTH: usize = 4;
    /// How long the call took.
    pub const TIME: usize = 5;
    /// Tokens in.
    pub const TOKENS_IN: usize = 6;
    /// Tokens out.
    pub const TOKENS_OUT: usize = 7;
    /// Calls made for it.
    pub const CALLS: usize = 8;
    /// What it cost.
    pub const COST: usize = 9;
}

/// States as the page counts them: what is answered holds what was cut, as `status` counts it; an empty answer is none.
/// Letters, the style sheet's class, and the word.
pub(super) const STATES: [(&str, &str, &str); 5] =
    [("ac", "a", "answered"), ("c", "c", "cut"), ("f", "f", "failed"), ("e", "e", "empty"), ("m", "m", "missing")];

/// How many of a state there are, by its letters.
pub(super) fn count(counts: &Counts, expected: u64, states: &str) -> u64 {
    match states {
        "ac" => counts.complete + counts.cut,
        "a" => counts.complete,
        "c" => counts.cut,
        "f" => counts.failed,
        "e" => counts.empty,
        _ => expected.saturating_sub(counts.there()),
    }
}

/// Sums of everything.
pub(super) fn tiles(library: &Library, figures: &Figures, words: &Words) -> String {
    let mut out = String::new();
    let mut tile = |attributes: &str, to: &str, name: &str, value: &str| {
        let (to, name, value) = (Escaped(to), Escaped(name), Escaped(value));
        write!(out, "<div {attributes}><dt><a href=\"{to}\" data-to>{name}</a></dt><dd>{value}</dd></div>").ok();
    };
    let plain = "class=\"tile\"";
    // Of all models together: nothing is said of them while some are hidden.
    let whole = "class=\"tile\" data-whole";
    let people = words::count(figures.states.len() as u64);
    let models = library.columns.len().to_string();
    tile("class=\"tile models\"", "#matrix", &words::word(words, "models"), &models);
    tile(plain, "#matrix", &words::word(words, "people"), &people);
    tile(plain, "#read", &words::word(words, "prompts"), &figures.numbers.len().to_string());
    for (states, class, word) in STATES {
        let sum =
            figures.columns.iter().map(|c| count(c, figures.expected_each(), states)).fold(0, u64::saturating_add);
        let value = if states == "ac" { words::share(words, sum, figures.expected()) } else { words::count(sum) };
        let none = if sum == 0 { " none" } else { "" };
        let name = words::word(words, if states == "c" { "of_these_cut" } else { word });
        tile(
            &format!("class=\"tile {class}{none}\" data-states=\"{states}\""),
            &address::cells(states, None),
            &name,
            &value,
        );
    }
    let sum = |get: fn(&Counts) -> u64| figures.columns.iter().map(get).fold(0, u64::saturating_add);
    let (tokens_in, tokens_out) = (sum(|c| c.usage.prompt_tokens), sum(|c| c.usage.completion_tokens));
    if tokens_in.max(tokens_out) > 0 {
        let value = words::tokens(words, tokens_in, tokens_out);
        tile(whole, &address::sorted("acfe", None, figure::TOKENS_OUT), &words::word(words, "tokens"), &value);
    }
    let mut spent = BTreeMap::<String, Spending>::new();
    for (currency, tally) in library.columns.iter().flat_map(|column| library.spending(column)) {
        *spent.entry(currency).or_default() += tally;
    }
    for (currency, tally) in &spent {
        let mut value = said::spent(words, *tally, currency);
        if library.columns.iter().any(|column| library.lacks_a_price(column)) {
            value = format!("{value} + {}", words.plan_price_unknown());
        }
        tile(whole, &address::sorted("acfe", None, figure::COST), &words::word(words, "cost"), &value);
    }
    out
}

/// The charts that there are numbers for.
pub(super) fn charts(library: &Library, figures: &Figures, words: &Words) -> String {
    let labels = library.labels(words);
    let mut out = states(&labels, figures, words);
    let spread = [("spread", words::word(words, "spread")), ("median", words::word(words, "median"))];
    let mut spreads = |title: &str, figure, values: &dyn Fn(&Counts) -> &Vec<u32>, unit: &dyn Fn(f64) -> String| {
        let rows: Vec<Row> = labels
            .iter()
            .zip(&figures.columns)
            .enumerate()
            .map(|(column, (name, counts))| {
                range(name, values(counts), &address::sorted("ac", Some(column), figure), unit, words)
            })
            .collect();
        if rows.iter().any(|row| !row.parts.is_empty()) {
            out.push_str(&charts::chart(&words::word(words, title), &spread, &rows));
        }
    };
    spreads("chart_times", figure::TIME, &|c| &c.times, &|ms| words::seconds(words, ms));
    spreads("chart_lengths", figure::LENGTH, &|c| &c.lengths, &|v| words::axis(words, v));
    if figures.columns.iter().any(|c| c.usage.prompt_tokens.max(c.usage.completion_tokens) > 0) {
        let names = [words::word(words, "tokens_in"), words::word(words, "tokens_out")];
        let rows: Vec<Row> = labels
            .iter()
            .zip(&figures.columns)
            .enumerate()
            .map(|(column, (name, counts))| {
                let (tokens_in, tokens_out) = (counts.usage.prompt_tokens, counts.usage.completion_tokens);
                let part = |class, value: u64, word: &str, figure| {
                    (
                        class,
                        value as f64,
                        format!("{word} {}", words::count(value)),
                        address::sorted("acfe", Some(column), figure),
                    )
                };
                let parts = [
                    part("first", tokens_in, &names[0], figure::TOKENS_IN),
                    part("second", tokens_out, &names[1], figure::TOKENS_OUT),
                ];
                Row {
                    name: name.clone(),
                    parts: charts::stacked(parts),
                    value: words::tokens(words, tokens_in, tokens_out),
                }
            })
            .collect();
        let [first, second] = names;
        out.push_str(&charts::chart(
            &words::word(words, "chart_tokens"),
            &[("first", first), ("second", second)],
            &rows,
        ));
    }
    out.push_str(&costs(library, &labels, words));
    out
}

fn states(labels: &[String], figures: &Figures, words: &Words) -> String {
    let parts = [("a", "complete"), ("c", "cut"), ("f", "failed"), ("e", "empty"), ("m", "missing")];
    let expected = figures.expected_each();
    let rows: Vec<Row> = labels
        .iter()
        .zip(&figures.columns)
        .enumerate()
        .map(|(column, (name, counts))| {
            let part = |(letter, word): (&'static str, &str)| {
                let count = count(counts, expected, letter);
                let title = format!("{} {}", words::word(words, word), words::count(count));
                (letter, count as f64, title, address::cells(letter, Some(column)))
            };
            let value = words::share(words, count(counts, expected, "ac"), expected);
            Row { name: name.clone(), parts: charts::stacked(parts.map(part)), value }
        })
        .collect();
    let legend = parts.map(|(letter, word)| (letter, words::word(words, word)));
    charts::chart(&words::word(words, "chart_states"), &legend, &rows)
}

fn costs(library: &Library, labels: &[String], words: &Words) -> String {
    let spending: Vec<Vec<(String, Spending)>> =
        library.columns.iter().map(|column| library.spending(column)).collect();
    let mut currencies: Vec<&str> = spending.iter().flatten().map(|(currency, _)| currency.as_str()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let mut out = String::new();
    for currency in currencies {
        let rows: Vec<Row> = labels
            .iter()
            .zip(&spending)
            .enumerate()
            .map(|(column, (name, spent))| {
                let tally = spent.iter().find(|(c, _)| c == currency).map(|(_, tally)| *tally).unwrap_or_default();
                let unpriced =
                    spent.is_empty() && library.columns.get(column).is_some_and(|c| library.lacks_a_price(c));
                let value = if unpriced { words.plan_price_unknown() } else { said::spent(words, tally, currency) };
                let to = || address::sorted("acfe", Some(column), figure::COST);
                let parts =
                    [("first", tally.confirmed, value.clone(), to()), ("second", tally.perhaps, value.clone(), to())];
                Row { name: name.clone(), parts: charts::stacked(parts), value }
            })
            .collect();
        let legend = [("first", words::word(words, "confirmed")), ("second", words::word(words, "perhaps"))];
        let perhaps = rows.iter().flat_map(|row| &row.parts).any(|part| part.class == "second");
        out.push_str(&charts::chart(&words.page_chart_cost(currency), if perhaps { &legend } else { &[] }, &rows));
    }
    out
}

/// From a tenth to nine tenths of the values, the median marked; nothing of none.
fn range(name: &str, values: &[u32], to: &str, unit: &dyn Fn(f64) -> String, words: &Words) -> Row {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let at = |share| quantile(&sorted, share).map(f64::from);
    let (Some(low), Some(middle), Some(high)) = (at(0.1), at(0.5), at(0.9)) else {
        return Row { name: name.to_owned(), parts: Vec::new(), value: String::new() };
    };
    let value = words.page_range(unit(middle), unit(low), unit(high));
    let part = |class, from, length| Part { class, from, length, title: value.clone(), to: to.to_owned() };
    let parts = vec![part("spread", low, high - low), part("median", middle, 0.0)];
    Row { name: name.to_owned(), parts, value }
}
