//! What a paper's methods section says of a job, written from what is known: ready to paste, to be read before.

use batch_words::Words;
use batch_words::said;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::counts::Counts;
use super::figures::Figures;
use super::overview::count;
use super::{asked, words};
use crate::reading::{Column, Library, Runs};

/// The block, a paragraph a line.
pub(super) fn text(library: &Library, figures: &Figures, words: &Words) -> String {
    let runs: Vec<&Runs> = (0..library.folders().count()).filter_map(|folder| library.runs(folder)).collect();
    let mut lines = Vec::new();
    if library.is_simulated() {
        lines.push(words.methods_simulated());
    }
    let mut programs: Vec<&str> = runs.iter().flat_map(|runs| &runs.programs).map(String::as_str).collect();
    programs.dedup();
    let programs =
        if programs.is_empty() { words.methods_program_unknown() } else { programs.join(&words.list_separator()) };
    let (people, prompts) = (words::count(figures.states.len() as u64), figures.numbers.len().to_string());
    lines.push(words.methods_opening(programs, people, prompts, library.columns.len().to_string()));
    lines.extend(dates(figures, words));
    for (platform, address) in asked::platforms(library, figures) {
        lines.push(words.methods_platform(platform, address));
    }
    lines.push(words.methods_models());
    for (column, counts) in library.columns.iter().zip(&figures.columns) {
        lines.push(model(library, column, counts, words));
    }
    lines.push(outcome(figures, words));
    lines.extend(asked::by_batch(library, figures, words));
    let sum = |get: fn(&Counts) -> u64| figures.columns.iter().map(get).fold(0, u64::saturating_add);
    let (tokens_in, tokens_out) = (sum(|c| c.usage.prompt_tokens), sum(|c| c.usage.completion_tokens));
    if tokens_in.max(tokens_out) > 0 {
        lines.push(words.methods_tokens(words::count(tokens_in), words::count(tokens_out)));
    }
    lines.extend(cost(library, &runs, words));
    lines.push(words.methods_prompts());
    for number in &figures.numbers {
        let text = figures.usual.get(number).and_then(|place| figures.prompts.get(*place));
        // A prompt of a patient's own may tell of that patient.
        if figures.differing.contains(number) {
            lines.push(words.methods_prompts_differ(number.to_string()));
        } else if let Some(text) = text {
            lines.push(words.methods_prompt(number.to_string(), text));
        }
    }
    lines.join("\n")
}

/// The days, where the report is made.
fn dates(figures: &Figures, words: &Words) -> Option<String> {
    let here = TimeZone::system();
    let (first, last) = figures.dates.as_ref()?;
    let (first, last) = (day(first, &here), day(last, &here));
    Some(if first == last { words.methods_day(first) } else { words.methods_dates(first, last) })
}

/// The day of a time in UTC, as the ledger has them.
fn day(at: &str, zone: &TimeZone) -> String {
    match at.parse::<Timestamp>() {
        Ok(at) => at.to_zoned(zone.clone()).strftime("%Y-%m-%d").to_string(),
        Err(_) => at.chars().take(10).collect(),
    }
}

fn model(library: &Library, column: &Column, counts: &Counts, words: &Words) -> String {
    let parameters = asked::parameters(library, column, counts, words);
    let label = library.label(words, column);
    let served: Vec<&str> = counts.served.iter().map(String::as_str).collect();
    match served.is_empty() {
        true => words.methods_model_unsaid(label, parameters),
        false => words.methods_model(label, served.join(&words.list_separator()), parameters),
    }
}

fn outcome(figures: &Figures, words: &Words) -> String {
    let sum = |states: &str| {
        let each = figures.columns.iter().map(|counts| count(counts, figures.expected_each(), states));
        words::count(each.fold(0, u64::saturating_add))
    };
    words.methods_outcome(words::count(figures.expected()), sum("ac"), sum("c"), sum("f"), sum("e"), sum("m"))
}

fn cost(library: &Library, runs: &[&Runs], words: &Words) -> Option<String> {
    let mut sums = std::collections::BTreeMap::<String, batch_core::ledger::Spending>::new();
    for (currency, tally) in library.columns.iter().flat_map(|column| library.spending(column)) {
        *sums.entry(currency).or_default() += tally;
    }
    let sums: Vec<String> = sums.iter().map(|(currency, tally)| said::spent(words, *tally, currency)).collect();
    let day = runs.iter().rev().find_map(|runs| runs.prices_as_of.as_deref());
    let cost = Some(sums.join(" + ")).filter(|cost| !cost.is_empty())?;
    let cost = match day {
        Some(day) => words.methods_cost(cost, day),
        None => words.methods_cost_undated(cost),
    };
    let unpriced = library.columns.iter().filter(|column| library.lacks_a_price(column));
    let unpriced: Vec<String> = unpriced.map(|column| library.label(words, column)).collect();
    Some(match unpriced.is_empty() {
        true => cost,
        false => format!("{cost}{}", words.methods_cost_without(unpriced.join(&words.list_separator()))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_one_on_the_wall() {
        let beijing = TimeZone::fixed(jiff::tz::offset(8));
        assert_eq!(day("2026-11-29T23:30:00.000Z", &beijing), "2026-11-30");
        assert_eq!(day("2026-11-29T23:30:00.000Z", &TimeZone::UTC), "2026-11-29");
        assert_eq!(day("2026-11-29 about noon", &beijing), "2026-11-29");
    }
}
