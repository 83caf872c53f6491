//! Intervals by drawing people again: the percentile bootstrap, by clusters.
//!
//! People are drawn with replacement, each with all answers about it, because what is said about one person is not independent.
//! The drawing is seeded: the same ratings give the same interval, always and everywhere.
//!
//! B. Efron, R. J. Tibshirani: An Introduction to the Bootstrap. Chapman & Hall 1993, chapter 13. By clusters: A. C. Davison,
//! D. V. Hinkley: Bootstrap Methods and their Application. Cambridge 1997, section 3.8.

use std::ops::AddAssign;

use super::reason::Reason;
use super::summary::quantile;

/// Samples that are drawn.
pub const RESAMPLES: usize = 2000;
/// What the drawing begins with.
pub const SEED: u64 = 1;
/// People below which drawing them again says nothing.
pub const FEWEST_PEOPLE: usize = 5;
/// The share of samples that must have a value.
const MOST: f64 = 0.95;

/// A 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// A value, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Of all people.
    pub value: Result<f64, Reason>,
    /// Its 95 % interval.
    pub interval: Result<Interval, Reason>,
}

/// A value that is counted from sums over people, with its interval.
#[must_use]
pub fn estimate<T>(people: &[T], value: impl Fn(&T) -> Result<f64, Reason>) -> Estimate
where
    T: Clone + for<'a> AddAssign<&'a T>,
{
    let all = sum(people.iter()).ok_or(Reason::Nothing).and_then(|sum| value(&sum));
    let interval = all.and_then(|_| interval_of(samples(people, |sum| value(sum).ok())?));
    Estimate { value: all, interval }
}

/// What the samples that have one say of a value.
///
/// # Errors
/// If the people are too few, or too many samples have no value.
pub fn samples<T, V>(people: &[T], value: impl Fn(&T) -> Option<V>) -> Result<Vec<V>, Reason>
where
    T: Clone + for<'a> AddAssign<&'a T>,
{
    if people.len() < FEWEST_PEOPLE {
        return Err(Reason::FewPeople(FEWEST_PEOPLE));
    }
    let mut random = SplitMix64(SEED);
    let draw = || sum((0..people.len()).filter_map(|_| people.get(random.below(people.len()))));
    let values: Vec<V> = std::iter::repeat_with(draw).take(RESAMPLES).filter_map(|sum| value(&sum?)).collect();
    if (values.len() as f64) < MOST * RESAMPLES as f64 { Err(Reason::Unstable) } else { Ok(values) }
}

/// The middle 95 % of values.
///
/// # Errors
/// If there are none, or all are the same.
pub fn interval_of(mut values: Vec<f64>) -> Result<Interval, Reason> {
    values.sort_by(f64::total_cmp);
    match (quantile(&values, 0.025), quantile(&values, 0.975)) {
        (Some(low), Some(high)) if high > low => Ok(Interval { low, high }),
        (Some(_), Some(_)) => Err(Reason::Constant),
        _ => Err(Reason::Unstable),
    }
}

/// Everybody's sums added up; `None` of nobody.
fn sum<'a, T: Clone + AddAssign<&'a T> + 'a>(mut people: impl Iterator<Item = &'a T>) -> Option<T> {
    let mut sum = people.next()?.clone();
    people.for_each(|person| sum += person);
    Some(sum)
}

/// Random numbers that are the same in every version: G. L. Steele, D. Lea, C. H. Flood: Fast splittable pseudorandom number
/// generators. OOPSLA 2014.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another one.
    fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }
}
