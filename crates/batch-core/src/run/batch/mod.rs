//! The batch service: what is left of the job goes there in parts, and its answers come back hours later, at a lower price.
//!
//! A part is a file of conversations of one model. What it is stands in the ledger before anything of it is sent, and each
//! step behind it, so that whoever comes next finds what is there: a batch is adopted, never made twice, and a
//! conversation that waits is asked nowhere else. Every step may fail, or be done without a word about it.

mod adopt;
mod cut;
mod desk;
mod fetch;
mod land;
mod lines;
mod order;
mod part;
mod raw;
mod show;
mod steps;
mod vigil;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::time::Duration;

use tokio::time::Instant;

pub use self::desk::{Desk, Page, RemoteBatch, RemoteFile, Trouble};
pub use self::order::{Leftovers, Order, Task};
use self::part::{Part, Stage};
use self::vigil::Vigil;
use crate::base::key::Key;
use crate::base::problem::{Cause, FileProblem, Problem};
use crate::base::signals::Signals;
use crate::job::plan::{Cell, Plan, SheetId};
use crate::ledger::Lane;
use crate::money::budget::{Budget, Shortfall};
use crate::platform::request::{Delivery, Params, RequestTemplate};
use crate::run::Ending;
use crate::run::deadline::Deadline;
use crate::run::events::JobEvent;
use crate::run::writer::{Mended, Writer};
use crate::sheets::flush;

/// However much is due: between two looks the rest of the world has its turn.
const LEAST: Duration = Duration::from_millis(5);

/// What is left when nothing more is done in the batch service.
pub struct Done<'a> {
    /// Why it ended early, if it did.
    pub ending: Option<Ending>,
    /// For whoever goes on.
    pub writer: Writer<'a>,
    /// The same.
    pub budget: Budget,
}

/// What a batch run begins with.
pub struct Setup<'a> {
    /// The job.
    pub plan: &'a Plan,
    /// The account's service.
    pub desk: Desk<'a>,
    /// Which models can be asked there.
    pub can: Vec<bool>,
    /// What is to be done.
    pub order: &'a Order,
    /// How often a conversation goes there again.
    pub max_retries: u32,
    /// How long to wait for a link that is down, or a platform that serves nothing.
    pub patience: Duration,
    /// The address that conversations are known by.
    pub address: &'a str,
}

/// How often a conversation came back without an answer in this run.
#[derive(Debug, Clone)]
struct Tries {
    count: u32,
}

/// See the module.
pub struct BatchRun<'a> {
    plan: &'a Plan,
    desk: Desk<'a>,
    order: &'a Order,
    max_retries: u32,
    patience: Duration,
    address: &'a str,
    /// By model: what its lines say, if it can be asked here.
    frames: Vec<Option<RequestTemplate>>,
    writer: Writer<'a>,
    budget: Budget,
    parts: Vec<Part>,
    /// Where conversations that wait stand in the plan.
    cells: HashMap<Key, Cell>,
    tries: HashMap<Key, Tries>,
    /// The next sheet whose conversations may be sent, and those that came back without some answers.
    next: u32,
    /// These not before a time of their own.
    again: BTreeMap<SheetId, Instant>,
    /// Sheets that may be complete by now.
    touched: BTreeSet<SheetId>,
    /// What did not fit into the budget.
    short: Option<Shortfall>,
    /// No new part is made of the rest.
    closed: Option<Ending>,
    /// By model: batches that brought nothing, one after the other.
    invalid: Vec<u32>,
    /// No new part is made before.
    hold_until: Instant,
    /// Answers to conversations that the job does not have.
    elsewhere: usize,
    deadline: Option<Deadline>,
    cancelling: bool,
}

impl<'a> BatchRun<'a> {
    /// A run in the batch service.
    #[must_use]
    pub fn new(setup: &Setup<'a>, writer: Writer<'a>, mut budget: Budget) -> Self {
        budget.enter(Lane::Batch);
        let whole = |params: &Params| Params { delivery: Delivery::Whole, ..params.clone() };
        let frame = |(model, can): (&crate::job::config::Model, &bool)| {
            can.then(|| RequestTemplate::new(&whole(&model.params)))
        };
        let frames = setup.plan.models.iter().zip(&setup.can).map(frame).collect();
        Self {
            plan: setup.plan,
            desk: setup.desk,
            order: setup.order,
            max_retries: setup.max_retries,
            patience: setup.patience,
            address: setup.address,
            frames,
            writer,
            budget,
            parts: Vec::new(),
            cells: HashMap::new(),
            tries: HashMap::new(),
            next: 0,
            again: BTreeMap::new(),
            touched: BTreeSet::new(),
            short: None,
            closed: None,
            invalid: vec![0; setup.plan.models.len()],
            hold_until: Instant::now(),
            elsewhere: 0,
            deadline: setup.order.deadline.map(Deadline::after),
            cancelling: setup.order.task == Task::Cancel,
        }
    }

    /// Does what the order says.
    pub async fn go(mut self, signals: &mut Signals) -> Done<'a> {
        let mut vigil = Vigil::new(signals, self.writer.summary.done());
        let worked = self.work(&mut vigil).await;
        // What it knows is kept, whatever happened.
        let kept = self.sync().await;
        let interrupted = vigil.is_over().then_some(Ending::Interrupted);
        let ending = match worked.and(kept) {
            Err(problem) => {
                self.tell(&JobEvent::Broke { problem: &problem });
                Some(Ending::Disk(problem))
            }
            Ok(()) => interrupted.or(self.closed.take()),
        };
        let there: Vec<usize> = (0..self.parts.len()).filter(|at| self.parts[*at].is_there()).collect();
        let conversations = there.iter().map(|at| self.waiting_in(*at)).sum();
        if conversations > 0 {
            self.tell(&JobEvent::LeftInBatch { parts: there.len(), conversations });
        }
        if self.elsewhere > 0 {
            self.tell(&JobEvent::KeptElsewhere { answers: self.elsewhere });
        }
        self.budget.enter(Lane::Online);
        Done { ending, writer: self.writer, budget: self.budget }
    }

    async fn work(&mut self, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        self.mend(vigil).await?;
        self.take_over().await?;
        loop {
            self.go_on(vigil).await?;
            self.parts.retain(|part| !matches!(part.stage, Stage::Ended));
            if vigil.is_over() || self.is_done() {
                break;
            }
            self.keep_deadline();
            let next = self.next_look();
            self.rest(vigil, next).await;
        }
        if self.parts.is_empty()
            && let Some(short) = self.short.take()
        {
            self.close(Ending::Spent(short));
        }
        Ok(())
    }

    /// One step further with each part, and new parts as far as there is room.
    async fn go_on(&mut self, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        let mut at = 0;
        while at < self.parts.len() && !vigil.is_over() {
            self.step(at, vigil).await?;
            at += 1;
        }
        self.parts.retain(|part| !matches!(part.stage, Stage::Ended));
        self.sweep(vigil).await?;
        while self.has_room() && !vigil.is_over() {
            let Some(part) = self.cut().await? else { break };
            self.parts.push(part);
            self.step(self.parts.len() - 1, vigil).await?;
        }
        Ok(())
    }

    /// True if new parts may be made at all.
    fn submits(&self) -> bool {
        let submits = matches!(self.order.task, Task::All | Task::Submit);
        submits && !self.cancelling && self.closed.is_none()
    }

    fn has_room(&self) -> bool {
        self.submits() && self.parts.len() < self.order.parts && Instant::now() >= self.hold_until
    }

    /// True if nothing is to be waited for.
    fn is_done(&self) -> bool {
        let on_the_way = self
            .parts
            .iter()
            .any(|part| !part.is_hopeless() && !matches!(part.stage, Stage::Made { .. } | Stage::Lost { .. }));
        let all_cut = !self.submits() || self.short.is_some() || self.is_cut();
        match self.order.task {
            // What is lost here is waited for by nobody.
            Task::All | Task::Cancel => self.parts.iter().all(Part::is_hopeless) && all_cut,
            // What does not fit now is for whoever waits.
            Task::Submit => !on_the_way && (all_cut || !self.has_room()),
            Task::Fetch => !on_the_way && self.parts.iter().all(Part::was_looked_at),
        }
    }

    /// What is not answered by then goes online.
    fn keep_deadline(&mut self) {
        if self.deadline.as_ref().is_some_and(Deadline::is_over) && !self.cancelling {
            self.cancelling = true;
            self.tell(&JobEvent::DeadlineReached { conversations: self.writer.parts().count() });
            self.parts.iter_mut().for_each(|part| part.not_before = Instant::now());
        }
    }

    fn next_look(&self) -> Instant {
        let usual = Instant::now() + self.order.every;
        // Who is given up is not waited for.
        let hopeful = self.parts.iter().filter(|part| !part.is_hopeless());
        let due = hopeful.map(|part| part.not_before).min().unwrap_or(usual);
        let holds = [Some(self.hold_until), self.again.values().min().copied()]
            .map(|until| until.filter(|until| self.submits() && *until > Instant::now()));
        let deadline = self.deadline.as_ref().filter(|_| !self.cancelling).map(|deadline| deadline.at);
        [Some(due), deadline].into_iter().chain(holds).flatten().fold(usual, Instant::min).max(Instant::now() + LEAST)
    }

    /// Looks at sheets of earlier runs first, as every run does.
    async fn mend(&mut self, vigil: &mut Vigil<'_>) -> Result<(), Problem> {
        loop {
            match self.writer.mend_some()? {
                Mended::All => break,
                Mended::Some => self.flush(false).await?,
                Mended::Waiting => self.flush(true).await?,
            }
            self.show(vigil);
            if vigil.is_over() {
                self.writer.mend_no_more();
            }
        }
        self.flush(true).await
    }

    /// No new part is made; the first reason stands.
    fn close(&mut self, ending: Ending) {
        self.closed.get_or_insert(ending);
    }

    fn tell(&self, event: &JobEvent<'_>) {
        self.writer.tell(event);
    }

    /// Makes the ledger durable before something is done that it must know of.
    async fn sync(&mut self) -> Result<(), Problem> {
        self.flush(true).await
    }

    async fn flush(&mut self, all: bool) -> Result<(), Problem> {
        while let Some(work) = self.writer.work(all)? {
            match tokio::task::spawn_blocking(move || flush::flush(work)).await {
                Ok(outcome) => self.writer.flushed(outcome)?,
                Err(e) => return Err(self.disk(&io::Error::other(e.to_string()))),
            }
        }
        Ok(())
    }

    fn disk(&self, e: &io::Error) -> Problem {
        Problem::in_file(&self.plan.output_dir, FileProblem::Disk(Cause::from(e)))
    }
}
