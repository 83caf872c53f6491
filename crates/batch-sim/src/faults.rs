//! When something goes wrong: by rates, drawn by seed and conversation, and on demand.

use serde::{Deserialize, Serialize};

use crate::fault_kind::FaultKind;
use crate::hash::{TextHash, draw, unit};

/// Which faults happen. What happens to a conversation is a function of seed, digest and attempt; the order in which
/// calls arrive does not matter. Attempts count from 0, and only those that pass key, rules, limits and balance.
///
/// ```
/// use batch_sim::{FaultKind, Faults};
/// let mut faults = Faults::none().with(FaultKind::Http500, 0.05).with(FaultKind::Reset, 0.02);
/// faults.first_attempts_only = Some(3);
/// faults.on.push(("患者7".to_owned(), FaultKind::CutJson, 1));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// Kind and share of attempts, 0 to 1. Each kind is drawn by itself; the first of the list that is drawn happens.
    pub rates: Vec<(FaultKind, f64)>,
    /// Rates hold only for the first so many attempts of each conversation.
    pub first_attempts_only: Option<u32>,
    /// Kind and share of conversations to which it happens at every attempt, for ever. These come before the rates.
    pub lasting: Vec<(FaultKind, f64)>,
    /// Part of the model's name or of a message's text, what then happens, and to how many attempts
    /// ([`FOR_EVER`](Self::FOR_EVER): to all). Several that fit happen one after the other. These come before all else.
    pub on: Vec<(String, FaultKind, u32)>,
}

impl Faults {
    /// As a number of attempts in [`on`](Self::on): every one of them.
    pub const FOR_EVER: u32 = u32::MAX;

    /// Nothing goes wrong.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Adds a kind at a rate.
    #[must_use]
    pub fn with(mut self, kind: FaultKind, rate: f64) -> Self {
        self.rates.push((kind, rate));
        self
    }

    /// Adds what happens for ever to a model, or to conversations with this in them.
    #[must_use]
    pub fn always(mut self, part: &str, kind: FaultKind) -> Self {
        self.on.push((part.to_owned(), kind, Self::FOR_EVER));
        self
    }

    /// What happens to this attempt; `texts` are the model's name and the messages.
    pub(crate) fn decide<'a>(
        &self,
        seed: u64,
        digest: u64,
        attempt: u32,
        texts: &(impl Iterator<Item = &'a str> + Clone),
    ) -> Option<FaultKind> {
        let mut left = attempt;
        for (part, kind, attempts) in &self.on {
            if texts.clone().any(|text| text.contains(part.as_str())) {
                if *attempts == Self::FOR_EVER || left < *attempts {
                    return Some(kind.clone());
                }
                left -= attempts;
            }
        }
        let lasts = |(kind, share): &&(FaultKind, f64)| unit(draw(&[seed, digest, 0x1a57, named(kind)])) < *share;
        if let Some((kind, _)) = self.lasting.iter().find(lasts) {
            return Some(kind.clone());
        }
        if self.first_attempts_only.is_some_and(|first| attempt >= first) {
            // A safety stop is no accident: it does not go away by asking again.
            return self.drawn(seed, digest, attempt, |kind| *kind == FaultKind::Refuse);
        }
        self.drawn(seed, digest, attempt, |_| true)
    }

    fn drawn(&self, seed: u64, digest: u64, attempt: u32, counts: impl Fn(&FaultKind) -> bool) -> Option<FaultKind> {
        let happens = |(kind, rate): &&(FaultKind, f64)| {
            let attempt = if *kind == FaultKind::Refuse { 0 } else { u64::from(attempt) };
            counts(kind) && unit(draw(&[seed, digest, attempt, 0xfa17, named(kind)])) < *rate
        };
        self.rates.iter().find(happens).map(|(kind, _)| kind.clone())
    }

    /// The first thing that cannot be: a rate outside 0..1, an error that the dialect does not know, a reply that no
    /// server can send.
    pub(crate) fn complaint(&self, known: impl Fn(&str) -> bool) -> Option<String> {
        let shares = || self.rates.iter().chain(&self.lasting);
        let kinds = shares().map(|(kind, _)| kind).chain(self.on.iter().map(|(_, kind, _)| kind));
        for kind in kinds {
            if let FaultKind::Error(name) | FaultKind::ErrorFirst(name) | FaultKind::ErrorAfter(name) = kind
                && !known(name)
            {
                return Some(format!("this dialect has no error {name:?}"));
            }
            if let FaultKind::Reply { status, .. } = kind
                && !(200..=599).contains(status)
            {
                return Some(format!("{status} is no HTTP status of a reply"));
            }
        }
        let odd = shares().find(|(_, rate)| !(0.0..=1.0).contains(rate));
        odd.map(|(kind, rate)| format!("the rate of {kind} is {rate}, it must be between 0 and 1"))
    }
}

/// A kind as a number to draw by.
fn named(kind: &FaultKind) -> u64 {
    let mut name = TextHash::new();
    name.add(kind.name());
    name.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> impl Iterator<Item = &'static str> + Clone {
        ["kimi-k2.6", "患者7 的记录"].into_iter()
    }

    #[test]
    fn rates_are_kept_and_attempts_differ() {
        let faults = Faults::none().with(FaultKind::Http500, 0.05).with(FaultKind::Hang, 0.01);
        let count =
            |kind: &FaultKind| (0..20_000).filter(|n| faults.decide(1, *n, 0, &texts()).as_ref() == Some(kind)).count();
        assert!((900..1_100).contains(&count(&FaultKind::Http500)));
        assert!((140..250).contains(&count(&FaultKind::Hang)));
        let failing = (0..).find(|n| faults.decide(1, *n, 0, &texts()).is_some()).unwrap();
        assert_eq!(faults.decide(1, failing, 0, &texts()), faults.decide(1, failing, 0, &texts()));
        assert!((1..50).any(|attempt| faults.decide(1, failing, attempt, &texts()).is_none()));
    }

    #[test]
    fn only_the_first_attempts() {
        let mut faults = Faults::none().with(FaultKind::Reset, 1.0);
        faults.first_attempts_only = Some(2);
        let happened: Vec<bool> = (0..4).map(|attempt| faults.decide(1, 2, attempt, &texts()).is_some()).collect();
        assert_eq!(happened, [true, true, false, false]);
    }

    #[test]
    fn a_safety_stop_stays() {
        let mut faults = Faults::none().with(FaultKind::Refuse, 0.5);
        faults.first_attempts_only = Some(1);
        let stopped = (0..).find(|n| faults.decide(1, *n, 0, &texts()).is_some()).unwrap();
        assert!((0..20).all(|attempt| faults.decide(1, stopped, attempt, &texts()) == Some(FaultKind::Refuse)));
    }

    #[test]
    fn what_lasts_never_ends() {
        let lasting = vec![(FaultKind::Status(529, None), 0.25)];
        let faults = Faults { lasting, ..Faults::none() }.always("kimi-k3", FaultKind::Firewall);
        let refused = |digest: u64, attempt: u32| faults.decide(1, digest, attempt, &texts()).is_some();
        let share = (0..4_000).filter(|digest| refused(*digest, 0)).count();
        assert!((900..1_100).contains(&share), "{share}");
        assert!((0..100).all(|digest| (1..50).all(|attempt| refused(digest, attempt) == refused(digest, 0))));
        let model = ["kimi-k3"].into_iter();
        assert!((0..100).all(|attempt| faults.decide(1, 2, attempt, &model) == Some(FaultKind::Firewall)));
    }

    #[test]
    fn targets_happen_one_after_the_other() {
        let on = vec![
            ("患者7".to_owned(), FaultKind::CutJson, 1),
            ("患者8".to_owned(), FaultKind::Hang, 9),
            ("kimi".to_owned(), FaultKind::Empty, 2),
        ];
        let faults = Faults { on, ..Faults::none() };
        let happened: Vec<_> = (0..4).map(|attempt| faults.decide(1, 2, attempt, &texts())).collect();
        assert_eq!(happened, [Some(FaultKind::CutJson), Some(FaultKind::Empty), Some(FaultKind::Empty), None]);
    }

    #[test]
    fn what_cannot_be_is_named() {
        let none = |_: &str| false;
        assert!(Faults::none().with(FaultKind::Reset, 1.5).complaint(none).unwrap().contains("reset"));
        assert!(Faults::none().with(FaultKind::Reset, f64::NAN).complaint(none).is_some());
        assert!(Faults::none().with(FaultKind::Error("x".into()), 0.1).complaint(none).is_some());
        assert_eq!(Faults::none().with(FaultKind::Error("x".into()), 0.1).complaint(|name| name == "x"), None);
    }
}
