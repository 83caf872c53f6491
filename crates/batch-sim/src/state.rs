//! The simulated account: who may call, what is counted, what is billed.

mod admit;
mod books;
mod lane;

pub(crate) use lane::Line;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::batch::count::{BatchStats, Lanes};
use crate::batch::desk::{Desk, clock};
use crate::batch::held::HeldCalls;
use crate::batch::others;
use crate::dialect::Dialect;
use crate::fault_kind::FaultKind;
use crate::limiter::{Limiter, Place};
use crate::made::Asked;
use crate::models::{Card, Registry};
use crate::options::{KeyRule, Options};
use crate::patch::{Change, Patch};
use crate::platform::Platform;
use crate::refusal::Refusal;
use crate::scope::Left;
use crate::stats::Stats;

/// What one conversation has seen so far.
#[derive(Debug, Default)]
struct Seen {
    attempts: u32,
    answered: u64,
    lanes: Lanes,
}

/// A call that passed key, rules, limits and balance.
#[derive(Debug)]
pub(crate) struct Ticket {
    pub asked: Asked,
    pub card: Card,
    pub latency: Duration,
    pub fault: Option<FaultKind>,
    /// The last message, if the fault quotes it.
    pub echo: Option<String>,
    /// It came on a batch path.
    pub batch: bool,
    place: Place,
}

/// How an admitted call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// A good answer was made and sent, its usage told with it or not.
    Answered { told: bool },
    /// One was made and spoiled by the fault.
    Spoiled,
    /// A reply without an answer.
    Nothing,
    /// The client went away.
    Abandoned,
}

#[derive(Debug)]
pub(crate) struct State {
    pub options: Options,
    pub platform: Platform,
    /// Files and batches.
    pub desk: Desk,
    registry: Registry,
    limiter: Limiter,
    stats: Stats,
    seen: HashMap<u64, Seen>,
    /// Conversations that were lines of a batch, by `custom_id`.
    lines: BTreeMap<String, Vec<u64>>,
    held: HeldCalls,
    retired: BTreeSet<String>,
    key_revoked: bool,
    started: Instant,
    schedule: Vec<Change>,
    serial: u64,
}

/// What limits count by: the model, or (empty) the account.
fn scope(dialect: Dialect, card: &Card) -> &str {
    if matches!(dialect, Dialect::Ark | Dialect::JieKou) { &card.id } else { "" }
}

impl State {
    pub(crate) fn new(mut options: Options) -> io::Result<Self> {
        let platform = Platform::new(options.dialect, options.vendor.clone());
        options.dialect = platform.dialect;
        let complaint = options.faults.complaint(|name| platform.knows(name)).or_else(|| options.batch.complaint());
        if let Some(complaint) = complaint {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, complaint));
        }
        let mut state = Self {
            registry: Registry::new(&options, platform.table().map_or(&[], |table| &table.thinking))?,
            platform,
            schedule: options.schedule.clone(),
            stats: Stats { balance: options.balance, ..Stats::default() },
            options,
            limiter: Limiter::default(),
            seen: HashMap::new(),
            desk: Desk::default(),
            lines: BTreeMap::new(),
            held: HeldCalls::default(),
            retired: BTreeSet::new(),
            key_revoked: false,
            started: Instant::now(),
            serial: 0,
        };
        state.furnish();
        Ok(state)
    }

    /// Lets the batch service be what the settings say.
    fn furnish(&mut self) {
        let settings = &self.options.batch;
        let service = settings.service.clone().or_else(|| self.platform.batch_service());
        self.desk.service = service.map(Arc::new);
        others::fill(&mut self.desk, self.options.seed, clock(settings), settings.others);
    }

    /// Counts a request and gives it an id; one to a chat path is a call.
    pub(crate) fn came_in(&mut self, path: &str, call: bool) -> String {
        *self.stats.paths.entry(path.to_owned()).or_default() += 1;
        if call {
            self.due();
            self.stats.calls += 1;
            let age = self.started.elapsed();
            self.stats.first_call_at_ms.get_or_insert(age.as_secs_f64() * 1000.0);
        }
        self.serial += 1;
        format!("{:016x}{:016x}", crate::hash::mix(self.options.seed ^ self.serial), crate::hash::mix(self.serial))
    }

    /// Counts a request to the batch service; says how many there were before.
    pub(crate) fn batch_request(&mut self) -> u64 {
        self.due();
        self.desk.stats.requests += 1;
        self.desk.stats.requests - 1
    }

    /// Lets due changes happen.
    fn due(&mut self) {
        let age = self.started.elapsed();
        let (calls, requests) = (self.stats.calls, self.desk.stats.requests);
        let due = |change: &Change| change.is_due(calls, requests, age);
        let (now, later): (Vec<_>, Vec<_>) = std::mem::take(&mut self.schedule).into_iter().partition(due);
        self.schedule = later;
        for change in &now {
            self.change(&change.patch);
        }
    }

    pub(crate) fn change(&mut self, patch: &Patch) {
        if let Some(limits) = &patch.limits {
            self.options.limits.apply(limits);
        }
        if let Some(balance) = patch.balance {
            self.stats.balance = Some(balance);
        }
        self.key_revoked = patch.key_revoked.unwrap_or(self.key_revoked);
        self.retired.extend(patch.retire.iter().cloned());
        for name in &patch.restore {
            self.retired.remove(name);
        }
        if let Some(faults) = &patch.faults {
            self.options.faults = faults.clone();
        }
        if let Some(latency) = patch.latency {
            self.options.latency = latency;
        }
        if let Some(batch) = &patch.batch {
            self.options.batch.apply(batch);
            self.furnish();
        }
    }

    /// Checks a key; `None`: none is needed.
    pub(crate) fn key(&self, key: Option<&str>) -> Result<(), Refusal> {
        let Some(key) = key else { return Ok(()) };
        if key.is_empty() {
            return Err(Refusal::NoKey);
        }
        let right = match &self.options.key {
            KeyRule::AnyNonEmpty => true,
            KeyRule::Exactly(only) => key == only,
        };
        if right && !self.key_revoked { Ok(()) } else { Err(Refusal::WrongKey) }
    }

    /// The model behind a name, and the endpoint if it is one.
    fn resolve(&self, name: &str) -> Result<(Card, Option<String>), Refusal> {
        let missing = || Refusal::ModelNotFound(name.to_owned());
        if self.retired.contains(name) {
            return Err(missing());
        }
        let endpoint = self.platform.dialect == Dialect::Ark && name.starts_with("ep-");
        let model = if endpoint {
            match self.options.endpoints.get(name) {
                Some(model) => model.clone(),
                None if name.contains("closed") => return Err(Refusal::EndpointClosed(name.to_owned())),
                None if name.contains("missing") => return Err(missing()),
                None => self.registry.first().ok_or_else(missing)?.id.clone(),
            }
        } else {
            name.to_owned()
        };
        let card =
            self.registry.find(&model).cloned().or_else(|| self.registry.stand_in(&model)).ok_or_else(missing)?;
        if self.retired.contains(&model) || card.status.as_deref() == Some("Shutdown") {
            return Err(missing());
        }
        Ok((card, endpoint.then(|| name.to_owned())))
    }

    /// What is left of the minute for calls to this model, if the limits say so.
    pub(crate) fn left(&mut self, model: &str) -> Option<Left> {
        if !self.options.limits.told {
            return None;
        }
        let (card, _) = self.resolve(model).ok()?;
        let place = self.limiter.place(scope(self.platform.dialect, &card), None, false);
        self.limiter.left(place, &self.options.limits, Instant::now(), self.started.elapsed())
    }

    /// Counts a connection.
    pub(crate) fn connected(&mut self) {
        self.stats.connections += 1;
    }

    /// The counters, those of the batch service with them.
    pub(crate) fn stats(&self) -> Stats {
        let of = |digests: &Vec<u64>| {
            let mut lanes = Lanes::default();
            for seen in digests.iter().filter_map(|digest| self.seen.get(digest)) {
                lanes += seen.lanes;
            }
            lanes
        };
        let lines = self.lines.iter().map(|(id, digests)| (id.clone(), of(digests))).collect();
        let batch = BatchStats { lines, bill: self.stats.batch.bill, ..self.desk.counted() };
        Stats { batch, ..self.stats.clone() }
    }

    /// Starts the counters anew; what is in flight and what is left on the account stay.
    pub(crate) fn reset(&mut self) {
        let in_flight = self.stats.in_flight;
        let balance = self.stats.balance;
        self.stats = Stats { in_flight, peak_in_flight: in_flight, balance, ..Stats::default() };
        self.seen.clear();
        self.lines.clear();
        self.desk.stats = BatchStats::default();
    }

    pub(crate) fn balance(&self) -> f64 {
        self.stats.balance.unwrap_or(100.0)
    }

    /// The models of a models list.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &Card> {
        self.registry.listed().iter().filter(|card| !self.retired.contains(&card.id))
    }

    /// The model for a token count: no admission.
    pub(crate) fn card(&self, name: &str) -> Result<Card, Refusal> {
        Ok(self.resolve(name)?.0)
    }
}
