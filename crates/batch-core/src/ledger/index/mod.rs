//! What is known of a job from its ledgers: no texts, and little more than a key and a place for each conversation.

pub(super) mod take_in;

use std::collections::{BTreeMap, HashMap, HashSet};

use super::event::{SheetStamp, Usage};
use super::offset::LedgerOffset;
use super::part::PartEvent;
use super::parts::{Came, Parts, Turn};
use super::spent::Spent;
use crate::base::key::{Alike, Among, Key, NameHash, Owner};
use crate::base::shard::Shard;
use crate::base::table::Table;
use crate::platform::fault::{Class, Fault};

/// What became of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellState {
    /// Answered: the line is here.
    Answered(LedgerOffset),
    /// Given up in the last run that tried.
    Failed(Class),
    /// Sent, and then nothing: the process ended before the answer came. It may have been paid for.
    Unknown,
    /// Sent and refused, to be asked again.
    Refused,
    /// Given to the batch service, which has not said what became of it.
    Waiting,
}

/// Sums over the whole ledger.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Requests sent.
    pub sent: u64,
    /// Answers.
    pub answered: u64,
    /// Tokens of all replies that named them, answers or not.
    pub usage: Usage,
}

/// Everything that a run needs to know about earlier ones.
#[derive(Debug, Default)]
pub struct Index {
    states: Table<Known>,
    /// An answer is in a ledger that is none of this shard's business.
    answers_elsewhere: bool,
    /// Answers under keys that hold names, there or to come, by the key without them, with how many models and people were
    /// alike.
    alike: HashMap<Key, Vec<(Key, Among)>>,
    /// Models and people that were one of several that are alike.
    distinct: (HashSet<NameHash>, HashSet<NameHash>),
    /// Whose answers are that stand in ledgers read later.
    claimed: HashMap<Key, Owner>,
    /// By the digest of a file's name.
    sheets: Table<Stamp>,
    /// Those that are worth knowing; `None`: all.
    wanted: Option<Table<()>>,
    /// Base URL of the last run that came to its end, and what it was served at once.
    served_at_once: (String, BTreeMap<String, u32>),
    /// What is at a batch service, or on the way there.
    pub parts: Parts,
    /// Sums.
    pub totals: Totals,
    /// Money.
    pub spent: Spent,
    /// What each ledger adds to that, by currency: what is spent, may have been, and is held.
    pub used: Vec<(Shard, BTreeMap<String, f64>)>,
    /// Numbers of damaged lines that nobody has mended yet.
    pub damaged: Vec<(Shard, Vec<u64>)>,
}

/// A conversation and whose it is, as far as a line named it. There are a million of them: flat, so that none takes more
/// room than it says.
#[derive(Debug, Clone, Copy)]
struct Known {
    owner: Owner,
    before: u64,
    length: u32,
    became: Became,
}

/// What became of it.
#[derive(Debug, Clone, Copy)]
enum Became {
    Answered,
    Failed(Class),
    Unknown,
    Refused,
    Waiting,
}

impl Known {
    fn new(state: CellState, owner: Owner) -> Self {
        let (became, place) = match state {
            CellState::Answered(place) => (Became::Answered, place),
            CellState::Failed(class) => (Became::Failed(class), LedgerOffset::default()),
            CellState::Unknown => (Became::Unknown, LedgerOffset::default()),
            CellState::Refused => (Became::Refused, LedgerOffset::default()),
            CellState::Waiting => (Became::Waiting, LedgerOffset::default()),
        };
        Self { owner, before: place.offset, length: place.length, became }
    }

    fn at(self, place: LedgerOffset) -> Self {
        Self { before: place.offset, length: place.length, ..self }
    }

    fn place(&self) -> LedgerOffset {
        LedgerOffset { offset: self.before, length: self.length }
    }

    fn state(&self) -> CellState {
        match self.became {
            Became::Answered => CellState::Answered(self.place()),
            Became::Failed(class) => CellState::Failed(class),
            Became::Unknown => CellState::Unknown,
            Became::Refused => CellState::Refused,
            Became::Waiting => CellState::Waiting,
        }
    }
}

/// A sheet as it was written, as small as it can be told apart: there are hundreds of thousands.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Stamp {
    mtime_ns: u64,
    content: u64,
    size: u32,
    ledger: Shard,
}

impl Stamp {
    fn new(size: u64, mtime_ns: u64, content: Key, ledger: Shard) -> Self {
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        Self { mtime_ns, content: u128::from_be_bytes(content.0) as u64, size, ledger }
    }
}

impl Index {
    /// An index that knows of no other sheets than these: a shard never looks at those of others.
    #[must_use]
    pub fn only_of(files: impl Iterator<Item = String>) -> Self {
        let mut wanted = Table::default();
        files.for_each(|file| wanted.insert(Key::of(file.as_bytes()), ()));
        Self { wanted: Some(wanted), ..Self::default() }
    }

    /// What became of a conversation; `None` if it was never asked.
    #[must_use]
    pub fn state(&self, key: Key) -> Option<CellState> {
        self.states.get(key).map(Known::state)
    }

    /// Whose answer stands under a key, or is waited for, and where the line is that says so; `None` if there is none.
    #[must_use]
    pub fn answer(&self, key: Key) -> Option<(Owner, LedgerOffset)> {
        let known = self.states.get(key)?;
        match known.became {
            Became::Answered => Some((known.owner, known.place())),
            Became::Waiting => Some((known.owner, self.parts.place(key)?)),
            _ => None,
        }
    }

    /// Why a conversation was given up, and the line that says so; `None` if it was not, or in this run.
    #[must_use]
    pub fn failure(&self, key: Key) -> Option<(Class, LedgerOffset)> {
        let known = self.states.get(key)?;
        match known.became {
            Became::Failed(class) if known.length > 0 => Some((class, known.place())),
            _ => None,
        }
    }

    /// Keys with names in them that were made of this one, each with how many were alike then.
    pub fn alike(&self, content: Key) -> &[(Key, Among)] {
        self.alike.get(&content).map_or(&[], Vec::as_slice)
    }

    /// True if a model was one of several that are alike: then it is not another one renamed.
    pub fn is_distinct_model(&self, name: NameHash) -> bool {
        self.distinct.0.contains(&name)
    }

    /// The same of a person.
    pub fn is_distinct_person(&self, name: NameHash) -> bool {
        self.distinct.1.contains(&name)
    }

    /// True if a sheet was last written with this content and the file has not changed since.
    #[must_use]
    pub fn trusts(&self, file: &str, size: u64, mtime_ns: u64, content: Key) -> bool {
        let stamp = self.sheets.get(Key::of(file.as_bytes()));
        let there = |stamp: &Stamp| Stamp::new(size, mtime_ns, content, stamp.ledger);
        stamp.is_some_and(|stamp| *stamp == there(stamp))
    }

    /// Size and modification time (ns since 1970) of a sheet as it was last written.
    #[must_use]
    pub fn stamp(&self, file: &str) -> Option<(u64, u64)> {
        self.sheets.get(Key::of(file.as_bytes())).map(|stamp| (u64::from(stamp.size), stamp.mtime_ns))
    }

    /// Notes that a sheet was written, as this ledger says. Of what several say, the youngest counts.
    pub fn written(&mut self, stamp: &SheetStamp<'_>, ledger: Shard) {
        let key = Key::of(stamp.file.as_bytes());
        if self.wanted.as_ref().is_some_and(|wanted| wanted.get(key).is_none()) {
            return;
        }
        let written = Stamp::new(stamp.size, stamp.mtime_ns, stamp.content, ledger);
        let known = self.sheets.or_insert(key, written);
        if known.ledger == ledger || known.mtime_ns < stamp.mtime_ns {
            *known = written;
        }
    }

    /// Calls that the last run at this address was served at once, by model, or under "" for the account.
    #[must_use]
    pub fn served_at_once(&self, base_url: &str) -> BTreeMap<String, u32> {
        let (address, served) = &self.served_at_once;
        if address == base_url { served.clone() } else { BTreeMap::new() }
    }

    /// Lets what became of a conversation not count any more.
    pub fn forget(&mut self, key: Key) {
        self.states.remove(key);
    }

    /// True if anything was ever answered.
    #[must_use]
    pub fn has_answers(&self) -> bool {
        self.answers_elsewhere || self.states.values().any(|known| matches!(known.became, Became::Answered))
    }

    /// The damaged lines that may have been about conversations of this shard.
    pub fn damaged_of(&self, own: Shard) -> impl Iterator<Item = &(Shard, Vec<u64>)> {
        self.damaged.iter().filter(move |(shard, _)| shard.overlaps(own))
    }

    /// True if nothing was ever asked of what may be this shard's.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// Takes in how far a part of the job has come in the batch service; the conversations of which nothing was said, if
    /// it has ended.
    pub fn part(&mut self, event: &PartEvent<'_>, place: LedgerOffset) -> Vec<Key> {
        let Turn { lost, unheard } = self.parts.went_on(event, place);
        for (key, worst) in lost {
            self.totals.sent += 1;
            self.set(key, CellState::Waiting, None);
            self.spent.queued(key, worst);
        }
        for key in &unheard {
            self.set(*key, if event.billed { CellState::Unknown } else { CellState::Refused }, None);
            self.spent.unheard(*key, event.billed);
        }
        if let Some(money) = event.perhaps {
            self.spent.perhaps(money);
        }
        unheard
    }

    /// Notes an answer that was written to the ledger.
    pub fn answered(&mut self, key: Key, owner: Owner, place: LedgerOffset) {
        self.parts.settled(key, Came::Answer);
        self.states.insert(key, Known::new(CellState::Answered(place), owner));
    }

    /// Notes that a conversation goes to the batch service.
    pub fn came_to_wait(&mut self, key: Key) {
        self.set(key, CellState::Waiting, None);
    }

    /// Notes what else became of a conversation.
    pub fn came_to(&mut self, key: Key, state: CellState, fault: &Fault) {
        self.parts.settled(key, Came::of(fault));
        self.set(key, state, None);
    }

    /// True if another ledger than this line's has an answer.
    fn is_answered_elsewhere(&self, key: Key, line: LedgerOffset) -> bool {
        self.answer(key).is_some_and(|(_, place)| place.ledger() != line.ledger())
    }

    /// An answer stays an answer whatever follows it.
    fn set(&mut self, key: Key, state: CellState, owner: Option<Owner>) {
        let waits = state != CellState::Waiting && self.parts.of(key).is_some();
        let known = self.states.or_insert(key, Known::new(state, Owner::default()));
        if !(waits || matches!(known.became, Became::Answered)) {
            *known = Known::new(state, owner.unwrap_or(known.owner));
        }
    }

    fn note_alike(&mut self, key: Key, owner: Owner, alike: &Alike) {
        let keys = self.alike.entry(alike.content).or_default();
        match keys.iter_mut().find(|(other, _)| *other == key) {
            Some((_, among)) => *among = alike.among,
            None => keys.push((key, alike.among)),
        }
        self.note_names(owner, alike);
    }

    fn note_names(&mut self, owner: Owner, alike: &Alike) {
        if alike.among.0 > 1 {
            self.distinct.0.insert(owner.0);
        }
        if alike.among.1 > 1 {
            self.distinct.1.insert(owner.1);
        }
    }
}
