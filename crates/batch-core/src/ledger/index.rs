//! What a ledger holds, read in one pass without keeping any text.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

use super::event::{Stamp, Usage};
use super::journal::is_whole;
use super::spent::{Settled, Spent};
use crate::fault::Class;
use crate::identity::Key;

/// Where a line stands in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Bytes before it.
    pub offset: u64,
    /// Its bytes, line end included.
    pub length: u32,
}

/// What became of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Answered: the line is here.
    Answered(Place),
    /// Given up in the last run that tried.
    Failed(Class),
    /// Sent, and then nothing: the process ended before the answer came. It may have been paid for.
    Unknown,
    /// Sent and refused, to be asked again.
    Refused,
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
    states: HashMap<Key, State>,
    sheets: HashMap<String, (u64, u64, Key)>,
    /// Sums.
    pub totals: Totals,
    /// Money.
    pub spent: Spent,
}

/// The outcome of one pass.
#[derive(Debug)]
pub(super) struct Scan {
    pub index: Index,
    /// End of the last whole line.
    pub end: u64,
    /// True if the last line is whole but for its line end.
    pub unended: bool,
    /// Numbers of damaged lines.
    pub damaged: Vec<u64>,
}

#[derive(Deserialize)]
struct Line<'a> {
    event: &'a str,
    key: Option<Key>,
    class: Option<Class>,
    usage: Option<Usage>,
    #[serde(default)]
    status: u16,
    model: Option<Cow<'a, str>>,
    phase: Option<&'a str>,
    currency: Option<&'a str>,
    worst: Option<f64>,
    cost: Option<f64>,
}

impl Index {
    /// What became of a conversation; `None` if it was never asked.
    #[must_use]
    pub fn state(&self, key: Key) -> Option<State> {
        self.states.get(&key).copied()
    }

    /// True if a sheet was last written with this content and the file has not changed since.
    #[must_use]
    pub fn trusts(&self, file: &str, size: u64, mtime_ns: u64, content: Key) -> bool {
        self.sheets.get(file) == Some(&(size, mtime_ns, content))
    }

    /// Size and modification time (ns since 1970) of a sheet as it was last written.
    #[must_use]
    pub fn stamp(&self, file: &str) -> Option<(u64, u64)> {
        self.sheets.get(file).map(|(size, mtime_ns, _)| (*size, *mtime_ns))
    }

    /// True if nothing was ever asked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }

    pub(super) fn scan(mut from: impl BufRead) -> io::Result<Scan> {
        let mut scan = Scan { index: Self::default(), end: 0, unended: false, damaged: Vec::new() };
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
            let place = Place { offset: scan.end, length: u32::try_from(length).unwrap_or(u32::MAX) };
            if !scan.index.add(whole, place) {
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
    fn add(&mut self, line: &[u8], place: Place) -> bool {
        if !is_whole(line) {
            return false;
        }
        let Ok(parsed) = serde_json::from_slice::<Line<'_>>(line) else { return false };
        if let Some(usage) = parsed.usage {
            self.totals.usage += usage;
        }
        self.spend(&parsed);
        match (parsed.event, parsed.key) {
            ("sent", Some(key)) => {
                self.totals.sent += 1;
                self.set(key, State::Unknown);
            }
            ("retry", Some(key)) => self.set(key, State::Refused),
            ("failed", Some(key)) => self.set(key, State::Failed(parsed.class.unwrap_or(Class::Unknown))),
            ("answered", Some(key)) => {
                self.totals.answered += 1;
                self.states.insert(key, State::Answered(place));
            }
            ("sheet", _) => {
                let Ok(stamp) = serde_json::from_slice::<Stamp<'_>>(line) else { return false };
                self.sheets.insert(stamp.file.into_owned(), (stamp.size, stamp.mtime_ns, stamp.content));
            }
            // Lines of later versions are none of our business.
            _ => {}
        }
        true
    }

    fn spend(&mut self, line: &Line<'_>) {
        match (line.event, line.key) {
            ("run", _) if line.phase == Some("start") => self.spent.run(line.currency),
            ("sent", Some(key)) => self.spent.sent(key, line.worst),
            ("answered" | "retry" | "failed", Some(key)) => {
                let fault = line.class.map(|class| (class, line.status));
                let settled = Settled { model: line.model.as_deref(), cost: line.cost, usage: line.usage, fault };
                self.spent.settled(key, settled);
            }
            _ => {}
        }
    }

    /// Reads a ledger without touching it; `None` if there is none.
    ///
    /// # Errors
    /// The disk's.
    pub fn peek(path: &Path) -> io::Result<Option<Self>> {
        match File::open(path) {
            Ok(file) => Ok(Some(Self::scan(BufReader::with_capacity(1 << 18, file))?.index)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
    }

    /// An answer stays an answer whatever follows it.
    fn set(&mut self, key: Key, state: State) {
        let entry = self.states.entry(key).or_insert(state);
        if !matches!(entry, State::Answered(_)) {
            *entry = state;
        }
    }
}
