//! Fleiss' kappa of several raters, for scores taken as categories.
//!
//! κ = (P̄ − P̄ₑ) / (1 − P̄ₑ); P̄ is the mean over the answers of the share of pairs of raters that agree, P̄ₑ the sum of the squared
//! shares of the categories.
//!
//! J. L. Fleiss: Measuring nominal scale agreement among many raters. Psychological Bulletin 76 (1971) 378–382.

use std::ops::AddAssign;

use super::reason::Reason;

/// What kappa is counted from; it can be added up, person by person.
#[derive(Debug, Clone, PartialEq)]
pub struct Fleiss {
    /// Answers that all raters judged.
    answers: f64,
    /// Sum of the answers' shares of agreeing pairs.
    agreeing: f64,
    /// How often each score was given, from 0 to the highest.
    given: Vec<f64>,
}

impl Fleiss {
    /// Counts the answers that all raters judged; the formula knows no missing scores.
    #[must_use]
    pub fn of(rows: &[Vec<Option<u8>>]) -> Self {
        let mut all = Self { answers: 0.0, agreeing: 0.0, given: Vec::new() };
        for scores in rows.iter().filter_map(|row| row.iter().copied().collect::<Option<Vec<u8>>>()) {
            let raters = scores.len() as f64;
            let same = |score: &u8| scores.iter().filter(|other| *other == score).count() as f64;
            let pairs: f64 = scores.iter().map(|score| same(score) - 1.0).sum();
            if raters >= 2.0 {
                all.answers += 1.0;
                all.agreeing += pairs / (raters * (raters - 1.0));
                scores.into_iter().for_each(|score| all.give(usize::from(score), 1.0));
            }
        }
        all
    }

    fn give(&mut self, score: usize, times: f64) {
        self.given.resize(self.given.len().max(score + 1), 0.0);
        if let Some(given) = self.given.get_mut(score) {
            *given += times;
        }
    }

    /// Answers that count.
    #[must_use]
    pub fn answers(&self) -> f64 {
        self.answers
    }

    /// Fleiss' kappa: 1 is full agreement, 0 what chance gives.
    ///
    /// # Errors
    /// If no answer was judged by all raters, or all scores are the same.
    pub fn kappa(&self) -> Result<f64, Reason> {
        if self.answers == 0.0 {
            return Err(Reason::NoneByAll);
        }
        let total: f64 = self.given.iter().sum();
        let by_chance: f64 = self.given.iter().map(|given| (given / total).powi(2)).sum();
        // Shares of all in one category are exact.
        if by_chance == 1.0 {
            return Err(Reason::AllTheSame);
        }
        Ok((self.agreeing / self.answers - by_chance) / (1.0 - by_chance))
    }
}

impl AddAssign<&Self> for Fleiss {
    fn add_assign(&mut self, other: &Self) {
        self.answers += other.answers;
        self.agreeing += other.agreeing;
        for (score, times) in other.given.iter().enumerate() {
            self.give(score, *times);
        }
    }
}
