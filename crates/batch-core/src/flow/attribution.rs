//! Whose fault is it? A refusal is evidence about its own conversation. That it speaks for the model or for the account is
//! a claim, which is believed when different conversations are refused alike and none was served since; until then, the
//! conversations wait here, neither failed nor asked again.

use tokio::time::Instant;

use super::queue::Ticket;
use crate::fault::{Class, Fault};

/// Different conversations, of different people where there are so many, that must be refused alike.
const WITNESSES: usize = 3;

/// For whom a refusal claims to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// One model.
    Model(usize),
    /// The account, or the address.
    Account,
}

/// A conversation that was refused.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The conversation.
    pub ticket: Ticket,
    /// The place of its person.
    pub person: u32,
    /// The refusal.
    pub fault: Fault,
    /// When the refused call went out.
    pub sent: Instant,
}

/// What is claimed and not decided.
#[derive(Debug)]
pub struct Claims {
    people: usize,
    open: Vec<(Reach, Claim)>,
}

impl Claims {
    /// No claims, in a job of so many people.
    #[must_use]
    pub fn new(people: usize) -> Self {
        Self { people, open: Vec::new() }
    }

    /// Takes a claim in; true if it is believed now: then [`Claims::take`] has all that said the same.
    pub fn add(&mut self, reach: Reach, claim: Claim) -> bool {
        let fault = claim.fault.clone();
        self.open.push((reach, claim));
        let alike: Vec<&Claim> = self
            .open
            .iter()
            .filter(|(other, claim)| *other == reach && are_alike(&claim.fault, &fault))
            .map(|(_, c)| c)
            .collect();
        let mut cells: Vec<_> = alike.iter().map(|claim| claim.ticket.cell).collect();
        let mut people: Vec<_> = alike.iter().map(|claim| claim.person).collect();
        let distinct = |count: usize, wanted: usize| count >= wanted;
        cells.sort_unstable();
        cells.dedup();
        people.sort_unstable();
        people.dedup();
        distinct(cells.len(), WITNESSES) && distinct(people.len(), WITNESSES.min(self.people))
    }

    /// A call of a model that went out at `sent` was served: whoever claims that the model or the account is refused, and
    /// went out before, is contradicted. Gives their conversations back.
    pub fn served(&mut self, model: usize, sent: Instant) -> Vec<Claim> {
        if self.open.is_empty() {
            return Vec::new();
        }
        let first = |reach: Reach| self.open.iter().filter(|(r, _)| *r == reach).map(|(_, claim)| claim.sent).min();
        let refuted: Vec<Reach> = [Reach::Model(model), Reach::Account]
            .into_iter()
            .filter(|reach| first(*reach).is_some_and(|first| sent >= first))
            .collect();
        self.take_if(|reach| refuted.contains(&reach))
    }

    /// Everything that claims this.
    pub fn take(&mut self, reach: Reach) -> Vec<Claim> {
        self.take_if(|other| other == reach)
    }

    /// Everything, for the end of a run.
    pub fn take_all(&mut self) -> Vec<(Reach, Claim)> {
        std::mem::take(&mut self.open)
    }

    fn take_if(&mut self, wanted: impl Fn(Reach) -> bool) -> Vec<Claim> {
        self.open.extract_if(.., |(reach, _)| wanted(*reach)).map(|(_, claim)| claim).collect()
    }

    /// The places of the people whose conversations were refused, for a model: others are better witnesses.
    #[must_use]
    pub fn suspects(&self, model: usize) -> Vec<u32> {
        let concerns = |reach: Reach| reach == Reach::Account || reach == Reach::Model(model);
        self.open.iter().filter(|(reach, _)| concerns(*reach)).map(|(_, claim)| claim.person).collect()
    }

    /// True if nothing is claimed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}

/// True if two refusals say the same, whatever numbers and names they put in.
fn are_alike(one: &Fault, other: &Fault) -> bool {
    // A class that names its cause needs no words; what only says "bad request" does.
    let named = !matches!(one.class, Class::BadRequest | Class::Unknown);
    one.class == other.class && one.status == other.status && (named || words(&one.detail) == words(&other.detail))
}

/// A refusal's words, without numbers and what stands for quotations.
fn words(detail: &str) -> String {
    detail.chars().filter(|c| c.is_alphabetic()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{Cell, Sheet};

    fn claim(model: usize, person: u32, prompt: u16, detail: &str) -> Claim {
        let cell = Cell { sheet: Sheet(model as u32 * 100 + person), prompt };
        let fault = Fault { status: 400, ..Fault::new(Class::BadRequest, detail) };
        Claim { ticket: Ticket::new(cell), person, fault, sent: Instant::now() }
    }

    #[test]
    fn three_people_refused_alike_are_believed_and_one_persons_prompts_are_not() {
        let mut claims = Claims::new(10);
        for prompt in 0..20 {
            assert!(!claims.add(Reach::Account, claim(0, 1, prompt, "HTTP 400: no")));
        }
        assert!(!claims.add(Reach::Account, claim(0, 2, 0, "HTTP 400: no")));
        assert!(!claims.add(Reach::Account, claim(0, 3, 0, "HTTP 400: something else")));
        assert!(!claims.add(Reach::Model(0), claim(0, 4, 0, "HTTP 400: no")), "another claim");
        assert_eq!(claims.suspects(1), [1; 20].into_iter().chain([2, 3]).collect::<Vec<_>>());
        assert!(claims.add(Reach::Account, claim(1, 5, 0, "HTTP 400: no")));
        let mut small = Claims::new(1);
        let believed: Vec<bool> = (0..3).map(|n| small.add(Reach::Account, claim(0, 0, n, "id 17 no"))).collect();
        assert_eq!(believed, [false, false, true]);
    }

    #[test]
    fn one_that_was_served_since_contradicts() {
        let mut claims = Claims::new(10);
        let before = Instant::now() - std::time::Duration::from_secs(1);
        claims.add(Reach::Account, claim(0, 1, 0, "x"));
        claims.add(Reach::Model(1), claim(1, 1, 0, "x"));
        assert!(claims.served(0, before).is_empty(), "it went out before");
        assert_eq!(claims.served(0, Instant::now()).len(), 1);
        assert!(claims.served(0, Instant::now()).is_empty(), "the other model is still in doubt");
        assert_eq!(claims.served(1, Instant::now()).len(), 1);
        assert!(claims.is_empty());
    }
}
