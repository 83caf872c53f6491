//! What the ledger says was spent, in two figures: confirmed, and perhaps besides at most. The same fold counts the lines
//! of earlier runs and the calls of this one, so that a run and the next one's start cannot disagree.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::event::Usage;
use super::part::Lane;
use crate::base::amount::round;
use crate::base::key::Key;
use crate::platform::fault::Class;

/// Money in one currency.
#[derive(Debug, Default, Clone, Copy, PartialEq, Serialize)]
pub struct Spending {
    /// By the tokens that the platform counted.
    pub confirmed: f64,
    /// At most this besides: calls whose fate is unknown.
    pub perhaps: f64,
}

impl std::ops::AddAssign for Spending {
    fn add_assign(&mut self, other: Self) {
        self.confirmed += other.confirmed;
        self.perhaps += other.perhaps;
    }
}

/// Money and tokens of all runs into one ledger. Each run's lines are in the currency that its `run` line names.
#[derive(Debug, Default, Clone)]
pub struct Spent {
    /// Empty as long as none was named.
    currency: String,
    /// By currency; without what `lost` holds.
    sums: BTreeMap<String, Spending>,
    /// Sent and not yet settled, with the worst case if it was known. A run that was killed leaves some.
    open: Holds,
    /// Given to a batch service, which goes on whatever becomes of runs.
    waiting: Holds,
    /// Calls whose fate is unknown, by conversation, until one of its calls tells what it costs.
    lost: HashMap<Key, Lost>,
    /// Worst cases of `lost`.
    lost_worst: f64,
    /// Tokens of calls whose price was not known then, by model; "" if the line does not name it.
    unpriced: BTreeMap<String, Usage>,
    /// As many tokens besides at most: calls of unknown fate of such a conversation.
    unpriced_perhaps: BTreeMap<String, Usage>,
    unknown: u64,
}

/// Calls of one conversation whose fate is unknown.
#[derive(Debug, Default, Clone, Copy)]
struct Lost {
    calls: u32,
    worst: f64,
    /// The part of `worst` that is of the newest run.
    mine: f64,
    /// Calls whose worst case is unknown, too.
    unpriced: u32,
}

/// What says of a settled call what it cost.
#[derive(Debug, Default, Clone, Copy)]
pub struct Settled<'a> {
    /// The configured model name.
    pub model: Option<&'a str>,
    /// What it cost.
    pub cost: Option<f64>,
    /// What it may have cost at most.
    pub perhaps: Option<f64>,
    /// What it would have cost without the platform's cache, if that is more than `cost`.
    pub uncached: Option<f64>,
    /// Tokens, if the platform counted them.
    pub usage: Option<Usage>,
    /// What went wrong, and the HTTP status; `None` for an answer.
    pub fault: Option<(Class, u16)>,
    /// How it was asked.
    pub lane: Lane,
}

/// Conversations that may still cost something, each with the most that it can.
#[derive(Debug, Default, Clone)]
struct Holds {
    worst: HashMap<Key, Option<f64>>,
    sum: f64,
}

impl Holds {
    /// What stood there before.
    fn insert(&mut self, key: Key, worst: Option<f64>) -> Option<Option<f64>> {
        self.sum += worst.unwrap_or(0.0);
        let before = self.worst.insert(key, worst);
        self.sum -= before.flatten().unwrap_or(0.0);
        before
    }

    fn remove(&mut self, key: Key) -> Option<Option<f64>> {
        let worst = self.worst.remove(&key)?;
        // Sums of many small numbers drift; nothing holds nothing.
        self.sum = if self.worst.is_empty() { 0.0 } else { (self.sum - worst.unwrap_or(0.0)).max(0.0) };
        Some(worst)
    }

    fn take(&mut self) -> HashMap<Key, Option<f64>> {
        self.sum = 0.0;
        std::mem::take(&mut self.worst)
    }
}

impl Spent {
    /// What was spent in a currency. Calls in flight are not in it: see [`Spent::held`].
    #[must_use]
    pub fn tally(&self, currency: &str) -> Spending {
        let sum = self.sums.get(currency).copied().unwrap_or_default();
        let lost = if self.currency == currency { self.lost_worst } else { 0.0 };
        Spending { confirmed: round(sum.confirmed), perhaps: round(sum.perhaps + lost) }
    }

    /// The currency of what is counted now.
    #[must_use]
    pub fn currency(&self) -> &str {
        &self.currency
    }

    /// What was spent, by currency; nothing is no money.
    pub fn tallies(&self) -> impl Iterator<Item = (&str, Spending)> {
        let names = self.sums.keys().map(String::as_str);
        let mine = Some(self.currency.as_str()).filter(|currency| !self.sums.contains_key(*currency));
        let all = names.chain(mine).map(|currency| (currency, self.tally(currency)));
        all.filter(|(_, tally)| *tally != Spending::default())
    }

    /// What is spent, may have been, and is held, by currency.
    pub fn used(&self) -> BTreeMap<String, f64> {
        let mut used: BTreeMap<String, f64> =
            self.sums.iter().map(|(name, sum)| (name.clone(), sum.confirmed + sum.perhaps)).collect();
        *used.entry(self.currency.clone()).or_default() += self.lost_worst + self.open.sum + self.waiting.sum;
        used
    }

    /// The most that calls in flight can cost.
    #[must_use]
    pub fn held(&self) -> f64 {
        self.open.sum
    }

    /// The most that conversations in the batch service can cost.
    #[must_use]
    pub fn waiting(&self) -> f64 {
        self.waiting.sum
    }

    /// What was spent in other currencies.
    pub fn others(&self, currency: &str) -> impl Iterator<Item = (&str, f64)> {
        let sums = self.sums.iter().map(|(name, sum)| (name.as_str(), sum.confirmed + sum.perhaps));
        sums.filter(move |(name, sum)| *name != currency && *sum > 0.0)
    }

    /// Tokens whose price was not known, by model.
    pub fn unpriced(&self) -> impl Iterator<Item = (&str, &Usage)> {
        self.unpriced.iter().map(|(model, usage)| (model.as_str(), usage))
    }

    /// Tokens that may have been used besides, whose price was not known, by model.
    pub fn unpriced_perhaps(&self) -> impl Iterator<Item = (&str, &Usage)> {
        self.unpriced_perhaps.iter().map(|(model, usage)| (model.as_str(), usage))
    }

    /// Calls that may have cost something of which nothing is known.
    #[must_use]
    pub fn unknown(&self) -> u64 {
        self.unknown + self.lost.values().map(|lost| u64::from(lost.unpriced)).sum::<u64>()
    }

    /// A run begins, or nobody is at work: what an earlier run left in flight will never be settled.
    pub fn run(&mut self, currency: Option<&str>) {
        for (key, worst) in self.open.take() {
            self.lose(key, worst);
        }
        for lost in self.lost.values_mut() {
            lost.mine = 0.0;
        }
        let Some(currency) = currency.filter(|currency| *currency != self.currency) else { return };
        if self.currency.is_empty() {
            // The line that named it could not be read: it is the first that is named.
            currency.clone_into(&mut self.currency);
            if let Some(sum) = self.sums.remove("") {
                self.add(sum.confirmed, sum.perhaps);
            }
            return;
        }
        // Nothing that is paid in another currency tells what these cost.
        let lost: Vec<Lost> = self.lost.drain().map(|(_, lost)| lost).collect();
        let lost_worst: f64 = lost.iter().map(|lost| lost.worst).sum();
        self.add(0.0, lost_worst + self.waiting.sum);
        // It was counted in the old one now.
        self.waiting.worst.values_mut().for_each(|worst| *worst = Some(0.0));
        self.waiting.sum = 0.0;
        self.unknown += lost.iter().map(|lost| u64::from(lost.unpriced)).sum::<u64>();
        self.lost_worst = 0.0;
        currency.clone_into(&mut self.currency);
    }

    /// A call goes out that can cost so much at most.
    pub fn sent(&mut self, key: Key, worst: Option<f64>) {
        if let Some(before) = self.open.insert(key, worst) {
            self.lose(key, before);
        }
    }

    /// A conversation goes to the batch service, where it can cost so much at most.
    pub fn queued(&mut self, key: Key, worst: Option<f64>) {
        if let Some(before) = self.waiting.insert(key, worst) {
            self.lose(key, before);
        }
    }

    /// The batch service will say nothing more of a conversation that was given to it; `billed`: it may be paid for. Says how
    /// much that may have been.
    pub fn unheard(&mut self, key: Key, billed: bool) -> f64 {
        let Some(worst) = self.waiting.remove(key).filter(|_| billed) else { return 0.0 };
        self.lose(key, worst);
        worst.unwrap_or(0.0)
    }

    /// The most that a conversation in the batch service can cost.
    #[must_use]
    pub fn worst_waiting(&self, key: Key) -> Option<f64> {
        self.waiting.worst.get(&key).copied().flatten()
    }

    /// What a conversation comes to is nobody's business here.
    pub fn forget(&mut self, key: Key, lane: Lane) {
        self.close(key, lane);
    }

    /// Money was perhaps spent, and on what nobody will know.
    pub fn perhaps(&mut self, money: f64) {
        self.add(0.0, money);
    }

    /// A call did not go out after all.
    pub fn not_sent(&mut self, key: Key) {
        self.close(key, Lane::Online);
    }

    /// A call is over. Says by how much this run's part of [`Spending::perhaps`] has changed.
    pub fn settled(&mut self, key: Key, line: Settled<'_>) -> f64 {
        // No `sent` before it: a conversation that was given up without a call, or the line was damaged.
        let worst = self.close(key, line.lane);
        let counted = line.usage.filter(Usage::is_counted);
        let free = line.fault.is_some_and(|(class, status)| !class.may_be_billed(status));
        let (cost, lost) = match (line.cost, line.perhaps) {
            (cost, Some(perhaps)) => (cost, Some(Some(perhaps))),
            // Until there was `perhaps`, the worst case stood in the place of a cost.
            (Some(cost), None) if counted.is_none() && !free && cost > 0.0 => (None, Some(Some(cost))),
            (Some(cost), None) => (Some(cost), None),
            (None, None) => match counted {
                Some(usage) => {
                    self.count_unpriced(key, line.model.unwrap_or_default(), usage);
                    (None, None)
                }
                None if free => (None, None),
                None => (None, worst),
            },
        };
        let mut change = 0.0;
        if let Some(cost) = cost {
            self.add(cost, 0.0);
            if counted.is_some() {
                change += self.found(key, line.uncached.unwrap_or(cost).max(cost));
            }
        }
        if let Some(worst) = lost {
            change += worst.unwrap_or(0.0);
            self.lose(key, worst);
        }
        change
    }

    /// Tokens without a price; those of the conversation's calls of unknown fate are as many, at most.
    fn count_unpriced(&mut self, key: Key, model: &str, usage: Usage) {
        *self.unpriced.entry(model.to_owned()).or_default() += usage;
        let lost = self.lost.get_mut(&key).map_or(0, |lost| std::mem::take(&mut lost.unpriced));
        for _ in 0..lost {
            *self.unpriced_perhaps.entry(model.to_owned()).or_default() += usage;
        }
    }

    /// What is known now of what a conversation's calls cost holds for those of unknown fate, too.
    fn found(&mut self, key: Key, cost: f64) -> f64 {
        let Some(lost) = self.lost.remove(&key) else { return 0.0 };
        self.lost_worst = if self.lost.is_empty() { 0.0 } else { (self.lost_worst - lost.worst).max(0.0) };
        let now = lost.worst.min(cost * f64::from(lost.calls));
        self.add(0.0, now + cost * f64::from(lost.unpriced));
        if lost.worst > 0.0 { lost.mine * (now / lost.worst - 1.0) } else { 0.0 }
    }

    fn lose(&mut self, key: Key, worst: Option<f64>) {
        let lost = self.lost.entry(key).or_default();
        match worst {
            Some(worst) => {
                lost.calls += 1;
                lost.worst += worst;
                lost.mine += worst;
                self.lost_worst += worst;
            }
            None => lost.unpriced += 1,
        }
    }

    /// Takes a conversation out of those that may still cost something; its worst case, if it was among them.
    fn close(&mut self, key: Key, lane: Lane) -> Option<Option<f64>> {
        match lane {
            Lane::Online => self.open.remove(key),
            Lane::Batch => self.waiting.remove(key).or_else(|| self.open.remove(key)),
        }
    }

    fn add(&mut self, confirmed: f64, perhaps: f64) {
        if !self.sums.contains_key(&self.currency) {
            self.sums.insert(self.currency.clone(), Spending::default());
        }
        if let Some(sum) = self.sums.get_mut(&self.currency) {
            sum.confirmed += confirmed;
            sum.perhaps += perhaps;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> Key {
        Key([n; 16])
    }

    const USAGE: Option<Usage> =
        Some(Usage { prompt_tokens: 10, completion_tokens: 5, cached_tokens: 0, reasoning_tokens: 0 });

    fn paid(cost: f64) -> Settled<'static> {
        Settled { cost: Some(cost), usage: USAGE, ..Settled::default() }
    }

    #[track_caller]
    fn assert_tally(spent: &Spent, confirmed: f64, perhaps: f64) {
        assert_eq!(spent.tally("CNY"), Spending { confirmed, perhaps });
    }

    #[test]
    fn killed_calls_count_at_their_worst_case_until_an_answer_tells() {
        let mut spent = Spent::default();
        spent.run(Some("CNY"));
        spent.sent(key(1), Some(0.5));
        spent.settled(key(1), paid(0.1));
        spent.sent(key(2), Some(0.5));
        assert_eq!(spent.held(), 0.5);
        assert_tally(&spent, 0.1, 0.0);
        // Killed; the next run asks again, and is killed again.
        for _ in 0..2 {
            spent.run(Some("CNY"));
            spent.sent(key(2), Some(0.5));
        }
        assert_tally(&spent, 0.1, 1.0);
        assert_eq!(
            spent.settled(key(2), Settled { uncached: Some(0.3), ..paid(0.2) }),
            0.0,
            "nothing lost in this run"
        );
        // Two calls that were lost cost what the third would have cost without a cache.
        assert_tally(&spent, 0.3, 0.6);
        assert_eq!((spent.held(), spent.tally("USD")), (0.0, Spending::default()));
    }

    #[test]
    fn what_may_have_been_billed_stands_apart() {
        let mut spent = Spent::default();
        spent.run(Some("CNY"));
        let fault = |class, status| Settled { fault: Some((class, status)), ..Settled::default() };
        let mut say = |line: Settled<'static>| {
            spent.sent(key(1), Some(0.5));
            (spent.settled(key(1), line), spent.tally("CNY"))
        };
        let both = |confirmed, perhaps| Spending { confirmed, perhaps };
        assert_eq!(say(Settled { cost: Some(0.0), ..fault(Class::RateLimit, 429) }), (0.0, both(0.0, 0.0)));
        assert_eq!(say(Settled { perhaps: Some(0.5), ..fault(Class::Timeout, 0) }), (0.5, both(0.0, 0.5)));
        // As it was written before `perhaps`, and as it is when nothing is said of money.
        assert_eq!(say(Settled { cost: Some(0.5), ..fault(Class::BadJson, 200) }), (0.5, both(0.0, 1.0)));
        assert_eq!(say(fault(Class::Reset, 0)), (0.5, both(0.0, 1.5)));
        // Certainly unbilled, whatever the class says.
        assert_eq!(say(Settled { cost: Some(0.0), ..fault(Class::Html, 502) }), (0.0, both(0.0, 1.5)));
        // An empty answer that was paid for tells what a call costs.
        assert_eq!(say(Settled { fault: Some((Class::Empty, 200)), ..paid(0.1) }), (-1.2, both(0.1, 0.3)));
        // An answer without usage keeps its worst case.
        assert_eq!(say(Settled { perhaps: Some(0.5), ..Settled::default() }), (0.5, both(0.1, 0.8)));
        spent.run(Some("USD"));
        assert_eq!(spent.others("USD").collect::<Vec<_>>(), [("CNY", 0.9)]);
        assert_eq!(spent.tally("USD"), both(0.0, 0.0));
    }

    #[test]
    fn what_had_no_price_is_kept_as_tokens() {
        let mut spent = Spent::default();
        spent.run(Some("CNY"));
        for _ in 0..2 {
            spent.sent(key(3), None);
            spent.settled(key(3), Settled { model: Some("m"), usage: USAGE, ..Settled::default() });
        }
        spent.sent(key(3), None);
        spent.settled(key(3), Settled { fault: Some((Class::RateLimit, 429)), ..Settled::default() });
        spent.sent(key(3), None);
        spent.settled(key(3), Settled { fault: Some((Class::Timeout, 0)), ..Settled::default() });
        spent.sent(key(3), None);
        spent.run(None);
        assert_eq!(spent.unpriced().map(|(m, u)| (m, u.prompt_tokens)).collect::<Vec<_>>(), [("m", 20)]);
        assert_eq!(spent.unknown(), 2);
        spent.run(Some("USD"));
        assert_eq!(spent.unknown(), 2);
    }

    #[test]
    fn counts_beyond_belief_are_clamped_and_never_overflow() {
        let told = crate::platform::reply::ReplyUsage { prompt: u64::MAX, completion: 7, ..Default::default() };
        let usage = Usage::from(told);
        assert_eq!((usage.prompt_tokens, usage.completion_tokens, usage.is_clamped()), (Usage::MOST, 7, true));
        assert!(!Usage { prompt_tokens: 7, ..Usage::default() }.is_clamped());
        let mut sum = Usage { prompt_tokens: u64::MAX - 1, ..Usage::default() };
        sum += usage;
        assert_eq!(sum.prompt_tokens, u64::MAX);
    }

    #[test]
    fn nothing_is_not_less_than_nothing() {
        let none: f64 = std::iter::empty::<f64>().sum();
        assert!(none.is_sign_negative() && round(none).is_sign_positive());
    }

    #[test]
    fn a_killed_call_without_a_price_costs_what_its_answer_costs() {
        let mut spent = Spent::default();
        let usage = Usage { prompt_tokens: 10, completion_tokens: 5, ..Usage::default() };
        spent.run(Some("CNY"));
        spent.sent(key(1), None);
        spent.run(Some("CNY"));
        assert_eq!(spent.unknown(), 1);
        spent.sent(key(1), None);
        spent.settled(key(1), Settled { model: Some("m"), usage: Some(usage), ..Settled::default() });
        assert_eq!(spent.unknown(), 0, "what it may have cost is known by now");
        assert_eq!(spent.unpriced().map(|(name, usage)| (name, usage.prompt_tokens)).collect::<Vec<_>>(), [("m", 10)]);
        assert_eq!(spent.unpriced_perhaps().map(|(_, usage)| usage.completion_tokens).sum::<u64>(), 5);
    }
}
