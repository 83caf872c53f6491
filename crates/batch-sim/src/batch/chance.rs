//! When a batch service goes wrong: by rates, on demand, or at a request of a certain number.

use serde::{Deserialize, Serialize};

use crate::batch::fault::{BatchFault, Mishap, Operation, Twist};
use crate::hash::{TextHash, draw, unit};

/// Which faults happen. What happens to a request is a function of the seed, of what it is about (the file's name, the
/// batch, the account) and of how often the same was tried.
///
/// ```
/// let mut faults = batch_sim::BatchFaults::none().with("create:after_500".parse()?, 0.1);
/// faults.on.push(("lot-7".to_owned(), "expires".parse()?, 1));
/// faults.at.push((3, "any:lost".parse()?));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BatchFaults {
    /// Fault and share of requests, or of batches, 0 to 1.
    pub rates: Vec<(BatchFault, f64)>,
    /// Rates hold only for the first so many attempts at the same.
    pub first_attempts_only: Option<u32>,
    /// Part of a file's name, of a batch's metadata, or of method and path (empty: all), what then happens, and to how
    /// many attempts ([`FOR_EVER`](crate::Faults::FOR_EVER): to all). Mishaps that fit happen one after the other; twists
    /// all happen. These come before the rates.
    pub on: Vec<(String, BatchFault, u32)>,
    /// At which request to the service, counted from 0, which mishap happens, if it is of that kind.
    pub at: Vec<(u64, BatchFault)>,
}

/// A request, as faults look at it.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub operation: Operation,
    /// What it is about, as a number to draw by.
    pub about: u64,
    pub texts: &'a [&'a str],
    /// How often the same was tried before.
    pub attempt: u32,
    /// Requests to the service before this one.
    pub number: u64,
}

impl BatchFaults {
    /// Nothing goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a fault at a rate.
    #[must_use]
    pub fn with(mut self, fault: BatchFault, rate: f64) -> Self {
        self.rates.push((fault, rate));
        self
    }

    /// Adds a fault of the first attempt, whatever it is about.
    #[must_use]
    pub fn first(mut self, fault: BatchFault) -> Self {
        self.on.push((String::new(), fault, 1));
        self
    }

    /// What happens to a request.
    pub(crate) fn mishap(&self, seed: u64, subject: &Subject<'_>) -> Option<Mishap> {
        let fits = |fault: &BatchFault| match fault {
            BatchFault::Request(operation, mishap) => {
                [subject.operation, Operation::Any].contains(operation).then_some(*mishap)
            }
            BatchFault::Batch(_) => None,
        };
        if let Some(mishap) = self.at.iter().find_map(|(at, fault)| fits(fault).filter(|_| *at == subject.number)) {
            return Some(mishap);
        }
        let mut left = subject.attempt;
        for (part, fault, attempts) in &self.on {
            if let Some(mishap) = fits(fault).filter(|_| holds(subject.texts, part)) {
                if left < *attempts {
                    return Some(mishap);
                }
                left -= attempts;
            }
        }
        if self.first_attempts_only.is_some_and(|first| subject.attempt >= first) {
            return None;
        }
        let drawn = |fault: &BatchFault, rate: f64| happens(seed, subject.about, subject.attempt, *fault, rate);
        self.rates.iter().find_map(|(fault, rate)| fits(fault).filter(|_| drawn(fault, *rate)))
    }

    /// All that happens to a batch of this input; `attempt` counts the batches that were made of it before.
    pub(crate) fn twists(&self, seed: u64, about: u64, texts: &[&str], attempt: u32) -> Vec<Twist> {
        let by_rate = self.first_attempts_only.is_none_or(|first| attempt < first);
        let befalls = |twist: &Twist| {
            let wanted = BatchFault::Batch(*twist);
            let asked = |(part, fault, attempts): &(String, _, _)| {
                *fault == wanted && attempt < *attempts && holds(texts, part)
            };
            let drawn = |(fault, rate): &(BatchFault, f64)| {
                *fault == wanted && by_rate && happens(seed, about, attempt, wanted, *rate)
            };
            self.on.iter().any(asked) || self.rates.iter().any(drawn)
        };
        Twist::ALL.iter().copied().filter(befalls).collect()
    }

    /// The first thing that cannot be.
    pub(crate) fn complaint(&self) -> Option<String> {
        let odd = self.rates.iter().find(|(_, rate)| !(0.0..=1.0).contains(rate));
        odd.map(|(fault, rate)| format!("the rate of {fault} is {rate}, it must be between 0 and 1"))
    }
}

fn holds(texts: &[&str], part: &str) -> bool {
    part.is_empty() || texts.iter().any(|text| text.contains(part))
}

fn happens(seed: u64, about: u64, attempt: u32, fault: BatchFault, rate: f64) -> bool {
    let mut name = TextHash::new();
    name.add(&fault.to_string());
    unit(draw(&[seed, about, u64::from(attempt), 0xba7c, name.finish()])) < rate
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subject<'a>(texts: &'a [&'a str], attempt: u32, number: u64) -> Subject<'a> {
        Subject { operation: Operation::Create, about: 7, texts, attempt, number }
    }

    #[test]
    fn mishaps_come_in_order_and_end() {
        let mut faults = BatchFaults::none();
        faults.on.push(("lot-7".to_owned(), "create:429".parse().unwrap(), 1));
        faults.on.push((String::new(), "any:lost".parse().unwrap(), 1));
        faults.on.push((String::new(), "batch:500".parse().unwrap(), 9));
        faults.at.push((5, "any:hang".parse().unwrap()));
        let happened = |attempt, number| faults.mishap(1, &subject(&["lot-7.jsonl"], attempt, number));
        assert_eq!(
            (happened(0, 0), happened(1, 1), happened(2, 2)),
            (Some(Mishap::Status(429)), Some(Mishap::Lost), None)
        );
        assert_eq!(happened(2, 5), Some(Mishap::Hang));
        assert_eq!(faults.mishap(1, &subject(&["lot-8.jsonl"], 0, 0)), Some(Mishap::Lost));
    }

    #[test]
    fn rates_are_kept() {
        let faults =
            BatchFaults::none().with("expires".parse().unwrap(), 0.25).with("create:500".parse().unwrap(), 0.1);
        let twisted = (0..4_000).filter(|about| !faults.twists(1, *about, &[], 0).is_empty()).count();
        assert!((900..1_100).contains(&twisted), "{twisted}");
        let failed =
            (0..4_000).filter(|about| faults.mishap(1, &Subject { about: *about, ..subject(&[], 0, 0) }).is_some());
        assert!((330..470).contains(&failed.count()));
        assert!(BatchFaults::none().with("stuck".parse().unwrap(), 1.5).complaint().unwrap().contains("stuck"));
    }
}
