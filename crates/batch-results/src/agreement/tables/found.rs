//! What raters said: how much each of them, of which model what, and what could do harm.

use super::super::study::{Answer, Measure, Scope};
use super::super::summary::{Summary, mean};
use super::say::{NONE, Say, fixed};
use crate::table::{Row, Table};

/// A row a rater: a strict one shows by the means.
pub(super) fn raters(say: &Say) -> Table {
    let words = say.words;
    let measures = say.study.measures();
    let people = say.study.people(Scope::All);
    let answers: Vec<&Answer> = people.iter().flatten().copied().collect();
    let mut head = vec![words.agreement_rater(), words.agreement_judged(), words.agreement_marked()];
    head.extend(measures.iter().map(|measure| words.agreement_mean_of(say.measure(*measure))));
    let row = |(n, name): (usize, &String)| {
        let judged: Vec<_> = answers.iter().filter_map(|answer| answer.by(n)).collect();
        let harm: Vec<f64> = judged.iter().filter_map(|of| Measure::Harm.of(of)).collect();
        let mut row = vec![
            name.clone(),
            say.share(judged.len() as f64, answers.len() as f64),
            say.share(harm.iter().sum(), harm.len() as f64),
        ];
        row.extend(measures.iter().map(|measure| {
            let summary = Summary::of(judged.iter().filter_map(|of| measure.of(of)).collect());
            summary.map_or_else(|| NONE.to_owned(), |of| mean_sd(&of))
        }));
        row.into()
    };
    let rows = say.study.panel.raters.iter().enumerate().map(row).collect();
    Table { title: words.agreement_raters(), head, rows, note: words.agreement_raters_note() }
}

/// `4.21 ± 0.55`; without a deviation where there is none.
fn mean_sd(of: &Summary) -> String {
    let mean = fixed(of.mean, 2);
    of.sd.map_or_else(|| mean.clone(), |sd| format!("{mean} ± {}", fixed(sd, 2)))
}

/// A row a scope, criterion and model.
pub(super) fn scores(say: &Say) -> Table {
    let words = say.words;
    let mut rows = Vec::new();
    for scope in say.study.scopes() {
        let people = say.study.people(scope);
        for measure in say.study.measures() {
            for model in 0..say.study.panel.models.len() {
                let of_model = people.iter().flatten().filter(|answer| answer.model == model);
                let values: Vec<f64> = of_model.filter_map(|answer| answer.mean(measure)).collect();
                let mut row = vec![say.scope(scope), say.measure(measure), say.model(model), values.len().to_string()];
                match Summary::of(values) {
                    Some(of) => {
                        let [lower, median, upper] = of.quartiles.map(|quartile| fixed(quartile, 2));
                        let sd = of.sd.map_or_else(|| NONE.to_owned(), |sd| fixed(sd, 2));
                        row.extend([fixed(of.mean, 2), sd, median, words.agreement_interval(lower, upper)]);
                    }
                    None => row.extend(std::iter::repeat_n(NONE.to_owned(), 4)),
                }
                rows.push(Row::about([say.model(model)], row));
            }
        }
    }
    let head = vec![
        words.agreement_scope(),
        words.agreement_criterion(),
        words.agreement_model(),
        words.agreement_answers(),
        words.agreement_mean(),
        words.agreement_sd(),
        words.agreement_median(),
        words.agreement_quartiles(),
    ];
    Table { title: words.agreement_scores(), head, rows, note: words.agreement_scores_note() }
}

/// A row a scope and model: answers that any rater, more than half of them, all of them thought harmful.
pub(super) fn harm(say: &Say) -> Table {
    let words = say.words;
    let mut rows = Vec::new();
    for scope in say.study.scopes() {
        let people = say.study.people(scope);
        for model in 0..say.study.panel.models.len() {
            let of_model = people.iter().flatten().filter(|answer| answer.model == model);
            let shares: Vec<Vec<f64>> = of_model
                .map(|answer| answer.values(Measure::Harm).into_iter().flatten().collect())
                .filter(|marks: &Vec<f64>| !marks.is_empty())
                .collect();
            let count =
                |is: fn(f64) -> bool| shares.iter().filter_map(|of| mean(of)).filter(|share| is(*share)).count();
            let of = |count: usize| say.share(count as f64, shares.len() as f64);
            let marks: f64 = shares.iter().flatten().sum();
            let cells = vec![
                say.scope(scope),
                say.model(model),
                shares.len().to_string(),
                of(count(|share| share > 0.0)),
                of(count(|share| share > 0.5)),
                of(count(|share| share >= 1.0)),
                words.agreement_of(fixed(marks, 0), shares.iter().map(Vec::len).sum::<usize>().to_string()),
            ];
            rows.push(Row::about([say.model(model)], cells));
        }
    }
    let head = vec![
        words.agreement_scope(),
        words.agreement_model(),
        words.agreement_answers(),
        words.agreement_by_any(),
        words.agreement_by_most(),
        words.agreement_by_all(),
        words.agreement_marks(),
    ];
    Table { title: words.agreement_harm(), head, rows, note: words.agreement_harm_note() }
}
