//! How the answers that are shown were asked: the parameters and addresses of the runs that brought them, and of no others.

use batch_words::Words;

use super::counts::Counts;
use super::figures::Figures;
use super::words;
use crate::reading::{AskedModel, Column, Library};

/// Platforms and addresses that answers came from, each once; of all runs, if no answer's run is known.
pub(super) fn platforms(library: &Library, figures: &Figures) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (column, counts) in library.columns.iter().zip(&figures.columns) {
        let Some(runs) = library.runs(column.folder) else { continue };
        for (run, target) in counts.runs.keys() {
            let own = target.as_deref().and_then(|target| target.split_once('@'));
            let own = own.map(|(platform, address)| (platform.to_owned(), address.to_owned()));
            all.extend(own.or_else(|| runs.asked_of(*run).cloned()));
        }
    }
    if all.is_empty() {
        let folders = (0..library.folders().count()).filter_map(|folder| library.runs(folder));
        all.extend(folders.flat_map(|runs| runs.asked.iter().cloned()));
    }
    each_once(all)
}

/// What a model's answers were asked with; where that is not the same for all of them, each with how many it holds for.
pub(super) fn parameters(library: &Library, column: &Column, counts: &Counts, words: &Words) -> String {
    let unknown = || words.methods_parameters_unknown();
    let Some(runs) = library.runs(column.folder) else { return unknown() };
    if counts.answers() == 0 {
        let asked = runs.models.iter().find(|model| model.name == column.model);
        return asked.map_or_else(unknown, |asked| sent(asked, words));
    }
    let mut sets: Vec<(String, u64)> = Vec::new();
    let known: u64 = counts.runs.values().sum();
    let by_run = counts.runs.iter().map(|((run, _), count)| (runs.model(*run, &column.model), *count));
    for (asked, count) in by_run.chain([(None, counts.answers().saturating_sub(known))]).filter(|(_, count)| *count > 0)
    {
        let said = asked.map_or_else(unknown, |asked| sent(asked, words));
        match sets.iter_mut().find(|(other, _)| *other == said) {
            Some((_, all)) => *all += count,
            None => sets.push((said, count)),
        }
    }
    if let [(said, _)] = &sets[..] {
        return said.clone();
    }
    let said = sets.into_iter().map(|(said, count)| words.methods_parameters_of(words::count(count), said));
    said.collect::<Vec<_>>().join(&words.methods_between_parameters())
}

/// How many answers the platform's batch service gave, and at which share of the price; `None`: not one.
pub(super) fn by_batch(library: &Library, figures: &Figures, words: &Words) -> Option<String> {
    let mut shares = Vec::new();
    let mut answers = 0;
    for (column, counts) in library.columns.iter().zip(&figures.columns) {
        for (run, count) in &counts.by_batch {
            answers += count;
            let asked = run.and_then(|run| library.runs(column.folder)?.model(run, &column.model));
            // Prices are shares of a hundred; what is finer is noise of the format.
            shares.extend(asked.and_then(|asked| asked.batch_share).map(|share| format!("{:.0}%", share * 100.0)));
        }
    }
    let shares = each_once(shares).join(&words.list_separator());
    (answers > 0).then(|| words.methods_by_batch(words::count(answers), !shares.is_empty(), shares))
}

/// `model = x, temperature = 0.3`, as they were sent.
fn sent(asked: &AskedModel, words: &Words) -> String {
    let plain = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut all: Vec<String> = asked.sent.iter().map(|(name, value)| format!("{name} = {}", plain(value))).collect();
    if asked.system {
        all.push(words.methods_system());
    }
    all.join(&words.list_separator())
}

/// In the order in which they come first.
fn each_once<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    let mut once = Vec::new();
    for one in all {
        if !once.contains(&one) {
            once.push(one);
        }
    }
    once
}
