//! The numbers of a column.

use std::collections::{BTreeMap, BTreeSet};

use batch_core::ledger::Usage;

use super::reason::Reason;
use crate::reading::{AnswerState, Conversation};

/// Kinds of failure told apart for each model; texts without a ledger may all be different.
const MOST_REASONS: usize = 30;

/// A column's numbers.
#[derive(Debug, Default, Clone)]
pub(super) struct Counts {
    /// Answered in full.
    pub complete: u64,
    pub cut: u64,
    pub failed: u64,
    pub empty: u64,
    /// Failures by their reasons.
    pub reasons: BTreeMap<Reason, u64>,
    /// Of answers by calls, in ms: how long a batch lay at the platform says nothing of the model.
    pub times: Vec<u32>,
    /// Of answers, in characters.
    pub lengths: Vec<u32>,
    pub usage: Usage,
    pub attempts: u64,
    /// What servers called the model that answered.
    pub served: BTreeSet<String>,
    /// Answers by the run that brought them, and whom they were asked of, if not of whom the run names.
    pub runs: BTreeMap<(usize, Option<String>), u64>,
    /// Of the answers, those of a batch service, by the run that fetched them.
    pub by_batch: BTreeMap<Option<usize>, u64>,
    /// Conversations that the ledger knows.
    pub known: u64,
}

impl Counts {
    /// Takes a conversation in.
    pub fn add(&mut self, c: &Conversation) {
        match c.state {
            AnswerState::Answered => self.complete += 1,
            AnswerState::Cut => self.cut += 1,
            AnswerState::Failed => self.failed += 1,
            AnswerState::Empty => self.empty += 1,
        }
        let is_answer = matches!(c.state, AnswerState::Answered | AnswerState::Cut);
        if c.state == AnswerState::Failed {
            let reason = Reason::of(c);
            let full = self.reasons.len() >= MOST_REASONS && !self.reasons.contains_key(&reason);
            *self.reasons.entry(if full { Reason::Other } else { reason }).or_default() += 1;
        } else if is_answer {
            self.lengths.push(u32::try_from(c.output.chars().count()).unwrap_or(u32::MAX));
        }
        let Some(facts) = &c.facts else { return };
        self.known += 1;
        self.attempts += facts.attempts.map_or(0, u64::from);
        if let Some(usage) = facts.usage {
            self.usage += usage;
        }
        if let Some(served) = facts.served.as_ref().filter(|served| is_answer && !self.served.contains(*served)) {
            self.served.insert(served.clone());
        }
        if let Some(run) = facts.run.filter(|_| is_answer) {
            *self.runs.entry((run, facts.target.clone())).or_default() += 1;
        }
        if is_answer && !facts.lane.is_online() {
            *self.by_batch.entry(facts.run).or_default() += 1;
        } else if is_answer {
            self.times.extend(facts.ms.map(|ms| u32::try_from(ms).unwrap_or(u32::MAX)));
        }
    }

    /// Takes in those of other people.
    pub fn join(&mut self, other: Self) {
        self.complete += other.complete;
        self.cut += other.cut;
        self.failed += other.failed;
        self.empty += other.empty;
        self.attempts += other.attempts;
        self.known += other.known;
        self.usage += other.usage;
        self.times.extend(other.times);
        self.lengths.extend(other.lengths);
        self.served.extend(other.served);
        for (run, count) in other.runs {
            *self.runs.entry(run).or_default() += count;
        }
        for (run, count) in other.by_batch {
            *self.by_batch.entry(run).or_default() += count;
        }
        for (reason, count) in other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
    }

    /// Answers, whole or cut.
    pub fn answers(&self) -> u64 {
        self.complete + self.cut
    }

    /// Conversations there are.
    pub fn there(&self) -> u64 {
        self.complete + self.cut + self.failed + self.empty
    }
}

/// A share of sorted values, by nearest rank; `None` of nothing.
pub(super) fn quantile(sorted: &[u32], share: f64) -> Option<u32> {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.clamp(1, sorted.len().max(1)) - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_by_nearest_rank() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7], 0.9), Some(7));
        let ten: Vec<u32> = (1..=10).collect();
        assert_eq!([0.0, 0.1, 0.5, 0.9, 1.0].map(|share| quantile(&ten, share)), [1, 1, 5, 9, 10].map(Some));
    }
}
