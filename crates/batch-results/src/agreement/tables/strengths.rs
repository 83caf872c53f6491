//! Which model wins: how often it was chosen as the best, and how strong it is against the others.

use super::super::bootstrap::{Interval, RESAMPLES, SEED, interval_of, samples};
use super::super::bradley_terry::Wins;
use super::super::comparisons::{Basis, comparisons};
use super::super::reason::Reason;
use super::super::study::{Answer, Scope};
use super::say::{NONE, Say, fixed};
use crate::table::{Row, Table};

/// How often a model's answer was chosen.
#[derive(Debug, Clone, Default)]
struct Chosen {
    /// Choices in which it stood.
    stood: f64,
    /// It alone was the best.
    alone: f64,
    /// It shared with others.
    tied: f64,
    /// One for each choice, shared among the best.
    share: f64,
}

/// A row a scope and model.
pub(super) fn choices(say: &Say) -> Table {
    let words = say.words;
    let mut rows = Vec::new();
    for scope in say.study.scopes() {
        let chosen = chosen(say, scope);
        let any = chosen.iter().any(|of| of.stood > 0.0);
        rows.extend(chosen.iter().enumerate().filter(|_| any).map(|(model, of)| {
            let wins = if of.stood > 0.0 { fixed(100.0 * of.share / of.stood, 1) } else { NONE.to_owned() };
            let [alone, tied] = [of.alone, of.tied].map(|count| say.share(count, of.stood));
            let cells = vec![say.scope(scope), say.model(model), fixed(of.stood, 0), alone, tied, wins];
            Row::about([say.model(model)], cells)
        }));
    }
    let head = vec![
        words.agreement_scope(),
        words.agreement_model(),
        words.agreement_choices(),
        words.agreement_best_alone(),
        words.agreement_best_tied(),
        words.agreement_win_rate(),
    ];
    Table { title: words.agreement_best(), head, rows, note: noted(say, words.agreement_best_note()) }
}

/// A note, with what there is to say where choices were made among more answers than are counted.
fn noted(say: &Say, note: String) -> String {
    match say.study.panel.beyond {
        true => format!("{note} {}", say.words.agreement_best_beyond()),
        false => note,
    }
}

/// By model.
fn chosen(say: &Say, scope: Scope) -> Vec<Chosen> {
    let mut all = vec![Chosen::default(); say.study.panel.models.len()];
    for answers in say.study.people(scope) {
        for prompt in answers.chunk_by(|a, b| a.prompt == b.prompt) {
            for rater in 0..say.study.panel.raters.len() {
                choice(prompt, rater, &mut all);
            }
        }
    }
    all
}

/// One rater's choice for one prompt about one person; nothing if none of the answers was chosen.
fn choice(prompt: &[&Answer], rater: usize, all: &mut [Chosen]) {
    let said: Vec<(usize, bool)> =
        prompt.iter().filter_map(|answer| Some((answer.model, answer.by(rater)?.best?))).collect();
    let best = said.iter().filter(|(_, best)| *best).count();
    for (model, is_best) in said.into_iter().filter(|_| best > 0) {
        let Some(of) = all.get_mut(model) else { continue };
        of.stood += 1.0;
        if is_best {
            of.share += 1.0 / best as f64;
            *(if best == 1 { &mut of.alone } else { &mut of.tied }) += 1.0;
        }
    }
}

/// A row a scope, basis and model.
pub(super) fn strengths(say: &Say) -> Table {
    let words = say.words;
    let mut rows = Vec::new();
    for scope in say.study.scopes() {
        let people = say.study.people(scope);
        for basis in [Basis::Scores, Basis::Choices] {
            let parts: Vec<Wins> = people.iter().map(|answers| comparisons(say.study, answers, basis)).collect();
            let mut all = Wins::new(say.study.panel.models.len());
            parts.iter().for_each(|part| all += part);
            let found = all.strengths();
            if found == Err(Reason::Nothing) {
                continue;
            }
            let drawn =
                found.as_ref().map_err(|reason| *reason).and_then(|_| samples(&parts, |sum| sum.strengths().ok()));
            for model in 0..say.study.panel.models.len() {
                let of = |strengths: &Vec<f64>| strengths.get(model).copied();
                let interval: Result<Interval, Reason> = match &drawn {
                    Ok(drawn) => interval_of(drawn.iter().filter_map(of).collect()),
                    Err(reason) => Err(*reason),
                };
                let strength = found.as_ref().ok().and_then(of);
                let cells = vec![
                    say.scope(scope),
                    match basis {
                        Basis::Scores => words.agreement_by_scores(),
                        Basis::Choices => words.agreement_by_choices(),
                    },
                    say.model(model),
                    fixed(all.comparisons(model), 0),
                    all.rate(model).map_or_else(|| NONE.to_owned(), |rate| fixed(100.0 * rate, 1)),
                    strength.map_or_else(|| NONE.to_owned(), |strength| fixed(strength, 2)),
                    say.interval(interval, 2),
                    say.remark([interval.err()]),
                ];
                rows.push(Row::about([say.model(model)], cells));
            }
        }
    }
    let head = vec![
        words.agreement_scope(),
        words.agreement_basis(),
        words.agreement_model(),
        words.agreement_comparisons(),
        words.agreement_pairwise_rate(),
        words.agreement_strength(),
        words.agreement_interval_95(),
        words.agreement_remark(),
    ];
    Table {
        title: words.agreement_strengths(),
        head,
        rows,
        note: noted(say, words.agreement_strengths_note(RESAMPLES, SEED)),
    }
}
