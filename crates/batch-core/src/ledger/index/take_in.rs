//! What the lines of a folder's ledgers say, read in one pass without keeping any text.

use std::io::{self, BufRead, BufReader, Seek};
use std::path::Path;

use super::{Became, CellState, Index, Known};
use crate::base::shard::Shard;
use crate::ledger::event::SheetStamp;
use crate::ledger::folder::{ledgers, named, path_of};
use crate::ledger::line::Line;
use crate::ledger::offset::LedgerOffset;
use crate::ledger::part::{Lane, PartEvent, Queued};
use crate::ledger::parts::Came;
use crate::ledger::salvage::whole_parts;
use crate::ledger::seal::is_whole;
use crate::ledger::sound::{Damaged, known_amount, parse};
use crate::ledger::spent::Settled;
use crate::platform::fault::Class;
use crate::sheets::open;

/// Whose conversations a ledger tells of.
#[derive(Debug, Clone, Copy)]
enum Whose {
    /// Some may be this shard's.
    PerhapsOurs,
    /// None is: only what was spent counts, and which files were written.
    Others,
}

/// The outcome of one pass over one ledger.
#[derive(Debug, Default)]
pub(in crate::ledger) struct Scan {
    /// End of the last whole line.
    pub end: u64,
    /// True if the last line is whole but for its line end.
    pub unended: bool,
    /// Numbers of damaged lines.
    pub damaged: Vec<u64>,
}

impl Scan {
    /// How far a ledger can be read; what it says is not kept.
    pub(in crate::ledger) fn of(output_dir: &Path, shard: Shard) -> io::Result<Self> {
        let file = open::input(&path_of(output_dir, shard))?;
        Index::default().take_in(shard, Whose::Others, BufReader::with_capacity(1 << 18, file))
    }
}

/// The currency that a line names for those that follow, or a whole line inside a damaged one.
fn currency(line: &[u8]) -> Option<String> {
    let named = |line: &Line<'_>| line.currency.filter(|_| line.event == "run").map(str::to_owned);
    match parse(line) {
        Ok(parsed) => parsed.as_ref().and_then(named),
        Err(Damaged) => whole_parts(line).into_iter().find_map(|(_, part)| parse(part).ok()?.as_ref().and_then(named)),
    }
}

impl Index {
    /// Reads the ledgers of a folder without touching them, for who works on `own`; empty if there is none.
    ///
    /// # Errors
    /// The disk's.
    pub fn peek(output_dir: &Path, own: Shard) -> io::Result<Self> {
        let (mut index, scan) = Self::default().read(output_dir, own)?;
        index.damaged.extend(Some((own, scan.damaged)).filter(|(_, damaged)| !damaged.is_empty()));
        Ok(index)
    }

    /// Reads what all ledgers of a folder say, that of `own` last; with it, how far that one can be read.
    pub(in crate::ledger) fn read(self, output_dir: &Path, own: Shard) -> io::Result<(Self, Scan)> {
        let (mut index, mut scan) = (self, Scan::default());
        let mut all = ledgers(output_dir)?;
        // Those of another number of shards have conversations of all that there are now, and are nobody's any more.
        all.sort_by_key(|shard| (*shard == own, shard.of() == own.of(), *shard));
        for shard in all {
            let file = open::input(&path_of(output_dir, shard)).map_err(named(shard))?;
            let mut from = BufReader::with_capacity(1 << 18, file);
            index.begin(&mut from).map_err(named(shard))?;
            let before = index.spent.used();
            // Whose a sheet is follows from what is asked: what others asked for theirs can be no answer here.
            let whose = if shard.overlaps(own) { Whose::PerhapsOurs } else { Whose::Others };
            scan = index.take_in(shard, whose, from).map_err(named(shard))?;
            let used = index.spent.used().into_iter();
            let more = used.map(|(currency, sum)| (currency.clone(), sum - before.get(&currency).unwrap_or(&0.0)));
            index.used.push((shard, more.collect()));
            if shard != own {
                let damaged = std::mem::take(&mut scan).damaged;
                index.damaged.extend(Some((shard, damaged)).filter(|(_, damaged)| !damaged.is_empty()));
            }
        }
        Ok((index, scan))
    }

    /// A ledger's amounts are in the currency that its first `run` line names, those before that line as well: the line that
    /// named it for them may be damaged. Where none does, in that of the ledgers before it, or the first that is named.
    fn begin(&mut self, from: &mut (impl BufRead + Seek)) -> io::Result<()> {
        let (mut line, mut named) = (Vec::new(), None);
        while named.is_none() && from.read_until(b'\n', &mut line)? > 0 {
            named = currency(line.strip_suffix(b"\n").unwrap_or(&line));
            line.clear();
        }
        self.spent.run(named.as_deref());
        from.rewind()
    }

    fn take_in(&mut self, shard: Shard, whose: Whose, mut from: impl BufRead) -> io::Result<Scan> {
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
            if !self.add(whole, LedgerOffset::new(shard, scan.end, length), whose) {
                scan.damaged.push(number);
                // Who mends it finds them, too; until then nobody need ask again for what can be read.
                for (before, part) in whole_parts(whole) {
                    self.add(part, LedgerOffset::new(shard, scan.end + before as u64, part.len() as u64), whose);
                }
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
    fn add(&mut self, line: &[u8], place: LedgerOffset, whose: Whose) -> bool {
        let parsed = match parse(line) {
            Err(Damaged) => return false,
            Ok(None) => return true,
            Ok(Some(parsed)) => parsed,
        };
        if let Some(usage) = parsed.usage {
            self.totals.usage += usage;
        }
        self.spend(&parsed);
        self.count(line, &parsed, place);
        match whose {
            Whose::PerhapsOurs => self.know(&parsed, place),
            Whose::Others => {
                self.answers_elsewhere |= parsed.event == "answered";
                if let Some((owner, alike)) = parsed.owner().zip(parsed.alike) {
                    self.note_names(owner, &alike);
                }
            }
        }
        true
    }

    /// What counts, whosoever it is.
    fn count(&mut self, line: &[u8], parsed: &Line<'_>, place: LedgerOffset) {
        // What a part was to bring, it brought; a call's outcome says nothing of what waits.
        if let (Some(key), Some(Lane::Batch)) = (parsed.key, parsed.lane) {
            let free = known_amount(parsed.cost) == Some(0.0);
            let came = match parsed.event {
                "answered" => Came::Answer,
                _ => Came::refused(parsed.status, free),
            };
            self.parts.settled(key, came);
        }
        match parsed.event {
            "run" => {
                if let (Some(base_url), Some(served)) = (&parsed.base_url, &parsed.served_at_once) {
                    self.served_at_once = (base_url.clone().into_owned(), served.clone());
                }
            }
            "sent" if parsed.key.is_some() => self.totals.sent += 1,
            "answered" if parsed.key.is_some() => self.totals.answered += 1,
            "queued" if parsed.key.is_some() => {
                if let Ok(queued) = serde_json::from_slice::<Queued<'_>>(line) {
                    self.totals.sent += 1;
                    self.parts.queued(&queued, place);
                }
            }
            "part" => {
                if let Ok(event) = serde_json::from_slice::<PartEvent<'_>>(line) {
                    self.part(&event, place);
                }
            }
            "sheet" => {
                if let Ok(stamp) = serde_json::from_slice::<SheetStamp<'_>>(line) {
                    self.written(&stamp, place.ledger());
                }
            }
            // Lines of later versions are none of our business.
            _ => {}
        }
    }

    /// What became of a conversation.
    fn know(&mut self, said: &Line<'_>, place: LedgerOffset) {
        let (Some(key), owner) = (said.key, said.owner()) else { return };
        match said.event {
            "sent" => self.set(key, CellState::Unknown, None),
            // Of a line that says nothing of its part, nothing is known.
            "queued" if self.parts.of(key).is_some() => {
                self.set(key, CellState::Waiting, owner);
                if let Some((owner, alike)) = owner.zip(said.alike) {
                    self.note_alike(key, owner, &alike);
                }
            }
            "retry" => self.set(key, CellState::Refused, None),
            "failed" => {
                self.set(key, CellState::Failed(said.class.unwrap_or(Class::Unknown)), owner);
                if let Some(known) = self.states.get_mut(key).filter(|known| matches!(known.became, Became::Failed(_)))
                {
                    *known = known.at(place);
                }
            }
            "answered" => {
                let owner = self.claimed.remove(&key).or(owner).unwrap_or_default();
                if !self.is_answered_elsewhere(key, place) {
                    self.states.insert(key, Known::new(CellState::Answered(place), owner));
                }
                if let Some(alike) = said.alike {
                    self.note_alike(key, owner, &alike);
                }
            }
            "claimed" => match (self.states.get_mut(key), owner) {
                (Some(known), Some(owner)) => known.owner = owner,
                (None, Some(owner)) => drop(self.claimed.insert(key, owner)),
                (_, None) => {}
            },
            // Each ledger takes back what it says itself.
            "fresh" if !self.is_answered_elsewhere(key, place) => self.forget(key),
            _ => {}
        }
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
}
