//! Which answers of a ledger belong to which conversations of the job.
//!
//! Most stand under their conversation's own key. But conversations that would be sent alike come and go: a second patient
//! with the same text, an alias of a model, a file or alias that is renamed; and earlier versions numbered them by their
//! place among what a filter left. So the lines' names decide. Of all answers to one and the same question,
//!
//! 1. a conversation has those that bear its names;
//! 2. what bears a name that the job no longer has goes to a conversation that never had any: it was renamed. It does not if
//!    fewer models or people are alike now than when the answer came: then its conversation was taken out of the job.
//!
//! Nothing else changes hands.

use std::collections::HashSet;

use super::{Identities, Like, MOST_NAMED};
use crate::base::key::{Among, Key, Owner};
use crate::job::plan::{Cell, Plan, SheetId};
use crate::ledger::{Index, LedgerOffset};

/// A conversation that takes an answer over from a name that is gone. The ledger is told, so that it keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerClaim {
    /// The conversation.
    pub cell: Cell,
    /// Where the answer stands.
    pub key: Key,
}

/// An answer to the question in hand.
struct Found {
    key: Key,
    owner: Owner,
    place: LedgerOffset,
    /// How many models and people were alike when it came, as far as is known.
    among: Among,
    /// How many of both together, at least.
    pairs: usize,
    taken: bool,
}

impl Found {
    /// True if one of its names is gone, and the pair has what it is called now: a name that is still there is no other's
    /// old one.
    fn is_free(&self, pairs: &[Pair], pair: &Pair, among: Among, index: &Index) -> bool {
        let ((old_model, old_person), (model, person)) = (self.owner, pair.owner);
        let model_is_there = pairs.iter().any(|other| other.owner.0 == old_model);
        let person_is_there = pairs.iter().any(|other| other.owner.1 == old_person);
        let new_model = !model_is_there && self.among.0 <= among.0 && !index.is_distinct_model(model);
        let new_person = !person_is_there && self.among.1 <= among.1 && !index.is_distinct_person(person);
        self.pairs <= pairs.len() && (old_model == model || new_model) && (old_person == person || new_person)
    }
}

/// A model with a person, of the whole job; its sheet unless a filter leaves it out.
struct Pair {
    owner: Owner,
    sheet: Option<SheetId>,
}

impl Identities {
    /// Finds the answers that an earlier run, or an earlier state of the job, kept under other keys; to be called before
    /// anything is looked up in the ledger. Says which were taken over from names that are gone.
    pub fn claim(&mut self, plan: &Plan, index: &Index) -> Vec<AnswerClaim> {
        let mut claims = Vec::new();
        self.claimed.clear();
        if index.is_empty() {
            return claims;
        }
        // Equal prompts are looked at together, and so are models and people that are alike.
        let mut equal: Vec<Vec<u16>> = Vec::new();
        for prompt in 0..u16::try_from(plan.prompts.len()).unwrap_or(u16::MAX) {
            match self.prompts[usize::from(prompt)].nth {
                0 => equal.push(vec![prompt]),
                _ => {
                    let same = |group: &&mut Vec<u16>| {
                        self.prompts[usize::from(group[0])].digest == self.prompts[usize::from(prompt)].digest
                    };
                    equal.iter_mut().find(same).into_iter().for_each(|group| group.push(prompt));
                }
            }
        }
        let mut seen = HashSet::new();
        for sheet in plan.sheets() {
            let (model, person) = (self.models[plan.model_index(sheet)], self.people[plan.person_index(sheet)]);
            let alone = model.of == 1 && person.of == 1;
            if !alone && !seen.insert((model.digest, person.digest)) {
                continue;
            }
            let pairs = if alone {
                vec![Pair { owner: (model.name, person.name), sheet: Some(sheet) }]
            } else {
                self.pairs(plan, sheet)
            };
            for prompts in &equal {
                if !(alone && self.all_there(plan, index, &pairs[0], prompts)) {
                    self.share_out(plan, index, sheet, &pairs, prompts, &mut claims);
                }
            }
        }
        claims
    }

    /// The common case: every answer stands under its own key and name.
    fn all_there(&self, plan: &Plan, index: &Index, pair: &Pair, prompts: &[u16]) -> bool {
        pair.sheet.is_some_and(|sheet| {
            let own = |prompt: &u16| index.answer(self.own_key(plan, Cell { sheet, prompt: *prompt }));
            prompts.iter().all(|prompt| own(prompt).is_some_and(|(owner, _)| owner == pair.owner))
        })
    }

    /// All models and people of the job that would be sent like this sheet's, in an order that no filter changes.
    fn pairs(&self, plan: &Plan, sheet: SheetId) -> Vec<Pair> {
        let (m, p) = (plan.model_index(sheet), plan.person_index(sheet));
        let (model, person) = (&self.models[m], &self.people[p]);
        let one = |name, index| vec![Like { name, index: Some(index) }];
        let models = self.like_models.get(&model.digest).cloned().unwrap_or_else(|| one(model.name, m));
        let people = self.like_people.get(&person.digest).cloned().unwrap_or_else(|| one(person.name, p));
        let mut pairs = Vec::with_capacity(models.len() * people.len());
        for model in &models {
            for person in &people {
                let sheet = model.index.zip(person.index).map(|(model, person)| plan.sheet(model, person));
                pairs.push(Pair { owner: (model.name, person.name), sheet });
            }
        }
        pairs.sort_by_key(|pair| pair.owner);
        pairs
    }

    /// Gives every conversation of one question its answer, and a free key to those that have none.
    fn share_out(
        &mut self,
        plan: &Plan,
        index: &Index,
        sheet: SheetId,
        pairs: &[Pair],
        prompts: &[u16],
        claims: &mut Vec<AnswerClaim>,
    ) {
        let of = prompts.len();
        let among = self.among(plan, Cell { sheet, prompt: prompts[0] });
        let mut found = self.found(plan, index, sheet, prompts, pairs.len() * of);
        let own_keys: Vec<Vec<Key>> = pairs.iter().map(|pair| self.own_keys(plan, pair, prompts)).collect();
        // By pair, its answers by their place in `found`.
        let mut has: Vec<Vec<usize>> = vec![Vec::new(); pairs.len()];
        // What bears its names, then what has lost one; and of each what stands under an own key first.
        for (renamed, own) in [(false, true), (false, false), (true, true), (true, false)] {
            for ((has, pair), own_keys) in has.iter_mut().zip(pairs).zip(&own_keys) {
                for (at, one) in found.iter_mut().enumerate() {
                    let fits = !one.taken
                        && (one.owner != pair.owner) == renamed
                        && (!own || own_keys.contains(&one.key))
                        && (!renamed || one.is_free(pairs, pair, among, index));
                    if fits && has.len() < of {
                        one.taken = true;
                        has.push(at);
                    }
                }
            }
        }
        for (mut has, pair) in has.into_iter().zip(pairs) {
            let Some(sheet) = pair.sheet else { continue };
            // Where its answers stand among equal prompts follows from which they are, not from how it came by them: each
            // under the prompt whose key it has, the others where there is room, in the ledger's order.
            has.sort_unstable();
            let cells = prompts.iter().map(|prompt| Cell { sheet, prompt: *prompt });
            let mut places: Vec<(Cell, Option<usize>)> = cells.map(|cell| (cell, None)).collect();
            has.retain(|at| {
                let home = |(cell, has): &&mut (Cell, Option<usize>)| {
                    has.is_none() && self.keys(plan, *cell, of).any(|key| key == found[*at].key)
                };
                let home = places.iter_mut().find(home);
                home.map(|(_, has)| *has = Some(*at)).is_none()
            });
            let mut others = has.into_iter();
            for (cell, answer) in places {
                let answer = answer.or_else(|| others.next()).map(|at| &found[at]);
                claims
                    .extend(answer.filter(|one| one.owner != pair.owner).map(|one| AnswerClaim { cell, key: one.key }));
                let own = self.own_key(plan, cell);
                let nobodys = || self.keys(plan, cell, of).find(|key| !found.iter().any(|one| one.key == *key));
                let key = answer.map(|one| one.key).or_else(nobodys).unwrap_or(own);
                if key != own {
                    self.claimed.insert(cell, key);
                }
            }
        }
    }

    /// The keys that a pair's equal prompts have by themselves; none if a filter leaves it out.
    fn own_keys(&self, plan: &Plan, pair: &Pair, prompts: &[u16]) -> Vec<Key> {
        let cells = pair.sheet.into_iter().flat_map(|sheet| prompts.iter().map(move |prompt| (sheet, *prompt)));
        cells.map(|(sheet, prompt)| self.own_key(plan, Cell { sheet, prompt })).collect()
    }

    /// The keys that a conversation may have: its own, then those that it falls back on. Of equal prompts there are `of`.
    fn keys(&self, plan: &Plan, cell: Cell, of: usize) -> impl Iterator<Item = Key> {
        let (among, nth) = (self.among(plan, cell), self.prompts[usize::from(cell.prompt)].nth);
        let of = u32::try_from(of).unwrap_or(u32::MAX);
        let named = (0..MOST_NAMED).map(move |round| self.named(plan, cell, among, nth + round * of));
        std::iter::once(self.own_key(plan, cell)).chain(named)
    }

    /// All answers to the question that a sheet's prompt asks, in the ledger's order: under the numbers of earlier
    /// versions, and under names.
    fn found(&self, plan: &Plan, index: &Index, sheet: SheetId, prompts: &[u16], cells: usize) -> Vec<Found> {
        let cell = Cell { sheet, prompt: prompts[0] };
        let mut found = Vec::new();
        for number in 0.. {
            match index.answer(self.numbered(plan, cell, number)) {
                Some((owner, place)) => {
                    let key = self.numbered(plan, cell, number);
                    let pairs = number as usize / prompts.len() + 1;
                    found.push(Found { key, owner, place, among: (1, 1), pairs, taken: false });
                }
                // Numbers have no gaps but where an answer never came.
                None if number as usize >= cells => break,
                None => {}
            }
        }
        for (key, among) in index.alike(self.numbered(plan, cell, 0)) {
            if let Some((owner, place)) = index.answer(*key)
                && !found.iter().any(|one| one.key == *key)
            {
                found.push(Found { key: *key, owner, place, among: *among, pairs: 1, taken: false });
            }
        }
        found.sort_by_key(|one| one.place.offset);
        found
    }
}
