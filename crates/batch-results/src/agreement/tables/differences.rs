//! Whether models differ: Friedman's test, and Wilcoxon's for each pair of models.

use super::super::friedman::friedman;
use super::super::holm::holm;
use super::super::reason::Reason;
use super::super::study::{Measure, Scope};
use super::super::summary::mean;
use super::super::wilcoxon::{MOST_EXACT, Wilcoxon, wilcoxon};
use super::say::{NONE, Say, fixed, p};
use crate::table::{Row, Table};

/// A row a scope and criterion.
pub(super) fn friedmans(say: &Say) -> Table {
    let words = say.words;
    let models: Vec<usize> = (0..say.study.panel.models.len()).collect();
    let mut rows = Vec::new();
    // Two models are compared by the pair's test; that this one takes three need be said once.
    let told = if models.len() < 3 { vec![Scope::All] } else { say.study.scopes() };
    for scope in told {
        for measure in say.study.measures() {
            let compared = say.study.compared(scope, measure, &models);
            let mut row = vec![say.scope(scope), say.measure(measure), compared.len().to_string()];
            match friedman(&compared) {
                Ok(test) => row.extend([
                    fixed(test.chi_squared, 2),
                    test.freedom.to_string(),
                    p(test.p),
                    fixed(test.w, 2),
                    String::new(),
                ]),
                Err(reason) => {
                    row.extend(std::iter::repeat_n(NONE.to_owned(), 4));
                    row.push(reason.sentence(words));
                }
            }
            rows.push(row.into());
        }
    }
    let head = vec![
        words.agreement_scope(),
        words.agreement_criterion(),
        words.agreement_patients(),
        "χ²".to_owned(),
        words.agreement_freedom(),
        "p".to_owned(),
        words.agreement_kendall(),
        words.agreement_remark(),
    ];
    Table { title: words.agreement_friedman(), head, rows, note: words.agreement_friedman_note() }
}

/// Two models, compared.
struct Pair {
    models: (usize, usize),
    people: usize,
    difference: Option<f64>,
    test: Result<Wilcoxon, Reason>,
}

/// A row a scope, criterion and pair of models.
pub(super) fn pairs(say: &Say) -> Table {
    let words = say.words;
    let mut rows = Vec::new();
    for scope in say.study.scopes() {
        for measure in say.study.measures() {
            let pairs = tests(say, scope, measure);
            let found: Vec<f64> = pairs.iter().filter_map(|pair| Some(pair.test.ok()?.p)).collect();
            let mut corrected = holm(&found).into_iter();
            rows.extend(pairs.iter().map(|pair| {
                let (one, other) = (say.model(pair.models.0), say.model(pair.models.1));
                let mut row = vec![
                    say.scope(scope),
                    say.measure(measure),
                    words.agreement_pair(&one, &other),
                    pair.people.to_string(),
                    pair.difference.map_or_else(|| NONE.to_owned(), |difference| fixed(difference, 2)),
                ];
                match pair.test {
                    Ok(test) => row.extend([
                        test.differing.to_string(),
                        fixed(test.above.min(test.below), 1),
                        p(test.p),
                        corrected.next().map_or_else(String::new, p),
                        fixed(test.effect, 2),
                        String::new(),
                    ]),
                    Err(reason) => {
                        row.extend(std::iter::repeat_n(NONE.to_owned(), 5));
                        row.push(reason.sentence(words));
                    }
                }
                Row::about([one, other], row)
            }));
        }
    }
    let head = vec![
        words.agreement_scope(),
        words.agreement_criterion(),
        words.agreement_two_models(),
        words.agreement_patients(),
        words.agreement_difference(),
        words.agreement_differing(),
        "W".to_owned(),
        "p".to_owned(),
        words.agreement_p_holm(),
        words.agreement_effect(),
        words.agreement_remark(),
    ];
    Table { title: words.agreement_wilcoxon(), head, rows, note: words.agreement_wilcoxon_note(MOST_EXACT) }
}

fn tests(say: &Say, scope: Scope, measure: Measure) -> Vec<Pair> {
    let models = say.study.panel.models.len();
    let pairs = (0..models).flat_map(|one| (one + 1..models).map(move |other| (one, other)));
    let test = |models: (usize, usize)| {
        let compared = say.study.compared(scope, measure, &[models.0, models.1]);
        let difference = |row: &Vec<f64>| Some(row.first()? - row.get(1)?);
        let differences: Vec<f64> = compared.iter().filter_map(difference).collect();
        Pair { models, people: differences.len(), difference: mean(&differences), test: wilcoxon(&differences) }
    };
    pairs.map(test).collect()
}
