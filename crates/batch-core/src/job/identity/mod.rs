//! How a conversation is recognised: by what is asked of whom, not by where it stands in the config nor by what a filter
//! leaves of it.
//!
//! Its key is a digest over base URL, parameters, prompt and record, and its number among equal prompts, so that the same
//! prompt listed twice is two conversations. Where several models or people of the whole job would be sent alike, the
//! names are in the key, too. Answers that earlier runs kept under another key are found by `claims`. Digests are taken
//! once for each model, prompt and record; a conversation's key then costs one short hash.

pub mod claims;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use crate::base::key::{Alike, Among, Digest, Key, NameHash, digest, name_hash};
use crate::base::problem::{InputProblem, Problem};
use crate::base::shard::Shard;
use crate::job::config::Model;
use crate::job::input::records::{self, Records, is_empty};
use crate::job::plan::{Cell, Elsewhere, Plan, SheetId};
use crate::platform::request::Params;

/// Named keys that a conversation may fall back on when others hold its own.
const MOST_NAMED: u32 = 64;

/// The digests of everything in a plan, and which of its conversations have an answer that stands under another key.
#[derive(Debug, Clone)]
pub struct Identities {
    models: Vec<Part>,
    people: Vec<Part>,
    prompts: Vec<Nth>,
    /// What the whole job, filters or not, has that is alike: by digest the names, and which of them are in the plan.
    like_models: HashMap<Digest, Vec<Like>>,
    like_people: HashMap<Digest, Vec<Like>>,
    /// Conversations whose key in the ledger is not the one that they would have by themselves.
    claimed: HashMap<Cell, Key>,
}

/// A model or a record.
#[derive(Debug, Clone, Copy)]
struct Part {
    digest: Digest,
    name: NameHash,
    /// How many of the whole job have this digest.
    of: u32,
    /// A record that says nothing.
    empty: bool,
}

/// A prompt: its number among equal ones, and how many there are. The prompts file is never filtered.
#[derive(Debug, Clone, Copy)]
struct Nth {
    digest: Digest,
    nth: u32,
    of: u32,
}

/// One of several models or records that are alike.
#[derive(Debug, Clone, Copy)]
struct Like {
    name: NameHash,
    /// Its index in the plan, unless a filter leaves it out.
    index: Option<usize>,
}

impl Identities {
    /// Digests every model, prompt and record of the job, those that filters leave out too: whether two conversations
    /// would be sent alike must not depend on a filter. From here on the plan knows which of its sheets are other shards'.
    ///
    /// `address`: where a model is asked, as its conversations are known by. `each`: is told the text of every record of the
    /// plan, in the order of its people: it is read here and not again.
    ///
    /// # Errors
    /// A [`Problem`] that names the first record of the plan that cannot be read.
    pub fn new<'a>(
        plan: &Plan,
        address: impl Fn(&Model) -> &'a str,
        records: &mut Records<'_>,
        mut each: impl FnMut(&str),
    ) -> Result<Self, Problem> {
        let part = |digest, name: &str, empty| Part { digest, name: name_hash(name), of: 1, empty };
        let model = |m: &Model| part(of_params(address(m), &m.params), &m.name, false);
        let record = |text: &str, name: &str| part(of_text(text), name, is_empty(text));
        let mut models: Vec<Part> = plan.models.iter().map(model).collect();
        let mut people = Vec::with_capacity(plan.people.len());
        for (n, person) in plan.people.iter().enumerate() {
            let text = records.read(n)?.text;
            each(&text);
            people.push(record(&text, person.name()));
        }
        let other_models = plan.left_out.models.iter().map(model);
        // A record that cannot be read is like no other.
        let other_people = plan.left_out.people.iter().filter_map(|person| {
            let text = records::read(person).ok()?.text;
            Some(record(&text, person.name()))
        });
        let like_models = alike(&mut models, other_models);
        let like_people = alike(&mut people, other_people);
        let prompts = number(plan.prompts.iter().map(|p| of_text(&p.text)).collect());
        let this = Self { models, people, prompts, like_models, like_people, claimed: HashMap::new() };
        if !plan.shard.is_whole() {
            plan.elsewhere.get_or_init(|| this.elsewhere(plan));
        }
        Ok(this)
    }

    /// The sheets of a plan that are other shards'. Whose a sheet is follows from what its model is asked and what its record
    /// says: all of it is one shard's, and so is what is alike, whatever it is called.
    fn elsewhere(&self, plan: &Plan) -> Elsewhere {
        Elsewhere::new(plan.sheets().map(|sheet| !plan.shard.owns(&self.whose(plan, sheet))).collect())
    }

    /// Whose of so many shards a sheet is.
    #[must_use]
    pub fn shard(&self, plan: &Plan, sheet: SheetId, of: u16) -> Option<Shard> {
        Shard::owner(&self.whose(plan, sheet), of)
    }

    /// What says whose a sheet is.
    fn whose(&self, plan: &Plan, sheet: SheetId) -> Digest {
        let (model, person) = (&self.models[plan.model_index(sheet)], &self.people[plan.person_index(sheet)]);
        digest(&[&model.digest, &person.digest])
    }

    /// The key of one conversation: where its lines stand in the ledger.
    #[must_use]
    pub fn key(&self, plan: &Plan, cell: Cell) -> Key {
        match self.claimed.is_empty() {
            false => self.claimed.get(&cell).copied().unwrap_or_else(|| self.own_key(plan, cell)),
            true => self.own_key(plan, cell),
        }
    }

    /// What its lines say of the conversation beyond its key: nothing, unless others are like it.
    #[must_use]
    pub fn alike(&self, plan: &Plan, cell: Cell, key: Key) -> Option<Alike> {
        let (among, of) = (self.among(plan, cell), self.prompts[usize::from(cell.prompt)].of);
        if key == self.numbered(plan, cell, self.prompts[usize::from(cell.prompt)].nth) {
            return None;
        }
        let (model, people) = (&plan.model(cell.sheet).name, plan.person(cell.sheet).name());
        let content = self.numbered(plan, cell, 0);
        let nth = self.prompts[usize::from(cell.prompt)].nth;
        let named = (0..MOST_NAMED).map(|round| Alike { content, among, nth: nth + round * of });
        named.into_iter().find(|alike| alike.key(model, people) == key)
    }

    /// True if the conversation's record says nothing: there is nothing to ask about.
    #[must_use]
    pub fn is_empty(&self, plan: &Plan, cell: Cell) -> bool {
        self.people[plan.person_index(cell.sheet)].empty
    }

    /// True if any of the plan's records says nothing.
    #[must_use]
    pub fn has_empty(&self) -> bool {
        self.people.iter().any(|person| person.empty)
    }

    /// The key of a conversation by itself: of what is sent, and only among models and people of the job that would be
    /// sent alike of their names, too.
    fn own_key(&self, plan: &Plan, cell: Cell) -> Key {
        let nth = self.prompts[usize::from(cell.prompt)].nth;
        match self.among(plan, cell) {
            (1, 1) => self.numbered(plan, cell, nth),
            among => self.named(plan, cell, among, nth),
        }
    }

    fn named(&self, plan: &Plan, cell: Cell, among: Among, nth: u32) -> Key {
        let alike = Alike { content: self.numbered(plan, cell, 0), among, nth };
        alike.key(&plan.model(cell.sheet).name, plan.person(cell.sheet).name())
    }

    fn numbered(&self, plan: &Plan, cell: Cell, nth: u32) -> Key {
        let model = &self.models[plan.model_index(cell.sheet)];
        let person = &self.people[plan.person_index(cell.sheet)];
        let prompt = &self.prompts[usize::from(cell.prompt)];
        Key(digest(&[&model.digest, &person.digest, &prompt.digest, &u64::from(nth).to_le_bytes()]))
    }

    /// How many of the whole job's models, and how many of its people, would be sent like this one.
    fn among(&self, plan: &Plan, cell: Cell) -> Among {
        (self.models[plan.model_index(cell.sheet)].of, self.people[plan.person_index(cell.sheet)].of)
    }

    /// True if a record is still what it was when the run began.
    ///
    /// # Errors
    /// A [`Problem`] to show if it is not.
    pub fn check_record(&self, plan: &Plan, person: usize, text: &str) -> Result<(), Problem> {
        if self.people[person].digest == of_text(text) {
            return Ok(());
        }
        Err(Problem::in_file(&plan.people[person].path(), InputProblem::RecordChanged))
    }
}

fn of_text(text: &str) -> Digest {
    digest(&[text.as_bytes()])
}

fn of_params(base_url: &str, params: &Params) -> Digest {
    // serde_json's maps are sorted: the same parameters give the same text.
    let fields = serde_json::to_string(&params.fields).unwrap_or_default();
    digest(&[base_url.as_bytes(), fields.as_bytes(), params.system.as_deref().unwrap_or_default().as_bytes()])
}

/// Counts what is alike, in the plan and beside it; hands out those that are not alone.
fn alike(parts: &mut [Part], others: impl Iterator<Item = Part>) -> HashMap<Digest, Vec<Like>> {
    let others: Vec<Part> = others.collect();
    // Hardly any are alike: no list for each.
    let mut counts: HashMap<Digest, u32> = HashMap::with_capacity(parts.len());
    parts.iter().chain(&others).for_each(|part| *counts.entry(part.digest).or_default() += 1);
    parts.iter_mut().for_each(|part| part.of = counts.get(&part.digest).copied().unwrap_or(1));
    let mut all: HashMap<Digest, Vec<Like>> = HashMap::new();
    let places = parts.iter().enumerate().map(|(index, part)| (part, Some(index)));
    for (part, index) in places.chain(others.iter().map(|part| (part, None))) {
        if counts.get(&part.digest).is_some_and(|count| *count > 1) {
            all.entry(part.digest).or_default().push(Like { name: part.name, index });
        }
    }
    all
}

fn number(digests: Vec<Digest>) -> Vec<Nth> {
    let mut counts: HashMap<Digest, u32> = HashMap::with_capacity(digests.len());
    let mut numbered: Vec<Nth> = digests
        .into_iter()
        .map(|digest| {
            let count = counts.entry(digest).or_default();
            *count += 1;
            Nth { digest, nth: *count - 1, of: 0 }
        })
        .collect();
    for one in &mut numbered {
        one.of = counts.get(&one.digest).copied().unwrap_or(1);
    }
    numbered
}
