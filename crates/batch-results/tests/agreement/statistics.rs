//! Each statistic gives what others' programs give.

use batch_results::agreement::alpha::{Level, alpha, coincidences};
use batch_results::agreement::bootstrap::{Interval, estimate};
use batch_results::agreement::bradley_terry::Wins;
use batch_results::agreement::fleiss::Fleiss;
use batch_results::agreement::friedman::friedman;
use batch_results::agreement::holm::holm;
use batch_results::agreement::icc::Scores;
use batch_results::agreement::kappa::{Weights, kappa, pairs};
use batch_results::agreement::square::Square;
use batch_results::agreement::summary::Summary;
use batch_results::agreement::wilcoxon::wilcoxon;
use serde_json::Value;

use super::{EXACT, cases, numbers, same, scores};

#[test]
fn weighted_kappa_is_that_of_statsmodels_and_scikit_learn() {
    for case in cases("kappa") {
        let rows = scores(&case);
        let table = pairs(&Square::over(&rows), &rows, 0, 1);
        for (name, weights) in [("linear", Weights::Linear), ("quadratic", Weights::Quadratic)] {
            same(&case, name, kappa(&table, weights).unwrap(), &case[name], EXACT);
        }
    }
}

#[test]
fn fleiss_kappa_is_that_of_statsmodels() {
    for case in cases("agreement") {
        same(&case, "kappa", Fleiss::of(&scores(&case)).kappa().unwrap(), &case["fleiss"], EXACT);
    }
}

#[test]
fn alpha_is_that_of_krippendorff() {
    for case in cases("agreement") {
        let rows = scores(&case);
        let counted = coincidences(&Square::over(&rows), &rows);
        for (name, level) in [("nominal", Level::Nominal), ("ordinal", Level::Ordinal), ("interval", Level::Interval)] {
            same(&case, name, alpha(&counted, level).unwrap(), &case[name], EXACT);
        }
    }
}

/// The rows as numbers.
fn measured(rows: &[Vec<Option<u8>>]) -> Vec<Vec<Option<f64>>> {
    rows.iter().map(|row| row.iter().map(|score| score.map(f64::from)).collect()).collect()
}

#[test]
fn icc_is_that_of_pingouin_with_the_interval_of_mc_graw_and_wong() {
    for case in cases("icc") {
        let counted = Scores::of(&measured(&scores(&case)));
        let icc = counted.icc().unwrap();
        same(&case, "ICC(2,1)", icc.single, &case["single"], EXACT);
        same(&case, "ICC(2,k)", icc.average, &case["average"], EXACT);
        let single = counted.interval().unwrap();
        let average = counted.interval_of_mean(single);
        for (name, Interval { low, high }) in [("single_interval", single), ("average_interval", average)] {
            same(&case, name, low, &case[name][0], EXACT);
            same(&case, name, high, &case[name][1], EXACT);
        }
    }
}

#[test]
fn an_interval_is_that_of_the_same_draws_in_python() {
    for case in cases("bootstrap") {
        let rows = scores(&case);
        let empty = Square::over(&rows);
        let people = rows.chunks(case["people"].as_u64().unwrap() as usize);
        let is = |name: &str, found: Interval| {
            same(&case, name, found.low, &case[name][0], EXACT);
            same(&case, name, found.high, &case[name][1], EXACT);
        };
        let parts: Vec<Square> = people.clone().map(|rows| coincidences(&empty, rows)).collect();
        is("alpha", estimate(&parts, |sum| alpha(sum, Level::Ordinal)).interval.unwrap());
        let parts: Vec<Scores> = people.clone().map(|rows| Scores::of(&measured(rows))).collect();
        is("icc", estimate(&parts, |sum| sum.icc().map(|icc| icc.single)).interval.unwrap());
        if !case["kappa"].is_null() {
            let parts: Vec<Square> = people.map(|rows| pairs(&empty, rows, 0, 1)).collect();
            is("kappa", estimate(&parts, |sum| kappa(sum, Weights::Quadratic)).interval.unwrap());
        }
    }
}

fn table(case: &Value) -> Vec<Vec<f64>> {
    case["rows"].as_array().unwrap().iter().map(numbers).collect()
}

#[test]
fn friedmans_test_is_that_of_scipy() {
    for case in cases("differences").into_iter().filter(|case| !case["friedman"].is_null()) {
        let (test, theirs) = (friedman(&table(&case)).unwrap(), &case["friedman"]);
        same(&case, "χ²", test.chi_squared, &theirs["chi2"], EXACT);
        same(&case, "p", test.p, &theirs["p"], EXACT);
        same(&case, "W", test.w, &theirs["w"], EXACT);
    }
}

#[test]
fn signed_ranks_are_those_of_scipy_and_pingouin_corrected_as_by_statsmodels() {
    for case in cases("differences") {
        let rows = table(&case);
        let mut uncorrected = Vec::new();
        let theirs = case["pairs"].as_array().unwrap();
        for of in theirs {
            let [a, b] = serde_json::from_value::<[usize; 2]>(of["pair"].clone()).unwrap();
            let test = wilcoxon(&rows.iter().map(|row| row[a] - row[b]).collect::<Vec<_>>()).unwrap();
            assert_eq!(test.differing as u64, of["n"], "{}", case["name"]);
            same(&case, "T+", test.above, &of["above"], EXACT);
            same(&case, "T-", test.below, &of["below"], EXACT);
            same(&case, "p", test.p, &of["p"], EXACT);
            same(&case, "effect", test.effect, &of["effect"], EXACT);
            uncorrected.push(test.p);
        }
        for (corrected, of) in holm(&uncorrected).into_iter().zip(theirs) {
            same(&case, "Holm's p", corrected, &of["holm"], EXACT);
        }
    }
}

#[test]
fn strengths_are_those_of_choix() {
    for case in cases("bradley_terry") {
        let theirs = case["strengths"].as_array().unwrap();
        let mut wins = Wins::new(theirs.len());
        for (first, second, share) in serde_json::from_value::<Vec<(usize, usize, f64)>>(case["duels"].clone()).unwrap()
        {
            wins.count(first, second, share);
        }
        for (ours, theirs) in wins.strengths().unwrap().into_iter().zip(theirs) {
            same(&case, "strength", ours, theirs, EXACT);
        }
    }
}

#[test]
fn summaries_are_those_of_numpy() {
    for case in cases("summary") {
        let found = Summary::of(numbers(&case["values"])).unwrap();
        same(&case, "mean", found.mean, &case["mean"], EXACT);
        assert_eq!(found.sd.is_none(), case["sd"].is_null(), "{}", case["name"]);
        if let Some(sd) = found.sd {
            same(&case, "SD", sd, &case["sd"], EXACT);
        }
        for (ours, theirs) in found.quartiles.into_iter().zip(case["quartiles"].as_array().unwrap()) {
            same(&case, "quartile", ours, theirs, EXACT);
        }
    }
}
