//! A folder's ledger as an index: where each sheet's lines stand, never their texts.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use batch_core::base::key::Key;
use batch_core::base::shard::Shard;
use batch_core::ledger::part::{PartEvent, Queued};
use batch_core::ledger::parts::{Came, Parts, Turn};
use batch_core::ledger::path_of;
use batch_core::ledger::{self, Answers, Lane, LedgerOffset, Settled, Spent, Usage, known};
use batch_core::platform::fault::Class;
use serde::Deserialize;

use super::conversation::MOST_NUMBER;
use super::facts::Entry;
use super::runs::Runs;

/// An indexed ledger.
#[derive(Debug)]
pub(super) struct LedgerTrail {
    answers: Answers,
    /// By model and people.
    sheets: HashMap<String, HashMap<String, Vec<LedgerOffset>>>,
    /// Where each file was last said to be written.
    stamps: HashMap<String, u64>,
    /// From which place on which currency holds.
    currencies: Vec<(u64, String)>,
    /// True if the simulator answered in any run.
    pub simulated: bool,
    /// What the runs say of themselves.
    pub runs: Runs,
    /// What was spent by model, every call counted, those that brought no answer too.
    pub spent: BTreeMap<String, Spent>,
    /// Bytes in damaged or torn lines.
    pub unread: u64,
}

#[derive(Deserialize)]
struct Line<'a> {
    event: &'a str,
    #[serde(default, deserialize_with = "known")]
    key: Option<Key>,
    prompt: Option<usize>,
    #[serde(borrow)]
    model: Option<Cow<'a, str>>,
    #[serde(borrow)]
    people: Option<Cow<'a, str>>,
    #[serde(borrow)]
    file: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "known")]
    worst: Option<f64>,
    #[serde(default, deserialize_with = "known")]
    cost: Option<f64>,
    #[serde(default, deserialize_with = "known")]
    perhaps: Option<f64>,
    #[serde(default, deserialize_with = "known")]
    uncached: Option<f64>,
    #[serde(default, deserialize_with = "known")]
    usage: Option<Usage>,
    #[serde(default, deserialize_with = "known")]
    class: Option<Class>,
    #[serde(default, deserialize_with = "known")]
    lane: Option<Lane>,
    #[serde(default)]
    status: u16,
    currency: Option<&'a str>,
    #[serde(default)]
    simulated: bool,
}

impl Line<'_> {
    /// False for numbers that no run can have written.
    fn is_sound(&self) -> bool {
        self.prompt.is_none_or(|prompt| (1..=MOST_NUMBER).contains(&prompt))
    }

    fn settled(&self) -> Settled<'static> {
        let Self { cost, perhaps, uncached, usage, .. } = *self;
        let fault = self.class.map(|class| (class, self.status));
        Settled { model: None, cost, perhaps, uncached, usage, fault, lane: self.lane.unwrap_or_default() }
    }
}

/// What happened to a conversation that may cost something.
enum Call {
    Sent(Option<f64>, u64),
    Over(Settled<'static>),
    Queued(Option<f64>),
    Unheard { billed: bool },
}

/// What is not known yet while a ledger is read.
#[derive(Default)]
struct Open {
    /// Calls name their conversation by key only; whose they are is known when it is settled.
    calls: HashMap<Key, Vec<Call>>,
    /// What is at a batch service.
    parts: Parts,
    /// Each part's model.
    models: HashMap<Key, String>,
}

impl LedgerTrail {
    /// Indexes a folder's ledgers; `None` if it has none.
    ///
    /// # Errors
    /// The disk's.
    pub fn open(folder: &Path) -> io::Result<Option<Self>> {
        let mut trail = Self {
            answers: Answers::of(folder),
            sheets: HashMap::new(),
            stamps: HashMap::new(),
            currencies: Vec::new(),
            simulated: false,
            runs: Runs::default(),
            spent: BTreeMap::new(),
            unread: 0,
        };
        let mut whole = 0;
        let mut open = Open::default();
        let all = ledger::lines(folder, |bytes, place| match serde_json::from_slice::<Line<'_>>(bytes) {
            Ok(line) if line.is_sound() => {
                whole += u64::from(place.length);
                if line.event == "run" {
                    trail.runs.add(bytes, place);
                }
                match line.event {
                    "queued" => trail.queued(bytes, place, &mut open),
                    "part" => trail.part(bytes, place, &mut open),
                    _ => trail.add(line, place, &mut open),
                }
            }
            _ => {}
        })?;
        trail.runs.settle();
        let size = |shard: &Shard| path_of(folder, *shard).metadata().map_or(0, |file| file.len());
        trail.unread = all.iter().map(size).sum::<u64>().saturating_sub(whole);
        Ok(Some(trail).filter(|_| !all.is_empty()))
    }

    /// A conversation goes to a batch service.
    fn queued(&mut self, line: &[u8], place: LedgerOffset, open: &mut Open) {
        let Ok(queued) = serde_json::from_slice::<Queued<'_>>(line) else { return };
        let mut all = open.calls.remove(&queued.key).unwrap_or_default();
        self.runs.first_asked(&queued.model, place.offset);
        all.push(Call::Queued(queued.worst));
        self.spend(&queued.model, queued.key, all);
        open.parts.queued(&queued, place);
        open.models.entry(queued.part).or_insert_with(|| queued.model.into_owned());
    }

    /// A part has come further at a batch service; at its end its conversations may be paid for.
    fn part(&mut self, line: &[u8], place: LedgerOffset, open: &mut Open) {
        let Ok(event) = serde_json::from_slice::<PartEvent<'_>>(line) else { return };
        let Turn { lost, unheard } = open.parts.went_on(&event, place);
        if let Some(model) = &event.model {
            open.models.entry(event.part).or_insert_with(|| model.as_ref().to_owned());
        }
        let Some(model) = open.models.get(&event.part) else { return };
        for (key, worst) in lost {
            self.spend(model, key, vec![Call::Queued(worst)]);
        }
        for key in unheard {
            self.spend(model, key, vec![Call::Unheard { billed: event.billed }]);
        }
        if let Some((money, spent)) = event.perhaps.zip(self.spent.get_mut(model)) {
            spent.perhaps(money);
        }
    }

    fn add(&mut self, line: Line<'_>, place: LedgerOffset, open: &mut Open) {
        let settled = line.settled();
        let part =
            line.key.filter(|_| settled.lane == Lane::Batch).and_then(|key| open.parts.settled(key, Came::Refusal));
        let calls = &mut open.calls;
        match (line.event, line.model, line.people) {
            ("run", ..) => {
                self.simulated |= line.simulated;
                if let Some(currency) = line.currency {
                    self.currencies.push((place.offset, currency.to_owned()));
                }
            }
            ("sent" | "retry", ..) => {
                let call =
                    if line.event == "sent" { Call::Sent(line.worst, place.offset) } else { Call::Over(settled) };
                match (line.key, part.and_then(|part| open.models.get(&part))) {
                    (Some(key), Some(model)) => self.spend(model, key, vec![call]),
                    (Some(key), None) => calls.entry(key).or_default().push(call),
                    (None, _) => {}
                }
            }
            ("sheet", ..) => {
                if let Some(file) = line.file {
                    self.stamps.insert(file.into_owned(), place.offset);
                }
            }
            ("answered" | "failed", Some(model), Some(people)) => {
                if let Some(key) = line.key {
                    let mut all = calls.remove(&key).unwrap_or_default();
                    let sent = |call: &Call| if let Call::Sent(_, offset) = call { Some(*offset) } else { None };
                    self.runs.first_asked(&model, all.iter().find_map(sent).unwrap_or(place.offset));
                    all.push(Call::Over(settled));
                    self.spend(&model, key, all);
                }
                let sheets = match self.sheets.get_mut(model.as_ref()) {
                    Some(sheets) => sheets,
                    None => self.sheets.entry(model.into_owned()).or_default(),
                };
                match sheets.get_mut(people.as_ref()) {
                    Some(places) => places.push(place),
                    None => drop(sheets.insert(people.into_owned(), vec![place])),
                }
            }
            _ => {}
        }
    }

    /// Takes in what a model's conversation has cost, as the ledger itself counts it.
    fn spend(&mut self, model: &str, key: Key, calls: Vec<Call>) {
        if !self.spent.contains_key(model) {
            self.spent.insert(model.to_owned(), Spent::default());
        }
        let Some(spent) = self.spent.get_mut(model) else { return };
        let currency = self.currencies.last().map(|(_, currency)| currency.as_str());
        if currency.is_some_and(|currency| currency != spent.currency()) {
            spent.run(currency);
        }
        for call in calls {
            match call {
                Call::Sent(worst, _) => spent.sent(key, worst),
                Call::Over(settled) => drop(spent.settled(key, settled)),
                Call::Queued(worst) => spent.queued(key, worst),
                Call::Unheard { billed } => drop(spent.unheard(key, billed)),
            }
        }
    }

    /// All models and people that it names.
    pub fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sheets
            .iter()
            .flat_map(|(model, sheets)| sheets.keys().map(move |people| (model.as_str(), people.as_str())))
    }

    /// Where a file was last said to be written.
    pub fn stamp(&self, file: &str) -> Option<u64> {
        self.stamps.get(file).copied()
    }

    /// The lines of a model's conversations with a person, in order. Lines that changed meanwhile are left out.
    ///
    /// # Errors
    /// The disk's.
    pub fn entries(&self, model: &str, people: &str) -> io::Result<Vec<Entry>> {
        let places = self.sheets.get(model).and_then(|sheets| sheets.get(people)).map_or(&[][..], Vec::as_slice);
        let mut entries = Vec::with_capacity(places.len());
        for place in places {
            let line = self.answers.line(*place)?;
            let entry = Entry::parse(&line, place.offset, self.currency(place.offset));
            entries.extend(entry.map(|entry| entry.of_run(self.runs.at(place.offset))));
        }
        Ok(entries)
    }

    fn currency(&self, offset: u64) -> Option<&str> {
        let after = self.currencies.partition_point(|(from, _)| *from <= offset);
        self.currencies.get(after.checked_sub(1)?).map(|(_, currency)| currency.as_str())
    }
}
