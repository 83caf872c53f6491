//! Whose fault is it? A refusal is evidence about its own conversation. That it speaks for the model or for the account is
//! a claim, which is believed when conversations that have nothing else in common are refused alike and none was served
//! since; until then, the conversations wait here, neither failed nor asked again.

use std::collections::BTreeSet;

use tokio::time::Instant;

use super::work_item::WorkItem;
use crate::job::plan::Cell;
use crate::platform::fault::Fault;

/// Different conversations that must be refused alike: of as many people, prompts and models, if there are so many.
pub const WITNESSES: usize = 3;
/// Words of a refusal that are compared: what comes later is more often about one call.
const MOST_WORDS: usize = 12;

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
pub struct RefusalClaim {
    /// The conversation.
    pub item: WorkItem,
    /// The place of its model.
    pub model: usize,
    /// The refusal.
    pub fault: Fault,
    /// When the refused call went out.
    pub sent: Instant,
}

/// A conversation's person, prompt and model, by their places.
pub type Parts = [usize; 3];

/// What conversations are made of: what all refused ones share may be what is refused.
#[derive(Debug, Clone)]
pub struct Variety {
    people: usize,
    /// By prompt, the first one that says the same; by model, the first one that asks the same model under another name.
    prompts: Vec<usize>,
    models: Vec<usize>,
    /// How many different people, prompts and models there are.
    pub counts: Parts,
}

impl Variety {
    /// Of so many people; of each prompt and model, the place of the first one that says, or asks, the same.
    #[must_use]
    pub fn new(people: usize, prompts: Vec<usize>, models: Vec<usize>) -> Self {
        let counts = [people, distinct(&prompts, |prompt| *prompt), distinct(&models, |model| *model)];
        Self { people: people.max(1), prompts, models, counts }
    }

    /// What a conversation is made of.
    #[must_use]
    pub fn parts(&self, cell: Cell) -> Parts {
        let sheet = cell.sheet.0 as usize;
        [sheet % self.people, self.prompts[usize::from(cell.prompt)], self.models[sheet / self.people]]
    }

    /// The first model that asks the same as this one.
    #[must_use]
    pub fn asked(&self, model: usize) -> usize {
        self.models[model]
    }

    /// True if conversations have neither person nor prompt in common that might be what is refused.
    #[must_use]
    pub fn is_varied(&self, cells: &[Cell]) -> bool {
        self.differ(cells, 0) && self.differ(cells, 1)
    }

    /// True if they are of as many models as can be asked for, too: of `models` different ones.
    #[must_use]
    pub fn are_of_all(&self, cells: &[Cell], models: usize) -> bool {
        self.is_varied(cells) && self.distinct(cells, 2) >= models.min(WITNESSES)
    }

    /// True if conversations differ in this part as far as there is choice.
    fn differ(&self, cells: &[Cell], part: usize) -> bool {
        self.distinct(cells, part) >= self.counts[part].min(WITNESSES)
    }

    fn distinct(&self, cells: &[Cell], part: usize) -> usize {
        distinct(cells, |cell| self.parts(*cell)[part])
    }
}

/// What is claimed and not decided.
#[derive(Debug)]
pub struct Claims {
    /// The job's variety.
    pub of: Variety,
    open: Vec<(Reach, RefusalClaim)>,
}

impl Claims {
    /// No claims, in a job of so much variety.
    #[must_use]
    pub fn new(of: Variety) -> Self {
        Self { of, open: Vec::new() }
    }

    /// Takes a claim in. [`Claims::believed`] says what follows.
    pub fn add(&mut self, reach: Reach, claim: RefusalClaim) {
        self.open.push((reach, claim));
    }

    /// A claim that enough conversations bear out, with the last refusal; [`Claims::take`] has all that said so.
    #[must_use]
    pub fn believed(&self) -> Option<(Reach, Fault)> {
        self.open
            .iter()
            .rev()
            .find(|(reach, claim)| self.is_borne_out(*reach, claim))
            .map(|(r, c)| (*r, c.fault.clone()))
    }

    fn is_borne_out(&self, reach: Reach, claim: &RefusalClaim) -> bool {
        let alike: Vec<&RefusalClaim> = self.alike(reach, &claim.fault).collect();
        let cells: Vec<Cell> = alike.iter().map(|claim| claim.item.cell).collect();
        distinct(&cells, |cell| *cell) >= WITNESSES
            && self.of.are_of_all(&cells, if reach == Reach::Account { self.of.counts[2] } else { 1 })
    }

    /// How many different conversations claim this in the same words.
    #[must_use]
    pub fn how_many(&self, reach: Reach, fault: &Fault) -> usize {
        distinct(self.alike(reach, fault), |claim| claim.item.cell)
    }

    /// True if those who claim this have neither person nor prompt in common.
    #[must_use]
    pub fn are_varied(&self, reach: Reach) -> bool {
        let claims = self.open.iter().filter(|(other, _)| *other == reach);
        self.of.is_varied(&claims.map(|(_, claim)| claim.item.cell).collect::<Vec<_>>())
    }

    /// What is said of the account.
    pub fn account(&self) -> impl Iterator<Item = &Fault> {
        self.open.iter().filter(|(reach, _)| *reach == Reach::Account).map(|(_, claim)| &claim.fault)
    }

    fn alike<'a>(&'a self, reach: Reach, fault: &'a Fault) -> impl Iterator<Item = &'a RefusalClaim> {
        self.open
            .iter()
            .filter(move |(other, claim)| *other == reach && are_alike(&claim.fault, fault))
            .map(|(_, claim)| claim)
    }

    /// A call of a model that went out at `sent` was served: whoever claims that the model is refused, and went out before,
    /// is contradicted. Gives their conversations back. Claims that the account is refused are contradicted, too; those of
    /// other models may still be right about their model.
    pub fn served(&mut self, model: usize, sent: Instant) -> Vec<RefusalClaim> {
        if self.open.is_empty() {
            return Vec::new();
        }
        let same = |other: usize| self.of.asked(other) == self.of.asked(model);
        let first = |reach: Reach| self.open.iter().filter(|(r, _)| *r == reach).map(|(_, claim)| claim.sent).min();
        let is_refuted = |reach: Reach| first(reach).is_some_and(|first| sent >= first);
        let refuted: Vec<Reach> = (0..self.of.models.len())
            .filter(|other| same(*other))
            .map(Reach::Model)
            .chain([Reach::Account])
            .filter(|reach| is_refuted(*reach))
            .collect();
        for (reach, claim) in &mut self.open {
            if refuted.contains(reach) && self.of.asked(claim.model) != self.of.asked(model) {
                *reach = Reach::Model(claim.model);
            }
        }
        self.take_if(|reach| refuted.contains(&reach))
    }

    /// Everything that claims this.
    pub fn take(&mut self, reach: Reach) -> Vec<RefusalClaim> {
        self.take_if(|other| other == reach)
    }

    /// Everything, for the end of a run.
    pub fn take_all(&mut self) -> Vec<(Reach, RefusalClaim)> {
        std::mem::take(&mut self.open)
    }

    fn take_if(&mut self, wanted: impl Fn(Reach) -> bool) -> Vec<RefusalClaim> {
        self.open.extract_if(.., |(reach, _)| wanted(*reach)).map(|(_, claim)| claim).collect()
    }

    /// Conversations that were refused, for a model: others are better witnesses.
    pub fn suspects(&self, model: usize) -> impl Iterator<Item = Cell> {
        let concerns = move |reach: Reach| reach == Reach::Account || reach == Reach::Model(model);
        self.open.iter().filter(move |(reach, _)| concerns(*reach)).map(|(_, claim)| claim.item.cell)
    }

    /// True if nothing is claimed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}

/// Those of whom it is in doubt whether they are the reason why nothing is served: people by their places, and prompts;
/// none, if it is all of them.
#[derive(Debug, Default)]
pub struct Suspects {
    people: BTreeSet<usize>,
    prompts: BTreeSet<usize>,
}

impl Suspects {
    /// The people and prompts of conversations.
    #[must_use]
    pub fn new(cells: impl IntoIterator<Item = Cell>, of: &Variety) -> Self {
        let mut suspects = Self::default();
        for [person, prompt, _] in cells.into_iter().map(|cell| of.parts(cell)) {
            suspects.people.insert(person);
            suspects.prompts.insert(prompt);
        }
        let [people, prompts, _] = of.counts;
        if suspects.people.len() >= people {
            suspects.people.clear();
        }
        if suspects.prompts.len() >= prompts {
            suspects.prompts.clear();
        }
        if !suspects.prompts.is_empty() {
            let first = std::mem::take(&mut suspects.prompts);
            suspects.prompts = (0..of.prompts.len()).filter(|prompt| first.contains(&of.prompts[*prompt])).collect();
        }
        suspects
    }

    /// How suspicious a prompt to a person is; 0: not at all.
    #[must_use]
    pub fn suspicion(&self, person: u32, prompt: u16) -> u8 {
        u8::from(self.people.contains(&(person as usize))) * 2 + u8::from(self.prompts.contains(&usize::from(prompt)))
    }
}

/// How many different values there are.
pub fn distinct<'a, C: 'a, T: Ord>(of: impl IntoIterator<Item = &'a C>, what: impl Fn(&C) -> T) -> usize {
    of.into_iter().map(what).collect::<BTreeSet<_>>().len()
}

/// True if two refusals say the same, whatever numbers and identifiers they put in.
fn are_alike(one: &Fault, other: &Fault) -> bool {
    let kind = |fault: &Fault| (fault.class, fault.status);
    kind(one) == kind(other)
        && one.detail.is_alike(&other.detail)
        && words(one.detail.words()).eq(words(other.detail.words()))
}

/// The first of a refusal's words, without whatever holds a digit.
fn words(detail: &str) -> impl Iterator<Item = &str> {
    let words = detail.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_').filter(|word| !word.is_empty());
    words.filter(|word| !word.contains(|c: char| c.is_numeric())).take(MOST_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::plan::SheetId;
    use crate::platform::fault::Class;

    fn claims(people: usize, prompts: usize, models: &[usize]) -> Claims {
        Claims::new(Variety::new(people, (0..prompts).collect(), models.to_vec()))
    }

    fn claim(model: usize, person: u32, prompt: u16, detail: &str) -> RefusalClaim {
        let cell = Cell { sheet: SheetId(model as u32 * 10 + person), prompt };
        let fault = Fault { status: 400, ..Fault::new(Class::BadRequest, detail) };
        RefusalClaim { item: WorkItem::new(cell), model, fault, sent: Instant::now() }
    }

    fn believed(claims: &Claims) -> Option<Reach> {
        claims.believed().map(|(reach, _)| reach)
    }

    #[test]
    fn what_the_refused_have_in_common_is_not_the_account() {
        let mut claims = claims(10, 20, &[0, 1]);
        for prompt in 0..20 {
            claims.add(Reach::Account, claim(0, 1, prompt, "HTTP 400: no"));
            claims.add(Reach::Account, claim(1, 1, prompt, "HTTP 400: no"));
        }
        assert_eq!(believed(&claims), None, "one person");
        let suspects = Suspects::new(claims.suspects(1), &claims.of);
        assert_eq!((suspects.suspicion(1, 3), suspects.suspicion(2, 3)), (2, 0), "every prompt, but one person");
        claims.take_all();
        for person in 0..10 {
            claims.add(Reach::Account, claim(0, person, 3, "HTTP 400: no"));
            claims.add(Reach::Account, claim(1, person, 3, "HTTP 400: no"));
        }
        assert_eq!(believed(&claims), None, "one prompt");
        let suspects = Suspects::new(claims.suspects(0), &claims.of);
        assert_eq!((suspects.suspicion(1, 3), suspects.suspicion(1, 4)), (1, 0), "every person, but one prompt");
        let twice = Variety::new(10, vec![0, 1, 2, 1], vec![0, 1]);
        let suspects = Suspects::new(claims.suspects(0).map(|cell| Cell { prompt: 1, ..cell }), &twice);
        assert_eq!([0, 1, 2, 3].map(|prompt| suspects.suspicion(0, prompt)), [0, 1, 0, 1], "the same prompt again");
        claims.take_all();
        for n in 0..10 {
            claims.add(Reach::Account, claim(0, n, n as u16, "HTTP 400: no"));
        }
        assert_eq!(believed(&claims), None, "one model");
        claims.add(Reach::Account, claim(1, 0, 0, "HTTP 400: something else"));
        claims.add(Reach::Account, claim(1, 0, 0, "HTTP 400"));
        claims.add(Reach::Model(1), claim(1, 0, 0, "HTTP 400: no"));
        assert_eq!(believed(&claims), None, "other claims");
        claims.add(Reach::Account, claim(1, 0, 0, "HTTP 400: no"));
        assert_eq!(believed(&claims), Some(Reach::Account));
        let with_id = claim(0, 0, 0, "HTTP 400: no (17, req-8a7f)").fault;
        assert_eq!(claims.how_many(Reach::Account, &with_id), 11);
        assert_eq!(claims.how_many(Reach::Account, &claim(0, 0, 0, "HTTP 400: no").fault), 11);
    }

    #[test]
    fn in_a_small_job_all_there_is_will_do() {
        let mut claims = claims(1, 3, &[0, 0]);
        let said: Vec<_> = (0..3)
            .map(|n| {
                let mut claim = claim(usize::from(n % 2), 0, n, "id 17 no");
                claim.item.cell.sheet = SheetId(u32::from(n % 2));
                claims.add(Reach::Account, claim);
                believed(&claims)
            })
            .collect();
        assert_eq!(said, [None, None, Some(Reach::Account)]);
    }

    #[test]
    fn one_that_was_served_since_contradicts() {
        let mut claims = claims(10, 3, &[0, 1]);
        let before = Instant::now() - std::time::Duration::from_secs(1);
        claims.add(Reach::Account, claim(0, 1, 0, "x"));
        claims.add(Reach::Model(1), claim(1, 1, 0, "x"));
        assert!(claims.served(0, before).is_empty(), "it went out before");
        assert_eq!(claims.served(0, Instant::now()).len(), 1);
        assert!(claims.served(0, Instant::now()).is_empty(), "the other model is still in doubt");
        assert_eq!(claims.served(1, Instant::now()).len(), 1);
        assert!(claims.is_empty());
    }

    #[test]
    fn what_is_not_the_accounts_may_be_the_models() {
        let mut claims = claims(10, 1, &[0, 1, 1]);
        for person in 0..2 {
            claims.add(Reach::Account, claim(1, person, 0, "HTTP 403: no"));
        }
        claims.add(Reach::Account, claim(2, 5, 0, "HTTP 403: no"));
        assert!(claims.served(0, Instant::now()).is_empty());
        assert_eq!(believed(&claims), None);
        claims.add(Reach::Account, claim(1, 2, 0, "HTTP 403: no"));
        claims.served(0, Instant::now());
        assert_eq!(believed(&claims), Some(Reach::Model(1)));
        assert_eq!(claims.take(Reach::Model(1)).len(), 3);
        assert_eq!(claims.served(1, Instant::now()).len(), 1, "the same model under its other name");
    }
}
