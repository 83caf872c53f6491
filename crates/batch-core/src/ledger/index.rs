//! What a ledger holds, read in one pass without keeping any text.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use super::event::{SheetStamp, Usage};
use super::folder::{ledgers, named, path_of};
use super::line::{Damaged, Line, known_amount, parse};
use super::offset::LedgerOffset;
use super::part::{Lane, PartEvent, Queued};
use super::parts::{Came, Parts, Turn};
use super::seal::is_whole;
use super::spent::{Settled, Spent};
use crate::base::key::{Alike, Among, Key, NameHash, Owner, name_hash};
use crate::base::shard::Shard;
use crate::platform::fault::{Class, Fault};
use crate::sheets::open;

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
    states: HashMap<Key, Known>,
    /// Answers under keys that hold names, there or to come, by the key without them, with how many models and people were
    /// alike.
    alike: HashMap<Key, Vec<(Key, Among)>>,
    /// Models and people that were one of several that are alike.
    distinct: (HashSet<NameHash>, HashSet<NameHash>),
    /// Whose answers are that stand in ledgers read later.
    claimed: HashMap<Key, Owner>,
    /// By the hash of a file's name.
    sheets: HashMap<NameHash, Stamp>,
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
}

/// A conversation and whose it is, as far as a line named it.
#[derive(Debug, Clone, Copy)]
struct Known {
    state: CellState,
    owner: Owner,
}

/// A sheet as it was written.
#[derive(Debug, Clone, Copy)]
struct Stamp {
    size: u64,
    mtime_ns: u64,
    content: Key,
    ledger: Shard,
}

/// The outcome of one pass over one ledger.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// End of the last whole line.
    pub end: u64,
    /// True if the last line is whole but for its line end.
    pub unended: bool,
    /// Numbers of damaged lines.
    pub damaged: Vec<u64>,
}

impl Index {
    /// What became of a conversation; `None` if it was never asked.
    #[must_use]
    pub fn state(&self, key: Key) -> Option<CellState> {
        self.states.get(&key).map(|known| known.state)
    }

    /// Whose answer stands under a key, or is waited for, and where the line is that says so; `None` if there is none.
    #[must_use]
    pub fn answer(&self, key: Key) -> Option<(Owner, LedgerOffset)> {
        match self.states.get(&key)? {
            Known { state: CellState::Answered(place), owner } => Some((*owner, *place)),
            Known { state: CellState::Waiting, owner } => Some((*owner, self.parts.place(key)?)),
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
        let stamp = self.sheets.get(&name_hash(file));
        stamp.is_some_and(|stamp| (stamp.size, stamp.mtime_ns, stamp.content) == (size, mtime_ns, content))
    }

    /// Size and modification time (ns since 1970) of a sheet as it was last written.
    #[must_use]
    pub fn stamp(&self, file: &str) -> Option<(u64, u64)> {
        self.sheets.get(&name_hash(file)).map(|stamp| (stamp.size, stamp.mtime_ns))
    }

    /// Notes that a sheet was written, as this ledger says. Of what several say, the youngest counts.
    pub fn written(&mut self, stamp: &SheetStamp<'_>, ledger: Shard) {
        let written = Stamp { size: stamp.size, mtime_ns: stamp.mtime_ns, content: stamp.content, ledger };
        let known = self.sheets.entry(name_hash(&stamp.file)).or_insert(written);
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
        self.states.remove(&key);
    }

    /// True if anything was ever answered.
    #[must_use]
    pub fn has_answers(&self) -> bool {
        self.states.values().any(|known| matches!(known.state, CellState::Answered(_)))
    }

    /// True if nothing was ever asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    /// Reads what all ledgers of a folder say, that of `own` last; with it, how far that one can be read.
    pub(super) fn read(output_dir: &Path, own: Shard) -> io::Result<(Self, Scan)> {
        let (mut index, mut scan) = (Self::default(), Scan::default());
        let mut all = ledgers(output_dir)?;
        // Those of another number of shards have conversations of all that there are now, and are nobody's any more.
        all.sort_by_key(|shard| (*shard == own, shard.of() == own.of(), *shard));
        for shard in all {
            let file = open::input(&path_of(output_dir, shard)).map_err(named(shard))?;
            let before = index.spent.used();
            scan = index.take_in(shard, BufReader::with_capacity(1 << 18, file)).map_err(named(shard))?;
            let used = index.spent.used().into_iter();
            let more = used.map(|(currency, sum)| (currency.clone(), sum - before.get(&currency).unwrap_or(&0.0)));
            index.used.push((shard, more.collect()));
            if shard != own {
                scan = Scan::default();
            }
        }
        Ok((index, scan))
    }

    fn take_in(&mut self, shard: Shard, mut from: impl BufRead) -> io::Result<Scan> {
        let mut scan = Scan::default();
        let mut line = Vec::with_capacity(8192);
        for number in 1.. {
            line.clear();
            let length = from.read_until(b'\n', &mut line)? as u64;
            // Without a line end it is the last line: torn when a crash fell into the middle of writing it.
            let ended = line.last() == Some(&b'\n');
            let whole = line.strip_suffix(b"\n").unwrap_or(&line);
            if !ended && !is_whole(whole) {
                return Ok(scan);
            }
            if !self.add(whole, LedgerOffset::new(shard, scan.end, length)) {
                scan.damaged.push(number);
            }
            scan.end += length;
            if !ended {
                scan.unended = true;
                break;
            }
        }
        Ok(scan)
    }

    /// False if the line is damaged.
    fn add(&mut self, line: &[u8], place: LedgerOffset) -> bool {
        let parsed = match parse(line) {
            Err(Damaged) => return false,
            Ok(None) => return true,
            Ok(Some(parsed)) => parsed,
        };
        if let Some(usage) = parsed.usage {
            self.totals.usage += usage;
        }
        self.spend(&parsed);
        // What a part was to bring, it brought; a call's outcome says nothing of what waits.
        if let (Some(key), Some(Lane::Batch)) = (parsed.key, parsed.lane) {
            let free = known_amount(parsed.cost) == Some(0.0);
            let came = match parsed.event {
                "answered" => Came::Answer,
                _ => Came::refused(parsed.status, free),
            };
            self.parts.settled(key, came);
        }
        match (parsed.event, parsed.key) {
            ("run", _) => {
                if let (Some(base_url), Some(served)) = (parsed.base_url, parsed.served_at_once) {
                    self.served_at_once = (base_url.into_owned(), served);
                }
            }
            ("sent", Some(key)) => {
                self.totals.sent += 1;
                self.set(key, CellState::Unknown, None);
            }
            ("queued", Some(key)) => {
                if let Ok(queued) = serde_json::from_slice::<Queued<'_>>(line) {
                    self.totals.sent += 1;
                    self.parts.queued(&queued, place);
                    let owner = parsed.owner();
                    self.set(key, CellState::Waiting, owner);
                    if let Some((owner, alike)) = owner.zip(queued.alike) {
                        self.note_alike(key, owner, &alike);
                    }
                }
            }
            ("part", _) => {
                if let Ok(event) = serde_json::from_slice::<PartEvent<'_>>(line) {
                    self.part(&event, place);
                }
            }
            ("retry", Some(key)) => self.set(key, CellState::Refused, None),
            ("failed", Some(key)) => {
                self.set(key, CellState::Failed(parsed.class.unwrap_or(Class::Unknown)), parsed.owner());
            }
            ("answered", Some(key)) => {
                self.totals.answered += 1;
                let owner = parsed.owner().unwrap_or_default();
                let owner = self.claimed.remove(&key).unwrap_or(owner);
                if !self.is_answered_elsewhere(key, place) {
                    self.states.insert(key, Known { state: CellState::Answered(place), owner });
                }
                if let Some(alike) = parsed.alike {
                    self.note_alike(key, owner, &alike);
                }
            }
            ("claimed", Some(key)) => match (self.states.get_mut(&key), parsed.owner()) {
                (Some(known), Some(owner)) => known.owner = owner,
                (None, Some(owner)) => drop(self.claimed.insert(key, owner)),
                (_, None) => {}
            },
            // Each ledger takes back what it says itself.
            ("fresh", Some(key)) if !self.is_answered_elsewhere(key, place) => self.forget(key),
            ("sheet", _) => {
                if let Ok(stamp) = serde_json::from_slice::<SheetStamp<'_>>(line) {
                    self.written(&stamp, place.ledger());
                }
            }
            // Lines of later versions are none of our business.
            _ => {}
        }
        true
    }

    fn spend(&mut self, line: &Line<'_>) {
        match (line.event, line.key) {
            ("run", _) if line.phase == Some("start") => self.spent.run(line.currency),
            ("sent", Some(key)) => self.spent.sent(key, known_amount(line.worst)),
            ("queued", Some(key)) => self.spent.queued(key, known_amount(line.worst)),
            ("answered" | "retry" | "failed", Some(key)) => {
                let fault = line.class.map(|class| (class, line.status));
                let [cost, perhaps, uncached] = [line.cost, line.perhaps, line.uncached].map(known_amount);
                let (model, usage) = (line.model.as_deref(), line.usage);
                let lane = line.lane.unwrap_or_default();
                self.spent.settled(key, Settled { model, cost, perhaps, uncached, usage, fault, lane });
            }
            _ => {}
        }
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
        self.states.insert(key, Known { state: CellState::Answered(place), owner });
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

    /// Reads the ledgers of a folder without touching them, for who works on `own`; empty if there is none.
    ///
    /// # Errors
    /// The disk's.
    pub fn peek(output_dir: &Path, own: Shard) -> io::Result<Self> {
        Self::read(output_dir, own).map(|(index, _)| index)
    }

    /// True if another ledger than this line's has an answer.
    fn is_answered_elsewhere(&self, key: Key, line: LedgerOffset) -> bool {
        self.answer(key).is_some_and(|(_, place)| place.ledger() != line.ledger())
    }

    /// An answer stays an answer whatever follows it.
    fn set(&mut self, key: Key, state: CellState, owner: Option<Owner>) {
        let waits = state != CellState::Waiting && self.parts.of(key).is_some();
        let known = self.states.entry(key).or_insert(Known { state, owner: Owner::default() });
        if !(waits || matches!(known.state, CellState::Answered(_))) {
            known.state = state;
            known.owner = owner.unwrap_or(known.owner);
        }
    }

    fn note_alike(&mut self, key: Key, owner: Owner, alike: &Alike) {
        let keys = self.alike.entry(alike.content).or_default();
        match keys.iter_mut().find(|(other, _)| *other == key) {
            Some((_, among)) => *among = alike.among,
            None => keys.push((key, alike.among)),
        }
        if alike.among.0 > 1 {
            self.distinct.0.insert(owner.0);
        }
        if alike.among.1 > 1 {
            self.distinct.1.insert(owner.1);
        }
    }
}
