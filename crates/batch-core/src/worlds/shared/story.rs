//! What a seed stands for: jobs of one account, what it takes, a limiter, and processes that come and go.

use std::time::Duration;

use fastrand::Rng;
use serde_json::json;

use super::law::{Law, Odd, Spell};
use crate::base::problem::LimiterTrouble as Trouble;
use crate::base::shard::Shard;
use crate::platform::Scope;
use crate::worlds::dice::Dice;
use crate::worlds::job::Job;
use crate::worlds::law::{Decree, Latency, Law as CallLaw, Minute, RetryAfter, What, Who, Words};
use crate::worlds::play::How;

/// See the module.
pub struct Story {
    /// Each in a folder of its own.
    pub jobs: Vec<Job>,
    /// What all configs say of the account.
    pub account: Account,
    /// What answers calls.
    pub calls: CallLaw,
    /// What they share.
    pub limiter: Law,
    /// One part after the other; in each, all its processes go on at once.
    pub parts: Vec<Vec<Process>>,
}

/// What all configs say of the account.
#[derive(Debug, Clone)]
pub struct Account {
    /// Calls at once.
    pub ceiling: u32,
    /// Calls a minute.
    pub rpm: Option<u32>,
    /// Tokens a minute.
    pub tpm: Option<u64>,
    /// What may be spent, until the last runs.
    pub budget: Option<f64>,
    /// One budget for all folders.
    pub common: bool,
    /// Whether there is a limiter at all: shards can do without.
    pub shared: bool,
    /// How many share while it is away; nobody asks if it is not said.
    pub away: Option<u32>,
    /// How long one waits for it.
    pub patience: Option<Duration>,
    /// It takes less than the configs say.
    pub takes_less: bool,
}

/// A process that is started, and again.
#[derive(Debug, Clone)]
pub struct Process {
    /// Which job.
    pub job: usize,
    /// Which part of it.
    pub shard: Shard,
    /// When.
    pub starts: Duration,
    /// Runs that are disturbed.
    pub acts: Vec<How>,
    /// It goes on after them until it is done.
    pub comes_back: bool,
}

impl Story {
    /// The story of a seed.
    pub fn of(seed: u64) -> Self {
        let mut teller = Teller(Rng::with_seed(seed));
        let alone = teller.0.one_in(2);
        let mut account = teller.account();
        account.shared = !(alone && teller.0.one_in(6));
        let scope = teller.0.one_of(&[Scope::Account, Scope::Model]);
        let mut jobs: Vec<Job> = (0..if alone { 1 } else { 2 }).map(|_| teller.job(scope)).collect();
        let parts: Vec<Vec<Process>> = (0..teller.0.one_of(&[1, 1, 2])).map(|_| teller.part(jobs.len())).collect();
        let most = parts.iter().map(Vec::len).max().unwrap_or(1) as u32;
        account.away = account.away.map(|more| most + more);
        account.common = jobs.len() == 1 || teller.0.one_in(2);
        let calls = teller.calls(seed, scope, &mut account);
        jobs.iter_mut().for_each(|job| account.configure(job));
        let limiter = if account.shared { teller.limiter(seed) } else { Law::default() };
        Self { jobs, account, calls, limiter, parts }
    }
}

impl Account {
    fn configure(&self, job: &mut Job) {
        let config = &mut job.config;
        config["concurrency"] = json!(self.ceiling);
        config["requests_per_minute"] = json!(self.rpm);
        config["tokens_per_minute"] = json!(self.tpm);
        config["budget"] = json!(self.budget);
        if self.shared {
            config["limiter"] = json!("redis://limiter.invalid");
            config["limiter_away"] = json!(self.away.map_or("pause".to_owned(), |of| format!("1/{of}")));
            if self.common {
                config["limiter_budget"] = json!("everybody's");
            }
        }
    }
}

/// Draws what a seed stands for.
struct Teller(Rng);

impl Teller {
    fn account(&mut self) -> Account {
        Account {
            ceiling: self.0.one_of(&[2, 4, 8, 16]),
            rpm: self.0.one_in(3).then(|| self.0.one_of(&[12, 30, 120, 600])),
            tpm: self.0.one_in(4).then(|| self.0.one_of(&[4_000, 20_000])),
            budget: self.0.one_in(3).then(|| self.0.one_of(&[0.05, 0.1, 0.2, 2.0])),
            common: true,
            shared: true,
            away: self.0.one_in(3).then(|| self.0.one_of(&[0, 0, 1, 3])),
            patience: self.0.one_in(6).then(|| Duration::from_secs(self.0.u64(10..40))),
            takes_less: false,
        }
    }

    fn job(&mut self, scope: Scope) -> Job {
        let (models, people, prompts) = (self.0.usize(1..3), self.0.usize(4..13), self.0.usize(1..5));
        Job::new(&["m1", "m2"][..models], people, prompts).scope(scope).with(&json!({
            "timeout_seconds": 30, "max_tokens": 400, "max_retries": self.0.one_of(&[1_u32, 3, 5]),
        }))
    }

    fn calls(&mut self, seed: u64, scope: Scope, account: &mut Account) -> CallLaw {
        let latency = Latency::Between(Duration::from_millis(50), Duration::from_secs(self.0.one_of(&[1, 3, 8])));
        let mut law = CallLaw { seed, latency, scope, steady: true, ..CallLaw::default() };
        law.way = Duration::from_millis(self.0.u64(1..40));
        law.at_once = vec![(Duration::ZERO, account.ceiling)];
        law.minute = account.rpm.map(|most| Minute::Window { most, counts_refused: false });
        if self.0.one_in(5) {
            account.takes_less = true;
            let from = self.0.one_of(&[0.0, 0.0, 10.0]);
            law.at_once.push((Duration::from_secs_f64(from), (account.ceiling / self.0.one_of(&[2, 4])).max(1)));
            law.limited = Words::LIMITED.after(self.0.one_of(&[RetryAfter::Absent, RetryAfter::Seconds(1.0)]));
        }
        if self.0.one_in(4) {
            let what = self.0.one_of(&[
                What::LostReply,
                What::Reset,
                What::Stale,
                What::CutJson,
                What::Slow(4),
                What::Refuse(Words { status: 503, code: "engine_overloaded", ..Words::LIMITED }),
            ]);
            law.decrees.push(Decree::between(0.0, 40.0, Who::all().one_in(self.0.one_of(&[6, 20])), what));
        }
        law
    }

    fn limiter(&mut self, seed: u64) -> Law {
        let mut law = Law { seed, way: Duration::from_micros(self.0.u64(100..20_000)), ..Law::default() };
        for _ in 0..self.0.one_of(&[0, 1, 1, 2, 3]) {
            let (from, longest) = (self.0.secs(0.0, 40.0), self.0.one_of(&[4.0, 12.0, 45.0]));
            let when = from..from + self.0.secs(1.0, longest);
            let odd = match self.0.u32(..8) {
                0 => Odd::Gone,
                1 => Odd::Lost,
                2 => Odd::Late,
                3 | 4 => Odd::Stale,
                5 => Odd::Slow,
                _ => Odd::Refused(self.0.one_of(&[
                    Trouble::Full,
                    Trouble::Busy,
                    Trouble::ReadOnly,
                    Trouble::NoPassword,
                    Trouble::Forbidden { said: "no permission".to_owned() },
                ])),
            };
            if odd == Odd::Gone && self.0.one_in(2) {
                law.losses.push(when.end);
            }
            law.spells.push(Spell { when, one_in: self.0.one_of(&[1, 1, 2, 5]), odd });
        }
        for _ in 0..self.0.one_of(&[0, 0, 0, 1, 2]) {
            law.losses.push(self.0.secs(1.0, 50.0));
        }
        for _ in 0..self.0.one_of(&[0, 0, 0, 1, 2]) {
            let by = self.0.one_of(&[1, 3_000, 4_900, 16_000, 3_600_000, 86_400_000]);
            law.jumps.push((self.0.secs(1.0, 50.0), if self.0.one_in(2) { by } else { -by }));
        }
        law
    }

    /// Two to four processes.
    fn part(&mut self, jobs: usize) -> Vec<Process> {
        let cuts: Vec<u16> =
            if jobs == 1 { vec![self.0.u16(2..5)] } else { (0..jobs).map(|_| self.0.u16(1..3)).collect() };
        let mut all = Vec::new();
        for (job, of) in cuts.into_iter().enumerate() {
            all.extend((1..=of).map(|index| self.process(job, Shard::new(index, of).unwrap())));
        }
        if all.len() > 2 && self.0.one_in(4) {
            all.pop();
        }
        all
    }

    fn process(&mut self, job: usize, shard: Shard) -> Process {
        let latest = self.0.one_of(&[0.1, 6.0]);
        let starts = self.0.secs(0.0, latest);
        let acts = (0..self.0.one_of(&[0, 0, 1, 1, 2])).map(|_| self.act()).collect();
        Process { job, shard, starts, acts, comes_back: !self.0.one_in(5) }
    }

    fn act(&mut self) -> How {
        let mut how = self.0.disturbed(30.0, 400);
        how.pause = self.0.secs(0.1, 25.0);
        how
    }
}
