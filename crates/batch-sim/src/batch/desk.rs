//! What is there: files, batches, and how often the same was tried.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::batch::chance::Subject;
use crate::batch::count::BatchStats;
use crate::batch::fault::{Mishap, Operation};
use crate::batch::file::{Contents, Stored};
use crate::batch::job::Job;
use crate::batch::service::BatchService;
use crate::batch::settings::BatchSettings;
use crate::hash::draw;

/// The user's own are newer than this, and older than [`NEWER`]: between halves of other people's.
const OWN: u64 = 1 << 32;
/// What is newer than all of the user's own.
pub(crate) const NEWER: u64 = 1 << 48;

/// Files and batches, each by its place in the lists: the newest has the highest.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    /// `None`: there is no such service.
    pub service: Option<Arc<BatchService>>,
    pub files: BTreeMap<u64, Stored>,
    pub jobs: BTreeMap<u64, Job>,
    pub stats: BatchStats,
    places: HashMap<String, u64>,
    tried: HashMap<(Operation, u64), u32>,
    made: HashMap<u64, u32>,
    serial: u64,
}

/// The service's clock, seconds.
pub(crate) fn clock(settings: &BatchSettings) -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    now.saturating_add_signed(settings.skew_seconds)
}

impl Desk {
    /// A place for what is the user's, newer than all that is.
    pub(crate) fn place(&mut self) -> u64 {
        self.serial += 1;
        OWN + self.serial
    }

    /// The id of what has this place.
    pub(crate) fn id(&mut self, kind: &str, seed: u64, place: u64) -> String {
        let id = format!("{kind}-{:016x}", draw(&[seed, place, kind.len() as u64]));
        self.places.insert(id.clone(), place);
        id
    }

    /// The place of a file or batch.
    pub(crate) fn find(&self, id: &str) -> Option<u64> {
        self.places.get(id).copied()
    }

    pub(crate) fn file(&self, id: &str) -> Option<&Stored> {
        self.files.get(&self.find(id)?)
    }

    pub(crate) fn job(&self, id: &str) -> Option<&Job> {
        self.jobs.get(&self.find(id)?)
    }

    pub(crate) fn job_mut(&mut self, id: &str) -> Option<&mut Job> {
        let place = self.find(id)?;
        self.jobs.get_mut(&place)
    }

    /// Takes a file of the user's; says its id.
    pub(crate) fn store(&mut self, seed: u64, now: u64, name: String, purpose: &str, contents: Contents) -> String {
        let place = self.place();
        let id = self.id("file", seed, place);
        let (purpose, created_at) = (purpose.to_owned(), now);
        let file = Stored { id: id.clone(), name, purpose, created_at, contents: Some(contents), others: false };
        self.files.insert(place, file);
        self.renew(now);
        id
    }

    /// Other people go on, too: what is newer than the user's own is not older by the clock.
    pub(crate) fn renew(&mut self, now: u64) {
        for (_, file) in self.files.range_mut(NEWER..) {
            file.created_at = now;
        }
        for (_, job) in self.jobs.range_mut(NEWER..) {
            (job.created_at, job.expires_at) = (now, now + 86_400);
        }
    }

    /// What happens to a request; `number` counts those before it.
    pub(crate) fn mishap(
        &mut self,
        settings: &BatchSettings,
        seed: u64,
        operation: Operation,
        about: u64,
        texts: &[&str],
        number: u64,
    ) -> Option<Mishap> {
        let tried = self.tried.entry((operation, about)).or_default();
        let subject = Subject { operation, about, texts, attempt: *tried, number };
        *tried += 1;
        let mishap = settings.faults.mishap(seed, &subject)?;
        *self.stats.faults.entry(format!("{}:{mishap}", operation.name())).or_default() += 1;
        Some(mishap)
    }

    /// Counts a batch of this input; says how many there were before.
    pub(crate) fn batches_of(&mut self, about: u64) -> u32 {
        let made = self.made.entry(about).or_default();
        *made += 1;
        *made - 1
    }

    /// The user's batches that are not over.
    pub(crate) fn open(&self) -> impl Iterator<Item = (u64, &Job)> {
        self.jobs.iter().filter(|(_, job)| !job.others && !job.stage.is_over()).map(|(place, job)| (*place, job))
    }

    /// The counters, with what is there now.
    pub(crate) fn counted(&self) -> BatchStats {
        let files_left = self.files.values().filter(|file| !file.others).count() as u64;
        BatchStats { files_left, open: self.open().count() as u64, ..self.stats.clone() }
    }
}

/// A page of a list, the newest first: `limit` of those behind the place `after`, and whether there are more.
pub(crate) fn page<T>(all: &BTreeMap<u64, T>, after: Option<u64>, limit: usize) -> (Vec<&T>, bool) {
    let mut rest = all.range(..after.unwrap_or(u64::MAX)).rev().map(|(_, thing)| thing);
    let page = rest.by_ref().take(limit).collect();
    (page, rest.next().is_some())
}
