//! What a world is like: how fast it answers, what it allows, how it says no, and whom it treats badly when.

use std::ops::Range;
use std::time::Duration;

use crate::platform::Scope;

/// Everything that is fixed about a world. All times are counted from the world's beginning.
#[derive(Debug, Clone)]
pub struct Law {
    /// What its chance is drawn from.
    pub seed: u64,
    /// What an answer takes, beside the way.
    pub latency: Latency,
    /// The way there; the way back is as long.
    pub way: Duration,
    /// What its limits are counted for.
    pub scope: Scope,
    /// Calls at once, each limit from its time on. Empty: any number.
    pub at_once: Vec<(Duration, u32)>,
    /// Calls a minute.
    pub minute: Option<Minute>,
    /// How it refuses what is over a limit.
    pub limited: Words,
    /// Whether replies carry `x-ratelimit-*` about the calls a minute.
    pub tells_what_is_left: bool,
    /// The same question costs the same each time.
    pub steady: bool,
    /// Bad treatment; the first that holds is applied.
    pub decrees: Vec<Decree>,
}

/// How long answers take.
#[derive(Debug, Clone, Copy)]
pub enum Latency {
    /// All the same.
    Always(Duration),
    /// Evenly between the two.
    Between(Duration, Duration),
    /// Log-normal with this median; sigma 0.4 has its 95th percentile at twice the median.
    Around(Duration, f64),
}

/// Calls a minute.
#[derive(Debug, Clone, Copy)]
pub enum Minute {
    /// So many in any sixty seconds; refused calls count, too, if `counts_refused`.
    Window {
        /// Calls.
        most: u32,
        /// Whether what is refused counts.
        counts_refused: bool,
    },
    /// A bucket that holds `burst` and gets `most` a minute, evenly.
    Bucket {
        /// Calls.
        most: u32,
        /// What it holds when it is full.
        burst: u32,
    },
}

/// How a refusal is said.
#[derive(Debug, Clone)]
pub struct Words {
    /// HTTP status.
    pub status: u16,
    /// `error.type` and `error.code`.
    pub code: &'static str,
    /// `error.message`. `{limit}` stands for the number.
    pub message: &'static str,
    /// What `Retry-After` says.
    pub after: RetryAfter,
}

/// What stands in `Retry-After`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RetryAfter {
    /// The header is not there.
    Absent,
    /// These seconds, whatever they are good for.
    Seconds(f64),
    /// The seconds until it would really be served, rounded up; 1 if nobody knows.
    Honest,
    /// A date so many seconds from the server's now; its `Date` header goes with it.
    Date(i64),
    /// The same, but the server's clock is wrong by so many seconds.
    SkewedDate(i64, i64),
    /// `retry-after-ms`.
    Millis(u64),
    /// No number and no date.
    Garbage,
    /// No `Retry-After`, but `x-ratelimit-reset-requests` with this text.
    Reset(&'static str),
}

/// Whom a decree is about: all that is given must fit.
#[derive(Debug, Clone, Default)]
pub struct Who {
    /// The model's name on the wire.
    pub model: Option<String>,
    /// What the input says, such as a person's or a prompt's mark.
    pub says: Vec<String>,
    /// One call in so many, by chance; 0 and 1: every one.
    pub one_in: u32,
}

/// How some are treated at some time.
#[derive(Debug, Clone)]
pub struct Decree {
    /// Whom.
    pub who: Who,
    /// When.
    pub when: Range<Duration>,
    /// How.
    pub what: What,
}

/// Kinds of bad treatment.
#[derive(Debug, Clone)]
pub enum What {
    /// An error body.
    Refuse(Words),
    /// Any reply as it stands: status, content type, body.
    Say(u16, &'static str, &'static str),
    /// Half of a good answer, under HTTP 200.
    CutJson,
    /// Worked on (and billed), then the connection breaks.
    LostReply,
    /// The connection breaks before anything is done.
    Reset,
    /// A connection that was used before breaks before a byte of the reply.
    Stale,
    /// Nothing ever comes.
    Hang,
    /// No connection at all.
    NoLink,
    /// Answered so many times slower.
    Slow(u32),
}

/// For ever.
pub const ALWAYS: Range<Duration> = Duration::ZERO..Duration::MAX;

impl Default for Law {
    fn default() -> Self {
        Self {
            seed: 1,
            latency: Latency::Always(Duration::from_millis(200)),
            way: Duration::from_millis(5),
            scope: Scope::Account,
            at_once: Vec::new(),
            minute: None,
            limited: Words::LIMITED,
            tells_what_is_left: false,
            steady: false,
            decrees: Vec::new(),
        }
    }
}

impl Words {
    /// A rate limit without a number and without a time.
    pub const LIMITED: Self = Self {
        status: 429,
        code: "rate_limit_exceeded",
        message: "Rate limit reached, please slow down",
        after: RetryAfter::Absent,
    };

    /// The same words with another `Retry-After`.
    #[must_use]
    pub const fn after(mut self, after: RetryAfter) -> Self {
        self.after = after;
        self
    }
}

impl Who {
    /// Everybody.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// One model.
    #[must_use]
    pub fn model(name: &str) -> Self {
        Self { model: Some(name.to_owned()), ..Self::default() }
    }

    /// Inputs that say this.
    #[must_use]
    pub fn says(text: &str) -> Self {
        Self { says: vec![text.to_owned()], ..Self::default() }
    }

    /// One in so many of them, by chance.
    #[must_use]
    pub fn one_in(mut self, n: u32) -> Self {
        self.one_in = n;
        self
    }

    /// Whether a call is meant; chance aside.
    #[must_use]
    pub fn fits(&self, model: &str, input: &str) -> bool {
        self.model.as_deref().is_none_or(|m| m == model) && self.says.iter().all(|mark| input.contains(mark.as_str()))
    }
}

impl Decree {
    /// For ever.
    #[must_use]
    pub fn always(who: Who, what: What) -> Self {
        Self { who, when: ALWAYS, what }
    }

    /// For a time, seconds from the world's beginning.
    #[must_use]
    pub fn between(from: f64, to: f64, who: Who, what: What) -> Self {
        Self { who, when: Duration::from_secs_f64(from)..Duration::from_secs_f64(to), what }
    }
}
