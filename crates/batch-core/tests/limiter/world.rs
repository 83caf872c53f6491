//! A small world: processes with calls in flight, a clock that only the test moves, and what the limiter promises of them,
//! looked at after every word.

use std::collections::VecDeque;

use batch_core::shared::SCRIPT;
use batch_core::shared::message::{GroupSaid, Memory, MoneySaid, Reply, Said};
use fastrand::Rng;

use crate::server::Server;

/// As the script has them.
pub const LEASE: u64 = 15_000;
pub const OPENS: u64 = 4_000;
pub const BEAT: u64 = 1_000;
const MINUTE: u64 = 60_000;

/// What the account allows.
#[derive(Clone, Copy)]
pub struct Law {
    pub ceiling: u32,
    pub rpm: Option<u32>,
    pub tpm: Option<u64>,
    pub budget: Option<f64>,
    /// Tokens and worst case of a call.
    pub tokens: u64,
    pub worst: f64,
}

pub const FREE: Law = Law { ceiling: 32, rpm: None, tpm: None, budget: None, tokens: 0, worst: 0.0 };

pub struct Process {
    pub id: String,
    pub folder: &'static str,
    number: u64,
    /// When each of its calls went out, and in which second of the limiter's.
    pub flying: VecDeque<(u64, u64)>,
    pub spent: f64,
    pub refunds: Vec<(u64, i64)>,
    pub cut: Option<u32>,
    pub freeze: Option<u64>,
    /// Calls that it was granted in all.
    pub got: u32,
    pub said_at: u64,
    /// What its ledger says was spent when it began.
    pub before: f64,
    memory: Option<Memory>,
    is_known: bool,
}

pub struct World {
    pub law: Law,
    pub now: u64,
    /// How far the server's clock is off.
    pub off: i64,
    pub processes: Vec<Process>,
    /// When calls were granted, and their tokens as they turned out.
    pub granted: VecDeque<(u64, u64)>,
    /// What processes that are gone spent, or hold for ever.
    pub gone: f64,
    /// Calls of processes that are gone, and until when they count.
    pub ghosts: Vec<(u64, u32)>,
    pub rng: Rng,
    connection: redis::Connection,
    script: String,
    key: String,
    born: u32,
}

/// A connection to it beside the line's.
pub fn connect(server: &Server) -> redis::Connection {
    redis::Client::open(("127.0.0.1", server.port)).unwrap().get_connection().unwrap()
}

impl World {
    pub fn new(server: &Server, law: Law, seed: u64) -> Self {
        // The server's clock is the test's.
        let script = SCRIPT.replace("redis.call('TIME')", "{ ARGV[2], ARGV[3] }");
        assert_ne!(script, SCRIPT);
        let mut connection = connect(server);
        let script = redis::cmd("SCRIPT").arg("LOAD").arg(script).query(&mut connection).unwrap();
        Self {
            law,
            now: 1_700_000_000_000,
            off: 0,
            processes: Vec::new(),
            granted: VecDeque::new(),
            gone: 0.0,
            ghosts: Vec::new(),
            rng: Rng::with_seed(seed),
            connection,
            script,
            key: format!("{{{seed}-{}}}", fastrand::u64(..)),
            born: 0,
        }
    }

    pub fn join(&mut self) -> usize {
        self.born += 1;
        self.processes.push(Process {
            id: format!("p{}", self.born),
            folder: "f",
            number: 0,
            flying: VecDeque::new(),
            spent: 0.0,
            refunds: Vec::new(),
            cut: None,
            freeze: None,
            got: 0,
            said_at: self.now,
            before: 0.0,
            memory: None,
            is_known: false,
        });
        self.processes.len() - 1
    }

    pub fn flush(&mut self) {
        let _: () = redis::cmd("FLUSHALL").query(&mut self.connection).unwrap();
    }

    /// Somebody puts something else where it keeps what it knows.
    pub fn spoil(&mut self, script: &str) {
        let _: () = redis::cmd("DEL").arg(&self.key).query(&mut self.connection).unwrap();
        redis::cmd("EVAL").arg(script).arg(1).arg(&self.key).exec(&mut self.connection).unwrap();
    }

    pub fn raw(&mut self, said: &Said) -> Reply {
        let at = self.now.checked_add_signed(self.off).unwrap();
        let said = serde_json::to_string(said).unwrap();
        let mut ask = redis::cmd("EVALSHA");
        ask.arg(&self.script).arg(1).arg(&self.key).arg(said).arg(at / 1000).arg(at % 1000 * 1000);
        let answer: Vec<u8> = ask.query(&mut self.connection).expect("the script runs");
        serde_json::from_slice(&answer).unwrap()
    }

    pub fn said(&self, place: usize, want: u32) -> Said {
        let Law { ceiling, rpm, tpm, budget, tokens, worst } = self.law;
        let this = &self.processes[place];
        let group = GroupSaid {
            name: String::new(),
            ceiling,
            rpm,
            tpm,
            flying: this.flying.len() as u32,
            want,
            tokens,
            money: worst,
            refunds: this.refunds.clone(),
            cut: this.cut,
            stated: false,
            freeze: this.freeze,
        };
        let money = budget.map(|limit| MoneySaid {
            name: "CNY".to_owned(),
            folder: this.folder.to_owned(),
            limit,
            spent: this.spent,
            held: this.flying.len() as f64 * worst,
            before: (!this.is_known).then_some(this.before),
            memory: this.memory.clone(),
        });
        let number = this.number + 1;
        Said { id: this.id.clone(), number, ceiling, groups: vec![group], money, ..Said::default() }
    }

    /// A process says what it holds, and takes what it is granted, unless the answer is lost.
    pub fn talk(&mut self, place: usize, want: u32, lost: bool) -> Reply {
        let reply = self.raw(&self.said(place, want));
        let now = self.now;
        let this = &mut self.processes[place];
        (this.said_at, this.cut, this.freeze) = (now, None, None);
        this.number += 1;
        this.refunds.clear();
        if lost {
            return reply;
        }
        this.is_known = true;
        this.memory = reply.money.as_ref().and_then(|money| money.memory.clone());
        let told = reply.groups[0];
        assert!(told.calls <= want, "no more than is wanted: {told:?}");
        this.got += told.calls;
        for _ in 0..told.calls {
            this.flying.push_back((now, told.second));
            self.granted.push_back((now, self.law.tokens));
        }
        self.look();
        reply
    }

    /// Calls of a process come back; each costs and uses some part of what was set aside.
    pub fn land(&mut self, place: usize, calls: usize) {
        for _ in 0..calls {
            let Some((sent, second)) = self.processes[place].flying.pop_front() else { return };
            let used = self.rng.u64(0..=self.law.tokens);
            let cost = self.rng.f64() * self.law.worst;
            let this = &mut self.processes[place];
            this.spent += cost;
            this.refunds.push((second, self.law.tokens as i64 - used as i64));
            if let Some(known) = self.granted.iter_mut().find(|(at, tokens)| *at == sent && *tokens == self.law.tokens)
            {
                known.1 = used;
            }
        }
    }

    /// A process is killed: what it had in flight is nobody's, and its worst case may have been paid.
    pub fn kill(&mut self, place: usize) {
        let dead = self.processes.swap_remove(place);
        self.ghosts.push((dead.said_at + LEASE, dead.flying.len() as u32));
        self.gone += dead.spent + dead.flying.len() as f64 * self.law.worst;
    }

    pub fn leave(&mut self, place: usize) {
        let said = Said { bye: true, ..self.said(place, 0) };
        self.raw(&said);
        let left = self.processes.swap_remove(place);
        self.gone += left.spent + left.flying.len() as f64 * self.law.worst;
    }

    /// Time goes by; nobody who lives is silent for longer than a beat.
    pub fn tick(&mut self, ms: u64) {
        let end = self.now + ms;
        while let Some(place) = (0..self.processes.len()).min_by_key(|place| self.processes[*place].said_at) {
            let due = self.processes[place].said_at + BEAT;
            if due > end {
                break;
            }
            self.now = self.now.max(due);
            self.talk(place, 0, false);
        }
        self.now = end;
    }

    pub fn flying(&self) -> u32 {
        self.processes.iter().map(|process| process.flying.len() as u32).sum()
    }

    pub fn money(&self) -> f64 {
        let held = f64::from(self.flying()) * self.law.worst;
        self.gone + self.processes.iter().map(|process| process.spent).sum::<f64>() + held
    }

    /// The promises.
    fn look(&mut self) {
        let Law { ceiling, rpm, tpm, budget, tokens, .. } = self.law;
        while self.granted.front().is_some_and(|(at, _)| at + MINUTE <= self.now) {
            self.granted.pop_front();
        }
        assert!(self.flying() <= ceiling, "{} calls at once of {ceiling}", self.flying());
        if let Some(rpm) = rpm {
            assert!(self.granted.len() <= rpm as usize, "{} calls in a minute of {rpm}", self.granted.len());
        }
        if let Some(tpm) = tpm {
            let used: u64 = self.granted.iter().map(|(_, tokens)| tokens).sum();
            assert!(used <= tpm.max(tokens), "{used} tokens in a minute of {tpm}");
        }
        if let Some(budget) = budget {
            assert!(self.money() <= budget + 1e-6, "{} of {budget}", self.money());
        }
    }
}
