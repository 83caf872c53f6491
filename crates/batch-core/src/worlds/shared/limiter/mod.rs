//! The limiter's side: what it answers, and how it fails to. It knows the words that are said to it and its [`Law`].

pub mod model;
#[cfg(feature = "redis")]
pub mod script;

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use fastrand::Rng;
use tokio::time::{Instant, sleep};

use super::law::{Law, Odd};
use crate::base::problem::LimiterTrouble as Trouble;
use crate::shared::message::{GroupSaid, MoneySaid, Reply, Said};
use crate::shared::{Heard, Line};

/// What its clock says at the world's beginning, milliseconds.
const CALENDAR: u64 = 1_700_000_000_000;
/// Whoever has no answer after this waits no longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What keeps an account's books.
pub trait Books {
    /// What it makes of a word, at so many milliseconds of its clock.
    fn take(&mut self, raw: u64, said: &Said) -> Reply;

    /// It loses everything.
    fn lose(&mut self);
}

/// See the module.
pub struct Limiter {
    law: Law,
    began: Instant,
    /// Each word is shown.
    loud: bool,
    state: RefCell<State>,
}

struct State {
    rng: Rng,
    books: Box<dyn Books>,
    losses: usize,
    /// Words that are still on their way, though nobody waits for an answer.
    stale: Vec<(Duration, Said)>,
    accounts: Vec<String>,
    words: Vec<Word>,
}

/// A word that somebody waited for to the end.
#[derive(Debug, Clone)]
pub struct Word {
    /// Whose it was.
    pub run: usize,
    /// When it was answered, or given up.
    pub at: Duration,
    /// What was said.
    pub said: Said,
    /// What was heard.
    pub heard: Heard,
}

impl Limiter {
    /// One that begins now.
    pub fn new(law: Law, books: Box<dyn Books>, loud: bool) -> Self {
        let rng = Rng::with_seed(law.seed);
        let state = State { rng, books, losses: 0, stale: Vec::new(), accounts: Vec::new(), words: Vec::new() };
        Self { law, began: Instant::now(), loud, state: RefCell::new(state) }
    }

    /// Its law.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// All that was said to it and waited for.
    pub fn words(&self) -> Vec<Word> {
        self.state.borrow().words.clone()
    }

    /// The accounts that were asked for.
    pub fn accounts(&self) -> Vec<String> {
        self.state.borrow().accounts.clone()
    }

    /// Somebody comes by, so that it sees what time it is.
    pub fn visit(&self) {
        self.take(&Said { id: "visitor".to_owned(), bye: true, ..Said::default() });
    }

    /// What it knows of an account's groups and of a budget.
    pub fn look(&self, groups: &[String], purse: Option<(&str, &str)>) -> Reply {
        let group = |name: &String| GroupSaid { name: name.clone(), ceiling: u32::MAX, ..GroupSaid::default() };
        let money = |(name, folder): (&str, &str)| MoneySaid {
            name: name.to_owned(),
            folder: folder.to_owned(),
            ..MoneySaid::default()
        };
        let (groups, money) = (groups.iter().map(group).collect(), purse.map(money));
        self.take(&Said { look: true, ceiling: u32::MAX, groups, money, ..Said::default() })
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn odd(&self) -> Option<Odd> {
        let (now, rng) = (self.now(), &mut self.state.borrow_mut().rng);
        let mut holds = |spell: &&super::law::Spell| {
            spell.when.contains(&now) && (spell.one_in < 2 || rng.u32(..spell.one_in) == 0)
        };
        self.law.spells.iter().find(|spell| holds(spell)).map(|spell| spell.odd.clone())
    }

    fn secs(&self, from: f64, to: f64) -> Duration {
        Duration::from_secs_f64(from + (to - from) * self.state.borrow_mut().rng.f64())
    }

    /// What is done with a word that has come: first with those that came before it.
    fn take(&self, said: &Said) -> Reply {
        let state = &mut *self.state.borrow_mut();
        let now = self.now();
        let mut due: Vec<(Duration, Said)> = Vec::new();
        state.stale.retain(|(at, said)| {
            let waits = *at > now;
            if !waits {
                due.push((*at, said.clone()));
            }
            waits
        });
        due.sort_by_key(|(at, _)| *at);
        for (at, said) in due {
            state.take(&self.law, at, &said);
        }
        state.take(&self.law, now, said)
    }

    async fn answer(&self, said: &Said) -> Heard {
        let way = self.law.way;
        match self.odd() {
            None => {
                sleep(way).await;
                let reply = self.take(said);
                sleep(way).await;
                Ok(reply)
            }
            Some(Odd::Slow) => {
                sleep(self.secs(0.1, 0.9)).await;
                let reply = self.take(said);
                sleep(self.secs(0.1, 0.9)).await;
                Ok(reply)
            }
            Some(Odd::Gone) => {
                sleep(way).await;
                Err(Trouble::Unreachable { cause: "Connection refused (os error 111)".to_owned() })
            }
            Some(Odd::Refused(why)) => {
                sleep(way * 2).await;
                Err(why)
            }
            Some(odd) => {
                sleep(way).await;
                match odd {
                    Odd::Late => _ = self.take(said),
                    Odd::Stale => {
                        let at = self.now() + PATIENCE + self.secs(0.0, 4.0);
                        self.state.borrow_mut().stale.push((at, said.clone()));
                    }
                    _ => {}
                }
                sleep(PATIENCE - way).await;
                Err(Trouble::Slow { seconds: PATIENCE.as_secs() })
            }
        }
    }
}

impl State {
    fn take(&mut self, law: &Law, at: Duration, said: &Said) -> Reply {
        let lost = law.losses.iter().filter(|loss| **loss <= at).count();
        if lost > self.losses {
            self.losses = lost;
            self.books.lose();
        }
        let off: i64 = law.jumps.iter().filter(|(when, _)| *when <= at).map(|(_, ms)| *ms).sum();
        let raw = CALENDAR + u64::try_from(at.as_millis()).unwrap();
        self.books.take(raw.checked_add_signed(off).unwrap(), said)
    }
}

/// A run's line to it.
pub struct ToLimiter {
    limiter: Rc<Limiter>,
    run: usize,
}

impl ToLimiter {
    /// The line of a run to what is kept under such a name.
    pub fn new(limiter: &Rc<Limiter>, run: usize, account: &str) -> Self {
        let accounts = &mut limiter.state.borrow_mut().accounts;
        if !accounts.iter().any(|known| known == account) {
            accounts.push(account.to_owned());
        }
        Self { limiter: limiter.clone(), run }
    }
}

impl Line for ToLimiter {
    fn say<'a>(&'a mut self, said: &'a Said) -> Pin<Box<dyn Future<Output = Heard> + 'a>> {
        Box::pin(async move {
            let heard = self.limiter.answer(said).await;
            if self.limiter.loud {
                let at = self.limiter.now().as_secs_f64();
                eprintln!("  {at:>9.3} run {}: {} -> {heard:?}", self.run, serde_json::to_string(said).unwrap());
            }
            let word = Word { run: self.run, at: self.limiter.now(), said: said.clone(), heard: heard.clone() };
            self.limiter.state.borrow_mut().words.push(word);
            heard
        })
    }
}
