//! Whether raters agree.

use super::super::alpha::{Level, alpha, coincidences};
use super::super::bootstrap::{Estimate, RESAMPLES, SEED, estimate};
use super::super::fleiss::Fleiss;
use super::super::icc::{Scores, possible, possible_interval};
use super::super::kappa::{self, Weights};
use super::super::reason::Reason;
use super::super::square::Square;
use super::super::study::{Answer, Measure, Scope};
use super::say::{NONE, Say, value};
use crate::table::{Row, Table};

/// Scores of answers by rater.
type Rows = Vec<Vec<Option<u8>>>;

/// By person.
fn rows(people: &[Vec<&Answer>], measure: Measure) -> Vec<Rows> {
    people.iter().map(|answers| answers.iter().map(|answer| answer.steps(measure)).collect()).collect()
}

/// What has steps: the criteria, and harm.
fn stepped(say: &Say) -> impl Iterator<Item = Measure> {
    let criteria = (0..say.study.panel.criteria.len()).map(Measure::Criterion);
    criteria.chain(std::iter::once(Measure::Harm))
}

/// ICC(2,1) and ICC(2,k): a row a scope and criterion.
pub(super) fn correlations(say: &Say) -> Table {
    let words = say.words;
    let mut table = Vec::new();
    for scope in say.study.scopes() {
        let people = say.study.people(scope);
        for measure in say.study.measures() {
            let counted = |answers: &Vec<&Answer>| {
                Scores::of(&answers.iter().map(|answer| answer.values(measure)).collect::<Vec<_>>())
            };
            let parts: Vec<Scores> = people.iter().map(counted).collect();
            let all = Scores::of(&people.iter().flatten().map(|answer| answer.values(measure)).collect::<Vec<_>>());
            let of_one = estimate(&parts, |sum| sum.icc().map(|icc| icc.single));
            let by_f = all.interval();
            let (one, mean) =
                (of_one.value.and_then(possible), of_one.value.map(|one| all.of_mean(one)).and_then(possible));
            let of_one = [by_f, of_one.interval];
            let of_mean = of_one.map(|of| of.map(|of| all.interval_of_mean(of)).and_then(possible_interval));
            let of_one = of_one.map(|of| of.and_then(possible_interval));
            let mut row = vec![say.scope(scope), say.measure(measure), super::say::fixed(all.answers(), 0)];
            for (value_of, intervals) in [(one, of_one), (mean, of_mean)] {
                row.push(value(value_of));
                row.extend(intervals.map(|interval| say.interval(interval, 2)));
            }
            let intervals = of_one.iter().chain(&of_mean).map(|interval| interval.err());
            row.push(say.remark([one.err(), mean.err()].into_iter().chain(intervals)));
            table.push(row.into());
        }
    }
    let head = vec![
        words.agreement_scope(),
        words.agreement_criterion(),
        words.agreement_answers(),
        "ICC(2,1)".to_owned(),
        words.agreement_interval_f(),
        words.agreement_interval_bootstrap(),
        "ICC(2,k)".to_owned(),
        words.agreement_interval_f(),
        words.agreement_interval_bootstrap(),
        words.agreement_remark(),
    ];
    let raters = say.study.panel.raters.len();
    let note = words.agreement_icc_note(raters, RESAMPLES, SEED);
    Table { title: words.agreement_icc(), head, rows: table, note }
}

/// Weighted kappa: a row a pair of raters; by prompt only if there is one pair.
pub(super) fn pairs(say: &Say) -> Table {
    let words = say.words;
    let raters = &say.study.panel.raters;
    let several = raters.len() > 2;
    let mut table = Vec::new();
    for scope in say.study.scopes().into_iter().filter(|scope| !several || *scope == Scope::All) {
        let people = say.study.people(scope);
        for measure in stepped(say) {
            let rows = rows(&people, measure);
            let empty = Square::over(&rows.concat());
            for (n, one) in raters.iter().enumerate() {
                for (m, other) in raters.iter().enumerate().skip(n + 1) {
                    let parts: Vec<Square> = rows.iter().map(|rows| kappa::pairs(&empty, rows, n, m)).collect();
                    let answers: f64 = parts.iter().map(Square::total).sum();
                    let [linear, quadratic] = [Weights::Linear, Weights::Quadratic]
                        .map(|weights| estimate(&parts, |sum| kappa::kappa(sum, weights)));
                    table.push(Row::from(vec![
                        say.scope(scope),
                        say.measure(measure),
                        words.agreement_pair(one, other),
                        super::say::fixed(answers, 0),
                        value(linear.value),
                        say.interval(linear.interval, 2),
                        value(quadratic.value),
                        say.interval(quadratic.interval, 2),
                        say.remark([linear.interval.err(), quadratic.interval.err()]),
                    ]));
                }
            }
        }
    }
    let head = vec![
        words.agreement_scope(),
        words.agreement_criterion(),
        words.agreement_two_raters(),
        words.agreement_answers(),
        words.agreement_linear(),
        words.agreement_interval_95(),
        words.agreement_quadratic(),
        words.agreement_interval_95(),
        words.agreement_remark(),
    ];
    Table { title: words.agreement_kappa(), head, rows: table, note: words.agreement_kappa_note(RESAMPLES, SEED) }
}

/// Fleiss' kappa and Krippendorff's alpha: a row a scope, criterion and coefficient.
pub(super) fn coefficients(say: &Say) -> Table {
    let words = say.words;
    let single = say.study.panel.raters.len() < 2;
    let mut table = Vec::new();
    for scope in say.study.scopes() {
        let people = say.study.people(scope);
        for measure in stepped(say) {
            let mut row = |name: String, answers: usize, Estimate { value: found, interval }: Estimate| {
                let reason = if single { Some(Reason::OneRater) } else { interval.err() };
                let (scope, measure) = (say.scope(scope), say.measure(measure));
                let interval = if single { NONE.to_owned() } else { say.interval(interval, 2) };
                let remark = say.remark([reason]);
                table.push(vec![scope, measure, name, answers.to_string(), value(found), interval, remark].into());
            };
            let rows = rows(&people, measure);
            let by = |least: usize| rows.iter().flatten().filter(|row| row.iter().flatten().count() >= least).count();
            let parts: Vec<Fleiss> = rows.iter().map(|rows| Fleiss::of(rows)).collect();
            row(words.agreement_fleiss(), by(say.study.panel.raters.len().max(2)), estimate(&parts, Fleiss::kappa));
            let empty = Square::over(&rows.concat());
            let parts: Vec<Square> = rows.iter().map(|rows| coincidences(&empty, rows)).collect();
            row(words.agreement_alpha_ordinal(), by(2), estimate(&parts, |sum| alpha(sum, Level::Ordinal)));
            if measure != Measure::Harm {
                row(words.agreement_alpha_interval(), by(2), estimate(&parts, |sum| alpha(sum, Level::Interval)));
            }
        }
    }
    let head = vec![
        words.agreement_scope(),
        words.agreement_criterion(),
        words.agreement_coefficient(),
        words.agreement_answers(),
        words.agreement_value(),
        words.agreement_interval_95(),
        words.agreement_remark(),
    ];
    let note = words.agreement_coefficients_note(RESAMPLES, SEED);
    Table { title: words.agreement_coefficients(), head, rows: table, note }
}
