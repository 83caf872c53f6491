//! What answers and the platform's own counts tell of a model's habits.

use super::sizes::Sizes;
use crate::base::key::Key;
use crate::job::identity::Identities;
use crate::job::plan::{Cell, Plan};
use crate::ledger::{Answers, CellState, Index, LedgerOffset, Past};

/// What answers of one model tell.
#[derive(Debug, Clone, Copy, Default)]
pub struct LearnedSizes {
    pub(super) answers: usize,
    pub(super) estimated: f64,
    pub(super) counted: f64,
    pub(super) cached: u64,
    pub(super) completion: f64,
    pub(super) completion_squared: f64,
    /// Those of `answers` that were calls: how long a batch takes says nothing of these.
    pub(super) timed: usize,
    pub(super) ms: u64,
    pub(super) asked: usize,
    /// Those of `asked` that were counts of a text alone, without what stands around a message.
    pub(super) bare: usize,
}

impl LearnedSizes {
    /// Takes in an answer to a conversation with so many tokens by default ratios.
    fn answer(&mut self, estimated: f64, past: &Past) {
        let Some(usage) = past.usage.filter(|usage| usage.prompt_tokens > 0) else { return };
        let said = usage.completion_tokens as f64;
        self.answers += 1;
        self.estimated += estimated;
        self.counted += usage.prompt_tokens as f64;
        self.cached += usage.cached_tokens;
        self.completion += said;
        self.completion_squared += said * said;
        if past.lane.is_online() {
            self.timed += 1;
            self.ms += past.ms;
        }
    }

    /// Takes in what the platform's own token count says; `bare`: of a text alone.
    pub fn platform(&mut self, estimated: f64, counted: u64, bare: bool) {
        self.asked += 1;
        self.bare += usize::from(bare);
        self.estimated += estimated;
        self.counted += counted as f64;
    }

    /// What the platform counts for each token by default ratios.
    pub(super) fn ratio(&self) -> f64 {
        if self.estimated > 0.0 { self.counted / self.estimated } else { 1.0 }
    }

    pub(super) fn mean(&self) -> Option<f64> {
        (self.answers > 0).then(|| self.completion / self.answers as f64)
    }

    /// The least that so many answers say: a token each, or by what is known three times the spread of the sum below its
    /// mean.
    pub(super) fn least(&self, left: f64, mean: f64) -> f64 {
        let n = self.answers as f64;
        if self.answers < 2 {
            return left.min(left * mean);
        }
        let variance = (self.completion_squared - n * mean * mean).max(0.0) / (n - 1.0);
        (left * mean - 3.0 * (variance * (left + left * left / n)).sqrt()).max(left.min(left * mean))
    }
}

/// So many answers of a model tell enough: the mean of more would not be another.
const ENOUGH: usize = 4096;

/// What each model's answers tell about this plan: all that the index knows of, or of very many some. One that is not
/// there any more, as when a run has mended its ledger meanwhile, tells nothing.
#[must_use]
pub fn learn(plan: &Plan, identities: &Identities, index: &Index, sizes: &Sizes) -> Vec<LearnedSizes> {
    let mut some: Vec<Sample<(Cell, LedgerOffset)>> = plan.models.iter().map(|_| Sample::new(ENOUGH)).collect();
    for cell in plan.sheets().flat_map(|sheet| plan.all_cells(sheet)) {
        let key = identities.key(plan, cell);
        if let Some(CellState::Answered(place)) = index.state(key) {
            some[plan.model_index(cell.sheet)].offer(key, (cell, place));
        }
    }
    let answers = Answers::of(&plan.output_dir);
    let learn = |mut some: Sample<(Cell, LedgerOffset)>| {
        let mut learned = LearnedSizes::default();
        // Ledger by ledger: no more of them can be open than there are files to be had.
        some.taken.sort_unstable_by_key(|(_, (_, place))| place.offset);
        for (key, (cell, place)) in some.taken {
            if let Some(past) = answers.past(key, place) {
                learned.answer(sizes.tokens(plan, cell), &past);
            }
        }
        learned
    };
    some.into_iter().map(learn).collect()
}

/// Some of what is offered, at most so many and seldom less than half of that: which ones says the key, a digest, so that
/// no prompt, person or model has more of its own among them than others.
struct Sample<T> {
    taken: Vec<(Key, T)>,
    most: usize,
    /// Bits of a key that are nought in what is taken.
    noughts: u32,
}

impl<T> Sample<T> {
    fn new(most: usize) -> Self {
        Self { taken: Vec::new(), most, noughts: 0 }
    }

    fn offer(&mut self, key: Key, one: T) {
        let is_taken = |key: &Key, noughts| u128::from_be_bytes(key.0).leading_zeros() >= noughts;
        if is_taken(&key, self.noughts) {
            self.taken.push((key, one));
        }
        while self.taken.len() > self.most && self.noughts < u128::BITS {
            self.noughts += 1;
            self.taken.retain(|(key, _)| is_taken(key, self.noughts));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Lane, Usage};

    fn past(prompt_tokens: u64, completion_tokens: u64) -> Past {
        let usage = Some(Usage { prompt_tokens, completion_tokens, ..Usage::default() });
        Past { usage, ms: 500, lane: Lane::Online }
    }

    #[test]
    fn learns_ratio_and_length_from_answers() {
        let mut learned = LearnedSizes::default();
        assert!((learned.ratio() - 1.0).abs() < 1e-9 && learned.mean().is_none());
        learned.answer(100.0, &past(90, 200));
        learned.answer(100.0, &past(110, 400));
        // An answer without usage says nothing.
        learned.answer(100.0, &Past { usage: None, ..past(0, 0) });
        assert!((learned.ratio() - 1.0).abs() < 1e-9);
        assert_eq!((learned.mean(), learned.answers), (Some(300.0), 2));
        // Two answers that differ by half say next to nothing of ten others; a hundred that differ little do.
        assert_eq!(learned.least(10.0, 300.0), 10.0);
        assert_eq!(LearnedSizes::default().least(10.0, 350.0), 10.0);
        let mut steady = LearnedSizes::default();
        for said in 0..100 {
            steady.answer(100.0, &past(100, 290 + said % 20));
        }
        let least = steady.least(10.0, steady.mean().unwrap());
        assert!((2900.0..2990.0).contains(&least), "{least}");
        learned.platform(100.0, 130, false);
        assert!((learned.ratio() - 1.1).abs() < 1e-9);
        // Hours in a batch are no hours of a call.
        learned.answer(100.0, &Past { ms: 9_000_000, lane: Lane::Batch, ..past(100, 300) });
        assert_eq!((learned.answers, learned.timed, learned.ms), (3, 2, 1000));
    }

    #[test]
    fn some_of_many_are_of_all_prompts_alike() {
        for prompts in [1, 2, 3, 4, 5, 8] {
            let mut sample = Sample::new(4096);
            for n in 0..100_000_u32 {
                sample.offer(Key::of(&n.to_le_bytes()), n % prompts);
            }
            assert!((2048 - 200..=4096).contains(&sample.taken.len()), "{}", sample.taken.len());
            let of = |prompt| sample.taken.iter().filter(|(_, one)| *one == prompt).count() as f64;
            let share = sample.taken.len() as f64 / f64::from(prompts);
            assert!((0..prompts).all(|prompt| (0.8..1.2).contains(&(of(prompt) / share))), "{prompts}");
        }
        let mut few = Sample::new(4);
        (0..4_u8).for_each(|n| few.offer(Key::of(&[n]), n));
        assert_eq!(few.taken.iter().map(|(_, one)| *one).collect::<Vec<_>>(), [0, 1, 2, 3]);
        // Even what cannot be told apart does not go on without end.
        (0..9).for_each(|n| few.offer(Key([0; 16]), n));
    }
}
