//! A process's side of what is shared: what it was granted, what it wants, and when it says so next.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::Instant;

use super::line::{Heard, Line};
use super::message::{GroupTold, HeldBy, MoneyTold, Said, Strict};
use super::part::Part;
use crate::base::problem::LimiterTrouble;
use crate::flow::rate::{LimitOf, NotBefore, Why};
use crate::job::config::limiter::WhenAway;
use crate::platform::Limits;

/// Silence is never longer while a process lives.
pub(super) const BEAT: Duration = Duration::from_secs(1);
/// Sums of money that are as near to each other are the same.
const NEAR: f64 = 1e-9;

/// Somebody who is talking, until there is an answer.
type Talk = Pin<Box<dyn Future<Output = (Box<dyn Line>, Said, Heard)>>>;

/// See the module.
pub struct SharedLimiter {
    pub(super) id: String,
    /// How many words were said.
    pub(super) words: u64,
    pub(super) ceiling: u32,
    pub(super) groups: Vec<Group>,
    pub(super) purse: Option<Purse>,
    pub(super) money: MoneyTold,
    /// `None` while it is talking.
    pub(super) line: Option<Box<dyn Line>>,
    pub(super) talk: Option<Talk>,
    pub(super) asked_at: Option<Instant>,
    /// Something was seen that others should know.
    pub(super) has_news: bool,
    /// A call came back since the last word.
    pub(super) has_released: bool,
    pub(super) processes: u32,
    pub(super) away: Option<Away>,
    /// True once there was an answer.
    pub(super) is_known: bool,
    /// What was said of money last.
    pub(super) last_money: (f64, f64),
    /// What is done without an answer, and by what.
    when_away: WhenAway,
    pub(super) part: Option<Part>,
    /// What was left of the budget for all.
    pub(super) money_left: f64,
    /// Somebody's stricter limits were told.
    told_strict: bool,
}

/// While there is no answer.
#[derive(Debug)]
pub(super) struct Away {
    pub since: Instant,
    pub times: u32,
    pub again_at: Instant,
    pub why: LimiterTrouble,
}

/// A limit group of the run.
pub(super) struct Group {
    pub name: String,
    pub limits: Limits,
    pub granted: Granted,
    pub want: u32,
    /// What each call needs that is wanted.
    pub tokens: u64,
    pub money: f64,
    pub refunds: BTreeMap<u64, i64>,
    /// The process's own limit since it was lowered, and whether the platform named it.
    pub cut: Option<(u32, bool)>,
    pub told: GroupTold,
    /// When asking again makes sense.
    pub until: Option<Instant>,
}

/// Calls that may go out, and what each may use.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Granted {
    pub calls: u32,
    pub tokens: u64,
    pub money: f64,
    pub second: u64,
}

/// The common budget.
#[derive(Debug, Clone, PartialEq)]
pub struct Purse {
    /// Its name.
    pub name: String,
    /// Whose ledger is read here.
    pub folder: String,
    /// What may be spent.
    pub limit: f64,
    /// What was spent before this run.
    pub before: f64,
    /// How much of that stands in other shards' ledgers: it was read while calls of theirs were in flight.
    pub of_others: f64,
}

/// What a call was granted, for settling it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    second: u64,
    tokens: u64,
}

/// What a call needs.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// Tokens.
    pub tokens: u64,
    /// The most that it can cost, if that is known.
    pub money: Option<f64>,
}

/// What a process holds of a group.
#[derive(Debug, Clone, Copy, Default)]
pub struct Holding {
    /// Its calls in flight.
    pub flying: u32,
    /// How long nobody is to ask.
    pub freeze: Option<Duration>,
}

impl SharedLimiter {
    /// A process's side. `groups`: the names and limits of the run's limit groups; `ceiling`: of all together;
    /// `purse`: a budget that is common.
    #[must_use]
    pub fn new(
        line: Box<dyn Line>,
        id: String,
        ceiling: u32,
        groups: Vec<(String, Limits)>,
        purse: Option<Purse>,
    ) -> Self {
        let group = |(name, limits)| Group {
            name,
            limits,
            granted: Granted::default(),
            want: 0,
            tokens: 0,
            money: 0.0,
            refunds: BTreeMap::new(),
            cut: None,
            told: GroupTold::default(),
            until: None,
        };
        Self {
            id,
            words: 0,
            ceiling,
            groups: groups.into_iter().map(group).collect(),
            purse,
            money: MoneyTold::default(),
            line: Some(line),
            talk: None,
            asked_at: None,
            has_news: false,
            has_released: false,
            processes: 1,
            away: None,
            is_known: false,
            last_money: (0.0, 0.0),
            when_away: WhenAway::Pause,
            part: None,
            money_left: 0.0,
            told_strict: false,
        }
    }

    /// What is done while there is no answer.
    #[must_use]
    pub fn when_away(mut self, when_away: WhenAway) -> Self {
        self.when_away = when_away;
        self
    }

    /// Where there is no answer: the process's own part, if the config gives it one.
    pub(super) fn own_part(&mut self) -> Option<&mut Part> {
        match (self.when_away, &mut self.part) {
            (WhenAway::Share(of), none @ None) => *none = Some(Part::new(of, self.money_left)),
            (WhenAway::Pause, part) => *part = None,
            _ => {}
        }
        self.part.as_mut()
    }

    /// How many share its limits while there is no answer; `None`: nothing is asked.
    #[must_use]
    pub fn shares_when_away(&self) -> Option<u32> {
        match self.when_away {
            WhenAway::Pause => None,
            WhenAway::Share(of) => Some(of),
        }
    }

    /// So much had been spent in the folder before this run.
    pub fn spent_before(&mut self, money: f64) {
        if let Some(purse) = &mut self.purse {
            purse.before = money;
        }
    }

    /// What keeps a group's calls back that are wanted already, if anything does.
    #[must_use]
    pub fn holds(&self, group: usize, now: Instant) -> Option<NotBefore> {
        let this = self.groups.get(group)?;
        (this.want > 0).then(|| self.held(this, now))
    }

    /// Takes a call out of what was granted. If there is none, so many are wanted that need as much.
    ///
    /// # Errors
    /// What keeps it back. The next answer comes by [`SharedLimiter::heard`].
    pub fn take(&mut self, group: usize, need: Need, room: u32, now: Instant) -> Result<Option<Lease>, NotBefore> {
        let money = need.money.filter(|_| self.purse.is_some()).unwrap_or(0.0);
        let Some(this) = self.groups.get_mut(group) else { return Ok(None) };
        let Granted { calls, tokens, money: most, second } = this.granted;
        if calls > 0 && need.tokens <= tokens && money <= most + NEAR {
            this.granted.calls -= 1;
            this.refund(second, tokens, need.tokens);
            return Ok(Some(Lease { second, tokens: need.tokens }));
        }
        this.want = room.max(1);
        // Who is next needs about as much.
        this.tokens = need.tokens.max(this.tokens - this.tokens / 8);
        this.money = money.max(this.money * 0.875);
        let this = &self.groups[group];
        Err(self.held(this, now))
    }

    /// A call is back, or was not sent after all; it `used` so many tokens, if that is known.
    pub fn back(&mut self, group: usize, lease: Lease, used: Option<u64>) {
        self.has_released = true;
        let Some(this) = self.groups.get_mut(group) else { return };
        this.refund(lease.second, lease.tokens, used.unwrap_or(lease.tokens));
        if matches!(this.told.why, Some(HeldBy::Calls | HeldBy::Money)) {
            this.until = None;
        }
    }

    /// The process has found that fewer calls at once are served; `stated`: the platform named the number.
    pub fn cut(&mut self, group: usize, limit: u32, stated: bool) {
        self.has_news = true;
        if let Some(this) = self.groups.get_mut(group) {
            this.cut = Some((limit, stated));
        }
    }

    /// The platform refused something: what follows is to be known soon.
    pub fn has_news(&mut self) {
        self.has_news = true;
    }

    /// Limits of others that are stricter than this process's, once.
    pub fn stricter(&mut self) -> Option<Strict> {
        let strict = self.groups.iter().find_map(|group| group.told.strict).filter(|_| !self.told_strict);
        self.told_strict |= strict.is_some();
        strict
    }

    /// How many calls at once are this process's of a group, where all together found how many are served.
    #[must_use]
    pub fn share(&self, group: usize) -> Option<u32> {
        self.groups.get(group)?.told.share
    }

    /// What others have spent of the common budget, and what their calls in flight may cost.
    #[must_use]
    pub fn elsewhere(&self) -> (f64, f64) {
        (self.money.spent, self.money.held)
    }

    fn held(&self, this: &Group, now: Instant) -> NotBefore {
        let (at, why) = match (&self.away, this.told.why) {
            (Some(away), _) if self.part.is_none() => (Some(away.again_at.max(now + BEAT)), Why::LimiterAway),
            (_, Some(HeldBy::Requests)) => (this.until, Why::Requests),
            (_, Some(HeldBy::Tokens)) => (this.until, Why::Tokens),
            _ => (this.until, Why::Shared),
        };
        NotBefore { at: at.unwrap_or(now), why, of: LimitOf::Config }
    }
}

impl Group {
    pub fn refund(&mut self, second: u64, granted: u64, used: u64) {
        let more = i64::try_from(granted).unwrap_or(i64::MAX) - i64::try_from(used).unwrap_or(i64::MAX);
        let counts = self.limits.tpm.or(self.told.strict.and_then(|strict| strict.tpm)).is_some();
        if counts && more != 0 {
            *self.refunds.entry(second).or_default() += more;
        }
    }
}
