//! Calls in the air, whose they are, and whether they may be there.

use std::time::Duration;

use super::super::law::Law;
use super::super::story::Account;
use crate::base::error::Error;
use crate::base::problem::{LimiterProblem, LimiterTrouble, ProblemKind};
use crate::base::shard::Shard;
use crate::run::Ending;
use crate::run::events::JobEvent;
use crate::worlds::play::{Came, How};

/// So long calls of a process that was killed count at least: its lease is longer by what passes between two words.
const COUNTED: Duration = Duration::from_secs(11);
/// So long after its start a run has asked for something.
const OPENED: Duration = Duration::from_secs(3);
/// No call is in flight for longer.
const LONGEST_CALL: Duration = Duration::from_secs(31);
/// More than any call of these worlds can cost.
const WORST: f64 = 0.03;
/// The most that is set aside for one.
const WORST_EACH: f64 = 0.01;

/// What a run told of the limiter.
#[derive(Debug, Clone, PartialEq)]
pub enum Told {
    /// It is away.
    Away(LimiterTrouble),
    /// It is back.
    Back,
}

/// A run as it is seen from outside.
#[derive(Debug)]
pub struct Run {
    /// Of which job.
    pub job: usize,
    /// And which part of it.
    pub shard: Shard,
    /// When it began.
    pub began: Duration,
    /// When it ended.
    pub ended: Option<Duration>,
    /// What it told of the limiter.
    pub told: Vec<Told>,
    /// It could not begin, for want of the limiter.
    pub shut_out: bool,
    /// Calls in flight.
    flying: u32,
    /// Calls that were in flight when it was killed, or let go in a hurry.
    pub let_go: u32,
    /// Since when it has no limiter.
    away: Option<Duration>,
    /// When it last had none.
    was_away: Option<Duration>,
}

impl Run {
    /// True if it had no limiter when it ended.
    pub fn ended_alone(&self) -> bool {
        self.ended.is_some() && self.away.is_some()
    }
}

/// See the module.
pub struct Sky {
    account: Account,
    losses: Vec<Duration>,
    /// For how long killed processes' calls count.
    counted: Duration,
    /// All runs so far.
    pub runs: Vec<Run>,
    /// Calls of killed processes: since when, and how many.
    ghosts: Vec<(Duration, u32)>,
    /// Processes that were killed.
    killed: u32,
    /// Broken promises.
    pub broken: Vec<String>,
    now: Duration,
}

impl Sky {
    /// Over a story at its beginning.
    pub fn new(account: &Account, limiter: &Law) -> Self {
        Self {
            account: account.clone(),
            losses: limiter.losses.clone(),
            // What is no leap is time that has passed.
            counted: COUNTED.saturating_sub(limiter.set_ahead()),
            runs: Vec::new(),
            ghosts: Vec::new(),
            killed: 0,
            broken: Vec::new(),
            now: Duration::ZERO,
        }
    }

    /// True if nobody was there at some time who had asked anything.
    pub fn is_empty(&self, at: Duration) -> bool {
        !self.runs.iter().any(|run| run.began + OPENED < at && run.ended.is_none_or(|end| end > at))
    }

    /// Keeps a promise.
    pub fn must(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.broken.push(what());
        }
    }

    /// A run begins; its number.
    pub fn begins(&mut self, job: usize, shard: Shard, now: Duration) -> usize {
        self.now = now;
        self.runs.push(Run {
            job,
            shard,
            began: now,
            ended: None,
            told: Vec::new(),
            shut_out: false,
            flying: 0,
            let_go: 0,
            away: None,
            was_away: None,
        });
        self.runs.len() - 1
    }

    /// A run tells something.
    pub fn hears(&mut self, run: usize, event: &JobEvent<'_>) {
        let (now, expected) = (self.now, self.account.away);
        let this = &mut self.runs[run];
        match event {
            JobEvent::LimiterAway { why, share } => {
                this.told.push(Told::Away((*why).clone()));
                this.away.get_or_insert(now);
                let right = *share == expected;
                self.must(right, || format!("says so: run {run} says {share:?} of the limits, not {expected:?}"));
            }
            JobEvent::LimiterBack { .. } => {
                this.told.push(Told::Back);
                (this.away, this.was_away) = (None, Some(now));
            }
            _ => {}
        }
    }

    /// A call goes out.
    pub fn takes_off(&mut self, run: usize, now: Duration) {
        self.now = now;
        self.runs[run].flying += 1;
        let Run { shard, flying: own, away, .. } = self.runs[run];
        let ceiling = self.account.ceiling;
        if !self.account.shared {
            let part = u32::try_from(shard.share(u64::from(ceiling))).unwrap();
            return self.must(own <= part, || format!("in flight: run {run} has {own}, its part is {part}"));
        }
        match (away, self.account.away) {
            (Some(since), None) => {
                self.must(false, || format!("pauses: run {run} asks at {now:?}, without a limiter since {since:?}"));
            }
            (Some(_), Some(of)) => {
                let part = (ceiling / of).max(1);
                self.must(own <= part, || format!("in flight: run {run} has {own} by itself, its part is {part}"));
            }
            (None, _) => {
                let (all, excused) = (self.all_flying(), self.excused());
                if all > ceiling + excused {
                    let each: Vec<u32> = self.runs.iter().map(|run| run.flying).collect();
                    let ghosts = &self.ghosts;
                    let what = format!("{all} of {ceiling} (and {excused}) at {now:?}: {each:?}, and {ghosts:?}");
                    self.broken.push(format!("in flight: {what}"));
                }
            }
        }
    }

    /// All calls that count.
    fn all_flying(&self) -> u32 {
        let counts = |since: Duration| {
            // What was not said again after a loss is not known.
            let said = since.saturating_sub(OPENED);
            let forgotten = self.losses.iter().any(|loss| (said..=self.now).contains(loss));
            self.now < since + self.counted && !forgotten
        };
        let ghosts = self.ghosts.iter().filter(|(since, _)| counts(*since)).map(|(_, calls)| calls);
        self.runs.iter().map(|run| &run.flying).chain(ghosts).sum()
    }

    /// Calls that are in the air because somebody had only its own part to go by.
    fn excused(&self) -> u32 {
        let Some(of) = self.account.away else { return 0 };
        let part = (self.account.ceiling / of).max(1);
        let lately = |run: &&Run| run.away.is_some() || run.was_away.is_some_and(|back| self.now < back + LONGEST_CALL);
        self.runs.iter().filter(lately).map(|run| run.flying.min(part)).sum()
    }

    /// A call is no longer in flight; it came back, or was let go.
    pub fn is_down(&mut self, run: usize, landed: bool) {
        let run = &mut self.runs[run];
        run.flying -= 1;
        run.let_go += u32::from(!landed);
    }

    /// A run has ended.
    pub fn ends(&mut self, run: usize, came: &Result<Came, Error>, act: &How, now: Duration) {
        self.now = now;
        let this = &mut self.runs[run];
        this.ended = Some(now);
        let came = match came {
            Ok(came) => came,
            Err(Error::Setup(problem))
                if matches!(*problem.what, ProblemKind::Limiter(LimiterProblem::Away { .. })) =>
            {
                this.shut_out = true;
                return;
            }
            // Ctrl-C came before the limiter had said anything.
            Err(Error::Interrupted) if !act.interrupts.is_empty() => {
                this.shut_out = true;
                return;
            }
            Err(e) => return self.must(false, || format!("begins: run {run} did not: {e:?}")),
        };
        self.must(!came.stuck, || format!("ends: run {run} never ended"));
        let Some(ending) = &came.ending else {
            self.killed += 1;
            // What it asked by itself nobody knows of.
            let this = &self.runs[run];
            if this.away.is_none() && this.was_away.is_none_or(|back| back + LONGEST_CALL < now) {
                self.ghosts.push((now, this.let_go));
            }
            return;
        };
        let (away, failed) = (self.runs[run].away, came.summary.failures());
        let patience = self.account.patience.unwrap_or(Duration::from_secs(1800));
        let (fair, code) = match ending {
            Ending::Done => (came.left() == 0 && came.unwritten.is_empty(), u8::from(failed > 0)),
            Ending::Interrupted => (!act.interrupts.is_empty(), 130),
            Ending::Spent(_) => (self.account.budget.is_some(), 4),
            Ending::NoLimiter { .. } => {
                (away.is_some_and(|since| now - since >= patience) && self.account.away.is_none(), 4)
            }
            // Whoever got nothing of the little that is served, for longer than it waits.
            Ending::Paused(_) => (self.account.takes_less && self.account.patience.is_some(), 4),
            _ => (false, 1),
        };
        self.must(fair, || format!("ends for a reason: run {run}, {ending:?} with {} left", came.left()));
        self.must(came.code == code, || format!("exit code: {} for {ending:?}", came.code));
        let told = (came.summary.calls as usize, came.summary.answered, failed);
        self.must(told == came.told, || format!("counters: run {run} tells {told:?}, its events {:?}", came.told));
    }

    /// A run found that the budget is spent; `known`: what the ledgers of all who share it say.
    pub fn is_spent(&mut self, run: usize, known: f64) {
        let budget = self.account.budget.unwrap_or_default();
        // Whoever had only its part of the rest did not know of more.
        let alone = self.account.away.is_some() || !self.account.shared;
        // What a killed process held when it was last heard stays spent, whatever came of it.
        let held = f64::from(self.killed * self.account.ceiling) * WORST_EACH;
        self.must(alone || known + held + WORST > budget, || {
            format!("spent for a reason: run {run} ends with {known:.4} of {budget} spent")
        });
    }
}
