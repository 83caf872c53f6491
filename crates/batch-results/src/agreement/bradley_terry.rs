//! The Bradley-Terry model: how strong models are, from whom they won against.
//!
//! Model i wins against j with chance πᵢ / (πᵢ + πⱼ); a tie is half a win for each. Strengths are given as ln π, their mean 0, so that
//! a difference of strengths is the logarithm of the odds to win. The most likely ones are found by repeating, model by model,
//! πᵢ ← (Σⱼ wᵢⱼ πⱼ / (πᵢ + πⱼ)) / (Σⱼ wⱼᵢ / (πᵢ + πⱼ)), wᵢⱼ the wins of i against j.
//!
//! R. A. Bradley, M. E. Terry: Rank analysis of incomplete block designs I. Biometrika 39 (1952) 324–345. When there is a solution:
//! D. R. Hunter: MM algorithms for generalized Bradley-Terry models. The Annals of Statistics 32 (2004) 384–406. The repetition:
//! M. E. J. Newman: Efficient computation of rankings from pairwise comparisons. Journal of Machine Learning Research 24 (2023) 1–25.

use std::ops::AddAssign;

use super::reason::Reason;

/// Steps after which a strength is as good as without bound.
const MOST_STEPS: usize = 100_000;
/// The change of a logarithm at which it is enough.
const EXACT: f64 = 1e-11;

/// Wins of models against models; they can be added up, person by person.
#[derive(Debug, Clone, PartialEq)]
pub struct Wins {
    models: usize,
    /// By winner, then loser.
    won: Vec<f64>,
}

impl Wins {
    /// None yet.
    #[must_use]
    pub fn new(models: usize) -> Self {
        Self { models, won: vec![0.0; models * models] }
    }

    /// A comparison: 1 if the first model won, 0 if the second, 0.5 for a tie.
    pub fn count(&mut self, first: usize, second: usize, share: f64) {
        if first.max(second) < self.models && first != second {
            self.won[first * self.models + second] += share;
            self.won[second * self.models + first] += 1.0 - share;
        }
    }

    /// Wins of a model against another, ties as halves.
    #[must_use]
    pub fn against(&self, winner: usize, loser: usize) -> f64 {
        self.won.get(winner * self.models + loser).copied().unwrap_or(0.0)
    }

    /// A model's comparisons.
    #[must_use]
    pub fn comparisons(&self, model: usize) -> f64 {
        (0..self.models).map(|other| self.against(model, other) + self.against(other, model)).sum()
    }

    /// A model's wins, ties as halves.
    #[must_use]
    pub fn wins(&self, model: usize) -> f64 {
        (0..self.models).map(|other| self.against(model, other)).sum()
    }

    /// The share of its comparisons that a model won; `None` if there were none.
    #[must_use]
    pub fn rate(&self, model: usize) -> Option<f64> {
        let comparisons = self.comparisons(model);
        (comparisons > 0.0).then(|| self.wins(model) / comparisons)
    }

    /// Strengths: ln π by model, mean 0.
    ///
    /// # Errors
    /// If there are fewer than two models, no comparisons, or models that won or lost everything against the others.
    pub fn strengths(&self) -> Result<Vec<f64>, Reason> {
        if self.models < 2 {
            return Err(Reason::FewModels(2));
        } else if self.won.iter().all(|won| *won == 0.0) {
            return Err(Reason::Nothing);
        } else if !self.is_bounded() {
            return Err(Reason::Unbounded);
        }
        let mut strengths = vec![1.0; self.models];
        for _ in 0..MOST_STEPS {
            let before = strengths.clone();
            for model in 0..self.models {
                strengths[model] = self.step(model, &strengths);
            }
            let logarithms: f64 = strengths.iter().map(|strength| strength.ln()).sum();
            let scale = (logarithms / self.models as f64).exp();
            strengths.iter_mut().for_each(|strength| *strength /= scale);
            let change = strengths.iter().zip(&before).map(|(new, old)| (new / old).ln().abs()).fold(0.0, f64::max);
            if change < EXACT {
                return Ok(strengths.into_iter().map(f64::ln).collect());
            }
        }
        Err(Reason::Unbounded)
    }

    /// A model's strength, as it follows from the others'.
    fn step(&self, model: usize, strengths: &[f64]) -> f64 {
        let own = strengths[model];
        let others = strengths.iter().enumerate().filter(|(other, _)| *other != model);
        let (won, lost) = others.fold((0.0, 0.0), |(won, lost), (other, strength)| {
            let together = own + strength;
            (won + self.against(model, other) * strength / together, lost + self.against(other, model) / together)
        });
        won / lost
    }

    /// True if from every model a chain of wins leads to every other one.
    fn is_bounded(&self) -> bool {
        let reached = |beats: &dyn Fn(usize, usize) -> bool| {
            let (mut seen, mut next) = (vec![false; self.models], vec![0]);
            while let Some(model) = next.pop() {
                if !std::mem::replace(&mut seen[model], true) {
                    next.extend((0..self.models).filter(|other| beats(model, *other)));
                }
            }
            seen.into_iter().all(|seen| seen)
        };
        reached(&|a, b| self.against(a, b) > 0.0) && reached(&|a, b| self.against(b, a) > 0.0)
    }
}

impl AddAssign<&Self> for Wins {
    fn add_assign(&mut self, other: &Self) {
        for (won, more) in self.won.iter_mut().zip(&other.won) {
            *won += more;
        }
    }
}
