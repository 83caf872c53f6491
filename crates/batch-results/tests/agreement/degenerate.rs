//! Where a statistic has no value, it says why; nothing is ever NaN.

use batch_results::agreement::alpha::{Level, alpha, coincidences};
use batch_results::agreement::bootstrap::{Interval, estimate};
use batch_results::agreement::bradley_terry::Wins;
use batch_results::agreement::fleiss::Fleiss;
use batch_results::agreement::friedman::friedman;
use batch_results::agreement::holm::holm;
use batch_results::agreement::icc::{Scores, possible, possible_interval};
use batch_results::agreement::kappa::{Weights, kappa, pairs};
use batch_results::agreement::reason::Reason;
use batch_results::agreement::square::Square;
use batch_results::agreement::summary::Summary;
use batch_results::agreement::wilcoxon::wilcoxon;
use proptest::prelude::*;

type Rows = Vec<Vec<Option<u8>>>;

/// Kappa of the first two raters, Fleiss' kappa, alpha, ICC(2,1).
fn all(rows: &Rows) -> [Result<f64, Reason>; 4] {
    let empty = Square::over(rows);
    let measured: Vec<Vec<Option<f64>>> =
        rows.iter().map(|row| row.iter().map(|score| score.map(f64::from)).collect()).collect();
    [
        kappa(&pairs(&empty, rows, 0, 1), Weights::Quadratic),
        Fleiss::of(rows).kappa(),
        alpha(&coincidences(&empty, rows), Level::Ordinal),
        Scores::of(&measured).icc().map(|icc| icc.single),
    ]
}

#[test]
fn what_cannot_be_counted_says_why() {
    use Reason::{AllTheSame, NoneByAll, NoneInCommon, OneAnswer, OneRater};
    let (one, two, none) = (Some(1), Some(2), None);
    let is = |rows: Rows, reasons: [Reason; 4]| assert_eq!(all(&rows), reasons.map(Err), "{rows:?}");
    is(vec![], [NoneInCommon, NoneByAll, NoneInCommon, OneRater]);
    is(vec![vec![one], vec![two]], [NoneInCommon, NoneByAll, NoneInCommon, OneRater]);
    is(vec![vec![one, none], vec![none, two]], [NoneInCommon, NoneByAll, NoneInCommon, NoneByAll]);
    is(vec![vec![one, one], vec![one, one]], [AllTheSame; 4]);
    is(vec![vec![one, one]], [AllTheSame, AllTheSame, AllTheSame, OneAnswer]);
    let [kappa, fleiss, alpha, icc] = all(&vec![vec![one, two]]);
    assert_eq!((kappa, icc), (Ok(0.0), Err(OneAnswer)));
    assert!(fleiss.is_ok() && alpha.is_ok(), "one answer is little, but it can be counted");
}

#[test]
fn full_agreement_is_one_without_an_interval() {
    let rows: Rows = (1..=5).map(|score| vec![Some(score); 3]).collect();
    assert_eq!(all(&rows), [Ok(1.0); 4]);
    let rows: Vec<Vec<Option<f64>>> = (1..=5).map(|score| vec![Some(f64::from(score)); 3]).collect();
    assert_eq!(Scores::of(&rows).interval(), Err(Reason::Perfect));
}

#[test]
fn a_constant_difference_of_raters_has_an_interval() {
    let rows: Vec<Vec<Option<f64>>> = (1..=6).map(|n| vec![Some(f64::from(n)), Some(f64::from(n) + 1.0)]).collect();
    let single = Scores::of(&rows).interval().unwrap();
    let icc = Scores::of(&rows).icc().unwrap().single;
    assert!(single.low < icc && icc < single.high, "{single:?} {icc}");
}

#[test]
fn a_correlation_beyond_one_is_none() {
    let of = |rows: &[[f64; 2]]| Scores::of(&rows.iter().map(|row| row.map(Some).to_vec()).collect::<Vec<_>>());
    // Where one rater likes it, the other does not: one rater's lower bound is below −1, and the step to the mean has no end.
    let scores = of(&[[1.0, 4.0], [4.0, 2.0], [2.0, 3.0], [5.0, 1.0], [3.0, 4.0], [2.0, 5.0]]);
    let (icc, interval) = (scores.icc().unwrap(), scores.interval().unwrap());
    assert!(interval.low < -1.0 && interval.high < 1.0, "{interval:?}");
    assert_eq!(scores.of_mean(interval.low), f64::NEG_INFINITY);
    assert_eq!([possible_interval(interval).err(), possible(icc.average).err()], [Some(Reason::Impossible); 2]);
    assert_eq!(possible_interval(scores.interval_of_mean(interval)), Err(Reason::Impossible));
    assert_eq!(possible(0.5), Ok(0.5));
}

#[test]
fn an_interval_needs_people_and_values() {
    let rows: Rows = vec![vec![Some(1), Some(2)]; 4];
    let empty = Square::over(&rows);
    let parts: Vec<Square> = rows.iter().map(|row| pairs(&empty, std::slice::from_ref(row), 0, 1)).collect();
    assert_eq!(estimate(&parts, |_| Ok(1.0)).interval, Err(Reason::FewPeople(5)));
    let parts = [&parts[..], &parts[..]].concat();
    assert_eq!(estimate(&parts, |_| Ok(1.0)).interval, Err(Reason::Constant));
    assert_eq!(estimate(&parts, |_| Err(Reason::AllTheSame)).interval, Err(Reason::AllTheSame));
    // A value of all, and of every other sample.
    let asked = std::cell::Cell::new(0.0);
    let now_and_then = |_: &Square| {
        asked.set(asked.get() + 1.0);
        if asked.get() % 2.0 == 1.0 { Ok(asked.get()) } else { Err(Reason::AllTheSame) }
    };
    assert_eq!(estimate(&parts, now_and_then).interval, Err(Reason::Unstable));
}

#[test]
fn tests_say_why_they_say_nothing() {
    assert_eq!(friedman(&[]), Err(Reason::Nothing));
    assert_eq!(friedman(&[vec![1.0, 2.0], vec![2.0, 1.0]]), Err(Reason::FewModels(3)));
    assert_eq!(friedman(&[vec![1.0, 2.0, 3.0]]), Err(Reason::OnePerson));
    assert_eq!(friedman(&[vec![1.0; 3], vec![2.0; 3]]), Err(Reason::NoDifference));
    assert_eq!(wilcoxon(&[]), Err(Reason::Nothing));
    assert_eq!(wilcoxon(&[0.0, 1e-15]), Err(Reason::NoDifference));
    assert_eq!(wilcoxon(&[0.5]).unwrap().p, 1.0);
    assert!(holm(&[]).is_empty());
    assert_eq!(Summary::of(vec![]), None);
}

#[test]
fn means_that_rounding_makes_different_are_ties() {
    // 1.1 − 1 and 0.1 are not the same number to a computer.
    let test = wilcoxon(&[1.1 - 1.0, 0.1, -0.1, 0.3]).unwrap();
    assert_eq!((test.above, test.below), (8.0, 2.0));
}

#[test]
fn strengths_need_chains_of_wins() {
    assert_eq!(Wins::new(1).strengths(), Err(Reason::FewModels(2)));
    let mut wins = Wins::new(3);
    assert_eq!(wins.strengths(), Err(Reason::Nothing));
    wins.count(0, 1, 1.0);
    wins.count(1, 0, 1.0);
    assert_eq!(wins.strengths(), Err(Reason::Unbounded), "the third model never met the others");
    wins.count(0, 2, 1.0);
    assert_eq!(wins.strengths(), Err(Reason::Unbounded), "the third model never won");
    wins.count(0, 2, 0.5);
    assert!(wins.strengths().is_ok());
    assert_eq!((wins.rate(0), Wins::new(2).rate(0)), (Some(0.625), None));
}

proptest! {
    #[test]
    fn no_ratings_make_a_number_that_is_none(
        rows in (1_usize..5).prop_flat_map(|raters| {
            prop::collection::vec(prop::collection::vec(prop::option::weighted(0.8, 1_u8..4), raters), 0..12)
        }),
    ) {
        for value in all(&rows).into_iter().flatten() {
            prop_assert!(value.is_finite() && value <= 1.0 + 1e-9, "{value}");
        }
        let measured: Vec<Vec<Option<f64>>> =
            rows.iter().map(|row| row.iter().map(|score| score.map(f64::from)).collect()).collect();
        let scores = Scores::of(&measured);
        if let Ok(single) = scores.interval() {
            prop_assert!(single.low.is_finite() && single.high.is_finite());
            for printed in [Ok(single), Ok(scores.interval_of_mean(single))].map(|of| of.and_then(possible_interval)) {
                let is_one = |of: Interval| -1.0 <= of.low && of.low <= of.high + 1e-9 && of.high <= 1.0 + 1e-9;
                prop_assert!(printed.is_err() || printed.is_ok_and(is_one), "{printed:?} {rows:?}");
            }
        }
    }
}
