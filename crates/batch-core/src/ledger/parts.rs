//! What waits at a batch service, as the lines of a ledger tell it one after the other.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::offset::LedgerOffset;
use super::part::{ENDED, INTENT, PartEvent, Queued, SUBMITTED, SURPLUS, UPLOADED};
use crate::base::key::Key;
use crate::platform::fault::Fault;

/// A part that has not ended.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OpenPart {
    /// Bytes of the ledger before its first line: the order in which parts were made.
    pub place: u64,
    /// When it was meant to be sent, RFC 3339.
    pub at: String,
    /// The configured model name.
    pub model: String,
    /// The address that it is for, if it is known.
    pub address: Option<String>,
    /// Its conversations; `None`: not even the intent was written to its end, and so nothing was sent.
    pub lines: Option<usize>,
    /// The platform's id of its file.
    pub file: Option<String>,
    /// The platform's id of its batch.
    pub batch: Option<String>,
    /// When its batch was made, RFC 3339.
    pub submitted: Option<String>,
    /// Batches of it that were too many.
    pub surplus: Vec<String>,
    /// The most that all of it can cost, whatever of it has come back.
    pub worst: f64,
    /// Conversations that wait.
    pub waiting: usize,
    /// Conversations that came to something, without those that had no turn.
    pub heard: usize,
    /// Those that were answered.
    pub answers: usize,
}

/// What came back for a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// An answer.
    Answer,
    /// Anything else.
    Refusal,
    /// Its turn never came: it was not asked.
    Unasked,
}

impl Came {
    /// What a fault is. Who has a reply, or may have cost something, was asked.
    #[must_use]
    pub fn of(fault: &Fault) -> Self {
        Self::refused(fault.status, fault.free)
    }

    /// The same by what a line says of it.
    pub(super) fn refused(status: u16, free: bool) -> Self {
        if status == 0 && free { Self::Unasked } else { Self::Refusal }
    }
}

/// What a line about a part means for its conversations.
#[derive(Debug, Default)]
pub struct Turn {
    /// They wait, though their own lines are lost; each with the most that it can cost.
    pub lost: Vec<(Key, Option<f64>)>,
    /// The part has ended, and nothing was said of them.
    pub unheard: Vec<Key>,
}

/// All parts that have not ended, and what they wait for.
#[derive(Debug, Default, Clone)]
pub struct Parts {
    open: BTreeMap<Key, OpenPart>,
    waiting: HashMap<Key, (Key, LedgerOffset)>,
}

impl Parts {
    /// The open parts by their id.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &OpenPart)> {
        self.open.iter().map(|(id, part)| (*id, part))
    }

    /// A part that is open.
    #[must_use]
    pub fn get(&self, part: Key) -> Option<&OpenPart> {
        self.open.get(&part)
    }

    /// Conversations that wait, each with its part and the line that says whose it is.
    pub fn waiting(&self) -> impl Iterator<Item = (Key, Key, LedgerOffset)> {
        self.waiting.iter().map(|(key, (part, place))| (*key, *part, *place))
    }

    /// Where the line stands that says whose a conversation is that waits.
    #[must_use]
    pub fn place(&self, key: Key) -> Option<LedgerOffset> {
        self.waiting.get(&key).map(|(_, place)| *place)
    }

    /// The part that a conversation waits for.
    #[must_use]
    pub fn of(&self, key: Key) -> Option<Key> {
        self.waiting.get(&key).map(|(part, _)| *part)
    }

    /// How many conversations wait.
    #[must_use]
    pub fn count(&self) -> usize {
        self.waiting.len()
    }

    /// True if nothing is at the platform, or on the way there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Notes that a conversation waits.
    pub fn queued(&mut self, queued: &Queued<'_>, place: LedgerOffset) {
        self.waits(queued.key, queued.part, place).worst += queued.worst.unwrap_or_default();
    }

    fn waits(&mut self, key: Key, part: Key, place: LedgerOffset) -> &mut OpenPart {
        if let Some((before, _)) = self.waiting.insert(key, (part, place))
            && let Some(before) = self.open.get_mut(&before)
        {
            before.waiting -= 1;
        }
        let fresh = || OpenPart { place: place.offset, ..OpenPart::default() };
        let part = self.open.entry(part).or_insert_with(fresh);
        part.waiting += 1;
        part
    }

    /// Notes what came of a conversation; the part that it waited for, `None` if it did not wait.
    pub fn settled(&mut self, key: Key, came: Came) -> Option<Key> {
        let (id, _) = self.waiting.remove(&key)?;
        if let Some(part) = self.open.get_mut(&id) {
            part.waiting -= 1;
            part.heard += usize::from(came != Came::Unasked);
            part.answers += usize::from(came == Came::Answer);
        }
        Some(id)
    }

    /// Notes how far a part has come.
    pub fn went_on(&mut self, event: &PartEvent<'_>, place: LedgerOffset) -> Turn {
        let text = |text: &Option<Cow<'_, str>>| text.as_deref().unwrap_or_default().to_owned();
        if event.phase == ENDED {
            self.open.remove(&event.part);
            let left = self.waiting.iter().filter(|(_, (part, _))| *part == event.part);
            let mut unheard: Vec<Key> = left.map(|(key, _)| *key).collect();
            unheard.sort_unstable();
            for key in &unheard {
                self.waiting.remove(key);
            }
            return Turn { unheard, ..Turn::default() };
        }
        let part = self.open.entry(event.part).or_default();
        match event.phase.as_ref() {
            INTENT => {
                part.at = event.at.clone().into_owned();
                part.model = text(&event.model);
                part.address = event.address.as_deref().map(str::to_owned);
                part.lines = event.lines;
                return self.meant(event, place);
            }
            UPLOADED => part.file = Some(text(&event.file)),
            SUBMITTED => {
                part.batch = Some(text(&event.batch));
                part.submitted = Some(event.at.clone().into_owned());
            }
            SURPLUS => part.surplus.push(text(&event.batch)),
            _ => {}
        }
        Turn::default()
    }

    /// Whoever a part is meant to hold waits, and what its own lines do not say of the money is theirs whose lines are lost.
    fn meant(&mut self, event: &PartEvent<'_>, place: LedgerOffset) -> Turn {
        let keys = event.keys.iter().copied();
        let lost: Vec<Key> = keys.filter(|key| self.of(*key) != Some(event.part)).collect();
        for key in &lost {
            self.waits(*key, event.part, place);
        }
        let Some((part, worst)) = self.open.get_mut(&event.part).zip(event.worst_of_all) else {
            return Turn { lost: lost.into_iter().map(|key| (key, None)).collect(), ..Turn::default() };
        };
        let each = (worst - part.worst).max(0.0) / lost.len().max(1) as f64;
        part.worst = part.worst.max(worst);
        Turn { lost: lost.into_iter().map(|key| (key, Some(each))).collect(), ..Turn::default() }
    }
}

#[cfg(test)]
mod tests {
    use crate::base::shard::Shard;
    use std::fs;

    use super::*;
    use crate::ledger::{CellState, Event, FOLDER, Index, Journal, Lane, now, path};
    use crate::platform::fault::Class;

    fn key(n: u8) -> Key {
        Key([n; 16])
    }

    const PART: Key = Key([9; 16]);

    fn queued(n: u8) -> Event<'static> {
        let (model, people) = ("m".into(), format!("P{n}").into());
        let (at, worst) = (now().into(), Some(0.5 * f64::from(n)));
        Event::Queued(Queued { at, key: key(n), part: PART, model, people, prompt: 1, worst, alike: None })
    }

    fn part(phase: &'static str) -> PartEvent<'static> {
        PartEvent::new(PART, phase)
    }

    /// A folder with such lines, and what is known of it after these bytes of it were damaged.
    fn known(events: &[Event<'_>], damaged: &[usize]) -> Index {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(FOLDER)).unwrap();
        let mut journal = Journal::open(folder.path(), Shard::WHOLE).unwrap().journal;
        let places: Vec<_> = events.iter().map(|event| journal.stage(event).unwrap()).collect();
        journal.commit().unwrap();
        let path = path(folder.path());
        let mut bytes = fs::read(&path).unwrap();
        damaged.iter().for_each(|line| bytes[places[*line].offset as usize + 30] ^= 1);
        fs::write(&path, bytes).unwrap();
        let opened = Journal::open(folder.path(), Shard::WHOLE).unwrap();
        assert_eq!(opened.damaged.len(), damaged.len());
        opened.index
    }

    fn three() -> Vec<Event<'static>> {
        let keys = vec![key(1), key(2), key(3)];
        let intent = PartEvent { lines: Some(3), keys, worst_of_all: Some(3.0), ..part(INTENT) };
        vec![queued(1), queued(2), queued(3), Event::Part(intent)]
    }

    #[test]
    fn whose_line_is_damaged_waits_all_the_same() {
        for damaged in [&[][..], &[1], &[0, 1], &[0, 1, 2], &[3]] {
            let index = known(&three(), damaged);
            for n in 1..=3 {
                assert_eq!(index.state(key(n)), Some(CellState::Waiting), "{n} of {damaged:?}");
                assert_eq!(index.parts.of(key(n)), Some(PART), "{n} of {damaged:?}");
            }
            assert!((index.spent.waiting() - 3.0).abs() < 1e-12, "{} of {damaged:?}", index.spent.waiting());
            let part = index.parts.get(PART).unwrap();
            assert_eq!((part.waiting, part.worst), (3, 3.0), "{damaged:?}");
        }
    }

    #[test]
    fn what_came_back_is_counted_over_processes() {
        let refused = |n, status, cost| Event::Retry {
            at: now(),
            key: key(n),
            attempt: 1,
            class: Class::ServerError,
            status,
            wait_ms: 0,
            usage: None,
            cost,
            perhaps: None,
            uncached: None,
            lane: Lane::Batch,
        };
        // Refused after it was asked; never asked; and nobody knows.
        for (status, cost, heard) in [(400, Some(0.0), 1), (0, Some(0.0), 0), (0, None, 1)] {
            let events: Vec<_> = three().into_iter().chain([refused(2, status, cost)]).collect();
            let index = known(&events, &[]);
            let part = index.parts.get(PART).unwrap();
            assert_eq!((part.waiting, part.heard, part.answers, part.worst), (2, heard, 0, 3.0), "{status} {cost:?}");
        }
    }
}
