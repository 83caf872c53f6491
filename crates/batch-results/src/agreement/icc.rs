//! Intraclass correlation, two-way random effects, absolute agreement: ICC(2,1) of one rater, ICC(2,k) of the mean of k raters.
//!
//! With the mean squares of the analysis of variance between answers (B), between raters (J) and of the rest (E), for n answers:
//! ICC(2,1) = (B − E) / (B + (k − 1) E + k (J − E) / n), and ICC(2,k) = (B − E) / (B + (J − E) / n), which is ICC(2,1) stepped
//! up to k raters.
//!
//! P. E. Shrout, J. L. Fleiss: Intraclass correlations: uses in assessing rater reliability. Psychological Bulletin 86 (1979)
//! 420–428. The interval: K. O. McGraw, S. P. Wong: Forming inferences about some intraclass correlation coefficients.
//! Psychological Methods 1 (1996) 30–46, table 7 (their ICC(A,1) and ICC(A,k)).

use std::ops::AddAssign;

use super::bootstrap::Interval;
use super::distribution;
use super::reason::Reason;

/// What the correlation is counted from; it can be added up, person by person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scores {
    answers: f64,
    /// By rater.
    sums: Vec<f64>,
    /// Of all scores' squares.
    squares: f64,
    /// Of the squares of the answers' sums.
    squared_sums: f64,
}

/// The correlation of one rater, and of the mean of all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Icc {
    /// ICC(2,1).
    pub single: f64,
    /// ICC(2,k); without a bound where raters contradict each other, see [`Scores::of_mean`].
    pub average: f64,
}

/// A correlation as it may be printed.
///
/// # Errors
/// If it is beyond −1 and 1, as the formulas have it for few answers about which raters contradict each other.
pub fn possible(value: f64) -> Result<f64, Reason> {
    if (-1.0..=1.0 + 1e-9).contains(&value) { Ok(value) } else { Err(Reason::Impossible) }
}

/// An interval as it may be printed.
///
/// # Errors
/// If an end of it is not [`possible`].
pub fn possible_interval(of: Interval) -> Result<Interval, Reason> {
    possible(of.low).and(possible(of.high)).map(|_| of)
}

/// Mean squares, and what they were made of.
struct Variance {
    answers: f64,
    raters: f64,
    /// B, J and E.
    between: f64,
    judges: f64,
    rest: f64,
}

impl Scores {
    /// Counts the answers that all raters judged; the formula knows no missing scores.
    #[must_use]
    pub fn of(rows: &[Vec<Option<f64>>]) -> Self {
        let mut all = Self { sums: vec![0.0; rows.first().map_or(0, Vec::len)], ..Self::default() };
        for scores in rows.iter().filter_map(|row| row.iter().copied().collect::<Option<Vec<f64>>>()) {
            all.answers += 1.0;
            all.squares += scores.iter().map(|score| score * score).sum::<f64>();
            all.squared_sums += scores.iter().sum::<f64>().powi(2);
            for (sum, score) in all.sums.iter_mut().zip(scores) {
                *sum += score;
            }
        }
        all
    }

    /// Answers that count.
    #[must_use]
    pub fn answers(&self) -> f64 {
        self.answers
    }

    fn variance(&self) -> Result<Variance, Reason> {
        let (n, k) = (self.answers, self.sums.len() as f64);
        if k < 2.0 {
            return Err(Reason::OneRater);
        } else if n == 0.0 {
            return Err(Reason::NoneByAll);
        } else if n < 2.0 {
            return Err(Reason::OneAnswer);
        }
        let about_mean = self.sums.iter().sum::<f64>().powi(2) / (n * k);
        // Differences of sums: what is less than their rounding is nothing.
        let sure = |sum: f64| if sum > self.squares * 1e-12 { sum } else { 0.0 };
        let total = sure(self.squares - about_mean);
        let between = sure(self.squared_sums / k - about_mean);
        let judges = sure(self.sums.iter().map(|sum| sum * sum).sum::<f64>() / n - about_mean);
        if total == 0.0 {
            return Err(Reason::AllTheSame);
        }
        let rest = sure(total - between - judges) / ((n - 1.0) * (k - 1.0));
        Ok(Variance { answers: n, raters: k, between: between / (n - 1.0), judges: judges / (k - 1.0), rest })
    }

    /// The correlations: 1 is full agreement; below 0 answers differ less than raters do on one answer.
    ///
    /// # Errors
    /// If there are fewer than two raters or answers that all of them judged, or all scores are the same.
    pub fn icc(&self) -> Result<Icc, Reason> {
        let of = self.variance()?;
        let judges = (of.judges - of.rest) / of.answers;
        let single = (of.between - of.rest) / (of.between + (of.raters - 1.0) * of.rest + of.raters * judges);
        // Answers whose means do not differ at all: no reliability has a meaning.
        if single.is_finite() { Ok(Icc { single, average: self.of_mean(single) }) } else { Err(Reason::AllTheSame) }
    }

    /// The correlation of the mean of all raters, stepped up from that of one: it falls without a bound as that of one nears
    /// −1 / (k − 1), and beyond the formula would begin again from above.
    #[must_use]
    pub fn of_mean(&self, single: f64) -> f64 {
        let raters = self.sums.len() as f64;
        let below = 1.0 + (raters - 1.0) * single;
        if below > 0.0 { raters * single / below } else { f64::NEG_INFINITY }
    }

    /// An interval of the correlation of the mean of all raters, by [`Scores::of_mean`].
    #[must_use]
    pub fn interval_of_mean(&self, single: Interval) -> Interval {
        Interval { low: self.of_mean(single.low), high: self.of_mean(single.high) }
    }

    /// The 95 % interval of ICC(2,1) by F distributions; it holds for answers that are independent.
    ///
    /// # Errors
    /// If there is no correlation, or nothing but agreement.
    pub fn interval(&self) -> Result<Interval, Reason> {
        let single = self.icc()?.single;
        let Variance { answers: n, raters: k, between, judges, rest } = self.variance()?;
        if rest == 0.0 && judges == 0.0 {
            return Err(Reason::Perfect);
        }
        // Satterthwaite's degrees of freedom; the paper's a and b, multiplied by n (1 − ICC), which may be 0.
        let (a, b) = (k * single * judges, (n * (1.0 - single) + k * single * (n - 1.0)) * rest);
        let freedom = (a + b).powi(2) / (a * a / (k - 1.0) + b * b / ((n - 1.0) * (k - 1.0)));
        let upper = distribution::f_quantile(0.975, n - 1.0, freedom).ok_or(Reason::Perfect)?;
        let lower = distribution::f_quantile(0.975, freedom, n - 1.0).ok_or(Reason::Perfect)?;
        let raters = k * judges + (k * n - k - n) * rest;
        let low = n * (between - upper * rest) / (upper * raters + n * between);
        let high = n * (lower * between - rest) / (raters + n * lower * between);
        if low.is_finite() && high.is_finite() { Ok(Interval { low, high }) } else { Err(Reason::Perfect) }
    }
}

impl AddAssign<&Self> for Scores {
    fn add_assign(&mut self, other: &Self) {
        self.answers += other.answers;
        self.squares += other.squares;
        self.squared_sums += other.squared_sums;
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum += more;
        }
    }
}
